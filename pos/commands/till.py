"""`pos till`: the till with the live settings."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from pos.bootstrap import Parts, open_parts, with_key
from pos.commands.display import has_display, is_seen
from pos.commands.output import BAD_USE, DONE, Output
from pos.control import FOCUS, Ownership, hand_over, wait_for_home
from pos.core.errors import DeviceTrouble, HomeBusy, PosError, SettingsMissing
from pos.paths import Home, find_home
from pos.settings import Settings, load

if TYPE_CHECKING:
    from pos.commands.station_run import StationRun

SHORT_COMMAND_S = 200.0
FOCUS_S = 5.0


def run_till(options: argparse.Namespace, environ: Mapping[str, str], output: Output) -> int:
    """Own the home, ask for what is missing, open the window. Returns when it is closed.

    Raises:
        PosError: the till could not start; a window has said so too, where somebody can see it.
    """
    if not has_display(environ):
        output.fail(DeviceTrouble("Qt finds no screen", device="DISPLAY"))
        return BAD_USE
    from pos.commands.station_run import say_in_window

    try:
        home = find_home(options.home, environ).make()
        try:
            # Who has the home may be known a moment after it is taken: two clicks begin two tills at once.
            owned = wait_for_home(home, "till", SHORT_COMMAND_S)
        except HomeBusy as busy:
            if busy.facts.get("kind") != "till":
                raise
            return _focus_first(home, output)
        with owned:
            return _run(home, owned, options, environ, output)
    except PosError as error:
        if is_seen(environ):
            say_in_window(error, output.words)
        raise


def _focus_first(home: Home, output: Output) -> int:
    """A second till on the same home brings the first to the front (E14)."""
    hand_over(home, list(FOCUS), FOCUS_S)
    output.err(output.words.say("The till is already open: look at its window"))
    return DONE


def _run(
    home: Home, owned: Ownership, options: argparse.Namespace, environ: Mapping[str, str], output: Output
) -> int:
    from pos.commands.station_run import StationRun

    settings = load(home, environ)
    output.words.switch(options.language or settings.language)
    if not settings.click.service_id and not settings.is_simulator:
        if not _ask(home, settings, environ, output):
            return DONE  # closed without saving
        settings = load(home, environ)
    while True:
        run = StationRun(
            home=home,
            settings=settings,
            words=output.words,
            owned=owned,
            opened=partial(_open, home, settings),
            environ=environ,
        )
        code = run.go()
        if not isinstance(run.start_error, SettingsMissing):
            # What the window said is said here too, for whoever started the till from a console.
            return output.fail(run.start_error) if isinstance(run.start_error, PosError) else code
        # The key is not in the vault: ask for it and begin again.
        if not _ask(home, settings, environ, output):
            return code
        settings = load(home, environ)


def _ask(home: Home, settings: Settings, environ: Mapping[str, str], output: Output) -> bool:
    """Ask for what is missing; False when the form was closed. SettingsMissing where nobody would see it."""
    from pos.commands.wizard import run_wizard

    if not is_seen(environ):
        with_key(home, settings)
    return run_wizard(home, settings, environ, output.words)


async def _open(home: Home, settings: Settings, run: StationRun) -> Parts:
    """Open the parts, in the engine thread; the vault is asked there too."""
    from pos.counter_devices import paper_spool, shop_logo

    return open_parts(
        home=home,
        settings=with_key(home, settings),
        say=run.receipt_words.say,
        printers=run.printers,
        listeners=(run.on_event,),
        spool=paper_spool(home),
        logo=partial(shop_logo, settings.printer),
    )
