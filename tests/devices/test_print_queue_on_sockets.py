"""The queue before a real printer that is off, stalls, drops and comes back: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from pos.core.receipt import Receipt
from pos.core.sale import SaleId
from pos.devices.plain_text import TextPaper
from pos.devices.print_spool import FolderSpool
from pos.devices.printers import NetworkPrinter
from pos.flow.events import Event, Events, PrintChanged
from pos.flow.print_queue import PrintQueue
from tests.devices.printing_kit import LoopbackPrinter, Mood, loopback_printer, receipt
from tests.fakes.clock import FakeClock

STALL_S = 0.2
LONG = 4_000  # rows: more than both ends of a connection keep for themselves


class Till:
    """A queue with one network printer and a spool on the disk; `restart` is another run of it."""

    def __init__(self, printer: LoopbackPrinter, folder: Path, *, asks_status: bool = False) -> None:
        self.printer, self.folder, self.asks_status = printer, folder, asks_status
        self.seen: list[Event] = []
        self.restart()

    def restart(self) -> None:
        events = Events()
        events.subscribe(self.seen.append)
        out = NetworkPrinter(
            "127.0.0.1",
            TextPaper(32),
            port=self.printer.port,
            timeout_s=STALL_S,
            asks_status=self.asks_status,
        )
        self.queue = PrintQueue(
            printers=(out,), clock=FakeClock(), events=events, spool=FolderSpool(self.folder)
        )

    def put(self, paper: Receipt) -> bool:
        return asyncio.run(self.queue.put(paper, SaleId(f"S-{paper.name}"), "КОПИЯ"))

    def print_waiting(self) -> int:
        return asyncio.run(self.queue.print_waiting())

    def came_out(self) -> list[str]:
        """What stands at the top of the finished papers; the printer is switched off for it."""
        self.printer.switch_off()
        tops = [[line.strip() for line in paper.decode().split("\n")[:2]] for paper in self.printer.papers]
        return [f"{top[0]}: {top[1]}" if top[0] == "КОПИЯ" else top[0] for top in tops]

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*.json"))


@pytest.fixture
def printer() -> Iterator[LoopbackPrinter]:
    with loopback_printer() as made:
        yield made


@pytest.fixture
def till(printer: LoopbackPrinter, tmp_path: Path) -> Till:
    return Till(printer, tmp_path / "spool")


def test_a_printer_that_is_on_prints_at_once_and_nothing_waits(till: Till) -> None:
    assert till.put(receipt(1))
    assert (till.queue.waiting, till.queue.oldest, till.files()) == (0, None, [])
    assert till.came_out() == ["receipt 1 row 0"]


def test_papers_wait_for_a_printer_that_is_off_and_come_in_order_each_once(till: Till) -> None:
    till.printer.switch_off()
    for number in (1, 2, 3):
        assert not till.put(receipt(number))
    assert till.queue.waiting == len(till.files()) == 3
    assert till.queue.oldest is not None
    till.printer.switch_on()
    assert till.print_waiting() == 3
    assert till.print_waiting() == 0
    assert (till.queue.waiting, till.files()) == (0, [])
    assert till.came_out() == [f"receipt {number} row 0" for number in (1, 2, 3)]


def test_a_restart_loses_none_and_the_next_sale_prints_those_that_wait_before_it(till: Till) -> None:
    till.printer.switch_off()
    till.put(receipt(1))
    till.put(receipt(2))
    till.restart()
    till.printer.switch_on()
    assert till.put(receipt(3))
    assert till.came_out() == [f"receipt {number} row 0" for number in (1, 2, 3)]
    assert till.files() == []


def test_a_paper_torn_in_the_middle_comes_again_as_a_copy(till: Till) -> None:
    till.printer.mood = Mood.DROPS
    assert not till.put(receipt(1, LONG))
    assert not till.put(receipt(2))
    till.printer.switch_off()
    till.printer.mood = Mood.PRINTS
    till.restart()
    till.printer.switch_on()
    assert till.print_waiting() == 2
    first, second = till.came_out()
    assert first == "КОПИЯ: receipt 1 row 0"
    assert second == "receipt 2 row 0", "its first byte never left, so it is no copy"
    assert till.printer.torn
    assert till.printer.papers[0].count(b"receipt 1 row") == LONG


def test_a_stalled_printer_holds_nobody_up_for_long_and_its_paper_comes_later(till: Till) -> None:
    till.printer.mood = Mood.STALLS
    begun_s = monotonic()
    assert not till.put(receipt(1, LONG))
    assert monotonic() - begun_s < 20 * STALL_S
    till.printer.switch_off()
    till.printer.mood = Mood.PRINTS
    till.printer.switch_on()
    assert till.print_waiting() == 1
    assert till.came_out() == ["КОПИЯ: receipt 1 row 0"]


def test_paper_that_has_run_out_is_waited_for(printer: LoopbackPrinter, tmp_path: Path) -> None:
    till = Till(printer, tmp_path / "spool", asks_status=True)
    printer.mood = Mood.HAS_NO_PAPER
    assert not till.put(receipt(1))
    assert till.seen == [PrintChanged(SaleId("S-sale-T1"), ok=False, why="out of paper", waiting=1)]
    printer.mood = Mood.PRINTS
    assert till.print_waiting() == 1
    assert till.came_out() == ["receipt 1 row 0"]


def test_a_printer_that_comes_and_goes_prints_each_paper_once_and_none_is_lost(till: Till) -> None:
    for number in range(12):
        match number % 4:
            case 0:
                till.printer.switch_off()
            case 2:
                till.printer.switch_on()
                till.restart()
        till.put(receipt(number))
    till.print_waiting()
    assert till.came_out() == [f"receipt {number} row 0" for number in range(12)]
    assert till.files() == []
