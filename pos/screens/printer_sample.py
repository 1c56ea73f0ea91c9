"""The receipt that the page of the printer shows: long names, a weighed good, every script. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from pos.core.catalogue import Barcode, Good
from pos.core.discount import Discount
from pos.core.money import Money, Quantity
from pos.core.payment import CardFacts, Payment, PaymentId, PaymentState, TransactionId
from pos.core.receipt import Receipt, Say, Shop, sale_receipt
from pos.core.sale import Sale, SaleId

AT = datetime(2026, 1, 15, 9, 32, 6, tzinfo=UTC)
LINK = "https://ofd.soliq.uz/check?t=EP000000000000&r=1&c=20260115143206&s=000000000000"
"""In the form of a real one, of a terminal that does not exist."""

_TEA = Good(
    barcode=Barcode("4780000000017"),
    name="Чай чёрный байховый «Английский завтрак» в пакетиках с ярлычками, 100 пакетиков",
    price=Money.of_sum(58_900),
    spic="00902001001000001",
    package_code="1",
)
_JAM = replace(
    _TEA, barcode=Barcode("4780000000024"), name="Gʻilos murabbosi, oʻrik va qora olcha bilan, 720\u00a0g"
)
_APPLES = replace(
    _TEA,
    barcode=Barcode("2800011003858"),
    name="Қизил олма «Голден», тоғ боғларидан",
    price=Money.of_sum(18_990),
    unit="кг",
    by_weight=True,
)


def sample_sale() -> Sale:
    """Three goods, one weighed; something is taken off one line and off the whole receipt."""
    sale = Sale(SaleId("SAMPLE"))
    sale = sale.add(_TEA.barcode, _TEA, Quantity.pieces(2))
    sale = sale.add(_JAM.barcode, _JAM).add(_APPLES.barcode, _APPLES, Quantity(1385))
    return sale.set_discount(Discount.of_percent(1000), 1).set_discount(
        Discount.of_amount(Money.of_sum(5_000))
    )


def sample_receipt(shop: Shop, say: Say) -> Receipt:
    """The paper of that sale, in the words of `say`."""
    sale = sample_sale()
    payment = Payment(
        transaction_id=TransactionId("SAMPLE00"),
        sale_id=sale.sale_id,
        amount=sale.total,
        service_id=1,
        cashbox_code=shop.cashbox,
        business_day=date(2026, 1, 15),
        created_at=AT,
        cart_hash="",
        state=PaymentState.PAID,
        payment_id=PaymentId(2_100_000_000),
        card=CardFacts("", "UZCARD", "860002******0000", ""),
    )
    return sale_receipt(shop=shop, sale=sale, payment=payment, printed_at=AT, fiscal_link=LINK, say=say)
