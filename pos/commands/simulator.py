"""`pos simulator`: CLICK on loopback in a process of its own. No real money."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pos.commands.output import BAD_USE, DONE, Output

if TYPE_CHECKING:
    from pos.simulator import Simulator, SimulatorOptions


@dataclass(frozen=True, slots=True)
class SimulatorChoice:
    """The command line of `pos simulator`."""

    host: str
    port: int
    confirm_mode: bool
    window_s: float
    ledger: str | None
    json: bool


def show_codes(output: Output, *, as_json: bool) -> int:
    """The documented test codes, like a card network's test cards."""
    from pos.simulator import TABLE

    if as_json:
        output.json([{"code": row.example, "scenario": str(row.scenario), "tail": row.tail} for row in TABLE])
        return DONE
    russian = output.words.language != "en"
    for row in TABLE:
        output.out(f"{row.example}  {row.scenario:<13} {row.title_ru if russian else row.title_en}")
    output.out(output.words.say("Any other 18 digits from 88 are approved once"))
    return DONE


def run_simulator(choice: SimulatorChoice, environ: Mapping[str, str], output: Output) -> int:
    """Serve until interrupted; one ready line first."""
    from pos.simulator import Simulator, SimulatorOptions

    defaults = SimulatorOptions()
    try:
        options = SimulatorOptions(
            host=choice.host,
            port=choice.port,
            confirm_mode=choice.confirm_mode,
            window_s=choice.window_s,
            service_id=int(environ.get("POS_CLICK__SERVICE_ID") or defaults.service_id),
            merchant_user_id=int(environ.get("POS_CLICK__MERCHANT_USER_ID") or defaults.merchant_user_id),
            secret_key=environ.get("POS_CLICK__SECRET_KEY") or defaults.secret_key,
            ledger_path=Path(choice.ledger) if choice.ledger else None,
        )
    except ValueError as error:
        output.err(output.words.say("The simulator cannot start: {why}", why=error))
        return BAD_USE
    try:
        asyncio.run(_serve(Simulator(options), options, output, as_json=choice.json))
    except OSError as error:
        output.err(output.words.say("The simulator cannot start: {why}", why=error.strerror or error))
        return BAD_USE
    except KeyboardInterrupt:
        pass  # the usual way to end it
    return DONE


async def _serve(simulator: Simulator, options: SimulatorOptions, output: Output, *, as_json: bool) -> None:
    host, port = await simulator.start()
    ready = {
        "host": host,
        "port": port,
        "base_url": simulator.base_url,
        "service_id": options.service_id,
        "merchant_user_id": options.merchant_user_id,
        "confirm_mode": options.confirm_mode,
        "window_s": options.window_s,
    }
    if as_json:
        output.json(ready)
    else:
        output.out(output.words.say("CLICK simulator is ready: {url}", url=simulator.base_url))
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM"):
        try:
            loop.add_signal_handler(getattr(signal, name), ended.set)
        except (NotImplementedError, AttributeError):  # Windows: Ctrl+C ends asyncio.run by itself
            break
    await ended.wait()
    await simulator.stop()
