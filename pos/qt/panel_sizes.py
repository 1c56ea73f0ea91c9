"""Sizes of a state panel, from roomy to tight; the first in which everything fits is taken. Pure numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PanelSizes:
    """One density. `_px` is a letter size, the rest lengths."""

    band: int
    band_px: int
    ring: int
    mark: int
    headline_px: tuple[int, ...]
    money_px: int
    said_px: int
    advice_px: int
    label_px: int
    value_px: int
    step: int
    cell: int
    gap: int
    camera_least: int
    action: int
    action_px: int
    code: int = 45
    leading: int = 6
    most_cells: int = 6


ROOMY = PanelSizes(
    band=72, band_px=30, ring=236, mark=116, headline_px=(40, 34), money_px=28, said_px=20, advice_px=20,
    label_px=15, value_px=19, step=40, cell=66, gap=22, camera_least=220, action=60, action_px=19,
)  # fmt: skip
USUAL = PanelSizes(
    band=60, band_px=25, ring=184, mark=88, headline_px=(30, 25), money_px=22, said_px=17, advice_px=17,
    label_px=13, value_px=16, step=33, cell=52, gap=12, camera_least=150, action=52, action_px=16,
)  # fmt: skip
CLOSE = PanelSizes(
    band=60, band_px=25, ring=148, mark=64, headline_px=(25, 22), money_px=22, said_px=16, advice_px=16,
    label_px=13, value_px=16, step=28, cell=46, gap=10, camera_least=120, action=52, action_px=16,
)  # fmt: skip
TIGHT = PanelSizes(
    band=60, band_px=22, ring=120, mark=48, headline_px=(22,), money_px=22, said_px=16, advice_px=16,
    label_px=13, value_px=15, step=24, cell=42, gap=6, camera_least=90, action=52, action_px=16, code=44,
)  # fmt: skip
SNUG = PanelSizes(
    band=60, band_px=22, ring=110, mark=0, headline_px=(22,), money_px=22, said_px=16, advice_px=16,
    label_px=13, value_px=15, step=24, cell=42, gap=6, camera_least=90, action=52, action_px=16, code=0,
)  # fmt: skip
"""No second mark, and the code is only copied: the evidence names the attempt."""
BARE = PanelSizes(
    band=60, band_px=22, ring=96, mark=0, headline_px=(22,), money_px=22, said_px=16, advice_px=16,
    label_px=12, value_px=14, step=24, cell=39, gap=4, camera_least=80, action=46, action_px=16, code=0,
    leading=3, most_cells=4,
)  # fmt: skip
"""The last resort: of the evidence only its first four cells."""


def densities(width: int, height: int) -> tuple[PanelSizes, ...]:
    """What to try for a panel of this size, the best first."""
    if width >= 640 and height >= 400:
        return (ROOMY, USUAL, CLOSE, TIGHT, SNUG, BARE)
    if width >= 480:
        return (USUAL, CLOSE, TIGHT, SNUG, BARE)
    return (CLOSE, TIGHT, SNUG, BARE)
