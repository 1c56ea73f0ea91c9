"""The fiscal receipt that the OFD gets: items in tiyin, made from a sale. Pure.

Law: click-docs «Фискализация товаров и услуг» (table Item, CommissionInfo); decisions 5, 22, 23. It says
neither how a part of a piece goes into Amount (see `AmountScale`), nor how many Labels a receipt may have in
all (300 stand for an item): we keep to the smaller number, and to no more labels than pieces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Literal

from pos.core.catalogue import Barcode, Good
from pos.core.errors import FiscalRefused
from pos.core.money import THOUSAND, ZERO, Money, Quantity, half_up, vat_inside
from pos.core.sale import LABELS_MAX, Sale, SaleLine
from pos.core.sale_line import OFD_LABEL_MAX, ofd_label

NAME_MAX = 63
BARCODE_MAX = 13
PACKAGE_MAX = 20
UINT64_MAX = 2**64 - 1
_SPIC = re.compile(r"[0-9]{17}")
_BARCODE = re.compile(r"[0-9A-Za-z]{1,13}")
_PACKAGE = re.compile(r"[0-9A-Za-z]{1,20}")
_TIN = re.compile(r"[0-9]{9}")
_PINFL = re.compile(r"[0-9]{14}")


BY_AMOUNT = "Оплата"
"""What is sold by amount alone, until the settings name it."""

DEADLINE = timedelta(hours=48)
"""How long after the payment a receipt may reach the OFD; the queue shows what is left of it."""


REFUSED = "refused: "
"""How the reason of a receipt begins that CLICK refused; the database knows it by this, too (migration 5)."""


class FiscalState(StrEnum):
    """Where the fiscal receipt of a payment is."""

    NONE = "none"  # nothing to fiscalise, or what it needs is missing (see the reason)
    PENDING = "pending"  # queued: it will be sent, or its link read
    DONE = "done"  # the OFD gave its link


class AmountScale(IntEnum):
    """What one piece counts in Amount (decision 23; CLICK's page is silent)."""

    PIECES = 1  # a weighed portion is one, with its weight in Name and GoodPrice = Price
    THOUSANDTHS = 1000  # 3 pieces = 3000, 0.385 kg = 385, GoodPrice for a whole unit


@dataclass(frozen=True, slots=True)
class Received:
    """How the buyer paid, in tiyin: received_card, received_cash and received_ecash."""

    card: Money = ZERO
    cash: Money = ZERO
    ecash: Money = ZERO


@dataclass(frozen=True, slots=True)
class FiscalDefaults:
    """What a sale by amount alone is called at the OFD, and whose TIN stands in CommissionInfo.

    `amount_scale`: how the shop's OFD counts Amount, in whole pieces or in thousandths (decision 23).
    `way`: who makes the fiscal receipt, CLICK or the shop's own fiscal device.
    """

    tin: str = ""
    name: str = ""
    spic: str = ""
    package_code: str = ""
    vat_percent: int | None = None
    amount_scale: Literal["pieces", "thousandths"] = "pieces"

    @property
    def scale(self) -> AmountScale:
        """What one piece counts in Amount, of every receipt of this shop."""
        return AmountScale.THOUSANDTHS if self.amount_scale == "thousandths" else AmountScale.PIECES

    way: Literal["click", "device"] = "click"

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
    """One line at the OFD. Money is in tiyin, VAT is inside what is paid; `amount` counts by the scale.

    `price` is before discounts; the buyer pays price − discount − other. `owner` is the TIN or PINFL of
    whose good it is, empty for the shop itself.
    """

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
    discount: Money = ZERO
    other: Money = ZERO
    labels: tuple[str, ...] = ()
    owner: str = ""

    @property
    def total(self) -> Money:
        """What the buyer pays for it, VAT included."""
        return self.price - self.discount - self.other


@dataclass(frozen=True, slots=True)
class FiscalReceipt:
    """All items and what was received for them; the sum of their totals equals what was received (S7)."""

    items: tuple[FiscalItem, ...]
    tin: str
    received_card: Money
    received_cash: Money = ZERO
    received_ecash: Money = ZERO
    scale: AmountScale = AmountScale.PIECES


def fiscal_receipt(
    sale: Sale, tin: str, received: Received | None = None, scale: AmountScale = AmountScale.PIECES
) -> FiscalReceipt:
    """The receipt for a sale, paid wholly by CLICK when `received` is not told.

    Raises FiscalRefused with the field that is wrong.
    """
    received = received or Received(card=sale.total)
    receipt = FiscalReceipt(
        items=tuple(_item(line, scale) for line in sale.live_lines),
        tin=tin,
        received_card=received.card,
        received_cash=received.cash,
        received_ecash=received.ecash,
        scale=scale,
    )
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


def _item(line: SaleLine, scale: AmountScale) -> FiscalItem:
    good = line.good
    if good is None:
        raise FiscalRefused("an unknown good", field="Name", why=line.scanned)
    portion = _is_portion(line, good, scale)
    tail = f" ({line.quantity.digits()} {good.unit})" if portion else f" ({good.unit})"
    return FiscalItem(
        name=name_with_tail(good.name, tail),
        barcode=good.barcode if _BARCODE.fullmatch(good.barcode) else "",
        spic=good.spic,
        package_code=good.package_code,
        good_price=line.subtotal if portion else line.price,
        price=line.subtotal,
        amount=int(scale) if portion else line.quantity.thousandths * scale // THOUSAND,
        vat=line.vat,
        vat_percent=good.vat_percent,
        units=good.units_code,
        discount=line.discount,
        labels=tuple(map(ofd_label, line.labels)),
        owner=good.commission_tin,
    )


def _is_portion(line: SaleLine, good: Good, scale: AmountScale) -> bool:
    """Whether it goes as one portion: what is weighed, or costs another sum than price × weight."""
    if scale is AmountScale.PIECES:
        return good.by_weight or not line.quantity.is_whole
    return line.price.times(line.quantity) != line.subtotal


def name_with_tail(name: str, tail: str) -> str:
    """The name cut so that it ends in its unit and keeps to 63 characters."""
    return name[: NAME_MAX - len(tail)].rstrip() + tail


def weight_or_unit(quantity: Quantity, unit: str) -> str:
    """`0,385 кг` or `3 шт` for paper."""
    return f"{quantity.digits()} {unit}"


def check(receipt: FiscalReceipt) -> None:
    """Raise FiscalRefused when the OFD would not take it; asked before the money is (F02, F03)."""
    _check_owner(receipt.tin)
    if not receipt.items:
        raise FiscalRefused("no items", field="items", why="0")
    for item in receipt.items:
        _check_item(item, receipt.scale)
        if item.owner:
            _check_owner(item.owner)
    labels = [label for item in receipt.items for label in item.labels]
    if len(labels) > LABELS_MAX or len(set(labels)) != len(labels):
        raise FiscalRefused("too many labels, or one twice", field="Labels", why=str(len(labels)))
    received = (receipt.received_card, receipt.received_cash, receipt.received_ecash)
    got = sum(part.tiyin for part in received)
    total = sum(item.total.tiyin for item in receipt.items)
    if got != total or min(received) < ZERO:
        raise FiscalRefused("sums differ", field="received", why=f"{total} / {got}")


def _check_owner(tin: str) -> None:
    if not (_TIN.fullmatch(tin) or _PINFL.fullmatch(tin)):
        raise FiscalRefused("neither TIN nor PINFL", field="TIN", why=tin)


def _check_item(item: FiscalItem, scale: AmountScale) -> None:
    problems = {
        "Name": not 0 < len(item.name) <= NAME_MAX,
        "Barcode": bool(item.barcode) and not _BARCODE.fullmatch(item.barcode),
        "SPIC": not _SPIC.fullmatch(item.spic),
        "Units": item.units is not None and not 0 <= item.units <= UINT64_MAX,
        "PackageCode": not _PACKAGE.fullmatch(item.package_code),
        "Price": item.price.tiyin <= 0,
        "Amount": item.amount <= 0,
        "Discount": min(item.discount, item.other, item.total) < ZERO,
        "VATPercent": not 0 <= item.vat_percent <= 100,
        "Labels": _has_odd_labels(item, scale),
    }
    for field, wrong in problems.items():
        if wrong:
            raise FiscalRefused(f"{field} is wrong", field=field, why=item.name)
    if item.vat != vat_inside(item.total, item.vat_percent):
        raise FiscalRefused("VAT is wrong", field="VAT", why=item.name)
    if item.price.tiyin != half_up(item.good_price.tiyin * item.amount, scale):
        raise FiscalRefused("GoodPrice times Amount is not Price", field="GoodPrice", why=item.name)


def _has_odd_labels(item: FiscalItem, scale: AmountScale) -> bool:
    """One of a wrong length, or more of them than pieces."""
    return len(item.labels) * scale > item.amount or any(
        not 0 < len(label) <= OFD_LABEL_MAX for label in item.labels
    )
