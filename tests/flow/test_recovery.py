"""After a crash the till only reads, and still ends every payment."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pos.core.errors import OutcomeUnknown
from pos.core.fiscal import FiscalState
from pos.core.payment import Payment, PaymentState
from pos.core.receipt import Text
from pos.flow.events import PaymentChanged
from pos.flow.ports import StatusReply
from tests.fakes.click import PID
from tests.fakes.clock import FakeClock
from tests.fakes.counter import CODE, Counter, open_counter

S = PaymentState


class PlugPulledError(BaseException):
    """Ends the process at a point; nothing catches it."""


def crash(path: Path, clock: FakeClock, point: str) -> None:
    """Pay until `point`, then lose everything but the file."""
    counter = open_counter(path, clock)

    def pull(_: object) -> None:
        raise PlugPulledError

    if point == "charge":
        counter.click.before_charge = pull
    else:
        counter.click.before_confirm = pull
    with pytest.raises(PlugPulledError):
        asyncio.run(counter.checkout.pay(counter.sale(), CODE))
    counter.journal.close()


def recover(counter: Counter) -> Payment:
    async def whole() -> Payment:
        [payment] = counter.recovery.begin()
        return await counter.checkout.after.finished(payment.transaction_id)

    return asyncio.run(whole())


@pytest.mark.parametrize("boot", ["boot-1", "boot-2"])
def test_killed_between_the_charge_and_the_confirm_it_is_read_and_cancelled(
    tmp_path: Path, boot: str
) -> None:
    clock = FakeClock()
    crash(tmp_path / "j.sqlite3", clock, "confirm")
    clock.boot = boot
    counter = open_counter(tmp_path / "j.sqlite3", clock)
    counter.click.statuses = [StatusReply(PID, 2), StatusReply(PID, -1)]
    payment = recover(counter)
    assert payment.state is S.CANCELLED
    assert set(counter.click.calls) == {"status"}
    counter.journal.close()


def test_killed_before_the_post_it_is_proven_absent(tmp_path: Path) -> None:
    clock = FakeClock()
    crash(tmp_path / "j.sqlite3", clock, "charge")
    counter = open_counter(tmp_path / "j.sqlite3", clock)
    counter.parts.trusts_search = True
    payment = recover(counter)
    assert (payment.state, payment.reason) == (S.REFUSED, "absent")
    assert set(counter.click.calls) == {"look_up"}
    counter.journal.close()


def test_status_two_counts_only_after_the_window(tmp_path: Path) -> None:
    clock = FakeClock()
    crash(tmp_path / "j.sqlite3", clock, "confirm")
    counter = open_counter(tmp_path / "j.sqlite3", clock)
    payment = recover(counter)
    assert payment.state is S.PAID
    assert clock.elapsed_s >= 72
    entry = counter.outbox.entry(PID)
    assert entry is not None
    assert entry.state is FiscalState.DONE
    counter.journal.close()


def test_a_clock_that_says_long_ago_hurries_nothing_after_a_restart_of_the_pc(tmp_path: Path) -> None:
    clock = FakeClock()
    crash(tmp_path / "j.sqlite3", clock, "charge")
    clock.boot = "boot-2"
    clock.start = clock.start.replace(day=25)
    counter = open_counter(tmp_path / "j.sqlite3", clock)
    counter.parts.trusts_search = True
    before = clock.elapsed_s
    assert recover(counter).state is S.REFUSED
    assert clock.elapsed_s - before >= 72  # the clock may have been set while the PC started
    counter.journal.close()


def test_a_receipt_that_a_crash_kept_from_the_queue_is_queued(tmp_path: Path) -> None:
    counter = open_counter(tmp_path / "j.sqlite3")

    async def pay_and_die() -> None:
        await counter.checkout.pay(counter.sale(), CODE)
        await counter.checkout.after.stop()

    asyncio.run(pay_and_die())
    assert counter.outbox.entry(PID) is None
    counter.journal.close()
    again = open_counter(tmp_path / "j.sqlite3", counter.clock)
    again.events.clear()
    assert recover(again).state is S.PAID
    assert [event.payment.state for event in again.events if isinstance(event, PaymentChanged)] == [S.PAID]
    assert again.click.count("submit") == 1
    [paper] = again.tray.papers  # nobody knows whether it was printed before
    assert Text("COPY", align="center", bold=True) in paper.rows
    again.journal.close()


def test_a_network_that_is_down_leaves_it_unknown_and_never_charges(tmp_path: Path) -> None:
    clock = FakeClock()
    crash(tmp_path / "j.sqlite3", clock, "charge")
    counter = open_counter(tmp_path / "j.sqlite3", clock)
    counter.click.look_ups = [OutcomeUnknown("down")] * 60 + [StatusReply(PID, -1)]
    assert recover(counter).state is S.CANCELLED
    assert counter.click.count("charge") == 0
    counter.journal.close()
