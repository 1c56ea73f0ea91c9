"""The set-up of the printer in its states, as its presenter draws them, for the gallery and for tests."""

from __future__ import annotations

from collections.abc import Callable

from pos.core.errors import PrinterTrouble
from pos.screens.printer_screen import PrinterPresenter
from pos.screens.printer_views import PrinterAct, PrinterView
from pos.screens.words import Words
from pos.settings import PrinterSettings
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.printer import FakePrinter

NETWORK = PrinterSettings(
    kind="escpos_network",
    host="192.168.1.87",
    profile="generic-58",
    header="+998 71 200-00-00",
    footer="Спасибо за покупку!\nХаридингиз учун раҳмат!",
)
Kit = tuple[FakePrinter, PrinterPresenter, list[PrinterView], InlineRunner]


def _kit(language: str, settings: PrinterSettings, papers: int = 0) -> Kit:
    port, runner = FakePrinter(settings), InlineRunner()
    views: list[PrinterView] = []
    port.papers = papers
    screen = PrinterPresenter(port=port, runner=runner, words=Words(language), render=views.append)
    screen.open()
    return port, screen, views, runner


def _rest(language: str) -> Kit:
    return _kit(language, PrinterSettings())


def _network(language: str) -> Kit:
    return _kit(language, NETWORK, papers=3)


def _changed(language: str) -> Kit:
    kit = _kit(language, NETWORK)
    kit[1].step("printer.profile", -1)
    kit[1].edited("printer.port", "910000")
    kit[1].edited("printer.logo", "logo.png")
    return kit


def _prints(language: str) -> Kit:
    kit = _kit(language, NETWORK, papers=1)
    kit[3].hold = True
    kit[1].act(PrinterAct.TEST)
    return kit


def _failed(language: str) -> Kit:
    kit = _kit(language, NETWORK)
    why = "it takes no more bytes"
    kit[0].error = PrinterTrouble(why, device="192.168.1.87:9100", why=why, begun=True)
    kit[1].act(PrinterAct.TEST)
    return kit


def _saved(language: str) -> Kit:
    kit = _kit(language, PrinterSettings(kind="system"))
    kit[1].step("printer.name", 1)
    kit[1].act(PrinterAct.SAVE)
    return kit


def _leaves(language: str) -> Kit:
    kit = _kit(language, NETWORK)
    kit[1].step("printer.cut", 1)
    kit[1].back()
    return kit


STATES: dict[str, Callable[[str], Kit]] = {
    "rest": _rest,
    "network": _network,
    "changed": _changed,
    "prints": _prints,
    "failed": _failed,
    "saved": _saved,
    "leaves": _leaves,
}


def printer_view(name: str, language: str) -> PrinterView:
    """The last picture of a state."""
    _port, _screen, views, runner = STATES[name](language)
    runner.drop_all()
    return views[-1]
