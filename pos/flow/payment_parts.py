"""What charging, resolving and recovery share: the parts, and one way to write a payment. Engine thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos.core.payment import Instants, Payment, Timers, TransactionId
from pos.flow.events import AlarmKind, AlarmRaised, Events, LinkChanged, PaymentChanged
from pos.flow.ports import Clock, Ids, PaymentGateway, PaymentJournal, SaleJournal, ServiceJournal
from pos.flow.settle_ports import SettlementJournal


@dataclass(slots=True)
class PaymentParts:
    """Collaborators of the payment flow.

    `expects_confirm_mode` is what the shop's settings say; a payment that shows another mode raises an alarm
    (P25). `trusts_search` says that status_by_mti is known to find our ids, as in training (decision 6).
    """

    gateway: PaymentGateway
    journal: PaymentJournal
    services: ServiceJournal
    sales: SaleJournal
    settlements: SettlementJournal
    clock: Clock
    ids: Ids
    events: Events
    timers: Timers
    service_id: int
    cashbox_code: str
    expects_confirm_mode: bool = True
    trusts_search: bool = False
    instants: dict[TransactionId, Instants] = field(default_factory=dict)
    _link_ok: bool | None = None

    def write(
        self,
        payment: Payment,
        note: str,
        next_check_s: float | None = None,
        remarks: Mapping[str, str] | None = None,
    ) -> Payment:
        """Make it durable, then tell everybody. Raises JournalTrouble; nobody is told then."""
        self.journal.record(payment, note, remarks)
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

    def alarm(self, kind: AlarmKind, **facts: object) -> None:
        """Tell the manager; the sale goes on."""
        self.events.publish(AlarmRaised(kind, self.clock.now(), facts))

    def reached_click(self, ok: bool) -> None:
        """Note whether the last request got through; told only when it changes."""
        if ok is not self._link_ok:
            self._link_ok = ok
            self.events.publish(LinkChanged(ok))
