"""`pos journal verify`: whether the journal is whole, link by link. Only reads; made for a broken one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pos.commands.output import DONE, REFUSED, Output
from pos.paths import Home
from pos.screens.words import _

if TYPE_CHECKING:
    from pos.journal.verify import Report

_FLAWS = {
    "file": _("the file is damaged"),
    "gap": _("a record is missing"),
    "order": _("a record does not follow the one before it"),
    "changed": _("a record was changed"),
    "intent": _("a payment does not begin with its intent"),
    "move": _("a payment made a step that is not allowed"),
    "projection": _("a payment differs from its records"),
    "sale": _("a payment does not fit its sale"),
    "older": _("an older copy of the journal lies in its place"),
}


async def verify_journal(home: Home, output: Output, *, as_json: bool) -> int:
    """Exit 0 when it is whole, 3 when not. Raises JournalTrouble when it cannot be looked into.

    Works beside a till that sells: it reads over a connection of its own, in another thread.
    """
    from pos.journal.inspecting import inspect

    report = await asyncio.to_thread(inspect, home.journal, home.black_box)
    if as_json:
        output.json(_report_json(report))
    else:
        _say(report, output)
    return DONE if report.ok else REFUSED


def _report_json(report: Report) -> dict[str, object]:
    return {
        "ok": report.ok,
        "links": report.links,
        "payments": report.payments,
        "head_seq": report.head_seq,
        "head_hash": report.head_hash,
        "broken_seq": report.broken_seq,
        "trouble": report.trouble,
    }


def _say(report: Report, output: Output) -> None:
    say = output.words.say
    output.out(
        say("Records checked: {links}, payments: {payments}", links=report.links, payments=report.payments)
    )
    if report.head_seq:
        output.out(say("Newest record: {seq}, {hash}", seq=report.head_seq, hash=report.head_hash))
    if report.ok:
        output.out(say("The journal is whole"))
        return
    why = say(_FLAWS[report.flaw])
    if report.broken_seq is None:
        output.err(say("The journal does not hold: {why}", why=why))
    else:
        output.err(say("The journal does not hold at record {seq}: {why}", seq=report.broken_seq, why=why))
    output.err(
        say(
            "Stop selling and call the manager. Leave the folder as it is: it is the proof. Put back the"
            " newest backup that holds, and compare every payment since then with CLICK's cabinet"
        )
    )
    if report.flaw == "older":
        output.err(
            say(
                "If this copy shall stay, rename the file {file}: it remembers the newer payments",
                file="journal-black-box.jsonl",
            )
        )
