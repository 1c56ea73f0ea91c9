"""The first start: the key is tested by reading only, kept apart from the settings, and never shown."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pos.bootstrap import with_key
from pos.commands.wizard import WizardDoor
from pos.core.errors import BadSettings, HomeUnusable, NoConnection, PosError, WrongKey
from pos.paths import Home
from pos.settings import load
from pos.simulator import (
    TRAINING_MERCHANT_ID,
    TRAINING_MERCHANT_USER_ID,
    TRAINING_SECRET_KEY,
    TRAINING_SERVICE_ID,
    Endpoint,
    Fault,
)
from pos.vault import open_vault
from tests.commands.kit import NOWHERE, Click

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


# ── the test of the connection ───────────────────────────────────────────────────────────────────


@pytest.mark.anyio
async def test_a_good_key_is_found_good_by_one_read(home: Home, click: Click) -> None:
    await door_to(home, click).test_connection(VALUES)
    assert (click.asked, click.charges) == (1, 0)
    assert not home.settings.exists()
    assert not home.secret.exists()


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["click.secret_key", "click.merchant_user_id"])
async def test_a_wrong_key_or_user_is_told_as_a_wrong_key(home: Home, click: Click, name: str) -> None:
    with pytest.raises(WrongKey) as caught:
        await door_to(home, click).test_connection({**VALUES, name: "99"})
    assert TRAINING_SECRET_KEY not in repr(caught.value.facts)


@pytest.mark.anyio
async def test_a_click_that_is_not_there_is_told_as_no_connection(home: Home, click: Click) -> None:
    door = door_to(home, click)
    click.stop()
    with pytest.raises(NoConnection):
        await door.test_connection(VALUES)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "fault", [Fault.status_before(502), Fault.html(), Fault.drop_after()], ids=["502", "html", "dropped"]
)
async def test_an_answer_that_says_nothing_is_not_taken_for_a_good_key(
    home: Home, click: Click, fault: Fault
) -> None:
    click.fault(Endpoint.STATUS_BY_MTI, fault)
    with pytest.raises(PosError) as caught:
        await door_to(home, click).test_connection(VALUES)
    assert not isinstance(caught.value, WrongKey)


@pytest.mark.anyio
async def test_a_value_that_no_setting_takes_is_named_before_anything_is_sent(
    home: Home, click: Click
) -> None:
    with pytest.raises(BadSettings) as caught:
        await door_to(home, click).test_connection({**VALUES, "fiscal.tin": "12"})
    assert caught.value.facts["setting"] == "fiscal.tin"
    assert click.asked == 0


# ── saving ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.anyio
async def test_the_settings_are_kept_without_the_key_and_the_key_apart_from_them(home: Home) -> None:
    door = WizardDoor(home, {})
    assert door.has_vault() is False  # the tests have no vault, so the wizard must warn
    await door.save({**VALUES, "click.secret_key": CANARY})
    text = home.settings.read_text("utf-8")
    assert CANARY not in text
    assert "secret" not in text
    kept = load(home, {})
    assert (kept.click.service_id, kept.click.cashbox_code) == (TRAINING_SERVICE_ID, "KASSA-7")
    assert (kept.shop.name, kept.fiscal.tin, kept.fiscal.vat_percent) == (
        "Магазин «Анор» №1", "123456789", 12,
    )  # fmt: skip
    assert home.secret.read_text("utf-8") == CANARY
    assert with_key(home, kept).click.secret_key.reveal() == CANARY
    if os.name == "posix":
        assert home.secret.stat().st_mode & 0o777 == 0o600
    holders = [f for f in home.folder.rglob("*") if f.is_file() and CANARY.encode() in f.read_bytes()]
    assert holders == [home.secret]


@pytest.mark.anyio
async def test_saving_again_keeps_what_the_form_does_not_ask_for(home: Home) -> None:
    home.settings.write_text('language = "uz"\n[printer]\nkind = "none"\n')
    door = WizardDoor(home, {})
    await door.save(VALUES)
    await door.save({**VALUES, "click.secret_key": CANARY, "shop.name": "Анор-2"})
    kept = load(home, {})
    assert (kept.language, kept.printer.kind, kept.shop.name) == ("uz", "none", "Анор-2")
    assert open_vault(home).load().reveal() == CANARY


@pytest.mark.anyio
async def test_what_only_the_environment_says_is_not_written(home: Home) -> None:
    await WizardDoor(home, {"POS_CLICK__BASE_URL": NOWHERE, "POS_LANGUAGE": "en"}).save(VALUES)
    text = home.settings.read_text("utf-8")
    assert NOWHERE not in text
    assert "language" not in text


@pytest.mark.anyio
async def test_a_wrong_value_is_named_and_nothing_is_kept(home: Home) -> None:
    with pytest.raises(BadSettings) as caught:
        await WizardDoor(home, {}).save({**VALUES, "fiscal.default_spic": "12"})
    assert caught.value.facts["setting"] == "fiscal.default_spic"
    assert not home.settings.exists()
    assert not home.secret.exists()


@pytest.mark.anyio
async def test_a_home_that_cannot_be_written_is_said(home: Home) -> None:
    home.settings.mkdir()  # in the way
    with pytest.raises((HomeUnusable, BadSettings)):
        await WizardDoor(home, {}).save(VALUES)
    assert not home.secret.exists()


def test_the_form_in_its_window() -> None:
    """In a process of its own: where an event loop has ended, offscreen activates no window any more."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "tests/commands/wizard_windows.py"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
