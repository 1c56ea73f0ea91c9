"""What the columns of a table meant is known when the same table comes again."""

from __future__ import annotations

from pathlib import Path

from pos.journal.database import Journal
from pos.journal.import_mappings import JournalImportMappings

HEADER = ("Товар", "Цена", "Прим.")


def test_the_same_header_means_the_same_whatever_its_case_and_spaces(tmp_path: Path) -> None:
    mappings = JournalImportMappings(Journal(tmp_path / "journal.db"))
    assert mappings.remembered(HEADER) == ()
    mappings.remember(HEADER, ("name", "price", ""))
    assert mappings.remembered((" товар", "ЦЕНА ", "Прим.")) == ("name", "price", "")
    assert mappings.remembered(("Цена", "Товар", "Прим.")) == ()


def test_what_is_said_later_goes_before_and_what_is_known_is_not_written_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    mappings = JournalImportMappings(journal)
    mappings.remember(HEADER, ("name", "price", ""))
    mappings.remember(HEADER, ("name", "price", "colour"))
    before = journal.db.conn.total_changes
    mappings.remember(HEADER, ("name", "price", "colour"))
    assert journal.db.conn.total_changes == before
    assert mappings.remembered(HEADER)[2] == "colour"
