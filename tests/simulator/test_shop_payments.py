"""CLICK towards a shop: Prepare, the money, Complete, and the page on which the payer chooses."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
import pytest

from pos.simulator import (
    TRAINING_MERCHANT_ID,
    TRAINING_SECRET_KEY,
    Personality,
    ShopCall,
    ShopNotConnected,
    ShopPaymentOutcome,
    ShopStage,
    Simulator,
    SimulatorOptions,
    State,
)
from tests.simulator.kit import SERVICE, Desk, desk, receipt, until

pytestmark = pytest.mark.anyio

Members = dict[str, Any]
Answer = Members | bytes | int | None
"""JSON members, a raw body, an HTTP status without a body; None: the connection closes."""

ORDER = "N000123Z"


@dataclass
class Shop:
    """A shop with one order; `turns` are told instead of its own answers, one after another."""

    paid: bool = False
    cancelled: bool = False
    known: bool = True
    silent: bool = False
    open_calls: int = 0
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    content_types: set[str] = field(default_factory=set)
    turns: list[Callable[[Members], Answer] | None] = field(default_factory=list)

    def answer(self, path: str, form: dict[str, str]) -> Answer:
        self.heard.append((path, form))
        own = self._own(path, form)
        turn = self.turns.pop(0) if self.turns else None
        return own if turn is None else turn(own)

    def _own(self, path: str, form: dict[str, str]) -> Members:
        told: Members = {
            "click_trans_id": int(form["click_trans_id"]),
            "merchant_trans_id": form["merchant_trans_id"],
        }
        if not self.known:
            return {"error": -5, "error_note": "User does not exist"}
        if self.paid:
            return {**told, "error": -4, "error_note": "Already paid"}
        if path == "/prepare":
            return {**told, "merchant_prepare_id": 17, "error": 0, "error_note": "Success"}
        if int(form["error"]) < 0:
            return {**told, "merchant_confirm_id": 17, "error": -9, "error_note": "Transaction cancelled"}
        self.paid = True
        return {**told, "merchant_confirm_id": 17, "error": 0, "error_note": "Success"}

    def calls(self) -> list[tuple[str, str]]:
        return [(path, form["error"]) for path, form in self.heard]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_calls += 1
        head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
        length = int(re.search(r"(?i)content-length: *(\d+)", head)[1])  # type: ignore[index]
        body = (await reader.readexactly(length)).decode("ascii")
        self.content_types.add(re.search(r"(?i)content-type: *(\S+)", head)[1])  # type: ignore[index]
        if self.silent:
            await reader.read()
        else:
            pairs = parse_qsl(body, keep_blank_values=True, strict_parsing=True)
            writer.write(_wire(self.answer(head.split()[1], dict(pairs))))
        writer.close()
        self.open_calls -= 1


def _wire(answer: Answer) -> bytes:
    if answer is None:
        return b""
    status = answer if isinstance(answer, int) else 200
    body = answer if isinstance(answer, bytes) else b"" if isinstance(answer, int) else _json(answer)
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, len(body)) + body


def _json(members: Members) -> bytes:
    return json.dumps(members).encode()


@dataclass
class Street:
    """A shop, CLICK, and a payer's browser that follows nothing by itself."""

    desk: Desk
    shop: Shop

    @property
    def sim(self) -> Simulator:
        return self.desk.sim

    async def pay(self, amount_tiyin: int = 50_000, **how: Any) -> ShopPaymentOutcome:  # noqa: ANN401
        return await self.sim.pay_order(ORDER, amount_tiyin, **how)

    async def see(self, **changes: str | None) -> httpx.Response:
        url = f"{self.sim.pay_page_url}?{urlencode(link(**changes))}"
        return await self.desk.client.get(url)

    async def choose(self, choice: str, **changes: str | None) -> httpx.Response:
        form = {**link(**changes), "choice": choice}
        return await self.desk.client.post(self.sim.pay_page_url, data=form)


def link(**changes: str | None) -> dict[str, str]:
    fields: dict[str, str | None] = {
        "service_id": str(SERVICE),
        "merchant_id": str(TRAINING_MERCHANT_ID),
        "amount": "500.00",
        "transaction_param": ORDER,
        **changes,
    }
    return {name: text for name, text in fields.items() if text is not None}


@asynccontextmanager
async def street(**options: Any) -> AsyncIterator[Street]:  # noqa: ANN401 - the options of the simulator
    shop = Shop()
    server = await asyncio.start_server(shop.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, desk(**options) as d:
        d.sim.connect_shop(f"http://127.0.0.1:{port}/prepare", f"http://127.0.0.1:{port}/complete")
        yield Street(d, shop)
        await until(lambda: shop.open_calls == 0)


def signed(form: dict[str, str]) -> str:
    middle = form["merchant_trans_id"] + (form["merchant_prepare_id"] if form["action"] == "1" else "")
    start = form["click_trans_id"] + form["service_id"] + TRAINING_SECRET_KEY
    text = start + middle + form["amount"] + form["action"] + form["sign_time"]
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - CLICK's choice


async def test_prepare_then_money_then_complete() -> None:
    async with street() as s:
        outcome = await s.pay()
        assert (outcome.stage, outcome.bank, outcome.is_paid) == (
            ShopStage.ACKNOWLEDGED,
            State.CAPTURED,
            True,
        )
        assert outcome.prepare is not None
        assert outcome.prepare.number == 17
        assert outcome.complete is not None
        assert outcome.complete.error == 0
        assert outcome.breaches == ()
        assert s.shop.calls() == [("/prepare", "0"), ("/complete", "0")]
        status = await s.desk.status(outcome.payment_id)
        assert (status["error_code"], status["payment_status"]) == (0, 2)
        assert s.sim.ledger.captured_tiyin() == 50_000


async def test_the_forms_are_as_documented() -> None:
    async with street() as s:
        outcome = await s.sim.pay_order("Заказ № 7 & co", 3_313_973)
        (_, prepare), (_, complete) = s.shop.heard
        assert list(prepare) == [
            "click_trans_id",
            "service_id",
            "click_paydoc_id",
            "merchant_trans_id",
            "amount",
            "action",
            "error",
            "error_note",
            "sign_time",
            "sign_string",
        ]
        assert list(complete) == [*list(prepare)[:4], "merchant_prepare_id", *list(prepare)[4:]]
        assert (prepare["action"], complete["action"]) == ("0", "1")
        assert complete["merchant_prepare_id"] == "17"
        assert prepare["sign_time"] == "2026-03-14 12:00:00"
        for form in (prepare, complete):
            assert form["merchant_trans_id"] == "Заказ № 7 & co"
            assert form["amount"] == "33139.73"
            assert form["click_paydoc_id"] == str(outcome.payment_id)
            assert form["click_trans_id"] == str(outcome.click_trans_id) != str(outcome.payment_id)
            assert form["sign_string"] == signed(form)
        assert s.shop.content_types == {"application/x-www-form-urlencoded"}


async def test_the_amount_is_signed_as_it_is_written() -> None:
    async with street() as s:
        await s.pay(3_840_000)
        s.shop.paid = False
        await s.pay(3_840_000, amount_text="38400.00")
        assert [form["amount"] for _, form in s.shop.heard] == ["38400", "38400", "38400.00", "38400.00"]
        assert all(form["sign_string"] == signed(form) for _, form in s.shop.heard)
        for text in ("38400.0", "38400.01", "0", "1e5", "١٢"):
            with pytest.raises(ValueError):
                await s.pay(3_840_000, amount_text=text)


async def test_every_attempt_has_numbers_of_its_own() -> None:
    async with street() as s:
        outcomes = [await s.pay(decline=True) for _ in range(3)]
        numbers = {number for each in outcomes for number in (each.payment_id, each.click_trans_id)}
        assert len(numbers) == 6


async def test_a_declined_card_cancels_at_the_shop() -> None:
    async with street() as s:
        outcome = await s.pay(decline=True)
        assert (outcome.stage, outcome.bank) == (ShopStage.DECLINED, State.CANCELLED)
        assert s.shop.calls() == [("/prepare", "0"), ("/complete", "-5017")]
        assert s.shop.heard[1][1]["error_note"] == "Недостаточно средств на карте"
        assert outcome.complete is not None
        assert outcome.complete.error == -9
        assert outcome.breaches == ()
        assert (await s.desk.status(outcome.payment_id))["payment_status"] == -1
        assert s.sim.ledger.captured_tiyin() == 0


async def test_a_cancel_must_be_answered_by_minus_nine() -> None:
    async with street() as s:
        s.shop.turns = [None, lambda own: {**own, "error": 0}]
        outcome = await s.pay(decline=True)
        assert outcome.bank is State.CANCELLED
        assert outcome.breaches == ("a cancelled payment is answered by -9, not 0",)


async def test_minus_four_ends_it_without_complete_and_without_money() -> None:
    async with street() as s:
        s.shop.paid = True
        outcome = await s.pay()
        assert (outcome.stage, outcome.bank) == (ShopStage.REFUSED, State.CANCELLED)
        assert s.shop.calls() == [("/prepare", "0")]
        assert outcome.breaches == ()


async def test_minus_five_takes_no_money() -> None:
    async with street() as s:
        s.shop.known = False
        outcome = await s.pay()
        assert (outcome.stage, outcome.bank) == (ShopStage.REFUSED, State.CANCELLED)
        assert outcome.prepare is not None
        assert (outcome.prepare.error, outcome.prepare.error_note) == (-5, "User does not exist")
        assert s.shop.calls() == [("/prepare", "0")]  # no merchant_prepare_id, so nothing to cancel
        assert outcome.breaches == ()


async def test_a_cancelled_order_with_a_prepare_id_hears_a_cancel() -> None:
    async with street() as s:
        s.shop.turns = [lambda own: {**own, "error": -9, "error_note": "Transaction cancelled"}]
        outcome = await s.pay()
        assert (outcome.stage, outcome.bank) == (ShopStage.REFUSED, State.CANCELLED)
        assert s.shop.calls() == [("/prepare", "0"), ("/complete", "-1")]


@pytest.mark.parametrize("trouble", [None, 503, b"<html>", b'{"error": "0"}'])
async def test_without_an_answer_to_prepare_no_money_is_taken(trouble: Answer) -> None:
    async with street() as s:
        s.shop.turns = [lambda _: trouble]
        outcome = await s.pay()
        assert (outcome.stage, outcome.bank) == (ShopStage.REFUSED, State.CANCELLED)
        assert outcome.prepare is None
        assert len(s.shop.heard) == 1


async def test_a_lost_answer_is_asked_for_by_prepare() -> None:
    async with street() as s:
        outcome = await s.pay(lose_complete_answer=True)
        assert s.shop.calls() == [("/prepare", "0"), ("/complete", "0"), ("/prepare", "0")]
        assert {form["click_trans_id"] for _, form in s.shop.heard} == {str(outcome.click_trans_id)}
        assert (outcome.stage, outcome.bank) == (ShopStage.ACKNOWLEDGED, State.CAPTURED)
        assert outcome.prepare is not None
        assert outcome.prepare.error == -4
        assert outcome.complete is None
        assert outcome.exchanges[1].trouble == "the answer was lost on its way"
        assert s.desk.time.now_s == 1002.0
        assert outcome.breaches == ()


@pytest.mark.parametrize("trouble", [None, 503])
async def test_a_complete_that_was_not_done_is_prepared_and_completed_again(trouble: Answer) -> None:
    def undone(_: Members) -> Answer:
        s.shop.paid = False
        return trouble

    async with street() as s:
        s.shop.turns = [None, undone, lambda own: {**own, "merchant_prepare_id": 18}]
        outcome = await s.pay()
        assert [path for path, _ in s.shop.heard] == ["/prepare", "/complete", "/prepare", "/complete"]
        assert s.shop.heard[3][1]["merchant_prepare_id"] == "18"
        assert outcome.stage is ShopStage.ACKNOWLEDGED
        assert outcome.breaches == ()


async def test_after_the_money_a_refused_prepare_is_followed_by_a_confirming_complete() -> None:
    def undone(_: Members) -> Answer:
        s.shop.paid = False
        return None

    async with street() as s:
        s.shop.turns = [None, undone, lambda own: {**own, "error": -9}]
        outcome = await s.pay()
        assert s.shop.calls()[2:] == [("/prepare", "0"), ("/complete", "0")]
        assert s.shop.heard[3][1]["merchant_prepare_id"] == "17"
        assert outcome.stage is ShopStage.ACKNOWLEDGED


async def test_a_shop_that_stays_silent_leaves_a_paid_payment_for_support(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    async with street(ledger_path=path) as s:
        s.shop.turns = [None, *[lambda _: None] * 4]
        outcome = await s.pay()
        assert [each for each, _ in s.shop.heard] == ["/prepare", "/complete", *["/prepare"] * 3]
        assert s.desk.time.now_s == 1022.0
        assert (outcome.stage, outcome.bank, outcome.is_paid) == (ShopStage.HUNG, State.CAPTURED, True)
        assert [each.payment_id for each in s.sim.ledger.unacknowledged()] == [outcome.payment_id]
    async with desk(ledger_path=path) as d:
        kept = d.sim.ledger.payments[outcome.payment_id]
        assert kept.online is not None
        assert (kept.state, kept.online.stage) == (State.CAPTURED, ShopStage.HUNG)


async def test_an_error_to_complete_is_tried_a_few_times_and_hangs() -> None:
    async with street() as s:
        s.shop.turns = [None, *[lambda _: {"error": -7, "error_note": "Failed"}] * 4]
        outcome = await s.pay()
        assert [path for path, _ in s.shop.heard] == ["/prepare", *["/complete"] * 4]
        assert (outcome.stage, outcome.bank) == (ShopStage.HUNG, State.CAPTURED)


async def test_minus_nine_to_complete_is_final() -> None:
    async with street() as s:
        s.shop.turns = [None, lambda _: {"error": -9, "error_note": "Transaction cancelled"}]
        outcome = await s.pay()
        assert len(s.shop.heard) == 2
        assert (outcome.stage, outcome.bank) == (ShopStage.HUNG, State.CAPTURED)


async def test_minus_four_to_complete_acknowledges() -> None:
    async with street() as s:
        s.shop.turns = [None, lambda _: {"error": -4, "error_note": "Already paid"}]
        assert (await s.pay()).stage is ShopStage.ACKNOWLEDGED


BREACHES: list[tuple[Callable[[Members], Answer], str, bool]] = [
    (lambda own: {**own, "error": "0"}, "error must be an integer, 0 or less", False),
    (lambda own: {**own, "error": 0.0}, "error must be an integer, 0 or less", False),
    (lambda own: {**own, "error": 1}, "error must be an integer, 0 or less", False),
    (lambda _: b"[]", "the answer must be a JSON object", False),
    (lambda own: b"\xef\xbb\xbf" + _json(own), "the body is not JSON", False),
    (lambda _: b'{"error": 0, "error": 0}', "error stands twice", False),
    (lambda own: {**own, "merchant_prepare_id": "17"}, "merchant_prepare_id must be", False),
    (lambda own: {**own, "merchant_prepare_id": None}, "merchant_prepare_id must be", False),
    (lambda own: {**own, "merchant_prepare_id": 2**31}, "merchant_prepare_id must be", True),
    (lambda own: {**own, "click_trans_id": str(own["click_trans_id"])}, "click_trans_id must", True),
    (lambda own: {**own, "click_trans_id": 1}, "click_trans_id must", True),
    (lambda own: {**own, "merchant_trans_id": "other"}, "merchant_trans_id must", True),
    (lambda own: {"error": 0, "error_note": "", "merchant_prepare_id": 17}, "click_trans_id must", True),
    (lambda own: {**own, "error_note": None}, "error_note must be a string", True),
    (lambda own: {**own, "error": -31}, "error -31 is not in the table", False),
    (lambda _: 404, "HTTP 404 instead of 200", False),
]


@pytest.mark.parametrize(("turn", "what", "goes_on"), BREACHES)
async def test_an_answer_that_is_not_as_documented_is_recorded(
    turn: Callable[[Members], Answer], what: str, *, goes_on: bool
) -> None:
    async with street() as s:
        s.shop.turns = [turn]
        outcome = await s.pay()
        assert any(each.startswith(what) for each in outcome.breaches), outcome.breaches
        assert outcome.is_paid is goes_on
        first = s.sim.ledger.shop_breaches[0]
        assert (first.click_trans_id, first.call) == (outcome.click_trans_id, ShopCall.PREPARE)


async def test_wrong_types_in_the_answer_to_complete() -> None:
    async with street() as s:
        s.shop.turns = [None, lambda own: {**own, "error": "0"}]
        outcome = await s.pay()
        assert outcome.stage is ShopStage.ACKNOWLEDGED  # the shop says -4 to the Prepare that follows
        assert outcome.breaches == ("error must be an integer, 0 or less",)


async def test_a_confirm_id_may_be_null() -> None:
    async with street() as s:
        s.shop.turns = [None, lambda own: {**own, "merchant_confirm_id": None}]
        assert (await s.pay()).breaches == ()


async def test_a_shop_that_hangs_is_given_up() -> None:
    async with street(shop_timeout_s=0.05) as s:
        s.shop.silent = True
        outcome = await s.pay()
        assert outcome.exchanges[0].trouble == "no whole answer within 0.05 s"
        assert outcome.bank is State.CANCELLED


async def test_an_endless_answer_is_given_up() -> None:
    async with street() as s:
        s.shop.turns = [lambda _: b" " * 100_000]
        outcome = await s.pay()
        assert outcome.exchanges[0].trouble == "the answer is longer than 65536 bytes"


async def test_a_shop_that_is_away_and_comes_back_elsewhere() -> None:
    async with street() as s:
        s.sim.connect_shop("http://127.0.0.1:1/prepare", "http://127.0.0.1:1/complete")
        assert (await s.pay()).bank is State.CANCELLED
        s.sim.connect_shop("", "")
        with pytest.raises(ShopNotConnected):
            await s.pay()
        assert (await s.see()).status_code == 503


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/", "http://click.uz/", "http://10.0.0.1:80/", "ftp://localhost/", "x", "http://"],
)
async def test_only_a_shop_on_loopback_is_called(url: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        SimulatorOptions(shop_prepare_url=url)
    async with desk() as d:
        with pytest.raises(ValueError, match="loopback"):
            d.sim.connect_shop("http://localhost:8000/prepare", url)


async def test_a_receipt_and_a_reversal_work_as_for_any_payment() -> None:
    async with street() as s:
        payment_id = (await s.pay()).payment_id
        answer = await s.desk.ok("POST", "payment/ofd_data/submit_items", receipt(payment_id))
        assert answer["error_code"] == 0
        found = await s.desk.look_up(ORDER)
        assert int(found["payment_id"]) == payment_id
        assert (await s.desk.reverse(payment_id))["error_code"] == 0
        assert s.sim.ledger.payments[payment_id].state is State.REVERSED
        assert s.sim.ledger.captured_tiyin() == 0


async def test_the_fiscal_outage_of_an_online_payment() -> None:
    async with street() as s:
        payment_id = (await s.pay(ofd_down=True)).payment_id
        answer = await s.desk.send("POST", "payment/ofd_data/submit_items", receipt(payment_id))
        assert answer.status_code == 502


async def test_the_payment_exists_while_prepare_is_asked_and_no_window_runs() -> None:
    async with street() as s:
        seen: list[Members] = []

        def look(own: Members) -> Answer:
            s.desk.time.pass_s(3600)
            payment = next(iter(s.sim.ledger.payments.values()))
            seen.append({"state": payment.state, "confirm": payment.confirm_mode})
            return own

        s.shop.turns = [look]
        assert (await s.pay()).bank is State.CAPTURED
        assert seen == [{"state": State.CREATED, "confirm": False}]


async def test_the_book_over_http_shows_the_stage() -> None:
    async with street() as s:
        s.shop.turns = [lambda own: {**own, "error_note": 1}]
        outcome = await s.pay()
        url = s.sim.base_url.removesuffix("/v2/merchant/") + "/__ledger"
        book = (await s.desk.client.get(url)).json()
        assert book["payments"][0]["online"] == {
            "click_trans_id": outcome.click_trans_id,
            "stage": "acknowledged",
        }
        assert book["shop_breaches"][0]["what"] == "error_note must be a string"


async def test_the_page_shows_what_is_paid_and_three_buttons() -> None:
    async with street() as s:
        page = await s.see(
            transaction_param='<b>"№ 1"', card_type="humo", merchant_user_id="4", return_url=""
        )
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert '<dd id="amount">500.00 сум</dd>' in page.text
        assert f'<dd id="service">{SERVICE}</dd>' in page.text
        assert '<dd id="order">&lt;b&gt;&quot;№ 1&quot;</dd>' in page.text
        assert re.findall(
            r'<button id="(\w+)" type="submit" name="choice" value="(\w+)">([^<]+)<', page.text
        ) == [
            ("pay", "pay", "Оплатить"),
            ("decline", "decline", "Отказ карты"),
            ("close", "close", "Закрыть"),
        ]
        assert 'name="card_type" value="humo"' in page.text
        assert not re.search(r"(?:src|href)=|<script|url\(|https?:", page.text)
        assert s.shop.heard == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("service_id", None),
        ("service_id", "1"),
        ("service_id", "abc"),
        ("merchant_id", ""),
        ("merchant_id", "77"),
        ("amount", None),
        ("amount", "500.0"),
        ("amount", "500,00"),
        ("amount", "-500"),
        ("amount", "0.00"),
        ("transaction_param", None),
        ("transaction_param", "a\nb"),
        ("transaction_param", "x" * 256),
        ("merchant_user_id", "x"),
        ("card_type", "visa"),
        ("return_url", "/order/1"),
        ("return_url", "javascript://x/%0aalert(1)"),
        ("return_url", "https://shop.uz/\r\nSet-Cookie: a=b"),
        ("transaction_id", "1"),
    ],
)
async def test_a_wrong_parameter_is_named(name: str, text: str | None) -> None:
    async with street() as s:
        changes = {name: text}
        for page in (await s.see(**changes), await s.choose("pay", **changes)):
            assert page.status_code == 400
            assert f'data-parameter="{name}"' in page.text
        assert s.shop.heard == []


async def test_broken_queries_and_forms() -> None:
    async with street() as s:
        url = s.sim.pay_page_url
        twice = await s.desk.client.get(f"{url}?{urlencode(link())}&amount=1.00")
        assert 'data-parameter="amount"' in twice.text
        assert 'data-parameter="query"' in (await s.desk.client.get(f"{url}?amount=%FF")).text
        many = "&".join(f"x{n}=1" for n in range(50))
        assert 'data-parameter="query"' in (await s.desk.client.get(f"{url}?{many}")).text
        assert 'data-parameter="choice"' in (await s.choose("steal")).text
        wrong = await s.desk.client.post(url, json={**link(), "choice": "pay"})
        assert 'data-parameter="Content-Type"' in wrong.text
        assert s.shop.heard == []


async def test_an_optional_parameter_that_is_empty_is_absent() -> None:
    async with street() as s:
        page = await s.choose("pay", return_url="", card_type="", merchant_user_id="")
        assert (page.status_code, "Оплачено" in page.text) == (200, True)


async def test_the_pay_button_pays_the_sum_as_the_link_writes_it() -> None:
    async with street() as s:
        page = await s.choose("pay")
        assert page.status_code == 200
        assert '<h1 id="result" data-status="2">Оплачено</h1>' in page.text
        assert [form["amount"] for _, form in s.shop.heard] == ["500.00", "500.00"]
        payment_id = int(re.search(r'id="payment">(\d+)<', page.text)[1])  # type: ignore[index]
        assert (await s.desk.status(payment_id))["payment_status"] == 2


async def test_the_other_two_buttons() -> None:
    async with street() as s:
        assert "Карта отклонена" in (await s.choose("decline")).text
        assert s.shop.calls() == [("/prepare", "0"), ("/complete", "-5017")]
        assert "Вы закрыли страницу" in (await s.choose("close")).text
        assert len(s.shop.heard) == 2
        s.shop.known = False
        assert "User does not exist (-5)" in (await s.choose("pay")).text
        assert s.sim.ledger.captured_tiyin() == 0


async def test_the_payer_is_sent_back_after_success_and_after_failure() -> None:
    back = "http://127.0.0.1:8000/заказ?id=1#end"
    async with street() as s:
        for choice, status in (("decline", "-1"), ("close", "-1"), ("pay", "2")):
            page = await s.choose(choice, return_url=back)
            assert page.status_code == 303
            parts = urlsplit(page.headers["location"])
            assert (parts.path, parts.fragment) == ("/%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7", "end")
            told = parse_qs(parts.query)
            assert (told["id"], told["payment_status"]) == (["1"], [status])
            assert ("payment_id" in told) is (choice != "close")


async def test_a_return_without_the_status_and_into_an_app() -> None:
    async with street(personality=Personality(return_tells_status=False)) as s:
        page = await s.choose("pay", return_url="myshop://order/1")
        assert (page.status_code, page.headers["location"]) == (303, "myshop://order/1")


async def test_the_payer_does_not_wait_for_the_shop_to_acknowledge() -> None:
    async with street() as s:
        s.shop.turns = [None, lambda _: None]
        page = await s.choose("pay")
        assert "Платёж в обработке" in page.text
        payment = next(iter(s.sim.ledger.payments.values()))
        await until(lambda: payment.online and payment.online.stage is ShopStage.ACKNOWLEDGED)
        assert s.sim.ledger.unacknowledged() == []


async def test_a_restart_before_the_money_leaves_it_with_the_payer(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    async with street(ledger_path=path) as s:
        s.shop.silent = True
        paying = asyncio.create_task(s.pay())
        await until(lambda: s.shop.content_types)
        paying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await paying
        (payment,) = s.sim.ledger.payments.values()
        assert payment.state is State.CREATED
    async with desk(ledger_path=path) as d:
        kept = d.sim.ledger.payments[payment.payment_id]
        assert kept.online is not None
        assert (kept.state, kept.online.stage) == (State.CANCELLED, ShopStage.REFUSED)
