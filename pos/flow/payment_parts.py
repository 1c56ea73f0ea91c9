"""What charging, resolving and recovery share: the parts, and one way to write a payment. Engine thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos.core.payment import Instants, Payment, Timers, TransactionId
from pos.flow.events import Events, LinkChanged, PaymentChanged
from pos.flow.ports import Clock, Ids, PaymentGateway, PaymentJournal, SaleJournal


@dataclass(slots=True)
class PaymentParts:
    """Collaborators of the payment flow.

    `expects_confirm_mode` is what the shop's settings say while no payment has shown it (decision 7).
    """

    gateway: PaymentGateway
    journal: PaymentJournal
    sales: SaleJournal
    clock: Clock
    ids: Ids
    events: Events
    timers: Timers
    service_id: int
    cashbox_code: str
    expects_confirm_mode: bool = True
    instants: dict[TransactionId, Instants] = field(default_factory=dict)
    _link_ok: bool | None = None

    def write(self, payment: Payment, note: str, next_check_s: float | None = None) -> Payment:
        """Make it durable, then tell everybody. Raises JournalTrouble; nobody is told then."""
        self.journal.record(payment, note)
        self.publish(payment, next_check_s)
        return payment

    def publish(self, payment: Payment, next_check_s: float | None = None) -> None:
        """Tell everybody how a payment stands."""
        instants = self.instants.get(payment.transaction_id)
        now_s = self.clock.monotonic_s()
        left_s = 0.0 if instants is None else instants.sent_s + self.timers.window_s - now_s
        self.events.publish(
            PaymentChanged(payment, self.clock.now(), max(0.0, left_s), next_check_s, payment.reason)
        )

    def reached_click(self, ok: bool) -> None:
        """Note whether the last request got through; told only when it changes."""
        if ok is not self._link_ok:
            self._link_ok = ok
            self.events.publish(LinkChanged(ok))
