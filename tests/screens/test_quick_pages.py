"""Quick keys on pages, and the colours that a table may give them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.screens.quick_pages import colour_of, pages_of
from pos.screens.views import QuickKeyView
from tests.fakes.till import BAG, RICE
from tests.screens.counter_kit import Kit

SEARCH = QuickKeyView("", "All goods", "F2")


def keys(count: int, page: int = 1) -> tuple[QuickKeyView, ...]:
    return tuple(QuickKeyView(f"{page}{number:03}", f"G{number}", "500", page) for number in range(count))


def test_what_fits_is_one_page_without_a_key_to_turn_it() -> None:
    assert pages_of((*keys(11), SEARCH), 12) == (keys(11),)
    assert pages_of(keys(12), 12) == (keys(12),)
    assert pages_of((), 12) == ((),)


def test_what_does_not_fit_follows_on_the_next_page() -> None:
    pages = pages_of((*keys(12), SEARCH), 12)
    assert [len(page) for page in pages] == [10, 2]
    assert sum(pages, ()) == keys(12)


def test_a_page_of_the_catalogue_begins_on_a_page_of_its_own() -> None:
    told = (*keys(3), *keys(12, page=2), *keys(1, page=7))
    pages = pages_of((*told, SEARCH), 12)
    assert [len(page) for page in pages] == [3, 10, 2, 1]
    assert sum(pages, ()) == told


def test_one_page_with_any_number_is_still_one() -> None:
    assert pages_of((*keys(3, page=5), SEARCH), 12) == (keys(3, page=5),)


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("red", "red"),
        (" Красный ", "red"),
        ("YASHIL", "green"),
        ("koʻk", "blue"),
        ("сариқ", "amber"),
        ("#1A57C2", "#1a57c2"),
        ("#abc", "#abc"),
        ("#12345", ""),
        ("url(x)", ""),
        ("tartan", ""),
        ("", ""),
    ],
)
def test_only_known_colours_count(told: str, known: str) -> None:
    assert colour_of(told) == known


def test_the_sale_hands_page_and_colour_over(kit: Kit) -> None:
    kit.screen.counter.quick_keys = (replace(BAG, colour="Синий"), replace(RICE, quick_page=2, colour="?"))
    kit.screen.tick()
    kit.scan(BAG.barcode)
    first, second, search = kit.view.quick_keys
    assert (first.page, first.colour) == (1, "blue")
    assert (second.page, second.colour) == (2, "")
    assert not search.barcode
