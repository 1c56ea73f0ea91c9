"""What the cashier sees while cash or a card of the separate terminal is taken."""

from __future__ import annotations

from pos.core.errors import PosError
from pos.core.money import ZERO, Money
from pos.core.tender import Split, fast_notes
from pos.screens.counter import Counter
from pos.screens.desk import Attempt, Desk, Stage
from pos.screens.tendering import NOTE
from pos.screens.views import (
    ActionView,
    CellView,
    EvidenceView,
    Intent,
    PanelView,
    QuickKeyView,
    TenderView,
    Tone,
    TotalView,
)
from pos.screens.words import Words


def card_panel(attempt: Attempt, split: Split, words: Words) -> PanelView:
    """Grey: the till cannot see the other terminal, a person says what it did."""
    say = words.say
    then = say("Then {amount} in cash", amount=split.cash) if split.cash else ""
    return PanelView(
        tone=Tone.GREY,
        word=say("Card on the terminal"),
        headline=say("Take {amount} on the terminal", amount=split.card),
        money=then or say("The till does not see the terminal: wait for its slip"),
        advice=say("If the terminal refused, go back: nothing is written"),
        actions=(
            ActionView(Intent.CARD, say("The terminal approved"), "Ctrl ↵", recommended=True),
            ActionView(Intent.BACK, say("Back to the receipt"), "Esc"),
        ),
    )


def note_keys(split: Split, words: Words) -> tuple[QuickKeyView, ...]:
    """What the customer is likely to give, each with its change."""
    keys = []
    for note in fast_notes(split.cash):
        change = split.change(note)
        detail = words.say("change {amount}", amount=change) if change else words.say("no change")
        keys.append(QuickKeyView(f"{NOTE}{note.tiyin}", note.digits(), detail))
    return tuple(keys)


def cash_tenders(attempt: Attempt, words: Words) -> tuple[TenderView, ...]:
    """Take it; or go back, or where CLICK has its part already, leave it to the manager."""
    say, free = words.say, not attempt.is_taking
    take = TenderView(Intent.CASH, say("Cash taken"), "↵", free)
    if attempt.payment is None:
        return (take, TenderView(Intent.BACK, say("Back"), "Esc", free))
    return (
        take,
        TenderView(Intent.HOLD, say("Later"), "F5", free),
        TenderView(Intent.GIVE_BACK, say("To the manager"), "F4", free),
    )


def cash_actions(attempt: Attempt, words: Words) -> tuple[ActionView, ...]:
    """The keys that those buttons lend their words."""
    return tuple(
        ActionView(view.intent, view.word, view.key)
        for view in cash_tenders(attempt, words)
        if view.enabled and view.intent is Intent.GIVE_BACK
    )


def cash_total(desk: Desk, attempt: Attempt, split: Split, typed: str, words: Words) -> TotalView:
    """What is to be taken in cash, what was typed, what goes back."""
    say = words.say
    handed = _typed(typed)
    change = handed - split.cash if handed is not None and handed >= split.cash else None
    label = say("To take in cash")
    if split.click:
        label = say("In cash, after CLICK {amount}", amount=split.click.digits())  # the unit stands beside it
    elif split.card:
        label = say("In cash, after the card {amount}", amount=split.card.digits())
    return TotalView(
        label,
        split.cash.digits(),
        words.unit,
        (
            CellView(say("Whole receipt"), desk.sale.total.digits()),
            CellView(say("Cash received"), "—" if handed is None else handed.digits()),
            CellView(say("Change"), "—" if change is None else change.digits()),
        ),
    )


def due_now(attempt: Attempt | None, sale_total: Money) -> Money:
    """What the payment on the screen is about: CLICK's part, the cash, or the whole."""
    if attempt is None or attempt.split is None:
        return sale_total
    if attempt.stage is Stage.CASH:
        return attempt.split.cash
    if attempt.stage is Stage.CARD:
        return attempt.split.card
    return sale_total if attempt.stage is Stage.PAID else attempt.split.click or sale_total


def paid_facts(attempt: Attempt, words: Words) -> tuple[EvidenceView, ...]:
    """The cells of a paid sale that tell of cash and card; none where CLICK paid alone."""
    split, say = attempt.split, words.say
    if split is None:
        return ()
    facts = []
    if split.card:
        facts.append(EvidenceView(say("Card on the terminal"), split.card.digits()))
    if split.cash:
        facts.append(EvidenceView(say("Cash"), split.cash.digits()))
    return tuple(facts)


def change_of(attempt: Attempt) -> Money:
    """What goes back to the customer of a sale that is paid."""
    return attempt.settled.change if attempt.settled else ZERO


def cash_question(counter: Counter, words: Words) -> str:
    """What the input line asks while cash is taken."""
    attempt = counter.desk.attempt
    if attempt is None or attempt.split is None:
        return ""
    return words.say("How much was given? ↵: exactly {amount}", amount=attempt.split.cash)


def _typed(text: str) -> Money | None:
    try:
        return Money.parse(text) if text.strip() else None
    except PosError:
        return None
