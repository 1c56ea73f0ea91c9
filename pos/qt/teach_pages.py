"""Opens the form for a new good over the sale. Main thread; decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from pos.qt.page import Page
from pos.qt.theme import Look
from pos.screens.counter import Counter
from pos.screens.words import Words

if TYPE_CHECKING:
    from pos.flow.goods_ports import GoodCard
    from pos.flow.teach_ports import Teacher
    from pos.screens.teach_screen import TeachPresenter


class Show(Protocol):
    """Lays a page with its presenter over the sale."""

    def __call__(self, page: Page, presenter: TeachPresenter) -> None:
        """Show it instead of the one before."""
        ...


def open_form(
    number: str,
    teacher: Teacher | None,
    counter: Counter,
    look: Look,
    words: Words,
    show: Show,
    close: Callable[[], None],
) -> None:
    """Open the form for red line `number`; without one, or without a catalogue to write into, nothing."""
    from pos.qt.teach_view import TeachPage
    from pos.screens.line_edits import line_of
    from pos.screens.teach_draft import draft_of
    from pos.screens.teach_screen import TeachPresenter
    from pos.screens.teaching import missed, put_taught

    line = line_of(counter, int(number)) if number.isdecimal() else None
    draft = draft_of(line.scanned, counter.schemes) if line is not None and line.is_unresolved else None
    if teacher is None or line is None or draft is None:
        return
    page, sale_id, at = TeachPage(look), counter.desk.sale.sale_id, line.number

    def taught(card: GoodCard) -> None:
        put_taught(counter, sale_id, at, card, words)

    presenter = TeachPresenter(
        teacher=teacher,
        runner=counter.runner,
        words=words,
        render=page.render,
        draft=draft,
        taught=taught,
        missed=lambda error: missed(counter, error),
        closed=close,
    )
    page.edited.connect(presenter.edited)
    page.marked_pressed.connect(presenter.toggle_marked)
    page.code_chosen.connect(presenter.select)
    page.code_taken.connect(presenter.take)
    page.save_pressed.connect(presenter.save)
    page.closed.connect(presenter.close)
    presenter.open()
    show(page, presenter)
