"""What "CLICK knows no such payment" proves, and what it does not (G1, P10)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pos.core.errors import ClickRefused, NoConnection, OutcomeUnknown, PosError
from pos.core.payment import PaymentState
from pos.flow.ports import ModeAsked, StatusReply
from tests.fakes.click import PID, held
from tests.fakes.counter import CODE, Counter, open_counter
from tests.flow.kit import OTHER_CODE, pay

S = PaymentState
LOST = OutcomeUnknown("timeout")
LOOKS_IN_THE_WINDOW = 3
DAYS = 3


@pytest.fixture
def off(tmp_path: Path) -> Iterator[Counter]:
    """A shop that has the confirmation mode off by its settings."""
    made = open_counter(tmp_path / "off.sqlite3", expects_confirm_mode=False)
    yield made
    made.journal.close()


def lost_after(counter: Counter, *, search: Sequence[StatusReply | PosError | None]) -> PaymentState:
    """A first sale whose search answers `search[0]`, then one whose answer is lost; the end of that one."""
    counter.click.look_ups = [search[0]]
    assert pay(counter).state is S.PAID
    counter.click.charges = [LOST]
    counter.click.look_ups = list(search[1:]) or [None]
    return pay(counter, OTHER_CODE).state


@pytest.mark.parametrize("asked", [True, False])
def test_before_any_answer_nothing_is_proven_whatever_the_settings_say(
    counter: Counter, off: Counter, asked: bool
) -> None:
    for shop in (counter, off):
        shop.parts.services.set_confirm_mode_asked(31, ModeAsked(asked, datetime(2026, 11, 1, tzinfo=UTC)))
        shop.click.charges = [LOST]
        assert (pay(shop).state, shop.payments.newest(1)[0].reason) == (S.MANUAL, "absent_unproven")


def test_where_the_search_is_trusted_an_absence_is_believed(counter: Counter) -> None:
    counter.parts.trusts_search = True
    counter.click.charges = [LOST]
    assert pay(counter).state is S.REFUSED


def test_a_customer_who_is_served_meanwhile_proves_the_search(counter: Counter) -> None:
    """The first payment of a new till is lost; the second is answered, and is the witness for the first."""

    async def whole() -> None:
        counter.click.charges = [LOST]
        lost = await counter.checkout.pay(counter.sale(), CODE)
        counter.click.charges = [held()]
        counter.click.look_ups = [None]
        paid = await counter.checkout.pay(counter.sale(), OTHER_CODE)
        counter.click.found[paid.transaction_id] = StatusReply(PID, 2)
        await counter.checkout.after.finished(paid.transaction_id)
        resolved = await counter.checkout.after.finished(lost.transaction_id)
        assert (resolved.state, resolved.reason) == (S.REFUSED, "absent")

    asyncio.run(whole())


def test_a_search_that_found_a_paid_sale_proves_an_absence_even_with_confirmation_off(off: Counter) -> None:
    off.click.charges = [held(2, confirm_mode=False)]
    assert lost_after(off, search=[StatusReply(PID, 2), None]) is S.REFUSED


def test_a_search_that_cannot_find_a_paid_sale_proves_nothing(counter: Counter) -> None:
    assert lost_after(counter, search=[None]) is S.MANUAL
    assert counter.payments.newest(1)[0].reason == "absent_unproven"


def test_the_search_is_proven_when_it_matters_if_it_was_not_before(counter: Counter) -> None:
    answers = [NoConnection("down"), *[None] * (LOOKS_IN_THE_WINDOW + 1 + DAYS), StatusReply(PID, 2)]
    assert lost_after(counter, search=answers) is S.REFUSED
    assert counter.parts.services.mti_verified(31)


def test_while_the_search_cannot_be_proven_the_payment_stays_unknown(counter: Counter) -> None:
    nothing = [None] * (LOOKS_IN_THE_WINDOW + 1 + DAYS)
    answers = [NoConnection("down"), *nothing, NoConnection("down"), *[None] * DAYS, StatusReply(PID, 2)]
    assert lost_after(counter, search=answers) is S.REFUSED
    assert counter.payments.newest(1)[0].checks > LOOKS_IN_THE_WINDOW + 2


def test_another_payments_number_found_by_our_id_goes_to_the_manager(counter: Counter) -> None:
    counter.click.look_ups = [StatusReply(PID, 2)]
    pay(counter)
    counter.click.charges = [LOST]
    counter.click.look_ups = [NoConnection("down")] * (LOOKS_IN_THE_WINDOW + 1) + [StatusReply(PID, 2)]
    payment = pay(counter, OTHER_CODE)
    assert (payment.state, payment.reason, payment.payment_id) == (S.MANUAL, "payment_id_taken", None)


def test_a_payment_that_shows_the_mode_makes_the_request_old(counter: Counter) -> None:
    services = counter.parts.services
    services.set_confirm_mode_asked(31, ModeAsked(on=False, at=counter.clock.now() - timedelta(hours=1)))
    pay(counter)
    seen = services.confirm_mode_seen(31)
    assert seen is not None
    assert seen[0] is True


@pytest.mark.parametrize("shown", [2, 1])
def test_a_status_that_click_refuses_to_tell_is_no_proof_and_goes_to_the_manager(
    counter: Counter, shown: int
) -> None:
    counter.click.charges = [held(shown)]
    counter.click.confirms = [LOST]
    counter.click.statuses = [ClickRefused("cancelled", code=-9, note="")]
    payment = pay(counter)
    assert (payment.state, payment.reason) == (S.MANUAL, "given_up")


def test_a_success_found_by_our_id_counts_only_when_the_hold_is_surely_over(counter: Counter) -> None:
    counter.click.charges = [LOST]
    counter.click.look_ups = [NoConnection("down")] * (LOOKS_IN_THE_WINDOW + 1) + [StatusReply(PID, 2)]
    counter.click.statuses = [StatusReply(PID, 2), StatusReply(PID, 2), StatusReply(PID, 2)]
    assert pay(counter).state is S.PAID
    assert counter.clock.elapsed_s >= 80


@pytest.mark.parametrize(
    ("said", "look_up", "end"),
    [
        ("other", OutcomeUnknown("lost"), S.MANUAL),  # a page, and nobody to ask: nothing is known
        ("json", OutcomeUnknown("lost"), S.REFUSED),  # CLICK's own words
        ("other", None, S.REFUSED),
        ("other", ClickRefused("key", code=-401), S.REFUSED),  # the key is refused here as well
    ],
)
def test_a_page_is_a_refusal_only_when_it_could_be_checked(
    counter: Counter, said: str, look_up: PosError | None, end: PaymentState
) -> None:
    counter.click.charges = [ClickRefused("HTTP 403", code=None, note="", http_status=403, said=said)]
    counter.click.look_ups = [look_up, None]
    assert pay(counter).state is end


def test_a_pc_with_a_wrong_date_is_searched_by_clicks_own(counter: Counter) -> None:
    counter.click.offset_s = 3 * 86_400
    counter.click.charges = [LOST]
    pay(counter)
    assert {day.day for day in counter.click.days} == {23, 24, 25, 26, 27, 28}
