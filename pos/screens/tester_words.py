"""How a step of the SHOP-API tester went, in plain words; and the same as rows of its report. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from pos.core.secret import SecretKey
from pos.core.shop_rules import NOTES, Reply
from pos.core.tashkent import local_text
from pos.screens.tester_port import StepOutcome, TesterForm
from pos.screens.tester_report import TestedStep
from pos.screens.words import Words
from pos.shop_api.scenarios import Ask, Scenario

HTTP_OK = 200
HIDDEN = "•" * 8
LEAST_KEY = 4
"""A key shorter than this is not looked for in answers: it would hide half of every text."""

_NO_CONNECTION = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"})
_NOT_JSON = frozenset({"the answer is not JSON", "the answer is not a JSON object"})
_SIGN = re.compile(r"""(sign_string["']?\s*[:=]\s*["']?)[^\s"'&,}]+""")


def is_unreachable(outcome: StepOutcome) -> bool:
    """Whether the request never left: nobody answers at the address, and no other step will fare better."""
    wrong = outcome.wrong
    return outcome.status is None and wrong is not None and wrong.facts.get("why") in _NO_CONNECTION


def address_of(scenario: Scenario, form: TesterForm) -> str:
    """Where a step is sent."""
    return form.prepare_url if scenario.ask is Ask.PREPARE else form.complete_url


def why(outcome: StepOutcome, words: Words) -> str:
    """What was wrong, on one line; empty when the step passed."""
    wrong, say = outcome.wrong, words.say
    if wrong is None:
        return ""
    if is_unreachable(outcome):
        return say("no connection to the server")
    if outcome.status is None:
        return say("the server gave no whole answer")
    return say(wrong.text, **wrong.facts)


def advice(outcome: StepOutcome, words: Words) -> str:
    """What to look at when a step did not pass; empty when it did."""
    wrong, say = outcome.wrong, words.say
    if wrong is None:
        return ""
    if is_unreachable(outcome):
        return say("Check the address, and that the server runs and can be reached from this computer")
    if outcome.status is None:
        return say("The request was sent. Look into the log of the server: CLICK does not wait longer")
    if outcome.status != HTTP_OK:
        return say("The server must answer 200 to every request and name the trouble in “error”")
    if wrong.text in _NOT_JSON:
        return say("The server must answer with JSON. A page of HTML is most often an error of the server")
    if outcome.error is not None and outcome.error not in outcome.scenario.expected:
        return say("Expected by the documentation: {codes}", codes=_named(outcome.scenario.expected))
    return say("The answer lacks what the documentation asks for: compare it with the sample there")


def codes(numbers: Iterable[int]) -> str:
    """`-1`, or several of them."""
    return ", ".join(map(str, sorted(numbers, reverse=True)))


def _named(numbers: Iterable[int]) -> str:
    known = {int(reply): NOTES[reply] for reply in Reply}
    return ", ".join(f"{number} {known.get(number, '')}".strip() for number in sorted(numbers, reverse=True))


def readable(answer: str, key: SecretKey) -> str:
    """An answer for the log: JSON on lines of its own; a server that repeats key or signature is covered."""
    text = answer
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, dict):
        text = json.dumps(told, indent=2, ensure_ascii=False)
    return covered(text, key)


def covered(text: str, key: SecretKey) -> str:
    """`text` without the key and without a signature."""
    secret = key.reveal()
    if len(secret) >= LEAST_KEY:
        text = text.replace(secret, HIDDEN)
    return _SIGN.sub(rf"\g<1>{HIDDEN}", text)


def tested(outcome: StepOutcome, form: TesterForm, words: Words) -> TestedStep:
    """The step as the report shows it."""
    scenario = outcome.scenario
    return TestedStep(
        number=scenario.number,
        title=words.say(scenario.title),
        expected=codes(scenario.expected),
        got="—" if outcome.error is None else str(outcome.error),
        wrong=why(outcome, words),
        prepare_id=_shown(outcome.prepare_id),
        confirm_id=_shown(outcome.confirm_id),
        amount=scenario.changes.get("amount", form.amount.plain()),
        took_ms=round(outcome.took_s * 1000),
        ours=scenario.ours,
        request=covered(outcome.request, form.secret_key),
        answer=covered(outcome.answer, form.secret_key),
    )


def about(form: TesterForm, at: datetime, words: Words) -> Mapping[str, str]:
    """What was tested, for the head of the report."""
    return {
        "Prepare URL": form.prepare_url,
        "Complete URL": form.complete_url,
        "service_id": str(form.service_id),
        "merchant_user_id": str(form.merchant_user_id),
        "merchant_trans_id": form.merchant_trans_id,
        words.say("Sum"): words.money(form.amount),
        words.say("Time"): local_text(at),
    }


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)
