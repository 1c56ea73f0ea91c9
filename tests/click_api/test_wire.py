"""Reading what CLICK sends: tolerant of its habits, strict where a guess could cost money."""

import json

import pytest

from pos.click_api.exchange import BODY_MAX, Raw, answer_of
from pos.click_api.wire import (
    Answer,
    is_ofd_link,
    read_charge,
    read_done,
    read_found,
    read_ofd_link,
    read_status,
)
from pos.core.errors import ClickRefused, OutcomeUnknown, WrongKey
from pos.core.payment import CardFacts, PaymentId, TransactionId
from pos.flow.ports import StatusReply
from tests.click_api.kit import CHARGED, DONE, LINK, PID, STATUS, TID

ABSENT = object()


def answer(members: object, http_status: int = 200) -> Answer:
    body = members if isinstance(members, bytes) else json.dumps(members).encode()
    return answer_of(Raw(http_status, "application/json", body), None)


def with_member(base: dict[str, object], name: str, value: object) -> dict[str, object]:
    rest = {key: each for key, each in base.items() if key != name}
    return rest if value is ABSENT else {**rest, name: value}


@pytest.mark.parametrize("value", [PID, str(PID), f"00{PID}"])
def test_a_payment_id_is_an_integer_or_its_digits(value: object) -> None:
    assert read_charge(answer(with_member(CHARGED, "payment_id", value))).payment_id == PID


@pytest.mark.parametrize(
    "value",
    ["true", "1.0", "1e3", "-1", "9223372036854775808", '"12x"', '" 1"', '"１２"', '"1_0"', "[1]", "{}"],
)
def test_a_payment_id_of_another_shape_is_unknown(value: str) -> None:
    body = f'{{"error_code":0,"payment_id":{value},"payment_status":2}}'.encode()
    with pytest.raises(OutcomeUnknown):
        read_charge(answer(body))


@pytest.mark.parametrize("value", ["true", "1.0", "-1", '"12x"'])
def test_a_refusal_that_names_something_unreadable_is_unknown(value: str) -> None:
    body = f'{{"error_code":-5,"error_note":"no","payment_id":{value}}}'.encode()
    with pytest.raises(OutcomeUnknown):
        read_charge(answer(body))


@pytest.mark.parametrize("value", [ABSENT, None, "", 0, "0"])
def test_success_without_a_payment_is_unknown(value: object) -> None:
    with pytest.raises(OutcomeUnknown):
        read_charge(answer(with_member(CHARGED, "payment_id", value)))


@pytest.mark.parametrize("value", [ABSENT, None, "", 0, "0"])
def test_a_refusal_without_a_payment_is_a_refusal(value: object) -> None:
    members = with_member({"error_code": -5, "error_note": "QR-код устарел"}, "payment_id", value)
    with pytest.raises(ClickRefused) as refused:
        read_charge(answer(members))
    assert refused.value.facts == {"code": -5, "note": "QR-код устарел", "http_status": 200, "said": "json"}


@pytest.mark.parametrize("code", [-5, "-5", 7, "7"])
def test_an_error_beside_a_payment_is_a_reply(code: object) -> None:
    reply = read_charge(
        answer({**CHARGED, "error_code": code, "error_note": "нет денег", "payment_status": -1})
    )
    assert (reply.payment_id, reply.error_code, reply.status) == (PID, int(str(code)), -1)
    assert reply.error_note == "нет денег"


@pytest.mark.parametrize(
    "code", ["true", "0.0", "1e1", '"zero"', '""', "[]", "4294967296", '"-"', ABSENT, "null"]
)
def test_an_error_code_of_another_shape_is_unknown(code: object) -> None:
    member = "" if code is ABSENT else f'"error_code":{code},'
    with pytest.raises(OutcomeUnknown):
        read_charge(answer(f'{{{member}"payment_id":5,"payment_status":2}}'.encode()))


@pytest.mark.parametrize("status", [-99, -1, 0, 1, 2])
def test_documented_statuses(status: int) -> None:
    assert read_charge(answer({**CHARGED, "payment_status": status})).status == status
    assert read_status(answer({**STATUS, "payment_status": status}), PID).status == status


@pytest.mark.parametrize("status", ["2", 3, 2.0, True, False, [], {}])
def test_another_status_is_not_guessed(status: object) -> None:
    """The charge names its payment, so its status can be asked for; a status read has nothing to give."""
    assert read_charge(answer({**CHARGED, "payment_status": status})).status is None
    assert read_found(answer({**STATUS, "payment_status": status}), TID).status is None
    with pytest.raises(OutcomeUnknown):
        read_status(answer({**STATUS, "payment_status": status}), PID)


@pytest.mark.parametrize("status", [ABSENT, None])
def test_an_absent_status_is_none(status: object) -> None:
    assert read_charge(answer(with_member(CHARGED, "payment_status", status))).status is None
    assert read_status(answer(with_member(STATUS, "payment_status", status)), PID) == StatusReply(
        PID, None, 0, "Успешно"
    )


@pytest.mark.parametrize(
    ("value", "mode"),
    [
        *[(each, True) for each in (True, 1, "1")],
        *[(each, False) for each in (False, 0, "0")],
        *[(each, None) for each in (ABSENT, None, 2, "yes", "true", 1.0, "01", [])],
    ],
)
def test_confirm_mode(value: object, mode: bool | None) -> None:
    assert read_charge(answer(with_member(CHARGED, "confirm_mode", value))).confirm_mode is mode


def test_card_facts() -> None:
    assert read_charge(answer(CHARGED)).card == CardFacts(
        "private", "UZCARD", "860002******8331", "99822***4567"
    )


@pytest.mark.parametrize("value", [None, 5, True, [], {}])
def test_card_facts_of_another_shape_are_empty(value: object) -> None:
    names = ("card_type", "processing_type", "card_number", "phone_number")
    assert read_charge(answer({**CHARGED, **dict.fromkeys(names, value)})).card == CardFacts()


@pytest.mark.parametrize("number", ["8600021234568331", "8600 0212 3456 8331", "8600-0212-3456-8331"])
def test_a_whole_card_number_is_masked(number: str) -> None:
    assert read_charge(answer({**CHARGED, "card_number": number})).card.card_number == "860002******8331"


def test_a_note_is_one_printable_line() -> None:
    note = "a\nb\x00c\u202ed\ud800e" + "я" * 400
    with pytest.raises(ClickRefused) as refused:
        read_done(answer({"error_code": -1, "error_note": note}))
    text = str(refused.value.facts["note"])
    assert text.startswith("a b c d e")
    assert len(text) == 255
    text.encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"error_code":0',
        b'\xef\xbb\xbf{"error_code":0}',
        b'{"error_code":0,"error_code":0}',
        b'{"error_code":0,"x":{"a":1,"a":2}}',
        b'{"error_code":0,"x":NaN}',
        b'{"error_code":0,"x":Infinity}',
        b'{"error_code":0}{"error_code":0}',
        b'{"error_code":0} trailing',
        b"[]",
        b"0",
        b"null",
        b'"0"',
        b'{"error_note":"\xcd\xe5\xf2","error_code":0}',
        b'{"error_code":' + b"9" * 5000 + b"}",
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b"<html><body>502</body></html>",
    ],
)
def test_a_body_that_is_not_one_strict_json_object_is_unknown(body: bytes) -> None:
    with pytest.raises(OutcomeUnknown):
        answer_of(Raw(200, "application/json", body), None)


@pytest.mark.parametrize(
    "content_type", ["", "text/html", "text/plain", "application/xml", "application/jsonx"]
)
def test_another_content_type_is_unknown(content_type: str) -> None:
    with pytest.raises(OutcomeUnknown):
        answer_of(Raw(200, content_type, json.dumps(DONE).encode()), None)


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON; charset=UTF-8", "text/json", "application/problem+json"],
)
def test_json_by_any_of_its_names(content_type: str) -> None:
    read_done(answer_of(Raw(201, content_type, json.dumps(DONE).encode()), None))


def test_a_body_that_was_too_long_is_unknown() -> None:
    with pytest.raises(OutcomeUnknown):
        answer_of(Raw(200, "application/json", None), None)
    assert BODY_MAX == 65536


@pytest.mark.parametrize("status", [400, 401, 403, 404, 406, 410])
def test_documented_refusals(status: int) -> None:
    with pytest.raises(ClickRefused) as refused:
        read_charge(answer_of(Raw(status, "text/html", b"<html>"), -40))
    assert refused.value.facts["http_status"] == status
    assert refused.value.facts["code"] is None
    assert refused.value.facts["said"] == "other"
    assert isinstance(refused.value, WrongKey) is (status == 401)
    assert refused.value.facts.get("skew_s") == (-40 if status == 401 else None)


def test_a_refusal_takes_code_and_note_along() -> None:
    note = "Payment is older than this month"
    with pytest.raises(ClickRefused) as refused:
        read_done(answer({"error_code": -5017, "error_note": note}, 400))
    assert refused.value.facts == {"code": -5017, "note": note, "http_status": 400, "said": "json"}


def test_a_refusal_with_unreadable_json_is_still_a_refusal() -> None:
    with pytest.raises(ClickRefused):
        read_done(answer(b'{"error_code":', 404))
    with pytest.raises(ClickRefused):
        read_done(answer({"error_code": True}, 404))


def test_a_refusal_that_names_a_payment() -> None:
    """With a code it is P21; without one it contradicts itself."""
    assert read_charge(answer({"error_code": -5, "payment_id": PID}, 400)).error_code == -5
    for code in (0, None):
        with pytest.raises(OutcomeUnknown):
            read_charge(answer({"error_code": code, "payment_id": PID}, 400))


@pytest.mark.parametrize(
    "status",
    [100, 202, 204, 206, 301, 302, 307, 308, 402, 405, 408, 409, 413, 422, 429, 500, 502, 503, 504, 599],
)
def test_any_other_status_is_unknown(status: int) -> None:
    with pytest.raises(OutcomeUnknown) as unknown:
        answer_of(Raw(status, "application/json", json.dumps({"error_code": -1}).encode()), None)
    assert unknown.value.facts["http_status"] == status


def test_a_status_that_is_only_an_error_is_a_refusal() -> None:
    with pytest.raises(ClickRefused):
        read_status(answer({"error_code": -9, "error_note": "отменён", "payment_id": PID}), PID)


def test_a_status_beside_an_error_is_a_reply() -> None:
    reply = read_status(answer({**STATUS, "error_code": -9, "error_note": "x", "payment_status": -1}), PID)
    assert reply == StatusReply(PID, -1, -9, "x")


def test_an_answer_about_another_payment_is_unknown() -> None:
    other = PaymentId(PID + 1)
    with pytest.raises(OutcomeUnknown):
        read_status(answer(STATUS), other)
    with pytest.raises(OutcomeUnknown):
        read_done(answer({**DONE, "payment_id": PID}), other)
    with pytest.raises(OutcomeUnknown):
        read_ofd_link(answer({"paymentId": PID, "qrCodeURL": LINK}), other)
    with pytest.raises(OutcomeUnknown):
        read_found(answer({**STATUS, "merchant_trans_id": "OTHERA"}), TID)


def test_found_by_our_own_id_as_the_sample_shows_it() -> None:
    members = {**DONE, "payment_id": str(PID), "merchant_trans_id": TID}
    assert read_found(answer(members), TID) == StatusReply(PID, None, 0, "Успешно")


def test_found_without_a_payment() -> None:
    with pytest.raises(ClickRefused):
        read_found(answer({"error_code": -16, "error_note": "not found"}), TransactionId("XA"))
    with pytest.raises(OutcomeUnknown):
        read_found(answer(DONE), TID)


def test_the_receipts_link() -> None:
    assert read_ofd_link(answer({"paymentId": str(PID), "qrCodeURL": LINK}), PID) == LINK
    assert read_ofd_link(answer({"qrCodeURL": LINK}), PID) == LINK
    for nothing in ({}, {"qrCodeURL": None}, {"qrCodeURL": ""}, {"qrCodeURL": "  "}):
        assert read_ofd_link(answer({"paymentId": PID, **nothing}), PID) is None


@pytest.mark.parametrize("link", [5, [], True, "http://ofd.soliq.uz/epi", "javascript:alert(1)"])
def test_a_link_that_is_not_trusted_is_unknown(link: object) -> None:
    with pytest.raises(OutcomeUnknown):
        read_ofd_link(answer({"paymentId": PID, "qrCodeURL": link}), PID)


@pytest.mark.parametrize(
    ("link", "trusted"),
    [
        (LINK, True),
        ("https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20200518221403&s=248429044289", True),
        ("https://ofd.soliq.uz/", True),
        ("http://ofd.soliq.uz/epi", False),
        ("https://ofd.soliq.uz.evil.uz/epi", False),
        ("https://evil.uz/https://ofd.soliq.uz/", False),
        ("https://ofd.soliq.uz@evil.uz/", False),
        ("https://x@ofd.soliq.uz/", False),
        ("https://ofd.soliq.uz:8443/", False),
        ("https://ofd.soliq.uz\\@evil.uz/", False),
        ("https://OFD.soliq.uz/", False),
        ("https://ofd.soliq.uz", False),
        ("https://xofd.soliq.uz/", False),
        ("https://ofd.soliq.uz/a b", False),
        ("https://ofd.soliq.uz/a\n", False),
        ('https://ofd.soliq.uz/"><script>', False),
        ("https://ofd.soliq.uz/\u043e", False),
        ("https://ofd.soliq.uz/" + "a" * 481, False),
        ("", False),
    ],
)
def test_which_links_are_trusted(link: str, trusted: bool) -> None:
    assert is_ofd_link(link) is trusted
