"""A manager's signed word on a payment that software cannot close (P45). Moves no money. Engine thread."""

from __future__ import annotations

from pos.core.errors import BadInput
from pos.core.payment import Decision, Payment, PaymentState, TransactionId, Verdict, move
from pos.flow.payment_parts import PaymentParts

S = PaymentState

STATE_OF: dict[Verdict, PaymentState] = {
    Verdict.PAID: S.PAID,
    Verdict.NOT_TAKEN: S.CANCELLED,
    Verdict.RETURNED: S.REVERSED,
}


def decide(parts: PaymentParts, transaction_id: TransactionId, decision: Decision) -> Payment:
    """Close a MANUAL payment; who and why become a link of the chain. Durable when it returns.

    Raises:
        BadInput: it is not MANUAL; who or why is empty; "paid" without CLICK's payment_id, or with one that
            another attempt has.
    """
    payment = parts.journal.payment(transaction_id)
    if payment.state is not S.MANUAL:
        raise BadInput("only a payment that waits for the manager", field="payment", value=payment.state)
    by, why = decision.by.strip(), decision.why.strip()
    for field, text in (("by", by), ("reason", why)):
        if not text:
            raise BadInput("must be said", field=field, value="")
    facts = _payment_id(parts, payment, decision)
    decided = move(payment, STATE_OF[decision.verdict], reason="decided", **facts)
    remarks = {"by": by[:80], "why": why[:200], "verdict": str(decision.verdict)}
    return parts.write(decided, "decided", remarks=remarks)


def _payment_id(parts: PaymentParts, payment: Payment, decision: Decision) -> dict[str, object]:
    named = decision.payment_id
    if payment.payment_id is not None or named is None:
        if named is not None and named != payment.payment_id:
            raise BadInput("CLICK named another payment", field="payment_id", value=str(named))
        if decision.verdict is Verdict.PAID and payment.payment_id is None:
            raise BadInput("CLICK's payment number is needed", field="payment_id", value="")
        return {}
    if parts.journal.holder_of(named) is not None:
        raise BadInput("another attempt has this payment", field="payment_id", value=str(named))
    return {"payment_id": named}
