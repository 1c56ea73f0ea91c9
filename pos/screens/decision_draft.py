"""What the manager has entered so far, and what it amounts to. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from pos.core.payment import Decision, Payment, PaymentId, Verdict
from pos.flow.ports import TimelineEntry
from pos.screens.decision_words import REASONS
from pos.screens.words import Words

LONGEST_NUMBER = 19
"""Digits of CLICK's payment_id at most (G10)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One page's state. `reason` is the number of a usual one; nothing here was written anywhere."""

    payment: Payment | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    verdict: Verdict | None = None
    reason: int | None = None
    by: str = ""
    other: str = ""
    number: str = ""
    confirming: bool = False
    shows_missing: bool = False
    error: BaseException | None = None
    signing: bool = False

    @property
    def needs_number(self) -> bool:
        """Whether CLICK's payment number must be typed: it is paid, and CLICK never told us which."""
        return self.verdict is Verdict.PAID and self.payment is not None and self.payment.payment_id is None

    @property
    def payment_id(self) -> PaymentId | None:
        """The typed number, when it can be one."""
        digits = self.number.strip()
        fits = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_NUMBER
        return PaymentId(int(digits)) if fits and int(digits) else None

    def why(self, words: Words) -> str:
        """The reason as it is recorded: the usual one, and what was added, in the manager's language."""
        usual = ""
        if self.verdict and self.reason is not None:
            usual = words.say(REASONS[self.verdict][self.reason])
        return ". ".join(part for part in (usual, self.other.strip()) if part)

    def missing(self, words: Words) -> frozenset[str]:
        """The fields that keep it from being signed."""
        lacks = {
            "by": not self.by.strip(),
            "other": not self.why(words),
            "payment_id": self.needs_number and self.payment_id is None,
        }
        return frozenset(name for name, lack in lacks.items() if lack)

    def decision(self, words: Words) -> Decision | None:
        """What would be signed; None while something is missing."""
        if self.verdict is None or self.missing(words):
            return None
        number = self.payment_id if self.needs_number else None
        return Decision(self.verdict, self.by.strip(), self.why(words), number)
