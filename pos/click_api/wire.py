"""CLICK's answers and bodies as the flow's dataclasses. Pure.

Amounts in sum exist only here, elsewhere they are tiyin. Only documented members are sent.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from pos.click_api.members import Members
from pos.core.errors import BadAmount, ClickRefused, FiscalRefused, OutcomeUnknown, WrongKey
from pos.core.fiscal import FiscalItem, FiscalReceipt
from pos.core.money import Money
from pos.core.payment import CardFacts, PaymentId, TransactionId
from pos.flow.ports import ChargeReply, StatusReply

WHOLE_CARD_NUMBER = 13
NOTE_MAX, FACT_MAX = 255, 64

_LINK = re.compile(r"https://ofd\.soliq\.uz/[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{0,480}")


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer that may mean something: 200 and 201 hold JSON, a refusal may (else `members` is None).

    `skew_s` is how far this PC is ahead of CLICK, for the words about a 401.
    """

    http_status: int
    members: Members | None
    empty: bool = False
    skew_s: int | None = None

    @property
    def is_ok(self) -> bool:
        """Whether HTTP itself refused nothing."""
        return self.http_status in (200, 201)


def refusal_in(answer: Answer) -> ClickRefused | None:
    """Return the refusal that an answer is, or None when `error_code` is 0 («Merchant – Ошибки»).

    Raises OutcomeUnknown when a 200 carries no readable error_code.
    """
    code, note = _code_and_note(answer)
    if answer.is_ok and code is None:
        raise OutcomeUnknown("no error_code", http_status=answer.http_status)
    if answer.is_ok and code == 0:
        return None
    detail = f"HTTP {answer.http_status}, error_code {code}"
    facts: dict[str, object] = {
        "code": code,
        "note": note,
        "http_status": answer.http_status,
        "said": "json" if answer.members else "empty" if answer.empty else "other",
    }
    if answer.http_status == 401:
        return WrongKey(detail, **facts, skew_s=answer.skew_s)
    return ClickRefused(detail, **facts)


def read_done(answer: Answer, payment_id: PaymentId | None = None) -> None:
    """Read an answer of error_code and error_note; a payment that it names must be the one asked about.

    Raises ClickRefused, OutcomeUnknown.
    """
    refused = refusal_in(answer)
    if refused is not None:
        raise refused
    if payment_id is not None and answer.members is not None:
        _same_payment(answer.members, "payment_id", payment_id)


def read_charge(answer: Answer) -> ChargeReply:
    """Read the answer to click_pass/payment («CLICK Pass», Оплата с помощью CLICK Pass).

    A reply that names a payment is returned even with an error (P21). A payment_status that cannot be read is
    given as None: the payment is known, and its status can be asked for (P15).

    Raises:
        ClickRefused: refused, and no payment named.
        OutcomeUnknown: nothing certain can be read.
    """
    refused = refusal_in(answer)
    members = answer.members
    payment_id = members.identifier("payment_id") if members else None
    if members is None or payment_id is None:
        raise refused or OutcomeUnknown("no payment_id")
    try:
        status = members.status()
    except OutcomeUnknown:
        status = None
    return ChargeReply(
        payment_id=payment_id,
        status=status,
        confirm_mode=members.flag("confirm_mode"),
        card=_card(members),
        error_code=_code_beside_payment(refused),
        error_note=members.text("error_note", NOTE_MAX),
    )


def read_status(answer: Answer, asked: PaymentId) -> StatusReply:
    """Read the answer to payment/status («Проверка статуса платежа»).

    Raises:
        ClickRefused: an error and no payment_status.
        OutcomeUnknown: nothing certain can be read, or it speaks of another payment.
    """
    refused = refusal_in(answer)
    members = answer.members
    if members is None:
        raise refused or OutcomeUnknown("no members")
    status = members.status()
    if refused is not None and status is None:
        raise refused
    _same_payment(members, "payment_id", asked)
    return StatusReply(asked, status, _code_beside_payment(refused), members.text("error_note", NOTE_MAX))


def read_found(answer: Answer, asked: TransactionId) -> StatusReply:
    """Read the answer to payment/status_by_mti («Проверка статуса платежа c помощью merchant_trans_id»).

    `status` is None when CLICK's sample is followed and the member is absent, or when it cannot be read (G3).

    Raises:
        ClickRefused: refused, and no payment named.
        OutcomeUnknown: nothing certain can be read, or it speaks of another transaction_id.
    """
    refused = refusal_in(answer)
    members = answer.members
    payment_id = members.identifier("payment_id") if members else None
    if members is None or payment_id is None:
        raise refused or OutcomeUnknown("no payment_id")
    if members.raw("merchant_trans_id") not in (None, "", asked):
        raise OutcomeUnknown("the answer is about another merchant_trans_id")
    try:
        status = members.status()
    except OutcomeUnknown:
        status = None
    return StatusReply(
        payment_id, status, _code_beside_payment(refused), members.text("error_note", NOTE_MAX)
    )


def read_ofd_link(answer: Answer, asked: PaymentId) -> str | None:
    """Read the answer to GET ofd_data («Получение фискальных данных»); None when it holds no link.

    Success carries no error_code. Raises ClickRefused (with its facts, also when there is no receipt yet) and
    OutcomeUnknown: another payment, or a link that is not one of ofd.soliq.uz.
    """
    members = answer.members
    if members is None or not answer.is_ok or members.error_code():
        raise refusal_in(answer) or OutcomeUnknown("no members")
    _same_payment(members, "paymentId", asked)
    link = members.raw("qrCodeURL")
    if link is None or (isinstance(link, str) and not link.strip()):
        return None
    if not isinstance(link, str) or not is_ofd_link(link):
        raise OutcomeUnknown("the receipt's link is not one of ofd.soliq.uz")
    return link


def is_ofd_link(link: str) -> bool:
    """Whether a link is https and on exactly ofd.soliq.uz (field notes §5, Link trust)."""
    return _LINK.fullmatch(link) is not None


def amount_text(amount: Money) -> str:
    """Return the JSON number in sum: whole, or exactly two decimals (decision 5). Made from integers.

    Raises BadAmount for zero and less.
    """
    if amount.tiyin <= 0:
        raise BadAmount("nothing to charge", field="amount", value=str(amount.tiyin))
    whole, rest = divmod(amount.tiyin, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def write_charge(
    service_id: int, otp: str, amount: Money, cashbox_code: str, transaction_id: TransactionId
) -> bytes:
    """Write the body of click_pass/payment; an empty cashbox_code is left out, as it is optional."""
    cashbox = {"cashbox_code": json.dumps(cashbox_code)} if cashbox_code else {}
    return _object(
        {
            "service_id": str(service_id),
            "otp_data": json.dumps(otp),
            "amount": amount_text(amount),
            **cashbox,
            "transaction_id": json.dumps(transaction_id),
        }
    )


def write_confirm(service_id: int, payment_id: PaymentId) -> bytes:
    """Write the body of click_pass/confirm."""
    return _json({"service_id": service_id, "payment_id": payment_id})


def write_items(service_id: int, payment_id: PaymentId, receipt: FiscalReceipt) -> bytes:
    """Write the body of ofd_data/submit_items; all money in tiyin («Фискализация товаров и услуг»)."""
    return _json(
        {
            "service_id": service_id,
            "payment_id": payment_id,
            "items": [_item(each, each.owner or receipt.tin) for each in receipt.items],
            "received_ecash": receipt.received_ecash.tiyin,
            "received_cash": receipt.received_cash.tiyin,
            "received_card": receipt.received_card.tiyin,
        }
    )


def write_qrcode(service_id: int, payment_id: PaymentId, link: str) -> bytes:
    """Write the body of ofd_data/submit_qrcode. Raises FiscalRefused for a link of another place."""
    if not is_ofd_link(link):
        raise FiscalRefused("not a link of ofd.soliq.uz", field="qrcode", why="link")
    return _json({"service_id": service_id, "payment_id": payment_id, "qrcode": link})


def qrcode_in(body: bytes) -> str | None:
    """The link in a body that `write_qrcode` wrote; None for any other body of ours."""
    try:
        members = json.loads(body)
    except ValueError:
        return None
    link = members.get("qrcode") if isinstance(members, dict) else None
    return link if isinstance(link, str) else None


def _item(item: FiscalItem, owner: str) -> dict[str, object]:
    """One position in the order of the table Item; what may be absent is written when it says something."""
    members: dict[str, object] = {
        "Name": item.name,
        "Barcode": item.barcode or None,
        "Labels": list(item.labels) or None,
        "SPIC": item.spic,
        "Units": item.units,
        "PackageCode": item.package_code,
        "GoodPrice": item.good_price.tiyin,
        "Price": item.price.tiyin,
        "Amount": item.amount,
        "VAT": item.vat.tiyin,
        "VATPercent": item.vat_percent,
        "Discount": item.discount.tiyin or None,
        "Other": item.other.tiyin or None,
        "CommissionInfo": {"TIN" if len(owner) == 9 else "PINFL": owner},
    }
    return {name: value for name, value in members.items() if value is not None}


def _json(value: object) -> bytes:
    # ASCII with escapes: no charset on the way can change a letter of the goods' names.
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _object(members: dict[str, str]) -> bytes:
    """Join members whose values are JSON text already: json.dumps cannot write 44530.70 without a float."""
    return ("{" + ",".join(f'"{name}":{value}' for name, value in members.items()) + "}").encode("ascii")


def _code_and_note(answer: Answer) -> tuple[int | None, str]:
    if answer.members is None:
        return None, ""
    try:
        code = answer.members.error_code()
    except OutcomeUnknown:
        if answer.is_ok:
            raise
        code = None  # the HTTP status has refused already
    return code, answer.members.text("error_note", NOTE_MAX)


def _code_beside_payment(refused: ClickRefused | None) -> int:
    """Return the error_code of a reply that names a payment; an HTTP refusal must have one beside it."""
    if refused is None:
        return 0
    code = refused.facts["code"]
    if not isinstance(code, int) or code == 0:
        raise OutcomeUnknown("HTTP refused, yet a payment is named", http_status=refused.facts["http_status"])
    return code


def _same_payment(members: Members, name: str, asked: PaymentId) -> None:
    if members.identifier(name) not in (None, asked):
        raise OutcomeUnknown("the answer is about another payment")


def _card(members: Members) -> CardFacts:
    return CardFacts(
        card_type=members.text("card_type", FACT_MAX),
        processing_type=members.text("processing_type", FACT_MAX),
        card_number=_masked(members.text("card_number", FACT_MAX)),
        phone_number=_masked_phone(members.text("phone_number", FACT_MAX)),
    )


def _masked_phone(phone: str) -> str:
    """CLICK sends the pass payer's number whole; we keep what tells a customer apart (decision 10)."""
    digits = "".join(each for each in phone if each.isdecimal())
    return f"{digits[:5]}***{digits[-4:]}" if len(digits) > 9 else phone


def _masked(card_number: str) -> str:
    """CLICK masks it; if it ever does not, no whole number may reach the journal (S11)."""
    digits = "".join(each for each in card_number if each.isdecimal())
    return f"{digits[:6]}******{digits[-4:]}" if len(digits) >= WHOLE_CARD_NUMBER else card_number
