"""The money of CLICK: charge, hold, confirm, cancel, reverse. No sockets; time is injected.

Nothing here runs by itself: `settle` moves what the clock has decided, and every question begins with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from pos.simulator.clock import tashkent_day
from pos.simulator.code_book import CodeBook
from pos.simulator.codes import Scenario
from pos.simulator.ledger import Ledger, Online, Payment, ShopStage, State
from pos.simulator.ledger_file import LedgerFile
from pos.simulator.options import MtiDay, SimulatorOptions
from pos.simulator.refusals import Misuse, Refusal, Why


class Bank:
    """The payments of one service."""

    def __init__(
        self,
        options: SimulatorOptions,
        ledger: Ledger,
        file: LedgerFile,
        codes: CodeBook,
        clock: Callable[[], float],
        utcnow: Callable[[], datetime],
    ) -> None:
        self.confirm_mode = options.confirm_mode
        self._options = options
        self._personality = options.personality
        self._ledger = ledger
        self._file = file
        self._codes = codes
        self._clock = clock
        self._utcnow = utcnow
        still_open = [each for each in ledger.payments.values() if each.is_open]
        self._open = {each.payment_id: each for each in still_open if each.online is None}
        # Numbers go on from the wall clock, so that a restarted simulator never gives an old one again.
        self._next_payment_id = max(int(utcnow().timestamp() * 1000), *ledger.payments, 0) + 1
        for each in still_open:
            if each.online is not None:  # the simulator went away between Prepare and the money
                self.finish_online(each, ShopStage.REFUSED)

    def charge(
        self, code: str, amount_tiyin: int, transaction_id: str | None, cashbox_code: str | None
    ) -> Payment:
        """Charge a code ("Оплата с помощью CLICK Pass"). Moves money; never the same payment twice.

        Raises:
            Refusal: no money was taken.
        """
        self.settle()
        self._check_not_repeated(transaction_id)
        scenario = self._codes.use_up(code)
        declined = scenario is Scenario.DECLINED
        if declined and not self._personality.declined_has_payment_id:
            raise Refusal(Why.NO_MONEY)
        payment = self._create(scenario, amount_tiyin, transaction_id, cashbox_code)
        if declined:
            self._move(payment, State.CANCELLED)
            raise Refusal(
                Why.NO_MONEY, payment_id=payment.payment_id, payment_status=self._personality.cancelled_status
            )
        self.settle()
        return payment

    def open_online(
        self, scenario: Scenario, amount_tiyin: int, merchant_trans_id: str, click_trans_id: int
    ) -> Payment:
        """Create a payment of CLICK's page, before Prepare; no money moves, and no window runs."""
        return self._create(scenario, amount_tiyin, merchant_trans_id, None, Online(click_trans_id))

    def finish_online(self, payment: Payment, stage: ShopStage) -> None:
        """Bring an online payment to a stage; takes the money when its stage says so. Moves money."""
        assert payment.online is not None  # noqa: S101 - only `open_online` makes such a payment
        payment.online.stage = stage
        if payment.state is not State.CREATED:
            self.note(payment)
        elif stage in (ShopStage.REFUSED, ShopStage.DECLINED):
            self._move(payment, State.CANCELLED)
        else:
            self._move(payment, State.CAPTURED)

    def confirm(self, payment_id: int) -> None:
        """Confirm a payment ("Подтверждение оплаты"). Moves money; a second call is a setting.

        Raises:
            Refusal: it did not become captured by this call.
        """
        self.settle()
        payment = self.find(payment_id)
        match payment.state:
            case State.CREATED:
                raise Refusal(Why.IN_PROGRESS)
            case State.HELD if self._age_s(payment) >= self._options.window_s:
                raise Refusal(Why.CANCELLED)
            case State.HELD:
                payment.confirmed = True
                self._move(payment, State.CAPTURED)
            case State.CAPTURED:
                if not self._personality.second_confirm_ok:
                    raise Refusal(Why.CONFIRMED)
            case State.CANCELLED:
                raise Refusal(Why.CANCELLED)
            case State.REVERSED:
                raise Refusal(Why.REVERSED)

    def count_confirm(self, payment_id: int) -> Payment | None:
        """Note that a confirm of this payment arrived; None if there is no such payment."""
        payment = self._ledger.payments.get(payment_id)
        if payment is not None:
            payment.confirm_requests += 1
            self._file.payment(payment)
        return payment

    def reverse(self, payment_id: int) -> None:
        """Give the money back ("Условия снятия (отмены) платежа"). Moves money; a second call is a setting.

        Raises:
            Refusal: the payment stays as it is.
        """
        self.settle()
        payment = self.find(payment_id)
        if payment.state is State.REVERSED:
            if self._personality.second_reversal_ok:
                return
            raise Refusal(Why.REVERSED)
        if payment.state is not State.CAPTURED:
            raise Refusal(Why.NOT_COMPLETED)
        if not _month_allows_reversal(tashkent_day(payment.created_at), tashkent_day(self._utcnow())):
            raise Refusal(Why.OLD_MONTH)
        if self._personality.reversal_refused:
            raise Refusal(Why.BANK_REFUSED)
        self._move(payment, State.REVERSED)

    def find(self, payment_id: int) -> Payment:
        """Find a payment, or raise as an unknown one is answered."""
        payment = self._ledger.payments.get(payment_id)
        if payment is None:
            raise self._not_found()
        return payment

    def find_by_transaction_id(self, transaction_id: str, day: date) -> Payment:
        """Find the newest payment of a transaction_id that was created on that day of CLICK."""
        found = [
            each
            for each in self._ledger.by_transaction_id(transaction_id)
            if self._day_of(each.created_at) == day
        ]
        if not found or self._personality.mti_day is MtiDay.NEVER_FINDS:
            raise self._not_found()
        return found[-1]

    def first_status_of(self, payment: Payment) -> int:
        """The ``payment_status`` of the charge answer.

        A payment that is captured at once shows 2; one that must be confirmed shows what the
        documentation's sample shows with confirm_mode 1.
        """
        return self._personality.charge_status if payment.state is State.HELD else self.status_of(payment)

    def status_of(self, payment: Payment) -> int:
        """The ``payment_status`` that CLICK shows now ("Коды статуса платежа")."""
        match payment.state:
            case State.CREATED if payment.scenario is Scenario.STUCK:
                return 1
            case State.CREATED:
                return self._personality.charge_status
            case State.HELD:
                return self._personality.held_status
            case State.CAPTURED:
                return 2
            case State.CANCELLED:
                return self._personality.cancelled_status
            case State.REVERSED:
                return self._personality.reversed_status

    def settle(self) -> None:
        """Move every open payment to where the clock has brought it."""
        lapse_s = self._options.window_s + self._personality.cancel_lag_s
        for payment in list(self._open.values()):
            if payment.state is State.CREATED and self._is_settled(payment):
                self._move(payment, State.HELD if payment.confirm_mode else State.CAPTURED)
            if payment.is_open and self._age_s(payment) >= lapse_s:
                self._move(payment, State.CANCELLED)

    def note(self, payment: Payment) -> None:
        """Write the newest form of a payment to the file."""
        self._file.payment(payment)

    def _check_not_repeated(self, transaction_id: str | None) -> None:
        if transaction_id is None or self._personality.repeated_transaction_id_ok:
            return
        if self._ledger.by_transaction_id(transaction_id):
            raise Refusal(Why.REPEATED)

    def _create(
        self,
        scenario: Scenario,
        amount_tiyin: int,
        transaction_id: str | None,
        cashbox_code: str | None,
        online: Online | None = None,
    ) -> Payment:
        now = self._utcnow()
        payment = Payment(
            payment_id=self._next_payment_id,
            transaction_id=transaction_id,
            cashbox_code=cashbox_code,
            amount_tiyin=amount_tiyin,
            scenario=scenario,
            confirm_mode=self.confirm_mode and online is None,
            state=State.CREATED,
            created_s=self._clock(),
            created_at=now,
            changed_at=now,
            online=online,
        )
        self._next_payment_id += 1
        self._ledger.add(payment)
        if online is None:
            self._open[payment.payment_id] = payment
        self._file.payment(payment)
        return payment

    def _move(self, payment: Payment, state: State) -> None:
        payment.state = state
        payment.changed_at = self._utcnow()
        if not payment.is_open:
            self._open.pop(payment.payment_id, None)
        self._file.payment(payment)

    def _is_settled(self, payment: Payment) -> bool:
        if payment.scenario is Scenario.STUCK:
            return False
        return self._age_s(payment) >= self._personality.settles_after_s

    def _age_s(self, payment: Payment) -> float:
        return self._clock() - payment.created_s

    def _day_of(self, at: datetime) -> date:
        return at.date() if self._personality.mti_day is MtiDay.UTC else tashkent_day(at)

    def _not_found(self) -> Exception:
        if self._personality.not_found_is_http:
            return Misuse(404, Why.NOT_FOUND.value[1])
        return Refusal(Why.NOT_FOUND)


def _month_allows_reversal(created: date, today: date) -> bool:
    """This reporting month always; the month before it on day 1 only."""
    months = (today.year - created.year) * 12 + today.month - created.month
    return months == 0 or (months == 1 and today.day == 1)
