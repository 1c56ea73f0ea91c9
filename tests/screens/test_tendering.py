"""Cash, card and mixed at the cashier's screen: what is asked, booked once, and stays until it is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.errors import JournalTrouble, SaleAlreadyInPayment
from pos.core.money import ZERO, Money
from pos.core.payment import Payment, PaymentState, TransactionId, Word
from pos.core.tender import Settlement, Split, split_sale
from pos.flow.history_ports import Unsettled
from pos.screens.views import Intent, SaleView, Tone
from tests.fakes.till import BAG, MILK, OTP, START, news
from tests.screens.counter_kit import FIRST_SALE, Kit

PRICE = MILK.price
HALF = Money.of_sum(8_000)


@pytest.fixture
def kit() -> Kit:
    return Kit("en")


def words(view: SaleView) -> str:
    return str(view)


def cash(kit: Kit) -> None:
    """Milk on the receipt, F9, and long enough after it."""
    kit.scan(MILK.barcode)
    kit.press(Intent.CASH)
    kit.wait(1)


def mixed(kit: Kit) -> Payment:
    """Half of it by CLICK, which has it; the cash is to be taken."""
    kit.scan(MILK.barcode)
    kit.press(Intent.MIXED)
    kit.screen.typed((PRICE - HALF).digits())
    kit.scan(OTP, "camera")
    kit.wait(1)
    assert kit.till.splits == [Split(HALF, ZERO, PRICE - HALF)]
    return replace(kit.payment(PaymentState.PAID), amount=HALF)


def test_cash_is_taken_with_its_change_which_stays_to_be_read(kit: Kit) -> None:
    cash(kit)
    assert kit.view.panel is None
    assert kit.view.total.digits == PRICE.digits()
    assert [tender.intent for tender in kit.view.tenders] == [Intent.CASH, Intent.BACK]
    kit.screen.edited("20000")
    assert kit.view.total.cells[2].value == Money.of_sum(3_500).digits()
    kit.screen.typed("20 000")
    [(sale, split, handed)] = kit.till.taken
    assert (sale.total, split, handed) == (PRICE, Split(cash=PRICE), Money.of_sum(20_000))
    assert kit.tone == Tone.GREEN
    assert Money.of_sum(3_500).digits() in kit.panel.headline
    assert "paid" in kit.sounds
    kit.wait(60)
    assert kit.tone == Tone.GREEN
    kit.scan(BAG.barcode)
    assert kit.view.panel is None
    assert [line.name for line in kit.view.lines] == [BAG.name]


def test_enter_alone_is_the_exact_sum_and_the_next_sale_opens_by_itself(kit: Kit) -> None:
    cash(kit)
    kit.press(Intent.CASH)
    assert kit.till.taken[0][2] == PRICE
    kit.wait(8)
    assert kit.view.panel is None
    assert not kit.view.lines


def test_a_key_of_a_bank_note_takes_it(kit: Kit) -> None:
    cash(kit)
    keys = {key.name: key for key in kit.view.quick_keys}
    twenty = keys[Money.of_sum(20_000).digits()]
    assert Money.of_sum(3_500).digits() in twenty.detail
    kit.screen.quick_key(twenty.barcode)
    assert kit.till.taken[0][2] == Money.of_sum(20_000)


@pytest.mark.parametrize("given", ["16499", "0", "-5", "abc", "99999999", MILK.barcode])
def test_an_amount_that_cannot_be_is_refused_in_words(kit: Kit, given: str) -> None:
    cash(kit)
    kit.screen.typed(given)
    assert not kit.till.taken
    assert kit.alert
    kit.screen.typed("")
    assert len(kit.till.taken) == 1


def test_a_payment_qr_typed_as_cash_is_repeated_nowhere(kit: Kit) -> None:
    cash(kit)
    kit.screen.typed(OTP)
    kit.press(Intent.BACK, Intent.MIXED)
    kit.screen.typed(OTP)
    assert not kit.till.taken
    assert OTP not in str(kit.views)


def test_a_scan_is_no_cash_and_its_enter_presses_nothing(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.CASH)
    kit.press(Intent.CASH)  # at once: the Enter of the same burst
    kit.scan(MILK.barcode)
    assert not kit.till.taken
    assert kit.alert
    assert len(kit.view.lines) == 1


def test_a_second_press_while_it_is_written_books_nothing_twice(kit: Kit) -> None:
    cash(kit)
    kit.runner.hold = True
    kit.press(Intent.CASH, Intent.CASH)
    kit.screen.typed("50000")
    kit.press(Intent.BACK)
    assert all(not tender.enabled for tender in kit.view.tenders)
    kit.runner.release_all()
    assert len(kit.till.taken) == 1
    assert kit.tone == Tone.GREEN


@pytest.mark.parametrize(
    "error", [SaleAlreadyInPayment("x", state="paid"), JournalTrouble("x"), OSError("x")]
)
def test_what_was_not_booked_is_told_and_can_be_tried_again(kit: Kit, error: Exception) -> None:
    cash(kit)
    kit.till.take_error = error
    kit.press(Intent.CASH)
    assert kit.alert
    assert kit.view.panel is None
    kit.till.take_error = None
    kit.press(Intent.CASH)
    assert kit.tone == Tone.GREEN


def test_esc_goes_back_to_the_lines(kit: Kit) -> None:
    cash(kit)
    kit.press(Intent.BACK)
    assert [tender.intent for tender in kit.view.tenders][:2] == [Intent.CLICK_PASS, Intent.CASH]
    kit.scan(BAG.barcode)
    assert len(kit.view.lines) == 2


def test_cash_is_rounded_down_and_click_is_not() -> None:
    kit = Kit("en", cash_step=Money.of_sum(1_000))
    cash(kit)
    assert kit.view.total.digits == Money.of_sum(16_000).digits()
    kit.press(Intent.BACK)
    assert kit.view.total.digits == PRICE.digits()
    kit.press(Intent.CLICK_PASS)
    assert kit.view.total.digits == PRICE.digits()


def test_a_card_of_the_terminal_is_taken_when_a_person_says_so(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.CARD)
    assert kit.tone == Tone.GREY
    kit.press(Intent.CARD)  # the same press again is too soon to have seen a slip
    assert not kit.till.taken
    kit.wait(1)
    kit.press(Intent.CARD)
    assert kit.till.taken[0][1:] == (Split(card=PRICE), ZERO)
    assert kit.tone == Tone.GREEN


def test_a_part_by_card_and_the_rest_in_cash_is_booked_at_the_end(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.MIXED)
    kit.screen.edited("8500")
    kit.press(Intent.CARD)
    kit.wait(1)
    assert HALF.digits() in kit.panel.headline
    kit.press(Intent.CARD)
    assert not kit.till.taken
    kit.wait(1)
    kit.screen.typed("10000")
    assert kit.till.taken[0][1:] == (Split(card=HALF, cash=PRICE - HALF), Money.of_sum(10_000))


@pytest.mark.parametrize("given", ["0", "16500", "20000", "x"])
def test_a_part_that_is_none_is_asked_again(kit: Kit, given: str) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.MIXED)
    kit.screen.typed(given)
    assert kit.alert
    assert kit.mode == "quantity"
    kit.press(Intent.BACK)
    assert kit.mode == "goods"


def test_mixed_charges_clicks_part_and_then_takes_the_cash(kit: Kit) -> None:
    paid = mixed(kit)
    assert kit.view.panel is None
    assert kit.view.total.digits == (PRICE - HALF).digits()
    assert [tender.intent for tender in kit.view.tenders] == [Intent.CASH, Intent.HOLD, Intent.GIVE_BACK]
    kit.press(Intent.BACK)
    assert kit.alert
    kit.screen.typed("10000")
    assert not kit.till.settlements[paid.transaction_id].is_due
    assert kit.tone == Tone.GREEN
    assert Money.of_sum(1_500).digits() in kit.panel.headline


def test_while_click_is_awaited_the_screen_says_its_part(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.press(Intent.MIXED)
    kit.screen.typed((PRICE - HALF).digits())
    assert kit.tone == Tone.GREY
    assert kit.view.total.digits == HALF.digits()
    kit.till.pay_answer = PaymentState.REFUSED
    kit.scan(OTP, "camera")
    assert kit.tone == Tone.RED
    kit.press(Intent.CLICK_PASS)
    assert kit.view.total.digits == HALF.digits()
    assert [split and split.click for split in kit.till.splits] == [HALF]
    kit.press(Intent.BACK)
    assert kit.view.total.digits == PRICE.digits()


def test_the_customer_goes_for_the_cash_and_comes_back(kit: Kit) -> None:
    paid = mixed(kit)
    kit.press(Intent.HOLD)
    assert not kit.view.lines
    kit.scan(BAG.barcode)
    kit.press(Intent.RECALL)
    assert kit.view.total.digits == (PRICE - HALF).digits()
    kit.wait(1)
    kit.press(Intent.CASH)
    assert not kit.till.settlements[paid.transaction_id].is_due
    kit.wait(8)
    assert [line.name for line in kit.view.lines] == [BAG.name]


def test_without_cash_the_manager_returns_clicks_part(kit: Kit) -> None:
    paid = mixed(kit)
    kit.press(Intent.GIVE_BACK)
    assert kit.tone == Tone.AMBER
    assert HALF.digits() in kit.panel.headline
    assert [cell.value for cell in kit.view.total.cells[:2]] == [HALF.digits(), (PRICE - HALF).digits()]
    assert kit.customer[-1].tone == Tone.AMBER
    assert kit.till.said == [(paid.transaction_id, Word.TO_RETURN)]
    kit.press(Intent.CASH)
    assert kit.view.panel is None
    kit.press(Intent.GIVE_BACK)
    kit.press(Intent.CLOSE_CARD)
    assert kit.till.said[-1] == (paid.transaction_id, Word.LEFT_TO_MANAGER)
    assert not kit.view.lines


def test_after_a_restart_the_cash_is_asked_for() -> None:
    kit = Kit("en")
    sale, parts = split_sale(FIRST_SALE, click=HALF)
    paid = replace(kit.till.make(sale, PaymentState.PAID, 7), amount=HALF)
    due = Settlement(TransactionId(paid.transaction_id), paid.sale_id, sale.fingerprint(), parts, START)
    kit.till.left = [Unsettled(paid, None, recovered=False, due=due)]
    kit.till.sales[paid.transaction_id] = sale
    kit.till.payments[paid.transaction_id] = paid
    kit.till.settlements[paid.transaction_id] = due
    kit.screen.start()
    assert kit.view.total.digits == (PRICE - HALF).digits()
    kit.wait(1)
    kit.press(Intent.CASH)
    assert not kit.till.settlements[paid.transaction_id].is_due
    assert kit.tone == Tone.GREEN


def test_news_that_it_is_paid_does_not_hide_that_cash_is_due(kit: Kit) -> None:
    paid = mixed(kit)
    kit.screen.on_event(news(paid, 0.0))
    assert kit.view.panel is None
    kit.press(Intent.HOLD)
    kit.screen.on_event(news(paid, 0.0))
    kit.press(Intent.RECALL)
    assert kit.view.panel is None
    assert kit.view.total.digits == (PRICE - HALF).digits()


def test_the_customer_sees_what_is_to_be_paid_now_and_the_change(kit: Kit) -> None:
    mixed(kit)
    assert kit.customer[-1].total.digits == (PRICE - HALF).digits()
    kit.screen.typed("10000")
    assert Money.of_sum(1_500).digits() in kit.customer[-1].detail
