"""Test codes, like the test cards of a card network: the tail chooses what happens. Pure.

A code is 18 digits, as the two real ones that were seen: ``88 C SSSSSSSSS 0000 TT``. ``C`` makes the whole
satisfy Luhn, ``S`` is a serial number, ``0000`` marks a test code and ``TT`` is the scenario. Any other
well-formed code is approved once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

SERIALS = 10**9
"""How many different serial numbers there are; `make_code` takes the serial modulo this."""

DOCUMENTED_SAMPLE = "1234567415821"
"""The ``otp_data`` of the sample in "Оплата с помощью CLICK Pass": accepted although it has 13 digits."""

_PREFIX = "88"
_MARKER = "0000"
_WELL_FORMED = re.compile(r"88[0-9]{16}")


class Scenario(StrEnum):
    """What a test code makes CLICK do."""

    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    SLOW = "slow"
    ANSWER_LOST = "answer_lost"
    CONFIRM_LOST = "confirm_lost"
    STUCK = "stuck"
    OFD_DOWN = "ofd_down"


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One documented test code: its scenario, its last two digits, and what happens in two languages."""

    scenario: Scenario
    tail: str
    title_ru: str
    title_en: str

    @property
    def example(self) -> str:
        """A code of this scenario with serial number 1; each code pays once."""
        return make_code(self.scenario, 1)


TABLE: tuple[CodeRow, ...] = (
    CodeRow(Scenario.APPROVED, "01", "Оплата проходит", "Approved"),
    CodeRow(Scenario.DECLINED, "02", "Отказ: недостаточно средств", "Declined: not enough money"),
    CodeRow(Scenario.EXPIRED, "03", "Срок действия QR-кода истёк", "Refused: the QR code has expired"),
    CodeRow(
        Scenario.SLOW,
        "04",
        "Оплата проходит, но ответ приходит через 4 с (при окне 30 с)",
        "Approved, but the answer comes after 4 s (with a window of 30 s)",
    ),
    CodeRow(
        Scenario.ANSWER_LOST,
        "05",
        "Деньги удержаны, ответ потерян: соединение обрывается",
        "The money is held, the answer is lost: the connection drops",
    ),
    CodeRow(
        Scenario.CONFIRM_LOST,
        "06",
        "Ни одно подтверждение не доходит: CLICK отменит платёж",
        "No confirm ever arrives: CLICK cancels the payment",
    ),
    CodeRow(
        Scenario.STUCK,
        "07",
        "Статус остаётся 1, подтверждение отклоняется, в конце окна отмена",
        "The status stays 1, confirm is refused, cancelled at the end of the window",
    ),
    CodeRow(
        Scenario.OFD_DOWN,
        "08",
        "Оплата проходит, фискализация временно недоступна (HTTP 502)",
        "Approved, but fiscalisation is down for a while (HTTP 502)",
    ),
)

_TAILS = {row.scenario: row.tail for row in TABLE}
_SCENARIOS = {row.tail: row.scenario for row in TABLE}


def is_well_formed(code: str) -> bool:
    """Tell whether CLICK would know the text as its code: 18 digits from 88, or the documented sample."""
    return _WELL_FORMED.fullmatch(code) is not None or code == DOCUMENTED_SAMPLE


def make_code(scenario: Scenario, serial: int) -> str:
    """Make the test code of a scenario; it satisfies the Luhn check.

    Args:
        scenario: what the code makes CLICK do.
        serial: any non-negative number; equal modulo `SERIALS` means the same code.

    Returns:
        18 ASCII digits.
    """
    rest = f"{serial % SERIALS:09d}{_MARKER}{_TAILS[scenario]}"
    for balance in "0123456789":
        code = f"{_PREFIX}{balance}{rest}"
        if luhn_holds(code):
            return code
    raise AssertionError("one digit can always balance a Luhn sum")


def scenario_of(code: str) -> Scenario:
    """Tell the scenario of a code; a code that is no test code is `Scenario.APPROVED`.

    The Luhn digit is not checked, so that a code typed by hand with a new serial number still works.
    """
    if _WELL_FORMED.fullmatch(code) is None or code[-6:-2] != _MARKER:
        return Scenario.APPROVED
    return _SCENARIOS.get(code[-2:], Scenario.APPROVED)


def luhn_holds(digits: str) -> bool:
    """Tell whether ASCII digits satisfy the Luhn check."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
