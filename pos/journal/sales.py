"""Sales as they were when a payment began; never changed. Engine thread."""

from __future__ import annotations

from datetime import datetime

from pos.core.errors import BadInput
from pos.core.payment import Payment
from pos.core.sale import Sale, SaleId
from pos.core.sale_text import lines_of, sale_of
from pos.journal.database import Journal


class JournalSales:
    """The `SaleJournal` of the flow. A sale is kept once per content: a changed cart is another row."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def save(self, sale: Sale, at: datetime) -> None:
        """Write a sale; the same content again changes nothing. Durable when it returns."""
        lines = lines_of(sale)
        with self._journal.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO sales VALUES (?, ?, ?, ?, ?, ?)",
                (sale.sale_id, sale.fingerprint(), sale.total.tiyin, sale.vat.tiyin, lines, at.isoformat()),
            )

    def sale_of(self, payment: Payment) -> Sale:
        """The sale that a payment was for. Raises BadInput when there is none."""
        return self.sale_with(payment.sale_id, payment.cart_hash)

    def sale_with(self, sale_id: SaleId, cart_hash: str) -> Sale:
        """A sale as it was with this content. Raises BadInput when there is none."""
        rows = self._journal.rows(
            "SELECT sale_id, lines FROM sales WHERE sale_id = ? AND cart_hash = ?", (sale_id, cart_hash)
        )
        if not rows:
            raise BadInput("no such sale", field="sale", value=sale_id)
        return sale_of(SaleId(str(rows[0]["sale_id"])), str(rows[0]["lines"]))
