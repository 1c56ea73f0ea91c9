"""Whatever CLICK sends, the client answers with a value or with one of our own errors."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pos.click_api.exchange import Raw, answer_of
from pos.click_api.wire import Answer, read_charge, read_done, read_found, read_ofd_link, read_status
from pos.core.errors import ClickRefused, OutcomeUnknown, PosError
from tests.click_api.kit import LINK, PID, TID

READERS: list[Callable[[Answer], object]] = [
    read_charge,
    read_done,
    lambda answer: read_done(answer, PID),
    lambda answer: read_status(answer, PID),
    lambda answer: read_found(answer, TID),
    lambda answer: read_ofd_link(answer, PID),
]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-3, 3),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.sampled_from([PID, str(PID), TID, LINK, "0", "1", "-5", "", "9" * 19, "9" * 20, 2**63]),
)
values = st.recursive(
    scalars, lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5), each, max_size=3)
)
names = st.sampled_from(
    [
        "error_code",
        "error_note",
        "payment_id",
        "payment_status",
        "confirm_mode",
        "merchant_trans_id",
        "card_type",
        "processing_type",
        "card_number",
        "phone_number",
        "paymentId",
        "qrCodeURL",
    ]
)
objects = st.dictionaries(names | st.text(max_size=8), values, max_size=12)
statuses = st.sampled_from([200, 201, 400, 401, 403, 404, 406, 410, 204, 302, 429, 500, 502]) | st.integers(
    100, 599
)
content_types = st.sampled_from(["application/json", "application/json; charset=utf-8", "text/html", ""])


def read_all(raw: Raw) -> None:
    for read in READERS:
        with contextlib.suppress(PosError):
            read(answer_of(raw, None))


@given(objects | values, statuses, content_types)
def test_any_json_is_read_or_refused(value: object, status: int, content_type: str) -> None:
    read_all(Raw(status, content_type, json.dumps(value).encode()))


@given(st.binary(max_size=200), statuses, content_types)
def test_any_bytes_are_read_or_refused(body: bytes, status: int, content_type: str) -> None:
    read_all(Raw(status, content_type, body))


@given(objects)
def test_a_charge_is_refused_only_when_an_error_is_named_and_no_payment(members: dict[str, object]) -> None:
    raw = Raw(200, "application/json", json.dumps(members).encode())
    refused: ClickRefused | None = None
    try:
        reply = read_charge(answer_of(raw, None))
    except OutcomeUnknown:
        return
    except ClickRefused as error:
        refused = error
    if refused is not None:
        assert refused.facts["code"] not in (0, None)
        assert members.get("payment_id") in (None, "") or set(str(members["payment_id"])) == {"0"}
        return
    assert int(str(members["payment_id"])) == reply.payment_id > 0
    assert reply.status is None or reply.status <= 2
    assert reply.error_code == int(str(members["error_code"]))


@given(objects)
def test_what_is_kept_can_be_stored(members: dict[str, object]) -> None:
    raw = Raw(200, "application/json", json.dumps({**members, "error_code": 0, "payment_id": 5}).encode())
    reply = read_charge(answer_of(raw, None))
    kept = (reply.error_note, reply.card.card_type, reply.card.card_number, reply.card.phone_number)
    for text in kept:
        text.encode()
        assert text.isprintable()
        assert len(text) <= 255
