"""What payments and our requests showed of CLICK's own settings."""

from __future__ import annotations

from datetime import timedelta

from pos.core.payment import PaymentId, PaymentState
from pos.flow.ports import ModeAsked
from tests.core.kit import PID
from tests.journal.kit import Books

S = PaymentState
OTHER = PaymentId(4710103925)


def test_the_confirm_mode_that_was_seen_last_is_that_of_the_newest_answer(books: Books) -> None:
    assert books.services.confirm_mode_seen(31) is None
    for payment_id, mode in ((PID, False), (OTHER, True)):
        books.walk(books.intent(), S.HELD, payment_id=payment_id, confirm_mode=mode)
        books.clock.pass_s(1)
    books.intent()  # not answered yet: says nothing
    assert books.services.confirm_mode_seen(31) == (True, books.clock.now() - timedelta(seconds=1))
    assert books.services.confirm_mode_seen(32) is None


def test_the_last_request_for_a_confirm_mode_is_remembered(books: Books) -> None:
    assert books.services.confirm_mode_asked(31) is None
    for on in (True, False):
        asked = ModeAsked(on, books.clock.now())
        books.services.set_confirm_mode_asked(31, asked)
        assert books.services.confirm_mode_asked(31) == asked
        books.clock.pass_s(0.5)
    assert books.services.confirm_mode_asked(32) is None


def test_that_clicks_search_works_is_remembered_for_each_service(books: Books) -> None:
    assert not books.services.mti_verified(31)
    books.services.set_mti_verified(31)
    books.services.set_mti_verified(31)
    assert books.services.mti_verified(31)
    assert not books.services.mti_verified(32)


def test_the_newest_other_payment_that_click_answered_is_a_witness(books: Books) -> None:
    first, second = books.paid(PID), books.paid(OTHER)
    unanswered = books.intent()
    assert books.services.newest_answered(31, but=unanswered.transaction_id) == second
    assert books.services.newest_answered(31, but=second.transaction_id) == first
    assert books.services.newest_answered(32, but=unanswered.transaction_id) is None
