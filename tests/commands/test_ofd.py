"""`pos ofd attach`: the receipt of the shop's own fiscal device from the command line."""

from __future__ import annotations

import pytest

from pos.simulator import Endpoint, Fault
from tests.commands.kit import Click, Pos

PAPER = "https://ofd.soliq.uz/check?t=UZ170703100189&r=643&c=20261124143300&s=248429044289"
OTHER_PAPER = "https://ofd.soliq.uz/check?t=UZ170703100189&r=644&c=20261124143800&s=555429044290"


@pytest.fixture
def shop(pos: Pos, click: Click) -> Pos:
    pos.environ |= {
        "POS_CLICK__BASE_URL": click.base_url,
        "POS_CLICK__CONFIRM_WINDOW_S": "3",
        "POS_FISCAL__WAY": "device",
    }
    return pos


def sold(shop: Pos, click: Click) -> str:
    ran = shop("pay", "--otp", click.code(), "--amount", "500")
    assert (ran.code, ran.json["state"], ran.json["fiscal"]) == (0, "paid", "none")
    assert "pos ofd attach" in ran.err
    return str(ran.json["transaction_id"])


def test_it_is_kept_sent_and_read_back(shop: Pos, click: Click) -> None:
    tid = sold(shop, click)
    assert shop("recover").code == 0, "what waits for the paper is not open"
    ran = shop("ofd", "attach", tid, PAPER, "--json")
    assert ran.code == 0
    assert (ran.json["transaction_id"], ran.json["fiscal"], ran.json["link"]) == (tid, "done", PAPER)
    assert [made.url for made in click.payments[0].receipts] == [PAPER]
    again = shop("ofd", "attach", tid, PAPER)
    assert (again.code, again.out) == (0, "")
    assert len(click.payments[0].receipts) == 1


def test_what_is_wrong_is_said_and_nothing_is_sent(shop: Pos, click: Click) -> None:
    first, second = sold(shop, click), sold(shop, click)
    assert shop("ofd", "attach", first, PAPER).code == 0
    taken = shop("ofd", "attach", second, PAPER)
    assert taken.code == 2
    assert f"belongs to sale {first[-8:]}" in taken.err
    wrong = shop("ofd", "attach", second, "4780012340018")
    assert wrong.code == 2
    assert "not the QR of a fiscal receipt" in wrong.err
    has = shop("ofd", "attach", first, OTHER_PAPER)
    assert has.code == 2
    assert "does not wait" in has.err
    nobody = shop("ofd", "attach", "NOBODY", OTHER_PAPER)
    assert nobody.code == 2
    assert "There is no such payment" in nobody.err
    assert [len(payment.receipts) for payment in click.payments] == [1, 0]


def test_what_click_refuses_and_what_cannot_be_sent_have_exits_of_their_own(shop: Pos, click: Click) -> None:
    tid = sold(shop, click)
    click.fault(Endpoint.OFD_DATA, Fault.status_before(502))
    waits = shop("ofd", "attach", tid, PAPER, "--json")
    assert (waits.code, waits.json["fiscal"], waits.json["sends"]) == (4, "pending", 0)
    assert shop("recover", "--json").json["fiscal_pending"] == 0
    assert [made.url for made in click.payments[0].receipts] == [PAPER]
