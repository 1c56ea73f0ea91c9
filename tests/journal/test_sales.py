"""Sales in the journal: what a payment was for can be printed and fiscalised years later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given

from pos.core.catalogue import Barcode
from pos.core.errors import BadInput
from pos.core.money import Money, Quantity
from pos.core.payment import PaymentState
from pos.core.sale import Sale, SaleId
from tests.core.kit import APPLES, BREAD, MILK, baskets, payment_for, quick
from tests.fakes.clock import FakeClock
from tests.journal.kit import Books, open_books


def test_a_sale_comes_back_as_it_was_rung_up(books: Books) -> None:
    sale = (
        Sale(SaleId("S1"))
        .add(MILK.barcode, MILK, Quantity.pieces(3))
        .add("4600000000008", None)
        .void(2)
        .add("2800011003858", APPLES, Quantity(385))
        .add(BREAD.barcode, replace(BREAD, name_uz="Non «Oʻzbek»", units_code=796))
        .void(4)
    )
    books.sales.save(sale, books.clock.now())
    read = books.sales.sale_of(payment_for(sale))
    assert read == sale
    assert (read.total, read.vat, read.fingerprint()) == (sale.total, sale.vat, sale.fingerprint())


@quick
@given(sale=baskets)
def test_any_basket_comes_back_as_it_was(shelf: Books, sale: Sale) -> None:
    sale = replace(sale, sale_id=SaleId(f"S{next(shelf.numbers)}"))
    shelf.sales.save(sale, shelf.clock.now())
    assert shelf.sales.sale_of(payment_for(sale)) == sale


def test_saving_the_same_sale_again_changes_nothing(books: Books) -> None:
    sale = books.sale()
    before = books.journal.rows("SELECT * FROM sales")
    books.clock.pass_s(60)
    books.sales.save(sale, books.clock.now())
    assert books.journal.rows("SELECT * FROM sales") == before


def test_each_attempt_keeps_the_cart_that_it_was_for(books: Books) -> None:
    first = books.sale(MILK)
    declined = books.walk(books.intent(first), PaymentState.REFUSED)
    second = first.add(BREAD.barcode, BREAD)
    books.sales.save(second, books.clock.now())
    paid = books.paid(sale=second)
    assert books.sales.sale_of(declined) == first
    assert books.sales.sale_of(paid) == second


def test_a_price_that_changes_later_does_not_change_what_was_sold(books: Books) -> None:
    books.catalogue.load([MILK])
    payment = books.paid()
    books.catalogue.load([replace(MILK, price=Money.of_sum(99_000), name="Другое")])
    assert books.sales.sale_of(payment).lines[0].good == MILK


def test_where_a_good_stands_on_the_keys_is_no_part_of_the_sale(books: Books) -> None:
    payment = books.paid(sale=books.sale(replace(MILK, quick_key=3)))
    assert books.sales.sale_of(payment).lines[0].good == MILK


def test_a_sale_by_amount_alone_has_no_barcode(books: Books) -> None:
    service = replace(MILK, barcode=Barcode(""), name="Услуга", unit="раз")
    payment = books.paid(sale=books.sale(service))
    assert books.sales.sale_of(payment).lines[0].good == service


def test_a_payment_without_its_sale_is_bad_input(books: Books) -> None:
    sale = books.sale()
    for payment in (
        replace(payment_for(sale), cart_hash="another"),
        replace(payment_for(sale), sale_id=SaleId("another")),
    ):
        with pytest.raises(BadInput):
            books.sales.sale_of(payment)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """One journal for all examples."""
    books = open_books(tmp_path_factory.mktemp("shelf") / "journal.sqlite3", FakeClock())
    yield books
    books.journal.close()
