"""A table of goods taken in step by step: file, columns, check, done. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos.flow.goods_ports import GoodsDesk, ImportCheck, TableRead
from pos.screens.goods_headers import guess_columns
from pos.screens.goods_import_page import ImportState, import_view
from pos.screens.goods_views import ImportAct, ImportStep, ImportView
from pos.screens.goods_words import COLUMN_WORDS, why_unread
from pos.screens.runner import Runner
from pos.screens.words import Words

Ask = Callable[[Callable[[str], None]], None]
"""Opens the system's own dialog; the file that somebody chooses is handed over later, or never."""


class GoodsImportPresenter:
    """One table at a time. Esc is one step back; nothing is written before the last step, and then all.

    `browse` opens the system's dialog. `is_busy` says that a payment is in CLICK's window: writing waits.
    `left` goes back to the list, `taken` hears that the goods are others now, `missed` why the writing
    failed when the page had to close.
    """

    def __init__(
        self,
        *,
        desk: GoodsDesk,
        runner: Runner,
        words: Words,
        render: Callable[[ImportView], None],
        browse: Ask = lambda _chosen: None,
        is_busy: Callable[[], bool] = lambda: False,
        left: Callable[[], None] = lambda: None,
        taken: Callable[[], None] = lambda: None,
        missed: Callable[[str], None] = lambda _told: None,
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self._desk = desk
        self._runner = runner
        self._words = words
        self._render = render
        self._browse = browse
        self._is_busy = is_busy
        self._left = left
        self._taken = taken
        self._missed = missed
        self._closed = closed
        self._s = ImportState()
        self._view: ImportView | None = None
        self._asked = 0  # numbers the questions; an answer to an older one is dropped
        self._is_open = False

    def open(self) -> None:
        """Ask for a file."""
        self._s = ImportState()
        self._is_open = True
        self._draw()

    # ---- what the manager does ------------------------------------------------------------------------

    def act(self, act: ImportAct) -> None:
        """A button or its key. Only what can be pressed now does something."""
        pressable = self._view.actions if self._view else ()
        if not any(one.act is act and one.enabled for one in pressable):
            return
        match act:
            case ImportAct.BACK:
                self.back()
            case ImportAct.BROWSE:
                self._browse(self.chosen)
            case ImportAct.NEXT if self._s.step is ImportStep.FILE:
                self._read()
            case ImportAct.NEXT:
                self._begin_check()
            case ImportAct.TAKE_IN:
                self._take_in()

    def edited(self, file: str) -> None:
        """The path was typed into. While a file is read, that reading is given up."""
        if self._s.step is ImportStep.FILE:
            self._asked += 1
            self._s = replace(self._s, file=file, error="", works=False)
            self._draw()

    def chosen(self, file: str) -> None:
        """A file was dropped on the page or chosen in the dialog: it is read at once."""
        if self._is_open and self._s.step in (ImportStep.FILE, ImportStep.COLUMNS) and file:
            self._s = ImportState(file=file)
            self._read()

    def select(self, place: int) -> None:
        """Another column of the file."""
        if 0 <= place < len(self._s.columns):
            self._s = replace(self._s, selected=place)
            self._draw()

    def use_as(self, column: str) -> None:
        """The chosen column of the file means this one of ours, or with "" nothing; on to the next."""
        s = self._s
        if s.step is not ImportStep.COLUMNS or (column and column not in COLUMN_WORDS):
            return
        self._s = s.used_as(s.selected, column)
        self.select(min(s.selected + 1, len(s.columns) - 1))

    def back(self) -> None:
        """Esc: one step back. What is being written is not left."""
        s = self._s
        if s.writes:
            return
        self._asked += 1
        match s.step:
            case ImportStep.FILE if s.works:
                self._s = replace(s, works=False)
                self._draw()
            case ImportStep.FILE | ImportStep.DONE:
                self._forget()
                self._is_open = False
                self._left()
            case ImportStep.COLUMNS:
                self._s = ImportState(file=s.file)
                self._draw()
            case ImportStep.CHECK:
                self._s = replace(s, step=ImportStep.COLUMNS, check=None, works=False, error="")
                self._draw()

    def close(self) -> None:
        """Go back to the sale. What is being written is written; everything else is forgotten."""
        self._asked += 1
        if not self._s.writes:
            self._forget()
        self._is_open = False
        self._closed()

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    # ---- steps ----------------------------------------------------------------------------------------

    def _read(self) -> None:
        number = self._ask()

        def done(table: TableRead) -> None:
            if number == self._asked:
                self._s = ImportState(
                    step=ImportStep.COLUMNS, file=self._s.file, table=table, columns=_first_columns(table)
                )
                self._draw()

        self._runner.run(self._desk.read_table(_bare(self._s.file)), done, lambda e: self._failed(number, e))

    def _begin_check(self) -> None:
        self._s = replace(self._s, step=ImportStep.CHECK, check=None)
        number = self._ask()
        self._runner.run(
            self._desk.begin_check(self._s.columns),
            lambda check: self._checked(number, check),
            lambda error: self._failed(number, error),
        )

    def _checked(self, number: int, check: ImportCheck) -> None:
        """Some rows more were looked at: show how far it is, and go on."""
        if number != self._asked:
            return
        self._s = replace(self._s, check=check, works=not check.is_complete)
        self._draw()
        if not check.is_complete:
            self._runner.run(
                self._desk.check_more(),
                lambda more: self._checked(number, more),
                lambda error: self._failed(number, error),
            )

    def _take_in(self) -> None:
        if self._is_busy():
            told = self._words.say("A payment is on its way: take the goods in when it is over")
            self._s = replace(self._s, error=told)
            self._draw()
            return
        self._asked += 1
        self._s = replace(self._s, writes=True, error="")
        self._draw()

        def done(check: ImportCheck) -> None:
            self._s = replace(self._s, step=ImportStep.DONE, check=check, writes=False)
            self._taken()
            self._draw()

        def failed(error: BaseException) -> None:
            told = why_unread(error, self._words)
            self._s = replace(self._s, writes=False, error=told)
            if not self._is_open:
                self._missed(f"{self._words.say('No goods were taken in')}: {told}")
            self._draw()

        self._runner.run(self._desk.take_in(), done, failed)

    def _ask(self) -> int:
        """Show that something is under way; the number of its answer."""
        self._asked += 1
        self._s = replace(self._s, works=True, error="")
        self._draw()
        return self._asked

    def _failed(self, number: int, error: BaseException) -> None:
        if number != self._asked:
            return
        told = why_unread(error, self._words)
        step = ImportStep.COLUMNS if self._s.step is ImportStep.CHECK else self._s.step
        self._s = replace(self._s, step=step, check=None, works=False, error=told)
        self._draw()

    def _forget(self) -> None:
        self._runner.run(self._desk.forget_table(), lambda _none: None, lambda _error: None)

    def _draw(self) -> None:
        if self._is_open:
            self._view = import_view(self._s, self._words)
            self._render(self._view)


def _first_columns(table: TableRead) -> tuple[str, ...]:
    """What the columns meant the last time, else what their headers say."""
    if len(table.remembered) == len(table.header):
        return tuple(column if column in COLUMN_WORDS else "" for column in table.remembered)
    return guess_columns(table.header, table.first)


def _bare(file: str) -> str:
    """The path as it is copied from a file manager: without quotes and spaces around it."""
    return file.strip().strip("\"'")
