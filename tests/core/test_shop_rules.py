"""The catalogue of SHOP-API, its answers and what they change (A-01 … A-46), without a wire."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import Bug
from pos.core.money import ZERO, Money
from pos.core.order import MOVES, Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId, moved
from pos.core.shop_rules import (
    NOTES,
    Complete,
    Judgement,
    Prepare,
    Reply,
    ShopRules,
    judge_complete,
    judge_prepare,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SUM = Money.of_sum(500)
RULES = ShopRules()
ORDER = Order(OrderId("ORDER1A"), OrderKind.ONE_SHOT, SUM)
ACCOUNT = Order(OrderId("ACCOUNT1A"), OrderKind.ACCOUNT, SUM)
ASKED = Prepare(click_trans_id=11, click_paydoc_id=16853761, amount=SUM, error=0)
TAKEN = Complete(amount=SUM, error=0)
DECLINED = Complete(amount=SUM, error=-5017)
S = AttemptState


def prepare(
    request: Prepare = ASKED,
    order: Order | None = ORDER,
    attempts: tuple[Attempt, ...] = (),
    rules: ShopRules = RULES,
    now: datetime = NOW,
) -> Judgement:
    return judge_prepare(request, order, attempts, rules, now=now, next_id=PrepareId(len(attempts) + 1))


def begun(order: Order = ORDER, *attempts: Attempt, trans: int = 11) -> Attempt:
    written = prepare(replace(ASKED, click_trans_id=trans), order, attempts).written
    assert written is not None
    return written


def complete(
    attempt: Attempt | None,
    request: Complete = TAKEN,
    order: Order | None = ORDER,
    rules: ShopRules = RULES,
    *,
    deliverable: bool = True,
) -> Judgement:
    return judge_complete(request, order, attempt, rules, deliverable=deliverable)


# ---- Prepare ------------------------------------------------------------------------------------------


def test_a_prepare_begins_an_attempt_that_holds_the_goods() -> None:
    answer = prepare()
    assert answer.reply is Reply.SUCCESS
    assert answer.written == answer.attempt
    assert answer.attempt is not None
    assert answer.attempt.holds(NOW + timedelta(minutes=14, seconds=59))
    assert not answer.attempt.holds(NOW + timedelta(minutes=15))


def test_the_same_prepare_again_is_answered_the_same() -> None:
    first = begun()
    again = prepare(attempts=(first,))
    assert (again.reply, again.attempt, again.written) == (Reply.SUCCESS, first, None)


@pytest.mark.parametrize("order", [ORDER, ACCOUNT])
def test_a_prepare_after_paid_says_so(order: Order) -> None:
    done = moved(begun(order), S.PAID)
    assert prepare(order=order, attempts=(done,)).reply is Reply.ALREADY_PAID


def test_a_second_payer_waits_until_the_reservation_lapses() -> None:
    first = begun()
    other = replace(ASKED, click_trans_id=12, click_paydoc_id=2)
    assert prepare(other, attempts=(first,)).reply is Reply.NOT_DONE
    later = NOW + timedelta(minutes=16)
    won = prepare(other, attempts=(first,), now=later)
    assert won.reply is Reply.SUCCESS
    assert won.attempt is not None
    assert won.attempt.prepare_id != first.prepare_id
    assert prepare(attempts=(first, won.attempt), now=later).reply is Reply.NOT_DONE


def test_what_lapsed_and_is_asked_for_again_is_held_again_under_its_number() -> None:
    first = begun()
    later = NOW + timedelta(hours=1)
    again = prepare(attempts=(first,), now=later)
    assert again.reply is Reply.SUCCESS
    assert again.written is not None
    assert again.written.prepare_id == first.prepare_id
    assert again.written.holds(later)


def test_a_declined_card_does_not_kill_the_order() -> None:
    dead = moved(begun(), S.CANCELLED)
    assert prepare(attempts=(dead,)).reply is Reply.CANCELLED
    fresh = prepare(replace(ASKED, click_trans_id=12), attempts=(dead,))
    assert fresh.reply is Reply.SUCCESS
    assert fresh.written is not None


def test_an_account_is_paid_many_times() -> None:
    done = moved(begun(ACCOUNT), S.PAID)
    assert prepare(replace(ASKED, click_trans_id=12), ACCOUNT, (done,)).reply is Reply.SUCCESS
    assert prepare(replace(ASKED, click_trans_id=12), ACCOUNT, (begun(ACCOUNT),)).reply is Reply.SUCCESS


@pytest.mark.parametrize(
    "order",
    [replace(ORDER, cancelled=True), replace(ORDER, expires_at=NOW), replace(ACCOUNT, cancelled=True)],
)
def test_what_the_shop_cancelled_or_what_expired_is_over_for_everybody(order: Order) -> None:
    assert prepare(order=order).reply is Reply.CANCELLED
    assert prepare(
        order=order, attempts=(begun(replace(order, cancelled=False, expires_at=None)),)
    ).reply is (Reply.CANCELLED)


def test_a_prepare_that_says_an_error_reserves_nothing() -> None:
    answer = prepare(replace(ASKED, error=-1))
    assert (answer.reply, answer.written) == (Reply.CANCELLED, None)


def test_an_unknown_order_and_one_of_the_training_do_not_exist() -> None:
    training = replace(ORDER, training=True)
    assert prepare(order=None).reply is Reply.NO_ORDER
    assert prepare(order=training).reply is Reply.NO_ORDER
    assert prepare(order=training, rules=ShopRules(live=False)).reply is Reply.SUCCESS
    assert complete(begun(), order=training).reply is Reply.NO_ORDER
    assert complete(begun(), order=None).reply is Reply.NO_ORDER


@pytest.mark.parametrize("tiyin", [49_999, 50_001, 1, 5_000_000])
def test_another_sum_is_refused_unless_the_shop_allows_it(tiyin: int) -> None:
    other = replace(ASKED, amount=Money(tiyin))
    assert prepare(other).reply is Reply.BAD_AMOUNT
    close = abs(tiyin - SUM.tiyin) <= 100
    expected = Reply.SUCCESS if close else Reply.BAD_AMOUNT
    assert prepare(other, rules=ShopRules(tolerance=Money.of_sum(1))).reply is expected


def test_a_prepare_with_another_sum_than_before_is_refused_within_the_tolerance_too() -> None:
    rules = ShopRules(tolerance=Money.of_sum(1))
    answer = prepare(replace(ASKED, amount=Money(50_001)), attempts=(begun(),), rules=rules)
    assert (answer.reply, answer.written) == (Reply.BAD_AMOUNT, None)


def test_an_account_without_a_sum_takes_any_but_nothing() -> None:
    free = replace(ACCOUNT, amount=None)
    assert prepare(replace(ASKED, amount=Money(1)), free).reply is Reply.SUCCESS
    assert prepare(replace(ASKED, amount=ZERO), free).reply is Reply.BAD_AMOUNT
    assert prepare(replace(ASKED, amount=None), free).reply is Reply.BAD_AMOUNT


# ---- Complete -----------------------------------------------------------------------------------------


def test_a_complete_pays_once() -> None:
    first = complete(begun())
    assert first.reply is Reply.SUCCESS
    assert first.written is not None
    assert (first.written.state, first.written.owes_reversal) == (S.PAID, False)
    again = complete(first.written)
    assert (again.reply, again.written) == (Reply.ALREADY_PAID, None)


def test_a_number_of_nobody_or_of_another_order_is_no_attempt() -> None:
    assert complete(None).reply is Reply.NO_ATTEMPT
    assert complete(begun(ACCOUNT)).reply is Reply.NO_ATTEMPT


def test_a_declined_payment_is_cancelled_and_stays_so() -> None:
    first = complete(begun(), DECLINED)
    assert first.reply is Reply.CANCELLED
    assert first.written is not None
    for late in (DECLINED, TAKEN):
        answer = complete(first.written, late)
        assert (answer.reply, answer.written) == (Reply.CANCELLED, None)


@pytest.mark.parametrize("reply", [Reply.ALREADY_PAID, Reply.CANCELLED])
def test_a_cancel_of_what_is_paid_changes_nothing(reply: Reply) -> None:
    done = moved(begun(), S.PAID)
    answer = complete(done, DECLINED, rules=ShopRules(cancel_of_paid=reply))
    assert (answer.reply, answer.written) == (reply, None)
    assert complete(done, TAKEN, rules=ShopRules(cancel_of_paid=reply)).reply is Reply.ALREADY_PAID


def test_a_wrong_sum_pays_nothing_but_a_cancel_needs_no_sum() -> None:
    attempt = begun()
    wrong = complete(attempt, replace(TAKEN, amount=Money(49_900)))
    assert (wrong.reply, wrong.written) == (Reply.BAD_AMOUNT, None)
    assert complete(attempt, replace(TAKEN, amount=None)).reply is Reply.BAD_AMOUNT
    assert complete(attempt, replace(DECLINED, amount=None)).reply is Reply.CANCELLED


def test_what_cannot_be_delivered_is_paid_and_owed_back() -> None:
    answer = complete(begun(), deliverable=False)
    assert answer.reply is Reply.SUCCESS
    assert answer.written is not None
    assert answer.written.owes_reversal


def test_the_fifteen_steps_of_the_tester_that_need_no_signature() -> None:
    """Field notes §2.1, on one account with a new click_trans_id for each request."""
    first = begun(ACCOUNT, trans=2)
    assert complete(first, replace(TAKEN, amount=Money.of_sum(499)), ACCOUNT).reply is Reply.BAD_AMOUNT
    paid = complete(first, TAKEN, ACCOUNT).written
    assert paid is not None
    assert complete(paid, TAKEN, ACCOUNT).reply is Reply.ALREADY_PAID
    assert complete(paid, replace(TAKEN, error=-1), ACCOUNT).reply is Reply.ALREADY_PAID
    assert prepare(order=None).reply is Reply.NO_ORDER
    second = begun(ACCOUNT, paid, trans=9)
    assert complete(None, TAKEN, ACCOUNT).reply is Reply.NO_ATTEMPT
    assert complete(second, TAKEN, ACCOUNT).reply is Reply.SUCCESS
    third = begun(ACCOUNT, paid, second, trans=12)
    lost = complete(third, DECLINED, ACCOUNT)
    assert lost.reply is Reply.CANCELLED
    assert complete(lost.written, DECLINED, ACCOUNT).reply is Reply.CANCELLED
    assert complete(lost.written, TAKEN, ACCOUNT).reply is Reply.CANCELLED


# ---- always -------------------------------------------------------------------------------------------

CALLS = st.lists(
    st.tuples(st.booleans(), st.integers(1, 3), st.sampled_from([0, 0, 0, -1, -5017]), st.booleans()),
    min_size=1,
    max_size=12,
)


@given(CALLS, st.sampled_from([ORDER, ACCOUNT]))
def test_paid_stays_paid_and_cancelled_stays_cancelled_in_any_order_of_calls(
    calls: list[tuple[bool, int, int, bool]], order: Order
) -> None:
    """A1, A5, A6: a call repeated is answered as before, or by -4 or -9, and changes nothing."""
    attempts: dict[int, Attempt] = {}
    now = NOW
    for is_prepare, trans, error, late in calls:
        now += timedelta(minutes=16 if late else 1)
        before = attempts.get(trans)
        first: Reply | None = None
        for _ in range(2):
            if is_prepare:
                asked = replace(ASKED, click_trans_id=trans, error=error)
                known = tuple(attempts.values())
                answer = judge_prepare(
                    asked, order, known, RULES, now=now, next_id=PrepareId(len(attempts) + 1)
                )
            else:
                own = attempts.get(trans)
                others = [one for one in attempts.values() if one is not own and one.state is S.PAID]
                free = order.kind is OrderKind.ACCOUNT or not others
                answer = complete(own, replace(TAKEN, error=error), order, deliverable=free)
            if first is not None:
                assert answer.written is None
                assert answer.reply in {first, Reply.ALREADY_PAID, Reply.CANCELLED}
            first = answer.reply
            if answer.written is not None:
                attempts[trans] = answer.written
        after = attempts.get(trans)
        if before is not None and before.state is not S.PREPARED:
            assert after == before
    if order.kind is OrderKind.ONE_SHOT:
        kept = [one for one in attempts.values() if one.state is S.PAID and not one.owes_reversal]
        assert len(kept) <= 1


def test_the_moves_are_those_of_the_table() -> None:
    for state in S:
        for to in S:
            attempt = replace(begun(), state=state)
            if to in MOVES[state]:
                assert moved(attempt, to).state is to
            else:
                with pytest.raises(Bug):
                    moved(attempt, to)


def test_every_reply_has_its_note() -> None:
    assert set(NOTES) == set(Reply)
