"""The signature, by vectors from the field and against every change of a signed text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.shop_api.signature import is_signed, signature
from tests.shop_api.kit import COMPLETE, KEY, PREPARE, signed

VECTOR = {
    "click_trans_id": "3737503", "service_id": "12345", "merchant_trans_id": "order_9001",
    "amount": "1000.00", "action": "0", "sign_time": "2026-08-22 14:03:11",
}  # fmt: skip
SIGNED = ("click_trans_id", "service_id", "merchant_trans_id", "amount", "sign_time")


def test_the_vectors_of_the_field_notes() -> None:
    assert signature(VECTOR, KEY, as_complete=False) == "9f73df6a589039c3afde3e2039720e46"
    later = {"merchant_prepare_id": "778", "action": "1", "sign_time": "2026-08-22 14:03:19"}
    assert signature({**VECTOR, **later}, KEY, as_complete=True) == "a55a9138d88a9f9ee6fa86bece724e0b"


@pytest.mark.parametrize("base", [PREPARE, COMPLETE])
def test_what_is_signed_with_our_key_is_signed(base: dict[str, str]) -> None:
    fields = signed(base)
    assert is_signed(fields, KEY, at_complete=base is COMPLETE)
    assert is_signed({**fields, "sign_string": fields["sign_string"].upper()}, KEY, at_complete=False)
    assert not is_signed(fields, "another", at_complete=False)


@pytest.mark.parametrize("amount", ["500", "500.0", "500.00", "38400", "33139.73"])
def test_the_sum_is_signed_as_it_is_written(amount: str) -> None:
    assert is_signed(signed(PREPARE, amount=amount), KEY, at_complete=False)
    assert not is_signed({**signed(PREPARE, amount=amount), "amount": amount + "0"}, KEY, at_complete=False)


@pytest.mark.parametrize("name", SIGNED)
def test_a_signed_field_that_was_changed_is_seen(name: str) -> None:
    for base in (PREPARE, COMPLETE):
        fields = signed(base)
        assert not is_signed({**fields, name: fields[name] + "1"}, KEY, at_complete=base is COMPLETE)


def test_a_prepare_is_signed_without_its_empty_or_stray_prepare_id() -> None:
    assert is_signed({**signed(PREPARE), "merchant_prepare_id": "99"}, KEY, at_complete=False)
    assert not is_signed({**signed(COMPLETE), "merchant_prepare_id": "99"}, KEY, at_complete=True)
    without = {name: text for name, text in signed(COMPLETE).items() if name != "merchant_prepare_id"}
    assert not is_signed(without, KEY, at_complete=True)


@pytest.mark.parametrize("text", ["", "0", "é" * 32, "f" * 31, "f" * 33, "0e462097431906509019562988736854"])
def test_what_is_no_signature_is_wrong_and_breaks_nothing(text: str) -> None:
    assert not is_signed({**signed(PREPARE), "sign_string": text}, KEY, at_complete=False)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_is_signed_by_chance(text: str, action: str) -> None:
    fields = {**PREPARE, "action": action, "sign_string": text}
    fields = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    assert not is_signed(fields, KEY, at_complete=True)
