"""The two addresses that CLICK calls: Prepare and Complete (click-docs «Click-API – Запросы»). Engine thread.

Whatever comes is answered by JSON and HTTP 200; the one exception is a Complete whose commit cannot be made:
503 without a body, so that CLICK asks again (decision 19). Moves no money: CLICK has, or has not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from pos.core.errors import JournalTrouble
from pos.core.secret import SecretKey
from pos.core.shop_rules import Complete, Judgement, Prepare, Reply
from pos.flow.online_orders import OnlineOrders
from pos.flow.order_ports import Received
from pos.flow.ports import Clock
from pos.shop_api.admission import Admitted, admit
from pos.shop_api.bodies import CLOSE, Unreadable, read_body
from pos.shop_api.bucket import Bucket
from pos.shop_api.wire import Call, answer

Report = Callable[[str, BaseException | None], object]
"""Where and what went wrong."""

Trouble = Callable[[str], object]
"""The name of an order of which CLICK took money while the journal could not be written (A-38)."""


@dataclass(frozen=True, slots=True)
class Service:
    """Who we are to CLICK, and where it calls."""

    service_id: int
    secret_key: SecretKey
    prepare_path: str = "/click/prepare"
    complete_path: str = "/click/complete"


class ShopApi:
    """Reads a call, asks the order book, answers."""

    def __init__(
        self, service: Service, orders: OnlineOrders, clock: Clock, report: Report, trouble: Trouble
    ) -> None:
        self._service = service
        self._orders = orders
        self._clock = clock
        self._report = report
        self._trouble = trouble
        self._bad_signs = Bucket()

    def routes(self) -> list[Route]:
        """The two addresses; POST alone."""
        return [
            Route(
                self._service.prepare_path, self._answered(self._prepare, at_complete=False), methods=["POST"]
            ),
            Route(
                self._service.complete_path,
                self._answered(self._complete, at_complete=True),
                methods=["POST"],
            ),
        ]

    def _answered(
        self, judge: Callable[[Call, Received], Awaitable[Judgement]], *, at_complete: bool
    ) -> _Endpoint:
        named = "merchant_confirm_id" if at_complete else "merchant_prepare_id"

        async def endpoint(request: Request) -> Response:
            try:
                body = await read_body(request)
            except Unreadable as unreadable:
                return unreadable.response
            admitted = admit(
                body,
                at_complete=at_complete,
                service_id=self._service.service_id,
                secret_key=self._service.secret_key.reveal(),
            )
            came = Received(request.scope["path"], admitted.fields)
            if admitted.call is None:
                await self._refuse(came, admitted.reply)
                return _json(admitted, admitted.reply, None)
            try:
                judged = await judge(admitted.call, came)
            except Exception as error:  # noqa: BLE001 - never a traceback, never an HTML 500 to CLICK
                return self._not_done(admitted, admitted.call, error, at_complete=at_complete)
            number = (named, int(judged.attempt.prepare_id)) if judged.attempt else None
            return _json(admitted, judged.reply, number)

        return _Endpoint(endpoint)

    async def _prepare(self, call: Call, came: Received) -> Judgement:
        asked = Prepare(call.click_trans_id, call.click_paydoc_id, call.amount, call.error)
        return await self._orders.prepare(call.merchant_trans_id, asked, came)

    async def _complete(self, call: Call, came: Received) -> Judgement:
        told = Complete(call.amount, call.error)
        number = -1 if call.merchant_prepare_id is None else call.merchant_prepare_id
        return await self._orders.complete(call.merchant_trans_id, number, told, came)

    async def _refuse(self, came: Received, reply: Reply) -> None:
        """Keep what was refused, as long as it is not a flood; it is refused in any case."""
        if not self._bad_signs.take(self._clock.monotonic_s()):
            return
        try:
            await self._orders.refuse(came, reply)
        except JournalTrouble:
            return
        except Exception as error:  # noqa: BLE001 - CLICK gets its answer all the same
            self._report("shop_api.inbox", error)

    def _not_done(self, admitted: Admitted, call: Call, error: Exception, *, at_complete: bool) -> Response:
        """Nothing was written: CLICK must not take the money, or must ask again."""
        self._report("shop_api.complete" if at_complete else "shop_api.prepare", error)
        if at_complete and call.error == 0 and isinstance(error, JournalTrouble):
            self._trouble(call.merchant_trans_id)
        if at_complete:
            return Response(status_code=503, headers=CLOSE)
        return _json(admitted, Reply.NOT_DONE, None)


class _Endpoint:
    """Asked without what Starlette wraps a function in: nothing here raises an HTTPException."""

    def __init__(self, respond: Callable[[Request], Awaitable[Response]]) -> None:
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)


def _json(admitted: Admitted, reply: Reply, number: tuple[str, int] | None) -> Response:
    return Response(answer(admitted.fields, reply, number), media_type="application/json")
