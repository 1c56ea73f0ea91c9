"""`python -m tests.qt.stories DIR [names]`: payments in doubt, orders of the site; a whole till, in pictures.

Real windows, engine, journal and HTTP; CLICK is the simulator, with the faults of each story.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from pytestqt.qtbot import QtBot

from pos.commands.demo_parts import training_settings
from pos.qt.drive import live_for, take_picture, wait_until
from pos.qt.receipt_painter import write_png
from pos.screens.views import Tone
from pos.simulator import Endpoint, Fault, MtiDay, Personality
from tests.commands.kit import Click, without_log_files
from tests.qt.station_doubt import all_is_sent, blind, lose_everything, many, restore, see_again
from tests.qt.station_kit import SUGAR, Till
from tests.qt.station_tenders import by_card, in_cash, mixed
from tests.qt.story_orders import Site, sold_online

WINDOW_S = 6.0
LOOKS = [(language, dark) for language in ("ru", "uz", "uz_Cyrl", "en") for dark in (False, True)]


class Patience:
    """What a till asks of pytest-qt."""

    def wait(self, milliseconds: int) -> None:
        live_for(milliseconds / 1000)

    def waitUntil(self, condition: Callable[[], bool], *, timeout: int) -> None:  # noqa: N802 - pytest-qt's
        if not wait_until(condition, timeout / 1000):
            raise TimeoutError


@dataclass
class Story:
    """A till and the folder for its pictures."""

    till: Till
    out: Path
    number: int = 0

    def picture(self, name: str) -> None:
        """The window as it is, in every language, light and dark."""
        self.number += 1
        station = self.till.station
        for language, dark in LOOKS:
            station.speak(language)
            if self.till.run.look.theme.is_dark != dark:
                station.toggle_theme()
            live_for(0.1)
            look = f"{language}-{'dark' if dark else 'light'}"
            take_picture(station.window, self.out / look / f"{self.number}-{name}.png")
        station.speak("en")
        station.toggle_theme()


@contextmanager
def told(out: Path, personality: Personality | None = None, *, mode: bool = True) -> Iterator[Story]:
    """A till on a fresh home that talks to a CLICK of its own."""
    more: dict[str, Any] = {"personality": personality} if personality else {}
    with (
        TemporaryDirectory() as folder,
        Click(WINDOW_S, confirm_mode=mode, **more) as click,
        without_log_files(),
    ):
        till = Till(
            cast("QtBot", Patience()), Path(folder), click, WINDOW_S,
            confirm_mode="on" if mode else "off", fiscal=training_settings(WINDOW_S, "en").fiscal,
        )  # fmt: skip
        try:
            till.ready()
            station = till.station
            station.window.resize(1366, 768)
            yield Story(till, out)
        finally:
            till.end()


def found_paid(out: Path) -> None:
    """Unknown → paid: the confirm's answer is lost, the status says later that the money is the shop's."""
    with told(out) as story:
        till = story.till
        till.waiting()
        blind(till.click)
        till.station.seen(till.click.code())
        till.becomes(Tone.AMBER)
        story.picture("unknown")
        see_again(till)
        till.becomes(Tone.GREEN)
        story.picture("paid")


def not_taken(out: Path) -> None:
    """Unknown → not taken: nobody confirmed it, CLICK gave the money back."""
    with told(out) as story:
        till = story.till
        till.waiting()
        lose_everything(till.click)
        till.station.seen(till.click.code())
        till.becomes(Tone.AMBER)
        story.picture("unknown")
        till.key("F5")
        till.becomes(None)
        till.ring_up(SUGAR)
        story.picture("aside")
        see_again(till)
        till.wait(lambda: bool(till.view.toast))
        story.picture("not-taken-aside")
        till.key("F6")
        till.becomes(Tone.RED)
        story.picture("not-taken")


def to_the_manager(out: Path) -> None:
    """Unknown → manager: no confirmation, a search that finds nothing; the manager signs."""
    with told(out, Personality(mti_day=MtiDay.NEVER_FINDS), mode=False) as story:
        till = story.till
        till.paid()
        till.key("Space")
        till.becomes(None)
        till.waiting()
        till.click.fault(Endpoint.PAYMENT, Fault.drop_after())
        till.station.seen(till.click.code())
        till.wait(lambda: till.tone is Tone.AMBER and till.panel.word == "Call the manager")
        story.picture("manager")
        till.key("F10")
        till.wait(lambda: till.page is not None)
        story.picture("decision")


def queued_and_sent(out: Path) -> None:
    """The OFD is down: paid, in the queue; then it is sent."""
    with told(out) as story:
        till = story.till
        many(till.click, Endpoint.OFD_DATA, Fault.status_before(502))
        till.paid()
        till.wait(lambda: bool(till.chip("ofd").detail))
        story.picture("queued")
        till.key("Space")
        till.becomes(None)
        till.ctrl("F7")
        till.wait(lambda: bool(till.station.pages.table and till.station.pages.table.rows))
        story.picture("queue")
        restore(till.click)
        till.wait(lambda: all_is_sent(till))
        story.picture("sent")


def of_the_site(out: Path, sends: Callable[[Site], float]) -> None:
    """An order of the shop's own site: from its POST to the paper, as printed and in every language."""
    with told(out) as story:
        till = story.till
        sold_online(till, sends, story.picture)
        write_png(till.tray.papers[0], out / "paper.png")
        [row] = till.rows()
        for language in dict(LOOKS):
            asked = till.run.door.paper(row.transaction_id, language)
            write_png(till.run.engine.submit(asked).result(WINDOW_S), out / f"paper-{language}.png")


def cash_and_cards(out: Path) -> None:
    """Cash with its change, a card on the separate terminal, CLICK and cash; how they are listed."""
    with told(out) as story:
        till = story.till
        in_cash(till, story.picture)
        by_card(till, story.picture)
        mixed(till, story.picture)
        till.wait(lambda: len(till.tray.papers) == 3)
        for paper, name in zip(till.tray.papers, ("cash", "card", "mixed"), strict=True):
            write_png(paper, out / f"paper-{name}.png")
        till.key("Space")
        till.becomes(None)
        till.key("F7")
        till.wait(lambda: till.page is not None)
        story.picture("receipts")


STORIES: dict[str, Callable[[Path], None]] = {
    "1-paid": found_paid,
    "2-not-taken": not_taken,
    "3-manager": to_the_manager,
    "4-ofd": queued_and_sent,
    "5-woocommerce": partial(of_the_site, sends=Site.sends_webhook),
    "7-tenders": cash_and_cards,
    "6-api": partial(of_the_site, sends=Site.sends_order),
}


def main(arguments: list[str]) -> int:
    out = Path(arguments[0] if arguments else "stories")
    for name, story in STORIES.items():
        if arguments[1:] and name not in arguments[1:]:
            continue
        story(out / name)
        sys.stdout.write(f"{name}: {len(list((out / name).rglob('*.png')))} pictures\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
