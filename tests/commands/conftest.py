"""`pos` in this process over a home of its own, and CLICK in another thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.kit import Click, Pos, without_log_files


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def pos(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Pos]:
    """The command line, in English, over a home that does not exist yet."""
    with without_log_files():
        yield Pos(tmp_path / "home", capsys)


@pytest.fixture
def click() -> Iterator[Click]:
    """A simulator that runs."""
    with Click() as made:
        yield made
