"""The question of the confirmation mode: asked after a good key, answered once, in nobody's way."""

from __future__ import annotations

import pytest

from pos.core.errors import NoConnection, OutcomeUnknown
from pos.screens.views import Tone
from pos.screens.wizard_mode import CREDENTIALS, SETTING, ModeView
from pos.screens.words import LANGUAGES
from pos.settings_values import READERS
from tests.screens.test_wizard import GOOD, Wizard


@pytest.fixture
def asked() -> Wizard:
    """A wizard whose key was found good."""
    wizard = Wizard()
    wizard.fill()
    wizard.screen.test()
    return wizard


def mode(wizard: Wizard) -> ModeView:
    return wizard.modes[-1]


def may_save(wizard: Wizard) -> bool:
    return wizard.view.can_save


def saved_mode(wizard: Wizard) -> str | None:
    wizard.screen.save()
    assert wizard.ended == ["saved"]
    return wizard.port.saved[-1].get(SETTING)


def test_nothing_is_asked_before_the_key_is_found_good() -> None:
    wizard = Wizard()
    wizard.fill()
    wizard.port.error = NoConnection()
    wizard.screen.test()
    assert mode(wizard) == ModeView()
    wizard.screen.mode_on()
    wizard.screen.mode_off()
    assert wizard.port.asked == []
    wizard.port.error = None
    assert saved_mode(wizard) is None


def test_the_question_says_why_and_what_is_recommended(asked: Wizard) -> None:
    view = mode(asked)
    assert (view.title, view.on_word, view.off_word) == (
        "Режим подтверждения",
        "Включить (рекомендуем)",
        "Не включать",
    )
    assert "CLICK сам вернёт деньги" in view.reason
    assert (view.said, view.answered, view.asking) == ("", False, False)
    assert saved_mode(asked) is None  # not answered: the setting stays as it was


def test_switched_on_it_is_asked_once_said_and_kept(asked: Wizard) -> None:
    asked.screen.mode_on()
    assert asked.port.asked[0]["click.service_id"] == GOOD["click.service_id"]
    view = mode(asked)
    assert (view.tone, view.answered) == (Tone.GREEN, True)
    assert view.said == "CLICK принял запрос. Первый платёж покажет, что режим включён"
    asked.screen.mode_on()
    asked.screen.mode_off()
    assert len(asked.port.asked) == 1
    assert saved_mode(asked) == "on"


def test_declined_it_says_what_that_means_and_asks_click_for_nothing(asked: Wizard) -> None:
    asked.screen.mode_off()
    view = mode(asked)
    assert (view.tone, view.answered) == (Tone.AMBER, True)
    assert view.said.startswith("Касса считает, что режим выключен")
    assert asked.port.asked == []
    assert saved_mode(asked) == "off"


@pytest.mark.parametrize("error", [NoConnection(), OutcomeUnknown()])
def test_a_request_that_failed_is_said_and_may_be_repeated(asked: Wizard, error: Exception) -> None:
    asked.port.error = error
    asked.screen.mode_on()
    view = mode(asked)
    assert (view.tone, view.answered) == (Tone.RED, False)
    assert view.said
    asked.port.error = None
    asked.screen.mode_on()
    assert saved_mode(asked) == "on"


def test_nothing_is_saved_while_click_is_being_asked(asked: Wizard) -> None:
    asked.runner.hold = True
    asked.screen.mode_on()
    assert (mode(asked).asking, mode(asked).said) == (True, "Спрашиваем CLICK…")
    assert not may_save(asked)
    asked.screen.save()
    asked.screen.mode_on()
    assert asked.runner.waiting == 1
    asked.runner.release_all()
    asked.runner.hold = False
    assert may_save(asked)
    assert saved_mode(asked) == "on"


@pytest.mark.parametrize("name", sorted(CREDENTIALS))
def test_another_service_is_another_question(asked: Wizard, name: str) -> None:
    asked.screen.mode_on()
    asked.screen.edited(name, "999")
    assert mode(asked) == ModeView()
    assert saved_mode(asked) is None


def test_the_answer_for_the_old_service_is_dropped_when_it_comes_late(asked: Wizard) -> None:
    asked.runner.hold = True
    asked.screen.mode_on()
    asked.screen.edited("click.service_id", "999")
    asked.runner.release_all()
    asked.runner.hold = False
    assert mode(asked) == ModeView()
    assert saved_mode(asked) is None


def test_another_name_of_the_shop_leaves_the_answer_as_it_is(asked: Wizard) -> None:
    asked.screen.mode_off()
    asked.screen.edited("shop.name", "Baraka")
    assert mode(asked).answered
    asked.screen.test()
    assert mode(asked).answered
    assert saved_mode(asked) == "off"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_is_there_in_every_language(asked: Wizard, language: str) -> None:
    asked.screen.language_chosen(language)
    view = mode(asked)
    assert len({view.title, view.reason, view.on_word, view.off_word}) == 4


def test_what_is_kept_is_a_setting() -> None:
    assert READERS[SETTING]("off", False) == "off"
    assert READERS.keys() >= CREDENTIALS
