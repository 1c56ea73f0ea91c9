"""Arguments → one command. Imports a command's parts only when it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pos.commands.arguments import EndedEarly, parse
from pos.commands.output import BAD_USE, DONE, Output, console
from pos.core.errors import BadInput, PosError
from pos.screens.words import Words

if TYPE_CHECKING:
    import argparse


def main(argv: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Run one command and return its exit code. Never a traceback: a mistake of ours is logged and said."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    words = Words(environ.get("POS_LANGUAGE") or "ru")
    output = console(sys.stdout, sys.stderr, words)
    try:
        options = parse(arguments)
    except EndedEarly:
        return DONE
    except BadInput as error:
        output.err(error.detail)
        return BAD_USE
    words.switch(options.language or environ.get("POS_LANGUAGE") or "ru")
    try:
        return _run(options, arguments, environ, output)
    except PosError as error:
        return output.fail(error)
    except Exception as error:  # noqa: BLE001 - the last net: a sentence, never a traceback
        return _bug(error, output)


def _bug(error: Exception, output: Output) -> int:
    import logging

    from pos.logs import report_bug

    # Where no log file is open yet, the console must still not get a traceback.
    logging.getLogger().addHandler(logging.NullHandler())
    number = report_bug("cli", error)
    output.err(output.words.say("A mistake of the program, number {number}", number=number))
    return 1


def _run(options: argparse.Namespace, argv: list[str], environ: Mapping[str, str], output: Output) -> int:
    match options.command:
        case "read-codes":
            from pos.commands.read_codes import read_codes

            return read_codes(tuple(options.files), output, as_json=options.json)
        case "simulator":
            return _simulator(options, environ, output)
        case "demo":
            from pos.commands.demo import run_demo

            return run_demo(options, environ, output)
        case "till":
            from pos.commands.till import run_till

            return run_till(options, environ, output)
        case "shop-api" if options.action in ("serve", "test", "key"):
            return _shop_api(options, argv, environ, output)
        case "doctor":
            from pos.commands.doctor import run_doctor
            from pos.paths import find_home

            return run_doctor(find_home(options.home, environ), options, argv, environ, output)
        case _:
            return _on_journal(options, argv, environ, output)


def _simulator(options: argparse.Namespace, environ: Mapping[str, str], output: Output) -> int:
    from pos.commands.simulator import SimulatorChoice, run_simulator, show_codes

    if options.action == "codes":
        return show_codes(output, as_json=options.json)
    choice = SimulatorChoice(
        host=options.host,
        port=options.port,
        confirm_mode=options.confirm_mode == "on",
        window_s=options.window,
        ledger=options.ledger,
        json=options.json,
    )
    return run_simulator(choice, environ, output)


def _shop_api(
    options: argparse.Namespace, argv: list[str], environ: Mapping[str, str], output: Output
) -> int:
    if options.action == "test":
        from pos.commands.shop_api_test import run_shop_api_test

        return run_shop_api_test(options, environ, output)
    from pos.commands.shop_api_serve import run_key, run_shop_api_serve

    if options.action == "key":
        return run_key(options, environ, output)
    return run_shop_api_serve(options, argv, environ, output)


def _on_journal(
    options: argparse.Namespace, argv: list[str], environ: Mapping[str, str], output: Output
) -> int:
    from pos.commands.on_journal import run_on_journal
    from pos.paths import find_home

    if options.command == "pay" and options.otp == "-":
        options.otp = sys.stdin.readline().strip()
    home = find_home(options.home, environ)
    if options.command == "payments" and options.action == "decide" and not options.yes and _at_terminal():
        from pos.commands.decide import sum_repeated

        show = ["payments", "show", "--json", "--", options.ref]
        refused = sum_repeated(
            lambda shown: run_on_journal(home, parse(show), show, environ, shown), sys.stdin.readline, output
        )
        if refused is not None:
            return refused
    return run_on_journal(home, options, argv, environ, output)


def _at_terminal() -> bool:
    """Whether a person can be asked; a program without a console has no standard input."""
    return sys.stdin is not None and sys.stdin.isatty()
