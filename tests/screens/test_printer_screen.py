"""The set-up of the printer: fields by kind, what is wrong at the field, errands one at a time, questions."""

from __future__ import annotations

import pytest

from pos.core.errors import BadSettings, DiskFull, PrinterTrouble
from pos.core.sale import SaleId
from pos.flow.events import PrintChanged
from pos.screens.printer_screen import PrinterPresenter
from pos.screens.printer_views import PrinterAct, PrinterView
from pos.screens.views import FieldView, Tone
from pos.screens.words import Words
from pos.settings import PrinterSettings
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.printer import FakePrinter

NETWORK = PrinterSettings(kind="escpos_network", host="192.168.1.87", footer="Спасибо!\nРаҳмат!")


class Kit:
    def __init__(self, settings: PrinterSettings | None = None, *, fixed: str = "", papers: int = 0) -> None:
        self.port, self.runner = FakePrinter(settings), InlineRunner()
        self.port.fixed = frozenset({fixed} if fixed else ())
        self.port.papers = papers
        self.views: list[PrinterView] = []
        self.left: list[int] = []
        self.counts: list[int] = []
        self.screen = PrinterPresenter(
            port=self.port,
            runner=self.runner,
            words=Words("en"),
            render=self.views.append,
            closed=lambda: self.left.append(1),
            counted=self.counts.append,
        )
        self.screen.open()

    @property
    def view(self) -> PrinterView:
        return self.views[-1]

    @property
    def names(self) -> list[str]:
        return [one.field.name.removeprefix("printer.") for one in self.view.fields]

    def field(self, name: str) -> FieldView:
        return next(one.field for one in self.view.fields if one.field.name in (f"printer.{name}", name))

    def acts(self) -> list[PrinterAct]:
        return [button.act for button in self.view.buttons if button.enabled]

    def choose(self, name: str, word: str) -> None:
        for _ in range(12):
            if self.field(name).value == word:
                return
            self.screen.step(name if name == "paper" else f"printer.{name}", 1)
        raise AssertionError(f"{word} is no choice of {name}")


# ---- fields -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("none", []),
        ("system", ["name", "paper"]),
        ("pdf", ["paper"]),
        ("escpos_network", ["host", "port", "asks_status", "profile", "width_chars", "cut", "drawer"]),
        ("escpos_file", ["path", "profile", "width_chars", "cut", "drawer"]),
    ],
)
def test_each_kind_asks_for_what_it_needs(kind: str, own: list[str]) -> None:
    kit = Kit(PrinterSettings(kind=kind))
    automatic = [] if kind == "none" else ["auto", "auto_fiscal_copy"]
    assert kit.names == ["kind", *own, "language", "logo", "header", "footer", *automatic]


def test_a_choice_goes_round_both_ways() -> None:
    kit = Kit(NETWORK)
    kit.screen.step("printer.cut", -1)
    assert kit.field("cut").value == "Do not cut"
    kit.screen.step("printer.cut", 1)
    assert kit.field("cut").value == "As the profile has it"


def test_the_list_of_the_systems_printers_is_asked_for_when_somebody_wants_it() -> None:
    kit = Kit()
    kit.choose("kind", "Printer of this computer")
    assert (kit.field("name").value, kit.field("name").hint) == ("The default printer", "1 of 3")
    kit.screen.step("printer.name", 1)
    assert kit.field("name").value == "Xprinter XP-80"
    assert Kit(PrinterSettings(kind="system", name="Gone")).field("name").hint == "4 of 4", "it stays"


def test_the_paper_beside_it_is_of_the_width_that_is_chosen() -> None:
    kit = Kit(NETWORK)
    assert (kit.view.columns, kit.view.paper_mm) == (48, 80)
    kit.choose("profile", "58 mm · 32 · CP866 (17)")
    assert (kit.view.columns, kit.view.paper_mm) == (32, 58)
    kit.screen.edited("printer.width_chars", "30")
    assert (kit.view.columns, kit.view.paper_mm) == (30, 58)
    kit.choose("kind", "Files (PDF and PNG)")
    kit.choose("paper", "80 mm")
    assert (kit.view.columns, kit.view.paper_mm) == (48, 80)
    kit.choose("paper", "58 mm")
    assert (kit.view.columns, kit.view.paper_mm) == (32, 58)


def test_the_shops_own_lines_are_on_the_paper_as_they_are_typed() -> None:
    kit = Kit(NETWORK)
    assert kit.field("footer").value == "Спасибо! | Раҳмат!"
    kit.screen.edited("printer.header", "Каждый день | 8–23")
    assert kit.field("header").value == "Каждый день | 8–23"
    assert kit.view.paper is not None
    said = [getattr(row, "text", "") for row in kit.view.paper.rows]
    assert {"Каждый день", "8–23", "Спасибо!", "Раҳмат!"} <= set(said)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("host", ""),
        ("host", "http://192.168.1.87"),
        ("host", "two words"),
        ("port", "0"),
        ("port", "65536"),
        ("port", "abc"),
        ("port", ""),
        ("width_chars", "23"),
        ("width_chars", "65"),
        ("width_chars", "wide"),
        ("header", "1|2|3|4|5|6|7|8|9"),
        ("footer", "a" * 201),
        ("logo", "a\x07b"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_printed_or_saved(name: str, text: str) -> None:
    kit = Kit(NETWORK)
    kit.screen.edited(f"printer.{name}", text)
    assert kit.field(name).error
    for act in (PrinterAct.TEST, PrinterAct.CODE_PAGES, PrinterAct.SAVE):
        kit.screen.act(act)
    assert kit.port.asked == []
    assert (kit.view.progress.tone, kit.view.progress.word) == (Tone.RED, "Not everything is filled in")


def test_a_field_that_was_never_filled_is_marked_by_the_test() -> None:
    kit = Kit(PrinterSettings(kind="escpos_file"))
    assert kit.field("path").error == ""
    kit.screen.act(PrinterAct.TEST)
    assert kit.field("path").error == "Fill this in"


def test_a_logo_that_cannot_be_printed_is_said_at_its_field_and_hinders_nothing() -> None:
    kit = Kit(NETWORK)
    kit.screen.edited("printer.logo", "logo.png")
    assert kit.field("logo").error == "The picture is damaged"
    kit.screen.act(PrinterAct.TEST)
    assert kit.port.errands == ["page"]


def test_what_the_environment_sets_is_shown_and_stays() -> None:
    kit = Kit(NETWORK, fixed="printer.host")
    kit.screen.edited("printer.host", "10.0.0.1")
    assert kit.field("host").value == "192.168.1.87"
    assert "environment" in kit.field("host").hint
    assert next(one for one in kit.view.fields if one.field.name == "printer.host").locked


# ---- errands ------------------------------------------------------------------------------------------


def test_the_test_page_is_printed_with_what_is_typed_and_nothing_is_saved() -> None:
    kit = Kit(NETWORK)
    kit.screen.edited("printer.host", " 10.0.0.7 ")
    kit.screen.act(PrinterAct.TEST)
    [(errand, values)] = kit.port.asked
    assert (errand, values["printer.host"]) == ("page", "10.0.0.7")
    assert kit.port.settings.printer == NETWORK
    assert (kit.view.progress.tone, kit.view.progress.word) == (Tone.GREEN, "The test page was sent")


def test_one_errand_at_a_time_and_the_form_may_be_typed_in_meanwhile() -> None:
    kit = Kit(NETWORK)
    kit.runner.hold = True
    kit.screen.act(PrinterAct.TEST)
    assert kit.view.progress.word == "Being printed…"
    kit.screen.act(PrinterAct.TEST)
    kit.screen.act(PrinterAct.CODE_PAGES)
    assert kit.runner.waiting == 1
    kit.screen.edited("printer.port", "9101")
    assert kit.view.progress.word == "Being printed…"
    kit.runner.release_all()
    assert kit.port.errands == ["page"]
    assert kit.field("port").value == "9101"


def test_only_a_receipt_printer_has_code_pages_and_no_printer_has_a_test_page() -> None:
    assert PrinterAct.CODE_PAGES in Kit(NETWORK).acts()
    assert PrinterAct.CODE_PAGES not in Kit(PrinterSettings(kind="system")).acts()
    kit = Kit(PrinterSettings(kind="none"))
    kit.screen.act(PrinterAct.TEST)
    kit.screen.act(PrinterAct.CODE_PAGES)
    assert (kit.acts(), kit.port.asked) == ([PrinterAct.BACK], [])


def refusal(why: str, cause: OSError | None = None) -> PrinterTrouble:
    trouble = PrinterTrouble(why, device="10.0.0.7:9100", why=why, begun=False)
    trouble.__cause__ = cause
    return trouble


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (refusal("out of paper"), "The paper is out"),
        (refusal("the cover is open"), "The cover is open"),
        (refusal("it takes no more bytes"), "10.0.0.7:9100 has stopped in the middle"),
        (refusal("no answer"), "10.0.0.7:9100 does not answer"),
        (refusal("Connection refused", ConnectionRefusedError()), "10.0.0.7:9100 refuses: check the port"),
        (refusal("reset", ConnectionResetError()), "10.0.0.7:9100 broke off in the middle"),
        (refusal("No such file", FileNotFoundError()), "There is no 10.0.0.7:9100"),
        (refusal("denied", PermissionError()), "This user may not write to 10.0.0.7:9100"),
        (refusal("No route to host", OSError()), "10.0.0.7:9100 does not answer"),
        (PrinterTrouble("?"), "No paper, or the printer does not answer"),
        (ZeroDivisionError(), "mistake of its own"),
    ],
)
def test_what_keeps_the_paper_from_coming_is_one_clear_sentence(error: Exception, told: str) -> None:
    kit = Kit(NETWORK)
    kit.port.error = error
    kit.screen.act(PrinterAct.TEST)
    assert (kit.view.progress.tone, kit.view.progress.word) == (Tone.RED, "Not printed")
    assert told in kit.view.progress.detail
    kit.screen.edited("printer.port", "9101")
    assert kit.view.progress.tone is None, "it was of the settings before"


def test_saving_writes_everything_and_there_is_nothing_left_to_save() -> None:
    kit = Kit(NETWORK)
    assert PrinterAct.SAVE not in kit.acts()
    kit.choose("language", "Ўзбекча")
    kit.screen.edited("printer.footer", "Раҳмат!")
    assert kit.view.progress.word == "Not saved yet"
    kit.screen.act(PrinterAct.SAVE)
    assert kit.port.settings.printer.footer == "Раҳмат!"
    assert kit.port.settings.printer.language == "uz_Cyrl"
    assert (kit.view.progress.word, PrinterAct.SAVE in kit.acts()) == ("Saved", False)
    kit.screen.back()
    assert kit.left == [1]


def test_in_training_it_says_that_it_holds_for_the_training() -> None:
    kit = Kit(NETWORK)
    kit.port.keeps = False
    kit.choose("drawer", "No drawer")
    kit.screen.act(PrinterAct.SAVE)
    assert kit.view.progress.detail == "It holds until this training ends"


@pytest.mark.parametrize(
    "error", [DiskFull("full", folder="/home", free_mb=1), BadSettings("x", why="is too long")]
)
def test_what_was_not_saved_is_said_and_can_still_be_saved(error: Exception) -> None:
    kit = Kit(NETWORK)
    kit.screen.edited("printer.host", "10.0.0.7")
    kit.port.error = error
    kit.screen.act(PrinterAct.SAVE)
    assert kit.view.progress.word == "Not saved"
    kit.port.error = None
    kit.screen.act(PrinterAct.SAVE)
    assert kit.view.progress.word == "Saved"


def test_a_setting_that_is_refused_is_said_at_its_field() -> None:
    kit = Kit(NETWORK)
    kit.screen.edited("printer.host", "10.0.0.7")
    kit.port.error = BadSettings("too long", setting="printer.host", why="is too long")
    kit.screen.act(PrinterAct.SAVE)
    assert kit.field("host").error == "is too long"
    kit.screen.edited("printer.host", "10.0.0.8")
    assert kit.field("host").error == ""


# ---- leaving ------------------------------------------------------------------------------------------


def test_esc_asks_when_something_is_not_saved() -> None:
    kit = Kit(NETWORK)
    kit.screen.edited("printer.host", "10.0.0.7")
    kit.screen.back()
    assert (kit.left, kit.view.asking) == ([], True)
    kit.screen.edited("printer.host", "10.0.0.8")
    kit.screen.act(PrinterAct.TEST)
    assert (kit.field("host").value, kit.port.asked) == ("10.0.0.7", [])
    kit.screen.back()
    assert (kit.left, kit.view.asking) == ([], False)
    kit.screen.back()
    kit.screen.act(PrinterAct.LEAVE)
    assert (kit.left, kit.port.asked) == ([1], [])


def test_it_can_be_saved_on_the_way_out_and_stays_open_when_that_fails() -> None:
    kit = Kit(NETWORK)
    kit.screen.edited("printer.host", "10.0.0.7")
    kit.port.error = DiskFull("full", folder="/home", free_mb=1)
    kit.screen.back()
    kit.screen.act(PrinterAct.SAVE_AND_LEAVE)
    assert (kit.left, kit.view.progress.word) == ([], "Not saved")
    kit.port.error = None
    kit.screen.act(PrinterAct.SAVE)
    assert kit.left == [], "saved by its own key, it stays"
    kit.screen.edited("printer.host", "10.0.0.8")
    kit.screen.back()
    kit.screen.act(PrinterAct.SAVE_AND_LEAVE)
    assert (kit.left, kit.port.settings.printer.host) == ([1], "10.0.0.8")


def test_an_answer_to_a_page_that_is_gone_draws_nothing() -> None:
    kit = Kit(NETWORK)
    kit.runner.hold = True
    kit.screen.act(PrinterAct.TEST)
    kit.screen.close()
    drawn = len(kit.views)
    kit.runner.release_all()
    assert len(kit.views) == drawn


# ---- papers that wait ---------------------------------------------------------------------------------


def test_papers_that_wait_are_counted_printed_and_forgotten_after_a_question() -> None:
    kit = Kit(NETWORK, papers=5)
    assert kit.view.intro == "Papers that wait: 5"
    kit.port.stuck = 3
    kit.screen.act(PrinterAct.PRINT_WAITING)
    assert (kit.view.progress.tone, kit.view.progress.word) == (Tone.RED, "Papers printed: 2")
    kit.screen.act(PrinterAct.FORGET)
    assert (kit.view.asking, kit.view.progress.word) == (True, "Forget the papers that wait: 3?")
    kit.screen.back()
    assert kit.port.papers == 3
    kit.screen.act(PrinterAct.FORGET)
    kit.screen.act(PrinterAct.FORGET_NOW)
    assert (kit.port.papers, kit.view.progress.word, kit.view.intro) == (0, "Papers forgotten: 3", "")
    assert kit.counts == [5, 3, 0], "the strip hears of it"
    assert PrinterAct.FORGET not in kit.acts()


def test_a_paper_that_comes_out_meanwhile_is_counted_and_takes_the_question_back() -> None:
    kit = Kit(NETWORK, papers=1)
    kit.screen.act(PrinterAct.FORGET)
    kit.screen.on_event(PrintChanged(SaleId("S1"), ok=True))
    assert (kit.view.intro, kit.view.asking) == ("", False)


def test_without_papers_there_is_nothing_to_forget() -> None:
    kit = Kit(NETWORK)
    for act in (PrinterAct.FORGET, PrinterAct.PRINT_WAITING, PrinterAct.FORGET_NOW, PrinterAct.LEAVE):
        kit.screen.act(act)
    assert (kit.port.asked, kit.left) == ([], [])
