"""Something real with one thing otherwise: what most mutants are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pos.core.payment import PaymentState
from pos.flow.ports import PaymentJournal
from tests.simulation.kit import Kit

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.wire import Wire

S = PaymentState
Remarks = Mapping[str, str] | None


class Over:
    """Everything of `inner`, but what a subclass does otherwise."""

    def __init__(self, inner: object) -> None:
        self.inner: Any = inner

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the real one has
        return getattr(self.inner, name)


class OverWire(Kit):
    """A mutant whose mistake is in how it treats CLICK's answers."""

    _Spoilt: type[Over] = Over

    def gateway(self, wire: Wire, till: Till) -> Wire:
        return cast("Wire", self._Spoilt(wire))


class OverJournal(Kit):
    """A mutant whose mistake is in what it writes and when."""

    _Spoilt: type[Over] = Over

    def payments(self, payments: PaymentJournal, till: Till) -> PaymentJournal:
        return cast("PaymentJournal", self._Spoilt(payments))
