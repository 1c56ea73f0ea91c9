"""What a till needs to sell, looked at one thing after another. Only reads; moves no money, never raises.

Each check stands alone: one that fails says so and stops no other. What may hang has a limit of its own, and
the whole examination ends within `LIMIT_S`.
"""

from __future__ import annotations

import asyncio

from pos.doctor.books import about_books, not_over, read_books
from pos.doctor.machine import about_home, about_power, about_settings, about_versions
from pos.doctor.network import about_click
from pos.doctor.patient import LIMIT_S, BooksSeen, Click, Patient, guarded, now, within
from pos.screens.doctor_words import TITLES, Check

__all__ = ["LIMIT_S", "BooksSeen", "Click", "Patient", "examine", "not_over", "read_books", "within"]

_OF_CLICK = ("click", "key", "clock")
_OF_BOOKS = ("journal", "black_box", "confirm_mode", "search", "ofd_queue", "payments")


async def examine(patient: Patient) -> list[Check]:
    """All checks, in the order of `TITLES`; takes at most `LIMIT_S` seconds."""
    groups = await asyncio.gather(
        guarded(("versions",), now(about_versions)),
        guarded(("settings", "address"), now(lambda: about_settings(patient))),
        guarded(("home",), within(patient.disk_s, lambda: about_home(patient.home, live=patient.is_live))),
        guarded(("power",), within(patient.disk_s, lambda: about_power(patient.clock))),
        guarded(_OF_CLICK, about_click(patient)),
        guarded(_OF_BOOKS, about_books(patient)),
    )
    order = list(TITLES)
    return sorted((check for group in groups for check in group), key=lambda check: order.index(check.name))
