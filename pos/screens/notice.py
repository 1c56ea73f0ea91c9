"""A full window in words: when the till cannot sell, and the page of help."""

from __future__ import annotations

from pos.flow.ports import ModeKnown
from pos.screens.confirm_mode import mode_text
from pos.screens.views import ActionView, Intent, NoticeView, Tone
from pos.screens.wording import explain
from pos.screens.words import Words, _

PAGES = (
    (Intent.OFD_QUEUE, _("OFD queue"), "Ctrl F7"),
    (Intent.ONLINE_ORDERS, _("Online orders"), "Ctrl F8"),
    (Intent.SHOP_API_TEST, _("Test of a SHOP-API server"), "Ctrl F9"),
    (Intent.GOODS, _("Catalogue of goods"), "Ctrl F10"),
    (Intent.PRINTER, _("Set-up of the printer"), "Ctrl F11"),
)
"""Pages that have a key and no place in the bar of keys."""

PAYING = _("F8 CLICK Pass, F9 cash, Ctrl ↵ card, F10 CLICK and cash, F5 holds the receipt")
"""The keys that end it."""

EDITING = _(
    "Ctrl F5 a sum without a barcode, Ctrl F4 price of the line, Ctrl F3 note,"
    " Ctrl Del takes a labelled piece off, Ctrl F2 teaches unknown goods, Ctrl Z undoes"
)
"""The keys that change the receipt and have no place in the bar either."""

TURNING = _("Ctrl PgUp, Ctrl PgDn: pages of the quick keys")


def notice(error: BaseException, words: Words) -> NoticeView:
    """What happened, where the money is, what to do: for a journal that cannot be written, wrong settings."""
    told = explain(error, words)
    return NoticeView(
        tone=told.tone,
        word=told.word,
        what=told.what,
        money=told.money,
        do=told.do,
        actions=(ActionView(Intent.BACK, words.say("Close"), "Esc", recommended=True),),
    )


def help_notice(words: Words, mode: ModeKnown | None = None, *, pages: bool = False) -> NoticeView:
    """F1: how to sell, what the colours say about the money, which keys there are; last, CLICK's mode.

    `pages` adds the buttons of pages that no key of the bar opens.
    """
    say = words.say
    selling = say(
        "3* and a scan: three pieces. F3 quantity, Del removes a line, F2 finds goods, F7 prints again,"
        " F6 payments set aside, Ctrl F6 pay by link"
    )
    return NoticeView(
        tone=Tone.GREY,
        word=say("Help"),
        what=say("Scan the goods, press F8 and scan the customer's CLICK Pass QR. Hand over after green"),
        money=say("Green: paid. Red: nothing was taken. Amber: nobody knows yet, never charge again"),
        do=f"{say(PAYING)}. {selling}. {say(EDITING)}. {say(TURNING)}",
        actions=(
            ActionView(Intent.BACK, say("Close"), "Esc", recommended=True),
            *(ActionView(intent, say(word), key) for intent, word, key in PAGES if pages),
        ),
        code=mode_text(mode, words),
    )
