"""What the cashier says about a card: cancel after the check, goods handed over, money to be returned.

GUI thread. Sends nothing: money is returned by a manager.
"""

from __future__ import annotations

from dataclasses import replace

from pos.core.errors import PosError
from pos.core.payment import Word
from pos.screens.counter import Counter
from pos.screens.desk import Attempt, Stage
from pos.screens.paying import Paying
from pos.screens.words import Sentence, _


class Choices:
    """Answers to the questions of the card on the screen."""

    def __init__(self, counter: Counter, paying: Paying) -> None:
        self._c = counter
        self._paying = paying

    def toggle_cancel_wish(self) -> None:
        """P46: cancel the sale once the check is over, or keep it after all. A wish."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is not None and attempt.stage is Stage.UNKNOWN:
            wished = not attempt.cancel_wished
            c.desk = replace(c.desk, attempt=replace(attempt, cancel_wished=wished))
            self._keep(attempt, Word.CANCEL_WISHED if wished else Word.KEPT)

    def give_back(self) -> None:
        """Found paid after a crash, the goods are not with the customer: the manager returns the money."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is not None and attempt.needs_choice:
            c.desk = replace(c.desk, attempt=replace(attempt, to_return=True))
            self._keep(attempt, Word.TO_RETURN)

    def settle(self, word: Word) -> None:
        """The goods are handed over, or the manager takes care: the card is closed."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is not None and attempt.needs_choice:
            c.desk = replace(c.desk, attempt=replace(attempt, recovered=False, to_return=False))
            self._keep(attempt, word)
            self._paying.next_sale()

    def _keep(self, attempt: Attempt, word: Word) -> None:
        """In the journal, so that it outlives a restart; a payment that has no name yet cannot be named."""
        c = self._c
        if attempt.transaction_id is not None:
            c.runner.run(c.till.say_word(attempt.transaction_id, word), lambda _done: None, self._not_kept)

    def _not_kept(self, error: BaseException) -> None:
        self._c.warn(
            error if isinstance(error, PosError) else Sentence(_("The journal cannot be written now"))
        )
        self._c.redraw()
