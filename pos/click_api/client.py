"""CLICK's Merchant API: one method per documented endpoint. Moves money where a docstring says so.

Every method sends exactly one request, and raises by what the caller must do (`pos.core.errors`):
NoConnection and UntrustedServer (no byte left this PC), ClickRefused and WrongKey (CLICK said no; facts:
code, note, http_status, said), OutcomeUnknown (anything else: look it up). Nothing of a request is logged.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

import httpx

from pos import __version__
from pos.click_api import wire
from pos.click_api.auth import ClickTime, auth_header
from pos.click_api.exchange import Call, Exchange, answer_of
from pos.core.errors import BadSettings, InsecureAddress
from pos.core.fiscal import FiscalReceipt
from pos.core.money import Money
from pos.core.payment import PaymentId, Timers, TransactionId
from pos.core.secret import SecretKey
from pos.flow.ports import ChargeReply, Clock, StatusReply

_USER_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_CLICK_WINDOW_S = 30
_PORTS = 65536


class ClickClient:
    """The Merchant API for one service_id (click-docs «Merchant – Запросы»). Engine thread; opens lazily.

    Every call takes `deadline_s`, a wall limit over the whole of it.
    """

    def __init__(
        self,
        *,
        base_url: str,
        service_id: int,
        merchant_user_id: int | str,
        secret_key: SecretKey,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
        timers: Timers | None = None,
        on_skew: Callable[[int], None] | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            base_url: `https://api.click.uz/v2/merchant/`, or a loopback address.
            service_id: our service.
            merchant_user_id: who signs.
            secret_key: of the service.
            clock: for `Auth`.
            transport: of tests; httpx's own otherwise.
            timers: `connect_s` is taken from them; those of 30 seconds otherwise.
            on_skew: called after each dated answer with the seconds that this PC is ahead of CLICK.

        Raises:
            InsecureAddress: neither https nor loopback.
            BadSettings: a merchant_user_id that does not fit into a header.
        """
        self._base_url = _checked(base_url)
        if not _USER_ID.fullmatch(str(merchant_user_id)):
            raise BadSettings(
                "not a merchant_user_id", where="merchant_user_id", why=str(merchant_user_id)[:64]
            )
        self.service_id = service_id
        self.timers = timers or Timers.for_window(_CLICK_WINDOW_S)
        self.clock = clock
        self._merchant_user_id = str(merchant_user_id)
        self._key = secret_key
        self._time = ClickTime(clock)
        self._on_skew = on_skew
        self._exchange = Exchange(
            transport=transport,
            connect_s=self.timers.connect_s,
            tls=self._base_url.startswith("https:"),
            on_date=self._time.learn,
        )

    def __repr__(self) -> str:
        return f"ClickClient({httpx.URL(self._base_url).host}, service_id={self.service_id})"

    @property
    def last_skew_s(self) -> int | None:
        """Seconds that this PC was ahead of CLICK at the last dated answer; None before one."""
        return self._time.last_skew_s

    @property
    def clock_offset_s(self) -> int:
        """Seconds added to this PC's clock for `Auth`, so that a wrong clock refuses no payment (P07)."""
        return self._time.offset_s

    async def aclose(self) -> None:
        """Close all connections."""
        await self._exchange.aclose()

    async def click_pass_payment(
        self, *, otp: str, amount: Money, cashbox_code: str, transaction_id: TransactionId, deadline_s: float
    ) -> ChargeReply:
        """POST click_pass/payment («Оплата с помощью CLICK Pass»). MOVES MONEY; never send it again.

        The amount goes out in sum. A reply that names a payment beside an error is returned (P21).
        """
        body = wire.write_charge(self.service_id, otp, amount, cashbox_code, transaction_id)
        return wire.read_charge(await self._call("POST", "click_pass/payment", body, deadline_s))

    async def click_pass_confirm(self, payment_id: PaymentId, deadline_s: float) -> None:
        """POST click_pass/confirm («Подтверждение оплаты»). MOVES MONEY to the shop; may be repeated."""
        body = wire.write_confirm(self.service_id, payment_id)
        wire.read_done(await self._call("POST", "click_pass/confirm", body, deadline_s), payment_id)

    async def confirmation_on(self, deadline_s: float) -> None:
        """PUT click_pass/confirmation («Включение режима подтверждения»). May be repeated."""
        wire.read_done(
            await self._call("PUT", f"click_pass/confirmation/{self.service_id}", None, deadline_s)
        )

    async def confirmation_off(self, deadline_s: float) -> None:
        """DELETE click_pass/confirmation («Отключение режима подтверждения»). May be repeated."""
        wire.read_done(
            await self._call("DELETE", f"click_pass/confirmation/{self.service_id}", None, deadline_s)
        )

    async def payment_status(self, payment_id: PaymentId, deadline_s: float) -> StatusReply:
        """GET payment/status («Проверка статуса платежа»). A read.

        ClickRefused when CLICK gives an error and no payment_status.
        """
        path = f"payment/status/{self.service_id}/{payment_id}"
        return wire.read_status(await self._call("GET", path, None, deadline_s), payment_id)

    async def payment_status_by_mti(
        self, transaction_id: TransactionId, day: date, deadline_s: float
    ) -> StatusReply:
        """GET payment/status_by_mti («Проверка статуса платежа c помощью merchant_trans_id»). A read.

        `day` is the Tashkent day of the payment's creation (G2). ClickRefused when no payment is named.
        """
        path = f"payment/status_by_mti/{self.service_id}/{quote(transaction_id, safe='')}/{day.isoformat()}"
        return wire.read_found(await self._call("GET", path, None, deadline_s), transaction_id)

    async def payment_reversal(self, payment_id: PaymentId, deadline_s: float) -> None:
        """DELETE payment/reversal («Снятие платежа (отмена)»): the whole payment. MOVES MONEY back."""
        path = f"payment/reversal/{self.service_id}/{payment_id}"
        wire.read_done(await self._call("DELETE", path, None, deadline_s), payment_id)

    def ofd_items(self, receipt: FiscalReceipt, payment_id: PaymentId) -> bytes:
        """Make the body for `ofd_submit_items`, in tiyin. Sends nothing."""
        return wire.write_items(self.service_id, payment_id, receipt)

    async def ofd_submit_items(self, body: bytes, deadline_s: float) -> None:
        """POST ofd_data/submit_items («Фискализация товаров и услуг»). A second may make a second receipt."""
        wire.read_done(await self._call("POST", "payment/ofd_data/submit_items", body, deadline_s))

    def ofd_qrcode(self, payment_id: PaymentId, link: str) -> bytes:
        """Make the body for `ofd_submit_qrcode`. Sends nothing.

        Raises FiscalRefused when the link is not one of ofd.soliq.uz.
        """
        return wire.write_qrcode(self.service_id, payment_id, link)

    async def ofd_submit_qrcode(self, body: bytes, deadline_s: float) -> None:
        """POST ofd_data/submit_qrcode («Отправка фискализированного чека»): a receipt made elsewhere."""
        wire.read_done(await self._call("POST", "payment/ofd_data/submit_qrcode", body, deadline_s))

    async def ofd_data(self, payment_id: PaymentId, deadline_s: float) -> str | None:
        """GET ofd_data («Получение фискальных данных»). A read: the link, or None when it has none."""
        path = f"payment/ofd_data/{self.service_id}/{payment_id}"
        return wire.read_ofd_link(await self._call("GET", path, None, deadline_s), payment_id)

    async def _call(self, method: str, path: str, body: bytes | None, deadline_s: float) -> wire.Answer:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Auth": auth_header(self._merchant_user_id, self._key, self._time.timestamp_s()),
            "Connection": "close",
            "Content-Type": "application/json",
            "User-Agent": f"ClickPOS/{__version__}",
        }
        raw = await self._exchange.send(Call(method, self._base_url + path, headers, body), deadline_s)
        if self._on_skew is not None and self.last_skew_s is not None:
            # Called later, so that a fault of the listener cannot lose the answer to a payment.
            asyncio.get_running_loop().call_soon(self._on_skew, self.last_skew_s)
        return answer_of(raw, self.last_skew_s)


def _checked(base_url: str) -> str:
    """Return the address with a slash at its end. Raises InsecureAddress."""
    try:
        url = httpx.URL(base_url)
        plain = not (url.userinfo or url.query or url.fragment) and (url.port or 1) < _PORTS
        secure = url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.host))
    except (httpx.InvalidURL, ValueError):
        plain = secure = False
    if not (plain and secure and url.host):
        raise InsecureAddress("neither https nor loopback", url=base_url.partition("?")[0].rpartition("@")[2])
    return str(url).rstrip("/") + "/"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
