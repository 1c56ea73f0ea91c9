"""Names as they are searched: one spelling for Uzbek and Russian, whatever script they are written in. Pure.

The folding says that two texts sound alike, not how they are written: сут, sut and SUT are one word, ё is е,
ў and oʻ are o, every apostrophe is none. It merges more than it has to (a search finds too much rather than
nothing) and is never shown.
"""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = re.compile("['`\u2018\u2019\u201b\u02bb\u02bc\u02bd\u02b9\u2032\u00b4\uff07]")
_WORD = re.compile(r"[^\W_]+")

_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "j", "з": "z", "и": "i",
        "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
        "у": "u", "ф": "f", "х": "h", "ц": "s", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "",
        "э": "e", "ю": "yu", "я": "ya", "ў": "o", "қ": "k", "ғ": "g", "ҳ": "h", "і": "i", "ї": "i", "є": "e",
    }
)  # fmt: skip
# After the letters, in this order: what Latin writes with two letters, or with another one.
_SOUNDS = (
    ("sch", "sh"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("ts", "s"), ("ck", "k"), ("yo", "e"),
    ("ye", "e"), ("q", "k"), ("x", "h"), ("w", "v"), ("iy", "i"),
)  # fmt: skip
_HARD_C = re.compile("c(?!h)")
_BEGUN = {
    "c": ("k", "ch"),
    "y": ("y", "e"),
    "й": ("y", "e"),
    "z": ("z", "j"),
    "k": ("k", "h"),
    "p": ("p", "f"),
}
"""A letter that may be the first half of a sound: whoever types goes on."""


def fold(text: str) -> str:
    """The words of `text` in the one spelling, with one space between them."""
    return " ".join(words_of(text))


def words_of(text: str) -> list[str]:
    """The same as a list, in their order; empty for a text without a letter or a digit."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _APOSTROPHES.sub("", plain).translate(_LETTERS)
    plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    for written, sound in _SOUNDS:
        plain = plain.replace(written, sound)
    return _WORD.findall(_HARD_C.sub("k", plain))


def beginnings_of(text: str) -> list[tuple[str, ...]]:
    """What somebody types, word by word: each begins a word of what he looks for, in one of the spellings."""
    words = words_of(text)
    asked: list[tuple[str, ...]] = [(word,) for word in words]
    last = text[-1:].casefold()
    if words and last in _BEGUN:
        asked[-1] = tuple(words[-1][:-1] + begun for begun in _BEGUN[last])
    return asked
