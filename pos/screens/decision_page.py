"""The page of the manager's decision as a view, made from what was entered. Pure."""

from __future__ import annotations

from pos.core.errors import BadInput
from pos.core.tashkent import local_text
from pos.screens.decision_draft import Draft
from pos.screens.decision_words import CHOICES, SIGNED, choice_views, field_views, reason_views, story
from pos.screens.doubt_panel import answer
from pos.screens.evidence import masked_card
from pos.screens.page_views import DecisionView
from pos.screens.views import ActionView, EvidenceView, Intent
from pos.screens.wording import explain
from pos.screens.words import Words


def decision_view(draft: Draft, words: Words) -> DecisionView:
    """Everything that the page shows, every word ready."""
    say = words.say
    question = consequence = ""
    if draft.confirming and draft.verdict and draft.payment:
        question = say(SIGNED[draft.verdict][0], amount=draft.payment.amount)
        consequence = say(SIGNED[draft.verdict][1])
    can_go_on = draft.decision(words) is not None
    return DecisionView(
        title=say("Manager's decision"),
        step="confirm" if draft.confirming else "choose",
        amount_label=say("Amount of the payment"),
        amount=draft.payment.amount.digits() if draft.payment else "",
        facts=_facts(draft, words),
        story_title=say("What happened"),
        story=story(draft.timeline, words),
        choices_title=say("What does CLICK's cabinet show?"),
        choices=choice_views(draft.verdict, words),
        reasons_title=say("Why"),
        reasons=reason_views(draft.verdict, draft.reason, words),
        fields=field_views(
            (draft.by, draft.other, draft.number),
            draft.missing(words) if draft.shows_missing else frozenset(),
            words,
            asks_number=draft.needs_number,
        ),
        question=question,
        consequence=consequence,
        error=_error(draft, words),
        actions=_actions(draft, words, can_go_on=can_go_on),
        can_go_on=can_go_on and not draft.signing,
    )


def _error(draft: Draft, words: Words) -> str:
    error = draft.error
    if error is not None:
        told = explain(error, words)
        field = error.facts.get("field") if isinstance(error, BadInput) else None
        if field == "payment":
            return words.say("This payment does not wait for the manager any more")
        if field == "payment_id":
            return words.say("This payment number does not fit: another sale has it, or CLICK named another")
        return f"{told.what}. {told.do}"
    if draft.shows_missing and draft.verdict is None:
        return words.say("Choose what CLICK's cabinet shows")
    return ""


def _actions(draft: Draft, words: Words, *, can_go_on: bool) -> tuple[ActionView, ...]:
    """Back first: what cannot be taken back is never the recommended press."""
    say = words.say
    if draft.confirming and draft.verdict:
        sign = say("Being written…") if draft.signing else say(CHOICES[draft.verdict][2])
        return (
            ActionView(Intent.BACK, say("Back, change it"), "Esc", recommended=True),
            ActionView(Intent.DECIDE, sign, ""),
        )
    return (
        ActionView(Intent.BACK, say("Close"), "Esc"),
        ActionView(Intent.NEXT_SALE, say("Go on"), "", recommended=can_go_on),
    )


def _facts(draft: Draft, words: Words) -> tuple[EvidenceView, ...]:
    payment, say = draft.payment, words.say
    if payment is None:
        return ()
    facts = (
        (say("Attempt"), payment.transaction_id),
        (say("Request sent"), local_text(payment.created_at)),
        (say("CLICK payment"), str(payment.payment_id or say("not known"))),
        (say("Last answer"), answer(payment, words)),
        (say("CLICK says"), payment.error_note),
        (say("Card"), masked_card(payment.card.card_number)),
    )
    return tuple(EvidenceView(label, value) for label, value in facts if value)
