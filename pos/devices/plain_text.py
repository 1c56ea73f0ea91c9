"""Receipts as plain text, for a terminal, a file or a test. Pure."""

from __future__ import annotations

from pos.core.receipt import Picture, Qr, Receipt, Rule
from pos.devices.paper import lay_out, padded

_QR_MARK = "[ QR ]"


def render_text(receipt: Receipt, width_chars: int = 48) -> str:
    """The receipt as lines of at most `width_chars`, each ended by a newline; a QR is only marked."""
    lines: list[str] = []
    for item in lay_out(receipt, width_chars, widens=False):
        match item:
            case Rule():
                lines.append("-" * width_chars)
            case Qr():
                lines.append(_QR_MARK.center(width_chars).rstrip())
            case Picture():
                continue
            case _:
                lines.append(padded(item, width_chars))
    return "".join(f"{line}\n" for line in lines)


class TextPaper:
    """The paper of a printer that takes plain text in UTF-8; a form feed ends each receipt."""

    def __init__(self, width_chars: int = 48) -> None:
        self._width_chars = width_chars

    def render(self, receipt: Receipt) -> bytes:
        """The bytes to send."""
        return (render_text(receipt, self._width_chars) + "\f").encode()
