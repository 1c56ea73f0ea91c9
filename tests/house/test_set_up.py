"""The set-up in front of every start from source: silent on stdout, never fooled by half a .venv."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text, "utf-8")
    path.chmod(0o755)


def ask(copy: Path, code: str, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python code beside the set-up's own modules, with nothing but `path` on PATH."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=copy / "packaging",
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def in_place(copy: Path, kind: str = "run") -> bool:
    return ask(copy, f"import set_up; print(set_up.in_place({kind!r}))").stdout == "True\n"


def leave_stamp(copy: Path, kind: str) -> None:
    ask(
        copy,
        f"import set_up; open(set_up.stamp_of({kind!r}), 'w').write("
        f"set_up.fingerprint({kind!r}) + ' ' + set_up.this_python())",
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of packaging/ with a finished .venv for a run, whose `pos` only tells how it was called."""
    shutil.copytree(PACKAGING, tmp_path / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
    bin_folder = tmp_path / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "python").symlink_to(sys.executable)
    script(bin_folder / "pos", 'echo "$PWD: $*"\nexit 7\n')
    leave_stamp(tmp_path, "run")
    return tmp_path


def dev(copy: Path, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(copy / "packaging" / "dev.py"), *args],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def test_run_becomes_pos_in_the_users_folder(copy: Path) -> None:
    elsewhere = copy / "elsewhere"
    elsewhere.mkdir()
    done = dev(copy, "run", "pay", "--json", "--home=a b", cwd=elsewhere)
    assert (done.returncode, done.stdout, done.stderr) == (7, f"{elsewhere}: pay --json --home=a b\n", "")


def test_run_without_arguments_is_the_demo(copy: Path) -> None:
    assert dev(copy, "run", cwd=copy).stdout == f"{copy}: demo\n"


def test_unknown_verb_is_bad_usage(copy: Path) -> None:
    done = dev(copy, "fly", cwd=copy)
    assert done.returncode == 2
    assert done.stderr.startswith("usage:")


def test_changed_lock_is_noticed(copy: Path) -> None:
    assert in_place(copy)
    with (copy / "packaging" / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# another version\n")
    assert not in_place(copy)


def test_interrupted_set_up_is_noticed(copy: Path) -> None:
    (copy / ".venv" / "click-pos.unfinished").touch()
    assert not in_place(copy)


def test_moved_folder_is_noticed(copy: Path, tmp_path: Path) -> None:
    moved = copy.rename(tmp_path.with_name("moved"))
    assert not in_place(moved)


def test_set_up_for_tests_serves_a_run_but_not_the_other_way(copy: Path) -> None:
    assert not in_place(copy, "test")
    (copy / ".venv" / "click-pos.run.stamp").unlink()
    leave_stamp(copy, "test")
    assert in_place(copy, "test")
    assert in_place(copy, "run")


def test_catalogue_is_stale_when_its_source_is_newer(copy: Path) -> None:
    folder = copy / "resources" / "locale" / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    stale = "import set_up; print(len(list(set_up.stale_catalogues())))"
    assert ask(copy, stale).stdout == "0\n"
    (folder / "pos.po").touch()
    assert ask(copy, stale).stdout == "1\n"
    (folder / "pos.mo").touch()
    os.utime(folder / "pos.po", (1, 1))
    assert ask(copy, stale).stdout == "0\n"


def stand_in_debian(tmp_path: Path, present: str) -> str:
    """Write a Debian whose apt only tells what it was asked, and return the folder to put on PATH."""
    folder = tmp_path / "debian"
    script(folder / "dpkg-query", f'for p in {present}; do echo "$p installed"; done\n')
    script(folder / "apt-cache", 'echo "Package: libzbar0t64"; echo "Package: libglib2.0-0"\n')
    script(folder / "apt-get", f'echo "$@" >> {folder}/asked\n')
    script(folder / "env", 'shift; exec "$@"\n')
    return str(folder)


INSTALL = (
    "import os, system_packages; {0}; "
    "system_packages.install_system_packages({{'libzbar0': 'codes', 'libglib2.0-0': 'Qt'}})"
)


def test_only_missing_libraries_are_installed_and_under_the_name_they_have_here(copy: Path) -> None:
    debian = stand_in_debian(copy, present="libglib2.0-0t64")
    done = ask(copy, INSTALL.format("os.geteuid = lambda: 0"), debian)
    assert "codes: libzbar0" in done.stderr
    asked = Path(debian, "asked").read_text("utf-8").splitlines()
    assert asked == ["-q -y update", "-q -y install --no-install-recommends libzbar0t64"]


def test_nothing_is_asked_of_apt_when_all_is_there(copy: Path) -> None:
    debian = stand_in_debian(copy, present="libglib2.0-0t64 libzbar0")
    done = ask(copy, INSTALL.format("os.geteuid = lambda: 1000"), debian)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_root_and_sudo_the_one_line_to_run_is_named(copy: Path) -> None:
    debian = stand_in_debian(copy, present="libzbar0")
    done = ask(copy, INSTALL.format("os.geteuid = lambda: 1000"), debian)
    assert "apt-get update && apt-get install -y --no-install-recommends libglib2.0-0" in done.stderr
    assert not Path(debian, "asked").exists()
