"""The bar of function keys and the tender buttons; their words follow the stage."""

from __future__ import annotations

from pos.screens.desk import IN_DOUBT, Desk, Stage
from pos.screens.views import Intent, KeyView, TenderView
from pos.screens.words import Words, _

MAX_LETTERS = 12
"""No word of a key is longer in any language: the cell of 1366 px must hold it."""

KEY_WORDS: tuple[tuple[str, str, Intent], ...] = (
    ("F1", _("Help"), Intent.HELP),
    ("F2", _("Search"), Intent.SEARCH),
    ("F3", _("Quantity"), Intent.QUANTITY),
    ("F4", _("Discount"), Intent.DISCOUNT),
    ("F5", _("Hold"), Intent.HOLD),
    ("F6", _("Recall"), Intent.RECALL),
    ("F7", _("Receipts"), Intent.HISTORY),
    ("F8", _("CLICK Pass"), Intent.CLICK_PASS),
    ("F9", _("Cash"), Intent.CASH),
    ("F10", _("Mixed"), Intent.MIXED),
    ("F11", _("Full screen"), Intent.FULL_SCREEN),
    ("F12", _("Lock"), Intent.LOCK),
)
CHECK_WORD = _("Check")
"""What F8 says while a payment is in doubt: it only reads."""

_ALWAYS = frozenset({Intent.HELP, Intent.FULL_SCREEN})


def is_payable(desk: Desk) -> bool:
    """Whether F8 may begin a payment of the lines as they are."""
    return desk.stage is Stage.ENTRY and desk.sale.unresolved is None and bool(desk.sale.total)


def open_keys(desk: Desk, receipts_aside: bool) -> frozenset[Intent]:
    """The keys that do something now. Discount, recall, cash, mixed and lock come with later versions."""
    stage = desk.stage
    if stage is Stage.ENTRY:
        keys = {Intent.SEARCH, Intent.HISTORY}
        if desk.sale.live_lines:
            keys.add(Intent.QUANTITY)
        if receipts_aside:
            keys.add(Intent.HOLD)
        if is_payable(desk):
            keys.add(Intent.CLICK_PASS)
        return _ALWAYS | keys
    if stage in IN_DOUBT:
        return _ALWAYS | {Intent.HOLD, Intent.HISTORY, Intent.CLICK_PASS}
    if stage in {Stage.REFUSED, Stage.CANCELLED}:
        return _ALWAYS | {Intent.CLICK_PASS, Intent.HISTORY}
    if stage in {Stage.PAID, Stage.RETURNED}:
        return _ALWAYS | {Intent.HISTORY}
    return _ALWAYS


def key_views(desk: Desk, receipts_aside: bool, words: Words) -> tuple[KeyView, ...]:
    """Twelve keys, F1 to F12."""
    opened = open_keys(desk, receipts_aside)
    doubt = desk.stage in IN_DOUBT
    recommended = Intent.HOLD if doubt else Intent.CLICK_PASS
    views = []
    for key, word, intent in KEY_WORDS:
        means, said = intent, word
        if doubt and intent is Intent.CLICK_PASS:
            means, said = Intent.CHECK_NOW, CHECK_WORD
        enabled = intent in opened
        views.append(KeyView(key, words.say(said), means, enabled, enabled and intent is recommended))
    return tuple(views)


def tender_views(desk: Desk, words: Words) -> tuple[TenderView, ...]:
    """CLICK Pass first; the other tenders come with a later version."""
    return (
        TenderView(Intent.CLICK_PASS, words.say("CLICK Pass"), "F8", is_payable(desk)),
        TenderView(Intent.CASH, words.say("Cash"), "F9", enabled=False),
        TenderView(Intent.CARD, words.say("Card"), "Ctrl ↵", enabled=False),
        TenderView(Intent.MIXED, words.say("Mixed"), "F10", enabled=False),
    )
