"""What `pos doctor` says: one level per check, a sum, and stable names for other programs."""

from __future__ import annotations

import pytest

from pos.core.errors import NoConnection
from pos.screens.doctor_words import TITLES, Check, Level, advice, as_json, report, seen, verdict
from pos.screens.words import LANGUAGES, Sentence, Words

FINE = Check("key", Level.GREEN, Sentence("CLICK accepts it"))
LATE = Check(
    "clock", Level.YELLOW, Sentence.of("{count} s ahead of CLICK", count=9), Sentence("Make room on the disk")
)
DOWN = Check("click", Level.RED, NoConnection("ConnectError"))


def test_each_line_has_a_mark_that_needs_no_colour() -> None:
    lines = report([FINE, LATE, DOWN], Words("ru"))
    assert lines == [
        "[OK ] Ключ: CLICK его принимает",
        "[ ! ] Часы: Впереди CLICK на 9 с",
        "      → Освободите место на диске",
        "[ X ] Ответ CLICK: Запрос не ушёл с этого компьютера",
        "      → Проверьте сеть и повторите",
        "Не в порядке: 1. Начните со строк с X",
    ]


@pytest.mark.parametrize(
    ("checks", "sentence", "ok"),
    [
        ([FINE], "All is well", True),
        ([FINE, LATE], "The till can sell. To be looked at: 1", True),
        ([LATE, DOWN], "Not well: 1. Begin with the lines marked X", False),
    ],
)
def test_only_red_makes_it_not_well(checks: list[Check], sentence: str, ok: bool) -> None:
    assert verdict(checks, Words("en")) == sentence
    assert as_json(checks, Words("en"))["ok"] is ok


def test_for_programs_a_check_has_four_members() -> None:
    assert as_json([LATE], Words("en"))["checks"] == [
        {
            "name": "clock",
            "level": "yellow",
            "seen": "9 s ahead of CLICK",
            "do": "Make room on the disk",
        }
    ]


def test_an_error_brings_its_own_words_and_its_own_advice() -> None:
    words = Words("en")
    assert seen(DOWN, words) == "The request did not leave this computer"
    assert advice(DOWN, words) == "Check the network and do it again"
    assert advice(FINE, words) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_has_a_title_of_its_own(language: str) -> None:
    words = Words(language)
    assert len({words.say(title) for title in TITLES.values()}) == len(TITLES)
