"""The locks: every file known by its hash, no index named, one set of versions in both."""

import re
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"
LOCKS = ["requirements.lock", "requirements-dev.lock"]

REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; .*?)?(?: +--hash=sha256:[0-9a-f]{64})+")


def requirements(lock: str) -> set[tuple[str, str]]:
    """Return each (name, version), having checked that every line names a version and a hash."""
    found = set()
    text = (PACKAGING / lock).read_text("utf-8").replace("\\\n", "")
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            requirement = REQUIREMENT.fullmatch(line.rstrip())
            assert requirement, line
            found.add((requirement["name"], requirement["version"]))
    assert len(found) > 20
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_stands_in_a_lock(lock: str) -> None:
    text = (PACKAGING / lock).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^ *(-i|-f|--[a-z-]*(url|index|find-links))\b", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_qt_stays_below_the_version_that_steals_references(lock: str) -> None:
    versions = [version for name, version in requirements(lock) if "pyside6" in name]
    assert versions
    assert all(tuple(map(int, version.split(".")[:2])) < (6, 12) for version in versions)


def test_what_is_tested_is_what_is_run() -> None:
    runtime, dev = (requirements(lock) for lock in LOCKS)
    names = {name for name, _ in runtime}
    assert {(name, version) for name, version in dev if name in names} == runtime
