"""Where a mutant may put its mistake in; as it stands, everything is the real thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.core.payment import Timers
from pos.flow.ports import Clock, Ids, PaymentJournal, ServiceJournal
from pos.flow.recovery import Recovery

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.wire import Wire


class Kit:
    """The honest program."""

    def timers(self, timers: Timers) -> Timers:
        return timers

    def clock(self, clock: Clock) -> Clock:
        return clock

    def ids(self, ids: Ids) -> Ids:
        return ids

    def payments(self, payments: PaymentJournal, till: Till) -> PaymentJournal:
        return payments

    def services(self, services: ServiceJournal) -> ServiceJournal:
        return services

    def gateway(self, wire: Wire, till: Till) -> Wire:
        return wire

    def recovery(self, recovery: Recovery, till: Till) -> Recovery:
        return recovery

    def text(self, text: str) -> str:
        return text

    def finish(self, till: Till) -> None:
        """Change what is built."""
