"""Everything that a seed decides: CLICK's personality, the customers, the faults, what befalls the PC."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

FAULTS = (
    "not_sent", "lost_request", "lost_answer", "reset_before", "reset_after", "late", "502_before",
    "502_after", "truncated", "wrong_types", "html", "slow", "reordered",
)  # fmt: skip
DOWN_S = (0.5, 5.0, 45.0, 86_400.0)
JUMPS_S = (40.0, -40.0, -3600.0)
STARTS = (
    "2026-11-24T09:30:00",  # a plain day
    "2026-11-24T18:57:30",  # Tashkent's midnight is near (UTC+5)
    "2026-11-24T18:59:40",
    "2026-11-30T18:58:30",  # and a month's end
    "2026-11-24T23:58:30",  # midnight in UTC
)


class Dice(random.Random):
    """A seeded source with the few throws that are needed here."""

    def hits(self, probability: float) -> bool:
        return self.random() < probability


@dataclass(frozen=True, slots=True)
class Personality:
    """What CLICK's documentation is silent about (reliability.md §0.1, §3.4), one way per seed."""

    confirm_mode: bool
    flips_at_s: float | None
    mti: str  # works, zone, blind
    mti_zone_h: int
    mti_says_status: bool
    hold_status: int
    cancel_lag_s: float
    cancelled_is_error: bool
    second_confirm_ok: bool
    early_confirm_ok: bool
    ofd_doubles: bool
    link_after_s: float
    second_reversal_ok: bool

    @classmethod
    def throw(cls, dice: Dice) -> Personality:
        """One of the many CLICKs that the documentation allows."""
        mode = dice.choice(("on", "on", "off", "flips"))
        mti = dice.choice(("works", "works", "zone", "blind"))
        return cls(
            confirm_mode=mode == "on" or (mode == "flips" and dice.hits(0.5)),
            flips_at_s=dice.uniform(1, 200) if mode == "flips" else None,
            mti=mti,
            mti_zone_h=dice.choice((0, 3, 8)) if mti == "zone" else 5,
            mti_says_status=dice.hits(0.7),
            hold_status=dice.choice((2, 2, 1)),
            cancel_lag_s=dice.uniform(0, 5),
            cancelled_is_error=dice.hits(0.3),
            second_confirm_ok=dice.hits(0.5),
            early_confirm_ok=dice.hits(0.5),
            ofd_doubles=dice.hits(0.5),
            link_after_s=dice.choice((0.0, 0.2, dice.uniform(0, 30))),
            second_reversal_ok=dice.hits(0.5),
        )


@dataclass(frozen=True, slots=True)
class Customer:
    """What the holder of one code does. decision: approve, decline, refused, refused_named."""

    delay_s: float
    decision: str

    @classmethod
    def throw(cls, dice: Dice, *, calm: bool) -> Customer:
        """Mostly quick; 8 % do not pay."""
        if calm:
            return cls(0.0, "approve")
        delay_s = dice.choices((0.0, dice.uniform(0.5, 10), dice.uniform(10, 40)), (60, 22, 18))[0]
        decision = dice.choice(("decline", "refused", "refused_named")) if dice.hits(0.08) else "approve"
        return cls(delay_s, decision)


@dataclass(slots=True)
class Blow:
    """Something that befalls a PC at its n-th point (before or after a commit or a call)."""

    kind: str  # crash, jump, suspend, disk_full, stall
    amount: float = 0.0
    reboot: bool = False


@dataclass(slots=True)
class Plan:
    """The whole schedule of one seed, but the dice that are thrown on the way."""

    calm: bool
    fault_rate: float
    personality: Personality
    start: str
    tills: int
    blows: list[dict[int, Blow]] = field(default_factory=list)

    @classmethod
    def throw(cls, seed: int) -> Plan:
        """What a seed decides beforehand."""
        dice = Dice(seed * 7919 + 1)
        calm = dice.hits(0.12)
        personality = Personality.throw(dice)
        plan = cls(
            calm=calm,
            fault_rate=0.0 if calm else dice.choice((0.0, 0.05, 0.05, 0.2, 0.2, 0.5)),
            personality=personality,
            start=dice.choice(STARTS),
            tills=2 if dice.hits(0.2) else 1,
        )
        plan.blows = [_blows(dice, calm=calm, downs=DOWN_S[: 5 - plan.tills]) for _ in range(plan.tills)]
        return plan


def _blows(dice: Dice, *, calm: bool, downs: tuple[float, ...]) -> dict[int, Blow]:
    """Where crashes (at most three) and the rest strike; clock jumps come to calm schedules, too."""
    blows: dict[int, Blow] = {}  # two tills: no day-long down-time, or the other one would idle for a day

    def strike(blow: Blow) -> None:
        blows[int(dice.triangular(1, 90, 12))] = blow

    if calm:
        for _ in range(dice.choice((0, 1, 2))):
            strike(Blow("jump", dice.choice(JUMPS_S)))
        return blows
    if dice.hits(0.2):
        strike(Blow("jump", dice.choice(JUMPS_S)))
    if dice.hits(0.1):
        strike(Blow("suspend", dice.choice((2.0, 20.0, 60.0, 600.0))))
    if dice.hits(0.12):
        strike(Blow("disk_full", dice.choice((1.0, 10.0, 60.0, 120.0))))
    if dice.hits(0.1):
        strike(Blow("stall", dice.choice((0.5, 3.0, 15.0, 27.0))))
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
        strike(Blow("crash", dice.choices(downs, (30, 30, 25, 15)[: len(downs)])[0], reboot=dice.hits(0.4)))
    return blows | _lid(dice)


def _lid(dice: Dice) -> dict[int, Blow]:
    """Seldom: a lid that opens and closes all the time; answers are read long after they were given."""
    closings = 6 if dice.hits(0.08) else 0
    return {
        dice.randint(5, 140): Blow("suspend", dice.choice((20.0, 60.0, 70.0, 600.0))) for _ in range(closings)
    }
