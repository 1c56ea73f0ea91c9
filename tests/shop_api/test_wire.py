"""What CLICK, a tester, and a stranger may send: read as it is, or refused; never a traceback (A9)."""

from __future__ import annotations

import json
from urllib.parse import quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pos.core.money import Money
from pos.core.shop_rules import Reply
from pos.shop_api.wire import BadCall, Call, answer, read_call, read_fields
from tests.shop_api.kit import COMPLETE, PREPARE, form, signed


def call(**changes: str) -> Call:
    return read_call(read_fields(form(signed(COMPLETE, **changes))))


def test_a_form_is_read_as_it_is_written() -> None:
    fields = signed(PREPARE, merchant_trans_id="заказ №5 +&=%")
    assert read_fields(form(fields)) == fields
    read = read_call(fields)
    assert (read.click_trans_id, read.click_paydoc_id, read.merchant_trans_id) == (
        3737503,
        16853761,
        "заказ №5 +&=%",
    )
    assert (read.amount, read.action, read.error) == (Money.of_sum(1000), "0", 0)
    assert read.merchant_prepare_id is None


def test_json_is_read_too_and_its_numbers_stay_as_they_are_written() -> None:
    body = b'\xef\xbb\xbf {"amount": 1000.00, "error": -5017, "click_trans_id": 37, "error_note": "x"}'
    assert read_fields(body) == {
        "amount": "1000.00",
        "error": "-5017",
        "click_trans_id": "37",
        "error_note": "x",
    }


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xef\xbb\xbf", b"a=1&a=2", b"amount[]=1&amount[]=2",
        b"&".join([b"a%d=1" % n for n in range(41)]),
        b"merchant_trans_id=%FF", b"merchant_trans_id=\xe7\xe0\xea\xe0\xe7",
        b"{}", b"{", b'{"a": 1, "a": 2}', b'{"a": null}', b'{"a": true}', b'{"a": {"b": 1}}', b'{"a": ["1"]}',
        b'{"a": NaN}', b'{"a": "\\ud800"}', b'{"a":' * 5000, b'{"a": "1"} x',
    ],
)  # fmt: skip
def test_what_is_not_one_text_for_each_name_is_refused(body: bytes) -> None:
    with pytest.raises(BadCall):
        read_fields(body)


@pytest.mark.parametrize(
    "body", [b"   ", b"[" * 5000, b"\x1f\x8b\x08", b"--boundary\r\nContent-Disposition: form-data"]
)
def test_what_is_no_form_at_all_lacks_everything(body: bytes) -> None:
    with pytest.raises(BadCall):
        read_call(read_fields(body))


def test_the_note_may_come_in_any_coding() -> None:
    assert read_fields(b"error_note=\xe7\xe0\xea\xe0\xe7&a=1")["error_note"] == "\ufffd" * 5
    assert read_fields(b"error_note=%E7%E0")["error_note"] == "\ufffd" * 2


@pytest.mark.parametrize("name", [*PREPARE, "sign_string"])
def test_any_missing_field(name: str) -> None:
    """A published server notices only when all are missing."""
    fields = {key: text for key, text in signed(COMPLETE).items() if key != name}
    with pytest.raises(BadCall):
        read_call(fields)


@pytest.mark.parametrize("name", [name for name in PREPARE if name != "error_note"])
def test_any_empty_field(name: str) -> None:
    with pytest.raises(BadCall):
        read_call({**signed(COMPLETE), name: ""})


def test_an_empty_note_and_an_empty_signature_are_no_matter_of_grammar() -> None:
    assert read_call({**signed(COMPLETE), "error_note": "", "sign_string": ""}).error_note == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *[("click_trans_id", text) for text in ("0", "-1", "1_0", "１２３", "12\n", "1.0", str(2**63))],
        *[("click_trans_id", "9" * 5000), ("click_paydoc_id", "x"), ("service_id", "0x1f")],
        *[("error", text) for text in ("1", "+1", "-", "abc", "-1.0", "٣", "-" + "9" * 10)],
        *[("sign_time", text) for text in ("2026-08-22", "2026-08-22T14:03:11", "2026-08-22 14:03:11x", "x")],
        *[("merchant_prepare_id", text) for text in ("x", "-1", "1' OR 1=1", "9" * 20)],
    ],
)  # fmt: skip
def test_what_does_not_fit_the_grammar_is_refused(name: str, text: str) -> None:
    with pytest.raises(BadCall):
        call(**{name: text})


@pytest.mark.parametrize(
    "text", ["1e3", "1000,00", "0", "0.00", "-5", "nan", "500.001", ".5", "5.", "١", "1" * 13]
)
def test_what_is_no_sum_is_a_wrong_sum_in_its_turn(text: str) -> None:
    assert call(amount=text).amount is None


@pytest.mark.parametrize(
    ("text", "tiyin"), [("1000", 100_000), ("1000.0", 100_000), ("0.01", 1), ("7.3", 730)]
)
def test_a_sum_is_whole_tiyin(text: str, tiyin: int) -> None:
    assert call(amount=text).amount == Money(tiyin)


def test_a_prepare_id_that_no_attempt_can_have_is_read() -> None:
    assert call(merchant_prepare_id="999999999999").merchant_prepare_id == 999_999_999_999
    assert call(merchant_prepare_id="9" * 19).merchant_prepare_id == -1


@pytest.mark.parametrize("action", ["2", "00", "abc", "１"])
def test_an_action_that_does_not_exist_is_not_a_matter_of_grammar(action: str) -> None:
    assert call(action=action).action == action


def test_an_answer_is_json_with_whole_numbers() -> None:
    told = json.loads(answer(PREPARE, Reply.SUCCESS, ("merchant_prepare_id", 7)))
    assert told == {
        "click_trans_id": 3737503,
        "merchant_trans_id": "order_9001",
        "merchant_prepare_id": 7,
        "error": 0,
        "error_note": "Success",
    }
    assert list(map(type, told.values())) == [int, str, int, int, str]
    assert json.loads(answer({}, Reply.BAD_REQUEST, None)) == {
        "error": -8,
        "error_note": "Error in request from click",
    }
    strange = {"click_trans_id": "<script>", "merchant_trans_id": "x" * 65}
    assert set(json.loads(answer(strange, Reply.BAD_SIGN, None))) == {"error", "error_note"}


@given(st.binary(max_size=400) | st.dictionaries(st.text(max_size=8), st.text(max_size=20)).map(
    lambda fields: "&".join(
        f"{quote_plus(name, errors='replace')}={quote_plus(text, errors='replace')}"
        for name, text in fields.items()
    ).encode()
))  # fmt: skip
@example(b"%")
@example(b"=&=")
@example(b"a%00=%00")
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        fields = read_fields(body)
    except BadCall:
        return
    assert all(text.encode() or True for text in fields.values())
    json.loads(answer(fields, Reply.BAD_SIGN, None))
    with pytest.raises(BadCall):
        read_call(fields)
