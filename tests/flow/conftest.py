"""One counter for a test, over a journal file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.counter import Counter, open_counter


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = open_counter(tmp_path / "journal.sqlite3")
    yield made
    made.journal.close()
