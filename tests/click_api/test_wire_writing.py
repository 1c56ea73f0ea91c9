"""Writing what CLICK reads: documented members, exact names, integers that no float has touched."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.click_api.wire import amount_text, write_charge, write_confirm, write_items, write_qrcode
from pos.core.errors import BadAmount, FiscalRefused
from pos.core.fiscal import FiscalItem, FiscalReceipt
from pos.core.money import MAX_TIYIN, Money
from tests.click_api.kit import LINK, OTP, PID, SERVICE, TID

PIECE = FiscalItem(
    name="Нон (шт)",
    barcode="4780000000001",
    spic="10305008002000000",
    package_code="1514296",
    good_price=Money(40_000_00),
    price=Money(80_000_00),
    amount=2,
    vat=Money(8_571_43),
    vat_percent=12,
    units=796,
)
BARE = FiscalItem(
    name="Услуга (раз)",
    barcode="",
    spic="10305008002000000",
    package_code="1514296",
    good_price=Money(100),
    price=Money(100),
    amount=1,
    vat=Money(0),
    vat_percent=0,
)


@pytest.mark.parametrize(
    ("tiyin", "text"),
    [
        (1, "0.01"),
        (10, "0.10"),
        (99, "0.99"),
        (100, "1"),
        (50_000, "500"),
        (4_453_070, "44530.70"),
        (115_035, "1150.35"),
        (999_999_999_999_99, "999999999999.99"),
    ],
)
def test_amounts(tiyin: int, text: str) -> None:
    assert amount_text(Money(tiyin)) == text


@pytest.mark.parametrize("tiyin", [0, -1, -50])
def test_nothing_is_charged_for_nothing(tiyin: int) -> None:
    with pytest.raises(BadAmount):
        amount_text(Money(tiyin))


@given(st.integers(1, MAX_TIYIN))
def test_every_amount_comes_back_to_the_same_tiyin(tiyin: int) -> None:
    body = write_charge(SERVICE, OTP, Money(tiyin), "K", TID)
    amount = json.loads(body, parse_float=Decimal, parse_int=Decimal)["amount"]
    assert amount * 100 == tiyin
    assert "e" not in amount_text(Money(tiyin)).lower()


def test_a_charge() -> None:
    assert write_charge(SERVICE, OTP, Money(4_453_070), "KASSA-1", TID) == (
        f'{{"service_id":24680,"otp_data":"{OTP}","amount":44530.70,'
        f'"cashbox_code":"KASSA-1","transaction_id":"{TID}"}}'.encode()
    )


def test_an_empty_cashbox_code_is_left_out() -> None:
    assert set(json.loads(write_charge(SERVICE, OTP, Money(100), "", TID))) == {
        "service_id",
        "otp_data",
        "amount",
        "transaction_id",
    }


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_escaped(otp: str, cashbox: str) -> None:
    members = json.loads(write_charge(SERVICE, otp, Money(100), cashbox, TID))
    assert members["otp_data"] == otp
    assert members.get("cashbox_code", "") == cashbox


def test_a_confirm_has_an_integer_for_the_payment() -> None:
    assert write_confirm(SERVICE, PID) == b'{"service_id":24680,"payment_id":2388672086}'


def test_items() -> None:
    receipt = FiscalReceipt((PIECE, BARE), "301234567", Money(80_001_00), Money(0), Money(0))
    assert json.loads(write_items(SERVICE, PID, receipt)) == {
        "service_id": SERVICE,
        "payment_id": PID,
        "items": [
            {
                "Name": "Нон (шт)",
                "Barcode": "4780000000001",
                "SPIC": "10305008002000000",
                "Units": 796,
                "PackageCode": "1514296",
                "GoodPrice": 4000000,
                "Price": 8000000,
                "Amount": 2,
                "VAT": 857143,
                "VATPercent": 12,
                "CommissionInfo": {"TIN": "301234567"},
            },
            {
                "Name": "Услуга (раз)",
                "SPIC": "10305008002000000",
                "PackageCode": "1514296",
                "GoodPrice": 100,
                "Price": 100,
                "Amount": 1,
                "VAT": 0,
                "VATPercent": 0,
                "CommissionInfo": {"TIN": "301234567"},
            },
        ],
        "received_ecash": 0,
        "received_cash": 0,
        "received_card": 8000100,
    }


def test_an_item_with_everything_has_every_member_of_the_table_in_its_order() -> None:
    item = replace(
        PIECE, discount=Money(5), other=Money(7), labels=("0104780069000505215ab",), owner="31234567890123"
    )
    receipt = FiscalReceipt((item, BARE), "301234567", Money(80_000_88))
    full, bare = json.loads(write_items(SERVICE, PID, receipt))["items"]
    assert list(full) == [
        "Name", "Barcode", "Labels", "SPIC", "Units", "PackageCode", "GoodPrice", "Price", "Amount", "VAT",
        "VATPercent", "Discount", "Other", "CommissionInfo",
    ]  # fmt: skip
    assert full["Labels"] == ["0104780069000505215ab"]
    assert (full["Discount"], full["Other"]) == (5, 7)
    assert full["CommissionInfo"] == {"PINFL": "31234567890123"}
    assert bare["CommissionInfo"] == {"TIN": "301234567"}
    assert not {"Labels", "Discount", "Other", "Barcode", "Units"} & set(bare)


def test_a_person_has_a_pinfl() -> None:
    receipt = FiscalReceipt((BARE,), "31234567890123", Money(100))
    items = json.loads(write_items(SERVICE, PID, receipt))["items"]
    assert items[0]["CommissionInfo"] == {"PINFL": "31234567890123"}


def test_the_same_receipt_makes_the_same_bytes() -> None:
    receipt = FiscalReceipt((PIECE,), "301234567", Money(80_000_00))
    assert write_items(SERVICE, PID, receipt) == write_items(SERVICE, PID, receipt)


def test_a_receipt_made_elsewhere() -> None:
    assert json.loads(write_qrcode(SERVICE, PID, LINK)) == {
        "service_id": SERVICE,
        "payment_id": PID,
        "qrcode": LINK,
    }
    with pytest.raises(FiscalRefused):
        write_qrcode(SERVICE, PID, "https://evil.uz/epi")
