"""The parts of a till from their opening to their close: recovery begins, a payment in flight gets its grace.

`open_parts` and everything after it run in the engine thread; the window is on screen before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from pos.bootstrap import Parts
from pos.core.errors import JournalTrouble, PosError, RecoveryStopped
from pos.core.payment import Payment
from pos.flow.events import AlarmKind, AlarmRaised
from pos.starts import Starts

if TYPE_CHECKING:
    import asyncio  # at run time in the engine thread only: the window does not wait for it

Open = Callable[[], Awaitable[Parts]]

WELL_AFTER_S = 15.0
"""A recovery that lived so long is not what stops the till."""


class TillLife:
    """Parts that are opened once, by whoever asks first."""

    def __init__(self, open_parts: Open) -> None:
        self._open = open_parts
        self._opening: asyncio.Task[Parts] | None = None
        self._paying: set[asyncio.Task[object]] = set()
        self._watch: asyncio.Task[None] | None = None
        self._printing: asyncio.Task[None] | None = None
        self._trouble: JournalTrouble | None = None

    async def parts(self) -> Parts:
        """The open parts; raises what kept them from opening (JournalTrouble, BadSettings)."""
        import asyncio

        if self._opening is None:
            self._opening = asyncio.get_running_loop().create_task(self._begin())
        return await asyncio.shield(self._opening)

    async def journal_trouble(self) -> JournalTrouble | None:
        """Why the till is in safe mode: it shows, and neither sells nor recovers. None when all is well."""
        await self.parts()
        return self._trouble

    async def selling(self) -> Parts:
        """The parts for a sale, which `close` waits for. In safe mode: its JournalTrouble."""
        self.hold()
        if trouble := await self.journal_trouble():
            raise trouble
        return await self.parts()

    async def _begin(self) -> Parts:
        parts = await self._open()
        starts = Starts(parts.home)
        self._trouble = parts.books.trouble
        if self._trouble is None and starts.too_many and parts.books.payments.open_payments():
            self._trouble = RecoveryStopped("the recovery never came to its end", starts=starts.failed)
        self._print(parts)
        if self._trouble is None:
            self._recover(parts, starts)
            parts.online.begin()
            await self._serve(parts)
        return parts

    def _print(self, parts: Parts) -> None:
        """Papers that an earlier run left, and from now on those that wait for their printer."""
        import asyncio

        if (queue := parts.checkout.printing.queue) is not None:
            self._printing = asyncio.get_running_loop().create_task(queue.keep_printing())

    @staticmethod
    async def _serve(parts: Parts) -> None:
        """The server that CLICK calls, where it is switched on. Without it the till sells all the same."""
        if not parts.settings.shop_api.enabled:
            return
        try:
            await parts.online.serve()
        except PosError as error:
            facts = {"why": error.detail}
            parts.events.publish(AlarmRaised(AlarmKind.SERVER_OFF, parts.clock.now(), facts))

    def _recover(self, parts: Parts, starts: Starts) -> None:
        import asyncio

        if parts.books.payments.open_payments():
            starts.begin()
            taken = parts.recovery.begin()
            self._watch = asyncio.get_running_loop().create_task(self._watched(parts, taken, starts))
        else:
            starts.well()
            parts.recovery.begin()
        parts.checkout.after.work_queue()

    async def _watched(self, parts: Parts, taken: Sequence[Payment], starts: Starts) -> None:
        """Forget the count once the recovery is over, or has lived long enough not to be the cause."""
        import asyncio

        ends = [
            asyncio.ensure_future(parts.checkout.after.finished(payment.transaction_id)) for payment in taken
        ]
        await asyncio.wait(ends, timeout=WELL_AFTER_S)
        starts.well()

    async def close(self, grace_s: float) -> None:
        """Let a payment in flight reach a journalled state, at most `grace_s`, then close the journal."""
        import asyncio

        if self._opening is None:
            return
        # Also a start that is under way: what it opens after this would never be closed.
        await asyncio.wait({self._opening, *self._paying}, timeout=grace_s)
        opened = self._opening.done() and not self._opening.cancelled() and not self._opening.exception()
        if opened:
            parts = self._opening.result()
            if self._printing is not None:
                self._printing.cancel()  # what waits is in the spool
            if self._watch is not None:
                self._watch.cancel()
                Starts(parts.home).well()  # closed in order: nothing stopped it
            await parts.close()

    def hold(self) -> None:
        """Let `close` wait for the task that calls this: it may move money. Engine thread."""
        import asyncio

        task = asyncio.current_task()
        if task is not None:
            self._paying.add(task)
            task.add_done_callback(self._paying.discard)
