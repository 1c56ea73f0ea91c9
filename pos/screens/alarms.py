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
}


@dataclass(slots=True)
class Alarms:
    """What was raised and not yet dismissed, in the order in which it was first raised."""

    _raised: dict[AlarmKind, AlarmRaised] = field(default_factory=dict)

    def hear(self, alarm: AlarmRaised) -> bool:
        """Take an alarm; the same kind again only brings its newest facts. Whether it is a new one."""
        is_new = alarm.kind not in self._raised
        self._raised[alarm.kind] = alarm
        return is_new

    def dismiss(self) -> None:
        """Somebody has read the one that is shown."""
        for kind in list(self._raised)[:1]:
            del self._raised[kind]

    def banner(self, words: Words) -> BannerView | None:
        """The oldest one in words; None when there is nothing to say."""
        alarm = next(iter(self._raised.values()), None)
        if alarm is None:
            return None
        saying, others = _SAYINGS[alarm.kind], len(self._raised) - 1
        return BannerView(
            tone=saying.tone,
            what=words.say(saying.what, **_facts(alarm)),
            do=words.say(saying.do),
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
