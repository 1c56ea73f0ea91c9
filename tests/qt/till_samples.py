"""The sale in states of its own: pages of quick keys, in any language."""

from __future__ import annotations

from dataclasses import replace

from pos.core.catalogue import Barcode, Good
from pos.core.money import Money
from pos.screens.views import Intent, SaleView
from tests.fakes.till import MILK
from tests.screens.counter_kit import Kit

COLOURS = ("red", "жёлтый", "yashil", "blue", "violet", "grey", "#ffff66", "#101010", "", "tartan")


def keyed(count: int, page: int = 1) -> tuple[Good, ...]:
    """Goods on the quick keys, each with another colour."""
    return tuple(
        Good(
            Barcode(f"20001{page}{number:02}"),
            f"Лепёшка «Патыр» № {number}",
            Money.of_sum(1_000 * number),
            "0" * 17,
            "1",
            quick_key=number,
            quick_page=page,
            colour=COLOURS[number % len(COLOURS)],
        )
        for number in range(1, count + 1)
    )


def quick(language: str) -> SaleView:
    """Two pages in the catalogue; the first fills more than one on a small screen."""
    kit = Kit(language)
    kit.screen.counter.quick_keys = (*keyed(11), *keyed(4, page=2))
    kit.scan(MILK.barcode)
    return replace(kit.view, toast="")


def refused(language: str) -> SaleView:
    """Goods that the OFD would refuse, among others, where the shop gives fiscal receipts."""
    kit = Kit(language)
    kit.screen.counter.fiscal_rates = (0, 12)
    bare = replace(MILK, barcode=Barcode("4780012340999"), spic="", name="Молоко топлёное", name_uz="Sut")
    for good in (MILK, bare, replace(bare, barcode=Barcode("4780012341002"), spic="0" * 17, vat_percent=15)):
        kit.till.goods[good.barcode] = good
        kit.scan(good.barcode)
    kit.screen.line_selected(3)
    kit.press(Intent.PRICE)
    kit.screen.typed("12 500")
    return replace(kit.view, toast="")
