"""Pictures to codes: zxing-cpp first, zbar second, on the picture as it is and then on mended copies of it.

Any thread but the GUI's: both decoders let other threads run. What a text means is for `core.scan` to say.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Literal, TypeAlias

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from pos.core.errors import UnreadablePicture

try:
    from pyzbar import pyzbar
except (ImportError, OSError):  # no libzbar on this PC, or (Windows) a DLL that it needs is missing
    pyzbar = None

Grey: TypeAlias = NDArray[np.uint8]
"""One byte per pixel, rows × columns."""

Format = Literal["QRCode", "EAN13", "EAN8", "UPCA", "Code128", "DataMatrix"]

FRAME_BUDGET_S = 0.033
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_FILE_PIXELS = 100_000_000
_SMALLEST_SIDE_PX = 16  # nothing that can be read is smaller, and filters need room
_MOIRE_WIDTH_PX = 1280
_SMALL_PICTURE_PX = 1200
_SAME_PLACE = 0.03  # of the picture's side

# OpenCV would spread each filter over all cores, and the window's thread would wait for its turn.
cv2.setNumThreads(1)

_F = zxingcpp.BarcodeFormat
# Not `QRCode`: that takes in Micro QR, whose smallest form has no error correction and is "seen" in noise.
_QR = zxingcpp.BarcodeFormats([_F.QRCodeModel2])
_LINEAR = zxingcpp.BarcodeFormats([_F.EAN13, _F.EAN8, _F.UPCA, _F.Code128])
_QR_AND_LINEAR = zxingcpp.BarcodeFormats([_F.QRCodeModel2, _F.EAN13, _F.EAN8, _F.UPCA, _F.Code128])
_MATRIX = zxingcpp.BarcodeFormats([_F.QRCodeModel2, _F.DataMatrix])
_EVERY = zxingcpp.BarcodeFormats([_F.QRCodeModel2, _F.EAN13, _F.EAN8, _F.UPCA, _F.Code128, _F.DataMatrix])
_NAMES: dict[str, Format] = {
    "QRCode": "QRCode",
    "QRCodeModel2": "QRCode",
    "EAN13": "EAN13",
    "EAN8": "EAN8",
    "UPCA": "UPCA",
    "Code128": "Code128",
    "DataMatrix": "DataMatrix",
}


@dataclass(frozen=True, slots=True)
class Code:
    """One code as read; GS (0x1D) is kept. `text` may be a payment credential: never log it."""

    text: str
    format: Format

    def __repr__(self) -> str:
        return f"Code({self.format})"


_Found: TypeAlias = tuple[Code, float, float]
"""A code and where its middle lies, both coordinates from 0 to 1."""

_Stage: TypeAlias = Callable[[Grey], list[_Found]]


def decode(image: Grey, budget_s: float | None = FRAME_BUDGET_S) -> tuple[Code, ...]:
    """Read the codes of a grey picture.

    A bar code has no error correction, only a check digit that one misreading in ten passes: see `is_linear`.

    Args:
        image: grey, one byte per pixel.
        budget_s: for a camera's frame: stages are tried until one reads something, and none is begun after
            this many seconds; a bar code only when a second look does not contradict it. None, for a file:
            every stage runs, all that is found is given back, a bar code only when two stages read it alike.

    Returns:
        What was read, without repetition; nothing when there is nothing.
    """
    if image.ndim != 2 or min(image.shape) < _SMALLEST_SIDE_PX:
        return ()
    picture = np.ascontiguousarray(image)
    found = _read_all(picture) if budget_s is None else _read_first(picture, budget_s)
    distinct: list[_Found] = []
    for candidate in found:
        if not any(_same(candidate, known) for known in distinct):
            distinct.append(candidate)
    return tuple(code for code, _x, _y in distinct)


def is_linear(code: Code) -> bool:
    """Whether it is a bar code, which a bad picture can turn into another valid one: have it read twice."""
    return code.format not in {"QRCode", "DataMatrix"}


def read_image_file(path: Path) -> Grey:
    """Open a picture file as grey.

    Raises:
        UnreadablePicture: missing, empty, too large, or not a picture.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadablePicture("the file is too large", file=str(path))
        # OpenCV opens names in the Windows code page only: read the bytes here, let it see no name.
        data = path.read_bytes()
    except OSError as error:
        raise UnreadablePicture(f"cannot be opened: {error.strerror}", file=str(path)) from error
    if not data:
        raise UnreadablePicture("the file is empty", file=str(path))
    _check_header(data, path)
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise UnreadablePicture("the picture is damaged", file=str(path)) from error
    if picture is None:
        raise UnreadablePicture("the picture is damaged", file=str(path))
    return to_grey(picture)


def to_grey(picture: NDArray[Any]) -> Grey:
    """Grey of a grey, BGR or BGRA picture of 8 or more bits; what is transparent becomes white."""
    if picture.dtype != np.uint8:
        picture = cv2.normalize(picture, np.empty(0), 0, 255, cv2.NORM_MINMAX, cv2.CV_8U)
    if picture.ndim == 2:
        return np.asarray(picture, np.uint8)
    channels = picture.shape[2]
    if channels == 1:
        return np.asarray(picture[:, :, 0], np.uint8)
    if channels == 4:
        alpha = picture[:, :, 3].astype(np.uint16)
        grey = cv2.cvtColor(picture, cv2.COLOR_BGRA2GRAY)
        return ((grey * alpha + 255 * (255 - alpha)) // 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def _check_header(data: bytes, path: Path) -> None:
    """A small file can unfold into gigabytes: look at its size in pixels before any pixel is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as header:
                width, height = header.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UnreadablePicture("not a picture", file=str(path)) from error
    except Image.DecompressionBombError as error:
        raise UnreadablePicture("too many pixels", file=str(path)) from error
    if width * height > MAX_FILE_PIXELS:
        raise UnreadablePicture("too many pixels", file=str(path))


def _read_first(picture: Grey, budget_s: float) -> list[_Found]:
    began = perf_counter()
    for stage in _FRAME_STAGES:
        found = stage(picture)
        if any(is_linear(code) for code, _x, _y in found):
            return _uncontradicted(found, _zxing(_levelled(picture), _LINEAR))
        if found or perf_counter() - began >= budget_s:
            return found
    return []


def _uncontradicted(found: list[_Found], again: list[_Found]) -> list[_Found]:
    """Those that a second look does not read otherwise at the same place."""
    return [
        candidate
        for candidate in found
        if not any(_near(candidate, other) and candidate[0].text != other[0].text for other in again)
    ]


def _read_all(picture: Grey) -> list[_Found]:
    found = [candidate for stage in _FILE_STAGES for candidate in stage(picture)]
    return [candidate for candidate in found if not is_linear(candidate[0]) or _agreed(candidate, found)]


def _agreed(candidate: _Found, found: list[_Found]) -> bool:
    here = [other[0].text for other in found if is_linear(other[0]) and _near(candidate, other)]
    return len(here) > 1 and len(set(here)) == 1


def _near(one: _Found, other: _Found) -> bool:
    return abs(one[1] - other[1]) < _SAME_PLACE and abs(one[2] - other[2]) < _SAME_PLACE


def _same(one: _Found, other: _Found) -> bool:
    """The same text, or the same place: two decoders may transcribe foreign letters of one QR differently."""
    if one[0].text == other[0].text:
        return True
    return one[0].format == other[0].format and _near(one, other)


def _zxing(image: Grey, formats: zxingcpp.BarcodeFormats) -> list[_Found]:
    height, width = image.shape
    # TextMode.Plain keeps GS; the default writes it as "<GS>" and puts brackets round GS1 prefixes.
    codes = zxingcpp.read_barcodes(image, formats, text_mode=zxingcpp.TextMode.Plain)
    return [
        (_named(code.text, _NAMES[code.format.name]), *_middle(code.position, width, height))
        for code in codes
        if code.valid and code.text and code.format.name in _NAMES
    ]


def _named(text: str, name: Format) -> Code:
    """UPC-A is reported as the EAN-13 that it is part of; hand scanners send its 12 digits, so we do too."""
    if name == "EAN13" and text.startswith("0"):
        return Code(text[1:], "UPCA")
    return Code(text, name)


def _middle(position: zxingcpp.Position, width: int, height: int) -> tuple[float, float]:
    corners = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
    return sum(c.x for c in corners) / 4 / width, sum(c.y for c in corners) / 4 / height


def _zbar(image: Grey, *, goods: bool) -> list[_Found]:
    """QR, and EAN-13 for files; zbar's other kinds gave false reads, and some print warnings."""
    if pyzbar is None:
        return []
    symbols = [pyzbar.ZBarSymbol.QRCODE, *([pyzbar.ZBarSymbol.EAN13] if goods else [])]
    height, width = image.shape
    found: list[_Found] = []
    for symbol in pyzbar.decode(image, symbols):
        text = symbol.data.decode("utf-8", "replace")
        box = symbol.rect
        middle = (box.left + box.width / 2) / width, (box.top + box.height / 2) / height
        if text and "\N{REPLACEMENT CHARACTER}" not in text:
            found.append((_named(text, "QRCode" if symbol.type == "QRCODE" else "EAN13"), *middle))
    return found


def _blurred(image: Grey, sigma_px: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px), np.uint8)


def _scaled(image: Grey, factor: float) -> Grey:
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, None, fx=factor, fy=factor, interpolation=how), np.uint8)


def _half(image: Grey) -> Grey:
    return _scaled(_blurred(image, 1.0), 0.5)


def _levelled(image: Grey) -> Grey:
    """Local contrast raised, noise damped first: glare, low light, a dim screen."""
    return np.asarray(cv2.createCLAHE(3, (8, 8)).apply(_blurred(image, 1.0)), np.uint8)


def _sharpened(image: Grey) -> Grey:
    return np.asarray(cv2.addWeighted(image, 2.5, _blurred(image, 2.5), -1.5, 0), np.uint8)


def _without_moire(image: Grey) -> Grey:
    """The stripes between a screen's pixels and a camera's go when the picture is small and soft."""
    width = image.shape[1]
    return _blurred(_scaled(image, _MOIRE_WIDTH_PX / width) if width > _MOIRE_WIDTH_PX else image, 2.0)


def _enlarged(image: Grey) -> list[_Found]:
    return _zxing(_scaled(image, 2.0), _EVERY) if max(image.shape) <= _SMALL_PICTURE_PX else []


# Measured on 1280×720 with nothing to read, in ms on one core: 3, 6, 5, 13, 7: the customer's QR first.
_FRAME_STAGES: tuple[_Stage, ...] = (
    lambda image: _zxing(image, _QR),
    lambda image: _zxing(_half(image), _MATRIX),
    lambda image: _zxing(image, _LINEAR),
    lambda image: _zxing(_levelled(image), _QR_AND_LINEAR),
    lambda image: _zbar(_half(image), goods=False),
)
# Bar codes only where few misreadings were seen: not on a sharpened, blurred or inverted picture.
_FILE_STAGES: tuple[_Stage, ...] = (
    lambda image: _zxing(image, _EVERY),
    lambda image: _zxing(_half(image), _MATRIX),
    lambda image: _zxing(_levelled(image), _EVERY),
    lambda image: _zxing(_without_moire(image), _MATRIX),
    lambda image: _zxing(_sharpened(image), _QR),
    lambda image: _zbar(_half(image), goods=False),
    lambda image: _zbar(_levelled(image), goods=True),
    lambda image: _zbar(np.asarray(cv2.bitwise_not(image), np.uint8), goods=False),
    _enlarged,
)
