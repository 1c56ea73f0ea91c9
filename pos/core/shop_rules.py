"""The answers to CLICK's Prepare and Complete, and what they change (click-docs «Click-API – Запросы»). Pure.

The request has passed the grammar (-8), the signature (-1), the service (-8) and the action (-3) before it
comes here; from then on the order of the checks is decision 14: -5, -6, -4, -9, -2. Nothing here moves money
by itself: CLICK has taken it when it says so; what cannot be delivered is marked as a reversal that is owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum

from pos.core.money import ZERO, Money
from pos.core.order import Attempt, AttemptState, Order, OrderKind, PrepareId, moved


class Reply(IntEnum):
    """The codes of «Коды ошибок возвращаемые системой поставщика»."""

    SUCCESS = 0
    BAD_SIGN = -1
    BAD_AMOUNT = -2
    NO_ACTION = -3
    ALREADY_PAID = -4
    NO_ORDER = -5
    NO_ATTEMPT = -6
    NOT_DONE = -7
    BAD_REQUEST = -8
    CANCELLED = -9


NOTES: dict[Reply, str] = {
    Reply.SUCCESS: "Success",
    Reply.BAD_SIGN: "SIGN CHECK FAILED!",
    Reply.BAD_AMOUNT: "Incorrect parameter amount",
    Reply.NO_ACTION: "Action not found",
    Reply.ALREADY_PAID: "Already paid",
    Reply.NO_ORDER: "User does not exist",
    Reply.NO_ATTEMPT: "Transaction does not exist",
    Reply.NOT_DONE: "Failed to update user",
    Reply.BAD_REQUEST: "Error in request from click",
    Reply.CANCELLED: "Transaction cancelled",
}
"""`error_note`, letter by letter as in the documentation."""


@dataclass(frozen=True, slots=True)
class ShopRules:
    """The shop's settings for the server.

    Attributes:
        tolerance: how far `amount` may be from the order's, for services that add a payer's commission.
        cancel_of_paid: the answer to error < 0 on a paid attempt; the pages of CLICK differ (decision 18).
        reserved_for: how long a Prepare keeps the goods.
        live: a live service; training orders do not exist for it (A-46).
    """

    tolerance: Money = ZERO
    cancel_of_paid: Reply = Reply.ALREADY_PAID
    reserved_for: timedelta = timedelta(minutes=15)
    live: bool = True

    def is_right(self, asked: Money, expected: Money | None) -> bool:
        """Whether an amount may be paid; without an expected one any that is more than nothing."""
        if expected is None:
            return asked.tiyin > 0
        return abs(asked.tiyin - expected.tiyin) <= self.tolerance.tiyin


@dataclass(frozen=True, slots=True)
class Prepare:
    """What CLICK asks before it takes the money. `error` is 0 or less; `amount` None is no sum at all."""

    click_trans_id: int
    click_paydoc_id: int
    amount: Money | None
    error: int


@dataclass(frozen=True, slots=True)
class Complete:
    """What CLICK says after it took the money (`error` 0) or did not (less)."""

    amount: Money | None
    error: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer, the attempt that it speaks of, and that attempt as it is to be written, if it changed."""

    reply: Reply
    attempt: Attempt | None = None
    written: Attempt | None = None


def judge_prepare(
    request: Prepare,
    order: Order | None,
    attempts: Sequence[Attempt],
    rules: ShopRules,
    *,
    now: datetime,
    next_id: PrepareId,
) -> Judgement:
    """Answer a Prepare at `now` (UTC). `attempts` are all of this order, `next_id` is for a new one."""
    if order is None or (order.training and rules.live):
        return Judgement(Reply.NO_ORDER)
    same = next((one for one in attempts if one.click_trans_id == request.click_trans_id), None)
    if order.paid:
        return Judgement(Reply.ALREADY_PAID, same)
    if order.kind is OrderKind.ONE_SHOT and any(one.state is AttemptState.PAID for one in attempts):
        return Judgement(Reply.ALREADY_PAID, same)
    if same is not None and same.state is AttemptState.PAID:
        return Judgement(Reply.ALREADY_PAID, same)
    is_cancelled = same is not None and same.state is AttemptState.CANCELLED
    if is_cancelled or request.error < 0 or order.is_over(now):
        return Judgement(Reply.CANCELLED, same)
    if request.amount is None or not rules.is_right(request.amount, order.amount):
        return Judgement(Reply.BAD_AMOUNT, same)
    if same is not None and same.amount != request.amount:
        return Judgement(Reply.BAD_AMOUNT, same)
    if order.kind is OrderKind.ONE_SHOT and any(one.holds(now) for one in attempts if one is not same):
        return Judgement(Reply.NOT_DONE, same)  # another payer is at it (decision 16)
    if same is not None:  # asked again: the same answer; what had lapsed is held once more
        again = None if same.holds(now) else replace(same, reserved_until=now + rules.reserved_for)
        return Judgement(Reply.SUCCESS, again or same, written=again)
    begun = Attempt(
        prepare_id=next_id,
        order_id=order.order_id,
        click_trans_id=request.click_trans_id,
        click_paydoc_id=request.click_paydoc_id,
        amount=request.amount,
        state=AttemptState.PREPARED,
        reserved_until=now + rules.reserved_for,
        kind=order.kind,
    )
    return Judgement(Reply.SUCCESS, begun, written=begun)


def judge_complete(
    request: Complete,
    order: Order | None,
    attempt: Attempt | None,
    rules: ShopRules,
    *,
    deliverable: bool,
) -> Judgement:
    """Answer a Complete. `attempt` is the one that merchant_prepare_id names.

    `deliverable` says that the goods can still be handed over: the order was not cancelled by the shop, no
    other attempt was paid, and stock that lapsed is still there. Where it is False the answer stays 0, since
    CLICK has the money, and a reversal is owed (decision 18).
    """
    if order is None or (order.training and rules.live):
        return Judgement(Reply.NO_ORDER)
    if attempt is None or attempt.order_id != order.order_id:
        return Judgement(Reply.NO_ATTEMPT)
    match attempt.state:
        case AttemptState.PAID:
            return Judgement(rules.cancel_of_paid if request.error < 0 else Reply.ALREADY_PAID, attempt)
        case AttemptState.CANCELLED:
            return Judgement(Reply.CANCELLED, attempt)
        case AttemptState.PREPARED if request.error < 0:
            return Judgement(Reply.CANCELLED, attempt, moved(attempt, AttemptState.CANCELLED))
        case AttemptState.PREPARED if request.amount != attempt.amount:
            return Judgement(Reply.BAD_AMOUNT, attempt)
        case AttemptState.PREPARED:
            paid = moved(attempt, AttemptState.PAID, owes_reversal=not deliverable)
            return Judgement(Reply.SUCCESS, paid, paid)
