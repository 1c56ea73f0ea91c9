"""Keeps the PC from falling asleep while a payment is on its way (E12). Best effort; moves no money.

Listens to the flow's events in the engine thread and never waits there: what is slow runs in a thread.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import threading

from pos.core.payment import TransactionId
from pos.flow.events import Event, PaymentChanged

HOLD_AFTER_S = 2.0
"""A payment that is over by then needs no inhibitor, and its seconds are not spent on starting one."""


class Awake:
    """Holds a request to stay awake for as long as any payment is open."""

    def __init__(self, hold_after_s: float = HOLD_AFTER_S) -> None:
        self._open: set[TransactionId] = set()
        self._request = _Request(hold_after_s)

    def on_event(self, event: Event) -> None:
        """Count the open payments."""
        if not isinstance(event, PaymentChanged):
            return
        before = bool(self._open)
        if event.payment.is_open:
            self._open.add(event.payment.transaction_id)
        else:
            self._open.discard(event.payment.transaction_id)
        if bool(self._open) is not before:
            self._request.hold() if self._open else self._request.release()

    def close(self) -> None:
        """Let the PC sleep again."""
        self._open.clear()
        self._request.release()


if sys.platform == "win32":
    import ctypes

    _CONTINUOUS = 0x80000000
    _SYSTEM_REQUIRED = 0x00000001

    class _Request:
        """Per thread: always called in the engine's. At once, since it costs nothing."""

        def __init__(self, _hold_after_s: float) -> None:
            """Nothing is waited for."""

        def hold(self) -> None:
            ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS | _SYSTEM_REQUIRED)

        def release(self) -> None:
            ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS)

else:

    class _Request:
        """systemd's inhibitor: it holds for as long as its child reads from us. Other systems: nothing."""

        def __init__(self, hold_after_s: float) -> None:
            self._lock = threading.Lock()
            self._hold_after_s = hold_after_s
            self._wanted = False
            self._soon: threading.Timer | None = None
            self._process: subprocess.Popen[bytes] | None = None

        def hold(self) -> None:
            self._wanted = True
            self._soon = threading.Timer(self._hold_after_s, self._follow)
            self._soon.daemon = True
            self._soon.start()

        def release(self) -> None:
            self._wanted = False
            soon, self._soon = self._soon, None
            if soon is not None:
                soon.cancel()
            # It may have begun already: what it has started is let go, behind it.
            threading.Thread(target=self._follow, name="awake", daemon=True).start()

        def _follow(self) -> None:
            with self._lock:
                if self._wanted and self._process is None:
                    self._process = _inhibit()
                elif not self._wanted and self._process is not None:
                    process, self._process = self._process, None
                    _let_go(process)

    def _inhibit() -> subprocess.Popen[bytes] | None:
        program = shutil.which("systemd-inhibit")
        if program is None:
            return None
        words = [program, "--what=sleep", "--who=Click POS", "--why=A payment is on its way", "cat"]
        with contextlib.suppress(OSError):
            return subprocess.Popen(  # noqa: S603 - found on the PATH, no shell
                words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        return None

    def _let_go(process: subprocess.Popen[bytes]) -> None:
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
