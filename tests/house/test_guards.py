"""The guards of tests/conftest.py do bite."""

import shutil
import subprocess
import sys
from pathlib import Path

CASES = """
import asyncio, contextlib, logging, socket

import pytest


def test_quiet():
    logging.getLogger("pos.flow").info("nothing special")


def test_warns():
    logging.getLogger("pos.flow").warning("the printer is silent")


def test_warns_by_leave(allow_warnings):
    logging.getLogger("pos.flow").error("the printer is silent")


def test_calls_out_and_swallows_it():
    with contextlib.suppress(Exception):
        socket.create_connection(("192.0.2.1", 443), timeout=1)


def test_asks_for_a_name():
    with contextlib.suppress(Exception):
        socket.getaddrinfo("click.example", 443)


def test_talks_to_itself():
    async def serve_and_call():
        server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
        async with server:
            _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.close()
            await writer.wait_closed()
    asyncio.run(serve_and_call())
"""


def test_warnings_and_foreign_hosts_fail_a_test(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).parents[1] / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_cases.py").write_text(CASES, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rE", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    errors = {
        line.split("::")[1].split()[0] for line in done.stdout.splitlines() if line.startswith("ERROR ")
    }
    assert errors == {"test_warns", "test_calls_out_and_swallows_it", "test_asks_for_a_name"}
    assert "6 passed, 3 errors" in done.stdout
