"""`pos shop-api serve`: the server that CLICK calls, alone or as the face of the one inside a till."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from pos.bootstrap import Parts, open_parts, with_key
from pos.commands.handed import run_handed
from pos.commands.on_journal import dispatch
from pos.commands.output import DONE, Output
from pos.commands.shop_api_address import chosen_address, say_ready
from pos.control import CommandResult, ControlServer, Ownership, hand_over, own_or_hand_over
from pos.core.errors import BadInput, PosError
from pos.logs import redact_also, report_bug, set_up
from pos.online import require_service
from pos.paths import Home, find_home
from pos.screens.words import _
from pos.settings import Settings, load

WAITS_S = 60.0
ASKS_EVERY_S = 2.0
SERVING, STOP = ["shop-api", "serving"], ["shop-api", "stop"]


def run_shop_api_serve(
    options: argparse.Namespace, argv: list[str], environ: Mapping[str, str], output: Output
) -> int:
    """Serve until Ctrl+C or the system's request to end. Raises PosError."""
    home = find_home(options.home, environ)
    settings = load(home, environ)
    output.words.switch(options.language or settings.language)
    chosen = replace(settings, shop_api=chosen_address(settings.shop_api, options))
    home.make()
    set_up(home.logs)
    owned = own_or_hand_over(home, "server", ["--language", output.words.language, *argv], WAITS_S)
    if isinstance(owned, CommandResult):
        return _face(home, owned, output)
    with owned:
        settings = with_key(home, chosen, to_charge=False)
        require_service(settings)
        redact_also(settings.click.secret_key.reveal())
        return asyncio.run(_serve(home, owned, settings, options, output))


async def _serve(
    home: Home, owned: Ownership, settings: Settings, options: argparse.Namespace, output: Output
) -> int:
    parts = open_parts(home=home, settings=settings, say=output.words.say)
    control = ControlServer(
        lambda argv: run_handed(argv, output.words.language, lambda told, to: _handed(parts, told, to)),
        report_bug,
    )
    try:
        if parts.books.trouble is not None:
            raise parts.books.trouble
        address = await parts.online.serve(settings)
        await control.start(owned)
        say_ready(address, settings.shop_api, output, as_json=options.json)
        await _until_ended()
    except PosError as error:
        return output.fail(error)
    finally:
        await control.stop()
        await parts.close()
    return DONE


async def _handed(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    """A command of another process, on this server's parts."""
    if options.command == "pay" or (options.command == "orders" and options.action == "hand-over"):
        with_key(parts.home, parts.settings)  # says what is missing for a call of CLICK's
    return await dispatch(parts, options, output)


def _face(home: Home, begun: CommandResult, output: Output) -> int:
    """Show what the till said, and stay until it ends or somebody ends this; then the till stops serving."""
    for line in begun.err.splitlines():
        output.err(line)
    for line in begun.out.splitlines():
        output.out(line)
    if begun.exit_code != DONE:
        return begun.exit_code
    try:
        asyncio.run(_until_ended(lambda: _is_serving(home)))
    finally:
        with suppress(PosError):
            hand_over(home, STOP, ASKS_EVERY_S)
    return DONE


def _is_serving(home: Home) -> bool:
    try:
        answer = hand_over(home, SERVING, ASKS_EVERY_S)
    except PosError:
        return True  # it did not answer in time: it is still there
    return answer is not None and answer.exit_code == DONE


async def _until_ended(goes_on: Callable[[], bool] | None = None) -> None:
    """Wait for Ctrl+C, or for the system's request to end, or until `goes_on` says no."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, lambda _number, _frame: loop.call_soon_threadsafe(ended.set))
    while not ended.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), ASKS_EVERY_S)
        if goes_on is not None and not await asyncio.to_thread(goes_on):
            return


def run_key(options: argparse.Namespace, environ: Mapping[str, str], output: Output) -> int:
    """Make a new key, keep it in the vault, show it once. The one before is worth nothing from now on.

    With `--pull` the key is the one that another host made: it is asked for, and not shown.
    """
    import secrets

    from pos.core.secret import SecretKey
    from pos.vault import open_vault

    home = find_home(options.home, environ).make()
    if options.pull:
        return _take_key(home, output)
    name = "woocommerce" if options.woocommerce else "till" if options.till else "api"
    key = secrets.token_urlsafe(32)
    open_vault(home, name).store(SecretKey(key))
    if options.till:
        said = _("The key of the tills that pull from here. It is shown this once; restart the server")
    else:
        said = _("The key of the shop's site. It is shown this once; restart the server")
    output.err(output.words.say(said))
    output.out(key)
    return DONE


def _take_key(home: Home, output: Output) -> int:
    import sys
    from getpass import getpass

    from pos.core.secret import SecretKey
    from pos.vault import open_vault

    prompt = output.words.say("The key that the host showed")
    given = getpass(f"{prompt}: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not 20 <= len(given.strip()) <= 200:
        raise BadInput("the host shows a key of 43 letters", field="key", value="…")
    open_vault(home, "pull").store(SecretKey(given.strip()))
    output.err(output.words.say("The key is kept. Start the till again"))
    return DONE
