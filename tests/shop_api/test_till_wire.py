"""Orders between two tills as JSON: what is written is read as it was, and nothing else is read at all."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.catalogue import Barcode, Good
from pos.core.discount import Discount
from pos.core.hosted import Change, Changes
from pos.core.money import Money, Quantity
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId
from pos.core.order_card import Hold, OrderCard, OrderSource
from pos.core.sale import Sale, SaleId, SaleLine
from pos.shop_api.api_orders import from_woocommerce
from pos.shop_api.till_wire import (
    FORMAT,
    NotOurs,
    read_card,
    read_change,
    read_changes,
    write_card,
    write_change,
    write_changes,
)
from pos.shop_api.woocommerce import read_order
from tests.core.kit import APPLES, BREAD, MILK, NOW, quick

TASHKENT = timezone(timedelta(hours=5))
Path = tuple[str | int, ...]

# ---- there and back -------------------------------------------------------------------------------------

texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "Oʻzbekiston", "Гʻалаба кўчаси", "🥛👩‍👩‍👧 2 шт", 'a"b\\c\n\u2028', "\x00", "١٢٣"]),
)
whole = st.integers(-(2**62), 2**62)
money = st.integers(-999_999_999_999_99, 999_999_999_999_99).map(Money)
times = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, TASHKENT]),
)
maybe_times = st.none() | times
goods = st.builds(
    Good,
    barcode=texts.map(Barcode),
    name=texts,
    price=money,
    spic=texts,
    package_code=texts,
    vat_percent=st.integers(0, 100),
    unit=texts,
    units_code=st.none() | st.integers(0, 9_999_999),
    name_uz=texts,
    by_weight=st.booleans(),
)
lines = st.builds(
    SaleLine,
    number=st.integers(1, 500),
    scanned=texts,
    good=st.none() | goods,
    quantity=st.integers(0, 10**9).map(Quantity),
    voided=st.booleans(),
)
sales = st.lists(lines, max_size=4).map(lambda found: Sale(SaleId(""), tuple(found)))
orders = st.builds(
    Order,
    order_id=texts.map(OrderId),
    kind=st.sampled_from([OrderKind.ONE_SHOT, OrderKind.ACCOUNT]),
    amount=st.none() | money,
    expires_at=maybe_times,
    cancelled=st.booleans(),
    training=st.booleans(),
)
cards = st.builds(
    OrderCard,
    order=orders,
    sale=sales,
    source=st.sampled_from(OrderSource),
    number=texts,
    token=texts,
    return_url=texts,
    created_at=times,
    holds=st.lists(st.builds(Hold, texts, st.integers(1, 10**9).map(Quantity)), max_size=3).map(tuple),
    picked_at=maybe_times,
    handed_at=maybe_times,
    handed_by=texts,
)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """An order, mostly with an attempt."""
    card = draw(cards)
    attempts = st.builds(
        Attempt,
        prepare_id=st.integers(1, 2**31 - 1).map(PrepareId),
        order_id=st.just(card.order.order_id),
        click_trans_id=whole,
        click_paydoc_id=whole,
        amount=money,
        state=st.sampled_from(AttemptState),
        reserved_until=times,
        owes_reversal=st.booleans(),
        kind=st.just(card.order.kind),
    )
    return Change(card, draw(st.none() | attempts), draw(texts))


pages = st.builds(
    Changes,
    feed=texts,
    after=st.integers(0, 2**62),
    changes=st.lists(changes(), max_size=3).map(tuple),
    is_last=st.booleans(),
    training=st.booleans(),
)


def sent(told: object) -> Any:  # noqa: ANN401 - whatever JSON is
    """Over the line, as both sides write it."""
    return json.loads(json.dumps(told, ensure_ascii=False).encode().decode())


@quick
@given(pages)
def test_a_page_is_read_as_it_was_written(page: Changes) -> None:
    assert read_changes(sent(write_changes(page))) == page


@quick
@given(changes())
def test_an_answer_and_an_order_are_read_as_they_were_written(change: Change) -> None:
    assert read_change(sent(write_change(change))) == change
    assert read_card(sent(write_card(change.card))) == change.card


def test_an_order_is_told_without_its_attempts_and_without_whose_copy_it_is() -> None:
    attempt = CHANGE.attempt
    assert attempt is not None
    more = replace(CHANGE.card, attempts=(attempt,), origin="0123456789abcdef")
    assert read_card(sent(write_card(more))) == CHANGE.card


def test_an_order_that_a_host_took_in_is_read_however_long_its_texts_are() -> None:
    """One order that a till does not read would keep the whole list from it, for ever."""
    line = {"name": "Молоко", "sku": "x" * 5_000, "quantity": 1, "total": "16500.00", "total_tax": "0.00"}
    told = {
        "number": "727",
        "status": "pending",
        "currency": "UZS",
        "total": "16500.00",
        "line_items": [line],
    }
    new = from_woocommerce(read_order(json.dumps(told).encode()), lambda _: None, training=False)
    card = OrderCard(new.order, new.sale, new.source, new.number, "page", new.return_url, NOW, new.holds)
    assert read_changes(sent(write_changes(replace(PAGE, changes=(Change(card),))))).changes == (
        Change(card),
    )


# ---- anything else --------------------------------------------------------------------------------------

SALE = Sale(
    SaleId(""),
    (
        SaleLine(1, MILK.barcode, replace(MILK, name_uz="Sut «Musaffo»"), Quantity.pieces(2)),
        SaleLine(2, APPLES.barcode, replace(APPLES, units_code=166), Quantity(385), voided=True),
    ),
)
CHANGE = Change(
    OrderCard(
        order=Order(OrderId("ORDER1A"), OrderKind.ONE_SHOT, SALE.total, expires_at=NOW),
        sale=SALE,
        source=OrderSource.WOOCOMMERCE,
        number="№ 17",
        token="secret-page",
        return_url="https://shop.uz/thanks",
        created_at=NOW,
        holds=(Hold(MILK.barcode, Quantity.pieces(2)), Hold(APPLES.barcode, Quantity(385))),
        picked_at=NOW,
        handed_at=NOW,
        handed_by="Малика",
    ),
    Attempt(PrepareId(1), OrderId("ORDER1A"), 11, 21, SALE.total, AttemptState.PAID, NOW),
    claimed_by="0123456789abcdef",
)
PAGE = Changes("fedcba9876543210", 7, (CHANGE,), is_last=True, training=False)

MAY_BE_NULL = {"amount", "expires_at", "picked_at", "handed_at", "attempt", "good", "units_code"}
WRONG: list[object] = [None, True, 0, 1, 1.0, -1.5, "", "x", [], ["x"], {}, {"a": 1}]


def paths(told: object, so_far: Path = ()) -> Iterator[Path]:
    """Where there is something in a JSON value, from its root down."""
    yield so_far
    if isinstance(told, dict):
        for name, value in told.items():
            yield from paths(value, (*so_far, name))
    elif isinstance(told, list):
        for number, value in enumerate(told):
            yield from paths(value, (*so_far, number))


def at(told: Any, path: Path) -> Any:  # noqa: ANN401
    """What stands at a place."""
    for step in path:
        told = told[step]
    return told


def changed(told: object, path: Path, value: object) -> object:
    """The same with something else at a place."""
    if not path:
        return value
    made = copy.deepcopy(told)
    at(made, path[:-1])[path[-1]] = value
    return made


def without(told: object, path: Path) -> object:
    """The same without what stands at a place."""
    made = copy.deepcopy(told)
    del at(made, path[:-1])[path[-1]]
    return made


def of_another_type(told: object, path: Path) -> list[object]:
    """What cannot stand at a place."""
    here = type(at(told, path))
    may_be_null = bool(path) and path[-1] in MAY_BE_NULL
    return [wrong for wrong in WRONG if type(wrong) is not here and not (wrong is None and may_be_null)]


def shown(path: Path) -> str:
    return "/".join(map(str, path)) or "all of it"


TOLD = write_changes(PAGE)
PATHS = list(paths(sent(TOLD)))
ORDER, ATTEMPT = ("changes", 0, "order"), ("changes", 0, "attempt")
LINES, HOLDS = (*ORDER, "lines"), (*ORDER, "holds")


def below(path: Path) -> list[Path]:
    """A place and those in it."""
    return [one for one in PATHS if one[: len(path)] == path]


def not_refused(pages: Iterable[tuple[str, object]]) -> list[str]:
    """Of named pages those that are read, or at which reading breaks."""
    found = []
    for name, told in pages:
        try:
            read_changes(told)
        except NotOurs:
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not what the reader promises
            name = f"{name}: {type(error).__name__}"
        found.append(name)
    return found


def test_what_is_changed_below_would_be_read() -> None:
    assert read_changes(sent(TOLD)) == PAGE
    assert len(PATHS) > 60


OF_ITSELF = {"vat_percent", "unit", "units_code", "name_uz", "by_weight"}
"""What a good has though nobody says it."""


def test_a_page_in_which_a_member_is_missing_is_not_ours() -> None:
    members = [path for path in PATHS if path and isinstance(path[-1], str) and path[-1] not in OF_ITSELF]
    assert len(members) > 40
    assert not_refused((shown(path), without(sent(TOLD), path)) for path in members) == []


OF_LINES, OF_HOLDS, OF_ATTEMPT = below(LINES), below(HOLDS), below(ATTEMPT)
OF_PAGE = [path for path in PATHS if path not in {*OF_LINES, *OF_HOLDS, *OF_ATTEMPT}]


@pytest.mark.parametrize(
    "part", [OF_PAGE, OF_LINES, OF_HOLDS, OF_ATTEMPT], ids=["page and order", "lines", "holds", "attempt"]
)
def test_a_page_in_which_a_member_has_another_type_is_not_ours(part: list[Path]) -> None:
    told = sent(TOLD)
    wrong = ((path, value) for path in part for value in of_another_type(told, path))
    assert (
        not_refused((f"{shown(path)}={value!r}", changed(told, path, value)) for path, value in wrong) == []
    )


@dataclass(frozen=True)
class Odd:
    """A value at a place where it says nothing."""

    path: Path
    value: object


NAIVE, NO_TIME = "2026-11-24T09:32:06", "yesterday"
ODD = [
    Odd(("format",), FORMAT + 1), Odd(("format",), 0), Odd(("format",), str(FORMAT)), Odd(("format",), True),
    Odd((*ORDER, "kind"), "till"), Odd((*ORDER, "kind"), "ONE_SHOT"), Odd((*ORDER, "source"), "elsewhere"),
    Odd((*ATTEMPT, "kind"), "nothing"), Odd((*ATTEMPT, "state"), "refunded"), Odd((*ATTEMPT, "kind"), "till"),
    Odd((*ORDER, "amount"), True), Odd((*ORDER, "amount"), 1.0), Odd((*ORDER, "amount"), "100"),
    Odd((*ATTEMPT, "click_trans_id"), True), Odd(("after",), False), Odd(("after",), 7.0),
    Odd(HOLDS, [["4780012340016"]]), Odd(HOLDS, [["4780012340016", 1, 2]]), Odd(HOLDS, ["ab"]),
    Odd(HOLDS, [{"a": 1, "b": 2}]), Odd((*LINES, 0, "good", "colour"), "white"),
    Odd((*ORDER, "created_at"), None), Odd((*ATTEMPT, "reserved_until"), None),
    *(
        Odd((*where, name), value)
        for where, name in (
            (ORDER, "created_at"), (ORDER, "expires_at"), (ORDER, "picked_at"), (ORDER, "handed_at"),
            (ATTEMPT, "reserved_until"),
        )
        for value in (NAIVE, NO_TIME, "", "2026-11-24", 1_795_513_801)
    ),
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: f"{shown(odd.path)}={odd.value}")
def test_a_page_with_a_value_that_cannot_be_is_not_ours(odd: Odd) -> None:
    with pytest.raises(NotOurs):
        read_changes(changed(sent(TOLD), odd.path, odd.value))


TOO_LARGE = [2**63, -(2**63) - 1, 10**400]
KEPT_AS_NUMBERS: list[Path] = [
    ("after",), (*ORDER, "amount"), (*HOLDS, 0, 1),
    (*ATTEMPT, "click_trans_id"), (*ATTEMPT, "click_paydoc_id"), (*ATTEMPT, "amount"),
]  # fmt: skip


def test_a_number_that_no_journal_can_keep_is_not_ours() -> None:
    wrong = ((path, value) for path in KEPT_AS_NUMBERS for value in TOO_LARGE)
    assert not_refused((shown(path), changed(sent(TOLD), path, value)) for path, value in wrong) == []


def test_a_text_that_no_journal_can_keep_is_not_ours() -> None:
    half = json.loads(r'"\ud83e"')  # half of an emoji, as JSON may write it
    texts = [path for path in PATHS if type(at(sent(TOLD), path)) is str]
    assert len(texts) > 20
    assert not_refused((shown(path), changed(sent(TOLD), path, half)) for path in texts) == []


def nested(depth: int) -> object:
    """A list in a list in a list."""
    made: object = []
    for _ in range(depth):
        made = [made]
    return made


def test_what_is_nested_without_end_is_not_ours() -> None:
    deep = nested(100_000)
    assert not_refused((shown(path), changed(TOLD, path, deep)) for path in PATHS) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
Reader = Callable[[object], object]
READERS: list[Reader] = [read_changes, read_change, read_card]


@quick
@given(json_values, st.sampled_from(READERS))
def test_any_other_json_is_not_ours(told: object, reader: Reader) -> None:
    with pytest.raises(NotOurs):
        reader(told)


@quick
@given(st.sampled_from(PATHS), json_values)
def test_whatever_stands_at_a_place_is_read_so_that_it_can_be_told_again_or_is_not_ours(
    path: Path, value: object
) -> None:
    told = changed(sent(TOLD), path, value)
    with suppress(NotOurs):
        page = read_changes(told)
        assert read_changes(sent(write_changes(page))) == page


@pytest.mark.parametrize("reader", [read_change, read_card], ids=lambda reader: reader.__name__)
def test_an_order_alone_is_as_strict_as_a_page(reader: Reader) -> None:
    told = sent(write_change(CHANGE) if reader is read_change else write_card(CHANGE.card))
    reader(told)
    values: list[object] = [True, [], 1.5]
    places = [path for path in paths(told) if path and path[-1] in {"kind", "created_at", "id", "amount"}]
    assert len(places) >= 4
    for path in places:
        for value in values:
            with pytest.raises(NotOurs):
                reader(changed(told, path, value))


MARKED = replace(MILK, marked=True)
BASKET = (
    Sale(SaleId(""))
    .add(MARKED.barcode, MARKED, label="010478001234001621AAAA1")
    .add(BREAD.barcode, BREAD)
    .set_discount(Discount.of_percent(10), 2)
    .set_discount(Discount.of_amount(Money(777)))
    .set_note("остудить", 2)
    .set_note("позвонить")
)


def told_of(basket: Sale) -> Any:  # noqa: ANN401 - JSON
    return json.loads(json.dumps(write_card(a_card(basket))))


def a_card(basket: Sale) -> OrderCard:
    order = Order(OrderId("ORDER1A"), OrderKind.ONE_SHOT, basket.total)
    return OrderCard(order, basket, OrderSource.TILL, "", "token", "", datetime(2026, 11, 24, tzinfo=UTC))


def test_a_basket_with_discounts_labels_and_notes_is_read_as_it_was() -> None:
    assert read_card(told_of(BASKET)).sale == BASKET


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("discount",), 5),
        (("discount", "amount"), "777"),
        (("rounding",), "1"),
        (("comment",), 1),
        (("lines", 0, "labels"), "abc"),
        (("lines", 0, "labels"), [1]),
        (("lines", 0, "good", "marked"), 1),
        (("lines", 1, "discount"), {"percent": "10"}),
        (("lines", 1, "discount"), {"percent": 1_000_000}),
        (("lines", 1, "note"), []),
        (("lines", 1, "share"), "1"),
        (("lines",), {}),
    ],
)
def test_a_basket_whose_own_words_are_of_another_kind_is_not_ours(
    path: tuple[str | int, ...], value: object
) -> None:
    told = told_of(BASKET)
    place = told["lines"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(NotOurs):
        read_card(told)
