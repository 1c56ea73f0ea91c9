"""Each documented call as it leaves this PC, and each way an answer can be refused or lost."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable

import httpx
import pytest

from pos.click_api.client import ClickClient
from pos.core.errors import (
    BadSettings,
    ClickRefused,
    FiscalRefused,
    InsecureAddress,
    NoConnection,
    OutcomeUnknown,
    WrongKey,
)
from pos.core.money import Money
from pos.core.secret import SecretKey
from tests.click_api.kit import (
    BASE_URL,
    CHARGED,
    DAY,
    DEADLINE_S,
    DONE,
    LINK,
    OTP,
    PID,
    SECRET,
    SERVICE,
    STATUS,
    TID,
    USER,
    client_of,
    json_answer,
    scripted,
)
from tests.fakes.clock import START, FakeClock

pytestmark = pytest.mark.anyio

Ask = Callable[[ClickClient], Awaitable[object]]


def charge(client: ClickClient) -> Awaitable[object]:
    return client.click_pass_payment(
        otp=OTP, amount=Money(44_530_70), cashbox_code="KASSA-1", transaction_id=TID, deadline_s=DEADLINE_S
    )


CALLS: dict[str, tuple[Ask, str, str, dict[str, object] | None, dict[str, object]]] = {
    "click_pass_payment": (
        charge,
        "POST",
        "click_pass/payment",
        {
            "service_id": SERVICE,
            "otp_data": OTP,
            "amount": 44530.70,
            "cashbox_code": "KASSA-1",
            "transaction_id": TID,
        },
        CHARGED,
    ),
    "click_pass_confirm": (
        lambda client: client.click_pass_confirm(PID, DEADLINE_S),
        "POST",
        "click_pass/confirm",
        {"service_id": SERVICE, "payment_id": PID},
        DONE,
    ),
    "confirmation_on": (
        lambda client: client.confirmation_on(DEADLINE_S),
        "PUT",
        f"click_pass/confirmation/{SERVICE}",
        None,
        DONE,
    ),
    "confirmation_off": (
        lambda client: client.confirmation_off(DEADLINE_S),
        "DELETE",
        f"click_pass/confirmation/{SERVICE}",
        None,
        DONE,
    ),
    "payment_status": (
        lambda client: client.payment_status(PID, DEADLINE_S),
        "GET",
        f"payment/status/{SERVICE}/{PID}",
        None,
        STATUS,
    ),
    "payment_status_by_mti": (
        lambda client: client.payment_status_by_mti(TID, DAY, DEADLINE_S),
        "GET",
        f"payment/status_by_mti/{SERVICE}/{TID}/2026-11-24",
        None,
        STATUS,
    ),
    "payment_reversal": (
        lambda client: client.payment_reversal(PID, DEADLINE_S),
        "DELETE",
        f"payment/reversal/{SERVICE}/{PID}",
        None,
        {**DONE, "payment_id": PID},
    ),
    "ofd_submit_items": (
        lambda client: client.ofd_submit_items(b'{"frozen":1}', DEADLINE_S),
        "POST",
        "payment/ofd_data/submit_items",
        {"frozen": 1},
        DONE,
    ),
    "ofd_submit_qrcode": (
        lambda client: client.ofd_submit_qrcode(client.ofd_qrcode(PID, LINK), DEADLINE_S),
        "POST",
        "payment/ofd_data/submit_qrcode",
        {"service_id": SERVICE, "payment_id": PID, "qrcode": LINK},
        DONE,
    ),
    "ofd_data": (
        lambda client: client.ofd_data(PID, DEADLINE_S),
        "GET",
        f"payment/ofd_data/{SERVICE}/{PID}",
        None,
        {"paymentId": PID, "qrCodeURL": LINK},
    ),
}

every_call = pytest.mark.parametrize("name", CALLS)


@every_call
async def test_a_call_as_it_is_documented(name: str) -> None:
    ask, method, path, body, answer = CALLS[name]
    client, script = scripted(json_answer(answer))
    await ask(client)
    (request,) = script.requests
    assert request.method == method
    assert str(request.url) == BASE_URL + path
    assert (json.loads(request.content) if request.content else None) == body
    timestamp = str(int(START.timestamp()))
    digest = hashlib.sha1((timestamp + SECRET).encode()).hexdigest()  # noqa: S324
    assert request.headers["Auth"] == f"{USER}:{digest}:{timestamp}"
    assert request.headers["Accept"] == request.headers["Content-Type"] == "application/json"
    assert request.headers["Accept-Encoding"] == "identity"
    assert request.headers["User-Agent"].startswith("ClickPOS/")
    assert request.headers["Connection"] == "close"
    await client.aclose()


@every_call
async def test_error_code_is_a_refusal(name: str) -> None:
    client, script = scripted(json_answer({"error_code": -16, "error_note": "нет такого"}))
    with pytest.raises(ClickRefused) as refused:
        await CALLS[name][0](client)
    assert (refused.value.facts["code"], refused.value.facts["note"]) == (-16, "нет такого")
    assert len(script.requests) == 1


@every_call
@pytest.mark.parametrize("status", [400, 401, 403, 404, 406, 410])
async def test_documented_http_refusals(name: str, status: int) -> None:
    client, script = scripted(httpx.Response(status, stream=httpx.ByteStream(b"<html>")))
    with pytest.raises(WrongKey if status == 401 else ClickRefused) as refused:
        await CALLS[name][0](client)
    assert refused.value.facts["http_status"] == status
    assert len(script.requests) == 1


@every_call
@pytest.mark.parametrize("status", [202, 204, 302, 307, 408, 409, 429, 500, 502, 503, 504])
async def test_any_other_http_status_is_unknown_and_sent_once(name: str, status: int) -> None:
    client, script = scripted(json_answer({"error_code": 0}, status, {"Location": BASE_URL}))
    with pytest.raises(OutcomeUnknown):
        await CALLS[name][0](client)
    assert len(script.requests) == 1


@every_call
@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout("x"),
        httpx.WriteTimeout("x"),
        httpx.ReadError("x"),
        httpx.WriteError("x"),
        httpx.CloseError("x"),
        httpx.RemoteProtocolError("x"),
        httpx.LocalProtocolError("x"),
        httpx.ProxyError("x"),
        httpx.DecodingError("x"),
        OSError("x"),
        RuntimeError("x"),
        TimeoutError("x"),
    ],
    ids=repr,
)
async def test_a_lost_answer_is_unknown_and_sent_once(name: str, error: Exception) -> None:
    client, script = scripted(error)
    with pytest.raises(OutcomeUnknown) as unknown:
        await CALLS[name][0](client)
    assert len(script.requests) == 1
    assert unknown.value.__cause__ is None
    assert unknown.value.__context__ is None


@every_call
@pytest.mark.parametrize(
    "error", [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x")], ids=repr
)
async def test_no_connection_is_certain(name: str, error: Exception) -> None:
    client, script = scripted(error)
    with pytest.raises(NoConnection):
        await CALLS[name][0](client)
    assert len(script.requests) == 1


@every_call
@pytest.mark.parametrize("deadline_s", [0.0, -1.0])
async def test_without_time_nothing_is_sent(
    name: str, deadline_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.click_api.test_client.DEADLINE_S", deadline_s)
    client, script = scripted(json_answer(CALLS[name][4]))
    with pytest.raises(NoConnection):
        await CALLS[name][0](client)
    assert script.requests == []


async def test_the_deadline_proves_nothing_with_a_transport_that_reports_no_phases() -> None:
    async def never(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    client = client_of(httpx.MockTransport(never))
    with pytest.raises(OutcomeUnknown):
        await client.click_pass_confirm(PID, 0.02)


async def test_cancellation_passes_through() -> None:
    arrived = asyncio.Event()

    async def never(_request: httpx.Request) -> httpx.Response:
        arrived.set()
        await asyncio.Event().wait()
        raise AssertionError

    client = client_of(httpx.MockTransport(never))
    task = asyncio.ensure_future(charge(client))
    await arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_amount_is_written_without_a_float() -> None:
    client, script = scripted(json_answer(CHARGED))
    await charge(client)
    assert b'"amount":44530.70,' in script.requests[0].content


async def test_a_transaction_id_is_escaped_in_the_path() -> None:
    client, script = scripted(json_answer({"error_code": -16}))
    with pytest.raises(ClickRefused):
        await client.payment_status_by_mti(type(TID)("a/b?c=d e"), DAY, DEADLINE_S)
    assert script.requests[0].url.raw_path.decode().endswith("/a%2Fb%3Fc%3Dd%20e/2026-11-24")


async def test_a_foreign_receipt_link_is_refused_before_anything_is_sent() -> None:
    client, script = scripted(json_answer(DONE))
    with pytest.raises(FiscalRefused):
        client.ofd_qrcode(PID, "https://example.uz/epi")
    assert script.requests == []


async def test_frozen_bytes_are_sent_as_they_are() -> None:
    client, script = scripted(json_answer(DONE))
    frozen = b'{ "service_id" : 1 }\n'
    await client.ofd_submit_items(frozen, DEADLINE_S)
    assert script.requests[0].content == frozen


async def test_auth_follows_clicks_clock(clock: FakeClock) -> None:
    seen: list[int] = []
    late = {"Date": "Tue, 24 Nov 2026 09:42:00 GMT"}
    answers = [json_answer({"error_note": "time"}, 401, late), json_answer(STATUS, 200, late)]
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return answers[len(requests) - 1]

    client = client_of(httpx.MockTransport(answer), clock=clock, on_skew=seen.append)
    with pytest.raises(WrongKey) as wrong:
        await client.payment_status(PID, DEADLINE_S)
    assert wrong.value.facts["skew_s"] == client.last_skew_s == -720
    assert client.clock_offset_s == 720
    await client.payment_status(PID, DEADLINE_S)
    stamps = [int(each.headers["Auth"].rpartition(":")[2]) for each in requests]
    assert stamps == [int(START.timestamp()), int(START.timestamp()) + 720]
    await asyncio.sleep(0)
    assert seen == [-720, -720]


async def test_a_listener_that_fails_loses_no_answer() -> None:
    failures: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))

    def listener(skew_s: int) -> None:
        raise ZeroDivisionError(skew_s)

    script = json_answer(STATUS, 200, {"Date": "Tue, 24 Nov 2026 09:30:00 GMT"})
    client = client_of(httpx.MockTransport(lambda _request: script), on_skew=listener)
    reply = await client.payment_status(PID, DEADLINE_S)
    assert reply.status == 2
    await asyncio.sleep(0)
    assert len(failures) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://api.click.uz/v2/merchant/",
        "http://10.0.0.1/",
        "http://localhost.evil.uz/",
        "http://127.0.0.1.evil.uz/",
        "ftp://127.0.0.1/",
        "api.click.uz",
        "https://",
        "https://user:word@api.click.uz/",
        "https://api.click.uz/?key=1",
        "https://api.click.uz/#x",
        "http://[::1",
        "https://api.click.uz:99999999/",
        "https://a\nb/",
        "",
    ],
)
def test_only_https_or_loopback(url: str) -> None:
    with pytest.raises(InsecureAddress) as insecure:
        client_of(base_url=url)
    assert "word" not in str(insecure.value.facts)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.click.uz/v2/merchant",
        "http://127.0.0.1:8080/v2/",
        "http://localhost:1/",
        "http://[::1]:1/",
    ],
)
async def test_a_slash_at_the_end_is_ours_to_add(url: str) -> None:
    assert client_of(base_url=url).service_id == SERVICE


@pytest.mark.parametrize("user", ["", "a b", "1\r\nX: y", "1:2", "я"])
def test_a_user_that_does_not_fit_a_header(user: str) -> None:
    with pytest.raises(BadSettings):
        ClickClient(
            base_url=BASE_URL,
            service_id=1,
            merchant_user_id=user,
            secret_key=SecretKey(SECRET),
            clock=FakeClock(),
        )


def test_a_client_shows_no_secret() -> None:
    client = ClickClient(
        base_url=BASE_URL,
        service_id=SERVICE,
        merchant_user_id=USER,
        secret_key=SecretKey(SECRET),
        clock=FakeClock(),
    )
    assert repr(client) == "ClickClient(api.click.example, service_id=24680)"
    assert SECRET not in repr(vars(client))


@every_call
async def test_nothing_of_a_call_is_logged(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client, script = scripted(json_answer(CALLS[name][4]))
    await CALLS[name][0](client)
    client, script = scripted(httpx.ReadError("lost"))
    with pytest.raises(OutcomeUnknown) as unknown:
        await CALLS[name][0](client)
    said = caplog.text + repr(unknown.value) + str(unknown.value.facts)
    digest = script.requests[0].headers["Auth"].split(":")[1]
    for secret in (SECRET, OTP, digest, TID, str(PID)):
        assert secret not in said
