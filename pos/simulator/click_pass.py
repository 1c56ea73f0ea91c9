"""The calls of "CLICK Pass": charge, confirm, and the confirmation mode."""

from __future__ import annotations

import json

from pos.simulator.bank import Bank
from pos.simulator.codes import Scenario
from pos.simulator.faults import Answer, Endpoint
from pos.simulator.ledger import Ledger, Payment
from pos.simulator.ledger_file import LedgerFile
from pos.simulator.options import SimulatorOptions
from pos.simulator.refusals import Misuse
from pos.simulator.routes import Call, Reply, Route
from pos.simulator.strict import read_members

CARD_FACTS = {
    "card_type": "private",
    "processing_type": "UZCARD",
    "card_number": "860002******8331",
    "phone_number": "998901234567",
}
"""What every charge answer says about the payer."""


class ClickPass:
    """Answers ``click_pass/…``."""

    def __init__(self, options: SimulatorOptions, bank: Bank, ledger: Ledger, file: LedgerFile) -> None:
        self._options = options
        self._personality = options.personality
        self._bank = bank
        self._ledger = ledger
        self._file = file

    def routes(self) -> list[Route]:
        """The calls of this module."""
        return [
            Route("POST", "click_pass/payment", Endpoint.PAYMENT, self.pay, self._charge_arrived),
            Route("POST", "click_pass/confirm", Endpoint.CONFIRM, self.confirm, self._confirm_arrived),
            Route(
                "PUT", "click_pass/confirmation/{service_id}", Endpoint.CONFIRMATION_ON, self.confirmation_on
            ),
            Route(
                "DELETE",
                "click_pass/confirmation/{service_id}",
                Endpoint.CONFIRMATION_OFF,
                self.confirmation_off,
            ),
        ]

    def pay(self, call: Call) -> Reply:
        """Charge ("Оплата с помощью CLICK Pass"); ``amount`` is in sum. Moves money."""
        body = read_members(call.body)
        service_id = body.integer("service_id")
        code = body.text("otp_data")
        amount_tiyin = body.amount_tiyin("amount")
        cashbox_code = body.optional_text("cashbox_code")
        transaction_id = body.optional_text("transaction_id")
        body.done()
        check_service(service_id, self._options)
        payment = self._bank.charge(code, amount_tiyin, transaction_id, cashbox_code)
        if payment.scenario is Scenario.ANSWER_LOST:
            return Reply(members=self._charged(payment), answer=Answer.DROPPED)
        delay_s = self._options.slow_answer_s if payment.scenario is Scenario.SLOW else 0.0
        return Reply(members=self._charged(payment), delay_s=delay_s)

    def confirm(self, call: Call) -> Reply:
        """Confirm ("Подтверждение оплаты"). Moves money."""
        body = read_members(call.body)
        service_id = body.integer("service_id")
        payment_id = body.integer("payment_id")
        body.done()
        check_service(service_id, self._options)
        payment = self._ledger.payments.get(payment_id)
        if payment is not None and payment.scenario is Scenario.CONFIRM_LOST:
            # The request itself is lost: CLICK never learns of it, so the window goes on.
            return Reply(members=None, answer=Answer.DROPPED)
        self._bank.confirm(payment_id)
        return Reply(members={"error_code": 0, "error_note": "Платеж подтвержден"})

    def confirmation_on(self, call: Call) -> Reply:
        """Switch the mode on for new payments ("Включение режима подтверждения")."""
        return self._switch(call, on=True, note="Режим подтверждения включен")

    def confirmation_off(self, call: Call) -> Reply:
        """Switch the mode off for new payments ("Отключение режима подтверждения")."""
        return self._switch(call, on=False, note="Режим подтверждения выключен")

    def _switch(self, call: Call, *, on: bool, note: str) -> Reply:
        call.refuse_body()
        check_service(call.path_integer("service_id"), self._options)
        self._bank.confirm_mode = on
        return Reply(members={"error_code": 0, "error_note": note})

    def _charged(self, payment: Payment) -> dict[str, object]:
        mode = payment.confirm_mode
        return {
            "error_code": 0,
            "error_note": "Успешно подтвержден",
            "payment_id": shown_id(payment, self._options),
            "payment_status": self._bank.first_status_of(payment),
            "confirm_mode": mode if self._personality.confirm_mode_as_bool else int(mode),
            **(CARD_FACTS if self._personality.card_facts else {}),
        }

    def _charge_arrived(self, call: Call) -> None:
        transaction_id = _peek(call.body, "transaction_id")
        if isinstance(transaction_id, str):
            self._ledger.charge_posts[transaction_id] += 1
            self._file.charge_post(transaction_id)

    def _confirm_arrived(self, call: Call) -> None:
        payment_id = _peek(call.body, "payment_id")
        if isinstance(payment_id, int):
            self._bank.count_confirm(payment_id)


def check_service(service_id: int, options: SimulatorOptions) -> None:
    """Raise `Misuse` 403 for a service that is not ours."""
    if service_id != options.service_id:
        raise Misuse(403, f"service_id {service_id} is not yours")


def shown_id(payment: Payment, options: SimulatorOptions) -> str | int:
    """``payment_id`` as this CLICK writes it."""
    return str(payment.payment_id) if options.personality.payment_id_as_text else payment.payment_id


def _peek(body: bytes, name: str) -> object:
    """Read one member for the counts; a body that is no JSON object has none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value.get(name) if isinstance(value, dict) else None
