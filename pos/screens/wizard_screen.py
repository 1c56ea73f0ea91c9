"""The first start: what CLICK gave the shop, a test of the connection, saving. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from pos.core.errors import BadSettings
from pos.screens.runner import Runner
from pos.screens.views import FieldView, Tone, WizardView
from pos.screens.wizard_fields import FIELDS, Field, cleaned
from pos.screens.wizard_mode import CREDENTIALS, SETTING, ModePort, ModeQuestion, ModeView
from pos.screens.wording import explain
from pos.screens.words import Sentence, Words, _


class WizardPort(ModePort, Protocol):
    """Where the values go. `values` maps names of settings to what was typed, secret_key among them."""

    def has_vault(self) -> bool:
        """Whether the system keeps secrets; else the key goes to a file that only this user can read."""
        ...

    async def test_connection(self, values: Mapping[str, str]) -> None:
        """Ask CLICK for the status of a random id. Reads only.

        Returns when the key is good. Raises WrongKey, NoConnection, UntrustedServer or another PosError.
        """
        ...

    async def save(self, values: Mapping[str, str]) -> None:
        """Keep the settings and, apart from them, the key. Raises BadSettings (facts: setting, why)."""
        ...


class WizardPresenter:
    """Holds what is typed until it is saved; the key is never drawn outside its own hidden field."""

    def __init__(
        self,
        *,
        port: WizardPort,
        runner: Runner,
        words: Words,
        render: Callable[[WizardView], None],
        saved: Callable[[], None],
        cancelled: Callable[[], None] = lambda: None,
        render_mode: Callable[[ModeView], None] = lambda _view: None,
        values: Mapping[str, str] | None = None,
    ) -> None:
        self._port = port
        self._runner = runner
        self._words = words
        self._render = render
        self._saved = saved
        self._cancelled = cancelled
        self._render_mode = render_mode
        self._mode = ModeQuestion(port, runner, words, self._draw)
        self._values = dict(values or {})
        self._touched: set[str] = set()
        self._refused: dict[str, str] = {}
        self._result: Sentence | BaseException | None = None
        self._good = False
        self._testing = False
        self._saving = False
        self._asked = 0

    def start(self) -> None:
        """Draw the empty form."""
        self._draw()

    def edited(self, name: str, value: str) -> None:
        """A field changed; what a test said of the old values is dropped."""
        self._values[name] = value
        self._touched.add(name)
        self._refused.pop(name, None)
        self._forget_result()
        if name in CREDENTIALS:
            self._mode.forget()
        self._draw()

    def test(self) -> None:
        """Ask CLICK whether it knows the key."""
        if self._testing:
            return
        self._forget_result()
        self._testing = True
        number = self._asked

        def done(_nothing: None) -> None:
            self._tested(number, Sentence(_("CLICK knows this till. You may save")), good=True)

        self._draw()
        self._runner.run(
            self._port.test_connection(cleaned(self._values)),
            done,
            lambda error: self._tested(number, error, good=False),
        )

    def mode_on(self) -> None:
        """Ask CLICK to switch the confirmation mode on."""
        self._mode.switch_on(cleaned(self._values))

    def mode_off(self) -> None:
        """Go on without it."""
        self._mode.decline()

    def save(self) -> None:
        """Keep everything, when every field is right and CLICK is not just being asked for the mode."""
        self._touched.update(field.name for field in FIELDS)
        if not self._can_save():
            self._draw()
            return
        self._saving = True
        values = cleaned(self._values)
        if self._mode.answer:
            values[SETTING] = self._mode.answer
        self._runner.run(self._port.save(values), self._was_saved, self._not_saved)

    def cancel(self) -> None:
        """Leave without saving."""
        self._forget_result()
        self._cancelled()

    def language_chosen(self, code: str) -> None:
        """Speak another language."""
        self._words.switch(code)
        self._draw()

    def _forget_result(self) -> None:
        self._asked += 1
        self._result, self._good, self._testing = None, False, False

    def _tested(self, number: int, result: Sentence | BaseException, *, good: bool) -> None:
        if number == self._asked:
            self._testing = False
            self._result, self._good = result, good
            if good:
                self._mode.show()
            self._draw()

    def _was_saved(self, _nothing: None) -> None:
        self._saving = False
        self._values.pop("click.secret_key", None)
        self._saved()

    def _not_saved(self, error: BaseException) -> None:
        self._saving = False
        name = str(error.facts.get("setting", "")) if isinstance(error, BadSettings) else ""
        if isinstance(error, BadSettings) and any(field.name == name for field in FIELDS):
            self._refused[name] = str(error.facts.get("why", ""))
        self._result, self._good = error, False
        self._draw()

    def _is_right(self) -> bool:
        values = cleaned(self._values)
        return not any(field.wrong(values[field.name]) for field in FIELDS)

    def _can_save(self) -> bool:
        return self._is_right() and not self._saving and not self._mode.asking

    def _draw(self) -> None:
        say = self._words.say
        self._render(
            WizardView(
                title=say("First start of Click POS"),
                intro=say("Enter what CLICK gave your shop. You can change it later in the settings"),
                fields=tuple(self._field(field) for field in FIELDS),
                test_word=say("Test the connection"),
                test_result=say("Asking CLICK…") if self._testing else self._result_text(),
                test_tone=self._tone(),
                testing=self._testing,
                warning=""
                if self._port.has_vault()
                else say("This computer has no vault: the key will be kept in a file that only you can read"),
                save_word=say("Save and start"),
                cancel_word=say("Cancel"),
                can_save=self._can_save(),
            )
        )
        self._render_mode(self._mode.view())

    def _field(self, field: Field) -> FieldView:
        value = self._values.get(field.name, "")
        wrong = field.wrong(value.strip()) if field.name in self._touched else ""
        wrong = self._refused.get(field.name, wrong)
        say = self._words.say
        return FieldView(field.name, say(field.label), value, say(field.hint), say(wrong), field.secret)

    def _result_text(self) -> str:
        if isinstance(self._result, Sentence):
            return self._words.tell(self._result)
        if self._result is None:
            return ""
        told = explain(self._result, self._words)
        return f"{told.what}. {told.do}"

    def _tone(self) -> Tone:
        if self._testing:
            return Tone.BLUE
        if self._result is None:
            return Tone.GREY
        return Tone.GREEN if self._good else Tone.RED
