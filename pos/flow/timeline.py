"""The recorded events of one payment as values for whoever shows them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from pos.core.payment import PaymentState
from pos.flow.ports import TimelineEntry


def timeline(events: Iterable[Mapping[str, object]]) -> tuple[TimelineEntry, ...]:
    """The journal's rows (at, state, note, facts) as entries; oldest first, as they came."""
    return tuple(_entry(event) for event in events)


def _entry(event: Mapping[str, object]) -> TimelineEntry:
    facts = json.loads(str(event["facts"]))
    remarks = facts.get("remarks") or {}
    return TimelineEntry(
        at=datetime.fromisoformat(str(event["at"])),
        state=PaymentState(str(event["state"])),
        note=str(event["note"]),
        status=facts.get("click_status"),
        remarks={str(name): str(said) for name, said in remarks.items()},
    )
