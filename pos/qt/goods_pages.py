"""Opens the list of goods and the import over the sale, and goes from one to the other. Main thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pos.core.catalogue import Good
from pos.flow.goods_ports import GoodsDesk
from pos.qt.page import Page
from pos.qt.theme import Look
from pos.screens.counter import Counter
from pos.screens.goods_import_screen import GoodsImportPresenter
from pos.screens.goods_screen import GoodsPresenter
from pos.screens.goods_views import GoodsView, ImportView
from pos.screens.sounds import Sound
from pos.screens.words import Words

Browse = Callable[[Words, Callable[[str], None]], object]
"""Opens a dialog that asks for a file, and gives it to be kept."""


class Show(Protocol):
    """Lays a page with its presenter over the sale."""

    def __call__(self, page: Page, presenter: GoodsPresenter | GoodsImportPresenter) -> None:
        """Show it instead of the one before."""
        ...


def system_dialog(words: Words, chosen: Callable[[str], None]) -> object:
    """The system's own dialog; imported when somebody wants it."""
    from pos.qt.goods_files import ask_for_table

    return ask_for_table(words, chosen)


@dataclass(slots=True, weakref_slot=True)  # its methods are connected to signals
class GoodsPages:
    """The two pages; each keeps what it showed last. `browse` is the dialog that asks for a file."""

    desk: GoodsDesk
    counter: Counter
    look: Look
    words: Words
    show: Show
    close: Callable[[], None]
    missed: Callable[[str], None]
    browse: Browse = system_dialog
    goods: GoodsView | None = None
    table: ImportView | None = None
    dialog: object = None

    def open(self) -> None:
        """The list."""
        from pos.qt.goods_view import GoodsPage

        page = GoodsPage(self.look)

        def draw(view: GoodsView) -> None:
            self.goods = view
            page.render(view)

        presenter = GoodsPresenter(
            desk=self.desk,
            runner=self.counter.runner,
            words=self.words,
            render=draw,
            closed=self.close,
        )
        page.row_chosen.connect(presenter.select)
        page.edited.connect(presenter.edited)
        page.filtered.connect(lambda not_ready: presenter.show(not_ready=not_ready))
        page.import_pressed.connect(presenter.close)
        page.import_pressed.connect(self.open_import)
        page.backed.connect(presenter.back)
        page.closed.connect(presenter.close)
        presenter.open()
        self.show(page, presenter)

    def open_import(self) -> None:
        """The import; it comes back to the list."""
        from pos.qt.goods_import_view import GoodsImportPage

        page = GoodsImportPage(self.look)

        def draw(view: ImportView) -> None:
            self.table = view
            page.render(view)

        presenter = GoodsImportPresenter(
            desk=self.desk,
            runner=self.counter.runner,
            words=self.words,
            render=draw,
            browse=self._browse,
            is_busy=lambda: self.counter.is_in_window,
            left=self.open,
            taken=self._read_quick_keys,
            missed=self.missed,
            closed=self.close,
        )
        page.acted.connect(presenter.act)
        page.edited.connect(presenter.edited)
        page.dropped.connect(presenter.chosen)
        page.column_chosen.connect(presenter.select)
        page.used_as.connect(presenter.use_as)
        page.closed.connect(presenter.close)
        presenter.open()
        self.show(page, presenter)

    def _browse(self, chosen: Callable[[str], None]) -> None:
        self.dialog = self.browse(self.words, chosen)

    def _read_quick_keys(self) -> None:
        """The goods are others now, and so may be their keys beside the receipt."""
        counter = self.counter
        counter.play(Sound.ADDED)

        def done(goods: Sequence[Good]) -> None:
            counter.quick_keys = tuple(goods)
            counter.redraw()

        counter.runner.run(counter.till.quick_keys(), done, lambda _error: None)
