"""The cashier's window as one frozen view, made from the counter."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos.core.errors import PosError
from pos.core.tashkent import clock_text
from pos.screens.counter import Counter
from pos.screens.desk import IN_DOUBT, Stage
from pos.screens.f_keys import key_views, open_keys, tender_views
from pos.screens.order_chip import order_chip
from pos.screens.order_holds import noted_line
from pos.screens.pay_panel import panel, read_only_panel
from pos.screens.question_words import question_text
from pos.screens.quick_pages import colour_of
from pos.screens.sale_lines import footer, line_views, name_of, total_view
from pos.screens.status_strip import chips
from pos.screens.tender_views import cash_actions, cash_question, cash_tenders, cash_total, note_keys
from pos.screens.views import (
    ActionView,
    ChipView,
    InputView,
    Intent,
    PanelView,
    QuickKeyView,
    SaleView,
    TenderView,
    TotalView,
)
from pos.screens.wording import explain
from pos.screens.words import Words


@dataclass(frozen=True, slots=True)
class Place:
    """Where the till stands."""

    shop: str
    register: str
    cashier: str = ""
    training: bool = False


def sale_view(counter: Counter, place: Place, words: Words) -> SaleView:
    """Everything the cashier sees, every word ready."""
    c, say = counter, words.say
    desk = c.desk
    left, right = footer(desk.sale, words)
    shown = _panel(c, words)
    opened = open_keys(
        desk, bool(c.asides), payments_aside=bool(c.background.all), read_only=c.read_only is not None
    )
    return SaleView(
        register=place.register or say("Register"),
        cashier=place.cashier,
        clock=clock_text(c.now())[:5],
        language=words.language,
        training_word=say("TRAINING MODE") if place.training else "",
        training_detail=say("no money is taken, the receipts are not real") if place.training else "",
        input=input_view(c, words),
        columns=("№", say("Goods"), say("Qty"), say("Price"), say("Sum")),
        lines=line_views(desk, words, _note(c, words), c.fiscal_rates),
        empty_word=say("The receipt is empty"),
        empty_detail=_blocked(c, words) or say("Scan the goods, or find them by name (F2)"),
        footer_left=left,
        footer_right=right,
        total=_total(c, words),
        quick_keys=_quick_keys(c, words),
        blocked=_blocked(c, words),
        tenders=_tenders(c, words),
        chips=_chips(c, words),
        keys=key_views(desk, opened, shown.actions if shown else _lent(c, words), words),
        panel=shown,
        remove_word=say("Remove"),
        find_word=say("Find by hand"),
        teach_word=say("Teach"),
        page_words=(say("Quick keys: page before"), say("Quick keys: next page")),
        toast=words.tell(c.toast),
        banner=c.alarms.banner(words),
    )


def input_view(counter: Counter, words: Words) -> InputView:
    """The one input line: goods, quantity, QR, or locked while a payment is on."""
    c, say = counter, words.say
    alert = alert_text(c, words)
    match c.desk.stage:
        case Stage.ENTRY if c.read_only is not None:
            return InputView(say("Nothing is sold: the journal can only be read"), "locked", "", alert)
        case Stage.ENTRY:
            if c.question:
                asked = question_text(c.question, words)
                return InputView(asked, "note" if c.question.is_text else "quantity", c.mirrored, alert)
            prompt = say("Scan goods, or type a barcode or a name")
            if c.multiplier:
                prompt = say("{quantity} × the next scan", quantity=c.multiplier.digits())
            return InputView(prompt, "goods", c.mirrored, alert)
        case Stage.WAITING:
            return InputView(say("Scan the customer's CLICK Pass QR"), "qr", "", alert)
        case Stage.CASH:
            return InputView(cash_question(c, words), "quantity", c.mirrored, alert)
        case Stage.PAID:
            return InputView(say("Scan goods: the next sale opens"), "goods", "", alert)
        case _:
            return InputView(say("The receipt is closed while it is being paid"), "locked", "", alert)


def alert_text(counter: Counter, words: Words) -> str:
    """The red sentence: what happened and what to do."""
    alert = counter.alert
    if isinstance(alert, PosError):
        told = explain(alert, words)
        return f"{told.what}. {told.do}"
    return words.tell(alert)


def _quick_keys(c: Counter, words: Words) -> tuple[QuickKeyView, ...]:
    """The goods; the bank notes while cash is taken."""
    attempt = c.desk.attempt
    if attempt and attempt.split and attempt.stage is Stage.CASH:
        return () if attempt.is_taking else note_keys(attempt.split, words)
    return quick_key_views(c, words)


def _total(c: Counter, words: Words) -> TotalView:
    attempt = c.desk.attempt
    if attempt and attempt.split and attempt.stage is Stage.CASH:
        return cash_total(c.desk, attempt, attempt.split, c.typing, words)
    return total_view(c.desk, words)


def _tenders(c: Counter, words: Words) -> tuple[TenderView, ...]:
    attempt = c.desk.attempt
    if attempt and attempt.stage is Stage.CASH:
        return cash_tenders(attempt, words)
    return tender_views(c.desk, words, read_only=c.read_only is not None, by_link=c.online is not None)


def _lent(c: Counter, words: Words) -> tuple[ActionView, ...]:
    attempt = c.desk.attempt
    return cash_actions(attempt, words) if attempt and attempt.stage is Stage.CASH else ()


def quick_key_views(counter: Counter, words: Words) -> tuple[QuickKeyView, ...]:
    """The goods on the quick keys, then the key that opens the search."""
    goods = [
        QuickKeyView(
            good.barcode,
            name_of(good, words),
            words.say("by weight") if good.by_weight else good.price.digits(),
            good.quick_page,
            colour_of(good.colour),
        )
        for good in counter.quick_keys
    ]
    return (*goods, QuickKeyView("", words.say("All goods"), "F2"))


def _chips(c: Counter, words: Words) -> tuple[ChipView, ...]:
    """What works now, then the online orders while somebody has something to do with them."""
    doubt = c.desk.stage in IN_DOUBT
    shown = chips(c.strip, c.background, c.mode, c.now(), words, doubt_on_screen=doubt)
    orders = order_chip(c.orders, words)
    return (*shown, replace(orders, intent=Intent.ONLINE_ORDERS)) if orders else shown


def _note(c: Counter, words: Words) -> tuple[int | None, str]:
    """What online orders keep of a good that is rung up; while it is being paid nothing more is counted."""
    if c.desk.stage is not Stage.ENTRY or not len(c.orders):
        return None, ""
    return noted_line(c.desk.sale, c.orders, c.now(), words)


def _panel(c: Counter, words: Words) -> PanelView | None:
    """The state panel; without a camera there is no dark frame that shows nothing."""
    shown = panel(c.desk, c.monotonic_s(), c.now(), words)
    if shown is None and c.read_only is not None:
        return read_only_panel(c.read_only, words)
    if shown is None or not shown.shows_camera or c.camera_works:
        return shown
    return replace(shown, shows_camera=False, money=words.say("Use the scanner: there is no camera"))


def _blocked(counter: Counter, words: Words) -> str:
    if counter.read_only is not None:
        return words.say("Nothing is sold: the journal can only be read")
    sale = counter.desk.sale
    if counter.desk.stage is not Stage.ENTRY:
        return ""
    if line := sale.unresolved:
        return words.say("Payment is closed: remove line {line} or find the goods", line=line.number)
    if line := sale.unlabelled:
        return words.say(
            "Payment is closed: scan the marking code of each piece of line {line}", line=line.number
        )
    return ""


def without_clockwork(view: SaleView) -> SaleView:
    """The view without the seconds that its ring counts by itself, to tell whether anything else changed."""
    if view.panel is None or view.panel.ring is None:
        return view
    return replace(view, panel=replace(view.panel, ring=None))
