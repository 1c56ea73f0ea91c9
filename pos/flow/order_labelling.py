"""Labels for the marked goods of an online order, scanned while it is collected. Engine thread.

Moves no money: CLICK has been paid. Without its labels an order is not handed over, and so not fiscalised.
"""

from __future__ import annotations

from pos.core.errors import LabelRefused
from pos.core.marking import Marking
from pos.core.order_card import OrderCard, OrderStage
from pos.core.order_labels import OrderLabel, line_of, read_label, require_labels
from pos.flow.order_ports import OrderLabels
from pos.flow.ports import Catalogue, Clock

_COLLECTED = frozenset({OrderStage.TO_PICK, OrderStage.PICKED})


class OrderLabelling:
    """What `ShopDesk` does with labels; the order is looked up by it before and after."""

    def __init__(self, *, labels: OrderLabels, catalogue: Catalogue, clock: Clock) -> None:
        self._labels = labels
        self._catalogue = catalogue
        self._clock = clock

    def add(self, card: OrderCard, text: str) -> None:
        """Put the label in a scanned text on its line of the order. Durable when it returns.

        Raises LabelRefused (see `core.order_labels`; `state` for an order that nobody collects), BadInput,
        JournalTrouble.
        """
        marking = read_label(text)
        self._require_collected(card)
        line = line_of(card.labelled, marking, self._barcodes(marking))
        self._labels.add(card.order.order_id, OrderLabel(line.number, marking.label), self._clock.now())

    def drop_last(self, card: OrderCard) -> None:
        """Take off the label that was scanned last. Raises LabelRefused, BadInput, JournalTrouble."""
        self._require_collected(card)
        self._labels.drop_last(card.order.order_id)

    def require_all(self, card: OrderCard) -> None:
        """Raise LabelsLacking while a piece of its marked goods has no label."""
        require_labels(card.labelled)

    def _require_collected(self, card: OrderCard) -> None:
        if card.stage(self._clock.now()) not in _COLLECTED:
            raise LabelRefused("nobody collects this order", why="state")

    def _barcodes(self, marking: Marking) -> set[str]:
        """What the label's good may be called in an order: by its GTIN, and as the catalogue knows it."""
        found = (self._catalogue.find(barcode) for barcode in marking.barcodes)
        return {*marking.barcodes, *(str(good.barcode) for good in found if good)}
