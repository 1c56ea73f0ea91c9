"""One spelling for Uzbek and Russian: what sounds alike is found by each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.folding import beginnings_of, fold, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Сут", "sut"), ("Ўзбек нони", "Oʻzbek noni"), ("o'zbek", "o‘zbek"), ("oʼzbek", "o`zbek"),
        ("Ёғ", "yogʻ"),
        ("ЁЛКА", "елка"), ("Кока-Кола", "Coca-Cola"), ("Чой", "choy"), ("Шакар", "shakar"), ("қанд", "qand"),
        ("Ҳалво", "halvo"), ("холва", "xolva"), ("щётка", "shetka"), ("цемент", "sement"), ("кефир", "KEFIR"),
        ("Хайдаровская", "Xaydarovskaya"), ("йогурт", "yogurt"), ("Nestlé", "Нестле"), ("Жўхори", "joʻxori"),
        ("гречка", "grechka"), ("Яблоко", "yabloko"), ("ＳＵＴ", "sut"), ("Зоҳид", "zohid"),
    ],
)  # fmt: skip
def test_two_spellings_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("сут", "сон"), ("рис", "раф"), ("ош", "он"), ("5", "6"), ("sh", "s")]
)
def test_other_words_stay_others(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_signs_part_words_and_are_none() -> None:
    assert words_of("Вода «Хайдаровская» 0,5 л № 7_a") == [
        "voda",
        "haydarovskaya",
        "0",
        "5",
        "l",
        "no",
        "7",
        "a",
    ]
    assert words_of(" %'\"* ") == []


@given(st.text())
def test_folding_twice_changes_nothing_more_and_holds_no_sign(text: str) -> None:
    once = fold(text)
    assert once == once.strip()
    assert not set(once) & set("'\"*%_()-")
    assert fold(once).split() == [word for part in once.split() for word in words_of(part)]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("coca c", [("koka",), ("k", "ch")]),
        ("y", [("y", "e")]),
        ("сут", [("sut",)]),
        ("z", [("z", "j")]),
        ("  ", []),
    ],
)
def test_a_sound_that_is_half_typed_may_become_another(typed: str, asked: list[tuple[str, ...]]) -> None:
    assert beginnings_of(typed) == asked


LATIN = [
    "shakar",
    "choy",
    "coca",
    "qand",
    "xolva",
    "yogurt",
    "yog'",
    "oʻzbek",
    "makaron",
    "pepsi",
    "zira",
    "kefir",
]
CYRILLIC = [
    "шакар",
    "чой",
    "сут",
    "кока",
    "халва",
    "йогурт",
    "ёғ",
    "ўзбек",
    "макароны",
    "щётка",
    "яблоко",
    "жом",
]


@pytest.mark.parametrize("word", LATIN + CYRILLIC)
def test_whoever_types_a_word_letter_by_letter_sees_it_all_the_while(word: str) -> None:
    [whole] = words_of(word)
    for length in range(1, len(word) + 1):
        [typed] = beginnings_of(word[:length])
        assert any(whole.startswith(one) for one in typed), word[:length]
