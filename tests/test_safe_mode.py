"""A till that may not trust its journal, or its own recovery: it shows everything and begins nothing."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from pos.bootstrap import Parts, open_parts, with_training_credentials
from pos.core.errors import JournalBroken, JournalTrouble, RecoveryStopped
from pos.core.payment import PaymentState
from pos.core.sale import Sale
from pos.ids import SystemIds
from pos.paths import Home
from pos.settings import ClickSettings, Settings
from pos.simulator import Scenario, Simulator, SimulatorOptions, make_code
from pos.starts import Starts
from pos.till_door import TillDoor
from tests.simulator.kit import until

SUGAR = "4780012340139"
WINDOW_S = 1.0


class Shop:
    """A home, and a simulator for as long as one test's loop."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder).make()
        self.base_url = ""
        self.simulator = Simulator(SimulatorOptions(window_s=WINDOW_S))

    def run(self, work: Callable[[TillDoor], Awaitable[None]]) -> None:
        async def whole() -> None:
            await self.simulator.start()
            self.base_url = self.simulator.base_url
            door = TillDoor(SystemIds.of_home(self.home, training=True).sale_id, self._open)
            try:
                await work(door)
            finally:
                await door.close(0)
                await self.simulator.stop()

        asyncio.run(whole())

    async def _open(self) -> Parts:
        click = ClickSettings(base_url=self.base_url, confirm_window_s=WINDOW_S)
        settings = with_training_credentials(Settings(click=click))
        return open_parts(home=self.home, settings=settings, say=str)

    def one_sale(self, scenario: Scenario = Scenario.APPROVED) -> None:
        async def work(door: TillDoor) -> None:
            good = await door.find(SUGAR)
            assert good is not None
            await door.pay(Sale(door.new_sale_id()).add(SUGAR, good), make_code(scenario, 1))

        self.run(work)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "home")


def test_a_journal_that_was_tampered_with_is_shown_and_sells_nothing(shop: Shop) -> None:
    shop.one_sale()
    with sqlite3.connect(shop.home.journal) as connection:
        connection.execute("DROP TRIGGER events_are_never_changed")
        connection.execute("UPDATE payment_events SET note = 'nothing' WHERE seq = 1")
    connection.close()

    async def work(door: TillDoor) -> None:
        trouble = await door.journal_trouble()
        assert isinstance(trouble, JournalBroken)
        [row] = await door.history(10)
        good = await door.find(SUGAR)
        assert good is not None
        with pytest.raises(JournalBroken):
            await door.pay(Sale(door.new_sale_id()).add(SUGAR, good), make_code(Scenario.APPROVED, 2))
        assert (await door.sale_of(row.transaction_id)).total == row.amount
        with pytest.raises(JournalBroken):
            await door.goods.teach({"name": "Печенье", "price": "1000", "barcode": "1"})
        assert await door.find("1") is None

    shop.run(work)


def left_open(shop: Shop) -> None:
    """A payment whose end nobody saw: the till is gone before it knows."""
    shop.one_sale(Scenario.ANSWER_LOST)
    with sqlite3.connect(shop.home.journal) as connection:
        [(state,)] = connection.execute("SELECT state FROM payments").fetchall()
    connection.close()
    assert state == "unknown"


def test_after_three_starts_that_stopped_in_recovery_nothing_is_begun(shop: Shop) -> None:
    left_open(shop)
    for _ in range(3):
        Starts(shop.home).begin()

    async def work(door: TillDoor) -> None:
        trouble = await door.journal_trouble()
        assert isinstance(trouble, RecoveryStopped)
        assert trouble.facts["starts"] == 3
        parts = await door.parts()
        assert parts.checkout.after.is_idle
        with pytest.raises(JournalTrouble):
            await door.pay(Sale(door.new_sale_id()), make_code(Scenario.APPROVED, 2))

    shop.run(work)
    assert Starts(shop.home).failed == 3


def test_a_recovery_that_ends_forgets_the_starts_before_it(shop: Shop) -> None:
    left_open(shop)
    Starts(shop.home).begin()

    async def work(door: TillDoor) -> None:
        assert await door.journal_trouble() is None
        parts = await door.parts()
        await until(lambda: parts.books.payments.newest(1)[0].state is not PaymentState.UNKNOWN)
        await until(lambda: Starts(shop.home).failed == 0)

    shop.run(work)


def test_a_till_that_is_closed_in_its_recovery_did_not_stop_in_it(shop: Shop) -> None:
    left_open(shop)

    async def work(door: TillDoor) -> None:
        await door.parts()
        assert Starts(shop.home).failed == 1

    shop.run(work)
    assert Starts(shop.home).failed == 0
