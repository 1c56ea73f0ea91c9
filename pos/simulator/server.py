"""The simulator as a whole: a server on loopback with its bank, its ledger and its faults.

It lives in whatever asyncio loop starts it; all its methods belong to that loop's thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from pos.simulator import clock as clocks
from pos.simulator.app import App, Time
from pos.simulator.codes import Scenario
from pos.simulator.connection import Connection
from pos.simulator.faults import Faults
from pos.simulator.ledger import Ledger
from pos.simulator.ledger_file import LedgerFile
from pos.simulator.options import SimulatorOptions
from pos.simulator.pay_page import PAY_PATH
from pos.simulator.routes import BASE_PATH
from pos.simulator.shop_payments import Order, ShopPaymentOutcome, amount_text_of


class Simulator:
    """CLICK's Merchant API and its payment page on a loopback port; towards a shop it is the caller.

    Usable as ``async with Simulator() as sim``. `ledger` and `faults` may be used before `start`.
    """

    def __init__(
        self,
        options: SimulatorOptions | None = None,
        *,
        clock: Callable[[], float] = clocks.monotonic_s,
        utcnow: Callable[[], datetime] = clocks.utcnow,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.options = options or SimulatorOptions()
        self._time = Time(clock, utcnow, sleep)
        self._file = LedgerFile(self.options.ledger_path)
        self._ledger = self._file.load(clock(), utcnow())
        self._app = App(self.options, self._ledger, self._file, self._time)
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> tuple[str, int]:
        """Listen, and return host and port.

        Raises:
            OSError: the port is taken.
        """
        host = "127.0.0.1" if self.options.host == "localhost" else self.options.host
        self._server = await asyncio.start_server(self._connected, host, self.options.port)
        return self.address

    async def stop(self) -> None:
        """Stop listening, cut every connection, close the ledger's file; may be called twice."""
        if self._server is not None:
            self._server.close()
        connections = list(self._connections)
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        if self._server is not None:
            await self._server.wait_closed()
            self._server = None
        await self._app.close()
        self._file.close()

    async def __aenter__(self) -> Simulator:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def address(self) -> tuple[str, int]:
        """Host and port while it listens."""
        if self._server is None:
            raise RuntimeError("the simulator is not started")
        host, port = self._server.sockets[0].getsockname()[:2]
        return host, port

    @property
    def base_url(self) -> str:
        """What stands for ``https://api.click.uz/v2/merchant/``."""
        return self._root + BASE_PATH

    @property
    def pay_page_url(self) -> str:
        """What stands for ``https://my.click.uz/services/pay``."""
        return self._root + PAY_PATH

    @property
    def ledger(self) -> Ledger:
        """The ledger, brought up to this moment."""
        self._app.bank.settle()
        return self._ledger

    @property
    def faults(self) -> Faults:
        """The troubles that wait for the next calls."""
        return self._app.faults

    @property
    def confirm_mode(self) -> bool:
        """Whether new payments must be confirmed."""
        return self._app.bank.confirm_mode

    @confirm_mode.setter
    def confirm_mode(self, on: bool) -> None:
        self._app.bank.confirm_mode = on

    @property
    def app(self) -> App:
        """CLICK without its sockets, for a transport within the process."""
        return self._app

    def issue_code(self, scenario: Scenario = Scenario.APPROVED) -> str:
        """Give a fresh code as the payer's phone would show it; it expires after `code_life_s`."""
        return self._app.codes.issue(scenario)

    def connect_shop(self, prepare_url: str, complete_url: str) -> None:
        """Tell where the shop's SHOP-API is now; two empty texts switch online payments off.

        Raises:
            ValueError: an address that is not on loopback.
        """
        self._app.shop.connect(prepare_url, complete_url)

    async def pay_order(
        self,
        merchant_trans_id: str,
        amount_tiyin: int,
        *,
        amount_text: str | None = None,
        decline: bool = False,
        lose_complete_answer: bool = False,
        ofd_down: bool = False,
    ) -> ShopPaymentOutcome:
        """Pay an order as a payer does on CLICK's page, with every try that CLICK makes. Moves money.

        Args:
            merchant_trans_id: the order, as the link's ``transaction_param``.
            amount_tiyin: the sum in tiyin.
            amount_text: the same sum as the text that is sent and signed; by default ``N`` or ``N.NN``.
            decline: the card has not enough money.
            lose_complete_answer: the shop's answer to the first Complete does not reach CLICK.
            ofd_down: fiscalisation of this payment is out of order for a while.

        Raises:
            ShopNotConnected: there is no shop to ask; nothing has happened.
            ValueError: no order, or no sum.
        """
        order = Order(
            merchant_trans_id=merchant_trans_id,
            amount=amount_text or amount_text_of(amount_tiyin),
            decline=decline,
            lose_complete_answer=lose_complete_answer,
            ofd_down=ofd_down,
        )
        if order.amount_tiyin != amount_tiyin:
            raise ValueError(f"{amount_text} is not {amount_tiyin} tiyin")
        return await self._app.shop.pay(order)

    def ofd_up(self) -> None:
        """End the fiscal outage of all payments that exist now."""
        self._app.ofd.bring_up()

    @property
    def _root(self) -> str:
        host, port = self.address
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(
            reader,
            writer,
            self._app.answer,
            self._time.utcnow,
            self._time.sleep,
            self.options.body_limit,
        )
        task = asyncio.get_running_loop().create_task(connection.serve())
        self._connections.add(task)
        task.add_done_callback(self._disconnected)

    def _disconnected(self, task: asyncio.Task[None]) -> None:
        self._connections.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            context = {"message": "a bug of the simulator", "exception": error, "task": task}
            asyncio.get_running_loop().call_exception_handler(context)
