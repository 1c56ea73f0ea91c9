"""The OFD queue: which receipts wait, why, and how long they may. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pos.core import errors
from pos.core.device_receipt import awaits_paper
from pos.core.fiscal import REFUSED, FiscalState
from pos.core.money import Money
from pos.core.payment import TransactionId
from pos.core.scan import RepeatFilter
from pos.core.tashkent import local_text
from pos.flow.events import Event, FiscalChanged
from pos.flow.fiscal_ports import FiscalEntry
from pos.screens.deadlines import deadline_text, is_late
from pos.screens.doubt_panel import SHORT_ID
from pos.screens.page_views import TableRowView, TableView
from pos.screens.runner import Runner
from pos.screens.till_port import Till
from pos.screens.views import ActionView, Intent, Tone
from pos.screens.wording import explain
from pos.screens.words import Sentence, Words, _

AMOUNTS_READ = 100
"""The sums of so many are read; a longer queue shows the others without."""

WIDTHS = (0.17, 0.15, 0.36, 0.08, 0.24)

_REASONS: dict[str, str] = {
    "": _("not sent yet"),
    "sent, no link yet": _("sent, the link is awaited"),
}


@dataclass(frozen=True, slots=True)
class _State:
    entries: tuple[FiscalEntry, ...] = ()
    amounts: tuple[tuple[TransactionId, Money], ...] = ()
    loading: bool = False
    sending: bool = False
    error: BaseException | None = None


class QueuePresenter:
    """Reads the queue each time that it is opened, and again with each news of a fiscal receipt."""

    def __init__(
        self,
        *,
        till: Till,
        runner: Runner,
        words: Words,
        now: Callable[[], datetime],
        render: Callable[[TableView], None],
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self._till = till
        self._runner = runner
        self._words = words
        self._now = now
        self._render = render
        self._closed = closed
        self._s = _State()
        self._asked = 0
        self._repeats = RepeatFilter()
        self._kept: Sentence | None = None  # what the last scan did

    def open(self) -> None:
        """Read the queue and show it."""
        self._s = _State(loading=True)
        self._kept = None
        self._draw()
        self._read()

    def on_event(self, event: Event) -> None:
        """A receipt of the queue changed."""
        if isinstance(event, FiscalChanged):
            self._read()

    def send(self) -> None:
        """«Send now»: work the queue once. Receipts that were just sent keep their quiet time."""
        if self._s.sending or not self._s.entries:
            return
        s = self._s
        self._s = _State(s.entries, s.amounts, sending=True)
        self._draw()

        def done(_left: int) -> None:
            self._s = _State(self._s.entries, self._s.amounts)
            self._read()

        def failed(error: BaseException) -> None:
            self._s = _State(self._s.entries, self._s.amounts, error=error)
            self._draw()

        self._runner.run(self._till.send_queue(), done, failed)

    def scanned(self, text: str, ref: str) -> None:
        """A code over the chosen row: the QR of the fiscal device's paper is kept for it."""
        if self._repeats.is_repeat(str(hash(text)), self._now().timestamp()):
            return
        self._kept = None

        def done(_nothing: None) -> None:
            self._kept = Sentence.of(_("The QR is attached to sale {number}"), number=ref[-SHORT_ID:])
            self._read()

        def failed(error: BaseException) -> None:
            self._s = _State(self._s.entries, self._s.amounts, sending=self._s.sending, error=error)
            self._draw()

        self._runner.run(self._till.attach_receipt(TransactionId(ref), text), done, failed)

    def close(self) -> None:
        """Go back to the sale; answers that still come are dropped."""
        self._asked += 1
        self._closed()

    def tick(self) -> None:
        """Once a second: the deadlines go on."""
        self._draw()

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    def _read(self) -> None:
        self._asked += 1
        number = self._asked

        def done(found: tuple[Sequence[FiscalEntry], dict[TransactionId, Money]]) -> None:
            if number == self._asked:
                entries, amounts = found
                self._s = _State(tuple(entries), tuple(amounts.items()), sending=self._s.sending)
                self._draw()

        def failed(error: BaseException) -> None:
            if number == self._asked:
                self._s = _State(self._s.entries, self._s.amounts, error=error)
                self._draw()

        self._runner.run(_queue(self._till), done, failed)

    def _draw(self) -> None:
        s, say = self._s, self._words.say
        now = self._now()
        told = explain(s.error, self._words) if s.error else None
        oldest = min((entry.created_at for entry in s.entries), default=None)
        amounts = dict(s.amounts)
        summary = say("In the queue: {count}", count=len(s.entries)) if s.entries else ""
        if oldest is not None:
            summary += f" · {deadline_text(oldest, now, self._words)}"
        nothing = not s.entries and not s.loading and not s.error
        takes = any(_takes_paper(entry) for entry in s.entries)
        ask = say("Scan the QR of the fiscal receipt: it is attached to the chosen sale") if takes else ""
        self._render(
            TableView(
                title=say("OFD queue"),
                columns=(say("Sale"), say("Sum"), say("State"), say("Tries"), say("Deadline")),
                widths=WIDTHS,
                figures=frozenset({1, 3}),
                rows=tuple(self._row(entry, amounts.get(entry.transaction_id), now) for entry in s.entries),
                actions=(
                    *self._send_action(),
                    ActionView(Intent.BACK, say("Close"), "Esc", recommended=not self._send_action()),
                ),
                summary=summary,
                is_late=oldest is not None and is_late(oldest, now),
                loading=say("Reading…") if s.loading else "",
                empty=say("The queue is empty: every receipt is at the OFD") if nothing else "",
                error=f"{told.what}. {told.do}" if told else "",
                hint=self._words.tell(self._kept) or ask,
                takes_scans=takes,
            )
        )

    def _send_action(self) -> tuple[ActionView, ...]:
        if all(awaits_paper(entry.state, entry.why) for entry in self._s.entries):
            return ()
        word = self._words.say("Sending…") if self._s.sending else self._words.say("Send now")
        return (ActionView(Intent.SEND_QUEUE, word, "F8", recommended=not self._s.sending),)

    def _row(self, entry: FiscalEntry, amount: Money | None, now: datetime) -> TableRowView:
        state, why = self._state(entry)
        return TableRowView(
            ref=entry.transaction_id,
            cells=(
                (entry.transaction_id[-SHORT_ID:], local_text(entry.created_at)),
                (amount.digits() if amount else "—", ""),
                (state, why),
                (str(entry.sends), ""),
                (deadline_text(entry.created_at, now, self._words), ""),
            ),
            tone=Tone.RED if _needs_people(entry) else Tone.GREY,
            is_late=is_late(entry.created_at, now),
        )

    def _state(self, entry: FiscalEntry) -> tuple[str, str]:
        """Where the receipt is, and what keeps it."""
        say = self._words.say
        if awaits_paper(entry.state, entry.why):
            return say("waits for the QR of the paper"), say("the fiscal device makes the receipt")
        if entry.state is FiscalState.NONE:
            return say("data missing"), say("Not set: {names}", names=entry.why)
        sent = say("sent, the link is awaited") if entry.sends else say("not sent yet")
        if entry.why.startswith(REFUSED):
            return say("CLICK refused"), entry.why.removeprefix(REFUSED)
        if entry.why in _REASONS:
            return sent, ""
        if entry.why == errors.OutcomeUnknown.__name__:  # its own words speak of a payment's money
            return sent, say("CLICK cannot be read now")
        kind = getattr(errors, entry.why, None)
        if isinstance(kind, type) and issubclass(kind, errors.PosError):
            return sent, explain(kind(), self._words).what
        return sent, entry.why


def _needs_people(entry: FiscalEntry) -> bool:
    """Whether waiting alone does not help: data is missing, or CLICK refused it."""
    if awaits_paper(entry.state, entry.why):
        return False  # it is the ordinary way of this shop
    return entry.state is FiscalState.NONE or entry.why.startswith(REFUSED)


def _takes_paper(entry: FiscalEntry) -> bool:
    """Whether a scan may be for this row: it waits for one, or another may take a refused one's place."""
    return awaits_paper(entry.state, entry.why) or entry.why.startswith(REFUSED)


async def _queue(till: Till) -> tuple[Sequence[FiscalEntry], dict[TransactionId, Money]]:
    """The queue and what its sales cost."""
    entries = await till.ofd_queue()
    amounts = {}
    for entry in entries[:AMOUNTS_READ]:
        payment = await till.payment(entry.transaction_id)
        amounts[entry.transaction_id] = payment.amount
    return entries, amounts
