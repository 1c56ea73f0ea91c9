"""Paying the sale on the desk by CLICK Pass, from F8 to the next sale. GUI thread. MOVES MONEY by the till.

One code, one call of `till.pay`, never repeated here. Everything heard of a payment goes through `learn`,
matched by transaction_id: news of an old attempt never touches the current one (P27).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from pos.core import errors as e
from pos.core.catalogue import Good
from pos.core.money import ZERO
from pos.core.payment import Payment
from pos.core.scan import ScanKind, classify
from pos.flow.events import FiscalChanged, PaperSkipped, PaymentChanged, PrintChanged
from pos.screens.background import SOUND_OF
from pos.screens.counter import Counter
from pos.screens.desk import IN_DOUBT, OVER, Attempt, Stage, settled, stage_of
from pos.screens.knowledge import read_trouble
from pos.screens.naming import wrong_code_text
from pos.screens.sounds import Sound
from pos.screens.words import Sentence, _

PAID_AT_LEAST_S = 1.5
PAID_AT_MOST_S = 6.0
ALARM_EVERY_S = 20.0

_SCAN_AGAIN = (e.CodeAlreadyUsed, e.NotAPaymentCode)
"""Nothing was sent and another code is needed: the till goes on waiting for it."""


class Paying:
    """Moves the desk's attempt from stage to stage."""

    def __init__(self, counter: Counter) -> None:
        self._c = counter
        self._alarm_at_s: float | None = None

    # ---- what the cashier does ------------------------------------------------------------------------

    def begin(self) -> None:
        """F8: wait for the customer's QR, when the sale may be paid."""
        c = self._c
        if c.refuses():
            return
        try:
            c.desk.sale.ready_to_pay()
        except e.PosError as error:
            c.warn(error)
            return
        c.forget_entry()
        split = c.desk.attempt.split if c.desk.attempt else None  # of a mixed sale that was refused
        c.desk = replace(c.desk.with_attempt(None), selected=None)
        c.desk = c.desk.with_attempt(replace(c.new_attempt(), split=split))

    def scanned(self, text: str) -> None:
        """A code while CLICK Pass is awaited: charge it, or say what it is instead."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None or not text.strip():
            return
        scan = classify(text)
        if scan.kind is not ScanKind.CLICK_PASS:
            c.warn(Sentence(wrong_code_text(scan.kind)))
            return
        if _is_surely_click_pass(scan.text):
            self._charge(scan.text)
            return
        c.runner.run(
            c.till.find(scan.text),
            lambda good: self._looked_up(attempt.number, scan.text, good),
            lambda _error: self._looked_up(attempt.number, scan.text, None),
        )

    def back(self) -> None:
        """Esc: one step back where nothing is in doubt; the lines are never lost."""
        c = self._c
        match c.desk.stage:
            case Stage.WAITING | Stage.REFUSED | Stage.CANCELLED:
                c.alert = None
                c.desk = replace(c.desk.with_attempt(None), sale=c.desk.sale.round_off(ZERO))
            case Stage.PROCESSING:
                c.warn(Sentence(_("Wait for the answer of CLICK")), None)
            case Stage.UNKNOWN | Stage.MANUAL:
                c.warn(
                    Sentence(_("This cannot be closed. F5 holds the receipt and serves the next customer")),
                    None,
                )
            case Stage.PAID | Stage.RETURNED:
                self.next_sale()
            case _:
                pass  # nothing to go back from, or `tendering` knows

    def check_now(self) -> None:
        """F8 while in doubt: read CLICK once more. It cannot charge."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None or attempt.transaction_id is None or attempt.stage not in IN_DOUBT:
            return
        c.alert = None
        c.runner.run(c.till.check_now(attempt.transaction_id), self._heard, self._check_failed)

    def next_sale(self) -> None:
        """Close a receipt whose payment is over, open the next; what still needs an answer stands aside."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None:
            return
        if attempt.needs_choice:
            c.background.park(c.desk)
        elif not attempt.drops_sale and attempt.stage not in {Stage.PAID, Stage.RETURNED}:
            return
        c.next_desk()

    # ---- what comes from outside ----------------------------------------------------------------------

    def learn(self, event: PaymentChanged) -> None:
        """News of a payment: of the one on the screen, else of one in the background."""
        c = self._c
        if not self._is_here(event.payment):
            sound = c.background.learn(event)
            if sound:
                c.play(sound)
            return
        attempt = c.desk.attempt
        if attempt is None:
            return
        c.background.saw_begin(event.payment.transaction_id)
        if attempt.stage in OVER and stage_of(event.payment.state) is not Stage.RETURNED:
            return
        self._move(settled(_informed(attempt, event, c.monotonic_s())))

    def learn_aside(self, event: FiscalChanged | PrintChanged | PaperSkipped) -> None:
        """News of the fiscal receipt or the paper of the sale on the screen."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None or event.sale_id != c.desk.sale.sale_id:
            return
        if isinstance(event, FiscalChanged):
            c.desk = replace(c.desk, attempt=replace(attempt, fiscal=event))
        else:
            c.desk = replace(c.desk, attempt=replace(attempt, printed=event))

    def tick(self) -> None:
        """Each second: the end of CLICK's window, the alarm, the next sale by itself."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None:
            return
        now_s = c.monotonic_s()
        if attempt.stage is Stage.PROCESSING and attempt.ends_s is not None and now_s >= attempt.ends_s:
            self._move(attempt.to(Stage.UNKNOWN, now_s))
        elif attempt.stage in IN_DOUBT and self._alarm_at_s is not None and now_s >= self._alarm_at_s:
            c.play(Sound.ALARM)
            self._alarm_at_s = now_s + ALARM_EVERY_S
        elif attempt.goes_by_itself and now_s - attempt.since_s >= PAID_AT_MOST_S:
            self.next_sale()

    def paid_long_enough(self) -> bool:
        """Whether «paid» stood long enough to be seen."""
        attempt = self._c.desk.attempt
        return attempt is not None and self._c.monotonic_s() - attempt.since_s >= PAID_AT_LEAST_S

    def hush(self) -> None:
        """The cashier pressed something: the alarm has been heard."""
        self._alarm_at_s = None

    # ---- inside ---------------------------------------------------------------------------------------

    def _looked_up(self, number: int, code: str, good: Good | None) -> None:
        c = self._c
        attempt = c.desk.attempt
        if attempt and attempt.number == number and attempt.stage is Stage.WAITING:
            if good:
                c.warn(Sentence(wrong_code_text(ScanKind.GOODS)))
            else:
                self._charge(code)
        c.redraw()

    def _charge(self, otp: str) -> None:
        """Send the code. MOVES MONEY: called once per scanned code, only out of WAITING."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None or attempt.stage is not Stage.WAITING:
            return
        c.alert = None
        now_s = c.monotonic_s()
        sent = replace(attempt.to(Stage.PROCESSING, now_s), read_at=c.now(), ends_s=now_s + attempt.window_s)
        c.desk = replace(c.desk, attempt=sent)
        # First to the engine, then to the screen: the one waits for the disk while the other paints.
        c.runner.run(c.till.pay(c.desk.sale, otp, attempt.split), self._heard, self._failed_of(sent.number))
        c.redraw()

    def _heard(self, payment: Payment) -> None:
        """The answer of `pay` or `check_now`: it is news like any other, so that a stale one does no harm."""
        c = self._c
        attempt = c.desk.attempt
        left_s = max(0.0, (attempt.ends_s or 0.0) - c.monotonic_s()) if attempt else 0.0
        self.learn(PaymentChanged(payment, c.now(), left_s, None, payment.reason))
        c.redraw()

    def _failed_of(self, number: int) -> Callable[[BaseException], None]:
        return lambda error: self._failed(number, error)

    def _failed(self, number: int, error: BaseException) -> None:
        c = self._c
        attempt = c.desk.attempt
        if attempt is None or attempt.number != number or attempt.stage in OVER:
            c.redraw()
            return
        now_s = c.monotonic_s()
        nothing_sent = attempt.payment is None and isinstance(
            error, e.Refused | e.Unavailable | e.JournalTrouble
        )
        if isinstance(error, _SCAN_AGAIN) and nothing_sent:
            c.desk = replace(c.desk, attempt=replace(attempt.to(Stage.WAITING, now_s), ends_s=None))
            c.warn(error)
        elif nothing_sent:
            self._move(replace(attempt.to(Stage.REFUSED, now_s), trouble=error, changed_at=c.now()))
            if isinstance(error, e.JournalTrouble):
                read_trouble(c)  # it may be open for reading only from now on
        else:
            stage = Stage.UNKNOWN if isinstance(error, e.OutcomeUnknown) else Stage.MANUAL
            self._move(replace(attempt.to(stage, now_s), trouble=error, changed_at=c.now()))
        c.redraw()

    def _check_failed(self, error: BaseException) -> None:
        """The read did not get through: nothing is known that was not known before."""
        self._c.warn(
            error if isinstance(error, e.Unavailable) else Sentence(_("CLICK cannot be read now")), None
        )
        self._c.redraw()

    def _is_here(self, payment: Payment) -> bool:
        desk = self._c.desk
        attempt = desk.attempt
        if attempt is None or attempt.stage is Stage.WAITING or payment.sale_id != desk.sale.sale_id:
            return False
        if attempt.transaction_id is not None:
            return attempt.transaction_id == payment.transaction_id
        return payment.transaction_id not in desk.closed

    def _move(self, attempt: Attempt) -> None:
        """Put the attempt on the desk; a new stage is heard, once."""
        c = self._c
        before = c.desk.stage
        c.desk = replace(c.desk, attempt=attempt)
        if attempt.stage is before:
            return
        c.alert = None
        if sound := SOUND_OF.get(attempt.stage):
            c.play(sound)
        self._alarm_at_s = c.monotonic_s() + ALARM_EVERY_S if attempt.stage in IN_DOUBT else None


def _is_surely_click_pass(code: str) -> bool:
    """The shape that was seen in the field (18 digits from 88): no goods have it, so nothing is looked up."""
    return len(code) == 18 and code.startswith("88")


def next_check(event: PaymentChanged) -> datetime | None:
    """When CLICK is read again by itself."""
    return event.at + timedelta(seconds=event.next_check_s) if event.next_check_s is not None else None


def _informed(attempt: Attempt, event: PaymentChanged, now_s: float) -> Attempt:
    """The attempt with what the event says."""
    stage = stage_of(event.payment.state)
    if stage is Stage.PROCESSING and attempt.stage in IN_DOUBT and event.window_left_s <= 0:
        stage = attempt.stage  # after the window the amber card stays until the result is known
    first = attempt.payment is None and event.window_left_s > 0
    return replace(
        attempt.to(stage, now_s),
        payment=event.payment,
        changed_at=event.at,
        next_check_at=next_check(event),
        window_s=event.window_left_s if first else max(attempt.window_s, event.window_left_s),
        ends_s=now_s + event.window_left_s if event.window_left_s > 0 else attempt.ends_s,
    )
