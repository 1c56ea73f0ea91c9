"""How the shop's scales write their labels: kept as one line of text, and found out from one label. Pure.

The text is `20-27:plu5:weight5, 28:plu6:price4`: prefixes, the digits of the code (PLU), what the value is
and its digits. A value counts grams or whole sum; `weight5.2` counts tens of grams, `price5.2` tiyin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pos.core.errors import BadInput
from pos.core.money import Money, Quantity
from pos.core.scan import check_digit_fits
from pos.core.weighed import Inside, WeighedCode, WeighedScheme, read_weighed

EVERY_PREFIX = tuple(str(prefix) for prefix in range(20, 30))
DEFAULT = tuple(WeighedScheme(prefix=prefix) for prefix in EVERY_PREFIX)
"""All scales print 2 X PPPPP WWWWW C with grams until the shop says otherwise."""

LEAST_CODE, MOST_CODE = 3, 7
_USUAL_CODE = 5
_DECIMALS = {Inside.WEIGHT: (3, 2), Inside.PRICE: (0, 2, 1)}
"""Which decimals are tried, the usual ones first; the first is what the text leaves out."""

_SCHEME = re.compile(r"(2[0-9])(?:-(2[0-9]))?:plu([0-9]):(weight|price)([0-9])(?:\.([0-3]))?")
_LABEL = re.compile(r"2[0-9]{12}")


def read_schemes(text: str) -> tuple[WeighedScheme, ...]:
    """The schemes that a text says, by prefix; an empty text says that no label is read.

    Raises:
        BadInput: `value` is the part that is no scheme, or whose prefix stands there twice.
    """
    found: dict[str, WeighedScheme] = {}
    for part in (piece.strip() for piece in text.split(",") if piece.strip()):
        for scheme in _read(part):
            if scheme.prefix in found:
                raise BadInput("a prefix twice", field="scales", value=scheme.prefix)
            found[scheme.prefix] = scheme
    return tuple(found[prefix] for prefix in sorted(found))


def _read(part: str) -> list[WeighedScheme]:
    told = _SCHEME.fullmatch(part)
    if told is None:
        raise BadInput("not a scheme of the scales", field="scales", value=part[:40])
    first, last = int(told[1]), int(told[2] or told[1])
    inside = Inside(told[4])
    decimals = int(told[6]) if told[6] else _DECIMALS[inside][0]
    if last < first:
        raise BadInput("not a scheme of the scales", field="scales", value=part[:40])
    try:
        return [
            WeighedScheme(str(prefix), inside, int(told[3]), int(told[5]), decimals)
            for prefix in range(first, last + 1)
        ]
    except BadInput as error:
        raise BadInput("not a scheme of the scales", field="scales", value=part[:40]) from error


def write_schemes(schemes: Iterable[WeighedScheme]) -> str:
    """The text that reads as these; neighbours that are alike are told as one."""
    return ", ".join(f"{prefixes(group)}:{_shape(group[0])}" for group in grouped(schemes))


def grouped(schemes: Iterable[WeighedScheme]) -> list[list[WeighedScheme]]:
    """Runs of neighbouring prefixes that are written alike."""
    groups: list[list[WeighedScheme]] = []
    for scheme in sorted(schemes, key=lambda one: one.prefix):
        last = groups[-1][-1] if groups else None
        if last and int(scheme.prefix) == int(last.prefix) + 1 and _shape(scheme) == _shape(last):
            groups[-1].append(scheme)
        else:
            groups.append([scheme])
    return groups


def prefixes(group: Sequence[WeighedScheme]) -> str:
    """`28`, or `20-27`."""
    first, last = group[0].prefix, group[-1].prefix
    return first if first == last else f"{first}-{last}"


def _shape(scheme: WeighedScheme) -> str:
    usual = scheme.decimals == _DECIMALS[scheme.inside][0]
    decimals = "" if usual else f".{scheme.decimals}"
    return f"plu{scheme.code_digits}:{scheme.inside}{scheme.value_digits}{decimals}"


def with_scheme(schemes: Iterable[WeighedScheme], scheme: WeighedScheme) -> tuple[WeighedScheme, ...]:
    """The schemes with this one for its prefix."""
    others = [one for one in schemes if one.prefix != scheme.prefix]
    return tuple(sorted([*others, scheme], key=lambda one: one.prefix))


def is_label(text: str) -> bool:
    """Whether it is an EAN-13 of the scales: 13 digits that begin with 2, the check digit right."""
    return bool(_LABEL.fullmatch(text)) and check_digit_fits(text)


def propose(
    label: str, plu: str, *, weight: Quantity | None = None, price: Money | None = None
) -> tuple[WeighedScheme, ...]:
    """The schemes by which this label says this PLU and this weight or price; the most usual first.

    Raises BadInput when the label is no EAN-13 of the scales.
    """
    if not is_label(label):
        raise BadInput("not a label of the scales", field="barcode", value=label[:40])
    wanted = plu.lstrip("0") or "0"
    sizes = sorted(range(LEAST_CODE, MOST_CODE + 1), key=lambda digits: abs(digits - _USUAL_CODE))
    tried = (
        WeighedScheme(label[:2], inside, digits, 10 - digits, decimals)
        for digits in sizes
        for inside in Inside
        for decimals in _DECIMALS[inside]
    )
    return tuple(one for one in tried if _says(_told(label, one), wanted, weight, price))


def _told(label: str, scheme: WeighedScheme) -> WeighedCode | None:
    try:
        return read_weighed(label, (scheme,))
    except BadInput:
        return None  # by this scheme there is nothing on it


def _says(told: WeighedCode | None, plu: str, weight: Quantity | None, price: Money | None) -> bool:
    if told is None or plu not in (told.plu.lstrip("0") or "0", told.prefix + told.plu):
        return False
    is_weight = weight is not None and told.weight == weight
    return is_weight or (price is not None and told.price == price)


def example(scheme: WeighedScheme, label: str) -> WeighedCode | None:
    """What this label says by this scheme, whatever its prefix; None when it says nothing."""
    return _told(label, replace(scheme, prefix=label[:2])) if is_label(label) else None
