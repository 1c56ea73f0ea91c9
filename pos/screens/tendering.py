"""Cash, a card on the separate terminal, and mixed: from the key to the next sale. GUI thread.

Nothing here goes to CLICK: `paying` charges its part of a mixed sale, this takes the cash after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos.core.errors import BadInput, JournalTrouble, PosError
from pos.core.money import ZERO, Money
from pos.core.payment import Word
from pos.core.tender import Settlement, split_sale
from pos.screens.counter import Asked, Counter, Question
from pos.screens.desk import Attempt, Stage
from pos.screens.knowledge import read_trouble
from pos.screens.line_edits import PAYMENT_CODE, is_payment_code
from pos.screens.sounds import Sound
from pos.screens.words import Sentence, _

NOTE = "note:"
"""How the key of a bank note begins; then its tiyin."""
MOST_CHANGE = Money.of_sum(1_000_000)
"""Nobody gets more back: such a sum was mistyped, or is a code that was scanned into the field."""
DELIBERATE_S = 0.3
"""So long after a payment's screen opened a press cannot be the Enter of a scan."""


class Tendering:
    """Moves the desk through CARD and CASH."""

    def __init__(self, counter: Counter) -> None:
        self._c = counter

    # ---- what the cashier does ------------------------------------------------------------------------

    def begin(self, *, card: bool) -> None:
        """F9, Ctrl ↵: the whole sale in cash, or by a card on the terminal."""
        c = self._c
        if not self._may_begin():
            return
        total = c.desk.sale.round_off(ZERO).total
        self._start(Stage.CARD if card else Stage.CASH, card=total if card else ZERO)

    def ask_mixed(self) -> None:
        """F10: ask how much of it is cash."""
        if self._may_begin():
            self._c.question = Question(asked=Asked.CASH)

    def mixed(self, text: str, *, by_card: bool) -> None:
        """So much in cash; the rest by CLICK, or by a card on the terminal."""
        c = self._c
        c.question = None
        if not text.strip():
            return
        if is_payment_code(text):
            c.warn(PAYMENT_CODE)
            return
        due = c.desk.sale.round_off(ZERO).total
        try:
            cash = Money.parse(text)
            if not 0 < cash.tiyin < due.tiyin:
                raise BadInput("cash is a part of the sum", field="cash", value=cash.digits())
        except PosError as error:
            c.question = Question(asked=Asked.CASH)
            c.warn(error)
            return
        rest = due - cash
        if by_card:
            self._start(Stage.CARD, card=rest)
        else:
            self._start(Stage.WAITING, click=rest)

    def approved(self) -> None:
        """Ctrl ↵: the terminal has taken the card's part."""
        attempt = self._c.desk.attempt
        if attempt is None or attempt.split is None or attempt.stage is not Stage.CARD or self._too_soon():
            return
        if attempt.split.cash:
            self._to(attempt.to(Stage.CASH, self._c.monotonic_s()))
        else:
            self._take(ZERO)

    def typed(self, text: str) -> None:
        """Enter while cash is taken: so much was given; nothing typed: exactly what is to be paid."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None or attempt.split is None or attempt.stage is not Stage.CASH:
            return
        if not text.strip() and self._too_soon():
            return
        c.type("")
        if is_payment_code(text):
            c.warn(PAYMENT_CODE)
            return
        try:
            handed = Money.parse(text) if text.strip() else attempt.split.cash
            if attempt.split.change(handed) > MOST_CHANGE:
                raise BadInput("too much cash", field="cash", value=handed.digits())
        except PosError as error:
            c.warn(error)
            return
        self._take(handed)

    def note(self, key: str) -> None:
        """A bank note's key."""
        attempt = self._c.desk.attempt
        digits = key.removeprefix(NOTE)
        if attempt and attempt.stage is Stage.CASH and digits.isdigit():
            self._take(Money(int(digits)))

    def back(self) -> None:
        """Esc: back to the receipt, as long as CLICK has taken nothing."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None or attempt.is_taking:
            return
        if attempt.payment is not None:
            c.warn(Sentence(_("CLICK's part is paid: take the cash. F4 leaves it to the manager")), None)
            return
        c.forget_entry()
        c.desk = replace(c.desk.with_attempt(None), sale=c.desk.sale.round_off(ZERO))

    def give_back(self) -> None:
        """F4: the customer has no cash; the manager is to return CLICK's part."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None or not attempt.owes_cash or attempt.is_taking or attempt.transaction_id is None:
            return
        c.forget_entry()
        c.desk = replace(
            c.desk, attempt=replace(attempt.to(Stage.PAID, c.monotonic_s()), to_return=True, late=True)
        )
        c.runner.run(
            c.till.say_word(attempt.transaction_id, Word.TO_RETURN), lambda _done: None, self._not_kept
        )

    def take_after_all(self) -> None:
        """The customer has the cash after all."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None or not attempt.owes_cash or not attempt.to_return:
            return
        self._to(replace(attempt.to(Stage.CASH, c.monotonic_s()), to_return=False))
        if attempt.transaction_id is not None:
            c.runner.run(
                c.till.say_word(attempt.transaction_id, Word.KEPT), lambda _done: None, self._not_kept
            )

    # ---- inside ---------------------------------------------------------------------------------------

    def _may_begin(self) -> bool:
        c = self._c
        if c.refuses():
            return False
        try:
            c.desk.sale.ready_to_pay()
        except PosError as error:
            c.warn(error)
            return False
        return True

    def _start(self, stage: Stage, *, click: Money = ZERO, card: Money = ZERO) -> None:
        c = self._c
        try:
            sale, split = split_sale(c.desk.sale, click=click, card=card, step=c.rules.cash_step)
        except PosError as error:
            c.warn(error)
            return
        c.forget_entry()
        attempt = replace(c.new_attempt(), stage=stage, split=split)
        c.desk = replace(c.desk.with_attempt(None), sale=sale, selected=None)
        c.desk = c.desk.with_attempt(attempt)

    def _to(self, attempt: Attempt) -> None:
        self._c.forget_entry()
        self._c.desk = replace(self._c.desk, attempt=attempt)

    def _too_soon(self) -> bool:
        attempt = self._c.desk.attempt
        return attempt is None or self._c.monotonic_s() - attempt.since_s < DELIBERATE_S

    def _take(self, handed: Money) -> None:
        """Book it, once: a second press while it is being written does nothing."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None or attempt.split is None or attempt.is_taking:
            return
        c.alert = None
        c.desk = replace(c.desk, attempt=replace(attempt, is_taking=True))
        if attempt.transaction_id is not None:
            booking = c.till.cash.take_cash(attempt.transaction_id, handed)
        else:
            booking = c.till.cash.take(c.desk.sale, attempt.split, handed)
        c.runner.run(booking, self._taken_of(attempt.number), self._failed_of(attempt.number))

    def _taken_of(self, number: int) -> Callable[[Settlement], None]:
        def taken(settlement: Settlement) -> None:
            c = self._c
            attempt = c.desk.attempt
            if attempt and attempt.number == number:
                paid = replace(attempt.to(Stage.PAID, c.monotonic_s()), settled=settlement)
                c.forget_entry()
                paid = replace(paid, changed_at=c.now(), is_taking=False, late=False)
                c.desk = replace(c.desk, attempt=paid)
                c.play(Sound.PAID)
            c.redraw()

        return taken

    def _failed_of(self, number: int) -> Callable[[BaseException], None]:
        def failed(error: BaseException) -> None:
            c = self._c
            attempt = c.desk.attempt
            if attempt and attempt.number == number:
                c.desk = replace(c.desk, attempt=replace(attempt, is_taking=False))
                c.warn(error if isinstance(error, PosError) else Sentence(_("The sale was not booked")))
                if isinstance(error, JournalTrouble):
                    read_trouble(c)
            c.redraw()

        return failed

    def _not_kept(self, error: BaseException) -> None:
        c = self._c
        c.warn(error if isinstance(error, PosError) else Sentence(_("The journal cannot be written now")))
        c.redraw()
