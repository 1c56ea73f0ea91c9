"""What is printed, as neutral rows that every printer draws in its own way. Pure; words come from outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from pos.core.fiscal import weight_or_unit
from pos.core.payment import Payment
from pos.core.sale import Sale, SaleId
from pos.core.tashkent import local_text
from pos.core.tender import Settlement

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


@dataclass(frozen=True, slots=True)
class Picture:
    """A black and white picture in the printer's dots, in the middle of the paper.

    `bits` are its rows from the top, each filled up to whole bytes; the highest bit is leftmost, 1 is black.
    """

    width: int
    height: int
    bits: bytes

    @property
    def row_bytes(self) -> int:
        """Bytes in one row."""
        return (self.width + 7) // 8


Row = Text | Pair | Rule | Qr | Picture


class ReceiptKind(StrEnum):
    """Which paper it is."""

    SALE = "sale"
    COPY = "copy"
    FISCAL_COPY = "fiscal_copy"  # the link came after the paper


@dataclass(frozen=True, slots=True)
class Receipt:
    """A print-out: rows in order. `name` makes file names (PDF, PNG); ASCII without spaces.

    `opens_drawer`: cash changes hands, so the drawer of the till is opened before the paper comes out.
    """

    name: str
    rows: tuple[Row, ...]
    opens_drawer: bool = False


OPEN_DRAWER = Receipt("drawer", (), opens_drawer=True)
"""No paper at all: the drawer alone."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What every print-out says of the shop; `header` and `footer` are its own words, line by line.

    With a `fiscal_device` of its own the fiscal receipt is that device's paper, never this one.
    """

    name: str = ""
    address: str = ""
    tin: str = ""
    cashbox: str = ""
    training: bool = False
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    logo: Picture | None = None
    fiscal_device: bool = False


@dataclass(frozen=True, slots=True)
class OfdFacts:
    """What a link of ofd.soliq.uz says of its fiscal receipt; `at` is Tashkent's time, written for paper."""

    terminal: str
    number: str
    sign: str
    at: str


_OFD_PATHS = frozenset({"/check", "/epi"})
_OFD_FACTS = {
    "t": re.compile(r"[0-9A-Z]{14}"),
    "r": re.compile(r"[0-9]{1,10}"),
    "c": re.compile(r"[0-9]{14}"),
    "s": re.compile(r"[0-9]{12}"),
}


def ofd_facts(link: str) -> OfdFacts | None:
    """The facts in the link of a fiscal receipt; None for any other link: nothing is guessed."""
    try:
        parts = urlsplit(link)
        given = parse_qs(parts.query, keep_blank_values=True, max_num_fields=16)
    except ValueError:
        return None
    if (parts.scheme, parts.netloc) != ("https", "ofd.soliq.uz") or parts.path not in _OFD_PATHS:
        return None
    facts: dict[str, str] = {}
    for name, shape in _OFD_FACTS.items():
        values = given.get(name, [])
        if len(values) != 1 or not shape.fullmatch(values[0]):
            return None
        facts[name] = values[0]
    try:
        at = datetime.strptime(facts["c"], "%Y%m%d%H%M%S")  # noqa: DTZ007 - Tashkent's, and shown as it is
    except ValueError:
        return None
    return OfdFacts(facts["t"], facts["r"], facts["s"], at.strftime("%d.%m.%Y %H:%M:%S"))


@dataclass(frozen=True, slots=True)
class WaitingPaper:
    """One paper for one printer.

    Attributes:
        number: its place in the queue; never used twice while it waits.
        receipt: what to print, whole: a change of settings does not change a paper.
        sale_id: whose paper it is.
        since: UTC, when it was first to come out.
        copy_word: "COPY" in the language of the paper.
        printer: which of the till's printers, from 0.
        begun: whether a part of it may be on paper.
    """

    number: int
    receipt: Receipt
    sale_id: SaleId
    since: datetime
    copy_word: str
    printer: int = 0
    begun: bool = False


def sale_receipt(
    *,
    shop: Shop,
    sale: Sale,
    payment: Payment | None,
    printed_at: datetime,
    fiscal_link: str | None,
    say: Say,
    kind: ReceiptKind = ReceiptKind.SALE,
    order: str = "",
    cashier: str = "",
    settlement: Settlement | None = None,
) -> Receipt:
    """The paper of a sale. `printed_at` is UTC; the paper shows Tashkent time.

    `settlement` says how it was paid where CLICK did not pay it alone; without a `payment` CLICK had no
    part in it, and it is not a fiscal receipt (decision 24).

    `order` is what the customer calls the online order that was paid, `cashier` who sold.
    Without `fiscal_link` it says that the fiscal receipt is on its way (decision 24).
    """
    currency = say("sum")
    ref = payment.transaction_id if payment else settlement.ref if settlement else ""
    off = sale.discount - sale.rounding
    rows = [
        *_head(shop, say, kind),
        *_pairs(
            {
                say("Cashier"): cashier,
                say("Operation"): say("Sale"),
                say("Order"): order,
            }
        ),
        Pair(say("Receipt"), ref[-8:]),
        Pair(say("Date"), local_text(printed_at)),
        Rule(),
        *_lines(sale, say),
        Rule(),
        *([Pair(say("Discount"), (-off).digits())] if off else []),
        *([Pair(say("Rounding of the cash"), (-sale.rounding).digits())] if sale.rounding else []),
        Pair(say("TOTAL"), sale.total.words(currency), bold=True, double=True),
        Pair(say("VAT inside"), sale.vat.digits()),
        *_comment(sale, say),
        Rule(),
        *(_payment_rows(payment, say, currency) if payment else []),
        *(_settlement_rows(settlement, say, currency) if settlement else []),
        Rule(),
        *_fiscal_rows(fiscal_link, say, paid=payment is not None, by_device=shop.fiscal_device),
        *_footer(shop),
        *_training(shop, say),
    ]
    opens = settlement is not None and bool(settlement.split.cash) and kind is ReceiptKind.SALE
    return Receipt(name=f"{kind}-{ref}", rows=tuple(rows), opens_drawer=opens)


def as_copy(receipt: Receipt, copy_word: str) -> Receipt:
    """The same print-out marked as a copy, for a paper that may have come out before; once is enough.

    A copy opens no drawer.
    """
    mark = Text(copy_word, align="center", bold=True)
    rows = receipt.rows if mark in receipt.rows else (mark, *receipt.rows)
    return replace(receipt, rows=rows, opens_drawer=False)


def _head(shop: Shop, say: Say, kind: ReceiptKind) -> list[Row]:
    rows: list[Row] = [*_training(shop, say)]
    if kind is not ReceiptKind.SALE:
        rows.append(Text(say("COPY"), align="center", bold=True))
    if shop.logo:
        rows.append(shop.logo)
    rows.append(Text(shop.name or say("Shop"), align="center", bold=True))
    if shop.address:
        rows.append(Text(shop.address, align="center"))
    if shop.tin:
        rows.append(Text(f"{say('TIN')} {shop.tin}", align="center"))
    rows.extend(Text(line, align="center") for line in shop.header)
    rows.append(Rule())
    if shop.cashbox:
        rows.append(Pair(say("Register"), shop.cashbox))
    return rows


def _footer(shop: Shop) -> list[Row]:
    return [Rule(), *(Text(line, align="center") for line in shop.footer)] if shop.footer else []


def _pairs(facts: dict[str, str]) -> list[Row]:
    """A row for each fact that is known."""
    return [Pair(name, value) for name, value in facts.items() if value]


def _training(shop: Shop, say: Say) -> list[Row]:
    return [Text(say("TRAINING · NOT A REAL RECEIPT"), align="center", bold=True)] if shop.training else []


def _lines(sale: Sale, say: Say) -> list[Row]:
    rows: list[Row] = []
    for line in sale.live_lines:
        if line.good is None:
            continue
        rows.append(Text(line.good.name))
        amount = weight_or_unit(line.quantity, line.good.unit)
        rows.append(Pair(f"  {amount} × {line.price.digits()}", line.subtotal.digits()))
        if line.discount:
            rows.append(Pair(f"  {say('Discount')}", (-line.discount).digits()))
        rows.append(Text(f"  {say('VAT')} {line.good.vat_percent} %: {line.vat.digits()}"))
        codes = {
            say("Barcode"): line.good.barcode,
            say("MXIK"): line.good.spic,
            say("Consignor TIN"): line.good.commission_tin,
        }
        rows.extend(Text(f"  {name} {code}") for name, code in codes.items() if code)
        if line.note:
            rows.append(Text(f"  {say('Note')}: {line.note}"))
    return rows


def _comment(sale: Sale, say: Say) -> list[Row]:
    """What the customer asked for, below the total: whoever delivers reads it from the paper."""
    return [Rule(), Text(f"{say('Comment')}: {sale.comment}")] if sale.comment else []


def _payment_rows(payment: Payment, say: Say, currency: str) -> list[Row]:
    card = payment.card
    facts = {
        say("Card"): " ".join(part for part in (card.processing_type, card.card_number) if part),
        say("Phone"): card.phone_number,
        say("CLICK payment"): str(payment.payment_id or ""),
    }
    how = say("Paid by CLICK") if payment.is_online else say("Paid by CLICK Pass")
    return [Pair(how, payment.amount.words(currency), bold=True), *_pairs(facts)]


def _settlement_rows(settlement: Settlement, say: Say, currency: str) -> list[Row]:
    """Card and cash, what was handed over and what went back."""
    split, rows = settlement.split, list[Row]()
    if split.card:
        rows.append(Pair(say("Card on the terminal"), split.card.words(currency), bold=True))
    if split.cash:
        rows.append(Pair(say("Cash"), split.cash.words(currency), bold=True))
    if settlement.handed is not None and settlement.change:
        rows.append(Pair(f"  {say('Cash received')}", settlement.handed.digits()))
        rows.append(Pair(f"  {say('Change')}", settlement.change.digits()))
    return rows


def _not_fiscal(say: Say) -> Row:
    return Text(say("NOT A FISCAL RECEIPT"), align="center", bold=True)


def _fiscal_rows(link: str | None, say: Say, *, paid: bool, by_device: bool) -> list[Row]:
    """`paid`: CLICK has its part in the sale, so that there is a fiscal receipt of CLICK's."""
    device = Text(say("The fiscal receipt is issued by the fiscal device"), align="center", bold=True)
    if link is None and by_device:
        return [device]
    if not paid:
        return [_not_fiscal(say)]
    if link is None:
        return [
            Text(say("The fiscal receipt is being made"), align="center", bold=True),
            Text(say("It can be printed later from the history"), align="center"),
        ]
    title = device if by_device else Text(say("FISCAL RECEIPT"), align="center", bold=True)
    facts = ofd_facts(link)
    known = (
        {
            say("Terminal ID"): facts.terminal,
            say("Fiscal receipt No."): facts.number,
            say("Fiscal sign"): facts.sign,
            say("Registered"): facts.at,
        }
        if facts
        else {}
    )
    return [title, *_pairs(known), Qr(link), Text(link, align="center")]
