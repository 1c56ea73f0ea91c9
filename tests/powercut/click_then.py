"""What CLICK held at the moment of the cut: only what whole requests that had left before it made true."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.powercut.wire import Request, Told


def ledger_at(cut: int, told: Told, book: list[dict[str, Any]], base: int = 0) -> list[dict[str, Any]]:
    """The lines of a ledger's file that says what CLICK held when the log was `cut` long.

    Args:
        cut: a place in the log that `told` was read from.
        told: what left the till, whenever.
        book: the lines of CLICK's own file at the end, oldest first.
        base: how many of them stood there before the till began.
    """
    gone = [request for request in told.requests if request.ended <= cut]
    posted = {request.body["transaction_id"] for request in gone if request.call == "payment"}
    posted |= {line["payment"]["transaction_id"] for line in book[:base] if "payment" in line}
    forms: dict[int, list[dict[str, Any]]] = {}
    lines: list[dict[str, Any]] = []
    for line in book:
        if "payment" in line:
            forms.setdefault(line["payment"]["payment_id"], []).append(line["payment"])
        elif "used_code" in line:
            lines.append(line)
    for payment_id, versions in forms.items():
        if versions[0]["transaction_id"] in posted:
            of_it = [request for request in told.requests if request.payment_id == payment_id]
            lines.append({"payment": _form_at(cut, versions, of_it)})
    return lines


def _form_at(cut: int, versions: list[dict[str, Any]], of_it: list[Request]) -> dict[str, Any]:
    """The newest form that the requests which had left account for."""
    gone = [request for request in of_it if request.ended <= cut]
    confirms = sum(1 for request in gone if request.call == "confirm")
    form = dict(versions[0])
    if form["state"] == "created" and form["scenario"] != "stuck":
        form["state"] = "held" if form["confirm_mode"] else "captured"
    captured = next((version for version in versions if version["state"] == "captured"), None)
    if captured is not None and captured["confirm_requests"] <= confirms + form["confirm_requests"]:
        form |= {name: captured[name] for name in ("state", "confirmed", "changed_at")}
    if any(request.call == "reversal" for request in gone) and versions[-1]["state"] == "reversed":
        form |= {name: versions[-1][name] for name in ("state", "changed_at")}
    form["confirm_requests"] += confirms
    form["receipts"] = [
        *form["receipts"],
        *(
            receipt
            for receipt in versions[-1]["receipts"][len(form["receipts"]) :]
            if _caused(receipt["submitted_at"], of_it) in gone
        ),
    ]
    return form


def _caused(submitted_at: str, requests: list[Request]) -> Request:
    """The `submit_items` that made a receipt: the last that had left when it was made."""
    at_s = datetime.fromisoformat(submitted_at).timestamp()
    return [request for request in requests if request.call == "submit_items" and request.at_s <= at_s][-1]


def aged(lines: list[dict[str, Any]], now: datetime, age_s: float) -> None:
    """What is open was made `age_s` before `now`: its window may still run."""
    for line in lines:
        payment = line.get("payment")
        if payment and payment["state"] in {"created", "held"}:
            payment["created_at"] = (now - timedelta(seconds=age_s)).isoformat()
