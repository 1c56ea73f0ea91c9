"""One owner per home, among real processes; and the channel to it, over real sockets."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.control import (
    FOCUS,
    GREETING,
    CommandResult,
    ControlServer,
    Handle,
    Kind,
    Ownership,
    hand_over,
    own,
    own_or_hand_over,
    owner_of,
    wait_for_home,
)
from pos.core.errors import HomeBusy, HomeUnusable, OutcomeUnknown
from pos.engine import Engine
from pos.paths import Home

LIMIT_S = 10.0
ROOT = Path(__file__).parents[1]
HOLDER = """
import sys
from pathlib import Path
from pos.control import own
from pos.paths import Home
ownership = own(Home(Path(sys.argv[1])), sys.argv[2])
print("mine", flush=True)
sys.stdin.readline()
ownership.release()
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


@contextmanager
def other_process(home: Home, kind: Kind) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns the home until a line comes, or it is killed."""
    argv = [sys.executable, "-c", HOLDER, str(home.folder), kind]
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == "mine\n"
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def till(home: Home, handle: Handle) -> Iterator[Ownership]:
    """This process as the till that owns the home, with its channel open."""
    faults: list[BaseException | None] = []

    def report(where: str, error: BaseException | None) -> str:
        faults.append(error)
        return "B1"

    engine = Engine(report)
    engine.start()
    with own(home, "till") as ownership:
        server = ControlServer(handle, report)
        engine.submit(server.start(ownership)).result(LIMIT_S)
        try:
            yield ownership
        finally:
            engine.submit(server.stop()).result(LIMIT_S)
            assert engine.stop(LIMIT_S)
    assert [error for error in faults if not isinstance(error, ZeroDivisionError)] == []


async def echo(argv: list[str]) -> CommandResult:
    return CommandResult(3, out="\n".join(argv), err="a card\nof what is open\n")


def raw_call(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), LIMIT_S) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(LIMIT_S)
        with connection.makefile("rb") as answer:
            return answer.read()


def port_of(home: Home) -> int:
    owner = owner_of(home)
    assert owner is not None
    return owner.port


# ── the lock ─────────────────────────────────────────────────────────────────────────────────────


def test_a_home_has_one_owner_and_is_free_after_release(home: Home) -> None:
    first = own(home, "till")
    with pytest.raises(HomeBusy) as caught:
        own(home, "command")
    assert caught.value.facts == {"folder": str(home.folder), "kind": "till", "pid": os.getpid()}
    first.release()
    first.release()
    with own(home, "command"):
        pass
    assert not home.owner.exists()


def test_two_homes_do_not_disturb_each_other(tmp_path: Path) -> None:
    with own(Home(tmp_path / "a").make(), "till"), own(Home(tmp_path / "b").make(), "till"):
        pass


def test_another_process_is_named_with_its_kind(home: Home) -> None:
    with other_process(home, "command") as process:
        with pytest.raises(HomeBusy) as caught:
            own(home, "till")
        assert caught.value.facts["pid"] == process.pid
        assert caught.value.facts["kind"] == "command"


def test_a_killed_owner_leaves_the_home_free(home: Home) -> None:
    with other_process(home, "till") as process:
        process.kill()
        process.wait(LIMIT_S)
        assert home.owner.exists()  # it had no time to tidy up
        with own(home, "command"):
            owner = owner_of(home)
            assert owner is not None
            assert owner.pid == os.getpid()


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's here")
def test_the_token_is_for_this_user_alone_and_never_shown(home: Home) -> None:
    with own(home, "till") as ownership:
        ownership.publish(1234, "canary-token")
        assert home.owner.stat().st_mode & 0o777 == 0o600
        assert "canary" not in repr(owner_of(home))


def test_a_home_that_is_gone_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(HomeUnusable):
        own(Home(tmp_path / "gone"), "till")


@given(content=st.binary(max_size=60) | st.sampled_from([b"{}", b"[]", b'{"kind":"till","pid":null}', b"5"]))
def test_a_broken_owner_file_is_no_owner(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    home = Home(tmp_path_factory.mktemp("home"))
    home.owner.write_bytes(content)
    assert owner_of(home) is None
    assert hand_over(home, ["pay"], LIMIT_S) is None


# ── waiting for a short command ──────────────────────────────────────────────────────────────────


def test_a_command_waits_for_a_short_one(home: Home) -> None:
    with other_process(home, "command") as process:
        leave = threading.Timer(0.2, process.communicate, args=("\n",))
        leave.start()
        with wait_for_home(home, "command", LIMIT_S) as ownership:
            assert ownership.home == home
        leave.join()


def test_it_does_not_wait_for_ever(home: Home) -> None:
    with other_process(home, "command"):
        with pytest.raises(HomeBusy):
            wait_for_home(home, "command", 0.15)
        with pytest.raises(HomeBusy):
            own_or_hand_over(home, "command", ["pay"], 0.15)


def test_it_does_not_wait_for_a_till(home: Home) -> None:
    with own(home, "till"), pytest.raises(HomeBusy):
        wait_for_home(home, "command", 3600)


# ── the channel ──────────────────────────────────────────────────────────────────────────────────


def test_a_free_home_is_owned_and_nothing_is_handed_over(home: Home) -> None:
    got = own_or_hand_over(home, "command", ["pay"], 0)
    assert isinstance(got, Ownership)
    got.release()


def test_the_till_runs_the_command_and_gives_back_exactly_what_it_wrote(home: Home) -> None:
    argv = ["pay", "--otp", "88", "Ўзбек", "two\u2028lines", "\udcff", ""]
    with till(home, echo):
        assert hand_over(home, argv, LIMIT_S) == CommandResult(
            3, "\n".join(argv), "a card\nof what is open\n"
        )
        assert own_or_hand_over(home, "till", FOCUS, LIMIT_S) == CommandResult(
            3, "focus", "a card\nof what is open\n"
        )
    assert hand_over(home, argv, LIMIT_S) is None


@given(out=st.text(max_size=80), err=st.text("ab\r\n\x00\x85", max_size=20), code=st.integers(0, 255))
def test_any_output_crosses_unchanged(
    crossing: Callable[[CommandResult], CommandResult | None], out: str, err: str, code: int
) -> None:
    result = CommandResult(code, out, err)
    assert crossing(result) == result


@pytest.fixture(scope="module")
def crossing(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[CommandResult], CommandResult | None]]:
    home = Home(tmp_path_factory.mktemp("crossing")).make()
    told: list[CommandResult] = []

    async def tell(argv: list[str]) -> CommandResult:
        return told.pop()

    def cross(result: CommandResult) -> CommandResult | None:
        told.append(result)
        return hand_over(home, [], LIMIT_S)

    with till(home, tell):
        yield cross


def test_a_till_that_is_still_opening_is_waited_for(home: Home) -> None:
    """It has the lock already, its channel comes a moment later."""
    engine = Engine(lambda where, error: None)
    engine.start()
    with own(home, "till") as ownership:
        server = ControlServer(echo, lambda where, error: None)
        opening = threading.Timer(0.2, lambda: engine.submit(server.start(ownership)))
        opening.start()
        got = own_or_hand_over(home, "command", ["x"], LIMIT_S)
        assert isinstance(got, CommandResult)
        assert got.out == "x"
        opening.join()
        engine.submit(server.stop()).result(LIMIT_S)
    assert engine.stop(LIMIT_S)


def test_a_till_without_a_channel_is_busy(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos.control._READY_S", 0.1)
    with own(home, "till"), pytest.raises(HomeBusy):
        own_or_hand_over(home, "command", ["pay"], 3600)


@pytest.mark.parametrize(
    "request_line",
    [
        b'{"token": "wrong", "argv": ["pay"]}\n',
        b'{"token": "\xd0\xba", "argv": ["pay"]}\n',
        b'{"token": null, "argv": ["pay"]}\n',
        b'{"argv": ["pay"]}\n',
        b'["pay"]\n',
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"\xff\xfe\n",
        b"\n",
        b"",
        b"[" * 200_000 + b"\n",
        b"x" * (1024 * 1024 + 100),
    ],
)
def test_who_does_not_know_the_token_gets_nothing_run(home: Home, request_line: bytes) -> None:
    ran: list[list[str]] = []

    async def note(argv: list[str]) -> CommandResult:
        ran.append(argv)
        return CommandResult(0)

    with till(home, note):
        try:
            answer = raw_call(port_of(home), request_line)
        except ConnectionError:
            answer = b""
        assert b"exit" not in answer
    assert ran == []


@pytest.mark.parametrize("argv", ["pay", None, [1], {"a": 1}])
def test_argv_must_be_words(home: Home, argv: object) -> None:
    with till(home, echo):
        owner = owner_of(home)
        assert owner is not None
        request = json.dumps({"token": owner.token, "argv": argv}).encode() + b"\n"
        assert b"exit" not in raw_call(owner.port, request)


def test_a_command_that_falls_still_gives_an_exit_code(home: Home) -> None:
    async def fall(argv: list[str]) -> CommandResult:
        raise ZeroDivisionError

    with till(home, fall):
        result = hand_over(home, ["pay"], LIMIT_S)
    assert result == CommandResult(1, "", "internal error B1\n")


def test_a_till_that_does_not_answer_leaves_the_outcome_unknown(home: Home) -> None:
    release = threading.Event()

    async def slow(argv: list[str]) -> CommandResult:
        await asyncio.to_thread(release.wait, LIMIT_S)
        return CommandResult(0)

    with till(home, slow):
        with pytest.raises(OutcomeUnknown):
            hand_over(home, ["pay"], 0.1)
        release.set()


def test_an_owner_that_dies_in_the_middle_leaves_the_outcome_unknown(home: Home) -> None:
    """A listener that takes the request, writes half an answer and is gone."""
    with socket.create_server(("127.0.0.1", 0)) as listener, own(home, "till") as ownership:
        ownership.publish(listener.getsockname()[1], "t")

        def take_and_die() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(GREETING)
                connection.recv(1000)
                connection.sendall(b'{"out": "half\\n"}\n')

        dying = threading.Thread(target=take_and_die)
        dying.start()
        with pytest.raises(OutcomeUnknown):
            hand_over(home, ["pay"], LIMIT_S)
        dying.join()


def test_nothing_is_sent_to_whoever_does_not_greet(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that hangs, or a foreign program on a port that was ours."""
    monkeypatch.setattr("pos.control.CONNECT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as listener, own(home, "till") as ownership:
        ownership.publish(listener.getsockname()[1], "canary")
        assert hand_over(home, ["pay"], LIMIT_S) is None
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(1000) == b""


def test_a_command_that_was_taken_goes_on_when_its_caller_is_gone(home: Home) -> None:
    begun, release, done = threading.Event(), threading.Event(), threading.Event()

    async def pay(argv: list[str]) -> CommandResult:
        begun.set()
        await asyncio.to_thread(release.wait, LIMIT_S)
        done.set()
        return CommandResult(0, "paid\n" * 100_000)

    with till(home, pay):
        owner = owner_of(home)
        assert owner is not None
        with socket.create_connection(("127.0.0.1", owner.port)) as caller:
            caller.sendall(json.dumps({"token": owner.token, "argv": ["pay"]}).encode() + b"\n")
            assert begun.wait(LIMIT_S)
        release.set()
        assert done.wait(LIMIT_S)


def test_a_till_that_is_closing_takes_nothing_more(home: Home) -> None:
    engine = Engine(lambda where, error: None)
    engine.start()
    with own(home, "till") as ownership:
        server = ControlServer(echo, lambda where, error: None)
        engine.submit(server.start(ownership)).result(LIMIT_S)
        owner = owner_of(home)
        assert owner is not None
        early = socket.create_connection(("127.0.0.1", owner.port), LIMIT_S)
        with early, early.makefile("rb") as answer:
            assert answer.readline() == GREETING
            engine.submit(server.stop()).result(LIMIT_S)
            # Connected before, asked after: refused, so that the caller may try elsewhere.
            early.sendall(json.dumps({"token": owner.token, "argv": ["pay"]}).encode() + b"\n")
            assert answer.readline() == b'{"refused": "closing"}\n'
        assert hand_over(home, ["pay"], LIMIT_S) is None
    assert engine.stop(LIMIT_S)
