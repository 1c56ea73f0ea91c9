"""One good changed by hand: its fields as texts, read by the rules of a row of a table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pos.core.catalogue import Good
from pos.core.errors import BadInput
from pos.core.goods_import import COLUMNS, BadRow, Row, read_rows, write_row

EDITABLE = (
    "name", "name_uz", "price", "vat_percent", "unit", "units", "package_code", "spic", "by_weight", "marked",
    "quick_page", "quick_key", "colour",
)  # fmt: skip
"""What may be changed of a good that is there; its barcodes are its name in the journal."""


def texts_of(good: Good) -> dict[str, str]:
    """The fields of a good as a person would write them."""
    told = dict(zip(COLUMNS, write_row(good, None), strict=True))
    price = good.price.digits() if good.price.tiyin > 0 else ""
    return {name: told[name] for name in EDITABLE} | {"price": price}


def edited(good: Good, fields: Mapping[str, str]) -> Good | BadRow:
    """The good with these of its fields changed, or which of them cannot be read, and why.

    What is not named stays. A good keeps a price of zero only while nobody touches it: the row's rules refuse
    one. Raises BadInput for a field that is none of EDITABLE.
    """
    if unknown := [name for name in fields if name not in EDITABLE]:
        raise BadInput("not a field of a good", field=unknown[0], value="")
    told = {**dict(zip(COLUMNS, write_row(good, None), strict=True)), **fields}
    price_stays = "price" not in fields or fields["price"].strip() == texts_of(good)["price"]
    if price_stays:
        told["price"] = "1"
    read = next(iter(read_rows(COLUMNS, [[told[name] for name in COLUMNS]])))
    if not isinstance(read, Row):
        return read
    # A code of our own is made of the name: a service that is renamed stays the same good.
    made = replace(read.good, barcode=good.barcode, more_barcodes=good.more_barcodes)
    return replace(made, price=good.price) if price_stays else made
