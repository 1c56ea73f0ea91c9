"""The book: what tests and other processes read, and what a restarted simulator still knows."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos.simulator import TRAINING_SECRET_KEY, Endpoint, Scenario, State, scenario_of
from tests.simulator.kit import Desk, desk, receipt

pytestmark = pytest.mark.anyio


async def root(d: Desk, method: str, path: str, body: object = None) -> httpx.Response:
    url = d.sim.base_url.removesuffix("/v2/merchant/") + path
    return await d.client.request(method, url, json=body)


async def book(d: Desk) -> dict[str, Any]:
    members: dict[str, Any] = (await root(d, "GET", "/__ledger")).json()
    return members


async def test_the_ledger_over_http() -> None:
    async with desk() as d:
        payment_id = await d.paid(amount=500)
        await d.ok("POST", "payment/ofd_data/submit_items", receipt(payment_id))
        lapsed = int((await d.charge())["payment_id"])
        d.time.pass_s(30)
        seen = await book(d)
        first, second = seen["payments"]
        assert first["payment_id"] == payment_id
        assert first["transaction_id"] == "T000001K"
        assert first["amount_tiyin"] == 50_000
        assert first["state"] == "captured"
        assert first["confirmed"] is True
        assert first["created_at"] == "2026-03-14T07:00:00+00:00"
        assert first["receipts"][0]["total_tiyin"] == 50_000
        assert (second["payment_id"], second["state"]) == (lapsed, "cancelled")
        assert seen["captured_tiyin"] == 50_000
        assert seen["charge_posts"] == {"T000001K": 1, "T000002K": 1}
        assert seen["requests"] == {"payment": 2, "confirm": 1, "submit_items": 1}
        assert [each["endpoint"] for each in seen["log"]] == ["payment", "confirm", "submit_items", "payment"]


async def test_the_ledger_keeps_no_secret() -> None:
    async with desk() as d:
        code = d.sim.issue_code()
        await d.charge(code)
        text = (await root(d, "GET", "/__ledger")).text
        assert code not in text
        assert TRAINING_SECRET_KEY not in text
        assert TRAINING_SECRET_KEY not in repr(d.sim.options)


async def test_codes_over_http() -> None:
    async with desk(code_life_s=60) as d:
        plain = (await root(d, "POST", "/__codes", {})).json()
        assert scenario_of(plain["code"]) is Scenario.APPROVED
        declined = (await root(d, "POST", "/__codes", {"scenario": "declined"})).json()
        assert (await d.charge(declined["code"]))["error_code"] < 0
        assert (await root(d, "POST", "/__codes", {"scenario": "rich"})).status_code == 400
        assert (await root(d, "POST", "/__codes", [])).status_code == 400
        d.time.pass_s(60)
        assert (await d.charge(plain["code"]))["error_code"] < 0


async def test_a_web_form_cannot_order_anything() -> None:
    async with desk() as d:
        url = d.sim.base_url.removesuffix("/v2/merchant/")
        for path in ("/__codes", "/__faults", "/__ofd_up"):
            assert (await d.client.post(url + path, content=b"{}")).status_code == 400


async def test_faults_over_http() -> None:
    async with desk() as d:
        order = {"endpoint": "status", "http_status": 502, "executes": False}
        assert (await root(d, "POST", "/__faults", order)).status_code == 200
        assert (await d.send("GET", "payment/status/24680/1")).status_code == 502
        for wrong in (
            {},
            {"endpoint": "x"},
            {"endpoint": "status", "executes": False},
            {"endpoint": "status", "a": 1},
        ):
            assert (await root(d, "POST", "/__faults", wrong)).status_code == 400


async def test_the_fiscal_outage_ends_over_http() -> None:
    async with desk() as d:
        payment_id = await d.paid(Scenario.OFD_DOWN)
        assert (await root(d, "POST", "/__ofd_up", {})).status_code == 200
        answer = await d.ok("POST", "payment/ofd_data/submit_items", receipt(payment_id))
        assert answer["error_code"] == 0


async def test_wire_counts_and_connections_are_logged() -> None:
    async with desk() as d:
        await d.charge()
        await d.send("GET", "nothing")
        first, second = d.sim.ledger.log
        assert (first.endpoint, first.http_status, first.error_code) == (Endpoint.PAYMENT, 200, 0)
        assert (second.endpoint, second.http_status) == (None, 404)
        assert first.peer_port == second.peer_port != 0


async def test_a_restarted_simulator_continues_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    code = ""
    async with desk(ledger_path=path) as d:
        code = d.sim.issue_code()
        await d.charge(code)
        paid = await d.paid()
        await d.ok("POST", "payment/ofd_data/submit_items", receipt(paid))
    assert code not in path.read_text(encoding="utf-8")
    with path.open("a", encoding="utf-8") as torn:
        torn.write('{"payment": {"payment_id": 1, "tra')
    async with desk(ledger_path=path) as d:
        held, captured = d.sim.ledger.payments.values()
        assert (held.state, captured.state) == (State.HELD, State.CAPTURED)
        assert captured.payment_id == paid
        assert len(captured.receipts) == 1
        assert d.sim.ledger.charge_posts == {"T000001K": 1, "T000002K": 1}
        assert (await d.charge(transaction_id="T000001K"))["error_code"] < 0
        assert (await d.charge(code, transaction_id="N0K"))["error_note"] == "QR-код уже использован"
        assert int((await d.charge(transaction_id="N1K"))["payment_id"]) > paid
        d.time.pass_s(30)
        assert d.sim.ledger.payments[held.payment_id].state is State.CANCELLED
        link = await d.ok("GET", f"payment/ofd_data/24680/{paid}")
        assert link["qrCodeURL"] == captured.receipts[0].url
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum(1 for line in lines if not _is_json(line)) == 1


async def test_the_window_went_on_while_the_simulator_was_away(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    async with desk(ledger_path=path) as d:
        held = int((await d.charge())["payment_id"])
        later = d.time.utcnow().replace(minute=1)
    async with desk(ledger_path=path, start=later) as d:
        assert d.sim.ledger.payments[held].state is State.CANCELLED


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
