"""Many coroutines, a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from typing import TypeVar

T = TypeVar("T")


async def at_most(jobs: int, work: Sequence[Coroutine[None, None, T]]) -> AsyncIterator[T]:
    """The results as they come; the first error ends it, and what was not begun is dropped."""
    waiting = list(reversed(work))
    running: set[asyncio.Task[T]] = set()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.add(asyncio.create_task(waiting.pop()))
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield task.result()
    finally:
        for left in waiting:
            left.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
