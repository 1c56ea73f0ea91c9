"""Several requests that wait at the same time share one commit; each is answered after it. Engine thread.

A commit costs a wait for the disk, whoever shares it. Nothing is weaker for that: whoever is told of a result
is told after it is durable.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pos.core.errors import JournalBusy

T = TypeVar("T")

GATHER_S = 0.1
"""After a wait in vain those who came meanwhile are read first, so that they wait together."""

MOST_TOGETHER = 64
"""So many wait for one disk at most: what comes later takes the next commit."""

QUIET_TURNS = 2
"""Of the loop, without a wait: a request that is read in one turn stands in the queue after the next."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    work: Callable[[], Any]
    done: asyncio.Future[Any]


class OneCommit:
    """A queue before the journal. `together` opens one durable step and commits when its block ends."""

    def __init__(
        self, together: Callable[[], AbstractContextManager[None]], most: int = MOST_TOGETHER
    ) -> None:
        self._together = together
        self._most = most
        self._queue: list[_Waiting] = []
        self._gathers_until_s = 0.0

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` gives, once it is durable; `work` reads and writes the journal and waits for nothing.

        It may be run twice: when one of those that share a commit fails, nothing of theirs is kept, and each
        is done once more alone, so that nobody suffers for another.

        Raises what `work` raises, or JournalTrouble of its own commit: then nothing of it is kept.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(work, loop.create_future())
        self._queue.append(waiting)
        if len(self._queue) == 1 and (wait_s := self._gathers_until_s - loop.time()) > 0:
            loop.call_later(wait_s, self._commit, loop)
        elif len(self._queue) == 1:
            loop.call_soon(self._gather, loop, 1, 0)
        # Whoever goes away takes nothing back: the work stays in the queue, only nobody hears of it.
        return cast("T", await waiting.done)

    def _gather(self, loop: asyncio.AbstractEventLoop, seen: int, quiet: int) -> None:
        """One alone waits for nobody; several, until nobody more came in QUIET_TURNS of the loop."""
        came = len(self._queue)
        if came == 1 or came >= self._most or quiet == QUIET_TURNS:
            self._commit(loop)
        else:
            loop.call_soon(self._gather, loop, came, 0 if came > seen else quiet + 1)

    def _commit(self, loop: asyncio.AbstractEventLoop) -> None:
        batch, self._queue = self._queue[: self._most], self._queue[self._most :]
        if self._queue:
            loop.call_soon(self._commit, loop)
        try:
            self._do(batch)
        except JournalBusy as error:  # nothing was begun, and each alone would only wait as long once more
            self._gathers_until_s = loop.time() + GATHER_S
            for one in batch:
                self._fail(one, error)
        except Exception as error:  # noqa: BLE001 - handed to whoever asked
            if len(batch) == 1:
                self._fail(batch[0], error)
                return
            for one in batch:
                self._alone(one)

    def _do(self, batch: list[_Waiting]) -> None:
        with self._together():
            results = [one.work() for one in batch]
        for one, result in zip(batch, results, strict=True):
            if not one.done.done():
                one.done.set_result(result)

    def _alone(self, one: _Waiting) -> None:
        try:
            self._do([one])
        except Exception as error:  # noqa: BLE001 - handed to whoever asked
            self._fail(one, error)

    @staticmethod
    def _fail(one: _Waiting, error: Exception) -> None:
        if not one.done.done():
            one.done.set_exception(error)
            one.done.exception()  # who went away needs no warning
