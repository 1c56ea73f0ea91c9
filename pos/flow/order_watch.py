"""What follows an answer to CLICK in the till: who hears of it, which payment is read, which one is booked.

Engine thread. It hears of a change after that is durable, and the answer does not wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from pos.core.errors import ClickRefused, JournalTrouble, PosError
from pos.core.order import Attempt, AttemptState, OrderKind
from pos.core.order_card import OrderCard
from pos.core.payment import Payment, TransactionId
from pos.core.shop_rules import Judgement, Reply
from pos.flow.events import AlarmKind, AlarmRaised, Events, OrderChanged, OrderNews
from pos.flow.fiscalizing import QUEUE_WAITS_S
from pos.flow.hosted_orders import HostedOrders
from pos.flow.order_booking import OrderBooking
from pos.flow.order_ports import Orders
from pos.flow.ports import Clock

CheckNow = Callable[[TransactionId], Awaitable[Payment]]

_HARMLESS = frozenset({Reply.ALREADY_PAID, Reply.CANCELLED})
"""Said to a repetition, too: an alarm only where CLICK says what does not fit (A-10, A-14, A-17, A-18)."""


class OrderWatch:
    """`told` is what `OnlineOrders` calls. `check_now` reads a payment of the till at CLICK (decision 20)."""

    def __init__(
        self,
        *,
        orders: Orders,
        booking: OrderBooking,
        hosted: HostedOrders,
        check_now: CheckNow,
        clock: Clock,
        events: Events,
    ) -> None:
        self._orders = orders
        self._hosted = hosted
        self._booking = booking
        self._check_now = check_now
        self._clock = clock
        self._events = events
        self._tasks: set[asyncio.Task[None]] = set()
        self._more = asyncio.Event()

    def told(self, name: str, judged: Judgement) -> None:
        """An answer is on its way to CLICK."""
        asyncio.get_running_loop().call_soon(self._follow, name, judged)

    def _follow(self, name: str, judged: Judgement) -> None:
        written = judged.written
        if written is None:
            self._doubt(name, judged)
        elif written.kind is OrderKind.TILL:
            if written.state is not AttemptState.PREPARED:
                self._keep(self._read(TransactionId(written.order_id)))
        else:
            self.publish(written)

    def publish(self, attempt: Attempt) -> None:
        """Tell of an attempt that changed, here or on the host that has its order."""
        if attempt.owes_reversal:
            self._alarm(AlarmKind.ORDER_TO_RETURN, attempt.order_id)
        elif attempt.kind is OrderKind.ACCOUNT and attempt.state is AttemptState.PAID:
            self.look()
        if not self._events.has_listeners:
            return
        with suppress(JournalTrouble):  # it is in the journal, and shown when that can be read again
            if (card := self._orders.find(attempt.order_id)) is not None:
                self._events.publish(OrderChanged(card, _news_of(attempt), self._clock.now()))

    def _doubt(self, name: str, judged: Judgement) -> None:
        """A wrong sum, an unknown attempt, a payment for what is cancelled or paid by another."""
        attempt = judged.attempt
        another = judged.reply is Reply.ALREADY_PAID and attempt is None
        if judged.reply in _HARMLESS and not another:
            return
        self._alarm(AlarmKind.ORDER_ODD, name[:64], reply=int(judged.reply))

    def _alarm(self, kind: AlarmKind, order_id: str, **facts: object) -> None:
        self._events.publish(AlarmRaised(kind, self._clock.now(), {"order_id": order_id, **facts}))

    async def _read(self, transaction_id: TransactionId) -> None:
        """Evidence only: what counts is what CLICK's own answer says."""
        try:
            await self._check_now(transaction_id)
        except PosError:
            return  # it goes on being read by itself

    def begin(self) -> None:
        """Book what came to accounts, and what was claimed, from now on and from before this start."""
        self.look()
        self._keep(self._keep_booking())

    def look(self) -> None:
        """There may be something to book."""
        self._more.set()

    async def _keep_booking(self) -> None:
        turn = 0
        refused: set[int] = set()
        while True:
            if turn == 0:
                await self._more.wait()
            else:
                await self._clock.sleep(QUEUE_WAITS_S[min(turn, len(QUEUE_WAITS_S)) - 1])
            self._more.clear()
            try:
                left = await self._book_all(refused)
            except JournalTrouble:
                left = 1  # what is to be booked is on the disk; the disk may come back
            turn = turn + 1 if left else 0

    async def _book_all(self, refused: set[int]) -> int:
        """One pass over the accounts; how many still wait."""
        left = 0
        for card, attempt in self._orders.to_book():
            if attempt.prepare_id in refused:
                continue
            left += not await self._booked(card, attempt, refused)
        return left

    async def _booked(self, card: OrderCard, attempt: Attempt, refused: set[int]) -> bool:
        """Whether nothing more is to be done for it; what CLICK denies is said, and left until a start."""
        try:
            await self._booking.check(attempt)
            if card.origin:
                await self._hosted.claim(attempt, card.handed_by)
            self._booking.book(card, attempt)
        except ClickRefused:
            refused.add(attempt.prepare_id)
            self._alarm(AlarmKind.ORDER_ODD, card.order.order_id, reply=0)
        except JournalTrouble:
            raise
        except PosError:
            return False
        return True

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Let go of the background work; what is not booked is found by the next start."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _news_of(attempt: Attempt) -> OrderNews:
    match attempt.state:
        case AttemptState.PREPARED:
            return OrderNews.RESERVED
        case AttemptState.PAID:
            return OrderNews.TO_RETURN if attempt.owes_reversal else OrderNews.PAID
        case AttemptState.CANCELLED:
            return OrderNews.RELEASED
