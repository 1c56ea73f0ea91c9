"""One owner per home, and the way to it for every other command (decision 11, E14).

The lock is the operating system's, so it is free as soon as its owner is dead, however it died.
`own`, `wait_for_home` and `hand_over` block and belong to a command's main thread, not to the engine.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import IO, TYPE_CHECKING, Literal

from pos.core.errors import HomeBusy, OutcomeUnknown, PosError
from pos.paths import Home, trouble, write_private

if TYPE_CHECKING:
    import asyncio  # at run time only where the engine has it already: it costs start-up time

Kind = Literal["till", "server", "command"]
LONG = ("till", "server")
"""Owners that stay: they run what is handed over to them. The others are waited for."""
FOCUS = ("focus",)
"""The argv of a second `pos till`: bring the first one to the front."""

HOST = "127.0.0.1"
GREETING = b'{"ready": "click-pos"}\n'
LINE_BYTES = 1024 * 1024
REQUEST_S = 5.0
CONNECT_S = 2.0
_STEP_S = 0.05
_READY_S = 10.0  # how long a till that has the lock may need to open its channel


@dataclass(frozen=True, slots=True)
class CommandResult:
    """How a command ended: what it wrote, and its exit code."""

    exit_code: int
    out: str = ""
    err: str = ""


Handle = Callable[[list[str]], Awaitable[CommandResult]]
"""Runs a command in the owner's engine. It turns every PosError into words and an exit code itself."""

Report = Callable[[str, BaseException | None], object]
"""Where and what went wrong."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns a home. `port` is 0 while, or because, there is no channel."""

    kind: str
    pid: int
    port: int = 0
    token: str = ""

    def __repr__(self) -> str:
        return f"Owner(kind={self.kind!r}, pid={self.pid}, port={self.port})"


# ── the lock ─────────────────────────────────────────────────────────────────────────────────────

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


class Ownership:
    """The right to write this home, until `release` or the end of the process."""

    def __init__(self, home: Home, kind: Kind, handle: int) -> None:
        self.home = home
        self.kind: Kind = kind
        self._handle: int | None = handle

    def publish(self, port: int, token: str) -> None:
        """Tell other commands where the channel is. Raises HomeUnusable, DiskFull."""
        _write_owner(self.home, Owner(self.kind, os.getpid(), port, token))

    def release(self) -> None:
        """Give the home up. May be called twice."""
        handle, self._handle = self._handle, None
        if handle is not None:
            # Before the lock: afterwards the file may already be the next owner's.
            with contextlib.suppress(OSError):
                self.home.owner.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                _unlock(handle)
            os.close(handle)

    def __enter__(self) -> Ownership:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def own(home: Home, kind: Kind) -> Ownership:
    """Take the home, at once or not at all. The folder must exist.

    Raises:
        HomeBusy: another process has it; facts: kind and pid of the owner, where known.
        HomeUnusable, DiskFull.
    """
    try:
        handle = os.open(home.lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise trouble(home.folder, error) from error
    try:
        if not _try_lock(handle):
            owner = owner_of(home)
            facts = {"kind": owner.kind, "pid": owner.pid} if owner else {"kind": "command", "pid": 0}
            raise HomeBusy("another process owns the home", folder=str(home.folder), **facts)
        # At once, so that nobody is sent to an owner who died without tidying up.
        _write_owner(home, Owner(kind, os.getpid()))
    except PosError:
        os.close(handle)
        raise
    except OSError as error:
        os.close(handle)
        raise trouble(home.folder, error) from error
    return Ownership(home, kind, handle)


def owner_of(home: Home) -> Owner | None:
    """What the owner's file says; None when there is none. True only while the lock is held."""
    try:
        found = json.loads(home.owner.read_bytes())
        return Owner(str(found["kind"]), int(found["pid"]), int(found["port"]), str(found["token"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _write_owner(home: Home, owner: Owner) -> None:
    facts = {"kind": owner.kind, "pid": owner.pid, "port": owner.port, "token": owner.token}
    write_private(home.owner, json.dumps(facts).encode())


# ── the way to the owner ─────────────────────────────────────────────────────────────────────────


def wait_for_home(home: Home, kind: Kind, timeout_s: float) -> Ownership:
    """Take the home, waiting while a short command has it.

    Raises:
        HomeBusy: at once when a till or a server has it, else after `timeout_s`.
        HomeUnusable, DiskFull.
    """
    for last in _steps(timeout_s):
        try:
            return own(home, kind)
        except HomeBusy as error:
            if last or error.facts["kind"] in LONG:
                raise
    raise AssertionError("unreachable")


def own_or_hand_over(
    home: Home, kind: Kind, argv: Sequence[str], timeout_s: float
) -> Ownership | CommandResult:
    """What a command does first: own the home, or let the owner that stays run `argv`, or wait its turn.

    MAY MOVE MONEY, there, when `argv` does. Never runs `argv` twice. `timeout_s` is how long a short
    command may have the home, and how long the till may work on `argv`.

    Raises:
        HomeBusy: a short command still has the home after `timeout_s`, or a till opens no channel.
        OutcomeUnknown: the till took `argv` and did not answer to the end.
        HomeUnusable, DiskFull.
    """
    begun_s = time.monotonic()
    for last in _steps(timeout_s):
        try:
            return own(home, kind)
        except HomeBusy as error:
            if error.facts["kind"] in LONG:
                if (result := hand_over(home, argv, timeout_s)) is not None:
                    return result
                # It is just beginning, or just ending: ask again whose the home is, but not for long.
                last = last or time.monotonic() - begun_s > _READY_S
            if last:
                raise
    raise AssertionError("unreachable")


def hand_over(home: Home, argv: Sequence[str], answer_s: float) -> CommandResult | None:
    """Let the owner of the home run `argv`. MAY MOVE MONEY there; never sends it twice.

    Returns:
        How it ended, or None when surely nothing was run: no owner, no channel, or it is closing.

    Raises:
        OutcomeUnknown: it was sent, and the answer did not come whole within `answer_s`.
    """
    owner = owner_of(home)
    if owner is None or owner.port == 0:
        return None
    try:
        connection = socket.create_connection((HOST, owner.port), CONNECT_S)
    except OSError:
        return None
    request = json.dumps({"token": owner.token, "argv": list(argv)}).encode() + b"\n"
    with connection, connection.makefile("rb") as answers:
        if not _is_greeted(answers):
            return None
        connection.settimeout(answer_s)
        try:
            connection.sendall(request)
            return _read_answer(answers)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise OutcomeUnknown("the owner did not answer to the end", pid=owner.pid) from error


def _is_greeted(answers: IO[bytes]) -> bool:
    """Whether an owner in good health listens there. Until then nothing is sent, so nothing can be lost."""
    try:
        return answers.readline(len(GREETING)) == GREETING
    except OSError:
        return False


def _read_answer(answers: IO[bytes]) -> CommandResult | None:
    out: list[str] = []
    err: list[str] = []
    for line in answers:
        answer = json.loads(line)
        if "refused" in answer:
            return None
        if "exit" in answer:
            return CommandResult(int(answer["exit"]), "".join(out), "".join(err))
        out.append(answer.get("out", ""))
        err.append(answer.get("err", ""))
    raise ConnectionError("the channel was closed")


def _steps(timeout_s: float) -> Iterator[bool]:
    """Go on in small steps of waiting; True with the last one, when `timeout_s` is over."""
    pause = threading.Event()
    until_s = time.monotonic() + timeout_s
    while (left_s := until_s - time.monotonic()) > 0:
        yield False
        pause.wait(min(_STEP_S, left_s))
    yield True


class ControlServer:
    """The owner's side of the channel: loopback only, one command per connection. Engine thread.

    After a greeting one line `{"token", "argv"}` comes in; lines `{"out"}` and `{"err"}` go out, and at last
    `{"exit"}`, or `{"refused"}` when surely nothing was run.
    A command that was taken is carried through even when its caller is gone.
    """

    def __init__(self, handle: Handle, report: Report) -> None:
        self._handle = handle
        self._report = report
        self._token = secrets.token_urlsafe(32)
        self._server: asyncio.Server | None = None
        self._closing = False

    async def start(self, ownership: Ownership) -> None:
        """Listen on a free port and publish it. Raises HomeUnusable, DiskFull."""
        import asyncio

        self._server = await asyncio.start_server(self._serve, HOST, 0, limit=LINE_BYTES)
        port: int = self._server.sockets[0].getsockname()[1]
        ownership.publish(port, self._token)

    async def stop(self) -> None:
        """Take no more commands; those that run go on. May be called twice."""
        self._closing = True
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(GREETING)
            answers = await self._answers(reader)
            writer.write(b"".join(json.dumps(answer).encode() + b"\n" for answer in answers))
            await writer.drain()
        except ConnectionError:
            pass  # the caller is gone; what it asked for is done
        finally:
            writer.close()

    async def _answers(self, reader: asyncio.StreamReader) -> list[dict[str, object]]:
        argv = await self._request(reader)
        if argv is None:
            return [{"refused": "request"}]
        if self._closing:
            return [{"refused": "closing"}]
        try:
            result = await self._handle(argv)
        except Exception as error:  # noqa: BLE001 - the caller must get an exit code whatever happens
            bug = self._report("control", error)
            return [{"err": f"internal error {bug}\n"}, {"exit": 1}]
        answers: list[dict[str, object]] = [{"out": line} for line in result.out.splitlines(keepends=True)]
        answers.extend({"err": line} for line in result.err.splitlines(keepends=True))
        return [*answers, {"exit": result.exit_code}]

    async def _request(self, reader: asyncio.StreamReader) -> list[str] | None:
        """The argv of a request that knows the token, else None."""
        import asyncio

        try:
            line = await asyncio.wait_for(reader.readline(), REQUEST_S)
            request = json.loads(line)
            token, argv = request["token"], request["argv"]
            known = hmac.compare_digest(str(token).encode(), self._token.encode())
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        if not known or not isinstance(argv, list) or not all(isinstance(part, str) for part in argv):
            return None
        return argv
