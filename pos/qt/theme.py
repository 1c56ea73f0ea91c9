"""Colours of every role and state, light and dark, and the holder that tells windows of a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from pos.screens.views import Tone


@dataclass(frozen=True, slots=True)
class StateColours:
    """One state: `fg` on surfaces, `tint` for bodies, `solid` for bands with `on_solid` upon it."""

    fg: QColor
    tint: QColor
    solid: QColor
    on_solid: QColor

    @property
    def border(self) -> QColor:
        """What frames a band of this state. Amber on white is too pale to be its own edge (1.7 : 1)."""
        return self.fg if self.solid.lightnessF() > 0.5 and self.fg.lightnessF() < 0.5 else self.solid


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours of one appearance. Named by role, never by hue."""

    name: str
    bg: QColor
    surface: QColor
    surface2: QColor
    line: QColor
    edge: QColor
    text: QColor
    text2: QColor
    text3: QColor
    sel: QColor
    focus: QColor
    training: QColor
    on_training: QColor
    shadow: QColor
    states: Mapping[Tone, StateColours]

    def state(self, tone: Tone) -> StateColours:
        """The colours of one state."""
        return self.states[tone]

    @property
    def is_dark(self) -> bool:
        """Whether words are light on a dark ground."""
        return self.bg.lightnessF() < 0.5


def _state(fg: str, tint: str, solid: str, on_solid: str = "#FFFFFF") -> StateColours:
    return StateColours(QColor(fg), QColor(tint), QColor(solid), QColor(on_solid))


LIGHT = Theme(
    name="light",
    bg=QColor("#E9EDF1"),
    surface=QColor("#FFFFFF"),
    surface2=QColor("#F4F6F8"),
    line=QColor("#D5DBE2"),
    edge=QColor("#7C8796"),
    text=QColor("#12161C"),
    text2=QColor("#48525F"),
    text3=QColor("#5F6977"),
    sel=QColor("#EAF1FC"),
    focus=QColor("#1A57C2"),
    training=QColor("#9C1467"),
    on_training=QColor("#FFFFFF"),
    shadow=QColor(0, 0, 0, 46),
    states={
        Tone.GREY: _state("#48525F", "#EDF0F3", "#48525F"),
        Tone.BLUE: _state("#1A57C2", "#E6EFFC", "#1A57C2"),
        Tone.GREEN: _state("#0F6B3A", "#E2F3E9", "#0F6B3A"),
        Tone.RED: _state("#B3211A", "#FDEBE9", "#B3211A"),
        Tone.AMBER: _state("#7A4300", "#FFF4DA", "#FFB81C", "#241500"),
        Tone.VIOLET: _state("#5E35B1", "#EFE9FA", "#5E35B1"),
    },
)

DARK = Theme(
    name="dark",
    bg=QColor("#0E1116"),
    surface=QColor("#171C23"),
    surface2=QColor("#1F252E"),
    line=QColor("#313A46"),
    edge=QColor("#7A8696"),
    text=QColor("#F2F5F9"),
    text2=QColor("#B7C0CC"),
    text3=QColor("#97A2B0"),
    sel=QColor("#1A2A45"),
    focus=QColor("#8AB6FF"),
    training=QColor("#F08CC6"),
    on_training=QColor("#2A0019"),
    shadow=QColor(0, 0, 0, 0),
    states={
        Tone.GREY: _state("#B7C0CC", "#222932", "#5B6776"),
        Tone.BLUE: _state("#8AB6FF", "#162641", "#2B6BE0"),
        Tone.GREEN: _state("#6FD99A", "#12291D", "#17804A"),
        Tone.RED: _state("#FF9A92", "#351917", "#C9332A"),
        Tone.AMBER: _state("#FFC95C", "#332509", "#FFB81C", "#241500"),
        Tone.VIOLET: _state("#C3A8FF", "#261C3D", "#7A52D6"),
    },
)

THEMES: Mapping[str, Theme] = {"light": LIGHT, "dark": DARK}


class Look(QObject):
    """The appearance in use. One per program, handed to every widget; nothing keeps a colour of its own."""

    changed = Signal()

    def __init__(self, theme: Theme = LIGHT, *, motion: bool = True) -> None:
        super().__init__()
        self._theme = theme
        self.motion = motion

    @property
    def theme(self) -> Theme:
        """The colours in use now."""
        return self._theme

    def use(self, theme: Theme) -> None:
        """Show everything in `theme` from now on; cheap when it is the same."""
        if theme is not self._theme:
            self._theme = theme
            self.changed.emit()


def contrast(one: QColor, other: QColor) -> float:
    """The WCAG contrast of two opaque colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.03928 else float(((channel + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())
