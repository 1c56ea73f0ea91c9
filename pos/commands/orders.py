"""`pos orders …`: made, taken in, listed, cancelled, picked, handed over. Moves no money by itself."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from pos.bootstrap import Parts
from pos.commands.order_json import order_json
from pos.commands.output import DONE, Output
from pos.core.errors import BadAmount, BadInput, PosError, UnknownGood
from pos.core.money import ONE, Money, Quantity
from pos.core.order import Order, OrderId, OrderKind
from pos.core.order_card import NewOrder, OrderCard, OrderSource, holds_of
from pos.core.sale import Sale, SaleId
from pos.core.tashkent import local_text

MOST_ROWS = 200_000
_COLUMNS = ("id", "amount", "kind")


async def orders(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    """Run one of them. Raises PosError."""
    desk = parts.online.desk
    match options.action:
        case "create":
            [card] = desk.make([_new(parts, options)])
        case "import":
            return _import(parts, Path(options.file), output, as_json=options.json)
        case "list":
            return await _list(parts, options.limit, output, as_json=options.json)
        case "show":
            card = await desk.order(OrderId(options.id))
        case "cancel":
            card = await desk.cancel_order(OrderId(options.id))
        case "pick":
            card = await desk.pick_order(OrderId(options.id))
        case _:
            card = await desk.hand_over_order(OrderId(options.id), options.by)
            await _finished(parts, card)
    _show(parts, card, output, as_json=options.json)
    return DONE


async def _finished(parts: Parts, card: OrderCard) -> None:
    """A short command must not end before the receipt is on its way; the queue keeps the others."""
    if (payment := parts.online.desk.payment_of(card)) is not None:
        await parts.checkout.after.finished(payment)


def _new(parts: Parts, options: argparse.Namespace) -> NewOrder:
    amount = Money.parse(options.amount) if options.amount is not None else None
    sale = Sale(SaleId(""))
    for item in options.item:
        barcode, _, count = item.partition("*")
        good = parts.books.catalogue.find(barcode)
        if good is None:
            raise UnknownGood("not in the catalogue", barcode=barcode[:40])
        sale = sale.add(barcode, good, Quantity.parse(count) if count else ONE)
    if options.item and amount is not None and amount != sale.total:
        raise BadInput("the items come to another sum", field="amount", value=amount.digits())
    if amount is None and not options.item and not options.account:
        raise BadAmount("an amount or items are needed", field="amount", value="")
    expires = parts.clock.now() + timedelta(seconds=options.expires) if options.expires else None
    order = Order(
        OrderId(options.id),
        OrderKind.ACCOUNT if options.account else OrderKind.ONE_SHOT,
        sale.total if options.item else amount,
        expires_at=expires,
        training=parts.settings.is_simulator,
    )
    return NewOrder(order, OrderSource.COMMAND, sale, holds_of(sale)).checked()


def _import(parts: Parts, file: Path, output: Output, *, as_json: bool) -> int:
    """All of the file's orders, or none. Raises BadInput that names the row."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            new = list(_rows(parts, opened))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(str(error), field="file", value=str(file)) from error
    parts.online.desk.make(new)
    if as_json:
        output.json({"rows": len(new), "added": len(new)})
    else:
        output.out(output.words.say("Orders taken in: {count}", count=len(new)))
    return DONE


def _rows(parts: Parts, lines: Iterator[str]) -> Iterator[NewOrder]:
    reader = csv.DictReader(lines)
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if unknown := [name for name in names if name not in _COLUMNS]:
        raise BadInput("an unknown column", field="header", value=", ".join(unknown)[:80])
    if "id" not in names:
        raise BadInput("no column id", field="header", value=", ".join(names)[:80])
    seen: set[str] = set()
    for number, row in enumerate(reader, start=2):
        told = dict(zip(names, row.values(), strict=False))
        try:
            new = _row(parts, {name: (value or "").strip() for name, value in told.items()})
        except PosError as error:
            _bad_row(number, error)
        if new.order.order_id in seen or number > MOST_ROWS:
            _bad_row(number, BadInput("twice in this file", field="id", value=new.order.order_id))
        seen.add(new.order.order_id)
        yield new


def _row(parts: Parts, row: dict[str, str]) -> NewOrder:
    kind = row.get("kind") or "one_shot"
    if kind not in ("one_shot", "account"):
        raise BadInput("one_shot or account", field="kind", value=kind[:40])
    amount = Money.parse(row["amount"]) if row.get("amount") else None
    order = Order(OrderId(row["id"]), OrderKind(kind), amount, training=parts.settings.is_simulator)
    return NewOrder(order, OrderSource.IMPORT).checked()


def _bad_row(number: int, error: PosError) -> NoReturn:
    field, value = error.facts.get("field", ""), error.facts.get("value", "")
    raise BadInput(
        f"row {number}: {error.detail}", field=f"row {number}, {field}", value=str(value)
    ) from error


async def _list(parts: Parts, limit: int, output: Output, *, as_json: bool) -> int:
    cards = await parts.online.desk.orders(max(1, min(limit, 10_000)))
    if as_json:
        output.json([order_json(parts, card) for card in cards])
        return DONE
    if not cards:
        output.out(output.words.say("There are no online orders yet"))
    for card in cards:
        _show(parts, card, output, as_json=False)
    return DONE


def _show(parts: Parts, card: OrderCard, output: Output, *, as_json: bool) -> None:
    told = order_json(parts, card)
    if as_json:
        output.json(told)
        return
    amount = "—" if card.order.amount is None else output.words.money(card.order.amount)
    name = f"{card.order.order_id}{f' ({card.number})' if card.number else ''}"
    output.out(f"{local_text(card.created_at)}  {name}  {told['state']:<12}  {amount}  {told['url'] or ''}")
