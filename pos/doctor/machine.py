"""This computer: versions, settings, folder and disk, power and the source of time. Only reads."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import platform
import secrets
import sqlite3
import sys
from pathlib import Path
from shutil import disk_usage

from pos import __version__
from pos.core.errors import PosError, SettingsMissing
from pos.doctor.patient import Patient
from pos.flow.ports import Clock
from pos.paths import Home, unsafe_place, write_new
from pos.screens.doctor_words import Check, Level
from pos.screens.words import Sentence, _
from pos.settings import Settings, variable

MB = 1024 * 1024
ROOM_RED, ROOM_YELLOW = 200 * MB, 1024 * MB
G, Y, R = Level.GREEN, Level.YELLOW, Level.RED


def about_versions() -> list[Check]:
    """What runs here; without Qt there are no windows."""
    qt = _version_of("PySide6-Essentials")
    seen = Sentence.of(
        _("Click POS {pos}, Python {python}, SQLite {sqlite}, Qt {qt}, {system}"),
        pos=__version__,
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        qt=qt or "—",
        system=platform.platform(terse=True),
    )
    if qt:
        return [Check("versions", G, seen)]
    return [Check("versions", Y, seen, Sentence(_("Without Qt there are no windows; commands work")))]


def _version_of(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        # A bundle has the library without its description.
        with contextlib.suppress(ImportError, ValueError):
            if importlib.util.find_spec("PySide6") is not None:
                return "6"
        return ""


def about_settings(patient: Patient) -> list[Check]:
    """What is missing in the settings, and whose address they hold."""
    settings = patient.settings
    if isinstance(settings, PosError):
        return [Check("settings", R, settings), Check("address", Y, Sentence(_("Not looked at")))]
    address = Check("address", G, Sentence.of(_("CLICK itself: {url}"), url=settings.click.base_url))
    if settings.is_simulator:
        seen = Sentence.of(
            _("A simulator on this computer, no real money: {url}"), url=settings.click.base_url
        )
        address = Check("address", Y, seen)
    return [_settings_check(patient, settings), address]


def _settings_check(patient: Patient, settings: Settings) -> Check:
    if patient.key_trouble is not None:
        return Check("settings", R, patient.key_trouble)
    if missing := settings.missing():
        names = ", ".join(f"{name} ({variable(name)})" for name in missing)
        return Check("settings", R, SettingsMissing(names, names=names))
    lacking = settings.fiscal.missing() if settings.fiscal.way == "click" else ()
    if lacking:
        seen = Sentence.of(
            _("Set; for a sale by amount alone the OFD lacks: {names}"), names=", ".join(lacking)
        )
        return Check("settings", Y, seen, Sentence(_("Set them in the settings file")))
    return Check("settings", G, Sentence.of(_("Set, service {number}"), number=settings.click.service_id))


def about_home(home: Home, *, live: bool) -> list[Check]:
    """Whether a journal may lie there, and room and rights. May hang on a dead disk."""
    folder = home.folder
    if why := unsafe_place(folder):
        seen = Sentence.of(_("{folder} is synchronised or in the network ({why})"), folder=folder, why=why)
        return [Check("home", R, seen, Sentence(_("Choose a folder on a disk of this computer with --home")))]
    if not folder.is_dir():
        seen = Sentence.of(_("{folder} does not exist yet: the first start makes it"), folder=folder)
        return [Check("home", Y, seen)]
    if not _can_write(folder):
        do = Sentence(_("Give this user the right to write there, or choose another folder with --home"))
        return [Check("home", R, Sentence.of(_("{folder} cannot be written"), folder=folder), do)]
    return [_room(home, live=live)]


def _room(home: Home, *, live: bool) -> Check:
    folder = home.folder
    free = disk_usage(folder).free
    seen = Sentence.of(
        _("{folder}, free {free} MB"), folder=folder, free=f"{free // MB:,}".replace(",", "\u00a0")
    )
    if free < ROOM_RED:
        return Check("home", R, seen, Sentence(_("Make room on the disk: below 200 MB nothing is sold")))
    if free < ROOM_YELLOW:
        return Check("home", Y, seen, Sentence(_("Make room on the disk")))
    if os.name == "posix" and folder.stat().st_mode & 0o007:
        return Check("home", Y, seen, Sentence(_("Every user can look in there: take that right away")))
    if live and not home.ballast.exists():
        # It is given up when the disk is full, so that what must be written still fits (E01).
        return Check(
            "home", Y, seen, Sentence(_("The reserve on the disk is used up or not made yet: start anew"))
        )
    return Check("home", G, seen)


def _can_write(folder: Path) -> bool:
    probe = folder / f".probe-{secrets.token_hex(4)}"
    try:
        write_new(probe, b"?")
        probe.unlink()
    except OSError:
        return False
    return True


def about_power(clock: Clock) -> list[Check]:
    """What feeds this computer, and by what the time limits of a payment are measured."""
    source = _time_source()
    boot = clock.boot_id() != "" or sys.platform == "win32"
    on_battery = _on_battery()
    if on_battery:
        seen = Sentence.of(_("On battery; time by {source}"), source=source)
        return [Check("power", Y, seen, Sentence(_("Plug the computer in: a till must not go dark")))]
    if not boot:
        seen = Sentence.of(
            _("Time by {source}; the system does not tell one start from another"), source=source
        )
        return [Check("power", Y, seen)]
    return [Check("power", G, Sentence.of(_("Mains, or no battery; time by {source}"), source=source))]


if sys.platform == "win32":
    import ctypes

    class _PowerStatus(ctypes.Structure):
        _fields_ = (
            ("ac_line", ctypes.c_ubyte),
            ("battery", ctypes.c_ubyte),
            ("percent", ctypes.c_ubyte),
            ("saver", ctypes.c_ubyte),
            ("seconds", ctypes.c_ulong),
            ("full_seconds", ctypes.c_ulong),
        )

    def _on_battery() -> bool:
        status = _PowerStatus()
        return bool(ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status))) and status.ac_line == 0

    def _time_source() -> str:
        return "GetTickCount64"

else:

    def _on_battery(supplies: Path = Path("/sys/class/power_supply")) -> bool:
        """Whether a battery feeds this computer: it discharges, and no other supply is on."""
        states: dict[str, set[str]] = {}
        with contextlib.suppress(OSError):
            for supply in supplies.iterdir():
                kind = _text(supply / "type")
                # A battery of a mouse is not ours.
                if kind == "Battery" and _text(supply / "scope") != "Device":
                    states.setdefault("battery", set()).add(_text(supply / "status"))
                elif kind:
                    states.setdefault("mains", set()).add(_text(supply / "online"))
        return "Discharging" in states.get("battery", ()) and "1" not in states.get("mains", ())

    def _text(path: Path) -> str:
        try:
            return path.read_text("ascii", "replace").strip()
        except OSError:
            return ""

    def _time_source() -> str:
        return "CLOCK_BOOTTIME" if sys.platform == "linux" else "monotonic"
