"""The folder of waiting papers: nothing is lost, and one bad file stops none of the others."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import JournalTrouble
from pos.core.receipt import Pair, Picture, Qr, Receipt, Rule, Text, WaitingPaper
from pos.core.sale import SaleId
from pos.devices.print_spool import SET_ASIDE, FolderSpool, Unreadable, from_json, to_json
from pos.flow.print_queue import Spool

AT = datetime(2026, 11, 24, 9, 32, 6, tzinfo=UTC)
ROWS = (
    Picture(10, 2, b"\xff\x80\x01\x40"),
    Text("Дўкон «Баракат»", "center", bold=True, double=True),
    Rule(),
    Pair("Жами", "33\u00a0000", bold=True),
    Qr("https://ofd.soliq.uz/epi?t=1"),
)
PAPER = WaitingPaper(7, Receipt("sale-T1", ROWS), SaleId("S1"), AT, "НУСХА")

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
rows = st.one_of(
    st.builds(Text, words, st.sampled_from(["left", "center", "right"]), st.booleans(), st.booleans()),
    st.builds(Pair, words, words, st.booleans(), st.booleans()),
    st.just(Rule()),
    st.builds(Qr, words),
    st.just(ROWS[0]),
)


def spool(folder: Path) -> FolderSpool:
    port: Spool = FolderSpool(folder)
    assert isinstance(port, FolderSpool)
    return port


@given(st.lists(rows, max_size=6), st.booleans(), st.booleans(), words)
def test_every_paper_comes_back_as_it_was(found: list[Text], begun: bool, opens: bool, word: str) -> None:
    paper = replace(
        PAPER, receipt=Receipt("sale-T1", tuple(found), opens_drawer=opens), begun=begun, copy_word=word
    )
    assert from_json(json.loads(json.dumps(to_json(paper)))) == paper


def test_papers_outlive_the_program_in_their_order(tmp_path: Path) -> None:
    first = spool(tmp_path / "spool")
    for number in (12, 3, 7):
        first.keep(replace(PAPER, number=number))
    first.keep(replace(PAPER, number=7, begun=True))
    first.drop(replace(PAPER, number=3))
    again = spool(tmp_path / "spool").waiting()
    assert [(paper.number, paper.begun) for paper in again] == [(7, True), (12, False)]
    assert again[0].receipt == PAPER.receipt


def test_only_this_user_can_read_what_waits(tmp_path: Path) -> None:
    spool(tmp_path / "spool").keep(PAPER)
    if sys.platform != "win32":
        assert (tmp_path / "spool").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "spool" / "00000007.json").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_holds_nothing_and_forgetting_twice_is_no_fault(tmp_path: Path) -> None:
    empty = spool(tmp_path / "spool")
    assert empty.waiting() == ()
    empty.drop(PAPER)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({**to_json(PAPER), "version": 2}).encode(),
        json.dumps({**to_json(PAPER), "since": "2026-11-24T09:32:06"}).encode(),
        json.dumps({**to_json(PAPER), "rows": [{"row": "hologram"}]}).encode(),
        json.dumps({**to_json(PAPER), "number": True}).encode(),
        b" " * (4 * 1024 * 1024 + 1),
    ],
)
def test_a_file_that_cannot_be_read_is_set_aside_and_the_others_come(tmp_path: Path, content: bytes) -> None:
    one = spool(tmp_path)
    one.keep(PAPER)
    (tmp_path / "00000003.json").write_bytes(content)
    assert one.waiting() == (PAPER,)
    assert (tmp_path / f"00000003.json{SET_ASIDE}").read_bytes() == content
    assert one.waiting() == (PAPER,)


@pytest.mark.parametrize(
    "change",
    [
        {"row": "picture", "width": 9, "height": 2, "bits": "AAA="},
        {"row": "picture", "width": 0, "height": 2, "bits": ""},
        {"row": "picture", "width": 8, "height": 1, "bits": "??"},
        {"row": "text", "text": "a", "align": "up", "bold": False, "double": False},
        {"row": "pair", "left": "a", "right": 1, "bold": False, "double": False},
    ],
)
def test_a_row_that_is_none_is_refused(change: dict[str, object]) -> None:
    with pytest.raises((Unreadable, ValueError)):
        from_json({**to_json(PAPER), "rows": [change]})


def test_a_half_written_file_is_never_taken_for_a_paper(tmp_path: Path) -> None:
    (tmp_path / ".00000001.json.a1b2c3d4").write_bytes(b"{")
    assert spool(tmp_path).waiting() == ()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a folder that refuses this user")
def test_a_folder_that_refuses_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(JournalTrouble):
        spool(tmp_path / "spool").keep(PAPER)
    tmp_path.chmod(0o700)


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("")
    with pytest.raises(JournalTrouble):
        spool(tmp_path / "spool").keep(PAPER)
