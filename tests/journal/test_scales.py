"""How labels of scales are read stands in the journal, and a text that nobody can read harms no scan."""

from __future__ import annotations

from pathlib import Path

from pos.core.scales import DEFAULT, with_scheme
from pos.core.weighed import Inside, WeighedScheme
from pos.journal.database import Journal
from pos.journal.scales import JournalScales

PRICED = WeighedScheme("22", Inside.PRICE, 6, 4, 0)


def test_what_was_saved_is_read_after_a_restart(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    assert JournalScales(journal).schemes() == DEFAULT
    JournalScales(journal).save(with_scheme(DEFAULT, PRICED))
    journal.close()
    assert JournalScales(Journal(tmp_path / "journal.db")).schemes() == with_scheme(DEFAULT, PRICED)


def test_a_text_of_a_later_version_is_read_as_the_default(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    journal.write(lambda c: c.execute("INSERT INTO facts VALUES ('scales', '30:plu5:volume5')"))
    assert JournalScales(journal).schemes() == DEFAULT
