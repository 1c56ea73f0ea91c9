"""The OFD queue: its rows, its deadline, sending by hand, and the chip that speaks of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.core.errors import JournalTrouble, NoConnection
from pos.core.fiscal import DEADLINE, FiscalState
from pos.core.payment import PaymentId, PaymentState, TransactionId
from pos.flow.events import FiscalChanged
from pos.flow.fiscal_ports import FiscalEntry
from pos.screens.deadlines import deadline_text, is_late
from pos.screens.page_views import TableView
from pos.screens.queue_screen import QueuePresenter
from pos.screens.views import Intent, Tone
from pos.screens.words import Words
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.till import START, FakeTill, FakeTime
from tests.screens.counter_kit import FIRST_SALE, Kit

RU = Words("ru")
ENTRY = FiscalEntry(
    payment_id=PaymentId(1),
    sale_id=FIRST_SALE.sale_id,
    transaction_id=TransactionId("TRANSACTION0001X"),
    state=FiscalState.PENDING,
    frozen=b"{}",
    link=None,
    sent_at=None,
    sends=0,
    why="",
    created_at=START,
)
NEWS = FiscalChanged(FIRST_SALE.sale_id, PaymentId(1), FiscalState.PENDING, None, "NoConnection", queue=1)


class Queue:
    def __init__(self, *entries: FiscalEntry) -> None:
        self.till = FakeTill()
        self.time = FakeTime()
        self.runner = InlineRunner()
        self.views: list[TableView] = []
        self.closed = 0
        self.till.queue = list(entries)
        self.till.payments[ENTRY.transaction_id] = self.till.make(FIRST_SALE, PaymentState.PAID, 1)
        self.words = Words("ru")
        self.screen = QueuePresenter(
            till=self.till,
            runner=self.runner,
            words=self.words,
            now=self.time.now,
            render=self.views.append,
            closed=self._close,
        )
        self.screen.open()

    def _close(self) -> None:
        self.closed += 1

    @property
    def view(self) -> TableView:
        return self.views[-1]


@pytest.mark.parametrize(
    ("waited", "said", "late"),
    [
        (timedelta(0), "крайний срок 48 ч", False),
        (timedelta(minutes=30), "крайний срок 47 ч", False),
        (timedelta(hours=42, seconds=1), "крайний срок 5 ч", True),
        (timedelta(hours=47, minutes=30), "крайний срок 30 мин", True),
        (timedelta(hours=47, minutes=59, seconds=59), "крайний срок 1 мин", True),
        (DEADLINE, "срок вышел", True),
        (timedelta(days=9), "срок вышел", True),
    ],
)
def test_the_deadline_counts_down_and_turns_red_in_its_last_six_hours(
    waited: timedelta, said: str, late: bool
) -> None:
    assert deadline_text(START, START + waited, RU) == said
    assert is_late(START, START + waited) is late


@pytest.mark.parametrize(
    ("entry", "said", "tone"),
    [
        (ENTRY, ("ещё не отправлен", ""), Tone.GREY),
        (replace(ENTRY, sends=1, why="sent, no link yet"), ("отправлен, ждём ссылку", ""), Tone.GREY),
        (
            replace(ENTRY, why="NoConnection"),
            ("ещё не отправлен", "Запрос не ушёл с этого компьютера"),
            Tone.GREY,
        ),
        (
            replace(ENTRY, why="OutcomeUnknown"),
            ("ещё не отправлен", "Сейчас не получается спросить CLICK"),  # nothing of the customer's money
            Tone.GREY,
        ),
        (replace(ENTRY, sends=2, why="refused: SPIC"), ("CLICK отказал", "SPIC"), Tone.RED),
        (
            replace(ENTRY, state=FiscalState.NONE, frozen=None, why="fiscal.tin"),
            ("не хватает данных", "Не задано: fiscal.tin"),
            Tone.RED,
        ),
        (replace(ENTRY, why="something new"), ("ещё не отправлен", "something new"), Tone.GREY),
    ],
)
def test_each_row_says_where_the_receipt_is_and_why(
    entry: FiscalEntry, said: tuple[str, str], tone: Tone
) -> None:
    [row] = Queue(entry).view.rows
    assert (row.cells[2], row.tone) == (said, tone)
    assert row.cells[0] == ("ION0001X", "24.11.2026 14:32")
    assert row.cells[1][0] == "16\u00a0500"
    assert row.cells[3][0] == str(entry.sends)
    assert row.cells[4][0] == "крайний срок 48 ч"


def test_the_head_counts_them_and_names_the_oldest(kit: Kit) -> None:
    old = replace(ENTRY, payment_id=PaymentId(2), created_at=START - timedelta(hours=43))
    queue = Queue(old, ENTRY)
    assert queue.view.summary == "В очереди: 2 · крайний срок 5 ч"
    assert queue.view.is_late
    assert [row.is_late for row in queue.view.rows] == [True, False]
    queue.time.seconds += 5 * 3600
    queue.screen.tick()
    assert queue.view.summary == "В очереди: 2 · срок вышел"


def test_loading_empty_and_failing_have_their_sentences() -> None:
    queue = Queue()
    assert queue.views[0].loading == "Читаем…"
    assert queue.view.empty == "Очередь пуста: все чеки в ОФД"
    assert [action.intent for action in queue.view.actions] == [Intent.BACK]
    queue.till.queue_error = JournalTrouble("x")
    queue.screen.open()
    assert queue.view.error.startswith("Касса не может писать журнал")
    assert queue.view.empty == ""


def test_send_now_works_the_queue_once_and_reads_it_again() -> None:
    queue = Queue(ENTRY)
    queue.runner.hold = True
    queue.screen.send()
    queue.screen.send()
    assert queue.view.actions[0].word == "Отправляем…"
    assert queue.runner.waiting == 1
    queue.till.queue = []
    queue.runner.hold = False
    queue.runner.release_all()
    assert queue.till.queue_sends == 1
    assert queue.view.rows == ()
    queue.screen.send()
    assert queue.till.queue_sends == 1


def test_a_queue_that_cannot_be_sent_says_why_and_keeps_its_rows() -> None:
    queue = Queue(ENTRY)
    queue.till.queue_error = NoConnection("x")
    queue.screen.send()
    assert queue.view.error == "Запрос не ушёл с этого компьютера. Проверьте сеть и повторите"
    assert len(queue.view.rows) == 1
    queue.till.queue_error = None
    queue.screen.send()
    assert queue.view.error == ""


def test_it_follows_the_news_while_it_is_open() -> None:
    queue = Queue(ENTRY)
    queue.till.queue = [ENTRY, replace(ENTRY, payment_id=PaymentId(2))]
    queue.screen.on_event(NEWS)
    assert len(queue.view.rows) == 2
    queue.words.switch("uz")
    queue.screen.language_changed()
    assert queue.view.title == "OFD navbati"


def test_a_stale_answer_and_one_after_closing_are_dropped() -> None:
    queue = Queue()
    queue.runner.hold = True
    queue.screen.on_event(NEWS)
    queue.till.queue = [ENTRY]
    queue.screen.on_event(NEWS)
    queue.runner.release(1)
    queue.till.queue = []
    queue.runner.release(0)
    assert len(queue.view.rows) == 1
    queue.screen.on_event(NEWS)
    queue.screen.close()
    drawn = len(queue.views)
    queue.runner.release_all()
    assert len(queue.views) == drawn
    assert queue.closed == 1


def test_the_chip_counts_names_the_deadline_and_opens_the_queue(kit: Kit) -> None:
    assert kit.view.chips[2].detail == ""
    assert kit.view.chips[2].intent is Intent.OFD_QUEUE
    kit.till.queue = [ENTRY, replace(ENTRY, created_at=START - timedelta(minutes=40))]
    kit.screen.on_event(NEWS)
    chip = kit.view.chips[2]
    assert (chip.detail, chip.look) == ("2 в очереди · крайний срок 47 ч", "queue")
    kit.press(Intent.OFD_QUEUE)
    assert kit.opened[-1] == (Intent.OFD_QUEUE, "")
    kit.time.seconds += 43 * 3600
    kit.screen.tick()
    chip = kit.view.chips[2]
    assert (chip.detail, chip.look) == ("2 в очереди · крайний срок 4 ч", "down")


def test_that_a_receipt_waits_is_not_told_of_an_empty_queue(kit: Kit) -> None:
    kit.till.queue = [ENTRY]
    kit.screen.on_event(replace(NEWS, why="OutcomeUnknown"))
    assert kit.view.toast == "Чек ОФД в очереди, продажа сохранена"
    kit.till.queue = []
    kit.screen.on_event(replace(NEWS, state=FiscalState.DONE, link="https://ofd", why=""))
    assert kit.view.toast == ""


def test_the_chip_asks_once_for_a_burst_of_news(kit: Kit) -> None:
    kit.runner.hold = True
    for _ in range(5):
        kit.screen.on_event(NEWS)
    assert kit.runner.waiting == 1
    kit.till.queue = [ENTRY]
    kit.runner.release_all()
    assert kit.view.chips[2].detail.startswith("1 в очереди")
    assert kit.runner.waiting == 0


def test_a_queue_that_cannot_be_read_leaves_the_count_of_the_news(kit: Kit) -> None:
    kit.till.queue_error = JournalTrouble("x")
    kit.screen.on_event(NEWS)
    kit.screen.on_event(NEWS)
    assert kit.view.chips[2].detail == "1 в очереди"


def test_the_queue_is_not_opened_over_a_payment_on_its_way(kit: Kit) -> None:
    kit.processing()
    kit.press(Intent.OFD_QUEUE)
    assert (Intent.OFD_QUEUE, "") not in kit.opened
