"""The sentences of one language, by gettext. English stands in the code, catalogues in resources/locale.

A new sentence: `say("English")` in the code; `python -m tests.screens.catalogues` puts it into each pos.po.

Babel and gettext are loaded only when a catalogue is: importing this module costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pos.core.money import Money
from pos.paths import resource

LANGUAGES: tuple[str, ...] = ("ru", "uz", "uz_Cyrl", "en")
"""Codes of the languages that are complete, the default first."""

LANGUAGE_NAMES: Mapping[str, str] = {
    "ru": "Русский",
    "uz": "Oʻzbekcha",
    "uz_Cyrl": "Ўзбекча",
    "en": "English",
}
LANGUAGE_SHORT: Mapping[str, str] = {"ru": "РУС", "uz": "OʻZB", "uz_Cyrl": "ЎЗБ", "en": "ENG"}

LOCALE_FOLDER = resource("locale")


def _(text: str) -> str:
    """Mark a sentence that is translated later, when it is said."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is kept until it is drawn, so that it follows a change of language."""

    text: str
    facts: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(cls, text: str, /, **facts: object) -> Sentence:
        """The English `text` with its facts."""
        return cls(text, tuple(facts.items()))


class _Facts(dict[str, object]):
    """A fact that is not known leaves its place empty; a sentence must never fail."""

    def __missing__(self, key: str) -> str:
        return ""


class Words:
    """Says sentences in one language, which may be changed at any time. Cheap; one per window or paper."""

    def __init__(self, language: str = "ru", folder: Path = LOCALE_FOLDER) -> None:
        self._folder = folder
        self._language = LANGUAGES[0]
        self.switch(language)

    @property
    def language(self) -> str:
        """The code of the language spoken now."""
        return self._language

    def switch(self, language: str) -> None:
        """Speak `language` from now on; an unknown code changes nothing."""
        if language in LANGUAGES:
            self._language = language

    def say(self, text: str, /, **facts: object) -> str:
        """The sentence for the English `text`, with `facts` in its places; Money is written with its unit."""
        if not text:
            return ""
        sentence = catalogue(self._language, self._folder)(text)
        if "{" not in sentence:
            return sentence
        try:
            return sentence.format_map(_Facts({name: self._fact(fact) for name, fact in facts.items()}))
        except (ValueError, IndexError, AttributeError):
            return sentence  # not a sentence of ours but a foreign text with braces

    def tell(self, sentence: Sentence | None) -> str:
        """A kept sentence in the language spoken now; empty for None."""
        return self.say(sentence.text, **dict(sentence.facts)) if sentence else ""

    def money(self, amount: Money) -> str:
        """`125 000 сум`."""
        return amount.words(self.unit)

    @property
    def unit(self) -> str:
        """The word for sum."""
        return self.say("sum")

    def _fact(self, fact: object) -> object:
        return self.money(fact) if isinstance(fact, Money) else fact


@lru_cache(maxsize=16)
def catalogue(language: str, folder: Path = LOCALE_FOLDER) -> Callable[[str], str]:
    """The look-up of one language: from pos.mo, or from pos.po where none was made or it is older."""
    po = folder / language / "LC_MESSAGES" / "pos.po"
    mo = po.with_suffix(".mo")
    if mo.exists() and not (po.exists() and po.stat().st_mtime_ns > mo.stat().st_mtime_ns):
        from gettext import GNUTranslations

        with mo.open("rb") as file:
            return GNUTranslations(file).gettext
    if not po.exists():
        return _
    return _from_po(po)


def _from_po(po: Path) -> Callable[[str], str]:
    from babel.messages.pofile import read_po

    with po.open("rb") as file:
        said = {str(message.id): str(message.string) for message in read_po(file) if message.string}
    return lambda text: said.get(text) or text
