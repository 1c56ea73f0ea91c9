"""Errors and codes in words: what happened, where the money is, what to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos.core import errors as e
from pos.core.scan import ScanKind
from pos.screens.naming import (
    SCENARIOS,
    not_goods_text,
    scenario_words,
    unit_word,
    wrong_code,
    wrong_code_text,
)
from pos.screens.notice import help_notice, notice
from pos.screens.views import Tone
from pos.screens.wording import explain, own_words
from pos.screens.words import LANGUAGES, Words


def tree(root: type[e.PosError] = e.PosError) -> Iterator[type[e.PosError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__.startswith("pos."):
            yield from tree(child)


@pytest.mark.parametrize("kind", sorted(set(tree()), key=str))
def test_every_error_has_its_own_words_in_every_language(kind: type[e.PosError]) -> None:
    assert own_words(kind), f"{kind.__name__} needs words in pos.screens.wording"
    english = explain(kind(), Words("en"))
    for language in LANGUAGES:
        told = explain(kind(), Words(language))
        assert all((told.word, told.what, told.money, told.do)), language
        if language != "en":
            assert told.money != english.money, f"{kind.__name__} is not translated into {language}"


def test_an_error_of_a_stranger_is_a_mistake_of_the_program() -> None:
    told = explain(ZeroDivisionError("x"), Words("ru"))
    assert told.word == "Ошибка в программе"
    assert told.tone is Tone.AMBER


def test_the_facts_stand_in_the_sentences() -> None:
    words = Words("ru")
    assert explain(e.UnknownGood(barcode="4607012930148"), words).what == "Товар 4607012930148 не найден"
    assert explain(e.UnresolvedLines(line=8), words).do == "Уберите строку 8 (Del) или найдите товар (F2)"
    assert explain(e.SettingsMissing(names=("a", "b")), words).what == "Не задано: a, b"
    assert explain(e.BadInput(field="payment", value="X1"), words).what == "Нет такого платежа: X1"


def test_reasons_of_wrong_settings_are_translated() -> None:
    told = explain(e.BadSettings(where="settings.toml:3", why="must be a whole number"), Words("ru"))
    assert told.what == "settings.toml:3: должно быть целым числом"


def test_the_code_of_click_is_kept_apart_from_the_words() -> None:
    told = explain(e.ClickRefused(code=-5017, note="Мало средств"), Words("ru"))
    assert told.code == "Код -5017"
    assert "5017" not in told.what + told.money + told.do


def test_one_line_says_all_three_parts() -> None:
    line = explain(e.NoConnection(), Words("ru")).one_line()
    assert line == (
        "Запрос не ушёл с этого компьютера. Деньги не списаны — можно повторить. Проверьте сеть и повторите."
    )


@pytest.mark.parametrize("kind", list(ScanKind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_code_has_its_plain_sentence(kind: ScanKind, language: str) -> None:
    assert "CLICK Pass" in wrong_code(kind, Words(language))


def test_sentences_of_the_cashiers_table() -> None:
    assert wrong_code(ScanKind.GOODS, Words("ru")) == "Это код товара, а нужен QR CLICK Pass"
    assert wrong_code(ScanKind.GOODS, Words("uz")) == "Bu tovar kodi, CLICK Pass QR kerak"
    assert wrong_code(ScanKind.GOODS, Words("en")) == "This is a goods code, not CLICK Pass"
    error = e.NotAPaymentCode(kind=str(ScanKind.PAYME))
    assert explain(error, Words("ru")).what == "Это код Payme, а нужен QR CLICK Pass"
    assert wrong_code_text(ScanKind.UZQR) != wrong_code_text(ScanKind.UZUM)
    assert not_goods_text(ScanKind.GOODS) is None


def test_a_payment_code_error_without_a_kind_still_has_words() -> None:
    assert explain(e.NotAPaymentCode(kind="nonsense"), Words("en")).what == "This is not a CLICK Pass code"


def test_units_of_the_catalogue_are_said_in_the_language() -> None:
    assert unit_word("шт", Words("uz")) == "dona"
    assert unit_word("шт.", Words("ru")) == "шт"
    assert unit_word("рулон", Words("uz")) == "рулон"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scenario_of_the_phone_has_words(language: str) -> None:
    assert all(all(scenario_words(scenario, Words(language))) for scenario in SCENARIOS)
    assert scenario_words("meteorite", Words(language)) == ("meteorite", "")


def test_the_scenarios_are_those_of_the_simulator() -> None:
    from pos.simulator.codes import Scenario

    assert set(SCENARIOS) == {scenario.value for scenario in Scenario}


def test_a_notice_says_what_happened_where_the_money_is_and_what_to_do() -> None:
    view = notice(e.DiskFull(folder="/data", free_mb=3), Words("ru"))
    assert view.tone is Tone.RED
    assert (view.word, view.do) == ("Диск заполнен", "Освободите место на диске и запустите снова")
    assert "3 МБ" in view.what
    assert help_notice(Words("uz")).word == "Yordam"
