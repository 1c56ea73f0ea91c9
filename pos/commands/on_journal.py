"""Runs a command that needs the till's parts: alone as the owner of the home, or inside a running till."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping
from pathlib import Path

from pos.bootstrap import Parts, open_parts, with_key
from pos.commands.output import BAD_USE, UNKNOWN, Output
from pos.control import CommandResult, own_or_hand_over
from pos.core.errors import PosError
from pos.counter_devices import escpos_printers
from pos.logs import set_up
from pos.paths import Home
from pos.settings import Settings, load

MOST_WINDOWS = 6


def run_on_journal(
    home: Home, options: argparse.Namespace, argv: list[str], environ: Mapping[str, str], output: Output
) -> int:
    """Own the home and run, or hand the command to the till that owns it (decision 11)."""
    settings = load(home, environ)
    output.words.switch(options.language or settings.language)
    home.make()
    set_up(home.logs)
    # A short command may hold the home for six windows; ours then needs as long again in a till.
    limit_s = (MOST_WINDOWS + 1) * settings.click.confirm_window_s + 30
    owned = own_or_hand_over(home, "command", _handed_over(argv, options, output), limit_s)
    if isinstance(owned, CommandResult):
        if options.command == "journal" and owned.exit_code == BAD_USE:
            return _verify(home, options, output)  # that till cannot open it: this one only reads
        for line in owned.err.splitlines():
            output.err(line)
        for line in owned.out.splitlines():
            output.out(line)
        return owned.exit_code
    with owned:
        if options.command == "journal":
            return _verify(home, options, output)
        # Only now: a till that runs has the key already, even one that was given by its environment.
        settings = with_key(home, settings, to_charge=_needs_click(options))
        return _alone(home, settings, options, output)


def _handed_over(argv: list[str], options: argparse.Namespace, output: Output) -> list[str]:
    """The same command for a till: it has a standard input, a folder, a user and a language of its own."""
    spoken = ["--language", output.words.language, *argv]
    if options.command == "pay":
        return [*spoken, f"--otp={options.otp}"]
    if options.command == "payments" and options.action == "show" and options.bundle:
        return [*spoken, f"--bundle={Path(options.bundle).absolute()}"]
    if options.command in ("orders", "catalogue") and options.action in ("import", "export", "classifier"):
        return [str(Path(part).absolute()) if part == options.file else part for part in spoken]
    if options.command == "payments" and options.action == "decide" and not options.by:
        from pos.commands.decide import user_name

        return [*spoken, f"--by={user_name()}"]
    return spoken


def _needs_click(options: argparse.Namespace) -> bool:
    """Whether the command may ask CLICK or charge; a decision may send a fiscal receipt."""
    match options.command:
        case "payments":
            return bool(options.action == "decide")
        case "orders":
            return bool(options.action == "hand-over")
        case "stock" | "shop-api" | "catalogue":
            return False
        case _:
            return True


def _verify(home: Home, options: argparse.Namespace, output: Output) -> int:
    from pos.commands.journal import verify_journal

    return asyncio.run(verify_journal(home, output, as_json=options.json))


def _alone(home: Home, settings: Settings, options: argparse.Namespace, output: Output) -> int:
    try:
        return asyncio.run(_with_parts(home, settings, options, output))
    except KeyboardInterrupt:
        output.err(output.words.say("What was begun is in the journal: run “pos recover”"))
        return UNKNOWN


async def _with_parts(home: Home, settings: Settings, options: argparse.Namespace, output: Output) -> int:
    parts = open_parts(
        home=home, settings=settings, say=output.words.say, printers=escpos_printers(settings.printer)
    )
    try:
        return await dispatch(parts, options, output)
    except PosError as error:
        return output.fail(error)
    except Exception as error:  # noqa: BLE001 - the payment stays as the journal has it, and is found again
        return output.bug(options.command, error)
    finally:
        await parts.close()


async def dispatch(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    """Run one command on open parts; raises PosError."""
    match options.command:
        case "pay":
            from pos.commands.pay import PayOptions, pay

            return await pay(
                parts,
                PayOptions(
                    otp=options.otp,
                    amount=options.amount,
                    items=tuple(options.item),
                    no_wait=options.no_wait,
                    json=options.json,
                ),
                output,
            )
        case "payments" | "ofd":
            return await _payments(parts, options, output)
        case "journal":
            from pos.commands.journal import verify_journal

            return await verify_journal(parts.home, output, as_json=options.json)
        case "doctor":
            from pos.commands.doctor import doctor

            return await doctor(parts, options, output)
        case "orders":
            from pos.commands.orders import orders

            return await orders(parts, options, output)
        case "catalogue":
            from pos.commands.catalogue import catalogue

            return await catalogue(parts, options, output)
        case "stock":
            from pos.commands.stock import stock

            return await stock(parts, options, output)
        case "shop-api" if options.action in ("serve", "serving", "stop"):
            from pos.commands.shop_api_address import serve_in_till

            return await serve_in_till(parts, options, output)
        case "recover":
            from pos.commands.recover import recover

            return await recover(parts, output, as_json=options.json)
        case _:
            output.err(output.words.say("This command does not run inside a till"))
            return BAD_USE


async def _payments(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    if options.command == "ofd":
        from pos.commands.ofd import attach

        return await attach(parts, options, output)
    if options.action == "decide":
        from pos.commands.decide import decide

        return await decide(parts, options, output)
    from pos.commands.payments import list_payments, show_payment

    if options.action == "show":
        return await show_payment(parts, options.ref, output, as_json=options.json, bundle=options.bundle)
    return await list_payments(parts, output, as_json=options.json)
