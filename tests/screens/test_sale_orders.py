"""Online orders at the sale: what the strip counts, what a line says, the receipt that is paid by link."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.errors import DiskFull, JournalBroken, SettingsMissing
from pos.core.order import OrderId
from pos.core.order_card import OrderCard
from pos.flow.events import OrderChanged, OrderNews
from pos.screens.desk import Stage
from pos.screens.notice import help_notice
from pos.screens.sounds import Sound
from pos.screens.views import ChipView, Intent, TenderView
from pos.screens.words import LANGUAGES, Words
from tests.fakes.order_desk import FakeDesk, paid, reserved, waiting
from tests.fakes.till import BAG, MILK, OTP, RICE, START
from tests.screens.counter_kit import Kit

FROM_SALE = OrderId("FROM-SALE")


def happens(kit: Kit, card: OrderCard, news: OrderNews) -> None:
    kit.screen.on_event(OrderChanged(card, news, kit.time.now()))


def orders_chip(kit: Kit) -> ChipView | None:
    return next((chip for chip in kit.view.chips if chip.name == "orders"), None)


def by_link(kit: Kit) -> TenderView:
    return next(tender for tender in kit.view.tenders if tender.intent is Intent.BY_LINK)


def meta(kit: Kit, number: int) -> str:
    return kit.view.lines[number - 1].meta


# ── the strip ─────────────────────────────────────────────────────────────────────────────────────


def test_the_orders_of_before_the_start_are_counted_and_the_chip_opens_their_page() -> None:
    kit = Kit(online=FakeDesk(paid("a"), paid("b"), waiting("c")))
    chip = orders_chip(kit)
    assert chip is not None
    assert (chip.detail, chip.intent) == ("2", Intent.ONLINE_ORDERS)
    assert kit.view.chips[-1] is chip, "after the printer"
    kit.press(Intent.ONLINE_ORDERS)
    assert kit.opened == [(Intent.ONLINE_ORDERS, "")]


def test_the_chip_follows_the_news_and_goes_when_nothing_is_to_do() -> None:
    kit = Kit(online=FakeDesk())
    assert orders_chip(kit) is None
    happens(kit, paid("a"), OrderNews.PAID)
    assert orders_chip(kit) is not None
    happens(kit, paid("a", picked_at=START), OrderNews.PICKED)
    assert orders_chip(kit) is None
    happens(kit, paid("a", picked_at=START, handed_at=START), OrderNews.HANDED_OVER)
    assert list(kit.screen.counter.orders) == []


def test_news_that_came_before_the_answer_is_not_forgotten_for_it() -> None:
    desk = FakeDesk(waiting("a"), paid("b"))
    kit = Kit()
    kit.screen.counter.online = desk
    kit.runner.hold = True
    kit.screen.start()
    happens(kit, paid("a"), OrderNews.PAID)
    kit.runner.release_all()
    assert sorted(card.order.order_id for card in kit.screen.counter.orders) == ["a", "b"]
    chip = orders_chip(kit)
    assert chip is not None
    assert chip.detail == "2"


def test_a_till_whose_orders_cannot_be_read_sells_all_the_same() -> None:
    desk = FakeDesk(paid("a"))
    desk.read_error = DiskFull("x", folder="x", free_mb=0)
    kit = Kit(online=desk)
    kit.scan(MILK.barcode)
    assert len(kit.view.lines) == 1
    assert orders_chip(kit) is None


def test_a_paid_order_is_heard_and_never_like_a_payment_at_the_counter() -> None:
    kit = Kit(online=FakeDesk())
    happens(kit, reserved("a", 60), OrderNews.RESERVED)
    assert kit.sounds == []
    happens(kit, paid("a"), OrderNews.PAID)
    happens(kit, paid("b", owed=True), OrderNews.TO_RETURN)
    assert kit.sounds == [Sound.ADDED, Sound.RETURNED]


# ── the line ──────────────────────────────────────────────────────────────────────────────────────


def test_the_good_scanned_last_that_an_order_keeps_says_so_and_counts_down() -> None:
    kit = Kit(online=FakeDesk(reserved("57", 250)))
    kit.scan(MILK.barcode)
    kit.scan(RICE.barcode)
    kit.screen.typed("0,5")
    kit.time.seconds = 0
    kit.screen.tick()
    assert meta(kit, 1) == f"{MILK.barcode}  1 шт держит онлайн-заказ № 57, 04:10"
    assert meta(kit, 2) == RICE.barcode
    kit.wait(10)
    assert meta(kit, 1).endswith("04:00")
    kit.wait(240)
    assert meta(kit, 1) == MILK.barcode, "the hold is over"


def test_only_one_line_counts() -> None:
    kit = Kit(online=FakeDesk(reserved("57", 250)))
    kit.scan(MILK.barcode)
    kit.scan(BAG.barcode)
    assert meta(kit, 1) == MILK.barcode
    assert "№ 57" in meta(kit, 2)
    kit.screen.line_removed(2)
    assert "№ 57" in meta(kit, 1)
    assert meta(kit, 2).startswith("Отменено кассиром"), "a struck line keeps nothing from anybody"


def test_the_note_stops_nothing_and_is_not_shown_to_the_customer() -> None:
    kit = Kit(online=FakeDesk(reserved("57", 250)))
    kit.waiting()
    assert kit.tone == "grey"
    assert meta(kit, 1) == MILK.barcode, "one number counts while a payment is on"
    assert all("57" not in line.meta for view in kit.customer for line in view.lines)


# ── pay by link ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def kit(desk: FakeDesk) -> Kit:
    return Kit(online=desk)


def test_the_receipt_becomes_an_order_and_its_page_opens_with_the_qr(kit: Kit, desk: FakeDesk) -> None:
    kit.scan(MILK.barcode)
    first = kit.screen.counter.desk.sale
    kit.press(Intent.BY_LINK)
    assert desk.asked == [("make", "FROM-SALE")]
    assert desk.cards[FROM_SALE].sale == first
    assert kit.view.lines == ()
    assert kit.screen.counter.desk.sale.sale_id != first.sale_id
    assert kit.view.toast == "Чек стал заказом № FROM-SALE\nCtrl F8 покажет его"
    assert kit.opened == [(Intent.BY_LINK, "FROM-SALE")]
    assert kit.till.charges == []


@pytest.mark.parametrize("error", [SettingsMissing("x", names="click.merchant_id"), RuntimeError("x")])
def test_a_receipt_that_became_no_order_stays_as_it_was(kit: Kit, desk: FakeDesk, error: Exception) -> None:
    kit.scan(MILK.barcode)
    before = kit.screen.counter.desk
    desk.error = error
    kit.press(Intent.BY_LINK)
    assert kit.screen.counter.desk == before
    assert kit.alert
    assert (kit.opened, kit.view.toast) == ([], "")
    desk.error = None
    kit.press(Intent.BY_LINK)
    assert desk.cards[FROM_SALE].sale == before.sale


def test_while_the_order_is_written_nothing_can_charge_its_goods(kit: Kit, desk: FakeDesk) -> None:
    kit.scan(MILK.barcode)
    kit.runner.hold = True
    kit.press(Intent.BY_LINK, Intent.BY_LINK, Intent.CLICK_PASS)
    assert kit.screen.counter.desk.stage is Stage.ENTRY
    kit.runner.release_all()
    assert desk.asked == [("make", "FROM-SALE")]
    assert kit.till.charges == []


def test_a_receipt_comes_back_aside_when_the_next_one_was_begun(kit: Kit, desk: FakeDesk) -> None:
    kit.scan(MILK.barcode)
    kit.runner.hold = True
    kit.press(Intent.BY_LINK)
    kit.scan(BAG.barcode)
    kit.runner.release(-1)
    desk.error = DiskFull("x", folder="x", free_mb=0)
    kit.runner.release_all()
    assert [line.name for line in kit.view.lines] == [BAG.name]
    assert "F5" in kit.view.toast
    kit.press(Intent.HOLD)
    assert [line.name for line in kit.view.lines] == [MILK.name]


def test_no_page_lies_over_a_payment_that_has_begun_meanwhile(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    kit.runner.hold = True
    kit.press(Intent.BY_LINK)
    kit.scan(BAG.barcode)
    kit.runner.release(-1)
    kit.press(Intent.CLICK_PASS)
    kit.runner.release_all()
    assert kit.tone == "grey"
    assert kit.opened == []
    assert "FROM-SALE" in kit.view.toast


def test_a_good_that_is_being_looked_up_is_not_left_out_of_the_order(kit: Kit, desk: FakeDesk) -> None:
    kit.scan(MILK.barcode)
    kit.runner.hold = True
    kit.scan(BAG.barcode)
    kit.press(Intent.BY_LINK)
    assert len(kit.view.lines) == 1
    kit.runner.release_all()
    assert [line.scanned for line in desk.cards[FROM_SALE].sale.live_lines] == [MILK.barcode, BAG.barcode]


def test_what_cannot_be_paid_becomes_no_order_and_says_why(kit: Kit, desk: FakeDesk) -> None:
    assert not by_link(kit).enabled
    kit.press(Intent.BY_LINK)
    assert kit.alert
    kit.scan("4999999999999")
    assert not by_link(kit).enabled
    kit.press(Intent.BY_LINK)
    assert "1" in kit.alert
    assert desk.asked == []


def read_only(desk: FakeDesk) -> Kit:
    kit = Kit(online=desk)
    kit.scan(MILK.barcode)
    kit.screen.counter.read_only = JournalBroken("damaged")
    kit.screen.tick()
    return kit


def test_in_safe_mode_no_order_is_made_and_the_orders_can_be_seen(desk: FakeDesk) -> None:
    kit = read_only(desk)
    assert not by_link(kit).enabled
    kit.press(Intent.BY_LINK)
    assert desk.asked == []
    assert Intent.ONLINE_ORDERS in {action.intent for action in kit.panel.actions}


def test_the_link_is_offered_after_the_other_ways_and_only_where_there_are_orders(kit: Kit) -> None:
    kit.scan(MILK.barcode)
    assert kit.view.tenders[-1] == TenderView(Intent.BY_LINK, "По ссылке", "Ctrl F6", enabled=True)
    assert [tender.intent for tender in Kit().view.tenders][-1] is Intent.MIXED
    kit.press(Intent.CLICK_PASS, Intent.BY_LINK)
    assert kit.tone == "grey", "a payment that waits for its code is not turned into an order"


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_pages_open_in_every_state_but_over_a_payment(kit: Kit) -> None:
    pages = [Intent.ONLINE_ORDERS, Intent.SHOP_API_TEST]
    kit.press(*pages)
    assert [intent for intent, _text in kit.opened] == pages
    kit.opened.clear()
    kit.waiting()
    kit.press(*pages)
    kit.runner.hold = True
    kit.scan(OTP, "camera")
    kit.press(*pages)
    assert kit.opened == []
    kit.runner.drop_all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_opens_the_pages_that_no_key_of_the_bar_opens(language: str) -> None:
    view = help_notice(Words(language), pages=True)
    found = {action.intent: action.key for action in view.actions}
    assert found[Intent.ONLINE_ORDERS] == "Ctrl F8"
    assert found[Intent.SHOP_API_TEST] == "Ctrl F9"
    assert found[Intent.OFD_QUEUE] == "Ctrl F7"
    assert view.actions[0].recommended
    over_a_payment = help_notice(Words(language))
    assert [action.intent for action in over_a_payment.actions] == [Intent.BACK]


def test_what_failed_unseen_stands_in_the_banner_until_it_is_read(kit: Kit) -> None:
    kit.screen.counter.alarms.miss("Заказ № 7: не вышло")
    kit.screen.counter.alarms.miss("Заказ № 8: не вышло")
    kit.screen.tick()
    told = kit.view.banner
    assert told is not None
    assert (told.do, told.more) == ("Заказ № 7: не вышло", "ещё 1")
    kit.press(Intent.DISMISS)
    shown = kit.view.banner
    assert shown is not None
    assert replace(shown, more="") == replace(told, do="Заказ № 8: не вышло", more="")
    kit.press(Intent.DISMISS)
    assert kit.view.banner is None
