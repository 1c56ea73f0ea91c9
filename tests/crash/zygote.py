"""Forks victims from one process that has everything imported and wrapped: a start costs 5 ms, not 800.

It has one thread and no open journal, so a fork of it is as good as a start. Orders and news are JSON lines
over one socket. In: {"id", "argv", "environ", "out", "err", "plan", "kill_after_s"} and {"id", "end"}; out:
{"id", "status"}. A socket that ends kills every victim that still lives. POSIX only.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from typing import Any

from tests.crash import victim


class Zygote:
    """Takes orders until its socket ends."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._unread = b""
        self._living: dict[int, int] = {}  # pid → id of the order
        self._doomed: dict[int, float] = {}  # pid → monotonic second of its death
        self._woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(wake)

    def serve(self) -> None:
        """Fork, kill and report until there are no more orders."""
        watched: list[socket.socket | int] = [self._line, self._woken]
        while True:
            ready, _, _ = select.select(watched, [], [], self._patience_s())
            if self._woken in ready:
                os.read(self._woken, 4096)
            self._bury()
            self._execute()
            if self._line in ready:
                chunk = self._line.recv(1 << 20)
                if not chunk:
                    break
                *orders, self._unread = (self._unread + chunk).split(b"\n")
                for order in map(json.loads, orders):
                    self._end(order["id"]) if "end" in order else self._fork(order)
        for pid in self._living:
            os.kill(pid, signal.SIGKILL)

    def _patience_s(self) -> float | None:
        if not self._doomed:
            return None
        return max(0.0, min(self._doomed.values()) - time.monotonic())

    def _execute(self) -> None:
        now_s = time.monotonic()
        for pid in [pid for pid, at_s in self._doomed.items() if at_s <= now_s]:
            del self._doomed[pid]
            os.kill(pid, signal.SIGKILL)  # not reaped yet: the number is still this victim's

    def _bury(self) -> None:
        while self._living:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._doomed.pop(pid, None)
            self._tell({"id": self._living.pop(pid), "status": os.waitstatus_to_exitcode(status)})

    def _end(self, number: int) -> None:
        for pid in [pid for pid, order in self._living.items() if order == number]:
            os.kill(pid, signal.SIGTERM)

    def _tell(self, news: dict[str, Any]) -> None:
        self._line.sendall(json.dumps(news).encode() + b"\n")

    def _fork(self, order: dict[str, Any]) -> None:
        pid = os.fork()
        if pid == 0:
            self._become(order)
        self._living[pid] = order["id"]
        if order.get("kill_after_s") is not None:
            self._doomed[pid] = time.monotonic() + order["kill_after_s"]

    def _become(self, order: dict[str, Any]) -> None:
        """The child: take the order's environment and streams, and be `pos`. Never returns."""
        code = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._line.close()
            os.environ.clear()
            os.environ.update(order["environ"])
            for name, number in (("out", 1), ("err", 2)):
                handle = os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                os.dup2(handle, number)
                os.close(handle)
            victim.arm(order["plan"])
            code = victim.run(order["argv"])
        except BaseException:  # noqa: BLE001 - whatever it is, the parent must see it and the child must end
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def main() -> None:
    """Import everything, then serve the socket whose number is the first argument."""
    victim.wrap()
    if "gui" in sys.argv[2:]:
        from tests.crash import cashier

        cashier.wrap()
    gc.collect()
    gc.freeze()
    threads = len(os.listdir("/proc/self/task")) if sys.platform == "linux" else 1
    if threads != 1:
        raise SystemExit(f"{threads} threads: a fork would not be a start")
    line = socket.socket(fileno=int(sys.argv[1]))
    line.sendall(b'{"ready": true}\n')
    Zygote(line).serve()


if __name__ == "__main__":
    main()
