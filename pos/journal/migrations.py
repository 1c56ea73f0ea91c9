"""The journal's schema, one step a release; each step and its record are one transaction.

A step that was released is frozen: what it makes depends on nothing that may change, and the tests keep each
schema as it was. A change is a further step, in `newer_migrations`.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("pos")

# ── 1: sales, payments with their events, the OFD queue, goods ───────────────────────────────────

IMMUTABLE = (
    "transaction_id", "sale_id", "amount_tiyin", "service_id", "cashbox_code",
    "business_day", "created_at", "cart_hash", "boot_id", "intent_s",
)  # fmt: skip

_STATES_1 = (
    "'sending', 'unknown', 'held', 'confirming', 'paid', 'refused', 'cancelled', 'reversing', 'reversed',"
    " 'manual'"
)
_MOVES_1 = {
    "sending": ("held", "manual", "refused", "unknown"),
    "held": ("cancelled", "confirming", "paid", "refused", "unknown"),
    "confirming": ("cancelled", "paid", "unknown"),
    "unknown": ("cancelled", "held", "manual", "paid", "refused"),
    "paid": ("reversing",),
    "reversing": ("manual", "paid", "reversed"),
    "manual": ("cancelled", "paid", "refused", "reversed"),
}

_TABLES_1 = f"""
CREATE TABLE sales (
    sale_id TEXT NOT NULL, cart_hash TEXT NOT NULL, total_tiyin INTEGER NOT NULL CHECK (total_tiyin > 0),
    vat_tiyin INTEGER NOT NULL, lines TEXT NOT NULL, created_at TEXT NOT NULL,
    PRIMARY KEY (sale_id, cart_hash)
) STRICT;

CREATE TABLE payments (
    transaction_id TEXT PRIMARY KEY, sale_id TEXT NOT NULL, cart_hash TEXT NOT NULL,
    amount_tiyin INTEGER NOT NULL CHECK (amount_tiyin > 0), service_id INTEGER NOT NULL,
    cashbox_code TEXT NOT NULL, business_day TEXT NOT NULL, created_at TEXT NOT NULL,
    boot_id TEXT NOT NULL, intent_s REAL NOT NULL, state TEXT NOT NULL CHECK (state IN ({_STATES_1})),
    payment_id INTEGER, click_status INTEGER, confirm_mode INTEGER, confirmed INTEGER NOT NULL DEFAULT 0,
    card_type TEXT NOT NULL DEFAULT '', processing_type TEXT NOT NULL DEFAULT '',
    card_number TEXT NOT NULL DEFAULT '', phone_number TEXT NOT NULL DEFAULT '',
    error_code INTEGER, error_note TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    checks INTEGER NOT NULL DEFAULT 0, otp_fingerprint TEXT,
    FOREIGN KEY (sale_id, cart_hash) REFERENCES sales (sale_id, cart_hash)
) STRICT;
CREATE UNIQUE INDEX payment_of_click ON payments (payment_id) WHERE payment_id IS NOT NULL;
CREATE UNIQUE INDEX one_live_payment_per_sale ON payments (sale_id)
    WHERE state NOT IN ('refused', 'cancelled', 'reversed');
CREATE UNIQUE INDEX one_payment_per_code ON payments (otp_fingerprint);
CREATE INDEX payments_by_time ON payments (created_at);
CREATE INDEX payments_open ON payments (created_at)
    WHERE state NOT IN ('paid', 'refused', 'cancelled', 'reversed');

CREATE TABLE payment_events (
    seq INTEGER PRIMARY KEY, transaction_id TEXT NOT NULL REFERENCES payments (transaction_id),
    at TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL, facts TEXT NOT NULL,
    previous_hash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX events_of_payment ON payment_events (transaction_id, seq);

CREATE TABLE fiscal_outbox (
    payment_id INTEGER PRIMARY KEY, sale_id TEXT NOT NULL, transaction_id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('none', 'pending', 'done')), frozen BLOB, link TEXT,
    sent_at TEXT, sends INTEGER NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL
) STRICT;
CREATE INDEX fiscal_waiting ON fiscal_outbox (created_at) WHERE state = 'pending';

CREATE TABLE goods (
    barcode TEXT PRIMARY KEY, name TEXT NOT NULL, name_uz TEXT NOT NULL, price_tiyin INTEGER NOT NULL,
    spic TEXT NOT NULL, package_code TEXT NOT NULL, vat_percent INTEGER NOT NULL, unit TEXT NOT NULL,
    units_code INTEGER, by_weight INTEGER NOT NULL, quick_key INTEGER, folded TEXT NOT NULL
) STRICT;

CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""


@migrations()
def m001_first_schema(db: Database) -> None:
    """Sales, payments with their events, the OFD queue, goods."""
    for statement in _TABLES_1.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in IMMUTABLE)
    edges = " OR ".join(
        f"(OLD.state = '{state}' AND NEW.state IN ({', '.join(map(repr, nexts))}))"
        for state, nexts in _MOVES_1.items()
    )
    for name, event, condition in (
        ("payment_facts_never_change", "UPDATE ON payments", changed),
        ("payment_moves_by_the_table", "UPDATE ON payments", f"OLD.state <> NEW.state AND NOT ({edges})"),
        (
            "payment_id_never_changes",
            "UPDATE ON payments",
            "OLD.payment_id IS NOT NULL AND OLD.payment_id IS NOT NEW.payment_id",
        ),
        ("payments_are_never_deleted", "DELETE ON payments", "1"),
        ("events_are_never_changed", "UPDATE ON payment_events", "1"),
        ("events_are_never_deleted", "DELETE ON payment_events", "1"),
        ("sales_are_never_changed", "UPDATE ON sales", "1"),
        ("sales_are_never_deleted", "DELETE ON sales", "1"),
        ("fiscal_receipts_are_never_deleted", "DELETE ON fiscal_outbox", "1"),
        (
            "fiscal_bytes_never_change",
            "UPDATE ON fiscal_outbox",
            "OLD.frozen IS NOT NULL AND OLD.frozen IS NOT NEW.frozen",
        ),
        ("fiscal_done_is_done", "UPDATE ON fiscal_outbox", "OLD.state = 'done' AND NEW.state <> 'done'"),
    ):
        guard(db, name, event, condition)


def guard(db: Database, name: str, event: str, condition: str) -> None:
    """A trigger by which the database itself refuses (W6, S7, T5)."""
    db.conn.execute(
        f"CREATE TRIGGER {name} BEFORE {event} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{name}'); END"
    )


# ── 2: more that the database itself refuses ─────────────────────────────────────────────────────

_NEXT_SEQ_2 = "(SELECT coalesce(max(seq), 0) + 1 FROM payment_events)"
_NEWEST_HASH_2 = (
    "coalesce((SELECT hash FROM payment_events ORDER BY seq DESC LIMIT 1),"
    " '0000000000000000000000000000000000000000000000000000000000000000')"
)


@migrations()
def m002_more_guards(db: Database) -> None:
    """The INTENT comes first, the chain goes on link by link, what was learnt of money stays learnt."""
    for name, event, condition in (
        (
            "payment_begins_with_its_intent",
            "INSERT ON payments",
            "NEW.state <> 'sending' OR NEW.payment_id IS NOT NULL OR NEW.confirmed <> 0",
        ),
        ("confirmed_stays_confirmed", "UPDATE ON payments", "OLD.confirmed <> 0 AND NEW.confirmed = 0"),
        (
            "paid_has_a_payment_id",
            "UPDATE ON payments",
            "NEW.state = 'paid' AND NEW.payment_id IS NULL AND OLD.state <> 'paid'",
        ),
        (
            "events_go_on_with_the_chain",
            "INSERT ON payment_events",
            f"NEW.seq IS NOT {_NEXT_SEQ_2} OR NEW.previous_hash IS NOT {_NEWEST_HASH_2}",
        ),
        (
            "fiscal_begins_unsent",
            "INSERT ON fiscal_outbox",
            "NEW.state = 'done' OR NEW.sends <> 0 OR NEW.sent_at IS NOT NULL",
        ),
        ("fiscal_done_has_a_link", "UPDATE ON fiscal_outbox", "NEW.state = 'done' AND NEW.link IS NULL"),
        (
            "fiscal_link_never_changes",
            "UPDATE ON fiscal_outbox",
            "OLD.link IS NOT NULL AND OLD.link IS NOT NEW.link",
        ),
        ("fiscal_sends_never_decrease", "UPDATE ON fiscal_outbox", "NEW.sends < OLD.sends"),
        (
            "fiscal_sent_stays_sent",
            "UPDATE ON fiscal_outbox",
            "OLD.sent_at IS NOT NULL AND NEW.sent_at IS NULL",
        ),
    ):
        guard(db, name, event, condition)


# ── 3: online orders, the attempts to pay for them, what CLICK sent, the shelf ───────────────────

_TABLES_3 = """
CREATE TABLE orders (
    order_id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('one_shot', 'account')),
    amount_tiyin INTEGER CHECK (amount_tiyin > 0), lines TEXT NOT NULL, source TEXT NOT NULL,
    number TEXT NOT NULL, token TEXT NOT NULL UNIQUE, return_url TEXT NOT NULL, training INTEGER NOT NULL,
    created_at TEXT NOT NULL, expires_at TEXT, cancelled_at TEXT, picked_at TEXT, handed_at TEXT,
    handed_by TEXT NOT NULL DEFAULT '', transaction_id TEXT UNIQUE,
    CHECK (kind = 'account' OR amount_tiyin IS NOT NULL)
) STRICT;
CREATE INDEX orders_by_time ON orders (created_at);

CREATE TABLE order_goods (
    order_id TEXT NOT NULL REFERENCES orders (order_id), barcode TEXT NOT NULL,
    thousandths INTEGER NOT NULL CHECK (thousandths > 0), PRIMARY KEY (order_id, barcode)
) STRICT;
CREATE INDEX order_goods_by_good ON order_goods (barcode);

CREATE TABLE attempts (
    prepare_id INTEGER PRIMARY KEY CHECK (prepare_id BETWEEN 1 AND 2147483647),
    order_id TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('one_shot', 'account', 'till')),
    click_trans_id INTEGER NOT NULL, click_paydoc_id INTEGER NOT NULL,
    amount_tiyin INTEGER NOT NULL CHECK (amount_tiyin > 0),
    state TEXT NOT NULL CHECK (state IN ('prepared', 'paid', 'cancelled')),
    reserved_until TEXT NOT NULL, owes_reversal INTEGER NOT NULL DEFAULT 0,
    transaction_id TEXT UNIQUE, prepared_at TEXT NOT NULL, ended_at TEXT,
    UNIQUE (order_id, click_trans_id)
) STRICT;
CREATE UNIQUE INDEX one_shot_paid_once ON attempts (order_id)
    WHERE kind = 'one_shot' AND state = 'paid' AND owes_reversal = 0;
CREATE INDEX attempts_live ON attempts (order_id) WHERE state <> 'cancelled';
CREATE INDEX attempts_to_return ON attempts (prepare_id) WHERE owes_reversal = 1;
CREATE INDEX attempts_to_book ON attempts (prepare_id)
    WHERE kind = 'account' AND state = 'paid' AND owes_reversal = 0 AND transaction_id IS NULL;

CREATE TABLE callback_inbox (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, path TEXT NOT NULL, fields TEXT NOT NULL,
    reply INTEGER NOT NULL
) STRICT;

CREATE TABLE stock (barcode TEXT PRIMARY KEY, thousandths INTEGER NOT NULL) STRICT;
CREATE TABLE stock_taken (
    reason TEXT NOT NULL, barcode TEXT NOT NULL, thousandths INTEGER NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (reason, barcode)
) STRICT
"""


@migrations()
def m003_online_orders(db: Database) -> None:
    """Orders, their attempts, CLICK's calls as they came, the count of goods."""
    for statement in _TABLES_3.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
    for name, event, condition in (
        (
            "order_facts_never_change",
            "UPDATE ON orders",
            "OLD.order_id IS NOT NEW.order_id OR OLD.kind IS NOT NEW.kind OR OLD.lines IS NOT NEW.lines"
            " OR OLD.amount_tiyin IS NOT NEW.amount_tiyin OR OLD.token IS NOT NEW.token"
            " OR OLD.training IS NOT NEW.training OR OLD.created_at IS NOT NEW.created_at",
        ),
        ("orders_are_never_deleted", "DELETE ON orders", "1"),
        ("order_goods_never_change", "UPDATE ON order_goods", "1"),
        ("order_goods_are_never_deleted", "DELETE ON order_goods", "1"),
        (
            "an_attempt_begins_prepared",
            "INSERT ON attempts",
            "NEW.state <> 'prepared' OR NEW.owes_reversal <> 0",
        ),
        (
            "attempt_facts_never_change",
            "UPDATE ON attempts",
            "OLD.prepare_id IS NOT NEW.prepare_id OR OLD.order_id IS NOT NEW.order_id"
            " OR OLD.click_trans_id IS NOT NEW.click_trans_id"
            " OR OLD.click_paydoc_id IS NOT NEW.click_paydoc_id OR OLD.amount_tiyin IS NOT NEW.amount_tiyin"
            " OR OLD.kind IS NOT NEW.kind",
        ),
        (
            "an_attempt_ends_once",
            "UPDATE ON attempts",
            "OLD.state <> 'prepared' AND OLD.state IS NOT NEW.state",
        ),
        ("attempts_are_never_deleted", "DELETE ON attempts", "1"),
        ("inbox_never_changes", "UPDATE ON callback_inbox", "1"),
    ):
        guard(db, name, event, condition)


# ── 4: orders of another host: what changed here, and what is a copy from there ──────────────────

_TABLES_4 = """
ALTER TABLE orders ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN claimed_by TEXT NOT NULL DEFAULT '';
CREATE INDEX attempts_claimed ON attempts (prepare_id) WHERE claimed_by <> '' AND transaction_id IS NULL;
CREATE TABLE order_changes (
    seq INTEGER PRIMARY KEY, order_id TEXT NOT NULL, click_trans_id INTEGER
) STRICT;
CREATE TABLE order_feed (
    role TEXT PRIMARY KEY CHECK (role IN ('own', 'host')), name TEXT NOT NULL, place INTEGER NOT NULL
) STRICT;
INSERT INTO order_feed VALUES ('own', lower(hex(randomblob(8))), 0);
INSERT INTO order_changes (order_id) SELECT order_id FROM orders ORDER BY rowid;
INSERT INTO order_changes (order_id, click_trans_id)
    SELECT order_id, click_trans_id FROM attempts WHERE kind <> 'till' ORDER BY prepare_id
"""


@migrations()
def m004_orders_of_another_host(db: Database) -> None:
    """A list of changes for tills that pull, the name of this journal, who claimed which payment."""
    for statement in _TABLES_4.split(";\n"):
        db.conn.execute(statement)
    for name, event, condition in (
        ("order_origin_never_changes", "UPDATE ON orders", "OLD.origin IS NOT NEW.origin"),
        (
            "a_claim_never_changes_hands",
            "UPDATE ON attempts",
            "OLD.claimed_by <> '' AND OLD.claimed_by IS NOT NEW.claimed_by",
        ),
        ("order_changes_never_change", "UPDATE ON order_changes", "1"),
        ("order_changes_are_never_deleted", "DELETE ON order_changes", "1"),
    ):
        guard(db, name, event, condition)
    # In the same step as the change, whoever makes it: nothing can be told late or be left out.
    for name, event, condition, row in (
        ("an_order_is_told", "INSERT ON orders", "1", "NEW.order_id, NULL"),
        ("an_orders_change_is_told", "UPDATE ON orders", "1", "NEW.order_id, NULL"),
        (
            "an_attempt_is_told",
            "INSERT ON attempts",
            "NEW.kind <> 'till'",
            "NEW.order_id, NEW.click_trans_id",
        ),
        (
            "an_attempts_change_is_told",
            "UPDATE ON attempts",
            "NEW.kind <> 'till'",
            "NEW.order_id, NEW.click_trans_id",
        ),
    ):
        db.conn.execute(
            f"CREATE TRIGGER {name} AFTER {event} WHEN {condition} BEGIN"  # noqa: S608 - our own words
            f" INSERT INTO order_changes (order_id, click_trans_id) VALUES ({row}); END"
        )
