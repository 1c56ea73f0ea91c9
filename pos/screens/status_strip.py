"""The strip «what works now»: cash, CLICK, OFD, printer, always in this order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos.flow.events import FiscalChanged, LinkChanged, PrintChanged
from pos.screens.background import Background, Parked
from pos.screens.desk import Stage
from pos.screens.views import ChipView
from pos.screens.words import Words


@dataclass(frozen=True, slots=True)
class Strip:
    """What was last heard of each part."""

    click_ok: bool = True
    ofd_queue: int = 0
    printer_ok: bool = True

    def learn(self, event: LinkChanged | FiscalChanged | PrintChanged) -> Strip:
        """With the news of `event`."""
        match event:
            case LinkChanged():
                return replace(self, click_ok=event.ok)
            case FiscalChanged():
                return replace(self, ofd_queue=event.queue)
            case PrintChanged():
                return replace(self, printer_ok=event.ok)


def chips(strip: Strip, background: Background, doubt_on_screen: bool, words: Words) -> tuple[ChipView, ...]:
    """The four chips. `doubt_on_screen` counts the payment on the screen among those being checked."""
    say = words.say
    queue = strip.ofd_queue
    return (
        ChipView("cash", say("Cash")),
        _click(strip, background, doubt_on_screen, words),
        ChipView("ofd", say("OFD"), say("{count} in the queue", count=queue), "queue")
        if queue
        else ChipView("ofd", say("OFD")),
        ChipView("printer", say("Printer"))
        if strip.printer_ok
        else ChipView("printer", say("Printer"), say("does not print"), "down"),
    )


def _click(strip: Strip, background: Background, doubt_on_screen: bool, words: Words) -> ChipView:
    urgent = background.most_urgent
    if urgent and urgent.stage is not Stage.UNKNOWN:
        return _decided(urgent, words)
    checking = background.checking + doubt_on_screen
    if checking:
        detail = words.say("checking payments: {count}", count=checking)
        return ChipView("click", "CLICK", detail, "checking", urgent.transaction_id if urgent else "")
    if not strip.click_ok:
        return ChipView("click", "CLICK", words.say("no network"), "down")
    return ChipView("click", "CLICK Pass")


def _decided(parked: Parked, words: Words) -> ChipView:
    ref = parked.transaction_id
    match parked.stage:
        case Stage.MANUAL:
            return ChipView("click", "CLICK", words.say("call the manager"), "checking", ref)
        case Stage.PAID:
            return ChipView("click", "CLICK", words.say("paid {amount}", amount=parked.amount), "fine", ref)
        case _:
            return ChipView(
                "click", "CLICK", words.say("not paid {amount}", amount=parked.amount), "down", ref
            )
