"""The program's log: JSON lines in the home's folder, five files of 2 MB, nothing secret in them. Any thread.

Two nets: only the fields named here are written, and what looks like a secret is masked in every text.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE = "pos.log"
FILE_BYTES = 2 * 1024 * 1024
FILES = 5
MASK = "***"
FACTS = ("bug", "sale_id", "transaction_id", "payment_id", "state", "error_code", "http_status", "attempt")
"""What `extra=` may add to a line; anything else in `extra` is not written."""

_MEMBERS = (
    "otp_data|otp|sign_string|secret_key|secret|card_token|card_number|sms_code|phone_number"
    "|pin|password|token"
)
_NETS: tuple[tuple[re.Pattern[str], str], ...] = (
    # `Auth: 1:digest:time`, also as a member of a dict or of a list of pairs.
    (
        re.compile(r"(?i)(\bauth(?:orization)?['\"]?\s*[:=,]\s*(?:b?['\"])?)(?:\w+\s+)?[^\s'\",)}]+"),
        rf"\1{MASK}",
    ),
    (
        re.compile(rf"(?i)(\b(?:{_MEMBERS})\b['\"]?\s*[:=]\s*)(?:'[^']*'|\"[^\"]*\"|[^\s'\",)}}&]+)"),
        rf"\1{MASK}",
    ),
    (re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{32,}(?![0-9A-Za-z])"), MASK),  # md5, sha1, sha256
    (re.compile(r"(?<!\d)\d(?:[ -]?\d){12,}(?!\d)"), MASK),  # a card, a CLICK Pass code
    (re.compile(r"(?<!\d)(\+?998)[ -]?\d(?:[ -]?\d){6}[ -]?(\d\d)(?!\d)"), rf"\1{MASK}\2"),  # a phone
)
_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "\x7f\x85\u2028\u2029"}

_known: list[str] = []


def redact_also(secret: str) -> None:
    """Mask this text too wherever it would be logged from now on. Shorter than 4 characters is ignored."""
    if len(secret) >= 4 and secret not in _known:
        _known.append(secret)


def redacted(text: str) -> str:
    """`text` with everything masked that is, or looks like, a secret."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, MASK)
    for pattern, instead in _NETS:
        text = pattern.sub(instead, text)
    return text


class JsonLine(logging.Formatter):
    """One record as one line of JSON; a line break in a text can never begin a second line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "where": record.name,
            "thread": record.threadName,
            "text": redacted(_message(record)),
        }
        for name in FACTS:
            if name in record.__dict__:
                entry[name] = redacted(str(record.__dict__[name]))
        if record.exc_info:
            # The standard form: no values of variables in it.
            entry["error"] = redacted(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False).translate(_ESCAPED)


class LogFile(RotatingFileHandler):
    """The log file. A full disk or a file held by another program loses lines, never the sale."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8", delay=True)
        self.setFormatter(JsonLine())

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding="utf-8", errors="replace", opener=_private)

    def doRollover(self) -> None:  # noqa: N802 - the standard library's name
        """Begin a new file; when that cannot be done, go on in the old one."""
        try:
            super().doRollover()
        except OSError:
            if self.stream is None:
                self.stream = self._open()

    def close(self) -> None:
        """Close the file; what a full disk did not take is lost."""
        with contextlib.suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the standard library's name
        """Say nothing: a log that cannot be written must not write to the cashier's terminal."""


def set_up(folder: Path, level: int = logging.INFO) -> LogFile:
    """Log everything from `level` up into `folder`. May be called again: the newest folder counts.

    Returns what `tear_down` takes.
    """
    root = logging.getLogger()
    for handler in [*root.handlers]:
        if isinstance(handler, LogFile):
            tear_down(handler)
    handler = LogFile(folder / FILE)
    root.addHandler(handler)
    root.setLevel(level)
    for name in ("httpx", "httpcore", "asyncio", "PIL", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)  # httpx writes whole addresses at INFO
    return handler


def tear_down(handler: LogFile) -> None:
    """Close the file and stop logging into it."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def report_bug(where: str, error: BaseException | None) -> str:
    """Log a mistake of ours and return its short id, for the red bar and for whoever reads the log."""
    bug = secrets.token_hex(3).upper()
    logging.getLogger("pos").error("bug %s in %s", bug, where, exc_info=error, extra={"bug": bug})
    return bug


Report = Callable[[str, BaseException | None], object]
"""Where and what went wrong: the shape of `report_bug`."""


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - a wrong format string is a bug of the line, not of the sale
        return str(record.msg)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
