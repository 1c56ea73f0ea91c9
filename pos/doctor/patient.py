"""Who is examined, and how a check is kept from stopping or delaying the others. Engine thread."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from pos.core.errors import PosError
from pos.core.payment import TransactionId
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.ports import Clock, ModeAsked, StatusReply
from pos.paths import Home
from pos.screens.doctor_words import Check, Level
from pos.screens.words import Sentence, _
from pos.settings import Settings

if TYPE_CHECKING:
    from datetime import date, datetime

    from pos.click_api.gateway import ProbeReply
    from pos.journal.verify import Report

LIMIT_S = 15.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BooksSeen:
    """What the journal says."""

    report: Report
    mode_seen: tuple[bool, datetime] | None
    mode_asked: ModeAsked | None
    mti_verified: bool
    queue: Sequence[FiscalEntry]
    lacking: int
    open: int
    manual: int
    box: tuple[int, str] | None
    has_box: bool


class Click(Protocol):
    """What is asked of CLICK: reads only."""

    async def probe(self) -> ProbeReply:
        """Ask for a payment that does not exist."""
        ...

    async def look_up(
        self, transaction_id: TransactionId, day: date, deadline_s: float
    ) -> StatusReply | None:
        """Ask for one by our own id; raises what kept the question from CLICK."""
        ...


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined.

    Attributes:
        settings: as loaded with the key, or why they could not be.
        key_trouble: why the vault did not give the key.
        click: the gateway; None when CLICK is not to be asked.
        books: reads the journal; None when there is none yet. Raises JournalTrouble.
        in_owner: whether this runs inside the till that owns the journal.
        network_s, disk_s: how long CLICK and a disk may take.
    """

    home: Home
    settings: Settings | PosError
    click: Click | None
    clock: Clock
    books: Callable[[], BooksSeen] | None
    key_trouble: PosError | None = None
    in_owner: bool = False
    network_s: float = 8.0
    disk_s: float = 4.0

    @property
    def is_live(self) -> bool:
        """Whether real money can move."""
        return isinstance(self.settings, Settings) and not self.settings.is_simulator


async def guarded(names: Sequence[str], work: Awaitable[Iterable[Check]]) -> list[Check]:
    """The checks of `work`; what it could not say is said to be unknown."""
    try:
        async with asyncio.timeout(LIMIT_S - 2):
            found = list(await work)
    except TimeoutError:
        found = [Check(names[0], Level.RED, Sentence(_("No answer in time")))]
    except PosError as error:
        found = [Check(names[0], Level.RED, error)]
    except Exception as error:  # noqa: BLE001 - a check that fails is a finding, never a traceback
        kind = type(error).__name__
        found = [Check(names[0], Level.RED, Sentence.of(_("Could not be checked: {why}"), why=kind))]
    missing = [name for name in names if name not in {check.name for check in found}]
    return found + [Check(name, Level.YELLOW, Sentence(_("Not looked at"))) for name in missing]


async def now(work: Callable[[], T]) -> T:
    """Run what cannot hang."""
    return work()


async def within(limit_s: float, work: Callable[[], T]) -> T:
    """Run what may hang in a thread that nobody waits for after `limit_s`. Raises TimeoutError."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: BaseException | None) -> None:
        if outcome.done():
            return
        if error is not None:
            outcome.set_exception(error)
        else:
            outcome.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, failed = None, None
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - handed over to whoever waits
            failed = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, result, failed)

    threading.Thread(target=run, name="doctor", daemon=True).start()
    return await asyncio.wait_for(outcome, limit_s)
