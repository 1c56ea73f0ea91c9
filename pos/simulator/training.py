"""The calls that only training has, for tests and other processes: ledger, codes, faults, end of an outage.

They stand outside ``/v2/merchant/`` and need no ``Auth``; the simulator hears loopback only.
"""

from __future__ import annotations

import json
from typing import Any

from pos.simulator.bank import Bank
from pos.simulator.code_book import CodeBook
from pos.simulator.codes import Scenario
from pos.simulator.faults import Answer, Endpoint, Fault, Faults
from pos.simulator.headers import check_content_type
from pos.simulator.ledger import Ledger
from pos.simulator.ledger_file import ledger_members
from pos.simulator.ofd import Ofd
from pos.simulator.refusals import Misuse
from pos.simulator.routes import Call, Reply, Route


class Training:
    """Answers ``/__…``."""

    def __init__(self, bank: Bank, codes: CodeBook, ofd: Ofd, ledger: Ledger, faults: Faults) -> None:
        self._bank = bank
        self._codes = codes
        self._ofd = ofd
        self._ledger = ledger
        self._faults = faults

    def routes(self) -> list[Route]:
        """The calls of this module; their paths begin at the root."""
        return [
            Route("GET", "/__ledger", None, self.show_ledger),
            Route("POST", "/__codes", None, self.issue_code),
            Route("POST", "/__faults", None, self.order_fault),
            Route("POST", "/__ofd_up", None, self.bring_ofd_up),
        ]

    def show_ledger(self, call: Call) -> Reply:
        """Show every payment and the counts of requests; sums in tiyin."""
        call.refuse_body()
        self._bank.settle()
        return Reply(members=ledger_members(self._ledger))

    def issue_code(self, call: Call) -> Reply:
        """Issue a code: ``{"scenario": "approved"}`` → ``{"code": "88…", "scenario": …}``."""
        asked = _read(call)
        try:
            scenario = Scenario(asked.get("scenario", Scenario.APPROVED))
        except ValueError as error:
            raise Misuse(400, str(error)) from error
        return Reply(members={"code": self._codes.issue(scenario), "scenario": scenario})

    def order_fault(self, call: Call) -> Reply:
        """Order a fault: ``{"endpoint": "payment", …}`` with the attributes of `Fault`."""
        asked = _read(call)
        try:
            endpoint = Endpoint(asked.pop("endpoint"))
            asked["answer"] = Answer(asked.get("answer", Answer.WHOLE))
            self._faults.add(endpoint, Fault(**asked))
        except (KeyError, ValueError, TypeError) as error:
            raise Misuse(400, f"not a fault: {error}") from error
        return Reply(members={"ordered": endpoint})

    def bring_ofd_up(self, call: Call) -> Reply:
        """End the fiscal outage of all payments that exist now."""
        check_content_type(call.request.headers)
        self._ofd.bring_up()
        return Reply(members={"ofd": "up"})


def _read(call: Call) -> dict[str, Any]:
    # The content type keeps a web page in the cashier's browser from sending a plain form here.
    check_content_type(call.request.headers)
    try:
        value = json.loads(call.body or b"{}")
    except ValueError as error:
        raise Misuse(400, "the body is not JSON") from error
    if not isinstance(value, dict):
        raise Misuse(400, "the body must be a JSON object")
    return value
