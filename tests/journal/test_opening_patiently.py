"""A file that cannot be opened for a moment is opened all the same (E08)."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from pos.core.errors import JournalTrouble
from pos.journal.database import Journal, open_safely

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """A journal that is reached by `tmp_path/journal.sqlite3` only while its own folder is in place."""
    folder = tmp_path / "disk"
    folder.mkdir()
    Journal(folder / "journal.sqlite3").close()
    (tmp_path / "journal.sqlite3").symlink_to(folder / "journal.sqlite3")
    return folder.rename(tmp_path / "elsewhere")


def test_a_file_that_can_be_reached_a_moment_later_is_opened(tmp_path: Path, away: Path) -> None:
    coming_back = threading.Timer(0.3, away.rename, (tmp_path / "disk",))
    coming_back.start()
    journal = open_safely(tmp_path / "journal.sqlite3")
    coming_back.join()
    assert journal.trouble is None
    journal.close()


def test_a_file_that_stays_out_of_reach_is_said(tmp_path: Path, away: Path) -> None:
    with pytest.raises(JournalTrouble):
        open_safely(tmp_path / "journal.sqlite3")
    assert away.is_dir()
