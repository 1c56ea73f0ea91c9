"""What is not exactly as documented is an HTTP 4xx, and nothing happens."""

import json

import pytest

from pos.simulator import TRAINING_SECRET_KEY
from tests.simulator.kit import NOON, SERVICE, Desk, auth, desk

pytestmark = pytest.mark.anyio
PAY = "click_pass/payment"


def right(d: Desk) -> dict[str, object]:
    return {"service_id": SERVICE, "otp_data": d.sim.issue_code(), "amount": 500}


async def refused(d: Desk, content: str | bytes, status: int = 400) -> None:
    response = await d.send("POST", PAY, content=content)
    assert response.status_code == status, response.text
    assert not d.sim.ledger.payments


GOOD = auth(NOON)
USER, DIGEST, STAMP = GOOD.split(":")
WRONG_AUTH = [
    "",
    f"{USER}:{DIGEST}",
    f"{USER}:{DIGEST}:{STAMP}0",
    f"{USER}:{DIGEST.upper()}:{STAMP}",
    f"{USER}: {DIGEST}:{STAMP}",
    f"1{GOOD}",
    f"{USER}:{'0' * 40}:{STAMP}",
    auth(NOON, key="another"),
    auth(NOON, user=1),
    auth(NOON.replace(minute=1, second=1)),
    f"{USER}:{TRAINING_SECRET_KEY}:{STAMP}",
]


@pytest.mark.parametrize("value", WRONG_AUTH)
async def test_a_wrong_auth_is_401(value: str) -> None:
    async with desk() as d:
        response = await d.send("POST", PAY, right(d), headers={"Auth": value})
        assert response.status_code == 401
        assert not d.sim.ledger.payments


async def test_the_clock_may_be_off_by_the_limit() -> None:
    async with desk(auth_skew_s=50) as d:
        for seconds, status in ((50, 200), (51, 401)):
            stamp = auth(NOON.fromtimestamp(NOON.timestamp() - seconds, NOON.tzinfo))
            response = await d.send("POST", PAY, right(d), headers={"Auth": stamp})
            assert response.status_code == status


@pytest.mark.parametrize("missing", ["Auth", "Accept", "Content-Type"])
async def test_each_header_is_obligatory(missing: str) -> None:
    async with desk() as d:
        headers = d.headers()
        del headers[missing]
        request = d.client.build_request("GET", f"payment/status/{SERVICE}/1", headers=headers)
        if missing == "Accept":
            del request.headers["accept"]
        response = await d.client.send(request)
        assert response.status_code == {"Auth": 401, "Accept": 406, "Content-Type": 400}[missing]


async def test_other_kinds_of_content_are_refused() -> None:
    async with desk() as d:
        for accept in ("*/*", "application/xml", "text/html"):
            response = await d.send("POST", PAY, right(d), headers={"Accept": accept})
            assert response.status_code == 406
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=cp1251"):
            response = await d.send("POST", PAY, right(d), headers={"Content-Type": kind})
            assert response.status_code == 400
        named = {"Accept": "text/html, application/json", "Content-Type": "application/json; charset=UTF-8"}
        assert (await d.send("POST", PAY, right(d), headers=named)).status_code == 200


@pytest.mark.parametrize("amount", ["500", "500.5", "500.50", "0.01", "999999999999.99"])
async def test_an_amount_is_a_plain_number(amount: str) -> None:
    async with desk() as d:
        code = d.sim.issue_code()
        content = f'{{"service_id": {SERVICE}, "otp_data": "{code}", "amount": {amount}}}'
        assert (await d.send("POST", PAY, content=content)).status_code == 200


WRONG_AMOUNTS = [
    "0",
    "0.00",
    "-500",
    "500.001",
    "500.000",
    "5e2",
    "5.0E+2",
    '"500"',
    "true",
    "null",
    "[500]",
    "NaN",
    "Infinity",
    "1000000000000",
    "+500",
    "0500",
    ".5",
    "5.",
]


@pytest.mark.parametrize("amount", WRONG_AMOUNTS)
async def test_a_wrong_amount_is_400(amount: str) -> None:
    async with desk() as d:
        code = d.sim.issue_code()
        await refused(d, f'{{"service_id": {SERVICE}, "otp_data": "{code}", "amount": {amount}}}')


WRONG_MEMBERS: list[dict[str, object]] = [
    {"service_id": str(SERVICE)},
    {"service_id": float(SERVICE)},
    {"service_id": True},
    {"service_id": None},
    {"otp_data": ""},
    {"otp_data": 880101698207133392},
    {"otp_data": None},
    {"cashbox_code": 1},
    {"cashbox_code": None},
    {"cashbox_code": ""},
    {"transaction_id": 12345},
    {"transaction_id": None},
    {"transaction_id": ""},
    {"merchant_trans_id": "1"},
    {"Amount": 500},
]


@pytest.mark.parametrize("changes", WRONG_MEMBERS, ids=str)
async def test_a_wrong_member_is_400(changes: dict[str, object]) -> None:
    async with desk() as d:
        await refused(d, json.dumps({**right(d), **changes}))


@pytest.mark.parametrize("missing", ["service_id", "otp_data", "amount"])
async def test_a_missing_member_is_400(missing: str) -> None:
    async with desk() as d:
        body = right(d)
        del body[missing]
        await refused(d, json.dumps(body))


async def test_a_foreign_service_is_403() -> None:
    async with desk() as d:
        await refused(d, json.dumps({**right(d), "service_id": SERVICE + 1}), 403)


WRONG_BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"amount=500",
    b"\xef\xbb\xbf{}",
    b"\xff{}",
    b"{'amount': 500}",
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", WRONG_BODIES, ids=lambda body: repr(body[:12]))
async def test_a_body_that_is_no_json_object_is_400(body: bytes) -> None:
    async with desk() as d:
        await refused(d, body)


async def test_a_member_that_stands_twice_is_400() -> None:
    async with desk() as d:
        text = json.dumps(right(d))
        await refused(d, text.replace("{", '{"amount": 1, ', 1))


@pytest.mark.parametrize("payment_id", ['"{}"', "{}.0", "-{}", "{}e0", "true", "null", "[{}]"])
async def test_confirm_wants_an_integer(payment_id: str) -> None:
    async with desk() as d:
        held = (await d.charge())["payment_id"]
        content = f'{{"service_id": {SERVICE}, "payment_id": {payment_id.format(held)}}}'
        assert (await d.send("POST", "click_pass/confirm", content=content)).status_code == 400
        assert d.sim.ledger.captured_tiyin() == 0


async def test_confirm_wants_nothing_else() -> None:
    async with desk() as d:
        held = int((await d.charge())["payment_id"])
        body = {"service_id": SERVICE, "payment_id": held, "amount": 500}
        assert (await d.send("POST", "click_pass/confirm", body)).status_code == 400
        foreign = {"service_id": 1, "payment_id": held}
        assert (await d.send("POST", "click_pass/confirm", foreign)).status_code == 403
        assert d.sim.ledger.captured_tiyin() == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "click_pass/payment"),
        ("PUT", "click_pass/payment"),
        ("DELETE", "click_pass/confirm"),
        ("POST", "payment/status/{service}/1"),
        ("GET", "payment/status/{service}/1?x=1"),
        ("GET", "payment/status/{service}/1/"),
        ("GET", "payment/status/{service}"),
        ("GET", "payment/status_by_mti/{service}/T"),
        ("HEAD", "payment/status/{service}/1"),
        ("POST", "invoice/create"),
        ("POST", "../../v1/merchant/click_pass/payment"),
    ],
)
async def test_an_undocumented_call_is_404(method: str, path: str) -> None:
    async with desk() as d:
        assert (await d.send(method, path.format(service=SERVICE))).status_code == 404
