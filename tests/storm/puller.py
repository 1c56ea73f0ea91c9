"""A till without a window that pulls and hands over whatever is paid, until it is killed."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from pos.bootstrap import Parts, open_parts, with_key
from pos.core.errors import BadInput, OutcomeUnknown, PosError, Unavailable
from pos.core.order_card import OrderStage
from pos.flow.events import Event
from pos.logs import set_up
from pos.paths import Home
from pos.screens.words import Words
from pos.settings import load

READY = frozenset({OrderStage.TO_PICK, OrderStage.PICKED})


async def pull(home: Home) -> None:
    """Run until the process ends."""
    news = asyncio.Event()

    def hear(_event: Event) -> None:
        news.set()

    settings = with_key(home, load(home, os.environ))
    parts = open_parts(home=home, settings=settings, say=Words("en").say, listeners=(hear,))
    parts.recovery.begin()
    parts.checkout.after.work_queue()
    parts.online.begin()
    print("ready", flush=True)  # noqa: T201 - the parent waits for it
    while True:
        if not await hand_over_all(parts):
            await news.wait()
        news.clear()


async def hand_over_all(parts: Parts) -> bool:
    """Whether something is left that may work the next time."""
    left = False
    for card in await parts.online.desk.orders(10_000):
        if card.stage(parts.clock.now()) not in READY:
            continue
        try:
            await parts.online.desk.hand_over_order(card.order.order_id, "storm")
        except BadInput:
            continue  # the other till has it
        except (Unavailable, OutcomeUnknown):
            await parts.clock.sleep(0.05)  # the host is being killed, or CLICK is slow
            left = True
        except PosError as error:
            print(f"{type(error).__name__}: {error.detail}", file=sys.stderr, flush=True)  # noqa: T201
            left = True
    return left


if __name__ == "__main__":
    place = Home(Path(os.environ["POS_HOME"])).make()
    set_up(place.logs)
    asyncio.run(pull(place))
