"""Every sentence of the program is there in every language, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from pos.screens.f_keys import CHECK_WORD, KEY_WORDS, MAX_LETTERS
from pos.screens.words import LANGUAGES, LOCALE_FOLDER, Words, catalogue
from tests.screens.catalogues import extracted, fresh, messages, places, po_path

SAID = extracted()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    known = messages(language)
    missing = [
        f"{text!r} (said in {', '.join(sorted(set(files)))})"
        for text, files in SAID.items()
        if text not in known or not str(known[text].string).strip()
    ]
    assert not missing, f"{language}: run python -m tests.screens.catalogues, then translate\n" + "\n".join(
        missing
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_fuzzy_or_dead(language: str) -> None:
    known = messages(language)
    assert not [text for text, message in known.items() if message.fuzzy]
    assert not known.keys() - SAID.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_facts_have_the_same_places(language: str) -> None:
    different = [
        text for text, message in messages(language).items() if places(text) != places(str(message.string))
    ]
    assert not different


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_as_the_tool_writes_it(language: str) -> None:
    assert po_path(language).read_text(encoding="utf-8") == fresh(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_keys_fit_their_cells(language: str) -> None:
    words = Words(language)
    said = [words.say(word) for _key, word, _intent in KEY_WORDS] + [words.say(CHECK_WORD)]
    assert not [word for word in said if len(word) > MAX_LETTERS]


def test_uzbek_letters_are_the_right_ones() -> None:
    latin = "".join(str(message.string) for message in messages("uz").values())
    assert not re.findall("[oOgG]['`\u2018\u2019\u02bc]", latin), "the mark of oʻ and gʻ is U+02BB"
    assert not re.findall("[\u0400-\u04ff]", latin), "Cyrillic letters in the Latin catalogue"
    cyrillic = "".join(str(message.string) for message in messages("uz_Cyrl").values())
    assert "\u02bb" not in cyrillic
    assert not re.findall("[ыщЫЩ]", cyrillic), "letters that Uzbek does not have"


def test_russian_and_cyrillic_uzbek_have_no_stray_latin_letters() -> None:
    mixed = re.compile("[\u0400-\u04ff][A-Za-z]|[A-Za-z][\u0400-\u04ff]")
    for language in ("ru", "uz_Cyrl"):
        assert not [str(m.string) for m in messages(language).values() if mixed.search(str(m.string))]


def test_words_fall_back_to_the_source_catalogue_when_none_is_compiled(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("locale")
    target = folder / "ru" / "LC_MESSAGES"
    target.mkdir(parents=True)
    (target / "pos.po").write_bytes(po_path("ru").read_bytes())
    assert Words("ru", folder).say("Paid {amount}", amount="5") == "Оплачено 5"


def test_words_read_the_compiled_catalogue(tmp_path_factory: pytest.TempPathFactory) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    folder = tmp_path_factory.mktemp("locale")
    target = folder / "uz" / "LC_MESSAGES"
    target.mkdir(parents=True)
    with po_path("uz").open("rb") as source, (target / "pos.mo").open("wb") as made:
        write_mo(made, read_po(source))
    assert Words("uz", folder).say("Paid") == "Toʻlandi"


def test_a_language_without_a_catalogue_speaks_english(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert Words("ru", tmp_path_factory.mktemp("empty")).say("Paid") == "Paid"


def test_a_missing_fact_never_stops_a_sentence() -> None:
    assert Words("en").say("Paid {amount}") == "Paid "
    assert Words("en").say("") == ""
    assert Words("en").say("foreign {text", amount="5") == "foreign {text"


def test_an_unknown_language_changes_nothing() -> None:
    words = Words("uz")
    words.switch("de")
    assert words.language == "uz"


def test_importing_the_screens_loads_no_babel_and_no_gettext() -> None:
    code = (
        "import sys, pos.screens.sale_screen, pos.screens.wording;"
        "sys.exit(any(m in sys.modules for m in ('babel', 'gettext', 'PySide6', 'httpx', 'sqlite3')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_catalogues_lie_where_the_program_looks() -> None:
    assert po_path("ru").is_relative_to(LOCALE_FOLDER)
    assert catalogue("ru")("Paid") == "Оплачено"
