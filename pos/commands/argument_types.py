"""What an argument of the command line may be; each mistake is a sentence of the parser."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from pos.core.errors import BadInput


class Parser(argparse.ArgumentParser):
    """Raises instead of ending the process, so that the till can parse what another command hands over."""

    def error(self, message: str) -> NoReturn:
        """The usage and what is wrong, as BadInput."""
        raise BadInput(f"{self.format_usage().strip()}\n{message}", field="arguments", value=message)


def count(text: str) -> int:
    """From 1 to 10 000."""
    return _in_range(text, 1, 10_000)


def number(text: str) -> int:
    """An id of CLICK."""
    return _in_range(text, 0, 2**63 - 1)


def port(text: str) -> int:
    """A TCP port; 0 lets the system choose."""
    return _in_range(text, 0, 65535)


def _in_range(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a number from {least} to {most}")
    return int(text)


def seconds(text: str) -> float:
    """From 0.1 to 3600."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0.1 <= found <= 3600:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a number of seconds from 0.1 to 3600")
    return found


_UNITS = {"m": 60, "h": 3600, "d": 86_400}
_LIFE = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_LONGEST_S = 366 * 86_400


def life(text: str) -> int:
    """`30m`, `12h` or `7d` in seconds, a year at most."""
    found = _LIFE.fullmatch(text)
    seconds_told = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 0 < seconds_told <= _LONGEST_S:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a time like 30m, 12h or 7d")
    return seconds_told
