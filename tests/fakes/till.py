"""A Till that remembers what it was asked for and answers as the test says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pos.core.catalogue import Barcode, Good
from pos.core.errors import BadInput, JournalTrouble, PosError
from pos.core.money import Money
from pos.core.payment import Decision, Payment, PaymentId, PaymentState, TransactionId, Verdict, Word
from pos.core.receipt import Receipt, Text
from pos.core.sale import Sale, SaleId
from pos.core.scales import DEFAULT
from pos.core.tender import Settlement, Split
from pos.core.weighed import WeighedScheme
from pos.flow.events import PaymentChanged
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.history_ports import HistoryRow, Unsettled
from pos.flow.ports import ModeKnown, TimelineEntry
from pos.screens.cash_port import CashDesk

START = datetime(2026, 11, 24, 9, 32, 6, tzinfo=UTC)

MILK = Good(Barcode("4780012340018"), "Молоко", Money.of_sum(16_500), "0" * 17, "1", name_uz="Sut")
BAG = Good(Barcode("2000001"), "Пакет", Money.of_sum(500), "0" * 17, "1")
RICE = Good(Barcode("2100385"), "Рис", Money.of_sum(26_000), "0" * 17, "1", unit="кг", by_weight=True)
GOODS = (MILK, BAG, RICE)

DECIDED = {
    Verdict.PAID: PaymentState.PAID,
    Verdict.NOT_TAKEN: PaymentState.CANCELLED,
    Verdict.RETURNED: PaymentState.REVERSED,
}

OTP = "880000000000000001"
OTHER_OTP = "880000000000000002"


class FakeTime:
    """Wall clock and monotonic seconds that move only when told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic_s(self) -> float:
        return self.seconds


class FakeTill:
    """`charges` lists every call of `pay`; `pay_answer` is raised or taken over into the payment."""

    def __init__(self) -> None:
        self.goods = {good.barcode: good for good in GOODS}
        self.charges: list[tuple[SaleId, str]] = []
        self.checks: list[TransactionId] = []
        self.reprints: list[TransactionId] = []
        self.pay_answer: PaymentState | Exception = PaymentState.PAID
        self.check_answer: Payment | Exception | None = None
        self.find_error: Exception | None = None
        self.reprint_error: Exception | None = None
        self.papers = (0, 0)  # that will come out when they are asked for, and that will not
        self.printing_error: Exception | None = None
        self.rows: list[HistoryRow] = []
        self.left: list[Unsettled] = []
        self.unsettled_error: Exception | None = None
        self.said: list[tuple[TransactionId, Word]] = []
        self.word_error: Exception | None = None
        self.sales: dict[TransactionId, Sale] = {}
        self.payments: dict[TransactionId, Payment] = {}
        self.timelines: dict[TransactionId, list[TimelineEntry]] = {}
        self.decisions: list[tuple[TransactionId, Decision]] = []
        self.decide_error: PosError | None = None
        self.queue: list[FiscalEntry] = []
        self.queue_error: Exception | None = None
        self.queue_sends = 0
        self.attached: list[tuple[TransactionId, str]] = []
        self.attach_error: PosError | None = None
        self.mode = ModeKnown(seen=None, seen_at=None, asked=None, expected=True)
        self.mode_reads = 0
        self.trouble: JournalTrouble | None = None
        self.cash: CashDesk = self
        self.splits: list[Split | None] = []
        self.taken: list[tuple[Sale, Split, Money]] = []
        self.take_error: Exception | None = None
        self.settlements: dict[TransactionId, Settlement] = {}
        self.bundles: list[tuple[TransactionId, str]] = []
        self.scales = DEFAULT
        self.rates: tuple[int, ...] | None = None
        self._ids = 0

    def make(self, sale: Sale, state: PaymentState, number: int = 0, **facts: object) -> Payment:
        """A payment of `sale`; `number` is the attempt, by default the newest charge."""
        number = number or len(self.charges)
        made = Payment(
            transaction_id=TransactionId(f"TRANSACTION{number:04d}X"),
            sale_id=sale.sale_id,
            amount=sale.total,
            service_id=1,
            cashbox_code="KASSA-1",
            business_day=date(2026, 11, 24),
            created_at=START,
            cart_hash="",
            payment_id=PaymentId(2_184_559_070 + number),
            confirm_mode=True,
        )
        return replace(made, state=state, **facts)  # type: ignore[arg-type]

    async def find(self, text: str) -> Good | None:
        if self.find_error:
            raise self.find_error
        return self.goods.get(Barcode(text))

    async def search(self, text: str, limit: int) -> Sequence[Good]:
        if self.find_error:
            raise self.find_error
        return [good for good in self.goods.values() if text.lower() in good.name.lower()][:limit]

    async def schemes(self) -> Sequence[WeighedScheme]:
        return self.scales

    async def quick_keys(self) -> Sequence[Good]:
        return [BAG, RICE]

    async def fiscal_rates(self) -> tuple[int, ...] | None:
        return self.rates

    async def fails(self) -> Sequence[Good]:
        """To stand in for a read of the journal."""
        raise JournalTrouble("x")

    def new_sale_id(self) -> SaleId:
        self._ids += 1
        return SaleId(f"SALE{self._ids:04d}X")

    async def take(self, sale: Sale, split: Split, handed: Money) -> Settlement:
        self.taken.append((sale, split, handed))
        if self.take_error:
            raise self.take_error
        ref = TransactionId(f"SETTLED{len(self.taken):04d}X")
        return Settlement(ref, sale.sale_id, sale.fingerprint(), split, START).settle(handed, START)

    async def take_cash(self, transaction_id: TransactionId, handed: Money) -> Settlement:
        if self.take_error:
            raise self.take_error
        self.settlements[transaction_id] = self.settlements[transaction_id].settle(handed, START)
        return self.settlements[transaction_id]

    async def settlement(self, transaction_id: TransactionId) -> Settlement | None:
        return self.settlements.get(transaction_id)

    async def pay(self, sale: Sale, otp: str, split: Split | None = None) -> Payment:
        self.charges.append((sale.sale_id, otp))
        self.splits.append(split)
        if isinstance(self.pay_answer, Exception):
            raise self.pay_answer
        payment = self.make(sale, self.pay_answer)
        if split is None:
            return payment
        ref = payment.transaction_id
        self.settlements[ref] = Settlement(ref, sale.sale_id, sale.fingerprint(), split, START)
        return replace(payment, amount=split.click)

    async def check_now(self, transaction_id: TransactionId) -> Payment:
        self.checks.append(transaction_id)
        if isinstance(self.check_answer, Exception):
            raise self.check_answer
        if self.check_answer is None:
            raise AssertionError("the test gave no answer")
        return self.check_answer

    async def say_word(self, transaction_id: TransactionId, word: Word) -> None:
        if self.word_error:
            raise self.word_error
        self.said.append((transaction_id, word))

    async def unsettled(self) -> Sequence[Unsettled]:
        if self.unsettled_error:
            raise self.unsettled_error
        return self.left

    async def history(self, limit: int) -> Sequence[HistoryRow]:
        return self.rows[:limit]

    async def paper(self, transaction_id: TransactionId, language: str) -> Receipt:
        return Receipt(f"{transaction_id}-{language}", (Text(language),))

    async def reprint(self, transaction_id: TransactionId) -> None:
        if self.reprint_error:
            raise self.reprint_error
        self.reprints.append(transaction_id)

    async def print_waiting(self) -> tuple[int, int]:
        if self.printing_error:
            raise self.printing_error
        came_out, self.papers = self.papers[0], (0, self.papers[1])
        return came_out, self.papers[1]

    async def sale_of(self, transaction_id: TransactionId) -> Sale:
        return self.sales[transaction_id]

    async def payment(self, transaction_id: TransactionId) -> Payment:
        if transaction_id not in self.payments:
            raise BadInput("no such payment", field="payment", value=transaction_id)
        return self.payments[transaction_id]

    async def timeline(self, transaction_id: TransactionId) -> Sequence[TimelineEntry]:
        return list(self.timelines.get(transaction_id, ()))

    async def decide(self, transaction_id: TransactionId, decision: Decision) -> Payment:
        if self.decide_error:
            raise self.decide_error
        self.decisions.append((transaction_id, decision))
        payment = self.payments[transaction_id]
        if decision.payment_id is not None:
            payment = replace(payment, payment_id=decision.payment_id)
        return replace(payment, state=DECIDED[decision.verdict])

    async def bundle(self, transaction_id: TransactionId, language: str) -> str:
        self.bundles.append((transaction_id, language))
        return f"bundles/{transaction_id}.zip"

    async def attach_receipt(self, transaction_id: TransactionId, text: str) -> None:
        if self.attach_error:
            raise self.attach_error
        self.attached.append((transaction_id, text))

    async def ofd_queue(self) -> Sequence[FiscalEntry]:
        if self.queue_error:
            raise self.queue_error
        return list(self.queue)

    async def send_queue(self) -> int:
        if self.queue_error:
            raise self.queue_error
        self.queue_sends += 1
        return len(self.queue)

    async def confirm_mode(self) -> ModeKnown:
        self.mode_reads += 1
        return self.mode

    async def journal_trouble(self) -> JournalTrouble | None:
        return self.trouble


def news(payment: Payment, left_s: float = 24.0, next_check_s: float | None = None) -> PaymentChanged:
    """PaymentChanged about `payment`."""
    return PaymentChanged(payment, START, left_s, next_check_s, payment.reason)
