"""A cashier at one till, with a person's faults: scans twice, tries too early, presses "check now"."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pos.core.catalogue import Barcode, Good
from pos.core.errors import CodeAlreadyUsed, JournalTrouble, OutcomeUnknown, PosError, SaleAlreadyInPayment
from pos.core.money import Money
from pos.core.sale import Sale
from pos.core.tender import Split, split_sale
from tests.simulation.chance import Dice

if TYPE_CHECKING:
    from tests.simulation.shop import Counter

TRIES = 3
STEP = Money.of_sum(50)
GOODS = tuple(
    Good(Barcode(f"478001234{number:04d}"), f"Good {number}", Money(price), "0" * 16 + "1", "1514296", vat)
    for number, (price, vat) in enumerate(((1_650_000, 12), (400_000, 0), (99_935, 12), (115_035, 15)))
)


class Cashier:
    """Serves customers one after the other. Never charges again unless the screen says "not paid"."""

    def __init__(self, counter: Counter, dice: Dice, sales: int, *, calm: bool) -> None:
        self._c, self._dice, self._sales, self._calm = counter, dice, sales, calm
        self._old_code = ""

    async def work(self) -> None:
        """The whole shift."""
        for _ in range(self._sales):
            await self.serve()
            await self._c.pause(self._dice.uniform(0.5, 8))

    def new_sale(self) -> Sale:
        """One to three goods."""
        sale = Sale(self._c.new_sale_id())
        for _ in range(self._dice.randint(1, 3)):
            good = self._dice.choice(GOODS)
            sale = sale.add(good.barcode, good)
        return sale

    @staticmethod
    def _mixed(sale: Sale) -> tuple[Sale, Split | None]:
        """One sale in four is paid by CLICK and in cash; by a die of its own, so that the others stay."""
        die = Dice(f"{sale.sale_id}-cash")
        if not die.hits(0.25):
            return sale, None
        return split_sale(sale, click=Money(die.randint(100, sale.total.tiyin - 10_000)), step=STEP)

    def _code(self) -> str:
        if self._calm:
            return self._c.new_code()
        if self._old_code and self._dice.hits(0.1):
            return self._old_code  # the customer shows the same screen again
        self._old_code = self._c.shared_code(self._dice) or self._c.new_code()
        return self._old_code

    async def serve(self) -> None:
        """One customer: at most three attempts."""
        sale, split = self._mixed(self.new_sale())
        if self._calm:
            self._c.calm(str(sale.sale_id))
        for _ in range(TRIES):
            await self._scan(sale, self._code(), split)
            text = await self._wait_for_end(sale, split)
            if text == "paid" and split:
                await self._c.take_cash(str(sale.sale_id))
            if text == "paid" and not self._calm and self._dice.hits(0.08):
                await self._give_back(str(sale.sale_id))
            if text in ("paid", "manager", "checking"):
                return
            await self._c.pause(self._dice.uniform(0.5, 5))

    async def _scan(self, sale: Sale, code: str, split: Split | None) -> None:
        """Scan a code; sometimes the scanner or the hand does it twice."""
        first = asyncio.ensure_future(self._c.pay(sale, code, split))
        if self._dice.hits(0.15):
            await self._c.pause(self._dice.choice((0.0, 0.05, 0.4)))
            twice = code if self._dice.hits(0.6) else self._c.new_code()
            await self._c.pay(sale, twice, split)
        await first

    async def _give_back(self, sale_id: str) -> None:
        """The goods come back; sometimes two people press the button."""
        await self._c.pause(self._dice.uniform(0.5, 90))
        presses = [self._c.reverse(sale_id) for _ in range(self._dice.choice((1, 1, 2)))]
        await asyncio.gather(*presses)

    async def _wait_for_end(self, sale: Sale, split: Split | None) -> str:
        """What the screen says of this sale once the cashier is done with it."""
        await self._c.up()
        sale_id = str(sale.sale_id)
        if self._c.told(sale_id) not in ("checking", "wait"):
            return self._c.told(sale_id)
        if self._dice.hits(0.3):
            await self._c.pay(sale, self._c.new_code(), split)  # impatient: a second code while unknown
        for _ in range(self._dice.choice((0, 0, 1, 3))):
            await self._c.pause(self._dice.uniform(0.5, 20))
            await self._c.check_now(sale_id)
        patience_s = self._dice.choice((0.0, 10.0, 100.0, 240.0))
        return await self._c.wait_for_news(sale_id, patience_s)


def said(error: PosError) -> str:
    """What the screen says when `pay` raises; nothing of it allows a second payment of the same sale."""
    match error:
        case CodeAlreadyUsed():
            return "used"
        case SaleAlreadyInPayment():
            return "busy"
        case OutcomeUnknown():
            return "checking"
        case JournalTrouble():
            return "journal"
        case _:
            return f"refused {type(error).__name__}"
