"""Colours keep their contrast, letters are all there, and no word is cut off."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtGui import QColor, QFontInfo, QRawFont
from PySide6.QtWidgets import QApplication

from pos.paths import resource
from pos.qt.first_window import GROUND
from pos.qt.main_window import MainWindow
from pos.qt.painting import cap_width
from pos.qt.panel_actions import _fitted
from pos.qt.panel_blocks import Evidence, Lead
from pos.qt.panel_sizes import densities
from pos.qt.theme import DARK, LIGHT, THEMES, Look, Theme, contrast
from pos.qt.typeset import FILES, MEDIUM, SEMIBOLD, figure_in, font, style
from pos.screens.views import EvidenceView, PanelView, Tone
from tests.qt import samples

THEME = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


@THEME
def test_text_has_aa_contrast_on_every_ground_it_stands_on(theme: Theme) -> None:
    for text in (theme.text, theme.text2, theme.text3):
        for ground in (theme.surface, theme.surface2, theme.sel):
            assert contrast(text, ground) >= 4.5, (text.name(), ground.name())
    assert contrast(theme.text2, theme.bg) >= 4.5
    assert contrast(theme.on_training, theme.training) >= 4.5


@THEME
@pytest.mark.parametrize("tone", list(Tone))
def test_states_have_aa_contrast(theme: Theme, tone: Tone) -> None:
    state = theme.state(tone)
    for ground in (theme.surface, state.tint):
        assert contrast(state.fg, ground) >= 4.5
    assert contrast(state.on_solid, state.solid) >= 4.5
    assert contrast(theme.text, state.tint) >= 4.5
    assert round(contrast(state.border, theme.surface), 1) >= 3


@THEME
def test_edges_and_focus_are_seen(theme: Theme) -> None:
    for ground in (theme.surface, theme.bg):
        assert contrast(theme.edge, ground) >= 3
        assert contrast(theme.focus, ground) >= 3


def test_the_numbers_of_the_design_hold() -> None:
    assert round(contrast(LIGHT.text, LIGHT.surface), 1) == 18.1
    assert round(contrast(DARK.text3, DARK.surface), 1) == 6.6
    assert round(contrast(QColor("#FFFFFF"), QColor("#000000"))) == 21


def test_the_first_window_has_the_grounds_of_the_themes() -> None:
    assert {name: theme.bg.name().upper() for name, theme in THEMES.items()} == GROUND


def test_a_change_of_theme_is_told_once() -> None:
    look = Look()
    told: list[bool] = []
    look.changed.connect(lambda: told.append(True))
    look.use(LIGHT)
    look.use(DARK)
    look.use(DARK)
    assert told == [True]


@pytest.mark.parametrize("name", FILES)
def test_each_bundled_font_has_every_letter_of_the_four_languages(qapp: QApplication, name: str) -> None:
    raw = QRawFont(str(resource("fonts", name)), 20)
    letters = "ЎўҚқҒғҲҳЁёЪъ ʻʼ‘’«»“”№₽−—…×·→↵ АЯаяAZaz09"
    missing = [letter for letter in letters if not raw.supportsCharacter(ord(letter))]
    assert missing == []


def test_words_are_set_in_inter(qapp: QApplication) -> None:
    for weight in (400, MEDIUM, SEMIBOLD):
        assert QFontInfo(font(17, weight)).family() == "Inter"


def test_tabular_digits_have_one_width(qapp: QApplication) -> None:
    digits = style(19, 24, SEMIBOLD, tabular=True)
    assert len({round(digits.width(digit), 1) for digit in "0123456789"}) == 1


def test_text_wraps_elides_and_keeps_its_words(qapp: QApplication) -> None:
    letters = style(16, 20)
    text = "Платёж обрабатывается, подождите ответа CLICK"
    lines = letters.lines(text, 150)
    assert " ".join(lines) == text
    assert all(letters.width(line) <= 150 for line in lines)
    two = letters.lines(text, 150, 2)
    assert len(two) == 2
    assert two[1].endswith("…")
    assert letters.width(two[1]) <= 150


def test_balanced_lines_leave_no_word_alone(qapp: QApplication) -> None:
    letters = style(22, 29, SEMIBOLD)
    text = "Деньги не списаны. Покажите новый QR"
    width = letters.width(text) - 5
    greedy, balanced = letters.lines(text, width), letters.balanced(text, width)
    assert greedy[-1] == "QR"
    assert len(balanced) == 2
    assert " ".join(balanced) == text
    assert letters.width(balanced[1]) > letters.width(balanced[0]) / 2


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("7 позиций", "7"),
        ("Скидка −5\u00a0890", "−5\u00a0890"),
        ("НДС 12 % внутри 44\u00a0530,70", "44\u00a0530,70"),
        ("Позиций: 6", "6"),
        ("НДС внутри 0", ""),
        ("Отменена 1", ""),
    ],
)
def test_the_figure_of_a_remark_is_found(text: str, figure: str) -> None:
    start, end = figure_in(text)
    assert text[start:end] == figure


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("panel", samples.LONG_PANELS, ids=lambda panel: panel.tone)
def test_the_longest_language_fits_into_every_panel(
    window: MainWindow, panel: PanelView, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.render(replace(samples.UNKNOWN, panel=panel))
    drawn = window.panel
    floor = min(button.geometry().top() for button in drawn._buttons if button.isVisible())
    if drawn._code and drawn._code.isVisible():
        floor = drawn._code.geometry().top()
    places = [place for _, place in drawn._placed]
    assert len(places) == len(drawn._blocks(drawn._sizes, window.look.theme))
    for above, below in pairwise(places):
        assert below.top() >= above.bottom()
    assert places[-1].bottom() <= floor
    for block, place in drawn._placed:
        assert place.width() <= drawn.width()
        if isinstance(block, Lead):
            headline, money = block._types(block._words_width(place.width()))
            for letters, text in ((headline, block.view.headline), (money, block.said)):
                for line in letters.lines(text, block._words_width(place.width())):
                    assert letters.width(line) <= block._words_width(place.width()) + 0.5
    for button in drawn._buttons:
        if button.isVisible():
            room = button.width() - 40 - cap_width(button.view.key)
            letters, lines = _fitted(button.view.word, room, button.px)
            assert len(lines) <= 2
            assert all(letters.width(line) <= room for line in lines)
    letters, lines, _ = drawn._band()
    assert all("…" not in line for line in lines)
    assert all(letters.width(line) <= drawn.width() - 64 for line in lines)


def test_a_value_too_wide_for_three_columns_gets_two(qapp: QApplication) -> None:
    sizes = densities(536, 465)[0]
    cells = (EvidenceView("Пул ҳозир", "қаердалиги ҳозирча мутлақо номаълум"),) * 6
    assert Evidence(cells, LIGHT.edge, sizes).columns(500) == 2


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
def test_the_words_of_the_function_keys_are_whole(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    for cell in window.fkeys._cells[: window.fkeys._shown()]:
        room = cell.width() - 14
        assert style(13, 20, MEDIUM).width(cell.view.word) <= room


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("digits", ["0", "415\u00a0620", "99\u00a0999\u00a0999", "999\u00a0999\u00a0999,99"])
def test_the_total_is_never_cut_and_64_px_where_they_fit(
    window: MainWindow, size: tuple[int, int], digits: str
) -> None:
    window.resize(*size)
    window.render(replace(samples.SALE, total=replace(samples.SALE.total, digits=digits)))
    room = window.total.width() - 40
    px = window.total._digits_px(room)
    assert px >= 64 or style(64, 64, SEMIBOLD, tabular=True).width(digits) > room
    assert style(px, px, SEMIBOLD, tabular=True).width(digits) <= room
