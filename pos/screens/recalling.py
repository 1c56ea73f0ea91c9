"""Receipts aside: a payment in doubt goes to the strip while the next customer is served. GUI thread."""

from __future__ import annotations

from dataclasses import replace

from pos.core.payment import Payment
from pos.screens.background import Parked
from pos.screens.counter import Counter
from pos.screens.desk import IN_DOUBT, Desk, Stage, stage_of
from pos.screens.paying import next_check
from pos.screens.words import Sentence, _


class Recalling:
    """Puts receipts aside and brings them back. Moves no money."""

    def __init__(self, counter: Counter) -> None:
        self._c = counter

    def hold(self) -> None:
        """F5: put a payment in doubt into the strip and serve the next customer; else swap receipts."""
        c = self._c
        desk = c.desk
        if desk.stage is Stage.ENTRY and c.asides:
            c.desk = c.asides[0]
            c.asides = (*c.asides[1:], desk) if desk.sale.lines else c.asides[1:]
            c.forget_entry()
        elif desk.stage in IN_DOUBT and desk.attempt:
            if desk.attempt.payment:
                c.background.park(desk)
                c.next_desk()
            elif desk.stage is Stage.MANUAL:
                # Nothing was heard of this payment, so the strip has no name for it: F5 brings it back.
                c.next_desk()
                c.asides = (desk, *c.asides)
            else:
                self._wait()

    def bring_back(self, ref: str) -> None:
        """Show a payment of the strip; the receipt being rung up is kept aside meanwhile."""
        c = self._c
        if c.desk.stage is Stage.PROCESSING:
            self._wait()
            return
        parked = c.background.take(ref)
        if parked is None:
            return
        if parked.desk is None or parked.payment is None:
            self._load(parked)
        else:
            self._show(parked, parked.desk, parked.payment)

    def _wait(self) -> None:
        self._c.warn(Sentence(_("Wait for the answer of CLICK")), None)

    def _load(self, parked: Parked) -> None:
        """A payment that was rung up before a restart: its sale and its state come from the journal."""
        c = self._c

        async def read() -> tuple[Desk, Payment]:
            sale = await c.till.sale_of(parked.transaction_id)
            return Desk(sale), await c.till.check_now(parked.transaction_id)

        def failed(_error: BaseException) -> None:
            c.background.put_back(parked)
            c.warn(Sentence(_("The receipt of this payment cannot be read")), None)
            c.redraw()

        def done(read: tuple[Desk, Payment]) -> None:
            if c.desk.stage is Stage.PROCESSING:
                c.background.put_back(parked)
            else:
                self._show(parked, *read)
            c.redraw()

        c.runner.run(read(), done, failed)

    def _show(self, parked: Parked, desk: Desk, payment: Payment) -> None:
        c = self._c
        if c.desk.stage in IN_DOUBT:
            c.background.park(c.desk)
        elif c.desk.stage not in {Stage.PAID, Stage.RETURNED}:
            c.desk = c.desk.with_attempt(None)
            c.put_aside()
        c.forget_entry()
        now_s = c.monotonic_s()
        attempt = replace(desk.attempt or c.new_attempt(), late=True, payment=payment, ends_s=None)
        stage = stage_of(payment.state)
        attempt = attempt.to(Stage.UNKNOWN if stage is Stage.PROCESSING else stage, now_s)
        if parked.event:
            attempt = replace(attempt, changed_at=parked.event.at, next_check_at=next_check(parked.event))
        c.desk = replace(desk, attempt=attempt)
