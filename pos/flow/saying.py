"""What somebody at the till says of a payment becomes a link of its chain (P46, K7). Moves no money."""

from __future__ import annotations

from pos.core.payment import PaymentState, TransactionId, Word
from pos.flow.payment_parts import PaymentParts

_WISHES = frozenset({Word.CANCEL_WISHED, Word.KEPT})


def say_word(parts: PaymentParts, transaction_id: TransactionId, word: Word) -> None:
    """Write it down; durable when it returns, so that a restart does not forget it.

    A wish is for a payment that is not over, an answer for one that is paid: what comes too late is not
    written, the card shows it differently by then.

    Raises:
        BadInput: there is no such payment.
        JournalTrouble: it was not written.
    """
    payment = parts.journal.payment(transaction_id)
    fits = payment.is_open or payment.state is PaymentState.MANUAL if word in _WISHES else payment.is_paid
    if fits:
        parts.journal.record(payment, str(word))
