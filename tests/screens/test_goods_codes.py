"""Sure codes for many goods, and a scan while the list lies over the sale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.catalogue import Barcode, Good
from pos.core.classifier import SpicEntry
from pos.core.errors import JournalBusy
from pos.core.money import Money
from pos.screens.goods_screen import GoodsPresenter
from pos.screens.goods_views import GoodsAct, GoodsPlace, GoodsView
from pos.screens.views import Tone
from pos.screens.words import Words
from tests.core.test_weighed import ean
from tests.fakes.goods_desk import BREAD, CIGARETTES, GOODS, TEA, FakeGoods
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.till import OTP

ENTRY = SpicEntry("02402001001000001", "Сигареты", "", "", "1507241")
OTHER = SpicEntry("02402001001000002", "Сигареты без фильтра")
RICE = Good(Barcode("11"), "Рис", Money.of_sum(26_000), "0" * 17, "1", unit="кг", by_weight=True)


class Page:
    def __init__(self, *codes: SpicEntry) -> None:
        self.desk, self.runner = FakeGoods(*GOODS, RICE), InlineRunner()
        self.desk.edit.codes = {CIGARETTES.barcode: codes}
        self.views: list[GoodsView] = []
        self.opened: list[tuple[GoodsAct, GoodsPlace]] = []
        self.closed = 0
        self.screen = GoodsPresenter(
            desk=self.desk, runner=self.runner, words=Words("en"), render=self.views.append,
            closed=self._close, opens=lambda act, place: self.opened.append((act, place)),
        )  # fmt: skip
        self.screen.open()

    def _close(self) -> None:
        self.closed += 1

    @property
    def view(self) -> GoodsView:
        return self.views[-1]

    @property
    def word(self) -> str:
        assert self.view.detail is not None
        return self.view.detail.word

    @property
    def acts(self) -> list[GoodsAct]:
        return [one.act for one in self.view.actions if one.enabled]

    def spic(self, good: Good) -> str:
        return next(one.spic for one in self.desk.list if one.barcode == good.barcode)


@pytest.fixture
def page() -> Page:
    return Page(ENTRY)


def test_it_asks_with_the_number_of_goods_before_it_writes(page: Page) -> None:
    page.screen.act(GoodsAct.ACCEPT)
    assert page.word == "Give a code to 1 goods?"
    assert page.view.detail is not None
    assert ENTRY.spic in page.view.detail.facts[0].value
    assert page.spic(CIGARETTES) == ""
    page.screen.back()
    assert page.view.detail.ref == TEA.barcode
    assert page.spic(CIGARETTES) == ""
    assert (page.closed, page.acts[0]) == (0, GoodsAct.EDIT)


def test_yes_gives_them_and_they_can_be_taken_back(page: Page) -> None:
    page.screen.act(GoodsAct.ACCEPT)
    page.screen.act(GoodsAct.YES)
    assert page.word == "Goods that got a code: 1"
    assert page.spic(CIGARETTES) == ENTRY.spic
    asked = len(page.desk.asked)
    page.screen.act(GoodsAct.TAKE_BACK)
    assert page.word == "Codes taken back: 1"
    assert page.spic(CIGARETTES) == ""
    assert len(page.desk.asked) == asked + 1  # the list is read anew
    page.screen.act(GoodsAct.NO)
    assert page.acts[0] is GoodsAct.EDIT


def test_of_two_codes_none_is_sure() -> None:
    page = Page(ENTRY, OTHER)
    page.screen.act(GoodsAct.ACCEPT)
    assert page.word == "No sure code"
    assert page.acts == [GoodsAct.NO]
    page.screen.act(GoodsAct.YES)
    assert page.spic(CIGARETTES) == ""


def test_who_leaves_while_it_looks_is_not_asked_later(page: Page) -> None:
    page.runner.hold = True
    page.screen.act(GoodsAct.ACCEPT)
    assert page.word == "Looking…"
    page.screen.back()
    page.runner.hold = False
    page.runner.release_all()
    assert GoodsAct.YES not in page.acts


def test_while_codes_are_written_nothing_else_begins(page: Page) -> None:
    page.screen.act(GoodsAct.ACCEPT)
    page.runner.hold = True
    page.screen.act(GoodsAct.YES)
    page.screen.act(GoodsAct.YES)
    page.screen.back()
    page.screen.act(GoodsAct.EDIT)
    assert (page.word, page.opened, page.runner.waiting) == ("Writing…", [], 1)
    page.runner.hold = False
    page.runner.release_all()
    assert page.word == "Goods that got a code: 1"


def test_a_failure_is_said_and_changes_nothing(page: Page) -> None:
    page.desk.edit.error = JournalBusy("x")
    page.screen.act(GoodsAct.ACCEPT)
    assert page.view.detail is not None
    assert (page.word, page.view.detail.tone) == ("Nothing was changed", Tone.RED)


def test_other_pages_open_with_the_place_and_it_comes_back_to_it(page: Page) -> None:
    page.screen.edited("хлеб")
    page.screen.act(GoodsAct.EDIT)
    place = GoodsPlace("хлеб", selected=BREAD.barcode)
    assert page.opened == [(GoodsAct.EDIT, place)]
    page.screen.open(place)
    assert (page.view.search, page.view.selected) == ("хлеб", BREAD.barcode)


@pytest.mark.parametrize(
    ("code", "good"),
    [
        (TEA.barcode, TEA),
        (TEA.more_barcodes[0], TEA),
        (ean("280001100385"), RICE),
        ("01" + "0" + CIGARETTES.barcode + "21AAAA1\x1d93abcd", CIGARETTES),
    ],
)
def test_a_scan_finds_its_good_in_the_page(page: Page, code: str, good: Good) -> None:
    page.desk.list = [replace(one, name=f"{one.name} {one.barcode}") for one in page.desk.list]
    page.screen.scanned(code)
    assert page.view.selected == good.barcode
    assert page.view.search == good.barcode
    assert page.view.error == ""


def test_a_payment_code_is_refused_in_words_and_kept_nowhere(page: Page) -> None:
    page.screen.scanned(OTP)
    assert page.view.error == "This is a payment QR. Close this page, then press F8"
    assert OTP not in repr(page.views)
    assert OTP not in repr(page.desk.asked)
    page.screen.edited("а")
    assert page.view.error == ""


def test_an_unknown_code_and_a_misread_label_are_said(page: Page) -> None:
    page.screen.scanned("4780012340009")
    assert page.view.error.startswith("No goods with the code 4780012340009")
    page.screen.scanned(ean("280001100000"))
    assert page.view.error.startswith("No goods with the code 28")


def test_the_chosen_good_says_its_sure_code_and_takes_it_by_a_key(page: Page) -> None:
    page.screen.select(TEA.barcode)
    assert GoodsAct.TAKE not in page.acts
    page.screen.select(CIGARETTES.barcode)
    assert page.view.detail is not None
    assert ENTRY.spic in page.view.detail.lacks[0].what
    assert GoodsAct.TAKE in page.acts
    page.runner.hold = True
    page.screen.act(GoodsAct.TAKE)
    page.screen.act(GoodsAct.TAKE)
    page.runner.hold = False
    page.runner.release_all()
    given = {"spic": ENTRY.spic, "package_code": "1507241"}
    assert page.desk.edit.saved == [(CIGARETTES.barcode, given)]
    assert page.spic(CIGARETTES) == ENTRY.spic
    assert GoodsAct.TAKE not in page.acts
    assert "classifier" not in page.view.detail.lacks[0].what


def test_of_several_codes_a_person_chooses_in_the_form() -> None:
    page = Page(ENTRY, OTHER)
    page.screen.select(CIGARETTES.barcode)
    assert page.view.detail is not None
    assert page.view.detail.lacks[0].what.startswith("Codes that may fit: 2")
    assert GoodsAct.TAKE not in page.acts
    page.screen.act(GoodsAct.TAKE)
    assert page.desk.edit.saved == []
