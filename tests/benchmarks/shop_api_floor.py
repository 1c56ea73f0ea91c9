"""The floor of `tests.benchmarks.shop_api`: a bare Starlette handler, one raw durable INSERT per request.

`python -m tests.benchmarks.shop_api_floor FILE` prints the port it listens on and serves until it is killed.
"""

from __future__ import annotations

import socket
import sqlite3
import sys
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.benchmarks.shop_api_load import COMPLETE_PATH, PREPARE_PATH

COLUMNS = (
    "click_trans_id", "service_id", "click_paydoc_id", "merchant_trans_id", "merchant_prepare_id", "amount",
    "action", "error", "error_note", "sign_time", "sign_string",
)  # fmt: skip


def application(path: str) -> Starlette:
    """A handler that keeps the fields of a form and answers as CLICK is answered."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    db.execute(f"CREATE TABLE calls (seq INTEGER PRIMARY KEY, {', '.join(COLUMNS)})")
    insert = f"INSERT INTO calls ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608

    async def keep(request: Request) -> JSONResponse:
        fields = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        row = db.execute(insert, [fields.get(name, "") for name in COLUMNS]).lastrowid
        return JSONResponse(
            {
                "click_trans_id": int(fields["click_trans_id"]),
                "merchant_trans_id": fields["merchant_trans_id"],
                "merchant_prepare_id": row,
                "error": 0,
                "error_note": "Success",
            }
        )

    return Starlette(routes=[Route(path, keep, methods=["POST"]) for path in (PREPARE_PATH, COMPLETE_PATH)])


def main() -> None:
    """Serve on loopback."""
    # Of this protocol by name, or asyncio leaves Nagle's delay on: 40 ms an answer.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(2048)
    listening.setblocking(False)
    print(listening.getsockname()[1], flush=True)  # noqa: T201
    config = uvicorn.Config(
        application(sys.argv[1]),
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
    )
    uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main()
