"""The home folder: found, made for one user alone, refused where a journal would not be safe."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pos.core.errors import DiskFull, HomeUnusable
from pos.paths import Home, find_home, resource, trouble, unsafe_place, write_private

MB = 1024 * 1024
posix = pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's here")


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_given_wins_over_the_environment(tmp_path: Path) -> None:
    environ = {"POS_HOME": str(tmp_path / "variable")}
    assert find_home(str(tmp_path / "given"), environ).folder == tmp_path / "given"
    assert find_home(None, environ).folder == tmp_path / "variable"


def test_without_anything_it_is_the_users_data_folder() -> None:
    assert "ClickPOS" in find_home(None, {}).folder.parts
    assert "ClickPOS" in find_home(None, {"POS_HOME": ""}).folder.parts


def test_a_relative_home_does_not_move_with_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_home("till", {}).folder == tmp_path / "till"


def test_platformdirs_is_not_imported_when_the_folder_is_given() -> None:
    code = "import sys, pos.paths as p; p.find_home('x', {}); print('platformdirs' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@posix
def test_what_is_made_is_for_this_user_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "deep" / "home").make()
    assert rights(home.folder) == rights(home.logs) == rights(home.prints) == 0o700
    write_private(home.settings, b"x")
    assert rights(home.settings) == 0o600


@posix
def test_an_empty_folder_becomes_private_and_one_in_use_is_left_as_it_is(tmp_path: Path) -> None:
    empty, used = tmp_path / "empty", tmp_path / "used"
    for folder in (empty, used):
        folder.mkdir()
        folder.chmod(0o755)
    (used / "photo.jpg").touch()
    Home(empty).make()
    Home(used).make()
    assert rights(empty) == 0o700
    assert rights(used) == 0o755


def test_the_black_box_and_the_ballast_lie_beside_the_journal(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert home.black_box == tmp_path / "journal-black-box.jsonl"
    assert home.ballast.parent == home.black_box.parent == home.journal.parent


def test_it_may_be_made_again_and_leaves_no_trace_of_its_probe(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").make().make()
    assert {path.name for path in home.folder.iterdir()} == {"logs", "prints"}


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(HomeUnusable) as caught:
            Home(folder).make()
        assert caught.value.facts["folder"] == str(folder)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
def test_a_home_that_cannot_be_written_is_refused() -> None:
    """/proc takes no new file from anybody, not even from root, whom rights do not stop."""
    with pytest.raises(HomeUnusable):
        Home(Path("/proc/click-pos")).make()


def test_a_disk_with_less_than_20_mb_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make(lambda _: 20 * MB)
    with pytest.raises(DiskFull) as caught:
        home.make(lambda _: 20 * MB - 1)
    assert caught.value.facts == {"folder": str(home.folder), "free_mb": 19}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_no_room_while_writing_is_a_full_disk() -> None:
    with pytest.raises(OSError, match="space") as caught, open("/dev/full", "wb", 0) as full:
        full.write(b"x")
    assert isinstance(trouble(Path("/home"), caught.value), DiskFull)
    assert isinstance(trouble(Path("/home"), OSError(errno.EACCES, "denied")), HomeUnusable)


def test_a_folder_that_is_synchronised_is_refused(tmp_path: Path) -> None:
    for name in ("OneDrive", "OneDrive - Shop LLC", "Dropbox", "Yandex.Disk"):
        with pytest.raises(HomeUnusable) as caught:
            Home(tmp_path / name / "till").make()
        assert caught.value.facts["why"] == "synced"
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells by the drive")
def test_a_folder_in_the_network_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "a share"
    escaped = str(share).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {escaped} nfs4 rw 0 0\n", "utf-8")
    assert unsafe_place(share / "till", mounts) == "network"
    assert unsafe_place(tmp_path / "a share of ours", mounts) == ""
    assert unsafe_place(tmp_path, tmp_path / "no such file") == ""


def test_a_private_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "settings.toml"
    write_private(target, b"one")
    write_private(target, b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["settings.toml"]


def test_a_private_file_that_cannot_be_put_there_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(HomeUnusable):
        write_private(tmp_path / "settings.toml", b"one")
    assert [path.name for path in tmp_path.iterdir()] == ["settings.toml"]


def test_resources_are_found_in_the_sources_and_in_a_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resource("fonts").parent == Path(__file__).parents[1] / "resources"
    monkeypatch.setattr(sys, "_MEIPASS", "/bundle", raising=False)
    assert resource("fonts", "a.ttf") == Path("/bundle/resources/fonts/a.ttf")
