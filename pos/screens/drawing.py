"""Draws the two windows of a sale, and only when something changed. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pos.screens import customer_screen, sale_view
from pos.screens.counter import Counter
from pos.screens.desk import Stage
from pos.screens.sale_view import Place
from pos.screens.views import CustomerView, SaleView
from pos.screens.words import Words

PICTURE_WAITS_S = 0.03
ORDERS_WAIT_S = 0.2
"""News of online orders may come by the hundred in a second: one picture for those that follow so soon."""


class Drawing:
    """Turns the counter into views; a ring that only counts on is left to the view, which counts itself."""

    def __init__(
        self,
        place: Place,
        words: Words,
        customer_words: Words,
        render: Callable[[SaleView], None],
        render_customer: Callable[[CustomerView], None],
        later: Callable[[float, Callable[[], None]], None],
    ) -> None:
        self._place = place
        self._words = words
        self._customer_words = customer_words
        self._render = render
        self._render_customer = render_customer
        self._drawn: tuple[SaleView, float] | None = None
        self._drawn_customer: tuple[CustomerView, float] | None = None
        self._later = later
        self._held = False
        self._due_s: float | None = None  # how long the picture that is due was to wait
        self._orders_drawn_s = float("-inf")

    @contextmanager
    def one_picture(self) -> Iterator[None]:
        """Draw nothing inside: whoever asked for several steps draws their end."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def draw(self, counter: Counter, waits_s: float = 0.0) -> None:
        """Render what differs from the last time, at once or in one picture `waits_s` later.

        News of a payment on its way comes in bursts of milliseconds. One picture for a burst leaves the
        processor to the payment, and no eye sees the difference; how it ended is drawn at once.
        """
        if self._held:
            return
        if counter.desk.stage is Stage.PROCESSING:
            waits_s = PICTURE_WAITS_S
        if not waits_s:
            self._render_now(counter)
        elif self._due_s is None or waits_s < self._due_s:
            self._due_s = waits_s
            self._later(waits_s, lambda: self._render_now(counter))

    def draw_orders(self, counter: Counter) -> None:
        """Render the news of an online order: the first at once, those that follow it together."""
        since_s = counter.monotonic_s() - self._orders_drawn_s
        if since_s >= ORDERS_WAIT_S:
            self._orders_drawn_s = counter.monotonic_s()
            self.draw(counter)
        elif self._due_s is None:
            self.draw(counter, ORDERS_WAIT_S - since_s)

    def _render_now(self, counter: Counter) -> None:
        self._due_s = None
        attempt = counter.desk.attempt
        ends_s = round(attempt.ends_s, 1) if attempt and attempt.ends_s else 0.0
        view = sale_view.sale_view(counter, self._place, self._words)
        drawn = (sale_view.without_clockwork(view), ends_s)
        if drawn != self._drawn:
            self._drawn = drawn
            self._render(view)
        customer = customer_screen.customer_view(counter, self._place, self._customer_words)
        drawn_customer = (customer_screen.without_clockwork(customer), ends_s)
        if drawn_customer != self._drawn_customer:
            self._drawn_customer = drawn_customer
            self._render_customer(customer)
