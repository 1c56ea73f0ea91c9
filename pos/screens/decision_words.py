"""The words of the manager's decision: the three findings, the usual reasons, the fields, the story. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pos.core.payment import Verdict
from pos.flow.ports import TimelineEntry
from pos.screens.evidence import steps
from pos.screens.page_views import ChoiceView
from pos.screens.views import FieldView, StepView
from pos.screens.words import Words, _

STORY_LINES = 6

CHOICES: dict[Verdict, tuple[str, str, str]] = {
    Verdict.PAID: (
        _("Paid"),
        _("The money is the shop's. The goods are handed over, the fiscal receipt is made"),
        _("Sign: paid"),
    ),
    Verdict.NOT_TAKEN: (
        _("Not taken"),
        _("The customer has the money. The sale may be paid again"),
        _("Sign: not taken"),
    ),
    Verdict.RETURNED: (
        _("Returned"),
        _("It was taken and given back. The sale may be paid again"),
        _("Sign: returned"),
    ),
}
"""Word, meaning, and the button that signs it."""

SIGNED: dict[Verdict, tuple[str, str]] = {
    Verdict.PAID: (
        _("CLICK's cabinet shows {amount} as paid?"),
        _("If it is not there, the goods leave without money. This cannot be taken back"),
    ),
    Verdict.NOT_TAKEN: (
        _("CLICK's cabinet shows that {amount} was not taken?"),
        _("If it was, the customer pays twice. This cannot be taken back"),
    ),
    Verdict.RETURNED: (
        _("CLICK's cabinet shows {amount} as returned to the customer?"),
        _("If it was not, the customer pays twice. This cannot be taken back"),
    ),
}
"""The question of the second step, and what a wrong answer costs."""

REASONS: dict[Verdict, tuple[str, ...]] = {
    Verdict.PAID: (
        _("Seen as paid in CLICK's cabinet"),
        _("CLICK's support has confirmed it"),
    ),
    Verdict.NOT_TAKEN: (
        _("Not in CLICK's cabinet"),
        _("Shown as cancelled in CLICK's cabinet"),
        _("CLICK's support has confirmed it"),
    ),
    Verdict.RETURNED: (
        _("Seen as returned in CLICK's cabinet"),
        _("CLICK's support has returned it"),
    ),
}


def choice_views(chosen: Verdict | None, words: Words) -> tuple[ChoiceView, ...]:
    """The three findings."""
    return tuple(
        ChoiceView(verdict, words.say(word), words.say(meaning), verdict is chosen)
        for verdict, (word, meaning, _sign) in CHOICES.items()
    )


def reason_views(verdict: Verdict | None, chosen: int | None, words: Words) -> tuple[ChoiceView, ...]:
    """The usual reasons for a finding; none before one was made."""
    if verdict is None:
        return ()
    return tuple(
        ChoiceView(str(number), words.say(reason), chosen=number == chosen)
        for number, reason in enumerate(REASONS[verdict])
    )


def field_views(
    typed: tuple[str, str, str], missing: frozenset[str], words: Words, *, asks_number: bool
) -> tuple[FieldView, ...]:
    """Who, what else, and CLICK's number when it is not known; `missing` are named in red."""
    say, (by, other, number) = words.say, typed

    def lacks(name: str, sentence: str) -> str:
        return say(sentence) if name in missing else ""

    fields = [
        FieldView("by", say("Who decides"), by, say("Your name"), lacks("by", _("Enter your name"))),
        FieldView(
            "other",
            say("Another reason, or a note"),
            other,
            say("For example the number of a letter"),
            lacks("other", _("Choose a reason or write one")),
        ),
    ]
    if asks_number:
        fields.append(
            FieldView(
                "payment_id",
                say("CLICK's payment number"),
                number,
                say("From CLICK's cabinet, digits only"),
                lacks("payment_id", _("Enter the number from CLICK's cabinet")),
            )
        )
    return tuple(fields)


def story(timeline: Sequence[TimelineEntry], words: Words) -> tuple[StepView, ...]:
    """The newest steps of the payment, oldest first."""
    return tuple(StepView(step.said, step.time) for step in steps(timeline, words)[-STORY_LINES:])
