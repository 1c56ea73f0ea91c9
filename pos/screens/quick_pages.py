"""Pages and colours of the quick keys. Pure: how many keys fit is told by whoever draws them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from pos.screens.views import QuickKeyView, Tone

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")

_WORDS: dict[Tone, str] = {
    Tone.RED: "red красный красная qizil қизил",
    Tone.AMBER: "amber yellow orange жёлтый желтый оранжевый sariq сариқ",
    Tone.GREEN: "green зелёный зеленый yashil яшил",
    Tone.BLUE: "blue синий голубой koʻk ko'k ko‘k кўк",
    Tone.VIOLET: "violet purple pink фиолетовый розовый binafsha бинафша pushti",
    Tone.GREY: "grey gray серый kulrang кулранг",
}
_TONES = {word: tone for tone, words in _WORDS.items() for word in words.split()}

Page = tuple[QuickKeyView, ...]


def colour_of(text: str) -> str:
    """A name of the theme or `#rgb`, `#rrggbb` for what a table says; empty where it says nothing known."""
    asked = text.strip().lower()
    if tone := _TONES.get(asked):
        return tone.value
    return asked if _HEX.fullmatch(asked) else ""


def pages_of(keys: Sequence[QuickKeyView], room: int) -> tuple[Page, ...]:
    """The goods of each page, never more than `room` keys with those that stand on every page; one at least.

    A search key (no barcode) at the end stands on every page, and with several pages so does the key that
    turns them: neither is in the answer, both take their room from it. Goods that do not fit on their page
    follow on the next.
    """
    goods = [key for key in keys if key.barcode]
    rest = room - (len(goods) < len(keys))
    wanted = [list(page) for _number, page in groupby(goods, key=lambda key: key.page)]
    if len(wanted) <= 1 and len(goods) <= rest:
        return (tuple(goods),)
    fits = max(1, rest - 1)
    return tuple(tuple(part) for page in wanted for part in _batches(page, fits))


def _batches(page: list[QuickKeyView], most: int) -> list[Page]:
    return [tuple(page[start : start + most]) for start in range(0, len(page), most)]
