"""Lines of a given width, and the plain-text print-out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.receipt import Pair, Qr, Receipt, Row, Rule, Text
from pos.devices.paper import Line, lay_out, padded
from pos.devices.plain_text import TextPaper, render_text


def receipt(*rows: Row) -> Receipt:
    return Receipt("sale-1", rows)


SALE = receipt(
    Text("BARAKA MARKET", align="center", bold=True, double=True),
    Text("г. Ташкент, Юнусабадский район, улица Амира Темура, дом 88", align="center"),
    Rule(),
    Text("Молоко «Мусаффо» 3,2 %, 1 л"),
    Pair("  2 шт × 16 500", "33 000"),
    Pair("ИТОГО", "33 000 сум", bold=True, double=True),
    Pair("Фискальный признак этого кассового чека", "612480917305"),
    Text("справа", align="right"),
    Qr("https://ofd.soliq.uz/check?t=1"),
)


def test_a_receipt_as_plain_text() -> None:
    assert render_text(SALE, 32) == (
        "         BARAKA MARKET\n"
        "г. Ташкент, Юнусабадский район,\n"
        "   улица Амира Темура, дом 88\n"
        "--------------------------------\n"
        "Молоко «Мусаффо» 3,2 %, 1 л\n"
        "  2 шт × 16 500           33 000\n"
        "ИТОГО                 33 000 сум\n"
        "Фискальный признак этого\n"
        "кассового чека\n"
        "                    612480917305\n"
        "                          справа\n"
        "             [ QR ]\n"
    )


def test_text_paper_ends_a_receipt_with_a_form_feed() -> None:
    assert TextPaper(32).render(SALE) == render_text(SALE, 32).encode() + b"\f"


def test_double_letters_take_two_places_where_they_widen() -> None:
    row = Pair("ИТОГО", "1 250 000 сум", double=True)
    assert list(lay_out(receipt(row), 32, widens=False)) == [Line("ИТОГО", "1 250 000 сум", double=True)]
    assert list(lay_out(receipt(row), 32, widens=True)) == [
        Line("ИТОГО", double=True),
        Line("1 250 000 сум", align="right", double=True),
    ]


def test_an_amount_with_unbreakable_spaces_stays_in_one_piece() -> None:
    text = "Всего к оплате 12\N{NO-BREAK SPACE}345\N{NO-BREAK SPACE}678"
    assert [
        padded(line, 20) for line in lay_out(receipt(Text(text)), 20, widens=False) if isinstance(line, Line)
    ] == [
        "Всего к оплате",
        "12 345 678",
    ]


@pytest.mark.parametrize("text", ["a\x1bb", "a\x1d\x56\x00b", "a\x00b", "a\tb", "a\x7fb", "a\x9bb"])
def test_a_name_cannot_command_the_printer(text: str) -> None:
    laid = list(lay_out(receipt(Text(text), Pair(text, text)), 48, widens=True))
    assert all(
        part.isprintable() for line in laid if isinstance(line, Line) for part in (line.left, line.right)
    )


def test_empty_and_many_lined_texts_keep_their_lines() -> None:
    assert render_text(receipt(Text(""), Text("one\ntwo"), Pair("", "")), 20) == "\none\ntwo\n\n"


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


@given(
    st.lists(
        st.one_of(
            st.builds(
                Text, words, st.sampled_from(["left", "center", "right"]), st.booleans(), st.booleans()
            ),
            st.builds(Pair, words, words, st.booleans(), st.booleans()),
        ),
        max_size=5,
    ),
    st.sampled_from([32, 48]),
)
def test_no_line_is_wider_than_the_paper(rows: list[Row], width: int) -> None:
    for line in lay_out(receipt(*rows), width, widens=True):
        assert isinstance(line, Line)
        assert len(padded(line, width // 2 if line.double else width)) <= (
            width // 2 if line.double else width
        )
