"""The fiscal receipt of a paid sale: queued, frozen, read before every send. Engine thread.

Law: click-docs «Фискализация данных»; F01–F04 of reliability.md; T4: two window lengths of quiet between two
sends of one payment, with a read between.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pos.core.device_receipt import SCAN_THE_PAPER, awaits_paper, same_receipt
from pos.core.errors import (
    ClickRefused,
    FiscalRefused,
    JournalTrouble,
    NoConnection,
    OutcomeUnknown,
    PosError,
)
from pos.core.fiscal import REFUSED, FiscalDefaults, FiscalState, fiscal_receipt, with_defaults
from pos.core.payment import Payment, PaymentId, Timers, TransactionId
from pos.core.sale import Sale
from pos.core.tender import Settlement
from pos.flow.device_receipts import DeviceReceipts
from pos.flow.events import AlarmKind, AlarmRaised, Events, FiscalChanged
from pos.flow.fiscal_ports import FiscalEntry, FiscalGateway, FiscalOutbox
from pos.flow.ports import Clock

QUEUE_WAITS_S = (15.0, 30.0, 60.0, 120.0, 300.0)
"""Growing waits between passes that get nothing through; the last one keeps L3: a receipt in ten minutes."""

LINK_READS_S = (0.1, 0.2, 0.4, 0.8, 1.0, 1.0, 1.5, 2.0)


class Fiscalizing:
    """The OFD queue at work."""

    def __init__(
        self,
        *,
        gateway: FiscalGateway,
        outbox: FiscalOutbox,
        clock: Clock,
        events: Events,
        timers: Timers,
        defaults: FiscalDefaults,
        settlement_of: Callable[[TransactionId], Settlement | None],
    ) -> None:
        self._gateway = gateway
        self._outbox = outbox
        self._clock = clock
        self._events = events
        self._timers = timers
        self._defaults = defaults
        self._settlement_of = settlement_of  # how a sale was paid that CLICK did not pay alone
        self._working: set[PaymentId] = set()
        # What was sent before this start counts as sent now: the wall clock may have been set meanwhile (T4).
        self._started_s = clock.monotonic_s()
        self._sent_s: dict[PaymentId, float] = {}
        self.device = DeviceReceipts(gateway, outbox, self._working.__contains__, self._tell)

    def queue(self, sale: Sale, payment: Payment) -> FiscalEntry:
        """Freeze the receipt of a paid sale and queue it, once. Durable when it returns; sends nothing.

        What lacks settings is kept with the reason (state none), so that it can be sent later. So is what
        the shop's fiscal device makes, until the QR of its paper is scanned.
        """
        if payment.payment_id is None or not payment.is_paid:
            raise AssertionError("only a paid payment has a fiscal receipt")
        known = self._outbox.entry(payment.payment_id)
        if known is not None and awaits_paper(known.state, known.why):
            return known  # the device may have made it, whatever the settings say now: never a second one
        frozen, why = None, SCAN_THE_PAPER
        try:
            if self._defaults.way == "click":
                frozen, why = self._frozen(sale, payment, payment.payment_id), ""
        except FiscalRefused as error:
            why = ", ".join(self._defaults.missing()) or f"{error.facts['field']}: {error.facts['why']}"
        entry = FiscalEntry(
            payment_id=payment.payment_id,
            sale_id=sale.sale_id,
            transaction_id=payment.transaction_id,
            state=FiscalState.PENDING if frozen else FiscalState.NONE,
            frozen=frozen,
            link=None,
            sent_at=None,
            sends=0,
            why=why,
            created_at=self._clock.now(),
        )
        self._outbox.put(entry)
        return self._tell(payment.payment_id)

    def make_anew(self, entry: FiscalEntry, sale: Sale, payment: Payment) -> bool:
        """Freeze another receipt for a payment whose one was refused or lacked data; whether it is another.

        Durable when it returns; sends nothing. Raises FiscalRefused when the OFD would refuse this one, too.
        """
        if entry.payment_id in self._working:
            return False  # it is on its way as it is
        if self.device.link_of(entry) is not None:
            return False  # the device made it: only another scan puts another in its place
        if entry.state is FiscalState.NONE:
            return self.queue(sale, payment).state is not FiscalState.NONE
        frozen = self._frozen(sale, payment, entry.payment_id)
        if frozen == entry.frozen or not self._outbox.refreeze(entry.payment_id, frozen):
            return False
        self._tell(entry.payment_id)
        return True

    def _frozen(self, sale: Sale, payment: Payment, payment_id: PaymentId) -> bytes:
        settled = self._settlement_of(payment.transaction_id)
        received = settled.split.received if settled else None
        defaults = self._defaults
        receipt = fiscal_receipt(with_defaults(sale, defaults), defaults.tin, received, defaults.scale)
        return self._gateway.freeze(receipt, payment_id)

    async def work(self, payment_id: PaymentId) -> FiscalEntry:
        """One pass over one entry: read, send when nothing is there and it is time, read again.

        Two passes over the same entry never run at once: the second comes back with what it finds.
        """
        entry = self._require(payment_id)
        if entry.state is not FiscalState.PENDING or entry.frozen is None or payment_id in self._working:
            return entry
        self._working.add(payment_id)
        try:
            return await self._pass(payment_id, entry.frozen)
        finally:
            self._working.discard(payment_id)

    async def _pass(self, payment_id: PaymentId, frozen: bytes) -> FiscalEntry:
        try:
            entry = self._require(payment_id)
            is_time = self._may_send(entry)  # before the read: what it says must be true after the quiet time
            link = await self._read_link(entry)
            own = self.device.link_of(entry)
            if link is not None and not entry.sends and own is None:
                self._alarm(AlarmKind.RECEIPT_FOUND, payment_id=payment_id)  # F04: taken over, and said
            if link is None and is_time:
                self._outbox.sending(payment_id, self._clock.now())
                self._sent_s[payment_id] = self._clock.monotonic_s()
                await self._gateway.submit(frozen, self._timers.post_s)
                link = await self._wait_for_link(payment_id)
        except (NoConnection, OutcomeUnknown) as error:
            _stays(self._outbox, payment_id, type(error).__name__)
        except ClickRefused as error:
            why = str(error.facts.get("note") or error.detail)[:190]
            self._outbox.waits(payment_id, f"{REFUSED}{why}")
            self._alarm(AlarmKind.FISCAL_REFUSED, payment_id=payment_id, why=why)
        else:
            if link is None:
                _stays(self._outbox, payment_id, "sent, no link yet")
            else:
                if own is not None and not same_receipt(own, link):  # two receipts for one sale
                    self._alarm(AlarmKind.RECEIPT_FOUND, payment_id=payment_id)
                self._outbox.done(payment_id, link)
        return self._tell(payment_id)

    def _alarm(self, kind: AlarmKind, **facts: object) -> None:
        self._events.publish(AlarmRaised(kind, self._clock.now(), facts))

    def _may_send(self, entry: FiscalEntry) -> bool:
        """Whether the quiet time since the last send is surely over; it grows with the number of sends.

        The first quiet time is counted on the monotonic clock of this run; what is more may also be
        believed to the wall clock, so that a till that is restarted each day still sends.
        """
        if entry.sent_at is None:
            return True
        quiet_s = self._timers.fiscal_quiet_s
        wanted_s = quiet_s * entry.sends
        here_s = self._clock.monotonic_s() - self._sent_s.get(entry.payment_id, self._started_s)
        wall_s = (self._clock.now() - entry.sent_at).total_seconds()
        return here_s >= quiet_s and max(here_s, wall_s) >= wanted_s

    async def _read_link(self, entry: FiscalEntry) -> str | None:
        """The link; OutcomeUnknown when CLICK does not say whether there is one.

        A page of HTTP 404 says "none" only before the first send: it must not permit a second one.
        """
        try:
            return await self._gateway.read_link(entry.payment_id, self._timers.read_call_s)
        except ClickRefused as error:
            if error.facts.get("http_status") == 404 and not entry.sends:
                return None
            raise OutcomeUnknown("whether there is a receipt was not told") from error

    async def _wait_for_link(self, payment_id: PaymentId) -> str | None:
        sent = self._require(payment_id)
        for pause_s in LINK_READS_S:
            link = await self._read_link(sent)
            if link is not None:
                return link
            await self._clock.sleep(pause_s)
        return await self._read_link(sent)

    async def work_all(self) -> int:
        """One pass over the whole queue, oldest first; returns how many still wait."""
        for entry in self._outbox.pending():
            try:
                await self.work(entry.payment_id)
            except PosError:
                continue  # its reason is in the queue; the others must not wait for it
        return self.waiting()

    async def keep_working(self, after_pass: Callable[[], Awaitable[None]]) -> None:
        """Work the queue for as long as the till runs; the waits grow while nothing gets through."""
        turn = 0
        while True:
            await self._clock.sleep(QUEUE_WAITS_S[min(turn, len(QUEUE_WAITS_S) - 1)])
            try:
                before = self.waiting()
                if not before:
                    turn = 0
                    continue
                turn = turn + 1 if await self.work_all() >= before else 0
                await after_pass()
            except JournalTrouble:
                turn += 1  # the queue is on the disk; the disk may come back

    def queue_now(self) -> list[FiscalEntry]:
        """What waits, oldest first, and what lacks settings."""
        return list(self._outbox.waiting())

    def entry(self, payment_id: PaymentId) -> FiscalEntry | None:
        """How the receipt of a payment stands."""
        return self._outbox.entry(payment_id)

    def is_queued(self, payment: Payment) -> bool:
        """Whether the queue knows the receipt of a paid payment, be it only that settings are missing."""
        return payment.payment_id is not None and self._outbox.entry(payment.payment_id) is not None

    def unqueued(self) -> list[Payment]:
        """Paid payments whose receipt a crash kept from the queue, or that lacked settings."""
        return list(self._outbox.unqueued())

    def waiting(self) -> int:
        """How many wait in the queue."""
        return len(self._outbox.pending())

    def _require(self, payment_id: PaymentId) -> FiscalEntry:
        entry = self._outbox.entry(payment_id)
        if entry is None:
            raise AssertionError("queue() comes before work()")
        return entry

    def _tell(self, payment_id: PaymentId) -> FiscalEntry:
        entry = self._require(payment_id)
        papers = self.device.waiting() if self._defaults.way == "device" else 0
        self._events.publish(
            FiscalChanged(
                entry.sale_id, payment_id, entry.state, entry.link, entry.why, self.waiting() + papers
            )
        )
        return entry


def _stays(outbox: FiscalOutbox, payment_id: PaymentId, why: str) -> None:
    """It stays in the queue, for this reason; a refusal is the reason until something is sent again."""
    entry = outbox.entry(payment_id)
    if entry is None or not entry.why.startswith(REFUSED):
        outbox.waits(payment_id, why)
