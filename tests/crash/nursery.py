"""The parent's side of the zygote: order a victim, wait for its end. One event loop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
START_S = 60.0
LIFE_S = 60.0
BUSY_S = 0.15  # a victim computes for so long, then it mostly waits
KILLED = -9


@dataclass(frozen=True, slots=True)
class Plan:
    """How a victim is to die: at the k-th passage of a point, or after so many seconds, or not at all."""

    point: str = ""
    passage: int = 1
    after_s: float | None = None

    def __str__(self) -> str:
        if self.point:
            return f"{self.point} #{self.passage}"
        return "not killed" if self.after_s is None else f"after {self.after_s * 1e3:.0f} ms"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a victim ended, what it wrote, and what it passed."""

    argv: tuple[str, ...]
    plan: Plan
    status: int
    out: str
    err: str
    trace: list[list[Any]]

    @property
    def killed(self) -> bool:
        """Whether it was killed -9; a victim that came to its end in time was not."""
        return self.status == KILLED

    @property
    def said(self) -> list[dict[str, Any]]:
        """The JSON objects that it printed; a line that was torn is not said."""
        found = []
        for line in self.out.splitlines():
            with contextlib.suppress(ValueError):
                found.append(json.loads(line))
        return [each for each in found if isinstance(each, dict)]

    @property
    def points(self) -> list[str]:
        """The points that it passed."""
        return [line[1] for line in self.trace if line[0] == "point"]


@dataclass(frozen=True)
class Victim:
    """A command that runs."""

    argv: tuple[str, ...]
    plan: Plan
    gone: asyncio.Future[int]
    files: dict[str, Path]
    ask_to_end: Callable[[], None]

    async def ended(self, limit_s: float | None = None) -> Ended:
        """Wait for its end; after `limit_s` it is asked to end (SIGTERM)."""
        if limit_s is not None and not (await asyncio.wait({self.gone}, timeout=limit_s))[0]:
            self.ask_to_end()
        status = await self.gone
        out, err, trace = (_take(self.files[name]) for name in ("out", "err", "trace"))
        return Ended(
            self.argv, self.plan, status, out, err, [json.loads(line) for line in trace.splitlines()]
        )


@dataclass
class Nursery:
    """One zygote and its victims."""

    folder: Path
    gate: asyncio.Semaphore
    gui: bool = False
    _waiting: dict[int, asyncio.Future[int]] = field(default_factory=dict)
    _next: int = 0

    async def __aenter__(self) -> Nursery:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.crash.zygote", str(theirs.fileno()),
                *(["gui"] if self.gui else []),
                pass_fds=[theirs.fileno()], cwd=ROOT, stdin=asyncio.subprocess.DEVNULL,
                env={**_clean_environ(), "OPENBLAS_NUM_THREADS": "1", "QT_QPA_PLATFORM": "offscreen"},
            )  # fmt: skip
        self._reader, self._writer = await asyncio.open_connection(sock=ours)
        if not await asyncio.wait_for(self._reader.readline(), START_S):
            raise RuntimeError("the zygote did not start")
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listening.cancel()
        self._writer.close()  # the zygote kills what still lives
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
        await asyncio.wait_for(self._process.wait(), START_S)

    async def run(self, argv: list[str], environ: dict[str, str], plan: Plan) -> Ended:
        """Run one command of `pos`; returns when the process is gone. May move the simulator's money."""
        return await (await self.begin(argv, environ, plan)).ended()

    async def begin(self, argv: list[str], environ: dict[str, str], plan: Plan) -> Victim:
        """Start one command of `pos`; returns when it is under way. May move the simulator's money."""
        async with self.gate:
            victim = self._start(argv, environ, plan)
            await asyncio.wait({victim.gone}, timeout=2 * BUSY_S if self.gui else BUSY_S)
        return victim

    def _start(self, argv: list[str], environ: dict[str, str], plan: Plan) -> Victim:
        if self._listening.done():
            raise RuntimeError("the zygote is gone")
        self._next += 1
        number = self._next
        gone: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting[number] = gone
        files = {name: self.folder / f"{self.gui}-{number}.{name}" for name in ("out", "err", "trace")}
        self._order(
            {
                "id": number,
                "argv": argv,
                "environ": {**_clean_environ(), **environ},
                "out": str(files["out"]),
                "err": str(files["err"]),
                "plan": {"trace": str(files["trace"]), "point": plan.point, "passage": plan.passage},
                "kill_after_s": LIFE_S if plan.after_s is None else plan.after_s,
            }
        )
        return Victim(tuple(argv), plan, gone, files, lambda: self._order({"id": number, "end": True}))

    def _order(self, order: dict[str, Any]) -> None:
        self._writer.write(json.dumps(order).encode() + b"\n")

    async def _listen(self) -> None:
        while line := await self._reader.readline():
            news = json.loads(line)
            self._waiting.pop(news["id"]).set_result(news["status"])
        for gone in self._waiting.values():
            gone.set_exception(RuntimeError("the zygote is gone"))


def _clean_environ() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POS_", "CRASH_"))}
    return {**kept, "PYTHONIOENCODING": "utf-8", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def _take(path: Path) -> str:
    if not path.exists():
        return ""
    text = path.read_text("utf-8")
    path.unlink()
    return text
