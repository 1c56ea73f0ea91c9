"""The first start's question: shall CLICK hold the money until the till confirms? GUI thread; moves none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pos.screens.runner import Runner
from pos.screens.views import Tone
from pos.screens.wording import explain
from pos.screens.words import Sentence, Words, _

SETTING = "click.confirm_mode"
CREDENTIALS = frozenset(
    {"click.service_id", "click.merchant_id", "click.merchant_user_id", "click.secret_key"}
)
"""A change of one of these is another service: what was answered for the old one is dropped."""

_ON = Sentence(_("CLICK took the request. The first payment will show that the mode is on"))
_OFF = Sentence(
    _(
        "The till counts on the mode being off: a payment whose answer is lost may need the manager. You can"
        " switch it on later"
    )
)


class ModePort(Protocol):
    """The way to CLICK for this one request."""

    async def ask_for_confirm_mode(self, values: Mapping[str, str]) -> None:
        """Ask CLICK to switch the mode on and remember that it took the request; it cannot be read back.

        Raises a PosError when CLICK did not take it, or may not have.
        """
        ...


@dataclass(frozen=True, slots=True)
class ModeView:
    """The question and its answer. Nothing is shown while `title` is empty; no buttons once answered."""

    title: str = ""
    reason: str = ""
    on_word: str = ""
    off_word: str = ""
    said: str = ""
    tone: Tone = Tone.GREY
    asking: bool = False
    answered: bool = False


class ModeQuestion:
    """Asked after CLICK has taken the key; answered once, unless the credentials change."""

    def __init__(self, port: ModePort, runner: Runner, words: Words, draw: Callable[[], None]) -> None:
        self._port = port
        self._runner = runner
        self._words = words
        self._draw = draw
        self._number = 0
        self._shown = False
        self.asking = False
        self._trouble: BaseException | None = None
        self.answer = ""
        """`on`, `off`, or nothing while it was not answered."""

    def show(self) -> None:
        """The key is good: ask, or go on showing what was answered."""
        self._shown = True

    def forget(self) -> None:
        """Other credentials: nothing of the old service counts."""
        self._number += 1
        self._shown, self.asking, self._trouble, self.answer = False, False, None, ""

    def switch_on(self, values: Mapping[str, str]) -> None:
        """Ask CLICK; when it does not take the request the question stays."""
        if not self._shown or self.asking or self.answer:
            return
        self.asking, self._trouble = True, None
        number = self._number
        self._runner.run(
            self._port.ask_for_confirm_mode(values),
            lambda _nothing: self._ended(number, None),
            lambda error: self._ended(number, error),
        )
        self._draw()

    def decline(self) -> None:
        """The till counts on the mode being off; CLICK is not asked for anything."""
        if self._shown and not self.asking and not self.answer:
            self.answer, self._trouble = "off", None
            self._draw()

    def _ended(self, number: int, error: BaseException | None) -> None:
        if number != self._number:
            return
        self.asking, self._trouble = False, error
        self.answer = "" if error else "on"
        self._draw()

    def view(self) -> ModeView:
        """The question in words."""
        if not self._shown:
            return ModeView()
        say = self._words.say
        return ModeView(
            title=say("Confirmation mode"),
            reason=say(
                "CLICK holds the money until the till confirms. If the till dies in the middle of a payment,"
                " CLICK returns the money to the customer by itself"
            ),
            on_word=say("Switch on (recommended)"),
            off_word=say("Leave it off"),
            said=self._said(),
            tone=self._tone(),
            asking=self.asking,
            answered=bool(self.answer),
        )

    def _said(self) -> str:
        if self.asking:
            return self._words.say("Asking CLICK…")
        if self._trouble is not None:
            told = explain(self._trouble, self._words)
            return f"{told.what}. {told.do}"
        sentences = {"on": _ON, "off": _OFF}
        return self._words.tell(sentences.get(self.answer))

    def _tone(self) -> Tone:
        if self.asking:
            return Tone.BLUE
        if self._trouble is not None:
            return Tone.RED
        return {"on": Tone.GREEN, "off": Tone.AMBER}.get(self.answer, Tone.GREY)
