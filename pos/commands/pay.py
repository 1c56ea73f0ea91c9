"""`pos pay`: one sale without a window, through the same flow. MOVES MONEY."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from pos.bootstrap import Parts
from pos.commands.output import DONE, REFUSED, UNKNOWN, Output
from pos.commands.payment_json import outcome, result_json
from pos.core.device_receipt import awaits_paper
from pos.core.errors import (
    BadAmount,
    BadInput,
    CodeAlreadyUsed,
    JournalTrouble,
    NotAPaymentCode,
    OutcomeUnknown,
    PosError,
    SaleAlreadyInPayment,
    UnknownGood,
)
from pos.core.fiscal import FiscalState, line_by_amount
from pos.core.money import ONE, Money, Quantity
from pos.core.payment import Payment
from pos.core.sale import Sale
from pos.core.tashkent import local_text
from pos.flow.fiscal_ports import FiscalEntry

MOST_WINDOWS = 6
FISCAL_WAIT_S = 15.0
_EXITS = {"paid": DONE, "refused": REFUSED, "cancelled": REFUSED, "unknown": UNKNOWN}


@dataclass(frozen=True, slots=True)
class PayOptions:
    """The command line of `pos pay`; `amount` is in sum as typed, items are BARCODE or BARCODE*QTY."""

    otp: str
    amount: str | None
    items: tuple[str, ...]
    no_wait: bool
    json: bool


async def pay(parts: Parts, options: PayOptions, output: Output) -> int:
    """Charge and report; exit 0 paid, 3 refused or cancelled, 4 unknown, 2 bad input."""
    sale = await _sale(parts, options)
    try:
        payment = await parts.checkout.pay(sale, options.otp)
    except (NotAPaymentCode, CodeAlreadyUsed, SaleAlreadyInPayment) as error:
        return _not_sent(sale, error, output)
    try:
        if not (options.no_wait and outcome(payment.state) == "unknown"):
            payment = await _wait(parts, payment)
        entry = parts.books.outbox.entry(payment.payment_id) if payment.payment_id is not None else None
    except JournalTrouble as error:
        # The request has left: no error of the journal may sound as if nothing had happened.
        if not payment.is_paid:
            raise OutcomeUnknown("the journal failed after the request left") from error
        entry = None  # paid is durable; the receipt is made good by `pos recover`
    return _report(payment, entry, output, as_json=options.json)


async def _wait(parts: Parts, payment: Payment) -> Payment:
    """Wait for a final state at most six windows, and for the fiscal receipt of a paid one for seconds."""
    tid = payment.transaction_id
    unknown = outcome(payment.state) == "unknown"
    limit_s = MOST_WINDOWS * parts.timers.window_s if unknown else FISCAL_WAIT_S
    try:
        return await asyncio.wait_for(parts.checkout.after.finished(tid), limit_s)
    except TimeoutError:
        return parts.books.payments.payment(tid)


def _not_sent(sale: Sale, error: PosError, output: Output) -> int:
    """The till itself refused the code: no request was made."""
    sentence = output.explain(error)
    output.err(sentence)
    output.json(
        {
            "sale_id": sale.sale_id,
            "transaction_id": None,
            "payment_id": None,
            "state": "refused",
            "amount_tiyin": sale.total.tiyin,
            "confirmed": False,
            "fiscal": "none",
            "error_note": sentence,
        }
    )
    return REFUSED


def _report(payment: Payment, entry: FiscalEntry | None, output: Output, *, as_json: bool) -> int:
    from pos.screens.payment_words import payment_in_words

    fiscal = entry.state if entry else FiscalState.NONE
    sentence = payment_in_words(payment, output.words)
    state = outcome(payment.state)
    if state != "paid":
        output.err(sentence)
    if state == "unknown":
        _card(payment, output)
    if entry and awaits_paper(entry.state, entry.why):
        output.err(output.words.say("Attach the QR of the fiscal receipt: “pos ofd attach”"))
    elif entry and entry.state is FiscalState.NONE:
        output.err(output.words.say("No fiscal receipt: {why}", why=entry.why))
    note = payment.error_note or ("" if state == "paid" else sentence)
    if not as_json and state == "paid":
        output.err(sentence)
    output.json(result_json(payment, fiscal, note))
    return _EXITS[state]


def _card(payment: Payment, output: Output) -> None:
    """What is still open, for whoever must find it again."""
    say = output.words.say
    output.err(f"  {say('Attempt')}: {payment.transaction_id}")
    output.err(f"  {say('Date')}: {local_text(payment.created_at)}")
    output.err(f"  {say('Amount')}: {output.words.money(payment.amount)}")
    if payment.payment_id is not None:
        output.err(f"  {say('CLICK payment')}: {payment.payment_id}")
    output.err("  " + say("What was begun is in the journal: run “pos recover”"))


async def _sale(parts: Parts, options: PayOptions) -> Sale:
    """The sale of the command line.

    Raises:
        BadInput: neither amount nor items, or an amount that is not what the items come to.
        UnknownGood: a barcode that the catalogue does not hold.
    """
    sale = Sale(parts.checkout.new_sale_id())
    amount = Money.parse(options.amount) if options.amount is not None else None
    for item in options.items:
        barcode, _, count = item.partition("*")
        good = await parts.checkout.find(barcode)
        if good is None:
            raise UnknownGood("not in the catalogue", barcode=barcode[:40])
        sale = sale.add(barcode, good, Quantity.parse(count) if count else ONE)
    if not options.items:
        if amount is None:
            raise BadAmount("an amount or items are needed", field="amount", value="")
        return replace(sale, lines=(line_by_amount(amount, parts.settings.fiscal),))
    if amount is not None and sale.total != amount:
        raise BadInput("the items come to another sum", field="amount", value=amount.digits())
    return sale
