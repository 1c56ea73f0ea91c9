"""News of the flow at the till's main window: who is told, what is said, what is read again. GUI thread."""

from __future__ import annotations

from pos.core.fiscal import FiscalState
from pos.core.order import OrderKind
from pos.core.payment import Payment, PaymentState
from pos.flow.events import (
    AlarmKind,
    AlarmRaised,
    Event,
    FiscalChanged,
    HostChanged,
    LinkChanged,
    OrderChanged,
    OrderNews,
    PaperSkipped,
    PaymentChanged,
    PrintChanged,
)
from pos.screens.counter import Counter
from pos.screens.desk import OVER, Stage
from pos.screens.fiscal_remarks import read_rates
from pos.screens.knowledge import QUEUED, read_mode, read_queue
from pos.screens.order_chip import sound_of
from pos.screens.order_holds import called
from pos.screens.paying import Paying
from pos.screens.recalling import Recalling
from pos.screens.sounds import Sound
from pos.screens.words import Sentence, _

_SHOWS_MODE = frozenset(
    {PaymentState.PAID, PaymentState.REFUSED, PaymentState.CANCELLED, PaymentState.MANUAL}
)
"""After these the confirmation mode is read again: the payment has shown it."""


class Hearing:
    """Takes events in the order in which the flow published them."""

    def __init__(self, counter: Counter, paying: Paying, recalling: Recalling) -> None:
        self._c = counter
        self._paying = paying
        self._recalling = recalling

    def hear(self, event: Event) -> None:
        """One event."""
        c = self._c
        match event:
            case PaymentChanged():
                self._payment(event)
            case LinkChanged():
                if c.strip.click_ok and not event.ok:
                    c.tell(Sentence(_("Offline. Cash works")))
                c.strip = c.strip.learn(event)
            case FiscalChanged() | PrintChanged():
                self._paying.learn_aside(event)
                self._receipt(event)
            case PaperSkipped():
                self._paying.learn_aside(event)  # nothing is wrong: the strip and the toast keep silent
            case AlarmRaised():
                self._alarm(event)
            case OrderChanged():
                self._order(event)
            case HostChanged():
                self._host(event)

    def _receipt(self, event: FiscalChanged | PrintChanged) -> None:
        c = self._c
        c.strip = c.strip.learn(event)
        if sentence := _worth_telling(event):
            c.tell(sentence)
        if isinstance(event, FiscalChanged):
            read_queue(c)

    def _order(self, event: OrderChanged) -> None:
        self._c.orders.put(event.card, self._c.now())
        if sound := sound_of(event.news):
            self._c.play(sound)
        if event.news is OrderNews.PAID and event.card.order.kind is OrderKind.ONE_SHOT:
            told = _("Order No. {number} is paid, it is to be collected\nCtrl F8 shows it")
            self._c.tell(Sentence.of(told, number=called(event.card)))

    def _host(self, event: HostChanged) -> None:
        """Its banner goes by itself when the host answers again."""
        if event.ok:
            self._c.alarms.over(AlarmKind.HOST_LOST)
        else:
            self._alarm(AlarmRaised(AlarmKind.HOST_LOST, event.at, {"why": event.why}))

    def _alarm(self, event: AlarmRaised) -> None:
        if self._c.alarms.hear(event):
            self._c.play(Sound.UNKNOWN)

    def _payment(self, event: PaymentChanged) -> None:
        c, payment = self._c, event.payment
        before = c.background.get(payment.transaction_id)
        self._paying.learn(event)
        aside = c.background.get(payment.transaction_id)
        if aside is not None and aside.stage in OVER and (before is None or before.stage is not aside.stage):
            self._recalling.speak_up(payment.transaction_id)
            if c.background.get(payment.transaction_id) is not None:  # its card is not on the screen
                c.tell(_found_out(payment, aside.stage))
        if payment.state in _SHOWS_MODE:
            read_mode(c)
            read_rates(c)


def _found_out(payment: Payment, stage: Stage) -> Sentence:
    """The result of a payment that nobody looks at now; it is known, so a message may tell it."""
    match stage:
        case Stage.PAID:
            text = _("Paid {amount}: it was found out\nF6 shows the receipt")
        case Stage.RETURNED:
            text = _("{amount} was returned to the customer\nF6 shows the receipt")
        case _:
            text = _("Not paid {amount}: no money was taken\nF6 shows the receipt")
    return Sentence.of(text, amount=payment.amount)


def _worth_telling(event: FiscalChanged | PrintChanged) -> Sentence | None:
    """What the cashier should know of paper and OFD; None when all is well."""
    if isinstance(event, PrintChanged):
        if event.ok:
            return None
        if event.waiting:
            return Sentence(_("The receipt waits for the printer and comes out by itself\nThe sale is safe"))
        return Sentence(_("The receipt was not printed. The sale is safe, F7 prints it again"))
    if event.state is FiscalState.PENDING and event.why:
        return QUEUED
    return None
