"""The ways to CLICK's payment page: link, form, script tag, call, and the link that CLICK's app takes over.

click-docs «Кнопка оплаты», «Оплата по карте без перехода», «Мобильная интеграция». Pure; sends nothing. None
of them is signed: a payer can change the sum and the order, so Prepare checks both. What comes back to
`return_url`, and the `status` of checkout.js, prove nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import quote, urlencode

from pos.core.money import Money

PAGE = "https://my.click.uz/services/pay"
SCRIPT = "https://my.click.uz/pay/checkout.js"

CardType = Literal["", "uzcard", "humo"]


@dataclass(frozen=True, slots=True)
class PayLink:
    """What the payment page is told. Texts that are empty and numbers that are None are left out.

    `transaction_param` is SHOP-API's merchant_trans_id; `card_type` only filters the cards of the payer;
    `page` is another one in training only.
    """

    service_id: int
    merchant_id: int
    amount: Money
    transaction_param: str
    merchant_user_id: int | None = None
    return_url: str = ""
    card_type: CardType = ""
    page: str = PAGE

    def fields(self) -> dict[str, str]:
        """The parameters by the names of the documentation, in its order."""
        told = {
            "service_id": str(self.service_id),
            "merchant_id": str(self.merchant_id),
            "merchant_user_id": "" if self.merchant_user_id is None else str(self.merchant_user_id),
            "amount": self.amount.plain(),
            "transaction_param": self.transaction_param,
            "return_url": self.return_url,
            "card_type": self.card_type,
        }
        return {name: text for name, text in told.items() if text}

    def url(self) -> str:
        """The link of variant 1; every value percent-encoded."""
        return f"{self.page}?{self._query()}"

    def app_url(self) -> str:
        """The link that CLICK's app on Android and iOS takes over; a browser opens it elsewhere."""
        return f"{self.page}/?{self._query()}"

    def _query(self) -> str:
        return urlencode(self.fields(), quote_via=quote)

    def form(self, label: str) -> str:
        """The HTML form of variant 2 with a button that says `label`."""
        hidden = "\n".join(
            f'    <input type="hidden" name="{name}" value="{escape(text)}">'
            for name, text in self.fields().items()
        )
        return (
            f'<form action="{escape(self.page)}" method="get" target="_blank">\n{hidden}\n'
            f'    <button type="submit">{escape(label)}</button>\n</form>'
        )

    def script_tag(self, label: str, action: str) -> str:
        """The first variant of checkout.js: a tag in a form that is posted to `action` afterwards."""
        data = {**self._without_return(), "label": label}
        attributes = "\n".join(
            f'        data-{name.replace("_", "-")}="{escape(text)}"' for name, text in data.items()
        )
        return (
            f'<form method="post" action="{escape(action)}">\n'
            f'    <script src="{SCRIPT}" class="uzcard_payment_button"\n{attributes}></script>\n</form>'
        )

    def js_call(self, selector: str) -> str:
        """The second variant: a click on what `selector` finds opens the payment window of checkout.js."""
        told: dict[str, object] = dict(self._without_return())
        for name in ("service_id", "merchant_id"):
            told[name] = int(str(told[name]))
        return (
            f'<script src="{SCRIPT}"></script>\n<script>\n'
            f"document.querySelector({_js(selector)}).addEventListener('click', function () {{\n"
            f"    createPaymentRequest({_js(told)}, function (data) {{\n"
            "        // Only the shop's own server knows whether it is paid; data.status does not prove it.\n"
            "        console.log('closed', data.status);\n    });\n});\n</script>"
        )

    def _without_return(self) -> dict[str, str]:
        return {name: text for name, text in self.fields().items() if name != "return_url"}


def _js(value: object) -> str:
    """A JavaScript literal that cannot end the script that it stands in."""
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")
