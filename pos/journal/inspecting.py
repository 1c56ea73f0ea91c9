"""A full check of a journal by its file, whoever owns it, over a connection that only reads. Any thread."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pos.core.errors import JournalDamaged, JournalOlder
from pos.journal.black_box import BlackBox
from pos.journal.database import Journal
from pos.journal.troubles import translated
from pos.journal.verify import Flaw, Report, verify


def inspect(path: Path, black_box: Path) -> Report:
    """Check every link, every payment and the black box. A file that is damaged is a report, not an error.

    Raises:
        JournalNewer, JournalBusy, HomeUnusable, JournalTrouble: it could not be looked into.
    """
    if not path.exists() or not path.stat().st_size:
        return Report()
    try:
        journal = Journal(path, read_only=True)
    except JournalDamaged as error:
        return Report(flaw=Flaw.FILE, trouble=error.detail)
    try:
        with translated(path):
            report = verify(journal, last=None)
            return _against(BlackBox(black_box), journal, report) if report.ok else report
    finally:
        journal.close()


def _against(black_box: BlackBox, journal: Journal, report: Report) -> Report:
    try:
        black_box.compare(journal.live())
    except JournalOlder as error:
        text = f"the black box knows link {error.facts['known_seq']}, the journal ends at {report.head_seq}"
        return replace(report, flaw=Flaw.OLDER, trouble=text)
    return report
