"""Sales as they were when a payment began; never changed. Engine thread."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pos.core.catalogue import Barcode, Good
from pos.core.errors import BadInput
from pos.core.money import Money, Quantity
from pos.core.payment import Payment
from pos.core.sale import Sale, SaleId, SaleLine
from pos.journal.database import Journal


class JournalSales:
    """The `SaleJournal` of the flow. A sale is kept once per content: a changed cart is another row."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def save(self, sale: Sale, at: datetime) -> None:
        """Write a sale; the same content again changes nothing. Durable when it returns."""
        lines = json.dumps([_line_json(line) for line in sale.lines], ensure_ascii=False)
        with self._journal.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO sales VALUES (?, ?, ?, ?, ?, ?)",
                (sale.sale_id, sale.fingerprint(), sale.total.tiyin, sale.vat.tiyin, lines, at.isoformat()),
            )

    def sale_of(self, payment: Payment) -> Sale:
        """The sale that a payment was for. Raises BadInput when there is none."""
        rows = self._journal.rows(
            "SELECT sale_id, lines FROM sales WHERE sale_id = ? AND cart_hash = ?",
            (payment.sale_id, payment.cart_hash),
        )
        if not rows:
            raise BadInput("no such sale", field="sale", value=payment.sale_id)
        lines = json.loads(str(rows[0]["lines"]))
        return Sale(SaleId(str(rows[0]["sale_id"])), tuple(_line_of(line) for line in lines))


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
