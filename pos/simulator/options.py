"""How the simulator is set up: credentials, window, and what it does where the documentation is silent."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

TRAINING_SERVICE_ID = 24680
TRAINING_MERCHANT_ID = 13579
TRAINING_MERCHANT_USER_ID = 11223
TRAINING_SECRET_KEY = "TRAINING-ONLY-KEY"  # noqa: S105 - opens nothing but the simulator

CLICK_WINDOW_S = 30.0
"""The documented window ("Режим подтверждения"); every other time here scales with the window in use."""


class MtiDay(StrEnum):
    """Which day ``status_by_mti`` compares; the documentation names no time zone."""

    TASHKENT = "tashkent"
    UTC = "utc"
    NEVER_FINDS = "never_finds"


class LinkMissing(StrEnum):
    """What GET ``ofd_data`` answers before there is a receipt; the documentation is silent."""

    NOT_FOUND = "not_found"
    ABSENT = "absent"
    EMPTY = "empty"


class SecondReceipt(StrEnum):
    """What a second ``submit_items`` for one payment does; the documentation is silent."""

    DOUBLES = "doubles"
    REFUSED = "refused"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Personality:
    """CLICK's answers where the documentation is silent; the defaults are the unkind ones.

    Attributes:
        payment_id_as_text: ``payment_id`` as a JSON string, as the live API was seen to send it.
        confirm_mode_as_bool: ``confirm_mode`` as true/false instead of 1/0.
        card_facts: card_type, processing_type, card_number and phone_number stand in the charge answer.
        charge_status: ``payment_status`` of the charge answer, and while the payment is not settled.
        held_status: ``payment_status`` while held and unconfirmed: 2 means that status 2 proves nothing.
        settles_after_s: the payment stays at `charge_status`, and confirm is refused, for so long.
        cancel_lag_s: how long after the window an unconfirmed payment still looks held.
        cancelled_status: ``payment_status`` after the cancellation.
        cancelled_is_error: a status of a cancelled payment is an ``error_code`` without ``payment_status``.
        reversed_status: ``payment_status`` after a reversal.
        second_confirm_ok: a confirm of a captured payment answers 0 again.
        repeated_transaction_id_ok: a transaction_id may make more than one payment.
        second_reversal_ok: a repeated reversal answers 0.
        reversal_refused: the card's bank refuses every reversal.
        declined_has_payment_id: a declined charge still names a payment.
        mti_day: how ``status_by_mti`` understands its date.
        mti_shows_status: ``payment_status`` stands in its answer (the table has it, the sample has not).
        not_found_is_http: an unknown payment is HTTP 404 instead of an ``error_code``.
        link_missing: GET ``ofd_data`` before the receipt is there.
        second_receipt: a second ``submit_items``.
        amount_scale: what ``Amount`` counts one piece as (1, or 1000 for thousandths).
        return_tells_status: ``payment_id`` and ``payment_status`` are added to ``return_url``; the page
            there must neither need nor believe them.
    """

    payment_id_as_text: bool = True
    confirm_mode_as_bool: bool = True
    card_facts: bool = True
    charge_status: int = 1
    held_status: int = 2
    settles_after_s: float = 0.0
    cancel_lag_s: float = 0.0
    cancelled_status: int = -1
    cancelled_is_error: bool = False
    reversed_status: int = -1
    second_confirm_ok: bool = False
    repeated_transaction_id_ok: bool = False
    second_reversal_ok: bool = False
    reversal_refused: bool = False
    declined_has_payment_id: bool = False
    mti_day: MtiDay = MtiDay.TASHKENT
    mti_shows_status: bool = True
    not_found_is_http: bool = False
    link_missing: LinkMissing = LinkMissing.NOT_FOUND
    second_receipt: SecondReceipt = SecondReceipt.DOUBLES
    amount_scale: int = 1
    return_tells_status: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorOptions:
    """Where the simulator listens and whom it knows.

    Attributes:
        host: a loopback address; anything else raises `ValueError`.
        port: 0 takes a free one.
        confirm_mode: whether new payments must be confirmed; PUT and DELETE ``confirmation`` change it.
        window_s: how long an unconfirmed payment is held.
        code_life_s: how long an issued code may be used.
        auth_skew_s: how far the timestamp of ``Auth`` may be from our clock.
        ofd_delay_s: from ``submit_items`` to the link; by default 0.3 s for a window of 30 s.
        ofd_down_s: how long fiscalisation stays down for an ``ofd_down`` payment; by default two windows.
        ledger_path: a JSON lines file to continue from and append to; without it the ledger is forgotten.
        shop_prepare_url: where the shop's SHOP-API hears Prepare, on loopback; empty: no online payments.
        shop_complete_url: where it hears Complete.
        shop_timeout_s: how long CLICK waits for a whole answer of the shop.
        shop_pauses_s: how long it waits before each further try to have a taken payment acknowledged.
    """

    host: str = "127.0.0.1"
    port: int = 0
    confirm_mode: bool = True
    window_s: float = CLICK_WINDOW_S
    service_id: int = TRAINING_SERVICE_ID
    merchant_id: int = TRAINING_MERCHANT_ID
    merchant_user_id: int = TRAINING_MERCHANT_USER_ID
    secret_key: str = field(default=TRAINING_SECRET_KEY, repr=False)
    code_life_s: float = 60.0
    auth_skew_s: float = 60.0
    ofd_delay_s: float | None = None
    ofd_down_s: float | None = None
    body_limit: int = 256 * 1024
    ledger_path: Path | None = None
    personality: Personality = Personality()
    shop_prepare_url: str = ""
    shop_complete_url: str = ""
    shop_timeout_s: float = 10.0
    shop_pauses_s: tuple[float, ...] = (2.0, 5.0, 15.0)

    def __post_init__(self) -> None:
        """Refuse what would open the simulator to a network or make no sense."""
        if not _is_loopback(self.host):
            raise ValueError(f"the simulator listens on loopback only, not on {self.host}")
        if self.window_s <= 0:
            raise ValueError("the confirm window must be longer than nothing")
        check_shop_url(self.shop_prepare_url)
        check_shop_url(self.shop_complete_url)

    @property
    def scale(self) -> float:
        """The window in use as a part of CLICK's 30 seconds."""
        return self.window_s / CLICK_WINDOW_S

    @property
    def slow_answer_s(self) -> float:
        """How long the answer to a ``slow`` code waits."""
        return 4.0 * self.scale

    @property
    def link_delay_s(self) -> float:
        """From ``submit_items`` to the link."""
        return 0.3 * self.scale if self.ofd_delay_s is None else self.ofd_delay_s

    @property
    def fiscal_outage_s(self) -> float:
        """How long fiscalisation is down for an ``ofd_down`` payment, from its creation."""
        return 2 * self.window_s if self.ofd_down_s is None else self.ofd_down_s


def check_shop_url(url: str) -> None:
    """Raise `ValueError` unless it is empty or a plain ``http://`` address on loopback.

    What the simulator tells a shop is no money: it must not reach a shop that sells in earnest.
    """
    if not url:
        return
    parts = urlsplit(url)
    plain = url.isascii() and url.isprintable() and " " not in url and "@" not in parts.netloc
    _ = parts.port  # raises ValueError when it is none
    if parts.scheme != "http" or not plain or not _is_loopback(parts.hostname or ""):
        raise ValueError(f"the simulator calls a shop over http on loopback only, not {url}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
