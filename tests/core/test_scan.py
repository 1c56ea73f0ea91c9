"""What a scanned text is: only what may be a CLICK Pass code is ever sent to CLICK."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.scan import MAX_CODE, MIN_CODE, RepeatFilter, Scan, ScanKind, check_digit_fits, classify
from tests.core.kit import quick

K = ScanKind
GS = "\x1d"
OFD = "https://ofd.soliq.uz"
UZQR = "00020101021229370012uz.soliq.www0117UZ.0001234567890152045411530386058022UZ5908DOKON 016008Toshkent"

EXAMPLES = [
    # CLICK Pass: the codes that were seen, the sample of CLICK's page, digits that nothing else claims
    ("880101698207133392", K.CLICK_PASS),
    ("880227987004122008", K.CLICK_PASS),
    ("880227987004122009", K.CLICK_PASS),  # Luhn is a hint only
    ("1234567415821", K.CLICK_PASS),  # thirteen digits, but not the check digit of an EAN-13
    ("  880101698207133392\r\n", K.CLICK_PASS),
    ("\t880227987004122008", K.CLICK_PASS),
    ("770101698207133392", K.CLICK_PASS),
    ("4780012340011", K.CLICK_PASS),
    ("96385075", K.CLICK_PASS),
    ("036000291453", K.CLICK_PASS),
    ("123456", K.CLICK_PASS),
    ("505010123456789012", K.CLICK_PASS),  # eighteen digits: not Payme's twenty
    ("50509912345678901234", K.CLICK_PASS),  # twenty digits, but not Payme's prefix
    ("8" * 39, K.CLICK_PASS),
    # goods
    ("4780012340016", K.GOODS),
    ("4780111111111", K.GOODS),
    ("4786999000011", K.GOODS),
    ("4601234567893", K.GOODS),
    ("5901234123457", K.GOODS),
    ("4006381333931", K.GOODS),
    ("8711253001202", K.GOODS),
    ("9780143007234", K.GOODS),  # a book
    ("9771234567003", K.GOODS),  # a magazine
    ("96385074", K.GOODS),
    ("73513537", K.GOODS),
    ("47800014", K.GOODS),
    ("036000291452", K.GOODS),
    ("012345678905", K.GOODS),
    ("4780012340016\n", K.GOODS),
    # a label of the scales
    ("2800011003858", K.WEIGHED),
    ("2100001012342", K.WEIGHED),
    ("2001234012348", K.WEIGHED),
    ("2900000123458", K.WEIGHED),
    # marking
    (f"010478001234001621abcDEF{GS}93dGVz", K.MARKING),
    (f"{GS}010478001234001621abcDEF{GS}93dGVz", K.MARKING),
    (f"010460123456789321N4N57RSCBUZTQ{GS}91EE10{GS}92aGVsbG8gd29ybGQ=", K.MARKING),
    ("0104780012340016215'W9Um<", K.MARKING),
    ("010478001234001621987654321", K.MARKING),  # a serial of digits alone
    # others' payment codes
    ("50501012345678901234", K.PAYME),
    ("50501099999999999999", K.PAYME),
    ("1" * 40, K.UZUM),
    ("9" * 64, K.UZUM),
    ("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl", K.UZUM),
    ("A" * 40, K.UZUM),
    ("7" * 513, K.UZUM),
    ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", K.PAYNET),
    ("3F2504E0-4F89-11D3-9A0C-0305E82C3301", K.PAYNET),
    (UZQR, K.UZQR),
    ("000201", K.UZQR),
    ("00020101021252045411", K.UZQR),
    # links
    (f"{OFD}/check?t=UZ170703100189&r=643&c=20200518221403&s=248429044289", K.FISCAL_RECEIPT),
    (f"{OFD}/epi?t=EZ000000000030&r=123456789&c=20221028171340&s=854971301623", K.FISCAL_RECEIPT),
    ("HTTPS://OFD.SOLIQ.UZ/epi?t=EP000000000030&r=1&c=20221028171340&s=1", K.FISCAL_RECEIPT),
    ("http://ofd.soliq.uz/check?t=LG420&r=1", K.FISCAL_RECEIPT),
    ("https://ofd.soliq.uz.evil.com/check?t=UZ170703100189&r=643", K.LINK),
    ("https://evil.com/ofd.soliq.uz/check", K.LINK),
    ("https://ofd.soliq.uz@evil.com/check", K.LINK),
    ("https://evil.com?https://ofd.soliq.uz/check", K.LINK),
    ("https://xofd.soliq.uz/check", K.LINK),
    ("https://ofd.soliq.uz:8443/check", K.LINK),
    ("https://оfd.soliq.uz/check", K.LINK),  # a Cyrillic о
    ("https://my.click.uz/services/pay?service_id=1&amount=1000", K.LINK),
    ("http://", K.LINK),
    # nothing that can be used
    ("", K.UNKNOWN),
    ("   \r\n", K.UNKNOWN),
    ("12345", K.UNKNOWN),
    ("880101698207133392\x00", K.UNKNOWN),
    ("8801016982\x0d07133392", K.UNKNOWN),
    (f"{GS}880101698207133392", K.UNKNOWN),
    ("\x1b[31m880101698207133392", K.UNKNOWN),
    ("8801 0169 8207 1333 92", K.UNKNOWN),
    ("88010169820713339２", K.UNKNOWN),  # a full-width 2
    ("٨٨٠١٠١٦٩٨٢٠٧١٣٣٣٩٢", K.UNKNOWN),
    ("-880101698207133392", K.UNKNOWN),
    ("88010169820713.3392", K.UNKNOWN),
    ("молоко", K.UNKNOWN),
    ("0104780012340016", K.CLICK_PASS),  # a GTIN without a serial is only sixteen digits
    ("3f2504e04f8911d39a0c0305e82c3301", K.UNKNOWN),
    ("a" * 39, K.UNKNOWN),
    ("a" * 20 + " " + "b" * 20, K.UNKNOWN),
    ("ftp://ofd.soliq.uz/check", K.UNKNOWN),
]


@pytest.mark.parametrize(("text", "kind"), EXAMPLES, ids=[f"{number:02}" for number in range(len(EXAMPLES))])
def test_each_code_is_what_it_is(text: str, kind: ScanKind) -> None:
    assert classify(text).kind is kind


def test_there_are_enough_examples_of_every_kind() -> None:
    assert len(EXAMPLES) >= 60
    assert {kind for _, kind in EXAMPLES} == set(ScanKind)
    assert len({text for text, _ in EXAMPLES}) == len(EXAMPLES)


def right_check_digit(body: str) -> str:
    """GS1's rule, written another way than the program's: from the right, three times every other digit."""
    tripled = sum(int(digit) for digit in body[::-1][0::2])
    plain = sum(int(digit) for digit in body[::-1][1::2])
    return body + str(-(3 * tripled + plain) % 10)


@quick
@given(st.sampled_from([7, 11, 12]), st.data())
def test_no_valid_barcode_of_goods_is_ever_taken_for_a_payment_code(length: int, data: st.DataObject) -> None:
    code = right_check_digit(data.draw(st.from_regex(f"[0-9]{{{length}}}", fullmatch=True)))
    assert check_digit_fits(code)
    assert classify(code).kind is not K.CLICK_PASS
    assert classify(code + "\r").kind is not K.CLICK_PASS


@quick
@given(st.from_regex(r"[0-9]{7}|[0-9]{11,12}", fullmatch=True), st.integers(1, 9))
def test_one_wrong_check_digit_does_not_fit(body: str, off: int) -> None:
    right = right_check_digit(body)
    assert not check_digit_fits(body + str((int(right[-1]) + off) % 10))


@quick
@given(st.from_regex(r"88[0-9]{16}", fullmatch=True))
def test_every_code_of_the_seen_shape_is_let_through(code: str) -> None:
    assert classify(code) == Scan(K.CLICK_PASS, code)


@quick
@given(st.one_of(st.text(), st.text("0123456789", max_size=700), st.text("01 \r\n\t\x1d2x", max_size=60)))
def test_what_is_sent_to_click_is_ascii_digits_of_a_sane_length_and_nothing_else(text: str) -> None:
    scan = classify(text)
    if scan.kind is K.CLICK_PASS:
        assert MIN_CODE <= len(scan.text) <= MAX_CODE
        assert set(scan.text) <= set("0123456789")
        assert scan.text in text
    if not scan.text:
        assert scan.kind is K.UNKNOWN


@quick
@given(st.text(min_size=1))
def test_a_scan_never_shows_its_text(text: str) -> None:
    scan = classify(text)
    for shown in (repr(scan), str(scan), f"{scan}", f"{scan!r}", "%s" % scan, repr([scan])):  # noqa: UP031
        assert shown.strip("[]") == f"Scan({scan.kind})"


@pytest.mark.parametrize("code", ["880101698207133392", "123456", "50501012345678901234", "1" * 40])
def test_what_the_catalogue_holds_is_goods_whatever_it_looks_like(code: str) -> None:
    assert classify(code, {code}.__contains__).kind is K.GOODS


def test_the_catalogue_is_asked_for_bare_digits_only() -> None:
    asked: list[str] = []

    def is_good(text: str) -> bool:
        asked.append(text)
        return False

    for text, _ in EXAMPLES:
        classify(text, is_good)
    assert "880101698207133392" in asked
    assert all(text.isascii() and text.isdigit() for text in asked)


def test_a_held_phone_is_one_scan() -> None:
    repeats = RepeatFilter()
    assert not repeats.is_repeat("88", 10.0)
    assert repeats.is_repeat("88", 10.9)
    assert repeats.is_repeat("88", 11.8)  # a repeat prolongs the second
    assert not repeats.is_repeat("88", 12.8)


def test_another_code_is_never_a_repeat_and_starts_anew() -> None:
    repeats = RepeatFilter()
    assert not repeats.is_repeat("88", 10.0)
    assert not repeats.is_repeat("89", 10.1)
    assert not repeats.is_repeat("88", 10.2)


def test_a_forgotten_code_comes_through_again_and_is_not_kept() -> None:
    repeats = RepeatFilter()
    repeats.is_repeat("880101698207133392", 10.0)
    repeats.forget()
    assert "880101698207133392" not in repr(vars(repeats))
    assert not repeats.is_repeat("880101698207133392", 10.1)
