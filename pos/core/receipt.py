"""What is printed, as neutral rows that every printer draws in its own way. Pure; words come from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pos.core.fiscal import weight_or_unit
from pos.core.payment import Payment
from pos.core.sale import Sale
from pos.core.tashkent import local_text

Say = Callable[[str], str]
"""Gives the sentence of the receipt's language for an English one."""


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph; wrapped by the printer."""

    text: str
    align: Literal["left", "center", "right"] = "left"
    bold: bool = False
    double: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A word on the left, a figure on the right; when both do not fit, the figure goes to its own line."""

    left: str
    right: str
    bold: bool = False
    double: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR of `text`, at least 27 mm with its quiet zone."""

    text: str


Row = Text | Pair | Rule | Qr


class ReceiptKind(StrEnum):
    """Which paper it is."""

    SALE = "sale"
    COPY = "copy"
    FISCAL_COPY = "fiscal_copy"  # the link came after the paper


@dataclass(frozen=True, slots=True)
class Receipt:
    """A print-out: rows in order. `name` makes file names (PDF, PNG); ASCII without spaces."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Shop:
    """What the head of every print-out says."""

    name: str = ""
    address: str = ""
    tin: str = ""
    cashbox: str = ""
    training: bool = False


def sale_receipt(
    *,
    shop: Shop,
    sale: Sale,
    payment: Payment,
    printed_at: datetime,
    fiscal_link: str | None,
    say: Say,
    kind: ReceiptKind = ReceiptKind.SALE,
    order: str = "",
) -> Receipt:
    """The paper of a sale paid by CLICK. `printed_at` is UTC; the paper shows Tashkent time.

    `order` is what the customer calls the online order that was paid.
    Without `fiscal_link` it says that the fiscal receipt is on its way (decision 24).
    """
    currency = say("sum")
    rows = [
        *_head(shop, say, kind),
        *([Pair(say("Order"), order)] if order else []),
        Pair(say("Receipt"), payment.transaction_id[-8:]),
        Pair(say("Date"), local_text(printed_at)),
        Rule(),
        *_lines(sale, say),
        Rule(),
        Pair(say("TOTAL"), sale.total.words(currency), bold=True, double=True),
        Pair(say("VAT inside"), sale.vat.digits()),
        Rule(),
        *_payment_rows(payment, say, currency),
        Rule(),
        *_fiscal_rows(fiscal_link, say),
        *_training(shop, say),
    ]
    return Receipt(name=f"{kind}-{payment.transaction_id}", rows=tuple(rows))


def _head(shop: Shop, say: Say, kind: ReceiptKind) -> list[Row]:
    rows: list[Row] = [*_training(shop, say)]
    if kind is not ReceiptKind.SALE:
        rows.append(Text(say("COPY"), align="center", bold=True))
    rows.append(Text(shop.name or say("Shop"), align="center", bold=True))
    if shop.address:
        rows.append(Text(shop.address, align="center"))
    if shop.tin:
        rows.append(Text(f"{say('TIN')} {shop.tin}", align="center"))
    rows.append(Rule())
    if shop.cashbox:
        rows.append(Pair(say("Register"), shop.cashbox))
    return rows


def _training(shop: Shop, say: Say) -> list[Row]:
    return [Text(say("TRAINING · NOT A REAL RECEIPT"), align="center", bold=True)] if shop.training else []


def _lines(sale: Sale, say: Say) -> list[Row]:
    rows: list[Row] = []
    for line in sale.live_lines:
        if line.good is None:
            continue
        rows.append(Text(line.good.name))
        amount = weight_or_unit(line.quantity, line.good.unit)
        rows.append(Pair(f"  {amount} × {line.good.price.digits()}", line.total.digits()))
        rows.append(Text(f"  {say('VAT')} {line.good.vat_percent} %: {line.vat.digits()}"))
        if line.good.spic:
            rows.append(Text(f"  {say('MXIK')} {line.good.spic}"))
    return rows


def _payment_rows(payment: Payment, say: Say, currency: str) -> list[Row]:
    card = payment.card
    facts = {
        say("Card"): " ".join(part for part in (card.processing_type, card.card_number) if part),
        say("Phone"): card.phone_number,
        say("CLICK payment"): str(payment.payment_id or ""),
    }
    how = say("Paid by CLICK") if payment.is_online else say("Paid by CLICK Pass")
    rows: list[Row] = [Pair(how, payment.amount.words(currency), bold=True)]
    rows.extend(Pair(name, value) for name, value in facts.items() if value)
    return rows


def _fiscal_rows(link: str | None, say: Say) -> list[Row]:
    if link is None:
        return [
            Text(say("The fiscal receipt is being made"), align="center", bold=True),
            Text(say("It can be printed later from the history"), align="center"),
        ]
    return [Text(say("FISCAL RECEIPT"), align="center", bold=True), Qr(link), Text(link, align="center")]
