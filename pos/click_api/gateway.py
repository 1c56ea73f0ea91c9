"""CLICK as the flow sees it: PaymentGateway and FiscalGateway. Moves money where a docstring says so."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pos.click_api import wire
from pos.click_api.client import ClickClient
from pos.core.errors import Bug, ClickRefused, NoConnection, OutcomeUnknown, WrongKey
from pos.core.fiscal import FiscalReceipt
from pos.core.payment import Payment, PaymentId, TransactionId
from pos.core.tashkent import business_day
from pos.flow.ports import ChargeReply, StatusReply

_NOT_ABOUT_THE_PAYMENT = frozenset({-401, -403, -500})
"""Error codes seen to speak of the key or of CLICK's own trouble (field notes §3.4): no proof of absence."""


class KeyVerdict(StrEnum):
    """What a harmless question tells about the key."""

    KEY_GOOD = "key_good"
    KEY_WRONG = "key_wrong"
    NO_CONNECTION = "no_connection"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class ProbeReply:
    """The verdict, CLICK's own words, and how many seconds this PC is ahead of CLICK (None: not known)."""

    verdict: KeyVerdict
    note: str
    skew_s: int | None


class ClickGateway:
    """Turns the flow's questions into calls of `ClickClient`. Adds no retry of its own."""

    def __init__(self, client: ClickClient) -> None:
        self._client = client

    async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
        """Take the money. MOVES MONEY. See `PaymentGateway.charge`; Bug when it is of another service."""
        if payment.service_id != self._client.service_id:
            raise Bug("a payment of another service")
        return await self._client.click_pass_payment(
            otp=otp,
            amount=payment.amount,
            cashbox_code=payment.cashbox_code,
            transaction_id=payment.transaction_id,
            deadline_s=deadline_s,
        )

    async def confirm(self, payment_id: PaymentId, deadline_s: float) -> None:
        """Commit a held payment. MOVES MONEY to the shop. See `PaymentGateway.confirm`."""
        await self._client.click_pass_confirm(payment_id, deadline_s)

    async def status(self, payment_id: PaymentId, deadline_s: float) -> StatusReply:
        """Read a payment. See `PaymentGateway.status`."""
        return await self._client.payment_status(payment_id, deadline_s)

    async def look_up(
        self, transaction_id: TransactionId, day: date, deadline_s: float
    ) -> StatusReply | None:
        """Read by our own id on a Tashkent day; None only when CLICK itself says that there is none.

        That is an error_code below 0, or HTTP 404 with JSON or an empty body. A 404 page, 400, 401, 403 and
        any 5xx are raised: whoever sent them may not have looked, and absence permits to charge again (S4).
        """
        try:
            return await self._client.payment_status_by_mti(transaction_id, day, deadline_s)
        except ClickRefused as refused:
            if not _says_absent(refused):
                raise
        return None

    def clock_offset_s(self) -> int:
        """Seconds by which CLICK's clock is ahead of this PC's; 0 before its first dated answer."""
        return self._client.clock_offset_s

    async def reverse(self, payment_id: PaymentId, deadline_s: float) -> None:
        """Give the whole payment back. MOVES MONEY. See `PaymentGateway.reverse`."""
        await self._client.payment_reversal(payment_id, deadline_s)

    def freeze(self, receipt: FiscalReceipt, payment_id: PaymentId) -> bytes:
        """Make the bytes that `submit` sends, however often (F01). Sends nothing."""
        return self._client.ofd_items(receipt, payment_id)

    def freeze_link(self, link: str, payment_id: PaymentId) -> bytes:
        """Make the bytes for a receipt that a fiscal device made. Sends nothing. Raises FiscalRefused."""
        return self._client.ofd_qrcode(payment_id, link)

    def link_in(self, frozen: bytes) -> str | None:
        """The link of a device's receipt in frozen bytes; None when they are items."""
        return wire.qrcode_in(frozen)

    async def submit(self, frozen: bytes, deadline_s: float) -> None:
        """Send frozen bytes. See `FiscalGateway.submit`; a second one may make a second receipt."""
        if wire.qrcode_in(frozen) is None:
            await self._client.ofd_submit_items(frozen, deadline_s)
        else:
            await self._client.ofd_submit_qrcode(frozen, deadline_s)

    async def read_link(self, payment_id: PaymentId, deadline_s: float) -> str | None:
        """Read the receipt's link; None on a 404 without a page, on an error_code below 0, on an empty link.

        A link of another place than ofd.soliq.uz is OutcomeUnknown: a receipt may exist, none is sent again.
        """
        try:
            return await self._client.ofd_data(payment_id, deadline_s)
        except ClickRefused as refused:
            if not _says_absent(refused):
                raise
        return None

    async def set_confirm_mode(self, on: bool) -> None:
        """Ask CLICK to switch the confirmation mode of the service; it cannot be read back (decision 7).

        Raises ClickRefused, NoConnection, OutcomeUnknown; may be repeated.
        """
        deadline_s = self._client.timers.post_s
        await (self._client.confirmation_on(deadline_s) if on else self._client.confirmation_off(deadline_s))

    async def probe(self) -> ProbeReply:
        """Ask for a payment that does not exist, to learn whether the key works. Moves nothing."""
        nobody = TransactionId(f"PROBE{secrets.token_hex(10).upper()}Z")
        day = business_day(self._client.clock.now())
        try:
            found = await self._client.payment_status_by_mti(nobody, day, self._client.timers.post_s)
        except WrongKey as error:
            return self._probed(KeyVerdict.KEY_WRONG, _note(error))
        except ClickRefused as error:
            answered = error.facts["said"] == "json" and error.facts["http_status"] in (200, 201, 404)
            good = answered and error.facts["code"] not in _NOT_ABOUT_THE_PAYMENT
            return self._probed(KeyVerdict.KEY_GOOD if good else KeyVerdict.UNCLEAR, _note(error))
        except NoConnection as error:
            return self._probed(KeyVerdict.NO_CONNECTION, error.detail)
        except OutcomeUnknown as error:
            return self._probed(KeyVerdict.UNCLEAR, error.detail)
        return self._probed(KeyVerdict.KEY_GOOD, found.error_note)

    def _probed(self, verdict: KeyVerdict, note: str) -> ProbeReply:
        return ProbeReply(verdict, note, self._client.last_skew_s)


def _says_absent(refused: ClickRefused) -> bool:
    """Whether CLICK answered the question, and the answer is that there is nothing."""
    code, http_status = refused.facts["code"], refused.facts["http_status"]
    if code in _NOT_ABOUT_THE_PAYMENT:
        return False
    if http_status == 404:
        return refused.facts["said"] in ("json", "empty")
    return http_status in (200, 201) and isinstance(code, int) and code < 0


def _note(refused: ClickRefused) -> str:
    return str(refused.facts["note"]) or refused.detail
