"""A process that has imported `pos` and forks a child for each job: starts cost milliseconds.

Run with the shim preloaded. Reads jobs as JSON lines, answers `{"id", "status"}` when a child has ended.
The child arms the shim, runs its steps through the real command line, and writes how they ended.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import os
import select
import signal
import sys
from pathlib import Path
from typing import Any

from tests.powercut.shim import Fault, Kind, Shim

LIMIT_S = 60
PARTS = (
    *("pos.cli", "pos.bootstrap", "pos.vault", "pos.ids", "pos.settings", "pos.control", "pos.logs"),
    *("pos.commands.on_journal", "pos.commands.pay", "pos.commands.recover", "pos.commands.payments"),
    *("pos.click_api.client", "pos.click_api.gateway", "pos.journal.database", "pos.journal.payments"),
    *("pos.journal.outbox", "pos.journal.sales", "pos.journal.catalogue", "pos.flow.checkout"),
    *("pos.flow.recovery", "pos.flow.fiscalizing", "pos.flow.printing", "pos.screens.wording"),
    *("pos.screens.payment_words", "pos.counter_devices", "pos.simulator.options", "httpx", "anyio"),
    *("httpcore", "anyio._backends._asyncio", "sqlite_utils", "tomllib", "logging.handlers", "h11"),
)


def main() -> None:
    """Serve until the standard input ends."""
    shim = Shim()
    for name in PARTS:
        importlib.import_module(name)
    gc.freeze()
    wake_out, wake_in = os.pipe()
    os.set_blocking(wake_in, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_in)
    running: dict[int, int] = {}
    rest = b""
    while True:
        ready = select.select([0, wake_out], [], [])[0]
        if wake_out in ready:
            os.read(wake_out, 4096)
            _reap(running)
        if 0 in ready:
            more = os.read(0, 1 << 16)
            if not more:
                break
            *lines, rest = (rest + more).split(b"\n")
            for line in lines:
                job = json.loads(line)
                running[_fork(job, shim, (wake_in, wake_out))] = job["id"]
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _reap(running: dict[int, int]) -> None:
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        answer = {"id": running.pop(pid), "status": os.waitstatus_to_exitcode(status)}
        os.write(1, json.dumps(answer).encode() + b"\n")


def _fork(job: dict[str, Any], shim: Shim, ours: tuple[int, ...]) -> int:
    pid = os.fork()
    if pid:
        return pid
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.alarm(LIMIT_S)
    for handle in ours:
        os.close(handle)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    for handle, path in ((1, job["out"]), (2, job["err"])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), handle)
    # A console's own stream is the fds that the shim watches.
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the child
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    os._exit(_child(job, shim))


def _child(job: dict[str, Any], shim: Shim) -> int:
    from tests.powercut.steps import run_step

    log_fd = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if job["log"] else -1
    given = job["fault"]
    fault = Fault(Kind[given["kind"]], given["k"], given["sticky"]) if given else Fault()
    os.environ.update(job["env"])
    if job["synchronous"]:
        from tests.powercut.mutant import weaken

        weaken(job["synchronous"])
    shim.arm(job["home"], log_fd, fault, job["boot_id"] or "")
    exits = []
    for step in job["steps"]:
        try:
            exits.append(run_step(step, asyncio.run))
        except BaseException:  # noqa: BLE001 - the job says how it ended
            import traceback

            traceback.print_exc()
            exits.append(-1)
    shim.disarm()
    counts = shim.counts()
    Path(job["result"]).write_text(json.dumps({"exits": exits, "counts": counts}), "utf-8")
    return 0


if __name__ == "__main__":
    main()
