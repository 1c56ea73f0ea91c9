"""`pos journal verify`: whole, broken, older, alone, beside a till; what a broken journal still does."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pos.control import CommandResult
from pos.screens.words import LANGUAGES
from tests.commands.kit import Click, Pos
from tests.commands.test_on_journal import till

MEMBERS = {"ok", "links", "payments", "head_seq", "head_hash", "broken_seq", "trouble"}


@pytest.fixture
def shop(pos: Pos, click: Click) -> Pos:
    """A shop with one paid payment."""
    pos.environ |= {"POS_CLICK__BASE_URL": click.base_url, "POS_CLICK__CONFIRM_WINDOW_S": "3"}
    assert pos("pay", "--otp", click.code(), "--amount", "500", "--json").json["state"] == "paid"
    return pos


def forge(pos: Pos, sql: str = "UPDATE payment_events SET note = 'x' WHERE seq = 2") -> None:
    """Change the journal behind the program's back."""
    with closing(sqlite3.connect(pos.home / "journal.sqlite3", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER IF EXISTS events_are_never_changed")
        connection.execute(sql)


def test_a_home_without_a_journal_is_whole(pos: Pos) -> None:
    ran = pos("journal", "verify", "--json")
    assert (ran.code, ran.json["ok"], ran.json["links"]) == (0, True, 0)
    assert not (pos.home / "journal.sqlite3").exists()


def test_a_whole_journal(shop: Pos) -> None:
    ran = shop("journal", "verify", "--json")
    assert ran.code == 0
    assert ran.json.keys() == MEMBERS
    assert (ran.json["ok"], ran.json["payments"], ran.json["broken_seq"], ran.json["trouble"]) == (
        True, 1, None, "",
    )  # fmt: skip
    assert ran.json["links"] == ran.json["head_seq"] >= 4
    with closing(sqlite3.connect(shop.home / "journal.sqlite3")) as connection:
        [head] = connection.execute("SELECT hash FROM payment_events ORDER BY seq DESC LIMIT 1").fetchone()
    assert ran.json["head_hash"] == head
    said = shop("journal", "verify")
    assert (said.code, said.err) == (0, "")
    assert head in said.out
    assert "The journal is whole" in said.out


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_one_is_said_with_the_record_and_what_to_do(shop: Pos, language: str) -> None:
    forge(shop)
    ran = shop("journal", "verify", POS_LANGUAGE=language)
    assert ran.code == 3
    assert " 2" in ran.err
    assert len(ran.err.splitlines()) == 2
    if language == "en":
        assert "a record was changed" in ran.err


def test_a_broken_one_as_json(shop: Pos) -> None:
    forge(shop)
    ran = shop("journal", "verify", "--json")
    assert (ran.code, ran.json["ok"], ran.json["broken_seq"]) == (3, False, 2)
    assert "link 2" in ran.json["trouble"]
    assert ran.json.keys() == MEMBERS


def test_a_file_that_is_no_journal_at_all_is_what_it_is_for(pos: Pos) -> None:
    pos.home.mkdir()
    (pos.home / "journal.sqlite3").write_bytes(b"a novel " * 1000)
    ran = pos("journal", "verify", "--json")
    assert (ran.code, ran.json["ok"], ran.json["broken_seq"], ran.json["links"]) == (3, False, None, 0)
    assert "the file is damaged" in pos("journal", "verify").err


def test_an_older_copy_is_said(shop: Pos, click: Click) -> None:
    journal = shop.home / "journal.sqlite3"
    old = shop.home / "old"
    shutil.copy(journal, old)
    shop("pay", "--otp", click.code(), "--amount", "600")
    shutil.copy(old, journal)
    ran = shop("journal", "verify")
    assert ran.code == 3
    assert "journal-black-box.jsonl" in ran.err
    assert shop("journal", "verify", "--json").json["trouble"]
    asked = click.asked
    assert shop("pay", "--otp", click.code(), "--amount", "700").code == 2
    assert click.asked == asked


def test_a_newer_journal_is_not_looked_into(shop: Pos) -> None:
    forge(shop, "PRAGMA user_version=999")
    ran = shop("journal", "verify")
    assert (ran.code, ran.out) == (2, "")
    assert "newer" in ran.err


def test_a_broken_journal_shows_its_payments_and_takes_no_new_one(shop: Pos, click: Click) -> None:
    forge(shop)
    before = (shop.home / "journal.sqlite3").read_bytes()
    [row] = shop("payments", "--json").json
    assert row["state"] == "paid"
    asked = click.asked
    ran = shop("pay", "--otp", click.code(), "--amount", "5")
    assert (ran.code, ran.out, click.asked) == (2, "", asked)
    assert "was changed or is missing" in ran.err
    assert (shop.home / "journal.sqlite3").read_bytes() == before


def test_there_is_nothing_else_to_do_with_a_journal(pos: Pos) -> None:
    assert pos("journal").code == 2
    assert pos("journal", "delete").code == 2


# ── beside a till ────────────────────────────────────────────────────────────────────────────────


def test_a_till_that_owns_the_home_answers(pos: Pos) -> None:
    taken: list[list[str]] = []
    with till(pos.home, CommandResult(3, '{"ok": false}\n'), taken):
        ran = pos("journal", "verify", "--json")
    assert (ran.code, ran.json) == (3, {"ok": False})
    assert taken == [["--language", "en", "journal", "verify", "--json"]]


def test_beside_a_till_that_cannot_open_its_journal_it_looks_for_itself(shop: Pos) -> None:
    forge(shop)
    with till(shop.home, CommandResult(2, "", "The journal is damaged.\n"), []):
        ran = shop("journal", "verify", "--json")
    assert (ran.code, ran.json["broken_seq"], ran.err) == (3, 2, "")


def test_it_reads_beside_an_open_journal_and_leaves_it_as_it_is(shop: Pos) -> None:
    journal = shop.home / "journal.sqlite3"
    with closing(sqlite3.connect(journal, isolation_level=None)) as owner:
        owner.execute("BEGIN IMMEDIATE")
        owner.execute("INSERT INTO facts VALUES ('a', 'b')")
        with till(shop.home, CommandResult(2), []):
            assert shop("journal", "verify").code == 0
        owner.execute("COMMIT")
    assert Path(journal).exists()


# ── the reserve on the disk ──────────────────────────────────────────────────────────────────────


def test_only_a_till_with_real_money_keeps_a_reserve_on_the_disk(pos: Pos, click: Click) -> None:
    pos("payments", POS_CLICK__BASE_URL=click.base_url)
    assert not (pos.home / "ballast.bin").exists()
    pos("payments", POS_CLICK__BASE_URL="https://api.click.uz/v2/merchant/")
    free = shutil.disk_usage(pos.home).free
    assert (pos.home / "ballast.bin").exists() or free <= 1 << 30
    (pos.home / "ballast.bin").unlink(missing_ok=True)
