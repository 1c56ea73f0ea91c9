"""The two ways in which CLICK says no. Pure.

CLICK publishes no table of ``error_code`` for the Merchant API. The numbers here are the simulator's own:
a client may ask only whether the number is 0.
"""

from __future__ import annotations

from enum import Enum


class Misuse(Exception):
    """A call that breaks the protocol: an HTTP 4xx of "Merchant - Ошибки"; nothing has happened."""

    def __init__(self, http_status: int, note: str) -> None:
        super().__init__(note)
        self.http_status = http_status
        self.note = note


class Why(Enum):
    """The reasons of a business refusal: the simulator's number and its words for people."""

    CODE_UNKNOWN = (-2, "QR-код не распознан")
    CODE_EXPIRED = (-3, "Срок действия QR-кода истёк")
    CODE_USED = (-15, "QR-код уже использован")
    NO_MONEY = (-5017, "Недостаточно средств на карте")
    REPEATED = (-29, "Платёж с таким transaction_id уже существует")
    NOT_FOUND = (-16, "Платёж не найден")
    IN_PROGRESS = (-7, "Платёж ещё обрабатывается")
    CANCELLED = (-9, "Платёж отменён: не подтверждён вовремя")
    CONFIRMED = (-8, "Платёж уже подтверждён")
    NOT_COMPLETED = (-17, "Платёж не завершён успешно, отмена невозможна")
    REVERSED = (-18, "Платёж уже отменён")
    OLD_MONTH = (-19, "Платёж создан не в текущем отчётном месяце")
    BANK_REFUSED = (-20, "Отмена отклонена процессингом карты")
    NOT_PAID = (-30, "Платёж не оплачен, фискализация невозможна")
    FISCALIZED = (-31, "Платёж уже фискализирован")
    FISCAL_SUM = (-32, "Не выполнены условия уравнения чека")


class Refusal(Exception):
    """A business refusal: HTTP 200 with a negative ``error_code`` and words in ``error_note``."""

    def __init__(self, why: Why, detail: str = "", **members: object) -> None:
        code, note = why.value
        super().__init__(note)
        self.why = why
        self.members: dict[str, object] = {
            "error_code": code,
            "error_note": f"{note}: {detail}" if detail else note,
            **members,
        }
