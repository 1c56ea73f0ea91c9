"""A TesterPort that answers as the test says: every step passes unless `answers` has another outcome."""

from __future__ import annotations

from dataclasses import replace

from pos.screens.tester_port import StepOutcome, TesterForm
from pos.shop_api.scenarios import Ask, Scenario
from pos.shop_api.tester import HIDDEN, Outcome, Wrong

REPORT = "/home/kassa/reports/shop-api.html"


def passed(scenario: Scenario) -> Outcome:
    """The step as a good server answers it."""
    error = max(scenario.expected)
    where = scenario.ask.value
    request = f"POST http://127.0.0.1:8080/click/{where}\nclick_trans_id=1795513801{scenario.number:03d}\n"
    request += f"service_id=73504\nmerchant_trans_id=TEST-1\namount=500\nsign_string={HIDDEN}"
    answer = f'{{"click_trans_id": 1795513801{scenario.number:03d}, "error": {error}, "error_note": "Note"}}'
    ok = error == 0
    confirm = 9001 if ok and scenario.ask is Ask.COMPLETE else None
    return Outcome(scenario, request, answer, 200, error, None, 0.012, 17781 if ok else None, confirm)


def unreachable(scenario: Scenario, why: str = "ConnectError") -> Outcome:
    """Nobody answers."""
    wrong = Wrong("no answer: {why}", {"why": why})
    return replace(passed(scenario), answer="", status=None, error=None, wrong=wrong, prepare_id=None)


def wrong_code(scenario: Scenario, got: int = 0) -> Outcome:
    """The server gives another code than the documentation."""
    expected = " or ".join(map(str, sorted(scenario.expected)))
    wrong = Wrong("error {got} instead of {expected}", {"got": got, "expected": expected})
    answer = f'{{"error": {got}, "error_note": "Success"}}'
    return replace(passed(scenario), answer=answer, error=got, wrong=wrong)


def not_json(scenario: Scenario) -> Outcome:
    """The server answers with a page."""
    wrong = Wrong("the answer is not JSON")
    return replace(passed(scenario), answer="<html>Fatal error</html>", error=None, wrong=wrong)


class FakeTester:
    """`asked` lists what was played; `answers` maps a step's number to its outcome or to what is raised."""

    def __init__(self) -> None:
        self.asked: list[tuple[TesterForm, int]] = []
        self.answers: dict[int, Outcome | Exception] = {}
        self.reports: list[str] = []
        self.save_error: Exception | None = None

    @property
    def numbers(self) -> list[int]:
        """The steps that were played."""
        return [number for _form, number in self.asked]

    async def run_step(self, form: TesterForm, scenario: Scenario) -> StepOutcome:
        """Answer as told."""
        self.asked.append((form, scenario.number))
        answer = self.answers.get(scenario.number, passed(scenario))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def save_report(self, html: str) -> str:
        """Keep the page."""
        if self.save_error is not None:
            raise self.save_error
        self.reports.append(html)
        return REPORT
