"""The list of goods: what is asked while somebody types, what a good lacks, what Esc leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.catalogue import Good
from pos.core.errors import JournalBusy
from pos.core.money import ZERO
from pos.core.readiness import Lack, readiness
from pos.screens.goods_screen import GoodsPresenter
from pos.screens.goods_views import GoodsView
from pos.screens.goods_words import lack_views
from pos.screens.views import Tone
from pos.screens.words import LANGUAGES, Words
from tests.fakes.goods_desk import BREAD, CIGARETTES, GOODS, RATES, SERVICE, TEA, FakeGoods
from tests.fakes.inline_runner import InlineRunner


class Page:
    def __init__(self, *goods: Good, language: str = "en") -> None:
        self.desk, self.runner = FakeGoods(*goods), InlineRunner()
        self.views: list[GoodsView] = []
        self.words = Words(language)
        self.closed = 0
        self.screen = GoodsPresenter(
            desk=self.desk, runner=self.runner, words=self.words, render=self.views.append, closed=self._close
        )
        self.screen.open()

    def _close(self) -> None:
        self.closed += 1

    @property
    def view(self) -> GoodsView:
        return self.views[-1]

    @property
    def refs(self) -> list[str]:
        return [row.ref for row in self.view.rows]


@pytest.fixture
def page() -> Page:
    return Page(*GOODS)


def test_each_row_says_in_a_mark_and_in_words_how_ready_it_is(page: Page) -> None:
    assert [(row.tone, row.word) for row in page.view.rows] == [
        (Tone.GREEN, "ready"),
        (Tone.AMBER, "to be looked at"),
        (Tone.RED, "not ready"),
        (Tone.GREEN, "ready"),
    ]
    assert [level.word for level in page.view.levels] == ["ready: 2", "to be looked at: 1", "not ready: 1"]
    assert [tab.count for tab in page.view.tabs] == ["4", "2"]


def test_the_code_that_we_gave_a_service_is_not_shown(page: Page) -> None:
    page.screen.select(SERVICE.barcode)
    assert page.view.rows[-1].barcode == "—"
    assert page.view.detail is not None
    assert "#" not in " ".join(fact.value for fact in page.view.detail.facts)


def test_the_chosen_good_says_each_lack_and_what_to_do_about_it(page: Page) -> None:
    page.screen.select(CIGARETTES.barcode)
    detail = page.view.detail
    assert detail is not None
    assert (detail.tone, detail.word) == (Tone.RED, "Not ready")
    assert [lack.what for lack in detail.lacks][:3] == [
        "The MXIK code is missing or has not 17 digits",
        "The package code is missing or wrong",
        "The shop does not know a VAT rate of 15 %",
    ]
    assert all(lack.do for lack in detail.lacks)


def test_all_fields_of_a_good_are_told(page: Page) -> None:
    assert page.view.detail is not None
    facts = {fact.label: fact.value for fact in page.view.detail.facts}
    assert facts["Barcode"] == "4780012340207 4780012340214"
    assert facts["Unit and its code"] == "pcs · 796"
    assert facts["Count on the shelf"] == "24 pcs"
    assert facts["Quick key"] == "page 1, place 4"
    page.screen.select(BREAD.barcode)
    facts = {fact.label: fact.value for fact in page.view.detail.facts}
    assert (facts["Count on the shelf"], facts["Unit and its code"]) == ("not counted", "pcs")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lack", list(Lack))
def test_every_lack_has_words_in_every_language(lack: Lack, language: str) -> None:
    bad = replace(CIGARETTES, name="", price=ZERO, barcode=TEA.barcode, units_code=None)
    long = replace(bad, name="н" * 90, barcode="4780012340208")  # type: ignore[arg-type]
    words = Words(language)
    ready = [readiness(good, RATES) for good in (bad, long)]
    told = [
        view for good, one in zip((bad, long), ready, strict=True) for view in lack_views(good, one, words)
    ]
    lacks = [one for some in ready for one in some.lacks]
    view = told[lacks.index(lack)]
    assert view.what
    assert view.do
    assert "{" not in view.what + view.do


def test_while_an_answer_is_awaited_only_the_last_text_is_asked_next(page: Page) -> None:
    page.runner.hold = True
    for text in ("Ч", "Ча", "Чай"):
        page.screen.edited(text)
    assert page.runner.waiting == 1
    page.runner.release()
    page.runner.release()
    assert page.desk.asked[1:] == [("Ч", False), ("Чай", False)]
    assert page.refs == [TEA.barcode]
    assert page.runner.waiting == 0


def test_the_filter_lists_what_is_not_ready(page: Page) -> None:
    page.screen.show(not_ready=True)
    assert page.refs == [BREAD.barcode, CIGARETTES.barcode]
    assert [tab.chosen for tab in page.view.tabs] == [False, True]
    assert [tab.key for tab in page.view.tabs] == ["F3", ""]


def test_esc_leaves_the_search_then_the_filter_then_the_page(page: Page) -> None:
    page.screen.show(not_ready=True)
    page.screen.edited("Хлеб")
    page.screen.back()
    assert (page.view.search, len(page.refs)) == ("", 2)
    page.screen.back()
    assert len(page.refs) == 4
    assert page.closed == 0
    page.screen.back()
    assert page.closed == 1


def test_a_shop_without_goods_is_told_to_import_a_table() -> None:
    page = Page()
    assert page.view.empty == "There are no goods yet: import a table with F9"
    assert page.view.levels == ()


def test_nothing_found_nothing_lacking_and_reading_are_said() -> None:
    page = Page(TEA)
    page.screen.edited("xyz")
    assert page.view.empty == "Nothing found for “xyz”"
    page.screen.edited("")
    page.screen.show(not_ready=True)
    assert page.view.empty == "All goods are ready: the OFD takes every one of them"
    page.runner.hold = True
    page.screen.open()
    assert page.view.loading == "Reading…"
    page.runner.drop_all()


def test_a_journal_that_cannot_be_read_is_told_and_the_rows_stay(page: Page) -> None:
    page.desk.error = JournalBusy("x")
    page.screen.edited("Чай")
    assert page.view.error
    assert len(page.refs) == 4
    page.screen.edited("Ча")
    assert page.view.error == ""
    assert page.refs == [TEA.barcode]


def test_more_goods_than_are_shown_are_told() -> None:
    page = Page(*GOODS * 60)
    assert page.view.foot == "The first 200 are shown: type to find others"


def test_an_answer_after_the_page_was_closed_draws_nothing(page: Page) -> None:
    page.runner.hold = True
    page.screen.edited("Чай")
    page.screen.close()
    drawn = len(page.views)
    page.runner.release_all()
    page.screen.language_changed()
    assert len(page.views) == drawn


def test_the_name_follows_the_language(page: Page) -> None:
    page.words.switch("uz")
    page.screen.language_changed()
    assert page.view.rows[0].name == "Ahmad qora choyi, 100 paketcha"
