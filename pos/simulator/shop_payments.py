"""CLICK's online payment: Prepare, the money, Complete, and the tries to have it acknowledged. Moves money.

"Click-API – Запросы". Runs in the simulator's loop; the pauses go through the injected sleep.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from pos.simulator.bank import Bank
from pos.simulator.codes import Scenario
from pos.simulator.ledger import Ledger, Payment, ShopBreach, ShopStage, State
from pos.simulator.options import SimulatorOptions, check_shop_url
from pos.simulator.refusals import Why
from pos.simulator.shop_call import NoAnswer, post_form
from pos.simulator.shop_wire import (
    ALREADY_PAID,
    AMOUNT,
    CANCELLED,
    Demand,
    ShopCall,
    ShopReply,
    Verdict,
    form_of,
    read_answer,
)

SUCCESS = Verdict(0, "Success")
DECLINED = Verdict(*Why.NO_MONEY.value)
ANNULLED = Verdict(-1, "Платёж аннулирован: поставщик отказал")

_FIRST_TRANS_ID = 5 * 10**12
"""Keeps the numbers of attempts apart from those of payments, which follow the wall clock in milliseconds."""


class ShopNotConnected(Exception):
    """No shop is there to be asked: the two addresses are empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the payer wants, and what shall go wrong.

    Attributes:
        merchant_trans_id: the ``transaction_param`` of the link.
        amount: the sum as the text that is signed.
        decline: the card has not enough money.
        lose_complete_answer: the shop answers the first Complete, but CLICK does not hear it.
        ofd_down: fiscalisation of the payment is out of order for a while.
    """

    merchant_trans_id: str
    amount: str
    decline: bool = False
    lose_complete_answer: bool = False
    ofd_down: bool = False

    def __post_init__(self) -> None:
        """Refuse an order that no page of CLICK lets through."""
        if not self.merchant_trans_id:
            raise ValueError("an order has a merchant_trans_id")
        if AMOUNT.fullmatch(self.amount) is None or self.amount_tiyin <= 0:
            raise ValueError(f"{self.amount} is no sum above 0 of the form N or N.NN")

    @property
    def amount_tiyin(self) -> int:
        """The sum in tiyin."""
        return int(Decimal(self.amount) * 100)


def amount_text_of(amount_tiyin: int) -> str:
    """A sum as CLICK writes it: ``N`` when it is whole, else ``N.NN``."""
    sums, tiyin = divmod(amount_tiyin, 100)
    return f"{sums}.{tiyin:02d}" if tiyin else str(sums)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call to the shop.

    Attributes:
        error: the ``error`` that CLICK sent.
        reply: what the shop answered; None when that could not be read.
        trouble: why it could not be read, or was lost; empty when it was read.
    """

    call: ShopCall
    error: int
    reply: ShopReply | None
    trouble: str


@dataclass(frozen=True, slots=True)
class ShopPaymentOutcome:
    """How an online payment ended.

    Attributes:
        payment_id: the ``click_paydoc_id``, by which the Merchant API knows the payment.
        click_trans_id: the number of the attempt.
        prepare: the newest answer to Prepare that could be read and was not lost.
        complete: the newest answer to Complete that could be read and was not lost.
        stage: how far it came, and whether the shop knows.
        bank: where the money is.
        exchanges: every call in its order.
        breaches: what in the answers was not as documented.
    """

    payment_id: int
    click_trans_id: int
    prepare: ShopReply | None
    complete: ShopReply | None
    stage: ShopStage
    bank: State
    exchanges: tuple[Exchange, ...]
    breaches: tuple[str, ...]

    @property
    def is_paid(self) -> bool:
        """Whether the payer's money is taken, acknowledged or not."""
        return self.stage in (ShopStage.COMPLETING, ShopStage.ACKNOWLEDGED, ShopStage.HUNG)


@dataclass(slots=True)
class Attempt:
    """A payment on its way; `ShopPayments.finish` goes on with one that is not acknowledged."""

    payment: Payment
    demand: Demand
    prepare_id: int | None = None
    state_unknown: bool = False
    exchanges: list[Exchange] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)

    @property
    def stage(self) -> ShopStage:
        """How far it has come."""
        assert self.payment.online is not None  # noqa: S101 - `Bank.open_online` made it
        return self.payment.online.stage

    def outcome(self) -> ShopPaymentOutcome:
        """How it stands now."""
        return ShopPaymentOutcome(
            payment_id=self.payment.payment_id,
            click_trans_id=self.demand.click_trans_id,
            prepare=self._newest(ShopCall.PREPARE),
            complete=self._newest(ShopCall.COMPLETE),
            stage=self.stage,
            bank=self.payment.state,
            exchanges=tuple(self.exchanges),
            breaches=tuple(self.breaches),
        )

    def _newest(self, call: ShopCall) -> ShopReply | None:
        return next(
            (each.reply for each in reversed(self.exchanges) if each.call is call and each.reply), None
        )


class ShopPayments:
    """Plays CLICK towards one shop."""

    def __init__(
        self,
        options: SimulatorOptions,
        bank: Bank,
        ledger: Ledger,
        utcnow: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]],
    ) -> None:
        self._options = options
        self._bank = bank
        self._ledger = ledger
        self._utcnow = utcnow
        self._sleep = sleep
        self._urls = {
            ShopCall.PREPARE: options.shop_prepare_url,
            ShopCall.COMPLETE: options.shop_complete_url,
        }
        given = [each.online.click_trans_id for each in ledger.payments.values() if each.online]
        self._next_trans_id = max(_FIRST_TRANS_ID + int(utcnow().timestamp() * 1000), *given, 0) + 1

    @property
    def is_connected(self) -> bool:
        """Whether there is a shop to ask."""
        return all(self._urls.values())

    def connect(self, prepare_url: str, complete_url: str) -> None:
        """Set the shop's addresses; the next call goes there. Two empty ones switch online payments off.

        Raises:
            ValueError: not on loopback.
        """
        check_shop_url(prepare_url)
        check_shop_url(complete_url)
        self._urls = {ShopCall.PREPARE: prepare_url, ShopCall.COMPLETE: complete_url}

    async def pay(self, order: Order) -> ShopPaymentOutcome:
        """Pay, with every try that CLICK makes. Moves money; each call is a new payment."""
        attempt = await self.begin(order)
        await self.finish(attempt)
        return attempt.outcome()

    async def begin(self, order: Order) -> Attempt:
        """Ask Prepare, take the money, tell it by the first Complete. Moves money.

        Raises:
            ShopNotConnected: nothing has happened.
        """
        if not self.is_connected:
            raise ShopNotConnected("the simulator was given no addresses of a shop")
        attempt = self._open(order)
        reply = await self._ask(attempt, ShopCall.PREPARE, SUCCESS)
        if reply is None or reply.error:
            await self._annul(attempt, reply)
            return attempt
        attempt.prepare_id = reply.number
        if order.decline:
            self._bank.finish_online(attempt.payment, ShopStage.DECLINED)
            answer = await self._ask(attempt, ShopCall.COMPLETE, DECLINED)
            self._expect_cancelled(attempt, answer)
            return attempt
        self._bank.finish_online(attempt.payment, ShopStage.COMPLETING)
        await self._complete(attempt, lost=order.lose_complete_answer)
        return attempt

    async def finish(self, attempt: Attempt) -> None:
        """Try on until the shop acknowledges, refuses for good, or CLICK gives up. May be called twice.

        After a Complete without an answer CLICK asks by Prepare how the order stands; after one that was
        answered by an error it sends Complete again.
        """
        for pause_s in self._options.shop_pauses_s:
            if attempt.stage is not ShopStage.COMPLETING:
                return
            await self._sleep(pause_s)
            if not attempt.state_unknown or await self._may_complete(attempt):
                await self._complete(attempt)
        if attempt.stage is ShopStage.COMPLETING:
            self._bank.finish_online(attempt.payment, ShopStage.HUNG)

    def _open(self, order: Order) -> Attempt:
        trans_id = self._next_trans_id
        self._next_trans_id += 1
        scenario = Scenario.OFD_DOWN if order.ofd_down else Scenario.APPROVED
        payment = self._bank.open_online(scenario, order.amount_tiyin, order.merchant_trans_id, trans_id)
        demand = Demand(
            service_id=self._options.service_id,
            secret_key=self._options.secret_key,
            click_trans_id=trans_id,
            click_paydoc_id=payment.payment_id,
            merchant_trans_id=order.merchant_trans_id,
            amount=order.amount,
        )
        return Attempt(payment, demand)

    async def _annul(self, attempt: Attempt, reply: ShopReply | None) -> None:
        """End what Prepare did not allow.

        A shop that named its ``merchant_prepare_id`` hears a Complete that cancels; without one there is
        no such Complete to write. After -4 there is none either.
        """
        self._bank.finish_online(attempt.payment, ShopStage.REFUSED)
        if reply is None or reply.error == ALREADY_PAID or reply.number is None:
            return
        attempt.prepare_id = reply.number
        answer = await self._ask(attempt, ShopCall.COMPLETE, ANNULLED)
        self._expect_cancelled(attempt, answer)

    async def _complete(self, attempt: Attempt, *, lost: bool = False) -> None:
        reply = await self._ask(attempt, ShopCall.COMPLETE, SUCCESS, lost=lost)
        attempt.state_unknown = reply is None
        if reply is None:
            return
        if reply.error in (0, ALREADY_PAID):
            self._bank.finish_online(attempt.payment, ShopStage.ACKNOWLEDGED)
        elif reply.error == CANCELLED:
            self._bank.finish_online(attempt.payment, ShopStage.HUNG)

    async def _may_complete(self, attempt: Attempt) -> bool:
        """Ask by Prepare how the order stands, the money being taken; False when Complete is not sent now."""
        reply = await self._ask(attempt, ShopCall.PREPARE, SUCCESS)
        if reply is None:
            return False
        if reply.error == ALREADY_PAID:
            self._bank.finish_online(attempt.payment, ShopStage.ACKNOWLEDGED)
            return False
        if reply.error == 0:
            attempt.prepare_id = reply.number
        return True  # also after a refusal: the money is taken, so Complete confirms

    async def _ask(
        self, attempt: Attempt, call: ShopCall, verdict: Verdict, *, lost: bool = False
    ) -> ShopReply | None:
        prepare_id = attempt.prepare_id if call is ShopCall.COMPLETE else None
        form = form_of(attempt.demand, verdict, prepare_id, self._utcnow())
        reply: ShopReply | None = None
        try:
            answered = await post_form(self._urls[call], form, timeout_s=self._options.shop_timeout_s)
            if answered.http_status >= 500:
                raise NoAnswer(f"HTTP {answered.http_status}")
        except NoAnswer as error:
            trouble = str(error)
        else:
            reading = read_answer(call, form, answered.body)
            reply, trouble = reading.reply, "" if reading.reply else "; ".join(reading.breaches)
            self._note(attempt, call, *reading.breaches)
            if answered.http_status != 200:
                trouble = f"HTTP {answered.http_status}"
                reply = None
                self._note(attempt, call, f"{trouble} instead of 200")
        if lost:
            reply, trouble = None, trouble or "the answer was lost on its way"
        attempt.exchanges.append(Exchange(call, verdict.error, reply, trouble))
        return reply

    def _expect_cancelled(self, attempt: Attempt, reply: ShopReply | None) -> None:
        """A cancelling Complete is answered by -9, or by -4 when the attempt was paid before."""
        if reply is not None and reply.error not in (CANCELLED, ALREADY_PAID):
            self._note(
                attempt, ShopCall.COMPLETE, f"a cancelled payment is answered by -9, not {reply.error}"
            )

    def _note(self, attempt: Attempt, call: ShopCall, *breaches: str) -> None:
        attempt.breaches.extend(breaches)
        trans_id = attempt.demand.click_trans_id
        self._ledger.shop_breaches.extend(ShopBreach(trans_id, call, what) for what in breaches)
