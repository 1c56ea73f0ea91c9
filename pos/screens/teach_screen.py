"""A good that the catalogue does not know is written into it at the counter. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos.core.classifier import SpicEntry
from pos.core.goods_import import BadRow, Row, read_rows
from pos.flow.goods_ports import GoodCard
from pos.flow.teach_ports import Lesson, Teacher
from pos.screens.naming import unit_word
from pos.screens.runner import Runner
from pos.screens.teach_draft import TeachDraft
from pos.screens.teach_page import FIELDS, TeachState, field_of, row_of, teach_view, with_code
from pos.screens.teach_views import TeachView
from pos.screens.words import Words


class TeachPresenter:
    """The form of one good. One question about codes is under way at a time: of what is typed, the last."""

    def __init__(
        self,
        *,
        teacher: Teacher,
        runner: Runner,
        words: Words,
        render: Callable[[TeachView], None],
        draft: TeachDraft,
        taught: Callable[[GoodCard], None],
        missed: Callable[[BaseException], None] = lambda _error: None,
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        """`taught` hears of the good once it is written, `missed` why not when nobody looks any more."""
        self._teacher = teacher
        self._runner = runner
        self._words = words
        self._render = render
        self._taught, self._missed, self._closed = taught, missed, closed
        cells = {"barcode": draft.barcode, "unit": unit_word(draft.unit, words), "vat_percent": "12"}
        self._s = TeachState(cells=cells, marked=draft.marked, focus="name")
        self._asks: str | None = None  # the name whose codes are under way
        self._is_open = False

    def open(self) -> None:
        """Show the form, and ask what the classifier knows of the barcode."""
        self._is_open = True
        self._asks = ""

        def done(lesson: Lesson) -> None:
            self._s = replace(self._s, rates=lesson.vat_rates or self._s.rates)
            self._answered("", lesson.codes)

        barcode = self._s.cells["barcode"]
        self._draw()
        self._runner.run(self._teacher.begin_lesson(barcode), done, self._codes_failed)

    def edited(self, name: str, text: str) -> None:
        """A field was typed into."""
        if name not in FIELDS or name == "barcode" or self._s.saving:
            return
        wrong = None if self._s.wrong and field_of(self._s.wrong) == name else self._s.wrong
        self._s = replace(self._s, cells={**self._s.cells, name: text}, wrong=wrong, error=None, focus="")
        if name == "name":
            self._ask()
        self._draw()

    def toggle_marked(self) -> None:
        """Whether each piece has a DataMatrix."""
        if not self._s.saving:
            self._s = replace(self._s, marked=not self._s.marked, error=None)
            self._draw()

    def select(self, at: int) -> None:
        """Another row of the codes."""
        if at != self._s.selected:
            self._s = replace(self._s, selected=at, focus="")
            self._draw()

    def take(self, at: int) -> None:
        """A code of the list goes into the form, and the next field that is empty has the focus."""
        if self._s.saving or not 0 <= at < len(self._s.codes):
            return
        taken = with_code(replace(self._s, selected=at), self._s.codes[at])
        empty = next((name for name in FIELDS if not taken.cells.get(name, "").strip()), "")
        self._s = replace(taken, focus=empty)
        self._draw()

    def save(self) -> None:
        """Write it: what is wrong is said at its field, and nothing is written."""
        if self._s.saving:
            return
        cells = row_of(self._s, self._words)
        read = next(read_rows(tuple(cells), [tuple(cells.values())]), None)
        if not isinstance(read, Row):
            self._refused(read or BadRow(2, "name", "", "a good has a name"))
            return
        self._s = replace(self._s, saving=True, wrong=None, error=None, focus="")
        self._draw()
        self._runner.run(self._teacher.teach(cells), self._written, self._failed)

    def close(self) -> None:
        """Go back to the sale; what is being written goes on."""
        self._is_open = False
        self._closed()

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    # ---- inside ---------------------------------------------------------------------------------------

    def _written(self, told: GoodCard | BadRow) -> None:
        self._s = replace(self._s, saving=False)
        if isinstance(told, BadRow):
            self._refused(told)
            return
        if self._is_open:
            self.close()
        self._taught(told)

    def _refused(self, wrong: BadRow) -> None:
        self._s = replace(self._s, wrong=wrong, error=None, focus="")
        self._draw()
        self._s = replace(self._s, focus=field_of(wrong))  # again, although it was the field before
        self._draw()

    def _failed(self, error: BaseException) -> None:
        self._s = replace(self._s, saving=False, error=error)
        if not self._is_open:
            self._missed(error)
        self._draw()

    def _ask(self) -> None:
        if self._asks is not None:
            return
        asked = self._asks = self._s.cells.get("name", "").strip()
        codes = self._teacher.codes_for(self._s.cells["barcode"], asked)
        self._runner.run(codes, lambda found: self._answered(asked, found), self._codes_failed)

    def _answered(self, asked: str, codes: tuple[SpicEntry, ...]) -> None:
        """An answer came; what was typed since is asked now."""
        self._asks = None
        if codes or asked:
            self._s = replace(self._s, codes=codes, selected=-1)
        self._s = replace(self._s, answered=True)
        if self._is_open and asked != self._s.cells.get("name", "").strip():
            self._ask()
        self._draw()

    def _codes_failed(self, _error: BaseException) -> None:
        """A help that does not come is none: the code is typed."""
        self._asks = None
        self._s = replace(self._s, answered=True)
        self._draw()

    def _draw(self) -> None:
        if self._is_open:
            self._render(teach_view(self._s, self._words))
