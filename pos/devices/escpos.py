"""Receipts as ESC/POS bytes, through python-escpos (0.3 s to import: import this module when first printing).

Nothing is ever printed as "?": a line with a letter that the code page lacks is drawn and sent as a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import qrcode
from escpos.constants import QR_ECLEVEL_M
from escpos.printer import Dummy
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M

from pos.core.errors import PrinterTrouble
from pos.core.receipt import Qr, Receipt, Rule
from pos.devices.paper import Line, lay_out, padded

CODE_PAGE = "cp866"
_CANCEL_KANJI = b"\x1c."
_QR_SIDE_DOTS = 216  # 27 mm at 203 dots per inch, quiet zone included
_QUIET_MODULES = 4
_LINE_DOTS, _DOUBLE_LINE_DOTS = 30, 56
_FONT_PX, _SMALLEST_FONT_PX = 22, 8
_GAP_DOTS = 12

# Marks with an exact plain form: the paper loses nothing, and the line stays text, quick to print.
_PLAIN_MARKS = str.maketrans(
    {"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "×": "x", "…": "..."}
)


@dataclass(frozen=True, slots=True)
class Width:
    """A width of paper at 203 dots per inch."""

    chars: int
    dots: int


MM_80 = Width(chars=48, dots=576)
MM_58 = Width(chars=32, dots=384)


class EscPosPaper:
    """The paper of one printer.

    Args:
        font_path: font file for drawn lines; it must hold the Uzbek letters.
        bold_font_path: the same, bold.
        width: `MM_80` or `MM_58`.
        native_qr: let the printer draw the QR; False for printers that cannot.
        code_page: what `ESC t` calls cp866 on this printer.
        draw_all: send every line as a picture, for printers without Cyrillic.
    """

    def __init__(
        self,
        font_path: Path,
        bold_font_path: Path,
        *,
        width: Width = MM_80,
        native_qr: bool = True,
        code_page: int = 17,
        draw_all: bool = False,
    ) -> None:
        self._fonts = {False: font_path, True: bold_font_path}
        self._loaded: dict[tuple[bool, int], ImageFont.FreeTypeFont] = {}
        self._width = width
        self._native_qr = native_qr
        self._code_page = code_page
        self._draw_all = draw_all

    def render(self, receipt: Receipt) -> bytes:
        """The bytes to send, from reset to cut. Raises PrinterTrouble when a font file cannot be read."""
        printer = Dummy()
        printer.hw("INIT")
        # Many printers wake up in a Chinese mode, in which two Cyrillic letters make one hieroglyph.
        printer._raw(_CANCEL_KANJI + b"\x1bt" + bytes([self._code_page]))
        for item in lay_out(receipt, self._width.chars, widens=True, fold=_folded):
            match item:
                case Rule():
                    printer.set(align="left", bold=False, normal_textsize=True)
                    printer._raw(b"-" * self._width.chars + b"\n")
                case Qr(text):
                    self._put_qr(printer, text)
                case Line():
                    self._put_line(printer, item)
        printer.set(align="left", bold=False, normal_textsize=True)
        printer.cut(mode="PART")
        return bytes(printer.output)

    def _put_line(self, printer: Dummy, line: Line) -> None:
        width_chars = self._width.chars // 2 if line.double else self._width.chars
        text = padded(line, width_chars) if line.right else line.left
        if self._draw_all or not _in_code_page(text):
            printer.set(align="left", bold=False, normal_textsize=True)
            printer._raw(_raster(self._drawn(line)))
            return
        printer.set(
            align=line.align,
            bold=line.bold,
            normal_textsize=not line.double,
            double_width=line.double,
            double_height=line.double,
        )
        printer._raw(text.encode(CODE_PAGE) + b"\n")

    def _put_qr(self, printer: Dummy, text: str) -> None:
        code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET_MODULES)
        code.add_data(text)
        code.make()
        modules = code.modules_count + 2 * _QUIET_MODULES
        dots = min(max(3, -(-_QR_SIDE_DOTS // modules)), 16, self._width.dots // modules)
        printer.set(align="center", bold=False, normal_textsize=True)
        if self._native_qr:
            printer._raw(b"\n")  # the quiet zone above and below: the printer draws the modules only
            printer.qr(text, ec=QR_ECLEVEL_M, size=dots, native=True)
            printer._raw(b"\n")
            return
        code.box_size = dots
        picture = code.make_image().get_image().convert("L")
        # Some printers ignore `ESC a` for pictures: the middle is made here.
        sheet = Image.new("L", (self._width.dots, picture.height), 255)
        sheet.paste(picture, ((self._width.dots - picture.width) // 2, 0))
        printer._raw(_raster(sheet))

    def _drawn(self, line: Line) -> Image.Image:
        """The line as a grey picture as wide as the paper, its letters made smaller until they fit."""
        dots = self._width.dots
        size = _FONT_PX * 2 if line.double else _FONT_PX
        while True:
            font = self._font(line.bold, size)
            left, right = font.getlength(line.left), font.getlength(line.right) if line.right else 0
            if left + right + (_GAP_DOTS if line.right else 0) <= dots or size <= _SMALLEST_FONT_PX:
                break
            size -= 1
        height = _DOUBLE_LINE_DOTS if line.double else _LINE_DOTS
        sheet = Image.new("L", (dots, height), 255)
        draw = ImageDraw.Draw(sheet)
        start = {"left": 0.0, "center": (dots - left) / 2, "right": dots - left}[line.align]
        draw.text((start, height / 2), line.left, font=font, fill=0, anchor="lm")
        if line.right:
            draw.text((dots - right, height / 2), line.right, font=font, fill=0, anchor="lm")
        return sheet

    def _font(self, bold: bool, size_px: int) -> ImageFont.FreeTypeFont:
        key = (bold, size_px)
        if key not in self._loaded:
            try:
                self._loaded[key] = ImageFont.truetype(self._fonts[bold], size_px)
            except OSError as error:
                raise PrinterTrouble("the font cannot be read", device=str(self._fonts[bold])) from error
        return self._loaded[key]


def _folded(text: str) -> str:
    return text.translate(_PLAIN_MARKS)


def _in_code_page(text: str) -> bool:
    try:
        text.encode(CODE_PAGE)
    except UnicodeEncodeError:
        return False
    return True


def _raster(picture: Image.Image) -> bytes:
    """`GS v 0`. Not `Dummy.image`: that writes to stdout, which belongs to our JSON."""
    black = picture.point(lambda grey: 255 if grey < 128 else 0).convert("1")
    row_bytes = (black.width + 7) // 8
    head = b"\x1dv0\x00" + row_bytes.to_bytes(2, "little") + black.height.to_bytes(2, "little")
    return head + black.tobytes()
