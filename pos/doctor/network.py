"""CLICK: whether it answers over TLS, whether it takes the key, and what time it has. One or two reads."""

from __future__ import annotations

import asyncio
import secrets

from pos.core.errors import NoConnection, PosError, UntrustedServer
from pos.core.payment import TransactionId
from pos.core.tashkent import business_day
from pos.doctor.patient import Click, Patient
from pos.logs import redacted
from pos.screens.doctor_words import Check, Level
from pos.screens.words import Sentence, _
from pos.settings import Settings

SKEW_YELLOW_S, SKEW_RED_S = 5, 30
G, Y, R = Level.GREEN, Level.YELLOW, Level.RED


async def about_click(patient: Patient) -> list[Check]:
    """Reachable and trusted, key, clock."""
    if patient.click is None:
        seen = Sentence(_("CLICK was not asked"))
        return [Check(name, Y, seen) for name in ("click", "key", "clock")]
    try:
        async with asyncio.timeout(patient.network_s):
            reply = await patient.click.probe()
            untrusted = reply.verdict == "no_connection" and await _is_untrusted(patient.click, patient)
    except TimeoutError:
        seen = Sentence.of(_("No answer within {count} seconds"), count=round(patient.network_s))
        return [Check("click", R, seen, Sentence(_("Check the network, then ask again"))), *_not_asked()]
    note = redacted(reply.note)[:200]
    match reply.verdict:
        case "key_good":
            return [_reached(patient), Check("key", G, Sentence(_("CLICK accepts it"))), _clock(reply.skew_s)]
        case "key_wrong":
            return [_reached(patient), _refused_key(patient), _clock(reply.skew_s)]
        case "no_connection":
            trouble = UntrustedServer(note) if untrusted else NoConnection(note)
            return [Check("click", R, trouble), *_not_asked()]
        case _:
            seen = Sentence.of(_("CLICK answered, but not clearly: {note}"), note=note)
            do = Sentence(_("Ask again in some minutes; if it stays so, ask CLICK"))
            return [
                Check("click", Y, seen, do),
                Check("key", Y, Sentence(_("Not known"))),
                _clock(reply.skew_s),
            ]


async def _is_untrusted(click: Click, patient: Patient) -> bool:
    """Whether TLS was refused: `probe` tells only that no byte left."""
    nobody = TransactionId(f"PROBE{secrets.token_hex(10).upper()}Z")
    try:
        await click.look_up(nobody, business_day(patient.clock.now()), patient.network_s)
    except PosError as error:
        return isinstance(error, UntrustedServer)
    return False


def _not_asked() -> list[Check]:
    return [Check(name, Y, Sentence(_("Not known"))) for name in ("key", "clock")]


def _reached(patient: Patient) -> Check:
    local = isinstance(patient.settings, Settings) and patient.settings.is_simulator
    return Check("click", G, Sentence(_("The simulator answers") if local else _("CLICK answers, TLS holds")))


def _refused_key(patient: Patient) -> Check:
    if isinstance(patient.settings, Settings) and not patient.settings.click.secret_key:
        do = Sentence(_("Run “pos till” and enter the key that CLICK gave"))
        return Check("key", R, Sentence(_("No key is set")), do)
    do = Sentence(_("Check the time on this computer, then the key in the settings"))
    return Check("key", R, Sentence(_("CLICK does not accept the key")), do)


def _clock(skew_s: int | None) -> Check:
    if skew_s is None:
        return Check("clock", Y, Sentence(_("CLICK did not say its time")))
    seen = (
        Sentence.of(_("{count} s ahead of CLICK"), count=skew_s)
        if skew_s >= 0
        else Sentence.of(_("{count} s behind CLICK"), count=-skew_s)
    )
    do = Sentence(_("Let the system set the time by the network"))
    if abs(skew_s) > SKEW_RED_S:
        return Check("clock", R, seen, do)
    return Check("clock", Y, seen, do) if abs(skew_s) > SKEW_YELLOW_S else Check("clock", G, seen)
