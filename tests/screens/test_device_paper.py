"""The paper of the shop's own fiscal device: scanned at the paid sale, or over a row of the OFD queue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.core.device_receipt import SCAN_THE_PAPER
from pos.core.errors import JournalTrouble, ReceiptTaken, WrongReceiptLink
from pos.core.fiscal import FiscalState
from pos.core.payment import PaymentId, TransactionId
from pos.flow.events import FiscalChanged
from pos.screens.views import Intent, Tone
from pos.screens.words import Words
from tests.fakes.till import BAG, MILK, START, news
from tests.screens.counter_kit import FIRST_SALE, Kit
from tests.screens.test_queue import ENTRY, Queue

PAPER = "https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20261124143300&s=248429044289"
AWAITED = replace(ENTRY, state=FiscalState.NONE, frozen=None, why=SCAN_THE_PAPER)
REF = ENTRY.transaction_id


def waits(kit: Kit, why: str = SCAN_THE_PAPER, state: FiscalState = FiscalState.NONE) -> FiscalChanged:
    return FiscalChanged(FIRST_SALE.sale_id, PaymentId(1), state, None, why, queue=1)


def paid(kit: Kit) -> Kit:
    """Paid, and the receipt of the device is awaited."""
    kit.waiting()
    kit.scan("880000000000000001", "camera")
    kit.screen.on_event(waits(kit))
    return kit


def told(kit: Kit) -> dict[str, str]:
    return {fact.label: fact.value for fact in kit.panel.evidence}


def test_the_paid_panel_asks_for_the_qr_and_the_chip_counts_it(kit: Kit) -> None:
    kit.till.queue = [AWAITED]
    paid(kit)
    assert told(kit)["Чек ОФД"] == "Отсканируйте QR фискального чека"
    assert kit.panel.advice == "Или позже в очереди ОФД: Ctrl F7"
    assert kit.view.chips[2].detail == "1 в очереди · крайний срок 47 ч"


@pytest.mark.parametrize("source", ["wedge", "camera"])
def test_its_qr_is_kept_for_the_sale_on_the_screen(kit: Kit, source: str) -> None:
    paid(kit)
    kit.scan(PAPER, source)
    [(tid, text)] = kit.till.attached
    assert (tid, text) == (kit.till.make(FIRST_SALE, kit.till.pay_answer).transaction_id, PAPER)  # type: ignore[arg-type]
    assert kit.view.toast == "Фискальный чек добавлен к платежу\nВ CLICK он уйдёт сам"
    assert kit.tone == Tone.GREEN
    assert kit.view.lines, "the paid sale still stands on the screen"


def test_the_link_may_be_typed_with_enter(kit: Kit) -> None:
    paid(kit)
    kit.screen.typed(PAPER)
    assert len(kit.till.attached) == 1


def test_the_customers_phone_before_the_camera_is_still_ignored(kit: Kit) -> None:
    paid(kit)
    kit.scan("880000000000000001", "camera")
    kit.scan(BAG.barcode, "camera")
    assert (kit.till.attached, len(kit.till.charges)) == ([], 1)
    assert kit.tone == Tone.GREEN


def test_a_refused_qr_says_why_and_changes_nothing(kit: Kit) -> None:
    paid(kit)
    kit.till.attach_error = ReceiptTaken("x", receipt="ABCD1234")
    kit.scan(PAPER)
    assert kit.alert.startswith("Этот фискальный чек относится к продаже ABCD1234")
    assert kit.tone == Tone.GREEN
    kit.till.attach_error = None
    kit.scan(PAPER)
    assert kit.alert == ""
    assert len(kit.till.attached) == 1


def test_a_link_of_another_place_is_refused_and_the_paid_sale_stays(kit: Kit) -> None:
    paid(kit)
    kit.wait(2)
    kit.till.attach_error = WrongReceiptLink("x", kind="link")
    kit.scan("https://example.uz/menu")
    assert kit.alert.startswith("Это не QR фискального чека. ")
    assert kit.tone == Tone.GREEN


def test_while_the_device_prints_the_next_sale_does_not_open_by_itself(kit: Kit) -> None:
    paid(kit)
    kit.wait(60)
    assert kit.tone == Tone.GREEN
    kit.scan(PAPER)
    kit.screen.on_event(waits(kit, "", FiscalState.PENDING))
    kit.wait(1)
    assert kit.view.panel is None


@pytest.mark.parametrize("how", ["key", "goods"])
def test_a_sale_without_its_qr_does_not_block_the_next(kit: Kit, how: str) -> None:
    paid(kit)
    kit.wait(2)
    if how == "key":
        kit.press(Intent.NEXT_SALE)
    else:
        kit.scan(MILK.barcode)
    assert kit.view.panel is None
    assert len(kit.view.lines) == (0 if how == "key" else 1)
    assert kit.till.attached == []


def test_where_click_makes_the_receipt_a_paper_is_no_goods(kit: Kit) -> None:
    kit.waiting()
    kit.scan("880000000000000001", "camera")
    kit.screen.on_event(waits(kit, "", FiscalState.PENDING))
    kit.wait(2)
    kit.scan(PAPER)
    assert kit.till.attached == []
    assert kit.alert == "Это QR фискального чека, а не товар"


def test_a_paid_sale_that_was_heard_of_later_takes_it_too(kit: Kit) -> None:
    kit.unknown()
    kit.screen.on_event(news(kit.payment(kit.till.pay_answer), 0.0))  # type: ignore[arg-type]
    kit.screen.on_event(waits(kit))
    kit.runner.hold = False
    kit.scan(PAPER)
    assert [text for _tid, text in kit.till.attached] == [PAPER]


# ── the OFD queue ────────────────────────────────────────────────────────────────────────────────


def test_a_row_that_waits_for_the_paper_says_so_and_keeps_its_deadline() -> None:
    queue = Queue(replace(AWAITED, created_at=START - timedelta(hours=43)))
    [row] = queue.view.rows
    assert row.cells[2] == ("ждёт QR чека", "чек делает фискальный аппарат")
    assert (row.cells[4][0], row.tone, row.is_late) == ("крайний срок 5 ч", Tone.GREY, True)
    assert queue.view.takes_scans
    assert queue.view.hint == "Отсканируйте QR фискального чека: он добавится к выбранной продаже"


def test_there_is_nothing_to_send_before_a_scan() -> None:
    assert [action.intent for action in Queue(AWAITED).view.actions] == [Intent.BACK]
    both = Queue(AWAITED, replace(ENTRY, payment_id=PaymentId(2)))
    assert [action.intent for action in both.view.actions] == [Intent.SEND_QUEUE, Intent.BACK]


def test_a_scan_is_kept_for_the_chosen_row() -> None:
    queue = Queue(AWAITED)
    queue.till.queue = [replace(ENTRY, why="")]
    queue.screen.scanned(PAPER, REF)
    assert queue.till.attached == [(TransactionId(REF), PAPER)]
    assert queue.view.hint == "QR добавлен к продаже ION0001X"
    assert queue.view.rows[0].cells[2][0] == "ещё не отправлен"
    assert not queue.view.takes_scans


def test_a_held_camera_is_one_scan() -> None:
    queue = Queue(AWAITED)
    for _ in range(5):
        queue.screen.scanned(PAPER, REF)
        queue.time.seconds += 0.3
    assert len(queue.till.attached) == 1
    queue.time.seconds += 2
    queue.screen.scanned(PAPER, REF)
    assert len(queue.till.attached) == 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (WrongReceiptLink("x", kind="goods"), "Это не QR фискального чека. "),
        (ReceiptTaken("x", receipt="ABCD1234"), "Этот фискальный чек относится к продаже ABCD1234. "),
        (JournalTrouble("x"), "Касса не может писать журнал"),
    ],
)
def test_what_is_refused_is_said_and_the_rows_stay(error: WrongReceiptLink, said: str) -> None:
    queue = Queue(AWAITED)
    queue.till.attach_error = error
    queue.screen.scanned(PAPER, REF)
    assert queue.view.error.startswith(said)
    assert len(queue.view.rows) == 1
    queue.till.attach_error = None
    queue.time.seconds += 2
    queue.screen.scanned(PAPER, REF)
    assert queue.view.error == ""


def test_a_refused_receipt_may_get_another_paper() -> None:
    assert Queue(replace(ENTRY, sends=1, why="refused: no such receipt")).view.takes_scans
    assert not Queue(ENTRY).view.takes_scans
    assert not Queue(replace(AWAITED, why="fiscal.tin")).view.takes_scans


@pytest.mark.parametrize("language", ["ru", "uz", "uz_Cyrl", "en"])
def test_the_news_are_said_in_the_language_that_is_spoken_now(language: str) -> None:
    queue = Queue(AWAITED)
    queue.screen.scanned(PAPER, REF)
    queue.words.switch(language)
    queue.screen.language_changed()
    assert queue.view.hint == Words(language).say("The QR is attached to sale {number}", number="ION0001X")
