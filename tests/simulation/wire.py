"""The gateway ports over the virtual CLICK: latency, deadlines, and every fault of reliability.md §3.4."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from pos.core.errors import ClickRefused, NoConnection, OutcomeUnknown, PosError
from pos.core.fiscal import FiscalReceipt
from pos.core.payment import CardFacts, Payment, PaymentId, TransactionId
from pos.flow.ports import ChargeReply, StatusReply
from tests.simulation.bank import Answer, Bank, Refusal
from tests.simulation.chance import FAULTS, Dice
from tests.simulation.machine import Alarm, Machine

Act = Callable[[], Any]


class Network:
    """The line between all tills and CLICK; `rate` is the share of calls that it spoils."""

    def __init__(self, bank: Bank, dice: Dice, rate: float) -> None:
        self.bank, self.dice, self.rate = bank, dice, rate
        self.calls = 0
        self.late: list[tuple[str, Any]] = []

    def next_fault(self) -> str:
        """The fault of the next call, or none."""
        self.calls += 1
        if not self.rate or not self.dice.hits(self.rate):
            return ""
        return self.dice.choice(FAULTS)


class Call:
    """One request on its way there and back."""

    def __init__(self, network: Network, machine: Machine, act: Act, number: int) -> None:
        self._network, self._machine, self._act, self._number = network, machine, act, number
        self._loop = machine.loop
        self._done: asyncio.Future[Any] = self._loop.create_future()
        self._deadline: Alarm | None = None
        self.executes_at: float | None = None

    def begin(self, fault: str, deadline_s: float) -> None:
        """Send it: from here on it goes its way, whatever becomes of the sender."""
        self._deadline = Alarm(self._machine, deadline_s, lambda: self._fail(OutcomeUnknown("deadline")))
        dice = self._network.dice
        there_s, back_s = dice.uniform(0.02, 0.3), dice.uniform(0.02, 0.3)
        if fault == "not_sent":
            Alarm(self._machine, dice.uniform(0, 3), lambda: self._fail(NoConnection("no route")))
        elif fault == "reset_before":
            self._after(there_s, lambda: self._fail(OutcomeUnknown("reset")))
        elif fault == "502_before":
            self._after(there_s + back_s, lambda: self._fail(OutcomeUnknown("HTTP 502")))
        elif fault == "late":
            self._execute_after(dice.uniform(9, 40), lambda: self._after(back_s, self._answer))
        elif fault == "lost_answer":
            self._execute_after(there_s, lambda: None)
        elif fault in ("reset_after", "502_after", "truncated", "wrong_types", "html"):
            words = {"502_after": "HTTP 502", "reset_after": "reset"}.get(fault, f"unreadable: {fault}")
            self._execute_after(
                there_s, lambda: self._after(back_s, lambda: self._fail(OutcomeUnknown(words)))
            )
        elif fault in ("slow", "reordered"):
            wait_s = dice.uniform(5, 29) if fault == "slow" else dice.uniform(0.5, 4)
            self._execute_after(there_s, lambda: self._after(wait_s, self._answer))
        elif fault == "":
            self._execute_after(there_s, lambda: self._after(back_s, self._answer))
        # lost_request: only the deadline is left

    async def end(self) -> Any:  # noqa: ANN401 - whatever CLICK answers
        """Wait for the answer or the deadline. Raises NoConnection, OutcomeUnknown, ClickRefused."""
        try:
            return await self._done
        finally:
            if self._deadline:
                self._deadline.cancel()

    def _after(self, seconds: float, call: Callable[[], None]) -> None:
        self._loop.call_later(seconds, self._machine.deliver, call)

    def _execute_after(self, seconds: float, then: Callable[[], None]) -> None:
        def execute() -> None:
            self._machine.note("executed", more=self._number)
            try:
                self._outcome: Any = self._act()
            except Refusal as refusal:
                self._outcome = ClickRefused(
                    refusal.note, code=refusal.code, note=refusal.note, http_status=200, said="json"
                )
            then()

        self._loop.call_later(seconds, execute)

    def _answer(self) -> None:
        if self._done.done():
            self._network.late.append((self._machine.name, self._outcome))
        elif isinstance(self._outcome, PosError):
            self._done.set_exception(self._outcome)
        else:
            self._done.set_result(self._outcome)

    def _fail(self, error: PosError) -> None:
        if not self._done.done():
            self._done.set_exception(error)


class Wire:
    """`PaymentGateway` and `FiscalGateway` of one start of the program on one PC."""

    def __init__(self, network: Network, machine: Machine, point: Callable[[str], None]) -> None:
        self._network, self._machine, self._point = network, machine, point
        self._bank = network.bank

    async def _call(self, what: str, deadline_s: float, act: Act, **names: object) -> Any:  # noqa: ANN401
        self._point("before a call")
        network, machine = self._network, self._machine
        fault = network.next_fault()
        number = network.calls
        machine.note(what, fault, more=number, **names)
        call = Call(network, machine, act, number)
        call.begin(fault, deadline_s)
        self._point("during a call")
        outcome = "ok"
        try:
            return await call.end()
        except NoConnection:
            outcome = "not_sent"
            raise
        except ClickRefused:
            outcome = "refused"
            raise
        except OutcomeUnknown as error:
            outcome = f"unknown: {error.detail}"
            raise
        except asyncio.CancelledError:
            outcome = "abandoned"
            raise
        finally:
            if outcome != "abandoned":
                self._point("after a call")
                machine.note("answer", outcome, more=number, **names)

    async def charge(self, payment: Payment, otp: str, deadline_s: float) -> ChargeReply:
        tid, amount = str(payment.transaction_id), payment.amount.tiyin
        got: Answer = await self._call(
            "post", deadline_s, lambda: self._bank.charge(tid, otp, amount),
            tid=tid, sale=str(payment.sale_id), code=otp, amount=amount,
        )  # fmt: skip
        return ChargeReply(PaymentId(got.pid), got.status, got.confirm_mode, CardFacts(), got.code, "")

    def late_charges(self, before: int) -> int:
        """The payment_id of a charge whose answer nobody waited for any more; 0 when there is none."""
        for till, outcome in self._network.late:
            is_charge = isinstance(outcome, Answer) and outcome.confirm_mode is not None
            if till == self._machine.name and is_charge and outcome.pid < before:
                return int(outcome.pid)
        return 0

    async def confirm(self, payment_id: PaymentId, deadline_s: float) -> None:
        await self._call("confirm", deadline_s, lambda: self._bank.confirm(payment_id), pid=int(payment_id))

    async def status(self, payment_id: PaymentId, deadline_s: float) -> StatusReply:
        got: Answer = await self._call(
            "status", deadline_s, lambda: self._bank.status(payment_id), pid=int(payment_id)
        )
        return StatusReply(PaymentId(got.pid), got.status)

    async def look_up(
        self, transaction_id: TransactionId, day: date, deadline_s: float
    ) -> StatusReply | None:
        tid = str(transaction_id)
        try:
            got: Answer = await self._call(
                "look_up", deadline_s, lambda: self._bank.look_up(tid, day), tid=tid
            )
        except ClickRefused:
            return None
        return StatusReply(PaymentId(got.pid), got.status)

    def clock_offset_s(self) -> int:
        return 0  # no plan sets the date of a PC wrong for long

    async def reverse(self, payment_id: PaymentId, deadline_s: float) -> None:
        await self._call("reverse", deadline_s, lambda: self._bank.reverse(payment_id), pid=int(payment_id))

    def freeze(self, receipt: FiscalReceipt, payment_id: PaymentId) -> bytes:
        body = {
            "payment_id": int(payment_id),
            "items": [item.total.tiyin for item in receipt.items],
            "received_card": receipt.received_card.tiyin,
            "received_cash": receipt.received_cash.tiyin,
            "received_ecash": receipt.received_ecash.tiyin,
        }
        return json.dumps(body).encode()

    def freeze_link(self, link: str, payment_id: PaymentId) -> bytes:
        raise AssertionError("no shop here has a fiscal device")

    def link_in(self, frozen: bytes) -> str | None:
        return None

    async def submit(self, frozen: bytes, deadline_s: float) -> None:
        body = json.loads(frozen)
        pid = int(body["payment_id"])
        await self._call("submit", deadline_s, lambda: self._bank.submit(pid, sum(body["items"])), pid=pid)

    async def read_link(self, payment_id: PaymentId, deadline_s: float) -> str | None:
        try:
            link: str = await self._call(
                "read_link", deadline_s, lambda: self._bank.link(payment_id), pid=int(payment_id)
            )
        except ClickRefused:
            return None
        return link
