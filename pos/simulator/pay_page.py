"""The stand-in of https://my.click.uz/services/pay: what the payer sees and may choose. Moves money.

Plain HTML without a script and without anything from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from pos.simulator.ledger import ShopStage
from pos.simulator.options import SimulatorOptions
from pos.simulator.pay_link import BadParameter, PayRequest, read_fields, read_request, return_address
from pos.simulator.routes import Request
from pos.simulator.shop_payments import Attempt, Order, ShopPaymentOutcome, ShopPayments

PAY_PATH = "/services/pay"

_CHOICES = ("pay", "decline", "close")
_NO_SHOP = "Магазин не подключён: адреса Prepare и Complete не заданы."
_STYLE = (
    "body{font-family:sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;color:#222}"
    "dt{color:#555}dd{margin:0 0 .8rem;font-size:1.2rem;overflow-wrap:anywhere}"
    "button{font-size:1rem;padding:.6rem 1.2rem;margin:0 .4rem .4rem 0}"
    "#training{background:#fff3cd;padding:.5rem .8rem}"
)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to a browser; with `location` it is sent on."""

    http_status: int
    html: str
    location: str = ""


class PayPage:
    """Answers ``/services/pay``."""

    def __init__(
        self, options: SimulatorOptions, shop: ShopPayments, go_on: Callable[[Attempt], None]
    ) -> None:
        """`go_on` takes each payment that the shop has not acknowledged: the payer does not wait."""
        self._options = options
        self._shop = shop
        self._go_on = go_on

    @staticmethod
    def is_for(request: Request) -> bool:
        """Whether this page answers the request."""
        path = request.target.partition("?")[0]
        return request.method in ("GET", "POST") and path in (PAY_PATH, f"{PAY_PATH}/")

    async def answer(self, request: Request) -> Page:
        """Show the page (GET), or do what the payer chose (POST). A POST may move money."""
        if not self._shop.is_connected:
            return _error_page(503, _NO_SHOP)
        try:
            if request.method == "GET":
                return self._ask(read_request(read_fields(urlsplit(request.target).query), self._options))
            return await self._act(request)
        except BadParameter as error:
            return _error_page(400, f"Параметр {error.name}: {error.what}.", error.name)

    def _ask(self, asked: PayRequest) -> Page:
        hidden = "\n".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(text)}">'
            for name, text in asked.parameters.items()
        )
        body = (
            f"<h1>Оплата через CLICK</h1>\n<dl>\n"
            f'<dt>Услуга</dt><dd id="service">{self._options.service_id}</dd>\n'
            f'<dt>Сумма</dt><dd id="amount">{escape(asked.amount)} сум</dd>\n'
            f'<dt>Заказ</dt><dd id="order">{escape(asked.transaction_param)}</dd>\n</dl>\n'
            f'<form method="post" action="{PAY_PATH}">\n{hidden}\n'
            '<button id="pay" type="submit" name="choice" value="pay">Оплатить</button>\n'
            '<button id="decline" type="submit" name="choice" value="decline">Отказ карты</button>\n'
            '<button id="close" type="submit" name="choice" value="close">Закрыть</button>\n</form>'
        )
        return Page(200, _html("Оплата через CLICK", body))

    async def _act(self, request: Request) -> Page:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/x-www-form-urlencoded":
            raise BadParameter("Content-Type", "нужна форма")
        fields = read_fields(request.body.decode("latin-1"))
        choice = fields.pop("choice", "")
        if choice not in _CHOICES:
            raise BadParameter("choice", "pay, decline или close")
        asked = read_request(fields, self._options)
        if choice == "close":
            return self._ended(asked, None)
        order = Order(
            merchant_trans_id=asked.transaction_param, amount=asked.amount, decline=choice == "decline"
        )
        attempt = await self._shop.begin(order)
        outcome = attempt.outcome()
        if outcome.stage is ShopStage.COMPLETING:
            self._go_on(attempt)
        return self._ended(asked, outcome)

    def _ended(self, asked: PayRequest, outcome: ShopPaymentOutcome | None) -> Page:
        """Send the payer back "после оплаты (даже после ошибки)", or show how it ended."""
        told, title, detail = _result(outcome)
        number = (
            "" if outcome is None else f'<p>Номер платежа: <b id="payment">{outcome.payment_id}</b></p>\n'
        )
        body = (
            f'<h1 id="result" data-status="{told}">{escape(title)}</h1>\n'
            f'<p id="detail">{escape(detail)}</p>\n{number}'
        )
        html = _html(title, body)
        if not asked.return_url:
            return Page(200, html)
        facts = {} if outcome is None else {"payment_id": str(outcome.payment_id)}
        facts["payment_status"] = str(told)
        tells = self._options.personality.return_tells_status
        return Page(303, html, return_address(asked.return_url, facts if tells else {}))


def _result(outcome: ShopPaymentOutcome | None) -> tuple[int, str, str]:
    """The status as checkout.js has it (below 0 error, 1 in work, 2 done), and words for the payer."""
    if outcome is None:
        return -1, "Оплата не выполнена", "Вы закрыли страницу. Деньги не списаны."
    match outcome.stage:
        case ShopStage.ACKNOWLEDGED:
            return 2, "Оплачено", "Платёж успешно проведён."
        case ShopStage.COMPLETING | ShopStage.HUNG:
            return 1, "Платёж в обработке", "Деньги списаны, поставщик ещё не подтвердил оплату."
        case ShopStage.DECLINED:
            return -1, "Карта отклонена", "Недостаточно средств на карте. Деньги не списаны."
        case ShopStage.PREPARING | ShopStage.REFUSED:
            return -1, "Поставщик отказал", f"{_reason(outcome)}. Деньги не списаны."


def _reason(outcome: ShopPaymentOutcome) -> str:
    if outcome.prepare is None:
        return "Поставщик не отвечает"
    return f"{outcome.prepare.error_note.rstrip('.')} ({outcome.prepare.error})"


def _error_page(http_status: int, text: str, name: str = "") -> Page:
    body = f'<h1>Ошибка</h1>\n<p id="error" data-parameter="{escape(name)}">{escape(text)}</p>'
    return Page(http_status, _html("Ошибка", body))


def _html(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        '<p id="training">Учебный режим: деньги ненастоящие.</p>\n'
        f"{body}\n</body>\n</html>\n"
    )
