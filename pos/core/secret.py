"""A secret that cannot be shown by accident. Pure."""

from __future__ import annotations

import hmac
from typing import NoReturn

SHOWN = "***"


class SecretKey:
    """CLICK's secret_key (or a password). Empty means that there is none.

    `repr`, `str`, `format` and pickling give nothing away; only `reveal` does, for the one place that signs.
    """

    __slots__ = ("__value",)

    def __init__(self, value: str = "") -> None:
        self.__value = value

    def reveal(self) -> str:
        """The secret itself. Never log, store or show what this returns."""
        return self.__value

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SecretKey):
            return NotImplemented
        return hmac.compare_digest(self.__value.encode(), other.reveal().encode())

    def __hash__(self) -> int:
        return hash(self.__value)

    def __repr__(self) -> str:
        return f"SecretKey({SHOWN})"

    def __str__(self) -> str:
        return SHOWN

    def __format__(self, spec: str) -> str:
        return SHOWN

    def __copy__(self) -> SecretKey:
        return self

    def __deepcopy__(self, memo: object) -> SecretKey:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never pickled")
