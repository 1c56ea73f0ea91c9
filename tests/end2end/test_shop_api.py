"""`pos shop-api serve` as the shop starts it: it serves, takes commands, dies, comes back, ends."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.shop_api.raw_http import Line, request
from tests.storm.calls import COMPLETE_PATH, PREPARE_PATH, complete, prepare
from tests.storm.program import Program

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(
        sys.platform == "win32", reason="SIGTERM and SIGKILL; Windows ends processes otherwise"
    ),
]
ORDER = "ORDER00000001A"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """The server, serving."""
    made = Program(tmp_path)
    await made.start()
    yield made
    await made.kill()


async def test_it_serves_takes_commands_survives_a_kill_and_ends_when_asked(program: Program) -> None:
    made = json.loads(await program.pos("orders", "create", "--id", ORDER, "--amount", "500", "--json"))
    assert (made["id"], made["state"]) == (ORDER, "waiting")
    begun = await program.ask(prepare(ORDER, 1))
    assert begun.error == 0
    await program.kill()
    await program.start()
    assert (await program.ask(complete(ORDER, 1, begun.prepare_id))).error == 0
    assert [
        (await program.ask(one)).error for one in (complete(ORDER, 1, begun.prepare_id), prepare(ORDER, 1))
    ] == [
        -4,
        -4,
    ]
    shown = json.loads(await program.pos("orders", "show", ORDER, "--json"))
    assert shown["state"] == "to_pick"
    idle = await Line.open(program.address)
    dripping = await Line.open(program.address)
    await dripping.send(request(PREPARE_PATH, b"a" * 100)[:-50])
    assert await asyncio.wait_for(program.stop(), 5.0) == 0
    for line in (idle, dripping):
        await line.close()
    assert program.complaints() == []
    assert program.ledger.zeros(COMPLETE_PATH) == {begun.prepare_id: 1}


async def ended(program: Program, *more: str, home: Path | None = None) -> tuple[int, str]:
    """Serve where it cannot be: its exit code and what it said."""
    code, out, err = await program.run("shop-api", "serve", *more, home=home)
    assert "Traceback" not in out + err
    assert not out
    return code, err


async def test_it_says_in_words_why_it_does_not_serve(program: Program, tmp_path: Path) -> None:
    other = tmp_path / "other"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        cases = await asyncio.gather(
            ended(program, "--port", "0"),
            ended(program, "--port", port, home=other / "a"),
            ended(program, "--port", "0", "--host", "0.0.0.0", home=other / "b"),
            ended(program, "--port", "0", "--host", "a..b", "--behind-proxy", home=other / "c"),
            ended(program, "--port", "70000", home=other / "d"),
        )
    for code, told in cases:
        assert code not in (0, 1)
        assert 10 < len(told) < 400
    assert port in cases[1][1]
    assert "0.0.0.0" in cases[2][1]
    assert (await program.ask(prepare(ORDER, 1))).error == -5
    await program.stop()
