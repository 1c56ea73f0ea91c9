"""The same story with the window: `pos till` offscreen is killed with a sale on its way."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

from pos.simulator import make_code
from tests.crash import checker
from tests.crash.acts import Act
from tests.crash.cashier import WHAT
from tests.crash.nursery import Ended, Nursery, Plan, Victim
from tests.crash.points import Point, point_of
from tests.crash.shop import Shop

BARCODES = ("4780012340016", "4780012340139", "4780012340207")
READY_S = 30.0
NO_CAMERA = '[camera]\nsource = ""\n'

SALE = ("approved", "approved, mode off", "slow", "answer lost", "confirm's answer lost", "OFD down")
PAID = ("approved", "approved, mode off")
_POINTS: tuple[Point, ...] = (
    Point("file owner.json: written"),
    Point("journal: open"),
    Point("screen: grey", SALE),
    Point("before commit: intent", SALE),
    Point("after commit: intent", SALE),
    Point("screen: blue", SALE),
    Point("payment: sent", SALE),
    Point("payment: answered", ("approved", "approved, mode off", "slow")),
    Point("after commit: held + confirming", ("approved", "slow", "confirm's answer lost")),
    Point("confirm: sent", ("approved", "slow", "confirm's answer lost")),
    Point("confirm: answered"),
    Point("before commit: paid"),
    Point("after commit: paid"),
    Point("screen: before green", PAID),
    Point("screen: green", PAID),
    Point("screen: amber", ("answer lost", "late", "confirm lost")),
    Point("screen: red", ("declined",)),
    Point("after commit: fiscal put", PAID),
    Point("after commit: fiscal sending", PAID),
    Point("submit_items: sent", PAID),
    Point("after commit: fiscal done", PAID),
    Point("paper: before", PAID),
    Point("paper: after", PAID),
    Point("close: before", PAID),
    Point("recovery: begun", stage="recover", before=("payment: sent", "after commit: paid")),
    Point("after commit: recovered", stage="recover", before=("payment: sent", "confirm: sent")),
    Point("before commit: found_paid", stage="recover", before=("confirm: sent", "confirm: answered")),
    Point("after commit: found_cancelled", stage="recover", before=("after commit: held + confirming",)),
)
GUI_POINTS = tuple(replace(point, window=True) for point in _POINTS)


class WindowShop(Shop):
    """The till of one seed, with its window."""

    def __init__(self, seed: int, nursery: Nursery, windows: Nursery, folder: Path) -> None:
        super().__init__(seed, nursery, folder)
        self._windows = windows

    def point(self) -> Point | None:
        """Where this seed kills; None means a random instant."""
        return point_of(self.story.seed, GUI_POINTS)

    async def _kill(self, point: Point | None, act: Act) -> None:
        self.home.mkdir(exist_ok=True)
        (self.home / "settings.toml").write_text(NO_CAMERA, "utf-8")
        if point is None:
            await self._sell_in_window(act, Plan(after_s=self._rng.uniform(0.3, 3.0)))
        elif point.stage == "pay":
            by_another = not point.name.startswith(("screen", "file", "journal", "close"))
            sell = self._sell_for_another if by_another and self._rng.random() < 0.3 else self._sell_in_window
            await sell(act, Plan(point.name))
        else:
            await self._sell_in_window(act, Plan(self._rng.choice(point.before)))
            before = await self._ledger()
            await self._till("", Plan(point.name))
            self.story.breaches += checker.moved(before, await self._ledger())

    async def _sell_in_window(self, act: Act, plan: Plan) -> Ended:
        code = make_code(act.scenario, self._rng.randrange(10**9))
        self._codes.append(code)
        return await self._till(code, plan, deaf=act.deaf)

    async def _sell_for_another(self, act: Act, plan: Plan) -> Ended:
        """`pos pay` beside the till that owns the home: the till does it (decision 11), and is killed."""
        till = await self._begin("", plan, deaf=act.deaf)
        async with asyncio.timeout(READY_S):
            while not (till.gone.done() or self._takes_commands()):
                await asyncio.wait({till.gone}, timeout=0.02)
        await self._pay(act, Plan())
        ended = await till.ended(0.0)
        self._note(ended)
        return ended

    def _takes_commands(self) -> bool:
        try:
            owner = json.loads((self.home / "owner.json").read_text("utf-8"))
        except (OSError, ValueError):
            return False
        return bool(owner["port"])

    async def _till(self, code: str, plan: Plan, *, deaf: bool = False) -> Ended:
        till = await self._begin(code, plan, deaf=deaf)
        ended = await till.ended(None if code else 6 * self._window_s + 2)
        self._note(ended)
        return ended

    async def _begin(self, code: str, plan: Plan, *, deaf: bool = False) -> Victim:
        what = {WHAT: json.dumps({"code": code, "barcode": self._rng.choice(BARCODES)})}
        environ = {**self._environ(deaf=deaf), **what, "QT_QPA_PLATFORM": "offscreen"}
        return await self._windows.begin(["till"], environ, plan)
