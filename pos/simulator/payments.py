"""The calls about one payment: status, status by transaction_id, reversal."""

from __future__ import annotations

import re
from datetime import date

from pos.simulator.bank import Bank
from pos.simulator.click_pass import check_service, shown_id
from pos.simulator.faults import Endpoint
from pos.simulator.ledger import Payment, State
from pos.simulator.options import SimulatorOptions
from pos.simulator.refusals import Misuse, Refusal, Why
from pos.simulator.routes import Call, Reply, Route

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Payments:
    """Answers ``payment/…`` without its fiscal part."""

    def __init__(self, options: SimulatorOptions, bank: Bank) -> None:
        self._options = options
        self._bank = bank

    def routes(self) -> list[Route]:
        """The calls of this module."""
        return [
            Route("GET", "payment/status/{service_id}/{payment_id}", Endpoint.STATUS, self.status),
            Route(
                "GET",
                "payment/status_by_mti/{service_id}/{merchant_trans_id}/{day}",
                Endpoint.STATUS_BY_MTI,
                self.status_by_mti,
            ),
            Route("DELETE", "payment/reversal/{service_id}/{payment_id}", Endpoint.REVERSAL, self.reverse),
        ]

    def status(self, call: Call) -> Reply:
        """Read ("Проверка статуса платежа")."""
        call.refuse_body()
        check_service(call.path_integer("service_id"), self._options)
        payment_id = call.path_integer("payment_id")
        self._bank.settle()
        payment = self._bank.find(payment_id)
        self._refuse_cancelled(payment)
        members = self._members(payment)
        members["payment_status"] = self._bank.status_of(payment)
        return Reply(members=members)

    def status_by_mti(self, call: Call) -> Reply:
        """Read by the shop's transaction_id and CLICK's day of creation ("…c помощью merchant_trans_id")."""
        call.refuse_body()
        check_service(call.path_integer("service_id"), self._options)
        day = _read_day(call.path["day"])
        self._bank.settle()
        payment = self._bank.find_by_transaction_id(call.path["merchant_trans_id"], day)
        self._refuse_cancelled(payment)
        members = self._members(payment)
        members["merchant_trans_id"] = payment.transaction_id
        if self._options.personality.mti_shows_status:
            members["payment_status"] = self._bank.status_of(payment)
        return Reply(members=members)

    def reverse(self, call: Call) -> Reply:
        """Give the money back ("Снятие платежа (отмена)"). Moves money."""
        call.refuse_body()
        check_service(call.path_integer("service_id"), self._options)
        payment_id = call.path_integer("payment_id")
        self._bank.reverse(payment_id)
        return Reply(members=self._members(self._bank.find(payment_id)))

    def _members(self, payment: Payment) -> dict[str, object]:
        return {
            "error_code": 0,
            "error_note": "Успешно",
            "payment_id": shown_id(payment, self._options),
        }

    def _refuse_cancelled(self, payment: Payment) -> None:
        if payment.state is State.CANCELLED and self._options.personality.cancelled_is_error:
            raise Refusal(Why.CANCELLED)


def _read_day(text: str) -> date:
    try:
        if _DAY.fullmatch(text) is None:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misuse(400, "the day must be YYYY-MM-DD") from error
