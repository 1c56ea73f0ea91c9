"""What the online orders need from outside. Nothing here moves money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pos.core.order import Attempt, Order, OrderId, PrepareId
from pos.core.order_card import Hold, NewOrder, OrderCard
from pos.core.order_labels import OrderLabel
from pos.core.payment import TransactionId
from pos.core.sale import Sale


@dataclass(frozen=True, slots=True)
class Received:
    """A call as it came, for the inbox: the path and the texts of its fields."""

    path: str
    fields: Mapping[str, str]


class OrderBook(Protocol):
    """Orders and attempts. Every call is a part of the durable step that its caller has open."""

    def order(self, name: str) -> Order | None:
        """The order with exactly this merchant_trans_id, or the till's sale with this transaction_id."""
        ...

    def attempts(self, order: Order, click_trans_id: int) -> Sequence[Attempt]:
        """Those that matter to a Prepare: the one with this click_trans_id, and all of a one-shot order."""
        ...

    def is_paid_by_another(self, attempt: Attempt) -> bool:
        """Whether the goods of its order are owed to another payer already."""
        ...

    def attempt(self, prepare_id: int) -> Attempt | None:
        """The attempt that a merchant_prepare_id names."""
        ...

    def next_prepare_id(self) -> PrepareId:
        """One that was never given: sequential, at most 2³¹ − 1."""
        ...

    def write(self, attempt: Attempt) -> None:
        """Add an attempt, or put it in its new state. Raises Bug where it is not in the state before."""
        ...

    def has_goods(self, attempt: Attempt) -> bool:
        """Whether its goods are on the shelf and not kept for others; goods that nobody counts are."""
        ...

    def receive(self, path: str, fields: Mapping[str, str], reply: int) -> None:
        """Keep a call of CLICK as it came, without its signature, and what it was answered."""
        ...


class Orders(Protocol):
    """The shop's side of online orders. Each call is durable when it returns. Raises JournalTrouble."""

    def add(self, orders: Iterable[tuple[NewOrder, str]], at: datetime) -> None:
        """Write new orders with the secrets of their pages, all or none. Raises BadInput for a taken id."""
        ...

    def find(self, order_id: str) -> OrderCard | None:
        """The order with exactly this id."""
        ...

    def by_token(self, token: str) -> OrderCard | None:
        """The order whose page has this secret in its address."""
        ...

    def in_work(self) -> Sequence[OrderCard]:
        """Those that somebody pays, picks, hands over or must return; oldest first."""
        ...

    def newest(self, limit: int) -> Sequence[OrderCard]:
        """The newest first."""
        ...

    def to_return(self) -> Sequence[tuple[OrderCard, Attempt]]:
        """What was paid and cannot be delivered, oldest first."""
        ...

    def to_book(self) -> Sequence[tuple[OrderCard, Attempt]]:
        """Payments to accounts that no payment of the journal stands for yet, oldest first."""
        ...

    def cancel(self, order_id: OrderId, at: datetime) -> None:
        """The shop's own word. Raises BadInput for one that is paid or cancelled."""
        ...

    def pick(self, order_id: OrderId, at: datetime) -> None:
        """Its goods lie ready. Raises BadInput for one that is picked already."""
        ...

    def booked(self, attempt: Attempt) -> TransactionId | None:
        """The payment of the journal that stands for an attempt, once there is one."""
        ...

    def book(self, attempt: Attempt, transaction_id: TransactionId) -> None:
        """From now on this payment stands for the attempt. Raises BadInput when another one does."""
        ...

    def hand_over(self, order_id: OrderId, transaction_id: TransactionId, at: datetime, by: str) -> None:
        """The customer has the goods. Raises BadInput when he had them before."""
        ...


class OrderLabels(Protocol):
    """Labels scanned for orders on this till. Each change is durable when it returns."""

    def add(self, order_id: OrderId, label: OrderLabel, at: datetime) -> None:
        """Keep the label of one piece. Raises LabelRefused when the order has it, BadInput."""
        ...

    def drop_last(self, order_id: OrderId) -> None:
        """Take off the label that was scanned last. Raises BadInput without one, or when it is too late."""
        ...


class Stock(Protocol):
    """The count of goods. Each change is durable when it returns, or a part of the step that is open."""

    def take(self, reason: str, holds: Iterable[Hold]) -> None:
        """Take goods from the shelf, once for each `reason`."""
        ...


@dataclass(frozen=True, slots=True)
class OrderLink:
    """An order and the address where its customer pays: the shop's own page of it, else CLICK's."""

    card: OrderCard
    url: str


class OrderDesk(Protocol):
    """What the people of the shop do with online orders. Moves no money by itself."""

    async def orders(self, limit: int) -> Sequence[OrderCard]:
        """Those in which somebody has something to do first, then the newest."""
        ...

    async def order(self, order_id: OrderId) -> OrderCard:
        """One of them. Raises BadInput when there is none."""
        ...

    async def order_link(self, order_id: OrderId) -> OrderLink:
        """Where its customer pays. Raises BadInput when there is no such order, SettingsMissing."""
        ...

    async def order_from_sale(self, sale: Sale) -> OrderLink:
        """Make an order of the basket, paid by link. Raises EmptySale, UnresolvedLines, JournalTrouble."""
        ...

    async def cancel_order(self, order_id: OrderId) -> OrderCard:
        """The shop's own cancellation of what is not paid. Raises BadInput, JournalTrouble."""
        ...

    async def pick_order(self, order_id: OrderId) -> OrderCard:
        """A paid order lies ready. Raises BadInput, JournalTrouble."""
        ...

    async def label_order(self, order_id: OrderId, text: str) -> OrderCard:
        """Put the label in a scanned text on the order's line; `text` is in no error, it may be a payment's.

        Raises LabelRefused, BadInput, JournalTrouble.
        """
        ...

    async def unlabel_order(self, order_id: OrderId) -> OrderCard:
        """Take off the label that was scanned last. Raises LabelRefused, BadInput, JournalTrouble."""
        ...

    async def hand_over_order(self, order_id: OrderId, by: str) -> OrderCard:
        """Give the goods away: CLICK's status is read first, then it is fiscalised and printed like a sale.

        Raises:
            BadInput: it is not paid, or handed over already.
            LabelsLacking: pieces of its marked goods have no label yet; CLICK was not asked.
            ClickRefused: CLICK does not say that it is paid; nothing was written.
            NoConnection, OutcomeUnknown: CLICK could not be asked; nothing was written.
            JournalTrouble.
        """
        ...
