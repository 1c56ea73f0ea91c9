"""Labels of an online order: which line a scan belongs to, and each way in which it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.catalogue import Barcode
from pos.core.discount import Discount
from pos.core.errors import LabelRefused, LabelsLacking
from pos.core.money import Money, Quantity
from pos.core.order_labels import OrderLabel, labelled, labels_lacking, line_of, read_label, require_labels
from pos.core.sale import Sale, SaleId
from tests.core.kit import BREAD, MILK

JUICE = replace(MILK, barcode=Barcode("4780012340016"), name="Сок", price=Money.of_sum(20_000), marked=True)
GTIN = "0104780012340016"
TWO_JUICES = (
    Sale(SaleId(""))
    .add(BREAD.barcode, BREAD)
    .add(JUICE.barcode, JUICE, Quantity.pieces(2))
    .set_discount(Discount.of_percent(1000))
)


def label(serial: str) -> OrderLabel:
    return OrderLabel(2, f"{GTIN}21{serial}")


def why_not(sale: Sale, text: str) -> object:
    def scanned() -> None:
        marking = read_label(text)
        line_of(sale, marking, marking.barcodes)

    with pytest.raises(LabelRefused) as refused:
        scanned()
    return refused.value.facts["why"]


def test_a_label_changes_neither_price_nor_quantity_of_what_is_paid() -> None:
    sale = labelled(TWO_JUICES, [label("AAAA1"), label("BBBB2")])
    assert [line.labels for line in sale.lines] == [(), (f"{GTIN}21AAAA1", f"{GTIN}21BBBB2")]
    for line, before in zip(sale.lines, TWO_JUICES.lines, strict=True):
        assert (line.total, line.quantity, line.vat) == (before.total, before.quantity, before.vat)
    assert (labels_lacking(TWO_JUICES), labels_lacking(sale)) == (2, 0)


@pytest.mark.parametrize(
    "text",
    [
        f"{GTIN}21AAAA1\x1d93abcd",
        f"]d2{GTIN}21AAAA1\x1d93abcd",
        f"\x1d{GTIN}21AAAA1\x1d93abcd",
        "(01)04780012340016(21)AAAA1(93)abcd",
    ],
)
def test_a_scan_finds_its_line_however_the_scanner_writes_it(text: str) -> None:
    marking = read_label(text)
    assert marking.label == f"{GTIN}21AAAA1"
    assert line_of(TWO_JUICES, marking, marking.barcodes).number == 2


def test_the_second_line_of_the_same_goods_is_labelled_after_the_first() -> None:
    sale = TWO_JUICES.add(BREAD.barcode, BREAD).add(JUICE.barcode, JUICE)
    marking = read_label(f"{GTIN}21CCCC3\x1d93abcd")
    assert line_of(labelled(sale, [label("AAAA1")]), marking, marking.barcodes).number == 2
    both = labelled(sale, [label("AAAA1"), label("BBBB2")])
    assert line_of(both, marking, marking.barcodes).number == sale.lines[-1].number


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("880000111122223333", "payment"),
        ("50501012345678901234", "payment"),
        (str(JUICE.barcode), "no_label"),
        ("https://click.uz/x", "no_label"),
        ("0104780012340017" + "21AAAA1", "unreadable"),
        (f"{GTIN}21\x1d93abcd", "unreadable"),
        ("0104600439931256" + "21AAAA1\x1d93abcd", "other_good"),
        (f"{GTIN}21AAAA1\x1d93abcd", "twice"),
    ],
)
def test_each_refusal_says_why(text: str, why: str) -> None:
    assert why_not(labelled(TWO_JUICES, [label("AAAA1")]), text) == why


def test_no_error_repeats_what_was_scanned() -> None:
    for code in ("880000111122223333", "50501012345678901234"):
        with pytest.raises(LabelRefused) as refused:
            read_label(code)
        assert code not in f"{refused.value} {refused.value.facts}"


def test_two_labels_that_the_ofd_could_not_tell_apart_are_one() -> None:
    begun = labelled(TWO_JUICES, [OrderLabel(2, f"{GTIN}21AAAAAAAA1")])
    assert why_not(begun, f"{GTIN}21AAAAAAAA2\x1d93abcd") == "twice"


def test_more_pieces_than_were_ordered_and_goods_without_marking_are_refused() -> None:
    full = labelled(TWO_JUICES, [label("AAAA1"), label("BBBB2")])
    assert why_not(full, f"{GTIN}21CCCC3\x1d93abcd") == "all_there"
    plain = Sale(SaleId("")).add(JUICE.barcode, replace(JUICE, marked=False))
    assert why_not(plain, f"{GTIN}21CCCC3\x1d93abcd") == "not_marked"


def test_a_receipt_takes_three_hundred() -> None:
    many = Sale(SaleId("")).add(JUICE.barcode, JUICE, Quantity.pieces(301))
    there = labelled(many, [OrderLabel(1, f"{GTIN}21{number:05}") for number in range(300)])
    assert why_not(there, f"{GTIN}21ZZZZZ\x1d93abcd") == "full"


def test_all_pieces_or_none_at_all() -> None:
    with pytest.raises(LabelsLacking) as refused:
        require_labels(labelled(TWO_JUICES, [label("AAAA1")]))
    assert refused.value.facts == {"count": 1, "good": "Сок"}
    require_labels(labelled(TWO_JUICES, [label("AAAA1"), label("BBBB2")]))
    require_labels(Sale(SaleId("")).add(BREAD.barcode, BREAD))
