"""A red line is taught: the form, its errors, and what becomes of the line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.core.catalogue import Barcode
from pos.core.errors import JournalBroken
from pos.core.money import NBSP
from pos.flow.goods_ports import GoodCard
from pos.screens.sounds import Sound
from pos.screens.teach_draft import TeachDraft, draft_of
from pos.screens.teach_screen import TeachPresenter
from pos.screens.teach_views import TeachView
from pos.screens.teaching import put_taught
from pos.screens.views import FieldView, Intent, Tone
from pos.screens.words import LANGUAGES, Words
from tests.fakes.goods_desk import SPIC, TEA, FakeGoods
from tests.fakes.till import BAG, MILK
from tests.screens.counter_kit import Kit
from tests.screens.test_labels_and_discounts import FIRST, SECOND

NEW = "4780099999992"


class Form:
    """The form for the first red line of a till."""

    def __init__(self, kit: Kit, language: str = "ru") -> None:
        self.kit = kit
        self.desk = FakeGoods(TEA)
        self.views: list[TeachView] = []
        self.taught: list[GoodCard] = []
        self.missed: list[BaseException] = []
        self.closed = 0
        counter = kit.screen.counter
        line = counter.desk.sale.unresolved
        assert line is not None
        draft = draft_of(line.scanned)
        assert draft is not None
        self.words = Words(language)
        sale_id, number = counter.desk.sale.sale_id, line.number

        def taught(card: GoodCard) -> None:
            self.taught.append(card)
            kit.till.goods[card.good.barcode] = card.good
            put_taught(counter, sale_id, number, card, self.words)

        self.screen = TeachPresenter(
            teacher=self.desk,
            runner=kit.runner,
            words=self.words,
            render=self.views.append,
            draft=draft,
            taught=taught,
            missed=self.missed.append,
            closed=self._close,
        )
        self.screen.open()

    def _close(self) -> None:
        self.closed += 1

    @property
    def view(self) -> TeachView:
        return self.views[-1]

    def field(self, name: str) -> FieldView:
        return next(field for field in self.view.fields if field.name == name)

    def fill(self, **cells: str) -> None:
        for name, text in cells.items():
            self.screen.edited(name, text)


@pytest.fixture
def form(kit: Kit) -> Form:
    kit.scan(MILK.barcode)
    kit.screen.typed(f"3*{NEW}")
    return Form(kit)


def test_the_key_opens_the_form_of_the_red_line(kit: Kit) -> None:
    kit.press(Intent.TEACH)
    kit.scan(NEW)
    kit.scan(MILK.barcode)
    kit.press(Intent.TEACH)
    assert kit.opened == [(Intent.TEACH, "1")]


def test_the_barcode_stands_in_the_form_and_is_not_typed_over(form: Form) -> None:
    assert form.field("barcode").value == NEW
    assert form.view.locked == {"barcode"}
    form.fill(barcode="1")
    assert form.field("barcode").value == NEW
    assert (form.field("unit").value, form.field("vat_percent").value) == ("шт", "12")


def test_a_taught_line_becomes_the_good_in_its_place_with_its_quantity(kit: Kit, form: Form) -> None:
    form.fill(name="Печенье", price="12 500", spic=SPIC, package_code="1498703")
    assert form.view.detail.tone is Tone.GREEN
    form.screen.save()
    assert form.closed == 1
    line = kit.view.lines[1]
    assert (line.name, line.quantity, line.total) == ("Печенье", "3 шт", f"37{NBSP}500")
    assert "готов" in kit.view.toast
    assert kit.sounds[-1] == Sound.ADDED
    assert kit.view.tenders[0].enabled
    kit.press(Intent.UNDO)
    assert kit.view.lines[1].look == "unknown", "what the cashier undoes is the line, not the catalogue"


def test_a_good_that_the_ofd_would_refuse_is_sold_and_the_reason_is_said(kit: Kit, form: Form) -> None:
    form.fill(name="Печенье", price="12500")
    assert form.view.detail.tone is Tone.RED
    form.screen.save()
    assert kit.view.lines[1].name == "Печенье"
    assert "ИКПУ" in kit.alert


@pytest.mark.parametrize(
    ("name", "text"),
    [("name", ""), ("price", ""), ("price", "дорого"), ("vat_percent", "12%"), ("spic", "1" * 201)],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(form: Form, name: str, text: str) -> None:
    form.fill(name="Печенье", price="12500")
    form.fill(**{name: text})
    form.screen.save()
    assert form.field(name).error
    assert form.view.focus == name
    assert form.taught == []
    form.fill(**{name: "Печенье" if name == "name" else "12"})
    assert not form.field(name).error


def test_codes_come_by_the_barcode_and_by_the_name_and_are_taken_with_their_package(form: Form) -> None:
    assert not form.view.codes
    assert form.view.empty
    form.fill(name="хлеб", price="4500")
    assert ["Хлеб" in row.name for row in form.view.codes] == [True]
    form.screen.select(0)
    form.screen.take(0)
    assert (form.field("spic").value, form.field("package_code").value) == ("01905001001000000", "1514296")
    assert form.field("name").value == "хлеб"
    assert form.view.detail.tone is Tone.GREEN


def test_of_what_is_typed_while_codes_are_looked_up_the_last_is_asked(kit: Kit, form: Form) -> None:
    kit.runner.hold = True
    for text in ("х", "хл", "хле", "хлеб"):
        form.fill(name=text)
    kit.runner.hold = False
    kit.runner.release_all()
    assert form.desk.names == ["х", "хлеб"]
    assert len(form.view.codes) == 1


def test_a_name_of_the_classifier_helps_where_none_was_typed(kit: Kit) -> None:
    kit.scan(TEA.barcode)
    form = Form(kit)
    assert len(form.view.codes) == 1
    form.screen.take(0)
    assert form.field("name").value.startswith("Чай чёрный байховый")
    assert form.view.focus == "price"


def test_goods_that_are_there_already_are_not_written_over(kit: Kit) -> None:
    kit.scan(TEA.barcode)
    form = Form(kit)
    form.fill(name="Не чай", price="1")
    form.screen.save()
    assert form.field("barcode").error
    assert form.desk.list == [TEA]


def test_in_safe_mode_nothing_is_taught(kit: Kit, form: Form) -> None:
    form.fill(name="Печенье", price="12500")
    form.desk.error = JournalBroken("x")
    form.screen.save()
    assert form.view.error
    assert form.view.can_save
    assert kit.view.lines[1].look == "unknown"
    kit.screen.counter.read_only = JournalBroken("x")
    kit.press(Intent.TEACH)
    assert kit.opened == []
    assert kit.alert


def test_what_fails_when_nobody_looks_is_told(kit: Kit, form: Form) -> None:
    form.fill(name="Печенье", price="12500")
    kit.runner.hold = True
    form.screen.save()
    form.screen.save()
    assert kit.runner.waiting >= 1
    form.screen.close()
    form.desk.error = JournalBroken("x")
    kit.runner.release(-1)
    kit.runner.hold = False
    kit.runner.release_all()
    assert len(form.missed) == 1
    assert form.desk.list == [TEA]


def test_weighed_goods_are_asked_their_weight(kit: Kit, form: Form) -> None:
    form.fill(name="Сыр", price="98000", unit="кг")
    form.screen.save()
    assert kit.mode == "quantity"
    kit.screen.typed("0,5")
    assert kit.view.lines[1].total == f"49{NBSP}000"


def test_a_label_of_the_scales_teaches_its_plu_and_keeps_its_weight(kit: Kit) -> None:
    kit.scan("2800011004503")
    form = Form(kit)
    assert (form.field("barcode").value, form.field("unit").value) == ("2800011", "кг")
    form.fill(name="Сыр", price="98000")
    form.screen.save()
    [line] = kit.view.lines
    assert (line.name, line.quantity) == ("Сыр", "0,450 кг")


def test_one_lesson_is_for_every_piece_with_its_own_label(kit: Kit) -> None:
    kit.scan(FIRST)
    kit.scan(SECOND)
    form = Form(kit)
    assert form.view.marked.chosen
    form.fill(name="Сок", price="20000")
    form.screen.save()
    lines = kit.screen.counter.desk.sale.live_lines
    assert [len(line.labels) for line in lines] == [1, 1]
    assert kit.screen.counter.desk.sale.unresolved is None


def test_half_a_piece_stays_red(kit: Kit) -> None:
    kit.screen.typed(f"0,5*{NEW}")
    form = Form(kit)
    form.fill(name="Печенье", price="12500", spic=SPIC, package_code="1")
    form.screen.save()
    assert kit.view.lines[0].look == "unknown"
    assert kit.alert


def test_a_receipt_that_has_gone_is_left_alone(kit: Kit, form: Form) -> None:
    form.fill(name="Печенье", price="12500")
    kit.screen.counter.desk = kit.screen.counter.fresh_desk()
    kit.scan(BAG.barcode)
    form.screen.save()
    assert [line.name for line in kit.view.lines] == ["Пакет"]


def test_a_masked_code_cannot_be_taught(kit: Kit) -> None:
    counter = kit.screen.counter
    counter.desk = counter.desk.with_sale(counter.desk.sale.add("880…12", None))
    kit.press(Intent.TEACH)
    assert kit.opened == []
    assert kit.alert


@pytest.mark.parametrize(
    ("scanned", "draft"),
    [
        (NEW, TeachDraft(NEW)),
        ("2800011004503", TeachDraft("2800011", "кг")),
        (FIRST, TeachDraft("4780012340016", marked=True)),
        ("880…12", None),
        ("0" * 65, None),
        ("", None),
    ],
)
def test_what_a_code_tells_of_its_goods(scanned: str, draft: TeachDraft | None) -> None:
    assert draft_of(scanned) == draft


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", [796, 166, 112, 6])
def test_a_unit_is_told_by_its_word_or_its_number_in_each_language(
    kit: Kit, language: str, unit: int
) -> None:
    kit.scan(NEW)
    form = Form(kit, language)
    form.fill(name="Печенье", price="1", unit=str(unit))
    word = form.view.detail.price.rpartition(" / ")[2]
    form.fill(unit=word)
    form.screen.save()
    assert form.taught[0].good.units_code == unit


def test_the_switch_of_marked_goods(kit: Kit, form: Form) -> None:
    form.screen.toggle_marked()
    form.fill(name="Вода", price="4000")
    form.screen.save()
    assert form.taught[0].good == replace(form.taught[0].good, marked=True, barcode=Barcode(NEW))
    assert not kit.view.tenders[0].enabled, "its pieces wait for their labels"
