"""The set-up of the printer: tried out before it is saved. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from pos.flow.events import Event, PrintChanged
from pos.screens.printer_fields import (
    FIELDS,
    KIND,
    as_settings,
    chosen,
    in_fields,
    is_choice,
    is_escpos,
    options,
    shown,
    with_choice,
)
from pos.screens.printer_page import Doing, PrinterState, Question, printer_view
from pos.screens.printer_port import PrinterPort
from pos.screens.printer_reads import PrinterReads
from pos.screens.printer_views import PrinterAct, PrinterView
from pos.screens.printer_words import refused_setting
from pos.screens.runner import Runner
from pos.screens.words import Words


class PrinterPresenter:
    """Holds what is typed until it is saved; one errand to the printer at a time."""

    def __init__(
        self,
        *,
        port: PrinterPort,
        runner: Runner,
        words: Words,
        render: Callable[[PrinterView], None],
        closed: Callable[[], None] = lambda: None,
        counted: Callable[[int], None] = lambda _count: None,
    ) -> None:
        """`counted` hears how many papers wait whenever it was asked for: the strip shows it, too."""
        self._port = port
        self._runner = runner
        self._words = words
        self._render = render
        self._closed = closed
        self._reads = PrinterReads(port, runner, self._change, counted)
        self._is_open = True
        start = port.start()
        texts = in_fields(start.values)
        self._s = PrinterState(start, texts, texts)
        self._errands = 0
        self._leaves = False

    def open(self) -> None:
        """Show the settings as they are."""
        self._draw()
        self._reads.look(self._s)
        self._reads.printers(self._s)
        self._reads.count()

    # ---- what the manager does ------------------------------------------------------------------------

    def edited(self, name: str, text: str) -> None:
        """A field was typed into."""
        if is_choice(name) or not self._may_change(name):
            return
        self._changed({**self._s.texts, name: text}, name)

    def step(self, name: str, by: int) -> None:
        """A choice goes `by` steps on, round at its end."""
        s = self._s
        if not is_choice(name) or not self._may_change(name):
            return
        may = options(name, s.texts, s.start.profiles, s.start.languages, s.printers)
        now = chosen(name, s.texts, s.start.profiles)
        at = may.index(now) if now in may else 0
        self._changed(with_choice(name, may[(at + by) % len(may)], s.texts), name)
        if name == KIND:
            self._reads.printers(self._s)

    def act(self, act: PrinterAct) -> None:
        """A button or its key."""
        if self._s.asking is not None:
            self._answer(act)
            return
        match act:
            case PrinterAct.BACK:
                self.back()
            case _ if self._s.busy:
                pass
            case PrinterAct.TEST if self._s.texts[KIND] != "none":
                self._try(Doing.PAGE, self._port.print_page)
            case PrinterAct.CODE_PAGES if is_escpos(self._s.texts):
                self._try(Doing.CODE_PAGES, self._port.print_code_pages)
            case PrinterAct.PRINT_WAITING if self._s.waiting:
                self._run(Doing.PRINTING, self._port.print_waiting())
            case PrinterAct.FORGET if self._s.waiting:
                self._change(asking=Question.FORGET)
            case PrinterAct.SAVE if self._s.is_changed:
                self._save()
            case _:
                pass

    def back(self) -> None:
        """Esc: leave, after a question when something would be lost; out of a question: back to the form."""
        if self._s.asking is not None:
            self._change(asking=None)
        elif self._s.is_changed:
            self._change(asking=Question.LEAVE)
        else:
            self.close()

    def close(self) -> None:
        """Go back to the sale; answers that still come are dropped."""
        self._reads.forget()
        self._errands += 1
        self._is_open = False
        self._closed()

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    def on_event(self, event: Event) -> None:
        """News of paper: how many wait."""
        if isinstance(event, PrintChanged):
            self._change(waiting=event.waiting)

    # ---- inside ---------------------------------------------------------------------------------------

    def _answer(self, act: PrinterAct) -> None:
        match act, self._s.asking:
            case PrinterAct.BACK, _:
                self.back()
            case PrinterAct.FORGET_NOW, Question.FORGET:
                self._change(asking=None)
                self._run(Doing.FORGETTING, self._port.forget_waiting())
            case PrinterAct.LEAVE, Question.LEAVE:
                self.close()
            case PrinterAct.SAVE_AND_LEAVE, Question.LEAVE:
                self._change(asking=None)
                if not self._s.busy:
                    self._leaves = True
                    self._save()
            case _:
                pass

    def _may_change(self, name: str) -> bool:
        s = self._s
        saves = s.busy and s.doing is Doing.SAVING
        return name in FIELDS and name not in s.start.fixed and s.asking is None and not saves

    def _changed(self, texts: dict[str, str], name: str) -> None:
        refused = {other: why for other, why in self._s.refused.items() if other != name}
        self._change(
            texts=texts, touched=self._s.touched | {name}, refused=refused, not_filled=False,
            done=self._s.done and self._s.busy, error=self._s.error if self._s.busy else None,
        )  # fmt: skip
        self._reads.look(self._s)

    def _try(self, doing: Doing, work: Callable[[dict[str, str]], Coroutine[Any, Any, None]]) -> None:
        """Print with what is typed, when every field is right."""
        if self._is_filled():
            self._run(doing, work(as_settings(self._s.texts)))

    def _save(self) -> None:
        if not self._is_filled():
            self._leaves = False
            return
        texts = self._s.texts
        self._run(Doing.SAVING, self._port.save(as_settings(texts)), texts)

    def _is_filled(self) -> bool:
        if self._s.is_right:
            return True
        touched = self._s.touched | set(shown(self._s.texts))
        self._change(touched=touched, not_filled=True, done=False, error=None)
        return False

    def _run(self, doing: Doing, work: Coroutine[Any, Any, int | None], saving: object = None) -> None:
        self._errands += 1
        number = self._errands
        self._change(doing=doing, busy=True, done=False, error=None, not_filled=False)
        self._runner.run(
            work,
            lambda count: self._went(number, count, saving),
            lambda error: self._broke(number, error),
        )

    def _went(self, number: int, count: int | None, saving: object) -> None:
        if number != self._errands:
            return
        if self._s.doing is Doing.SAVING:
            self._change(busy=False, done=True, saved=saving, refused={}, start=self._port.start())
            if self._leaves:
                self.close()
                return
        else:
            self._change(busy=False, done=True, count=count or 0)
        self._leaves = False
        self._reads.count()

    def _broke(self, number: int, error: BaseException) -> None:
        if number != self._errands:
            return
        self._leaves = False
        name, why = refused_setting(error)
        refused = {**self._s.refused, name: why} if name in FIELDS else self._s.refused
        self._change(busy=False, error=error, refused=refused)
        self._reads.count()

    def _change(self, **changes: object) -> None:
        self._s = replace(self._s, **changes)  # type: ignore[arg-type]
        if self._s.asking is Question.FORGET and not self._s.waiting:
            self._s = replace(self._s, asking=None)  # they came out meanwhile
        self._draw()

    def _draw(self) -> None:
        if self._is_open:
            self._render(printer_view(self._s, self._words))
