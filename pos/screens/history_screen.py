"""Today's sales with the paper of the chosen one. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pos.core.fiscal import FiscalState
from pos.core.payment import PaymentState, TransactionId
from pos.core.receipt import Receipt
from pos.core.tashkent import local_text
from pos.core.tender import Split, Tender
from pos.flow.history_ports import HistoryRow
from pos.screens.doubt_panel import SHORT_ID
from pos.screens.runner import Runner
from pos.screens.till_port import Till
from pos.screens.views import EvidenceView, HistoryRowView, HistoryView, Tone
from pos.screens.wording import explain
from pos.screens.words import Words, _

ROWS = 200

STATE_WORDS: dict[PaymentState, tuple[str, Tone]] = {
    PaymentState.SENDING: (_("is being sent"), Tone.BLUE),
    PaymentState.HELD: (_("held by CLICK"), Tone.BLUE),
    PaymentState.CONFIRMING: (_("being confirmed"), Tone.BLUE),
    PaymentState.UNKNOWN: (_("no answer, checking"), Tone.AMBER),
    PaymentState.MANUAL: (_("for the manager"), Tone.AMBER),
    PaymentState.PAID: (_("paid"), Tone.GREEN),
    PaymentState.REFUSED: (_("not paid"), Tone.RED),
    PaymentState.CANCELLED: (_("not confirmed, returned by CLICK"), Tone.RED),
    PaymentState.REVERSING: (_("being returned"), Tone.VIOLET),
    PaymentState.REVERSED: (_("returned"), Tone.VIOLET),
}
FISCAL_WORDS: dict[FiscalState, str] = {
    FiscalState.NONE: _("no fiscal receipt"),
    FiscalState.PENDING: _("in the queue"),
    FiscalState.DONE: _("fiscal receipt made"),
}


TENDER_WORDS: dict[Tender, str] = {
    Tender.CASH: _("Cash"),
    Tender.CARD: _("Card on the terminal"),
    Tender.MIXED: _("Mixed"),
}

_HAS_CARD = frozenset({PaymentState.UNKNOWN, PaymentState.MANUAL})
"""States whose evidence card can be opened again from here."""


@dataclass(frozen=True, slots=True)
class _State:
    rows: tuple[HistoryRow, ...] = ()
    selected: TransactionId | None = None
    loading: bool = False
    error: BaseException | None = None
    paper: Receipt | None = None
    paper_language: str = ""


class HistoryPresenter:
    """Opened by F7; reads the journal each time, so that it never shows an old list."""

    def __init__(
        self,
        *,
        till: Till,
        runner: Runner,
        words: Words,
        render: Callable[[HistoryView], None],
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self._till = till
        self._runner = runner
        self._words = words
        self._render = render
        self._closed = closed
        self._s = _State()
        self._asked = 0

    def open(self, selected: str = "") -> None:
        """Read the newest payments and show the paper of `selected`, else of the newest."""
        self._s = _State(selected=TransactionId(selected) if selected else None, loading=True)
        self._draw()
        number = self._ask()
        self._runner.run(
            self._till.history(ROWS),
            lambda rows: self._rows(number, rows),
            lambda error: self._failed(number, error),
        )

    def select(self, ref: str) -> None:
        """Show the paper of a payment."""
        known = next((row.transaction_id for row in self._s.rows if row.transaction_id == ref), None)
        if known is not None:
            self._s = _State(self._s.rows, known, loading=True)
            self._draw()
            self._read_paper(known)

    def print_selected(self) -> None:
        """Print the chosen paper again, marked as a copy."""
        if self._s.selected is None:
            return
        number = self._ask()
        self._runner.run(
            self._till.reprint(self._s.selected),
            lambda _done: self._draw(),
            lambda error: self._failed(number, error),
        )

    def close(self) -> None:
        """Go back to the sale; answers that still come are dropped."""
        self._ask()
        self._closed()

    def language_changed(self) -> None:
        """The words changed: draw anew, and read the paper in the new language."""
        self._draw()
        if self._s.selected is not None:
            self._read_paper(self._s.selected)

    def _ask(self) -> int:
        self._asked += 1
        return self._asked

    def _rows(self, number: int, rows: Sequence[HistoryRow]) -> None:
        if number != self._asked:
            return
        known = {row.transaction_id for row in rows}
        wanted = self._s.selected
        selected = wanted if wanted in known else (rows[0].transaction_id if rows else None)
        self._s = _State(tuple(rows), selected, loading=selected is not None)
        self._draw()
        if selected is not None:
            self._read_paper(selected)

    def _read_paper(self, transaction_id: TransactionId) -> None:
        number, language = self._ask(), self._words.language

        def done(paper: Receipt) -> None:
            if number == self._asked:
                self._s = _State(self._s.rows, transaction_id, paper=paper)
                self._draw()

        self._runner.run(
            self._till.paper(transaction_id, language), done, lambda error: self._failed(number, error)
        )

    def _failed(self, number: int, error: BaseException) -> None:
        if number == self._asked:
            self._s = _State(self._s.rows, self._s.selected, error=error, paper=self._s.paper)
            self._draw()

    def _draw(self) -> None:
        s, say = self._s, self._words.say
        chosen = next((row for row in s.rows if row.transaction_id == s.selected), None)
        told = explain(s.error, self._words) if s.error else None
        nothing = not s.rows and not s.loading and not s.error
        view = HistoryView(
            title=say("Receipts"),
            columns=(say("Time"), say("Number"), say("Sum"), say("State"), say("Card"), say("OFD")),
            rows=tuple(self._row(row) for row in s.rows),
            selected=s.selected or "",
            loading=say("Reading…") if s.loading else "",
            empty=say("No sales yet") if nothing else "",
            error=f"{told.what}. {told.do}" if told else "",
            paper=s.paper,
            details=self._details(chosen) if chosen else (),
            print_word=say("Print a copy"),
            close_word=say("Close"),
            open_word=say("Show its card")
            if chosen and (chosen.state in _HAS_CARD or chosen.cash_due)
            else "",
        )
        self._render(view)

    def _row(self, row: HistoryRow) -> HistoryRowView:
        state, tone = STATE_WORDS[row.state]
        if row.cash_due:
            state, tone = _("cash is to be taken"), Tone.AMBER
        paid_with = TENDER_WORDS.get(row.split.tender, "") if row.split else ""
        return HistoryRowView(
            ref=row.transaction_id,
            time=local_text(row.created_at),
            number=row.transaction_id[-SHORT_ID:],
            amount=(row.split.paid if row.split else row.amount).digits(),
            state=self._words.say(state),
            tone=tone,
            card=self._words.say(paid_with) if paid_with else row.card.card_number,
            fiscal=self._words.say(FISCAL_WORDS[row.fiscal]),
        )

    def _parts(self, split: Split) -> tuple[tuple[str, str], ...]:
        """What was paid by what, where CLICK did not pay alone."""
        say, money = self._words.say, self._words.money
        parts = (
            ("CLICK", split.click),
            (say("Card on the terminal"), split.card),
            (say("Cash"), split.cash),
            (say("Rounding of the cash"), split.rounding),
        )
        return tuple((name, money(amount)) for name, amount in parts if amount)

    def _details(self, row: HistoryRow) -> tuple[EvidenceView, ...]:
        say, card = self._words.say, row.card
        split = row.split
        if split and not split.click:
            return tuple(
                EvidenceView(label, value)
                for label, value in ((say("Number"), row.transaction_id), *self._parts(split))
            )
        facts = (
            (say("Attempt"), row.transaction_id),
            *(self._parts(split) if split else ()),
            (say("CLICK payment"), str(row.payment_id or "")),
            # CLICK itself has confirmed a payment of its own page.
            (say("Order"), row.order)
            if row.order
            else (say("Confirmed"), say("yes") if row.confirmed else say("no")),
            (say("Card"), " ".join(part for part in (card.card_type, card.card_number) if part)),
            (say("Processing"), card.processing_type),
            (say("Phone"), card.phone_number),
        )
        return tuple(EvidenceView(label, value) for label, value in facts if value)
