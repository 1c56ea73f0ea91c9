"""The first start, in its window; run by test_wizard.py in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos.commands.wizard import WizardDoor, run_wizard
from pos.core.errors import ClickRefused
from pos.journal.database import Journal
from pos.journal.services import JournalServices
from pos.paths import Home
from pos.qt.first_window import FirstWindow
from pos.qt.form_field import FormField
from pos.qt.panel_actions import ActionButton
from pos.qt.wizard_view import WizardWindow
from pos.screens.words import Words
from pos.settings import Settings, load
from pos.simulator import (
    TRAINING_MERCHANT_ID,
    TRAINING_MERCHANT_USER_ID,
    TRAINING_SECRET_KEY,
    TRAINING_SERVICE_ID,
    Endpoint,
    Fault,
)
from pos.vault import open_vault
from tests.commands.kit import Click, Pos

VALUES = {
    "click.service_id": str(TRAINING_SERVICE_ID),
    "click.merchant_id": str(TRAINING_MERCHANT_ID),
    "click.merchant_user_id": str(TRAINING_MERCHANT_USER_ID),
    "click.secret_key": TRAINING_SECRET_KEY,
    "click.cashbox_code": "KASSA-7",
    "shop.name": "Магазин «Анор» №1",
    "shop.address": "",
    "fiscal.tin": "123456789",
    "fiscal.default_name": "Услуга (раз)",
    "fiscal.default_spic": "10305008002000000",
    "fiscal.default_package_code": "1514296",
    "fiscal.default_vat_percent": "12",
}
CANARY = "CANARY-KEY-7f3a9c"
WAITS = 500  # looks at the form, each 10 ms apart


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


def door_to(home: Home, click: Click) -> WizardDoor:
    return WizardDoor(home, {"POS_CLICK__BASE_URL": click.base_url})


@pytest.fixture
def _windows_go(qtbot: QtBot, pos: Pos) -> Iterator[None]:
    yield
    for window in QApplication.topLevelWidgets():
        window.hide()
        window.deleteLater()
    # At once: a hidden window that had the focus keeps every later one from getting it.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Person:
    """Fills the form in; each step waits until the one before can be seen."""

    def __init__(self, *steps: Callable[[WizardWindow], bool]) -> None:
        self.steps = list(steps)
        self.timer = QTimer()
        self.timer.setInterval(10)
        self.timer.timeout.connect(self._look)
        self.timer.start()
        self.left = WAITS

    def _look(self) -> None:
        self.left -= 1
        form = wizard()
        if self.left < 0 and form:
            self.steps.clear()
            form.window().close()
        elif form and self.steps and self.steps[0](form):
            self.steps.pop(0)


def wizard() -> WizardWindow | None:
    windows = (window for window in QApplication.topLevelWidgets() if isinstance(window, FirstWindow))
    contents: list[QWidget | None] = [window.content for window in windows if window.isVisible()]
    return next((content for content in contents if isinstance(content, WizardWindow)), None)


def fill(form: WizardWindow) -> bool:
    names = list(VALUES)
    fields = form.findChildren(FormField)
    assert len(fields) == len(names)
    for name, field in zip(names, fields, strict=True):
        field.edit.setText(VALUES[name])
        field.changed.emit(name, VALUES[name])
    return True


def press(word: str) -> Callable[[WizardWindow], bool]:
    def step(form: WizardWindow) -> bool:
        buttons = [b for b in form.findChildren(ActionButton) if word in b.accessibleName()]
        if not buttons:
            return False  # it is not asked yet
        [button] = buttons
        could = button.isEnabled()
        button.click()
        return could

    return step


def said(word: str) -> Callable[[WizardWindow], bool]:
    return lambda form: form._view is not None and word in form._view.test_result


@pytest.mark.usefixtures("_windows_go")
def test_the_form_is_filled_in_tested_and_saved(home: Home, click: Click) -> None:
    environ = {"POS_CLICK__BASE_URL": click.base_url}
    person = Person(fill, press("Test"), said("knows this till"), press("Save"))
    assert run_wizard(home, Settings(), environ, Words("en")) is True
    assert person.steps == []
    assert load(home, {}).click.service_id == TRAINING_SERVICE_ID
    assert open_vault(home).load().reveal() == TRAINING_SECRET_KEY


def mode_says(word: str) -> Callable[[WizardWindow], bool]:
    return lambda form: word in form._mode.view.said


def focused(word: str) -> Callable[[WizardWindow], bool]:
    def step(_form: WizardWindow) -> bool:
        widget = QApplication.focusWidget()
        return isinstance(widget, ActionButton) and word in widget.accessibleName()

    return step


def onto_test(form: WizardWindow) -> bool:
    form._test.setFocus()
    return True


def key(code: Qt.Key) -> Callable[[WizardWindow], bool]:
    def step(_form: WizardWindow) -> bool:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, code)
        return True

    return step


@pytest.mark.usefixtures("_windows_go")
def test_the_confirmation_mode_is_asked_for_by_keyboard_and_kept(home: Home, click: Click) -> None:
    environ = {"POS_CLICK__BASE_URL": click.base_url}
    person = Person(
        fill,
        onto_test,
        key(Qt.Key.Key_Return),
        focused("Switch on"),
        key(Qt.Key.Key_Return),
        mode_says("CLICK took the request"),
        focused("Save"),
        key(Qt.Key.Key_Return),
    )
    assert run_wizard(home, Settings(), environ, Words("en")) is True
    assert person.steps == []
    assert load(home, {}).click.confirm_mode == "on"
    journal = Journal(home.journal)
    asked = JournalServices(journal).confirm_mode_asked(TRAINING_SERVICE_ID)
    journal.close()
    assert asked is not None
    assert asked.on


@pytest.mark.usefixtures("_windows_go")
def test_the_confirmation_mode_may_be_declined(home: Home, click: Click) -> None:
    environ = {"POS_CLICK__BASE_URL": click.base_url}
    person = Person(
        fill, press("Test"), press("Leave it off"), mode_says("counts on the mode being off"), press("Save")
    )
    assert run_wizard(home, Settings(), environ, Words("en")) is True
    assert person.steps == []
    assert load(home, {}).click.confirm_mode == "off"
    assert not home.journal.exists()


@pytest.mark.usefixtures("_windows_go")
@pytest.mark.parametrize(
    "leave",
    [press("Cancel"), lambda form: form.window().close(), key(Qt.Key.Key_Escape)],
    ids=["Cancel", "x", "Esc"],
)
def test_a_form_that_is_left_keeps_nothing(home: Home, leave: Callable[[WizardWindow], bool]) -> None:
    person = Person(fill, leave)
    assert run_wizard(home, Settings(), {}, Words("en")) is False
    assert person.steps == []
    assert not home.settings.exists()
    assert not home.secret.exists()


@pytest.mark.usefixtures("_windows_go")
def test_a_refused_key_is_said_in_the_form_and_can_be_corrected(home: Home, click: Click) -> None:
    def mistype(form: WizardWindow) -> bool:
        form.field_changed.emit("click.secret_key", "wrong")
        return True

    environ = {"POS_CLICK__BASE_URL": click.base_url}
    person = Person(fill, mistype, press("Test"), said("clock of this computer"), press("Cancel"))
    assert run_wizard(home, Settings(), environ, Words("en")) is False
    assert person.steps == []


def test_a_till_that_nobody_sees_names_what_is_missing_instead_of_asking(pos: Pos) -> None:
    ran = pos("till", QT_QPA_PLATFORM="offscreen")
    assert ran.code == 2
    assert "POS_CLICK__SERVICE_ID" in ran.err


@pytest.mark.anyio
async def test_a_refusal_of_click_itself_is_shown_with_its_note(home: Home, click: Click) -> None:
    click.fault(Endpoint.STATUS_BY_MTI, Fault.status_before(403))
    with pytest.raises(ClickRefused):
        await door_to(home, click).test_connection(VALUES)
