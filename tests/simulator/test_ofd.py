"""Fiscal receipts: submit_items, submit_qrcode, the link."""

import re

import httpx
import pytest

from pos.simulator import LinkMissing, Personality, Scenario, SecondReceipt
from pos.simulator.ofd_items import included_vat
from tests.simulator.kit import RECEIPT_URL, SERVICE, Desk, desk, item, receipt

pytestmark = pytest.mark.anyio
SUBMIT = "payment/ofd_data/submit_items"


def test_included_vat_rounds_half_up() -> None:
    assert included_vat(2_000_000, 12) == 214_286
    assert included_vat(50_000, 0) == 0
    assert included_vat(14, 12) == 2  # 1.5 exactly
    assert included_vat(13, 12) == 1  # 1.39


async def link_of(d: Desk, payment_id: int) -> httpx.Response:
    return await d.send("GET", f"payment/ofd_data/{SERVICE}/{payment_id}")


async def test_the_link_appears_some_time_after_the_items() -> None:
    async with desk(ofd_delay_s=2) as d:
        payment_id = await d.paid()
        assert (await d.ok("POST", SUBMIT, receipt(payment_id)))["error_code"] == 0
        assert (await link_of(d, payment_id)).status_code == 404
        d.time.pass_s(2)
        answer = await d.ok("GET", f"payment/ofd_data/{SERVICE}/{payment_id}")
        assert answer.keys() == {"paymentId", "qrCodeURL"}
        assert answer["paymentId"] == payment_id
        pattern = r"https://ofd\.soliq\.uz/epi\?t=EZ000000000030&r=\d{9}&c=20260314120000&s=\d{12}"
        assert re.fullmatch(pattern, answer["qrCodeURL"])
        (made,) = d.sim.ledger.payments[payment_id].receipts
        assert made.total_tiyin == 50_000
        assert made.items[0]["Name"] == "Non (dona)"


@pytest.mark.parametrize("link_missing", [LinkMissing.ABSENT, LinkMissing.EMPTY])
async def test_a_missing_link_may_look_otherwise(link_missing: LinkMissing) -> None:
    async with desk(personality=Personality(link_missing=link_missing)) as d:
        payment_id = await d.paid()
        answer = (await link_of(d, payment_id)).json()
        assert answer["paymentId"] == payment_id
        assert not answer.get("qrCodeURL")


@pytest.mark.parametrize(
    ("second", "error", "receipts"),
    [(SecondReceipt.DOUBLES, False, 2), (SecondReceipt.REFUSED, True, 1), (SecondReceipt.SAME, False, 1)],
)
async def test_a_second_submit_is_a_setting(second: SecondReceipt, error: bool, receipts: int) -> None:
    async with desk(personality=Personality(second_receipt=second)) as d:
        payment_id = await d.paid()
        await d.ok("POST", SUBMIT, receipt(payment_id))
        answer = await d.ok("POST", SUBMIT, receipt(payment_id))
        assert (answer["error_code"] < 0) is error
        assert len(d.sim.ledger.payments[payment_id].receipts) == receipts


async def test_only_captured_money_is_fiscalised() -> None:
    async with desk() as d:
        held = int((await d.charge())["payment_id"])
        assert (await d.ok("POST", SUBMIT, receipt(held)))["error_code"] < 0
        d.time.pass_s(30)
        assert (await d.ok("POST", SUBMIT, receipt(held)))["error_code"] < 0
        assert (await d.ok("POST", SUBMIT, receipt(1)))["error_code"] == -16
        assert not d.sim.ledger.payments[held].receipts


async def test_a_full_position_is_accepted() -> None:
    async with desk() as d:
        payment_id = await d.paid()
        full = item(
            Name="x" * 63,
            Barcode="4780000000007",
            Labels=[f"{place:021d}" for place in range(300)],
            Units=796,
            PackageCode="1" * 20,
            GoodPrice=20_000,
            Amount=3,
            Price=60_000,
            Discount=9_000,
            Other=1_000,
            CommissionInfo={"PINFL": "12345678901234"},
        )
        assert (await d.ok("POST", SUBMIT, receipt(payment_id, full)))["error_code"] == 0


async def test_a_mixed_receipt_adds_cash() -> None:
    async with desk() as d:
        payment_id = await d.paid()
        items = (item(), item(Price=25_000, VAT=0, VATPercent=0))
        body = receipt(payment_id, *items, received_cash=25_000)
        assert (await d.ok("POST", SUBMIT, body))["error_code"] == 0
        other = await d.paid()
        ecash = receipt(other, received_card=0, received_ecash=50_000)
        assert (await d.ok("POST", SUBMIT, ecash))["error_code"] == 0


WRONG_SHAPES: list[dict[str, object]] = [
    {"Name": None},
    {"SPIC": None},
    {"PackageCode": None},
    {"Price": None},
    {"Amount": None},
    {"VAT": None},
    {"VATPercent": None},
    {"CommissionInfo": None},
    {"CommissionInfo": {}},
    {"CommissionInfo": {"TIN": "12345678"}},
    {"CommissionInfo": {"TIN": 123456789}},
    {"CommissionInfo": {"PINFL": "1234567890123"}},
    {"CommissionInfo": {"TIN": "123456789", "Name": "x"}},
    {"Name": "x" * 64},
    {"Name": ""},
    {"Barcode": "1" * 14},
    {"Labels": ["x" * 22]},
    {"Labels": ["x"] * 301},
    {"Labels": "x"},
    {"SPIC": "1030500800200000"},
    {"SPIC": 10305008002000000},
    {"PackageCode": "1" * 21},
    {"PackageCode": 1514296},
    {"Price": 50_000.0},
    {"Price": "50000"},
    {"Price": -50_000},
    {"Amount": True},
    {"Amount": 2**64},
    {"Units": "796"},
    {"name": "x"},
    {"Comment": "x"},
]


@pytest.mark.parametrize("changes", WRONG_SHAPES, ids=str)
async def test_a_wrong_shape_is_http_400(changes: dict[str, object]) -> None:
    async with desk() as d:
        payment_id = await d.paid()
        response = await d.send("POST", SUBMIT, receipt(payment_id, item(**changes)))
        assert response.status_code == 400
        assert not d.sim.ledger.payments[payment_id].receipts


WRONG_SUMS: list[dict[str, object]] = [
    {"VAT": 5_358},
    {"VAT": 6_000},
    {"VATPercent": 0},
    {"VATPercent": 101, "VAT": 25_124},
    {"Amount": 0},
    {"Price": 60_000},
    {"Discount": 1},
    {"Discount": 60_000},
    {"GoodPrice": 25_000},
    {"GoodPrice": 25_000, "Amount": 2000},
    {"Labels": ["same", "same"]},
]


@pytest.mark.parametrize("changes", WRONG_SUMS, ids=str)
async def test_a_wrong_sum_is_a_business_refusal(changes: dict[str, object]) -> None:
    async with desk() as d:
        payment_id = await d.paid()
        answer = await d.ok("POST", SUBMIT, receipt(payment_id, item(**changes)))
        assert answer["error_code"] == -32
        assert not d.sim.ledger.payments[payment_id].receipts


async def test_the_received_sums_must_be_the_receipt_and_the_payment() -> None:
    async with desk() as d:
        payment_id = await d.paid()
        for changes in (
            {"received_card": 49_999},
            {"received_cash": 1},
            {"received_card": 40_000, "received_cash": 10_000},
        ):
            answer = await d.ok("POST", SUBMIT, receipt(payment_id, **changes))
            assert answer["error_code"] == -32
        wrong: list[dict[str, object]] = [
            {"items": []},
            {"items": {}},
            {"items": [1]},
            {"received_cash": None},
            {"extra": 1},
        ]
        for broken in wrong:
            assert (await d.send("POST", SUBMIT, receipt(payment_id, **broken))).status_code == 400


async def test_thousandths_are_a_setting() -> None:
    async with desk(personality=Personality(amount_scale=1000)) as d:
        payment_id = await d.paid()
        weighed = item(GoodPrice=200_000, Amount=250)
        assert (await d.ok("POST", SUBMIT, receipt(payment_id, weighed)))["error_code"] == 0


async def test_a_receipt_made_elsewhere_is_kept() -> None:
    async with desk() as d:
        payment_id = await d.paid()
        body = {"service_id": SERVICE, "payment_id": payment_id, "qrcode": RECEIPT_URL}
        assert (await d.ok("POST", "payment/ofd_data/submit_qrcode", body))["error_code"] == 0
        assert (await link_of(d, payment_id)).json()["qrCodeURL"] == RECEIPT_URL
        for url in ("http://ofd.soliq.uz/epi?t=1", RECEIPT_URL.replace("ofd.soliq.uz", "evil.uz"), "", 5):
            response = await d.send("POST", "payment/ofd_data/submit_qrcode", {**body, "qrcode": url})
            assert response.status_code == 400


async def test_ofd_down_ends_after_a_time() -> None:
    async with desk(ofd_down_s=50) as d:
        payment_id = await d.paid(Scenario.OFD_DOWN)
        healthy = await d.paid()
        down = await d.send("POST", SUBMIT, receipt(payment_id))
        assert down.status_code == 502
        assert down.headers["content-type"].startswith("text/html")
        assert (await link_of(d, payment_id)).status_code == 502
        assert (await d.ok("POST", SUBMIT, receipt(healthy)))["error_code"] == 0
        d.time.pass_s(50)
        assert (await d.ok("POST", SUBMIT, receipt(payment_id)))["error_code"] == 0


async def test_ofd_down_ends_when_told() -> None:
    async with desk() as d:
        payment_id = await d.paid(Scenario.OFD_DOWN)
        assert (await link_of(d, payment_id)).status_code == 502
        d.sim.ofd_up()
        assert (await link_of(d, payment_id)).status_code == 404
