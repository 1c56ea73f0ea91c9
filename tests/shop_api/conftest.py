"""What every test of the server and the tester needs."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
