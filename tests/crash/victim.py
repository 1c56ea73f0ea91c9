"""The real command line, made to die: SIGKILL at the k-th passage of a named point. POSIX only.

Nothing in `pos` knows of it: `wrap` puts itself around the public steps of the program, in this process
alone. Each passage is appended to a trace file before the process may die there, so the trace ends with
the point of the death, and what the trace says after a commit was acknowledged to the program.
"""

from __future__ import annotations

import asyncio
import functools
import json
import os
import signal
import sqlite3
import sys
import threading
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from pos import control, paths, settings
from pos.bootstrap import Parts
from pos.click_api.exchange import Call, Exchange, Phases, Raw
from pos.commands.output import Output
from pos.flow.events import Event, Events, PaymentChanged
from pos.flow.fiscalizing import Fiscalizing
from pos.flow.printing import Printing
from pos.flow.recovery import Recovery
from pos.journal.black_box import BlackBox
from pos.journal.database import Journal
from tests.crash.witness import Witness

PLAN = "CRASH_PLAN"
"""The variable that holds the plan: {"trace": FILE, "point": NAME or "", "passage": k}."""

ENDPOINTS = (
    ("click_pass/payment", "payment"),
    ("click_pass/confirm", "confirm"),
    ("submit_items", "submit_items"),
    ("ofd_data", "ofd_data"),
    ("status_by_mti", "status_by_mti"),
    ("payment/status", "status"),
)


class Doom:
    """Where this process is to die."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._point: str = plan.get("point", "")
        self._left: int = plan.get("passage", 1)
        self._trace = os.open(plan["trace"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._turn = threading.Lock()

    def note(self, kind: str, *facts: object) -> None:
        """One line of the trace; a kill keeps it, because the kernel has it."""
        with self._turn:
            self._write(kind, *facts)

    def passage(self, point: str) -> None:
        """Write the point down, and die there when its time has come.

        Window and engine are two threads: who dies keeps the turn, so that the other one stops at its next
        point and the trace ends with the point of the death.
        """
        with self._turn:
            self._write("point", point)
            if point == self._point:
                self._left -= 1
                if self._left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

    def _write(self, *line: object) -> None:
        os.write(self._trace, (json.dumps(line) + "\n").encode())


_doom: Doom | None = None
_endpoint: ContextVar[str] = ContextVar("endpoint", default="")


def arm(plan: dict[str, Any]) -> None:
    """Give this process its plan."""
    global _doom
    _doom = Doom(plan)


def passage(point: str) -> None:
    """Pass a named point."""
    if _doom is not None:
        _doom.passage(point)


def note(kind: str, *facts: object) -> None:
    """Tell the trace a fact."""
    if _doom is not None:
        _doom.note(kind, *facts)


def around(owner: Any, name: str, before: str, after: str = "") -> None:  # noqa: ANN401 - any class
    """Two points around a method or function, plain or async."""
    plain = getattr(owner, name)

    def begin() -> None:
        passage(before)

    def end() -> None:
        if after:
            passage(after)

    if asyncio.iscoroutinefunction(plain):

        @functools.wraps(plain)
        async def wrapped_async(*args: Any, **more: Any) -> Any:  # noqa: ANN401
            begin()
            result = await plain(*args, **more)
            end()
            return result

        setattr(owner, name, wrapped_async)
        return

    @functools.wraps(plain)
    def wrapped(*args: Any, **more: Any) -> Any:  # noqa: ANN401
        begin()
        result = plain(*args, **more)
        end()
        return result

    setattr(owner, name, wrapped)


def _wrap_journal() -> None:
    """Whoever connects gets a witness; what the program does with it is its own affair."""
    connect = sqlite3.connect
    Witness.passage, Witness.note = staticmethod(passage), staticmethod(note)

    def connecting(*args: Any, **more: Any) -> sqlite3.Connection:  # noqa: ANN401 - as sqlite3 has it
        connection: sqlite3.Connection = connect(*args, **{"factory": Witness, **more})
        return connection

    sqlite3.connect = connecting  # type: ignore[assignment]
    around(Journal, "__init__", "journal: opening", "journal: open")
    around(BlackBox, "append", "black box: before", "black box: after")


# ── the wire, the world, the files ───────────────────────────────────────────────────────────────


def _wrap_wire() -> None:
    send = Exchange.send
    hear = Phases.__call__

    async def sending(self: Exchange, call: Call, deadline_s: float) -> Raw:
        name = next((name for part, name in ENDPOINTS if part in call.url), "other call")
        _endpoint.set(name)
        passage(f"{name}: before")
        try:
            raw = await send(self, call, deadline_s)
        except Exception:
            passage(f"{name}: failed")
            raise
        passage(f"{name}: answered")
        return raw

    async def hearing(self: Phases, event: str, info: dict[str, object]) -> None:
        await hear(self, event, info)
        if event.endswith("send_request_headers.started"):
            passage(f"{_endpoint.get()}: first byte")
        elif event.endswith("send_request_body.complete"):
            passage(f"{_endpoint.get()}: sent")

    Exchange.send = sending  # type: ignore[method-assign]
    Phases.__call__ = hearing  # type: ignore[method-assign]


def _wrap_world() -> None:
    around(Printing, "print", "paper: before", "paper: after")
    around(Output, "json", "said: before", "said: after")
    around(Recovery, "begin", "recovery: before", "recovery: begun")
    around(Fiscalizing, "work", "fiscal work: before", "fiscal work: after")
    around(Parts, "close", "close: before", "close: after")
    publish = Events.publish

    def telling(self: Events, event: Event) -> None:
        if isinstance(event, PaymentChanged):
            note("told", event.payment.transaction_id, event.payment.state)
        publish(self, event)

    Events.publish = telling  # type: ignore[method-assign]


def _wrap_files() -> None:
    """`write_private` is write beside, rename, fsync: a point before, between and after."""
    write_new, write_private, own = paths.write_new, paths.write_private, control.own

    def name_of(path: Path) -> str:
        parts = path.name.lstrip(".").split(".")
        return ".".join(parts[:2]) if path.name.startswith(".") else path.name

    def writing_new(path: Path, content: bytes) -> None:
        write_new(path, content)
        if ".probe" not in path.name:
            passage(f"file {name_of(path)}: written")

    def writing_private(path: Path, content: bytes) -> None:
        passage(f"file {path.name}: before")
        write_private(path, content)
        passage(f"file {path.name}: after")

    def owning(home: paths.Home, kind: control.Kind) -> control.Ownership:
        owned = own(home, kind)
        passage("home: owned")
        return owned

    _replace_everywhere(write_new, writing_new)
    _replace_everywhere(write_private, writing_private)
    _replace_everywhere(own, owning)


def _replace_everywhere(plain: object, wrapped: object) -> None:
    """A function is imported by name: each module of `pos` holds it for itself."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "pos":
            for key, value in list(vars(module).items()):
                if value is plain:
                    setattr(module, key, wrapped)


def import_all() -> None:
    """What the commands import when they run, before anything is wrapped or forked."""
    import importlib

    for name in (
        "pos.bootstrap", "pos.cli", "pos.click_api.gateway", "pos.clock", "pos.commands.on_journal",
        "pos.commands.pay", "pos.commands.payments", "pos.commands.recover", "pos.counter_devices",
        "pos.devices.escpos", "pos.devices.printers", "pos.journal.sales", "pos.screens.payment_words",
        "pos.screens.wording", "pos.simulator", "pos.vault",
    ):  # fmt: skip
        importlib.import_module(name)


def wrap() -> None:
    """Put the points around the program; once per process, after `import_all`."""
    import_all()
    _wrap_journal()
    _wrap_wire()
    _wrap_world()
    _wrap_files()


def save_settings(home: str, cashbox: str) -> int:
    """What the form of the settings does with its answer (K13)."""
    from dataclasses import replace

    place = paths.Home(Path(home)).make()
    with control.own(place, "command"):
        now = settings.load(place, {})
        settings.save(place, replace(now, click=replace(now.click, cashbox_code=cashbox)), {})
    return 0


def run(argv: list[str]) -> int:
    """One command of the till, in this process, to its exit code."""
    if argv[0] == "save-settings":
        return save_settings(argv[1], argv[2])
    from pos.__main__ import main

    sys.argv = ["pos", *argv]
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


if __name__ == "__main__":
    wrap()
    arm(json.loads(os.environ[PLAN]))
    sys.exit(run(sys.argv[1:]))
