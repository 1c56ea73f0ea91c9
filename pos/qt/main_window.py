"""The cashier's window: places its parts, draws the sale, and says what was pressed. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos.flow.ports import Frame
from pos.qt.banner import Banner
from pos.qt.crossfade import CrossFade
from pos.qt.fkeys import FKeyBar
from pos.qt.input_line import InputLine
from pos.qt.keys import EDIT_KEYS, TURNING, bar_key, bar_keys, meaning_of
from pos.qt.line_list import LineCard
from pos.qt.metrics import Metrics, metrics_for
from pos.qt.page import Page
from pos.qt.panel import StatePanel
from pos.qt.quick_keys import QuickKeys
from pos.qt.strip import Strip
from pos.qt.tenders import Tenders
from pos.qt.theme import Look
from pos.qt.till_window import TillWindow
from pos.qt.toast import Toast
from pos.qt.total_block import TotalBlock, TotalSizes
from pos.screens.views import Intent, PanelView, SaleView, Tone


def _all(_key: str) -> bool:
    return True


class MainWindow(TillWindow):
    """One `render`, and signals named for what happened."""

    typed = Signal(str)
    text_changed = Signal(str)
    intent = Signal(object)
    quick_key_pressed = Signal(str)
    line_selected = Signal(int)
    line_removed = Signal(int)
    line_search = Signal(int)
    chip_pressed = Signal(str)
    language_chosen = Signal(str)
    theme_toggled = Signal()
    closing = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: SaleView | None = None
        self._metrics: Metrics | None = None
        self._page: Page | None = None
        self.may_close: Callable[[], bool] = lambda: True
        self.strip = Strip(look, self)
        self.input = InputLine(look, self)
        self.card = LineCard(look, self)
        self.total = TotalBlock(look, self)
        self.quick_keys = QuickKeys(look, self)
        self.tenders = Tenders(look, self)
        self.panel = StatePanel(look, self)
        self.panel.hide()
        self.fkeys = FKeyBar(look, self)
        self.banner = Banner(look, self)
        self.toast = Toast(look, self)
        self._fade = CrossFade(self)
        self._connect()
        self.setMinimumSize(800, 600)
        self.resize(1366, 768)
        self.input.setFocus()

    def _connect(self) -> None:
        self.input.text_changed.connect(self.text_changed)
        self.card.rows.chosen.connect(self.line_selected)
        self.card.rows.removed.connect(self.line_removed)
        self.card.rows.search.connect(self.line_search)
        self.card.rows.teach.connect(self.line_selected)  # then the button does what its key does
        self.card.rows.teach.connect(lambda _number: self.intent.emit(Intent.TEACH))
        self.quick_keys.pressed.connect(self.quick_key_pressed)
        self.quick_keys.search_pressed.connect(lambda: self.intent.emit(Intent.SEARCH))
        self.strip.intent.connect(self.intent)
        for part in (self.tenders, self.panel, self.banner):
            part.pressed.connect(self.intent)
        # A cell of the bar does what its key does, also for the page that lies over the sale.
        self.fkeys.pressed.connect(lambda intent: self.key_pressed(bar_key(self._view, intent)))
        self.strip.chip_pressed.connect(self.chip_pressed)
        self.strip.language_chosen.connect(self.language_chosen)
        self.strip.theme_toggled.connect(self.theme_toggled)
        order: list[QWidget] = [self.input.field, self.card.rows, self.quick_keys, self.tenders, self.strip]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def render(self, view: SaleView) -> None:  # type: ignore[override]
        """Show `view`. Cheap: each part compares, and touches only what changed."""
        before, self._view = self._view, view
        if view == before:
            return
        panel_before = before.panel if before else None
        if self._page and _hides_a_result(panel_before, view.panel):
            self._page.closed.emit()  # how a payment goes on is not hidden behind a page
        if self.look.motion and _other_state(panel_before, view.panel):
            self._fade.start(_below(self.total, self.card))
        if panel_before and view.panel and _other_state(panel_before, view.panel) and not self._page:
            # How a payment ended is what everybody waits for: its panel is painted before anything else.
            self.panel.render_panel(view.panel)
            self.panel.repaint()
        if before is None or view.register != before.register:
            self.setWindowTitle(view.register)
        self.set_training(view.training_word, view.training_detail)
        self.strip.render_sale(view)
        self.input.render_input(view.input)
        self.card.render_sale(view)
        self.total.render_total(view.total)
        self.quick_keys.render_keys(view.quick_keys, view.page_words)
        self.tenders.render_tenders(view.tenders, view.blocked)
        self.fkeys.render_keys(bar_keys(self._view, self._page.passes if self._page else _all))
        if view.panel:
            self.panel.render_panel(view.panel)
        if self.banner.render_banner(view.banner) or _shape(view) != _shape(before):
            self.lay_out()
        self._move_focus(panel_before, view.panel)
        self.toast.say(view.toast)

    def show_frame(self, frame: Frame) -> None:
        """The newest picture of the camera, for the panel that shows it."""
        if not self.panel.isHidden():
            self.panel.show_frame(frame)

    def open_page(self, page: Page) -> None:
        """Lay `page` over the body; the one before is closed."""
        self.close_page()
        self._page = page
        page.setParent(self)
        self.fkeys.render_keys(bar_keys(self._view, page.passes))
        self.lay_out()
        page.show()
        page.raise_()
        page.begin()

    def close_page(self) -> None:
        """Take the page away; the input line has the focus again."""
        page, self._page = self._page, None
        if page:
            page.hide()
            page.setParent(None)
            self.fkeys.render_keys(bar_keys(self._view, _all))
            self._home_focus()

    @property
    def page(self) -> Page | None:
        """The page that lies over the body, if any."""
        return self._page

    def toggle_full_screen(self) -> None:
        """F11."""
        window = self.window()
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def restyle(self) -> None:
        """New colours for the parts that Qt paints."""
        self.input.restyle()
        self.card.restyle()

    # ---- keys, as the scan guard hands them over ------------------------------------------------------

    def typed_text(self) -> str:
        """What stands in the field that typing goes to."""
        field = self._page.field if self._page else None
        return field.text() if field else self.input.text()

    def take(self, text: str) -> None:
        """Typing anywhere returns to the input line."""
        field = self._page.field if self._page else None
        if self._page and field is None:
            if self._page.stays_while_typing:
                return
            self._page.closed.emit()
        if field is None and self.input.is_locked:
            return
        target = field or self.input.field
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        target.insert(text)
        if field is None:
            self.text_changed.emit(target.text())
        else:
            field.textEdited.emit(field.text())

    def put_back(self, text: str) -> None:
        """What came after `text` was a scan."""
        field = self._page.field if self._page else None
        if field is None:
            self.input.set_text(text)
        elif field.text() != text:
            field.setText(text)
            field.textEdited.emit(text)

    def key_pressed(self, name: str) -> bool:
        """A key that writes nothing. Only what can be pressed now does something."""
        if self._page and self._page.key_pressed(name):
            return True
        if name in ("Up", "Down") and self.focusWidget() is self.input.field:
            self.card.rows.step(1 if name == "Down" else -1)
            return True
        if name in TURNING:
            return self.quick_keys.turn(TURNING[name])
        if name == "Enter":
            return self._enter()
        if name == "Esc" and self.toast.dismiss():
            return True
        if name == "Ctrl C":
            return self.panel.isVisible() and self.panel.copy_code()
        meant = None if self._page and name in EDIT_KEYS else meaning_of(self._view, name)
        if meant is None:
            return name.startswith("F")
        self.intent.emit(meant)
        return True

    def _enter(self) -> bool:
        """Enter in the input line ends what was typed there; an empty one may be what a tender waits for."""
        if QApplication.focusWidget() is not self.input.field:
            return False
        text = self.input.text()
        if text:
            self.input.field.clear()
            self.typed.emit(text)
        elif (meant := meaning_of(self._view, "Enter")) is not None:
            self.intent.emit(meant)
        return True

    # ---- places ---------------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """Put every part where look.md puts it for this width."""
        inside = self.inside()
        metrics = metrics_for(inside.width())
        if metrics is not self._metrics:
            self._use(metrics)
        left, top, width = inside.left(), inside.top(), inside.width()
        self.strip.setGeometry(left, top, width, metrics.strip)
        self.fkeys.setGeometry(left, inside.bottom() + 1 - metrics.fkeys, width, metrics.fkeys)
        body = inside.adjusted(
            metrics.edge, metrics.strip + metrics.edge, -metrics.edge, -metrics.fkeys - metrics.edge
        )
        right = min(metrics.right, body.width() // 2)
        wide = body.width() - right - metrics.column_gap
        self.input.setGeometry(body.left(), body.top(), wide, metrics.input)
        list_top = body.top() + metrics.input + metrics.gap
        banner = self.banner.height_wanted(wide)
        foot = body.bottom() + 1 - (banner + metrics.gap if banner else 0)
        self.card.setGeometry(body.left(), list_top, wide, foot - list_top)
        self.banner.setGeometry(body.left(), body.bottom() + 1 - banner, wide, banner)
        column = QRect(body.right() + 1 - right, body.top(), right, body.height())
        self._lay_out_right(column, metrics)
        above = body.adjusted(0, 0, 0, foot - body.bottom() - 1)
        self.toast.place(above)
        if self._page:
            self._page.setGeometry(above)
        self.focus_ring.follow()

    def _use(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.strip.use_metrics(metrics)
        self.input.use_size(metrics.input_px)
        self.tenders.use_metrics(metrics)
        self.card.use_metrics(metrics)
        self.total.use_sizes(
            TotalSizes(
                metrics.total, metrics.total_px, metrics.unit_px, metrics.cells, label_px=metrics.label_px
            )
        )
        self.quick_keys.use_metrics(metrics)
        self.fkeys.use_metrics(metrics)

    def _lay_out_right(self, column: QRect, metrics: Metrics) -> None:
        """Total; below it either quick keys and tenders, or the state panel."""
        height = self.total.height_wanted()
        self.total.setGeometry(column.left(), column.top(), column.width(), height)
        rest = column.adjusted(0, height + metrics.gap, 0, 0)
        pays = self._view is not None and self._view.panel is not None
        self.panel.setVisible(pays)
        self.quick_keys.setVisible(not pays)
        self.tenders.setVisible(not pays)
        if pays:
            self.panel.setGeometry(rest)
            return
        below = self.tenders.height_wanted(rest.width())
        self.tenders.place(rest.adjusted(0, rest.height() - below, 0, 0))
        self.quick_keys.place(rest.adjusted(0, 0, 0, -below - metrics.gap))

    def _move_focus(self, before: PanelView | None, now: PanelView | None) -> None:
        """A panel opens with the focus on itself; when it goes, the input line has the focus again."""
        if self._page or (before is None) == (now is None):
            if now and before and now.tone is not before.tone and not self._page:
                self.panel.setFocus()
            return
        self._home_focus()

    def _home_focus(self) -> None:
        takes_code = self._view is not None and self._view.input.mode != "locked"
        if self.panel.isHidden() or takes_code:
            self.input.setFocus()
        else:
            self.panel.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Say so; whoever owns the program ends it. A payment on its way is not closed over (E10)."""
        if not self.may_close():
            event.ignore()
            self.intent.emit(Intent.CLOSE_WINDOW)
            return
        self.closing.emit()
        event.accept()


def _below(total: QWidget, card: QWidget) -> QRect:
    """Where the panel stands or will stand: from the total down to the foot of the list."""
    column, foot = total.geometry(), card.geometry().bottom()
    return QRect(column.left(), column.bottom() + 1, column.width(), foot - column.bottom())


def _hides_a_result(before: PanelView | None, now: PanelView | None) -> bool:
    """Whether a page would lie over the change from `before` to `now` that somebody waits for."""
    if now is None or not _other_state(before, now):
        return False
    return before is not None or now.tone in (Tone.GREY, Tone.BLUE)


def _other_state(before: PanelView | None, now: PanelView | None) -> bool:
    return (before.tone if before else None) is not (now.tone if now else None)


def _shape(view: SaleView | None) -> tuple[object, ...]:
    """What decides where parts stand."""
    if view is None:
        return ()
    return (view.panel is None, bool(view.total.cells), view.blocked, len(view.tenders))
