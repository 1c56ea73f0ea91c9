"""Receipts aside: a payment in doubt goes to the strip while the next customer is served. GUI thread."""

from __future__ import annotations

from dataclasses import replace

from pos.core.money import ZERO
from pos.core.payment import Payment, TransactionId, Word
from pos.core.sale import Sale
from pos.core.tender import Settlement
from pos.screens.background import Parked
from pos.screens.counter import Counter
from pos.screens.desk import IN_DOUBT, OVER, Desk, Stage, settled, stage_of
from pos.screens.paying import next_check
from pos.screens.till_port import Till
from pos.screens.views import Intent
from pos.screens.words import Sentence, _


class Recalling:
    """Puts receipts aside and brings them back. Moves no money."""

    def __init__(self, counter: Counter) -> None:
        self._c = counter

    def hold(self) -> None:
        """F5: serve the next customer, this receipt or its payment waits; on an empty one: bring it back."""
        c = self._c
        desk = c.desk
        if desk.stage is Stage.ENTRY:
            self._hold_or_bring()
        elif desk.stage is Stage.WAITING:  # nothing was sent: the customer is looking for the phone
            c.desk = replace(desk.with_attempt(None), sale=desk.sale.round_off(ZERO))
            self._hold_or_bring()
        elif desk.attempt and desk.attempt.owes_cash and not desk.attempt.is_taking:
            c.background.park(desk)  # the customer has gone for the cash
            c.next_desk()
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

    def _hold_or_bring(self) -> None:
        """Swap with what a card pushed aside; else keep this receipt; an empty one: bring back the oldest."""
        c = self._c
        desk = c.desk
        pushed = next((aside for aside in c.asides if not aside.is_held), None)
        if desk.sale.lines and pushed is None:
            c.hold()
            c.tell(Sentence(_("The receipt is held\nF5 on an empty receipt brings it back")))
        elif c.asides:
            back = pushed or c.asides[0]
            rest = tuple(aside for aside in c.asides if aside is not back)
            c.desk = replace(back, is_held=False)
            c.asides = (*rest, desk) if desk.sale.lines else rest
            c.forget_entry()

    def recall(self) -> None:
        """F6 or the chip: the one payment that stands aside, or the list of all of them."""
        c = self._c
        aside = c.background.all
        if len(aside) > 1:
            c.navigate(Intent.RECALL, "")
        elif aside:
            self.bring_back(aside[0].transaction_id)

    def bring_back(self, ref: str) -> None:
        """Show a payment of the strip; the receipt being rung up is kept aside meanwhile."""
        c = self._c
        if self._is_busy():
            self._wait()
            return
        parked = c.background.get(ref)
        if parked is None:
            return
        if parked.is_ready:
            self._show(parked)
        else:
            self._load(parked, quietly=False)

    def open(self, ref: str) -> None:
        """Show the card of any payment in doubt, also of one that only the history knows."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is not None and attempt.transaction_id == ref:
            return
        if c.background.get(ref):
            self.bring_back(ref)
            return

        def read(found: Found) -> None:
            sale, payment, settlement = found
            stage = stage_of(payment.state)
            parked = Parked(
                payment.transaction_id,
                payment.sale_id,
                payment.amount,
                Stage.UNKNOWN if stage is Stage.PROCESSING else stage,
                payment,
                desk=Desk(sale),
                due=settlement.split if settlement and settlement.is_due else None,
            )
            c.background.put_back(replace(parked, stage=parked.staged(parked.stage)))
            self.bring_back(ref)
            c.redraw()

        c.runner.run(_read(c.till, TransactionId(ref)), read, lambda _error: self._unreadable())

    def fill(self) -> None:
        """Read what the cards of payments from before this start lack."""
        c = self._c
        for parked in c.background.all:
            if not parked.is_ready:
                self._read(parked.transaction_id)
                self.speak_up(parked.transaction_id)

    def speak_up(self, transaction_id: TransactionId) -> None:
        """A payment aside has its result: bring its card to a till at which nobody is served."""
        c = self._c
        parked = c.background.get(transaction_id)
        if parked is None or not (parked.stage in OVER or parked.stage is Stage.CASH) or not c.is_idle:
            return
        if parked.is_ready:
            self._show(parked)
        else:
            self._load(parked, quietly=True)

    def park_choice(self) -> None:
        """Keep a paid card whose question was not answered: it goes back to the strip."""
        self._c.background.park(self._c.desk)

    # ---- inside ---------------------------------------------------------------------------------------

    def _is_busy(self) -> bool:
        """Whether the receipt on the screen cannot be put aside: its payment has no name yet."""
        attempt = self._c.desk.attempt
        if attempt is None:
            return False
        nameless = attempt.stage is Stage.UNKNOWN and attempt.payment is None
        return attempt.stage is Stage.PROCESSING or nameless

    def _wait(self) -> None:
        self._c.warn(Sentence(_("Wait for the answer of CLICK")), None)

    def _unreadable(self) -> None:
        self._c.warn(Sentence(_("The receipt of this payment cannot be read")), None)
        self._c.redraw()

    def _read(self, transaction_id: TransactionId) -> None:
        c = self._c
        c.runner.run(
            _read(c.till, transaction_id),
            lambda found: c.background.fill(transaction_id, found[0], found[1]),
            lambda _error: None,  # it is read again when somebody wants to see it
        )

    def _load(self, parked: Parked, *, quietly: bool) -> None:
        """A payment that was rung up before a restart: its sale and its state come from the journal."""
        c = self._c
        transaction_id = parked.transaction_id

        def failed(_error: BaseException) -> None:
            if not quietly:
                self._unreadable()

        def done(found: Found) -> None:
            c.background.fill(transaction_id, found[0], found[1])
            filled = c.background.get(transaction_id)
            if filled and not self._is_busy() and (not quietly or c.is_idle):
                self._show(filled)
            c.redraw()

        c.runner.run(_read(c.till, transaction_id), done, failed)

    def _show(self, parked: Parked) -> None:
        c = self._c
        if parked.desk is None or parked.payment is None:
            raise AssertionError("only a filled card is shown")
        desk, payment = parked.desk, parked.payment
        c.background.take(parked.transaction_id)
        c.toast = None  # it may have told of this very card
        on_screen = c.desk.attempt
        if c.desk.stage in IN_DOUBT and on_screen is not None and on_screen.payment is None:
            c.asides = (c.desk, *c.asides)
        elif c.desk.stage in IN_DOUBT or (on_screen is not None and on_screen.needs_choice):
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
        attempt = replace(
            attempt,
            recovered=parked.recovered,
            cancel_wished=attempt.cancel_wished or parked.word is Word.CANCEL_WISHED,
            to_return=attempt.to_return or parked.word is Word.TO_RETURN,
            split=attempt.split or parked.due,
            is_taking=False,
        )
        c.desk = replace(desk, attempt=settled(attempt))


Found = tuple[Sale, Payment, Settlement | None]


async def _read(till: Till, transaction_id: TransactionId) -> Found:
    return (
        await till.sale_of(transaction_id),
        await till.payment(transaction_id),
        await till.cash.settlement(transaction_id),
    )
