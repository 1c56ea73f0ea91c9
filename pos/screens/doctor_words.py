"""What `pos doctor` found, in words: each check is a word, a level, what was seen and what to do. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pos.core.errors import PosError
from pos.logs import redacted
from pos.screens.wording import explain
from pos.screens.words import Sentence, Words, _


class Level(StrEnum):
    """How a check ended."""

    GREEN = "green"  # as it should be
    YELLOW = "yellow"  # the till sells; somebody should know or look
    RED = "red"  # the till cannot sell, or money may go wrong


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `seen` is a sentence, or the error that it met; `do` is empty when nothing is to be done."""

    name: str
    level: Level
    seen: Sentence | PosError
    do: Sentence | None = None


TITLES: Mapping[str, str] = {
    "versions": _("Versions"),
    "settings": _("Settings"),
    "address": _("CLICK's address"),
    "home": _("Folder of the till"),
    "journal": _("Journal"),
    "black_box": _("Black box"),
    "click": _("CLICK answers"),
    "key": _("Key"),
    "clock": _("Clock"),
    "confirm_mode": _("Confirmation mode"),
    "search": _("Search by our number"),
    "ofd_queue": _("OFD queue"),
    "payments": _("Payments that are not over"),
    "power": _("Power and time source"),
}
"""Every check by its stable name, in the order in which they are told."""

_MARKS = {Level.GREEN: "OK ", Level.YELLOW: " ! ", Level.RED: " X "}


def seen(check: Check, words: Words) -> str:
    """What was seen, in words and without secrets."""
    if isinstance(check.seen, Sentence):
        return words.tell(check.seen)
    return redacted(explain(check.seen, words).what)


def advice(check: Check, words: Words) -> str:
    """What to do; empty when nothing is."""
    if check.do is not None:
        return words.tell(check.do)
    return explain(check.seen, words).do if isinstance(check.seen, PosError) else ""


def report(checks: Sequence[Check], words: Words) -> list[str]:
    """The lines for a console: each check, then the sum of them."""
    lines = []
    for check in checks:
        lines.append(f"[{_MARKS[check.level]}] {words.say(TITLES[check.name])}: {seen(check, words)}")
        if do := advice(check, words):
            lines.append(f"      → {do}")
    return [*lines, verdict(checks, words)]


def verdict(checks: Sequence[Check], words: Words) -> str:
    """One sentence over all of them."""
    red = sum(check.level is Level.RED for check in checks)
    yellow = sum(check.level is Level.YELLOW for check in checks)
    if red:
        return words.say("Not well: {count}. Begin with the lines marked X", count=red)
    if yellow:
        return words.say("The till can sell. To be looked at: {count}", count=yellow)
    return words.say("All is well")


def as_json(checks: Sequence[Check], words: Words) -> dict[str, object]:
    """The same for other programs; `ok` is false when any check is red."""
    return {
        "ok": all(check.level is not Level.RED for check in checks),
        "checks": [
            {
                "name": check.name,
                "level": str(check.level),
                "seen": seen(check, words),
                "do": advice(check, words),
            }
            for check in checks
        ],
    }
