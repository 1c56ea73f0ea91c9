"""Labels of an online order on its page: what a scan does, how many are there, why one was refused. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from pos.core import errors as e
from pos.core.order import OrderId
from pos.core.order_card import OrderCard, OrderStage
from pos.core.order_labels import labels_lacking
from pos.core.sale import SaleLine
from pos.core.scan import RepeatFilter
from pos.flow.order_ports import OrderDesk
from pos.screens.orders_views import TroubleView
from pos.screens.runner import Runner
from pos.screens.sounds import Sound
from pos.screens.views import Tone
from pos.screens.words import Words, _

COLLECTED = frozenset({OrderStage.TO_PICK, OrderStage.PICKED})
"""Stages in which labels are scanned: paid, and still in the shop."""

_PACKAGE = _("Scan the small square code (DataMatrix) on the package")
_PUT_BACK = _("Put this piece back and take what the order says")

_REFUSALS: Mapping[str, tuple[str, str]] = {
    "payment": (_("This is a payment code, not the label of a piece"), _PACKAGE),
    "no_label": (_("This is not the label of a marked piece"), _PACKAGE),
    "unreadable": (
        _("The label was not read whole"),
        _("Scan it once more. When it is damaged, take another piece"),
    ),
    "other_good": (_("This label is of goods that are not in the order: {good}"), _PUT_BACK),
    "not_marked": (_("{good}: these goods need no label"), _("Scan the label of another piece")),
    "twice": (_("This label is in the order already"), _("Scan the label of the next piece")),
    "all_there": (_("{good}: every piece has its label"), _PUT_BACK),
    "full": (_("A receipt takes at most {count} labels"), _("Call the manager")),
    "state": (_("The order takes no labels now"), _("Press Esc and look at its state")),
}
"""What happened and what to do, by `why` of a LabelRefused."""


def has_marked(card: OrderCard) -> bool:
    """Whether pieces of the order need labels."""
    return any(_pieces(line) for line in card.labelled.live_lines)


def takes_labels(card: OrderCard, stage: OrderStage) -> bool:
    """Whether a scan is a label for this order."""
    return stage in COLLECTED and has_marked(card)


def labels_text(line: SaleLine, words: Words) -> str:
    """How many labels of the line's pieces are scanned; empty for goods that need none."""
    pieces = _pieces(line)
    return words.say("labels {count} of {pieces}", count=len(line.labels), pieces=pieces) if pieces else ""


def next_step(card: OrderCard, stage: OrderStage, words: Words) -> str:
    """What to do before all labels are there; empty when none is missing or nobody collects the order."""
    count = labels_lacking(card.labelled)
    if not count or stage not in COLLECTED:
        return ""
    if stage is OrderStage.TO_PICK:
        return words.say("Collect the order and scan the label of each piece: {count} more", count=count)
    return words.say("Scan the label of each piece: {count} more", count=count)


def lacking(card: OrderCard) -> e.LabelsLacking | None:
    """Why the order cannot be handed over yet."""
    count = labels_lacking(card.labelled)
    return e.LabelsLacking("a piece has no label", count=count) if count else None


def label_trouble(error: e.LabelRefused | e.LabelsLacking, words: Words) -> TroubleView:
    """Why a label was not taken, or why an order without labels stays in the shop."""
    if isinstance(error, e.LabelsLacking):
        word = words.say("Labels are missing")
        what = words.say("Pieces without a label: {count}", count=error.facts.get("count", ""))
        do = words.say("Scan the label of each marked piece, then hand over the order")
    else:
        said, step = _REFUSALS.get(str(error.facts.get("why")), _REFUSALS["no_label"])
        word, do = words.say("The label was not taken"), words.say(step)
        what = words.say(said, **{"good": "", "count": "", **error.facts})
    return TroubleView(Tone.RED, word, what, words.say("The till moved no money"), do, again=False)


def _pieces(line: SaleLine) -> int:
    """How many labels the line has when all are there."""
    if line.good is None or not line.good.marked or line.good.by_weight:
        return 0
    return len(line.labels) + line.labels_lacking


class OrderScans:
    """A scan while an order is chosen: its label goes to the journal at once. GUI thread.

    `wants` gives the order that takes labels now. `told` hears what became of a scan: the order as it is now,
    or why not. `missed` hears of a label that was refused after the page had closed.
    """

    def __init__(
        self,
        *,
        desk: OrderDesk,
        runner: Runner,
        words: Words,
        monotonic_s: Callable[[], float],
        wants: Callable[[], OrderCard | None],
        told: Callable[[OrderId, OrderCard | BaseException], None],
        missed: Callable[[str], None],
        play: Callable[[Sound], None],
    ) -> None:
        self._desk = desk
        self._runner = runner
        self._words = words
        self._monotonic_s = monotonic_s
        self._wants = wants
        self._told = told
        self._missed = missed
        self._play = play
        self._repeats = RepeatFilter()
        self._is_open = True

    def scanned(self, text: str) -> None:
        """A code of the hand scanner. The same one again at once is a scanner that is held."""
        card = self._wants()
        if card is None or self._repeats.is_repeat(str(hash(text)), self._monotonic_s()):
            return
        order_id = card.order.order_id
        self._runner.run(
            self._desk.label_order(order_id, text),
            partial(self._taken, order_id),
            partial(self._refused, order_id),
        )

    def close(self) -> None:
        """The page has gone: nothing is drawn any more."""
        self._is_open = False

    def _taken(self, order_id: OrderId, card: OrderCard) -> None:
        self._play(Sound.ADDED)
        if self._is_open:
            self._told(order_id, card)

    def _refused(self, order_id: OrderId, error: BaseException) -> None:
        if not self._is_open:
            self._missed(self._words.say("A label was not taken. Ctrl F8 opens the online orders"))
            return
        self._play(Sound.UNKNOWN)
        self._told(order_id, error)
