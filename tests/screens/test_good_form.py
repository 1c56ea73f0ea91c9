"""One good changed by hand: codes that may fit, errors at the field, readiness at once, nothing lost."""

from __future__ import annotations

import pytest

from pos.core.classifier import SpicEntry
from pos.core.errors import JournalBusy
from pos.core.goods_import import BadRow
from pos.screens.form_views import FormAct, FormView
from pos.screens.good_form_screen import GoodFormPresenter
from pos.screens.views import Tone
from pos.screens.words import LANGUAGES, Words
from tests.fakes.goods_desk import BREAD, CIGARETTES, GOODS, TEA, FakeGoods
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.till import OTP

ENTRY = SpicEntry("02402001001000001", "Сигареты", "Sigaretalar", "", "1507241")


class Page:
    def __init__(self, barcode: str = CIGARETTES.barcode, language: str = "en") -> None:
        self.desk, self.runner = FakeGoods(*GOODS), InlineRunner()
        self.desk.edit.codes = {CIGARETTES.barcode: (ENTRY,)}
        self.views: list[FormView] = []
        self.left = self.changed = self.closed = 0
        self.screen = GoodFormPresenter(
            desk=self.desk, runner=self.runner, words=Words(language), render=self.views.append,
            left=self._leave, changed=self._change, closed=self._close,
        )  # fmt: skip
        self.screen.open(barcode)

    def _leave(self) -> None:
        self.left += 1

    def _change(self) -> None:
        self.changed += 1

    def _close(self) -> None:
        self.closed += 1

    @property
    def view(self) -> FormView:
        return self.views[-1]

    def field(self, name: str, what: str = "value") -> str:
        return str(next(getattr(one, what) for row in self.view.rows for one in row if one.name == name))

    @property
    def can_save(self) -> bool:
        return any(one.act is FormAct.SAVE and one.enabled for one in self.view.actions)


@pytest.fixture
def page() -> Page:
    return Page()


def test_what_is_missing_is_said_at_its_field_and_at_the_right(page: Page) -> None:
    assert page.view.side_tone is Tone.RED
    for name in ("spic", "package_code", "vat_percent", "marked"):
        assert page.field(name, "error"), name
    assert page.field("name", "error") == ""
    assert not page.can_save


def test_a_suggested_code_fills_its_fields_and_readiness_follows_at_once(page: Page) -> None:
    assert page.view.choices[0].word == ENTRY.spic
    assert "the only one" in page.view.choices[0].meaning
    page.screen.choose("0")
    assert (page.field("spic"), page.field("package_code")) == (ENTRY.spic, "1507241")
    assert page.field("spic", "error") == ""
    assert page.view.choices[0].chosen
    for name, text in (("vat_percent", "12"), ("marked", "no")):
        page.screen.edited(name, text)
    assert "TIN" in page.view.sentences[0].what
    assert page.desk.edit.saved == []


def test_only_what_was_changed_is_saved_and_the_form_says_so(page: Page) -> None:
    page.screen.choose("0")
    page.screen.act(FormAct.SAVE)
    assert page.desk.edit.saved == [(CIGARETTES.barcode, {"spic": ENTRY.spic, "package_code": "1507241"})]
    assert (page.changed, page.left) == (1, 0)
    assert page.view.side_word == "Saved"
    assert not page.can_save
    page.screen.act(FormAct.BACK)
    assert page.left == 1


def test_a_field_that_cannot_be_read_is_said_there_and_stops_saving() -> None:
    page = Page(TEA.barcode)
    assert page.view.side_tone is Tone.GREEN
    page.screen.edited("price", "on request")
    assert page.field("price", "error").startswith("not a price")
    assert page.view.side_word == "Cannot be saved so"
    assert not page.can_save
    page.screen.act(FormAct.SAVE)
    assert page.desk.edit.saved == []
    page.screen.edited("price", "60 000")
    assert page.can_save


def test_what_was_typed_is_not_thrown_away_without_a_question(page: Page) -> None:
    page.screen.edited("name", "Other")
    page.screen.act(FormAct.BACK)
    assert (page.view.side_word, page.left) == ("Not saved", 0)
    page.screen.act(FormAct.BACK)
    assert page.field("name") == "Other"
    page.screen.act(FormAct.BACK)
    page.screen.act(FormAct.MORE)
    assert page.left == 1


def test_a_journal_that_fails_keeps_what_was_typed(page: Page) -> None:
    page.screen.edited("name", "Other")
    page.desk.edit.error = JournalBusy("x")
    page.screen.act(FormAct.SAVE)
    assert page.view.error
    assert page.field("name") == "Other"
    page.screen.act(FormAct.SAVE)
    assert page.changed == 1


def test_a_refusal_of_the_journal_is_said_at_its_field(page: Page) -> None:
    page.screen.edited("spic", "0" * 17)
    page.desk.edit.answer = BadRow(2, "spic", "0", "a whole number")
    page.screen.act(FormAct.SAVE)
    assert page.field("spic", "error") == "not a whole number"


def test_a_second_press_while_it_is_written_saves_once(page: Page) -> None:
    page.screen.edited("name", "Other")
    page.runner.hold = True
    page.screen.act(FormAct.SAVE)
    page.screen.act(FormAct.SAVE)
    page.screen.act(FormAct.BACK)
    page.screen.edited("name", "Third")
    page.runner.hold = False
    page.runner.release_all()
    assert [fields for _code, fields in page.desk.edit.saved] == [{"name": "Other"}]
    assert page.left == 0


def test_a_good_that_is_gone_is_said_and_a_scan_writes_nothing() -> None:
    page = Page("4780000000000")
    assert "4780000000000" in page.view.error
    page = Page(BREAD.barcode)
    page.screen.scanned(OTP)
    assert "payment QR" in page.view.error
    assert OTP not in repr(page.views)
    page.screen.scanned(TEA.barcode)
    assert "Save or leave this form" in page.view.error
    assert not page.can_save


@pytest.mark.parametrize("language", LANGUAGES)
def test_yes_and_no_are_read_as_the_language_writes_them(language: str) -> None:
    page = Page(TEA.barcode, language)
    told = page.field("marked")
    page.screen.edited("marked", Words(language).say("yes"))
    assert page.field("marked", "error") == ""
    page.screen.act(FormAct.SAVE)
    assert page.desk.list[0].marked
    assert page.field("marked") == Words(language).say("yes") != told
