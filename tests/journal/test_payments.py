"""Payments in the journal: what the database refuses, the codes that were used, the chain of events."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import BadInput, Bug, CodeAlreadyUsed, SaleAlreadyInPayment
from pos.core.money import Money
from pos.core.payment import (
    MONEY_RETURNED,
    MOVES,
    OPEN_STATES,
    CardFacts,
    Payment,
    PaymentId,
    PaymentState,
    TransactionId,
    move,
)
from pos.core.sale import SaleId
from pos.journal.chain import FIRST_HASH
from pos.journal.history import JournalHistory
from pos.journal.migrations import IMMUTABLE
from tests.core.kit import BREAD, CARD, PID, quick
from tests.fakes.clock import FakeClock
from tests.journal.kit import Books, broken_link, open_books, outside

S = PaymentState
OTHER = PaymentId(4710103925)

ROADS: dict[PaymentState, tuple[PaymentState, ...]] = {
    S.SENDING: (),
    S.UNKNOWN: (S.UNKNOWN,),
    S.HELD: (S.HELD,),
    S.CONFIRMING: (S.HELD, S.CONFIRMING),
    S.PAID: (S.HELD, S.CONFIRMING, S.PAID),
    S.REFUSED: (S.REFUSED,),
    S.CANCELLED: (S.HELD, S.CANCELLED),
    S.REVERSING: (S.HELD, S.CONFIRMING, S.PAID, S.REVERSING),
    S.REVERSED: (S.HELD, S.CONFIRMING, S.PAID, S.REVERSING, S.REVERSED),
    S.MANUAL: (S.MANUAL,),
}
"""One allowed way from the INTENT to every state."""


def notes(books: Books, payment: Payment) -> list[object]:
    return [event["note"] for event in books.payments.events(payment.transaction_id)]


# ---- written and read back ------------------------------------------------------------------------------


def test_an_intent_is_read_back_as_it_was_written(books: Books) -> None:
    payment = books.intent()
    assert books.payments.payment(payment.transaction_id) == payment
    assert books.payments.open_payments() == [payment]
    assert books.payments.instant_of(payment.transaction_id) == ("boot-1", books.clock.monotonic_s())
    assert notes(books, payment) == ["intent"]


def test_everything_that_click_said_is_kept_for_ever(books: Books, tmp_path: Path) -> None:
    payment = books.intent().learn(
        payment_id=PID, click_status=-1, confirm_mode=False, confirmed=True, card=CARD, error_code=-5017,
        error_note="Недостаточно средств", reason="declined", checks=7,
    )  # fmt: skip
    books.payments.record(payment, "all")
    books.journal.close()
    again = open_books(tmp_path / "journal.sqlite3", books.clock)
    assert again.payments.payment(payment.transaction_id) == payment
    again.journal.close()


@pytest.mark.parametrize("confirm_mode", [True, False, None])
def test_a_confirm_mode_that_was_not_said_stays_unsaid(books: Books, confirm_mode: bool | None) -> None:
    payment = books.intent().learn(confirm_mode=confirm_mode)
    books.payments.record(payment, "answered")
    assert books.payments.payment(payment.transaction_id).confirm_mode is confirm_mode


def test_facts_without_a_move_are_an_event_too(books: Books) -> None:
    payment = books.walk(books.intent(), S.UNKNOWN)
    for checks in (1, 2):
        payment = payment.learn(checks=checks)
        books.payments.record(payment, "read")
    assert notes(books, payment) == ["intent", "unknown", "read", "read"]
    facts = [json.loads(str(event["facts"])) for event in books.payments.events(payment.transaction_id)]
    assert [fact["checks"] for fact in facts] == [0, 0, 1, 2]


def test_the_same_payment_recorded_again_unchanged_is_still_an_event(books: Books) -> None:
    payment = books.intent()
    books.payments.record(payment, "seen")
    assert notes(books, payment) == ["intent", "seen"]


def test_a_payment_is_found_by_each_of_its_names(books: Books) -> None:
    payment = books.paid()
    for ref in (payment.transaction_id, payment.sale_id, str(PID)):
        assert books.payments.payment(ref) == payment


NO_NAMES = (
    "", "0", "none", "-1", "2388672087", "9" * 19, "9" * 400, "２３８８６７２０８６", "%", "\0",
    "' OR 1=1 --", "9223372036854775808", "\ud800", "L\udcff",
)  # fmt: skip


@pytest.mark.parametrize("ref", NO_NAMES)
def test_a_name_of_no_payment_is_bad_input(books: Books, ref: str) -> None:
    books.paid()
    with pytest.raises(BadInput):
        books.payments.payment(ref)


def test_a_long_number_of_click_is_found(books: Books) -> None:
    for number in (2**63 - 1, 10**18):
        payment = books.paid(PaymentId(number))
        assert books.payments.payment(str(number)) == payment


def test_a_sale_names_its_newest_attempt(books: Books) -> None:
    sale = books.sale()
    books.walk(books.intent(sale), S.REFUSED)
    second = books.intent(sale)  # in the same second: what was written last is the newest
    assert books.payments.payment(sale.sale_id) == second
    assert [payment.transaction_id for payment in books.payments.newest(1)] == [second.transaction_id]


def test_open_payments_come_oldest_first_and_the_list_newest_first(books: Books) -> None:
    made = []
    for _ in range(3):
        made.append(books.intent())
        books.clock.pass_s(60)
    assert books.payments.open_payments() == made
    assert books.payments.newest(2) == made[:0:-1]


@pytest.mark.parametrize("state", S)
def test_what_the_program_must_end_is_open_and_nothing_else(books: Books, state: PaymentState) -> None:
    payment = books.walk(books.intent(), *ROADS[state], payment_id=PID)
    assert payment.state is state
    assert books.payments.open_payments() == ([payment] if state in OPEN_STATES else [])


def test_who_holds_a_payment_id(books: Books) -> None:
    payment = books.paid()
    assert books.payments.holder_of(PID) == payment.transaction_id
    assert books.payments.holder_of(OTHER) is None


# ---- one attempt at a time ------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [state for state in S if state not in MONEY_RETURNED])
def test_a_sale_in_payment_or_paid_takes_no_second_attempt(books: Books, state: PaymentState) -> None:
    sale = books.sale()
    first = books.walk(books.intent(sale), *ROADS[state], payment_id=PID)
    with pytest.raises(SaleAlreadyInPayment) as refused:
        books.intent(sale)
    assert refused.value.facts["state"] == state
    assert books.payments.newest(9) == [first]


@pytest.mark.parametrize("state", sorted(MONEY_RETURNED))
def test_a_sale_whose_money_is_with_the_customer_is_paid_again(books: Books, state: PaymentState) -> None:
    sale = books.sale()
    books.walk(books.intent(sale), *ROADS[state], payment_id=PID)
    assert books.intent(sale).state is S.SENDING


def test_a_changed_cart_of_the_same_sale_takes_no_second_attempt_either(books: Books) -> None:
    sale = books.sale()
    books.intent(sale)
    changed = sale.add(BREAD.barcode, BREAD)
    books.sales.save(changed, books.clock.now())
    with pytest.raises(SaleAlreadyInPayment):
        books.intent(changed)


def test_a_payment_id_belongs_to_one_attempt(books: Books) -> None:
    books.paid()
    second = books.intent()
    with pytest.raises(Bug):
        books.payments.record(move(second, S.HELD, payment_id=PID), "held")
    assert books.payments.payment(second.transaction_id) == second
    assert notes(books, second) == ["intent"]


def test_a_transaction_id_is_used_once(books: Books) -> None:
    payment = books.intent()
    twin = replace(payment, sale_id=books.sale().sale_id)
    with pytest.raises(Bug):
        books.payments.begin(twin, "another code", ("boot-1", 0.0))
    assert books.payments.newest(9) == [payment]


def test_an_intent_for_a_sale_that_is_not_written_is_refused(books: Books) -> None:
    payment = books.intent()
    books.walk(payment, S.REFUSED)
    stranger = replace(payment, transaction_id=TransactionId("LX"), cart_hash="another cart")
    with pytest.raises(Bug):
        books.payments.begin(stranger, "code", ("boot-1", 0.0))
    assert len(books.payments.newest(9)) == 1


def test_an_attempt_without_an_intent_cannot_be_recorded(books: Books) -> None:
    payment = books.intent()
    with pytest.raises(Bug):
        books.payments.record(replace(payment, transaction_id=TransactionId("LX")), "held")
    assert books.journal.rows("SELECT count(*) AS n FROM payment_events") == [{"n": 1}]


# ---- codes that were used -------------------------------------------------------------------------------


def test_a_code_is_taken_once_in_fifteen_minutes(books: Books) -> None:
    first = books.intent(code="code")
    books.walk(first, S.REFUSED)
    for _ in range(3):
        with pytest.raises(CodeAlreadyUsed):
            books.intent(code="code")
        books.clock.pass_s(300)
    with pytest.raises(CodeAlreadyUsed):  # fifteen minutes exactly: not yet
        books.intent(code="code")
    books.clock.pass_s(0.001)
    assert books.intent(code="code").state is S.SENDING


def test_a_code_of_a_live_payment_is_forgotten_by_the_clock_as_well(books: Books) -> None:
    books.intent(code="code")
    books.clock.pass_s(901)
    books.intent(code="another")
    assert books.journal.rows("SELECT count(otp_fingerprint) AS n FROM payments") == [{"n": 1}]
    assert books.intent(code="code").state is S.SENDING


def test_a_code_that_surely_never_left_can_be_scanned_again_at_once(books: Books) -> None:
    sale = books.sale()
    first = books.walk(books.intent(sale, code="code"), S.REFUSED)
    books.payments.release_code(first.transaction_id)
    assert books.intent(sale, code="code").state is S.SENDING


def test_releasing_one_code_leaves_the_others(books: Books) -> None:
    first = books.intent(code="one")
    books.intent(code="two")
    books.payments.release_code(first.transaction_id)
    with pytest.raises(CodeAlreadyUsed):
        books.intent(code="two")


def test_a_refused_intent_leaves_nothing_behind(books: Books) -> None:
    books.intent(code="code")
    before = books.journal.rows("SELECT * FROM payment_events")
    with pytest.raises(CodeAlreadyUsed):
        books.intent(code="code")
    assert books.journal.rows("SELECT * FROM payment_events") == before
    assert len(books.payments.newest(9)) == 1


def test_a_code_is_in_no_event(books: Books) -> None:
    payment = books.intent(code="fingerprint-of-a-code")
    books.walk(payment, S.REFUSED)
    assert "fingerprint-of-a-code" not in json.dumps(books.payments.events(payment.transaction_id))


# ---- what the database itself refuses -------------------------------------------------------------------


def refuses(connection: sqlite3.Connection, sql: str, why: str, *parameters: object) -> None:
    before = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES]  # noqa: S608 - ours
    with pytest.raises(sqlite3.IntegrityError, match=why):
        connection.execute(sql, parameters)
    connection.rollback()
    assert [connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES] == before  # noqa: S608


TABLES = ("sales", "payments", "payment_events")
CHANGED: dict[str, object] = {
    "transaction_id": "L9", "sale_id": "S9", "amount_tiyin": 1, "service_id": 32, "cashbox_code": "K",
    "business_day": "2026-11-25", "created_at": "2026-11-24T09:30:01+00:00", "cart_hash": "h", "boot_id": "b",
    "intent_s": 1.0,
}  # fmt: skip


@pytest.mark.parametrize("column", IMMUTABLE)
def test_what_the_intent_said_is_never_changed(books: Books, column: str) -> None:
    books.intent()
    refuses(
        books.journal.db.conn,
        f"UPDATE payments SET {column} = ?",  # noqa: S608 - ours
        "payment_facts_never_change",
        CHANGED[column],
    )


def test_the_columns_that_never_change_are_those_of_the_intent() -> None:
    assert set(IMMUTABLE) == CHANGED.keys()


@pytest.mark.parametrize("before", S)
def test_the_database_knows_the_table_of_moves(books: Books, before: PaymentState) -> None:
    payment = books.walk(books.intent(), *ROADS[before], payment_id=PID)
    connection = books.journal.db.conn
    connection.execute("UPDATE payments SET payment_id = ?", (PID,))  # the SENDING one has none yet
    connection.commit()
    for after in S:
        if after is before or after in MOVES[before]:
            connection.execute("SAVEPOINT try")
            connection.execute("UPDATE payments SET state = ?", (after,))
            connection.execute("ROLLBACK TO try")
            connection.execute("RELEASE try")
        else:
            refuses(connection, "UPDATE payments SET state = ?", "payment_moves_by_the_table", after)
    assert books.payments.payment(payment.transaction_id).state is before


def test_a_wrong_edge_is_a_bug_and_leaves_no_event(books: Books) -> None:
    payment = books.walk(books.intent(), S.REFUSED)
    with pytest.raises(Bug):
        books.payments.record(replace(payment, state=S.PAID), "paid")
    assert notes(books, payment) == ["intent", "refused"]


@pytest.mark.parametrize("value", ["lost", "", "PAID", None])
def test_there_are_no_other_states(books: Books, value: str | None) -> None:
    books.intent()
    with pytest.raises(sqlite3.IntegrityError):
        books.journal.db.conn.execute("UPDATE payments SET state = ?", (value,))


@pytest.mark.parametrize("value", [OTHER, None])
def test_a_payment_id_is_never_changed_nor_forgotten(books: Books, value: int | None) -> None:
    books.paid()
    refuses(books.journal.db.conn, "UPDATE payments SET payment_id = ?", "payment_id_never_changes", value)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("DELETE FROM payments", "payments_are_never_deleted"),
        ("DELETE FROM payment_events", "events_are_never_deleted"),
        ("DELETE FROM sales", "sales_are_never_deleted"),
        ("UPDATE payment_events SET note = 'paid'", "events_are_never_changed"),
        ("UPDATE payment_events SET hash = ''", "events_are_never_changed"),
        ("UPDATE payment_events SET seq = seq + 1", "events_are_never_changed"),
        ("UPDATE sales SET total_tiyin = 1", "sales_are_never_changed"),
        ("UPDATE sales SET lines = '[]'", "sales_are_never_changed"),
        ("INSERT OR REPLACE INTO payments SELECT * FROM payments", "payment_begins_with_its_intent"),
        ("INSERT OR REPLACE INTO payment_events SELECT * FROM payment_events", "events_go_on_with_the_chain"),
        ("INSERT OR REPLACE INTO sales SELECT * FROM sales", "sales_are_never_deleted"),
        (
            "REPLACE INTO payment_events VALUES (1, 'L', '', 'paid', '', '', '', 'h')",
            "events_go_on_with_the_chain",
        ),
        (  # the next number, the right link, but the hash of another event
            "REPLACE INTO payment_events SELECT max(seq) + 1, transaction_id, at, state, note, facts,"
            " (SELECT hash FROM payment_events ORDER BY seq DESC LIMIT 1),"
            " (SELECT hash FROM payment_events WHERE seq = 1) FROM payment_events",
            "events_are_never_deleted",
        ),
    ],
)
def test_what_is_written_stays_written(books: Books, sql: str, why: str) -> None:
    books.paid()
    refuses(books.journal.db.conn, sql, why)


@pytest.mark.parametrize(
    ("column", "value"), [("state", "'paid'"), ("payment_id", "5"), ("confirmed", "1"), ("state", "'held'")]
)
def test_a_payment_begins_with_its_intent(books: Books, column: str, value: str) -> None:
    payment = books.walk(books.intent(), S.REFUSED)
    columns = {
        "transaction_id": "'LX'",
        "sale_id": "sale_id",
        "cart_hash": "cart_hash",
        "amount_tiyin": "5",
        "service_id": "31",
        "cashbox_code": "''",
        "business_day": "''",
        "created_at": "''",
        "boot_id": "''",
        "intent_s": "0.0",
        "state": "'sending'",
        column: value,
    }
    refuses(
        books.journal.db.conn,
        f"INSERT INTO payments ({', '.join(columns)}) SELECT {', '.join(columns.values())}"  # noqa: S608 - ours
        " FROM payments WHERE transaction_id = ?",
        "payment_begins_with_its_intent",
        payment.transaction_id,
    )


def test_what_click_took_as_confirmed_stays_confirmed(books: Books) -> None:
    payment = books.walk(books.intent(), S.HELD, S.CONFIRMING, payment_id=PID, confirmed=True)
    refuses(books.journal.db.conn, "UPDATE payments SET confirmed = 0", "confirmed_stays_confirmed")
    with pytest.raises(Bug):
        books.payments.record(payment.learn(confirmed=False), "forgotten")


@pytest.mark.parametrize("road", [(S.HELD,), (S.HELD, S.CONFIRMING), (S.UNKNOWN,), (S.UNKNOWN, S.MANUAL)])
def test_nothing_is_paid_without_clicks_number(books: Books, road: tuple[PaymentState, ...]) -> None:
    """Not by a manager's word either."""
    payment = books.walk(books.intent(), *road)
    refuses(books.journal.db.conn, "UPDATE payments SET state = 'paid'", "paid_has_a_payment_id")
    with pytest.raises(Bug):
        books.walk(payment, S.PAID)
    assert books.walk(payment, S.PAID, payment_id=PID).is_paid


@pytest.mark.parametrize(
    "link",
    [
        "max(seq) + 2, transaction_id, at, state, note, facts, hash",
        "max(seq), transaction_id, at, state, note, facts, hash",
        "NULL, transaction_id, at, state, note, facts, hash",
        "max(seq) + 1, transaction_id, at, state, note, facts, previous_hash",
        f"max(seq) + 1, transaction_id, at, state, note, facts, '{FIRST_HASH}'",
    ],
)
def test_an_event_goes_on_with_the_chain_or_is_not_taken(books: Books, link: str) -> None:
    books.paid()
    refuses(
        books.journal.db.conn,
        f"INSERT INTO payment_events SELECT {link}, 'h' FROM payment_events",  # noqa: S608 - ours
        "events_go_on_with_the_chain",
    )


def test_an_intent_looks_at_the_codes_of_a_quarter_of_an_hour_not_at_every_payment(books: Books) -> None:
    asked: list[str] = []
    books.journal.db.conn.set_trace_callback(asked.append)
    books.intent()
    books.journal.db.conn.set_trace_callback(None)
    [forget] = [sql for sql in asked if sql.startswith("UPDATE payments SET otp_fingerprint")]
    plan = books.journal.db.conn.execute(f"EXPLAIN QUERY PLAN {forget}").fetchall()
    assert [row[3] for row in plan] == [
        "SEARCH payments USING INDEX one_payment_per_code (otp_fingerprint>?)"
    ]


def test_a_payment_is_not_pushed_out_by_another_of_its_names(books: Books) -> None:
    """REPLACE deletes the row that stands in the way, whichever unique name it is."""
    paid, second = books.paid(), books.intent()
    connection = books.journal.db.conn
    refuses(
        connection,
        "UPDATE OR REPLACE payments SET payment_id = ? WHERE transaction_id = ?",
        "payments_are_never_deleted",
        PID,
        second.transaction_id,
    )
    refuses(
        connection,
        "INSERT OR REPLACE INTO payments (transaction_id, sale_id, cart_hash, amount_tiyin, service_id,"
        " cashbox_code, business_day, created_at, boot_id, intent_s, state)"
        " SELECT 'LX', sale_id, cart_hash, amount_tiyin, 31, '', '', '', '', 0.0, 'sending' FROM payments"
        " WHERE transaction_id = ?",
        "payments_are_never_deleted",
        second.transaction_id,
    )
    assert books.payments.payment(str(PID)) == paid


@pytest.mark.parametrize("amount", [0, -1, 1.5, "a lot", None])
def test_an_amount_is_a_whole_number_of_tiyin_above_zero(books: Books, amount: object) -> None:
    payment = books.intent()
    with pytest.raises(sqlite3.IntegrityError):
        books.journal.db.conn.execute(
            "INSERT INTO payments (transaction_id, sale_id, cart_hash, amount_tiyin, service_id,"
            " cashbox_code, business_day, created_at, boot_id, intent_s, state)"
            " VALUES ('LX', ?, ?, ?, 31, '', '', '', '', 0.0, 'sending')",
            (payment.sale_id, payment.cart_hash, amount),
        )


def test_an_event_belongs_to_a_payment(books: Books) -> None:
    refuses(
        books.journal.db.conn,
        "INSERT INTO payment_events VALUES (1, 'nobody', '', 'paid', '', '', ?, 'h')",
        "FOREIGN KEY",
        FIRST_HASH,
    )


# ---- the chain ------------------------------------------------------------------------------------------


def test_every_event_carries_the_hash_of_the_one_before(books: Books) -> None:
    for number in range(4):
        books.paid(PaymentId(PID + number))
        books.clock.pass_s(1.5)
    books.walk(books.intent(), S.UNKNOWN, error_note="нет ответа\x1f\n", reason="OutcomeUnknown")
    with outside(books.journal.path) as connection:
        assert connection.execute("SELECT count(*), max(seq) FROM payment_events").fetchone() == (18, 18)
        assert broken_link(connection) is None


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE payment_events SET note = 'refused' WHERE seq = 3",
        "UPDATE payment_events SET facts = replace(facts, '1650000', '165000') WHERE seq = 3",
        "UPDATE payment_events SET at = '2026-11-24T00:00:00+00:00' WHERE seq = 3",
        "UPDATE payment_events SET state = 'cancelled' WHERE seq = 3",
        "DELETE FROM payment_events WHERE seq = 3",
    ],
)
def test_a_forged_event_is_known_by_its_number(books: Books, forgery: str) -> None:
    books.paid()
    books.journal.close()
    with outside(books.journal.path) as connection:
        for trigger in ("events_are_never_changed", "events_are_never_deleted"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(forgery)
        assert broken_link(connection) in {3, 4}


def test_the_projection_is_the_last_event_of_each_payment(books: Books) -> None:
    books.paid()
    books.walk(books.intent(), S.UNKNOWN, S.REFUSED, reason="absent")
    for payment in books.payments.newest(9):
        last = books.payments.events(payment.transaction_id)[-1]
        facts = json.loads(str(last["facts"]))
        [row] = books.journal.rows(
            "SELECT * FROM payments WHERE transaction_id = ?", (payment.transaction_id,)
        )
        assert facts == {name: row[name] for name in facts}
        assert row.keys() - facts.keys() == {"boot_id", "intent_s", "otp_fingerprint"}


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_facts = st.fixed_dictionaries(
    {},
    optional={
        "click_status": st.sampled_from([None, -9, 0, 1, 2]),
        "confirm_mode": st.sampled_from([None, True, False]),
        "confirmed": st.booleans(),
        "error_code": st.none() | st.integers(-(2**31), 2**31),
        "error_note": _texts,
        "reason": _texts,
        "checks": st.integers(0, 10**6),
        "card": st.builds(CardFacts, _texts, _texts, _texts, _texts),
    },
)


@quick
@given(steps=st.lists(st.tuples(st.integers(0, 4), _facts), max_size=6), pid=st.integers(1, 2**63 - 1))
def test_any_walk_along_the_table_is_kept_step_by_step(
    walked: Books, steps: list[tuple[int, dict[str, object]]], pid: int
) -> None:
    books = walked
    payment, written = books.intent(), 2
    while books.payments.holder_of(PaymentId(pid)) is not None:
        pid = next(books.numbers)
    payment = payment.learn(payment_id=pid)
    books.payments.record(payment, "named")
    for choice, facts in steps:
        nexts = sorted(MOVES[payment.state])
        stays = choice == 0 or not nexts
        if payment.confirmed:
            facts = {**facts, "confirmed": True}  # what CLICK took as confirmed is never forgotten
        payment = payment.learn(**facts) if stays else move(payment, nexts[choice % len(nexts)], **facts)
        books.payments.record(payment, "step")
        written += 1
        assert books.payments.payment(payment.transaction_id) == payment
    assert len(books.payments.events(payment.transaction_id)) == written


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """One journal for all examples: a file for each would take longer than the test."""
    books = open_books(tmp_path_factory.mktemp("walks") / "journal.sqlite3", FakeClock())
    yield books
    books.journal.close()


def test_times_and_days_come_back_as_they_were(books: Books) -> None:
    payment = books.intent()
    read = books.payments.payment(payment.transaction_id)
    assert read.created_at == payment.created_at
    assert read.created_at.utcoffset() == timedelta(0)
    assert read.business_day == date(2026, 11, 24)
    assert read.amount == Money.of_sum(16_500)
    assert read.sale_id == SaleId(payment.sale_id)


def test_what_is_not_over_is_found_by_its_index(books: Books) -> None:
    """A shop of years has a million payments that are over; a start must not read them."""
    asked: list[str] = []
    connection = books.journal.db.conn
    connection.set_trace_callback(asked.append)
    books.payments.open_payments()
    JournalHistory(books.journal).unsettled(FakeClock().now())
    connection.set_trace_callback(None)
    questions = [text for text in asked if text.lstrip().startswith("SELECT") and "FROM payments" in text]
    plans = [str(connection.execute(f"EXPLAIN QUERY PLAN {text}").fetchall()) for text in questions]
    assert len(plans) == 4  # the cash that is still to be taken is the fourth
    by_index = ("payments_open", "created_at>?", "settlements_due")
    assert all(any(word in plan for word in by_index) for plan in plans)
