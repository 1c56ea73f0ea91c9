"""Baskets with every trick that a counter knows, made by chance from a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from pos.core.catalogue import Barcode, Good
from pos.core.discount import Discount
from pos.core.errors import BadInput
from pos.core.money import Money, Quantity
from pos.core.sale import Sale, SaleId
from pos.core.weighed import WeighedCode, portion
from tests.core.kit import APPLES, BREAD, MILK

CIGARETTES = Good(
    barcode=Barcode("4780069000505"),
    name="Сигареты",
    price=Money.of_sum(23_000),
    spic="02402001001000004",
    package_code="1431970",
    units_code=796,
    marked=True,
)
HONEY = replace(MILK, barcode=Barcode("4780012340030"), name="Мёд", commission_tin="31234567890123")
LABEL = "010478006900050521"
"""What each marking code of the cigarettes begins with; a serial follows."""

Trick = Callable[[Sale, Random], Sale]


def basket(chance: Random) -> Sale:
    """A sale of a few goods with a few tricks; what is refused changes nothing."""
    sale = Sale(SaleId("S0000000000000000ABC"))
    steps = [chance.choice(GOODS) for _ in range(chance.randint(1, 5))]
    steps += [chance.choice(TRICKS) for _ in range(chance.randint(0, 6))]
    for step in steps:
        try:
            sale = step(sale, chance)
        except BadInput:
            continue
    return sale


def _number(sale: Sale, chance: Random) -> int:
    return chance.randint(1, max(1, len(sale.lines)))


def _discount(chance: Random) -> Discount:
    if chance.random() < 0.5:
        return Discount.of_percent(chance.choice([1, 333, 500, 1000, 1250, 9999, 10_000]))
    return Discount.of_amount(Money(chance.choice([1, 2, 7, 99, 50_000, 100_001, 5_000_000])))


def _piece(sale: Sale, chance: Random) -> Sale:
    good = replace(
        chance.choice([MILK, BREAD, HONEY]),
        price=Money(chance.choice([1, 3, 101, 399_999, 1_650_000])),
        vat_percent=chance.choice([0, 6, 12, 15]),
    )
    return sale.add(good.barcode, good, Quantity.pieces(chance.randint(1, 9)))


def _weighed(sale: Sale, chance: Random) -> Sale:
    return sale.add("2800011", APPLES, Quantity(chance.randint(1, 9_999)))


def _price_inside(sale: Sale, chance: Random) -> Sale:
    found = portion(WeighedCode("29", "00011", price=Money(chance.randint(1, 99_999) * 100)), APPLES)
    return sale.add("29", APPLES, found.quantity, printed_total=found.printed_total)


def _marked(sale: Sale, chance: Random) -> Sale:
    label = f"{LABEL}{chance.randint(1, 20):03d}tail" if chance.random() < 0.8 else ""
    return sale.add(CIGARETTES.barcode, CIGARETTES, label=label)


def _drop_label(sale: Sale, chance: Random) -> Sale:
    number = _number(sale, chance)
    labels = sale.line(number).labels
    return sale.drop_label(number, chance.choice(labels)) if labels else sale


def _void_or_restore(sale: Sale, chance: Random) -> Sale:
    number = _number(sale, chance)
    return sale.restore(number) if sale.line(number).voided else sale.void(number)


def _round_off(sale: Sale, chance: Random) -> Sale:
    return sale.round_off(Money(chance.choice([1, 49, 5_000])))


def _off_line(sale: Sale, chance: Random) -> Sale:
    return sale.set_discount(chance.choice([None, _discount(chance)]), _number(sale, chance))


def _off_receipt(sale: Sale, chance: Random) -> Sale:
    return sale.set_discount(chance.choice([None, _discount(chance)]))


def _price(sale: Sale, chance: Random) -> Sale:
    return sale.set_price(_number(sale, chance), chance.choice([None, Money(chance.randint(1, 2_000_000))]))


def _quantity(sale: Sale, chance: Random) -> Sale:
    return sale.set_quantity(_number(sale, chance), Quantity.pieces(chance.randint(1, 9)))


def _note(sale: Sale, chance: Random) -> Sale:
    return sale.set_note("без пакета", chance.choice([None, _number(sale, chance)]))


GOODS: tuple[Trick, ...] = (_piece, _piece, _weighed, _price_inside, _marked)
TRICKS: tuple[Trick, ...] = (
    *GOODS, _drop_label, _void_or_restore, _round_off, _off_line, _off_line, _off_receipt, _off_receipt,
    _price, _quantity, _note,
)  # fmt: skip
