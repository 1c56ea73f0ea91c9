"""Where everything lies: the home folder of one register, and the resources that come with the program.

Any thread. Writes only inside the home folder; what it makes can be read by this user alone.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage

from pos.core.errors import DiskFull, HomeUnusable, JournalTrouble

APP = "ClickPOS"
NEEDED_FREE_BYTES = 20 * 1024 * 1024
_MB = 1024 * 1024
_NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
# Folders that a sync program copies behind our back: a journal there gets torn (E08).
_SYNCED = frozenset({"onedrive", "dropbox", "google drive", "googledrive", "icloud drive", "yandex.disk"})
_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "davfs", "fuse.rclone"}
)


def _free_bytes(folder: Path) -> int:
    return disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one register: settings, journal, logs, print-outs. One process owns it at a time."""

    folder: Path

    @property
    def journal(self) -> Path:
        """The SQLite file."""
        return self.folder / "journal.sqlite3"

    @property
    def black_box(self) -> Path:
        """The events of the payments once more, as lines of JSON (E06, E07)."""
        return self.folder / "journal-black-box.jsonl"

    @property
    def ballast(self) -> Path:
        """A file that is given up when the disk is full; it holds nothing (E01)."""
        return self.folder / "ballast.bin"

    @property
    def settings(self) -> Path:
        """The settings, without any secret."""
        return self.folder / "settings.toml"

    @property
    def logs(self) -> Path:
        """The folder of the log files."""
        return self.folder / "logs"

    @property
    def prints(self) -> Path:
        """The folder of print-outs that went to a file."""
        return self.folder / "prints"

    @property
    def reports(self) -> Path:
        """The folder of reports that were asked for; made with the first one."""
        return self.folder / "reports"

    @property
    def secret(self) -> Path:
        """Where CLICK's key lies when the system has no vault."""
        return self.folder / "secret.key"

    @property
    def fingerprint_key(self) -> Path:
        """The random key of the QR fingerprints; worth nothing outside this home."""
        return self.folder / "fingerprint.key"

    @property
    def lock(self) -> Path:
        """The file whose lock the owner holds; its content means nothing."""
        return self.folder / "owner.lock"

    @property
    def owner(self) -> Path:
        """Who owns the home and how to reach it."""
        return self.folder / "owner.json"

    def make(self, free_bytes: Callable[[Path], int] = _free_bytes) -> Home:
        """Make the folders and prove that they can be written. May be called again.

        Args:
            free_bytes: what is free on the disk of a folder.

        Raises:
            HomeUnusable: it cannot be made or written, or another machine or program may write it too
                (fact `why`: "denied", "synced" or "network").
            DiskFull: less than 20 MB are free.
        """
        if why := unsafe_place(self.folder):
            raise HomeUnusable("not a safe place for a journal", folder=str(self.folder), why=why)
        try:
            _make_private(self.folder)
            _make_private(self.logs)
            _make_private(self.prints)
            self._try_to_write()
            free = free_bytes(self.folder)
        except OSError as error:
            raise trouble(self.folder, error) from error
        if free < NEEDED_FREE_BYTES:
            raise DiskFull("too little room", folder=str(self.folder), free_mb=free // _MB)
        return self

    def _try_to_write(self) -> None:
        probe = self.folder / f".probe-{secrets.token_hex(4)}"
        write_new(probe, b"?")
        probe.unlink()


def find_home(given: str | None, environ: Mapping[str, str]) -> Home:
    """The home folder: `--home`, else POS_HOME, else the user's data folder. Makes nothing."""
    chosen = given or environ.get("POS_HOME")
    if chosen:
        return Home(Path(chosen).expanduser().absolute())
    import platformdirs  # only when nothing was given: it costs start-up time

    return Home(Path(platformdirs.user_data_dir(APP, appauthor=False)))


def resource(*parts: str) -> Path:
    """A file that comes with the program, from the sources or from a bundle."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)


def write_private(path: Path, content: bytes) -> None:
    """Put `content` there whole or not at all, readable by this user only, and durable.

    Raises:
        HomeUnusable, DiskFull.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        try:
            write_new(fresh, content)
            fresh.replace(path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise trouble(path.parent, error) from error


def write_new(path: Path, content: bytes) -> None:
    """Make a file of this user only, on the disk when this returns.

    Raises:
        FileExistsError, OSError.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def trouble(folder: Path, error: OSError) -> JournalTrouble:
    """The error of ours for one of the file system."""
    if error.errno in _NO_ROOM:
        return DiskFull("no room", folder=str(folder), free_mb=0)
    return HomeUnusable(error.strerror or "no access", folder=str(folder), why="denied")


def unsafe_place(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Why a journal must not lie there (E08): "synced", "network", or empty when it may."""
    if any(_is_synced(part) for part in folder.parts):
        return "synced"
    return "network" if _is_network(folder, mounts) else ""


def _is_synced(part: str) -> bool:
    name = part.casefold()
    return name in _SYNCED or name.startswith("onedrive - ")


if sys.platform == "win32":
    import ctypes

    _DRIVE_REMOTE = 4

    def _is_network(folder: Path, mounts: Path) -> bool:
        kind: int = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor)
        return folder.anchor.startswith("\\\\") or kind == _DRIVE_REMOTE

else:

    def _is_network(folder: Path, mounts: Path) -> bool:
        return _mounted_as(folder, mounts) in _NETWORK_FILE_SYSTEMS


def _mounted_as(folder: Path, mounts: Path) -> str:
    """The file system type of the nearest mount above `folder`; empty when the system does not tell."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    real = folder.resolve()
    found, kind = "", ""
    for line in lines:
        fields = line.split()
        if len(fields) > 2:
            point = fields[1].replace("\\040", " ")
            # Not shorter: of two mounts on one point the later one is what is seen.
            if len(point) >= len(found) and real.is_relative_to(point):
                found, kind = point, fields[2]
    return kind


def _make_private(folder: Path) -> None:
    """Make it for this user only. A folder in use keeps its rights: it may be more than ours."""
    missing = []
    for each in (folder, *folder.parents):
        if each.exists():
            break
        missing.append(each)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for made in missing:
        _sync_folder(made.parent)  # its own name must be there after a power cut
    if os.name == "posix" and not any(folder.iterdir()):
        folder.chmod(0o700)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # Windows cannot open a folder, and keeps its names itself
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
