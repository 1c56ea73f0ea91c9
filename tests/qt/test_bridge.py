"""Work goes to the engine and comes back in the window's thread, once, and never after the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from pos.engine import Engine
from pos.qt.bridge import Bridge
from pos.screens.runner import Runner


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = Engine(lambda _where, _error: None)
    made.start()
    yield made
    assert made.stop(2.0)


async def _give(value: int) -> int:
    return value


async def _fail() -> int:
    raise ValueError("no")


def test_a_result_comes_back_in_the_gui_thread(qtbot: QtBot, engine: Engine) -> None:
    runner: Runner = Bridge(engine)
    got: list[tuple[int, threading.Thread]] = []
    runner.run(_give(7), lambda value: got.append((value, threading.current_thread())), lambda _e: None)
    assert got == []
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(7, threading.main_thread())]


def test_an_error_comes_back_too(qtbot: QtBot, engine: Engine) -> None:
    bridge = Bridge(engine)
    failed: list[BaseException] = []
    bridge.run(_fail(), lambda _value: None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], ValueError)


def test_calls_from_another_thread_keep_their_order(qtbot: QtBot, engine: Engine) -> None:
    bridge = Bridge(engine)
    got: list[int] = []

    def work() -> None:
        for number in range(50):
            bridge.post(partial(got.append, number))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(got) == 50)
    assert got == list(range(50))


def test_after_the_end_nobody_is_called(qtbot: QtBot, engine: Engine) -> None:
    bridge = Bridge(engine)
    got: list[int] = []
    bridge.run(_give(1), got.append, lambda _error: None)
    bridge.close()
    bridge.post(lambda: got.append(2))
    other = Bridge(engine)
    other.run(_give(3), got.append, lambda _error: None)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [3]


def test_work_refused_by_a_stopped_engine_fails(qtbot: QtBot) -> None:
    stopped = Engine(lambda _where, _error: None)
    stopped.start()
    stopped.stop(1.0)
    failed: list[BaseException] = []
    bridge = Bridge(stopped)
    bridge.run(_give(1), lambda _value: None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))


def test_a_broken_callback_is_reported_and_the_next_one_still_runs(qtbot: QtBot, engine: Engine) -> None:
    reported: list[BaseException] = []
    bridge = Bridge(engine, reported.append)
    got: list[int] = []
    bridge.post(lambda: 1 // 0)
    bridge.post(lambda: got.append(1))
    qtbot.waitUntil(lambda: bool(got))
    assert isinstance(reported[0], ZeroDivisionError)
