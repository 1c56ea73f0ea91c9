"""The server as a whole: Starlette's routes on uvicorn, inside a loop that runs already. Engine thread."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from pos.core.errors import DeviceTrouble
from pos.shop_api.patience import HEAD_BYTES, SLOWEST_S, PatientProtocol

END_S = 3.0
BACKLOG = 2048


async def _no_word(_request: Request, error: Exception) -> Response:
    """404 and 405 without a body: a stranger learns nothing."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None  # of a 405: what is allowed
    return Response(status_code=status, headers=headers)


def application(routes: Sequence[BaseRoute]) -> Starlette:
    """The ASGI application of these routes."""
    made = Starlette(routes=routes, exception_handlers={HTTPException: _no_word, 500: _no_word})
    made.router.redirect_slashes = False  # another path is another path, and the Host is a stranger's word
    return made


class _Quiet(uvicorn.Server):
    """Says when it listens, and leaves the process's signals to whoever made the process."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


class Serving:
    """Listens from `start` to `stop`. `start` may be called again after `stop`."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self.application = application(routes)
        self._server: _Quiet | None = None
        self._task: asyncio.Task[None] | None = None
        self._address: tuple[str, int] | None = None

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port while it listens."""
        return self._address

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Listen; the host and the port that were taken. Raises DeviceTrouble when they are not to be had."""
        if self._address is not None:
            return self._address
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
        except (OSError, OverflowError, UnicodeError) as error:
            raise DeviceTrouble(str(error), device=f"{host}:{port}") from error
        listening.setblocking(False)
        config = uvicorn.Config(
            self.application,
            http=PatientProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=HEAD_BYTES,
            timeout_keep_alive=int(SLOWEST_S),
            timeout_graceful_shutdown=int(END_S),
            backlog=BACKLOG,
        )
        self._server = _Quiet(config)
        self._task = asyncio.get_running_loop().create_task(self._server.serve([listening]))
        await self._server.listens.wait()
        taken = listening.getsockname()
        self._address = (str(taken[0]), int(taken[1]))
        return self._address

    async def stop(self) -> None:
        """Take no more calls; those that run are answered, for three seconds at most. May be called twice."""
        server, task, self._address = self._server, self._task, None
        if server is None or task is None:
            return
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await asyncio.wait({task}, timeout=2 * END_S)
        self._server = self._task = None
