"""A payment moves along its table only, and a confirm starts only while CLICK's window is surely open."""

from __future__ import annotations

import itertools
import math
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import Bug
from pos.core.money import Money
from pos.core.payment import (
    MONEY_RETURNED,
    MOVES,
    OPEN_STATES,
    Instants,
    NextAction,
    Payment,
    PaymentId,
    PaymentState,
    Timers,
    TransactionId,
    move,
    next_action,
)
from tests.core.kit import CARD, MILK, PID, payment_for, quick, sale_of

S = PaymentState
A = NextAction
T = Timers.for_window(30)

EDGES = {
    # what reliability.md §1.1 and decision 2 allow, written once more by hand
    (S.SENDING, S.HELD), (S.SENDING, S.REFUSED), (S.SENDING, S.UNKNOWN), (S.SENDING, S.MANUAL),
    (S.HELD, S.CONFIRMING), (S.HELD, S.PAID), (S.HELD, S.REFUSED), (S.HELD, S.CANCELLED), (S.HELD, S.UNKNOWN),
    (S.CONFIRMING, S.PAID), (S.CONFIRMING, S.CANCELLED), (S.CONFIRMING, S.UNKNOWN),
    (S.UNKNOWN, S.HELD), (S.UNKNOWN, S.PAID), (S.UNKNOWN, S.REFUSED), (S.UNKNOWN, S.CANCELLED),
    (S.UNKNOWN, S.MANUAL),
    (S.PAID, S.REVERSING),
    (S.REVERSING, S.REVERSED), (S.REVERSING, S.PAID), (S.REVERSING, S.MANUAL),
    (S.MANUAL, S.PAID), (S.MANUAL, S.REFUSED), (S.MANUAL, S.CANCELLED), (S.MANUAL, S.REVERSED),
}  # fmt: skip
PAIRS = list(itertools.product(S, S))


def payment_in(state: PaymentState, **facts: object) -> Payment:
    return payment_for(sale_of(MILK), state, **facts)


@pytest.mark.parametrize(("before", "after"), sorted(EDGES))
def test_an_edge_of_the_table_moves_the_payment(before: PaymentState, after: PaymentState) -> None:
    moved = move(payment_in(before), after, reason="because")
    assert (moved.state, moved.reason) == (after, "because")


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair not in EDGES])
def test_every_other_edge_is_a_bug(before: PaymentState, after: PaymentState) -> None:
    payment = payment_in(before)
    with pytest.raises(Bug):
        move(payment, after)
    assert payment.state is before


def test_every_state_has_a_row_in_the_table() -> None:
    assert set(MOVES) == set(S)


def test_only_the_customers_money_ends_for_good() -> None:
    assert {state for state in S if not MOVES[state]} == {S.REFUSED, S.CANCELLED, S.REVERSED}
    assert {S.REFUSED, S.CANCELLED, S.REVERSED} == MONEY_RETURNED


def test_the_program_itself_ends_what_is_open_and_nothing_else() -> None:
    assert {S.SENDING, S.UNKNOWN, S.HELD, S.CONFIRMING, S.REVERSING} == OPEN_STATES
    for state in S:
        assert state.is_final is (state not in OPEN_STATES)
        assert payment_in(state).is_open is (state in OPEN_STATES)
        assert payment_in(state).is_paid is (state is S.PAID)


def test_from_every_open_state_an_end_can_be_reached() -> None:
    for state in OPEN_STATES:
        seen, edge = {state}, {state}
        while edge := {to for one in edge for to in MOVES[one]} - seen:
            seen |= edge
        assert seen & {S.PAID, S.MANUAL}
        assert seen & MONEY_RETURNED


def test_a_payment_that_ended_is_never_paid_later() -> None:
    for state in MONEY_RETURNED:
        with pytest.raises(Bug):
            move(payment_in(state), S.PAID)


def test_a_payment_id_once_known_never_changes() -> None:
    known = payment_in(S.HELD).learn(payment_id=PID)
    assert known.learn(payment_id=PID, click_status=2).payment_id == PID
    for other in (PaymentId(PID + 1), None):
        with pytest.raises(Bug):
            known.learn(payment_id=other)
        with pytest.raises(Bug):
            move(known, S.UNKNOWN, payment_id=other)


def test_a_wrong_move_learns_nothing_either() -> None:
    payment = payment_in(S.PAID)
    with pytest.raises(Bug):
        move(payment, S.HELD, payment_id=PID)
    assert payment.payment_id is None


@pytest.mark.parametrize(
    "facts",
    [
        {"state": S.PAID},
        {"amount": Money.of_sum(1)},
        {"transaction_id": TransactionId("T")},
        {"sale_id": "S"},
        {"cart_hash": ""},
        {"service_id": 1},
        {"business_day": None},
        {"click_statuss": 2},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_what_the_intent_said_and_the_state_are_not_facts_to_learn(facts: dict[str, object]) -> None:
    payment = payment_in(S.UNKNOWN)
    with pytest.raises(Bug):
        payment.learn(**facts)
    with pytest.raises(Bug):
        move(payment, S.PAID, **facts)


def test_everything_else_is_learnt() -> None:
    facts: dict[str, object] = {
        "payment_id": PID, "click_status": 1, "confirm_mode": True, "confirmed": True, "card": CARD,
        "error_code": -9, "error_note": "нет", "reason": "lapsed", "checks": 3,
    }  # fmt: skip
    learnt = payment_in(S.HELD).learn(**facts)
    assert {name: getattr(learnt, name) for name in facts} == facts
    intent = {field.name for field in fields(Payment)} - facts.keys()
    assert all(getattr(learnt, name) == getattr(payment_in(S.HELD), name) for name in intent)


# ---- timers ---------------------------------------------------------------------------------------------


def test_the_timers_of_clicks_thirty_seconds() -> None:
    assert (T.window_s, T.connect_s, T.post_s) == (30, 3, 12)
    assert (T.confirm_call_s, T.confirm_until_s, T.confirm_again_s) == (4, 26, 0.5)
    assert (T.look_up_after_s, T.look_up_until_s, T.poll_s) == ((1, 3, 6), 20, 1)
    assert (T.settle_after_answer_s, T.settle_after_send_s, T.settle_waits_s) == (60, 72, (3, 10, 60))
    assert T.success_after_send_s == 80
    assert (T.read_call_s, T.resend_unsent_s, T.give_up_s, T.fiscal_quiet_s) == (4, 10, 165, 75)


@quick
@given(st.floats(0.05, 600))
def test_all_timers_scale_in_proportion_to_the_window(window_s: float) -> None:
    scaled = Timers.for_window(window_s)
    for field in fields(Timers):
        ours, table = getattr(scaled, field.name), getattr(T, field.name)
        pairs = zip(ours, table, strict=True) if isinstance(table, tuple) else [(ours, table)]
        assert all(math.isclose(one, of_30 * window_s / 30) for one, of_30 in pairs), field.name


@quick
@given(st.floats(0.05, 600))
def test_a_confirm_that_starts_in_time_also_ends_in_the_window(window_s: float) -> None:
    timers = Timers.for_window(window_s)
    assert timers.confirm_until_s + timers.confirm_call_s <= window_s * (1 + 1e-9)
    assert timers.post_s + timers.confirm_call_s < timers.confirm_until_s
    assert timers.settle_after_send_s >= timers.post_s + timers.settle_after_answer_s - 1e-9
    assert timers.give_up_s > timers.settle_after_send_s


# ---- what to do next ------------------------------------------------------------------------------------

SENT = Instants(sent_s=1000.0)
ANSWERED = Instants(sent_s=1000.0, answered_s=1002.0)


@pytest.mark.parametrize(
    ("state", "facts", "age_s", "action"),
    [
        (S.SENDING, {}, 0.0, A.REST),
        (S.HELD, {"payment_id": PID, "confirm_mode": True}, 0.0, A.CONFIRM),
        (S.HELD, {"payment_id": PID, "confirm_mode": True}, 25.999, A.CONFIRM),
        (S.HELD, {"payment_id": PID, "confirm_mode": True}, 26.0, A.SETTLE),
        (S.HELD, {"payment_id": PID, "confirm_mode": True}, 26.001, A.SETTLE),
        (S.HELD, {"payment_id": PID, "confirm_mode": None}, 1.0, A.CONFIRM),
        (S.HELD, {"payment_id": PID, "confirm_mode": None}, 26.0, A.SETTLE),
        (S.HELD, {"payment_id": PID, "confirm_mode": False}, 0.0, A.POLL),
        (S.HELD, {"payment_id": PID, "confirm_mode": False}, 29.999, A.POLL),
        (S.HELD, {"payment_id": PID, "confirm_mode": False}, 30.0, A.SETTLE),
        (S.CONFIRMING, {"payment_id": PID, "confirm_mode": True}, 5.0, A.CONFIRM),
        (S.CONFIRMING, {"payment_id": PID, "confirm_mode": True}, 25.999, A.CONFIRM),
        (S.CONFIRMING, {"payment_id": PID, "confirm_mode": True}, 26.0, A.SETTLE),
        (S.CONFIRMING, {"payment_id": PID, "confirmed": True}, 5.0, A.POLL),
        (S.CONFIRMING, {"payment_id": PID, "confirmed": True}, 29.999, A.POLL),
        (S.CONFIRMING, {"payment_id": PID, "confirmed": True}, 30.0, A.SETTLE),
        (S.UNKNOWN, {}, 0.0, A.LOOK_UP),
        (S.UNKNOWN, {}, 19.999, A.LOOK_UP),
        (S.UNKNOWN, {}, 20.0, A.SETTLE),
        (S.UNKNOWN, {"payment_id": PID}, 1.0, A.SETTLE),
        (S.UNKNOWN, {"payment_id": PID, "confirm_mode": True}, 5.0, A.SETTLE),
        (S.PAID, {"payment_id": PID}, 1.0, A.REST),
        (S.REFUSED, {}, 1.0, A.REST),
        (S.CANCELLED, {"payment_id": PID}, 1.0, A.REST),
        (S.REVERSING, {"payment_id": PID}, 1.0, A.REST),
        (S.REVERSED, {"payment_id": PID}, 1.0, A.REST),
        (S.MANUAL, {}, 1.0, A.REST),
    ],
)
def test_what_comes_next(
    state: PaymentState, facts: dict[str, object], age_s: float, action: NextAction
) -> None:
    payment = payment_in(state, **facts)
    assert next_action(payment, SENT, SENT.sent_s + age_s, T) is action
    assert next_action(payment, ANSWERED, SENT.sent_s + age_s, T) is action  # counted from the send alone


@quick
@given(
    st.sampled_from(S),
    st.sampled_from([True, False, None]),
    st.booleans(),
    st.sampled_from([None, 0, 1, 2, -1]),
    st.floats(0, 1000),
    st.floats(1, 120),
    st.floats(0, 1e6),
)
def test_a_confirm_never_starts_late_nor_after_the_end_nor_twice(
    state: PaymentState,
    confirm_mode: bool | None,
    confirmed: bool,
    status: int | None,
    age_s: float,
    window_s: float,
    sent_s: float,
) -> None:
    timers = Timers.for_window(window_s)
    payment = payment_in(
        state, payment_id=PID, confirm_mode=confirm_mode, confirmed=confirmed, click_status=status
    )
    now_s = sent_s + age_s
    action = next_action(payment, Instants(sent_s), now_s, timers)
    if action is A.CONFIRM:
        assert now_s - sent_s < timers.confirm_until_s
        assert state in {S.HELD, S.CONFIRMING}
        assert not confirmed
    if state in MONEY_RETURNED | {S.PAID, S.MANUAL}:
        assert action is A.REST


def test_the_window_is_surely_over_only_a_window_length_after_clicks_last_possible_moment() -> None:
    assert Instants(1000.0).settles_at(T) == 1072.0
    assert Instants(1000.0, 1002.0).settles_at(T) == 1062.0
    assert Instants(1000.0, 1012.0).settles_at(T) == Instants(1000.0).settles_at(T)
