"""A payment from the scan to the paper: the main path and every way in which CLICK or the wire fails."""

from __future__ import annotations

import asyncio

import pytest

from pos.core.errors import (
    ClickRefused,
    CodeAlreadyUsed,
    EmptySale,
    NoConnection,
    NotAPaymentCode,
    OutcomeUnknown,
    PosError,
    SaleAlreadyInPayment,
)
from pos.core.fiscal import FiscalState
from pos.core.payment import PaymentState
from pos.core.receipt import Shop
from pos.core.sale import Sale
from pos.flow.events import NoPaper, PaperSkipped, PrintChanged
from pos.flow.ports import ChargeReply, StatusReply
from pos.flow.printing import Auto
from tests.fakes.click import CARD, LINK, PID, held
from tests.fakes.counter import CODE, Counter
from tests.flow.kit import pay, states

S = PaymentState


def test_a_sale_is_charged_confirmed_fiscalised_and_printed(counter: Counter) -> None:
    payment = pay(counter)
    assert payment.state is S.PAID
    assert payment.confirmed
    assert counter.payments.payment(payment.sale_id) == payment
    assert counter.payments.payment(str(PID)).card == CARD
    assert states(counter) == [S.SENDING, S.CONFIRMING, S.PAID]
    entry = counter.outbox.entry(PID)
    assert entry is not None
    assert (entry.state, entry.link, entry.sends) == (FiscalState.DONE, LINK, 1)
    assert [paper.name for paper in counter.tray.papers] == [f"sale-{payment.transaction_id}"]


def test_the_intent_is_durable_before_the_post_and_confirming_before_the_confirm(counter: Counter) -> None:
    seen: list[PaymentState] = []

    def look(_: object) -> None:
        seen.append(counter.payments.newest(1)[0].state)

    counter.click.before_charge = look
    counter.click.before_confirm = look
    pay(counter)
    assert seen == [S.SENDING, S.CONFIRMING]


def test_without_confirm_mode_only_status_two_is_paid(counter: Counter) -> None:
    counter.click.charges = [held(1, confirm_mode=False)]
    counter.click.statuses = [StatusReply(PID, 1), StatusReply(PID, 2)]
    payment = pay(counter)
    assert payment.state is S.PAID
    assert not payment.confirmed
    assert counter.click.count("confirm") == 0


def test_status_two_inside_the_window_after_a_lost_confirm_is_not_yet_paid(counter: Counter) -> None:
    counter.click.charges = [held(2)]
    counter.click.confirms = [OutcomeUnknown("lost")]
    payment = pay(counter)
    assert payment.state is S.PAID  # proven by a read after the window
    assert not payment.confirmed
    assert S.UNKNOWN in states(counter)
    assert counter.clock.elapsed_s >= 60


def test_no_confirm_starts_after_26_seconds(counter: Counter) -> None:
    counter.click.confirms = [OutcomeUnknown("lost")]
    counter.click.statuses = [StatusReply(PID, -1)]
    payment = pay(counter)
    last = max(
        at for name, at in zip(counter.click.calls, counter.click.at_s, strict=True) if name == "confirm"
    )
    assert last < 26
    assert payment.state is S.CANCELLED


def test_a_refused_confirm_proves_nothing(counter: Counter) -> None:
    counter.click.confirms = [ClickRefused("late", code=-9, note="already"), None]
    payment = pay(counter)
    assert payment.state is S.PAID
    assert counter.click.count("confirm") == 2


def test_a_refusal_is_looked_up_once_and_then_believed(counter: Counter) -> None:
    counter.click.charges = [ClickRefused("no", code=-5017, note="Недостаточно средств")]
    payment = pay(counter)
    assert (payment.state, payment.error_code, payment.error_note) == (
        S.REFUSED,
        -5017,
        "Недостаточно средств",
    )
    assert counter.click.calls == ["charge", "look_up"]
    assert counter.outbox.entry(PID) is None
    assert counter.tray.papers == []


def test_timeout_on_pay_is_looked_up_not_sent_again(counter: Counter) -> None:
    counter.click.charges = [OutcomeUnknown("timeout")]
    counter.click.look_ups = [None, StatusReply(PID, 2)]
    payment = pay(counter)
    assert payment.state is S.PAID
    assert payment.confirmed  # found in the window and confirmed: the sale is saved (P11)
    assert counter.click.count("charge") == 1


def test_a_lost_payment_found_after_the_window_is_cancelled_by_click(counter: Counter) -> None:
    counter.click.charges = [OutcomeUnknown("timeout")]
    counter.click.look_ups = [NoConnection("down")] * 4 + [StatusReply(PID, -1)]
    payment = pay(counter)
    assert payment.state is S.CANCELLED
    assert counter.click.count("confirm") == 0


def test_an_early_absence_is_no_proof(counter: Counter) -> None:
    counter.click.charges = [OutcomeUnknown("timeout")]
    counter.click.look_ups = [None, None, None, None, StatusReply(PID, 2)]
    payment = pay(counter)
    assert payment.state is S.PAID  # executed late, seen after the window (P12)


def test_absence_on_three_days_after_the_window_is_not_charged(counter: Counter) -> None:
    counter.parts.trusts_search = True
    counter.click.charges = [OutcomeUnknown("timeout")]
    payment = pay(counter)
    assert (payment.state, payment.reason) == (S.REFUSED, "absent")
    assert counter.clock.elapsed_s >= 72
    assert {day.day for day in counter.click.days} == {23, 24, 25}


def test_a_payment_that_stays_in_work_goes_to_the_manager_in_three_minutes(counter: Counter) -> None:
    counter.click.confirms = [ClickRefused("in work", code=-1, note="")]
    counter.click.statuses = [StatusReply(PID, 1)]
    payment = pay(counter)
    assert (payment.state, payment.reason) == (S.MANUAL, "given_up")
    assert 160 <= counter.clock.elapsed_s <= 180


def test_what_never_left_may_be_scanned_again(counter: Counter) -> None:
    counter.click.charges = [NoConnection("refused")]
    sale = counter.sale()
    payment = pay(counter, sale=sale)
    assert (payment.state, payment.reason) == (S.REFUSED, "NoConnection")
    assert counter.click.count("charge") == 3
    counter.click.charges = [held()]
    assert pay(counter, sale=sale).state is S.PAID


def test_one_lost_connection_is_tried_again_within_the_same_attempt(counter: Counter) -> None:
    counter.click.charges = [NoConnection("refused"), held()]
    assert pay(counter).state is S.PAID
    assert len(counter.payments.newest(10)) == 1


def test_the_same_code_is_never_sent_twice(counter: Counter) -> None:
    pay(counter)
    with pytest.raises(CodeAlreadyUsed):
        pay(counter)
    assert counter.click.count("charge") == 1


def test_a_paid_sale_cannot_be_paid_again(counter: Counter) -> None:
    sale = counter.sale()
    pay(counter, sale=sale)
    with pytest.raises(SaleAlreadyInPayment):
        pay(counter, "880227987004122008", sale)


def test_an_unknown_sale_cannot_be_paid_again_until_it_is_resolved(counter: Counter) -> None:
    counter.click.charges = [OutcomeUnknown("timeout")]
    sale = counter.sale()

    async def twice() -> None:
        await counter.checkout.pay(sale, CODE)
        with pytest.raises(SaleAlreadyInPayment):
            await counter.checkout.pay(sale, "880227987004122008")
        await counter.checkout.after.stop()

    asyncio.run(twice())
    assert counter.click.count("charge") == 1


@pytest.mark.parametrize(
    ("otp", "kind"),
    [("4780012340018", "goods"), ("https://ofd.soliq.uz/check?t=1", "fiscal_receipt"),
     ("50501012345678901234", "payme"), ("00020101021140440012qr-online.uz", "uzqr")],
)  # fmt: skip
def test_the_wrong_kind_of_code_sends_nothing(counter: Counter, otp: str, kind: str) -> None:
    with pytest.raises(NotAPaymentCode) as refused:
        pay(counter, otp)
    assert refused.value.facts["kind"] == kind
    assert counter.click.calls == []


def test_an_empty_sale_sends_nothing(counter: Counter) -> None:
    with pytest.raises(EmptySale):
        pay(counter, sale=Sale(counter.checkout.new_sale_id()))
    assert counter.click.calls == []


def test_a_taken_payment_id_goes_to_the_manager_and_is_never_confirmed(counter: Counter) -> None:
    pay(counter)
    confirms = counter.click.count("confirm")
    payment = pay(counter, "880227987004122008")
    assert (payment.state, payment.reason) == (S.MANUAL, "payment_id_taken")
    assert counter.click.count("confirm") == confirms


def test_an_error_that_names_a_payment_is_read_not_believed(counter: Counter) -> None:
    counter.click.charges = [ChargeReply(PID, None, None, CARD, error_code=-1, error_note="ошибка")]
    counter.click.statuses = [StatusReply(PID, -1)]
    payment = pay(counter)
    assert payment.state is S.CANCELLED
    assert counter.click.count("confirm") == 0


def test_an_ofd_that_is_down_leaves_the_receipt_in_the_queue(counter: Counter) -> None:
    counter.click.links = [OutcomeUnknown("502")]
    payment = pay(counter)
    assert payment.state is S.PAID
    entry = counter.outbox.entry(PID)
    assert entry is not None
    assert (entry.state, entry.sends) == (FiscalState.PENDING, 0)
    assert len(counter.tray.papers) == 1  # the paper did not wait
    counter.click.links = [None, LINK]

    async def later() -> None:
        await counter.checkout.fiscalizing.work_all()
        await counter.checkout.after.print_owed()

    asyncio.run(later())
    assert [paper.name.split("-")[0] for paper in counter.tray.papers] == ["sale", "fiscal_copy"]
    assert counter.click.count("submit") == 1


def test_a_till_that_does_not_print_by_itself_prints_by_hand(counter: Counter) -> None:
    counter.checkout.printing.auto = Auto(sales=False)
    counter.click.links = [OutcomeUnknown("502"), None, LINK]
    payment = pay(counter)

    async def later() -> None:
        await counter.checkout.fiscalizing.work_all()
        await counter.checkout.after.print_owed()

    asyncio.run(later())
    assert (payment.state, counter.tray.papers) == (S.PAID, [])
    assert no_papers(counter) == [PaperSkipped(payment.sale_id, NoPaper.NOT_AUTOMATIC)]
    assert asyncio.run(counter.checkout.reprint(payment.transaction_id))
    assert len(counter.tray.papers) == 1
    assert len(no_papers(counter)) == 1


@pytest.mark.parametrize("by_itself", [True, False])
def test_a_till_without_a_printer_says_so(counter: Counter, by_itself: bool) -> None:
    printing = counter.checkout.printing
    asyncio.run(
        printing.use(
            printers=(), shop=Shop(), say=lambda text: text, logo=lambda: None, auto=Auto(sales=by_itself)
        )
    )
    payment = pay(counter)
    assert payment.state is S.PAID
    assert no_papers(counter) == [PaperSkipped(payment.sale_id, NoPaper.NO_PRINTER)]
    assert not [event for event in counter.events if isinstance(event, PrintChanged)]


def no_papers(counter: Counter) -> list[PaperSkipped]:
    return [event for event in counter.events if isinstance(event, PaperSkipped)]


def test_the_fiscal_copy_may_be_left_to_the_history(counter: Counter) -> None:
    counter.checkout.printing.auto = Auto(fiscal_copies=False)
    counter.click.links = [OutcomeUnknown("502"), None, LINK]
    pay(counter)

    async def later() -> None:
        await counter.checkout.fiscalizing.work_all()
        await counter.checkout.after.print_owed()

    asyncio.run(later())
    assert [paper.name.split("-")[0] for paper in counter.tray.papers] == ["sale"]
    entry = counter.outbox.entry(PID)
    assert entry is not None
    assert entry.state is FiscalState.DONE


def test_a_lost_submit_is_read_and_not_repeated_within_two_windows(counter: Counter) -> None:
    counter.click.links = [None]
    counter.click.submits = [OutcomeUnknown("lost")]
    pay(counter)
    asyncio.run(counter.checkout.fiscalizing.work_all())
    assert counter.click.count("submit") == 1
    counter.clock.pass_s(76)
    asyncio.run(counter.checkout.fiscalizing.work_all())
    assert counter.click.count("submit") == 2


def test_a_broken_printer_does_not_undo_a_sale(counter: Counter) -> None:
    counter.tray.broken = True
    payment = pay(counter)
    assert payment.state is S.PAID
    counter.tray.broken = False
    assert asyncio.run(counter.checkout.reprint(payment.transaction_id))
    assert counter.tray.papers[0].name.startswith("copy-")


@pytest.mark.parametrize("error", [NoConnection("x"), OutcomeUnknown("x"), ClickRefused("x", code=-1)])
def test_a_status_that_cannot_be_read_says_nothing(counter: Counter, error: PosError) -> None:
    counter.click.charges = [held(1, confirm_mode=False)]
    counter.click.statuses = [error, error, StatusReply(PID, 2)]
    assert pay(counter).state is S.PAID


def test_the_code_itself_is_nowhere_in_the_journal(counter: Counter) -> None:
    pay(counter)
    dump = "\n".join(counter.journal.db.conn.iterdump())
    assert CODE not in dump
