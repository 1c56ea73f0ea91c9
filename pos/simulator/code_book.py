"""The codes that payers' phones show: issued with a lifetime, used once. Time is injected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pos.simulator.codes import Scenario, is_well_formed, make_code, scenario_of
from pos.simulator.ledger import Ledger, digest_of
from pos.simulator.ledger_file import LedgerFile
from pos.simulator.refusals import Refusal, Why

_REMEMBERED_S = 3600.0
"""How long after its end an issued code is still known to have expired."""


class CodeBook:
    """Issues codes and takes them in."""

    def __init__(
        self,
        life_s: float,
        ledger: Ledger,
        file: LedgerFile,
        clock: Callable[[], float],
        utcnow: Callable[[], datetime],
    ) -> None:
        self._life_s = life_s
        self._ledger = ledger
        self._file = file
        self._clock = clock
        # Serial numbers go on from the wall clock: a restarted simulator does not show the codes of a
        # minute ago, which a till still remembers.
        self._next_serial = int(utcnow().timestamp() * 1000)
        self._expiry_s: dict[str, float] = {}

    def issue(self, scenario: Scenario) -> str:
        """Make a fresh code that lives for a limited time, as the payer's phone would show it."""
        code = self._fresh(scenario)
        while digest_of(code) in self._ledger.used_codes:
            code = self._fresh(scenario)
        now_s = self._clock()
        self._expiry_s = {each: end for each, end in self._expiry_s.items() if end > now_s - _REMEMBERED_S}
        self._expiry_s[digest_of(code)] = now_s + self._life_s
        return code

    def use_up(self, code: str) -> Scenario:
        """Take a code in; it will not be taken again.

        Raises:
            Refusal: it is no code of CLICK, was used, or has expired.
        """
        if not is_well_formed(code):
            raise Refusal(Why.CODE_UNKNOWN)
        digest = digest_of(code)
        if digest in self._ledger.used_codes:
            raise Refusal(Why.CODE_USED)
        scenario = scenario_of(code)
        if scenario is Scenario.EXPIRED or self._clock() >= self._expiry_s.get(digest, float("inf")):
            raise Refusal(Why.CODE_EXPIRED)
        self._ledger.used_codes.add(digest)
        self._file.used_code(digest)
        return scenario

    def _fresh(self, scenario: Scenario) -> str:
        self._next_serial += 1
        return make_code(scenario, self._next_serial)
