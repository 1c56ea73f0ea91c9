"""A sale as the journal keeps it and tills tell it to each other, and back. Pure.

Its lines are a JSON list; a sale that has something of its own (a discount, a rounding, a comment) is an
object with the list in `lines`. A name is written only when it says something: a plain sale is written as it
always was, and every older text is read.
"""

from __future__ import annotations

import json
from typing import Any

from pos.core.catalogue import Barcode, Good
from pos.core.discount import Discount
from pos.core.money import ZERO, Money, Quantity
from pos.core.sale import Sale, SaleId, SaleLine


def lines_of(sale: Sale) -> str:
    """The sale as JSON; money in tiyin, quantities in thousandths, percents in hundredths."""
    lines = [_line_json(line) for line in sale.lines]
    own = _said(
        discount=_discount_json(sale.receipt_discount), rounding=sale.rounding.tiyin, comment=sale.comment
    )
    return json.dumps({"lines": lines, **own} if own else lines, ensure_ascii=False)


def fingerprint_of(lines: str) -> str:
    """The cart hash of a sale's lines as they are kept; empty when they cannot be read."""
    try:
        return sale_of(SaleId(""), lines).fingerprint()
    except (ValueError, TypeError, LookupError):
        return ""


def sale_of(sale_id: SaleId, lines: str) -> Sale:
    """A sale from its text, with the shares and the rounding that it had.

    Raises ValueError, TypeError or LookupError when it is none.
    """
    told = json.loads(lines)
    own: dict[str, Any] = told if isinstance(told, dict) else {"lines": told}
    return Sale(
        sale_id,
        tuple(_line_of(line) for line in own["lines"]),
        receipt_discount=_discount_of(own.get("discount")),
        rounding=Money(own.get("rounding", 0)),
        comment=own.get("comment", ""),
    )


def _line_json(line: SaleLine) -> dict[str, object]:
    own = _said(
        discount=_discount_json(line.own_discount),
        share=line.share.tiyin,
        labels=list(line.labels),
        note=line.note,
    )
    if line.own_price is not None:
        own["own_price"] = line.own_price.tiyin
    if line.printed_total is not None:
        own["printed_total"] = line.printed_total.tiyin
    return {
        "number": line.number,
        "scanned": line.scanned,
        "quantity": line.quantity.thousandths,
        "voided": line.voided,
        "good": None if line.good is None else _good_json(line.good),
        **own,
    }


def _good_json(good: Good) -> dict[str, object]:
    return {
        "barcode": good.barcode,
        "name": good.name,
        "name_uz": good.name_uz,
        "price": good.price.tiyin,
        "spic": good.spic,
        "package_code": good.package_code,
        "vat_percent": good.vat_percent,
        "unit": good.unit,
        "units_code": good.units_code,
        "by_weight": good.by_weight,
        **_said(marked=good.marked, commission_tin=good.commission_tin),
    }


def _discount_json(discount: Discount | None) -> dict[str, object] | None:
    return _said(percent=discount.percent, amount=discount.amount.tiyin) if discount else None


def _said(**told: object) -> dict[str, object]:
    """What says something: not empty, not nothing."""
    return {name: value for name, value in told.items() if value}


def _line_of(line: dict[str, Any]) -> SaleLine:
    good = line["good"]
    return SaleLine(
        number=line["number"],
        scanned=line["scanned"],
        quantity=Quantity(line["quantity"]),
        voided=line["voided"],
        own_discount=_discount_of(line.get("discount")),
        own_price=_money_of(line.get("own_price")),
        printed_total=_money_of(line.get("printed_total")),
        labels=tuple(line.get("labels", ())),
        note=line.get("note", ""),
        share=_money_of(line.get("share")) or ZERO,
        good=None
        if good is None
        else Good(**{**good, "barcode": Barcode(good["barcode"]), "price": Money(good["price"])}),
    )


def _discount_of(told: dict[str, Any] | None) -> Discount | None:
    return None if told is None else Discount(told.get("percent", 0), Money(told.get("amount", 0)))


def _money_of(tiyin: int | None) -> Money | None:
    return None if tiyin is None else Money(tiyin)
