"""A payment as other programs read it: stable names (`pos pay`, `pos payments`, `pos recover`)."""

from __future__ import annotations

from pos.core.fiscal import FiscalState
from pos.core.payment import Payment, PaymentState
from pos.flow.history_ports import HistoryRow

_ENDINGS = {
    PaymentState.PAID: "paid",
    PaymentState.REFUSED: "refused",
    PaymentState.CANCELLED: "cancelled",
}


def outcome(state: PaymentState) -> str:
    """paid, refused, cancelled, or unknown for everything that is not over (decision 2)."""
    return _ENDINGS.get(state, "unknown")


def result_json(payment: Payment, fiscal: FiscalState, error_note: str) -> dict[str, object]:
    """What `pos pay` prints last."""
    return {
        "sale_id": payment.sale_id,
        "transaction_id": payment.transaction_id,
        "payment_id": payment.payment_id,
        "state": outcome(payment.state),
        "amount_tiyin": payment.amount.tiyin,
        "confirmed": payment.confirmed,
        "fiscal": str(fiscal),
        "error_note": error_note,
    }


def row_json(row: HistoryRow) -> dict[str, object]:
    """One element of `pos payments --json`; `tender` and `cash_due` where CLICK does not pay alone."""
    return {
        "sale_id": row.sale_id,
        "transaction_id": row.transaction_id,
        "payment_id": row.payment_id,
        "state": str(row.state),
        "amount_tiyin": row.amount.tiyin,
        "confirmed": row.confirmed,
        "fiscal": str(row.fiscal),
        "created_at": row.created_at.isoformat(),
        **({"tender": str(row.split.tender), "cash_due": row.cash_due} if row.split else {}),
    }
