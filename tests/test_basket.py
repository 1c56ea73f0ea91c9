"""A basket with every trick, from the scan to the OFD and the paper: simulator, real HTTP, real journal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pos.bootstrap import Parts, open_parts
from pos.commands.demo_parts import training_settings
from pos.core.catalogue import Barcode
from pos.core.discount import Discount
from pos.core.errors import BadInput
from pos.core.fiscal import FiscalState
from pos.core.marking import read_marking
from pos.core.money import Money, Quantity
from pos.core.payment import PaymentState
from pos.core.receipt import Pair, Receipt
from pos.core.sale import Sale
from pos.core.tender import split_sale
from pos.core.weighed import Inside, WeighedScheme, portion, read_weighed
from pos.paths import Home
from pos.screens.words import Words
from pos.simulator import Simulator, SimulatorOptions
from tests.core.kit import MILK

pytestmark = pytest.mark.anyio
CHEESE = replace(
    MILK,
    barcode=Barcode("2100011"),
    name="Сыр",
    price=Money.of_sum(98_000),
    unit="кг",
    units_code=166,
    by_weight=True,
)
JUICE = replace(MILK, barcode=Barcode("4780012340016"), name="Сок", price=Money.of_sum(20_000), marked=True)
LABELS = ("0104780012340016" + "21AAAA1\x1d93abcd", "0104780012340016" + "21BBBB2\x1d93abcd")
PRICED = WeighedScheme(prefix="21", inside=Inside.PRICE, decimals=0)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Tray:
    def __init__(self) -> None:
        self.papers: list[Receipt] = []

    def print(self, receipt: Receipt) -> None:
        self.papers.append(receipt)


@dataclass
class Till:
    parts: Parts
    click: Simulator
    tray: Tray


@pytest.fixture
async def till(tmp_path: Path) -> AsyncIterator[Till]:
    async with Simulator(SimulatorOptions(window_s=3)) as click:
        settings = training_settings(3, "ru")
        settings = replace(settings, click=replace(settings.click, base_url=click.base_url))
        tray = Tray()
        parts = open_parts(
            home=Home(tmp_path).make(), settings=settings, say=Words("ru").say, printers=(tray,)
        )
        parts.books.catalogue.load([CHEESE, JUICE])
        yield Till(parts, click, tray)
        await parts.close()


def basket(till: Till) -> Sale:
    """Bread, a piece of cheese by its label, two marked juices; 10 % off the juice, 1,000 sum off it all."""
    find = till.parts.books.catalogue.find
    bread = till.parts.books.catalogue.quick_keys()[0]
    sale = Sale(till.parts.checkout.new_sale_id()).add(bread.barcode, bread, Quantity.pieces(3))
    weighed = read_weighed("2100011123458", [PRICED])
    assert weighed is not None
    cheese = next(good for code in weighed.codes if (good := find(code)))
    piece = portion(weighed, cheese)
    sale = sale.add("2100011123458", cheese, piece.quantity, printed_total=piece.printed_total)
    for text in LABELS:
        marking = read_marking(text)
        juice = next(good for code in marking.barcodes if (good := find(code)))
        sale = sale.add(text, juice, label=marking.label)
    return sale.set_discount(Discount.of_percent(1000), 3).set_discount(
        Discount.of_amount(Money.of_sum(1_000))
    )


async def test_every_trick_reaches_the_ofd_and_the_paper_to_the_tiyin(till: Till) -> None:
    sale = basket(till)
    payment = await till.parts.checkout.pay(sale, till.click.issue_code())
    payment = await till.parts.checkout.after.finished(payment.transaction_id)
    assert (payment.state, payment.amount) == (PaymentState.PAID, sale.total)
    assert payment.payment_id is not None
    entry = till.parts.books.outbox.entry(payment.payment_id)
    assert entry is not None
    assert (entry.state, entry.link is not None) == (FiscalState.DONE, True)
    [sent] = till.click.ledger.payments[payment.payment_id].receipts
    items = [
        {name: int(str(item.get(name, 0))) for name in ("Price", "Discount", "VAT", "Amount")}
        for item in sent.items
    ]
    assert sum(item["Price"] - item["Discount"] for item in items) == sale.total.tiyin == sent.received_card
    assert items[1]["Price"] == Money.of_sum(12_345).tiyin, "what the customer read on the label"
    assert [len(str(label)) for label in sent.items[2]["Labels"]] == [21, 21]  # type: ignore[attr-defined]
    [paper] = till.tray.papers
    told = [(row.left.strip(), row.right) for row in paper.rows if isinstance(row, Pair)]
    say = Words("ru").say
    assert (say("TOTAL"), sale.total.words(say("sum"))) in told
    assert (say("Discount"), (-sale.discount).digits()) in told
    assert (say("VAT inside"), Money(sum(item["VAT"] for item in items)).digits()) in told


async def test_the_sale_comes_back_out_of_the_journal_as_it_was(till: Till) -> None:
    sale = basket(till)
    payment = await till.parts.checkout.pay(sale, till.click.issue_code())
    await till.parts.checkout.after.finished(payment.transaction_id)
    kept = await till.parts.checkout.sale_of(payment.transaction_id)
    assert (kept.total, kept.fingerprint()) == (sale.total, sale.fingerprint())
    for line, sold in zip(kept.lines, sale.lines, strict=True):
        assert (line.total, line.vat, line.labels) == (sold.total, sold.vat, sold.labels)


async def test_the_same_basket_half_by_click_and_half_in_cash(till: Till) -> None:
    step = Money.of_sum(100)
    sale, parts = split_sale(basket(till), click=Money.of_sum(20_000), step=step)
    assert parts.rounding
    payment = await till.parts.checkout.pay(sale, till.click.issue_code(), parts)
    payment = await till.parts.checkout.after.finished(payment.transaction_id)
    assert (payment.state, payment.amount) == (PaymentState.PAID, parts.click)
    assert payment.payment_id is not None
    assert not till.click.ledger.payments[payment.payment_id].receipts
    assert not till.tray.papers
    settling = till.parts.checkout.settling
    settled = settling.take_cash(payment.transaction_id, parts.cash + Money.of_sum(5_000))
    await till.parts.checkout.after.finished(payment.transaction_id)
    [sent] = till.click.ledger.payments[payment.payment_id].receipts
    assert (sent.received_card, sent.received_cash) == (parts.click.tiyin, parts.cash.tiyin)
    owed = sum(int(str(item["Price"])) - int(str(item.get("Discount", 0))) for item in sent.items)
    assert owed == parts.paid.tiyin == sale.total.tiyin
    [paper] = till.tray.papers
    assert paper.opens_drawer
    told = [(row.left.strip(), row.right) for row in paper.rows if isinstance(row, Pair)]
    say = Words("ru").say
    assert (say("Cash"), parts.cash.words(say("sum"))) in told
    assert (say("Change"), settled.change.digits()) in told
    assert (say("Rounding of the cash"), (-parts.rounding).digits()) in told
    assert (say("Discount"), (-(sale.discount - sale.rounding)).digits()) in told


async def test_a_marked_piece_without_its_label_is_not_sold(till: Till) -> None:
    sale = Sale(till.parts.checkout.new_sale_id()).add(JUICE.barcode, JUICE)
    with pytest.raises(BadInput):
        await till.parts.checkout.pay(sale, till.click.issue_code())
    assert not till.click.ledger.payments
