"""What each setting may hold: one reader per name, for the file and for the environment. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NoReturn
from urllib.parse import urlsplit

from pos.core.errors import BadSettings, InsecureAddress
from pos.core.secret import SecretKey
from pos.devices.print_profiles import CUTS, DRAWERS, PROFILES
from pos.settings_file import NOT_READABLE, NOT_TOML, NOT_UTF8

LANGUAGES = ("ru", "uz", "uz_Cyrl", "en")
THEMES = ("system", "light", "dark")
PRINTER_KINDS = ("none", "system", "pdf", "escpos_file", "escpos_network")

NO_SUCH = "there is no such setting"
NOT_TEXT = "must be text in quotes"
NOT_CLEAN = "holds a line break or another control character"
NOT_WHOLE = "must be a whole number"
NOT_NUMBER = "must be a number"
NOT_SWITCH = "must be true or false"
NOT_IN_RANGE = "is out of range"
NOT_ONE_OF = "is not one of the allowed words"
NOT_ADDRESS = "is not an address that begins with https://"
NOT_ENCRYPTED = "is not encrypted: only https is allowed, or an address of this PC"
NOT_PATH = "must be a path of Latin letters and digits that begins with /"
NOT_TIN = "must be 9 or 14 digits"
NOT_SPIC = "must be 17 digits"
NOT_PACKAGE = "must be at most 20 Latin letters and digits"
TOO_LONG = "is too long"
KEY_IN_FILE = "the secret key must not stand in a file: enter it in the program or give it by environment"

REASONS = (
    *(NOT_READABLE, NOT_UTF8, NOT_TOML, NO_SUCH, NOT_TEXT, NOT_CLEAN, NOT_WHOLE, NOT_NUMBER, NOT_SWITCH),
    *(NOT_IN_RANGE, NOT_ONE_OF, NOT_ADDRESS, NOT_ENCRYPTED, NOT_TIN, NOT_SPIC, NOT_PACKAGE),
    NOT_PATH,
    *(TOO_LONG, KEY_IN_FILE),
)
"""Every `why` of a BadSettings, so that each can be said in each language."""

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LOOPBACK = re.compile(r"localhost|::1|127(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}")
PATH = r"(?:/[0-9A-Za-z_~.-]{1,64}){1,8}"
_ID_MAX = 10**15
_TEXT_MAX = 500


def host_is_loopback(host: str) -> bool:
    """Whether `host` is this PC by its very spelling; no name is looked up."""
    return _LOOPBACK.fullmatch(host) is not None


def is_loopback(url: str) -> bool:
    """Whether the host of `url` is this PC by its very spelling; no name is looked up."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host_is_loopback(host)


Reader = Callable[[object, bool], object]
"""Checks a raw value; the second argument says that it is text from the environment."""


def _refuse(why: str, **facts: object) -> NoReturn:
    raise BadSettings(why, why=why, **facts)


def _text(most: int = _TEXT_MAX, pattern: str = "", why: str = TOO_LONG) -> Callable[[object, bool], str]:
    shape = re.compile(pattern) if pattern else None

    def read(raw: object, as_text: bool) -> str:
        if not isinstance(raw, str):
            _refuse(NOT_TEXT)
        if _CONTROL.search(raw):
            _refuse(NOT_CLEAN)
        if len(raw) > most or (shape and raw and not shape.fullmatch(raw)):
            _refuse(why)
        return raw

    return read


def _lines(most_lines: int, most_chars: int) -> Reader:
    """Text of several lines; the environment may write a line break as a backslash and an n."""
    line = _text(most_chars)

    def read(raw: object, as_text: bool) -> str:
        if not isinstance(raw, str):
            _refuse(NOT_TEXT)
        text = raw.replace("\\n", "\n") if as_text else raw
        lines = text.replace("\r\n", "\n").split("\n")
        if len(lines) > most_lines:
            _refuse(TOO_LONG)
        return "\n".join(str(line(part, as_text)) for part in lines)

    return read


def _width_chars(raw: object, as_text: bool) -> object:
    by_profile = raw == "0" if as_text else raw == 0 and not isinstance(raw, bool)
    return 0 if by_profile else _whole(24, 64)(raw, as_text)


def _word(*allowed: str) -> Reader:
    def read(raw: object, as_text: bool) -> str:
        if not isinstance(raw, str):
            _refuse(NOT_TEXT)
        if raw not in allowed:
            _refuse(NOT_ONE_OF, allowed=", ".join(allowed))
        return raw

    return read


def _whole(least: int, most: int) -> Reader:
    def read(raw: object, as_text: bool) -> int:
        if as_text and isinstance(raw, str) and _WHOLE.fullmatch(raw):
            raw = int(raw)
        if not isinstance(raw, int) or isinstance(raw, bool):
            _refuse(NOT_WHOLE)
        if not least <= raw <= most:
            _refuse(NOT_IN_RANGE, allowed=f"{least}–{most}")
        return raw

    return read


def _seconds(most: float) -> Reader:
    def read(raw: object, as_text: bool) -> float:
        if as_text and isinstance(raw, str) and _NUMBER.fullmatch(raw):
            raw = float(raw)
        if not isinstance(raw, (int, float)) or isinstance(raw, bool) or not math.isfinite(raw):
            _refuse(NOT_NUMBER)
        if not 0 < raw <= most:
            _refuse(NOT_IN_RANGE, allowed=f"0–{most:g}")
        return float(raw)

    return read


def _switch(raw: object, as_text: bool) -> bool:
    if as_text and raw in ("true", "false"):
        return raw == "true"
    if not isinstance(raw, bool):
        _refuse(NOT_SWITCH)
    return raw


def _address(raw: object, as_text: bool) -> str:
    text = _text()(raw, as_text)
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        _refuse(NOT_ADDRESS)
    extra = parts.username or parts.password or parts.query or parts.fragment
    if parts.scheme not in ("https", "http") or not named or extra or re.search(r"[\s\\]", text):
        _refuse(NOT_ADDRESS)
    if parts.scheme == "http" and not is_loopback(text):
        raise InsecureAddress(NOT_ENCRYPTED, why=NOT_ENCRYPTED, url=text)
    return text if text.endswith("/") else text + "/"


def _address_or_none(raw: object, as_text: bool) -> str:
    return "" if raw == "" else _address(raw, as_text)


def _secret(raw: object, as_text: bool) -> SecretKey:
    if not as_text or not isinstance(raw, str):
        _refuse(KEY_IN_FILE)
    if _CONTROL.search(raw):
        _refuse(NOT_CLEAN)
    return SecretKey(raw)


READERS: dict[str, Reader] = {
    "language": _word(*LANGUAGES),
    "theme": _word(*THEMES),
    "click.base_url": _address,
    "click.service_id": _whole(0, _ID_MAX),
    "click.merchant_id": _whole(0, _ID_MAX),
    "click.merchant_user_id": _whole(0, _ID_MAX),
    "click.secret_key": _secret,
    "click.cashbox_code": _text(64),
    "click.confirm_window_s": _seconds(3600),
    "click.confirm_mode": _word("on", "off"),
    "shop.name": _text(),
    "shop.address": _text(),
    "shop.asks_tasnif": _switch,
    "shop.cash_step_sum": _whole(0, 1000),
    "shop.discount_limit_percent": _whole(0, 100),
    "fiscal.tin": _text(pattern=r"[0-9]{9}|[0-9]{14}", why=NOT_TIN),
    "fiscal.default_name": _text(63),
    "fiscal.default_spic": _text(pattern=r"[0-9]{17}", why=NOT_SPIC),
    "fiscal.default_package_code": _text(pattern=r"[0-9A-Za-z]{1,20}", why=NOT_PACKAGE),
    "fiscal.default_vat_percent": _whole(0, 100),
    "fiscal.amount_scale": _word("pieces", "thousandths"),
    "fiscal.way": _word("click", "device"),
    "printer.kind": _word(*PRINTER_KINDS),
    "printer.name": _text(),
    "printer.host": _text(),
    "printer.port": _whole(1, 65535),
    "printer.path": _text(),
    "printer.profile": _word("", *PROFILES),
    "printer.width_chars": _width_chars,
    "printer.cut": _word("", *CUTS),
    "printer.drawer": _word("", *DRAWERS),
    "printer.asks_status": _switch,
    "printer.language": _word("", *LANGUAGES),
    "printer.logo": _text(),
    "printer.header": _lines(8, 200),
    "printer.footer": _lines(8, 200),
    "printer.auto": _switch,
    "printer.auto_fiscal_copy": _switch,
    "camera.source": _text(),
    "camera.width": _whole(160, 7680),
    "camera.height": _whole(120, 4320),
    "camera.fps": _whole(1, 120),
    "shop_api.enabled": _switch,
    "shop_api.host": _text(255),
    "shop_api.port": _whole(0, 65535),
    "shop_api.behind_proxy": _switch,
    "shop_api.prepare_path": _text(200, PATH, NOT_PATH),
    "shop_api.complete_path": _text(200, PATH, NOT_PATH),
    "shop_api.public_url": _address_or_none,
    "shop_api.amount_tolerance_sum": _whole(0, 1_000_000),
    "shop_api.cancel_of_paid": _word("-4", "-9"),
    "shop_api.reserve_minutes": _whole(1, 1440),
    "shop_api.api_key": _secret,
    "shop_api.woocommerce_secret": _secret,
    "shop_api.till_key": _secret,
    "shop_api.pull_url": _address_or_none,
    "shop_api.pull_key": _secret,
}
"""In the order in which the file is written."""
