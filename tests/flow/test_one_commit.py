"""Requests that share a commit, over a real journal file: how many commits, who is told what, and when."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos.core.errors import BadInput, JournalBusy, JournalTrouble
from pos.flow.one_commit import OneCommit
from pos.journal.database import Journal

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "j.sqlite3")
    yield made
    made.close()


def put(journal: Journal, name: str) -> Callable[[], str]:
    """Work that writes a fact and gives its name."""

    def step(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO facts VALUES (?, '')", (name,))
        return name

    return lambda: journal.write(step)


def names(path: Path) -> set[str]:
    """What another program finds in the file."""
    with sqlite3.connect(path) as outside:
        found = {str(row[0]) for row in outside.execute("SELECT name FROM facts")}
    outside.close()
    return found


def commits(journal: Journal) -> list[str]:
    """The COMMITs from now on."""
    seen: list[str] = []
    journal.db.conn.set_trace_callback(lambda sql: seen.append(sql) if sql == "COMMIT" else None)
    return seen


async def test_those_that_wait_together_share_a_commit_and_each_hears_its_own_result(
    journal: Journal,
) -> None:
    seen = commits(journal)
    group = OneCommit(journal.together)
    results = await asyncio.gather(*(group.run(put(journal, f"n{number}")) for number in range(16)))
    assert results == [f"n{number}" for number in range(16)]
    assert len(seen) == 1
    assert names(journal.path) == set(results)


async def test_one_alone_waits_for_nobody(journal: Journal) -> None:
    seen = commits(journal)
    group = OneCommit(journal.together)
    assert await group.run(put(journal, "a")) == "a"
    assert await group.run(put(journal, "b")) == "b"
    assert len(seen) == 2


async def test_nobody_is_told_before_it_is_durable(journal: Journal) -> None:
    group = OneCommit(journal.together)
    told: list[set[str]] = []

    async def ask(name: str) -> None:
        await group.run(put(journal, name))
        told.append(names(journal.path))

    await asyncio.gather(*(ask(f"n{number}") for number in range(5)))
    assert told == [{f"n{number}" for number in range(5)}] * 5


async def test_the_rest_of_a_long_queue_takes_the_next_commit(journal: Journal) -> None:
    seen = commits(journal)
    group = OneCommit(journal.together, most=4)
    await asyncio.gather(*(group.run(put(journal, f"n{number}")) for number in range(10)))
    assert len(seen) == 3
    assert len(names(journal.path)) == 10


async def test_one_that_fails_harms_nobody_and_leaves_nothing(journal: Journal) -> None:
    def bad() -> None:
        put(journal, "half")()
        raise BadInput("no", field="x", value="")

    group = OneCommit(journal.together)
    results = await asyncio.gather(
        group.run(put(journal, "a")), group.run(bad), group.run(put(journal, "b")), return_exceptions=True
    )
    assert [results[0], results[2]] == ["a", "b"]
    assert isinstance(results[1], BadInput)
    assert names(journal.path) == {"a", "b"}
    with pytest.raises(BadInput):
        await group.run(bad)
    assert await group.run(put(journal, "c")) == "c"


async def test_a_commit_that_cannot_be_made_is_told_to_all_of_them(journal: Journal) -> None:
    @contextmanager
    def full() -> Iterator[None]:
        with journal.together():
            yield
            raise JournalTrouble("no room")

    group = OneCommit(full)
    asked = [group.run(put(journal, f"n{number}")) for number in range(3)]
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(result) for result in results] == [JournalTrouble] * 3
    assert names(journal.path) == set()


async def test_who_goes_away_takes_nothing_back(journal: Journal) -> None:
    group = OneCommit(journal.together)
    gone = asyncio.ensure_future(group.run(put(journal, "gone")))
    stays = asyncio.ensure_future(group.run(put(journal, "stays")))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == "stays"
    assert gone.cancelled() or gone.done()
    assert names(journal.path) == {"gone", "stays"}


async def test_who_comes_a_turn_of_the_loop_later_shares_the_commit(journal: Journal) -> None:
    seen = commits(journal)
    group = OneCommit(journal.together)

    async def later(name: str, turns: int) -> str:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await group.run(put(journal, name))

    ways = (("a", 0), ("b", 0), ("c", 1), ("d", 2), ("e", 3))
    await asyncio.gather(*(later(name, turns) for name, turns in ways))
    assert len(seen) == 1


async def test_a_busy_journal_is_waited_for_once_by_all_of_them(journal: Journal) -> None:
    journal.db.conn.execute("PRAGMA busy_timeout=1")
    begun: list[str] = []
    journal.db.conn.set_trace_callback(lambda sql: begun.append(sql) if sql == "BEGIN IMMEDIATE" else None)
    other = sqlite3.connect(journal.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    group = OneCommit(journal.together)
    asked = [group.run(put(journal, f"n{number}")) for number in range(16)]
    results = await asyncio.gather(*asked, return_exceptions=True)
    other.close()
    assert [type(result) for result in results] == [JournalBusy] * 16
    assert len(begun) == 1
    assert await group.run(put(journal, "after")) == "after"
