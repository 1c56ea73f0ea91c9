"""The journal: whether it holds, and what it knows of CLICK, of the OFD queue and of payments. Only reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pos.core.device_receipt import in_queue
from pos.core.fiscal import DEADLINE
from pos.core.payment import PaymentState, TransactionId
from pos.core.tashkent import local_text
from pos.doctor.patient import BooksSeen, Patient, within
from pos.journal.rows import NOT_OVER
from pos.logs import redacted
from pos.screens.doctor_words import Check, Level
from pos.screens.words import Sentence, _
from pos.settings import Settings
from pos.starts import Starts

if TYPE_CHECKING:
    from pos.journal.database import Journal
    from pos.journal.verify import Report

LINKS = 1000
OFD_RED = timedelta(hours=12)
"""So little of the OFD's deadline is left that a person must look."""

G, Y, R = Level.GREEN, Level.YELLOW, Level.RED


def read_books(journal: Journal, service_id: int, black_box: Path | None) -> BooksSeen:
    """Read what the checks need, in the thread of the journal. Raises JournalTrouble."""
    from pos.journal.black_box import BlackBox
    from pos.journal.outbox import JournalOutbox
    from pos.journal.services import JournalServices
    from pos.journal.verify import verify

    services, outbox = JournalServices(journal), JournalOutbox(journal)
    has_box = black_box is not None and black_box.exists()
    states = [str(row["state"]) for row in journal.rows(_NOT_OVER)]
    manual = states.count(PaymentState.MANUAL)
    return BooksSeen(
        report=verify(journal, LINKS),
        mode_seen=services.confirm_mode_seen(service_id),
        mode_asked=services.confirm_mode_asked(service_id),
        mti_verified=services.mti_verified(service_id),
        queue=[entry for entry in outbox.waiting() if in_queue(entry.state, entry.why)],
        lacking=len(outbox.unqueued()),
        open=len(states) - manual,
        manual=manual,
        box=BlackBox(black_box).newest() if black_box is not None and has_box else None,
        has_box=has_box,
    )


_NOT_OVER = f"SELECT transaction_id, state FROM payments WHERE {NOT_OVER} ORDER BY created_at"  # noqa: S608


def not_over(journal: Journal) -> list[TransactionId]:
    """Payments that are open or wait for a manager, oldest first. Raises JournalTrouble."""
    return [TransactionId(str(row["transaction_id"])) for row in journal.rows(_NOT_OVER)]


async def about_books(patient: Patient) -> list[Check]:
    """Journal, black box, confirmation mode, search, OFD queue, payments. Raises JournalTrouble."""
    if patient.books is None:
        nothing = Sentence(_("There is no journal yet: the first start makes it"))
        rest = Sentence(_("Nothing yet"))
        levels = {"black_box": G, "confirm_mode": Y, "search": Y, "ofd_queue": G, "payments": G}
        return [Check("journal", Y, nothing), *(Check(name, levels[name], rest) for name in levels)]
    # In the till the connection belongs to this thread; alone it is opened and closed in one of its own.
    books = patient.books() if patient.in_owner else await within(patient.disk_s, patient.books)
    expected = isinstance(patient.settings, Settings) and patient.settings.click.confirm_mode == "on"
    return [
        _journal(books.report),
        _black_box(books),
        _confirm_mode(books, expected=expected),
        _search(books),
        _ofd(books, patient.clock.now()),
        _payments(books, in_owner=patient.in_owner, stopped=Starts(patient.home).too_many),
    ]


def _journal(report: Report) -> Check:
    if report.ok:
        seen = Sentence.of(
            _("Whole; newest record {seq}, looked at: {count}"), seq=report.head_seq, count=report.links
        )
        return Check("journal", G, seen)
    seen = Sentence.of(_("Does not hold: {why}"), why=redacted(report.trouble))
    return Check("journal", R, seen, Sentence(_("Stop selling and call the manager")))


def _black_box(books: BooksSeen) -> Check:
    head = books.report.head_seq
    if not books.has_box or books.box is None:
        level = G if head == 0 else Y
        return Check("black_box", level, Sentence(_("There is none yet: the next start makes it")))
    seq, hashed = books.box
    if seq > head or (seq == head and hashed != books.report.head_hash):
        seen = Sentence.of(_("It knows record {seq}, the journal only {head}"), seq=seq, head=head)
        do = Sentence(_("An older copy of the journal lies in its place: stop selling and call the manager"))
        return Check("black_box", R, seen, do)
    if seq < head:
        seen = Sentence.of(_("Behind the journal by {count}: the next start puts it in"), count=head - seq)
        return Check("black_box", Y, seen)
    return Check("black_box", G, Sentence.of(_("As far as the journal, record {seq}"), seq=seq))


def _confirm_mode(books: BooksSeen, *, expected: bool) -> Check:
    """Decision 7: what the newest payment showed, or what was asked for since."""
    seen, asked = books.mode_seen, books.mode_asked
    if asked is not None and (seen is None or seen[1] <= asked.at):
        text = (
            _("On was asked for, not yet seen: {at}")
            if asked.on
            else _("Off was asked for, not yet seen: {at}")
        )
        told = Sentence.of(text, at=local_text(asked.at))
        return Check("confirm_mode", Y, told, Sentence(_("The first payment shows it")))
    if seen is None:
        told = Sentence(_("Never seen: there was no payment yet"))
        return Check("confirm_mode", Y, told, Sentence(_("The first payment shows it")))
    on, at = seen
    if on:
        level = G if expected else Y
        do = None if expected else Sentence(_("The settings say off: set click.confirm_mode to on"))
        return Check("confirm_mode", level, Sentence.of(_("On, seen {at}"), at=local_text(at)), do)
    told = Sentence.of(
        _("OFF, seen {at}: what is not confirmed does not go back by itself"), at=local_text(at)
    )
    return Check(
        "confirm_mode", R, told, Sentence(_("Switch it on: in the form of the first start, or ask CLICK"))
    )


def _search(books: BooksSeen) -> Check:
    if books.mti_verified:
        return Check("search", G, Sentence(_("Proven: CLICK finds our payments by our number")))
    told = Sentence(_("Not proven yet"))
    return Check(
        "search", Y, told, Sentence(_("The first paid sale proves it; until then the manager decides more"))
    )


def _ofd(books: BooksSeen, now: datetime) -> Check:
    do = Sentence(_("Look at the OFD queue in the till, or run “pos recover”"))
    if not books.queue:
        if not books.lacking:
            return Check("ofd_queue", G, Sentence(_("Empty")))
        seen = Sentence.of(_("Paid sales without what the OFD needs: {count}"), count=books.lacking)
        return Check(
            "ofd_queue", Y, seen, Sentence(_("Set the shop's TIN and the goods, then run “pos recover”"))
        )
    oldest = min(entry.created_at for entry in books.queue)
    until = oldest + DEADLINE
    seen = Sentence.of(
        _("Wait: {count}, the oldest since {since}, to be sent until {until}"),
        count=len(books.queue),
        since=local_text(oldest),
        until=local_text(until),
    )
    return Check("ofd_queue", R if until - now < OFD_RED else Y, seen, do)


def _payments(books: BooksSeen, *, in_owner: bool, stopped: bool) -> Check:
    seen = Sentence.of(
        _("Being checked: {open}, for the manager: {manual}"), open=books.open, manual=books.manual
    )
    if books.open and stopped:
        do = Sentence(_("The till stopped several times while it checked them: run “pos recover”"))
        return Check("payments", R, seen, do)
    if books.manual:
        return Check("payments", R, seen, Sentence(_("Run “pos payments”, then “pos payments decide”")))
    if books.open:
        text = (
            _("The till finds them out by itself") if in_owner else _("Start the till, or run “pos recover”")
        )
        return Check("payments", Y, seen, Sentence(text))
    return Check("payments", G, Sentence(_("None")))
