"""Strict reading of the parameters of CLICK's payment page ("Click — Установка кнопки оплаты"). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from pos.simulator.options import SimulatorOptions
from pos.simulator.shop_wire import AMOUNT

LONGEST_PARAM = 255
"""Of ``transaction_param``; the documentation says "varchar" only."""

_MOST_FIELDS = 20
_OBLIGATORY = ("service_id", "merchant_id", "amount", "transaction_param")
_OPTIONAL = ("merchant_user_id", "return_url", "card_type")
_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_NO_PAGE = ("javascript", "data", "vbscript", "file", "blob", "about")
_KEPT = "%/:=&?~#+!$,;'@()*[]"


class BadParameter(Exception):
    """A parameter that is missing, malformed or foreign: its name and what is wrong, in Russian."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name}: {what}")
        self.name = name
        self.what = what


@dataclass(frozen=True, slots=True)
class PayRequest:
    """What the page was asked for.

    Attributes:
        amount: the text as it stood, in sum; it is what Prepare and Complete will sign.
        return_url: where the payer goes afterwards; empty: nowhere.
        parameters: all of it as it came, to be repeated in the page's form.
    """

    amount: str
    transaction_param: str
    return_url: str
    parameters: Mapping[str, str]


def read_fields(text: str) -> dict[str, str]:
    """Read a query or a form; each name once, UTF-8.

    Raises:
        BadParameter: with the name that is twice there, or ``query``.
    """
    if not text.isascii():
        raise BadParameter("query", "не закодирован (percent-encoding)")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise BadParameter("query", "не читается: нужен UTF-8 в percent-encoding") from error
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            raise BadParameter(name, "указан дважды")
        fields[name] = value
    return fields


def read_request(fields: Mapping[str, str], options: SimulatorOptions) -> PayRequest:
    """Check every parameter; an optional one that is empty counts as absent.

    Raises:
        BadParameter: with the first that is wrong.
    """
    for name in fields:
        if name not in (*_OBLIGATORY, *_OPTIONAL):
            raise BadParameter(name, "нет такого параметра")
    for name in _OBLIGATORY:
        if not fields.get(name):
            raise BadParameter(name, "обязательный параметр не указан")
    _check_number(fields, "service_id", options.service_id)
    _check_number(fields, "merchant_id", options.merchant_id)
    if fields.get("merchant_user_id"):
        _check_number(fields, "merchant_user_id", None)
    if AMOUNT.fullmatch(fields["amount"]) is None or not fields["amount"].strip("0."):
        raise BadParameter("amount", "сумма больше нуля в формате N.NN")
    param = fields["transaction_param"]
    if len(param) > LONGEST_PARAM or not param.isprintable():
        raise BadParameter("transaction_param", f"не более {LONGEST_PARAM} печатных знаков")
    if fields.get("card_type", "") not in ("", "uzcard", "humo"):
        raise BadParameter("card_type", "допустимы uzcard и humo")
    return_url = fields.get("return_url", "")
    if return_url:
        _check_return_url(return_url)
    return PayRequest(fields["amount"], param, return_url, dict(fields))


def return_address(url: str, told: Mapping[str, str]) -> str:
    """The address as it may stand in a header, with `told` added to its query."""
    parts = urlsplit(url)
    added = "&".join(f"{name}={quote(text, safe='-')}" for name, text in told.items())
    query = "&".join(part for part in (parts.query, added) if part)
    return quote(urlunsplit(parts._replace(query=query)), safe=_KEPT)


def _check_number(fields: Mapping[str, str], name: str, right: int | None) -> None:
    if _NUMBER.fullmatch(fields[name]) is None:
        raise BadParameter(name, "должно быть целое число")
    if right is not None and int(fields[name]) != right:
        raise BadParameter(name, f"{fields[name]} не зарегистрирован")


def _check_return_url(url: str) -> None:
    """An address of the web or of an app ("Можете так же использовать уникальные схемы")."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadParameter("return_url", "это не ссылка") from None
    known = _SCHEME.fullmatch(parts.scheme) is not None and parts.scheme not in _NO_PAGE
    if not known or not parts.netloc or not url.isprintable() or " " in url:
        raise BadParameter("return_url", "нужна полная ссылка вида https://…")
