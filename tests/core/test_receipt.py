"""The paper of a sale: what the law and the customer want on it, and nothing that must stay secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.core.money import NBSP, Quantity
from pos.core.payment import CardFacts, PaymentState
from pos.core.receipt import (
    OfdFacts,
    Pair,
    Picture,
    Qr,
    Receipt,
    ReceiptKind,
    Row,
    Rule,
    Shop,
    Text,
    as_copy,
    ofd_facts,
    sale_receipt,
)
from pos.core.sale import Sale
from tests.core.kit import APPLES, BREAD, CARD, MILK, NOW, PID, payment_for, sale_of

LINK = "https://ofd.soliq.uz/epi?t=EZ000000000030&r=123456789&c=20261124143206&s=854971301623"
SHOP = Shop(name="Дўкон «Баракат»", address="Тошкент, Навоий 1", tin="123456789", cashbox="KASSA-1")
TRAINING = "TRAINING · NOT A REAL RECEIPT"
SALE = sale_of(MILK, MILK, BREAD).add("2800011003858", APPLES, Quantity(385)).add("1", BREAD).void(4)


def paper(
    sale: Sale = SALE,
    *,
    shop: Shop = SHOP,
    link: str | None = LINK,
    kind: ReceiptKind = ReceiptKind.SALE,
    card: CardFacts = CARD,
) -> Receipt:
    payment = payment_for(sale, PaymentState.PAID, payment_id=PID, card=card, confirmed=True)
    return sale_receipt(
        shop=shop, sale=sale, payment=payment, printed_at=NOW, fiscal_link=link, say=lambda text: text,
        kind=kind,
    )  # fmt: skip


def words(row: Row) -> str:
    match row:
        case Text(text) | Qr(text):
            return text
        case Pair(left, right):
            return f"{left} | {right}"
        case Rule():
            return "---"
        case Picture():
            return "[logo]"


def lines(receipt: Receipt) -> list[str]:
    return [words(row) for row in receipt.rows]


def test_the_paper_of_a_sale_from_top_to_bottom() -> None:
    sum_ = f"{NBSP}sum"
    assert lines(paper(sale_of(MILK, MILK, BREAD))) == [
        "Дўкон «Баракат»",
        "Тошкент, Навоий 1",
        "TIN 123456789",
        "---",
        "Register | KASSA-1",
        "Operation | Sale",
        "Receipt | HJKMNPQR",
        "Date | 24.11.2026 14:32",
        "---",
        "Молоко «Мусаффо» 3,2 %, 1 л",
        f"  2 шт × 16{NBSP}500 | 33{NBSP}000",
        f"  VAT 12 %: 3{NBSP}535,71",
        f"  Barcode {MILK.barcode}",
        "  MXIK 00401001001000001",
        "Нон",
        f"  1 шт × 4{NBSP}000 | 4{NBSP}000",
        "  VAT 0 %: 0",
        f"  Barcode {BREAD.barcode}",
        "  MXIK 01905001001000002",
        "---",
        f"TOTAL | 37{NBSP}000{sum_}",
        f"VAT inside | 3{NBSP}535,71",
        "---",
        f"Paid by CLICK Pass | 37{NBSP}000{sum_}",
        "Card | UZCARD 860002******8331",
        "Phone | 99822***4567",
        "CLICK payment | 2388672086",
        "---",
        "FISCAL RECEIPT",
        "Terminal ID | EZ000000000030",
        "Fiscal receipt No. | 123456789",
        "Fiscal sign | 854971301623",
        "Registered | 24.11.2026 14:32:06",
        LINK,
        LINK,
    ]


def test_a_weighed_portion_shows_its_weight_and_the_price_of_a_kilogram() -> None:
    assert f"  0,385 кг × 18{NBSP}990 | 7{NBSP}311,15" in lines(paper())


def test_voided_lines_are_not_on_the_paper() -> None:
    assert [line for line in lines(paper()) if line == "Нон"] == ["Нон"]
    assert sum("×" in line for line in lines(paper())) == 3


def test_the_total_stands_out() -> None:
    [total] = [row for row in paper().rows if isinstance(row, Pair) and row.left == "TOTAL"]
    assert total.bold
    assert total.double


def test_the_link_of_the_ofd_is_a_qr_and_is_readable_beside_it() -> None:
    rows = paper().rows
    assert [row.text for row in rows if isinstance(row, Qr)] == [LINK]
    assert Text(LINK, align="center") in rows


def test_without_a_link_the_paper_says_that_the_fiscal_receipt_is_being_made() -> None:
    receipt = paper(link=None)
    assert not any(isinstance(row, Qr) for row in receipt.rows)
    assert "The fiscal receipt is being made" in lines(receipt)
    assert "FISCAL RECEIPT" not in lines(receipt)


@pytest.mark.parametrize("kind", ReceiptKind)
@pytest.mark.parametrize("link", [LINK, None])
def test_training_is_said_at_the_top_and_at_the_bottom(kind: ReceiptKind, link: str | None) -> None:
    said = lines(paper(shop=replace(SHOP, training=True), kind=kind, link=link))
    assert said[0] == said[-1] == TRAINING
    assert TRAINING not in lines(paper(kind=kind, link=link))


def test_only_a_copy_says_that_it_is_one() -> None:
    assert "COPY" not in lines(paper())
    assert "COPY" in lines(paper(kind=ReceiptKind.COPY))
    assert "COPY" in lines(paper(kind=ReceiptKind.FISCAL_COPY))


def test_nothing_secret_and_nothing_empty_is_printed() -> None:
    sale = sale_of(MILK)
    payment = payment_for(sale)
    said = "\n".join(lines(paper(sale)))
    for secret in (payment.cart_hash, payment.transaction_id, sale.sale_id):
        assert secret not in said
    bare = lines(paper(sale, shop=Shop(name="Магазин"), card=CardFacts()))
    assert not any(line.startswith(("Card", "Phone", "TIN", "Register |")) for line in bare)
    assert not any(line.strip() in {"", "|"} for line in bare)


def test_a_shop_without_a_name_is_still_a_shop() -> None:
    assert lines(paper(shop=Shop()))[0] == "Shop"


def test_every_word_goes_through_the_language_of_the_receipt() -> None:
    asked: list[str] = []

    def say(text: str) -> str:
        asked.append(text)
        return f"<{text}>"

    shop = replace(SHOP, training=True)
    payment = payment_for(SALE, PaymentState.PAID, payment_id=PID, card=CARD)
    receipt = sale_receipt(
        shop=shop, sale=SALE, payment=payment, printed_at=NOW, fiscal_link=None, say=say,
        kind=ReceiptKind.COPY,
    )  # fmt: skip
    ours = {*(line.good.name for line in SALE.live_lines if line.good), SHOP.name, SHOP.address}
    for row in receipt.rows:
        if isinstance(row, Text) and row.text not in ours:
            assert "<" in row.text, row
        if isinstance(row, Pair) and "×" not in row.left:
            assert row.left.startswith("<"), row
    assert "sum" in asked


def test_names_of_papers_make_names_of_files() -> None:
    for kind in ReceiptKind:
        name = paper(kind=kind).name
        assert name.isascii()
        assert not set(name) & set(' /\\:*?"<>|.')
    assert len({paper(kind=kind).name for kind in ReceiptKind}) == len(ReceiptKind)


def test_the_time_on_paper_is_tashkents() -> None:
    payment = payment_for(SALE)
    late = sale_receipt(
        shop=SHOP, sale=SALE, payment=payment, printed_at=NOW + timedelta(hours=10), fiscal_link=None,
        say=lambda text: text,
    )  # fmt: skip
    assert "Date | 25.11.2026 00:32" in lines(late)


def test_the_facts_of_the_ofd_are_read_out_of_its_link() -> None:
    assert ofd_facts(LINK) == OfdFacts("EZ000000000030", "123456789", "854971301623", "24.11.2026 14:32:06")
    assert ofd_facts(LINK.replace("/epi", "/check").replace("EZ0", "LG4")) is not None


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://ofd.soliq.uz/epi",
        LINK.replace("https", "http"),
        LINK.replace("ofd.soliq.uz", "ofd.soliq.uz.example"),
        LINK.replace("ofd.soliq.uz", "x@ofd.soliq.uz"),
        LINK.replace("/epi", "/other"),
        LINK.replace("&s=854971301623", ""),
        LINK.replace("c=20261124143206", "c=20261324143206"),
        LINK.replace("r=123456789", "r=12a"),
        LINK + "&s=854971301624",
        "https://[ofd.soliq.uz/epi?t=1",
    ],
)
def test_nothing_is_guessed_of_another_link(link: str) -> None:
    assert ofd_facts(link) is None


def test_a_link_without_facts_is_still_a_qr() -> None:
    receipt = paper(link="https://ofd.soliq.uz/new?id=1")
    assert "https://ofd.soliq.uz/new?id=1" in lines(receipt)
    assert not [line for line in lines(receipt) if line.startswith(("Terminal", "Fiscal sign"))]


def test_the_shops_own_words_and_its_logo_have_their_places() -> None:
    logo = Picture(8, 1, b"\xff")
    shop = replace(SHOP, header=("Ежедневно 8–23", "+998 71 000"), footer=("Спасибо!",), logo=logo)
    said = lines(paper(shop=shop))
    assert said[:6] == [
        "[logo]",
        SHOP.name,
        SHOP.address,
        "TIN 123456789",
        "Ежедневно 8–23",
        "+998 71 000",
    ]
    assert said[-2:] == ["---", "Спасибо!"]
    assert lines(paper(shop=replace(shop, training=True)))[-1] == TRAINING


def test_the_cashier_and_the_consignor_stand_on_the_paper_when_they_are_known() -> None:
    sale = sale_of(replace(MILK, commission_tin="30112345678901"))
    receipt = sale_receipt(
        shop=SHOP, sale=sale, payment=payment_for(sale), printed_at=NOW, fiscal_link=None,
        say=lambda text: text, cashier="Азиза",
    )  # fmt: skip
    assert "Cashier | Азиза" in lines(receipt)
    assert "  Consignor TIN 30112345678901" in lines(receipt)
    assert not [line for line in lines(paper()) if "Cashier" in line or "Consignor" in line]


def test_the_note_stands_under_its_line_and_the_comment_below_the_total() -> None:
    sale = sale_of(MILK, BREAD).set_note("подарок, завернуть", 1).set_note("домофон 24К")
    said = lines(paper(sale))
    note, total = said.index("  Note: подарок, завернуть"), said.index(f"VAT inside | {sale.vat.digits()}")
    assert said.index(MILK.name) < note < said.index(BREAD.name)
    assert said[total + 1 : total + 4] == ["---", "Comment: домофон 24К", "---"]
    assert said.count("  Note: подарок, завернуть") == 1
    assert not [line for line in lines(paper()) if "Note" in line or "Comment" in line]


def test_the_note_of_a_struck_line_is_not_printed() -> None:
    said = lines(paper(sale_of(MILK, BREAD).set_note("подарок", 1).void(1)))
    assert not [line for line in said if "подарок" in line]


def test_a_copy_is_marked_once_and_opens_no_drawer() -> None:
    sale = replace(paper(), opens_drawer=True)
    copy = as_copy(sale, "COPY")
    assert copy.rows == (Text("COPY", align="center", bold=True), *sale.rows)
    assert as_copy(copy, "COPY") == copy
    assert not copy.opens_drawer
    assert as_copy(paper(kind=ReceiptKind.COPY), "COPY") == paper(kind=ReceiptKind.COPY)
