"""What CLICK's testing software asks of a server, step by step (click-docs «Тестирование»), and more. Pure.

The documentation names the tool, not its table; the fifteen steps are those that its users know. They take
one merchant_trans_id for an account that can be paid again and again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pos.core.shop_rules import Reply


class Ask(StrEnum):
    """Which of the two requests."""

    PREPARE = "prepare"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One step: a request that differs from the plain one by `changes`, and the answers that pass.

    Attributes:
        number: as it is chosen by `--scenario`.
        title: English; the words of a screen are found by it.
        changes: fields that are set before signing.
        after: fields that are set, or with None left out, once it is signed.
        good_sign: whether it is signed with the shop's key.
        expected: the `error` codes that pass.
        goes_on: whether the next step follows by itself.
        ours: not of CLICK's table; stricter, marked so.
        unknown_prepare_id: a merchant_prepare_id that the server never gave.
    """

    number: int
    title: str
    ask: Ask
    expected: frozenset[int]
    changes: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str | None] = field(default_factory=dict)
    good_sign: bool = True
    goes_on: bool = True
    ours: bool = False
    unknown_prepare_id: bool = False


def _step(number: int, title: str, ask: Ask, expected: Reply, **more: object) -> Scenario:
    return Scenario(number, title, ask, frozenset({int(expected)}), **more)  # type: ignore[arg-type]


def _(text: str) -> str:
    """Mark a sentence for the catalogues; whoever shows it translates it."""
    return text


P, C, R = Ask.PREPARE, Ask.COMPLETE, Reply
UNKNOWN_ORDER = {"merchant_trans_id": "940527183064"}
LESS = {"amount": "0.01"}
DECLINED = {"error": "-5017", "error_note": "Insufficient funds"}

CLICKS: tuple[Scenario, ...] = (
    _step(1, _("Prepare with a wrong signature"), P, R.BAD_SIGN, good_sign=False),
    _step(2, _("Prepare"), P, R.SUCCESS),
    _step(3, _("Complete with a wrong signature"), C, R.BAD_SIGN, good_sign=False),
    _step(4, _("Complete with a wrong sum"), C, R.BAD_AMOUNT, changes=LESS),
    _step(5, _("Complete"), C, R.SUCCESS),
    _step(6, _("Complete once more"), C, R.ALREADY_PAID),
    _step(7, _("Cancel what is paid"), C, R.ALREADY_PAID, changes={"error": "-1"}, goes_on=False),
    _step(8, _("Prepare for an order that does not exist"), P, R.NO_ORDER, changes=UNKNOWN_ORDER),
    _step(9, _("Prepare for the same account again"), P, R.SUCCESS),
    _step(10, _("Complete with a number that was never given"), C, R.NO_ATTEMPT, unknown_prepare_id=True),
    _step(11, _("Complete"), C, R.SUCCESS, goes_on=False),
    _step(12, _("Prepare"), P, R.SUCCESS),
    _step(13, _("Complete that says: the card was declined"), C, R.CANCELLED, changes=DECLINED),
    _step(14, _("The same cancel once more"), C, R.CANCELLED, changes=DECLINED),
    _step(15, _("Complete after the cancel"), C, R.CANCELLED, goes_on=False),
)
"""Field notes §2.1."""

OURS: tuple[Scenario, ...] = (
    _step(101, _("Prepare"), P, R.SUCCESS, ours=True),
    _step(
        102, _("A request without its signature"), P, R.BAD_REQUEST, after={"sign_string": None}, ours=True
    ),
    _step(103, _("A request without its sum"), P, R.BAD_REQUEST, after={"amount": None}, ours=True),
    _step(
        104, _("A number that is no number"), P, R.BAD_REQUEST, changes={"click_trans_id": "1_0"}, ours=True
    ),
    _step(105, _("An action that does not exist"), P, R.NO_ACTION, changes={"action": "2"}, ours=True),
    _step(106, _("An action that only looks like 0"), P, R.NO_ACTION, changes={"action": "abc"}, ours=True),
    _step(107, _("A sum with an exponent"), P, R.BAD_AMOUNT, changes={"amount": "5e2"}, ours=True),
    _step(108, _("A sum below zero"), P, R.BAD_AMOUNT, changes={"amount": "-500"}, ours=True),
    _step(
        109,
        _("The name of an order with quotes"),
        P,
        R.NO_ORDER,
        changes={"merchant_trans_id": "1' OR '1'='1"},
        ours=True,
    ),
    _step(
        110, _("A cancel with a wrong signature"), C, R.BAD_SIGN, changes=DECLINED, good_sign=False, ours=True
    ),
    _step(111, _("The sum changed after signing"), C, R.BAD_SIGN, after={"amount": "1"}, ours=True),
    _step(112, _("An error above zero"), C, R.BAD_REQUEST, changes={"error": "1"}, ours=True),
    _step(113, _("Complete after all of this"), C, R.SUCCESS, ours=True),
    _step(114, _("A cancel on its heels"), C, R.ALREADY_PAID, changes=DECLINED, goes_on=False, ours=True),
)
"""Where published servers were found wrong (reliability §2.5)."""

ALL = (*CLICKS, *OURS)


def chosen(number: int | None, *, stricter: bool = True) -> tuple[Scenario, ...]:
    """One step and those that follow it by themselves, or with None the whole table."""
    table = ALL if stricter else CLICKS
    if number is None:
        return table
    begun: list[Scenario] = []
    for scenario in table:
        if begun or scenario.number == number:
            begun.append(scenario)
            if not scenario.goes_on:
                break
    return tuple(begun)
