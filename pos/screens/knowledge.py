"""What the window reads of the till by itself: the journal's health, CLICK's mode, what waits. GUI thread.

Moves no money. What cannot be read changes nothing: whoever needs the journal says so himself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pos.core.device_receipt import in_queue
from pos.core.errors import JournalTrouble
from pos.core.order_card import OrderCard
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.ports import ModeKnown
from pos.screens.words import Sentence, _

if TYPE_CHECKING:
    from pos.screens.counter import Counter

ORDERS_AT_MOST = 200

QUEUED = Sentence(_("The fiscal receipt is in the queue, the sale is safe"))
"""Told when a receipt waits; not true any more once the queue is empty."""


def read_trouble(counter: Counter) -> None:
    """Ask whether the journal is open for reading only; the till then sells nothing (safe mode)."""
    c = counter

    def done(trouble: JournalTrouble | None) -> None:
        c.read_only = trouble
        if trouble is not None:
            c.forget_entry()
        c.redraw()

    c.runner.run(c.till.journal_trouble(), done, _nothing)


def read_mode(counter: Counter) -> None:
    """Ask for the confirmation mode: at the start and after each payment (decision 7)."""
    c = counter

    def done(mode: ModeKnown) -> None:
        c.mode = mode
        c.redraw()

    c.runner.run(c.till.confirm_mode(), done, _nothing)


def read_queue(counter: Counter) -> None:
    """Ask for the OFD queue: how many can be sent and wait, and since when. One question at a time."""
    c = counter
    if c.strip.queue_is_read:
        c.strip = replace(c.strip, queue_is_stale=True)
        return
    c.strip = replace(c.strip, queue_is_read=True, queue_is_stale=False)

    def done(queue: Sequence[FiscalEntry]) -> None:
        # What lacks settings is on the page, too; but it waits for people, not for the OFD.
        waiting = [entry for entry in queue if in_queue(entry.state, entry.why)]
        oldest = min((entry.created_at for entry in waiting), default=None)
        if not waiting and c.toast == QUEUED:
            c.toast = None
        again = c.strip.queue_is_stale
        c.strip = replace(c.strip, ofd_queue=len(waiting), ofd_oldest=oldest, queue_is_read=False)
        c.redraw()
        if again:
            read_queue(c)

    def failed(_error: BaseException) -> None:
        c.strip = replace(c.strip, queue_is_read=False)

    c.runner.run(c.till.ofd_queue(), done, failed)


def read_orders(counter: Counter) -> None:
    """Ask for the online orders once, at the start; from then on the news of the flow keep them."""
    c = counter
    if c.online is None:
        return

    def done(cards: Sequence[OrderCard]) -> None:
        for card in cards:
            if card.order.order_id not in c.orders:  # what was heard meanwhile is newer
                c.orders.put(card, c.now())
        c.redraw()

    c.runner.run(c.online.orders(ORDERS_AT_MOST), done, _nothing)


def _nothing(_error: BaseException) -> None:
    """It stays unknown."""
