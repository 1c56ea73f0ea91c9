"""Goods, sales and hypothesis strategies that the tests of the core share."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import settings
from hypothesis import strategies as st

from pos.core.catalogue import Barcode, Good
from pos.core.money import Money, Quantity
from pos.core.payment import CardFacts, Payment, PaymentId, PaymentState, TransactionId
from pos.core.sale import Sale, SaleId

quick = settings(max_examples=100, derandomize=True)
"""The same examples on every machine: a red build can be repeated."""

MILK = Good(
    barcode=Barcode("4780012340016"),
    name="Молоко «Мусаффо» 3,2 %, 1 л",
    price=Money.of_sum(16_500),
    spic="00401001001000001",
    package_code="1514296",
    units_code=796,
)
BREAD = Good(
    barcode=Barcode("4780012340023"),
    name="Нон",
    price=Money.of_sum(4_000),
    spic="01905001001000002",
    package_code="1209885",
    vat_percent=0,
)
APPLES = Good(
    barcode=Barcode("2800011"),
    name="Яблоки «Ренет»",
    price=Money.of_sum(18_990),
    spic="00808001001000003",
    package_code="1520627",
    unit="кг",
    by_weight=True,
)
CARD = CardFacts("private", "UZCARD", "860002******8331", "99822***4567")
NOW = datetime(2026, 11, 24, 9, 32, 6, tzinfo=UTC)


def sale_of(*goods: Good) -> Sale:
    sale = Sale(SaleId("S0000000000000000ABC"))
    for good in goods:
        sale = sale.add(good.barcode, good)
    return sale


def payment_for(sale: Sale, state: PaymentState = PaymentState.SENDING, **facts: object) -> Payment:
    payment = Payment(
        transaction_id=TransactionId("L0123456789ABCDEFGHJKMNPQR"),
        sale_id=sale.sale_id,
        amount=sale.total,
        service_id=31,
        cashbox_code="KASSA-1",
        business_day=date(2026, 11, 24),
        created_at=NOW,
        cart_hash=sale.fingerprint(),
        state=state,
    )
    return payment.learn(**facts) if facts else payment


PID = PaymentId(2388672086)

_digits = "0123456789"
_goods = st.builds(
    Good,
    barcode=st.text(_digits, min_size=1, max_size=16).map(Barcode),
    name=st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=120),
    price=st.integers(1, 5_000_000_00).map(Money),
    spic=st.text(_digits, min_size=17, max_size=17),
    package_code=st.text(_digits, min_size=1, max_size=20),
    vat_percent=st.sampled_from([0, 6, 12, 15]),
    unit=st.sampled_from(["шт", "кг", "м²", "упаковка", "услуга"]),
    by_weight=st.booleans(),
)
_rung_up = st.tuples(_goods, st.integers(1, 60), st.booleans())


def _basket(rung_up: list[tuple[Good, int, bool]]) -> Sale:
    sale = Sale(SaleId("S0000000000000000ABC"))
    for good, amount, voided in rung_up:
        quantity = Quantity(amount * 37) if good.by_weight else Quantity.pieces(amount)
        if good.price.times(quantity):  # a gram of something cheap may come to nothing, and is not for sale
            sale = sale.add(good.barcode, good, quantity)
            sale = sale.void(len(sale.lines)) if voided and len(sale.lines) > 1 else sale
    return sale if sale.total else sale.add(MILK.barcode, MILK)


baskets = st.lists(_rung_up, min_size=1, max_size=6).map(_basket)
"""Sales of pieces and portions with names of every length, some lines taken out again; never empty."""
