"""The body of a request, as far as it may be one. Engine thread."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from pos.shop_api.patience import BODY_BYTES, HEAD_BYTES

CLOSE = {"connection": "close"}


class Unreadable(Exception):
    """Nothing is to be done with it; `response` is the answer, without a word."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.response = Response(status_code=status, headers=CLOSE)


async def read_body(request: Request, most: int = BODY_BYTES) -> bytes:
    """All of it. Raises Unreadable: 431 for a large head, 413 for a large body, 400 when nobody sends."""
    if sum(len(name) + len(value) + 4 for name, value in request.headers.raw) > HEAD_BYTES:
        raise Unreadable(431)
    told = request.headers.get("content-length", "0")
    if not told.isdigit() or len(told) > 9 or int(told) > most:
        raise Unreadable(413)
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise Unreadable(413)
    except ClientDisconnect as gone:
        raise Unreadable(400) from gone
    return bytes(body)
