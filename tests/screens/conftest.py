"""One till per test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.screens.counter_kit import Kit


@pytest.fixture
def kit() -> Iterator[Kit]:
    """A sale screen on a fake till, in Russian."""
    made = Kit()
    yield made
    made.runner.drop_all()
