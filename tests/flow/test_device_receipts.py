"""The shop's own fiscal device made the receipt: its QR is scanned, written down, sent and read back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.core.device_receipt import SCAN_THE_PAPER, awaits_paper
from pos.core.errors import (
    ClickRefused,
    NoConnection,
    OutcomeUnknown,
    ReceiptNotAwaited,
    ReceiptTaken,
    WrongReceiptLink,
)
from pos.core.fiscal import FiscalState
from pos.core.payment import Payment, PaymentId
from pos.core.receipt import Receipt, Text
from pos.flow.events import AlarmKind, FiscalChanged
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.ports import ChargeReply
from tests.fakes.click import CARD, LINK
from tests.fakes.counter import Counter, open_counter
from tests.flow.kit import OTHER_CODE, alarms, pay, recover

F = FiscalState
PAPER = "https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20261124143300&s=248429044289"
OTHER_PAPER = "https://ofd.soliq.uz/check?t=UZ170703100189&r=644&c=20261124143800&s=555429044290"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    """A till whose shop has a fiscal device; nothing is at CLICK until something is sent."""
    made = opened(tmp_path / "journal.sqlite3")
    yield made
    made.journal.close()


def opened(path: Path) -> Counter:
    made = open_counter(path, way="device")
    made.click.links = [None, PAPER]
    return made


def entry_of(counter: Counter, payment: Payment) -> FiscalEntry:
    assert payment.payment_id is not None
    entry = counter.outbox.entry(payment.payment_id)
    assert entry is not None
    return entry


def take(counter: Counter, payment: Payment, text: str = PAPER) -> FiscalEntry:
    return counter.checkout.fiscalizing.device.take(payment, text)


def work(counter: Counter, payment: Payment) -> FiscalEntry:
    async def whole() -> FiscalEntry:
        assert payment.payment_id is not None
        return await counter.checkout.fiscalizing.work(payment.payment_id)

    return asyncio.run(whole())


def told(paper: Receipt) -> list[str]:
    return [row.text for row in paper.rows if isinstance(row, Text)]


def another(counter: Counter) -> Payment:
    counter.click.charges = [ChargeReply(PaymentId(7), 1, True, CARD)]
    return pay(counter, OTHER_CODE)


def test_a_paid_sale_waits_for_the_paper_and_nothing_is_sent(shop: Counter) -> None:
    payment = pay(shop)
    entry = entry_of(shop, payment)
    assert awaits_paper(entry.state, entry.why)
    assert (entry.frozen, entry.sends) == (None, 0)
    assert (shop.click.count("submit"), shop.click.count("read_link")) == (0, 0)
    [news] = [event for event in shop.events if isinstance(event, FiscalChanged)]
    assert (news.why, news.queue) == (SCAN_THE_PAPER, 1)


def test_its_own_paper_comes_at_once_and_leaves_the_receipt_to_the_device(shop: Counter) -> None:
    before_s = shop.clock.elapsed_s
    pay(shop)
    [paper] = shop.tray.papers
    assert "The fiscal receipt is issued by the fiscal device" in told(paper)
    assert "The fiscal receipt is being made" not in told(paper)
    assert shop.clock.elapsed_s - before_s < 1


def test_a_scanned_paper_is_written_down_before_anything_is_sent(shop: Counter) -> None:
    payment = pay(shop)
    entry = take(shop, payment)
    assert (entry.state, entry.sends, entry.sent_at) == (F.PENDING, 0, None)
    assert shop.checkout.fiscalizing.device.link_of(entry) == PAPER
    assert (shop.click.count("submit"), shop.click.count("read_link")) == (0, 0)


def test_it_is_sent_once_read_back_and_done_without_an_alarm(shop: Counter) -> None:
    payment = pay(shop)
    frozen = take(shop, payment).frozen
    done = work(shop, payment)
    assert (done.state, done.link, done.sends) == (F.DONE, PAPER, 1)
    assert shop.click.sent == [frozen]
    assert alarms(shop) == []
    assert len(shop.tray.papers) == 1, "the device prints its own"


def test_a_lost_answer_is_read_and_the_same_bytes_go_again_only_after_the_quiet_time(shop: Counter) -> None:
    payment = pay(shop)
    take(shop, payment)
    shop.click.links = [None]
    shop.click.submits = [OutcomeUnknown("lost"), None]
    assert work(shop, payment).why == "OutcomeUnknown"
    assert work(shop, payment).sends == 1, "not again so soon"
    shop.clock.pass_s(shop.parts.timers.fiscal_quiet_s)
    shop.click.links = [None, PAPER]
    assert work(shop, payment).state is F.DONE
    first, second = shop.click.sent
    assert first == second


def test_a_link_that_is_there_already_is_not_sent_again(shop: Counter) -> None:
    payment = pay(shop)
    take(shop, payment)
    shop.click.links = [PAPER]
    assert work(shop, payment).state is F.DONE
    assert shop.click.count("submit") == 0
    assert alarms(shop) == []


def test_another_receipt_at_click_is_taken_over_and_said(shop: Counter) -> None:
    payment = pay(shop)
    take(shop, payment)
    shop.click.links = [LINK]
    assert work(shop, payment).link == LINK
    assert [kind for kind, _facts in alarms(shop)] == [AlarmKind.RECEIPT_FOUND]
    assert shop.click.count("submit") == 0


def test_what_click_refuses_stays_and_another_paper_takes_its_place(shop: Counter) -> None:
    payment = pay(shop)
    take(shop, payment)
    shop.click.links = [None]
    shop.click.submits = [ClickRefused("no", code=-5, note="no such receipt"), None]
    refused = work(shop, payment)
    assert (refused.state, refused.why) == (F.PENDING, "refused: no such receipt")
    assert asyncio.run(shop.checkout.send_queue()) == 1
    assert entry_of(shop, payment) == refused, "the refusal stands, no items take the receipt's place"
    replaced = take(shop, payment, OTHER_PAPER)
    assert shop.checkout.fiscalizing.device.link_of(replaced) == OTHER_PAPER
    shop.clock.pass_s(600)
    shop.click.links = [None, OTHER_PAPER]
    assert work(shop, payment).link == OTHER_PAPER


def test_without_a_line_it_waits_in_the_queue(shop: Counter) -> None:
    payment = pay(shop)
    take(shop, payment)
    shop.click.links = [NoConnection("down")]
    assert work(shop, payment).why == "NoConnection"
    shop.click.links = [None, PAPER]
    assert asyncio.run(shop.checkout.send_queue()) == 0
    assert entry_of(shop, payment).state is F.DONE


@pytest.mark.parametrize(
    "text",
    [
        "880101698207133392",
        "4780012340018",
        "https://example.uz/check?t=UZ170703100189&r=643&c=20261124143300&s=248429044289",
        "http://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20261124143300&s=248429044289",
        "https://ofd.soliq.uz/",
        "https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20261124143300&s=24842904428",
        "",
    ],
)
def test_another_code_is_refused_and_nothing_changes(shop: Counter, text: str) -> None:
    payment = pay(shop)
    before = entry_of(shop, payment)
    with pytest.raises(WrongReceiptLink):
        take(shop, payment, text)
    assert entry_of(shop, payment) == before


def test_one_receipt_belongs_to_one_payment(shop: Counter) -> None:
    first = pay(shop)
    take(shop, first)
    second = another(shop)
    with pytest.raises(ReceiptTaken) as refused:
        take(shop, second)
    assert refused.value.facts["receipt"] == first.transaction_id[-8:]
    work(shop, first)
    moved = "https://ofd.soliq.uz/check?r=643&s=248429044289&t=UZ170703100189&c=20261124143300"
    with pytest.raises(ReceiptTaken):
        take(shop, second, moved)  # the same receipt, written in another order
    assert awaits_paper(entry_of(shop, second).state, entry_of(shop, second).why)


def test_the_same_paper_scanned_twice_changes_nothing(shop: Counter) -> None:
    payment = pay(shop)
    before = take(shop, payment)
    assert take(shop, payment) == before
    done = work(shop, payment)
    assert take(shop, payment) == done
    with pytest.raises(ReceiptNotAwaited):
        take(shop, payment, OTHER_PAPER)


def test_a_second_paper_does_not_replace_one_that_may_have_been_taken(shop: Counter) -> None:
    payment = pay(shop)
    before = take(shop, payment)
    with pytest.raises(ReceiptNotAwaited):
        take(shop, payment, OTHER_PAPER)
    assert entry_of(shop, payment) == before


def test_while_it_is_being_sent_no_other_paper_is_taken(shop: Counter) -> None:
    payment = pay(shop)
    take(shop, payment)
    shop.click.links = [None]
    shop.click.submits = [ClickRefused("no", code=-5, note="no")]
    work(shop, payment)

    async def both() -> None:
        assert payment.payment_id is not None
        sending = asyncio.ensure_future(shop.checkout.fiscalizing.work(payment.payment_id))
        await asyncio.sleep(0)
        with pytest.raises(ReceiptNotAwaited):
            take(shop, payment, OTHER_PAPER)
        await sending

    shop.clock.pass_s(600)
    held = asyncio.Event()

    async def reads(payment_id: PaymentId, deadline_s: float) -> str | None:
        held.set()
        await asyncio.sleep(0)
        return None

    shop.click.read_link = reads  # type: ignore[method-assign]
    asyncio.run(both())
    assert held.is_set()


def test_items_that_click_makes_are_not_replaced_by_a_paper(counter: Counter) -> None:
    counter.click.links = [None]
    counter.click.submits = [OutcomeUnknown("lost")]
    payment = pay(counter)
    before = entry_of(counter, payment)
    with pytest.raises(ReceiptNotAwaited):
        take(counter, payment)
    assert entry_of(counter, payment) == before


def test_what_is_not_paid_waits_for_no_paper(shop: Counter) -> None:
    shop.click.charges = [ClickRefused("no money", code=-5017, note="")]
    refused = pay(shop)
    with pytest.raises(ReceiptNotAwaited):
        take(shop, refused)


def test_a_start_finds_all_of_it_again_and_makes_no_second_receipt(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    before = opened(path)
    payment = pay(before)
    before.journal.close()
    waiting = opened(path)  # killed before the scan
    assert recover(waiting) == []
    entry = entry_of(waiting, payment)
    assert awaits_paper(entry.state, entry.why)
    take(waiting, payment)
    waiting.journal.close()
    taken = opened(path)  # killed between the scan and the wire
    assert asyncio.run(taken.checkout.send_queue()) == 0
    assert entry_of(taken, payment).link == PAPER
    taken.journal.close()


def test_killed_while_it_was_sent_it_is_read_first(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    before = opened(path)
    payment = pay(before)
    take(before, payment)
    before.outbox.sending(entry_of(before, payment).payment_id, before.clock.now())
    before.journal.close()
    after = opened(path)
    after.click.links = [PAPER]
    assert asyncio.run(after.checkout.send_queue()) == 0
    assert after.click.count("submit") == 0
    assert alarms(after) == []
    after.journal.close()


def test_a_change_of_the_setting_never_lets_click_make_a_second_receipt(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    before = opened(path)
    payment = pay(before)
    before.journal.close()
    click = open_counter(path)
    recover(click)
    asyncio.run(click.checkout.send_queue())
    entry = entry_of(click, payment)
    assert awaits_paper(entry.state, entry.why)
    assert click.click.count("submit") == 0
    click.journal.close()
