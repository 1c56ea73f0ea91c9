"""From a request to an answer, without sockets: route, fault, headers, call, log."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pos.simulator.bank import Bank
from pos.simulator.click_pass import ClickPass
from pos.simulator.code_book import CodeBook
from pos.simulator.faults import Answer, Endpoint, Fault, Faults
from pos.simulator.headers import check_headers
from pos.simulator.ledger import Ledger, Logged
from pos.simulator.ledger_file import LedgerFile
from pos.simulator.ofd import Ofd
from pos.simulator.ofd_data import OfdData
from pos.simulator.options import SimulatorOptions
from pos.simulator.pay_page import PayPage
from pos.simulator.payments import Payments
from pos.simulator.refusals import Misuse, Refusal
from pos.simulator.routes import Call, Reply, Request, Route, RouteTable
from pos.simulator.shop_payments import Attempt, ShopPayments
from pos.simulator.training import Training


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An answer as bytes, and how it leaves; `location` sends a browser on."""

    http_status: int
    content_type: str
    body: bytes
    answer: Answer = Answer.WHOLE
    delay_s: float = 0.0
    location: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """The three things that the simulator asks of time, so that a test can own them."""

    clock: Callable[[], float]
    utcnow: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[object]]


class App:
    """CLICK without its sockets; also usable behind an in-process transport."""

    def __init__(self, options: SimulatorOptions, ledger: Ledger, file: LedgerFile, time: Time) -> None:
        self.faults = Faults()
        self.codes = CodeBook(options.code_life_s, ledger, file, time.clock, time.utcnow)
        self.bank = Bank(options, ledger, file, self.codes, time.clock, time.utcnow)
        self.ofd = Ofd(options, ledger, time.clock, time.utcnow)
        self.shop = ShopPayments(options, self.bank, ledger, time.utcnow, time.sleep)
        self._options = options
        self._ledger = ledger
        self._time = time
        self._pay_page = PayPage(options, self.shop, self._go_on_with)
        self._going_on: set[asyncio.Task[None]] = set()
        self._api = RouteTable(
            [
                *ClickPass(options, self.bank, ledger, file).routes(),
                *Payments(options, self.bank).routes(),
                *OfdData(options, self.bank, self.ofd).routes(),
            ]
        )
        training = Training(self.bank, self.codes, self.ofd, ledger, self.faults)
        self._training = RouteTable(training.routes(), base_path="")

    async def answer(self, request: Request) -> Outgoing:
        """Answer one request. May move money; a fault may delay it."""
        if self._pay_page.is_for(request):
            return await self._answer_payer(request)
        found = self._api.find(request)
        if found is None:
            return self._answer_elsewhere(request)
        route, call = found
        endpoint = route.endpoint
        assert endpoint is not None  # noqa: S101 - every route of the API has a name
        self._ledger.requests[endpoint] += 1
        if route.arrived is not None:
            route.arrived(call)
        fault = self.faults.take(endpoint) or Fault()
        if fault.late_s:
            await self._time.sleep(fault.late_s)
        reply = self._reply(route, call) if fault.executes else Reply(http_status=0, members=None)
        outgoing = _outgoing(reply, fault)
        self._log(endpoint, request, reply, outgoing)
        return outgoing

    async def close(self) -> None:
        """Leave the payments that the shop has not acknowledged as they are; may be called twice."""
        tasks = list(self._going_on)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer_payer(self, request: Request) -> Outgoing:
        page = await self._pay_page.answer(request)
        outgoing = Outgoing(page.http_status, "text/html", page.html.encode(), location=page.location)
        self._log(None, request, Reply(members=None), outgoing)
        return outgoing

    def _go_on_with(self, attempt: Attempt) -> None:
        """Let CLICK go on asking the shop while the payer goes away."""
        task = asyncio.get_running_loop().create_task(self.shop.finish(attempt))
        self._going_on.add(task)
        task.add_done_callback(self._gone_on)

    def _gone_on(self, task: asyncio.Task[None]) -> None:
        self._going_on.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            context = {"message": "a bug of the simulator", "exception": error, "task": task}
            asyncio.get_running_loop().call_exception_handler(context)

    def _answer_elsewhere(self, request: Request) -> Outgoing:
        found = self._training.find(request)
        if found is not None:
            return _outgoing(_answered(*found), Fault())
        reply = _misused(Misuse(404, "there is no such call"))
        outgoing = _outgoing(reply, Fault())
        self._log(None, request, reply, outgoing)
        return outgoing

    def _reply(self, route: Route, call: Call) -> Reply:
        try:
            check_headers(call.request.headers, self._options, self._time.utcnow())
        except Misuse as misuse:
            return _misused(misuse)
        return _answered(route, call)

    def _log(self, endpoint: Endpoint | None, request: Request, reply: Reply, outgoing: Outgoing) -> None:
        error_code = (reply.members or {}).get("error_code")
        self._ledger.log.append(
            Logged(
                at=self._time.utcnow(),
                endpoint=endpoint,
                method=request.method,
                path=request.target,
                http_status=outgoing.http_status,
                error_code=error_code if isinstance(error_code, int) else None,
                peer_port=request.peer_port,
            )
        )


def _answered(route: Route, call: Call) -> Reply:
    try:
        return route.answer(call)
    except Misuse as misuse:
        return _misused(misuse)
    except Refusal as refusal:
        return Reply(members=refusal.members)


def _misused(misuse: Misuse) -> Reply:
    return Reply(
        http_status=misuse.http_status,
        members={"error_code": -misuse.http_status, "error_note": misuse.note},
    )


def _outgoing(reply: Reply, fault: Fault) -> Outgoing:
    answer = reply.answer if fault.answer is Answer.WHOLE else fault.answer
    delay_s = fault.delay_s or reply.delay_s
    if fault.http_status is not None:
        reply = replace(reply, http_status=fault.http_status, members=None)
    elif answer is Answer.HTML:
        reply = replace(reply, http_status=200, members=None)
    elif answer is Answer.WRONG_TYPES and reply.members is not None:
        reply = replace(reply, members={name: _wrong(value) for name, value in reply.members.items()})
    if reply.members is None:
        return Outgoing(reply.http_status, "text/html", _page(reply.http_status), answer, delay_s)
    return Outgoing(reply.http_status, "application/json", _json(reply.members), answer, delay_s)


def _json(members: Mapping[str, object]) -> bytes:
    return json.dumps(members, ensure_ascii=False).encode()


def _page(http_status: int) -> bytes:
    return f"<html><head><title>{http_status}</title></head><body><h1>nginx</h1></body></html>".encode()


def _wrong(value: object) -> object:
    """The same fact in a type that nobody documented."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return {"value": value}
        case _:
            return [value]
