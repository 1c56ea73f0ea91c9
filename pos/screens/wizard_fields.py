"""The fields of the first start and what each may hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pos.screens.words import _

FILL_IN = _("Fill this in")
ONLY_DIGITS = _("Only digits")

Check = Callable[[str], str]
"""Gives the English sentence of what is wrong, or nothing."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `name` is the name of the setting."""

    name: str
    label: str
    check: Check
    hint: str = ""
    required: bool = False
    secret: bool = False

    def wrong(self, value: str) -> str:
        """The English sentence of what is wrong with `value`; empty when nothing is."""
        if not value:
            return FILL_IN if self.required else ""
        return self.check(value)


def _shape(pattern: str, sentence: str) -> Check:
    shape = re.compile(pattern)
    return lambda value: "" if shape.fullmatch(value) else sentence


def _percent(value: str) -> str:
    return "" if re.fullmatch(r"[0-9]{1,3}", value) and int(value) <= 100 else _("A number from 0 to 100")


_number = _shape(r"[0-9]{1,15}", ONLY_DIGITS)
_printable = _shape(r"[^\x00-\x1f\x7f]{1,200}", _("Too long, or not plain text"))
_from_click = _("Stands in the CLICK merchant cabinet")
_for_amounts = _("For a sale by amount alone")

FIELDS: tuple[Field, ...] = (
    Field("click.service_id", _("Service number (service_id)"), _number, _from_click, required=True),
    Field("click.merchant_id", _("Merchant number (merchant_id)"), _number, _from_click, required=True),
    Field("click.merchant_user_id", _("User number (merchant_user_id)"), _number, _from_click, required=True),
    Field(
        "click.secret_key",
        _("Secret key (secret_key)"),
        _printable,
        _("Is kept in the vault of this computer and never shown"),
        required=True,
        secret=True,
    ),
    Field(
        "click.cashbox_code",
        _("Register code (cashbox_code)"),
        _shape(r"[^\x00-\x1f\x7f]{1,64}", _("At most 64 letters and digits")),
        _("Any name of this register, for example KASSA-1"),
    ),
    Field("shop.name", _("Shop"), _printable, _("Stands at the top of the receipt")),
    Field("shop.address", _("Address"), _printable),
    Field(
        "fiscal.tin",
        _("TIN or PINFL"),
        _shape(r"[0-9]{9}|[0-9]{14}", _("9 or 14 digits")),
        _("Without it no fiscal receipt is made"),
    ),
    Field(
        "fiscal.default_name",
        _("Name of goods for the OFD"),
        _shape(r"[^\x00-\x1f\x7f]{1,63}", _("At most 63 letters")),
        _for_amounts,
    ),
    Field("fiscal.default_spic", _("MXIK"), _shape(r"[0-9]{17}", _("17 digits")), _for_amounts),
    Field(
        "fiscal.default_package_code",
        _("Package code"),
        _shape(r"[0-9A-Za-z]{1,20}", _("At most 20 Latin letters and digits")),
        _for_amounts,
    ),
    Field("fiscal.default_vat_percent", _("VAT, %"), _percent, _for_amounts),
)


def cleaned(values: Mapping[str, str]) -> dict[str, str]:
    """The values of all fields without the spaces around them."""
    return {field.name: values.get(field.name, "").strip() for field in FIELDS}
