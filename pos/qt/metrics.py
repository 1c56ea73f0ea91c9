"""Sizes of the cashier's window in its three layouts, in logical pixels. Pure numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metrics:
    """One layout. `_px` is a letter size, everything else a length."""

    edge: int
    gap: int
    column_gap: int
    strip: int
    strip_px: int
    clock_px: int
    fkeys: int
    fkey_count: int
    fkey_px: int
    chip_px: int
    input_px: int
    label_px: int
    tile_px: int
    tile_small_px: int
    main_px: int
    tender_px: int
    right: int
    input: int
    header: int
    row: int
    footer: int
    inset: int
    number: int
    name_px: int
    figure_px: int
    sum_px: int
    sum_width: int
    figure_width: int
    shows_price: bool
    shows_details: bool
    total: int
    total_px: int
    unit_px: int
    cells: int
    quick: tuple[int, int]
    main_tender: int
    tender: int


NARROW = Metrics(
    edge=12, gap=8, column_gap=12, strip=44, strip_px=15, clock_px=18, fkeys=52, fkey_count=10,
    fkey_px=14, right=392, input=52, header=32, row=52, footer=44, inset=12, number=36, name_px=17,
    figure_px=16, sum_px=19, sum_width=116, figure_width=96, shows_price=False, shows_details=False,
    total=106, total_px=64, unit_px=26, cells=56, quick=(2, 4), main_tender=72, tender=68, chip_px=14,
    input_px=17, label_px=15, tile_px=16, tile_small_px=14, main_px=24, tender_px=17,
)  # fmt: skip
NORMAL = Metrics(
    edge=12, gap=8, column_gap=12, strip=44, strip_px=15, clock_px=18, fkeys=52, fkey_count=12,
    fkey_px=15, right=536, input=52, header=32, row=56, footer=44, inset=16, number=44, name_px=17,
    figure_px=16, sum_px=19, sum_width=124, figure_width=92, shows_price=True, shows_details=True,
    total=120, total_px=76, unit_px=28, cells=56, quick=(3, 4), main_tender=72, tender=68, chip_px=14,
    input_px=17, label_px=15, tile_px=16, tile_small_px=14, main_px=24, tender_px=17,
)  # fmt: skip
WIDE = Metrics(
    edge=16, gap=8, column_gap=16, strip=52, strip_px=16, clock_px=19, fkeys=60, fkey_count=12,
    fkey_px=17, right=704, input=60, header=36, row=64, footer=52, inset=20, number=56, name_px=20,
    figure_px=19, sum_px=23, sum_width=168, figure_width=128, shows_price=True, shows_details=True,
    total=148, total_px=104, unit_px=37, cells=60, quick=(4, 5), main_tender=88, tender=80, chip_px=16,
    input_px=20, label_px=18, tile_px=19, tile_small_px=16, main_px=30, tender_px=20,
)  # fmt: skip


def metrics_for(width: int) -> Metrics:
    """The layout for a window whose inside is `width` wide."""
    if width >= 1600:
        return WIDE
    return NORMAL if width >= 1200 else NARROW
