"""Links of receipts that the shop's fiscal device made, and the paper of a till beside such a device."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.device_receipt import (
    SCAN_THE_PAPER,
    awaits_paper,
    in_queue,
    receipt_link,
    same_receipt,
    sign_of,
)
from pos.core.errors import WrongReceiptLink
from pos.core.fiscal import FiscalState
from pos.core.receipt import Qr, Text
from pos.core.scan import ScanKind
from tests.core.test_receipt import LINK, SHOP, lines, paper

F = FiscalState
PAPER = "https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20261124143300&s=248429044289"
DEVICE = replace(SHOP, fiscal_device=True)


def test_the_link_is_kept_as_it_was_scanned() -> None:
    assert receipt_link(f" {PAPER}\r\n") == PAPER
    assert receipt_link(LINK) == LINK


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("880101698207133392", ScanKind.CLICK_PASS),
        ("https://example.uz/", ScanKind.LINK),
        ("https://ofd.soliq.uz/check?t=UZ170703100189", ScanKind.FISCAL_RECEIPT),
        (PAPER.replace("https", "http"), ScanKind.FISCAL_RECEIPT),
        ("", ScanKind.UNKNOWN),
    ],
)
def test_every_other_code_is_named_and_refused(text: str, kind: ScanKind) -> None:
    with pytest.raises(WrongReceiptLink) as refused:
        receipt_link(text)
    assert refused.value.facts["kind"] == kind


def test_a_receipt_is_known_by_its_facts_however_the_link_is_written() -> None:
    moved = "https://ofd.soliq.uz/epi?s=248429044289&r=643&t=UZ170703100189&c=20261124143300"
    assert same_receipt(PAPER, moved)
    assert sign_of(PAPER) == sign_of(moved) == "248429044289"
    assert not same_receipt(PAPER, PAPER.replace("r=643", "r=644"))
    assert not same_receipt("https://ofd.soliq.uz/a", "https://ofd.soliq.uz/b")
    assert sign_of("https://ofd.soliq.uz/a") == ""


def test_what_waits_for_the_paper_has_a_deadline_and_what_lacks_settings_has_none() -> None:
    assert awaits_paper(F.NONE, SCAN_THE_PAPER)
    assert not awaits_paper(F.PENDING, SCAN_THE_PAPER)
    assert [in_queue(F.NONE, SCAN_THE_PAPER), in_queue(F.PENDING, ""), in_queue(F.NONE, "fiscal.tin")] == [
        True,
        True,
        False,
    ]
    assert not in_queue(F.DONE, "")


def test_the_tills_paper_leaves_the_fiscal_receipt_to_the_device() -> None:
    told = lines(paper(shop=DEVICE, link=None))
    assert told[-1] == "The fiscal receipt is issued by the fiscal device"
    assert not any("being made" in line or "FISCAL RECEIPT" in line for line in told)


def test_a_later_print_shows_the_devices_receipt_and_does_not_claim_to_be_it() -> None:
    rows = paper(shop=DEVICE, link=PAPER).rows
    assert Text("The fiscal receipt is issued by the fiscal device", align="center", bold=True) in rows
    assert Qr(PAPER) in rows
    assert not any(isinstance(row, Text) and row.text == "FISCAL RECEIPT" for row in rows)
