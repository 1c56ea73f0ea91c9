"""Names of keys as they stand on the caps, so that a key and its button always mean the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from pos.screens.views import Intent, KeyView, SaleView

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
_WITH_CTRL: dict[int, str] = {Qt.Key.Key_PageUp: "PgUp", Qt.Key.Key_PageDown: "PgDn"}
"""Keys that mean something to the till with Ctrl alone; by themselves they scroll."""

_SAME = {"Ctrl\u00a0↵": "Ctrl Enter", "Ctrl ↵": "Ctrl Enter", "↵": "Enter", "Пробел": "Space"}

_LETTERS: dict[int, str] = {
    Qt.Key.Key_C: "C",
    ord("\N{CYRILLIC CAPITAL LETTER ES}"): "C",
    Qt.Key.Key_Z: "Z",
    ord("\N{CYRILLIC CAPITAL LETTER YA}"): "Z",
}
"""The same caps where the layout of the keyboard is Cyrillic and the system names its letters."""

EDIT_KEYS = frozenset({"Ctrl Z", "Ctrl Del", "Ctrl F2", "Ctrl F3", "Ctrl F4"})
"""Keys that change the receipt: they do nothing while a page hides it."""

TURNING = {"Ctrl PgUp": -1, "Ctrl PgDn": 1}
"""Keys that turn the pages of the quick keys, and by how many."""


def key_name(event: QKeyEvent) -> str:
    """`F8`, `Esc`, `Ctrl Enter`; empty for keys that mean nothing to the till."""
    name = _NAMED.get(event.key(), "")
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers == Qt.KeyboardModifier.ControlModifier:
        if letter := _LETTERS.get(event.key()):
            return f"Ctrl {letter}"
        name = name or _WITH_CTRL.get(event.key(), "")
        return f"Ctrl {name}" if name else ""
    if modifiers not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        return ""
    return name


def cap_name(cap: str) -> str:
    """The name of the key whose cap reads `cap`."""
    return _SAME.get(cap, cap)


def bar_keys(view: SaleView | None, passes: Callable[[str], bool]) -> tuple[KeyView, ...]:
    """The cells of the bar; those rest whose keys a page over the sale does not let through (`passes`)."""
    keys = view.keys if view else ()
    return tuple(
        key if passes(cap_name(key.key)) else replace(key, enabled=False, recommended=False) for key in keys
    )


def bar_key(view: SaleView | None, intent: Intent) -> str:
    """The name of the key whose cell means `intent`; empty when there is none."""
    return next((cap_name(key.key) for key in view.keys if key.intent is intent), "") if view else ""


_EVERYWHERE = {
    "Esc": Intent.BACK,
    "Del": Intent.VOID,
    "+": Intent.MORE,
    "-": Intent.LESS,
    "Ctrl Z": Intent.UNDO,
    "Ctrl Del": Intent.DROP_LABEL,
    "Ctrl F1": Intent.DISMISS,
    "Ctrl F2": Intent.TEACH,
    "Ctrl F3": Intent.NOTE,
    "Ctrl F4": Intent.PRICE,
    "Ctrl F5": Intent.AMOUNT,
    "Ctrl F7": Intent.OFD_QUEUE,
    "Ctrl F8": Intent.ONLINE_ORDERS,
    "Ctrl F9": Intent.SHOP_API_TEST,
    "Ctrl F10": Intent.GOODS,
    "Ctrl F11": Intent.PRINTER,
}
"""Keys that mean the same in every state; the presenter knows when they do nothing."""


def meaning_of(view: SaleView | None, name: str) -> Intent | None:
    """What key `name` asks for now: first the panel's buttons, then the bar, then the tenders."""
    if view is None:
        return None
    actions = view.panel.actions if view.panel else ()
    if name == "Space":
        return next((a.intent for a in actions if a.intent is Intent.NEXT_SALE), None)
    for action in actions:
        if cap_name(action.key) == name:
            return action.intent
    for key in view.keys:
        if cap_name(key.key) == name:
            return key.intent if key.enabled else None
    for tender in view.tenders:
        if cap_name(tender.key) == name:
            return tender.intent if tender.enabled and not view.panel else None
    return _EVERYWHERE.get(name)
