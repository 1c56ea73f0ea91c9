"""Where a command writes: its own console, or, when the owner of the home runs it, the caller's."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from pos.core.errors import JournalTrouble, OutcomeUnknown, PosError, Refused, Unavailable
from pos.screens.words import Words

DONE = 0
REFUSED = 3
UNKNOWN = 4
BAD_USE = 2


@dataclass(frozen=True, slots=True)
class Output:
    """Two streams of lines and the language they are in."""

    out: Callable[[str], None]
    err: Callable[[str], None]
    words: Words

    def json(self, value: object) -> None:
        """One JSON value on one line of the output."""
        self.out(json.dumps(value, ensure_ascii=False))

    def explain(self, error: PosError) -> str:
        """The error in words: what happened, where the money is, what to do."""
        from pos.screens.wording import explain

        return explain(error, self.words).one_line()

    def fail(self, error: PosError) -> int:
        """Say the error and return the exit code that it means."""
        self.err(self.explain(error))
        return exit_code(error)


def exit_code(error: PosError) -> int:
    """2 for what the caller must correct, 3 for "no", 4 when the money's place is not known."""
    match error:
        case OutcomeUnknown():
            return UNKNOWN
        case Unavailable():
            return REFUSED
        case Refused() | JournalTrouble():
            return BAD_USE
        case _:
            return UNKNOWN


def console(stream_out: TextIO, stream_err: TextIO, words: Words) -> Output:
    """Lines to this process's own streams; a letter that the console lacks never stops a sale."""
    return Output(_writer(stream_out), _writer(stream_err), words)


def _writer(stream: TextIO) -> Callable[[str], None]:
    def write(line: str) -> None:
        try:
            stream.write(line + "\n")
        except UnicodeEncodeError:
            encoding = stream.encoding or "ascii"
            stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
        stream.flush()

    return write
