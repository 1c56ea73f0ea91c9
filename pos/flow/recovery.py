"""Finishes what a crash left. It only reads: no charge, no confirm (T1, T3). Engine thread."""

from __future__ import annotations

from pos.core.payment import Instants, Payment, PaymentState, move
from pos.core.receipt import ReceiptKind
from pos.flow.checkout import Checkout
from pos.flow.payment_parts import PaymentParts
from pos.flow.ports import SaleJournal

S = PaymentState


class Recovery:
    """Called once at start, before the first sale, and by `pos recover`."""

    def __init__(self, parts: PaymentParts, sales: SaleJournal, checkout: Checkout) -> None:
        self._p = parts
        self._sales = sales
        self._checkout = checkout

    def begin(self) -> list[Payment]:
        """Take up every payment that is not final, in the background, and queue what the OFD lacks."""
        p = self._p
        taken = []
        for payment in p.journal.open_payments():
            if self._checkout.after.is_following(payment.transaction_id):
                continue
            p.instants[payment.transaction_id] = self._instants(payment)
            if payment.state in {S.UNKNOWN, S.REVERSING}:
                p.publish(payment)
            else:
                payment = p.write(move(payment, S.UNKNOWN, reason="recovered"), "recovered")
            self._checkout.after.follow(self._sales.sale_of(payment), payment, may_confirm=False)
            taken.append(payment)
        fiscalizing = self._checkout.fiscalizing
        for payment in fiscalizing.unqueued():
            due = p.settlements.settlement(payment.transaction_id)
            if due is not None and due.is_due:
                continue  # its cash is still to be taken: the window asks for it
            sale = self._sales.sale_of(payment)
            if fiscalizing.is_queued(payment):
                fiscalizing.queue(sale, payment)
            elif not self._checkout.after.is_following(payment.transaction_id):
                p.publish(payment)  # nobody saw that it was paid (K8)
                self._checkout.after.follow(sale, payment, may_confirm=False, kind=ReceiptKind.COPY)
                taken.append(payment)
        return taken

    def _instants(self, payment: Payment) -> Instants:
        """The latest moment at which the request can have left, on this start's clock.

        The same start of the PC: the INTENT's own second plus the time in which unsent tries repeat.
        Another start: now. Its wall clock may say "long ago" because it was set while the PC started.
        """
        p = self._p
        now_s = p.clock.monotonic_s()
        boot_id, intent_s = p.journal.instant_of(payment.transaction_id)
        if boot_id and boot_id == p.clock.boot_id() and intent_s <= now_s:
            return Instants(sent_s=min(now_s, intent_s + p.timers.resend_unsent_s))
        return Instants(sent_s=now_s)
