"""One payment's story for CLICK's support, out of the open parts: for the command and for the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pos import __version__
from pos.paths import trouble, write_private
from pos.screens.words import Words

if TYPE_CHECKING:
    from pos.bootstrap import Parts
    from pos.core.payment import Payment


async def bundle_of(parts: Parts, payment: Payment, words: Words) -> str:
    """The text of the payment's bundle, redacted. Engine thread; reads only."""
    from pos.screens.bundle import BundleFacts, bundle_text

    books, tid = parts.books, payment.transaction_id
    events = books.payments.events(tid)
    entry = books.outbox.entry(payment.payment_id) if payment.payment_id is not None else None
    [newest] = books.journal.rows(
        "SELECT hash FROM payment_events WHERE transaction_id = ? ORDER BY seq DESC LIMIT 1", (tid,)
    )
    facts = BundleFacts(
        program=f"Click POS {__version__}",
        made_at=parts.clock.now(),
        mode=await parts.checkout.confirm_mode(),
        fiscal=entry,
        last_hash=str(newest["hash"]),
    )
    return bundle_text(payment, await parts.checkout.timeline(tid), events, words, facts)


async def write_bundle(parts: Parts, payment: Payment, words: Words) -> Path:
    """Write it into the home's folder for support, over an older one of the same payment; the file.

    Raises:
        HomeUnusable, DiskFull.
    """
    from pos.screens.bundle import bundle_name

    file = parts.home.folder / "support" / bundle_name(payment)
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise trouble(parts.home.folder, error) from error
    write_private(file, (await bundle_of(parts, payment, words)).encode("utf-8", "replace"))
    return file
