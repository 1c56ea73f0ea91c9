"""Labels of an order on its page: what a scan says, what is missing, and that F8 waits for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core import errors as e
from pos.core.catalogue import Barcode
from pos.core.money import Quantity
from pos.core.order_card import OrderCard
from pos.core.order_labels import OrderLabel
from pos.core.sale import Sale, SaleId
from pos.screens.order_labels import label_trouble
from pos.screens.orders_screen import OrdersPresenter
from pos.screens.orders_views import OrderAct, OrderDetailView, OrdersView
from pos.screens.sounds import Sound
from pos.screens.views import Tone
from pos.screens.words import LANGUAGES, Words
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.order_desk import FakeDesk, paid, waiting
from tests.fakes.till import BAG, MILK, START, FakeTime

JUICE = replace(MILK, barcode=Barcode("4780012340016"), name="Juice", marked=True)
GTIN = "0104780012340016"
FIRST, SECOND, THIRD = (f"{GTIN}21{serial}\x1d93abcd" for serial in ("AAAA1", "BBBB2", "CCCC3"))
TWO = (
    Sale(SaleId("S1")).add(JUICE.barcode, JUICE, Quantity.pieces(2)).add(BAG.barcode, BAG, Quantity.pieces(1))
)
LABELS = (OrderLabel(1, f"{GTIN}21AAAA1"), OrderLabel(1, f"{GTIN}21BBBB2"))


class Page:
    """The page with one order, driven by scans and keys."""

    def __init__(self, *cards: OrderCard) -> None:
        self.desk, self.runner, self.time = FakeDesk(*cards), InlineRunner(), FakeTime()
        self.views: list[OrdersView] = []
        self.sounds: list[Sound] = []
        self.missed: list[str] = []
        self.screen = OrdersPresenter(
            desk=self.desk,
            runner=self.runner,
            words=Words("en"),
            now=self.time.now,
            monotonic_s=self.time.monotonic_s,
            render=self.views.append,
            missed=self.missed.append,
            play=self.sounds.append,
        )
        self.screen.open("A1")

    @property
    def detail(self) -> OrderDetailView:
        found = self.views[-1].detail
        assert found is not None
        return found

    @property
    def labels(self) -> list[tuple[str, bool]]:
        return [(line.labels, line.labelled) for line in self.detail.lines]

    @property
    def keys(self) -> list[str]:
        return [action.key for action in self.views[-1].actions if action.enabled]

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.time.seconds += 2
            self.screen.scans.scanned(code)

    def press(self, *acts: OrderAct) -> None:
        for act in acts:
            self.time.seconds += 2
            self.screen.act(act)


def picked(**facts: object) -> OrderCard:
    return replace(paid("A1", sale=TWO, picked_at=START), **facts)  # type: ignore[arg-type]


def test_each_marked_line_says_how_many_labels_are_scanned() -> None:
    page = Page(paid("A1", sale=TWO))
    assert page.labels == [("labels 0 of 2", False), ("", True)]
    assert page.detail.headline == "Collect the order and scan the label of each piece: 2 more"
    page.scan(FIRST)
    assert page.labels == [("labels 1 of 2", False), ("", True)]
    page.scan(SECOND)
    assert page.labels == [("labels 2 of 2", True), ("", True)]
    assert page.detail.headline == "Collect the order and press F8"
    assert page.sounds == [Sound.ADDED, Sound.ADDED]


def test_f8_says_that_labels_are_missing_and_asks_nobody() -> None:
    page = Page(picked())
    page.scan(FIRST)
    page.press(OrderAct.NEXT)
    assert (page.detail.word, page.detail.headline) == ("Labels are missing", "Pieces without a label: 1")
    assert (page.keys, page.detail.tone) == (["Esc"], Tone.RED), "amber is money that nobody knows of"
    page.press(OrderAct.NEXT)
    assert page.desk.asked == [("label", "A1")]
    page.scan(SECOND)
    assert page.detail.word == "Collected, to be handed over"
    page.press(OrderAct.NEXT, OrderAct.NEXT)
    assert page.desk.asked[-1] == ("hand_over", "A1")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (FIRST, "This label is in the order already"),
        ("0104600439931256" + "21AAAA1\x1d93abcd", "This label is of goods that are not in the order:"),
        ("880000111122223333", "This is a payment code, not the label of a piece"),
        ("50501012345678901234", "This is a payment code, not the label of a piece"),
        (JUICE.barcode, "This is not the label of a marked piece"),
        (f"{GTIN}21\x1d93", "The label was not read whole"),
    ],
)
def test_a_scan_that_does_not_fit_is_refused_in_words_and_the_next_one_goes_on(code: str, said: str) -> None:
    page = Page(paid("A1", sale=TWO))
    page.scan(FIRST, code)
    assert page.detail.headline.startswith(said)
    assert page.detail.money == "The till moved no money"
    assert page.sounds == [Sound.ADDED, Sound.UNKNOWN]
    assert code not in repr(page.views[-1]) or code == JUICE.barcode
    page.scan(SECOND)
    assert page.labels[0] == ("labels 2 of 2", True)
    page.scan(THIRD)
    assert page.detail.headline == "Juice: every piece has its label"
    page.screen.back()
    assert page.detail.word == "Paid, to be collected"


def test_a_scanner_that_is_held_is_one_scan() -> None:
    page = Page(paid("A1", sale=TWO))
    for _ in range(3):
        page.time.seconds += 0.2
        page.screen.scans.scanned(FIRST)
    assert page.desk.asked == [("label", "A1")]


def test_two_scans_at_once_are_both_kept() -> None:
    page = Page(paid("A1", sale=TWO))
    page.runner.hold = True
    page.scan(FIRST, SECOND)
    page.runner.release_all()
    assert page.labels[0] == ("labels 2 of 2", True)


def test_the_last_label_comes_off_with_del() -> None:
    page = Page(picked(labels=LABELS))
    assert page.keys == ["F8", "Del", "Esc"]
    page.press(OrderAct.UNLABEL)
    assert page.labels[0] == ("labels 1 of 2", False)
    page.press(OrderAct.UNLABEL)
    assert page.labels[0] == ("labels 0 of 2", False)
    assert page.keys == ["F8", "Esc"]


def test_only_an_order_with_marked_goods_that_is_collected_takes_scans() -> None:
    for card in (
        paid("A1"),
        waiting("A1", sale=TWO),
        picked(handed_at=START),
        paid("A1", owed=True, sale=TWO),
    ):
        page = Page(card)
        assert not page.detail.takes_labels
        page.scan(FIRST)
        assert page.desk.asked == []
    assert Page(picked(labels=LABELS)).detail.takes_labels, "one label too many is refused here, not sold"


def test_while_click_is_asked_a_scan_changes_nothing() -> None:
    page = Page(picked(labels=LABELS))
    page.runner.hold = True
    page.press(OrderAct.NEXT, OrderAct.NEXT)
    page.scan(THIRD)
    page.runner.release_all()
    assert page.desk.asked == [("hand_over", "A1")]
    assert page.detail.word == "CLICK has confirmed"


def test_a_label_that_fails_when_nobody_looks_any_more_is_told_to_the_till() -> None:
    page = Page(paid("A1", sale=TWO))
    page.runner.hold = True
    page.scan(FIRST, SECOND)
    page.screen.close()
    drawn = len(page.views)
    page.desk.error = e.JournalBusy("x")
    page.runner.release_all()
    assert page.missed == ["A label was not taken. Ctrl F8 opens the online orders"] * 2
    assert len(page.views) == drawn


def test_a_journal_that_fails_is_not_tried_again_by_f8() -> None:
    page = Page(paid("A1", sale=TWO))
    page.desk.error = e.JournalBusy("x")
    page.scan(FIRST)
    assert page.keys == ["Esc"], "F8 would not scan again"
    page.desk.error = None
    page.scan(FIRST)
    assert page.labels[0] == ("labels 1 of 2", False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "why",
    [
        "payment", "no_label", "unreadable", "other_good", "not_marked", "twice", "all_there", "full",
        "state",
    ],
)  # fmt: skip
def test_every_reason_has_its_own_words(why: str, language: str) -> None:
    words = Words(language)
    told = label_trouble(e.LabelRefused("x", why=why, good="JUICE", count=300), words)
    others = label_trouble(e.LabelRefused("x", why="none of them", good="JUICE"), words)
    assert told.what
    assert told.do
    assert "{" not in told.what + told.do
    assert (told.what == others.what) is (why == "no_label")
