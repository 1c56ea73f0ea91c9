"""How sales are paid where CLICK does not pay them alone: planned with the INTENT, settled once.

Engine thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pos.core.errors import BadInput, Bug, SaleAlreadyInPayment
from pos.core.money import Money
from pos.core.payment import TransactionId
from pos.core.sale import SaleId
from pos.core.tender import Settlement, Split
from pos.journal.database import Journal
from pos.journal.till_chain import SETTLED, append

_ALREADY = ("one_settlement_without_click", "settled_while_being_paid", "settlements.sale_id")


class JournalSettlements:
    """The `SettlementJournal` of the flow. Each call is durable on return, or a part of an open step."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def write(self, settlement: Settlement) -> None:
        """Keep a settlement: planned, or settled at once where CLICK pays nothing.

        Raises SaleAlreadyInPayment: the sale is being paid or is paid; nothing was written.
        """
        row = _row_of(settlement)
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)

        def step(connection: sqlite3.Connection) -> None:
            connection.execute(f"INSERT INTO settlements ({names}) VALUES ({marks})", row)  # noqa: S608
            if settlement.settled_at is not None:
                append(connection, settlement.settled_at, SETTLED, settlement.ref, row)

        try:
            self._journal.write(step)
        except sqlite3.IntegrityError as error:
            if any(word in str(error) for word in _ALREADY):
                raise SaleAlreadyInPayment("the sale is being paid or is paid", state="paid") from error
            raise Bug(f"the settlement was not taken: {error}") from error

    def settle(self, settled: Settlement) -> None:
        """The cash was taken after CLICK's part. Raises BadInput when that was written before."""
        row = _row_of(settled)
        at = settled.settled_at
        if at is None:
            raise Bug("a settlement without its time")

        def step(connection: sqlite3.Connection) -> None:
            done = connection.execute(
                "UPDATE settlements SET settled_at = :settled_at, handed_tiyin = :handed_tiyin"
                " WHERE ref = :ref AND settled_at IS NULL",
                row,
            )
            if done.rowcount != 1:
                raise BadInput("the cash was taken already", field="cash", value=settled.ref)
            append(connection, at, SETTLED, settled.ref, row)

        try:
            self._journal.write(step)
        except sqlite3.IntegrityError as error:
            raise Bug(f"the journal refused the cash: {error}") from error

    def settlement(self, ref: TransactionId) -> Settlement | None:
        """How this payment or sale is settled; None where CLICK pays alone."""
        rows = self._journal.rows("SELECT * FROM settlements WHERE ref = ?", (ref,))
        return settlement_of(rows[0]) if rows else None

    def without_click(self, limit: int) -> Sequence[Settlement]:
        """The newest sales that CLICK had no part in."""
        rows = self._journal.rows(
            "SELECT * FROM settlements WHERE click_tiyin = 0 ORDER BY planned_at DESC, rowid DESC LIMIT ?",
            (limit,),
        )
        return [settlement_of(row) for row in rows]


def settlement_of(row: dict[str, Any]) -> Settlement:
    """A settlement from its row."""
    parts = (row[f"{name}_tiyin"] for name in ("click", "card", "cash", "rounding"))
    return Settlement(
        ref=TransactionId(row["ref"]),
        sale_id=SaleId(row["sale_id"]),
        cart_hash=row["cart_hash"],
        split=Split(*map(Money, parts)),
        planned_at=datetime.fromisoformat(row["planned_at"]),
        handed=None if row["handed_tiyin"] is None else Money(row["handed_tiyin"]),
        settled_at=None if row["settled_at"] is None else datetime.fromisoformat(row["settled_at"]),
    )


def _row_of(settlement: Settlement) -> dict[str, Any]:
    """Its columns; money in tiyin, times in ISO, UTC."""
    split = settlement.split
    return {
        "ref": settlement.ref,
        "sale_id": settlement.sale_id,
        "cart_hash": settlement.cart_hash,
        "click_tiyin": split.click.tiyin,
        "card_tiyin": split.card.tiyin,
        "cash_tiyin": split.cash.tiyin,
        "rounding_tiyin": split.rounding.tiyin,
        "planned_at": settlement.planned_at.isoformat(),
        "settled_at": None if settlement.settled_at is None else settlement.settled_at.isoformat(),
        "handed_tiyin": None if settlement.handed is None else settlement.handed.tiyin,
    }
