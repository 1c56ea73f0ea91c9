"""Names of keys as they stand on the caps, so that a key and its button always mean the same."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_NAMED: dict[int, str] = {
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Delete: "Del",
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Plus: "+",
    Qt.Key.Key_Minus: "-",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    **{getattr(Qt.Key, f"Key_F{number}"): f"F{number}" for number in range(1, 13)},
}
_SAME = {"Ctrl\u00a0↵": "Ctrl Enter", "Ctrl ↵": "Ctrl Enter", "↵": "Enter", "Пробел": "Space"}


def key_name(event: QKeyEvent) -> str:
    """`F8`, `Esc`, `Ctrl Enter`; empty for keys that mean nothing to the till."""
    name = _NAMED.get(event.key(), "")
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers == Qt.KeyboardModifier.ControlModifier:
        if event.key() == Qt.Key.Key_C:
            return "Ctrl C"
        return f"Ctrl {name}" if name else ""
    if modifiers not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        return ""
    return name


def cap_name(cap: str) -> str:
    """The name of the key whose cap reads `cap`."""
    return _SAME.get(cap, cap)
