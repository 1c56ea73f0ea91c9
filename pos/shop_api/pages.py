"""The order page that a payer opens on his phone, and the page for whoever builds a site. Text in, HTML out.

Pure. The page shows what the journal says and never credits anything: whoever comes back from CLICK sees
the stage, and the page asks for it again until it changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Protocol

from pos.core.catalogue import Good
from pos.core.money import NBSP, Money
from pos.core.order import AttemptState, OrderKind
from pos.core.order_card import PAID_STAGES, OrderCard, OrderStage
from pos.core.sale import SaleLine
from pos.core.tashkent import business_day, local_text
from pos.shop_api.page_style import content_security_policy, document, language_switch, mark, script

__all__ = [
    "OrderPage",
    "Say",
    "content_security_policy",
    "render_missing",
    "render_page",
    "render_snippets",
    "status_of",
]

FAST_MS, SLOW_MS = 2_000, 10_000
LONG_SUM = 10  # letters of a sum that is set smaller
_EVERY_MS = {
    OrderStage.WAITING: FAST_MS,
    OrderStage.RESERVED: FAST_MS,
    OrderStage.TO_PICK: SLOW_MS,
    OrderStage.PICKED: SLOW_MS,
    OrderStage.CANCELLED: SLOW_MS,  # a payer who began before it may still come through
    OrderStage.EXPIRED: SLOW_MS,
}
"""How often the page asks in each stage; the ones that are not here do not change."""


class Say(Protocol):
    """Gives the sentence of the page's language for an English one, with its facts in their places."""

    def __call__(self, text: str, /, **facts: object) -> str:
        """The sentence."""
        ...


@dataclass(frozen=True, slots=True)
class OrderPage:
    """What a page is made of.

    `pay_url`, `app_url`, `form`, `script_tag` and `js_call` are ready-made by whoever knows CLICK's page; an
    empty `pay_url` says that paying is not possible now. `status_path` is where the page asks for its stage;
    `now` is UTC and aware.
    """

    card: OrderCard
    stage: OrderStage
    shop: str
    pay_url: str
    app_url: str
    form: str
    script_tag: str
    js_call: str
    status_path: str
    now: datetime
    training: bool


@dataclass(frozen=True, slots=True)
class _State:
    """The band of a stage: its colour, shape and word, and what happens next."""

    tone: str
    shape: str
    word: str
    next: str


def render_page(page: OrderPage, say: Say, money: Callable[[Money], str], language: str, nonce: str) -> str:
    """The payer's page as a whole HTML document.

    Args:
        page: what is shown.
        say: the sentences of `language`.
        money: an amount with its unit, in `language`.
        language: the code, as in `?lang=`.
        nonce: the one of `content_security_policy`, fresh for each answer.

    Raises:
        Bug: the nonce is none.
    """
    state, name = _state(page, say), _name(page.card, say)
    every = _EVERY_MS.get(page.stage)
    told, tail, head = "", "", ""
    if every is not None:
        told = (
            f' data-status="{escape(page.status_path)}" data-stage="{page.stage}"'
            f' data-version="{_version(page.card)}" data-every="{every}"'
        )
        tail = script(nonce)
        head = f'<noscript><meta http-equiv="refresh" content="{every // 200}"></noscript>'
    body = (
        f'{_training(page, say)}<div class="in">{_header(page.shop, name, say, language)}<main>'
        f'<section class="card">{_band(state)}<div class="pad">{_story(page, state, say, money)}'
        f"{_until(page, say)}{_live(say, language) if every is not None else ''}</div></section>"
        f"{_lines(page, say, money, language)}</main></div>{tail}"
    )
    title = f"{state.word} · {name}"
    return document(language=language, title=title, body=body, nonce=nonce, head=head, told=told)


def render_missing(say: Say, language: str, shop: str, nonce: str) -> str:
    """The page of an address that no order has (HTTP 404); it tells nothing of any order."""
    word = say("There is no such order")
    state = _State("grey", "cross", word, say("Check the link, or ask the shop for a new one"))
    body = (
        f'<div class="in">{_header(shop, "", say, language)}<main><section class="card">{_band(state, "h1")}'
        f'<div class="pad"><p>{escape(state.next)}</p></div></section></main></div>'
    )
    return document(language=language, title=word, body=body, nonce=nonce)


def render_snippets(page: OrderPage, say: Say, language: str, nonce: str) -> str:
    """The page for whoever builds a site: each way to CLICK's page as text to copy. Not for payers."""
    title = say("Ways to pay for this order")
    blocks = (
        (say("Link"), say("Put it into a page, a letter or a message"), page.pay_url),
        (
            say("Link for a phone"),
            say("The CLICK app takes it over; without the app the browser opens CLICK's page"),
            page.app_url,
        ),
        (say("HTML form"), say("A button on your site that opens CLICK's page"), page.form),
        (
            say("Payment window by a tag"),
            say("The card is entered on your site; the form is sent when the window closes"),
            page.script_tag,
        ),
        (
            say("Payment window by a call"),
            say("The same window, opened by your own button"),
            page.js_call,
        ),
    )
    cards = "".join(
        f'<section class="card"><div class="pad"><h2>{escape(name)}</h2>'
        f'<p class="soft">{escape(use)}</p><pre tabindex="0">{escape(code)}</pre></div></section>'
        for name, use, code in blocks
        if code
    )
    warning = say(
        "None of these proves a payment: a payer can change them, and return_url as well."
        " Only CLICK's own call to this till does"
    )
    body = (
        f'{_training(page, say)}<div class="in">{_header(_name(page.card, say), title, say, language)}'
        f'<main><section class="card"><div class="pad"><p>{escape(warning)}</p></div></section>'
        f"{cards}</main></div>"
    )
    return document(language=language, title=title, body=body, nonce=nonce)


def status_of(card: OrderCard, stage: OrderStage) -> dict[str, object]:
    """What the page asks for: the stage, and a number that grows with each change. Nothing personal."""
    return {"stage": str(stage), "version": _version(card)}


def _version(card: OrderCard) -> int:
    """A number that another payment changes even where the stage stays: an account waits all its life."""
    steps = sum(1 if one.state is AttemptState.PREPARED else 2 for one in card.attempts)
    return steps + sum((card.order.cancelled, card.picked_at is not None, card.handed_at is not None))


def _is_account(card: OrderCard) -> bool:
    return card.order.kind is OrderKind.ACCOUNT


def _name(card: OrderCard, say: Say) -> str:
    number = card.number or card.order.order_id
    return (
        say("Account {number}", number=number) if _is_account(card) else say("Order {number}", number=number)
    )


def _state(page: OrderPage, say: Say) -> _State:
    match page.stage:
        case OrderStage.WAITING | OrderStage.RESERVED:
            return _open_state(page, say)
        case OrderStage.CANCELLED:
            word = say("The account is closed") if _is_account(page.card) else say("The order is cancelled")
            return _State("red", "cross", word, say("It can no longer be paid. Questions? Ask the shop"))
        case OrderStage.EXPIRED:
            word = say("The time to pay is over")
            return _State("grey", "clock", word, say("It can no longer be paid. Ask the shop for a new link"))
        case OrderStage.TO_RETURN:
            word = say("Paid, but the order cannot be handed over")
            return _State(
                "violet", "arrow", word, say("The shop will return your money. You need not pay again")
            )
        case OrderStage.TO_PICK | OrderStage.PICKED | OrderStage.HANDED_OVER:
            return _State("green", "tick", say("Paid"), _after_paying(page, say))


def _open_state(page: OrderPage, say: Say) -> _State:
    if page.stage is OrderStage.RESERVED:
        word = say("Payment in progress")
        return _State(
            "blue", "arc", word, say("Finish it on CLICK's page or in the CLICK app. Do not pay twice")
        )
    word = say("Open for payments") if _is_account(page.card) else say("Waiting for the payment…")
    if not _web(page.pay_url):
        return _State("grey", "hourglass", word, say("Paying is not possible right now. Please ask the shop"))
    return _State(
        "grey", "hourglass", word, say("You pay on CLICK's page or in the CLICK app, then come back here")
    )


def _after_paying(page: OrderPage, say: Say) -> str:
    if page.stage is OrderStage.HANDED_OVER:
        return say("The order is handed over. Thank you!")
    if page.stage is OrderStage.PICKED:
        return say("The order is ready: you can take it")
    if page.card.sale.live_lines or page.card.holds:
        return say("The shop has your payment and is collecting the order")
    return say("The shop has your payment. Thank you!")


def _training(page: OrderPage, say: Say) -> str:
    if not page.training:
        return ""
    return f'<p class="drill">{escape(say("Training: no real money is taken"))}</p>'


def _header(above: str, name: str, say: Say, language: str) -> str:
    title = f"<h1>{escape(name)}</h1>" if name else ""
    return (
        f"{language_switch(language, say('Language'))}<header>"
        f'<p class="shop">{escape(above or say("Shop"))}</p>{title}</header>'
    )


def _band(state: _State, tag: str = "h2") -> str:
    return f'<div class="state {state.tone}">{mark(state.shape)}<{tag}>{escape(state.word)}</{tag}></div>'


def _story(page: OrderPage, state: _State, say: Say, money: Callable[[Money], str]) -> str:
    """Who may pay sees the sum and the button first; in any other stage the sentence comes first."""
    actions = _actions(page, say)
    rest = f"{_notes(page, say, money)}{_sum(page, say, money)}{actions}"
    if page.stage is OrderStage.WAITING and actions:
        return f'{rest}<p class="soft">{escape(state.next)}</p>'
    return f"<p>{escape(state.next)}</p>{rest}"


def _notes(page: OrderPage, say: Say, money: Callable[[Money], str]) -> str:
    """What a payer may worry about: did it come, was it taken twice, is it still on its way."""
    attempts = sorted(page.card.attempts, key=lambda one: one.prepare_id)
    paid = [one for one in attempts if one.state is AttemptState.PAID]
    kept = [one for one in paid if not one.owes_reversal]
    notes = []
    if kept and _is_account(page.card):
        notes.append(("good", "tick", say("Last payment received: {amount}", amount=money(kept[-1].amount))))
    if page.stage is not OrderStage.TO_RETURN:
        notes.extend(
            (
                "violet",
                "arrow",
                say("One more payment came: {amount}. The shop will return it", amount=money(one.amount)),
            )
            for one in paid
            if one.owes_reversal
        )
    lapsed = any(one.state is AttemptState.PREPARED and not one.holds(page.now) for one in attempts)
    if lapsed and page.stage not in PAID_STAGES and page.stage is not OrderStage.RESERVED:
        notes.append(("blue", "clock", say("Paid already? Do not pay again: the payment will show up here")))
    return "".join(
        f'<p class="note {tone}">{mark(shape)}<span>{escape(text)}</span></p>' for tone, shape, text in notes
    )


def _sum(page: OrderPage, say: Say, money: Callable[[Money], str]) -> str:
    is_open = page.stage in {OrderStage.WAITING, OrderStage.RESERVED}
    label = escape(say("To pay") if is_open else say("Sum of the order"))
    amount = page.card.order.amount
    if amount is not None:
        digits, _, unit = money(amount).rpartition(NBSP)
        look = "sum long" if len(digits) > LONG_SUM else "sum"
        figure = f'<p class="{look}"><b>{escape(digits)}</b> <span>{escape(unit)}</span></p>'
    elif is_open:
        word = say("You name the sum on CLICK's page")
        figure = f'<p class="sum open">{escape(word)}</p>'
    else:
        return ""
    return f'<p class="soft label">{label}</p>{figure}'


def _actions(page: OrderPage, say: Say) -> str:
    """The button, only where CLICK's Prepare would be told yes; else the way back to the shop's site."""
    is_payable = page.stage is OrderStage.WAITING or (
        page.stage is OrderStage.RESERVED and _is_account(page.card)
    )
    if is_payable:
        url = _web(page.pay_url)
        return f'<a class="go" href="{escape(url)}">{escape(say("Pay with CLICK"))}</a>' if url else ""
    if page.stage is OrderStage.RESERVED or not _web(page.card.return_url):
        return ""
    url, word = escape(page.card.return_url), escape(say("Back to the shop's site"))
    return f'<a class="back" href="{url}">{word}</a>'


def _until(page: OrderPage, say: Say) -> str:
    expires_at = page.card.order.expires_at
    if page.stage is OrderStage.WAITING and expires_at is not None and _web(page.pay_url):
        text = say("Pay before {time}, Tashkent time", time=_when(expires_at, page.now))
    elif page.stage is OrderStage.RESERVED and not _is_account(page.card):
        held = page.card.reserved_by(page.now)
        if held is None:
            return ""
        at = _when(held.reserved_until, page.now)
        text = say("Left without paying? You can try again after {time}, Tashkent time", time=at)
    else:
        return ""
    return f'<p class="soft">{escape(text)}</p>'


def _when(at: datetime, now: datetime) -> str:
    """`18:00`, or with its date on another day than today, in Tashkent."""
    text = local_text(at)
    return text.partition(" ")[2] if business_day(at) == business_day(now) else text.replace(" ", NBSP)


def _live(say: Say, language: str) -> str:
    return (
        f'<p class="soft">{escape(say("This page renews by itself"))}</p>'
        f'<p class="note grey" id="away" role="status" hidden>'
        f"{escape(say('No connection. The page will renew when it is back'))}</p>"
        f'<noscript><a class="text" href="?lang={escape(language)}">{escape(say("Refresh"))}</a></noscript>'
    )


def _lines(page: OrderPage, say: Say, money: Callable[[Money], str], language: str) -> str:
    sale = page.card.sale
    rows = "".join(_line(line, line.good, say, language) for line in sale.live_lines if line.good)
    if not rows:
        return ""
    return (
        f'<section class="card"><div class="pad"><h2>{escape(say("In the order"))}</h2><ul>{rows}</ul>'
        f'<p class="all"><span>{escape(say("TOTAL"))}</span><span>{escape(money(sale.total))}</span></p>'
        "</div></section>"
    )


def _line(line: SaleLine, good: Good, say: Say, language: str) -> str:
    name = good.name_uz if language == "uz" and good.name_uz else good.name
    units = {"шт": say("pcs"), "кг": say("kg")}
    quantity = f"{line.quantity.digits()}{NBSP}{units.get(good.unit, good.unit)} × {good.price.digits()}"
    return f"<li><b>{escape(name)}</b><span>{line.total.digits()}</span><i>{escape(quantity)}</i></li>"


def _web(url: str) -> str:
    """`url` where it leads to a web page, else empty: no script and no file behind a button."""
    return url if url.lower().startswith(("https://", "http://")) else ""
