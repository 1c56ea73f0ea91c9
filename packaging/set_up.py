"""The .venv: is it in place, making it, installing the locks, compiling the words. Stdlib only."""

from __future__ import annotations

import hashlib
import os
import sys

from shell import ROOT, NothingChangedError, SetUpError, answer, call, say, which
from system_packages import install_system_packages, packages_for

TYPE_CHECKING = False  # as typing has it, without importing typing at each start
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VENV = os.path.join(ROOT, ".venv")
WINDOWS = os.name == "nt"
RUNTIME_LOCK = os.path.join(ROOT, "packaging", "requirements.lock")
DEV_LOCK = os.path.join(ROOT, "packaging", "requirements-dev.lock")
LOCALES = os.path.join(ROOT, "resources", "locale")
UNFINISHED = os.path.join(VENV, "click-pos.unfinished")
HOME = os.path.join(VENV, "click-pos.home")
ROOM_MB = 1500

# Change this when the set-up itself changes: every .venv then goes through it once more.
SET_UP_EDITION = "1"


def program(name: str) -> str:
    """Return the path of a program of the .venv."""
    return os.path.join(VENV, "Scripts" if WINDOWS else "bin", name + (".exe" if WINDOWS else ""))


# ---- is everything in place already? -----------------------------------------------------------------


def fingerprint(kind: str) -> str:
    """Return the fingerprint of all that a set-up for `kind` is made of."""
    digest = hashlib.sha256()
    for part in (SET_UP_EDITION, ROOT, *packages_for(kind)):
        digest.update(part.encode() + b"\0")
    for lock in (RUNTIME_LOCK,) if kind == "run" else (RUNTIME_LOCK, DEV_LOCK):
        try:
            with open(lock, "rb") as file:
                digest.update(file.read())
        except FileNotFoundError:
            raise SetUpError(f"{lock} is missing: take the whole source folder, not a part of it.") from None
    return digest.hexdigest()


def stamp_of(kind: str) -> str:
    """Return the path of the stamp (fingerprint and Python version) that a finished set-up leaves."""
    return os.path.join(VENV, f"click-pos.{kind}.stamp")


def in_place(kind: str) -> bool:
    """Tell whether `kind` is set up, as a rule without starting anything. A set-up for tests serves a run."""
    if os.path.exists(UNFINISHED) or not os.path.exists(program("python")):
        return False
    for done in ("run", "test") if kind == "run" else ("test",):
        try:
            with open(stamp_of(done), encoding="utf-8") as file:
                seen, version = file.read().split()
        except (OSError, ValueError):
            continue
        if seen == fingerprint(done):
            return version == this_python() or version == python_of_venv()
    return False


def this_python() -> str:
    """Return the running Python's version as "3.11"."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def python_of_venv() -> str:
    """Return the version of the Python in .venv as "3.11", or "" when it does not start."""
    return answer(program("python"), "-c", "import sys; print('%d.%d' % sys.version_info[:2])").strip()


# ---- the .venv ---------------------------------------------------------------------------------------


def set_up(kind: str) -> None:
    """Bring this computer to what `kind` ("run" or "test") needs; return at once when it is there.

    May be called twice, and by two processes at once: the second waits for the first.
    """
    if not in_place(kind):
        with open(os.path.join(ROOT, ".venv.lock"), "w", encoding="utf-8") as door:
            lock_the_door(door.fileno())
            if not in_place(kind):
                set_up_now(kind)
    compile_catalogues()


def lock_the_door(number: int) -> None:
    """Wait until no other dev.py is setting up this folder; the door opens when its file is closed."""
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                return msvcrt.locking(number, msvcrt.LK_LOCK, 1)  # gives up after ten seconds
            except OSError:
                say("another dev.py is setting up this folder; waiting for it")
    import fcntl

    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("another dev.py is setting up this folder; waiting for it")
        fcntl.flock(number, fcntl.LOCK_EX)


def set_up_now(kind: str) -> None:
    """Do the whole set-up. A mark lies in .venv until the last step is done, so that half a one is seen."""
    say(f"setting up {VENV} (the first time: a minute or two, and it needs the network)")
    sound = venv_is_sound()
    more = (
        {}
        if sound or uv() or not python_lacks_ensurepip()
        else {f"python{this_python()}-venv": "to make .venv"}
    )
    install_system_packages({**more, **packages_for(kind)})
    if sound:
        mark_unfinished()
    else:
        make_venv()
    try:
        install(RUNTIME_LOCK if kind == "run" else DEV_LOCK)
    except NothingChangedError:
        os.remove(UNFINISHED)
        raise
    for done in ("run", "test"):
        if os.path.exists(stamp_of(done)):
            os.remove(stamp_of(done))
    for path, text in ((HOME, ROOT), (stamp_of(kind), f"{fingerprint(kind)} {python_of_venv()}")):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text + "\n")
    os.remove(UNFINISHED)


def venv_is_sound() -> bool:
    """Tell whether the .venv that lies here, ours or made by hand, can be installed into."""
    try:
        with open(HOME, encoding="utf-8") as file:
            moved = file.read().strip() != ROOT  # its scripts and its path to `pos` point elsewhere
    except OSError:
        moved = False
    if moved or os.path.exists(UNFINISHED) or not os.path.exists(os.path.join(VENV, "pyvenv.cfg")):
        return False
    return bool(answer(program("python"), *(["--version"] if uv() else ["-m", "pip", "--version"])))


def python_lacks_ensurepip() -> bool:
    """Tell whether this Python came without what makes a .venv, as Debian's own does, and apt can add it."""
    import importlib.util

    lacks = importlib.util.find_spec("ensurepip") is None
    if lacks and not sys.executable.startswith("/usr/bin/"):
        raise SetUpError(f"{sys.executable} has no ensurepip, so it cannot make .venv: use another Python.")
    return lacks


def mark_unfinished() -> None:
    """Leave the mark that tells the next dev.py to make .venv anew."""
    os.makedirs(VENV, exist_ok=True)
    with open(UNFINISHED, "w", encoding="utf-8") as file:
        file.write("A set-up that ended half-way; dev.py makes this folder anew.\n")


def make_venv() -> None:
    """Make .venv anew, throwing away what an interrupted set-up or another Python left."""
    import shutil

    old = VENV + ".old"
    shutil.rmtree(old, ignore_errors=True)
    if os.path.isdir(VENV):
        say("the .venv that lies here is half-made, moved or of a Python that is gone: making it anew")
        os.rename(VENV, old)  # at once, so that a half-deleted .venv never exists
        shutil.rmtree(old, ignore_errors=True)
    free_mb = shutil.disk_usage(ROOT).free // 2**20
    if free_mb < ROOM_MB:
        raise SetUpError(f"the set-up needs {ROOM_MB} MB of disk, and {free_mb} MB are free in {ROOT}.")
    mark_unfinished()
    python = getattr(sys, "_base_executable", "") or sys.executable
    by_uv = (uv(), "venv", "-q", "--allow-existing", "--python", python, VENV)
    if call(*(by_uv if uv() else (python, "-m", "venv", VENV))) != 0:
        raise SetUpError(f"could not make {VENV}; the reason stands above.")


def uv() -> str:
    """Return the path of uv when it is on PATH, else ""."""
    return which("uv")


def install(lock: str) -> None:
    """Install what a lock names, then Click POS itself as a link to this folder.

    Each file must have a hash that the lock names, and nothing is built from source. The link is built
    without isolation, on the setuptools that the lock has just brought, so it needs no network. A
    launcher written by hand would be quicker, but Windows needs a pos.exe, and pip makes one.
    """
    pip = [
        program("python"),
        "-m",
        "pip",
        "install",
        "--no-input",
        "--disable-pip-version-check",
        "--no-user",
    ]
    command = [uv(), "pip", "install", "--python", program("python")] if uv() else pip
    if not sys.stderr.isatty():
        command.append("-q")
    say("installing the libraries named in packaging/" + os.path.basename(lock))
    hear([*command, "--require-hashes", "--only-binary", ":all:", "-r", lock])
    hear([*command, "--no-index", "--no-deps", "--no-build-isolation", "-e", ROOT])
    if not os.path.exists(program("pos")):
        raise SetUpError(f"the set-up ended without {program('pos')}: delete {VENV} and run this again.")


NO_NETWORK = (
    *("NewConnectionError", "ConnectionError", "name resolution", "getaddrinfo", "dns error", "unreachable"),
    *("Failed to fetch", "timed out", "ProxyError", "SSLError"),
)
NO_ROOM = ("No space left", "Errno 28", "not enough space")
WRONG_FILE = ("DO NOT MATCH THE HASHES", "hash mismatch", "Hash mismatch")


def hear(command: Sequence[str]) -> None:
    """Run an installer, pass its words on, and put its failure into one sentence."""
    import subprocess

    with subprocess.Popen(
        command, stdout=sys.stderr, stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace"
    ) as running:
        words = []
        for line in running.stderr or ():
            words.append(line)
            sys.stderr.write(line)
    if running.returncode == 0:
        return
    text = "".join(words)
    if any(sign in text for sign in NO_ROOM):
        raise SetUpError("installing failed: the disk is full. Make room and run this again.")
    if any(sign in text for sign in WRONG_FILE):
        raise NothingChangedError("installing failed: a file is not the one that the lock names.")
    if any(sign in text for sign in NO_NETWORK):
        raise NothingChangedError(
            "installing failed: the package index cannot be reached. Only the first run needs the network."
        )
    raise SetUpError("installing failed; the reason stands above.")


# ---- words: gettext catalogues -----------------------------------------------------------------------


def stale_catalogues() -> Iterator[str]:
    """Yield the path of each pos.mo that is missing or older than its pos.po."""
    if not os.path.isdir(LOCALES):
        return
    for language in os.listdir(LOCALES):
        made = os.path.join(LOCALES, language, "LC_MESSAGES", "pos.mo")
        try:
            written_at = os.stat(made[:-2] + "po").st_mtime_ns
        except OSError:
            continue
        if not os.path.exists(made) or os.stat(made).st_mtime_ns < written_at:
            yield made


def compile_catalogues() -> None:
    """Compile the catalogues with Babel when one has changed; Babel is not loaded when none has."""
    stale = list(stale_catalogues())
    if stale:
        babel = (program("python"), "-m", "babel.messages.frontend", "-q", "compile")
        if call(*babel, "-D", "pos", "-d", LOCALES) != 0 or not all(map(os.path.exists, stale)):
            raise SetUpError(f"the words in {LOCALES} could not be compiled; the reason stands above.")
