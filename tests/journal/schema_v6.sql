-- The journal as schema 6 left it: its tables, and a little of everything in them. Kept as it is for ever:
-- every later program must open it. A new schema gets a file of its own beside this one.
PRAGMA application_id=1129074767;
PRAGMA user_version=6;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'pos','m001_first_schema','2026-11-24 09:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'pos','m002_more_guards','2026-11-24 10:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'pos','m003_online_orders','2026-11-24 17:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'pos','m004_orders_of_another_host','2026-11-24 21:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'pos','m005_goods_found_in_every_script','2026-11-24 21:30:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'pos','m006_cash_and_cards','2026-11-25 00:30:00.000000+00:00');
CREATE TABLE attempts (
    prepare_id INTEGER PRIMARY KEY CHECK (prepare_id BETWEEN 1 AND 2147483647),
    order_id TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('one_shot', 'account', 'till')),
    click_trans_id INTEGER NOT NULL, click_paydoc_id INTEGER NOT NULL,
    amount_tiyin INTEGER NOT NULL CHECK (amount_tiyin > 0),
    state TEXT NOT NULL CHECK (state IN ('prepared', 'paid', 'cancelled')),
    reserved_until TEXT NOT NULL, owes_reversal INTEGER NOT NULL DEFAULT 0,
    transaction_id TEXT UNIQUE, prepared_at TEXT NOT NULL, ended_at TEXT, claimed_by TEXT NOT NULL DEFAULT '',
    UNIQUE (order_id, click_trans_id)
) STRICT;
INSERT INTO "attempts" VALUES(1,'L000000000000007A','one_shot',11,21,1650000,'paid','2026-11-24T09:45:00+00:00',0,NULL,'2026-11-24T09:30:00+00:00','2026-11-24T09:30:00+00:00','');
INSERT INTO "attempts" VALUES(2,'ACCOUNT1A','account',12,22,50000,'prepared','2026-11-24T09:45:00+00:00',0,NULL,'2026-11-24T09:30:00+00:00',NULL,'00112233445566aa');
CREATE TABLE callback_inbox (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, path TEXT NOT NULL, fields TEXT NOT NULL,
    reply INTEGER NOT NULL
) STRICT;
INSERT INTO "callback_inbox" VALUES(1,'2026-11-24T09:30:00+00:00','/click/prepare','{"action": "0", "sign_string": "…"}',0);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO "facts" VALUES('mti_verified:31','yes');
INSERT INTO "facts" VALUES('classifier_reading','1');
CREATE TABLE fiscal_outbox (
    payment_id INTEGER PRIMARY KEY, sale_id TEXT NOT NULL, transaction_id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('none', 'pending', 'done')), frozen BLOB, link TEXT,
    sent_at TEXT, sends INTEGER NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL
) STRICT;
INSERT INTO "fiscal_outbox" VALUES(2388672086,'S000000000000000001A','L000000000000000000000002A','done',X'7B226974656D73223A5B5D7D','https://ofd.soliq.uz/epi?t=EZ000000000030&r=123456789&c=20261124143206&s=854971301623','2026-11-24T09:30:00+00:00',1,'','2026-11-24T09:30:00+00:00');
CREATE TABLE "goods" (
    good_id INTEGER PRIMARY KEY, barcode TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_uz TEXT NOT NULL,
    price_tiyin INTEGER NOT NULL, spic TEXT NOT NULL, package_code TEXT NOT NULL,
    vat_percent INTEGER NOT NULL, unit TEXT NOT NULL, units_code INTEGER, by_weight INTEGER NOT NULL,
    marked INTEGER NOT NULL, commission_tin TEXT NOT NULL, quick_page INTEGER NOT NULL, quick_key INTEGER,
    colour TEXT NOT NULL, ready TEXT NOT NULL
) STRICT;
INSERT INTO "goods" VALUES(1,'4780012340016','Молоко «Мусаффо» 3,2 %, 1 л','',1650000,'00401001001000001','1514296',12,'шт',796,0,0,'',1,NULL,'','green');
INSERT INTO "goods" VALUES(2,'4780012340023','Нон','',400000,'01905001001000002','1209885',0,'шт',NULL,0,0,'',1,NULL,'','yellow');
INSERT INTO "goods" VALUES(3,'2800011','Яблоки «Ренет»','',1899000,'00808001001000003','1520627',12,'кг',NULL,1,0,'',1,NULL,'','yellow');
CREATE TABLE more_barcodes (
    barcode TEXT PRIMARY KEY, good_id INTEGER NOT NULL REFERENCES goods (good_id) ON DELETE CASCADE
) STRICT;
INSERT INTO "more_barcodes" VALUES('4780012340993',2);
CREATE TABLE order_changes (
    seq INTEGER PRIMARY KEY, order_id TEXT NOT NULL, click_trans_id INTEGER
) STRICT;
INSERT INTO "order_changes" VALUES(1,'L000000000000007A',NULL);
INSERT INTO "order_changes" VALUES(2,'ACCOUNT1A',NULL);
INSERT INTO "order_changes" VALUES(3,'L000000000000007A',11);
INSERT INTO "order_changes" VALUES(4,'ACCOUNT1A',12);
INSERT INTO "order_changes" VALUES(5,'ACCOUNT1A',12);
CREATE TABLE order_feed (
    role TEXT PRIMARY KEY CHECK (role IN ('own', 'host')), name TEXT NOT NULL, place INTEGER NOT NULL
) STRICT;
INSERT INTO "order_feed" VALUES('own','0123456789abcdef',0);
INSERT INTO "order_feed" VALUES('host','fedcba9876543210',17);
CREATE TABLE order_goods (
    order_id TEXT NOT NULL REFERENCES orders (order_id), barcode TEXT NOT NULL,
    thousandths INTEGER NOT NULL CHECK (thousandths > 0), PRIMARY KEY (order_id, barcode)
) STRICT;
INSERT INTO "order_goods" VALUES('L000000000000007A','4780012340016',1000);
CREATE TABLE order_labels (
    seq INTEGER PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders (order_id), line INTEGER NOT NULL,
    label TEXT NOT NULL CHECK (length(label) BETWEEN 19 AND 38), at TEXT NOT NULL
) STRICT;
INSERT INTO "order_labels" VALUES(1,'L000000000000007A',1,'010478001234001621AAAA1','2026-11-24T09:30:00+00:00');
CREATE TABLE orders (
    order_id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('one_shot', 'account')),
    amount_tiyin INTEGER CHECK (amount_tiyin > 0), lines TEXT NOT NULL, source TEXT NOT NULL,
    number TEXT NOT NULL, token TEXT NOT NULL UNIQUE, return_url TEXT NOT NULL, training INTEGER NOT NULL,
    created_at TEXT NOT NULL, expires_at TEXT, cancelled_at TEXT, picked_at TEXT, handed_at TEXT,
    handed_by TEXT NOT NULL DEFAULT '', transaction_id TEXT UNIQUE, origin TEXT NOT NULL DEFAULT '',
    CHECK (kind = 'account' OR amount_tiyin IS NOT NULL)
) STRICT;
INSERT INTO "orders" VALUES('L000000000000007A','one_shot',1650000,'[{"number": 1, "scanned": "4780012340016", "quantity": 1000, "voided": false, "good": {"barcode": "4780012340016", "name": "Молоко «Мусаффо» 3,2 %, 1 л", "name_uz": "", "price": 1650000, "spic": "00401001001000001", "package_code": "1514296", "vat_percent": 12, "unit": "шт", "units_code": 796, "by_weight": false}}]','api','1007','AAAAAAAAAAAAAAAAAAAAAA','',0,'2026-11-24T09:30:00+00:00',NULL,NULL,'2026-11-24T09:30:00+00:00',NULL,'',NULL,'');
INSERT INTO "orders" VALUES('ACCOUNT1A','account',50000,'[]','command','','BBBBBBBBBBBBBBBBBBBBBB','',0,'2026-11-24T09:30:00+00:00',NULL,NULL,NULL,NULL,'',NULL,'');
CREATE TABLE payment_events (
    seq INTEGER PRIMARY KEY, transaction_id TEXT NOT NULL REFERENCES payments (transaction_id),
    at TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL, facts TEXT NOT NULL,
    previous_hash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "payment_events" VALUES(1,'L000000000000000000000002A','2026-11-24T09:30:00+00:00','sending','intent','{"amount_tiyin": 2050000, "business_day": "2026-11-24", "card_number": "", "card_type": "", "cart_hash": "6bdb854032487b788805aad146f7fd2c", "cashbox_code": "KASSA-1", "checks": 0, "click_status": null, "confirm_mode": null, "confirmed": 0, "created_at": "2026-11-24T09:30:00+00:00", "error_code": null, "error_note": "", "payment_id": null, "phone_number": "", "processing_type": "", "reason": "", "sale_id": "S000000000000000001A", "service_id": 31, "state": "sending", "transaction_id": "L000000000000000000000002A"}','0000000000000000000000000000000000000000000000000000000000000000','db30a12072b8037c3965cf9395a0799ef75e5c969484d7687aae238b984221a9');
INSERT INTO "payment_events" VALUES(2,'L000000000000000000000002A','2026-11-24T09:30:00+00:00','held','held','{"amount_tiyin": 2050000, "business_day": "2026-11-24", "card_number": "860002******8331", "card_type": "private", "cart_hash": "6bdb854032487b788805aad146f7fd2c", "cashbox_code": "KASSA-1", "checks": 0, "click_status": 2, "confirm_mode": 1, "confirmed": 0, "created_at": "2026-11-24T09:30:00+00:00", "error_code": null, "error_note": "", "payment_id": 2388672086, "phone_number": "99822***4567", "processing_type": "UZCARD", "reason": "", "sale_id": "S000000000000000001A", "service_id": 31, "state": "held", "transaction_id": "L000000000000000000000002A"}','db30a12072b8037c3965cf9395a0799ef75e5c969484d7687aae238b984221a9','0dea8a79147bd358b782ca8acea3562a22b2a022ec949e01c35d25555386896f');
INSERT INTO "payment_events" VALUES(3,'L000000000000000000000002A','2026-11-24T09:30:00+00:00','confirming','confirming','{"amount_tiyin": 2050000, "business_day": "2026-11-24", "card_number": "860002******8331", "card_type": "private", "cart_hash": "6bdb854032487b788805aad146f7fd2c", "cashbox_code": "KASSA-1", "checks": 0, "click_status": 2, "confirm_mode": 1, "confirmed": 0, "created_at": "2026-11-24T09:30:00+00:00", "error_code": null, "error_note": "", "payment_id": 2388672086, "phone_number": "99822***4567", "processing_type": "UZCARD", "reason": "", "sale_id": "S000000000000000001A", "service_id": 31, "state": "confirming", "transaction_id": "L000000000000000000000002A"}','0dea8a79147bd358b782ca8acea3562a22b2a022ec949e01c35d25555386896f','e8c04e099f1a817a813b8936b94cef4cbe437701e7679505fae1f401aca6e0d1');
INSERT INTO "payment_events" VALUES(4,'L000000000000000000000002A','2026-11-24T09:30:00+00:00','paid','paid','{"amount_tiyin": 2050000, "business_day": "2026-11-24", "card_number": "860002******8331", "card_type": "private", "cart_hash": "6bdb854032487b788805aad146f7fd2c", "cashbox_code": "KASSA-1", "checks": 0, "click_status": 2, "confirm_mode": 1, "confirmed": 0, "created_at": "2026-11-24T09:30:00+00:00", "error_code": null, "error_note": "", "payment_id": 2388672086, "phone_number": "99822***4567", "processing_type": "UZCARD", "reason": "", "sale_id": "S000000000000000001A", "service_id": 31, "state": "paid", "transaction_id": "L000000000000000000000002A"}','e8c04e099f1a817a813b8936b94cef4cbe437701e7679505fae1f401aca6e0d1','a6fdb254ffd9002708ed4d835868f1f6d38cedd275727b94a9e4486ba2cf67da');
INSERT INTO "payment_events" VALUES(5,'L000000000000000000000004A','2026-11-24T09:50:00+00:00','sending','intent','{"amount_tiyin": 1650000, "business_day": "2026-11-24", "card_number": "", "card_type": "", "cart_hash": "7aca7c6c4fb4ca561545a762ec014882", "cashbox_code": "KASSA-1", "checks": 0, "click_status": null, "confirm_mode": null, "confirmed": 0, "created_at": "2026-11-24T09:50:00+00:00", "error_code": null, "error_note": "", "payment_id": null, "phone_number": "", "processing_type": "", "reason": "", "sale_id": "S000000000000000003A", "service_id": 31, "state": "sending", "transaction_id": "L000000000000000000000004A"}','a6fdb254ffd9002708ed4d835868f1f6d38cedd275727b94a9e4486ba2cf67da','6c8c2e443002a4f499fe5d952b1f090a46626978562baa4544bcd7964922c575');
INSERT INTO "payment_events" VALUES(6,'L000000000000000000000004A','2026-11-24T09:50:00+00:00','refused','refused','{"amount_tiyin": 1650000, "business_day": "2026-11-24", "card_number": "", "card_type": "", "cart_hash": "7aca7c6c4fb4ca561545a762ec014882", "cashbox_code": "KASSA-1", "checks": 0, "click_status": null, "confirm_mode": null, "confirmed": 0, "created_at": "2026-11-24T09:50:00+00:00", "error_code": -5017, "error_note": "Недостаточно средств", "payment_id": null, "phone_number": "", "processing_type": "", "reason": "ClickRefused", "sale_id": "S000000000000000003A", "service_id": 31, "state": "refused", "transaction_id": "L000000000000000000000004A"}','6c8c2e443002a4f499fe5d952b1f090a46626978562baa4544bcd7964922c575','3754ed53dfd654465cde35789b3057069372d509daee3bb3e1098a44d223808c');
INSERT INTO "payment_events" VALUES(7,'L000000000000000000000006A','2026-11-24T09:51:00+00:00','sending','intent','{"amount_tiyin": 1650000, "business_day": "2026-11-24", "card_number": "", "card_type": "", "cart_hash": "7aca7c6c4fb4ca561545a762ec014882", "cashbox_code": "KASSA-1", "checks": 0, "click_status": null, "confirm_mode": null, "confirmed": 0, "created_at": "2026-11-24T09:51:00+00:00", "error_code": null, "error_note": "", "payment_id": null, "phone_number": "", "processing_type": "", "reason": "", "sale_id": "S000000000000000005A", "service_id": 31, "state": "sending", "transaction_id": "L000000000000000000000006A"}','3754ed53dfd654465cde35789b3057069372d509daee3bb3e1098a44d223808c','749e36f18482dc80097887d3080d0f9dfdba1f038bf2eee4ba77373e68c8c1e3');
INSERT INTO "payment_events" VALUES(8,'L000000000000000000000006A','2026-11-24T09:51:00+00:00','unknown','unknown','{"amount_tiyin": 1650000, "business_day": "2026-11-24", "card_number": "", "card_type": "", "cart_hash": "7aca7c6c4fb4ca561545a762ec014882", "cashbox_code": "KASSA-1", "checks": 0, "click_status": null, "confirm_mode": null, "confirmed": 0, "created_at": "2026-11-24T09:51:00+00:00", "error_code": null, "error_note": "", "payment_id": null, "phone_number": "", "processing_type": "", "reason": "OutcomeUnknown", "sale_id": "S000000000000000005A", "service_id": 31, "state": "unknown", "transaction_id": "L000000000000000000000006A"}','749e36f18482dc80097887d3080d0f9dfdba1f038bf2eee4ba77373e68c8c1e3','71c03b659d90bbed90bbc2562f6f90b138c191e15309134f44e710c9586397dd');
INSERT INTO "payment_events" VALUES(9,'L000000000000000000000006A','2026-11-24T09:52:00+00:00','unknown','read','{"amount_tiyin": 1650000, "business_day": "2026-11-24", "card_number": "", "card_type": "", "cart_hash": "7aca7c6c4fb4ca561545a762ec014882", "cashbox_code": "KASSA-1", "checks": 1, "click_status": null, "confirm_mode": null, "confirmed": 0, "created_at": "2026-11-24T09:51:00+00:00", "error_code": null, "error_note": "", "payment_id": null, "phone_number": "", "processing_type": "", "reason": "OutcomeUnknown", "remarks": {"by": "Менеджер Азиза", "why": "проверено в кабинете"}, "sale_id": "S000000000000000005A", "service_id": 31, "state": "unknown", "transaction_id": "L000000000000000000000006A"}','71c03b659d90bbed90bbc2562f6f90b138c191e15309134f44e710c9586397dd','55436b80bac25f321a623c19189b8ddce2dd3bd50770cdfa9e0a0b7025d9d405');
CREATE TABLE payments (
    transaction_id TEXT PRIMARY KEY, sale_id TEXT NOT NULL, cart_hash TEXT NOT NULL,
    amount_tiyin INTEGER NOT NULL CHECK (amount_tiyin > 0), service_id INTEGER NOT NULL,
    cashbox_code TEXT NOT NULL, business_day TEXT NOT NULL, created_at TEXT NOT NULL,
    boot_id TEXT NOT NULL, intent_s REAL NOT NULL, state TEXT NOT NULL CHECK (state IN ('sending', 'unknown', 'held', 'confirming', 'paid', 'refused', 'cancelled', 'reversing', 'reversed', 'manual')),
    payment_id INTEGER, click_status INTEGER, confirm_mode INTEGER, confirmed INTEGER NOT NULL DEFAULT 0,
    card_type TEXT NOT NULL DEFAULT '', processing_type TEXT NOT NULL DEFAULT '',
    card_number TEXT NOT NULL DEFAULT '', phone_number TEXT NOT NULL DEFAULT '',
    error_code INTEGER, error_note TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    checks INTEGER NOT NULL DEFAULT 0, otp_fingerprint TEXT,
    FOREIGN KEY (sale_id, cart_hash) REFERENCES sales (sale_id, cart_hash)
) STRICT;
INSERT INTO "payments" VALUES('L000000000000000000000002A','S000000000000000001A','6bdb854032487b788805aad146f7fd2c',2050000,31,'KASSA-1','2026-11-24','2026-11-24T09:30:00+00:00','boot-1',1000.0,'paid',2388672086,2,1,0,'private','UZCARD','860002******8331','99822***4567',NULL,'','',0,NULL);
INSERT INTO "payments" VALUES('L000000000000000000000004A','S000000000000000003A','7aca7c6c4fb4ca561545a762ec014882',1650000,31,'KASSA-1','2026-11-24','2026-11-24T09:50:00+00:00','boot-1',2200.0,'refused',NULL,NULL,NULL,0,'','','','',-5017,'Недостаточно средств','ClickRefused',0,'fingerprint-4');
INSERT INTO "payments" VALUES('L000000000000000000000006A','S000000000000000005A','7aca7c6c4fb4ca561545a762ec014882',1650000,31,'KASSA-1','2026-11-24','2026-11-24T09:51:00+00:00','boot-1',2260.0,'unknown',NULL,NULL,NULL,0,'','','','',NULL,'','OutcomeUnknown',1,'fingerprint-6');
CREATE TABLE sales (
    sale_id TEXT NOT NULL, cart_hash TEXT NOT NULL, total_tiyin INTEGER NOT NULL CHECK (total_tiyin > 0),
    vat_tiyin INTEGER NOT NULL, lines TEXT NOT NULL, created_at TEXT NOT NULL,
    PRIMARY KEY (sale_id, cart_hash)
) STRICT;
INSERT INTO "sales" VALUES('S000000000000000001A','6bdb854032487b788805aad146f7fd2c',2050000,176786,'[{"number": 1, "scanned": "4780012340016", "quantity": 1000, "voided": false, "good": {"barcode": "4780012340016", "name": "Молоко «Мусаффо» 3,2 %, 1 л", "name_uz": "", "price": 1650000, "spic": "00401001001000001", "package_code": "1514296", "vat_percent": 12, "unit": "шт", "units_code": 796, "by_weight": false}}, {"number": 2, "scanned": "4780012340023", "quantity": 1000, "voided": false, "good": {"barcode": "4780012340023", "name": "Нон", "name_uz": "", "price": 400000, "spic": "01905001001000002", "package_code": "1209885", "vat_percent": 0, "unit": "шт", "units_code": null, "by_weight": false}}]','2026-11-24T09:30:00+00:00');
INSERT INTO "sales" VALUES('S000000000000000003A','7aca7c6c4fb4ca561545a762ec014882',1650000,176786,'[{"number": 1, "scanned": "4780012340016", "quantity": 1000, "voided": false, "good": {"barcode": "4780012340016", "name": "Молоко «Мусаффо» 3,2 %, 1 л", "name_uz": "", "price": 1650000, "spic": "00401001001000001", "package_code": "1514296", "vat_percent": 12, "unit": "шт", "units_code": 796, "by_weight": false}}]','2026-11-24T09:50:00+00:00');
INSERT INTO "sales" VALUES('S000000000000000005A','7aca7c6c4fb4ca561545a762ec014882',1650000,176786,'[{"number": 1, "scanned": "4780012340016", "quantity": 1000, "voided": false, "good": {"barcode": "4780012340016", "name": "Молоко «Мусаффо» 3,2 %, 1 л", "name_uz": "", "price": 1650000, "spic": "00401001001000001", "package_code": "1514296", "vat_percent": 12, "unit": "шт", "units_code": 796, "by_weight": false}}]','2026-11-24T09:51:00+00:00');
INSERT INTO "sales" VALUES('S000000000000000900A','7aca7c6c4fb4ca561545a762ec014882',1650000,176786,'[{"number": 1, "scanned": "4780012340016", "quantity": 1000, "voided": false, "good": {"barcode": "4780012340016", "name": "Молоко «Мусаффо» 3,2 %, 1 л", "name_uz": "", "price": 1650000, "spic": "00401001001000001", "package_code": "1514296", "vat_percent": 12, "unit": "шт", "units_code": 796, "by_weight": false}}]','2026-11-24T09:30:00+00:00');
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
INSERT INTO "settlements" VALUES('L000000000000000000000077A','S000000000000000900A','7aca7c6c4fb4ca561545a762ec014882',0,0,1650000,0,'2026-11-24T09:30:00+00:00','2026-11-24T09:30:00+00:00',1700000);
CREATE TABLE spics (
    row_id INTEGER PRIMARY KEY, reading INTEGER NOT NULL, spic TEXT NOT NULL, name TEXT NOT NULL,
    name_uz TEXT NOT NULL, barcode TEXT NOT NULL, package_code TEXT NOT NULL
) STRICT;
INSERT INTO "spics" VALUES(1,1,'00401001001000001','Молоко','Sut','4780012340016','1514296');
CREATE TABLE stock (barcode TEXT PRIMARY KEY, thousandths INTEGER NOT NULL) STRICT;
INSERT INTO "stock" VALUES('4780012340016',4000);
CREATE TABLE stock_taken (
    reason TEXT NOT NULL, barcode TEXT NOT NULL, thousandths INTEGER NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (reason, barcode)
) STRICT
;
INSERT INTO "stock_taken" VALUES('L000000000000000000000002A','4780012340016',1000,'2026-11-24T09:30:00+00:00');
CREATE TABLE till_events (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
    facts TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "till_events" VALUES(1,'2026-11-24T09:30:00+00:00','settled','L000000000000000000000077A','{"card_tiyin": 0, "cart_hash": "7aca7c6c4fb4ca561545a762ec014882", "cash_tiyin": 1650000, "click_tiyin": 0, "handed_tiyin": 1700000, "planned_at": "2026-11-24T09:30:00+00:00", "ref": "L000000000000000000000077A", "rounding_tiyin": 0, "sale_id": "S000000000000000900A", "settled_at": "2026-11-24T09:30:00+00:00"}','0000000000000000000000000000000000000000000000000000000000000000','74c9d4472b3deb4f090778f08717b9da34a529d80fa8c0716962affbbc68ab1d');
CREATE TABLE vat_rates (percent INTEGER PRIMARY KEY) STRICT;
INSERT INTO "vat_rates" VALUES(0);
INSERT INTO "vat_rates" VALUES(12);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX payment_of_click ON payments (payment_id) WHERE payment_id IS NOT NULL;
CREATE UNIQUE INDEX one_live_payment_per_sale ON payments (sale_id)
    WHERE state NOT IN ('refused', 'cancelled', 'reversed');
CREATE UNIQUE INDEX one_payment_per_code ON payments (otp_fingerprint);
CREATE INDEX payments_by_time ON payments (created_at);
CREATE INDEX payments_open ON payments (created_at)
    WHERE state NOT IN ('paid', 'refused', 'cancelled', 'reversed');
CREATE INDEX events_of_payment ON payment_events (transaction_id, seq);
CREATE INDEX fiscal_waiting ON fiscal_outbox (created_at) WHERE state = 'pending';
CREATE TRIGGER payment_facts_never_change BEFORE UPDATE ON payments WHEN OLD.transaction_id IS NOT NEW.transaction_id OR OLD.sale_id IS NOT NEW.sale_id OR OLD.amount_tiyin IS NOT NEW.amount_tiyin OR OLD.service_id IS NOT NEW.service_id OR OLD.cashbox_code IS NOT NEW.cashbox_code OR OLD.business_day IS NOT NEW.business_day OR OLD.created_at IS NOT NEW.created_at OR OLD.cart_hash IS NOT NEW.cart_hash OR OLD.boot_id IS NOT NEW.boot_id OR OLD.intent_s IS NOT NEW.intent_s BEGIN SELECT RAISE(ABORT, 'payment_facts_never_change'); END;
CREATE TRIGGER payment_moves_by_the_table BEFORE UPDATE ON payments WHEN OLD.state <> NEW.state AND NOT ((OLD.state = 'sending' AND NEW.state IN ('held', 'manual', 'refused', 'unknown')) OR (OLD.state = 'held' AND NEW.state IN ('cancelled', 'confirming', 'paid', 'refused', 'unknown')) OR (OLD.state = 'confirming' AND NEW.state IN ('cancelled', 'paid', 'unknown')) OR (OLD.state = 'unknown' AND NEW.state IN ('cancelled', 'held', 'manual', 'paid', 'refused')) OR (OLD.state = 'paid' AND NEW.state IN ('reversing')) OR (OLD.state = 'reversing' AND NEW.state IN ('manual', 'paid', 'reversed')) OR (OLD.state = 'manual' AND NEW.state IN ('cancelled', 'paid', 'refused', 'reversed'))) BEGIN SELECT RAISE(ABORT, 'payment_moves_by_the_table'); END;
CREATE TRIGGER payment_id_never_changes BEFORE UPDATE ON payments WHEN OLD.payment_id IS NOT NULL AND OLD.payment_id IS NOT NEW.payment_id BEGIN SELECT RAISE(ABORT, 'payment_id_never_changes'); END;
CREATE TRIGGER payments_are_never_deleted BEFORE DELETE ON payments WHEN 1 BEGIN SELECT RAISE(ABORT, 'payments_are_never_deleted'); END;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON payment_events WHEN 1 BEGIN SELECT RAISE(ABORT, 'events_are_never_changed'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON payment_events WHEN 1 BEGIN SELECT RAISE(ABORT, 'events_are_never_deleted'); END;
CREATE TRIGGER sales_are_never_changed BEFORE UPDATE ON sales WHEN 1 BEGIN SELECT RAISE(ABORT, 'sales_are_never_changed'); END;
CREATE TRIGGER sales_are_never_deleted BEFORE DELETE ON sales WHEN 1 BEGIN SELECT RAISE(ABORT, 'sales_are_never_deleted'); END;
CREATE TRIGGER fiscal_receipts_are_never_deleted BEFORE DELETE ON fiscal_outbox WHEN 1 BEGIN SELECT RAISE(ABORT, 'fiscal_receipts_are_never_deleted'); END;
CREATE TRIGGER fiscal_done_is_done BEFORE UPDATE ON fiscal_outbox WHEN OLD.state = 'done' AND NEW.state <> 'done' BEGIN SELECT RAISE(ABORT, 'fiscal_done_is_done'); END;
CREATE TRIGGER payment_begins_with_its_intent BEFORE INSERT ON payments WHEN NEW.state <> 'sending' OR NEW.payment_id IS NOT NULL OR NEW.confirmed <> 0 BEGIN SELECT RAISE(ABORT, 'payment_begins_with_its_intent'); END;
CREATE TRIGGER confirmed_stays_confirmed BEFORE UPDATE ON payments WHEN OLD.confirmed <> 0 AND NEW.confirmed = 0 BEGIN SELECT RAISE(ABORT, 'confirmed_stays_confirmed'); END;
CREATE TRIGGER paid_has_a_payment_id BEFORE UPDATE ON payments WHEN NEW.state = 'paid' AND NEW.payment_id IS NULL AND OLD.state <> 'paid' BEGIN SELECT RAISE(ABORT, 'paid_has_a_payment_id'); END;
CREATE TRIGGER events_go_on_with_the_chain BEFORE INSERT ON payment_events WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM payment_events) OR NEW.previous_hash IS NOT coalesce((SELECT hash FROM payment_events ORDER BY seq DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000') BEGIN SELECT RAISE(ABORT, 'events_go_on_with_the_chain'); END;
CREATE TRIGGER fiscal_begins_unsent BEFORE INSERT ON fiscal_outbox WHEN NEW.state = 'done' OR NEW.sends <> 0 OR NEW.sent_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'fiscal_begins_unsent'); END;
CREATE TRIGGER fiscal_done_has_a_link BEFORE UPDATE ON fiscal_outbox WHEN NEW.state = 'done' AND NEW.link IS NULL BEGIN SELECT RAISE(ABORT, 'fiscal_done_has_a_link'); END;
CREATE TRIGGER fiscal_link_never_changes BEFORE UPDATE ON fiscal_outbox WHEN OLD.link IS NOT NULL AND OLD.link IS NOT NEW.link BEGIN SELECT RAISE(ABORT, 'fiscal_link_never_changes'); END;
CREATE TRIGGER fiscal_sends_never_decrease BEFORE UPDATE ON fiscal_outbox WHEN NEW.sends < OLD.sends BEGIN SELECT RAISE(ABORT, 'fiscal_sends_never_decrease'); END;
CREATE TRIGGER fiscal_sent_stays_sent BEFORE UPDATE ON fiscal_outbox WHEN OLD.sent_at IS NOT NULL AND NEW.sent_at IS NULL BEGIN SELECT RAISE(ABORT, 'fiscal_sent_stays_sent'); END;
CREATE INDEX orders_by_time ON orders (created_at);
CREATE INDEX order_goods_by_good ON order_goods (barcode);
CREATE UNIQUE INDEX one_shot_paid_once ON attempts (order_id)
    WHERE kind = 'one_shot' AND state = 'paid' AND owes_reversal = 0;
CREATE INDEX attempts_live ON attempts (order_id) WHERE state <> 'cancelled';
CREATE INDEX attempts_to_return ON attempts (prepare_id) WHERE owes_reversal = 1;
CREATE INDEX attempts_to_book ON attempts (prepare_id)
    WHERE kind = 'account' AND state = 'paid' AND owes_reversal = 0 AND transaction_id IS NULL;
CREATE TRIGGER order_facts_never_change BEFORE UPDATE ON orders WHEN OLD.order_id IS NOT NEW.order_id OR OLD.kind IS NOT NEW.kind OR OLD.lines IS NOT NEW.lines OR OLD.amount_tiyin IS NOT NEW.amount_tiyin OR OLD.token IS NOT NEW.token OR OLD.training IS NOT NEW.training OR OLD.created_at IS NOT NEW.created_at BEGIN SELECT RAISE(ABORT, 'order_facts_never_change'); END;
CREATE TRIGGER orders_are_never_deleted BEFORE DELETE ON orders WHEN 1 BEGIN SELECT RAISE(ABORT, 'orders_are_never_deleted'); END;
CREATE TRIGGER order_goods_never_change BEFORE UPDATE ON order_goods WHEN 1 BEGIN SELECT RAISE(ABORT, 'order_goods_never_change'); END;
CREATE TRIGGER order_goods_are_never_deleted BEFORE DELETE ON order_goods WHEN 1 BEGIN SELECT RAISE(ABORT, 'order_goods_are_never_deleted'); END;
CREATE TRIGGER an_attempt_begins_prepared BEFORE INSERT ON attempts WHEN NEW.state <> 'prepared' OR NEW.owes_reversal <> 0 BEGIN SELECT RAISE(ABORT, 'an_attempt_begins_prepared'); END;
CREATE TRIGGER attempt_facts_never_change BEFORE UPDATE ON attempts WHEN OLD.prepare_id IS NOT NEW.prepare_id OR OLD.order_id IS NOT NEW.order_id OR OLD.click_trans_id IS NOT NEW.click_trans_id OR OLD.click_paydoc_id IS NOT NEW.click_paydoc_id OR OLD.amount_tiyin IS NOT NEW.amount_tiyin OR OLD.kind IS NOT NEW.kind BEGIN SELECT RAISE(ABORT, 'attempt_facts_never_change'); END;
CREATE TRIGGER an_attempt_ends_once BEFORE UPDATE ON attempts WHEN OLD.state <> 'prepared' AND OLD.state IS NOT NEW.state BEGIN SELECT RAISE(ABORT, 'an_attempt_ends_once'); END;
CREATE TRIGGER attempts_are_never_deleted BEFORE DELETE ON attempts WHEN 1 BEGIN SELECT RAISE(ABORT, 'attempts_are_never_deleted'); END;
CREATE TRIGGER inbox_never_changes BEFORE UPDATE ON callback_inbox WHEN 1 BEGIN SELECT RAISE(ABORT, 'inbox_never_changes'); END;
CREATE INDEX attempts_claimed ON attempts (prepare_id) WHERE claimed_by <> '' AND transaction_id IS NULL;
CREATE TRIGGER order_origin_never_changes BEFORE UPDATE ON orders WHEN OLD.origin IS NOT NEW.origin BEGIN SELECT RAISE(ABORT, 'order_origin_never_changes'); END;
CREATE TRIGGER a_claim_never_changes_hands BEFORE UPDATE ON attempts WHEN OLD.claimed_by <> '' AND OLD.claimed_by IS NOT NEW.claimed_by BEGIN SELECT RAISE(ABORT, 'a_claim_never_changes_hands'); END;
CREATE TRIGGER order_changes_never_change BEFORE UPDATE ON order_changes WHEN 1 BEGIN SELECT RAISE(ABORT, 'order_changes_never_change'); END;
CREATE TRIGGER order_changes_are_never_deleted BEFORE DELETE ON order_changes WHEN 1 BEGIN SELECT RAISE(ABORT, 'order_changes_are_never_deleted'); END;
CREATE TRIGGER an_order_is_told AFTER INSERT ON orders WHEN 1 BEGIN INSERT INTO order_changes (order_id, click_trans_id) VALUES (NEW.order_id, NULL); END;
CREATE TRIGGER an_orders_change_is_told AFTER UPDATE ON orders WHEN 1 BEGIN INSERT INTO order_changes (order_id, click_trans_id) VALUES (NEW.order_id, NULL); END;
CREATE TRIGGER an_attempt_is_told AFTER INSERT ON attempts WHEN NEW.kind <> 'till' BEGIN INSERT INTO order_changes (order_id, click_trans_id) VALUES (NEW.order_id, NEW.click_trans_id); END;
CREATE TRIGGER an_attempts_change_is_told AFTER UPDATE ON attempts WHEN NEW.kind <> 'till' BEGIN INSERT INTO order_changes (order_id, click_trans_id) VALUES (NEW.order_id, NEW.click_trans_id); END;
CREATE INDEX goods_on_keys ON goods (quick_page, quick_key) WHERE quick_key IS NOT NULL;
CREATE INDEX goods_not_ready ON goods (ready) WHERE ready <> 'green';
CREATE INDEX more_barcodes_of_good ON more_barcodes (good_id);
CREATE INDEX spics_by_code ON spics (spic);
CREATE INDEX spics_by_barcode ON spics (barcode) WHERE barcode <> '';
CREATE TRIGGER fiscal_bytes_never_change BEFORE UPDATE ON fiscal_outbox WHEN OLD.frozen IS NOT NULL AND OLD.frozen IS NOT NEW.frozen AND (NEW.frozen IS NULL OR OLD.state <> 'pending' OR OLD.link IS NOT NULL OR OLD.why NOT LIKE 'refused: %') BEGIN SELECT RAISE(ABORT, 'fiscal_bytes_never_change'); END;
CREATE UNIQUE INDEX one_settlement_without_click ON settlements (sale_id) WHERE click_tiyin = 0;
CREATE INDEX settlements_due ON settlements (planned_at) WHERE settled_at IS NULL;
CREATE INDEX settlements_by_time ON settlements (planned_at) WHERE click_tiyin = 0;
CREATE UNIQUE INDEX a_label_once_in_an_order ON order_labels (order_id, substr(label, 1, 21));
CREATE INDEX till_events_of_subject ON till_events (subject, seq)
;
CREATE TRIGGER settlement_adds_up BEFORE INSERT ON settlements WHEN NEW.click_tiyin + NEW.card_tiyin + NEW.cash_tiyin IS NOT (SELECT total_tiyin FROM sales WHERE sale_id = NEW.sale_id AND cart_hash = NEW.cart_hash) BEGIN SELECT RAISE(ABORT, 'settlement_adds_up'); END;
CREATE TRIGGER settled_while_being_paid BEFORE INSERT ON settlements WHEN NEW.click_tiyin = 0 AND EXISTS (SELECT 1 FROM payments WHERE payments.sale_id = NEW.sale_id AND payments.state NOT IN ('refused', 'cancelled', 'reversed')) BEGIN SELECT RAISE(ABORT, 'settled_while_being_paid'); END;
CREATE TRIGGER paid_while_settled BEFORE INSERT ON payments WHEN EXISTS (SELECT 1 FROM settlements WHERE settlements.sale_id = NEW.sale_id AND click_tiyin = 0) BEGIN SELECT RAISE(ABORT, 'paid_while_settled'); END;
CREATE TRIGGER payment_is_its_part BEFORE INSERT ON payments WHEN (SELECT click_tiyin FROM settlements WHERE ref = NEW.transaction_id) <> NEW.amount_tiyin BEGIN SELECT RAISE(ABORT, 'payment_is_its_part'); END;
CREATE TRIGGER settlement_facts_never_change BEFORE UPDATE ON settlements WHEN OLD.ref IS NOT NEW.ref OR OLD.sale_id IS NOT NEW.sale_id OR OLD.cart_hash IS NOT NEW.cart_hash OR OLD.click_tiyin IS NOT NEW.click_tiyin OR OLD.card_tiyin IS NOT NEW.card_tiyin OR OLD.cash_tiyin IS NOT NEW.cash_tiyin OR OLD.rounding_tiyin IS NOT NEW.rounding_tiyin OR OLD.planned_at IS NOT NEW.planned_at BEGIN SELECT RAISE(ABORT, 'settlement_facts_never_change'); END;
CREATE TRIGGER cash_is_taken_once BEFORE UPDATE ON settlements WHEN OLD.settled_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'cash_is_taken_once'); END;
CREATE TRIGGER cash_comes_after_click BEFORE UPDATE ON settlements WHEN OLD.settled_at IS NULL AND NOT EXISTS (SELECT 1 FROM payments WHERE transaction_id = NEW.ref AND state = 'paid') BEGIN SELECT RAISE(ABORT, 'cash_comes_after_click'); END;
CREATE TRIGGER settlements_are_never_deleted BEFORE DELETE ON settlements WHEN 1 BEGIN SELECT RAISE(ABORT, 'settlements_are_never_deleted'); END;
CREATE TRIGGER fiscal_receipt_waits_for_the_cash BEFORE INSERT ON fiscal_outbox WHEN EXISTS (SELECT 1 FROM settlements WHERE ref = NEW.transaction_id AND settled_at IS NULL) BEGIN SELECT RAISE(ABORT, 'fiscal_receipt_waits_for_the_cash'); END;
CREATE TRIGGER till_events_are_never_changed BEFORE UPDATE ON till_events WHEN 1 BEGIN SELECT RAISE(ABORT, 'till_events_are_never_changed'); END;
CREATE TRIGGER till_events_are_never_deleted BEFORE DELETE ON till_events WHEN 1 BEGIN SELECT RAISE(ABORT, 'till_events_are_never_deleted'); END;
CREATE TRIGGER till_events_go_on_with_the_chain BEFORE INSERT ON till_events WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM till_events) OR NEW.previous_hash IS NOT coalesce((SELECT hash FROM till_events ORDER BY seq DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000') BEGIN SELECT RAISE(ABORT, 'till_events_go_on_with_the_chain'); END;
CREATE TRIGGER order_labels_never_change BEFORE UPDATE ON order_labels WHEN 1 BEGIN SELECT RAISE(ABORT, 'order_labels_never_change'); END;
CREATE TRIGGER labels_come_before_the_hand_over BEFORE INSERT ON order_labels WHEN EXISTS (SELECT 1 FROM orders WHERE orders.order_id = NEW.order_id AND handed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'labels_come_before_the_hand_over'); END;
CREATE TRIGGER labels_stay_with_what_was_sold BEFORE DELETE ON order_labels WHEN EXISTS (SELECT 1 FROM orders WHERE orders.order_id = OLD.order_id AND handed_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'labels_stay_with_what_was_sold'); END;
CREATE VIRTUAL TABLE good_words USING fts5 (words, prefix = '1 2 3');
INSERT INTO good_words (rowid, words) VALUES (1, 'moloko musaffo 3 2 1 l 4780012340016');
INSERT INTO good_words (rowid, words) VALUES (2, 'non 4780012340023 4780012340993');
INSERT INTO good_words (rowid, words) VALUES (3, 'yabloki renet 2800011');
CREATE VIRTUAL TABLE good_parts USING fts5 (words, tokenize = 'trigram');
INSERT INTO good_parts (rowid, words) VALUES (1, 'moloko musaffo 3 2 1 l 4780012340016');
INSERT INTO good_parts (rowid, words) VALUES (2, 'non 4780012340023 4780012340993');
INSERT INTO good_parts (rowid, words) VALUES (3, 'yabloki renet 2800011');
CREATE VIRTUAL TABLE spic_words USING fts5 (words, prefix = '2 3');
INSERT INTO spic_words (rowid, words) VALUES (1, 'moloko sut');
