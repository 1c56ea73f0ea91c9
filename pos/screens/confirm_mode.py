"""What is known of CLICK's confirmation mode, in words (decision 7). Pure."""

from __future__ import annotations

from pos.core.tashkent import local_text
from pos.flow.ports import ModeKnown
from pos.screens.words import Words


def mode_text(mode: ModeKnown | None, words: Words) -> str:
    """One line: on, off, asked for but not seen, or not seen yet; with the date."""
    say = words.say
    if mode is None:
        return say("Confirmation: not read yet")
    if mode.asked:
        at = local_text(mode.asked.at)
        return (
            say("Confirmation: turning on was requested {at}, not yet seen", at=at)
            if mode.asked.on
            else say("Confirmation: turning off was requested {at}, not yet seen", at=at)
        )
    if mode.seen is None or mode.seen_at is None:
        return say("Confirmation: not seen yet, the first payment shows it")
    at = local_text(mode.seen_at)
    if mode.seen:
        return say("Confirmation: on, seen {at}", at=at)
    return say("Confirmation: OFF, seen {at}", at=at)


def is_wrongly_off(mode: ModeKnown | None) -> bool:
    """Whether a payment has shown that the confirmation is off although the settings expect it."""
    return mode is not None and mode.is_on is False and mode.expected
