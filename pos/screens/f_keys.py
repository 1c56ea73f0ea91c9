"""The bar of function keys and the tender buttons; their words follow the stage."""

from __future__ import annotations

from collections.abc import Sequence

from pos.screens.desk import BUSY, IN_DOUBT, Desk, Stage
from pos.screens.views import ActionView, Intent, KeyView, TenderView
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

BRING_BACK = _("Bring back")
"""What F5 says on an empty receipt while others are held."""

CARD_WORDS: dict[Intent, tuple[str, str]] = {
    Intent.CHECK_NOW: ("F8", CHECK_WORD),
    Intent.CANCEL_LATER: ("F4", _("Cancel")),
    Intent.GIVE_BACK: ("F4", _("Return")),
    Intent.HANDED_OVER: ("F9", _("Handed over")),
    Intent.CLOSE_CARD: ("F10", _("Noted")),
    Intent.DECIDE: ("F10", _("Decision")),
}
"""What the keys say instead while a card has buttons on them; at most MAX_LETTERS long, too."""

_ALWAYS = frozenset({Intent.HELP, Intent.FULL_SCREEN})


def is_payable(desk: Desk) -> bool:
    """Whether F8 may begin a payment of the lines as they are."""
    sale = desk.sale
    may = sale.unresolved is None and sale.unlabelled is None and bool(sale.total)
    return desk.stage is Stage.ENTRY and may


def open_keys(
    desk: Desk, receipts_aside: bool, *, payments_aside: bool = False, read_only: bool = False
) -> frozenset[Intent]:
    """The keys that do something now. Lock comes with a later version."""
    stage = desk.stage
    if stage is Stage.WAITING or (stage is Stage.CASH and desk.attempt and desk.attempt.owes_cash):
        return _ALWAYS | {Intent.HOLD}
    if stage in BUSY:
        return _ALWAYS
    if payments_aside:
        return _ALWAYS | {Intent.RECALL} | _keys_of(desk, receipts_aside, read_only=read_only)
    return _ALWAYS | _keys_of(desk, receipts_aside, read_only=read_only)


def _keys_of(desk: Desk, receipts_aside: bool, *, read_only: bool) -> frozenset[Intent]:
    stage = desk.stage
    if read_only and stage not in IN_DOUBT:
        return frozenset({Intent.HISTORY})
    if stage is Stage.ENTRY:
        keys = {Intent.SEARCH, Intent.HISTORY}
        if desk.sale.live_lines:
            keys |= {Intent.QUANTITY, Intent.DISCOUNT}
        if receipts_aside or desk.sale.lines:
            keys.add(Intent.HOLD)
        if is_payable(desk):
            keys |= {Intent.CLICK_PASS, Intent.CASH, Intent.MIXED}
        return frozenset(keys)
    if stage in IN_DOUBT:
        return frozenset({Intent.HOLD, Intent.HISTORY, Intent.CLICK_PASS})
    if stage in {Stage.REFUSED, Stage.CANCELLED} and desk.attempt and not desk.attempt.drops_sale:
        return frozenset({Intent.CLICK_PASS, Intent.HISTORY})
    return frozenset({Intent.HISTORY})


def key_views(
    desk: Desk,
    opened: frozenset[Intent],
    actions: Sequence[ActionView],
    words: Words,
) -> tuple[KeyView, ...]:
    """Twelve keys, F1 to F12. The buttons of a card lend their keys their words."""
    recommended = Intent.HOLD if desk.stage in IN_DOUBT else Intent.CLICK_PASS
    lent = {action.key: action.intent for action in actions if action.intent in CARD_WORDS}
    views = []
    for key, word, intent in KEY_WORDS:
        if key in lent:
            means = lent[key]
            views.append(KeyView(key, words.say(CARD_WORDS[means][1]), means, enabled=True))
            continue
        enabled = intent in opened
        if intent is Intent.HOLD and desk.stage is Stage.ENTRY and not desk.sale.lines and enabled:
            word = BRING_BACK
        views.append(KeyView(key, words.say(word), intent, enabled, enabled and intent is recommended))
    return tuple(views)


def tender_views(
    desk: Desk, words: Words, *, read_only: bool = False, by_link: bool = False
) -> tuple[TenderView, ...]:
    """CLICK Pass first; `by_link` comes last."""
    payable = is_payable(desk) and not read_only
    last = TenderView(Intent.BY_LINK, words.say("By link"), "Ctrl F6", payable)
    return (
        TenderView(Intent.CLICK_PASS, words.say("CLICK Pass"), "F8", payable),
        TenderView(Intent.CASH, words.say("Cash"), "F9", payable),
        TenderView(Intent.CARD, words.say("Card"), "Ctrl ↵", payable),
        TenderView(Intent.MIXED, words.say("Mixed"), "F10", payable),
        *((last,) if by_link else ()),
    )
