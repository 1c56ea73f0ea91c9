"""`pos shop-api serve`, the real program, on one home."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.shop_api.raw_http import Address, Answer, ask
from tests.storm.calls import KEY, SERVICE_ID
from tests.storm.ledger import Ledger

ROOT = Path(__file__).parents[2]
START_S, END_S, RUN_S = 60.0, 15.0, 120.0
KILLED = -9


class Program:
    """A home, and the server on it as long as it runs."""

    def __init__(self, folder: Path, module: str = "pos", **environ: str) -> None:
        self.home = folder / "home"
        self.ledger = Ledger(self.home / "journal.sqlite3")
        self._err = folder / "stderr.txt"
        self._module = module
        kept = {name: value for name, value in os.environ.items() if not name.startswith("POS_")}
        self._environ = {
            **kept,
            "POS_HOME": str(self.home),
            "POS_CLICK__SERVICE_ID": SERVICE_ID,
            "POS_CLICK__SECRET_KEY": KEY,
            "POS_CLICK__BASE_URL": "https://click.invalid/v2/merchant/",  # never resolves (RFC 6761)
            "POS_LANGUAGE": "en",
            "PYTHONIOENCODING": "utf-8",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            **environ,
        }
        self.process: asyncio.subprocess.Process | None = None
        self.address: Address = ("127.0.0.1", 0)
        self.port = "0"

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self.process is not None
        return self.process.pid

    async def start(self) -> None:
        """Begin to serve; returns when it listens. Raises RuntimeError when it does not."""
        with self._err.open("ab") as err:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self._module, "shop-api", "serve", "--port", self.port, "--json",
                cwd=ROOT, env=self._environ, stdout=asyncio.subprocess.PIPE, stderr=err,
            )  # fmt: skip
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), START_S)
        if not line:
            raise RuntimeError(f"it did not start: {self.stderr()}")
        told = json.loads(line)
        self.address = (told["host"], told["port"])

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def gone(self) -> int:
        """Wait for its end; its exit code."""
        assert self.process is not None
        return await asyncio.wait_for(self.process.wait(), END_S)

    async def stop(self) -> int:
        """SIGTERM; its exit code."""
        assert self.process is not None
        self.process.terminate()
        return await self.gone()

    async def run(self, *args: str, home: Path | None = None) -> tuple[int, str, str]:
        """Another command, on the same home or another one: its exit code, what it printed, what it told."""
        environ = {**self._environ, "POS_HOME": str(home or self.home)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "pos", *args, cwd=ROOT, env=environ,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), RUN_S)
        return process.returncode or 0, out.decode(), err.decode()

    async def pos(self, *args: str) -> str:
        """What a command on the same home printed. Raises RuntimeError when it failed."""
        code, out, err = await self.run(*args)
        if code:
            raise RuntimeError(err)
        return out

    async def take_in(self, names: Iterable[str], amount: str = "500") -> None:
        """Make these orders."""
        file = self.home.parent / "orders.csv"
        await asyncio.to_thread(
            file.write_text, "id,amount\n" + "".join(f"{name},{amount}\n" for name in names), "utf-8"
        )
        await self.pos("orders", "import", str(file), "--json")

    async def ask(self, data: bytes, limit_s: float = 8.0) -> Answer:
        """One request on a connection of its own; status 0 when nobody answered."""
        try:
            return await ask(self.address, data, limit_s)
        except OSError:
            return Answer()

    def stderr(self) -> str:
        """All that it wrote to its terminal."""
        return self._err.read_text("utf-8", "replace") if self._err.exists() else ""

    def complaints(self) -> list[str]:
        """Lines of its terminal and its log that speak of trouble, at most ten."""
        found = [line for line in self.stderr().splitlines() if line.strip()]
        for file in sorted((self.home / "logs").glob("pos.log*")):
            for line in file.read_text("utf-8", "replace").splitlines():
                if '"level": "ERROR"' in line or "Traceback" in line:
                    found.append(line[-600:])
        return found[:10]
