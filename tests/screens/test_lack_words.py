"""What a lack says to do: import in the list, type here in a form, choose where there are codes."""

from __future__ import annotations

import pytest

from pos.core.catalogue import Barcode, Good
from pos.core.money import ZERO
from pos.core.readiness import Lack, Readiness
from pos.screens.goods_words import lack_views
from pos.screens.words import LANGUAGES, Words

GOOD = Good(Barcode("4780012340018"), "", ZERO, "", "", vat_percent=15)
ALL = Readiness(tuple(Lack))
WORDS = Words("en")


def told(*, in_form: bool = False, offers_codes: bool = False) -> dict[Lack, str]:
    views = lack_views(GOOD, ALL, WORDS, in_form=in_form, offers_codes=offers_codes)
    return {lack: view.do for lack, view in zip(Lack, views, strict=True)}


def test_a_form_never_says_import() -> None:
    assert any("mport" in do for do in told().values())
    for offers_codes in (True, False):
        inside = told(in_form=True, offers_codes=offers_codes)
        assert not [do for do in inside.values() if "mport" in do]
        assert all(inside.values())


def test_codes_are_chosen_only_where_there_are_some() -> None:
    assert told(in_form=True, offers_codes=True)[Lack.SPIC] == "Type it here, or choose one of the list"
    assert "choose" not in told(in_form=True)[Lack.SPIC] + told(in_form=True)[Lack.PACKAGE]
    assert told(offers_codes=True) == told()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_the_same_everywhere(language: str) -> None:
    words = Words(language)
    plain, inside = lack_views(GOOD, ALL, words), lack_views(GOOD, ALL, words, in_form=True)
    assert [view.what for view in plain] == [view.what for view in inside]
    assert [view.tone for view in plain] == [view.tone for view in inside]
