"""A command that another process hands over to the owner of the home (decision 11). Engine thread."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable

from pos.commands.arguments import EndedEarly, parse
from pos.commands.output import Output
from pos.control import CommandResult
from pos.core.errors import PosError
from pos.screens.words import Words

Run = Callable[[argparse.Namespace, Output], Awaitable[int]]
"""Runs a parsed command on the owner's parts; raises PosError."""


async def run_handed(argv: list[str], language: str, run: Run) -> CommandResult:
    """Parse and run it, its lines and its exit code kept for the caller. Never raises."""
    out: list[str] = []
    err: list[str] = []
    words = Words(language)
    output = Output(lambda line: out.append(line + "\n"), lambda line: err.append(line + "\n"), words)
    try:
        options = parse(argv)
        words.switch(options.language or language)
        code = await run(options, output)
    except EndedEarly:
        code = 0
    except PosError as error:
        code = output.fail(error)
    except Exception as error:  # noqa: BLE001 - as alone: what was begun is in the journal
        code = output.bug("control", error)
    return CommandResult(code, "".join(out), "".join(err))
