"""What the manager must hear of although the sale goes on: one banner, each kind once. GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos.flow.events import AlarmKind, AlarmRaised
from pos.screens.views import ActionView, BannerView, Intent, Tone
from pos.screens.words import Words, _

DISMISS_KEY = "Ctrl F1"
MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class _Saying:
    what: str
    do: str
    tone: Tone = Tone.AMBER


_SAYINGS: Mapping[AlarmKind, _Saying] = {
    AlarmKind.CONFIRM_MODE_OFF: _Saying(
        _("CLICK took a payment without confirmation: the mode is off"),
        _("Turn the confirmation on at CLICK, or correct the settings. A lost answer now needs the manager"),
    ),
    AlarmKind.CONFIRM_MODE_ON: _Saying(
        _("CLICK asks for a confirmation that the settings do not expect"),
        _("Payments are confirmed all the same. Correct the settings"),
    ),
    AlarmKind.CLOCK_WRONG: _Saying(
        _("Check the time on this computer (it is off by {minutes} min)"),
        _("Set the clock and the time zone: with a wrong time CLICK refuses payments"),
    ),
    AlarmKind.SERVER_UNTRUSTED: _Saying(
        _("The protection of the connection to CLICK does not hold"),
        _("Nothing was sent. Somebody may stand between: check the network, do not go around it"),
        Tone.RED,
    ),
    AlarmKind.JOURNAL_FAILED: _Saying(
        _("The journal failed in the middle of payment {transaction_id}"),
        _("Stop selling by CLICK and check the disk. The payment is being found out"),
        Tone.RED,
    ),
    AlarmKind.RECEIPT_FOUND: _Saying(
        _("The OFD has a receipt for payment {payment_id} that this till did not send"),
        _("Find out who else makes fiscal receipts for this shop"),
    ),
    AlarmKind.PAYMENT_ID_TAKEN: _Saying(
        _("CLICK named a payment that belongs to another sale: {transaction_id}"),
        _("Do not hand over the goods. Ask CLICK's support about both payments"),
        Tone.RED,
    ),
    AlarmKind.FISCAL_REFUSED: _Saying(
        _("CLICK does not take the fiscal receipt of payment {payment_id}"),
        _("Open the OFD queue (Ctrl F7), correct the goods or the settings and send again"),
    ),
    AlarmKind.SERVER_OFF: _Saying(
        _("Online orders cannot be paid: the server does not start"),
        _("Close the program that has its port, or choose another port in the settings"),
    ),
    AlarmKind.HOST_LOST: _Saying(
        _("The host of the online orders does not answer: new orders are not shown"),
        _("Sales at the counter go on. Check the network, the host and the key of this till"),
    ),
    AlarmKind.ORDER_TO_RETURN: _Saying(
        _("Order {order_id} is paid and cannot be delivered"),
        _("Do not hand over the goods. The manager returns the money in CLICK's cabinet"),
        Tone.RED,
    ),
    AlarmKind.ORDER_ODD: _Saying(
        _("CLICK says of order {order_id} what does not fit"),
        _("Compare it with CLICK's cabinet before any goods leave"),
    ),
}


@dataclass(slots=True)
class Alarms:
    """What was raised and not yet dismissed, in the order in which it was first raised; each order by itself.

    Before it comes what was missed: steps that failed after somebody had turned to something else.
    """

    _raised: dict[tuple[AlarmKind, object], AlarmRaised] = field(default_factory=dict)
    _missed: list[str] = field(default_factory=list)

    def hear(self, alarm: AlarmRaised) -> bool:
        """Take an alarm; the same kind again only brings its newest facts. Whether it is a new one."""
        name = (alarm.kind, alarm.facts.get("order_id"))
        is_new = name not in self._raised
        self._raised[name] = alarm
        return is_new

    def over(self, kind: AlarmKind) -> None:
        """What was raised has ended by itself."""
        for name in [name for name in self._raised if name[0] is kind]:
            del self._raised[name]

    def miss(self, told: str) -> None:
        """Take why a step with an online order did not work, when its page was not there to say it."""
        self._missed.append(told)

    def dismiss(self) -> None:
        """Somebody has read the one that is shown."""
        if self._missed:
            del self._missed[0]
            return
        for name in list(self._raised)[:1]:
            del self._raised[name]

    def banner(self, words: Words) -> BannerView | None:
        """The oldest one in words; None when there is nothing to say."""
        alarm = next(iter(self._raised.values()), None)
        others = len(self._raised) + len(self._missed) - 1
        if self._missed:
            tone, what, do = Tone.RED, words.say("A step with an online order did not work"), self._missed[0]
        elif alarm is not None:
            saying = _SAYINGS[alarm.kind]
            tone, what, do = saying.tone, words.say(saying.what, **_facts(alarm)), words.say(saying.do)
        else:
            return None
        return BannerView(
            tone=tone,
            what=what,
            do=do,
            more=words.say("and {count} more", count=others) if others else "",
            dismiss=ActionView(Intent.DISMISS, words.say("Seen"), DISMISS_KEY),
        )


def _facts(alarm: AlarmRaised) -> dict[str, object]:
    facts = dict(alarm.facts)
    if alarm.kind is AlarmKind.CLOCK_WRONG:
        skew_s = facts.get("skew_s")
        off_s = abs(float(str(skew_s))) if skew_s is not None else 0.0
        facts["minutes"] = max(1, round(off_s / MINUTE_S))
    return facts
