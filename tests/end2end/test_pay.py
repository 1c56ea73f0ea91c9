"""`pos pay`, `pos recover` and `pos payments` against a simulator in another process."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path

import pytest

from pos.simulator import Scenario
from tests.end2end.conftest import CANARY, Shop


def test_a_code_is_paid_confirmed_and_fiscalised(shop: Shop) -> None:
    ran = shop.pos("pay", "--otp", shop.code(), "--amount", "12500.50", "--json")
    assert ran.code == 0
    said = ran.json
    assert (said["state"], said["confirmed"], said["fiscal"], said["amount_tiyin"]) == (
        "paid", True, "done", 1250050,
    )  # fmt: skip
    [booked] = shop.ledger()
    assert (booked["state"], booked["amount_tiyin"], booked["payment_id"]) == (
        "captured", 1250050, said["payment_id"],
    )  # fmt: skip
    assert len(booked["receipts"]) == 1
    [listed] = shop.pos("payments", "--json").json
    assert (listed["transaction_id"], listed["state"]) == (said["transaction_id"], "paid")
    shown = shop.pos("payments", "show", str(said["payment_id"]))
    assert shown.code == 0
    assert "Paid 12 500,50" in shown.out.replace("\u00a0", " ")


def test_goods_of_the_catalogue_are_sold_by_barcode(shop: Shop) -> None:
    ran = shop.pos("pay", "--otp", shop.code(), "--item", "4780012340016*2", "--item", "4780012340047*0,385")
    assert (ran.code, ran.json["amount_tiyin"], ran.json["fiscal"]) == (0, 3300000 + 3773000, "done")


def test_a_declined_code_takes_nothing(shop: Shop) -> None:
    ran = shop.pos("pay", "--otp", shop.code(Scenario.DECLINED), "--amount", "500")
    assert (ran.code, ran.json["state"]) == (3, "refused")
    assert "No money was taken" in ran.err
    assert ran.json["error_note"]


def test_a_stopped_simulator_means_no_money_taken(shop: Shop) -> None:
    shop.stop_simulator()
    ran = shop.pos("pay", "--otp", shop.code(), "--amount", "500")
    assert (ran.code, ran.json["state"], ran.json["payment_id"]) == (3, "refused", None)
    assert "No money was taken" in ran.err


def test_a_lost_answer_is_unknown_and_recover_ends_it(shop: Shop) -> None:
    ran = shop.pos("pay", "--otp", shop.code(Scenario.ANSWER_LOST), "--amount", "500", "--no-wait")
    assert (ran.code, ran.json["state"]) == (4, "unknown")
    assert "do not repeat" in ran.err
    assert shop.pos("recover", "--json").code == 0
    [row] = shop.pos("payments", "--json").json
    [booked] = shop.ledger()
    assert (row["state"], booked["state"]) == ("cancelled", "cancelled")


def test_a_lost_answer_is_saved_inside_the_window_when_there_is_time(shop: Shop) -> None:
    ran = shop.pos("pay", "--otp", shop.code(Scenario.ANSWER_LOST), "--amount", "500")
    assert (ran.code, ran.json["state"], ran.json["confirmed"]) == (0, "paid", True)
    assert shop.ledger()[0]["state"] == "captured"


@pytest.mark.parametrize("scenario", [Scenario.CONFIRM_LOST, Scenario.STUCK])
def test_what_is_not_confirmed_is_returned_by_click(shop: Shop, scenario: Scenario) -> None:
    ran = shop.pos("pay", "--otp", shop.code(scenario), "--amount", "500")
    assert (ran.code, ran.json["state"]) == (3, "cancelled")
    assert shop.ledger()[0]["state"] == "cancelled"


@pytest.mark.parametrize("endpoint", ["payment", "confirm"])
def test_killed_before_it_knew_the_answer_journal_and_ledger_agree(shop: Shop, endpoint: str) -> None:
    """CLICK acts and never answers; the till is killed -9 while it waits."""
    shop.fault(endpoint, answer="never")
    process = shop.begin("pay", "--otp", shop.code(), "--amount", "500")
    wanted = {"payment": "held", "confirm": "captured"}[endpoint]
    deadline = time.monotonic() + 20
    pause = threading.Event()
    while [row["state"] for row in shop.ledger()] != [wanted]:
        pause.wait(0.05)
        assert time.monotonic() < deadline, process.communicate()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert shop.pos("recover").code == 0
    [row] = shop.pos("payments", "--json").json
    [booked] = shop.ledger()
    assert (row["state"], booked["state"]) in {("cancelled", "cancelled"), ("paid", "captured")}
    assert len(booked["receipts"]) == (1 if row["state"] == "paid" else 0)


def test_without_confirm_mode_a_lost_answer_is_found_paid(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "home")
    shop.start_simulator("--confirm-mode", "off")
    try:
        ran = shop.pos("pay", "--otp", shop.code(Scenario.ANSWER_LOST), "--amount", "500", "--no-wait")
        assert ran.code == 4
        assert shop.pos("recover").code == 0
        [row] = shop.pos("payments", "--json").json
        assert (row["state"], row["confirmed"], row["fiscal"]) == ("paid", False, "done")
    finally:
        shop.stop_simulator()


def test_an_ofd_that_is_down_is_made_good_by_recover(shop: Shop) -> None:
    ran = shop.pos("pay", "--otp", shop.code(Scenario.OFD_DOWN), "--amount", "500")
    assert (ran.code, ran.json["state"], ran.json["fiscal"]) == (0, "paid", "pending")
    assert shop.pos("recover", "--json").json["fiscal_pending"] == 0
    assert shop.pos("payments", "--json").json[0]["fiscal"] == "done"
    assert len(shop.ledger()[0]["receipts"]) == 1


def test_a_sale_by_amount_without_fiscal_settings_says_what_is_missing(shop: Shop) -> None:
    blank = {name: "" for name in shop.environ() if name.startswith("POS_FISCAL__")}
    ran = shop.pos("pay", "--otp", shop.code(), "--amount", "500", **blank)
    assert (ran.code, ran.json["state"], ran.json["fiscal"]) == (0, "paid", "none")
    assert "fiscal.default_spic" in ran.err
    assert shop.pos("recover").code == 0  # with the settings there, the receipt is made good
    assert shop.pos("payments", "--json").json[0]["fiscal"] == "done"


def test_the_same_code_twice_is_one_charge(shop: Shop) -> None:
    code = shop.code()
    assert shop.pos("pay", "--otp", code, "--amount", "500").code == 0
    again = shop.pos("pay", "--otp", code, "--amount", "500")
    assert (again.code, again.json["state"], again.json["transaction_id"]) == (3, "refused", None)
    assert len(shop.ledger()) == 1


def test_two_commands_on_one_home_take_turns(shop: Shop) -> None:
    processes = [shop.begin("pay", "--otp", shop.code(), "--amount", "500") for _ in range(2)]
    ends = [(process.communicate(timeout=60), process.returncode)[1] for process in processes]
    assert ends == [0, 0]
    assert [row["state"] for row in shop.pos("payments", "--json").json] == ["paid", "paid"]


def test_neither_key_nor_code_is_in_any_file(shop: Shop) -> None:
    code = shop.code()
    shop.pos("pay", "--otp", code, "--amount", "500")
    for file in shop.home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert CANARY.encode() not in content, file
            assert code.encode() not in content, file
