"""A label teaches the till how the scales write: what fits, what a sale would get, what is saved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.catalogue import Barcode, Good
from pos.core.errors import JournalBusy
from pos.core.money import Money
from pos.core.scales import DEFAULT, with_scheme
from pos.core.weighed import Inside, WeighedScheme
from pos.screens.form_views import FormAct, FormView
from pos.screens.scales_screen import ScalesPresenter
from pos.screens.views import Tone
from pos.screens.words import LANGUAGES, Words
from tests.core.test_weighed import ean
from tests.fakes.goods_desk import BREAD, FakeGoods
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.till import OTP

RICE = Good(Barcode("11"), "Рис", Money.of_sum(26_000), "0" * 17, "1", unit="кг", by_weight=True)
LABEL = ean("220000110385")
PRICED = WeighedScheme("22", Inside.PRICE, 6, 4, 0)


class Page:
    def __init__(self, *goods: Good, language: str = "en") -> None:
        self.desk, self.runner = FakeGoods(*goods).scales, InlineRunner()
        self.views: list[FormView] = []
        self.left = self.closed = 0
        self.screen = ScalesPresenter(
            desk=self.desk, runner=self.runner, words=Words(language), render=self.views.append,
            left=self._leave, closed=self._close,
        )  # fmt: skip
        self.screen.open()

    def _leave(self) -> None:
        self.left += 1

    def _close(self) -> None:
        self.closed += 1

    @property
    def view(self) -> FormView:
        return self.views[-1]

    @property
    def told(self) -> str:
        return " | ".join(f"{one.what} / {one.do}" for one in self.view.sentences)

    def tell(self, **fields: str) -> None:
        for name, text in fields.items():
            self.screen.edited(name, text)

    def error_of(self, name: str) -> str:
        return next(field.error for row in self.view.rows for field in row if field.name == name)


@pytest.fixture
def page() -> Page:
    return Page(RICE, BREAD)


def test_at_first_it_says_how_labels_are_read_now(page: Page) -> None:
    assert page.view.side_word == "Labels are read like this now"
    assert "20–29: PLU 5 digits, then weight in grams, 5 digits" in page.told
    assert not page.view.actions[0].enabled


def test_a_label_with_its_plu_and_weight_shows_what_a_sale_would_get(page: Page) -> None:
    page.screen.scanned(ean("280001100385"))
    page.tell(plu="11", weight="0,385")
    assert page.view.side_tone is Tone.GREEN
    assert [one.chosen for one in page.view.choices] == [True]
    assert "Рис" in page.told
    assert "0,385 kg · 10\u00a0010\u00a0" in page.told


def test_a_price_inside_is_saved_for_its_prefix_alone(page: Page) -> None:
    page.screen.scanned(LABEL)
    page.tell(plu="11", price="385")
    assert "385\u00a0" in page.told
    page.screen.act(FormAct.SAVE)
    assert page.desk.saved == [with_scheme(DEFAULT, PRICED)]
    assert page.view.side_word.startswith("Saved")
    assert "22: PLU 6 digits, then price in sum, 4 digits" in page.told
    assert page.view.rows[0][0].value == ""


def test_of_two_proposals_the_chosen_one_is_saved(page: Page) -> None:
    page.screen.scanned(LABEL)
    page.tell(plu="11", weight="0,385", price="385")
    assert len(page.view.choices) == 2
    page.screen.choose("1")
    assert [one.chosen for one in page.view.choices] == [False, True]
    page.screen.act(FormAct.SAVE)
    assert page.desk.saved == [with_scheme(DEFAULT, PRICED)]


def test_where_nothing_fits_it_says_what_is_read_now_and_saves_nothing(page: Page) -> None:
    page.screen.scanned(ean("280001100385"))
    page.tell(plu="12", weight="0,385")
    assert page.view.side_tone is Tone.RED
    assert "read as PLU 00011, 0,385 kg" in page.told
    page.screen.act(FormAct.SAVE)
    assert page.desk.saved == []


def test_each_field_says_what_is_wrong_with_it(page: Page) -> None:
    page.tell(label="4780012340018", plu="1a", weight="much", price="0")
    for name in ("label", "plu", "weight", "price"):
        assert page.error_of(name), name
    assert page.view.choices == ()


def test_a_payment_code_is_refused_in_words_and_kept_nowhere(page: Page) -> None:
    page.screen.scanned(OTP)
    assert "payment QR" in page.view.error
    assert OTP not in repr(page.views)
    page.screen.scanned(LABEL)
    assert page.view.error == ""


def test_a_good_that_is_not_weighed_or_not_there_is_said_and_may_be_saved_all_the_same() -> None:
    page = Page(replace(RICE, by_weight=False))
    page.screen.scanned(LABEL)
    page.tell(plu="11", price="385")
    assert "not sold by weight" in page.told
    assert page.view.actions[0].enabled
    other = Page()
    other.screen.scanned(LABEL)
    other.tell(plu="11", price="385")
    assert "There are no goods with PLU 11 yet" in other.told


def test_a_journal_that_fails_keeps_what_was_typed(page: Page) -> None:
    page.screen.scanned(LABEL)
    page.tell(plu="11", price="385")
    page.desk.error = JournalBusy("x")
    page.screen.act(FormAct.SAVE)
    assert page.view.error
    assert page.view.rows[0][0].value == LABEL
    page.desk.error = None
    page.screen.act(FormAct.SAVE)
    assert len(page.desk.saved) == 1


def test_esc_goes_back_to_the_goods_and_a_result_closes_it(page: Page) -> None:
    page.screen.act(FormAct.BACK)
    assert (page.left, page.closed) == (1, 0)
    drawn = len(page.views)
    page.screen.language_changed()
    assert len(page.views) == drawn


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language(language: str) -> None:
    page = Page(RICE, language=language)
    page.screen.scanned(LABEL)
    page.tell(plu="11", weight="0,385", price="385")
    assert "{" not in repr(page.view)
