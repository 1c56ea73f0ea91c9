"""What holds for every test: no screen, no network but loopback, no unexpected warning in the log."""

import ipaddress
import logging
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest

# Before anything imports Qt or keyring. To test on a real window: QT_QPA_PLATFORM=xcb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never the developer's own vault
for name in [name for name in os.environ if name.startswith("POS_")]:
    del os.environ[name]

# A busy machine is no fault of the code: only what a test says decides, not how long an example took.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


class LogGuard(logging.Handler):
    """Keeps each record of WARNING or worse, from whichever logger and thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record as one line."""
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture
def allow_warnings() -> None:
    """Ask for this in a test whose code may warn in the log; asking for `caplog` does the same."""


@pytest.fixture(autouse=True)
def log_guard(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that left an unexpected warning in the log."""
    guard = LogGuard()
    root = logging.getLogger()
    root.addHandler(guard)
    try:
        yield
    finally:
        root.removeHandler(guard)
    if guard.lines and not {"allow_warnings", "caplog"} & set(request.fixturenames):
        pytest.fail("unexpected in the log:\n" + "\n".join(guard.lines))


class NetworkForbiddenError(Exception):
    """A test reached for another machine."""


def is_here(host: object) -> bool:
    """Tell whether a host, as given to the socket module, is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def socket_guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse a connection to another machine, and fail the test even when its code swallows the refusal."""
    attempts: list[object] = []

    def refuse(target: object) -> None:
        attempts.append(target)
        raise NetworkForbiddenError(f"tests stay on this machine; refused: {target!r}")

    def guarded(plain: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
        def connect(self: socket.socket, address: Any) -> Any:  # noqa: ANN401 (as socket has it)
            if self.family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
                refuse(address)
            return plain(self, address)

        return connect

    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 (as socket has it)
        if not is_here(host):
            refuse(host)
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    if attempts:
        pytest.fail(f"reached for another machine: {attempts}")
