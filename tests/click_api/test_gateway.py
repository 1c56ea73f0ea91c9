"""What the flow is told: above all, when it may believe that there is no payment."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest

from pos.click_api.gateway import ClickGateway, KeyVerdict
from pos.core.errors import Bug, ClickRefused, NoConnection, OutcomeUnknown, PosError, WrongKey
from pos.core.fiscal import FiscalItem, FiscalReceipt
from pos.core.money import Money
from pos.flow.fiscal_ports import FiscalGateway
from pos.flow.ports import PaymentGateway, StatusReply
from tests.click_api.kit import (
    CHARGED,
    DAY,
    DEADLINE_S,
    DONE,
    LINK,
    OTP,
    PID,
    SERVICE,
    STATUS,
    TID,
    body_answer,
    gateway_of,
    json_answer,
    payment,
)

pytestmark = pytest.mark.anyio

NOT_FOUND = {"error_code": -16, "error_note": "Платёж не найден"}
HTML_404 = httpx.Response(404, headers={"Content-Type": "text/html"}, stream=httpx.ByteStream(b"<html>"))


def of_the_ports(gateway: ClickGateway) -> tuple[PaymentGateway, FiscalGateway]:
    """Have the type checker prove that it is both."""
    return gateway, gateway


async def test_charge() -> None:
    gateway, script = gateway_of(json_answer(CHARGED))
    reply = await of_the_ports(gateway)[0].charge(payment(44_530_70), OTP, DEADLINE_S)
    assert (reply.payment_id, reply.status, reply.confirm_mode) == (PID, 1, True)
    assert json.loads(script.requests[0].content)["transaction_id"] == TID


async def test_a_payment_of_another_service_is_never_sent() -> None:
    gateway, script = gateway_of(json_answer(CHARGED))
    with pytest.raises(Bug):
        await gateway.charge(replace(payment(), service_id=SERVICE + 1), OTP, DEADLINE_S)
    assert script.requests == []


async def test_confirm_and_reverse() -> None:
    gateway, script = gateway_of(json_answer(DONE))
    await gateway.confirm(PID, DEADLINE_S)
    await gateway.reverse(PID, DEADLINE_S)
    assert [each.method for each in script.requests] == ["POST", "DELETE"]


async def test_status() -> None:
    gateway, _ = gateway_of(json_answer(STATUS))
    assert await gateway.status(PID, DEADLINE_S) == StatusReply(PID, 2, 0, "Успешно")


async def test_look_up_finds() -> None:
    gateway, _ = gateway_of(json_answer({**DONE, "payment_id": PID, "merchant_trans_id": TID}))
    assert await gateway.look_up(TID, DAY, DEADLINE_S) == StatusReply(PID, None, 0, "Успешно")


@pytest.mark.parametrize(
    "answer",
    [
        json_answer(NOT_FOUND),
        json_answer({**NOT_FOUND, "error_code": "-16"}),
        json_answer({**NOT_FOUND, "payment_id": None}),
        json_answer({**NOT_FOUND, "payment_id": 0}),
        json_answer(NOT_FOUND, 404),
        json_answer({"error_note": "not found"}, 404),
        body_answer(b"", 404),
    ],
)
async def test_absence_is_what_click_itself_says(answer: httpx.Response) -> None:
    gateway, _ = gateway_of(answer)
    assert await gateway.look_up(TID, DAY, DEADLINE_S) is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (HTML_404, ClickRefused),
        (body_answer(b"default backend - 404", 404, {"Content-Type": "text/plain"}), ClickRefused),
        (body_answer(b"{", 404), ClickRefused),
        (json_answer(NOT_FOUND, 400), ClickRefused),
        (json_answer(NOT_FOUND, 401), WrongKey),
        (json_answer(NOT_FOUND, 403), ClickRefused),
        (json_answer(NOT_FOUND, 406), ClickRefused),
        (json_answer(NOT_FOUND, 410), ClickRefused),
        (json_answer({"error_code": -401}), ClickRefused),
        (json_answer({"error_code": -403}, 404), ClickRefused),
        (json_answer({"error_code": -500}), ClickRefused),
        (json_answer({"error_code": 7}), ClickRefused),
        (json_answer(DONE), OutcomeUnknown),
        (json_answer({**NOT_FOUND, "payment_id": True}), OutcomeUnknown),
        (json_answer({"payment_id": None}), OutcomeUnknown),
        (json_answer({"error_code": None, "payment_id": PID}, 404), OutcomeUnknown),
        (json_answer(NOT_FOUND, 429), OutcomeUnknown),
        (json_answer(NOT_FOUND, 500), OutcomeUnknown),
        (json_answer(NOT_FOUND, 502), OutcomeUnknown),
        (body_answer(b"<html>"), OutcomeUnknown),
        (body_answer(b""), OutcomeUnknown),
        (httpx.ReadTimeout("x"), OutcomeUnknown),
        (httpx.ConnectError("x"), NoConnection),
    ],
)
async def test_everything_else_is_no_absence(
    answer: httpx.Response | Exception, error: type[PosError]
) -> None:
    gateway, _ = gateway_of(answer)
    with pytest.raises(error):
        await gateway.look_up(TID, DAY, DEADLINE_S)


async def test_an_error_that_names_a_payment_is_no_absence() -> None:
    gateway, _ = gateway_of(json_answer({**NOT_FOUND, "payment_id": PID, "payment_status": -1}))
    assert await gateway.look_up(TID, DAY, DEADLINE_S) == StatusReply(PID, -1, -16, "Платёж не найден")


async def test_frozen_items_are_sent_as_they_were() -> None:
    item = FiscalItem(
        "Нон (шт)", "", "10305008002000000", "1514296", Money(100), Money(100), 1, Money(11), 12
    )
    gateway, script = gateway_of(json_answer(DONE))
    fiscal = of_the_ports(gateway)[1]
    frozen = fiscal.freeze(FiscalReceipt((item,), "301234567", Money(100)), PID)
    assert script.requests == []
    await fiscal.submit(frozen, DEADLINE_S)
    await fiscal.submit(frozen, DEADLINE_S)
    assert [each.content for each in script.requests] == [frozen, frozen]


async def test_the_link() -> None:
    gateway, _ = gateway_of(json_answer({"paymentId": PID, "qrCodeURL": LINK}))
    assert await gateway.read_link(PID, DEADLINE_S) == LINK


@pytest.mark.parametrize(
    "answer",
    [
        body_answer(b"", 404),
        json_answer(NOT_FOUND, 404),
        json_answer(NOT_FOUND),
        json_answer({}),
        json_answer({"paymentId": PID}),
        json_answer({"paymentId": PID, "qrCodeURL": None}),
        json_answer({"paymentId": PID, "qrCodeURL": ""}),
    ],
)
async def test_no_link_yet(answer: httpx.Response) -> None:
    gateway, _ = gateway_of(answer)
    assert await gateway.read_link(PID, DEADLINE_S) is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (json_answer({"paymentId": PID, "qrCodeURL": "https://evil.uz/"}), OutcomeUnknown),
        (json_answer({"paymentId": PID + 1, "qrCodeURL": LINK}), OutcomeUnknown),
        (json_answer({"paymentId": PID}, 502), OutcomeUnknown),
        (json_answer({"error_code": -401}), ClickRefused),
        (json_answer({"error_code": 7}), ClickRefused),
        (HTML_404, ClickRefused),  # a page may be of something between: it must not permit a second receipt
        (json_answer({}, 401), WrongKey),
        (json_answer({}, 403), ClickRefused),
        (httpx.ConnectError("x"), NoConnection),
    ],
)
async def test_a_link_that_may_exist_is_not_none(
    answer: httpx.Response | Exception, error: type[PosError]
) -> None:
    gateway, _ = gateway_of(answer)
    with pytest.raises(error):
        await gateway.read_link(PID, DEADLINE_S)


@pytest.mark.parametrize(("on", "method"), [(True, "PUT"), (False, "DELETE")])
async def test_confirm_mode(on: bool, method: str) -> None:
    gateway, script = gateway_of(json_answer(DONE))
    await gateway.set_confirm_mode(on)
    assert script.requests[0].method == method
    gateway, _ = gateway_of(json_answer({"error_code": -1}))
    with pytest.raises(ClickRefused):
        await gateway.set_confirm_mode(on)


@pytest.mark.parametrize(
    ("answer", "verdict", "note"),
    [
        (json_answer(NOT_FOUND), KeyVerdict.KEY_GOOD, "Платёж не найден"),
        (json_answer(NOT_FOUND, 404), KeyVerdict.KEY_GOOD, "Платёж не найден"),
        (json_answer({"error_code": 7, "error_note": "x"}), KeyVerdict.KEY_GOOD, "x"),
        (json_answer({**STATUS, "error_note": "y"}), KeyVerdict.KEY_GOOD, "y"),
        (json_answer({"error_note": "bad digest"}, 401), KeyVerdict.KEY_WRONG, "bad digest"),
        (body_answer(b"", 401), KeyVerdict.KEY_WRONG, "HTTP 401, error_code None"),
        (json_answer({"error_code": -401, "error_note": "z"}), KeyVerdict.UNCLEAR, "z"),
        (json_answer({"error_code": -1, "error_note": "z"}, 403), KeyVerdict.UNCLEAR, "z"),
        (HTML_404, KeyVerdict.UNCLEAR, "HTTP 404, error_code None"),
        (body_answer(b"", 404), KeyVerdict.UNCLEAR, "HTTP 404, error_code None"),
        (body_answer(b"", 502), KeyVerdict.UNCLEAR, "HTTP 502"),
        (body_answer(b"<html>"), KeyVerdict.UNCLEAR, "the answer is not a JSON object"),
        (httpx.ReadError("x"), KeyVerdict.UNCLEAR, "ReadError"),
        (httpx.ConnectError("x"), KeyVerdict.NO_CONNECTION, "ConnectError"),
    ],
)
async def test_the_key_is_probed(answer: httpx.Response | Exception, verdict: KeyVerdict, note: str) -> None:
    gateway, script = gateway_of(answer)
    reply = await gateway.probe()
    assert (reply.verdict, reply.note, reply.skew_s) == (verdict, note, None)
    assert script.requests[0].method == "GET"


async def test_a_probe_tells_how_wrong_the_clock_is() -> None:
    gateway, _ = gateway_of(json_answer({}, 401, {"Date": "Tue, 24 Nov 2026 09:00:00 GMT"}))
    reply = await gateway.probe()
    assert (reply.verdict, reply.skew_s) == (KeyVerdict.KEY_WRONG, 1800)
