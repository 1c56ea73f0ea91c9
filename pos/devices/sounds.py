"""Short tones for what happened. Never blocks, never raises: where nothing can play, it is silent."""

from __future__ import annotations

import array
import io
import math
import shutil
import subprocess
import sys
import threading
import wave
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Sound = Literal["added", "unknown", "paid", "refused", "alarm", "returned"]

_RATE_HZ = 22_050
_LOUDNESS = 0.5
_FADE_S = 0.005  # without it each tone clicks
_AT_ONCE = 3
_PLAY_LIMIT_S = 5.0

# (hertz, seconds); 0 Hz is silence. Short high: added. Low double: not found. Rising: paid. Alarm: unknown.
TONES: MappingProxyType[Sound, tuple[tuple[int, float], ...]] = MappingProxyType(
    {
        "added": ((1760, 0.06),),
        "unknown": ((220, 0.14), (0, 0.06), (220, 0.14)),
        "paid": ((659, 0.1), (784, 0.1), (1047, 0.22)),
        "refused": ((392, 0.14), (294, 0.26)),
        "alarm": ((988, 0.16), (740, 0.16), (988, 0.16), (740, 0.16)),
        "returned": ((784, 0.1), (659, 0.1), (784, 0.18)),
    }
)


class Sounds:
    """Plays sounds; their files are made in `folder` when first needed.

    Args:
        folder: a cache folder that may vanish at any time.
        player: plays one WAV file and returns when it is over; by default whatever this PC has.
    """

    def __init__(self, folder: Path, player: Callable[[Path], None] | None = None) -> None:
        self._folder = folder
        self._player = player if player is not None else play_file
        self._places = threading.Semaphore(_AT_ONCE)

    def play(self, name: Sound) -> None:
        """Begin to play and return at once; from any thread. Dropped while three are playing."""
        if self._places.acquire(blocking=False):
            threading.Thread(target=self._play, args=(name,), name=f"sound-{name}", daemon=True).start()

    def _play(self, name: Sound) -> None:
        try:
            path = self._folder / f"{name}.wav"
            if not path.exists():
                self._folder.mkdir(parents=True, exist_ok=True)
                part = path.with_suffix(f".{threading.get_ident()}.part")
                part.write_bytes(wav(name))
                part.replace(path)
            self._player(path)
        except (OSError, RuntimeError, subprocess.SubprocessError):
            pass  # no sound card, no room for the file: the screen says the same in word and colour
        finally:
            self._places.release()


def wav(name: Sound) -> bytes:
    """The sound as a WAV file: mono, 16 bits."""
    samples = array.array("h")
    for hertz, seconds in TONES[name]:
        count = int(_RATE_HZ * seconds)
        fade = _RATE_HZ * _FADE_S
        for i in range(count):
            level = min(1.0, i / fade, (count - i) / fade) * _LOUDNESS
            samples.append(int(32_767 * level * math.sin(2 * math.pi * hertz * i / _RATE_HZ)))
    if sys.byteorder == "big":
        samples.byteswap()
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def play_file(path: Path) -> None:
    """Play a WAV file to its end: winsound on Windows, else paplay or aplay, else nothing."""
    if sys.platform == "win32":
        import winsound

        winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
        return
    for name, options in (("paplay", []), ("aplay", ["-q"])):
        program = shutil.which(name)
        if program is None:
            continue
        done = subprocess.run(  # noqa: S603 - a system program, our own file
            [program, *options, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PLAY_LIMIT_S,
            check=False,
        )
        if done.returncode == 0:
            return
