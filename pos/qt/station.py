"""One till's windows, their presenters, and what connects them. Main thread; decides nothing.

Everything that is slow or not Qt comes in through the constructor: the composition is `pos.commands`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from pos.core.payment import PaymentState
from pos.flow.events import Event, PaymentChanged
from pos.flow.ports import Frame
from pos.qt.bridge import Bridge
from pos.qt.main_window import MainWindow
from pos.qt.pages import Doors, Pages
from pos.qt.scan_guard import ScanGuard
from pos.qt.session_end import guard_session
from pos.qt.theme import DARK, LIGHT, Look
from pos.screens.link_screen import CustomerLink
from pos.screens.rules import NO_RULES, Rules
from pos.screens.sale_screen import SalePresenter
from pos.screens.views import HistoryView, Intent, PhoneView, SaleView, Tone
from pos.screens.words import Words

if TYPE_CHECKING:  # what is opened later is imported later: the first window must not wait for it
    from pos.qt.customer_window import CustomerWindow
    from pos.qt.phone_picture import Picture
    from pos.qt.phone_window import PhoneWindow
    from pos.screens.phone_screen import PhonePresenter, TrainingPhone


GAP = 8


class Eye(Protocol):
    """The camera as the window knows it."""

    def look(self, on: bool) -> None:
        """Begin or stop to look; returns at once."""
        ...


@dataclass(frozen=True, slots=True)
class StationFacts:
    """What the windows say of the place."""

    shop: str = ""
    register: str = ""
    cashier: str = ""
    training: bool = False
    window_s: float = 30.0
    rules: Rules = NO_RULES


class Station:
    """The cashier's and the customer's windows with their presenters."""

    def __init__(
        self,
        *,
        app: QApplication,
        look: Look,
        doors: Doors,
        bridge: Bridge,
        words: Words,
        facts: StationFacts,
        eye: Eye,
        sound: Callable[[str], None],
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
        closed: Callable[[], None],
    ) -> None:
        self.look, self.words = look, words
        self._bridge, self._eye = bridge, eye
        self.window = MainWindow(look)
        self.customer: CustomerWindow | None = None
        self.guard = ScanGuard(app)
        self.guard.watch(self.window, self.window)
        self.presenter = self._presenter(doors, facts, sound, now, monotonic_s)
        self.link = CustomerLink(words, lambda view: self.customer.show_link(view) if self.customer else None)
        self.pages = Pages(
            self.window,
            self.presenter,
            look,
            doors=doors,
            runner=bridge,
            words=words,
            cashier=facts.cashier,
            show_link=self.link.show,
        )
        self.phone: PhonePresenter | None = None
        self.phone_window: PhoneWindow | None = None
        self.view: SaleView | None = None
        self._connect(closed)
        self._guard_ends(app)
        self._ticking = QTimer(self.window)
        self._ticking.setInterval(1000)
        self._ticking.timeout.connect(self.presenter.tick)
        self._ticking.timeout.connect(self.pages.tick)

    def _presenter(
        self,
        doors: Doors,
        facts: StationFacts,
        sound: Callable[[str], None],
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
    ) -> SalePresenter:
        return SalePresenter(
            till=doors.till,
            online=doors.online,
            runner=self._bridge,
            words=self.words,
            now=now,
            monotonic_s=monotonic_s,
            render=self._render,
            render_customer=lambda view: self.customer.render(view) if self.customer else None,
            sound=lambda name: QTimer.singleShot(0, lambda: sound(name)),  # after the picture
            navigate=lambda intent, text: self.pages.navigate(intent, text),
            trouble=self.trouble,
            shop=facts.shop,
            register=facts.register,
            cashier=facts.cashier,
            training=facts.training,
            window_s=facts.window_s,
            rules=facts.rules,
            later=lambda seconds, call: QTimer.singleShot(round(seconds * 1000), call),
        )

    def _guard_ends(self, app: QApplication) -> None:
        """Neither the window nor the session ends over a payment in CLICK's window (E10, E11)."""
        self.window.may_close = lambda: not self.is_in_window
        guard_session(app, lambda: self.is_in_window, lambda: self.presenter.intent(Intent.CLOSE_WINDOW))

    @property
    def is_in_window(self) -> bool:
        """Whether a payment is on its way or may still be confirmed."""
        return self.presenter.counter.is_in_window

    @property
    def history(self) -> HistoryView | None:
        """What the page of receipts showed last."""
        return self.pages.history

    def _connect(self, closed: Callable[[], None]) -> None:
        window, presenter = self.window, self.presenter
        window.typed.connect(presenter.typed)
        window.text_changed.connect(presenter.edited)
        window.intent.connect(presenter.intent)
        window.quick_key_pressed.connect(presenter.quick_key)
        window.line_selected.connect(presenter.line_selected)
        window.line_removed.connect(presenter.line_removed)
        window.line_search.connect(presenter.line_search)
        window.chip_pressed.connect(presenter.chip_pressed)
        window.language_chosen.connect(self.speak)
        window.theme_toggled.connect(self.toggle_theme)
        window.closing.connect(closed)
        self.guard.scanned.connect(lambda text: self._scanned(text, "wedge"))

    def start(self) -> None:
        """Draw the empty till and begin to tick; questions to the engine are under way when it returns."""
        self.presenter.start()
        self._ticking.start()

    def show_customer(self, *, always: bool = False) -> None:
        """Open the customer's window, on the second screen; without one only when `always`."""
        if not always and len(QApplication.screens()) < 2:
            return
        from pos.qt.customer_window import CustomerWindow

        window = CustomerWindow(self.look)
        if window.show_on_second_screen(self.window) or always:
            self.customer = window
            window.show()
            self.presenter.tick()

    def show_phone(
        self,
        phone: TrainingPhone,
        monotonic_s: Callable[[], float],
        held: Callable[[Picture | None], None],
    ) -> None:
        """Open the training phone beside the till; `held` gets what the camera sees of it, None: nothing."""
        from pos.qt.phone_window import PhoneWindow
        from pos.screens.phone_screen import PhonePresenter

        window = PhoneWindow(self.look)

        def draw(view: PhoneView) -> None:
            window.set_training(self.words.say("TRAINING MODE"))
            window.render(view)
            held(window.grey_picture() if view.showing else None)

        presenter = PhonePresenter(phone=phone, words=self.words, monotonic_s=monotonic_s, render=draw)
        window.chosen.connect(presenter.choose)
        window.show_pressed.connect(presenter.show)
        self._ticking.timeout.connect(presenter.tick)
        self.guard.watch(window, self.window)
        self.phone, self.phone_window = presenter, window
        presenter.start()
        window.show()

    def arrange(self, outer: QWidget) -> None:
        """Training on one screen: the phone stands beside the till, the customer's window behind it."""
        self.window.input.setFocus()
        if QApplication.platformName() == "offscreen":
            outer.activateWindow()
            return  # nobody looks, and it has no order of windows
        screen = outer.screen().availableGeometry()
        if self.phone_window is not None:
            phone_width = min(self.phone_window.width(), 334)
            room = screen.width() - phone_width - GAP
            outer.resize(min(outer.width(), max(1024, room)), min(outer.height(), screen.height()))
            outer.move(screen.topLeft())
            left = min(outer.x() + outer.width() + GAP, screen.right() - phone_width)
            self.phone_window.resize(phone_width, outer.height())
            self.phone_window.move(left, outer.y())
        if self.customer is not None and len(QApplication.screens()) < 2:
            self.customer.move(screen.topLeft())
            self.customer.lower()
        outer.raise_()
        outer.activateWindow()

    def on_event(self, event: Event) -> None:
        """News of the flow; GUI thread."""
        if self.phone is not None and isinstance(event, PaymentChanged):
            self._put_away(self.phone, event)
        self.presenter.on_event(event)
        self.link.on_event(event)
        self.pages.on_event(event)

    @staticmethod
    def _put_away(phone: PhonePresenter, event: PaymentChanged) -> None:
        if event.payment.state is PaymentState.SENDING:
            phone.paid_with()

    def seen(self, text: str) -> None:
        """A code that the camera read; GUI thread."""
        self.guard.hush()
        self._scanned(text, "camera")

    def _scanned(self, text: str, source: str) -> None:
        page = self.window.page
        if page is None or not page.take_scan(text):
            self.presenter.scanned(text, source)

    def show_frame(self, frame: Frame) -> None:
        """The newest picture of the camera."""
        self.presenter.camera(works=True)
        self.window.show_frame(frame)

    def no_picture(self) -> None:
        """The camera does not answer, or there is none."""
        self.presenter.camera(works=False)

    def trouble(self, error: BaseException) -> None:
        """The till cannot sell: say what happened, over the whole body."""
        self.pages.trouble(error)

    def _render(self, view: SaleView) -> None:
        self.view = view
        self.window.render(view)
        self.link.at_stage(self.presenter.counter.desk.stage)
        self._eye.look(bool(view.panel and view.panel.tone is Tone.GREY))

    def speak(self, code: str) -> None:
        """Another language from now on, in every window."""
        self.presenter.language_chosen(code)
        self.link.language_changed()
        self.pages.language_changed()
        if self.phone is not None:
            self.phone.language_changed()

    def toggle_theme(self) -> None:
        """Light to dark, or back."""
        self.look.use(LIGHT if self.look.theme.is_dark else DARK)
