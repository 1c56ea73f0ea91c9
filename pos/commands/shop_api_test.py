"""`pos shop-api test`: plays CLICK against a SHOP-API server, ours or any other. Moves no money."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pos.commands.output import BAD_USE, DONE, REFUSED, Output
from pos.core.errors import BadInput
from pos.core.money import Money
from pos.core.secret import SecretKey
from pos.screens.tester_port import TesterForm
from pos.screens.tester_report import TestedStep, report_html
from pos.screens.tester_words import about, tested
from pos.tester_door import target_of, without_key

if TYPE_CHECKING:
    from pos.shop_api.scenarios import Scenario
    from pos.shop_api.tester import Outcome


def run_shop_api_test(options: argparse.Namespace, environ: Mapping[str, str], output: Output) -> int:
    """Exit 0 when every step passed, 3 when not, 2 for bad use. Raises BadInput."""
    from pos.shop_api.scenarios import chosen

    form = _form(options, environ)
    scenarios = chosen(options.scenario)
    if not scenarios:
        raise BadInput("there is no such step", field="scenario", value=str(options.scenario))
    outcomes = asyncio.run(_run(form, scenarios, output))
    steps = [tested(outcome, form, output.words) for outcome in outcomes]
    passed = sum(1 for outcome in outcomes if outcome.passed)
    if options.report is not None and not _write(Path(options.report), form, steps, output):
        return BAD_USE
    if options.json:
        output.json(
            {"passed": passed, "count": len(steps), "steps": [_json(outcome) for outcome in outcomes]}
        )
    else:
        output.out(output.words.say("Passed: {passed} of {count}", passed=passed, count=len(steps)))
    return DONE if passed == len(steps) else REFUSED


def _form(options: argparse.Namespace, environ: Mapping[str, str]) -> TesterForm:
    key = environ.get(options.secret_key_env, "")
    if not key:
        raise BadInput(
            "the key is not in the environment", field="secret_key_env", value=options.secret_key_env
        )
    for field in ("prepare_url", "complete_url"):
        if not str(getattr(options, field)).startswith(("http://", "https://")):
            raise BadInput("an address with http", field=field, value=str(getattr(options, field))[:80])
    return TesterForm(
        prepare_url=options.prepare_url, complete_url=options.complete_url, service_id=options.service_id,
        merchant_user_id=options.merchant_user_id, secret_key=SecretKey(key),
        merchant_trans_id=options.merchant_trans_id, amount=Money.parse(options.amount),
    )  # fmt: skip


async def _run(form: TesterForm, scenarios: Sequence[Scenario], output: Output) -> list[Outcome]:
    """Each step is said as it is done; `--json` keeps the output for the last line."""
    import httpx

    from pos.clock import SystemClock
    from pos.shop_api.tester import Examiner

    outcomes = []
    async with httpx.AsyncClient(trust_env=False) as client:
        examiner = Examiner(target_of(form, form.secret_key), client, SystemClock().now, time.monotonic)
        async for outcome in examiner.run(scenarios):
            shown = without_key(outcome, form.secret_key)
            outcomes.append(shown)
            _say(shown, output)
    return outcomes


def _say(outcome: Outcome, output: Output) -> None:
    say = output.words.say
    mark = "OK" if outcome.passed else "X "
    wrong = f": {_wrong(outcome, output)}" if outcome.wrong else ""
    output.err(f"{mark} {outcome.scenario.number:>3}  {say(outcome.scenario.title)}{wrong}")


def _wrong(outcome: Outcome, output: Output) -> str:
    wrong = outcome.wrong
    return output.words.say(wrong.text, **wrong.facts) if wrong else ""


def _json(outcome: Outcome) -> dict[str, object]:
    return {
        "number": outcome.scenario.number,
        "title": outcome.scenario.title,
        "ours": outcome.scenario.ours,
        "passed": outcome.passed,
        "expected": sorted(outcome.scenario.expected),
        "error": outcome.error,
        "wrong": str(outcome.wrong or ""),
    }


def _write(path: Path, form: TesterForm, steps: list[TestedStep], output: Output) -> bool:
    from pos.clock import SystemClock

    say, words = output.words.say, output.words
    try:
        path.write_text(report_html(steps, about(form, SystemClock().now(), words), words), encoding="utf-8")
    except OSError:
        output.err(say("{file} cannot be written", file=str(path)))
        return False
    output.err(say("The report lies in {file}", file=str(path)))
    return True
