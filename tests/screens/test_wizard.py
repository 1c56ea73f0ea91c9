"""The first start: every field is checked in words, the key is shown nowhere."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pos.core.errors import BadSettings, HomeUnusable, NoConnection, WrongKey
from pos.screens.views import Tone, WizardView
from pos.screens.wizard_fields import FIELDS
from pos.screens.wizard_mode import ModeView
from pos.screens.wizard_screen import WizardPresenter
from pos.screens.words import LANGUAGES, Words
from pos.settings_values import READERS
from tests.fakes.inline_runner import InlineRunner

GOOD = {
    "click.service_id": "123",
    "click.merchant_id": "45",
    "click.merchant_user_id": "67",
    "click.secret_key": "s3cr3t-key",
}


class Port:
    """Keeps what was saved."""

    def __init__(self) -> None:
        self.vault = True
        self.tested: list[Mapping[str, str]] = []
        self.saved: list[Mapping[str, str]] = []
        self.asked: list[Mapping[str, str]] = []
        self.error: Exception | None = None

    def has_vault(self) -> bool:
        return self.vault

    async def test_connection(self, values: Mapping[str, str]) -> None:
        self.tested.append(values)
        if self.error:
            raise self.error

    async def save(self, values: Mapping[str, str]) -> None:
        if self.error:
            raise self.error
        self.saved.append(values)

    async def ask_for_confirm_mode(self, values: Mapping[str, str]) -> None:
        self.asked.append(values)
        if self.error:
            raise self.error


class Wizard:
    def __init__(self) -> None:
        self.port = Port()
        self.runner = InlineRunner()
        self.views: list[WizardView] = []
        self.modes: list[ModeView] = []
        self.ended: list[str] = []
        self.screen = WizardPresenter(
            port=self.port,
            runner=self.runner,
            words=Words("ru"),
            render=self.views.append,
            saved=lambda: self.ended.append("saved"),
            cancelled=lambda: self.ended.append("cancelled"),
            render_mode=self.modes.append,
        )
        self.screen.start()

    @property
    def view(self) -> WizardView:
        return self.views[-1]

    def fill(self, **more: str) -> None:
        for name, value in {**GOOD, **more}.items():
            self.screen.edited(name, value)

    def error_of(self, name: str) -> str:
        return next(field.error for field in self.view.fields if field.name == name)


@pytest.fixture
def wizard() -> Wizard:
    return Wizard()


def test_an_empty_form_complains_of_nothing_yet_and_cannot_be_saved(wizard: Wizard) -> None:
    assert not any(field.error for field in wizard.view.fields)
    assert not wizard.view.can_save
    wizard.screen.save()
    assert wizard.error_of("click.service_id") == "Заполните это поле"
    assert wizard.error_of("shop.name") == ""
    assert wizard.port.saved == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("click.service_id", "12a", "Только цифры"),
        ("click.service_id", "١٢", "Только цифры"),
        ("fiscal.tin", "12345", "9 или 14 цифр"),
        ("fiscal.default_spic", "1", "17 цифр"),
        ("fiscal.default_package_code", "код", "Не больше 20 латинских букв и цифр"),
        ("fiscal.default_vat_percent", "101", "Число от 0 до 100"),
        ("fiscal.default_vat_percent", "-1", "Число от 0 до 100"),
        ("fiscal.default_name", "x" * 64, "Не больше 63 букв"),
        ("click.cashbox_code", "x" * 65, "Не больше 64 букв и цифр"),
        ("shop.name", "x\x07", "Слишком длинно или не простой текст"),
    ],
)
def test_a_wrong_value_is_said_at_its_field(wizard: Wizard, name: str, value: str, sentence: str) -> None:
    wizard.fill()
    wizard.screen.edited(name, value)
    assert wizard.error_of(name) == sentence
    assert not wizard.view.can_save


def test_what_is_right_is_saved_without_the_spaces_around_it(wizard: Wizard) -> None:
    wizard.fill(**{"shop.name": "  Baraka Market ", "fiscal.tin": "301234567"})
    assert wizard.view.can_save
    wizard.screen.save()
    assert wizard.ended == ["saved"]
    assert wizard.port.saved[0]["shop.name"] == "Baraka Market"


def test_a_good_key_is_green_and_a_change_forgets_it(wizard: Wizard) -> None:
    wizard.fill()
    wizard.screen.test()
    assert (wizard.view.test_tone, wizard.view.test_result) == (
        Tone.GREEN,
        "CLICK узнал эту кассу. Можно сохранять",
    )
    wizard.screen.edited("click.service_id", "124")
    assert wizard.view.test_result == ""


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(WrongKey(), "Ключ или часы компьютера неверны"), (NoConnection(), "Запрос не ушёл с этого компьютера")],
)
def test_a_failed_test_says_why_and_still_allows_saving(
    wizard: Wizard, error: Exception, sentence: str
) -> None:
    wizard.fill()
    wizard.port.error = error
    wizard.screen.test()
    assert wizard.view.test_tone is Tone.RED
    assert wizard.view.test_result.startswith(sentence)
    assert wizard.view.can_save


def test_the_answer_to_old_values_is_dropped(wizard: Wizard) -> None:
    wizard.fill()
    wizard.runner.hold = True
    wizard.screen.test()
    wizard.screen.test()
    assert wizard.view.testing
    assert wizard.runner.waiting == 1
    wizard.screen.edited("click.service_id", "124")
    wizard.runner.release_all()
    assert wizard.view.test_result == ""


def test_what_the_settings_refuse_is_said_at_the_field(wizard: Wizard) -> None:
    wizard.fill()
    wizard.port.error = BadSettings(
        "x", where="click.cashbox_code", why="is too long", setting="click.cashbox_code"
    )
    wizard.screen.save()
    assert wizard.error_of("click.cashbox_code") == "слишком длинно"
    wizard.port.error = HomeUnusable(folder="/data")
    wizard.screen.save()
    assert "/data" in wizard.view.test_result
    assert wizard.ended == []


def test_the_key_is_in_no_repr_and_the_missing_vault_is_said(wizard: Wizard) -> None:
    wizard.fill()
    wizard.screen.test()
    assert GOOD["click.secret_key"] not in repr(wizard.views)
    wizard.port.vault = False
    wizard.screen.language_chosen("uz")
    assert wizard.view.warning.startswith("Kompyuterda himoyalangan ombor yoʻq")
    wizard.screen.cancel()
    assert wizard.ended == ["cancelled"]


def test_the_fields_are_names_of_settings() -> None:
    assert not {field.name for field in FIELDS} - READERS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_label_in_every_language(language: str) -> None:
    words = Words(language)
    assert len({words.say(field.label) for field in FIELDS}) == len(FIELDS)
