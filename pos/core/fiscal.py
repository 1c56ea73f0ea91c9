"""The fiscal receipt that the OFD gets: items in tiyin, made from a sale. Pure.

Law: click-docs «Фискализация товаров и услуг» (table Item, CommissionInfo); decisions 5, 22, 23.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from pos.core.catalogue import Barcode, Good
from pos.core.errors import FiscalRefused
from pos.core.money import ZERO, Money, Quantity, vat_inside
from pos.core.sale import Sale, SaleLine

NAME_MAX = 63
BARCODE_MAX = 13
PACKAGE_MAX = 20
_SPIC = re.compile(r"[0-9]{17}")
_BARCODE = re.compile(r"[0-9A-Za-z]{1,13}")
_PACKAGE = re.compile(r"[0-9A-Za-z]{1,20}")
_TIN = re.compile(r"[0-9]{9}")
_PINFL = re.compile(r"[0-9]{14}")


BY_AMOUNT = "Оплата"
"""What is sold by amount alone, until the settings name it."""

DEADLINE = timedelta(hours=48)
"""How long after the payment a receipt may reach the OFD; the queue shows what is left of it."""


class FiscalState(StrEnum):
    """Where the fiscal receipt of a payment is."""

    NONE = "none"  # nothing to fiscalise, or what it needs is missing (see the reason)
    PENDING = "pending"  # queued: it will be sent, or its link read
    DONE = "done"  # the OFD gave its link


@dataclass(frozen=True, slots=True)
class FiscalDefaults:
    """What a sale by amount alone is called at the OFD, and whose TIN stands in CommissionInfo."""

    tin: str = ""
    name: str = ""
    spic: str = ""
    package_code: str = ""
    vat_percent: int | None = None

    def missing(self) -> tuple[str, ...]:
        """Names of the settings that a sale by amount alone still needs."""
        named = {
            "fiscal.tin": self.tin,
            "fiscal.default_name": self.name,
            "fiscal.default_spic": self.spic,
            "fiscal.default_package_code": self.package_code,
        }
        absent = [name for name, value in named.items() if not value]
        if self.vat_percent is None:
            absent.append("fiscal.default_vat_percent")
        return tuple(absent)


@dataclass(frozen=True, slots=True)
class FiscalItem:
    """One line at the OFD. Money is in tiyin, VAT is inside the price; `amount` counts pieces or portions."""

    name: str
    barcode: str
    spic: str
    package_code: str
    good_price: Money
    price: Money
    amount: int
    vat: Money
    vat_percent: int
    units: int | None = None


@dataclass(frozen=True, slots=True)
class FiscalReceipt:
    """All items and what was received for them; the sum of prices equals what was received (S7)."""

    items: tuple[FiscalItem, ...]
    tin: str
    received_card: Money
    received_cash: Money = ZERO
    received_ecash: Money = ZERO


def fiscal_receipt(sale: Sale, tin: str) -> FiscalReceipt:
    """The receipt for a sale paid wholly by CLICK. Raises FiscalRefused with the field that is wrong."""
    items = tuple(_item(line) for line in sale.live_lines)
    receipt = FiscalReceipt(items=items, tin=tin, received_card=sale.total)
    check(receipt)
    return receipt


def line_by_amount(amount: Money, fiscal: FiscalDefaults) -> SaleLine:
    """A sale by amount alone: the good that the settings name (`fiscal.default_…`)."""
    good = Good(
        barcode=Barcode(""),
        name=fiscal.name or BY_AMOUNT,
        price=amount,
        spic=fiscal.spic,
        package_code=fiscal.package_code,
        vat_percent=fiscal.vat_percent or 0,
    )
    return SaleLine(1, "", good)


def with_defaults(sale: Sale, defaults: FiscalDefaults) -> Sale:
    """The sale with the codes of the settings where a good has neither barcode nor SPIC.

    A good that has a name keeps it: a courier is not "payment".
    """
    lines = tuple(
        replace(line, good=_named(line.good, defaults))
        if line.good and not line.good.barcode and not line.good.spic
        else line
        for line in sale.lines
    )
    return replace(sale, lines=lines)


def _named(good: Good, defaults: FiscalDefaults) -> Good:
    return replace(
        good,
        name=defaults.name or good.name if good.name == BY_AMOUNT else good.name,
        spic=defaults.spic,
        package_code=defaults.package_code,
        vat_percent=good.vat_percent if defaults.vat_percent is None else defaults.vat_percent,
    )


def _item(line: SaleLine) -> FiscalItem:
    good = line.good
    if good is None:
        raise FiscalRefused("an unknown good", field="Name", why=line.scanned)
    # Decision 23: pieces are counted; a weighed portion is one, with its weight in the name.
    portion = good.by_weight or not line.quantity.is_whole
    tail = f" ({line.quantity.digits()} {good.unit})" if portion else f" ({good.unit})"
    return FiscalItem(
        name=name_with_tail(good.name, tail),
        barcode=good.barcode if _BARCODE.fullmatch(good.barcode) else "",
        spic=good.spic,
        package_code=good.package_code,
        good_price=line.total if portion else good.price,
        price=line.total,
        amount=1 if portion else line.quantity.thousandths // 1000,
        vat=vat_inside(line.total, good.vat_percent),
        vat_percent=good.vat_percent,
        units=good.units_code,
    )


def name_with_tail(name: str, tail: str) -> str:
    """The name cut so that it ends in its unit and keeps to 63 characters."""
    return name[: NAME_MAX - len(tail)].rstrip() + tail


def weight_or_unit(quantity: Quantity, unit: str) -> str:
    """`0,385 кг` or `3 шт` for paper."""
    return f"{quantity.digits()} {unit}"


def check(receipt: FiscalReceipt) -> None:
    """Raise FiscalRefused when the OFD would not take it; asked before the money is (F02, F03)."""
    if not (_TIN.fullmatch(receipt.tin) or _PINFL.fullmatch(receipt.tin)):
        raise FiscalRefused("neither TIN nor PINFL", field="TIN", why=receipt.tin)
    if not receipt.items:
        raise FiscalRefused("no items", field="items", why="0")
    for item in receipt.items:
        _check_item(item)
    received = receipt.received_card + receipt.received_cash + receipt.received_ecash
    total = sum(item.price.tiyin for item in receipt.items)
    if received.tiyin != total:
        raise FiscalRefused("sums differ", field="received", why=f"{total} / {received.tiyin}")


def _check_item(item: FiscalItem) -> None:
    problems = {
        "Name": not 0 < len(item.name) <= NAME_MAX,
        "SPIC": not _SPIC.fullmatch(item.spic),
        "PackageCode": not _PACKAGE.fullmatch(item.package_code),
        "Price": item.price.tiyin <= 0,
        "Amount": item.amount <= 0,
        "VATPercent": not 0 <= item.vat_percent <= 100,
    }
    for field, wrong in problems.items():
        if wrong:
            raise FiscalRefused(f"{field} is wrong", field=field, why=item.name)
