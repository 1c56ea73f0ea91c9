"""Reads what another host tells of online orders, for as long as the till runs. Engine thread.

The place in the host's list is written with what was read: whatever stops the till, it goes on from there,
and what is read twice changes nothing. Moves no money.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from pos.core.errors import BadInput, HostTrouble, JournalTrouble
from pos.core.order import Attempt, OrderId
from pos.core.order_card import OPEN_STAGES, OrderCard, OrderStage
from pos.flow.events import AlarmKind, AlarmRaised, Events, HostChanged, OrderChanged, OrderNews
from pos.flow.host_ports import OrderMirror, OrdersHost
from pos.flow.order_ports import Orders
from pos.flow.order_watch import OrderWatch
from pos.flow.ports import Clock

WAIT_S = 15.0
"""The host answers at once when something is new, and after this when nothing is."""

AGAIN_S = (0.5, 1.0, 2.0, 5.0)
LOST_AFTER_S = 10.0
LEAST_S = 0.2
"""A host that does not wait must not be asked without end."""

_NEWS = {
    OrderStage.WAITING: OrderNews.CREATED,
    OrderStage.CANCELLED: OrderNews.CANCELLED,
    OrderStage.PICKED: OrderNews.PICKED,
    OrderStage.HANDED_OVER: OrderNews.HANDED_OVER,
}


class OrderPull:
    """Runs between `begin` and `stop`. `training` says whose orders fit: those of training, or real ones."""

    def __init__(
        self,
        *,
        host: OrdersHost,
        mirror: OrderMirror,
        orders: Orders,
        watch: OrderWatch,
        clock: Clock,
        events: Events,
        training: bool,
    ) -> None:
        self._host = host
        self._mirror = mirror
        self._orders = orders
        self._watch = watch
        self._clock = clock
        self._events = events
        self._training = training
        self._task: asyncio.Task[None] | None = None
        self._failing_since_s: float | None = None
        self._is_lost: bool | None = None  # not known yet
        self._catches_up = False  # the pages of a list that is read for the first time

    def begin(self) -> None:
        """Read from now on. Called once."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Let go; the next start goes on where this one was."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        failed = 0
        while True:
            began_s = self._clock.monotonic_s()
            try:
                is_new = await self._read()
            except (HostTrouble, BadInput) as trouble:
                failed += 1
                self._lose(str(trouble.facts.get("why", "")))
            except JournalTrouble:
                failed += 1  # nothing was written: the same is read again
            except Exception as error:  # noqa: BLE001 - a mistake of ours must not end the reading unheard
                failed += 1
                self._lose("bug")
                report = {"message": "reading the host's orders", "exception": error}
                asyncio.get_running_loop().call_exception_handler(report)
            else:
                failed = 0
                self._find()
                if not is_new and self._clock.monotonic_s() - began_s < LEAST_S:
                    await self._clock.sleep(LEAST_S)
            if failed:
                await self._clock.sleep(AGAIN_S[min(failed, len(AGAIN_S)) - 1])

    async def _read(self) -> bool:
        """One page; whether it led on in the list."""
        feed, after = self._mirror.place()
        wait_s = WAIT_S if self._is_lost is False else 0.0  # first whether it is there
        page = await self._host.changes(feed, after, wait_s)
        if page.training is not self._training:
            raise HostTrouble("one of the two is in training", why="training")
        self._catches_up = self._catches_up or feed != page.feed
        for told in self._mirror.take(page):
            self._tell(told)
        self._catches_up = self._catches_up and not page.is_last
        if page.changes:
            self._watch.look()  # also for what this till claimed, and did not come to book
        for order_id in self._mirror.odd():
            facts = {"order_id": order_id, "reply": 0}
            self._events.publish(AlarmRaised(AlarmKind.ORDER_ODD, self._clock.now(), facts))
        return page.after != after if page.feed == feed else bool(page.changes)

    def _tell(self, told: OrderId | Attempt) -> None:
        """Say what is new; of a list that is read for the first time only what is to be done."""
        with suppress(JournalTrouble):  # it is in the journal, and shown when that can be read again
            card = self._orders.find(told if isinstance(told, str) else told.order_id)
            stage = card.stage(self._clock.now()) if card else None
            if card is None or stage is None or (self._catches_up and stage not in OPEN_STAGES):
                return
            if isinstance(told, Attempt):
                self._watch.publish(told)
            else:
                self._publish(card, stage)

    def _publish(self, card: OrderCard, stage: OrderStage) -> None:
        news = _NEWS.get(stage)
        if news is not None:
            self._events.publish(OrderChanged(card, news, self._clock.now()))

    def _find(self) -> None:
        self._failing_since_s = None
        if self._is_lost is not False:
            self._is_lost = False
            self._events.publish(HostChanged(True, self._clock.now()))

    def _lose(self, why: str) -> None:
        """A moment without the host is nobody's matter; what does not end by itself is said at once."""
        now_s = self._clock.monotonic_s()
        if self._failing_since_s is None:
            self._failing_since_s = now_s
        is_long = now_s - self._failing_since_s >= LOST_AFTER_S
        if not self._is_lost and (is_long or why in ("key", "training")):
            self._is_lost = True
            self._events.publish(HostChanged(False, self._clock.now(), why))
