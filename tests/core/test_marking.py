"""Marking codes: whatever a scanner makes of the same DataMatrix, it is the same piece."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import BadInput
from pos.core.marking import SERIAL_MAX, Marking, read_marking
from pos.core.sale import Sale, SaleId
from tests.core.kit import quick
from tests.core.tricks import CIGARETTES

GS = "\x1d"
GTIN = "04780069000505"
PIECE = Marking(GTIN, "5abZ<93>x")


@pytest.mark.parametrize(
    "text",
    [
        f"01{GTIN}215abZ<93>x{GS}93AbC=",
        f"{GS}01{GTIN}215abZ<93>x{GS}93AbC=",
        f"]d201{GTIN}215abZ<93>x{GS}93AbC=",
        f"]d2{GS}01{GTIN}215abZ<93>x{GS}93AbC=",
        f"\xe801{GTIN}215abZ<93>x{GS}91EE08{GS}92{'A' * 43}=",
        f"01{GTIN}215abZ<93>x93AbC=",
        f"01{GTIN}215abZ<93>x91EE0892{'A' * 43}=",
        f"01{GTIN}215abZ<93>x91EE0892{'A' * 87}=",
        f"(01){GTIN}(21)5abZ<93>x(93)AbC=",
        f"(01){GTIN}(21)5abZ<93>x{GS}(93)AbC=",
        f"(01){GTIN}(21)5abZ<93>x(17)271231(10)LOT",
        f"(01){GTIN}(21)5abZ<93>x",
        f"01{GTIN}{GS}215abZ<93>x{GS}17271231",
        f" 01{GTIN}215abZ<93>x\r\n",
    ],
)
def test_one_piece_is_read_alike_from_every_scanner(text: str) -> None:
    assert read_marking(text) == PIECE


def test_the_label_is_kept_whole_and_cut_for_the_ofd() -> None:
    assert PIECE.label == f"01{GTIN}215abZ<93>x"
    assert PIECE.for_ofd == f"01{GTIN}215ab"
    assert len(PIECE.for_ofd) == 21


def test_the_good_is_looked_up_by_its_shorter_codes_first() -> None:
    assert PIECE.barcodes == ("4780069000505", GTIN)
    assert Marking("00012345678905", "1").barcodes == ("0012345678905", "012345678905", "00012345678905")
    assert Marking("00000012345670", "1").barcodes[2] == "12345670"
    assert Marking("14780069000502", "1").barcodes == ("14780069000502",)  # a box is another good


def test_a_code_without_an_end_keeps_the_longest_serial_there_may_be() -> None:
    assert read_marking(f"01{GTIN}21{'s' * 30}").serial == "s" * SERIAL_MAX


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not 01"),
        ("4780069000505", "not 01"),
        (f"21abc01{GTIN}", "not 01"),
        (f"01{GTIN}", "not 01"),
        (f"02{GTIN}21abc", "not 01"),
        (f"01{GTIN[:-1]}21abc", "not 01"),
        (f"01{GTIN}10LOT", "not 01"),
        ("880101698207133392", "not 01"),
        ("https://ofd.soliq.uz/check?t=1", "not 01"),
        ("01٠٤٧٨٠٠٦٩٠٠٠٥٠٥21abc", "not 01"),
        (f"01{GTIN[:-1]}621abc", "check digit"),
        (f"(01){GTIN[:-1]}6(21)abc", "check digit"),
        (f"01{GTIN}21", "no serial"),
        (f"01{GTIN}21{GS}93abcd", "no serial"),
        (f"01{GTIN}21{'s' * 21}{GS}93abcd", "no serial"),
        (f"01{GTIN}21се", "no serial"),
        (f"01{GTIN}21a b{GS}93abcd", "no serial"),
    ],
)
def test_other_content_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_marking(text)
    assert refused.value.detail.removeprefix("the ").startswith(why)
    assert refused.value.facts["field"] == "label"


_serials = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=SERIAL_MAX)


@quick
@given(_serials, st.sampled_from(["", GS, "]d2", "]d2" + GS]))
def test_any_serial_is_read_back_when_the_scanner_keeps_the_separator(serial: str, before: str) -> None:
    found = read_marking(f"{before}01{GTIN}21{serial}{GS}93AbC=")
    assert found == Marking(GTIN, serial)
    assert read_marking(f"{found.label}{GS}") == found
    sale = Sale(SaleId("S1")).add(CIGARETTES.barcode, CIGARETTES, label=found.label)
    assert sale.ready_to_pay().line(1).labels == (found.label,)


@quick
@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        found = read_marking(text)
    except BadInput:
        return
    assert 0 < len(found.serial) <= SERIAL_MAX
