"""The classifier is taken in by pieces, seen only when it is whole, and found in every script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pos.core.catalogue import Barcode
from pos.core.classifier import SpicEntry
from pos.core.errors import BadInput
from pos.journal.classifier import PIECE, JournalClassifier
from tests.core.kit import MILK
from tests.journal.kit import Books

SUT = SpicEntry("00401001001000001", "Молоко питьевое", "Sut", MILK.barcode, "1514296")
KEFIR = SpicEntry("00403002001000002", "Кефир", "Kefir", "", "1514297")
NON = SpicEntry("01905001001000003", "Хлеб пшеничный", "Bugʻdoy noni", "4780012340023", "")


@pytest.fixture
def classifier(books: Books) -> JournalClassifier:
    made = JournalClassifier(books.journal)
    *_steps, count = made.take_in([SUT, KEFIR, NON])
    assert count == made.count() == 3
    return made


def many(count: int) -> list[SpicEntry]:
    return [SpicEntry(f"{number:017d}", f"Товар {number}") for number in range(count)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("молоко", [SUT]), ("sut", [SUT]), ("СУТ", [SUT]), ("bug'doy", [NON]), ("буғдой нон", [NON]),
        ("кеф", [KEFIR]), ("00401001001000001", [SUT]), ("004", [SUT, KEFIR]), ("4780012340023", [NON]),
        ("нет такого", []), ("", []),
    ],
)  # fmt: skip
def test_a_code_is_found_by_its_names_its_digits_and_its_barcode(
    classifier: JournalClassifier, text: str, found: list[SpicEntry]
) -> None:
    assert list(classifier.search(text, 10)) == found


def test_what_a_good_may_be_comes_by_its_barcode_first(classifier: JournalClassifier) -> None:
    good = replace(MILK, name="Кефир «Мусаффо»", name_uz="")
    assert list(classifier.suggestions(good, 5)) == [SUT, KEFIR]
    assert list(classifier.suggestions(replace(good, barcode=Barcode("1")), 5)) == [KEFIR]
    assert list(classifier.suggestions(good, 1)) == [SUT]
    assert list(classifier.suggestions(replace(good, barcode=Barcode("1"), name="№ 5"), 5)) == []


def test_a_new_reading_takes_the_place_of_the_one_before(classifier: JournalClassifier) -> None:
    list(classifier.take_in(many(PIECE + 1)))
    assert classifier.count() == PIECE + 1
    assert list(classifier.search("молоко", 5)) == []
    assert [one.spic for one in classifier.search(f"{PIECE:017d}", 5)] == [f"{PIECE:017d}"]


def test_until_a_reading_is_whole_the_one_before_is_found(classifier: JournalClassifier) -> None:
    steps = classifier.take_in([*many(3 * PIECE), replace(SUT, name="Молоко новое")])
    seen = [(next(steps), list(classifier.search("молоко", 5))) for _ in range(3)]
    assert [count for count, _found in seen] == [PIECE, 2 * PIECE, 3 * PIECE]
    assert all(found == [SUT] for _count, found in seen)
    assert list(steps)[-1] == 3 * PIECE + 1
    assert [one.name for one in classifier.search("молоко", 5)] == ["Молоко новое"]


def test_a_reading_that_broke_off_leaves_nothing(classifier: JournalClassifier, books: Books) -> None:
    def breaks() -> Iterator[SpicEntry]:
        yield from many(PIECE)
        raise BadInput("it breaks off", field="file", value="x")

    with pytest.raises(BadInput):
        list(classifier.take_in(breaks()))
    assert list(classifier.search("молоко", 5)) == [SUT]
    assert classifier.count() == 3
    list(classifier.take_in([NON]))
    [rows] = books.journal.rows("SELECT count(*) AS found FROM spics")
    assert rows["found"] == 1
    [words] = books.journal.rows("SELECT count(*) AS found FROM spic_words")
    assert words["found"] == 1
