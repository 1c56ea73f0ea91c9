"""What a child of the zygote can be told to do. Each runs the program's own code over the real home."""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine
from typing import Any

Run = Callable[[Coroutine[Any, Any, int]], int]


def run_step(step: dict[str, Any], run: Run) -> int:
    """Carry out one step; returns the exit code of a command, 0 of the others."""
    match step:
        case {"argv": list(argv)}:
            from pos.cli import main

            return main(argv, os.environ)
        case {"till": list(commands)}:
            return run(_till(commands))
        case {"set_up": dict(values)}:
            return _set_up(values)
        case _:
            raise AssertionError(step)


async def _till(commands: list[list[str]]) -> int:
    """One owner for many commands, as a till runs what is handed to it: one connection to the journal."""
    import sys

    from pos.bootstrap import open_parts, with_key
    from pos.commands.arguments import parse
    from pos.commands.on_journal import dispatch
    from pos.commands.output import console
    from pos.control import own
    from pos.core.errors import PosError
    from pos.logs import set_up
    from pos.paths import find_home
    from pos.screens.words import Words
    from pos.settings import load

    home = find_home(None, os.environ).make()
    set_up(home.logs)
    settings = with_key(home, load(home, os.environ))
    output = console(sys.stdout, sys.stderr, Words("en"))
    with own(home, "till"):
        parts = open_parts(home=home, settings=settings, say=output.words.say)
        try:
            parts.recovery.begin()
            for argv in commands:
                try:
                    await dispatch(parts, parse(argv), output)
                except PosError as error:
                    output.fail(error)
        finally:
            await parts.close()
    return 0


def _set_up(values: dict[str, str]) -> int:
    """What the first start's page does when it is saved: settings and key."""
    from dataclasses import replace

    from pos.core.secret import SecretKey
    from pos.paths import find_home
    from pos.settings import load, save
    from pos.vault import open_vault

    home = find_home(None, os.environ).make()
    settings = load(home, os.environ)
    save(home, replace(settings, shop=replace(settings.shop, name=values["shop"])), os.environ)
    open_vault(home).store(SecretKey(values["key"]))
    return 0
