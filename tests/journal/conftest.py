"""An open journal on a real file, its clock, and the adapters over it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.journal.database import Journal
from tests.fakes.clock import FakeClock
from tests.journal.kit import Books, open_books


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def empty_journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new journal, closed: made once, since each one waits for the disk several times."""
    path = tmp_path_factory.mktemp("empty") / "journal.sqlite3"
    Journal(path).close()
    return path


@pytest.fixture
def books(tmp_path: Path, clock: FakeClock, empty_journal: Path) -> Iterator[Books]:
    path = tmp_path / "journal.sqlite3"
    shutil.copy(empty_journal, path)
    made = open_books(path, clock)
    yield made
    made.journal.close()
