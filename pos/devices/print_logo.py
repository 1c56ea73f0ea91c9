"""The shop's logo: a picture file to the black dots of a receipt. Pillow is loaded with the first logo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pos.core.errors import UnreadablePicture
from pos.core.receipt import Picture

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 16_000_000
HIGHEST_DOTS = 320
"""40 mm: a taller one is made smaller, for it costs time and paper on each receipt."""

_FORMATS = ("PNG", "BMP")
_FAINTEST = 12
"""What is lighter than this much grey is paper: a dithered ground would be a field of dots."""


def load_logo(path: Path, dots: int) -> Picture:
    """The picture dithered to black and white, made smaller until it is at most `dots` wide. Any thread.

    Raises:
        UnreadablePicture: with `file` and `why`: there is none, it is too large, or neither PNG nor BMP.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, "the file is too large")
        with Image.open(path, formats=_FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise _refused(path, "the picture has too many dots")
            grey = _on_white(found)
    except UnidentifiedImageError as error:
        raise _refused(path, "it is neither PNG nor BMP") from error
    except OSError as error:
        raise _refused(path, error.strerror or "the picture is damaged") from error
    except (SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _refused(path, "the picture is damaged") from error
    scale = min(1.0, dots / grey.width, HIGHEST_DOTS / grey.height)
    size = max(1, round(grey.width * scale)), max(1, round(grey.height * scale))
    small = grey.resize(size, Image.Resampling.LANCZOS) if size != grey.size else grey
    clean = small.point(lambda level: 255 if level > 255 - _FAINTEST else level)
    black = clean.convert("1").point(lambda level: 255 - level)  # Floyd–Steinberg; then 1 is black
    return Picture(*size, black.tobytes())


def _on_white(found: Image.Image) -> Image.Image:
    """Grey; what is transparent is paper."""
    from PIL import Image

    if found.mode in {"RGBA", "LA", "PA"} or "transparency" in found.info:
        coloured = found.convert("RGBA")
        ground = Image.new("RGBA", coloured.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, coloured).convert("L")
    return found.convert("L")


def _refused(path: Path, why: str) -> UnreadablePicture:
    return UnreadablePicture(why, file=str(path), why=why)
