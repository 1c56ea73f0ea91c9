"""A secret is shown by nobody but `reveal`."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from pos.core.secret import SecretKey

KEY = SecretKey("F91D8F69C0")


def test_no_way_of_writing_it_shows_it() -> None:
    shown = [repr(KEY), str(KEY), f"{KEY}", f"{KEY!r:>40}", "%s" % KEY, repr([KEY]), repr({"key": KEY})]  # noqa: UP031
    assert not [text for text in shown if KEY.reveal() in text]
    assert not hasattr(KEY, "__dict__")


def test_it_is_never_pickled_nor_written_as_json() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(KEY)
    with pytest.raises(TypeError):
        json.dumps({"key": KEY})


def test_it_is_compared_by_its_content_and_with_nothing_else() -> None:
    assert SecretKey("a") == SecretKey("a")
    assert hash(SecretKey("a")) == hash(SecretKey("a"))
    assert SecretKey("a") != SecretKey("b")
    assert SecretKey("a") != "a"
    assert SecretKey("ключ") == SecretKey("ключ")


def test_an_empty_one_is_none() -> None:
    assert not SecretKey()
    assert KEY


def test_a_copy_is_the_same_secret() -> None:
    assert copy.copy(KEY) is KEY
    assert copy.deepcopy({"key": KEY})["key"] is KEY
