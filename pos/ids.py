"""Fresh identifiers from the system's random source. Any thread."""

from __future__ import annotations

import hmac
import secrets

from pos.core.order import OrderId
from pos.core.payment import TransactionId
from pos.core.sale import SaleId
from pos.paths import Home, trouble, write_new

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
ALPHABET = "0123456789" + LETTERS  # Crockford's 32: nothing that is misread on paper
SALE_WIDTH = 20
TRANSACTION_WIDTH = 26
ORDER_WIDTH = 16
_KEY_BYTES = 32


class SystemIds:
    """`flow.ports.Ids`: fixed widths, a letter at the end (decision 17), at least 90 random bits.

    An attempt of training begins with T, a live one with L, so that no page can mix them up (S12).
    """

    def __init__(self, key: bytes, training: bool = False) -> None:
        if len(key) < _KEY_BYTES:
            raise ValueError("the fingerprint key is too short")
        self._key = key
        self._mark = "T" if training else "L"

    @classmethod
    def of_home(cls, home: Home, training: bool = False) -> SystemIds:
        """With the fingerprint key of this home, made on first use. Raises HomeUnusable, DiskFull."""
        return cls(_key_of(home), training)

    def sale_id(self) -> SaleId:
        """A new sale: S and 19 more."""
        return SaleId("S" + _random(SALE_WIDTH - 1))

    def transaction_id(self) -> TransactionId:
        """A new attempt: 26 characters, more than 120 random bits."""
        return TransactionId(self._mark + _random(TRANSACTION_WIDTH - 1))

    def order_id(self) -> OrderId:
        """A new online order: 16 characters, more than 60 random bits (A-45)."""
        return OrderId(self._mark + _random(ORDER_WIDTH - 1))

    def page_token(self) -> str:
        """The secret in the address of an order's page: 128 random bits."""
        return secrets.token_urlsafe(16)

    def fingerprint(self, otp: str) -> str:
        """HMAC-SHA256 of a QR's content in hex: the same code is known again, and cannot be got back."""
        return hmac.new(self._key, otp.encode(), "sha256").hexdigest()


def _random(width: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(width - 1)) + secrets.choice(LETTERS)


def _key_of(home: Home) -> bytes:
    try:
        try:
            write_new(home.fingerprint_key, secrets.token_bytes(_KEY_BYTES))
        except FileExistsError:
            key = home.fingerprint_key.read_bytes()
            if len(key) == _KEY_BYTES:
                return key
            # Torn by a power cut: the codes it knew live for minutes, a fresh key loses nothing.
            home.fingerprint_key.unlink()
            write_new(home.fingerprint_key, secrets.token_bytes(_KEY_BYTES))
        return home.fingerprint_key.read_bytes()
    except OSError as error:
        raise trouble(home.folder, error) from error
