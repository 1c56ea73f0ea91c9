"""A payment that came through SHOP-API becomes a payment of the journal: read first, then booked once.

Engine thread. Moves no money: CLICK has. What it writes is fiscalised and printed like a sale.
"""

from __future__ import annotations

from dataclasses import replace

from pos.core.errors import BadInput, ClickRefused
from pos.core.fiscal import FiscalDefaults, line_by_amount, with_defaults
from pos.core.order import Attempt, OrderKind
from pos.core.order_card import OrderCard
from pos.core.payment import ONLINE, ClickStatus, Payment, PaymentId, PaymentState, move
from pos.core.sale import Sale
from pos.core.tashkent import business_day
from pos.flow.after_payment import AfterPayment
from pos.flow.order_ports import Orders, Stock
from pos.flow.payment_parts import PaymentParts


class OrderBooking:
    """Reads CLICK's word on an attempt, writes the sale and the payment, lets the rest follow."""

    def __init__(
        self,
        *,
        parts: PaymentParts,
        orders: Orders,
        stock: Stock,
        after: AfterPayment,
        fiscal: FiscalDefaults,
    ) -> None:
        self._p = parts
        self._orders = orders
        self._stock = stock
        self._after = after
        self._fiscal = fiscal

    async def check(self, attempt: Attempt) -> None:
        """Read `payment/status` of the payment that CLICK named (A-23: SHOP-API's `error` is not signed).

        Raises:
            ClickRefused: CLICK does not say that it is paid.
            NoConnection, OutcomeUnknown: CLICK could not be asked.
        """
        p = self._p
        reply = await p.gateway.status(PaymentId(attempt.click_paydoc_id), p.timers.read_call_s)
        if reply.status != ClickStatus.SUCCESS:
            note = reply.error_note or f"payment_status {reply.status}"
            raise ClickRefused("CLICK does not say that it is paid", code=reply.error_code, note=note)

    def book(self, card: OrderCard, attempt: Attempt, *, handed_by: str | None = None) -> Payment:
        """Write the sale, its payment as paid and, with a name, the hand-over: one durable step.

        The hand-over of another host's order is written before, by its claim.

        Call `check` before. Raises BadInput when it is booked already, JournalTrouble.
        """
        p = self._p
        taken = p.journal.holder_of(PaymentId(attempt.click_paydoc_id))
        if taken is not None:
            raise BadInput("this payment is booked already", field="payment_id", value=str(taken))
        sale = self._sale_of(card, attempt)
        began = self._intent(card, sale, attempt)
        held = move(
            began,
            PaymentState.HELD,
            payment_id=PaymentId(attempt.click_paydoc_id),
            click_status=ClickStatus.SUCCESS,
        )
        paid = move(held, PaymentState.PAID)
        remarks = {"order": card.order.order_id, "prepare_id": str(attempt.prepare_id)}
        with p.journal.together():
            p.sales.save(sale, p.clock.now())
            p.journal.begin(began, None, (p.clock.boot_id(), p.clock.monotonic_s()))
            p.journal.record(held, "held", remarks)
            p.journal.record(paid, "paid", remarks)
            self._orders.book(attempt, paid.transaction_id)
            if card.order.kind is OrderKind.ONE_SHOT:
                self._stock.take(f"order {card.order.order_id}", card.holds)
            if handed_by is not None:
                self._orders.hand_over(card.order.order_id, paid.transaction_id, p.clock.now(), handed_by)
        self._after.follow(sale, paid, may_confirm=False)
        return paid

    def _intent(self, card: OrderCard, sale: Sale, attempt: Attempt) -> Payment:
        p = self._p
        now = p.clock.now()
        return Payment(
            transaction_id=p.ids.transaction_id(),
            sale_id=sale.sale_id,
            amount=attempt.amount,
            service_id=p.service_id,
            cashbox_code=ONLINE,
            business_day=business_day(now),
            created_at=now,
            cart_hash=sale.fingerprint(),
        )

    def _sale_of(self, card: OrderCard, attempt: Attempt) -> Sale:
        """What was sold for exactly what was paid (S7): the order's lines, else one line of that sum.

        Its marked goods have the labels that were scanned for them. Goods that only the site knows get their
        codes here, so that paper and OFD say the same.
        """
        sale = replace(card.labelled, sale_id=self._p.ids.sale_id())
        if not sale.lines or sale.total != attempt.amount:
            sale = replace(sale, lines=(line_by_amount(attempt.amount, self._fiscal),))
        return with_defaults(sale, self._fiscal)
