"""The lines of a sale as the journal keeps them and tills tell them to each other, and back. Pure."""

from __future__ import annotations

import json
from typing import Any

from pos.core.catalogue import Barcode, Good
from pos.core.money import Money, Quantity
from pos.core.sale import Sale, SaleId, SaleLine


def lines_of(sale: Sale) -> str:
    """The lines as JSON; money in tiyin, quantities in thousandths."""
    return json.dumps([_line_json(line) for line in sale.lines], ensure_ascii=False)


def fingerprint_of(lines: str) -> str:
    """The cart hash of a sale's lines as they are kept; empty when they cannot be read."""
    try:
        return sale_of(SaleId(""), lines).fingerprint()
    except (ValueError, TypeError, LookupError):
        return ""


def sale_of(sale_id: SaleId, lines: str) -> Sale:
    """A sale from its lines."""
    return Sale(sale_id, tuple(_line_of(line) for line in json.loads(lines)))


def _line_json(line: SaleLine) -> dict[str, object]:
    good = line.good
    return {
        "number": line.number,
        "scanned": line.scanned,
        "quantity": line.quantity.thousandths,
        "voided": line.voided,
        "good": None
        if good is None
        else {
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
        },
    }


def _line_of(line: dict[str, Any]) -> SaleLine:
    good = line["good"]
    return SaleLine(
        number=line["number"],
        scanned=line["scanned"],
        quantity=Quantity(line["quantity"]),
        voided=line["voided"],
        good=None
        if good is None
        else Good(**{**good, "barcode": Barcode(good["barcode"]), "price": Money(good["price"])}),
    )
