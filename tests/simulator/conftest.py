"""What every test of the simulator needs."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
