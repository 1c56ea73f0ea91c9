"""The manager's decision on a payment that software cannot close (P45). GUI thread. Moves no money.

Two steps: what was found and who says so, then the same once more in one sentence before it is signed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pos.core.payment import Decision, Payment, PaymentState, TransactionId, Verdict
from pos.flow.events import Event, PaymentChanged
from pos.flow.ports import TimelineEntry
from pos.screens.decision_draft import Draft
from pos.screens.decision_page import decision_view
from pos.screens.decision_words import REASONS
from pos.screens.page_views import DecisionView
from pos.screens.runner import Runner
from pos.screens.till_port import Till
from pos.screens.words import Words

SIGN_AFTER_S = 0.7
"""A press that comes sooner was meant for the step before: a double click, a key held down."""


class DecisionPresenter:
    """One page for one payment. A scan never reaches it: the scan guard undoes what a burst wrote."""

    def __init__(
        self,
        *,
        till: Till,
        runner: Runner,
        words: Words,
        monotonic_s: Callable[[], float],
        render: Callable[[DecisionView], None],
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self._till = till
        self._runner = runner
        self._words = words
        self._monotonic_s = monotonic_s
        self._render = render
        self._closed = closed
        self._s = Draft()
        self._confirming_since_s = 0.0
        self._asked = 0

    def open(self, ref: str) -> None:
        """Read the payment and its story, then ask."""
        self._s = Draft()
        self._draw()
        self._asked += 1
        number, transaction_id = self._asked, TransactionId(ref)

        async def read() -> tuple[Payment, Sequence[TimelineEntry]]:
            return await self._till.payment(transaction_id), await self._till.timeline(transaction_id)

        def done(found: tuple[Payment, Sequence[TimelineEntry]]) -> None:
            if number == self._asked:
                self._s = replace(self._s, payment=found[0], timeline=tuple(found[1]))
                self._draw()

        self._runner.run(read(), done, lambda error: self._failed(number, error))

    # ---- what the manager does ------------------------------------------------------------------------

    def choose(self, name: str) -> None:
        """What was found: a verdict's name. Another one needs another reason."""
        if not self._s.confirming and name in set(Verdict):
            self._change(verdict=Verdict(name), reason=None)

    def choose_reason(self, name: str) -> None:
        """One of the usual reasons, by its number."""
        if not self._s.confirming and self._s.verdict and name.isdecimal():
            number = int(name)
            if number < len(REASONS[self._s.verdict]):
                self._change(reason=number)

    def edited(self, field: str, text: str) -> None:
        """A field was typed into: by, other or payment_id."""
        if self._s.confirming:
            return
        match field:
            case "by":
                self._change(by=text)
            case "other":
                self._change(other=text)
            case "payment_id":
                self._change(number=text)

    def go_on(self) -> None:
        """To the second question, when everything is there; else the fields say what is missing."""
        s = self._s
        if s.confirming or s.payment is None:
            return
        if self._s.decision(self._words) is None:
            self._change(shows_missing=True)
            return
        self._confirming_since_s = self._monotonic_s()
        self._change(confirming=True)

    def sign(self) -> None:
        """Write the decision. Only out of the second step, once, and not by a press that was too quick."""
        s = self._s
        decision = s.decision(self._words)
        if not s.confirming or s.signing or decision is None or s.payment is None:
            return
        if self._monotonic_s() - self._confirming_since_s < SIGN_AFTER_S:
            return
        payment = s.payment
        self._authorise(decision, lambda: self._write(payment.transaction_id, decision))

    def back(self) -> None:
        """Esc: one step back; nothing was written."""
        if self._s.signing:
            return
        if self._s.confirming:
            self._change(confirming=False)
        else:
            self.close()

    def close(self) -> None:
        """Leave without a decision; answers that still come are dropped."""
        self._asked += 1
        self._closed()

    def on_event(self, event: Event) -> None:
        """The payment was closed elsewhere: there is nothing left to decide."""
        payment = self._s.payment
        if isinstance(event, PaymentChanged) and payment is not None:
            same = event.payment.transaction_id == payment.transaction_id
            if same and event.payment.state is not PaymentState.MANUAL:
                self.close()

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    # ---- inside ---------------------------------------------------------------------------------------

    def _authorise(self, _decision: Decision, then: Callable[[], None]) -> None:
        """The one place where a person's right to decide will be asked for: with roles, a PIN."""
        then()

    def _write(self, transaction_id: TransactionId, decision: Decision) -> None:
        self._s = replace(self._s, signing=True, error=None)
        self._draw()
        self._asked += 1
        number = self._asked
        self._runner.run(
            self._till.decide(transaction_id, decision),
            lambda _payment: self._decided(number),
            lambda error: self._failed(number, error),
        )

    def _decided(self, number: int) -> None:
        if number == self._asked:
            self.close()  # the card of the sale tells the result, by the news of the flow

    def _failed(self, number: int, error: BaseException) -> None:
        if number == self._asked:
            self._s = replace(self._s, error=error, signing=False, confirming=False)
            self._draw()

    def _change(self, **changes: object) -> None:
        self._s = replace(self._s, error=None, **changes)  # type: ignore[arg-type]
        self._draw()

    def _draw(self) -> None:
        self._render(decision_view(self._s, self._words))
