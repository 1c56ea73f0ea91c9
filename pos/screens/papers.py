"""The papers that wait for their printer, printed because somebody at the till wants them now. GUI thread."""

from __future__ import annotations

from dataclasses import replace

from pos.screens.counter import Counter
from pos.screens.words import Sentence, _


def print_waiting(counter: Counter) -> None:
    """Print them, and say in a message how many came out. Never stands in the way of a payment."""
    c = counter

    def done(papers: tuple[int, int]) -> None:
        came_out, left = papers
        prints = c.strip.printer_ok or (came_out > 0 and not left)
        c.strip = replace(c.strip, papers=left, printer_ok=prints)
        c.tell(_told(came_out, left))
        c.redraw()

    def failed(_error: BaseException) -> None:
        c.tell(_told(0, c.strip.papers))
        c.redraw()

    c.runner.run(c.till.print_waiting(), done, failed)


def _told(came_out: int, left: int) -> Sentence:
    if not left:
        return Sentence.of(_("Printed: {count}. Nothing waits any more"), count=came_out)
    if came_out:
        return Sentence.of(_("Printed: {count}, still waiting: {left}"), count=came_out, left=left)
    return Sentence.of(
        _("The printer does not print. Waiting: {left}\nThey come out by themselves, the sales are safe"),
        left=left,
    )
