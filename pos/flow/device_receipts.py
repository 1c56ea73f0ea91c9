"""The second way of a fiscal receipt: the shop's device made it, its QR is scanned, CLICK gets the link.

Engine thread. Moves no money. Law: click-docs «Отправка фискализированного чека». What is taken here is sent,
read back and repeated by `Fiscalizing`, by the same rules as items (F01–F04, T4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos.core.device_receipt import awaits_paper, receipt_link, same_receipt, sign_of
from pos.core.errors import FiscalRefused, ReceiptNotAwaited, ReceiptTaken, WrongReceiptLink
from pos.core.fiscal import REFUSED, FiscalState
from pos.core.payment import Payment, PaymentId
from pos.flow.fiscal_ports import FiscalEntry, FiscalGateway, FiscalOutbox


class DeviceReceipts:
    """Takes scanned links into the OFD queue.

    `is_working` says that an entry is being sent now; `tell` publishes how one stands, and gives it.
    """

    def __init__(
        self,
        gateway: FiscalGateway,
        outbox: FiscalOutbox,
        is_working: Callable[[PaymentId], bool],
        tell: Callable[[PaymentId], FiscalEntry],
    ) -> None:
        self._gateway = gateway
        self._outbox = outbox
        self._is_working = is_working
        self._tell = tell

    def waiting(self) -> int:
        """How many receipts wait for the QR of their paper."""
        return sum(awaits_paper(entry.state, entry.why) for entry in self._outbox.waiting())

    def link_of(self, entry: FiscalEntry) -> str | None:
        """The device's link that this entry sends; None when it sends items, or nothing yet."""
        return None if entry.frozen is None else self._gateway.link_in(entry.frozen)

    def take(self, payment: Payment, text: str) -> FiscalEntry:
        """Write down the link that was scanned for a paid payment. Durable when it returns; sends nothing.

        The same link scanned again changes nothing. A link that CLICK refused may be replaced by another.

        Raises:
            WrongReceiptLink: another kind of code.
            ReceiptTaken: the receipt belongs to another payment.
            ReceiptNotAwaited: not paid, has its receipt, or CLICK makes it.
        """
        link = receipt_link(text)
        if payment.payment_id is None:
            raise ReceiptNotAwaited("not paid", receipt=payment.transaction_id[-8:])
        entry = self._outbox.entry(payment.payment_id)
        if entry is None or self._is_working(payment.payment_id):
            raise ReceiptNotAwaited("not in the queue, or on its way", receipt=payment.transaction_id[-8:])
        self._check_owner(entry, link)
        own = entry.link or self.link_of(entry)
        if own is not None and same_receipt(own, link):
            return entry
        frozen = self._frozen(link, entry.payment_id)
        if entry.state is FiscalState.NONE:
            self._outbox.put(replace(entry, state=FiscalState.PENDING, frozen=frozen, why=""))
        elif not self._may_replace(entry) or not self._outbox.refreeze(entry.payment_id, frozen):
            raise ReceiptNotAwaited("it has its receipt", receipt=payment.transaction_id[-8:])
        return self._tell(entry.payment_id)

    def _may_replace(self, entry: FiscalEntry) -> bool:
        """Only a link of the device that CLICK refused; items that it refused are corrected, not replaced."""
        return self.link_of(entry) is not None and entry.why.startswith(REFUSED)

    def _check_owner(self, entry: FiscalEntry, link: str) -> None:
        """One receipt, one payment: what was sent counts, and what CLICK answered."""
        for other in self._outbox.naming(sign_of(link)):
            links = (other.link, self.link_of(other))
            if other.payment_id != entry.payment_id and any(
                known is not None and same_receipt(known, link) for known in links
            ):
                raise ReceiptTaken("another payment has this receipt", receipt=other.transaction_id[-8:])

    def _frozen(self, link: str, payment_id: PaymentId) -> bytes:
        try:
            return self._gateway.freeze_link(link, payment_id)
        except FiscalRefused as error:
            raise WrongReceiptLink("not a link that can be sent", kind="fiscal_receipt") from error
