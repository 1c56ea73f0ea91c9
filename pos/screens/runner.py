"""How a presenter starts slow work without knowing about threads. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Runner(Protocol):
    """Runs a coroutine elsewhere; the answer comes back in the GUI thread (in tests at once)."""

    def run(
        self,
        work: Coroutine[Any, Any, T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Start `work`; exactly one of `done` and `failed` is called later, in the GUI thread."""
        ...
