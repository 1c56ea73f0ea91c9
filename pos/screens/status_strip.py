"""The strip «what works now»: cash, CLICK, OFD, printer, always in this order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pos.flow.events import FiscalChanged, LinkChanged, PrintChanged
from pos.flow.ports import ModeKnown
from pos.screens.background import Background, Parked
from pos.screens.confirm_mode import is_wrongly_off, mode_text
from pos.screens.deadlines import deadline_text, is_late
from pos.screens.desk import Stage
from pos.screens.views import ChipView, Intent
from pos.screens.words import Words


@dataclass(frozen=True, slots=True)
class Strip:
    """What was last heard of each part. `ofd_oldest` is when the oldest waiting receipt was queued; UTC."""

    click_ok: bool = True
    ofd_queue: int = 0
    ofd_oldest: datetime | None = None
    printer_ok: bool = True
    papers: int = 0  # that wait for the printer
    queue_is_read: bool = False  # the question is under way
    queue_is_stale: bool = False  # and there was news meanwhile

    def learn(self, event: LinkChanged | FiscalChanged | PrintChanged) -> Strip:
        """With the news of `event`."""
        match event:
            case LinkChanged():
                return replace(self, click_ok=event.ok)
            case FiscalChanged():
                return replace(self, ofd_queue=event.queue)
            case PrintChanged():
                return replace(self, printer_ok=event.ok, papers=event.waiting)


def chips(
    strip: Strip,
    background: Background,
    mode: ModeKnown | None,
    now: datetime,
    words: Words,
    *,
    doubt_on_screen: bool,
) -> tuple[ChipView, ...]:
    """The four chips. `doubt_on_screen` counts the payment on the screen among those being checked."""
    say = words.say
    hint = mode_text(mode, words)
    return (
        ChipView("cash", say("Cash")),
        replace(_click(strip, background, mode, words, doubt_on_screen=doubt_on_screen), hint=hint),
        _ofd(strip, now, words),
        _printer(strip, words),
    )


def _printer(strip: Strip, words: Words) -> ChipView:
    """How many papers wait; they are printed by themselves when it is back, or by a press."""
    say = words.say
    if strip.papers:
        chip = ChipView("printer", say("Printer"), say("{count} in the queue", count=strip.papers), "queue")
        hint, intent = say("Press: print what waits now"), Intent.PRINT_WAITING
        return replace(chip, look="queue" if strip.printer_ok else "down", hint=hint, intent=intent)
    chip = ChipView("printer", say("Printer"), hint=say("Ctrl F11 sets the printer up"))
    return chip if strip.printer_ok else replace(chip, detail=say("does not print"), look="down")


def _ofd(strip: Strip, now: datetime, words: Words) -> ChipView:
    """How many wait and until when; it opens the queue."""
    hint = words.say("Ctrl F7 opens the queue")
    if not strip.ofd_queue:
        return ChipView("ofd", words.say("OFD"), hint=hint, intent=Intent.OFD_QUEUE)
    detail = words.say("{count} in the queue", count=strip.ofd_queue)
    if strip.ofd_oldest is not None:
        detail += f" · {deadline_text(strip.ofd_oldest, now, words)}"
    chip = ChipView("ofd", words.say("OFD"), detail, "queue", hint=hint, intent=Intent.OFD_QUEUE)
    late = strip.ofd_oldest is not None and is_late(strip.ofd_oldest, now)
    return replace(chip, look="down") if late else chip


def _click(
    strip: Strip, background: Background, mode: ModeKnown | None, words: Words, *, doubt_on_screen: bool
) -> ChipView:
    urgent = background.most_urgent
    if urgent and urgent.stage is not Stage.UNKNOWN:
        others = len(background.all) - 1
        decided = _decided(urgent, words)
        more = words.say("and {count} more", count=others) if others else ""
        return replace(decided, detail=" · ".join(part for part in (decided.detail, more) if part))
    checking = background.checking + doubt_on_screen
    if checking:
        detail = words.say("checking payments: {count}", count=checking)
        return ChipView("click", "CLICK", detail, "checking", urgent.transaction_id if urgent else "")
    if not strip.click_ok:
        return ChipView("click", "CLICK", words.say("no network"), "down")
    if is_wrongly_off(mode):
        return ChipView("click", "CLICK Pass", words.say("no confirmation"), "down")
    return ChipView("click", "CLICK Pass")


def _decided(parked: Parked, words: Words) -> ChipView:
    ref = parked.transaction_id
    match parked.stage:
        case Stage.MANUAL:
            return ChipView("click", "CLICK", words.say("call the manager"), "checking", ref)
        case Stage.CASH:
            return ChipView("click", "CLICK", words.say("cash is to be taken"), "checking", ref)
        case Stage.PAID:
            return ChipView("click", "CLICK", words.say("paid {amount}", amount=parked.amount), "fine", ref)
        case _:
            return ChipView(
                "click", "CLICK", words.say("not paid {amount}", amount=parked.amount), "down", ref
            )
