"""What the manager hears of although the sale goes on (P05, P25, P26, F02, F04)."""

from __future__ import annotations

import asyncio

import pytest

from pos.core.errors import ClickRefused, NoConnection, UntrustedServer
from pos.flow.events import AlarmKind
from tests.fakes.click import LINK, PID, held
from tests.fakes.counter import Counter, open_counter
from tests.flow.kit import OTHER_CODE, alarms, pay


@pytest.mark.parametrize("shown", [True, False])
def test_a_mode_that_is_not_the_shops_is_followed_and_said(counter: Counter, shown: bool) -> None:
    counter.parts.expects_confirm_mode = not shown
    counter.click.charges = [held(2, confirm_mode=shown)]
    payment = pay(counter)
    assert payment.is_paid
    assert payment.confirmed is shown
    assert alarms(counter) == [(AlarmKind.CONFIRM_MODE_ON if shown else AlarmKind.CONFIRM_MODE_OFF, {})]


def test_an_ordinary_sale_raises_no_alarm(counter: Counter) -> None:
    pay(counter)
    assert alarms(counter) == []


def test_a_server_that_is_not_click_is_said(counter: Counter) -> None:
    counter.click.charges = [UntrustedServer("expired")]
    pay(counter)
    assert alarms(counter) == [(AlarmKind.SERVER_UNTRUSTED, {})]
    counter.events.clear()
    counter.click.charges = [NoConnection("down")]
    pay(counter, OTHER_CODE)
    assert alarms(counter) == []


def test_another_payments_number_is_said(counter: Counter) -> None:
    pay(counter)
    payment = pay(counter, OTHER_CODE)
    assert alarms(counter) == [
        (AlarmKind.PAYMENT_ID_TAKEN, {"transaction_id": payment.transaction_id}),
    ]


def test_a_receipt_that_this_till_never_sent_is_taken_over_and_said(counter: Counter) -> None:
    counter.click.links = [LINK]
    pay(counter)
    entry = counter.outbox.entry(PID)
    assert entry is not None
    assert (entry.link, entry.sends) == (LINK, 0)
    assert alarms(counter) == [(AlarmKind.RECEIPT_FOUND, {"payment_id": PID})]


def test_a_receipt_that_is_refused_is_said_and_stays_in_the_queue(counter: Counter) -> None:
    counter.click.links = [None]
    counter.click.submits = [ClickRefused("no", code=-7, note="SPIC is unknown")]
    pay(counter)
    assert alarms(counter) == [(AlarmKind.FISCAL_REFUSED, {"payment_id": PID, "why": "SPIC is unknown"})]
    [entry] = counter.checkout.fiscalizing.queue_now()
    assert entry.why == "refused: SPIC is unknown"


def test_a_clock_that_is_set_forward_hurries_no_second_receipt(counter: Counter) -> None:
    counter.click.links = [None]
    pay(counter)
    counter.clock.start = counter.clock.start.replace(year=2027)
    asyncio.run(counter.checkout.fiscalizing.work_all())
    assert counter.click.count("submit") == 1


def test_a_clock_that_is_set_back_holds_no_receipt_for_ever(counter: Counter) -> None:
    counter.click.links = [None]
    pay(counter)
    counter.clock.start = counter.clock.start.replace(year=2020)
    counter.clock.pass_s(76)
    asyncio.run(counter.checkout.fiscalizing.work_all())
    assert counter.click.count("submit") == 2


def test_a_restart_waits_a_quiet_time_of_its_own(counter: Counter) -> None:
    counter.click.links = [None]
    pay(counter)
    counter.clock.start = counter.clock.start.replace(year=2027)  # the clock says that it was long ago
    again = open_counter(counter.journal.path, counter.clock)
    again.click.links = [None]
    asyncio.run(again.checkout.fiscalizing.work_all())
    assert again.click.count("submit") == 0
    counter.clock.pass_s(76)
    asyncio.run(again.checkout.fiscalizing.work_all())
    assert again.click.count("submit") == 1
    again.journal.close()


def test_a_page_instead_of_the_link_permits_the_first_send_and_no_second(counter: Counter) -> None:
    page = ClickRefused("HTTP 404", code=None, note="", http_status=404, said="other")
    counter.click.links = [page]
    pay(counter)
    assert counter.click.count("submit") == 1
    for _ in range(3):
        counter.clock.pass_s(500)
        asyncio.run(counter.checkout.fiscalizing.work_all())
    assert counter.click.count("submit") == 1
    assert alarms(counter) == []
    counter.click.links = [None]  # CLICK itself says that there is none
    asyncio.run(counter.checkout.fiscalizing.work_all())
    assert counter.click.count("submit") == 2
