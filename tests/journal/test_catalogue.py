"""Goods are found by code and by any part of their name; the history shows each payment with its receipt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pos.core.catalogue import Barcode, Good
from pos.core.errors import Bug
from pos.core.fiscal import FiscalState
from pos.core.money import Money
from pos.core.payment import PaymentId, PaymentState
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.history_ports import HistoryRow
from tests.core.kit import APPLES, BREAD, CARD, MILK, PID
from tests.fakes.click import LINK
from tests.journal.kit import Books

S = PaymentState
RICE = replace(BREAD, barcode=Barcode("4780012340030"), name="Гуруч «Лазер» 100 %", name_uz="Guruch «Lazer»")
HONEY = replace(BREAD, barcode=Barcode("4780012340047"), name="Мёд горный", name_uz="Togʻ asali")
PLOV = replace(BREAD, barcode=Barcode("4780012340054"), name="Ўзбек оши", name_uz="O‘zbek oshi 1_kg")


@pytest.fixture
def shop(books: Books) -> Books:
    books.catalogue.load([MILK, BREAD, APPLES, RICE, HONEY, PLOV])
    return books


def found(shop: Books, text: str, limit: int = 20) -> list[Good]:
    return list(shop.catalogue.search(text, limit))


def test_a_good_comes_back_as_it_was_loaded(books: Books) -> None:
    good = replace(APPLES, name_uz="Olma «Renet»", units_code=168, quick_key=2, vat_percent=6)
    assert books.catalogue.is_empty()
    books.catalogue.load([good])
    assert books.catalogue.find(good.barcode) == good
    assert not books.catalogue.is_empty()


@pytest.mark.parametrize("code", ["", "478001234001", "47800123400160", " 4780012340016", "%", "' OR 1=1 --"])
def test_a_code_is_found_exactly_or_not_at_all(shop: Books, code: str) -> None:
    assert shop.catalogue.find(code) is None


def test_loading_a_code_again_changes_the_good_and_its_words(shop: Books) -> None:
    shop.catalogue.load([replace(MILK, name="Катык", price=Money.of_sum(9_000))])
    good = shop.catalogue.find(MILK.barcode)
    assert good
    assert (good.name, good.price) == ("Катык", Money.of_sum(9_000))
    assert found(shop, "молоко") == []
    assert found(shop, "катык") == [good]


def test_goods_are_loaded_all_or_none(books: Books) -> None:
    nothing: Any = None  # what a careless file might hold
    wrong = replace(BREAD, spic=nothing)
    with pytest.raises(Bug):
        books.catalogue.load([MILK, wrong])
    assert books.catalogue.is_empty()


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("молоко", [MILK]),
        ("МОЛОКО", [MILK]),
        ("мОлОк", [MILK]),
        ("мусаффо молоко", [MILK]),  # every word, in any order
        ("молоко ренет", []),
        ("  молоко   3,2 ", [MILK]),
        ("ЯБЛОКИ", [APPLES]),
        ("ўзбек", [PLOV]),
        ("ЎЗБЕК", [PLOV]),
        ("мед", [HONEY]),
        ("МЁД", [HONEY]),
        ("togʻ", [HONEY]),
        ("TOG'", [HONEY]),
        ("tog‘", [HONEY]),
        ("tog’", [HONEY]),
        ("togʼ", [HONEY]),
        ("tog`", [HONEY]),
        ("o'zbek", [PLOV]),
        ("oʻzbek", [PLOV]),
        ("guruch", [RICE]),
        ("4780012340030", [RICE]),
        ("12340047", [HONEY]),
        ("100 %", [RICE]),
        ("%", []),  # a sign is neither a word nor "anything"
        ("1_kg", [PLOV]),
        ("г_руч", [RICE]),  # words that begin with г, and ruch in the middle of one
        ("'", []),
        ("м", [MILK, HONEY]),
        ("mo", [MILK]),
        ("олок", [MILK]),  # a part of a word
        ("asal tog'", [HONEY]),
        ("ўзб o", [PLOV]),
        ('"', []),
        ("", []),
        ("   ", []),
        ("нет такого", []),
    ],
)
def test_search_by_a_part_of_the_name_or_code_in_any_case(shop: Books, text: str, goods: list[Good]) -> None:
    assert sorted(found(shop, text), key=lambda good: good.barcode) == sorted(
        goods, key=lambda good: good.barcode
    )


def test_search_gives_no_more_than_it_was_asked_for_in_the_order_of_names(shop: Books) -> None:
    everything = found(shop, "47800")
    assert [good.name for good in everything] == sorted(good.name for good in everything)
    assert len(everything) == 5
    assert found(shop, "47800", limit=2) == everything[:2]


def test_quick_keys_come_in_their_order_and_nothing_else_does(shop: Books) -> None:
    assert list(shop.catalogue.quick_keys()) == []
    keyed = [replace(APPLES, quick_key=10), replace(MILK, quick_key=2), replace(BREAD, quick_key=1)]
    shop.catalogue.load(keyed)
    assert list(shop.catalogue.quick_keys()) == keyed[::-1]


# ---- history --------------------------------------------------------------------------------------------


def test_history_shows_each_payment_with_the_state_of_its_receipt(books: Books) -> None:
    done = books.paid(PaymentId(1))
    books.clock.pass_s(1)
    waiting = books.paid(PaymentId(2))
    books.clock.pass_s(1)
    lacking = books.paid(PaymentId(3))
    books.clock.pass_s(1)
    crashed = books.paid(PaymentId(4))
    books.clock.pass_s(1)
    refused = books.walk(books.intent(), S.REFUSED)
    for payment, state in ((done, "pending"), (waiting, "pending"), (lacking, "none")):
        assert payment.payment_id
        frozen = None if state == "none" else b"{}"
        books.outbox.put(
            FiscalEntry(
                payment.payment_id,
                payment.sale_id,
                payment.transaction_id,
                FiscalState(state),
                frozen,
                None,
                None,
                0,
                "",
                books.clock.now(),
            )
        )
    books.outbox.done(PaymentId(1), LINK)
    rows = books.history.rows(20)
    assert [(row.transaction_id, row.state, row.fiscal) for row in rows] == [
        (refused.transaction_id, S.REFUSED, FiscalState.NONE),
        (crashed.transaction_id, S.PAID, FiscalState.NONE),
        (lacking.transaction_id, S.PAID, FiscalState.NONE),
        (waiting.transaction_id, S.PAID, FiscalState.PENDING),
        (done.transaction_id, S.PAID, FiscalState.DONE),
    ]
    assert list(books.history.rows(2)) == list(rows[:2])


def test_a_row_of_the_history_says_what_the_payment_is(books: Books) -> None:
    payment = books.paid()
    assert list(books.history.rows(1)) == [
        HistoryRow(
            payment.sale_id,
            payment.transaction_id,
            PID,
            S.PAID,
            payment.amount,
            payment.confirmed,
            FiscalState.NONE,
            payment.created_at,
            CARD,
        )
    ]


def test_payments_without_a_payment_id_share_no_receipt(books: Books) -> None:
    paid = books.paid()
    books.outbox.put(
        FiscalEntry(
            PID,
            paid.sale_id,
            paid.transaction_id,
            FiscalState.PENDING,
            b"{}",
            None,
            None,
            0,
            "",
            books.clock.now(),
        )
    )
    books.intent()
    books.intent()
    assert [row.fiscal for row in books.history.rows(9)] == ["none", "none", "pending"]
