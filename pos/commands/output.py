"""Where a command writes: its own console, or, when the owner of the home runs it, the caller's."""

from __future__ import annotations

import contextlib
import json
import os
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

    def bug(self, where: str, error: Exception) -> int:
        """Log a mistake of ours inside a command; 4, since what was begun is found by `pos recover`."""
        from pos.logs import report_bug

        number = report_bug(where, error)
        self.err(self.words.say("A mistake of the program, number {number}", number=number))
        self.err(self.words.say("What was begun is in the journal: run “pos recover”"))
        return UNKNOWN

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


def console(stream_out: TextIO | None, stream_err: TextIO | None, words: Words) -> Output:
    """Lines to this process's own streams, None where a program without a console has none.

    Neither a letter that the console lacks nor a reader who has gone ever stops a sale.
    """
    return Output(_writer(stream_out), _writer(stream_err), words)


def _writer(stream: TextIO | None) -> Callable[[str], None]:
    if stream is None:
        return lambda _line: None

    def write(line: str) -> None:
        try:
            try:
                stream.write(line + "\n")
            except UnicodeEncodeError:
                encoding = stream.encoding or "ascii"
                stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
            stream.flush()
        except BrokenPipeError:
            # What is left in the buffer must go somewhere, or Python fails on it at its end.
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

    return write
