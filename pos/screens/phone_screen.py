"""The training phone: a fresh CLICK Pass code and the trouble after the scan. GUI thread. Training only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from pos.screens.naming import SCENARIOS, scenario_words
from pos.screens.views import PhoneChoiceView, PhoneView
from pos.screens.words import Words

CODE_LIVES_S = 60.0


class TrainingPhone(Protocol):
    """Where codes come from. They are worth nothing outside the simulator."""

    def issue_code(self, scenario: str) -> str:
        """A code never given before whose payment goes as `scenario` says. Cheap; any thread."""
        ...


class PhonePresenter:
    """The phone shows a new code when the old one is too old or was paid with."""

    def __init__(
        self,
        *,
        phone: TrainingPhone,
        words: Words,
        monotonic_s: Callable[[], float],
        render: Callable[[PhoneView], None],
        scenarios: Sequence[str] = SCENARIOS,
        code_lives_s: float = CODE_LIVES_S,
    ) -> None:
        self._phone = phone
        self._words = words
        self._monotonic_s = monotonic_s
        self._render = render
        self._scenarios = tuple(scenarios)
        self._lives_s = code_lives_s
        self._chosen = self._scenarios[0]
        self._code = ""
        self._until_s = 0.0
        self._showing = False

    @property
    def code(self) -> str:
        """The code on the phone's screen, for the picture that the camera sees."""
        return self._code

    def start(self) -> None:
        """Issue the first code."""
        self.refresh()

    def refresh(self) -> None:
        """Show a new code."""
        self._code = self._phone.issue_code(self._chosen)
        self._until_s = self._monotonic_s() + self._lives_s
        self._draw()

    def choose(self, scenario: str) -> None:
        """What the next scan will meet; the code on the screen changes with it."""
        if scenario in self._scenarios:
            self._chosen = scenario
            self.refresh()

    def show(self, shown: bool | None = None) -> None:
        """Hold the phone to the camera, or take it away; without an argument: the other of the two."""
        self._showing = not self._showing if shown is None else shown
        self._draw()

    def paid_with(self) -> None:
        """The till took the code: it is used up, the phone is put away with a new one."""
        self._showing = False
        self.refresh()

    def tick(self) -> None:
        """Call once a second: the countdown, and a new code when the old one is over."""
        if self._monotonic_s() >= self._until_s:
            self.refresh()
        else:
            self._draw()

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    def _draw(self) -> None:
        say = self._words.say
        left_s = max(1, round(self._until_s - self._monotonic_s()))
        code = self._code
        grouped = " ".join(code[at : at + 4] for at in range(0, len(code), 4))
        self._render(
            PhoneView(
                title=say("The customer's phone"),
                code=code,
                code_text=grouped,
                refresh_word=say("New code · {seconds} s", seconds=left_s),
                choices_title=say("What happens after the scan"),
                choices=tuple(self._choice(scenario) for scenario in self._scenarios),
                chosen=self._chosen,
                show_word=say("Take the phone away")
                if self._showing
                else say("Hold the phone to the camera"),
                showing=self._showing,
            )
        )

    def _choice(self, scenario: str) -> PhoneChoiceView:
        word, detail = scenario_words(scenario, self._words)
        return PhoneChoiceView(scenario, word, detail)
