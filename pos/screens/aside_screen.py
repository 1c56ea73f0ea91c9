"""The list of payments that stand aside, when there are several. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pos.core.tashkent import clock_text
from pos.screens.background import Background, Parked
from pos.screens.desk import Stage
from pos.screens.doubt_panel import SHORT_ID, answer
from pos.screens.page_views import TableRowView, TableView
from pos.screens.paying import next_check
from pos.screens.views import ActionView, Intent, Tone
from pos.screens.words import Words, _

WIDTHS = (0.20, 0.22, 0.34, 0.24)

_STATES: dict[Stage, tuple[str, Tone]] = {
    Stage.UNKNOWN: (_("no answer, checking"), Tone.AMBER),
    Stage.MANUAL: (_("for the manager"), Tone.AMBER),
    Stage.PAID: (_("paid"), Tone.GREEN),
    Stage.CASH: (_("cash is to be taken"), Tone.AMBER),
    Stage.REFUSED: (_("not paid"), Tone.RED),
    Stage.CANCELLED: (_("not confirmed, returned by CLICK"), Tone.RED),
    Stage.RETURNED: (_("returned"), Tone.VIOLET),
}


class AsidePresenter:
    """Draws what the strip keeps; a chosen row opens its card."""

    def __init__(
        self,
        *,
        background: Background,
        words: Words,
        now: Callable[[], datetime],
        render: Callable[[TableView], None],
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self._background = background
        self._words = words
        self._now = now
        self._render = render
        self._closed = closed

    def open(self) -> None:
        """Show the list."""
        self.tick()

    def tick(self) -> None:
        """Draw it as it is now."""
        say, aside = self._words.say, self._background.all
        self._render(
            TableView(
                title=say("Payments set aside"),
                columns=(say("Number"), say("Sum"), say("State"), say("Next check")),
                widths=WIDTHS,
                figures=frozenset({1}),
                rows=tuple(self._row(parked) for parked in aside),
                actions=(
                    ActionView(Intent.RECALL, say("Open"), "Enter", recommended=bool(aside)),
                    ActionView(Intent.BACK, say("Close"), "Esc"),
                ),
                empty="" if aside else say("No payment is set aside"),
            )
        )

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self.tick()

    def close(self) -> None:
        """Go back to the sale."""
        self._closed()

    def _row(self, parked: Parked) -> TableRowView:
        say = self._words.say
        word, tone = _STATES[parked.stage]
        payment, check = parked.payment, next_check(parked.event) if parked.event else None
        left_s = round((check - self._now()).total_seconds()) if check else 0
        waits = parked.stage is Stage.UNKNOWN
        return TableRowView(
            ref=parked.transaction_id,
            cells=(
                (parked.transaction_id[-SHORT_ID:], clock_text(payment.created_at) if payment else ""),
                (parked.amount.digits(), ""),
                (say(word), answer(payment, self._words) if payment and waits else ""),
                (say("in {seconds} s", seconds=left_s) if waits and left_s > 0 else "", ""),
            ),
            tone=tone,
        )
