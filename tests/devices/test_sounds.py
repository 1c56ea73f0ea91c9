"""Sounds: made of numbers, played elsewhere, never in the way."""

import io
import queue
import sys
import threading
import wave
from pathlib import Path

import numpy as np
import pytest

from pos.devices.sounds import TONES, Sound, Sounds, play_file, wav

WAIT_S = 10.0
NAMES: tuple[Sound, ...] = ("added", "unknown", "paid", "refused", "alarm", "returned")


def test_each_named_sound_exists() -> None:
    assert tuple(TONES) == NAMES
    assert len(set(TONES.values())) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sound_is_a_short_wav_that_is_heard_and_does_not_clip(name: Sound) -> None:
    with wave.open(io.BytesIO(wav(name))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        assert 0.05 <= file.getnframes() / file.getframerate() <= 1.0
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert 10_000 < np.abs(samples).max() < 20_000
    assert abs(int(samples[0])) < 200
    assert abs(int(samples[-1])) < 3_000


def test_paid_rises_and_refused_falls() -> None:
    assert [hertz for hertz, _ in TONES["paid"]] == sorted(hertz for hertz, _ in TONES["paid"])
    falling = [hertz for hertz, _ in TONES["refused"]]
    assert falling == sorted(falling, reverse=True)


def test_play_returns_while_the_player_is_still_busy_and_drops_what_is_too_much(tmp_path: Path) -> None:
    begun: queue.Queue[Path] = queue.Queue()
    let_go = threading.Event()

    def player(path: Path) -> None:
        begun.put(path)
        let_go.wait(WAIT_S)

    player_of_three = Sounds(tmp_path / "new" / "cache", player)
    for name in NAMES:
        player_of_three.play(name)
    played = {begun.get(timeout=WAIT_S).stem for _ in range(3)}
    assert played == set(NAMES[:3])
    assert begun.empty()
    let_go.set()
    for thread in threading.enumerate():
        if thread.name.startswith("sound-"):
            thread.join(WAIT_S)
    player_of_three.play("returned")
    path = begun.get(timeout=WAIT_S)
    assert path.read_bytes() == wav("returned")
    assert not list(path.parent.glob("*.part"))


def test_no_sound_card_and_no_room_are_silent(tmp_path: Path) -> None:
    tried = threading.Event()

    def broken(_path: Path) -> None:
        tried.set()
        raise RuntimeError("no sound card")

    Sounds(tmp_path, broken).play("paid")
    assert tried.wait(WAIT_S)
    (tmp_path / "file").write_text("not a folder")
    silent = Sounds(tmp_path / "file" / "cache", broken)
    silent.play("alarm")
    for thread in threading.enumerate():
        if thread.name.startswith("sound-"):
            thread.join(WAIT_S)


def test_a_pc_without_a_player_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    play_file(tmp_path / "none.wav")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows plays by winsound")
def test_the_next_player_is_tried_when_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = tmp_path / "heard"
    for name, script in (("paplay", "exit 1"), ("aplay", f'echo "$@" > {heard}')):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    play_file(tmp_path / "a.wav")
    assert heard.read_text().split() == ["-q", str(tmp_path / "a.wav")]
