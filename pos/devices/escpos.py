"""Receipts as ESC/POS bytes, through python-escpos (0.3 s to import: import this module when first printing).

Nothing is ever printed as "?": a line with a letter that the code page lacks is drawn and sent as a picture.
What a printer can do stands in its profile.
"""

from __future__ import annotations

from pathlib import Path

import qrcode
from escpos.constants import QR_ECLEVEL_M
from escpos.printer import Dummy
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M

from pos.core.errors import PrinterTrouble
from pos.core.receipt import Picture, Qr, Receipt, Rule
from pos.devices.paper import Line, lay_out, padded
from pos.devices.print_profiles import GENERIC_80, PrinterProfile

_CANCEL_KANJI = b"\x1c."
_QR_SIDE_DOTS = 216  # 27 mm at 203 dots per inch, quiet zone included
_QUIET_MODULES = 4
_LINE_DOTS, _DOUBLE_LINE_DOTS = 30, 56
_FONT_PX, _SMALLEST_FONT_PX = 22, 8
_GAP_DOTS, _LOGO_GAP_DOTS = 12, 16
_TEAR_OFF_LINES = 6

# Marks with an exact plain form: the paper loses nothing, and the line stays text, quick to print.
_PLAIN_MARKS = {
    "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "×": "x", "…": "...",
}  # fmt: skip


class EscPosPaper:
    """The paper of one printer.

    Args:
        font_path: font file for drawn lines; it must hold the Uzbek letters.
        bold_font_path: the same, bold.
        profile: what the printer can do.
    """

    def __init__(self, font_path: Path, bold_font_path: Path, profile: PrinterProfile = GENERIC_80) -> None:
        self._fonts = {False: font_path, True: bold_font_path}
        self._loaded: dict[tuple[bool, int], ImageFont.FreeTypeFont] = {}
        self._profile = profile
        self._plain_marks = str.maketrans(
            {mark: plain for mark, plain in _PLAIN_MARKS.items() if not self._knows(mark)}
        )

    def render(self, receipt: Receipt) -> bytes:
        """The bytes to send, from reset to cut. Raises PrinterTrouble when a font file cannot be read."""
        profile = self._profile
        printer = Dummy()
        printer.hw("INIT")
        if receipt.opens_drawer and profile.drawer_pin:
            printer.cashdraw(profile.drawer_pin)
        if not receipt.rows:
            return bytes(printer.output)
        # Many printers wake up in a Chinese mode, in which two Cyrillic letters make one hieroglyph.
        printer._raw(_CANCEL_KANJI + b"\x1bt" + bytes([profile.code_page_number]))
        for item in lay_out(receipt, profile.chars, widens=True, fold=self._folded):
            match item:
                case Rule():
                    printer.set(align="left", bold=False, normal_textsize=True)
                    printer._raw(b"-" * profile.chars + b"\n")
                case Qr(text):
                    self._put_qr(printer, text)
                case Picture():
                    printer._raw(_raster(self._in_the_middle(_image(item), below=_LOGO_GAP_DOTS)))
                case Line():
                    self._put_line(printer, item)
        printer.set(align="left", bold=False, normal_textsize=True)
        self._cut(printer)
        return bytes(printer.output)

    def _cut(self, printer: Dummy) -> None:
        match self._profile.cut:
            case "none":
                printer.print_and_feed(_TEAR_OFF_LINES)
            case "full":
                printer.cut(mode="FULL")
            case "partial":
                printer.cut(mode="PART")

    def _put_line(self, printer: Dummy, line: Line) -> None:
        chars = self._profile.chars
        text = padded(line, chars // 2 if line.double else chars) if line.right else line.left
        if not self._knows(text):
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
        printer._raw(text.encode(self._profile.code_page) + b"\n")

    def _put_qr(self, printer: Dummy, text: str) -> None:
        code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET_MODULES)
        code.add_data(text)
        code.make()
        modules = code.modules_count + 2 * _QUIET_MODULES
        dots = min(max(3, -(-_QR_SIDE_DOTS // modules)), 16, self._profile.dots // modules)
        printer.set(align="center", bold=False, normal_textsize=True)
        if self._profile.native_qr:
            printer._raw(b"\n")  # the quiet zone above and below: the printer draws the modules only
            printer.qr(text, ec=QR_ECLEVEL_M, size=dots, native=True)
            printer._raw(b"\n")
            return
        code.box_size = dots
        picture = code.make_image().get_image().convert("L")
        printer._raw(_raster(self._in_the_middle(picture)))

    def _in_the_middle(self, picture: Image.Image, below: int = 0) -> Image.Image:
        """As wide as the paper: some printers ignore `ESC a` for pictures, so the middle is made here."""
        dots = self._profile.dots
        if picture.width > dots:
            picture = picture.resize((dots, max(1, picture.height * dots // picture.width)))
        sheet = Image.new("L", (dots, picture.height + below), 255)
        sheet.paste(picture, ((dots - picture.width) // 2, 0))
        return sheet

    def _drawn(self, line: Line) -> Image.Image:
        """The line as a grey picture as wide as the paper, its letters made smaller until they fit.

        Its indent is as wide as that of the lines that the printer writes.
        """
        dots = self._profile.dots
        text = line.left.lstrip(" ")
        indent = (len(line.left) - len(text)) * (dots // self._profile.chars)
        size = _FONT_PX * 2 if line.double else _FONT_PX
        while True:
            font = self._font(line.bold, size)
            left, right = indent + font.getlength(text), font.getlength(line.right) if line.right else 0
            if left + right + (_GAP_DOTS if line.right else 0) <= dots or size <= _SMALLEST_FONT_PX:
                break
            size -= 1
        height = _DOUBLE_LINE_DOTS if line.double else _LINE_DOTS
        sheet = Image.new("L", (dots, height), 255)
        draw = ImageDraw.Draw(sheet)
        start = {"left": 0.0, "center": (dots - left) / 2, "right": dots - left}[line.align]
        draw.text((start + indent, height / 2), text, font=font, fill=0, anchor="lm")
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

    def _folded(self, text: str) -> str:
        return text.translate(self._plain_marks) if self._profile.code_page else text

    def _knows(self, text: str) -> bool:
        """Whether the printer can print it by itself."""
        if not self._profile.code_page:
            return False
        try:
            text.encode(self._profile.code_page)
        except UnicodeEncodeError:
            return False
        return True


def _image(picture: Picture) -> Image.Image:
    """Grey, 0 is black."""
    size = (picture.width, picture.height)
    return Image.frombytes("1", size, picture.bits).convert("L").point(lambda level: 255 - level)


def _raster(picture: Image.Image) -> bytes:
    """`GS v 0`. Not `Dummy.image`: that writes to stdout, which belongs to our JSON."""
    black = picture.point(lambda grey: 255 if grey < 128 else 0).convert("1")
    row_bytes = (black.width + 7) // 8
    head = b"\x1dv0\x00" + row_bytes.to_bytes(2, "little") + black.height.to_bytes(2, "little")
    return head + black.tobytes()
