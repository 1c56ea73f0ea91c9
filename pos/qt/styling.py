"""Colours for the few Qt widgets that we do not paint: text fields, scroll bars, menus, tool tips."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from pos.qt.theme import Theme


def palette_of(theme: Theme, ground: QColor | None = None) -> QPalette:
    """A palette that agrees with `theme`; `ground` is what text fields and lists stand on."""
    palette = QPalette()
    base = ground or theme.surface
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, ground or theme.bg),
        (roles.WindowText, theme.text),
        (roles.Base, base),
        (roles.AlternateBase, theme.surface2),
        (roles.Text, theme.text),
        (roles.PlaceholderText, theme.text3),
        (roles.Button, theme.surface),
        (roles.ButtonText, theme.text),
        (roles.ToolTipBase, theme.surface),
        (roles.ToolTipText, theme.text),
        (roles.Highlight, theme.focus),
        (roles.HighlightedText, theme.bg if theme.is_dark else theme.surface),
    ):
        palette.setColor(role, colour)
    return palette


def on_ground(widget: QWidget, theme: Theme, ground: QColor) -> None:
    """Put `widget` on `ground` in the colours of `theme`."""
    palette = palette_of(theme, ground)
    if widget.palette() != palette:
        widget.setPalette(palette)


def scroll_bar_sheet(theme: Theme) -> str:
    """A plain bar: a track in the second surface, a handle in the edge colour, no arrows."""
    return (
        f"QScrollBar:vertical{{background:{theme.surface2.name()};width:14px;margin:0}}"
        f"QScrollBar::handle:vertical{{background:{theme.edge.name()};min-height:44px;margin:3px;border-radius:4px}}"
        "QScrollBar::add-line,QScrollBar::sub-line{height:0;width:0}"
        "QScrollBar::add-page,QScrollBar::sub-page{background:none}"
    )


def menu_sheet(theme: Theme) -> str:
    """A menu at level 1: edge border, rows 44 px high, the chosen one in the selection colour."""
    return (
        f"QMenu{{background:{theme.surface.name()};border:1px solid {theme.edge.name()};padding:4px}}"
        f"QMenu::item{{color:{theme.text.name()};padding:12px 24px 12px 16px;min-width:150px}}"
        f"QMenu::item:selected{{background:{theme.sel.name()}}}"
        f"QMenu::item:checked{{color:{theme.focus.name()}}}"
        "QMenu::indicator{width:0;height:0}"
    )
