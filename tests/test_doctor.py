"""The doctor's checks one by one, over fakes: what is green, yellow and red, and that none stops another."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pos.click_api.gateway import KeyVerdict, ProbeReply
from pos.core.errors import (
    BadSettings,
    JournalDamaged,
    NoConnection,
    OutcomeUnknown,
    PosError,
    Unavailable,
    UntrustedServer,
)
from pos.core.fiscal import FiscalDefaults, FiscalState
from pos.core.payment import PaymentId, TransactionId
from pos.core.sale import SaleId
from pos.core.secret import SecretKey
from pos.doctor import LIMIT_S, BooksSeen, Patient, examine
from pos.doctor import machine as machine_checks
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.ports import ModeAsked, StatusReply
from pos.journal.verify import Flaw, Report
from pos.paths import Home
from pos.screens.doctor_words import TITLES, Check, Level, as_json, report
from pos.screens.words import LANGUAGES, Words
from pos.settings import ClickSettings, Settings
from pos.starts import MOST, Starts
from tests.fakes.clock import START, FakeClock

CANARY = "CANARY-KEY-7f3a9c"
GREEN, YELLOW, RED = Level.GREEN, Level.YELLOW, Level.RED
SETTINGS = Settings(
    click=ClickSettings(
        service_id=31, merchant_id=7, merchant_user_id=5, secret_key=SecretKey(CANARY), cashbox_code="K1"
    ),
    fiscal=FiscalDefaults("123456789", "Услуга", "10305008002000000", "1514296", 12),
)
WHOLE = Report(links=10, payments=3, head_seq=10, head_hash="a" * 64)
BOOKS = BooksSeen(
    report=WHOLE,
    mode_seen=(True, START - timedelta(hours=1)),
    mode_asked=None,
    mti_verified=True,
    queue=(),
    lacking=0,
    open=0,
    manual=0,
    box=(10, "a" * 64),
    has_box=True,
)
LINK = FiscalEntry(
    PaymentId(1), SaleId("S"), TransactionId("T"), FiscalState.PENDING, b"x", None, None, 0, "sent", START
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Click:
    """CLICK that answers the doctor's questions as it is told to."""

    def __init__(self, reply: ProbeReply | Exception, look_up: PosError | None = None) -> None:
        self.reply = reply
        self.look_up_error = look_up
        self.looked_up = 0

    async def probe(self) -> ProbeReply:
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    async def look_up(
        self, transaction_id: TransactionId, day: date, deadline_s: float
    ) -> StatusReply | None:
        self.looked_up += 1
        if self.look_up_error:
            raise self.look_up_error
        return None


GOOD = ProbeReply(KeyVerdict.KEY_GOOD, "", 0)


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    """A till in good health."""
    home = Home(tmp_path / "home").make()
    home.ballast.write_bytes(b"")
    return Patient(home=home, settings=SETTINGS, click=Click(GOOD), clock=FakeClock(), books=lambda: BOOKS)


async def levels(patient: Patient) -> dict[str, Check]:
    return {check.name: check for check in await examine(patient)}


async def one(patient: Patient, name: str) -> tuple[Level, str]:
    """Level and English words of one check."""
    checks = as_json(await examine(patient), Words("en"))["checks"]
    assert isinstance(checks, list)
    [found] = [check for check in checks if check["name"] == name]
    return Level(found["level"]), f"{found['seen']} → {found['do']}"


@pytest.mark.anyio
async def test_a_till_in_good_health_is_green_all_over_and_every_check_is_there(patient: Patient) -> None:
    checks = await examine(patient)
    assert [check.name for check in checks] == list(TITLES)
    assert {check.name: check.level for check in checks if check.level is not GREEN} == {}


@pytest.mark.anyio
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_key_is_in_no_word_of_it(patient: Patient, language: str) -> None:
    noted = Click(ProbeReply(KeyVerdict.UNCLEAR, f"Auth: 5:{'b' * 40}:17, secret_key={CANARY}", 1))
    told = "\n".join(report(await examine(replace(patient, click=noted)), Words(language)))
    assert CANARY not in told
    assert "b" * 40 not in told


# ── CLICK ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (ProbeReply(KeyVerdict.KEY_GOOD, "", 0), (GREEN, GREEN, GREEN)),
        (ProbeReply(KeyVerdict.KEY_GOOD, "", -5), (GREEN, GREEN, GREEN)),
        (ProbeReply(KeyVerdict.KEY_GOOD, "", 6), (GREEN, GREEN, YELLOW)),
        (ProbeReply(KeyVerdict.KEY_GOOD, "", 30), (GREEN, GREEN, YELLOW)),
        (ProbeReply(KeyVerdict.KEY_GOOD, "", -31), (GREEN, GREEN, RED)),
        (ProbeReply(KeyVerdict.KEY_GOOD, "", None), (GREEN, GREEN, YELLOW)),
        (ProbeReply(KeyVerdict.KEY_WRONG, "", 3600), (GREEN, RED, RED)),
        (ProbeReply(KeyVerdict.NO_CONNECTION, "ConnectError", None), (RED, YELLOW, YELLOW)),
        (ProbeReply(KeyVerdict.UNCLEAR, "502", 0), (YELLOW, YELLOW, GREEN)),
        (OutcomeUnknown("x"), (RED, YELLOW, YELLOW)),
        (ValueError("x"), (RED, YELLOW, YELLOW)),
    ],
)
async def test_what_click_answers_decides_three_checks(
    patient: Patient, reply: ProbeReply | Exception, expected: tuple[Level, Level, Level]
) -> None:
    found = await levels(replace(patient, click=Click(reply)))
    assert tuple(found[name].level for name in ("click", "key", "clock")) == expected
    assert found["journal"].level is GREEN


@pytest.mark.anyio
async def test_a_refused_certificate_is_not_a_missing_network(patient: Patient) -> None:
    nobody = ProbeReply(KeyVerdict.NO_CONNECTION, "ConnectError", None)
    untrusted = Click(nobody, UntrustedServer("ConnectError"))
    assert "(TLS)" in (await one(replace(patient, click=untrusted), "click"))[1]
    assert untrusted.looked_up == 1
    offline = Click(nobody, NoConnection("ConnectError"))
    assert "(TLS)" not in (await one(replace(patient, click=offline), "click"))[1]


@pytest.mark.anyio
async def test_a_click_that_never_answers_is_given_up_in_time(patient: Patient) -> None:
    class Silent(Click):
        async def probe(self) -> ProbeReply:
            await FOREVER()
            return GOOD

    level, words = await one(replace(patient, click=Silent(GOOD), network_s=0.05), "click")
    assert level is RED
    assert "No answer within" in words
    assert LIMIT_S <= 15


async def FOREVER() -> None:  # noqa: N802 - a wait without an end
    import asyncio

    await asyncio.get_running_loop().create_future()


@pytest.mark.anyio
async def test_offline_nobody_is_asked_and_nothing_is_red(patient: Patient) -> None:
    found = await levels(replace(patient, click=None))
    assert {found[name].level for name in ("click", "key", "clock")} == {YELLOW}


# ── settings ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.anyio
async def test_broken_settings_are_named_with_their_place_and_stop_nothing_else(patient: Patient) -> None:
    broken = BadSettings("x", where="settings.toml:2", why="must be a whole number")
    sick = replace(patient, settings=broken, click=None)
    level, words = await one(sick, "settings")
    assert level is RED
    assert "settings.toml:2" in words
    assert (await levels(sick))["journal"].level is GREEN


@pytest.mark.anyio
async def test_missing_settings_are_named(patient: Patient) -> None:
    level, words = await one(replace(patient, settings=Settings()), "settings")
    assert level is RED
    assert "click.service_id (POS_CLICK__SERVICE_ID)" in words


@pytest.mark.anyio
async def test_a_locked_vault_and_missing_fiscal_settings_are_told(patient: Patient) -> None:
    locked = replace(patient, key_trouble=Unavailable("locked", device="vault"))
    assert (await one(locked, "settings"))[0] is RED
    level, words = await one(
        replace(patient, settings=replace(SETTINGS, fiscal=FiscalDefaults())), "settings"
    )
    assert level is YELLOW
    assert "fiscal.tin" in words
    device = replace(SETTINGS, fiscal=FiscalDefaults(way="device"))
    assert (await one(replace(patient, settings=device), "settings"))[0] is GREEN, "the device has its own"


@pytest.mark.anyio
async def test_a_simulator_is_said(patient: Patient) -> None:
    local = replace(SETTINGS, click=replace(SETTINGS.click, base_url="http://127.0.0.1:1/v2/merchant/"))
    level, words = await one(replace(patient, settings=local), "address")
    assert level is YELLOW
    assert "no real money" in words


@pytest.mark.anyio
async def test_a_refused_key_that_is_not_there_is_said_to_be_missing(patient: Patient) -> None:
    wrong = Click(ProbeReply(KeyVerdict.KEY_WRONG, "", 0))
    bare = replace(SETTINGS, click=replace(SETTINGS.click, secret_key=SecretKey()))
    assert "No key is set" in (await one(replace(patient, settings=bare, click=wrong), "key"))[1]
    assert "does not accept" in (await one(replace(patient, click=wrong), "key"))[1]


# ── this computer ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.anyio
async def test_a_folder_that_is_not_there_yet_is_no_fault_and_is_not_made(
    patient: Patient, tmp_path: Path
) -> None:
    fresh = replace(patient, home=Home(tmp_path / "none"))
    assert (await one(fresh, "home"))[0] is YELLOW
    assert not (tmp_path / "none").exists()


@pytest.mark.anyio
async def test_a_synchronised_folder_is_red(patient: Patient, tmp_path: Path) -> None:
    level, words = await one(replace(patient, home=Home(tmp_path / "Dropbox" / "till")), "home")
    assert level is RED
    assert "synced" in words


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.anyio
async def test_a_folder_that_cannot_be_written_is_red(patient: Patient) -> None:
    patient.home.folder.chmod(0o500)
    try:
        assert (await one(patient, "home"))[0] is RED
    finally:
        patient.home.folder.chmod(0o700)


@pytest.mark.anyio
async def test_the_reserve_on_the_disk_is_looked_for_in_a_live_till_alone(patient: Patient) -> None:
    patient.home.ballast.unlink()
    level, words = await one(patient, "home")
    assert level is YELLOW
    assert "reserve" in words
    local = replace(SETTINGS, click=replace(SETTINGS.click, base_url="http://127.0.0.1:1/v2/merchant/"))
    assert (await one(replace(patient, settings=local), "home"))[0] is GREEN


@pytest.mark.anyio
@pytest.mark.parametrize(("free_mb", "level"), [(100, RED), (500, YELLOW), (5000, GREEN)])
async def test_room_on_the_disk_has_two_limits(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, free_mb: int, level: Level
) -> None:
    monkeypatch.setattr(
        machine_checks, "disk_usage", lambda _folder: type("Usage", (), {"free": free_mb * 1024 * 1024})
    )
    assert (await one(patient, "home"))[0] is level


@pytest.mark.skipif(os.name != "posix", reason="Linux tells of its power supplies in files")
@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ({}, False),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}}, True),
        ({"BAT0": {"type": "Battery", "status": "Charging"}}, False),
        (
            {
                "BAT0": {"type": "Battery", "status": "Discharging"},
                "AC": {"type": "Mains", "online": "1"},
            },
            False,
        ),
        ({"mouse": {"type": "Battery", "scope": "Device", "status": "Discharging"}}, False),
    ],
)
def test_only_a_battery_that_feeds_this_computer_counts(
    tmp_path: Path, supplies: dict[str, dict[str, str]], expected: bool
) -> None:
    for name, values in supplies.items():
        (tmp_path / name).mkdir()
        for key, value in values.items():
            (tmp_path / name / key).write_text(value + "\n", "ascii")
    assert machine_checks._on_battery(tmp_path) is expected


@pytest.mark.anyio
async def test_a_system_that_cannot_tell_its_starts_apart_is_said(patient: Patient) -> None:
    clock = FakeClock()
    clock.boot = ""
    if os.name == "posix":
        assert (await one(replace(patient, clock=clock), "power"))[0] is YELLOW


# ── the journal ──────────────────────────────────────────────────────────────────────────────────


async def with_books(patient: Patient, name: str, **facts: object) -> tuple[Level, str]:
    books = replace(BOOKS, **facts)  # type: ignore[arg-type]
    return await one(replace(patient, books=lambda: books), name)


@pytest.mark.anyio
async def test_a_journal_that_cannot_be_opened_is_red_and_what_it_knows_is_not_guessed(
    patient: Patient,
) -> None:
    def damaged() -> BooksSeen:
        raise JournalDamaged("not a database", file="journal.sqlite3")

    found = await levels(replace(patient, books=damaged))
    assert found["journal"].level is RED
    assert {found[n].level for n in ("black_box", "confirm_mode", "search", "ofd_queue", "payments")} == {
        YELLOW
    }
    assert found["click"].level is GREEN


@pytest.mark.anyio
async def test_a_disk_that_hangs_is_given_up_in_time(patient: Patient) -> None:
    gate = threading.Event()

    def hangs() -> BooksSeen:
        gate.wait(20)
        return BOOKS

    try:
        level, words = await one(replace(patient, books=hangs, disk_s=0.05), "journal")
    finally:
        gate.set()
    assert level is RED
    assert "No answer in time" in words


@pytest.mark.anyio
async def test_a_broken_chain_is_red_with_the_number(patient: Patient) -> None:
    broken = replace(
        WHOLE, flaw=Flaw.CHANGED, broken_seq=7, trouble="link 7 was changed: its hash does not fit"
    )
    level, words = await with_books(patient, "journal", report=broken)
    assert level is RED
    assert "link 7" in words


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("box", "level"),
    [
        ((10, "a" * 64), GREEN),
        ((8, "a" * 64), YELLOW),
        ((11, "a" * 64), RED),
        ((10, "b" * 64), RED),
        (None, YELLOW),
    ],
)
async def test_a_black_box_that_knows_more_shows_an_old_copy(
    patient: Patient, box: tuple[int, str] | None, level: Level
) -> None:
    assert (await with_books(patient, "black_box", box=box, has_box=box is not None))[0] is level


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("seen", "asked", "level", "words"),
    [
        ((True, START), None, GREEN, "On, seen 24.11.2026 14:30"),
        ((False, START), None, RED, "OFF, seen"),
        (None, None, YELLOW, "Never seen"),
        (
            (False, START),
            ModeAsked(True, START + timedelta(hours=1)),
            YELLOW,
            "On was asked for, not yet seen",
        ),
        ((True, START), ModeAsked(False, START + timedelta(hours=1)), YELLOW, "Off was asked for"),
        ((False, START), ModeAsked(True, START - timedelta(hours=1)), RED, "OFF, seen"),
        (None, ModeAsked(True, START), YELLOW, "On was asked for"),
    ],
)
async def test_the_confirmation_mode_is_what_the_newest_payment_showed(
    patient: Patient, seen: tuple[bool, datetime] | None, asked: ModeAsked | None, level: Level, words: str
) -> None:
    found = await with_books(patient, "confirm_mode", mode_seen=seen, mode_asked=asked)
    assert found[0] is level
    assert words in found[1]


@pytest.mark.anyio
async def test_a_mode_that_the_settings_do_not_expect_is_said(patient: Patient) -> None:
    off = replace(SETTINGS, click=replace(SETTINGS.click, confirm_mode="off"))
    level, words = await one(replace(patient, settings=off), "confirm_mode")
    assert level is YELLOW
    assert "click.confirm_mode" in words


@pytest.mark.anyio
async def test_a_search_that_is_not_proven_is_said(patient: Patient) -> None:
    assert (await with_books(patient, "search", mti_verified=False))[0] is YELLOW


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("age", "level"), [(timedelta(hours=1), YELLOW), (timedelta(hours=37), RED), (timedelta(days=5), RED)]
)
async def test_the_ofd_queue_turns_red_when_its_deadline_comes_near(
    patient: Patient, age: timedelta, level: Level
) -> None:
    queue = (LINK, replace(LINK, created_at=START - age))
    found = await with_books(patient, "ofd_queue", queue=queue)
    assert found[0] is level
    assert "Wait: 2" in found[1]


@pytest.mark.anyio
async def test_a_paid_sale_without_what_the_ofd_needs_is_said(patient: Patient) -> None:
    assert (await with_books(patient, "ofd_queue", lacking=2))[0] is YELLOW


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("count", "manual", "level"), [(0, 0, GREEN), (2, 0, YELLOW), (0, 1, RED), (1, 1, RED)]
)
async def test_payments_that_wait_for_the_manager_are_red(
    patient: Patient, count: int, manual: int, level: Level
) -> None:
    found = await with_books(patient, "payments", open=count, manual=manual)
    assert found[0] is level


@pytest.mark.anyio
async def test_a_recovery_that_never_ends_is_red(patient: Patient) -> None:
    starts = Starts(patient.home)
    for _turn in range(MOST):
        starts.begin()
    level, words = await with_books(patient, "payments", open=1)
    assert level is RED
    assert "pos recover" in words


@pytest.mark.anyio
async def test_in_the_till_the_journal_is_read_in_its_own_thread(patient: Patient) -> None:
    here = threading.get_ident()
    threads: list[int] = []

    def books() -> BooksSeen:
        threads.append(threading.get_ident())
        return BOOKS

    await examine(replace(patient, books=books, in_owner=True))
    await examine(replace(patient, books=books))
    assert (threads[0] == here, threads[1] == here) == (True, False)


@pytest.mark.anyio
async def test_before_the_first_start_nothing_is_red(patient: Patient) -> None:
    found = await levels(replace(patient, books=None))
    assert RED not in {check.level for check in found.values()}
