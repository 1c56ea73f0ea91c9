"""Goods, sales and hypothesis strategies that the tests of the core share."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import settings
from hypothesis import strategies as st

from pos.core.catalogue import Barcode, Good
from pos.core.money import Money, Quantity
from pos.core.payment import CardFacts, Payment, PaymentId, PaymentState, TransactionId
from pos.core.sale import Sale, SaleId

quick = settings(max_examples=150, derandomize=True)
"""The same examples on every machine: a red build can be repeated."""

MILK = Good(
    barcode=Barcode("4780012340018"),
    name="Молоко «Мусаффо» 3,2 %, 1 л",
    price=Money.of_sum(16_500),
    spic="00401001001000001",
    package_code="1514296",
    units_code=796,
)
BREAD = Good(
    barcode=Barcode("4780012340025"),
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

_unit_names = st.sampled_from(["шт", "кг", "л", "м²", "упаковка", "komplekt", "услуга"])
_names = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=120)
_prices = st.integers(1, 5_000_000_00).map(Money)


@st.composite
def goods(draw: st.DrawFn) -> Good:
    """Any good that a shop may sell: names of every length, pieces and weighed."""
    return Good(
        barcode=Barcode(draw(st.from_regex(r"[0-9]{1,16}", fullmatch=True))),
        name=draw(_names),
        price=draw(_prices),
        spic=draw(st.from_regex(r"[0-9]{17}", fullmatch=True)),
        package_code=draw(st.from_regex(r"[0-9]{1,20}", fullmatch=True)),
        vat_percent=draw(st.sampled_from([0, 6, 12, 15])),
        unit=draw(_unit_names),
        by_weight=draw(st.booleans()),
    )


@st.composite
def baskets(draw: st.DrawFn) -> Sale:
    """A sale of one to eight goods, some lines taken out again, never empty."""
    sale = Sale(SaleId("S0000000000000000ABC"))
    for good in draw(st.lists(goods(), min_size=1, max_size=8)):
        # 40 g at least: the cheapest price times that is still a whole tiyin or rounds to zero, see below.
        least, most = (40, 9_999) if good.by_weight else (1, 60)
        amount = draw(st.integers(least, most))
        quantity = Quantity(amount) if good.by_weight else Quantity.pieces(amount)
        if good.price.times(quantity):
            sale = sale.add(good.barcode, good, quantity)
    for line in sale.lines:
        if draw(st.integers(0, 4)) == 0:
            sale = sale.void(line.number)
    return sale
