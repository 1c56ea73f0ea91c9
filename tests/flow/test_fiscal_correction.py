"""A receipt that CLICK refused is made anew with the codes that its goods have now, and sent once more."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace

import pytest

from pos.core.errors import ClickRefused, OutcomeUnknown
from pos.core.fiscal import FiscalState
from pos.core.money import Money
from pos.core.payment import Payment
from pos.flow.fiscal_correction import renewed
from pos.flow.fiscal_ports import FiscalEntry
from pos.journal.catalogue import JournalCatalogue
from tests.core.kit import APPLES, MILK
from tests.fakes.click import LINK
from tests.fakes.counter import Counter
from tests.flow.kit import pay
from tests.journal.kit import outside

OTHER = "00402001001000009"


def corrected(counter: Counter) -> None:
    """The manager gives the good another ИКПУ."""
    catalogue = JournalCatalogue(counter.journal)
    catalogue.load([replace(good, spic=OTHER, price=Money.of_sum(1)) for good in catalogue.all()])


def entry_of(counter: Counter, payment: Payment) -> FiscalEntry:
    assert payment.payment_id is not None
    entry = counter.outbox.entry(payment.payment_id)
    assert entry is not None
    return entry


def sold(entry: FiscalEntry) -> tuple[str, str]:
    """What was received, and under which codes."""
    assert entry.frozen is not None
    _payment_id, received, codes = entry.frozen.decode().split(":")
    return received, codes


def send(counter: Counter) -> int:
    counter.clock.pass_s(600)
    return asyncio.run(counter.checkout.send_queue())


def refused(counter: Counter) -> Payment:
    counter.click.submits = [ClickRefused("no", code=-5, note="SPIC not found"), None]
    counter.click.links = [None, None, LINK]
    payment = pay(counter)
    assert entry_of(counter, payment).why.startswith("refused: ")
    return payment


def test_a_refused_receipt_goes_again_with_the_corrected_code_and_the_price_it_was_sold_for(
    counter: Counter,
) -> None:
    payment = refused(counter)
    received, _codes = sold(entry_of(counter, payment))
    corrected(counter)
    assert send(counter) == 0
    done = entry_of(counter, payment)
    assert (done.state, sold(done), done.sends) == (FiscalState.DONE, (received, OTHER), 2)


def test_without_a_correction_it_stays_as_it_was(counter: Counter) -> None:
    payment = refused(counter)
    before = entry_of(counter, payment)
    counter.click.submits = [ClickRefused("no", code=-5, note="SPIC not found")]
    counter.click.links = [None]
    assert send(counter) == 1
    assert entry_of(counter, payment).frozen == before.frozen


@pytest.mark.parametrize("lost", [OutcomeUnknown("lost")])
def test_what_may_have_reached_the_ofd_is_never_made_anew(counter: Counter, lost: OutcomeUnknown) -> None:
    counter.click.submits = [lost]
    counter.click.links = [None]
    payment = pay(counter)
    before = entry_of(counter, payment)
    assert before.state is FiscalState.PENDING
    corrected(counter)
    assert not counter.outbox.refreeze(before.payment_id, b"{}")
    with pytest.raises(sqlite3.IntegrityError), outside(counter.journal.path) as other:  # nor by anybody
        other.execute("UPDATE fiscal_outbox SET frozen = x'7b7d'")
    send(counter)
    assert entry_of(counter, payment).frozen == before.frozen


def test_what_is_not_in_the_catalogue_stays_as_it_was_sold(counter: Counter) -> None:
    sale = counter.sale().add("x", replace(APPLES, barcode=MILK.barcode)).add("?", None)
    assert renewed(sale, lambda _code: None) == sale
    codes = [
        line.good and line.good.spic for line in renewed(sale, lambda _code: replace(MILK, spic=OTHER)).lines
    ]
    assert codes == [OTHER, OTHER, None]
