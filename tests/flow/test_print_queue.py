"""Papers that wait: order, once each, copies, bounds, several printers, and a disk that refuses."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from pos.core.errors import HomeUnusable, PrinterTrouble
from pos.core.receipt import Receipt, Text, WaitingPaper
from pos.core.sale import SaleId
from pos.flow.events import Event, Events, PrintChanged
from pos.flow.print_queue import MOST_WAITING, TRY_AGAIN_S, PrintQueue
from tests.fakes.clock import FakeClock

COPY = Text("COPY", align="center", bold=True)


@dataclass
class Printer:
    """Prints, or fails as told; `begun` is what it says of the first byte."""

    why: str = ""
    begun: bool | None = False
    papers: list[Receipt] = field(default_factory=list)
    tries: int = 0

    def print(self, receipt: Receipt) -> None:
        self.tries += 1
        if self.why == "bug":
            raise ZeroDivisionError
        if self.why:
            facts = {} if self.begun is None else {"begun": self.begun}
            raise PrinterTrouble(self.why, device="tray", **facts)
        self.papers.append(receipt)

    @property
    def names(self) -> list[str]:
        return [paper.name for paper in self.papers]


@dataclass
class Slow(Printer):
    """Prints when it is told to go on."""

    has_begun: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def print(self, receipt: Receipt) -> None:
        self.has_begun.set()
        assert self.go_on.wait(10)
        self.papers.append(receipt)


@dataclass
class Drawer:
    """A spool in memory that outlives queues; `broken` is a disk that refuses."""

    kept: dict[int, WaitingPaper] = field(default_factory=dict)
    broken: bool = False

    def waiting(self) -> tuple[WaitingPaper, ...]:
        self._check()
        return tuple(self.kept[number] for number in sorted(self.kept))

    def keep(self, paper: WaitingPaper) -> None:
        self._check()
        self.kept[paper.number] = paper

    def drop(self, paper: WaitingPaper) -> None:
        self._check()
        self.kept.pop(paper.number, None)

    def _check(self) -> None:
        if self.broken:
            raise HomeUnusable("no access", folder="spool")


class Kit:
    """A queue and all around it."""

    def __init__(self, *printers: Printer, spool: Drawer | None = None) -> None:
        self.printers = printers or (Printer(),)
        self.spool = spool or Drawer()
        self.clock = FakeClock()
        self.seen: list[Event] = []
        events = Events()
        events.subscribe(self.seen.append)
        self.queue = PrintQueue(printers=self.printers, clock=self.clock, events=events, spool=self.spool)

    def put(self, name: str) -> bool:
        return asyncio.run(self.queue.put(paper(name), SaleId(f"S-{name}"), "COPY"))


def paper(name: str) -> Receipt:
    return Receipt(name, (Text(f"paper {name}"),))


def news(name: str, why: str = "", waiting: int = 0) -> PrintChanged:
    return PrintChanged(SaleId(f"S-{name}"), not why, why, waiting)


def test_what_came_out_is_told_and_forgotten() -> None:
    kit = Kit()
    assert kit.put("a")
    assert kit.printers[0].papers == [paper("a")]
    assert kit.seen == [news("a")]
    assert (kit.queue.waiting, kit.spool.kept) == (0, {})


def test_each_failure_is_told_of_the_paper_that_was_asked_for_and_the_printer_is_asked_once() -> None:
    kit = Kit(Printer("no paper"))
    assert not kit.put("a")
    assert not kit.put("b")
    assert kit.seen == [news("a", "no paper", 1), news("b", "no paper", 2)]
    assert kit.printers[0].tries == 2
    kit.printers[0].why = ""
    assert asyncio.run(kit.queue.print_waiting()) == 2
    assert kit.seen[2:] == [news("a", waiting=1), news("b")]


def test_the_oldest_says_since_when_papers_wait() -> None:
    kit = Kit(Printer("no paper"))
    since = kit.clock.now()
    kit.put("a")
    kit.clock.pass_s(60)
    kit.put("b")
    assert (kit.queue.waiting, kit.queue.oldest) == (2, since)
    assert kit.clock.now() - since == timedelta(seconds=60)


@pytest.mark.parametrize(("begun", "is_copy"), [(False, False), (True, True), (None, True)])
def test_only_what_may_have_come_out_is_marked_as_a_copy(begun: bool | None, is_copy: bool) -> None:
    kit = Kit(Printer("fails", begun))
    kit.put("a")
    kit.printers[0].why = ""
    asyncio.run(kit.queue.print_waiting())
    assert (COPY in kit.printers[0].papers[0].rows) is is_copy


def test_once_begun_it_stays_a_copy_however_often_the_printer_was_then_off() -> None:
    kit = Kit(Printer("torn", begun=True))
    kit.put("a")
    kit.printers[0].begun = False
    asyncio.run(kit.queue.print_waiting())
    again = Kit(Printer(), spool=kit.spool)
    assert asyncio.run(again.queue.print_waiting()) == 1
    assert again.printers[0].papers[0].rows == (COPY, *paper("a").rows)


def test_the_spool_knows_of_the_first_byte_before_it_is_sent() -> None:
    class Stops(Printer):
        def print(self, receipt: Receipt) -> None:
            kept = [(paper.receipt, paper.begun) for paper in spool.waiting()]
            assert kept == [(receipt, True)]
            super().print(receipt)

    spool = Drawer()
    assert Kit(Stops(), spool=spool).put("a")


def test_the_same_paper_waits_once() -> None:
    kit = Kit(Printer("no paper"))
    for _ in range(5):
        assert not kit.put("copy-T1")
    assert kit.queue.waiting == 1
    kit.printers[0].why = ""
    assert kit.put("copy-T1")
    assert kit.printers[0].names == ["copy-T1"]
    assert kit.put("copy-T1"), "a new wish after the first came out is another paper"
    assert kit.printers[0].names == ["copy-T1"] * 2


def test_one_printer_does_not_wait_for_another() -> None:
    kit = Kit(Printer("no paper"), Printer())
    assert not kit.put("a")
    assert not kit.put("b")
    assert (kit.printers[0].names, kit.printers[1].names, kit.queue.waiting) == ([], ["a", "b"], 2)
    kit.printers[0].why = ""
    asyncio.run(kit.queue.print_waiting())
    assert (kit.printers[0].names, kit.printers[1].names) == (["a", "b"], ["a", "b"])


def test_a_till_that_lost_a_printer_prints_its_papers_on_the_one_it_has() -> None:
    kit = Kit(Printer(), Printer("no paper"))
    kit.put("a")
    again = Kit(Printer(), spool=kit.spool)
    assert asyncio.run(again.queue.print_waiting()) == 1
    assert again.printers[0].names == ["a"]


def test_the_queue_is_bounded_and_the_oldest_gives_way() -> None:
    kit = Kit(Printer("no paper"))
    for number in range(MOST_WAITING + 3):
        kit.put(f"p{number}")
    assert kit.queue.waiting == len(kit.spool.kept) == MOST_WAITING
    kit.printers[0].why = ""
    asyncio.run(kit.queue.print_waiting())
    assert kit.printers[0].names[0] == "p3"


def test_numbers_of_an_earlier_run_are_not_used_again() -> None:
    kit = Kit(Printer("no paper"))
    kit.put("a")
    again = Kit(Printer("no paper"), spool=kit.spool)
    again.put("b")
    assert [paper.receipt.name for paper in kit.spool.waiting()] == ["a", "b"]


def test_a_disk_that_refuses_stops_no_paper() -> None:
    kit = Kit(Printer("no paper"), spool=Drawer(broken=True))
    assert not kit.put("a")
    assert kit.queue.waiting == 1
    kit.printers[0].why = ""
    assert kit.put("b")
    assert kit.printers[0].names == ["a", "b"]


def test_a_paper_that_breaks_the_printing_itself_does_not_stop_those_behind_it() -> None:
    kit = Kit(Printer("bug"))
    with pytest.raises(ZeroDivisionError):
        kit.put("a")
    kit.printers[0].why = ""
    assert kit.put("b")
    assert (kit.printers[0].names, kit.spool.kept) == (["b"], {})


def test_papers_put_at_once_come_in_order_each_once() -> None:
    kit = Kit()

    async def rush() -> None:
        putting = (kit.queue.put(paper(f"p{n}"), SaleId(f"S{n}"), "COPY") for n in range(20))
        assert all(await asyncio.gather(*putting))

    asyncio.run(rush())
    assert kit.printers[0].names == [f"p{n}" for n in range(20)]


def test_a_stop_in_the_middle_leaves_the_paper_in_the_spool_as_begun() -> None:
    kit = Kit(Printer("no paper"))
    kit.put("a")
    [left] = kit.spool.waiting()
    kit.spool.keep(replace(left, begun=True))  # as a run that was killed while it printed leaves it
    again = Kit(Printer(), spool=kit.spool)
    asyncio.run(again.queue.print_waiting())
    assert COPY in again.printers[0].papers[0].rows


class Evening(Exception):
    """The till stops."""


class Day(FakeClock):
    """At its third pause somebody puts paper in; at its fifth the till stops."""

    def __init__(self, printer: Printer) -> None:
        super().__init__()
        self.printer = printer

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if len(self.slept) == 3:
            self.printer.why = ""
        if len(self.slept) == 5:
            raise Evening


def test_what_waits_is_tried_again_quietly_for_as_long_as_the_till_runs() -> None:
    kit = Kit(Printer("no paper"))
    kit.put("a")
    day = Day(kit.printers[0])
    events = Events()
    heard: list[Event] = []
    events.subscribe(heard.append)
    queue = PrintQueue(printers=kit.printers, clock=day, events=events, spool=kit.spool)
    with pytest.raises(Evening):
        asyncio.run(queue.keep_printing())
    assert day.slept == [TRY_AGAIN_S] * 5
    assert kit.printers[0].names == ["a"]
    assert heard == [news("a")]


def test_what_nobody_wants_is_thrown_away() -> None:
    kit = Kit(Printer("no paper"))
    kit.put("a")
    kit.put("b")
    assert asyncio.run(kit.queue.forget_all()) == 2
    assert (kit.queue.waiting, kit.spool.kept) == (0, {})


def test_a_till_without_a_printer_has_nothing_to_wait_for() -> None:
    kit = Kit(Printer("no paper"))
    kit.put("a")
    queue = PrintQueue(printers=(), clock=FakeClock(), events=Events(), spool=kit.spool)
    assert asyncio.run(queue.put(paper("b"), SaleId("S"), "COPY"))
    assert asyncio.run(queue.print_waiting()) == 0
    assert len(kit.spool.kept) == 1


def test_another_printer_takes_over_what_waits_and_none_prints_no_more() -> None:
    kit = Kit(Printer("off"))
    kit.put("a")
    other = Printer()
    asyncio.run(kit.queue.use(()))
    assert kit.put("b"), "a till without a printer keeps nothing new"
    assert asyncio.run(kit.queue.print_waiting()) == 0
    assert kit.queue.waiting == 1
    asyncio.run(kit.queue.use((other,)))
    assert asyncio.run(kit.queue.print_waiting()) == 1
    assert other.names == ["a"]
    assert (kit.queue.waiting, kit.spool.kept) == (0, {})


def test_a_paper_on_its_way_comes_out_of_the_printer_it_went_to() -> None:
    old, new = Slow(), Printer()
    kit = Kit(old)

    async def change_in_the_middle() -> None:
        printing = asyncio.create_task(kit.queue.put(paper("a"), SaleId("S-a"), "COPY"))
        await asyncio.to_thread(old.has_begun.wait, 10)
        changing = asyncio.create_task(kit.queue.use((new,)))
        await asyncio.sleep(0)
        assert not changing.done()
        old.go_on.set()
        assert await printing
        await changing

    asyncio.run(change_in_the_middle())
    kit.put("b")
    assert (old.names, new.names) == (["a"], ["b"])
