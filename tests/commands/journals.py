"""Payments put into the journal of a home as a till would have left them."""

from __future__ import annotations

from pathlib import Path

from pos.clock import SystemClock
from pos.core.catalogue import Barcode, Good
from pos.core.money import Money
from pos.core.payment import CardFacts, Payment, PaymentId, PaymentState, TransactionId, move
from pos.core.sale import Sale, SaleId
from pos.core.tashkent import business_day
from pos.ids import SystemIds
from pos.journal.database import Journal
from pos.journal.payments import JournalPayments
from pos.journal.sales import JournalSales
from pos.paths import Home
from pos.simulator import TRAINING_SERVICE_ID

S = PaymentState
CARD = "8600020123458331"
PHONE = "998901234567"
MILK = Good(
    barcode=Barcode("4780012340018"),
    name="Молоко",
    price=Money.of_sum(16_500),
    spic="00401001001000001",
    package_code="1514296",
)


def left(
    folder: Path, state: PaymentState = S.MANUAL, *, payment_id: int | None = None, note: str = ""
) -> TransactionId:
    """A payment whose answer was lost, and which is UNKNOWN or MANUAL now. Its id."""
    home = Home(folder).make()
    clock, ids = SystemClock(), SystemIds(b"k" * 32)
    journal = Journal(home.journal)
    try:
        payments = JournalPayments(journal, clock)
        sale = Sale(ids.sale_id()).add(MILK.barcode, MILK)
        JournalSales(journal).save(sale, clock.now())
        payment = _intent(sale, ids.transaction_id(), clock)
        payments.begin(payment, ids.fingerprint(payment.transaction_id), ("boot", 1.0))
        payment = move(payment, S.UNKNOWN, reason="OutcomeUnknown")
        if payment_id is not None:
            card = CardFacts("private", "UZCARD", CARD, PHONE)
            payment = payment.learn(payment_id=PaymentId(payment_id), click_status=1, card=card)
        payments.record(payment.learn(error_note=note), "answer_lost")
        if state is S.MANUAL:
            payment = move(payment, S.MANUAL, reason="given_up", error_note=note)
            payments.record(payment, "given_up")
    finally:
        journal.close()
    return payment.transaction_id


def _intent(sale: Sale, tid: TransactionId, clock: SystemClock) -> Payment:
    now = clock.now()
    return Payment(
        transaction_id=tid,
        sale_id=SaleId(sale.sale_id),
        amount=sale.total,
        service_id=TRAINING_SERVICE_ID,
        cashbox_code="KASSA-1",
        business_day=business_day(now),
        created_at=now,
        cart_hash=sale.fingerprint(),
    )
