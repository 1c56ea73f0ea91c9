"""The colour of a quick key as the theme can show it."""

from __future__ import annotations

from PySide6.QtGui import QColor

from pos.qt.theme import Theme, contrast
from pos.screens.views import Tone

LEAST_CONTRAST = 3.0
"""Of a bar on the key's ground, by WCAG for what is not text."""

STEP = 0.02

_TONES = {tone.value: tone for tone in Tone}


def key_colour(colour: str, theme: Theme) -> QColor | None:
    """The bar's colour for a name of `Tone` or `#rgb`, `#rrggbb`; None for anything else.

    A shop's own colour keeps its hue and goes towards black or white until it can be seen on the key.
    """
    if tone := _TONES.get(colour):
        return theme.state(tone).fg
    if not colour.startswith("#"):
        return None
    shown = QColor(colour)
    if not shown.isValid():
        return None
    hue, saturation, lightness = max(0.0, shown.hslHueF()), shown.hslSaturationF(), shown.lightnessF()
    towards = STEP if theme.is_dark else -STEP
    while contrast(shown, theme.surface) < LEAST_CONTRAST and 0.0 < lightness + towards < 1.0:
        lightness += towards
        shown = QColor.fromHslF(hue, saturation, lightness)
    return shown
