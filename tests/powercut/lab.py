"""Where everything runs: a scratch folder, the zygote with the shim, simulators of CLICK."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from pos.simulator import Simulator, SimulatorOptions
from tests.powercut.shim import Fault, build

ROOT = Path(__file__).parents[2]
FISCAL = {
    "POS_FISCAL__TIN": "123456789",
    "POS_FISCAL__DEFAULT_NAME": "Услуга (раз)",
    "POS_FISCAL__DEFAULT_SPIC": "10305008002000000",
    "POS_FISCAL__DEFAULT_PACKAGE_CODE": "1514296",
    "POS_FISCAL__DEFAULT_VAT_PERCENT": "12",
}
Step = dict[str, Any]
TRIES = 5
BALLAST = 32 << 20
"""A file of this size holds nothing but room."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a job ended: the exit code of each step (empty when it was killed), what it wrote, what it did."""

    exits: list[int]
    out: str
    err: str
    counts: dict[str, int]

    def rows(self) -> list[dict[str, Any]]:
        """The value that it printed last, as payments."""
        value = json.loads(self.out.splitlines()[-1])
        return list(value["payments"] if isinstance(value, dict) else value)


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder in memory where there is one: the model decides what is durable, no disk has to be moved."""
    memory = Path("/dev/shm")  # noqa: S108 - not a fixed name in it
    fits = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 30
    return tempfile.TemporaryDirectory(prefix="pos-cut-", dir=memory if fits else None)


@dataclass(slots=True)
class Lab:
    """Use as `async with Lab(folder)`. One loop owns it."""

    folder: Path
    _process: asyncio.subprocess.Process | None = None
    _reader: asyncio.Task[None] | None = None
    _ends: dict[int, asyncio.Future[int]] = field(default_factory=dict)
    _serial: int = 0

    async def __aenter__(self) -> Lab:
        shim = build(self.folder)
        environ = {name: value for name, value in os.environ.items() if not name.startswith("POS_")}
        environ |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "POS_LANGUAGE": "en"}
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.powercut.zygote"),
            cwd=ROOT,
            env={**environ, "LD_PRELOAD": str(shim), "PYTHONPATH": str(ROOT), **FISCAL},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._reader = asyncio.get_running_loop().create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process
        assert self._process.stdin
        assert self._reader
        self._process.stdin.close()
        await self._process.wait()
        await self._reader

    async def _read(self) -> None:
        assert self._process
        assert self._process.stdout
        async for line in self._process.stdout:
            answer = json.loads(line)
            self._ends.pop(answer["id"]).set_result(answer["status"])
        for end in self._ends.values():
            if not end.done():
                end.set_exception(RuntimeError("the zygote is gone"))

    def place(self, name: str) -> Path:
        """A new folder of its own."""
        self._serial += 1
        made = self.folder / f"{name}-{self._serial}"
        made.mkdir()
        return made

    async def run(
        self,
        place: Path,
        simulator: Simulator | None,
        steps: list[Step],
        *,
        window_s: float,
        log: Path | None = None,
        fault: Fault | None = None,
        synchronous: str = "",
        environ: dict[str, str] | None = None,
    ) -> Ran:
        """Run `steps` in a child over the home `place/home`."""
        assert self._process
        assert self._process.stdin
        self._serial += 1
        number = self._serial
        base_url = simulator.base_url if simulator else "http://127.0.0.1:1/v2/merchant/"
        paths = {name: place / f"{name}-{number}" for name in ("out", "err", "result")}
        job = {
            "id": number,
            "home": str(place / "home"),
            "env": {
                "POS_HOME": str(place / "home"),
                "POS_CLICK__BASE_URL": base_url,
                "POS_CLICK__CONFIRM_WINDOW_S": str(window_s),
                **(environ or {}),
            },
            **{name: str(path) for name, path in paths.items()},
            "log": str(log) if log else None,
            "fault": {"kind": fault.kind.name, "k": fault.k, "sticky": fault.sticky} if fault else None,
            # Each logged run is a start of the PC of its own: the power is cut at its end.
            "boot_id": str(_boot_id(place, number)) if log else None,
            "synchronous": synchronous,
            "steps": steps,
        }
        self._ends[number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        await self._ends[number]
        ended = json.loads(paths["result"].read_text("utf-8")) if paths["result"].exists() else {}
        out, err = (paths[name].read_text("utf-8") for name in ("out", "err"))
        return Ran(ended.get("exits", []), out, err, ended.get("counts", {}))


def _boot_id(place: Path, number: int) -> Path:
    made = place / f"boot_id-{number}"
    made.write_text(f"start {number} of the PC\n", "utf-8")
    return made


async def recover(lab: Lab, place: Path, click: Simulator, window_s: float) -> Ran:
    """`pos recover` until all is final. On a busy machine it is slow: each try has twice the patience."""
    ran = Ran([], "", "", {})
    for turn in range(TRIES):
        ran = await lab.run(place, click, [{"argv": ["recover", "--json"]}], window_s=window_s * 2**turn)
        if ran.exits != [4]:
            break
    return ran


def simulator(ledger: Path | None, window_s: float) -> Simulator:
    """CLICK on loopback, with the ledger of that file."""
    return Simulator(SimulatorOptions(window_s=window_s, ledger_path=ledger))


def snapshot(home: Path) -> dict[str, bytes]:
    """The files below `home` by name; a folder's name ends in a slash. A ballast is left out."""
    found = {"./": b""}
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        if path.is_dir():
            found[name + "/"] = b""
        elif path.stat().st_size < BALLAST:
            found[name] = path.read_bytes()
    return found
