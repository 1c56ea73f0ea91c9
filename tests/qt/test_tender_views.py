"""Every way to pay on the narrowest screen, in every language: no word of it and no sum is cut."""

from __future__ import annotations

import pytest

from pos.qt.input_line import TEXT_LEFT
from pos.qt.main_window import MainWindow
from pos.qt.panel_paid import INSET
from pos.qt.pressable import Pressable
from pos.qt.theme import Look
from pos.qt.typeset import MEDIUM, SEMIBOLD, style
from pos.screens.views import Tone
from pos.screens.words import LANGUAGES
from tests.qt import till_samples


@pytest.fixture
def narrow(look: Look) -> MainWindow:
    window = MainWindow(look)
    window.resize(1024, 768)
    return window


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", till_samples.TENDERS)
def test_nothing_is_cut(narrow: MainWindow, name: str, language: str) -> None:
    view = till_samples.tender(name, language)
    narrow.render(view)
    narrow.grab()
    inset = narrow.total._sizes.inset
    wide = narrow.total.width()
    for cell in view.total.cells:
        room = wide // len(view.total.cells) - inset - 8
        assert style(13, 18).width(cell.label) <= room, cell.label
        assert style(15, 24, SEMIBOLD, tabular=True).width(cell.value) <= room, cell.value
    label = f"{view.total.label}, {view.total.unit}"
    assert style(narrow.total._sizes.label_px, 20, MEDIUM).width(label) <= wide - 2 * inset, label
    if view.panel and view.panel.tone is Tone.GREEN:
        for fact in view.panel.evidence:
            width = style(14, 20).width(fact.label) + style(14, 20, SEMIBOLD, tabular=True).width(fact.value)
            assert width + 12 <= narrow.panel.width() - 2 * INSET, fact
    for control in narrow.findChildren(Pressable):
        if control.isVisibleTo(narrow):
            assert min(control.width(), control.height()) >= 43, control.accessibleName()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_of_cash_are_read_whole(narrow: MainWindow, language: str) -> None:
    for name in ("asks", "cash", "mixed_cash"):
        view = till_samples.tender(name, language)
        narrow.render(view)
        room = narrow.input.width() - TEXT_LEFT - 14
        assert style(narrow.input._px, 24).width(view.input.placeholder) <= room, view.input.placeholder


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_currency_is_not_said_twice(language: str) -> None:
    for name in ("mixed_cash", "both"):
        total = till_samples.tender(name, language).total
        assert total.unit
        assert total.unit not in total.label
