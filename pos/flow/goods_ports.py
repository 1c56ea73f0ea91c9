"""What the window asks about goods: a list to look through, and a table to take in. Moves no money.

A table is taken in by steps that the window asks for one after the other, so that it can tell how far it is
and stop at any of them: `read_table`, `begin_check`, `check_more` until it is complete, `take_in`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pos.core.catalogue import Good
from pos.core.goods_import import BadRow
from pos.core.money import Quantity
from pos.core.readiness import Readiness
from pos.flow.good_edit import GoodEditDesk
from pos.flow.scales_ports import ScalesDesk


@dataclass(frozen=True, slots=True)
class GoodCard:
    """A good with how ready it is, and how much of it lies on the shelf; None where nobody counts it."""

    good: Good
    ready: Readiness
    counted: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Levels:
    """How many goods are how ready."""

    green: int = 0
    yellow: int = 0
    red: int = 0

    @property
    def all(self) -> int:
        """How many goods there are."""
        return self.green + self.yellow + self.red

    @property
    def not_ready(self) -> int:
        """How many somebody should look at."""
        return self.yellow + self.red


@dataclass(frozen=True, slots=True)
class GoodsFound:
    """The answer to a search, and the totals of all goods. `is_cut`: there are more than were asked for."""

    cards: tuple[GoodCard, ...]
    levels: Levels
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table that was read: its header, its first rows, how many there are below the header.

    `remembered` is what its columns meant the last time that such a header was taken in, place by place.
    """

    file: str
    header: tuple[str, ...]
    first: tuple[tuple[str, ...], ...]
    rows: int
    vat_rates: tuple[int, ...]
    remembered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportCheck:
    """What taking the table in would do, as far as it was looked at: `seen` rows of `rows`.

    `counts` is how many goods get another count on the shelf; `bad` are the first refused rows.
    """

    seen: int
    rows: int
    added: int = 0
    changed: int = 0
    counts: int = 0
    refused: int = 0
    levels: Levels = Levels()
    bad: tuple[BadRow, ...] = ()
    is_complete: bool = False

    @property
    def writes(self) -> bool:
        """Whether there is something to write, and nothing against it."""
        return self.is_complete and not self.refused and bool(self.added + self.changed + self.counts)


class GoodsDesk(Protocol):
    """The goods as the manager's window needs them. One table at a time. Moves no money."""

    @property
    def scales(self) -> ScalesDesk:
        """How the shop's scales write their labels."""
        ...

    @property
    def edit(self) -> GoodEditDesk:
        """One good corrected, and sure codes given to many."""
        ...

    async def goods(self, text: str, *, not_ready: bool, limit: int) -> GoodsFound:
        """Goods whose name or barcode holds `text`, in any script; without a text the first ones by name.

        `not_ready` leaves out what is ready. Raises JournalTrouble.
        """
        ...

    async def read_table(self, file: str) -> TableRead:
        """Read a CSV or XLSX file; the table before it is forgotten. Raises BadInput."""
        ...

    async def begin_check(self, columns: Sequence[str]) -> ImportCheck:
        """Begin to look at the table; `columns` are ours, place by place, "" for one that is not used.

        They are remembered for the next table with this header. May be called again. Raises BadInput.
        """
        ...

    async def check_more(self) -> ImportCheck:
        """Look at some more rows; short. Writes nothing. Raises BadInput, JournalTrouble."""
        ...

    async def take_in(self) -> ImportCheck:
        """Write all goods of the checked table, or none; durable when it returns. Once for a check.

        Raises BadInput: nothing was checked, or a row was refused. JournalTrouble.
        """
        ...

    async def forget_table(self) -> None:
        """Let go of the table. May be called at any time, and twice."""
        ...
