"""Who drips his request, or says nothing, is cut off, and disturbs nobody meanwhile (A-35)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from pathlib import Path

from tests.shop_api.raw_http import Line, request
from tests.storm.calls import complete, prepare
from tests.storm.program import Program
from tests.storm.proof import Proof

IDLE, DEAF = 50, 4
EARLIEST_S, LATEST_S = 4.5, 11.0
HEAD_S = 3.0  # a head that is nearly in time, then a body that drips
DEAF_S = 40.0  # it takes a while until the buffers of the kernel are full
PAIRS = 5
KB_MORE = 8 * 1024


async def drip(line: Line, kind: int) -> float:
    """One byte a second until the other side ends it; how long that took."""
    begun_s = time.monotonic()
    data = prepare("SLOW00000000Z", 1)
    head = data.index(b"\r\n\r\n") + 4
    done = asyncio.create_task(line.ended(2 * LATEST_S))
    sent = head if kind == 1 else head - 4 if kind == 2 else 5
    await line.send(data[:sent])
    if kind == 2:
        await asyncio.wait({done}, timeout=HEAD_S)
        await line.send(data[sent:head])
        sent = head
    while not done.done() and sent < len(data):
        await line.send(data[sent : sent + 1])
        sent += 1
        await asyncio.wait({done}, timeout=1.0)
    with contextlib.suppress(TimeoutError):
        await done
    took_s = time.monotonic() - begun_s
    await line.close()
    return took_s


async def rest(line: Line) -> float:
    """Say nothing at all."""
    begun_s = time.monotonic()
    with contextlib.suppress(TimeoutError):
        await line.ended(2 * LATEST_S)
    took_s = time.monotonic() - begun_s
    await line.close()
    return took_s


async def ask_on(program: Program) -> float:
    """Ask on and on, and read nothing; how long the other side suffers it."""
    begun_s, loop = time.monotonic(), asyncio.get_running_loop()
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.setblocking(False)
        await loop.sock_connect(deaf, program.address)

        async def flood() -> None:
            while True:
                await loop.sock_sendall(deaf, request("/nobody") * 100)
                await asyncio.sleep(0.002)

        with contextlib.suppress(TimeoutError, ConnectionError):
            await asyncio.wait_for(flood(), DEAF_S)
    return time.monotonic() - begun_s


async def slow(program: Program, count: int) -> Proof:
    """`count` that drip: heads, bodies, both; fifty that rest; some that never read; payers between them."""
    proof = Proof("slow")
    names = [f"SLOW{number:08d}Z" for number in range(PAIRS + 2)]
    await program.take_in(names)
    await _pay(program, proof, names[0], 1)
    handles, memory_kb = _handles(program.pid), _memory_kb(program.pid)
    lines = [await Line.open(program.address) for _ in range(count + IDLE)]
    slow_ones = [
        asyncio.create_task(drip(line, number % 3) if number < count else rest(line))
        for number, line in enumerate(lines)
    ]
    for number, name in enumerate(names[1:-1], start=2):
        await _pay(program, proof, name, number)
        await asyncio.wait(slow_ones, timeout=0.7)
    proof.figures["most_handles"] = _handles(program.pid)
    took = await asyncio.gather(*slow_ones)
    for one in took:
        proof.check(EARLIEST_S <= one <= LATEST_S, f"cut after {one:.1f} s")
    deaf = await asyncio.gather(*(ask_on(program) for _ in range(DEAF)))
    proof.check(max(deaf) < DEAF_S, "who never reads is not cut off")
    proof.figures |= {"slow": count, "idle": IDLE, "deaf": DEAF, "first_cut_s": round(min(took), 1)}
    proof.slowest("last_cut_s", max(took))
    await _pay(program, proof, names[-1], PAIRS + 2)
    left = _handles(program.pid) - handles
    proof.check(left <= 0, f"{left} handles stay")
    more_kb = _memory_kb(program.pid) - memory_kb
    proof.check(more_kb <= KB_MORE, f"{more_kb} KB stay")
    proof.figures |= {"handles_left": left, "kb_left": more_kb}
    proof.check(not program.complaints(), f"it complained: {program.complaints()}")
    return proof


async def _pay(program: Program, proof: Proof, name: str, trans: int) -> None:
    first = await program.ask(prepare(name, trans))
    if not proof.check(first.error == 0, f"Prepare {first}"):
        return
    second = await program.ask(complete(name, trans, first.prepare_id))
    proof.check(second.error == 0, f"Complete {second}")
    proof.count("pairs")
    for one in (first, second):
        proof.check(one.took_s <= 1.0, f"a payer waited {one.took_s:.2f} s")
        proof.slowest("slowest_pair_s", one.took_s)


def _handles(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def _memory_kb(pid: int) -> int:
    told = Path(f"/proc/{pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("VmRSS"))
