"""The PC is kept awake for exactly as long as a payment is open (E12)."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pos.awake import Awake
from pos.core.money import Money
from pos.core.payment import Payment, PaymentState, TransactionId
from pos.core.sale import SaleId
from pos.flow.events import LinkChanged, PaymentChanged

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SENDING = Payment(TransactionId("T1A"), SaleId("S1A"), Money(100), 31, "KASSA-1", date(2026, 11, 24), NOW, "")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the inhibitor is a program of Linux")


def news(state: PaymentState, number: int = 1) -> PaymentChanged:
    payment = replace(SENDING, state=state, transaction_id=TransactionId(f"T{number}A"))
    return PaymentChanged(payment, NOW, 20.0)


@pytest.fixture
def inhibitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name on the PATH: it notes that it holds, and that it was let go."""
    log = tmp_path / "log"
    log.touch()
    program = tmp_path / "systemd-inhibit"
    program.write_text(f'#!/bin/sh\necho hold >> "{log}"\ncat > /dev/null\necho free >> "{log}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return log


def becomes(log: Path, wanted: list[str]) -> None:
    pause, deadline = threading.Event(), time.monotonic() + 10
    while log.read_text().split() != wanted:
        assert time.monotonic() < deadline, log.read_text()
        pause.wait(0.01)


def test_it_holds_while_a_payment_is_open_and_lets_go_after_it(inhibitor: Path) -> None:
    awake = Awake(hold_after_s=0)
    awake.on_event(news(PaymentState.SENDING))
    becomes(inhibitor, ["hold"])
    awake.on_event(news(PaymentState.CONFIRMING))
    awake.on_event(news(PaymentState.SENDING, 2))
    awake.on_event(LinkChanged(ok=True))
    awake.on_event(news(PaymentState.PAID))
    awake.on_event(news(PaymentState.UNKNOWN, 2))
    awake.on_event(news(PaymentState.REFUSED, 2))
    becomes(inhibitor, ["hold", "free"])


def test_a_payment_that_is_soon_over_starts_nothing(inhibitor: Path) -> None:
    quick, slow = Awake(hold_after_s=600), Awake(hold_after_s=0)
    quick.on_event(news(PaymentState.SENDING))
    quick.on_event(news(PaymentState.PAID))
    slow.on_event(news(PaymentState.SENDING))
    becomes(inhibitor, ["hold"])  # the other one's
    slow.close()
    becomes(inhibitor, ["hold", "free"])


def test_a_till_that_closes_lets_go(inhibitor: Path) -> None:
    awake = Awake(hold_after_s=0)
    awake.on_event(news(PaymentState.UNKNOWN))
    becomes(inhibitor, ["hold"])
    awake.close()
    becomes(inhibitor, ["hold", "free"])


def test_a_system_without_the_program_sells_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    awake = Awake(hold_after_s=0)
    awake.on_event(news(PaymentState.SENDING))
    awake.close()
