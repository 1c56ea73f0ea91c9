"""Papers that wait for their printer: no paper, no power, no network, and still none is lost. Engine thread.

Printing goes on outside this thread and never holds up a sale. Each paper is in the spool before its first
byte is sent and out of it when the printer took it. One that may have come out in part is printed again as a
copy; one that certainly has not, as it was.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from pos.core.errors import JournalTrouble, PrinterTrouble
from pos.core.receipt import Receipt, WaitingPaper, as_copy
from pos.core.sale import SaleId
from pos.flow.events import Events, PrintChanged
from pos.flow.ports import Clock, PrintOut

MOST_WAITING = 200
"""Above it the oldest gives way; the history prints it again."""

TRY_AGAIN_S = 20.0


class Spool(Protocol):
    """Where waiting papers outlive the program. Blocks; called outside the engine thread, one call at a time.

    Each raises JournalTrouble.
    """

    def waiting(self) -> tuple[WaitingPaper, ...]:
        """What an earlier run left, by number."""
        ...

    def keep(self, paper: WaitingPaper) -> None:
        """Keep a new paper, or what has become of one; durable when it returns."""
        ...

    def drop(self, paper: WaitingPaper) -> None:
        """It is on paper, or nobody wants it any more."""
        ...


class PrintQueue:
    """All papers of a till, in order; those of one printer do not wait for another's.

    Without a `spool` they wait in memory alone.
    """

    def __init__(
        self, *, printers: tuple[PrintOut, ...], clock: Clock, events: Events, spool: Spool | None = None
    ) -> None:
        self._printers = printers
        self._clock = clock
        self._events = events
        self._spool = spool
        self._papers: deque[WaitingPaper] = deque()
        self._last_number = 0
        self._is_loaded = False
        self._files = asyncio.Lock()
        self._round = asyncio.Lock()

    @property
    def waiting(self) -> int:
        """How many papers have not come out; those of an earlier run are known after the first call."""
        return len(self._papers)

    @property
    def oldest(self) -> datetime | None:
        """Since when (UTC) the first of them waits."""
        return self._papers[0].since if self._papers else None

    async def put(self, receipt: Receipt, sale_id: SaleId, copy_word: str) -> bool:
        """Print it behind those that wait; True when every printer took it, else it waits.

        The same paper that still waits is not put twice.
        """
        if not self._printers:
            return True
        numbers = [await self._add(receipt, sale_id, copy_word, at) for at in range(len(self._printers))]
        await self._print_all(tell=set(numbers))
        return not {paper.number for paper in self._papers} & set(numbers)

    async def print_waiting(self, *, is_quiet: bool = False) -> int:
        """Print all that wait, in order, each once; how many came out. `is_quiet`: failures are not told."""
        await self._load()
        return await self._print_all(tell=set() if is_quiet else {paper.number for paper in self._papers})

    async def keep_printing(self) -> None:
        """Print what an earlier run left, then try again what waits, for as long as the till runs."""
        while True:
            await self.print_waiting(is_quiet=True)
            await self._clock.sleep(TRY_AGAIN_S)

    async def use(self, printers: tuple[PrintOut, ...]) -> None:
        """From now on print on these; what is being printed comes out of the old ones first."""
        async with self._round:
            self._printers = printers

    async def forget_all(self) -> int:
        """Throw away what waits, because a person wants none of it; how many there were."""
        await self._load()
        async with self._round:
            papers = tuple(self._papers)
            for paper in papers:
                await self._remove(paper)
        return len(papers)

    async def _load(self) -> None:
        async with self._files:
            if self._is_loaded:
                return
            self._is_loaded = True
            if self._spool is None:
                return
            try:
                found = await asyncio.to_thread(self._spool.waiting)
            except JournalTrouble:
                return  # from now on in memory alone, as far as it goes
            self._papers.extendleft(reversed(found))
            self._last_number = max((paper.number for paper in found), default=0)

    async def _add(self, receipt: Receipt, sale_id: SaleId, copy_word: str, printer: int) -> int:
        await self._load()
        async with self._files:
            for paper in self._papers:
                if (paper.receipt.name, paper.printer) == (receipt.name, printer):
                    return paper.number
            self._last_number += 1
            paper = WaitingPaper(self._last_number, receipt, sale_id, self._clock.now(), copy_word, printer)
            self._papers.append(paper)
            await self._spooled(paper)
            surplus = self._papers.popleft() if len(self._papers) > MOST_WAITING else None
            if surplus:
                await self._unspooled(surplus)
        return paper.number

    async def _print_all(self, *, tell: set[int]) -> int:
        """One round; a printer that fails is not asked again in it. Failures are told of papers in `tell`."""
        async with self._round:
            if not self._printers:
                return 0  # they wait for a till that has one again
            came_out = 0
            down: dict[int, str] = {}
            for number in [paper.number for paper in self._papers]:
                found = self._paper(number)
                if found is None:
                    continue
                printer = self._printer_of(found)
                why = down.get(printer) or await self._try(found)
                if why:
                    down[printer] = why
                came_out += not why
                if not why or number in tell:
                    self._events.publish(PrintChanged(found.sale_id, not why, why, len(self._papers)))
        return came_out

    async def _try(self, paper: WaitingPaper) -> str:
        """Why it did not come out; empty when it did."""
        receipt = as_copy(paper.receipt, paper.copy_word) if paper.begun else paper.receipt
        await self._change(replace(paper, begun=True))  # before the first byte: this PC may stop at any time
        try:
            await asyncio.to_thread(self._printers[self._printer_of(paper)].print, receipt)
        except PrinterTrouble as error:
            surely_not = error.facts.get("begun") is False
            if surely_not and not paper.begun:
                await self._change(paper)
            return error.detail or "printer"
        except Exception:
            await self._remove(paper)  # ours: a paper that cannot be printed must not stop those behind it
            raise
        await self._remove(paper)
        return ""

    def _printer_of(self, paper: WaitingPaper) -> int:
        """A till that lost a printer prints its papers on the last one it has."""
        return min(paper.printer, len(self._printers) - 1)

    def _paper(self, number: int) -> WaitingPaper | None:
        return next((paper for paper in self._papers if paper.number == number), None)

    async def _change(self, paper: WaitingPaper) -> None:
        async with self._files:
            for at, old in enumerate(self._papers):
                if old.number == paper.number:
                    self._papers[at] = paper
                    await self._spooled(paper)
                    return

    async def _remove(self, paper: WaitingPaper) -> None:
        async with self._files:
            self._papers = deque(other for other in self._papers if other.number != paper.number)
            await self._unspooled(paper)

    async def _spooled(self, paper: WaitingPaper) -> None:
        if self._spool is not None:
            try:
                await asyncio.to_thread(self._spool.keep, paper)
            except JournalTrouble:
                return  # it still waits in memory; the disk is told of by the journal, which needs it more

    async def _unspooled(self, paper: WaitingPaper) -> None:
        if self._spool is not None:
            try:
                await asyncio.to_thread(self._spool.drop, paper)
            except JournalTrouble:
                return
