"""What the manager must hear: the banner, the confirmation mode, the till that may only read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos.core.errors import DiskFull, JournalBusy, JournalDamaged, JournalTrouble
from pos.core.payment import PaymentState
from pos.flow.events import AlarmKind, AlarmRaised, HostChanged
from pos.flow.ports import ModeAsked, ModeKnown
from pos.screens.alarms import Alarms
from pos.screens.confirm_mode import mode_text
from pos.screens.notice import help_notice
from pos.screens.sounds import Sound
from pos.screens.views import BannerView, Intent, Tone
from pos.screens.words import LANGUAGES, Words
from tests.fakes.till import BAG, MILK, OTP, START, news
from tests.screens.counter_kit import FIRST_SALE, Kit
from tests.screens.test_unknown import FIRST, hold, left

RU = Words("ru")


def raised(kind: AlarmKind, **facts: object) -> AlarmRaised:
    return AlarmRaised(kind, START, facts)


def banner_of(kit: Kit) -> BannerView:
    """What stands there, which must be something."""
    assert kit.view.banner is not None
    return kit.view.banner


# ---- the banner ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", AlarmKind)
def test_every_alarm_says_what_happened_and_what_to_do(language: str, kind: AlarmKind) -> None:
    alarms = Alarms()
    alarms.hear(raised(kind, skew_s=600, transaction_id="T1", payment_id=5, why="x"))
    banner = alarms.banner(Words(language))
    assert banner is not None
    assert banner.what
    assert banner.do
    assert "{" not in banner.what + banner.do
    assert banner.tone in {Tone.AMBER, Tone.RED}


@pytest.mark.parametrize(
    ("skew_s", "minutes"), [(600, 10), (-1800.4, 30), (45, 1), (89, 1), (None, 1), ("3600", 60)]
)
def test_a_wrong_clock_is_told_in_minutes(skew_s: object, minutes: int) -> None:
    alarms = Alarms()
    alarms.hear(raised(AlarmKind.CLOCK_WRONG, **({} if skew_s is None else {"skew_s": skew_s})))
    banner = alarms.banner(RU)
    assert banner is not None
    assert banner.what == f"Проверьте время на ПК (расхождение {minutes} мин)"


def test_a_banner_stays_until_it_is_read_and_the_same_kind_does_not_stack_up(kit: Kit) -> None:
    assert kit.view.banner is None
    for minutes in (5, 6, 7):
        kit.screen.on_event(raised(AlarmKind.CLOCK_WRONG, skew_s=60 * minutes))
    kit.screen.on_event(raised(AlarmKind.SERVER_UNTRUSTED))
    assert kit.sounds.count(Sound.UNKNOWN) == 2, "heard once for each kind"
    kit.scan(MILK.barcode)
    kit.wait(60)
    assert "расхождение 7 мин" in banner_of(kit).what
    assert banner_of(kit).more == "ещё 1"
    assert (banner_of(kit).dismiss.intent, banner_of(kit).dismiss.key) == (Intent.DISMISS, "Ctrl F1")
    kit.press(Intent.BACK)
    assert banner_of(kit).what, "Esc goes a step back, it does not dismiss"
    kit.press(Intent.DISMISS)
    assert (banner_of(kit).tone, banner_of(kit).more) == (Tone.RED, "")
    kit.press(Intent.DISMISS, Intent.DISMISS)
    assert kit.view.banner is None
    kit.screen.on_event(raised(AlarmKind.CLOCK_WRONG, skew_s=300))
    assert banner_of(kit).what, "raised again, it is said again"


def test_the_banner_follows_the_language(kit: Kit) -> None:
    kit.screen.on_event(raised(AlarmKind.CONFIRM_MODE_OFF))
    kit.screen.language_chosen("en")
    assert banner_of(kit).what == "CLICK took a payment without confirmation: the mode is off"


# ---- the confirmation mode (decision 7) ---------------------------------------------------------------

SEEN = START - timedelta(days=2)


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (None, "Подтверждение: ещё не прочитано"),
        (ModeKnown(None, None, None, expected=True), "Подтверждение: ещё не видели, покажет первый платёж"),
        (ModeKnown(True, SEEN, None, expected=True), "Подтверждение: включено, видели 22.11.2026 14:32"),
        (ModeKnown(False, SEEN, None, expected=True), "Подтверждение: ВЫКЛЮЧЕНО, видели 22.11.2026 14:32"),
        (
            ModeKnown(False, SEEN, ModeAsked(True, START), expected=True),
            "Подтверждение: включение запрошено 24.11.2026 14:32, ещё не видели",
        ),
        (
            ModeKnown(True, SEEN, ModeAsked(False, START), expected=False),
            "Подтверждение: выключение запрошено 24.11.2026 14:32, ещё не видели",
        ),
    ],
)
def test_the_mode_says_what_is_known_and_since_when(mode: ModeKnown | None, said: str) -> None:
    assert mode_text(mode, RU) == said


def test_a_mode_that_is_off_against_the_settings_warns_in_the_strip(kit: Kit) -> None:
    kit.till.mode = ModeKnown(True, SEEN, None, expected=True)
    kit.screen.start()
    chip = kit.view.chips[1]
    assert (chip.look, chip.detail) == ("fine", "")
    assert chip.hint.startswith("Подтверждение: включено")
    kit.till.mode = ModeKnown(False, START, None, expected=True)
    kit.waiting()
    kit.scan(OTP)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID)))
    chip = kit.view.chips[1]
    assert (chip.look, chip.detail) == ("down", "без подтверждения")
    kit.till.mode = ModeKnown(False, START, None, expected=False)
    kit.screen.start()
    assert kit.view.chips[1].look == "fine", "a shop that wants it off is not warned"


def test_the_mode_is_read_again_after_each_payment_and_not_during_one(kit: Kit) -> None:
    kit.processing()
    reads = kit.till.mode_reads
    for state in (PaymentState.SENDING, PaymentState.HELD, PaymentState.CONFIRMING):
        kit.screen.on_event(news(kit.payment(state)))
    assert kit.runner.waiting == 1, "only the payment itself is under way"
    kit.runner.hold = False
    kit.screen.on_event(news(kit.payment(PaymentState.PAID)))
    assert kit.till.mode_reads == reads + 1


def test_help_tells_the_mode_to_whoever_diagnoses() -> None:
    assert help_notice(RU, ModeKnown(True, SEEN, None, expected=True)).code.startswith("Подтверждение: вкл")
    assert help_notice(RU).code


# ---- safe mode ----------------------------------------------------------------------------------------


@pytest.fixture
def reading(kit: Kit) -> Kit:
    """A till whose journal may only be read."""
    kit.till.trouble = JournalDamaged("x")
    kit.screen.start()
    return kit


def test_safe_mode_says_what_happened_where_the_money_is_and_what_to_do(reading: Kit) -> None:
    panel = reading.panel
    assert (panel.tone, panel.word) == (Tone.RED, "Только чтение: касса не продаёт")
    assert panel.headline == "Файл журнала не читается"
    assert panel.money
    assert "позовите менеджера" in panel.advice
    assert "Восстановите журнал из копии" in panel.advice
    assert reading.mode == "locked"
    reading.wait(120)
    assert reading.panel == panel


def test_in_safe_mode_nothing_is_rung_up_and_nothing_is_charged(reading: Kit) -> None:
    reading.scan(MILK.barcode)
    assert reading.alert.startswith("Файл журнала не читается")
    reading.scan(MILK.barcode, "camera")
    reading.screen.edited("4780012340018")
    reading.screen.typed("4780012340018")
    reading.screen.quick_key(BAG.barcode)
    reading.screen.good_chosen(MILK)
    reading.press(Intent.CLICK_PASS, Intent.SEARCH, Intent.QUANTITY, Intent.MORE)
    reading.scan(OTP)
    reading.screen.typed(OTP)
    assert reading.view.lines == ()
    assert reading.till.charges == []
    assert (Intent.SEARCH, "") not in reading.opened
    assert not any(tender.enabled for tender in reading.view.tenders)
    assert [key.key for key in reading.view.keys if key.enabled] == ["F1", "F7", "F11"]


def test_in_safe_mode_history_and_queue_can_be_read(reading: Kit) -> None:
    reading.press(Intent.HISTORY, Intent.OFD_QUEUE, Intent.HELP)
    assert reading.opened[-3:] == [(Intent.HISTORY, ""), (Intent.OFD_QUEUE, ""), (Intent.HELP, "")]


def test_a_restart_does_not_change_it_and_a_repaired_journal_does(kit: Kit) -> None:
    kit.till.trouble = JournalDamaged("x")
    again = Kit()
    again.till.trouble = kit.till.trouble
    for till in (kit, again):
        till.screen.start()
        assert till.panel.word == "Только чтение: касса не продаёт"
    again.till.trouble = None
    again.screen.start()
    assert again.view.panel is None
    again.scan(MILK.barcode)
    assert len(again.view.lines) == 1


def test_in_safe_mode_the_card_of_an_open_payment_can_be_read(kit: Kit) -> None:
    kit.till.trouble = JournalDamaged("x")
    kit.till.left = [left(kit, PaymentState.UNKNOWN)]
    unknown = kit.payment(PaymentState.UNKNOWN)
    kit.till.payments[unknown.transaction_id] = unknown
    kit.till.sales[unknown.transaction_id] = FIRST_SALE
    kit.screen.start()
    kit.press(Intent.RECALL)
    assert kit.panel.word == "Ответа нет. Проверяем"
    kit.press(Intent.HOLD)
    assert kit.panel.word == "Только чтение: касса не продаёт"
    assert kit.view.chips[1].payment_ref == FIRST


def test_each_order_has_a_banner_of_its_own_until_it_is_read(kit: Kit) -> None:
    for order in ("A1", "B2", "A1"):
        kit.screen.on_event(raised(AlarmKind.ORDER_TO_RETURN, order_id=order))
    assert (kit.sounds.count(Sound.UNKNOWN), banner_of(kit).more) == (2, "ещё 1")
    assert "A1" in banner_of(kit).what
    kit.press(Intent.DISMISS)
    assert "B2" in banner_of(kit).what


def test_the_banner_of_a_host_that_was_away_goes_when_it_is_back(kit: Kit) -> None:
    kit.screen.on_event(HostChanged(True, START))
    assert kit.view.banner is None
    kit.screen.on_event(HostChanged(False, START, "silent"))
    assert "онлайн-заказов не отвечает" in banner_of(kit).what
    kit.screen.on_event(HostChanged(True, START))
    assert kit.view.banner is None


def test_a_trouble_that_cannot_be_asked_for_changes_nothing(kit: Kit) -> None:
    hold(kit)
    kit.runner.hold = True
    kit.screen.start()
    kit.runner.drop_all()
    kit.runner.hold = False
    kit.scan(MILK.barcode)
    assert len(kit.view.lines) == 1


# ---- a disk that is full, a journal that is busy (P01, E01, E04) ----------------------------------------


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (DiskFull("x", folder="C:\\pos", free_mb=12), "Диск заполнен"),
        (JournalBusy("x"), "Журнал занят"),
        (JournalTrouble("x"), "Журнал недоступен"),
    ],
)
def test_a_journal_that_takes_no_intent_keeps_the_receipt_and_says_why(
    kit: Kit, error: JournalTrouble, word: str
) -> None:
    kit.waiting()
    kit.till.pay_answer = error
    kit.scan(OTP)
    assert (kit.panel.tone, kit.panel.word) == (Tone.RED, word)
    assert kit.panel.headline
    assert kit.panel.money
    assert kit.panel.advice
    assert [line.name for line in kit.view.lines] == ["Молоко"]
    kit.press(Intent.BACK)
    assert kit.view.panel is None
    assert [line.name for line in kit.view.lines] == ["Молоко"]
