"""The ledger as JSON: for GET /__ledger, and as a file of JSON lines that a restarted simulator continues.

Each line is the whole newest form of one thing; the last line about a thing wins. A line that was torn by a
killed process is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from pos.simulator.codes import Scenario
from pos.simulator.ledger import Ledger, Online, Payment, Receipt, ShopStage, State


def payment_members(payment: Payment) -> dict[str, object]:
    """A payment as JSON members: times in UTC (ISO 8601), sums in tiyin."""
    return {
        "payment_id": payment.payment_id,
        "transaction_id": payment.transaction_id,
        "cashbox_code": payment.cashbox_code,
        "amount_tiyin": payment.amount_tiyin,
        "scenario": payment.scenario,
        "confirm_mode": payment.confirm_mode,
        "state": payment.state,
        "created_at": payment.created_at.isoformat(),
        "changed_at": payment.changed_at.isoformat(),
        "confirm_requests": payment.confirm_requests,
        "confirmed": payment.confirmed,
        "receipts": [_receipt_members(each) for each in payment.receipts],
        "online": _online_members(payment.online),
    }


def ledger_members(ledger: Ledger) -> dict[str, object]:
    """The answer of GET /__ledger."""
    return {
        "payments": [payment_members(each) for each in ledger.payments.values()],
        "captured_tiyin": ledger.captured_tiyin(),
        "shop_breaches": [
            {"click_trans_id": each.click_trans_id, "call": each.call, "what": each.what}
            for each in ledger.shop_breaches
        ],
        "charge_posts": dict(ledger.charge_posts),
        "requests": {str(name): count for name, count in ledger.requests.items()},
        "log": [
            {
                "at": each.at.isoformat(),
                "endpoint": each.endpoint,
                "method": each.method,
                "path": each.path,
                "http_status": each.http_status,
                "error_code": each.error_code,
                "peer_port": each.peer_port,
            }
            for each in ledger.log
        ],
    }


class LedgerFile:
    """Appends what changes; without a path it does nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._out: TextIO | None = None

    def load(self, now_s: float, utcnow: datetime) -> Ledger:
        """Read the file, if there is one, and open it for appending.

        Args:
            now_s: the monotonic clock, on which open windows go on.
            utcnow: the wall clock, against which the age of a payment is measured.
        """
        ledger = Ledger()
        if self._path is None:
            return ledger
        torn = False
        if self._path.exists():
            text = self._path.read_text(encoding="utf-8")
            torn = bool(text) and not text.endswith("\n")
            newest: dict[int, dict[str, Any]] = {}
            for line in text.splitlines():
                _apply(line, ledger, newest)
            for members in newest.values():
                ledger.add(_payment(members, now_s, utcnow))
        self._out = self._path.open("a", encoding="utf-8")
        if torn:
            self._out.write("\n")
        return ledger

    def payment(self, payment: Payment) -> None:
        """Append the newest form of a payment."""
        self._append({"payment": payment_members(payment)})

    def used_code(self, digest: str) -> None:
        """Append that a code is used up."""
        self._append({"used_code": digest})

    def charge_post(self, transaction_id: str) -> None:
        """Append that a charging request arrived."""
        self._append({"charge_post": transaction_id})

    def close(self) -> None:
        """Close the file; may be called twice."""
        if self._out is not None:
            self._out.close()
            self._out = None

    def _append(self, members: Mapping[str, object]) -> None:
        if self._out is not None:
            self._out.write(json.dumps(members, ensure_ascii=False) + "\n")
            self._out.flush()


def _apply(line: str, ledger: Ledger, newest: dict[int, dict[str, Any]]) -> None:
    try:
        members: dict[str, Any] = json.loads(line)
    except json.JSONDecodeError:
        return
    if "payment" in members:
        newest[members["payment"]["payment_id"]] = members["payment"]
    elif "used_code" in members:
        ledger.used_codes.add(members["used_code"])
    elif "charge_post" in members:
        ledger.charge_posts[members["charge_post"]] += 1


def _payment(members: dict[str, Any], now_s: float, utcnow: datetime) -> Payment:
    created_at = datetime.fromisoformat(members["created_at"])
    return Payment(
        payment_id=members["payment_id"],
        transaction_id=members["transaction_id"],
        cashbox_code=members["cashbox_code"],
        amount_tiyin=members["amount_tiyin"],
        scenario=Scenario(members["scenario"]),
        confirm_mode=members["confirm_mode"],
        state=State(members["state"]),
        created_s=now_s - (utcnow - created_at).total_seconds(),
        created_at=created_at,
        changed_at=datetime.fromisoformat(members["changed_at"]),
        confirm_requests=members["confirm_requests"],
        confirmed=members["confirmed"],
        # After a restart every link is there: the OFD went on while CLICK was away.
        receipts=[_receipt(each, now_s) for each in members["receipts"]],
        online=_online(members.get("online")),  # a file of an older version does not have it
    )


def _online_members(online: Online | None) -> dict[str, object] | None:
    return None if online is None else {"click_trans_id": online.click_trans_id, "stage": online.stage}


def _online(members: dict[str, Any] | None) -> Online | None:
    return None if members is None else Online(members["click_trans_id"], ShopStage(members["stage"]))


def _receipt_members(receipt: Receipt) -> dict[str, object]:
    return {
        "url": receipt.url,
        "total_tiyin": receipt.total_tiyin,
        "received_card": receipt.received_card,
        "received_cash": receipt.received_cash,
        "received_ecash": receipt.received_ecash,
        "items": receipt.items,
        "submitted_at": receipt.submitted_at.isoformat(),
    }


def _receipt(members: dict[str, Any], ready_at_s: float) -> Receipt:
    return Receipt(
        url=members["url"],
        ready_at_s=ready_at_s,
        total_tiyin=members["total_tiyin"],
        received_card=members["received_card"],
        received_cash=members["received_cash"],
        received_ecash=members["received_ecash"],
        items=members["items"],
        submitted_at=datetime.fromisoformat(members["submitted_at"]),
    )
