"""The sale with pages of quick keys, goods that the OFD refuses, and every way to pay, in any language."""

from __future__ import annotations

from dataclasses import replace

from pos.core.catalogue import Barcode, Good
from pos.core.money import Money, Quantity
from pos.core.payment import PaymentState
from pos.flow.events import NoPaper, PaperSkipped
from pos.screens.views import Intent, SaleView
from tests.fakes.till import MILK, OTP, news
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


def tender(name: str, language: str, dear: int = 999) -> SaleView:
    """Cash, the card of another terminal, and CLICK with cash; `dear` is how many milks are bought."""
    kit = Kit(language)
    kit.till.goods[MILK.barcode] = replace(MILK, price=Money.of_sum(16_500))
    kit.screen.typed(f"{dear}*{MILK.barcode}")
    total = MILK.price.times(Quantity.pieces(dear))
    half = Money.of_sum(10_000_000 if dear > 700 else 10_000)
    match name:
        case "asks":
            kit.press(Intent.MIXED)
        case "cash" | "typed" | "change":
            kit.press(Intent.CASH)
            kit.wait(1)
            if name == "typed":
                kit.screen.edited("20 000 000")
            if name == "change":
                kit.screen.typed((total + Money.of_sum(16_500)).digits())
                kit.screen.on_event(PaperSkipped(kit.screen.counter.desk.sale.sale_id, NoPaper.NOT_AUTOMATIC))
        case "card" | "card_paid":
            kit.press(Intent.CARD)
            kit.wait(1)
            if name == "card_paid":
                kit.press(Intent.CARD)
                kit.screen.on_event(PaperSkipped(kit.screen.counter.desk.sale.sale_id, NoPaper.NO_PRINTER))
        case "both" | "both_paid":
            kit.press(Intent.MIXED)
            kit.screen.edited(half.digits())
            kit.press(Intent.CARD)
            kit.wait(1)
            if name == "both_paid":
                kit.press(Intent.CARD)
                kit.wait(1)
                kit.screen.typed("")
        case _:
            kit.press(Intent.MIXED)
            kit.screen.typed((total - half).digits())
            _mixed(kit, name, total - half)
    return replace(kit.view, toast="")


def _mixed(kit: Kit, name: str, cash: Money) -> None:
    """CLICK's part is paid; then the cash, or the manager."""
    sale = kit.screen.counter.desk.sale
    kit.scan(OTP, "camera")
    paid = kit.till.make(sale, PaymentState.PAID)
    kit.screen.on_event(news(replace(paid, amount=sale.total - cash)))
    kit.wait(1)
    if name == "manager":
        kit.press(Intent.GIVE_BACK)
    if name == "mixed_paid":
        kit.screen.typed((cash + Money.of_sum(3_500)).digits())
        kit.screen.on_event(PaperSkipped(sale.sale_id, NoPaper.NOT_AUTOMATIC))


TENDERS = (
    "asks", "cash", "typed", "change", "card", "card_paid", "both", "both_paid", "mixed_cash", "manager",
    "mixed_paid",
)  # fmt: skip
