"""A till without windows over real HTTP: sales one after another, their troubles in the background."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from pos.bootstrap import Parts, demo_goods, open_parts, with_training_credentials
from pos.core.errors import JournalTrouble, OutcomeUnknown
from pos.core.fiscal import FiscalDefaults
from pos.core.payment import Payment
from pos.core.sale import Sale
from pos.paths import Home
from pos.settings import ClickSettings, Settings
from pos.simulator import Scenario
from tests.soak.click_process import ClickProcess, in_thread

KEPT_ALIVE_S = 6.0  # httpx keeps an idle connection for 5 s
BUSY = 24  # how many sales may be finishing in the background before the next begins


def soak_settings(click: ClickProcess) -> Settings:
    """A shop on this simulator."""
    return with_training_credentials(
        Settings(
            click=ClickSettings(base_url=click.base_url, confirm_window_s=click.window_s),
            fiscal=FiscalDefaults(tin="123456789"),
        )
    )


class SoakTill:
    """The real flow as the program puts it together."""

    def __init__(self, folder: Path, click: ClickProcess) -> None:
        self._click = click
        self.home = Home(folder).make()
        self.parts: Parts = open_parts(home=self.home, settings=soak_settings(click), say=lambda text: text)
        self.parts.checkout.after.work_queue()
        self._goods = demo_goods()
        self._sold = 0
        self._open: set[asyncio.Future[Payment]] = set()

    async def sell(self, *, troubled: bool) -> None:
        """One customer: a new sale, and a second code when the first was refused."""
        checkout = self.parts.checkout
        good = self._goods[self._sold % len(self._goods)]
        self._sold += 1
        sale = Sale(checkout.new_sale_id()).add(good.barcode, good)
        scenario, fault = self._click.trouble() if troubled else (Scenario.APPROVED, None)
        if fault is not None:
            await in_thread(self._click, fault)
        try:
            payment = self._follow(await checkout.pay(sale, self._click.code(scenario)))
            if payment.state.is_final and not payment.is_paid:
                self._follow(await checkout.pay(sale, self._click.code(Scenario.APPROVED)))
        except (OutcomeUnknown, JournalTrouble) as error:
            raise AssertionError("the journal failed without a reason") from error

        while len(self._open) >= BUSY:
            await asyncio.wait(self._open, return_when=asyncio.FIRST_COMPLETED)

    def _follow(self, payment: Payment) -> Payment:
        task = asyncio.ensure_future(self.parts.checkout.after.finished(payment.transaction_id))
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        return payment

    async def finish(self, limit_s: float) -> bool:
        """Wait until nothing is open and nothing waits for the OFD; False when `limit_s` was not enough."""
        after, fiscalizing = self.parts.checkout.after, self.parts.checkout.fiscalizing
        ends_s = time.monotonic() + limit_s
        while time.monotonic() < ends_s:
            if after.is_idle and not await fiscalizing.work_all():
                return True
            await asyncio.sleep(self._click.window_s / 2)
        return False

    async def rest(self) -> None:
        """Come to a state that two readings of the gauges can share: idle, one fresh connection kept."""
        await self.finish(60 * self._click.window_s)
        await asyncio.sleep(KEPT_ALIVE_S)
        await self.sell(troubled=False)
        await self.finish(60 * self._click.window_s)

    async def close(self) -> None:
        """Let go of everything."""
        await self.parts.close()
