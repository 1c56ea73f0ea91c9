"""The tester passes a good server in every step, and each bad one fails in the step that is meant for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from pos.core.money import Money
from pos.core.shop_rules import Reply, ShopRules
from pos.shop_api.scenarios import ALL, CLICKS, OURS, Scenario, chosen
from pos.shop_api.tester import Examiner, Outcome, Target
from tests.shop_api.model_shop import ACCOUNT, ModelShop

pytestmark = pytest.mark.anyio
KEY = "a key for tests"
TARGET = Target(
    prepare_url="http://127.0.0.1:8080/click/prepare", complete_url="http://127.0.0.1:8080/click/complete",
    service_id=31, merchant_user_id=4, secret_key=KEY, merchant_trans_id=ACCOUNT.order_id,
    amount=Money.of_sum(500),
)  # fmt: skip
Server = Callable[[httpx.Request], httpx.Response]


async def examined(server: Server, scenarios: tuple[Scenario, ...] = ALL) -> list[Outcome]:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as client:
        tester = Examiner(TARGET, client, lambda: now, lambda: 0.0)
        return [outcome async for outcome in tester.run(scenarios)]


def failed(outcomes: list[Outcome]) -> dict[int, str]:
    return {outcome.scenario.number: str(outcome.wrong) for outcome in outcomes if not outcome.passed}


async def test_our_rules_pass_every_step() -> None:
    shop = ModelShop(31, KEY)
    outcomes = await examined(shop)
    assert failed(outcomes) == {}
    assert [outcome.scenario for outcome in outcomes] == list(ALL)
    assert shop.paid == 3
    assert [outcome.error for outcome in outcomes[:15]] == [
        -1,
        0,
        -1,
        -2,
        0,
        -4,
        -4,
        -5,
        0,
        -6,
        0,
        0,
        -9,
        -9,
        -9,
    ]


async def test_the_key_and_the_signatures_stay_inside() -> None:
    shop = ModelShop(31, KEY)
    outcomes = await examined(shop)
    sent = "".join(shop.bodies)
    assert KEY not in sent
    signs = {dict(pair.split("=", 1) for pair in body.split("&")).get("sign_string") for body in shop.bodies}
    shown = "".join(outcome.request + outcome.answer for outcome in outcomes) + repr(TARGET)
    assert KEY not in shown
    assert not any(sign in shown for sign in signs if sign)
    assert shown.count("sign_string=••••••••") == len(ALL) - 1


async def test_each_step_has_its_own_click_trans_id_and_one_paydoc() -> None:
    shop = ModelShop(31, KEY)
    await examined(shop, CLICKS)
    bodies = [dict(pair.split("=", 1) for pair in body.split("&")) for body in shop.bodies]
    assert len({body["click_trans_id"] for body in bodies}) == len(CLICKS)
    assert {body["click_paydoc_id"] for body in bodies} == {"16853761"}
    assert bodies[0]["amount"] == "500"


def spoiled(change: Callable[[dict[str, object]], object], *, status: int = 200) -> Server:
    """A good server whose answers are changed on the way."""
    shop = ModelShop(31, KEY)

    def answer(request: httpx.Request) -> httpx.Response:
        told = json.loads(shop(request).content)
        return httpx.Response(status, json=change(told))

    return answer


@pytest.mark.parametrize(
    ("server", "step", "why"),
    [
        (spoiled(lambda told: {**told, "error": str(told["error"])}),
         2, "“error” is not a whole number: '0'"),
        (spoiled(lambda told: told, status=500), 1, "HTTP 500 instead of 200"),
        (spoiled(lambda told: [told]), 1, "the answer is not a JSON object"),
        (spoiled(lambda told: {"error": told["error"]}), 1, "“error_note” is missing"),
        (spoiled(lambda told: {**told, "click_trans_id": 1}),
         2, "“click_trans_id” is not that of the request"),
        (
            spoiled(lambda told: {**told, "merchant_prepare_id": "7"}),
            2,
            "“merchant_prepare_id” is not a whole number: '7'",
        ),
        (lambda _request: httpx.Response(200, text="<html>"), 1, "the answer is not JSON"),
    ],
)  # fmt: skip
async def test_an_answer_of_the_wrong_form_fails(server: Server, step: int, why: str) -> None:
    assert failed(await examined(server, CLICKS))[step] == why


async def test_a_server_that_believes_anybody_is_found() -> None:
    """Another key at the server is as good as no check at all here: every signature is refused."""
    wrong = failed(await examined(ModelShop(31, "another key"), CLICKS))
    assert wrong[2] == "error -1 instead of 0"
    assert 1 not in wrong


async def test_a_server_that_is_not_there_fails_every_step_and_raises_nothing() -> None:
    def down(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    outcomes = await examined(down, CLICKS)
    assert {str(outcome.wrong) for outcome in outcomes} == {"no answer: ConnectError"}


async def test_the_newer_tool_of_click_wants_another_answer_to_a_cancel_of_what_is_paid() -> None:
    shop = ModelShop(31, KEY)
    shop.rules = ShopRules(cancel_of_paid=Reply.CANCELLED)
    assert failed(await examined(shop, CLICKS)) == {7: "error -9 instead of -4"}


def test_a_step_brings_those_that_follow_it() -> None:
    assert [one.number for one in chosen(12)] == [12, 13, 14, 15]
    assert [one.number for one in chosen(7)] == [7]
    assert chosen(None) == ALL
    assert chosen(None, stricter=False) == CLICKS
    assert chosen(99) == ()


def test_the_tables_are_numbered_in_order() -> None:
    assert [one.number for one in CLICKS] == list(range(1, 16))
    assert [one.number for one in OURS] == list(range(101, 101 + len(OURS)))
    assert not any(one.ours for one in CLICKS)
    assert all(one.ours for one in OURS)
