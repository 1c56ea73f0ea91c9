"""Draws every window in every state offscreen, to be laid beside the design pictures.

Run: `python -m tests.qt.gallery OUT [NAME…]`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from pos.paths import resource
from pos.qt.customer_window import CustomerWindow
from pos.qt.decision_view import DecisionPage
from pos.qt.form_page import FormPage
from pos.qt.goods_import_view import GoodsImportPage
from pos.qt.goods_view import GoodsPage
from pos.qt.history_view import HistoryPage
from pos.qt.main_window import MainWindow
from pos.qt.notice_view import NoticePage, NoticeWindow
from pos.qt.orders_view import OrdersPage
from pos.qt.page import Page
from pos.qt.phone_window import PhoneWindow
from pos.qt.printer_view import PrinterPage
from pos.qt.receipt_painter import write_pdf, write_png
from pos.qt.search_view import SearchPage
from pos.qt.table_page import TablePage
from pos.qt.teach_view import TeachPage
from pos.qt.tester_view import TesterPage
from pos.qt.theme import DARK, LIGHT, Look, Theme
from pos.qt.typeset import load_fonts
from pos.qt.wizard_view import WizardWindow
from pos.screens.form_views import FormView
from pos.screens.goods_views import GoodsView, ImportView
from pos.screens.notice import help_notice
from pos.screens.orders_views import OrdersView
from pos.screens.page_views import DecisionView, TableView
from pos.screens.printer_views import PrinterView
from pos.screens.teach_views import TeachView
from pos.screens.tester_views import TesterView
from pos.screens.views import CustomerView, HistoryView, SaleView, SearchView
from pos.screens.words import LANGUAGES, Words
from tests.qt import (
    doubt_samples,
    form_samples,
    goods_samples,
    line_samples,
    order_samples,
    printer_samples,
    samples,
    till_samples,
)
from tests.qt import more_samples as more

Shot = tuple[str, Callable[[], QWidget]]
SIZES = ((1024, 768), (1366, 768), (1920, 1080))


def sale(view: SaleView, theme: Theme = LIGHT, width: int = 1366, height: int = 768) -> Callable[[], QWidget]:
    def make() -> QWidget:
        window = MainWindow(Look(theme, motion=False))
        window.resize(width, height)
        window.render(view)
        return window

    return make


def focused() -> QWidget:
    window = sale(samples.REFUSED)()
    window.show()
    assert isinstance(window, MainWindow)
    window.activateWindow()
    window.panel.setFocus()
    window.focusNextChild()
    return window


def customer(view: CustomerView, theme: Theme = LIGHT) -> Callable[[], QWidget]:
    def make() -> QWidget:
        window = CustomerWindow(Look(theme, motion=False))
        window.render(view)
        return window

    return make


def phone(width: int, height: int) -> Callable[[], QWidget]:
    def make() -> QWidget:
        window = PhoneWindow(Look(motion=False))
        window.set_training(samples.TRAINING_WORD)
        window.resize(width, height)
        window.render(more.PHONE)
        return window

    return make


def page(fill: Callable[[Look], Page], theme: Theme = LIGHT, width: int = 1366) -> Callable[[], QWidget]:
    def make() -> QWidget:
        look = Look(theme, motion=False)
        window = MainWindow(look)
        window.resize(width, 768)
        window.render(samples.SALE)
        window.open_page(fill(look))
        return window

    return make


def history(look: Look, view: HistoryView = more.HISTORY) -> Page:
    made = HistoryPage(look)
    made.render(view)
    return made


def search(look: Look, view: SearchView = more.SEARCH) -> Page:
    made = SearchPage(look)
    made.render(view)
    return made


def help_page(look: Look) -> Page:
    made = NoticePage(look)
    made.render(more.HELP)
    return made


def wizard(theme: Theme = LIGHT) -> QWidget:
    window = WizardWindow(Look(theme, motion=False))
    window.render(more.WIZARD)
    return window


def notice() -> QWidget:
    window = NoticeWindow(Look(motion=False))
    window.render(more.NOTICE)
    return window


def other_shots() -> Iterator[Shot]:
    for name, view in (
        ("07-customer", more.CUSTOMER),
        ("07b-customer-paid", more.CUSTOMER_PAID),
        ("07c-customer-unknown", more.CUSTOMER_UNKNOWN),
        ("07d-customer-waiting", more.CUSTOMER_WAITING),
        ("07e-customer-sale", more.CUSTOMER_SALE),
        ("07f-customer-idle", more.CUSTOMER_IDLE),
    ):
        yield name, customer(view)
    yield "07g-customer-dark", customer(more.CUSTOMER, DARK)
    yield "09-phone", phone(334, 768)
    yield "09-phone-wide", phone(720, 480)
    yield "13-history", page(history)
    yield "13b-history-dark", page(history, DARK)
    yield "13c-history-1024", page(history, width=1024)
    yield "13d-history-empty", page(lambda look: history(look, more.HISTORY_EMPTY))
    card = replace(more.HISTORY, open_word="Показать карточку", selected="A3-116")
    yield "13e-history-card", page(lambda look: history(look, card))
    yield "13f-history-card-1024", page(lambda look: history(look, card), width=1024)
    yield "14-search", page(search)
    yield "14b-search-empty", page(lambda look: search(look, more.SEARCH_EMPTY))
    yield "15-wizard", wizard
    yield "15b-wizard-dark", lambda: wizard(DARK)
    yield "16-notice", notice
    yield "17-help", page(help_page)


def doubts() -> Iterator[Shot]:
    """Payments in doubt and the manager's pages, as the presenters draw them, in every language."""
    for language in LANGUAGES:
        for name in doubt_samples.KITS:
            view = doubt_samples.sale_view(name, language)
            yield f"20-{name}-{language}", sale(view)
            yield f"21-{name}-{language}-1024", sale(view, width=1024)
        for name, fill in pages_of(language).items():
            yield f"22-{name}-{language}", page(fill)
            yield f"23-{name}-{language}-1024", page(fill, width=1024)
    for name in doubt_samples.KITS:
        yield f"24-{name}-dark", sale(doubt_samples.sale_view(name, "ru"), DARK)
    for name, fill in pages_of("ru").items():
        yield f"24-{name}-dark", page(fill, DARK)


def pages_of(language: str) -> dict[str, Callable[[Look], Page]]:
    return {
        "queue": lambda look: table(look, doubt_samples.queue(language)),
        "queue-empty": lambda look: table(look, doubt_samples.queue(language, empty=True)),
        "queue-fails": lambda look: table(look, doubt_samples.queue(language, fails=True)),
        **{
            f"queue-papers{step}": lambda look, step=step: table(  # type: ignore[misc]
                look, doubt_samples.queue_of_papers(language, step.removeprefix("-"))
            )
            for step in ("", "-attached", "-wrong")
        },
        "aside": lambda look: table(look, doubt_samples.aside(language)),
        **{
            f"decision-{step}": lambda look, step=step: deciding(  # type: ignore[misc]
                look, doubt_samples.decision(language, step=step)
            )
            for step in ("empty", "missing", "choose", "confirm")
        },
    }


def online() -> Iterator[Shot]:
    """Online orders and the tester of SHOP-API, as the presenters draw them."""
    for language in LANGUAGES:
        for name in order_samples.SALES:
            view = order_samples.sale_view(name, language)
            yield f"30-sale-{name}-{language}", sale(view)
            yield f"31-sale-{name}-{language}-1024", sale(view, width=1024)
        for name in order_samples.ORDERS:
            yield f"32-orders-{name}-{language}", page(orders(order_samples.orders_view(name, language)))
        for name in order_samples.TESTS:
            yield f"33-tester-{name}-{language}", page(tester(order_samples.tester_view(name, language)))
        yield f"34-link-{language}", linked(language)
        yield f"35-help-{language}", page(lambda look, language=language: helping(look, language))  # type: ignore[misc]
    yield "36-sale-dark", sale(order_samples.sale_view("held", "ru"), DARK)
    yield "36-orders-dark", page(orders(order_samples.orders_view("linked", "ru")), DARK)
    yield "36-tester-dark", page(tester(order_samples.tester_view("failed", "ru")), DARK)
    yield "36-link-dark", linked("ru", DARK)


def catalogue() -> Iterator[Shot]:
    """The goods and the import of a table, as the presenters draw them."""
    for language in LANGUAGES:
        for name in goods_samples.LISTS:
            fill = goods(goods_samples.goods_view(name, language))
            yield f"40-goods-{name}-{language}", page(fill)
            yield f"41-goods-{name}-{language}-1024", page(fill, width=1024)
        for name in goods_samples.IMPORTS:
            fill = importing(goods_samples.import_view(name, language))
            yield f"42-import-{name}-{language}", page(fill)
            yield f"43-import-{name}-{language}-1024", page(fill, width=1024)
        for name in form_samples.SCALES:
            fill = form(form_samples.scales_view(name, language))
            yield f"45-scales-{name}-{language}", page(fill)
            yield f"46-scales-{name}-{language}-1024", page(fill, width=1024)
        for name in form_samples.FORMS:
            fill = form(form_samples.form_view(name, language))
            yield f"47-good-{name}-{language}", page(fill)
            yield f"48-good-{name}-{language}-1024", page(fill, width=1024)
    yield "49-scales-dark", page(form(form_samples.scales_view("two", "uz")), DARK)
    yield "49-good-dark", page(form(form_samples.form_view("red", "uz")), DARK)
    for name in goods_samples.LISTS:
        yield f"44-goods-{name}-dark", page(goods(goods_samples.goods_view(name, "uz")), DARK)
    for name in goods_samples.IMPORTS:
        yield f"44-import-{name}-dark", page(importing(goods_samples.import_view(name, "uz")), DARK)


def edits() -> Iterator[Shot]:
    """Lines with prices and notes of their own, the questions for them, and the form of a new good."""
    for language in LANGUAGES:
        for name in line_samples.SALES:
            view = line_samples.sale_view(name, language)
            yield f"50-edit-{name}-{language}", sale(view)
            yield f"51-edit-{name}-{language}-1024", sale(view, width=1024)
        for name in line_samples.LESSONS:
            fill = teaching(line_samples.teach_view(name, language))
            yield f"52-teach-{name}-{language}", page(fill)
            yield f"53-teach-{name}-{language}-1024", page(fill, width=1024)
    yield "54-edit-dark", sale(line_samples.sale_view("edited", "uz"), DARK)
    yield "54-teach-dark", page(teaching(line_samples.teach_view("wrong", "uz")), DARK)


def teaching(view: TeachView) -> Callable[[Look], Page]:
    def fill(look: Look) -> Page:
        made = TeachPage(look)
        made.render(view)
        return made

    return fill


def devices() -> Iterator[Shot]:
    """The set-up of the printer in its states."""
    for name in printer_samples.STATES:
        for language in LANGUAGES:
            fill = setting_up(printer_samples.printer_view(name, language))
            yield f"45-printer-{name}-{language}", page(fill)
            yield f"46-printer-{name}-{language}-1024", page(fill, width=1024)
        yield f"47-printer-{name}-dark", page(setting_up(printer_samples.printer_view(name, "uz")), DARK)


def tills() -> Iterator[Shot]:
    """Pages of quick keys, goods that the OFD refuses, cash, card and mixed."""
    for width, height in SIZES:
        yield f"60-quick-{width}", sale(till_samples.quick("ru"), LIGHT, width, height)
        yield f"60-quick-{width}-dark", sale(till_samples.quick("uz"), DARK, width, height)
    for language in LANGUAGES:
        yield f"61-refused-{language}", sale(till_samples.refused(language))
        yield f"61-refused-{language}-1024", sale(till_samples.refused(language), width=1024)
        for name in till_samples.TENDERS:
            view = till_samples.tender(name, language)
            yield f"62-{name}-{language}", sale(view)
            yield f"63-{name}-{language}-1024", sale(view, width=1024)
            yield f"64-{name}-{language}-dark", sale(view, DARK, width=1024)


def setting_up(view: PrinterView) -> Callable[[Look], Page]:
    def fill(look: Look) -> Page:
        made = PrinterPage(look)
        made.render(view)
        return made

    return fill


def goods(view: GoodsView) -> Callable[[Look], Page]:
    def fill(look: Look) -> Page:
        made = GoodsPage(look)
        made.render(view)
        return made

    return fill


def form(view: FormView) -> Callable[[Look], Page]:
    def fill(look: Look) -> Page:
        made = FormPage(look)
        made.render(view)
        return made

    return fill


def importing(view: ImportView) -> Callable[[Look], Page]:
    def fill(look: Look) -> Page:
        made = GoodsImportPage(look)
        made.render(view)
        return made

    return fill


def orders(view: OrdersView) -> Callable[[Look], Page]:
    def fill(look: Look) -> Page:
        made = OrdersPage(look)
        made.render(view)
        return made

    return fill


def tester(view: TesterView) -> Callable[[Look], Page]:
    def fill(look: Look) -> Page:
        made = TesterPage(look)
        made.render(view)
        return made

    return fill


def helping(look: Look, language: str) -> Page:
    made = NoticePage(look)
    made.render(help_notice(Words(language), pages=True))
    return made


def linked(language: str, theme: Theme = LIGHT) -> Callable[[], QWidget]:
    """The customer's window with the QR of an order, in training as its frame shows."""

    def make() -> QWidget:
        window = CustomerWindow(Look(theme, motion=False))
        window.resize(1366, 768)
        window.render(more.CUSTOMER_SALE)
        if theme is LIGHT and language == "ru":
            window.set_training(samples.TRAINING_WORD)
        window.show_link(order_samples.link(language))
        return window

    return make


def table(look: Look, view: TableView) -> Page:
    made = TablePage(look)
    made.render(view)
    return made


def deciding(look: Look, view: DecisionView) -> Page:
    made = DecisionPage(look)
    made.render(view)
    return made


def shots() -> Iterator[Shot]:
    wide = replace(samples.SALE, quick_keys=samples.MORE_QUICK)
    yield "01-sale-light", sale(samples.BLOCKED)
    yield "01b-empty", sale(samples.EMPTY)
    yield "02-paying", sale(samples.PROCESSING)
    yield "03-paid", sale(samples.PAID)
    yield "04-refused", sale(samples.REFUSED)
    yield "05-unknown", sale(samples.UNKNOWN)
    yield "06-sale-dark", sale(samples.SALE, DARK)
    yield "06b-unknown-dark", sale(samples.UNKNOWN, DARK)
    yield "06c-refused-dark", sale(samples.REFUSED, DARK)
    yield "06d-paying-dark", sale(samples.PROCESSING, DARK)
    yield "06e-returned", sale(samples.RETURNED)
    yield "09-waiting-1024", sale(samples.in_training(samples.WAITING), width=1032, height=768)
    yield "09b-paying-1024", sale(samples.in_training(samples.PROCESSING), width=1024, height=768)
    yield "09c-unknown-1024", sale(samples.UNKNOWN, width=1024, height=768)
    yield "09d-sale-1024", sale(samples.BLOCKED, width=1024, height=768)
    yield "09e-refused-1024", sale(samples.REFUSED, width=1024, height=768)
    yield "09f-paid-1024", sale(samples.PAID, width=1024, height=768)
    for width, height in ((1024, 768), (1366, 768), (1920, 1080)):
        for number in (0, 1):
            yield f"18-long-{number}-{width}", sale(samples.long_words(number), LIGHT, width, height)
    yield "11-alert", sale(samples.ALERT)
    yield "11-alert-dark", sale(samples.ALERT, DARK)
    yield "11-focus", focused
    yield "12-sale-1920", sale(wide, width=1920, height=1080)
    yield "12b-unknown-1920", sale(samples.UNKNOWN, width=1920, height=1080)


def main(arguments: list[str]) -> int:
    app = QApplication.instance() or QApplication([])
    QApplication.setStyle("fusion")
    load_fonts(resource("fonts"))
    out = Path(arguments[0] if arguments else "out")
    out.mkdir(parents=True, exist_ok=True)
    for name, make in chain(
        shots(), other_shots(), doubts(), online(), catalogue(), edits(), devices(), tills()
    ):
        if arguments[1:] and not any(name.startswith(wanted) for wanted in arguments[1:]):
            continue
        window = make()
        window.show()
        app.processEvents()
        window.grab().save(str(out / f"{name}.png"))
        window.close()
        window.deleteLater()
        app.processEvents()
    write_png(more.PAPER, out / "10-receipt.png")
    write_pdf(more.PAPER, out / "10-receipt.pdf")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
