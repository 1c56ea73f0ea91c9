"""`pos till`: the till with the live settings; and the run of a station that `pos demo` shares."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from pos.bootstrap import Parts, open_parts, ready_settings
from pos.commands.output import DONE, Output
from pos.control import FOCUS, Ownership, hand_over, own, wait_for_home
from pos.core.errors import HomeBusy, PosError, SettingsMissing
from pos.paths import Home, find_home
from pos.settings import Settings
from pos.settings import load as load_settings

SHORT_COMMAND_S = 200.0
FOCUS_S = 5.0


def run_till(options: argparse.Namespace, environ: Mapping[str, str], output: Output) -> int:
    """Own the home, ask for what is missing, open the window. Returns when it is closed.

    Raises:
        PosError: the till could not start; the window has said so too.
    """
    home = find_home(options.home, environ)
    home.make()
    try:
        owned = own(home, "till")
    except HomeBusy as busy:
        if busy.facts.get("kind") == "till":
            return _focus_first(home, output)
        owned = wait_for_home(home, "till", SHORT_COMMAND_S)
    with owned:
        return _with_window(home, owned, environ, output)


def _focus_first(home: Home, output: Output) -> int:
    """A second till on the same home brings the first to the front (E14)."""
    hand_over(home, list(FOCUS), FOCUS_S)
    output.err(output.words.say("The till is already open: look at its window"))
    return DONE


def _with_window(home: Home, owned: Ownership, environ: Mapping[str, str], output: Output) -> int:
    from pos.commands.station_run import StationRun, say_in_window

    try:
        settings = _complete(home, load_settings(home, environ), environ, output)
    except PosError as error:
        say_in_window(error, output.words)
        raise
    if settings is None:
        return DONE  # the wizard was closed

    async def opened(run: StationRun) -> Parts:
        return open_parts(
            home=home,
            settings=settings,
            say=run.receipt_words.say,
            printers=run.printers,
            listeners=(run.on_event,),
        )

    output.words.switch(settings.language)
    return StationRun(home=home, settings=settings, words=output.words, owned=owned, opened=opened).go()


def _complete(home: Home, settings: Settings, environ: Mapping[str, str], output: Output) -> Settings | None:
    """The settings, asked for in the wizard when something that charging needs is missing."""
    try:
        return ready_settings(home, environ)
    except SettingsMissing:
        from pos.commands.wizard import run_wizard

        if not run_wizard(home, settings, environ, output.words):
            return None
        return ready_settings(home, environ)
