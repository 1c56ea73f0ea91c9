"""The SHOP-API tester: plays CLICK's steps against a server, one by one. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pos.screens.runner import Runner
from pos.screens.tester_fields import FIELDS, SECRET, filled, form_of
from pos.screens.tester_page import Ended, TesterState, tester_view
from pos.screens.tester_port import Prefill, StepOutcome, TesterForm, TesterPort
from pos.screens.tester_report import report_html
from pos.screens.tester_views import TesterView
from pos.screens.tester_words import about, is_unreachable, tested
from pos.screens.words import Words
from pos.shop_api.scenarios import ALL, Scenario, chosen


class TesterPresenter:
    """Holds the form and what each step answered; the key that was typed is forgotten with the window."""

    __test__ = False  # its name is no test's

    def __init__(
        self,
        *,
        port: TesterPort,
        runner: Runner,
        words: Words,
        now: Callable[[], datetime],
        render: Callable[[TesterView], None],
        closed: Callable[[], None] = lambda: None,
        prefill: Prefill | None = None,
    ) -> None:
        self._port = port
        self._runner = runner
        self._words = words
        self._now = now
        self._render = render
        self._closed = closed
        known = prefill or Prefill()
        self._s = TesterState(values=filled(known), has_key=known.has_key)
        self._asked = 0
        self._saves = 0

    def open(self) -> None:
        """Show the form and the table."""
        self._draw()

    # ---- what the manager does ------------------------------------------------------------------------

    def edited(self, name: str, text: str) -> None:
        """A field was typed into; while steps run the form stays as it is."""
        if self._s.running or all(field.name != name for field in FIELDS):
            return
        ended = Ended.NOT_BEGUN if self._s.ended is Ended.NOT_FILLED else self._s.ended
        self._change(values={**self._s.values, name: text}, touched=self._s.touched | {name}, ended=ended)

    def select(self, number: int) -> None:
        """A row was chosen: its log is shown, and stays shown while the run goes on."""
        if any(scenario.number == number for scenario in ALL):
            self._change(selected=number, follows=not self._s.running and self._s.follows)

    def run_all(self) -> None:
        """Every step from the first on; what was found before is dropped."""
        self._begin(chosen(None), whole=True)

    def run_step(self, number: int) -> None:
        """One step and, as long as they pass, those that follow it by themselves."""
        self._begin(chosen(number), whole=False)

    def stop(self) -> None:
        """No further step; the answer that still comes is dropped."""
        if self._s.running:
            self._asked += 1
            self._change(queue=(), ended=Ended.STOPPED)

    def save(self) -> None:
        """Write the report of what has been run."""
        s = self._s
        if not s.can_save or s.form is None:
            return
        steps = [tested(s.results[one.number], s.form, self._words) for one in ALL if one.number in s.results]
        html = report_html(steps, about(s.form, self._now(), self._words), self._words)
        self._saves += 1
        number = self._saves
        self._change(saving=True, report="", not_saved=None)
        self._runner.run(
            self._port.save_report(html),
            lambda path: self._saved(number, path, None),
            lambda error: self._saved(number, "", error),
        )

    def back(self) -> None:
        """Esc: stop what runs, else leave."""
        if self._s.running:
            self.stop()
        else:
            self.close()

    def close(self) -> None:
        """Go back to the sale. Nothing runs on; answers that still come are dropped; the key is forgotten."""
        self._asked += 1
        self._saves += 1
        values = {name: text for name, text in self._s.values.items() if name != SECRET}
        self._s = TesterState(values=values, has_key=self._s.has_key)
        self._closed()

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    # ---- inside ---------------------------------------------------------------------------------------

    def _begin(self, scenarios: tuple[Scenario, ...], *, whole: bool) -> None:
        s = self._s
        if s.running or not scenarios:
            return
        form = form_of(s.values, has_key=s.has_key)
        if form is None:
            self._change(touched=frozenset(field.name for field in FIELDS), ended=Ended.NOT_FILLED)
            return
        numbers = tuple(scenario.number for scenario in scenarios)
        keeps = not whole and form == s.form
        kept = {n: outcome for n, outcome in s.results.items() if n not in numbers} if keeps else {}
        self._saves += 1
        self._s = replace(
            s, form=form, results=kept, queue=scenarios, ran=numbers, whole=whole, follows=True,
            selected=numbers[0], error=None, saving=False, report="", not_saved=None,
        )  # fmt: skip
        self._play(form)

    def _play(self, form: TesterForm) -> None:
        """Send the first step of the queue."""
        self._draw()
        self._asked += 1
        number = self._asked
        self._runner.run(
            self._port.run_step(form, self._s.queue[0]),
            lambda outcome: self._went(number, form, outcome),
            lambda error: self._broke(number, error),
        )

    def _went(self, number: int, form: TesterForm, outcome: StepOutcome) -> None:
        if number != self._asked:
            return
        s = self._s
        results, rest = {**s.results, s.queue[0].number: outcome}, s.queue[1:]
        if is_unreachable(outcome):
            self._end(Ended.UNREACHABLE, results)
        elif not rest or (not s.whole and outcome.wrong is not None):
            self._end(Ended.DONE, results)
        else:
            selected = rest[0].number if s.follows else s.selected
            self._s = replace(s, results=results, queue=rest, selected=selected)
            self._play(form)

    def _end(self, ended: Ended, results: dict[int, StepOutcome]) -> None:
        """Nothing more to send: the first step that did not pass is shown, unless somebody reads another."""
        s = replace(self._s, results=results, queue=(), ended=ended)
        if s.follows and s.failed:
            s = replace(s, selected=s.failed[0].scenario.number)
        self._s = s
        self._draw()

    def _broke(self, number: int, error: BaseException) -> None:
        if number == self._asked:
            self._change(queue=(), ended=Ended.BROKEN, error=error)

    def _saved(self, number: int, path: str, error: BaseException | None) -> None:
        if number == self._saves:
            self._change(saving=False, report=path, not_saved=error)

    def _change(self, **changes: object) -> None:
        self._s = replace(self._s, **changes)  # type: ignore[arg-type]
        self._draw()

    def _draw(self) -> None:
        self._render(tester_view(self._s, self._words))
