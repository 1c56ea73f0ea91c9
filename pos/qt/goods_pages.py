"""Opens the pages of goods over the sale, and goes from one to the other. Main thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pos.core.catalogue import Good
from pos.flow.goods_ports import GoodsDesk
from pos.qt.page import Page
from pos.qt.theme import Look
from pos.screens.counter import Counter
from pos.screens.form_views import FormView
from pos.screens.goods_import_screen import GoodsImportPresenter
from pos.screens.goods_screen import GoodsPresenter
from pos.screens.goods_views import GoodsAct, GoodsPlace, GoodsView, ImportView
from pos.screens.orders_views import OrderTab
from pos.screens.sounds import Sound
from pos.screens.words import Words

if TYPE_CHECKING:
    from pos.qt.form_page import FormPage

Browse = Callable[[Words, Callable[[str], None]], object]
"""Opens a dialog that asks for a file, and gives it to be kept."""


class PagePresenter(Protocol):
    """What every presenter of a page can do."""

    def close(self) -> None:
        """Go back to the sale."""
        ...

    def language_changed(self) -> None:
        """Draw anew."""
        ...


class Show(Protocol):
    """Lays a page with its presenter over the sale."""

    def __call__(self, page: Page, presenter: PagePresenter) -> None:
        """Show it instead of the one before."""
        ...


def system_dialog(words: Words, chosen: Callable[[str], None]) -> object:
    """The system's own dialog; imported when somebody wants it."""
    from pos.qt.goods_files import ask_for_table

    return ask_for_table(words, chosen)


@dataclass(slots=True, weakref_slot=True)  # its methods are connected to signals
class GoodsPages:
    """The list, the form of a good, the scales, the import; each keeps what it showed last.

    `browse` is the dialog that asks for a file.
    """

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
    form: FormView | None = None
    place: GoodsPlace | None = None
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
            opens=self._go,
        )
        page.row_chosen.connect(presenter.select)
        page.edited.connect(presenter.edited)
        page.tab_pressed.connect(lambda tab: presenter.show(not_ready=tab is OrderTab.TO_DO))
        page.acted.connect(presenter.act)
        page.scanned.connect(presenter.scanned)
        page.backed.connect(presenter.back)
        page.closed.connect(presenter.close)
        presenter.open(self.place)
        self.place = None
        self.show(page, presenter)

    def _go(self, act: GoodsAct, place: GoodsPlace) -> None:
        """From the list to another page, which comes back to the same place of it."""
        self.place = place
        if act is GoodsAct.EDIT:
            self.open_good(place.selected)
        elif act is GoodsAct.SCALES:
            self.open_scales()
        elif act is GoodsAct.IMPORT:
            self.open_import()

    def open_good(self, barcode: str) -> None:
        """The form of one good; it comes back to the list."""
        from pos.qt.form_page import FormPage
        from pos.screens.good_form_screen import GoodFormPresenter

        page = FormPage(self.look)
        presenter = GoodFormPresenter(
            desk=self.desk,
            runner=self.counter.runner,
            words=self.words,
            render=self._drawn_on(page),
            left=self.open,
            changed=self._read_quick_keys,
            closed=self.close,
        )
        page.edited.connect(presenter.edited)
        page.chosen.connect(presenter.choose)
        page.scanned.connect(presenter.scanned)
        page.acted.connect(presenter.act)
        page.closed.connect(presenter.close)
        presenter.open(barcode)
        self.show(page, presenter)

    def _drawn_on(self, page: FormPage) -> Callable[[FormView], None]:
        def draw(view: FormView) -> None:
            self.form = view
            page.render(view)

        return draw

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

    def open_scales(self) -> None:
        """How labels of the scales are read; it comes back to the list."""
        from pos.qt.form_page import FormPage
        from pos.screens.scales_screen import ScalesPresenter

        page = FormPage(self.look)
        presenter = ScalesPresenter(
            desk=self.desk.scales,
            runner=self.counter.runner,
            words=self.words,
            render=self._drawn_on(page),
            left=self.open,
            closed=self.close,
        )
        page.edited.connect(presenter.edited)
        page.chosen.connect(presenter.choose)
        page.scanned.connect(presenter.scanned)
        page.acted.connect(presenter.act)
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
