"""Labels of the marked goods of an online order: scanned while it is collected, after CLICK was paid. Pure.

The order itself stays as it was made; its labels stand beside it until the sale is booked with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pos.core.errors import BadInput, LabelRefused, LabelsLacking
from pos.core.marking import Marking, read_marking
from pos.core.sale import LABELS_MAX, Sale
from pos.core.sale_line import SaleLine, ofd_label
from pos.core.scan import ScanKind, classify

_PAYS = frozenset({ScanKind.CLICK_PASS, ScanKind.PAYME, ScanKind.UZUM, ScanKind.PAYNET, ScanKind.UZQR})


@dataclass(frozen=True, slots=True)
class OrderLabel:
    """The label of one piece, kept whole (01, GTIN, 21, serial), and the number of the order's line."""

    line: int
    label: str


def labelled(sale: Sale, labels: Sequence[OrderLabel]) -> Sale:
    """The order's sale with its labels; no price and no quantity changes, for the order is paid."""
    if not labels:
        return sale
    lines = (
        replace(line, labels=(*line.labels, *(one.label for one in labels if one.line == line.number)))
        for line in sale.lines
    )
    return replace(sale, lines=tuple(lines))


def labels_lacking(sale: Sale) -> int:
    """How many pieces of its marked goods still wait for their label."""
    return sum(line.labels_lacking for line in sale.lines)


def require_labels(sale: Sale) -> None:
    """Raise LabelsLacking while a piece has no label: without it the OFD must not be told of the sale."""
    if line := sale.unlabelled:
        good = line.good.name if line.good else ""
        raise LabelsLacking("a piece has no label", count=labels_lacking(sale), good=good)


def read_label(text: str) -> Marking:
    """The marking code in a scanned text.

    Raises LabelRefused: `payment`, `no_label` for another code, `unreadable`. The text is in no error: it may
    be a payment credential.
    """
    scan = classify(text)
    if scan.kind in _PAYS:
        raise LabelRefused("a payment code", why="payment")
    if scan.kind is not ScanKind.MARKING:
        raise LabelRefused("no marking code", why="no_label")
    try:
        return read_marking(scan.text)
    except BadInput as error:
        raise LabelRefused("a marking code that is not whole", why="unreadable") from error


def line_of(sale: Sale, marking: Marking, barcodes: Iterable[str]) -> SaleLine:
    """The line of the order's sale, with the labels that it has, to which a label goes.

    `barcodes` are those by which the label's good is known. Raises LabelRefused: `other_good`, `not_marked`,
    `twice`, `all_there`, or `full` when the receipt has its 300.
    """
    known = frozenset(barcodes)
    lines = [line for line in sale.live_lines if line.good and line.good.barcode in known]
    if not lines:
        raise LabelRefused("the order has no such goods", why="other_good", good=marking.gtin)
    good = lines[0].good.name if lines[0].good else ""
    marked = [line for line in lines if line.good and line.good.marked and not line.good.by_weight]
    if not marked:
        raise LabelRefused("its goods need no label", why="not_marked", good=good)
    there = [ofd_label(label) for line in sale.live_lines for label in line.labels]
    if marking.for_ofd in there:
        raise LabelRefused("the label is there already", why="twice", good=good)
    waiting = next((line for line in marked if line.labels_lacking), None)
    if waiting is None:
        raise LabelRefused("every piece has its label", why="all_there", good=good)
    if len(there) >= LABELS_MAX:
        raise LabelRefused("a receipt takes no more labels", why="full", good=good, count=LABELS_MAX)
    return waiting
