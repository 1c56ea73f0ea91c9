"""What the page of the printer reads while it is open: paper, printers of the system, what waits. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos.screens.printer_fields import FIELDS, KIND, NAME, as_settings
from pos.screens.printer_page import PrinterState
from pos.screens.printer_port import PaperLook, PrinterPort
from pos.screens.printer_words import refused_setting
from pos.screens.runner import Runner


class Change(Protocol):
    """Takes over what was read into the state, and draws it."""

    def __call__(self, **changes: object) -> None:
        """Each by the name of its field."""
        ...


class PrinterReads:
    """Asks; the newest answer counts. `counted` hears how many papers wait, for others than the page."""

    def __init__(
        self, port: PrinterPort, runner: Runner, change: Change, counted: Callable[[int], None]
    ) -> None:
        self._port, self._runner = port, runner
        self._change, self._counted = change, counted
        self._looks = 0

    def look(self, s: PrinterState) -> None:
        """The paper as it would be now; while a field is wrong, the last one stays."""
        if not s.is_right:
            return
        self._looks += 1
        number, refused = self._looks, s.refused

        def done(look: PaperLook) -> None:
            if number == self._looks:
                self._change(look=look)

        def failed(error: BaseException) -> None:
            name, why = refused_setting(error)
            if number == self._looks and name in FIELDS:
                self._change(refused={**refused, name: why})

        self._runner.run(self._port.look(as_settings(s.texts)), done, failed)

    def printers(self, s: PrinterState) -> None:
        """The system's printers, when somebody wants one of them."""
        if s.texts[KIND] != "system" or NAME in s.start.fixed or s.printers:
            return
        self._runner.run(
            self._port.printers(),
            lambda names: self._change(printers=names, printers_error=None),
            lambda error: self._change(printers_error=error),
        )

    def count(self) -> None:
        """How many papers wait."""

        def done(count: int) -> None:
            self._counted(count)
            self._change(waiting=count)

        self._runner.run(self._port.waiting(), done, lambda _error: None)

    def forget(self) -> None:
        """The page goes: a paper that still comes is dropped."""
        self._looks += 1
