"""The page of online orders drawn from what is known of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pos.core.order import OrderId, OrderKind
from pos.core.order_card import OPEN_STAGES, OrderCard, OrderStage
from pos.core.tashkent import local_text
from pos.flow.order_ports import OrderLink
from pos.screens.link_screen import link_view
from pos.screens.naming import unit_word
from pos.screens.order_holds import called, time_left
from pos.screens.order_labels import labels_text, next_step, takes_labels
from pos.screens.orders_views import (
    Doing,
    OrderAct,
    OrderActionView,
    OrderDetailView,
    OrderRowView,
    OrdersView,
    OrderTab,
    OrderTabView,
    PickLineView,
    TroubleView,
)
from pos.screens.orders_words import (
    ACCOUNT,
    CANCEL_WHILE_PAID,
    HANDED_NOW,
    LINKED,
    QUESTIONS,
    RUNNING,
    SOURCES,
    STAGES,
    Face,
    told_step,
)
from pos.screens.sale_lines import name_of
from pos.screens.views import EvidenceView, StepView
from pos.screens.words import Words

TAB_KEY = "F3"

_RANKS = (
    OrderStage.TO_PICK,
    OrderStage.PICKED,
    OrderStage.TO_RETURN,
    OrderStage.RESERVED,
    OrderStage.WAITING,
)
_SETTLED = frozenset({OrderStage.HANDED_OVER, OrderStage.CANCELLED, OrderStage.EXPIRED})
_UNPAID = frozenset({OrderStage.WAITING, OrderStage.RESERVED})


@dataclass(frozen=True, slots=True)
class OrdersState:
    """What the presenter knows. `asks` is about the chosen order; `runs` names the one that is worked on.

    `handed` was handed over just now, with CLICK's word for it.
    """

    cards: tuple[OrderCard, ...] = ()
    selected: OrderId | None = None
    tab: OrderTab = OrderTab.TO_DO
    search: str = ""
    loading: bool = False
    asks: Doing | None = None
    runs: tuple[OrderId, Doing] | None = None
    link: OrderLink | None = None
    handed: OrderId | None = None

    @property
    def chosen(self) -> OrderCard | None:
        """The chosen order."""
        return next((card for card in self.cards if card.order.order_id == self.selected), None)

    def to_label(self, now: datetime) -> OrderCard | None:
        """The order to which a scan belongs. Before CLICK is asked all labels are there."""
        card, handing = self.chosen, self.runs is not None and self.runs[1] is Doing.HAND_OVER
        return card if card and not handing and takes_labels(card, card.stage(now)) else None

    def listed(self, now: datetime) -> tuple[OrderCard, ...]:
        """The rows in their order. A search looks in all; the chosen one stays until another is chosen."""
        chosen = self.chosen
        found = [card for card in self.cards if card is chosen or self._fits(card, now)]
        return tuple(sorted(found, key=lambda card: _place(card, now)))

    def first(self, now: datetime) -> OrderId | None:
        """The order that is chosen while nobody has chosen one."""
        fitting = [card for card in self.cards if self._fits(card, now)]
        return min(fitting, key=lambda card: _place(card, now)).order.order_id if fitting else None

    def _fits(self, card: OrderCard, now: datetime) -> bool:
        wanted = self.search.strip(" №#").casefold()
        if wanted:
            return wanted in card.number.casefold() or wanted in card.order.order_id.casefold()
        return self.tab is OrderTab.ALL or card.stage(now) in OPEN_STAGES


def _place(card: OrderCard, now: datetime) -> tuple[int, float, str]:
    """Who has something to do comes first, the longest waiting of them; of the others the newest."""
    stage = card.stage(now)
    rank = _RANKS.index(stage) if stage in _RANKS else len(_RANKS)
    payer = card.reserved_by(now) if stage is OrderStage.RESERVED else None
    at_s = (payer.reserved_until if payer else card.created_at).timestamp()
    return rank, at_s if stage in OPEN_STAGES else -at_s, card.order.order_id


def orders_view(
    s: OrdersState, told: TroubleView | None, unread: str, now: datetime, words: Words
) -> OrdersView:
    """The page at aware `now`. `told` is the trouble of the chosen order, `unread` why the list is old."""
    say = words.say
    card, listed = s.chosen, s.listed(now)
    return OrdersView(
        title=say("Online orders"),
        summary=_summary(s, now, words),
        search=s.search,
        placeholder=say("Number of the order"),
        tabs=_tabs(s, now, words),
        columns=(say("Number"), say("Sum"), say("State"), say("Time")),
        rows=tuple(_row(one, now, words) for one in listed),
        selected=s.selected or "",
        detail=_detail(card, s, told, now, words) if card else None,
        actions=_actions(s, told, now, words),
        loading=say("Reading…") if s.loading and not s.cards else "",
        empty="" if listed or s.loading or unread else _empty(s, words),
        error=unread,
    )


def _summary(s: OrdersState, now: datetime, words: Words) -> str:
    stages = [card.stage(now) for card in s.cards]
    to_pick, picked = stages.count(OrderStage.TO_PICK), stages.count(OrderStage.PICKED)
    to_return = stages.count(OrderStage.TO_RETURN)
    told = (
        words.say("to collect: {count}", count=to_pick) if to_pick else "",
        words.say("to hand over: {count}", count=picked) if picked else "",
        words.say("money to return: {count}", count=to_return) if to_return else "",
    )
    return " · ".join(sentence for sentence in told if sentence)


def _tabs(s: OrdersState, now: datetime, words: Words) -> tuple[OrderTabView, ...]:
    is_all = s.tab is OrderTab.ALL or bool(s.search.strip())
    to_do = str(sum(card.stage(now) in OPEN_STAGES for card in s.cards))
    every = str(len(s.cards))
    return (
        OrderTabView(OrderTab.TO_DO, words.say("To do"), to_do, not is_all, TAB_KEY if is_all else ""),
        OrderTabView(OrderTab.ALL, words.say("All"), every, is_all, "" if is_all else TAB_KEY),
    )


def _empty(s: OrdersState, words: Words) -> str:
    if s.search.strip():
        return words.say("Nothing found for “{text}”", text=s.search.strip())
    if s.cards:
        return words.say("Nothing is to be done: no order waits for the shop")
    return words.say("There are no online orders yet")


def _face(card: OrderCard, stage: OrderStage) -> Face:
    is_account = card.order.kind is OrderKind.ACCOUNT and stage is OrderStage.WAITING
    return ACCOUNT if is_account else STAGES[stage]


def _row(card: OrderCard, now: datetime, words: Words) -> OrderRowView:
    stage = card.stage(now)
    face, amount = _face(card, stage), card.order.amount
    return OrderRowView(
        ref=card.order.order_id,
        number=called(card),
        source=words.say(SOURCES[card.source]),
        amount=amount.digits() if amount else "—",
        state=words.say(face.word),
        left=time_left(card, now) if stage is OrderStage.RESERVED else "",
        time=local_text(card.created_at),
        tone=face.mark or face.tone,
        settled=stage in _SETTLED,
    )


def _detail(
    card: OrderCard, s: OrdersState, told: TroubleView | None, now: datetime, words: Words
) -> OrderDetailView:
    say = words.say
    stage, amount = card.stage(now), card.order.amount
    link = s.link if s.link and s.link.card.order.order_id == card.order.order_id else None
    face = _shown_face(card, s, stage, linked=link is not None)
    step = next_step(card, stage, words) if face is STAGES[stage] else ""
    shown = told or TroubleView(
        face.tone, say(face.word), step or say(face.next_step), say(face.money), say(face.advice), again=False
    )
    title = say("Goods of the order") if card.sale.live_lines else say("A sum alone, no goods are listed")
    return OrderDetailView(
        number=say("Order No. {number}", number=called(card)),
        source=f"{say(SOURCES[card.source])} · {local_text(card.created_at)}",
        amount=words.money(amount) if amount else say("any sum"),
        tone=shown.tone,
        word=shown.word,
        side=time_left(card, now) if face is STAGES[OrderStage.RESERVED] and not told else "",
        headline=shown.what,
        money=shown.money,
        advice=shown.do,
        lines_title=title,
        lines=_lines(card, words),
        facts=_facts(card, words),
        story=_story(card, now, words),
        link=link_view(link, words) if link and not told and not s.asks else None,
        code=shown.code,
        mark=None if told else face.mark,
        takes_labels=takes_labels(card, stage),
    )


def _shown_face(card: OrderCard, s: OrdersState, stage: OrderStage, *, linked: bool) -> Face:
    """What the band says: what runs, what is asked, that the QR is shown, else the stage."""
    if s.runs and s.runs[0] == card.order.order_id:
        return RUNNING[s.runs[1]]
    if s.asks is Doing.CANCEL and stage is OrderStage.RESERVED:
        return replace(QUESTIONS[s.asks], advice=CANCEL_WHILE_PAID)
    if s.asks:
        return QUESTIONS[s.asks]
    if s.handed == card.order.order_id and stage is OrderStage.HANDED_OVER:
        return HANDED_NOW
    return LINKED if linked else _face(card, stage)


def _lines(card: OrderCard, words: Words) -> tuple[PickLineView, ...]:
    return tuple(
        PickLineView(
            f"{line.quantity.digits()} {unit_word(line.good.unit, words)}",
            name_of(line.good, words),
            line.good.barcode,
            labels_text(line, words),
            not line.labels_lacking,
        )
        for line in card.labelled.live_lines
        if line.good is not None
    )


def _facts(card: OrderCard, words: Words) -> tuple[EvidenceView, ...]:
    paid = card.paid
    return (EvidenceView(words.say("CLICK payment"), str(paid.click_paydoc_id)),) if paid else ()


def _story(card: OrderCard, now: datetime, words: Words) -> tuple[StepView, ...]:
    """Every attempt, oldest first, then what the shop did."""
    steps = [
        StepView(told_step(one, words, holds=one.holds(now)), done=not one.holds(now))
        for one in card.attempts
    ]
    if card.picked_at is not None:
        steps.append(StepView(words.say("Collected"), local_text(card.picked_at)))
    if card.handed_at is not None:
        by = card.handed_by
        word = words.say("Handed over by {name}", name=by) if by else words.say("Handed over")
        steps.append(StepView(word, local_text(card.handed_at)))
    return tuple(steps)


def _actions(
    s: OrdersState, told: TroubleView | None, now: datetime, words: Words
) -> tuple[OrderActionView, ...]:
    """What can be pressed now; while something runs nothing can."""
    found = _possible(s, told, now, words)
    return tuple(replace(one, enabled=False) for one in found) if s.runs else found


def _possible(
    s: OrdersState, told: TroubleView | None, now: datetime, words: Words
) -> tuple[OrderActionView, ...]:
    say = words.say
    back = OrderActionView(OrderAct.BACK, say("Back to the order"), "Esc")
    if told:
        again = OrderActionView(OrderAct.NEXT, say("Once more"), "F8", recommended=True)
        return (again, back) if told.again else (replace(back, recommended=True),)
    if s.asks is Doing.HAND_OVER:
        return OrderActionView(OrderAct.NEXT, say("Hand over"), "F8", recommended=True), back
    if s.asks is Doing.CANCEL:
        kept = OrderActionView(OrderAct.BACK, say("Keep the order"), "Esc", recommended=True)
        return kept, OrderActionView(OrderAct.CANCEL, say("Cancel the order"), "Del")
    close = OrderActionView(OrderAct.BACK, say("Close"), "Esc")
    card = s.chosen
    if card is None:
        return (close,)
    if s.link and s.link.card.order.order_id == s.selected:
        return OrderActionView(OrderAct.LINK, say("Take the QR away"), "Enter", recommended=True), back
    return (*_steps(card.stage(now), words), *_unlabel(card, now, words), close)


def _unlabel(card: OrderCard, now: datetime, words: Words) -> tuple[OrderActionView, ...]:
    """A piece that was scanned may be put back for another one."""
    may = bool(card.labels) and takes_labels(card, card.stage(now))
    return (OrderActionView(OrderAct.UNLABEL, words.say("Take the last label off"), "Del"),) if may else ()


def _steps(stage: OrderStage, words: Words) -> tuple[OrderActionView, ...]:
    """What may be done with an order of this stage, the recommended first."""
    say = words.say
    match stage:
        case OrderStage.TO_PICK:
            return (OrderActionView(OrderAct.NEXT, say("Collected"), "F8", recommended=True),)
        case OrderStage.PICKED:
            return (OrderActionView(OrderAct.NEXT, say("Hand over"), "F8", recommended=True),)
        case stage if stage in _UNPAID:
            return (
                OrderActionView(
                    OrderAct.LINK,
                    say("QR for the customer"),
                    "Enter",
                    recommended=stage is not OrderStage.RESERVED,  # somebody is paying already
                ),
                OrderActionView(OrderAct.CANCEL, say("Cancel the order"), "Del"),
            )
        case _:
            return ()
