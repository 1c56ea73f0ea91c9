"""What a payer's page shows and lets him do, read as a browser reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from pos.core.catalogue import Barcode, Good
from pos.core.errors import Bug
from pos.core.money import Money, Quantity
from pos.core.order import Attempt, AttemptState, Order, OrderId, OrderKind, PrepareId
from pos.core.order_card import OrderCard, OrderSource, OrderStage
from pos.core.sale import Sale, SaleId
from pos.screens.words import LANGUAGE_NAMES, LANGUAGE_SHORT, LANGUAGES, Words
from pos.shop_api import page_style
from pos.shop_api.pages import (
    OrderPage,
    content_security_policy,
    render_missing,
    render_page,
    render_snippets,
    status_of,
)

NOW = datetime(2026, 11, 24, 9, 32, tzinfo=UTC)
NONCE = "bm9uY2Utb2YtdGVzdA=="
PAY_URL = "https://my.click.uz/services/pay?service_id=1&amount=1000.00"
EVIL = """<script>alert("x")</script>'&"""
VOID = frozenset({"meta", "link", "br", "img", "input", "path", "circle", "rect"})
STYLED = tuple(page_style.STYLE.split("@media"))
WORDS = {
    OrderStage.WAITING: "Waiting for the payment",
    OrderStage.RESERVED: "Payment in progress",
    OrderStage.TO_PICK: "collecting the order",
    OrderStage.PICKED: "The order is ready",
    OrderStage.HANDED_OVER: "The order is handed over",
    OrderStage.TO_RETURN: "The shop will return your money",
    OrderStage.CANCELLED: "The order is cancelled",
    OrderStage.EXPIRED: "The time to pay is over",
}
EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EVERY_STAGE = pytest.mark.parametrize("stage", list(OrderStage))


@dataclass
class Seen(HTMLParser):
    """The tags with their attributes, and the text that is read, script and style left out."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    inside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.inside):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def links(self, look: str) -> list[str]:
        return [link["href"] for link in self.all("a") if link.get("class") == look]

    def shapes(self) -> list[dict[str, str]]:
        return self.all("path") + self.all("circle") + self.all("rect")


def read(html: str) -> Seen:
    seen = Seen()
    seen.feed(html)
    seen.close()
    assert seen.inside == []
    return seen


def good(name: str, price: int = 12_000, **changes: object) -> Good:
    made = Good(Barcode(name[:9]), name, Money.of_sum(price), "1" * 17, "1")
    return replace(made, **changes)  # type: ignore[arg-type]


def sale(*names: str) -> Sale:
    made = Sale(SaleId("s1"))
    for name in names:
        made = made.add(name, good(name), Quantity.pieces(2))
    return made


def attempt(state: AttemptState, number: int = 1, **changes: object) -> Attempt:
    made = Attempt(
        PrepareId(number),
        OrderId("o1"),
        number,
        number,
        Money.of_sum(50_000),
        state,
        NOW + timedelta(minutes=12),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def card(*names: str, attempts: tuple[Attempt, ...] = (), **order: object) -> OrderCard:
    lines = sale(*(names or ("Bread",)))
    asked = Order(OrderId("o1"), OrderKind.ONE_SHOT, lines.total, NOW + timedelta(hours=3))
    return OrderCard(
        order=replace(asked, **order),  # type: ignore[arg-type]
        sale=lines,
        source=OrderSource.TILL,
        number="1024",
        token="secret-token",
        return_url="https://shop.uz/thanks",
        created_at=NOW,
        attempts=attempts,
    )


def account(*attempts: Attempt, **order: object) -> OrderCard:
    made = card(attempts=attempts, kind=OrderKind.ACCOUNT, amount=None, **order)
    return replace(made, sale=Sale(SaleId("")))


def page(of: OrderCard | None = None, stage: OrderStage = OrderStage.WAITING, **changes: object) -> OrderPage:
    made = OrderPage(
        card=of or card(),
        stage=stage,
        shop="Chorsu",
        pay_url=PAY_URL,
        app_url="https://my.click.uz/services/pay/?service_id=1",
        form='<form action="https://my.click.uz/services/pay"></form>',
        script_tag="<script src='checkout.js'></script>",
        js_call="<script>createPaymentRequest({});</script>",
        status_path="/o/secret-token/status",
        now=NOW,
        training=False,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def html_of(shown: OrderPage, language: str = "en") -> str:
    words = Words(language)
    return render_page(shown, words.say, words.money, language, NONCE)


def shown(of: OrderCard | None = None, stage: OrderStage = OrderStage.WAITING, **changes: object) -> Seen:
    return read(html_of(page(of, stage, **changes)))


def told(seen: Seen) -> dict[str, str]:
    return seen.all("body")[0]


class TestOrder:
    def test_shop_number_lines_and_total_are_shown(self) -> None:
        text = shown(card("Bread", "Milk")).text

        for part in ("Chorsu", "1024", "Bread", "Milk", "× 12\u00a0000", "24\u00a0000", "48\u00a0000"):
            assert part in text

    def test_a_line_taken_out_is_not_shown(self) -> None:
        whole = card("Bread", "Milk")
        assert "Milk" not in shown(replace(whole, sale=whole.sale.void(2))).text

    def test_weight_is_shown_as_scales_print_it(self) -> None:
        tomatoes = good("Tomatoes", unit="кг", by_weight=True)
        weighed = Sale(SaleId("s1")).add("1", tomatoes, Quantity(385))
        assert "0,385\u00a0" in shown(replace(card(), sale=weighed)).text

    def test_an_order_without_lines_has_no_list(self) -> None:
        assert shown(replace(card(), sale=Sale(SaleId("")))).all("ul") == []

    def test_an_order_without_a_number_goes_by_its_id(self) -> None:
        assert "o1" in shown(replace(card(), number="")).text

    def test_uzbek_has_its_own_name_of_a_good(self) -> None:
        named = Sale(SaleId("s1")).add("1", good("Хлеб", name_uz="Non"))
        of = page(replace(card(), sale=named))

        assert "Non" in read(html_of(of, "uz")).text
        assert "Хлеб" in read(html_of(of, "uz_Cyrl")).text

    def test_time_to_pay_is_tashkents(self) -> None:
        assert "17:32" in shown().text
        assert "24.11" not in shown().text

    def test_time_to_pay_on_another_day_has_its_date(self) -> None:
        assert (
            "25.11.2026\u00a000:10" in shown(card(expires_at=datetime(2026, 11, 24, 19, 10, tzinfo=UTC))).text
        )

    def test_an_order_for_ever_has_no_time(self) -> None:
        assert "Tashkent" not in shown(card(expires_at=None)).text


class TestPaying:
    def test_one_button_leads_to_clicks_page(self) -> None:
        assert shown().links("go") == [PAY_URL]

    def test_a_button_is_high_enough_for_a_finger(self) -> None:
        heights = [int(height) for height in re.findall(r"min-height:(\d+)px", page_style.STYLE)]
        assert heights
        assert min(heights) >= 48

    @pytest.mark.parametrize("stage", [stage for stage in OrderStage if stage is not OrderStage.WAITING])
    def test_no_button_where_click_would_be_refused(self, stage: OrderStage) -> None:
        assert shown(stage=stage).links("go") == []

    def test_an_account_is_paid_while_another_payer_is_at_it(self) -> None:
        assert shown(account(), OrderStage.RESERVED).links("go") == [PAY_URL]

    def test_without_a_link_the_page_says_that_paying_is_impossible(self) -> None:
        seen = shown(pay_url="")
        assert seen.links("go") == []
        assert "Paying is not possible right now" in seen.text
        assert "Pay before" not in seen.text

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
    def test_only_web_addresses_stand_behind_buttons(self, url: str) -> None:
        assert shown(pay_url=url).links("go") == []
        assert shown(replace(card(), return_url=url), OrderStage.TO_PICK).links("back") == []

    def test_an_open_sum_is_named_on_clicks_page(self) -> None:
        seen = shown(account())
        assert "You name the sum on CLICK's page" in seen.text
        assert seen.links("go") == [PAY_URL]

    def test_the_way_back_to_the_site_opens_when_all_is_done(self) -> None:
        assert shown(stage=OrderStage.TO_PICK).links("back") == ["https://shop.uz/thanks"]
        assert shown(stage=OrderStage.WAITING).links("back") == []
        assert shown(stage=OrderStage.RESERVED).links("back") == []


class TestStages:
    @EVERY_STAGE
    def test_each_stage_has_its_word_and_a_shape(self, stage: OrderStage) -> None:
        seen = shown(stage=stage)
        assert WORDS[stage] in seen.text
        assert seen.shapes()

    def test_states_that_look_alike_without_colour_mean_the_same(self) -> None:
        shape = {stage: str(shown(stage=stage).shapes()) for stage in OrderStage}
        paid = {OrderStage.TO_PICK, OrderStage.PICKED, OrderStage.HANDED_OVER}

        assert len({shape[stage] for stage in paid}) == 1
        assert len(set(shape.values())) == len(OrderStage) - len(paid) + 1

    @pytest.mark.parametrize(
        "stage",
        [OrderStage.WAITING, OrderStage.RESERVED, OrderStage.CANCELLED, OrderStage.EXPIRED],
    )
    def test_nothing_says_paid_before_the_journal_does(self, stage: OrderStage) -> None:
        html = html_of(page(stage=stage))
        assert 'class="state green"' not in html
        assert "Paid" not in read(html).text

    def test_the_payer_who_left_learns_when_to_try_again(self) -> None:
        seen = shown(card(attempts=(attempt(AttemptState.PREPARED),)), OrderStage.RESERVED)
        assert "try again after 14:44" in seen.text

    def test_a_payer_whose_hold_lapsed_is_told_not_to_pay_twice(self) -> None:
        lapsed = card(attempts=(attempt(AttemptState.PREPARED, reserved_until=NOW),))
        for stage in (OrderStage.WAITING, OrderStage.EXPIRED, OrderStage.CANCELLED):
            assert "Do not pay again" in shown(lapsed, stage).text
        assert "Do not pay again" not in shown().text

    def test_a_second_payment_is_named_as_one_to_return(self) -> None:
        twice = (attempt(AttemptState.PAID), attempt(AttemptState.PAID, 2, owes_reversal=True))
        assert "One more payment came: 50\u00a0000" in shown(card(attempts=twice), OrderStage.TO_PICK).text

    def test_the_only_payment_that_is_returned_is_not_one_more(self) -> None:
        owed = card(attempts=(attempt(AttemptState.PAID, owes_reversal=True),))
        assert "One more payment" not in shown(owed, OrderStage.TO_RETURN).text

    def test_an_account_shows_its_last_payment(self) -> None:
        last = attempt(AttemptState.PAID, 2, amount=Money.of_sum(70_000))
        seen = shown(account(last, attempt(AttemptState.PAID)))
        assert "Last payment received: 70\u00a0000" in seen.text

    def test_an_order_of_a_sum_alone_is_not_collected(self) -> None:
        seen = shown(replace(card(), sale=Sale(SaleId(""))), OrderStage.TO_PICK)
        assert "collecting" not in seen.text

    def test_training_is_said_above_all(self) -> None:
        assert "no real money" in shown(training=True).text
        assert "no real money" not in shown().text


class TestRenewing:
    @pytest.mark.parametrize("stage", [OrderStage.WAITING, OrderStage.RESERVED])
    def test_an_open_order_is_asked_for_every_two_seconds(self, stage: OrderStage) -> None:
        seen = shown(stage=stage)
        assert told(seen)["data-every"] == "2000"
        assert told(seen)["data-status"] == "/o/secret-token/status"
        assert "renews by itself" in seen.text

    @pytest.mark.parametrize("stage", [OrderStage.HANDED_OVER, OrderStage.TO_RETURN])
    def test_what_is_over_is_not_asked_for(self, stage: OrderStage) -> None:
        seen = shown(stage=stage)
        assert seen.all("script") == []
        assert told(seen) == {}

    def test_the_page_and_its_status_tell_the_same(self) -> None:
        of = card(attempts=(attempt(AttemptState.PREPARED),))
        status = status_of(of, OrderStage.RESERVED)
        body = told(shown(of, OrderStage.RESERVED))
        assert (body["data-stage"], body["data-version"]) == (status["stage"], str(status["version"]))

    def test_a_status_holds_nothing_personal(self) -> None:
        assert status_of(card(), OrderStage.WAITING) == {"stage": "waiting", "version": 0}

    def test_the_version_grows_where_an_account_stays_in_its_stage(self) -> None:
        steps = [
            account(),
            account(attempt(AttemptState.PREPARED)),
            account(attempt(AttemptState.PAID)),
            account(attempt(AttemptState.PAID), attempt(AttemptState.PREPARED, 2)),
            account(attempt(AttemptState.PAID), attempt(AttemptState.CANCELLED, 2)),
            account(attempt(AttemptState.PAID), attempt(AttemptState.CANCELLED, 2), cancelled=True),
        ]
        versions = [status_of(step, OrderStage.WAITING)["version"] for step in steps]
        assert versions == [0, 1, 2, 3, 4, 5]

    def test_picking_and_handing_over_are_new_versions(self) -> None:
        picked = replace(card(), picked_at=NOW)
        handed = replace(picked, handed_at=NOW)
        assert [status_of(of, OrderStage.PICKED)["version"] for of in (picked, handed)] == [1, 2]

    def test_without_scripts_the_browser_renews_the_page(self) -> None:
        seen = shown()
        assert {"http-equiv": "refresh", "content": "10"} in seen.all("meta")
        assert seen.links("text") == ["?lang=en"]


class TestSafety:
    @EVERY_STAGE
    def test_foreign_text_stays_text(self, stage: OrderStage) -> None:
        evil = replace(card(f"Bread {EVIL}"), number=EVIL, return_url=f"https://x/{EVIL}")
        plain = shown(stage=stage)
        seen = shown(evil, stage, shop=EVIL, pay_url=f"https://x/{EVIL}", status_path=f"/{EVIL}")

        assert [tag for tag, _ in seen.tags] == [tag for tag, _ in plain.tags]
        assert [set(attributes) for _, attributes in seen.tags] == [set(one) for _, one in plain.tags]
        assert seen.text.count(EVIL) >= 3

    def test_snippets_are_shown_never_run(self) -> None:
        html = render_snippets(page(), Words("en").say, "en", NONCE)
        seen = read(html)
        assert seen.all("script") == []
        assert seen.all("form") == []
        assert len(seen.all("pre")) == 5
        for text in (page().pay_url, page().app_url, page().form, page().script_tag, page().js_call):
            assert text in seen.text

    def test_an_empty_snippet_is_left_out(self) -> None:
        assert (
            len(read(render_snippets(page(pay_url="", form=""), Words("en").say, "en", NONCE)).all("pre"))
            == 3
        )

    def test_the_payers_page_has_nothing_for_developers(self) -> None:
        assert shown().all("pre") == []
        assert "createPaymentRequest" not in html_of(page())

    def test_a_missing_order_tells_of_no_order(self) -> None:
        seen = read(render_missing(Words("en").say, "en", EVIL, NONCE))
        assert "There is no such order" in seen.text
        assert EVIL in seen.text
        assert seen.all("script") == []
        assert len(seen.all("a")) == len(LANGUAGES)
        assert len(seen.all("h1")) == 1

    @EVERY_STAGE
    def test_nothing_comes_from_outside(self, stage: OrderStage) -> None:
        html = html_of(page(stage=stage))
        seen = read(html)
        assert not {"img", "iframe", "link", "object", "form"} & {tag for tag, _ in seen.tags}
        assert not [one for _, one in seen.tags if "src" in one or "style" in one]
        assert not [name for _, one in seen.tags for name in one if name.startswith("on")]
        assert "url(" not in html
        assert "@import" not in html

    def test_style_and_script_carry_the_nonce_of_the_policy(self) -> None:
        seen = shown()
        nonces = {one["nonce"] for one in seen.all("style") + seen.all("script")}
        assert nonces == {NONCE}
        policy = content_security_policy(NONCE)
        assert policy.startswith("default-src 'none'; ")
        assert policy.count(f"'nonce-{NONCE}'") == 2
        for rule in ("connect-src 'self'", "form-action https://my.click.uz", "frame-ancestors 'none'"):
            assert rule in policy

    @pytest.mark.parametrize("nonce", ["", "short", "x'; script-src *", 'abcdefgh"', "abcdefgh\r\nX: y"])
    def test_a_nonce_that_opens_the_policy_is_a_bug(self, nonce: str) -> None:
        with pytest.raises(Bug):
            content_security_policy(nonce)
        with pytest.raises(Bug):
            render_missing(Words("en").say, "en", "", nonce)

    def test_the_address_of_the_page_is_not_told_to_others(self) -> None:
        metas = shown().all("meta")
        assert {"name": "referrer", "content": "no-referrer"} in metas
        assert {"name": "robots", "content": "noindex"} in metas


class TestReading:
    @EVERY_LANGUAGE
    def test_the_page_names_its_language(self, language: str) -> None:
        html = read(html_of(page(), language)).all("html")[0]
        assert html == {"lang": language.replace("_", "-"), "dir": "ltr"}

    @EVERY_LANGUAGE
    def test_the_switch_marks_the_language_spoken(self, language: str) -> None:
        links = [one for one in read(html_of(page(), language)).all("a") if "hreflang" in one]
        assert [link["href"] for link in links] == [f"?lang={code}" for code in LANGUAGES]
        assert [link["href"] for link in links if "aria-current" in link] == [f"?lang={language}"]

    def test_the_switch_has_the_languages_of_the_till(self) -> None:
        expected = [(code, LANGUAGE_SHORT[code], LANGUAGE_NAMES[code]) for code in LANGUAGES]
        assert list(page_style.LANGUAGES) == expected

    def test_it_fits_a_phone(self) -> None:
        viewport = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
        assert viewport in shown().all("meta")
        assert "overflow-wrap:anywhere" in page_style.STYLE

    def test_no_text_is_smaller_than_sixteen_pixels(self) -> None:
        sizes = re.findall(r"(?:font-size:|font:)(?:clamp\()?(\d+)px", page_style.STYLE)
        assert sizes
        assert min(int(size) for size in sizes) >= 16

    @EVERY_LANGUAGE
    def test_five_lines_weigh_less_than_twelve_kilobytes(self, language: str) -> None:
        names = [f"Чай чёрный байховый, пакетиков: {count}" for count in range(5)]
        assert len(html_of(page(card(*names)), language).encode()) < 12_000

    def test_sixty_lines_are_all_there(self) -> None:
        seen = shown(card(*(f"Good number {count}" for count in range(60))))
        assert len(seen.all("li")) == 60

    @EVERY_STAGE
    def test_one_heading_opens_the_page(self, stage: OrderStage) -> None:
        assert len(shown(stage=stage).all("h1")) == 1

    @pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
    @pytest.mark.parametrize(
        ("text", "ground"),
        [
            ("ink", "bg"), ("soft", "bg"), ("ink", "card"), ("soft", "card"), ("ink", "flat"),
            ("blue", "card"), ("grey", "greyt"), ("blue", "bluet"), ("green", "greent"), ("red", "redt"),
            ("violet", "violett"), ("onpaid", "paid"), ("ongo", "go"), ("ongo", "down"), ("ondrill", "drill"),
        ],
    )  # fmt: skip
    def test_text_stands_out_from_its_ground(self, theme: int, text: str, ground: str) -> None:
        colours: dict[str, str] = {}
        for part in STYLED[: theme + 1]:
            colours.update(re.findall(r"--([a-z]+):(#[0-9a-f]+)", part))
        assert contrast(colours[text], colours[ground]) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4) for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
