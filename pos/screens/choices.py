"""What the cashier says about a card: cancel after the check, goods handed over, money to be returned.

GUI thread. Sends nothing: money is returned by a manager.
"""

from __future__ import annotations

from dataclasses import replace

from pos.screens.counter import Counter
from pos.screens.desk import Stage
from pos.screens.paying import Paying


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
            c.desk = replace(c.desk, attempt=replace(attempt, cancel_wished=not attempt.cancel_wished))

    def give_back(self) -> None:
        """Found paid after a crash, the goods are not with the customer: the manager returns the money."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is not None and attempt.needs_choice:
            c.desk = replace(c.desk, attempt=replace(attempt, to_return=True))

    def settle(self) -> None:
        """The goods are handed over, or the manager takes care: the card is closed."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is not None and attempt.needs_choice:
            c.desk = replace(c.desk, attempt=replace(attempt, recovered=False, to_return=False))
            self._paying.next_sale()
