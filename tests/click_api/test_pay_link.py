"""The ways to the payment page: what they say is read back by a URL parser, an HTML parser and JSON."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.click_api.pay_link import PayLink
from pos.core.money import Money

HOSTILE = "order '\"<>&=%+#?/ №5 o‘zbek </script>"
FULL = PayLink(31, 20, Money(100_050), HOSTILE, 4, f"https://shop.uz/back?x=1&y={HOSTILE}", "uzcard")
BARE = PayLink(31, 20, Money.of_sum(1000), "ORDER1A")


class Tags(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def query(url: str) -> dict[str, str]:
    return {name: text for name, [text] in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


def test_the_link_has_the_mandatory_parameters_and_no_empty_ones() -> None:
    assert BARE.url() == (
        "https://my.click.uz/services/pay?service_id=31&merchant_id=20&amount=1000.00&transaction_param=ORDER1A"
    )


def test_every_value_of_a_link_is_encoded_and_comes_back_whole() -> None:
    for url in (FULL.url(), FULL.app_url()):
        assert query(url) == FULL.fields()
        assert not set(url) & set("'\"<> ‘№")
    assert "+" not in FULL.url().replace("%2B", ""), "a blank is %20: CLICK's app may not know the other"
    assert FULL.app_url().startswith("https://my.click.uz/services/pay/?service_id=31&")


def test_the_form_sends_what_the_link_says() -> None:
    tags = Tags(FULL.form("Оплатить <b>через</b> CLICK"))
    [form] = tags.of("form")
    assert (form["action"], form["method"]) == ("https://my.click.uz/services/pay", "get")
    assert {str(one["name"]): one["value"] for one in tags.of("input")} == FULL.fields()
    assert tags.of("b") == []


def test_the_script_tag_carries_the_names_of_the_documentation() -> None:
    [tag] = Tags(FULL.script_tag("Оплатить", "/after?a=1&b=2")).of("script")
    assert tag["src"] == "https://my.click.uz/pay/checkout.js"
    assert tag["class"] == "uzcard_payment_button"
    assert {name: text for name, text in tag.items() if name.startswith("data-")} == {
        "data-service-id": "31",
        "data-merchant-id": "20",
        "data-merchant-user-id": "4",
        "data-amount": "1000.50",
        "data-transaction-param": HOSTILE,
        "data-card-type": "uzcard",
        "data-label": "Оплатить",
    }


def test_the_call_is_one_script_whatever_the_order_is_called() -> None:
    page = FULL.js_call(".pay")
    assert len(Tags(page).of("script")) == page.count("</script>") == 2
    found = re.search(r"createPaymentRequest\((\{.*?\}), function", page)
    assert found is not None
    told = json.loads(found[1])
    assert told == {
        "service_id": 31,
        "merchant_id": 20,
        "merchant_user_id": "4",
        "amount": "1000.50",
        "transaction_param": HOSTILE,
        "card_type": "uzcard",
    }


@pytest.mark.parametrize(
    ("tiyin", "text"), [(1, "0.01"), (100, "1.00"), (99_999_999_999_999, "999999999999.99")]
)
def test_a_sum_has_two_decimals(tiyin: int, text: str) -> None:
    assert PayLink(31, 20, Money(tiyin), "A").fields()["amount"] == text


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=64))
def test_any_name_of_an_order_comes_back_from_the_link(order: str) -> None:
    assert query(PayLink(31, 20, Money(1), order).url())["transaction_param"] == order
