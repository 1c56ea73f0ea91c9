"""Cash, card and mixed at a whole till: keys of a person, a scanner that shoots into the cash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pos.commands.demo_parts import training_settings
from pos.core.fiscal import FiscalState
from pos.core.money import Money
from pos.core.tender import Tender
from pos.screens.views import Intent, Tone
from tests.commands.kit import Click
from tests.qt.station_kit import OIL, SUGAR, WINDOW_S, Till, click, cold, till

__all__ = ["click", "cold", "till"]

Picture = Callable[[str], None]


def takes_cash(till: Till) -> bool:
    return till.view.tenders[0].intent is Intent.CASH


def in_cash(till: Till, picture: Picture = lambda _name: None) -> None:
    """F9, a note of 50 000, the change, the next sale."""
    till.ring_up(SUGAR, OIL)
    till.key("F9")
    till.wait(lambda: takes_cash(till))
    picture("cash")
    till.type("50000")
    till.wait(lambda: till.view.total.cells[2].value not in ("", "—"))
    picture("cash-typed")
    till.key("Enter")
    till.becomes(Tone.GREEN)
    picture("cash-change")
    till.key("Space")
    till.becomes(None)


def by_card(till: Till, picture: Picture = lambda _name: None) -> None:
    """Ctrl ↵, the other terminal, Ctrl ↵ again."""
    till.ring_up(SUGAR)
    till.wait(lambda: not till.station.guard._hushed)
    till.ctrl("Enter")
    till.becomes(Tone.GREY)
    picture("card")
    till.qtbot.wait(400)
    till.ctrl("Enter")
    till.becomes(Tone.GREEN)
    picture("card-paid")
    till.key("Space")
    till.becomes(None)


def mixed(till: Till, picture: Picture = lambda _name: None) -> None:
    """F10, 10 000 in cash, the rest by CLICK; F5 while the customer looks for it, then Enter."""
    till.ring_up(SUGAR, OIL)
    till.key("F10")
    till.wait(lambda: till.view.input.mode == "quantity")
    picture("mixed-question")
    till.type("10000")
    till.key("Enter")
    till.becomes(Tone.GREY)
    picture("mixed-waiting")
    till.station.seen(till.click.code())
    till.wait(lambda: takes_cash(till))
    picture("mixed-cash")
    till.key("F5")
    till.wait(lambda: not till.view.lines)
    picture("mixed-aside")
    till.key("F6")
    till.wait(lambda: takes_cash(till))
    till.qtbot.wait(400)
    till.key("Enter")
    till.becomes(Tone.GREEN)
    till.wait(lambda: any(row.fiscal is FiscalState.DONE for row in till.rows()))
    picture("mixed-paid")


def test_a_cash_sale_by_the_keys_of_a_person(till: Till) -> None:
    in_cash(till)
    [row] = till.rows()
    assert row.split is not None
    assert row.split.tender is Tender.CASH
    till.wait(lambda: bool(till.tray.papers))
    [paper] = till.tray.papers
    assert paper.opens_drawer


def test_a_card_on_the_terminal(till: Till) -> None:
    by_card(till)
    [row] = till.rows()
    assert row.split is not None
    assert row.split.tender is Tender.CARD


def test_a_scanner_never_pays(till: Till) -> None:
    till.ring_up(SUGAR)
    till.key("F9")
    till.hands.burst(OIL)
    till.wait(lambda: bool(till.view.input.alert))
    till.hands.burst(till.click.code())
    till.qtbot.wait(200)
    assert takes_cash(till)
    assert not till.rows()
    assert not till.station.window.input.text()
    till.key("Esc")
    till.wait(lambda: not takes_cash(till))
    assert len(till.view.lines) == 1


@pytest.fixture
def fiscal(qtbot: object, tmp_path: Path, click: Click) -> object:
    from pytestqt.qtbot import QtBot

    assert isinstance(qtbot, QtBot)
    made = Till(qtbot, tmp_path / "home", click, WINDOW_S, fiscal=training_settings(WINDOW_S, "en").fiscal)
    made.ready()
    yield made
    made.end()


def test_clicks_part_first_then_the_cash_then_the_receipt(fiscal: Till) -> None:
    mixed(fiscal)
    [row] = fiscal.rows()
    assert row.split is not None
    assert (row.split.tender, row.split.cash) == (Tender.MIXED, Money.of_sum(10_000))
    assert row.amount == row.split.click
    assert not row.cash_due
