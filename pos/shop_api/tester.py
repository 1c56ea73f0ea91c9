"""Plays CLICK against any SHOP-API server: signs, sends, compares the answer, goes on to the next step.

Sends no money anywhere; the server that is tested believes what it is told, so it must be one for tests. The
secret key and the signatures stay in here: what is handed out for a log or a report has them hidden.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import httpx

from pos.core.money import Money
from pos.core.tashkent import TASHKENT
from pos.shop_api.scenarios import Ask, Scenario, _
from pos.shop_api.signature import signature

PATIENCE_S = 10.0
PAYDOC = "16853761"
HIDDEN = "•" * 8


@dataclass(frozen=True, slots=True)
class Target:
    """The fields that the documentation lists for its tool («Описание полей для заполнения»)."""

    prepare_url: str
    complete_url: str
    service_id: int
    merchant_user_id: int
    secret_key: str
    merchant_trans_id: str
    amount: Money

    def __repr__(self) -> str:
        """Without the key."""
        return f"Target({self.prepare_url}, {self.complete_url}, {self.service_id})"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a step did not pass: an English sentence of the catalogues, and what stands in it."""

    text: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """In English."""
        return self.text.format(**self.facts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One step as it went. `wrong` says why it did not pass; None when it did.

    `request` and `answer` are texts for a log, the signature hidden; `prepare_id` and `confirm_id` are what
    the server gave; `took_s` is the time to the whole answer.
    """

    scenario: Scenario
    request: str
    answer: str
    status: int | None
    error: int | None
    wrong: Wrong | None
    took_s: float
    prepare_id: int | None = None
    confirm_id: int | None = None

    @property
    def passed(self) -> bool:
        """Whether the answer is the expected one."""
        return self.wrong is None


class Examiner:
    """One run. Each request has a click_trans_id of its own, as CLICK's tool does."""

    def __init__(
        self,
        target: Target,
        client: httpx.AsyncClient,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
    ) -> None:
        self._target = target
        self._client = client
        self._now = now
        self._monotonic_s = monotonic_s
        self._trans_id = int(now().timestamp()) * 1000
        self.prepare_id: int | None = None

    async def run(self, scenarios: Sequence[Scenario]) -> AsyncIterator[Outcome]:
        """Yield each step as it is done. Never raises: a server that does not answer fails its steps."""
        for scenario in scenarios:
            yield await self.step(scenario)

    async def step(self, scenario: Scenario) -> Outcome:
        """Send one request and judge its answer."""
        fields = self._fields(scenario)
        target = self._target
        url = target.prepare_url if scenario.ask is Ask.PREPARE else target.complete_url
        began_s = self._monotonic_s()
        shown = "\n".join(
            [f"POST {url}", *(f"{n}={HIDDEN if n == 'sign_string' else t}" for n, t in fields.items())]
        )
        try:
            response = await self._client.post(url, data=fields, timeout=PATIENCE_S)
        except httpx.HTTPError as error:
            took_s = self._monotonic_s() - began_s
            wrong = Wrong(_("no answer: {why}"), {"why": type(error).__name__})
            return Outcome(scenario, shown, "", None, None, wrong, took_s)
        took_s = self._monotonic_s() - began_s
        answer = response.text[:4000]
        outcome = Outcome(scenario, shown, answer, response.status_code, None, None, took_s)
        return self._judged(outcome, fields)

    def _fields(self, scenario: Scenario) -> dict[str, str]:
        self._trans_id += 1
        target = self._target
        is_complete = scenario.ask is Ask.COMPLETE
        fields = {
            "click_trans_id": str(self._trans_id),
            "service_id": str(target.service_id),
            "click_paydoc_id": PAYDOC,
            "merchant_trans_id": target.merchant_trans_id,
            "merchant_prepare_id": self._number(scenario) if is_complete else "",
            "amount": _short(target.amount),
            "action": "1" if is_complete else "0",
            "error": "0",
            "error_note": "Ok",
            "sign_time": self._now().astimezone(TASHKENT).strftime("%Y-%m-%d %H:%M:%S"),
            **scenario.changes,
        }
        as_complete = fields["action"] == "1" if fields["action"] in {"0", "1"} else is_complete
        key = target.secret_key if scenario.good_sign else f"not {target.secret_key}"
        fields["sign_string"] = signature(fields, key, as_complete=as_complete)
        for name, text in scenario.after.items():
            if text is None:
                del fields[name]
            else:
                fields[name] = text
        return fields

    def _number(self, scenario: Scenario) -> str:
        if scenario.unknown_prepare_id:
            return str(10**11 + self._trans_id % 10**11)
        return "0" if self.prepare_id is None else str(self.prepare_id)

    def _judged(self, outcome: Outcome, sent: dict[str, str]) -> Outcome:
        told, wrong = _read(outcome)
        error = told.get("error")
        code = error if type(error) is int else None
        outcome = replace(outcome, error=code)
        if wrong:
            return replace(outcome, wrong=wrong)
        if code is None:
            return replace(outcome, wrong=_not_whole("error", error))
        if code not in outcome.scenario.expected:
            expected = " or ".join(map(str, sorted(outcome.scenario.expected)))
            wrong = Wrong(_("error {got} instead of {expected}"), {"got": code, "expected": expected})
            return replace(outcome, wrong=wrong)
        if type(told.get("error_note")) is not str:
            return replace(outcome, wrong=Wrong(_("“{name}” is missing"), {"name": "error_note"}))
        return self._answered(outcome, told, sent) if code == 0 else outcome

    def _answered(self, outcome: Outcome, told: dict[str, Any], sent: dict[str, str]) -> Outcome:
        """A success carries the ids of the request and one of the server's own."""
        for name in ("click_trans_id", "merchant_trans_id"):
            if str(told.get(name)) != sent[name]:
                return replace(outcome, wrong=Wrong(_("“{name}” is not that of the request"), {"name": name}))
        is_prepare = outcome.scenario.ask is Ask.PREPARE
        name = "merchant_prepare_id" if is_prepare else "merchant_confirm_id"
        number = told.get(name)
        if type(number) is not int and (is_prepare or number is not None):  # the second may be NULL
            return replace(outcome, wrong=_not_whole(name, number))
        if is_prepare:
            self.prepare_id = number
            return replace(outcome, prepare_id=number)
        return replace(outcome, prepare_id=self.prepare_id, confirm_id=number)


def _read(outcome: Outcome) -> tuple[dict[str, Any], Wrong | None]:
    """The JSON of an answer, and what is wrong with it before its code is looked at."""
    if outcome.status != httpx.codes.OK:
        return {}, Wrong(_("HTTP {status} instead of 200"), {"status": outcome.status})
    try:
        told = json.loads(outcome.answer)
    except (ValueError, RecursionError):
        return {}, Wrong(_("the answer is not JSON"))
    if not isinstance(told, dict):
        return {}, Wrong(_("the answer is not a JSON object"))
    return told, None


def _not_whole(name: str, value: object) -> Wrong:
    return Wrong(_("“{name}” is not a whole number: {value}"), {"name": name, "value": repr(value)[:60]})


def _short(amount: Money) -> str:
    """`500`, as CLICK's tool writes a whole sum; tiyin where there are some."""
    return str(amount.tiyin // 100) if amount.tiyin % 100 == 0 else amount.plain()
