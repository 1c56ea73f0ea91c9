"""Every basket that the till lets through is taken by the other side, which reads CLICK's page by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.click_api.wire import write_items
from pos.core.errors import FiscalRefused
from pos.core.fiscal import AmountScale, fiscal_receipt
from pos.core.money import Money
from pos.core.sale import Sale
from pos.core.tender import split_sale
from pos.simulator.ofd_items import check_items, read_item
from pos.simulator.strict import read_members
from tests.click_api.kit import PID, SERVICE
from tests.core.kit import quick
from tests.core.tricks import basket

TIN = "123456789"


@quick
@given(
    st.randoms(use_true_random=False).map(basket).filter(lambda sale: sale.total.tiyin > 0),
    st.sampled_from(AmountScale),
    st.integers(0, 100),
)
def test_what_the_till_sends_adds_up_over_there(sale: Sale, scale: AmountScale, click_part: int) -> None:
    exact = sale.round_off(Money(0)).total
    click = Money(exact.tiyin * click_part // 100)
    rounded, parts = split_sale(sale, click=click, step=Money.of_sum(100))
    if not all(line.subtotal for line in rounded.live_lines):
        with pytest.raises(FiscalRefused):  # a gram that costs nothing is not sent
            fiscal_receipt(rounded, TIN, parts.received, scale)
        return
    receipt = fiscal_receipt(rounded, TIN, parts.received, scale)
    body = read_members(write_items(SERVICE, PID, receipt))
    items = [read_item(each) for each in body.list_of_members("items")]
    check_items(items, int(scale))
    received = [body.unsigned(f"received_{how}") for how in ("card", "cash", "ecash")]
    assert sum(item.total for item in items) == sum(received) == rounded.total.tiyin
    assert received[:2] == [parts.click.tiyin, parts.cash.tiyin]
