"""The confirmation mode at the first start: asked of CLICK, kept in journal and settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.commands.wizard import WizardDoor
from pos.core.errors import ClickRefused, NoConnection, OutcomeUnknown, WrongKey
from pos.flow.ports import ModeAsked
from pos.journal.database import Journal
from pos.journal.services import JournalServices
from pos.paths import Home
from pos.settings import load
from pos.simulator import TRAINING_SERVICE_ID, Endpoint, Fault
from tests.commands.kit import Click, Pos
from tests.commands.test_wizard import VALUES
from tests.fakes.clock import START, FakeClock


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


@pytest.fixture
def environ(click: Click) -> dict[str, str]:
    return {"POS_CLICK__BASE_URL": click.base_url}


def remembered(home: Home) -> ModeAsked | None:
    journal = Journal(home.journal)
    try:
        return JournalServices(journal).confirm_mode_asked(TRAINING_SERVICE_ID)
    finally:
        journal.close()


@pytest.mark.anyio
async def test_the_request_goes_to_click_and_is_remembered_with_its_time(
    home: Home, environ: dict[str, str], click: Click
) -> None:
    await WizardDoor(home, environ, clock=FakeClock()).ask_for_confirm_mode(VALUES)
    assert (click.asked, click.charges) == (1, 0)
    assert remembered(home) == ModeAsked(on=True, at=START)
    assert not home.settings.exists()
    assert not home.secret.exists()


@pytest.mark.anyio
async def test_it_may_be_kept_elsewhere(home: Home, environ: dict[str, str]) -> None:
    kept: list[tuple[int, ModeAsked]] = []
    door = WizardDoor(
        home, environ, remember=lambda service, asked: kept.append((service, asked)), clock=FakeClock()
    )
    await door.ask_for_confirm_mode(VALUES)
    assert kept == [(TRAINING_SERVICE_ID, ModeAsked(on=True, at=START))]
    assert not home.journal.exists()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.status_before(403), ClickRefused),
        (Fault.status_before(502), OutcomeUnknown),
        (Fault.drop_after(), OutcomeUnknown),
    ],
)
async def test_what_click_did_not_surely_take_is_not_remembered(
    home: Home, environ: dict[str, str], click: Click, fault: Fault, error: type[Exception]
) -> None:
    click.fault(Endpoint.CONFIRMATION_ON, fault)
    with pytest.raises(error):
        await WizardDoor(home, environ).ask_for_confirm_mode(VALUES)
    assert remembered(home) is None


@pytest.mark.anyio
async def test_a_wrong_key_and_a_click_that_is_away_are_told(
    home: Home, environ: dict[str, str], click: Click
) -> None:
    door = WizardDoor(home, environ)
    with pytest.raises(WrongKey):
        await door.ask_for_confirm_mode({**VALUES, "click.secret_key": "wrong"})
    click.stop()
    with pytest.raises(NoConnection):
        await door.ask_for_confirm_mode(VALUES)


@pytest.mark.anyio
async def test_a_journal_that_cannot_be_opened_does_not_make_the_request_a_failure(
    home: Home, environ: dict[str, str], click: Click
) -> None:
    home.journal.write_bytes(b"this is no journal " * 300)
    await WizardDoor(home, environ).ask_for_confirm_mode(VALUES)
    assert click.asked == 1


@pytest.mark.anyio
async def test_the_answer_is_kept_as_a_setting_and_can_be_taken_back(home: Home) -> None:
    door = WizardDoor(home, {})
    await door.save({**VALUES, "click.confirm_mode": "off"})
    assert load(home, {}).click.confirm_mode == "off"
    await door.save(VALUES)  # not answered this time
    assert load(home, {}).click.confirm_mode == "off"
    await door.save({**VALUES, "click.confirm_mode": "on"})
    assert load(home, {}).click.confirm_mode == "on"


def test_asked_for_and_not_yet_seen_is_what_the_doctor_says(
    pos: Pos, click: Click, environ: dict[str, str]
) -> None:
    journal = Journal(Home(pos.home).make().journal)
    JournalServices(journal).set_confirm_mode_asked(TRAINING_SERVICE_ID, ModeAsked(on=True, at=START))
    journal.close()
    ran = pos("doctor", "--json", **environ)
    [check] = [check for check in ran.json["checks"] if check["name"] == "confirm_mode"]
    assert check["level"] == "yellow"
    assert check["seen"] == "On was asked for, not yet seen: 24.11.2026 14:30"
