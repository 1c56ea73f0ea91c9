"""What happened in a schedule, as plain records: the oracle reads nothing else but journal files.

No import from `pos` here. Times are virtual seconds since the schedule began; money is in tiyin.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """One thing that happened. `life` counts the starts of the program on this till.

    what: post (with `code` and `amount`), confirm, status, look_up, reverse, submit, read_link (a call
    begins; `more` is its number, `note` its fault), answer (of that call; `note` is ok, refused, not_sent
    or unknown), executed (CLICK carries a call out), commit (`more` is its seq and note, `note` the state),
    fsend, screen (`note` is one of TEXTS), pay, pay_end, start, crash, suspend, resume, clock, disk_full,
    disk_ok, stall, faults_off, alarm, bug, lost_task, cash (it lies on the counter), cash_taken (the till
    has said that it has it).
    """

    at: float
    till: str
    life: int
    what: str
    note: str = ""
    tid: str = ""
    sale: str = ""
    pid: int = 0
    more: object = None
    code: str = ""
    amount: int = 0


TEXTS = ("wait", "checking", "paid", "not_paid", "manager", "returned")
"""The screen's vocabulary (reliability.md §1.2), and what a reversal says."""


@dataclass(slots=True)
class LedgerPayment:
    """A payment as CLICK has it. `state`: created, held, captured, cancelled, reversed."""

    pid: int
    tid: str
    otp: str
    amount: int
    confirm_mode: bool
    created_at: float
    state: str = "created"
    confirmed: bool = False
    captured_at: float | None = None
    cancelled_at: float | None = None
    reversed_at: float | None = None

    def is_captured(self, at: float) -> bool:
        """Whether the shop has the money at that moment."""
        return (
            self.captured_at is not None
            and self.captured_at <= at
            and (self.reversed_at is None or self.reversed_at > at)
        )


class LedgerReceipt(NamedTuple):
    """A fiscal receipt at the OFD: one line that the tax service counts."""

    at: float
    pid: int
    total: int


@dataclass(slots=True)
class Evidence:
    """Everything that the oracle is given. `journals` are SQLite files by till."""

    entries: list[Entry] = field(default_factory=list)
    payments: list[LedgerPayment] = field(default_factory=list)
    receipts: list[LedgerReceipt] = field(default_factory=list)
    journals: dict[str, Path] = field(default_factory=dict)
    calm_sales: set[str] = field(default_factory=set)
    never_provable: bool = False
    """CLICK neither returns unconfirmed money by itself nor finds anything by our id, from first to last."""
    faults_off_at: float = 0.0
    ended_at: float = 0.0

    def digest(self) -> str:
        """sha256 of the whole history: equal seeds give equal digests."""
        parts = [repr(entry) for entry in self.entries]
        parts += [repr(payment) for payment in self.payments] + [repr(one) for one in self.receipts]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Breach(NamedTuple):
    """An invariant that did not hold."""

    invariant: str
    text: str
