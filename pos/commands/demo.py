"""`pos demo`: training mode. The simulator runs inside; this process can never reach CLICK (S12)."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pos.commands.display import has_display
from pos.commands.output import Output
from pos.control import own
from pos.paths import Home


def run_demo(options: argparse.Namespace, environ: Mapping[str, str], output: Output) -> int:
    """Open the training till, or, headless, make whole sales and leave pictures and receipts."""
    if not options.headless:
        if has_display(environ):
            return _windowed(options, environ, output)
        output.err(output.words.say("There is no display: the training runs without a window"))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if options.home:
        return _headless(Home(Path(options.home).expanduser().absolute()), options, output)
    with tempfile.TemporaryDirectory(prefix="pos-demo-") as folder:
        return _headless(Home(Path(folder)), options, output)


def _headless(home: Home, options: argparse.Namespace, output: Output) -> int:
    from pos.commands.headless import run_headless

    home.make()
    with own(home, "till"):
        return run_headless(home, options, output)


def _windowed(options: argparse.Namespace, environ: Mapping[str, str], output: Output) -> int:
    from pos.commands.demo_parts import open_training, training_home, training_settings
    from pos.commands.station_run import StationRun
    from pos.commands.training_phone import CodeMaker, PhoneEye

    home = training_home(options.home, environ).make()
    eye = PhoneEye()
    with own(home, "till") as owned:
        run = StationRun(
            home=home,
            settings=training_settings(options.window, output.words.language),
            words=output.words,
            owned=owned,
            opened=open_training,
            source=eye.source,
            keeps_settings=False,
        )
        run.station.show_phone(CodeMaker(), run.clock.monotonic_s, eye.see)
        run.station.show_customer(always=True)
        return run.go()
