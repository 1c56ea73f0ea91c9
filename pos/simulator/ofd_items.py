"""The positions of a fiscal receipt, checked as "Фискализация данных" lists them. Pure; sums in tiyin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pos.simulator.refusals import Misuse, Refusal, Why
from pos.simulator.strict import Members

_SPIC = re.compile(r"[0-9]{17}")
_BARCODE = re.compile(r"[0-9A-Za-z]{1,13}")
_TIN = re.compile(r"[0-9]{9}")
_PINFL = re.compile(r"[0-9]{14}")


@dataclass(frozen=True, slots=True)
class Item:
    """One position; `total` is what the buyer pays for it, in tiyin."""

    name: str
    barcode: str | None
    labels: tuple[str, ...]
    spic: str
    units: int | None
    package_code: str
    good_price: int | None
    price: int
    amount: int
    vat: int
    vat_percent: int
    discount: int
    other: int
    commission: dict[str, str]

    @property
    def total(self) -> int:
        """Price less Discount and Other: the buyer's part, VAT included."""
        return self.price - self.discount - self.other

    def as_members(self) -> dict[str, object]:
        """The position with its documented names, for the ledger; what was absent stays absent."""
        members: dict[str, object] = {
            "Name": self.name,
            "Barcode": self.barcode,
            "Labels": list(self.labels) or None,
            "SPIC": self.spic,
            "Units": self.units,
            "PackageCode": self.package_code,
            "GoodPrice": self.good_price,
            "Price": self.price,
            "Amount": self.amount,
            "VAT": self.vat,
            "VATPercent": self.vat_percent,
            "Discount": self.discount,
            "Other": self.other,
            "CommissionInfo": self.commission,
        }
        return {name: value for name, value in members.items() if value is not None}


def read_item(members: Members) -> Item:
    """Read one position; raises `Misuse` 400 for a wrong member."""
    item = Item(
        name=members.text("Name", longest=63),
        barcode=members.optional_matching("Barcode", _BARCODE),
        labels=members.optional_texts("Labels", most=300, longest=21),
        spic=members.matching("SPIC", _SPIC),
        units=members.optional_unsigned("Units"),
        package_code=members.text("PackageCode", longest=20),
        good_price=members.optional_unsigned("GoodPrice"),
        price=members.unsigned("Price"),
        amount=members.unsigned("Amount"),
        vat=members.unsigned("VAT"),
        vat_percent=members.unsigned("VATPercent"),
        discount=members.optional_unsigned("Discount") or 0,
        other=members.optional_unsigned("Other") or 0,
        commission=_commission(members.members("CommissionInfo")),
    )
    members.done()
    return item


def check_items(items: list[Item], amount_scale: int) -> None:
    """Check each position in itself: amount, price for one, discount, VAT, labels.

    Args:
        items: the positions.
        amount_scale: what one piece counts in ``Amount`` (1, or 1000 for thousandths).

    Raises:
        Refusal: with the place of the first wrong position.
    """
    for place, item in enumerate(items):
        fault = _fault_of(item, amount_scale)
        if fault:
            raise Refusal(Why.FISCAL_SUM, f"items[{place}]: {fault}")
    labels = [label for item in items for label in item.labels]
    if len(set(labels)) != len(labels):
        raise Refusal(Why.FISCAL_SUM, "a label stands twice in Labels")


def included_vat(total: int, percent: int) -> int:
    """VAT inside a total, rounded half up to whole tiyin."""
    return (2 * total * percent + 100 + percent) // (2 * (100 + percent))


def _fault_of(item: Item, amount_scale: int) -> str:
    if item.amount == 0:
        return "Amount is 0"
    if item.total < 0:
        return "Discount and Other are more than Price"
    if item.vat_percent > 100:
        return "VATPercent is above 100"
    if item.vat != included_vat(item.total, item.vat_percent):
        right = included_vat(item.total, item.vat_percent)
        return f"VAT is {item.vat}, but {item.vat_percent} % inside {item.total} is {right}"
    if item.good_price is not None:
        right = (2 * item.good_price * item.amount + amount_scale) // (2 * amount_scale)
        if item.price != right:
            return f"Price is {item.price}, but GoodPrice times Amount is {right}"
    return ""


def _commission(members: Members) -> dict[str, str]:
    numbers = {
        "TIN": members.optional_matching("TIN", _TIN),
        "PINFL": members.optional_matching("PINFL", _PINFL),
    }
    members.done()
    found = {name: number for name, number in numbers.items() if number is not None}
    if not found:
        raise Misuse(400, "CommissionInfo must have TIN or PINFL")
    return found
