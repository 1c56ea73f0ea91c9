"""The fields of the SHOP-API tester, named as in CLICK's documentation, and what each may hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from pos.core.errors import BadAmount
from pos.core.money import Money
from pos.core.secret import SecretKey
from pos.screens.tester_port import Prefill, TesterForm
from pos.screens.wizard_fields import Check, Field
from pos.screens.words import _

SECRET = "secret_key"  # noqa: S105 - the name of a field

_ADDRESS = r"https?://(?:\[[0-9A-Fa-f:.]+\]|[^\s/:?#@\[\]]+)(?::[0-9]{1,5})?(?:[/?]\S*)?"


def _shape(pattern: str, sentence: str) -> Check:
    shape = re.compile(pattern)
    return lambda value: "" if shape.fullmatch(value) else sentence


def _sum(value: str) -> str:
    try:
        Money.parse(value)
    except BadAmount:
        return _("A sum above zero")
    return ""


_NO_ADDRESS = _("An address with http:// or https://")
_looks_like_one = _shape(_ADDRESS, _NO_ADDRESS)


def _address(value: str) -> str:
    try:
        urlsplit(value).port  # noqa: B018 - it raises for one that no computer has
    except ValueError:
        return _NO_ADDRESS
    return _looks_like_one(value)


_number = _shape(r"[0-9]{1,15}", _("Only digits"))
_printable = _shape(r"[^\x00-\x1f\x7f]{1,200}", _("Too long, or not plain text"))

FIELDS: tuple[Field, ...] = (
    Field("prepare_url", "Prepare URL", _address, required=True),
    Field("complete_url", "Complete URL", _address, required=True),
    Field("service_id", "service_id", _number, required=True),
    Field("merchant_user_id", "merchant_user_id", _number, required=True),
    Field(SECRET, "secret_key", _printable, _("Is never shown, logged or kept"), secret=True),
    Field(
        "merchant_trans_id",
        "merchant_trans_id",
        _printable,
        _("Can be paid again"),
        required=True,
    ),
    Field("amount", _("Sum"), _sum, required=True),
)


def filled(prefill: Prefill) -> dict[str, str]:
    """The texts that the form opens with; the key is never one of them."""
    return {
        "prepare_url": prefill.prepare_url,
        "complete_url": prefill.complete_url,
        "service_id": prefill.service_id,
        "merchant_user_id": prefill.merchant_user_id,
        "merchant_trans_id": prefill.merchant_trans_id,
        "amount": prefill.amount,
    }


def wrong(field: Field, values: Mapping[str, str], *, has_key: bool) -> str:
    """The English sentence of what is wrong with a field; empty when nothing is."""
    value = values.get(field.name, "").strip()
    if field.secret and not value:
        return "" if has_key else _("Fill this in")
    return field.wrong(value)


def form_of(values: Mapping[str, str], *, has_key: bool) -> TesterForm | None:
    """The form when every field is right."""
    if any(wrong(field, values, has_key=has_key) for field in FIELDS):
        return None
    value = {field.name: values.get(field.name, "").strip() for field in FIELDS}
    return TesterForm(
        prepare_url=value["prepare_url"],
        complete_url=value["complete_url"],
        service_id=int(value["service_id"]),
        merchant_user_id=int(value["merchant_user_id"]),
        secret_key=SecretKey(value[SECRET]),
        merchant_trans_id=value["merchant_trans_id"],
        amount=Money.parse(value["amount"]),
    )
