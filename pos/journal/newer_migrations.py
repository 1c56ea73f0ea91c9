"""The journal's schema from step 5 on; what `migrations` says of a step holds here."""

from __future__ import annotations

from sqlite_utils import Database

from pos.journal.migrations import guard, migrations

__all__ = ["SCHEMA_VERSION", "migrations"]

SCHEMA_VERSION = 6

# ── 5: goods with several barcodes, marking and words that are found in every script ─────────────

_TABLES_5 = """
CREATE TABLE goods_5 (
    good_id INTEGER PRIMARY KEY, barcode TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_uz TEXT NOT NULL,
    price_tiyin INTEGER NOT NULL, spic TEXT NOT NULL, package_code TEXT NOT NULL,
    vat_percent INTEGER NOT NULL, unit TEXT NOT NULL, units_code INTEGER, by_weight INTEGER NOT NULL,
    marked INTEGER NOT NULL, commission_tin TEXT NOT NULL, quick_page INTEGER NOT NULL, quick_key INTEGER,
    colour TEXT NOT NULL, ready TEXT NOT NULL
) STRICT;
DROP TABLE goods;
ALTER TABLE goods_5 RENAME TO goods;
CREATE INDEX goods_on_keys ON goods (quick_page, quick_key) WHERE quick_key IS NOT NULL;
CREATE INDEX goods_not_ready ON goods (ready) WHERE ready <> 'green';
CREATE TABLE more_barcodes (
    barcode TEXT PRIMARY KEY, good_id INTEGER NOT NULL REFERENCES goods (good_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX more_barcodes_of_good ON more_barcodes (good_id);
CREATE TABLE vat_rates (percent INTEGER PRIMARY KEY) STRICT;
INSERT INTO vat_rates VALUES (0), (12);
CREATE VIRTUAL TABLE good_words USING fts5 (words, prefix = '1 2 3');
CREATE VIRTUAL TABLE good_parts USING fts5 (words, tokenize = 'trigram');
CREATE TABLE spics (
    row_id INTEGER PRIMARY KEY, reading INTEGER NOT NULL, spic TEXT NOT NULL, name TEXT NOT NULL,
    name_uz TEXT NOT NULL, barcode TEXT NOT NULL, package_code TEXT NOT NULL
) STRICT;
CREATE INDEX spics_by_code ON spics (spic);
CREATE INDEX spics_by_barcode ON spics (barcode) WHERE barcode <> '';
CREATE VIRTUAL TABLE spic_words USING fts5 (words, prefix = '2 3')
"""


_BYTES_5 = (
    "OLD.frozen IS NOT NULL AND OLD.frozen IS NOT NEW.frozen AND (NEW.frozen IS NULL"
    " OR OLD.state <> 'pending' OR OLD.link IS NOT NULL OR OLD.why NOT LIKE 'refused: %')"
)


@migrations()
def m005_goods_found_in_every_script(db: Database) -> None:
    """Goods by a number of their own, with what marking and commission need; indexes of their words."""
    old = [dict(row) for row in db.query("SELECT * FROM goods ORDER BY rowid")]
    for statement in _TABLES_5.split(";\n"):
        db.conn.execute(statement)
    # What CLICK refused was not taken: its bytes may be corrected. All others never change, as before.
    db.conn.execute("DROP TRIGGER fiscal_bytes_never_change")
    guard(db, "fiscal_bytes_never_change", "UPDATE ON fiscal_outbox", _BYTES_5)
    # Words and readiness are written by the program at the first start: they follow its rules, not a step's.
    for row in old:
        row.pop("folded")
        more = {"marked": 0, "commission_tin": "", "quick_page": 1, "colour": "", "ready": ""}
        columns = {**row, **more}
        db.conn.execute(
            f"INSERT INTO goods ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608
            tuple(columns.values()),
        )


# ── 6: cash and cards of a separate terminal, and a chain for what CLICK has no part in ──────────

_TABLES_6 = """
CREATE TABLE settlements (
    ref TEXT PRIMARY KEY, sale_id TEXT NOT NULL, cart_hash TEXT NOT NULL,
    click_tiyin INTEGER NOT NULL CHECK (click_tiyin >= 0),
    card_tiyin INTEGER NOT NULL CHECK (card_tiyin >= 0),
    cash_tiyin INTEGER NOT NULL CHECK (cash_tiyin >= 0),
    rounding_tiyin INTEGER NOT NULL CHECK (rounding_tiyin >= 0),
    planned_at TEXT NOT NULL, settled_at TEXT, handed_tiyin INTEGER CHECK (handed_tiyin >= cash_tiyin),
    CHECK ((settled_at IS NULL) = (handed_tiyin IS NULL)),
    CHECK (click_tiyin > 0 OR settled_at IS NOT NULL),
    CHECK (click_tiyin = 0 OR card_tiyin + cash_tiyin > 0),
    FOREIGN KEY (sale_id, cart_hash) REFERENCES sales (sale_id, cart_hash)
) STRICT;
CREATE UNIQUE INDEX one_settlement_without_click ON settlements (sale_id) WHERE click_tiyin = 0;
CREATE INDEX settlements_due ON settlements (planned_at) WHERE settled_at IS NULL;
CREATE INDEX settlements_by_time ON settlements (planned_at) WHERE click_tiyin = 0;
CREATE TABLE order_labels (
    seq INTEGER PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders (order_id), line INTEGER NOT NULL,
    label TEXT NOT NULL CHECK (length(label) BETWEEN 19 AND 38), at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX a_label_once_in_an_order ON order_labels (order_id, substr(label, 1, 21));
CREATE TABLE till_events (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
    facts TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX till_events_of_subject ON till_events (subject, seq)
"""

_LIVE_6 = (
    "EXISTS (SELECT 1 FROM payments WHERE payments.sale_id = NEW.sale_id"
    " AND payments.state NOT IN ('refused', 'cancelled', 'reversed'))"
)
_SETTLED_6 = "EXISTS (SELECT 1 FROM settlements WHERE settlements.sale_id = NEW.sale_id AND click_tiyin = 0)"
_TOTAL_6 = "(SELECT total_tiyin FROM sales WHERE sale_id = NEW.sale_id AND cart_hash = NEW.cart_hash)"
_SUM_6 = "NEW.click_tiyin + NEW.card_tiyin + NEW.cash_tiyin"
_PLAN_6 = "(SELECT click_tiyin FROM settlements WHERE ref = NEW.transaction_id)"
_HANDED_6 = "EXISTS (SELECT 1 FROM orders WHERE orders.order_id = {row}.order_id AND handed_at IS NOT NULL)"
_NEXT_SEQ_6 = "(SELECT coalesce(max(seq), 0) + 1 FROM till_events)"
_NEWEST_HASH_6 = (
    "coalesce((SELECT hash FROM till_events ORDER BY seq DESC LIMIT 1),"
    " '0000000000000000000000000000000000000000000000000000000000000000')"
)


@migrations()
def m006_cash_and_cards(db: Database) -> None:
    """How a sale is paid where CLICK does not pay it alone; cash is taken last, and once.

    And the labels of online orders, scanned before their sale is in the journal.
    """
    for statement in _TABLES_6.split(";\n"):
        db.conn.execute(statement)
    for name, event, condition in (
        ("settlement_adds_up", "INSERT ON settlements", f"{_SUM_6} IS NOT {_TOTAL_6}"),
        ("settled_while_being_paid", "INSERT ON settlements", f"NEW.click_tiyin = 0 AND {_LIVE_6}"),
        ("paid_while_settled", "INSERT ON payments", _SETTLED_6),
        ("payment_is_its_part", "INSERT ON payments", f"{_PLAN_6} <> NEW.amount_tiyin"),
        (
            "settlement_facts_never_change",
            "UPDATE ON settlements",
            " OR ".join(
                f"OLD.{column} IS NOT NEW.{column}"
                for column in (
                    "ref", "sale_id", "cart_hash", "click_tiyin", "card_tiyin", "cash_tiyin",
                    "rounding_tiyin", "planned_at",
                )
            ),
        ),
        ("cash_is_taken_once", "UPDATE ON settlements", "OLD.settled_at IS NOT NULL"),
        (
            "cash_comes_after_click",
            "UPDATE ON settlements",
            "OLD.settled_at IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM payments WHERE transaction_id = NEW.ref AND state = 'paid')",
        ),
        ("settlements_are_never_deleted", "DELETE ON settlements", "1"),
        (
            "fiscal_receipt_waits_for_the_cash",
            "INSERT ON fiscal_outbox",
            "EXISTS (SELECT 1 FROM settlements WHERE ref = NEW.transaction_id AND settled_at IS NULL)",
        ),
        ("till_events_are_never_changed", "UPDATE ON till_events", "1"),
        ("till_events_are_never_deleted", "DELETE ON till_events", "1"),
        (
            "till_events_go_on_with_the_chain",
            "INSERT ON till_events",
            f"NEW.seq IS NOT {_NEXT_SEQ_6} OR NEW.previous_hash IS NOT {_NEWEST_HASH_6}",
        ),
        # A label may be taken off and another piece put in, until the customer has the goods.
        ("order_labels_never_change", "UPDATE ON order_labels", "1"),
        ("labels_come_before_the_hand_over", "INSERT ON order_labels", _HANDED_6.format(row="NEW")),
        ("labels_stay_with_what_was_sold", "DELETE ON order_labels", _HANDED_6.format(row="OLD")),
    ):  # fmt: skip
        guard(db, name, event, condition)
