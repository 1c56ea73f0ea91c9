"""A table that is taken in: columns, check, all or nothing; Esc is one step back and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pos.core.errors import BadInput, JournalBusy
from pos.core.goods_import import BadRow
from pos.flow.goods_ports import ImportCheck, Levels
from pos.screens.goods_import_screen import GoodsImportPresenter
from pos.screens.goods_views import ImportAct, ImportStep, ImportView
from pos.screens.goods_words import why_refused
from pos.screens.views import Tone
from pos.screens.words import Words
from tests.fakes.goods_desk import BAD, CHECKED, TABLE, FakeGoods
from tests.fakes.inline_runner import InlineRunner

FILE = "/home/shop/goods.xlsx"
HALF = ImportCheck(50_000, 100_000, added=50_000)
REFUSED = replace(CHECKED, refused=2, bad=BAD[:2])


class Import:
    def __init__(self, *steps: ImportCheck) -> None:
        self.desk, self.runner = FakeGoods(), InlineRunner()
        self.desk.steps = list(steps) or [CHECKED]
        self.views: list[ImportView] = []
        self.asked: list[Callable[[str], None]] = []
        self.told: list[str] = []
        self.is_busy = False
        self.screen = GoodsImportPresenter(
            desk=self.desk,
            runner=self.runner,
            words=Words("en"),
            render=self.views.append,
            browse=self.asked.append,
            is_busy=lambda: self.is_busy,
            left=lambda: self.told.append("left"),
            taken=lambda: self.told.append("taken"),
            missed=self.told.append,
            closed=lambda: self.told.append("closed"),
        )
        self.screen.open()

    @property
    def view(self) -> ImportView:
        return self.views[-1]

    @property
    def means(self) -> list[str]:
        assert self.view.columns is not None
        return [row.means for row in self.view.columns.rows]

    @property
    def tone(self) -> Tone | None:
        return self.view.report.tone if self.view.report else None

    def enabled(self, act: ImportAct) -> bool:
        return any(one.act is act and one.enabled for one in self.view.actions)

    def act(self, *acts: ImportAct) -> None:
        for act in acts:
            self.screen.act(act)

    def read(self) -> Import:
        self.screen.edited(FILE)
        self.act(ImportAct.NEXT)
        return self

    def checked(self) -> Import:
        self.read().act(ImportAct.NEXT)
        return self


# ── the file ──────────────────────────────────────────────────────────────────────────────────────


def test_a_path_is_typed_dropped_or_chosen_in_the_systems_dialog() -> None:
    page = Import()
    assert not page.enabled(ImportAct.NEXT)
    page.screen.edited(f'  "{FILE}" ')
    page.act(ImportAct.NEXT)
    page.screen.chosen("/dropped.csv")
    page.act(ImportAct.BACK, ImportAct.BROWSE)
    page.asked[0]("/chosen.csv")
    assert page.desk.files == [FILE, "/dropped.csv", "/chosen.csv"]
    assert page.view.step is ImportStep.COLUMNS


def test_a_file_that_is_no_table_is_told_at_its_field() -> None:
    page = Import()
    page.desk.error = BadInput("x", field="file", value="goods.docx")
    page.read()
    assert page.view.field is not None
    assert page.view.field.error.startswith("The file cannot be read as a table: goods.docx")
    page.screen.edited(FILE)
    assert page.view.field is not None
    assert page.view.field.error == ""


def test_a_number_that_a_table_program_cut_is_told_with_its_row() -> None:
    page = Import()
    page.desk.error = BadInput("x", field="row 17", value="47800123402071234")
    page.read()
    assert page.view.field is not None
    assert "Row 17" in page.view.field.error


def test_esc_while_the_file_is_read_gives_it_up() -> None:
    page = Import()
    page.runner.hold = True
    page.read()
    assert page.view.intro == "Reading the file…"
    page.act(ImportAct.BACK)
    page.runner.release_all()
    assert page.view.step is ImportStep.FILE


# ── columns ───────────────────────────────────────────────────────────────────────────────────────


def test_known_headers_are_found_and_the_first_goods_are_shown() -> None:
    page = Import().read()
    assert page.means == ["Name", "Barcode", "Price, sum", "Count on the shelf", "not used"]
    assert page.view.columns is not None
    tea, _bread, sugar = page.view.columns.preview
    assert (tea.name, tea.price, tea.tone) == ("Чай", "58\u00a0900", Tone.RED)
    assert sugar.why == "Price, sum: not a price: write 12 500 or 12 500,50"


def test_what_was_chosen_the_last_time_goes_before_what_is_guessed() -> None:
    page = Import()
    page.desk.table = replace(TABLE, remembered=("name", "", "price", "a column of old", "name_uz"))
    page.read()
    assert page.means == ["Name", "not used", "Price, sum", "not used", "Name in Uzbek"]


def test_a_column_of_ours_stands_for_one_of_the_file_only() -> None:
    page = Import().read()
    page.screen.select(4)
    page.screen.use_as("barcode")
    assert page.means == ["Name", "not used", "Price, sum", "Count on the shelf", "Barcode"]


def test_without_name_or_price_nothing_can_be_checked() -> None:
    page = Import().read()
    page.screen.select(2)
    page.screen.use_as("")
    assert not page.enabled(ImportAct.NEXT)
    assert page.view.columns is not None
    assert page.view.columns.preview == ()
    assert {one.name for one in page.view.columns.choices if one.note == "needed"} == {"price"}
    page.act(ImportAct.NEXT)
    assert page.desk.columns == []


# ── the check ─────────────────────────────────────────────────────────────────────────────────────


def test_the_check_tells_how_far_it_is_and_can_be_stopped() -> None:
    page = Import(HALF, CHECKED)
    page.read()
    page.runner.hold = True
    page.act(ImportAct.NEXT)
    page.runner.release()
    page.runner.release()
    assert page.view.report is not None
    assert (page.tone, page.view.report.part) == (Tone.BLUE, 0.5)
    assert page.view.report.what == "Looked at 50\u00a0000 of 100\u00a0000 rows"
    page.act(ImportAct.BACK)
    page.runner.release_all()
    assert page.view.step is ImportStep.COLUMNS
    assert page.desk.taken == 0


def test_a_checked_table_is_taken_in_once_and_the_result_is_told() -> None:
    page = Import().checked()
    assert page.desk.columns == [("name", "barcode", "price", "stock", "")]
    assert (page.tone, page.desk.taken) == (Tone.GREY, 0)
    page.act(ImportAct.NEXT)
    assert page.desk.taken == 0, "the key that checks does not write"
    page.act(ImportAct.TAKE_IN, ImportAct.TAKE_IN)
    assert (page.desk.taken, page.tone, page.view.step) == (1, Tone.GREEN, ImportStep.DONE)
    assert page.view.report is not None
    assert page.view.report.what == "New goods: 99\u00a0120, changed: 640"
    assert page.told == ["taken"]


def test_while_one_row_is_refused_nothing_can_be_taken_in() -> None:
    page = Import(REFUSED).checked()
    assert page.tone is Tone.RED
    assert not page.enabled(ImportAct.TAKE_IN)
    page.act(ImportAct.TAKE_IN)
    assert page.desk.taken == 0
    assert page.view.report is not None
    assert [(row.number, row.column) for row in page.view.report.bad] == [
        ("4", "Price, sum"),
        ("1207", "Barcode"),
    ]
    page.act(ImportAct.BACK, ImportAct.NEXT)
    assert len(page.desk.columns) == 2, "a corrected file is checked again"


def test_a_table_that_brings_nothing_new_is_not_written() -> None:
    page = Import(ImportCheck(3, 3, levels=Levels(3), is_complete=True)).checked()
    assert page.view.report is not None
    assert page.view.report.word == "Nothing is new"
    assert not page.enabled(ImportAct.TAKE_IN)


def test_nothing_is_written_while_a_payment_is_on_its_way() -> None:
    page = Import().checked()
    page.is_busy = True
    page.act(ImportAct.TAKE_IN)
    assert page.desk.taken == 0
    assert page.view.error == "A payment is on its way: take the goods in when it is over"
    page.is_busy = False
    page.act(ImportAct.TAKE_IN)
    assert page.desk.taken == 1


def test_what_is_being_written_is_not_left() -> None:
    page = Import().checked()
    page.runner.hold = True
    page.act(ImportAct.TAKE_IN)
    assert not page.enabled(ImportAct.BACK)
    page.screen.back()
    assert page.view.report is not None
    assert page.view.report.word == "Writing…"
    page.runner.release_all()
    assert page.view.step is ImportStep.DONE


def test_a_writing_that_fails_leaves_the_checked_table() -> None:
    page = Import().checked()
    page.desk.error = JournalBusy("x")
    page.act(ImportAct.TAKE_IN)
    assert page.view.error
    assert page.enabled(ImportAct.TAKE_IN)


def test_a_writing_that_fails_behind_another_page_is_told_there() -> None:
    page = Import().checked()
    page.runner.hold = True
    page.desk.error = JournalBusy("x")
    page.act(ImportAct.TAKE_IN)
    page.screen.close()
    assert page.desk.forgotten == 0
    page.runner.release_all()
    assert page.told[0] == "closed"
    assert page.told[1].startswith("No goods were taken in: ")


def test_esc_goes_back_step_by_step_and_forgets_the_table() -> None:
    page = Import().checked()
    steps = []
    for _ in range(3):
        page.act(ImportAct.BACK)
        steps.append(page.view.step)
    assert steps == [ImportStep.COLUMNS, ImportStep.FILE, ImportStep.FILE]
    assert page.told == ["left"]
    assert page.desk.forgotten == 1


def test_an_answer_after_the_page_was_closed_draws_nothing() -> None:
    page = Import()
    page.runner.hold = True
    page.read()
    page.screen.close()
    drawn = len(page.views)
    page.runner.release_all()
    assert len(page.views) == drawn


@pytest.mark.parametrize(
    "why", ["a text of at most 200 letters", "it is a barcode of 200", "more than 9 rows"]
)
def test_the_reason_of_a_refused_row_is_said_in_words(why: str) -> None:
    assert why_refused(BadRow(2, "name", "x", why), Words("ru")) != why
