"""Killed before or after any step of a device's receipt: it is found again, and CLICK gets one link, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from pos.core.device_receipt import awaits_paper
from pos.core.fiscal import FiscalState
from pos.core.payment import PaymentId
from pos.flow.fiscal_ports import FiscalEntry
from pos.journal.outbox import JournalOutbox
from tests.fakes.click import FakeClick
from tests.fakes.counter import Counter, open_counter
from tests.flow.kit import alarms, pay

PAPER = "https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20261124143300&s=248429044289"
STEPS = 12
"""So many points one receipt passes; the last test says that it is so many."""


class Killed(BaseException):
    """The power is gone: no handler of the program sees it."""


class Fate:
    """Counts the points that a till passes, and ends it at one of them."""

    def __init__(self, at: int | None) -> None:
        self._at = at
        self.passed = 0

    def point(self) -> None:
        self.passed += 1
        if self.passed == self._at:
            raise Killed


class Ofd:
    """What CLICK knows; it outlives the till. A second link for a payment would be seen."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.reads_since_send = 0


def meets(counter: Counter, ofd: Ofd, fate: Fate) -> None:
    """Let CLICK's fiscal side be `ofd`, and let `fate` stand before and after each of its steps."""
    click: FakeClick = counter.click

    async def submit(frozen: bytes, deadline_s: float) -> None:
        fate.point()
        assert not ofd.got or ofd.reads_since_send, "a read stands between two sends"
        ofd.got.append(frozen)
        ofd.reads_since_send = 0
        fate.point()

    async def read_link(payment_id: PaymentId, deadline_s: float) -> str | None:
        fate.point()
        ofd.reads_since_send += 1
        return click.link_in(ofd.got[-1]) if ofd.got else None

    click.submit = submit  # type: ignore[method-assign]
    click.read_link = read_link  # type: ignore[method-assign]
    writes(counter.outbox, fate)


def writes(outbox: JournalOutbox, fate: Fate) -> None:
    """Before and after each write of the queue."""

    def around(write: Callable[..., None]) -> Callable[..., None]:
        def written(*given: PaymentId | FiscalEntry | datetime | str) -> None:
            fate.point()
            write(*given)
            fate.point()

        return written

    for name in ("put", "sending", "done", "waits"):
        setattr(outbox, name, around(getattr(outbox, name)))


def one_life(path: Path, ofd: Ofd, at: int | None) -> Fate:
    """Sell if nothing was sold, scan if the paper is awaited, work the queue; ended at point `at`."""
    counter = open_counter(path, way="device")
    fate = Fate(at)
    meets(counter, ofd, fate)
    try:
        if not counter.payments.newest(1):
            pay(counter)

        async def goes_on() -> None:
            for taken in counter.recovery.begin():
                await counter.checkout.after.finished(taken.transaction_id)
            [payment] = counter.payments.newest(1)
            assert payment.payment_id is not None
            entry = counter.outbox.entry(payment.payment_id)
            assert entry is not None, "the queue knows every paid sale"
            if awaits_paper(entry.state, entry.why):
                counter.checkout.fiscalizing.device.take(payment, PAPER)
            counter.clock.pass_s(600)
            await counter.checkout.send_queue()

        asyncio.run(goes_on())
        assert alarms(counter) == []
    except Killed:
        pass
    finally:
        counter.journal.close()
    return fate


def settled(path: Path) -> FiscalEntry:
    counter = open_counter(path, way="device")
    [payment] = counter.payments.newest(1)
    assert payment.payment_id is not None
    entry = counter.outbox.entry(payment.payment_id)
    counter.journal.close()
    assert entry is not None
    return entry


@pytest.mark.parametrize("at", range(1, STEPS + 1))
def test_killed_at_any_point_it_ends_with_its_own_link_sent_once(tmp_path: Path, at: int) -> None:
    path, ofd = tmp_path / "journal.sqlite3", Ofd()
    assert one_life(path, ofd, at).passed == at, "it was killed there"
    one_life(path, ofd, None)
    entry = settled(path)
    assert (entry.state, entry.link) == (FiscalState.DONE, PAPER)
    assert len(ofd.got) == 1


def test_so_many_points_one_receipt_passes(tmp_path: Path) -> None:
    assert one_life(tmp_path / "journal.sqlite3", Ofd(), None).passed == STEPS
