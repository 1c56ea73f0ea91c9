"""Opens the manager's pages: the SHOP-API tester, the set-up of the printer. Main thread.

Each gives its page and its presenter, connected and open; `qt.pages` lays them over the sale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from pos.qt.theme import Look
from pos.screens.counter import Counter
from pos.screens.words import Words

if TYPE_CHECKING:
    from pos.qt.printer_view import PrinterPage
    from pos.qt.tester_view import TesterPage
    from pos.screens.printer_port import PrinterPort
    from pos.screens.printer_screen import PrinterPresenter
    from pos.screens.printer_views import PrinterView
    from pos.screens.tester_port import Prefill, TesterPort
    from pos.screens.tester_screen import TesterPresenter
    from pos.screens.tester_views import TesterView


def open_tester(
    bench: tuple[TesterPort, Prefill],
    counter: Counter,
    look: Look,
    words: Words,
    closed: Callable[[], None],
    drawn: Callable[[TesterView], None],
) -> tuple[TesterPage, TesterPresenter]:
    """The SHOP-API tester; `drawn` hears what it shows."""
    from pos.qt.tester_view import TesterPage
    from pos.screens.tester_screen import TesterPresenter

    page = TesterPage(look)

    def draw(view: TesterView) -> None:
        drawn(view)
        page.render(view)

    port, prefill = bench
    presenter = TesterPresenter(
        port=port,
        runner=counter.runner,
        words=words,
        now=counter.now,
        render=draw,
        closed=closed,
        prefill=prefill,
    )
    page.field_changed.connect(presenter.edited)
    page.row_chosen.connect(presenter.select)
    page.run_pressed.connect(presenter.run_all)
    page.step_pressed.connect(presenter.run_step)
    page.stop_pressed.connect(presenter.stop)
    page.save_pressed.connect(presenter.save)
    page.back_pressed.connect(presenter.back)
    page.closed.connect(presenter.close)
    presenter.open()
    return page, presenter


def open_printer(
    port: PrinterPort,
    counter: Counter,
    look: Look,
    words: Words,
    closed: Callable[[], None],
    drawn: Callable[[PrinterView], None],
) -> tuple[PrinterPage, PrinterPresenter]:
    """The set-up of the printer; `drawn` hears what it shows, the strip how many papers wait."""
    from pos.qt.printer_view import PrinterPage
    from pos.screens.printer_screen import PrinterPresenter

    page = PrinterPage(look)

    def draw(view: PrinterView) -> None:
        drawn(view)
        page.render(view)

    def counted(count: int) -> None:
        if counter.strip.papers != count:
            counter.strip = replace(counter.strip, papers=count)
            counter.redraw()

    presenter = PrinterPresenter(
        port=port, runner=counter.runner, words=words, render=draw, closed=closed, counted=counted
    )
    page.field_changed.connect(presenter.edited)
    page.field_stepped.connect(presenter.step)
    page.acted.connect(presenter.act)
    page.backed.connect(presenter.back)
    page.closed.connect(presenter.close)
    presenter.open()
    return page, presenter
