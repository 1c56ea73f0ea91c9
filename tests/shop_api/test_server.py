"""Prepare and Complete over real sockets and a real journal: what is answered, and what stays of it."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos.core.errors import JournalTrouble
from pos.core.payment import Payment, PaymentState
from pos.journal.database import Journal
from tests.fakes.clock import FakeClock
from tests.journal.kit import open_books, outside
from tests.shop_api.kit import COMPLETE, PREPARE, form, signed
from tests.shop_api.live_shop import (
    ACCOUNT,
    ORDER,
    TO_COMPLETE,
    TO_PREPARE,
    LiveShop,
    complete_form,
    copy_of,
    prepare_form,
)
from tests.shop_api.raw_http import request

pytestmark = pytest.mark.anyio
S = PaymentState


def sum_of(payment: Payment) -> str:
    """As CLICK writes it."""
    return f"{payment.amount.tiyin // 100}.{payment.amount.tiyin % 100:02}"


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new journal, closed."""
    path = tmp_path_factory.mktemp("empty") / "journal.sqlite3"
    Journal(path).close()
    return path


@pytest.fixture
async def shop(empty: Path, tmp_path: Path) -> AsyncIterator[LiveShop]:
    """A shop that listens."""
    made = LiveShop(open_books(copy_of(empty, tmp_path), FakeClock()))
    await made.start()
    yield made
    await made.close()


# ---- payers ---------------------------------------------------------------------------------------------


async def test_prepare_reserves_and_complete_pays_once(shop: LiveShop) -> None:
    first = await shop.prepare()
    assert (first.error, first.json["click_trans_id"], first.json["merchant_trans_id"]) == (0, 1, ORDER)
    again = await shop.prepare()
    assert (again.error, again.prepare_id) == (0, first.prepare_id)
    done = await shop.complete(first.prepare_id)
    assert (done.error, done.json["merchant_confirm_id"]) == (0, first.prepare_id)
    assert [(await shop.complete(first.prepare_id)).error, (await shop.prepare()).error] == [-4, -4]
    assert shop.states() == ["paid"]
    assert [reply for _, _, reply in shop.inbox()] == [0, 0, 0, -4, -4]


async def test_of_sixteen_completes_at_once_one_is_answered_by_zero(shop: LiveShop) -> None:
    number = await shop.prepared()
    answers = await asyncio.gather(*(shop.complete(number) for _ in range(16)))
    assert Counter(one.error for one in answers) == {0: 1, -4: 15}
    assert shop.states() == ["paid"]


async def test_of_sixteen_payers_at_once_one_may_go_on(shop: LiveShop) -> None:
    answers = await asyncio.gather(*(shop.prepare(trans=trans) for trans in range(1, 17)))
    assert Counter(one.error for one in answers) == {0: 1, -7: 15}
    assert shop.states() == ["prepared"]


async def test_after_the_lapse_another_payer_wins_and_the_first_is_owed_his_money(shop: LiveShop) -> None:
    late = await shop.prepared(trans=1)
    shop.books.clock.pass_s(timedelta(minutes=16).total_seconds())
    winner = await shop.prepared(trans=2)
    assert (await shop.complete(winner, trans=2)).error == 0
    assert (await shop.complete(late, trans=1)).error == 0
    assert [one["owes_reversal"] for one in shop.attempts()] == [1, 0]


async def test_a_cancelled_attempt_stays_so_and_another_card_may_pay(shop: LiveShop) -> None:
    number = await shop.prepared(trans=1)
    for error in ("-5017", "-1", "0"):
        assert (await shop.complete(number, error=error)).error == -9
    assert (await shop.prepare(trans=1)).error == -9
    assert (await shop.complete(await shop.prepared(trans=2), trans=2)).error == 0
    assert shop.states() == ["cancelled", "paid"]


async def test_a_cancellation_of_what_is_paid_changes_nothing(shop: LiveShop) -> None:
    number = await shop.prepared()
    await shop.complete(number)
    assert (await shop.complete(number, error="-1")).error == -4
    assert shop.states() == ["paid"]


async def test_an_account_is_paid_again_and_again(shop: LiveShop) -> None:
    for trans in (1, 2):
        number = await shop.prepared(ACCOUNT, trans)
        assert (await shop.complete(number, ACCOUNT, trans)).error == 0
    assert shop.states() == ["paid", "paid"]


async def test_unknown_orders_attempts_and_sums_are_refused_by_their_codes(shop: LiveShop) -> None:
    shop.add("TRAINING1A", training=True)
    shop.add("EXPIRED1A", expires_at=shop.books.clock.now())
    number, other = await shop.prepared(), await shop.prepared(ACCOUNT)
    assert [(await shop.prepare(name)).error for name in ("NOBODY", "TRAINING1A")] == [-5, -5]
    assert (await shop.prepare("EXPIRED1A")).error == -9
    assert (await shop.prepare(trans=3, error="-1")).error == -9
    assert [(await shop.complete(one)).error for one in (2**63, 7, other)] == [-6, -6, -6]
    for amount in ("999.99", "1000.01", "1e3", "1000,00", "0", "-1000"):
        assert [
            (await shop.prepare(amount=amount)).error,
            (await shop.complete(number, amount=amount)).error,
        ] == [
            -2,
            -2,
        ]
    assert (await shop.complete(number, amount="1000")).error == 0
    assert shop.states() == ["paid", "prepared"]


async def test_what_the_shop_cancelled_meanwhile_is_taken_and_owed_back(shop: LiveShop) -> None:
    number = await shop.prepared()
    shop.orders.cancel(shop.orders.newest(9)[-1].order.order_id, shop.books.clock.now())
    assert (await shop.prepare(trans=2)).error == -9
    assert (await shop.complete(number)).error == 0
    assert [one["owes_reversal"] for one in shop.attempts()] == [1]


# ---- signatures and grammar -----------------------------------------------------------------------------


async def test_no_state_changes_without_a_valid_signature(shop: LiveShop) -> None:
    number = await shop.prepared()
    good = signed(COMPLETE, merchant_trans_id=ORDER, merchant_prepare_id=str(number))
    before, told = shop.attempts(), good["sign_string"]
    for wrong in (
        "",
        "0" * 32,
        told[:-1],
        told + "0",
        "é" * 32,
        told[::-1],
        signed(good, "other")["sign_string"],
    ):
        got = await shop.post(TO_COMPLETE, form({**good, "sign_string": wrong}))
        assert (got.error, "merchant_confirm_id" in got.json) == (-1, False)
    for changed in ({"amount": "1.00"}, {"merchant_trans_id": ACCOUNT}, {"sign_time": "2026-08-22 14:03:20"}):
        assert (await shop.post(TO_COMPLETE, form({**good, **changed}))).error == -1
    assert shop.attempts() == before
    assert (await shop.post(TO_COMPLETE, form({**good, "sign_string": told.upper()}))).error == 0


async def test_the_digits_of_a_signed_text_cannot_move_to_another_field(shop: LiveShop) -> None:
    number = str(await shop.prepared())
    good = signed(COMPLETE, merchant_trans_id=ORDER, merchant_prepare_id=number)
    text = number + good["amount"]
    for cut in range(1, len(text)):
        moved = {**good, "merchant_prepare_id": text[:cut], "amount": text[cut:]}
        if moved != good:
            assert (await shop.post(TO_COMPLETE, form(moved))).error in (-6, -8)
    assert shop.states() == ["prepared"]


async def test_the_digits_of_click_trans_id_cannot_move_to_service_id(shop: LiveShop) -> None:
    good = signed(PREPARE, merchant_trans_id=ORDER, click_trans_id="3737500")
    for zeros in (1, 2):
        moved = {**good, "click_trans_id": "3737500"[:-zeros], "service_id": "0" * zeros + good["service_id"]}
        assert (await shop.post(TO_PREPARE, form(moved))).error == -8
    assert shop.states() == []


async def test_each_name_has_one_value(shop: LiveShop) -> None:
    body = prepare_form()
    for name, value in PREPARE.items():
        if name not in ("merchant_prepare_id", "error_note"):
            assert (await shop.post(TO_PREPARE, body + f"&{name}={value}".encode())).error == -8
    fields = signed(PREPARE, merchant_trans_id=ORDER)
    for name in fields:
        if name not in ("merchant_prepare_id", "sign_string"):
            without = {other: value for other, value in fields.items() if other != name}
            assert (await shop.post(TO_PREPARE, form(without))).error == -8
    more = "".join(f"&x{number}=1" for number in range(31)).encode()
    assert (await shop.post(TO_PREPARE, body + more)).error == -8  # 42 fields
    assert shop.states() == []


async def test_the_action_and_the_service_have_to_be_ours(shop: LiveShop) -> None:
    number = await shop.prepared()
    assert (await shop.post(TO_PREPARE, complete_form(number))).error == -3
    assert (await shop.post(TO_COMPLETE, prepare_form())).error == -3
    assert (await shop.prepare(action="2")).error == -3
    assert (await shop.prepare(service_id="124")).error == -8
    assert shop.states() == ["prepared"]


async def test_json_a_bom_chunks_and_any_content_type_are_read(shop: LiveShop) -> None:
    fields, body = signed(PREPARE, merchant_trans_id=ORDER), prepare_form()
    numbers = {**fields, "click_trans_id": 3737503, "error": 0}
    chunks = b"".join(
        b"%x\r\n%b\r\n" % (len(body[k : k + 50]), body[k : k + 50]) for k in range(0, len(body), 50)
    )
    in_chunks = request(TO_PREPARE).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    line = await shop.line()
    for data in (
        request(TO_PREPARE, json.dumps(numbers).encode(), content_type="application/json"),
        request(TO_PREPARE, form(fields), content_type="text/plain"),
        request(TO_PREPARE, b"\xef\xbb\xbf" + form(fields), content_type=""),
        request(TO_PREPARE, form({**fields, "error_note": "@"}).replace(b"%40", "Мало".encode("cp1251"))),
        request(TO_PREPARE, form(fields), head="Expect: 100-continue\r\n"),
    ):
        assert (await line.ask(data)).error == 0
    assert (await line.ask(in_chunks + chunks + b"0\r\n\r\n")).error == -7  # another payer: it was read
    await line.close()


async def test_what_cannot_be_read_is_answered_all_the_same(shop: LiveShop) -> None:
    fields = signed(PREPARE, merchant_trans_id=ORDER)
    for body in (
        b"", b"\x00\xff", b"{", b"[]", b"{}", b'{"a":' * 3000, json.dumps([fields]).encode(), b"a" * 16_384,
        json.dumps({**fields, "amount": [1]}).encode(), json.dumps({**fields, "amount": None}).encode(),
        json.dumps(fields).encode("utf-16"), gzip.compress(form(fields)), b"--x\r\n\r\n--x--",
        form(fields).replace(b"ORDER1A", b"%ff"), json.dumps({**fields, "amount": "\ud800"}).encode(),
    ):  # fmt: skip
        got = await shop.post(TO_PREPARE, body)
        assert (got.status, got.error) == (200, -8), body[:60]
    assert shop.states() == []


async def test_other_addresses_and_methods_get_an_empty_answer(shop: LiveShop) -> None:
    line = await shop.line()
    for path in ("/", "/click", f"{TO_PREPARE}/", "/.env", "/%00", "http://evil/"):
        got = await line.ask(request(path, prepare_form()))
        assert (got.status, got.body, got.headers.get("location")) == (404, b"", None)
    for method in ("GET", "PUT", "OPTIONS", "DELETE", "TRACE", "HEAD", "PATCH"):
        for path in (TO_PREPARE, TO_COMPLETE):
            got = await line.ask(request(path, method=method))
            assert (got.status, got.body) == (405, b"")
    await line.close()


async def test_large_bodies_and_heads_are_not_read(shop: LiveShop) -> None:
    for data, status in (
        (request(TO_PREPARE, b"a" * 16_385), 413),
        (request(TO_PREPARE, head="X: " + "y" * 8192 + "\r\n"), 431),
        (request(TO_PREPARE, head="X: y\r\n" * 1400), 431),
    ):
        line = await shop.line()
        got = await line.ask(data)
        assert (got.status, got.body) == (status, b"")
        assert await line.ended() == b""
        await line.close()
    line = await shop.line()
    await line.send(request(TO_PREPARE).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked"))
    for _ in range(5):
        await line.send(b"1000\r\n" + b"a" * 4096 + b"\r\n")
    assert (await line.answer()).status == 413
    await line.close()
    assert shop.inbox() == []


async def test_what_is_no_http_is_refused_without_a_word_in_the_log(shop: LiveShop) -> None:
    begun = b"HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    for data in (
        b"\x16\x03\x01\r\n\r\n", b"\r\n\r\n", b"POST /nope " + begun + b"zz\r\n\r\n",
        f"POST {TO_PREPARE} ".encode() + begun + b"2\r\nab\r\nzz\r\n\r\n",
        request(TO_PREPARE, head="Transfer-Encoding: gzip\r\n"), request(TO_PREPARE, head="No Colon\r\n"),
    ):  # fmt: skip
        line = await shop.line()
        got = await line.ask(data)
        assert (got.status, got.body) == (400, b""), data
        assert await line.ended() == b""
        await line.close()
    assert shop.bugs == []


async def test_requests_in_one_breath_are_answered_in_their_order(shop: LiveShop) -> None:
    line = await shop.line()
    calls = [request(TO_PREPARE, prepare_form(trans=trans)) for trans in (1, 1, 2)]
    await line.send(b"".join(calls) + request("/nope"))
    assert [(await line.answer()).error for _ in range(3)] == [0, 0, -7]
    assert (await line.answer()).status == 404
    await line.close()


# ---- the inbox ------------------------------------------------------------------------------------------


async def test_of_a_flood_of_bad_signatures_only_the_first_are_kept_and_payers_feel_nothing(
    shop: LiveShop,
) -> None:
    bad = form({**signed(PREPARE), "sign_string": "0" * 32})
    answers = await asyncio.gather(*(shop.post(TO_PREPARE, bad) for _ in range(150)))
    assert {one.error for one in answers} == {-1}
    assert len(shop.inbox()) == 100
    assert (await shop.complete(await shop.prepared())).error == 0
    assert len(shop.inbox()) == 102
    shop.books.clock.pass_s(3.0)
    await asyncio.gather(*(shop.post(TO_PREPARE, bad) for _ in range(5)))
    assert len(shop.inbox()) == 105


async def test_the_inbox_keeps_what_came_without_its_signature(shop: LiveShop) -> None:
    wrong = "0123456789abcdef" * 2
    good = signed(PREPARE, merchant_trans_id=ORDER, error_note="\u202e'; DROP TABLE attempts; --")
    await shop.post(TO_PREPARE, form(good))
    await shop.post(TO_PREPARE, form({**good, "sign_string": wrong}))
    await shop.post(TO_PREPARE, b"amount=1&amount=2")
    kept = shop.inbox()
    assert [(path, reply) for path, _, reply in kept] == [(TO_PREPARE, reply) for reply in (0, -1, -8)]
    assert kept[0][1] == {**good, "sign_string": "…"}
    with outside(shop.books.journal.path) as other:
        dump = "\n".join(other.iterdump())
    assert good["sign_string"] not in dump
    assert wrong not in dump


# ---- the journal fails ----------------------------------------------------------------------------------


async def test_while_another_program_holds_the_journal_nothing_is_promised(shop: LiveShop) -> None:
    number = await shop.prepared()
    shop.books.journal.db.conn.execute("PRAGMA busy_timeout=1")
    with outside(shop.books.journal.path) as other:
        other.execute("BEGIN IMMEDIATE")
        assert (await shop.prepare(ACCOUNT)).error == -7
        done = await shop.complete(number)
        assert (done.status, done.body, done.headers["connection"]) == (503, b"", "close")
        assert (await shop.post(TO_COMPLETE, form({**COMPLETE, "sign_string": "0"}))).error == -1
        other.execute("ROLLBACK")
    assert shop.states() == ["prepared"]
    assert (await shop.complete(number)).error == 0
    assert [where for where, _ in shop.bugs] == ["shop_api.prepare", "shop_api.complete"]
    assert all(isinstance(error, JournalTrouble) for _, error in shop.bugs)
    assert shop.alarms == [ORDER]  # CLICK has the money of that one alone


async def test_on_a_disk_that_takes_nothing_nothing_is_promised(shop: LiveShop) -> None:
    number = await shop.prepared()
    connection = shop.books.journal.db.conn
    connection.execute("PRAGMA query_only=ON")
    assert (await shop.prepare(ACCOUNT)).error == -7
    assert (await shop.complete(number)).status == 503
    connection.execute("PRAGMA query_only=OFF")
    assert (await shop.complete(number)).error == 0


async def test_a_restart_between_prepare_and_complete_changes_nothing(shop: LiveShop) -> None:
    number = await shop.prepared()
    await shop.restart()
    assert (await shop.prepare()).prepare_id == number
    await shop.restart()
    assert (await shop.complete(number)).error == 0
    await shop.restart()
    assert [(await shop.complete(number)).error, (await shop.prepare()).error] == [-4, -4]


# ---- sales of the till (decision 20) --------------------------------------------------------------------


async def test_a_till_sale_is_checked_at_prepare_and_complete_is_evidence_only(shop: LiveShop) -> None:
    payment = shop.books.intent()
    name, amount = payment.transaction_id, sum_of(payment)
    assert (await shop.prepare(name, amount="1.00")).error == -2
    got = await shop.prepare(name, amount=amount)
    assert got.error == 0
    assert (await shop.complete(got.prepare_id, name, amount=amount)).error == 0
    assert shop.books.payments.payment(name).state is S.SENDING
    assert [(one["kind"], one["state"], one["owes_reversal"]) for one in shop.attempts()] == [
        ("till", "paid", 0)
    ]
    assert [name for name, judged in shop.told if judged.written] == [name, name]


async def test_a_cancellation_of_a_till_sale_moves_only_its_attempt(shop: LiveShop) -> None:
    payment = shop.books.intent()
    name, amount = payment.transaction_id, sum_of(payment)
    got = await shop.prepare(name, amount=amount)
    assert (await shop.complete(got.prepare_id, name, amount=amount, error="-1")).error == -9
    assert shop.books.payments.payment(name).state is S.SENDING


async def test_a_till_sale_that_has_ended_is_answered_by_its_end(shop: LiveShop) -> None:
    paid = shop.books.paid()
    refused = shop.books.walk(shop.books.intent(), S.REFUSED, error_code=-5)
    for payment, error in ((paid, -4), (refused, -9)):
        got = await shop.prepare(payment.transaction_id, amount=sum_of(payment))
        assert got.error == error
    assert shop.attempts() == []
