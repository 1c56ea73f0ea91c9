"""The till as the screens see it: real parts over a real journal, CLICK in the same loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pos.bootstrap import Parts, open_parts, with_training_credentials
from pos.core.catalogue import Good
from pos.core.errors import Bug, JournalNewer, PrinterTrouble
from pos.core.fiscal import FiscalDefaults
from pos.core.payment import PaymentState
from pos.core.receipt import Receipt
from pos.core.sale import Sale
from pos.ids import SystemIds
from pos.paths import Home
from pos.settings import ClickSettings, Settings
from pos.simulator import Endpoint, Fault, Scenario, Simulator, SimulatorOptions, State, make_code
from pos.till_door import TillDoor
from tests.fakes.counter import PaperTray
from tests.simulator.kit import until

pytestmark = pytest.mark.anyio

WINDOW_S = 3.0
SUGAR = "4780012340139"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Register:
    """A door over a home; counts how often it was opened."""

    folder: Path
    base_url: str = "http://127.0.0.1:1/v2/merchant/"
    tray: PaperTray = field(default_factory=PaperTray)
    window_s: float = WINDOW_S
    fiscal: FiscalDefaults = field(default_factory=FiscalDefaults)
    opened: int = 0
    before_opening: Callable[[], object] = lambda: None

    def door(self) -> TillDoor:
        home = Home(self.folder).make()
        return TillDoor(SystemIds.of_home(home, training=True).sale_id, self.open)

    async def open(self) -> Parts:
        self.opened += 1
        waiting = self.before_opening()
        if isinstance(waiting, asyncio.Future):
            await waiting
        click = ClickSettings(base_url=self.base_url, confirm_window_s=self.window_s)
        return open_parts(
            home=Home(self.folder),
            settings=with_training_credentials(Settings(click=click, fiscal=self.fiscal)),
            say=str,
            printers=(self.tray,),
        )


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "home")


async def sugar_on(door: TillDoor) -> Sale:
    good = await door.find(SUGAR)
    assert isinstance(good, Good)
    return Sale(door.new_sale_id()).add(good.barcode, good)


async def test_the_parts_are_opened_once_however_many_ask(register: Register) -> None:
    door = register.door()
    found, keys, rows = await asyncio.gather(door.find(SUGAR), door.quick_keys(), door.history(5))
    assert (found is not None, len(keys) > 0, list(rows), register.opened) == (True, True, [], 1)
    assert await door.parts() is await door.parts()
    await door.close(1)


@pytest.mark.parametrize(("tin", "rates"), [("", None), ("123456789", (0, 12))])
async def test_goods_are_judged_where_the_shop_has_a_tin(
    tmp_path: Path, tin: str, rates: tuple[int, ...] | None
) -> None:
    register = Register(tmp_path / "home")
    register.fiscal = FiscalDefaults(tin=tin)
    door = register.door()
    assert await door.fiscal_rates() == rates
    await door.close(1)


async def test_nothing_is_opened_before_somebody_asks(register: Register) -> None:
    door = register.door()
    assert door.new_sale_id() != door.new_sale_id()
    await door.close(1)
    assert register.opened == 0


async def test_what_kept_it_from_opening_is_told_to_everybody_who_asks(register: Register) -> None:
    def broken() -> None:
        raise JournalNewer("from the future")

    register.before_opening = broken
    door = register.door()
    answers = await asyncio.gather(door.find(SUGAR), door.quick_keys(), return_exceptions=True)
    assert [type(answer) for answer in answers] == [JournalNewer, JournalNewer]
    with pytest.raises(JournalNewer, match="from the future"):
        await door.history(5)
    await door.close(1)
    assert register.opened == 1


async def test_an_asker_who_gives_up_does_not_stop_the_opening_for_the_others(register: Register) -> None:
    gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    register.before_opening = lambda: gate
    door = register.door()
    impatient = asyncio.create_task(door.find(SUGAR))
    patient = asyncio.create_task(door.find(SUGAR))
    await until(lambda: register.opened)
    impatient.cancel()
    gate.set_result(None)
    assert await patient is not None
    assert impatient.cancelled()
    await door.close(1)


async def test_closing_waits_for_a_start_that_is_under_way_and_closes_it(register: Register) -> None:
    gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    register.before_opening = lambda: gate
    door = register.door()
    asking = asyncio.create_task(door.parts())
    await until(lambda: register.opened)
    closing = asyncio.create_task(door.close(5))
    await asyncio.sleep(0)
    assert not closing.done()
    gate.set_result(None)
    parts = await asking
    await closing
    with pytest.raises(Bug):  # the journal is closed, so whoever writes now is wrong
        parts.books.journal.rows("SELECT 1")


async def test_closing_does_not_wait_for_ever_for_a_start_that_hangs(register: Register) -> None:
    gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    register.before_opening = lambda: gate
    door = register.door()
    asking = asyncio.create_task(door.parts())
    await until(lambda: register.opened)
    await door.close(0.05)
    assert not asking.done()
    gate.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_closing_waits_for_a_payment_in_flight(register: Register) -> None:
    async with Simulator(SimulatorOptions(window_s=WINDOW_S)) as click:
        register.base_url = click.base_url
        door = register.door()
        sale = await sugar_on(door)
        click.faults.add(Endpoint.PAYMENT, Fault.delay(0.3))
        paying = asyncio.create_task(door.pay(sale, make_code(Scenario.APPROVED, 1)))
        await until(lambda: click.ledger.payments)
        assert not paying.done()
        await door.close(5)
        assert paying.done()
        assert (await paying).state is PaymentState.PAID
        [booked] = click.ledger.payments.values()
        assert booked.state is State.CAPTURED
    again = register.door()
    [row] = await again.history(5)
    assert row.state is PaymentState.PAID
    await again.close(1)


async def test_closing_waits_for_whoever_holds_the_door(register: Register) -> None:
    """A command that another process handed over moves money as the window does."""
    door = register.door()
    await door.parts()
    begun, answered = asyncio.Event(), asyncio.Event()

    async def command() -> bool:
        door.hold()
        begun.set()
        await answered.wait()
        return bool(await door.find(SUGAR))

    running = asyncio.create_task(command())
    await begun.wait()
    closing = asyncio.create_task(door.close(5))
    await asyncio.sleep(0)
    assert not closing.done()
    answered.set()
    assert await running
    await closing


async def test_a_payment_that_outlasts_the_grace_stays_in_the_journal_and_is_ended_by_the_next_start(
    register: Register,
) -> None:
    register.window_s = 1.5
    async with Simulator(SimulatorOptions(window_s=register.window_s)) as click:
        register.base_url = click.base_url
        door = register.door()
        sale = await sugar_on(door)
        click.faults.add(Endpoint.PAYMENT, Fault.never_answer())
        paying = asyncio.create_task(door.pay(sale, make_code(Scenario.APPROVED, 2)))
        await until(lambda: click.ledger.payments)
        await door.close(0)
        await asyncio.gather(paying, return_exceptions=True)
        again = register.door()
        [row] = await again.history(5)
        assert row.state in {PaymentState.SENDING, PaymentState.UNKNOWN}
        parts = await again.parts()
        ended = await parts.checkout.after.finished(row.transaction_id)
        [booked] = click.ledger.payments.values()
        assert (ended.state, booked.state) == (PaymentState.CANCELLED, State.CANCELLED)
        assert sum(click.ledger.charge_posts.values()) == 1
        await again.close(1)


async def test_a_paid_sale_can_be_seen_and_printed_again_and_a_broken_printer_is_told(
    register: Register,
) -> None:
    async with Simulator(SimulatorOptions(window_s=WINDOW_S)) as click:
        register.base_url = click.base_url
        door = register.door()
        sale = await sugar_on(door)
        payment = await door.pay(sale, make_code(Scenario.APPROVED, 3))
        parts = await door.parts()
        await parts.checkout.after.finished(payment.transaction_id)
        tid = payment.transaction_id
        assert (await door.sale_of(tid)).total == sale.total
        assert (await door.check_now(tid)).state is PaymentState.PAID
        texts = [str((await door.paper(tid, language)).rows) for language in ("ru", "uz", "en")]
        assert len(set(texts)) == 3
        await door.reprint(tid)
        assert [isinstance(paper, Receipt) for paper in register.tray.papers] == [True, True]
        register.tray.broken = True
        with pytest.raises(PrinterTrouble):
            await door.reprint(tid)
        await door.close(1)


async def test_goods_are_found_by_a_part_of_their_name(register: Register) -> None:
    door = register.door()
    assert [good.barcode for good in await door.search("сахар", 5)] == [SUGAR]
    assert len(await door.search("с", 3)) == 3
    assert await door.find("0000000000000") is None
    await door.close(1)
