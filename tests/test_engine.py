"""The engine thread: real thread, real loop; every wait is for an event."""

import asyncio
import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from pos.engine import Engine

LIMIT_S = 5.0


class Reports:
    """Keeps what was reported, and lets a test wait for it."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, BaseException | None]] = []
        self.came = threading.Event()

    def __call__(self, where: str, error: BaseException | None) -> None:
        self.kept.append((where, error))
        self.came.set()


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def engine(reports: Reports) -> Iterator[Engine]:
    engine = Engine(reports)
    engine.start()
    yield engine
    assert engine.stop(0)


async def thread_name() -> str:
    return threading.current_thread().name


async def forever(begun: threading.Event) -> None:
    begun.set()
    await asyncio.Event().wait()


async def fail() -> None:
    raise ValueError("broken")


def test_work_runs_in_the_engine_thread_and_gives_its_result(engine: Engine) -> None:
    assert engine.submit(thread_name()).result(LIMIT_S) == "engine"


def test_the_error_of_submitted_work_belongs_to_who_asked(engine: Engine, reports: Reports) -> None:
    with pytest.raises(ValueError, match="broken"):
        engine.submit(fail()).result(LIMIT_S)
    assert reports.kept == []


def test_start_does_not_wait_and_nothing_runs_before_prepare_is_over(reports: Reports) -> None:
    engine = Engine(reports)
    go = threading.Event()
    order: list[str] = []

    def prepare() -> None:
        assert go.wait(LIMIT_S)
        order.append(threading.current_thread().name)

    async def work() -> None:
        order.append("work")

    engine.start(prepare)
    early = engine.submit(work())
    engine.call(order.append, "call")
    assert not early.done()
    go.set()
    early.result(LIMIT_S)
    assert engine.stop(LIMIT_S)
    assert order == ["engine", "work", "call"] or order == ["engine", "call", "work"]


def test_a_prepare_that_fails_is_reported_and_the_engine_runs(reports: Reports) -> None:
    engine = Engine(reports)

    def prepare() -> None:
        raise ImportError("no httpx")

    engine.start(prepare)
    assert engine.submit(thread_name()).result(LIMIT_S) == "engine"
    assert engine.stop(0)
    assert [(where, str(error)) for where, error in reports.kept] == [("engine.prepare", "no httpx")]


def test_a_call_that_fails_is_reported(engine: Engine, reports: Reports) -> None:
    def fall(text: str) -> None:
        raise KeyError(text)

    engine.call(fall, "x")
    assert reports.came.wait(LIMIT_S)
    assert isinstance(reports.kept[0][1], KeyError)


def test_a_task_that_nobody_waits_for_is_reported(engine: Engine, reports: Reports) -> None:
    async def parent() -> None:
        asyncio.get_running_loop().create_task(fail())

    engine.submit(parent()).result(LIMIT_S)
    engine.submit(asyncio.sleep(0)).result(LIMIT_S)
    engine.call(gc.collect)
    assert reports.came.wait(LIMIT_S)
    assert isinstance(reports.kept[0][1], ValueError)


def test_a_task_is_not_lost_when_nobody_keeps_it(engine: Engine) -> None:
    """The loop holds its tasks weakly: without the engine's set this one would be collected."""
    done = threading.Event()
    again: list[weakref.ref[asyncio.Future[None]]] = []

    async def child() -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        again.append(weakref.ref(waiting))  # so that only the child itself keeps what it waits for
        await waiting
        done.set()

    async def parent() -> None:
        asyncio.get_running_loop().create_task(child())
        await asyncio.sleep(0)
        gc.collect()
        waiting = again[0]()
        assert waiting is not None
        waiting.set_result(None)

    engine.submit(parent()).result(LIMIT_S)
    assert done.wait(LIMIT_S)


def test_cancelling_the_future_cancels_the_work(engine: Engine) -> None:
    begun, ended = threading.Event(), threading.Event()

    async def work() -> None:
        try:
            await forever(begun)
        finally:
            ended.set()

    future = engine.submit(work())
    assert begun.wait(LIMIT_S)
    assert future.cancel()
    assert ended.wait(LIMIT_S)


def test_work_cancelled_before_it_began_never_begins(reports: Reports) -> None:
    engine = Engine(reports)
    go, begun = threading.Event(), threading.Event()

    def prepare() -> None:
        go.wait(LIMIT_S)

    engine.start(prepare)
    future = engine.submit(forever(begun))
    assert future.cancel()
    go.set()
    assert engine.stop(LIMIT_S)
    assert not begun.is_set()
    assert reports.kept == []


def test_a_service_that_fails_is_reported_by_its_name(engine: Engine, reports: Reports) -> None:
    engine.spawn("poller", fail())
    assert reports.came.wait(LIMIT_S)
    assert reports.kept[0][0] == "poller"
    assert isinstance(reports.kept[0][1], ValueError)


def test_stop_lets_work_in_flight_end_and_waits_for_no_service(reports: Reports) -> None:
    engine = Engine(reports)
    engine.start()
    begun, service, told = threading.Event(), threading.Event(), threading.Event()
    ended: list[str] = []
    release: list[asyncio.Event] = []

    async def step() -> None:
        ended.append("journalled")

    async def payment() -> None:
        release.append(asyncio.Event())
        begun.set()
        await release[0].wait()
        # What it makes at the very end is waited for too.
        asyncio.get_running_loop().create_task(step())

    async def poller() -> None:
        asyncio.get_running_loop().create_task(forever(service))  # a child of a service is no work either
        try:
            await asyncio.Event().wait()
        finally:
            told.set()

    engine.spawn("poller", poller())
    future = engine.submit(payment())
    assert begun.wait(LIMIT_S)
    assert service.wait(LIMIT_S)
    engine.call(lambda: asyncio.get_running_loop().call_later(0.05, release[0].set))
    assert engine.stop(LIMIT_S * 10)
    assert future.done()
    assert ended == ["journalled"]
    assert told.is_set()
    assert reports.kept == []


def test_stop_cancels_what_is_left_after_the_grace(reports: Reports) -> None:
    engine = Engine(reports)
    engine.start()
    begun = threading.Event()
    future = engine.submit(forever(begun))
    assert begun.wait(LIMIT_S)
    assert engine.stop(0.05)
    with pytest.raises(CancelledError):
        future.result(0)


def test_after_stop_nothing_is_taken_and_nothing_raises(engine: Engine) -> None:
    begun = threading.Event()
    assert engine.stop(0)
    assert engine.stop(0)
    assert engine.submit(forever(begun)).cancelled()
    engine.spawn("late", forever(begun))
    engine.call(begun.set)
    assert not begun.is_set()


def test_work_that_will_not_end_keeps_nobody_waiting(
    reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos.engine.CANCEL_WAIT_S", 0.2)
    engine = Engine(reports)
    engine.start()
    begun = threading.Event()

    async def stubborn() -> None:
        while True:
            try:
                await forever(begun)
            except asyncio.CancelledError:
                continue

    future = engine.submit(stubborn())
    assert begun.wait(LIMIT_S)
    assert engine.stop(0)
    assert future.cancelled()


def test_stop_without_start_and_a_second_start(reports: Reports) -> None:
    engine = Engine(reports)
    assert engine.stop(0)
    other = Engine(reports)
    other.start()
    with pytest.raises(RuntimeError):
        other.start()
    assert other.stop(0)


def test_the_window_does_not_pay_for_asyncio() -> None:
    code = "import sys, pos.engine, pos.control, pos.clock; print('asyncio' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
