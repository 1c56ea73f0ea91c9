"""Amount in pieces or in thousandths, from the setting to the OFD: simulator, real HTTP, real journal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from pos.bootstrap import Parts, open_parts
from pos.commands.demo_parts import training_settings
from pos.core.catalogue import Barcode
from pos.core.fiscal import FiscalState
from pos.core.money import Money, Quantity
from pos.core.payment import Payment, PaymentState
from pos.core.sale import Sale
from pos.flow.fiscal_ports import FiscalEntry
from pos.paths import Home
from pos.screens.words import Words
from pos.simulator import Simulator, SimulatorOptions
from pos.simulator.options import Personality
from tests.core.kit import MILK

pytestmark = pytest.mark.anyio
RICE = replace(
    MILK, barcode=Barcode("11"), name="Рис", price=Money.of_sum(26_000), unit="кг", units_code=166,
    by_weight=True,
)  # fmt: skip
Scale = Literal["pieces", "thousandths"]
Till = Callable[[Scale, int], Awaitable[tuple[Parts, Simulator]]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def till(tmp_path: Path) -> AsyncIterator[Till]:
    """A till with this setting before a CLICK whose OFD counts one piece as so much."""
    async with AsyncExitStack() as stack:

        async def make(scale: Scale, click_counts: int) -> tuple[Parts, Simulator]:
            options = SimulatorOptions(window_s=3, personality=Personality(amount_scale=click_counts))
            click = await stack.enter_async_context(Simulator(options))
            settings = training_settings(3, "ru")
            settings = replace(
                settings,
                click=replace(settings.click, base_url=click.base_url),
                fiscal=replace(settings.fiscal, amount_scale=scale),
            )
            parts = open_parts(home=Home(tmp_path).make(), settings=settings, say=Words("ru").say)
            stack.push_async_callback(parts.close)
            parts.books.catalogue.load([MILK, RICE])
            return parts, click

        yield make


async def sold(parts: Parts, click: Simulator) -> tuple[Payment, FiscalEntry]:
    """0.385 kg of rice and three milks, paid, and the pass over the receipt is over."""
    sale = Sale(parts.checkout.new_sale_id()).add(RICE.barcode, RICE, Quantity(385))
    sale = sale.add(MILK.barcode, MILK, Quantity.pieces(3))
    payment = await parts.checkout.pay(sale, click.issue_code())
    payment = await parts.checkout.after.finished(payment.transaction_id)
    assert payment.state is PaymentState.PAID
    assert payment.payment_id is not None
    entry = parts.books.outbox.entry(payment.payment_id)
    assert entry is not None
    return payment, entry


def items(click: Simulator, payment: Payment) -> list[tuple[object, ...]]:
    assert payment.payment_id is not None
    [sent] = click.ledger.payments[payment.payment_id].receipts
    return [(one["Name"], one["GoodPrice"], one["Amount"], one["Price"]) for one in sent.items]


async def test_thousandths_say_385_of_a_kilogram_and_3000_for_three(till: Till) -> None:
    parts, click = await till("thousandths", 1000)
    payment, entry = await sold(parts, click)
    assert entry.state is FiscalState.DONE
    price = MILK.price.tiyin
    assert items(click, payment) == [
        ("Рис (кг)", 2_600_000, 385, 1_001_000),
        (f"{MILK.name} ({MILK.unit})", price, 3000, 3 * price),
    ]


async def test_pieces_say_one_portion_with_its_weight_in_the_name(till: Till) -> None:
    parts, click = await till("pieces", 1)
    payment, entry = await sold(parts, click)
    assert entry.state is FiscalState.DONE
    price = MILK.price.tiyin
    assert items(click, payment) == [
        ("Рис (0,385 кг)", 1_001_000, 1, 1_001_000),
        (f"{MILK.name} ({MILK.unit})", price, 3, 3 * price),
    ]


@pytest.mark.parametrize(("scale", "counts"), [("pieces", 1000), ("thousandths", 1)])
async def test_the_other_scale_is_refused_and_the_money_stays_paid(
    till: Till, scale: Scale, counts: int
) -> None:
    parts, click = await till(scale, counts)
    payment, entry = await sold(parts, click)
    assert entry.state is FiscalState.PENDING
    assert entry.why.startswith("refused: ")
    assert payment.payment_id is not None
    assert not click.ledger.payments[payment.payment_id].receipts
