"""`pos till` beside another one that has just begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos import control
from pos.cli import main
from pos.paths import Home

ENVIRON = {"POS_LANGUAGE": "en", "QT_QPA_PLATFORM": "offscreen"}


def test_a_till_that_meets_another_in_its_first_moment_leaves_it_the_home(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two clicks: the lock is taken, and a moment later it is written down by whom."""
    home = Home(tmp_path).make()
    asked: list[control.Owner | None] = []

    def owner_of(of: Home) -> control.Owner | None:
        asked.append(None if not asked else control.Owner("till", 1))
        return asked[-1] if of.folder == home.folder else None

    with control.own(home, "till"):
        monkeypatch.setattr(control, "owner_of", owner_of)
        code = main(["till", "--home", str(tmp_path)], ENVIRON)
    assert len(asked) > 1
    assert (code, capsys.readouterr().err.strip()) == (0, "The till is already open: look at its window")
