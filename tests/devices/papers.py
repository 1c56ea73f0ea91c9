"""Sample papers as a printer would bring them out: `python -m tests.devices.papers FOLDER` draws them as PNG.

The bytes of the program are read back by the small printer of the tests, so a picture shows what was sent;
beside each stands the preview that Qt draws (`preview-…`), for 80 and 58 mm.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M

from pos.core.catalogue import Barcode, Good
from pos.core.discount import Discount
from pos.core.money import Money, Quantity
from pos.core.payment import CardFacts, Payment, PaymentId, PaymentState, TransactionId
from pos.core.receipt import Picture, Receipt, ReceiptKind, Shop, sale_receipt
from pos.core.sale import Sale, SaleId
from pos.core.tender import plan, split_sale
from pos.devices.escpos import EscPosPaper
from pos.devices.print_profiles import DOTS_PER_CHAR, PROFILES, PrinterProfile
from pos.screens.words import LANGUAGES, Words
from tests.devices.escpos_reader import (
    Cut,
    DrawerOpened,
    Printed,
    PrintedPicture,
    PrintedQr,
    PrintedText,
    read_escpos,
)

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
REGULAR, BOLD = FONTS / "Inter-Regular.otf", FONTS / "Inter-SemiBold.otf"
LINK = "https://ofd.soliq.uz/epi?t=EZ000000000030&r=123456789&c=20261124143206&s=854971301623"
AT = datetime(2026, 11, 24, 9, 32, 6, tzinfo=UTC)
DOTS_PER_MM = 8
LINE_DOTS = 30

GOODS = (
    (Quantity(2000), "Молоко «Мусаффо» 3,2 %, 1 л", "Sut «Musaffo» 3,2 %, 1 l", 1_650_000, "4780001230012"),
    (Quantity(1385), "Яблоки «Голден», вес.", "Olma «Golden», oʻlchab", 1_899_000, "2800011003858"),
    (
        Quantity(1000),
        "Чай чёрный байховый «Ахмад» Английский завтрак в пакетиках с ярлычками, 100 пакетиков",
        "Qora choy «Ahmad» ingliz nonushtasi, yorliqli paketchalarda, 100 ta paketcha",
        5_890_000,
        "4780001230999",
    ),
    (Quantity(1000), "Қора ғилос мураббоси, ўрик ҳам бор", "Gʻilos murabbosi", 2_450_000, ""),
)
SHOPS = {
    "ru": ("Магазин «Баракат»", "г. Ташкент, Мирабадский р-н, ул. Навои, 16", "Спасибо за покупку!"),
    "uz": (
        "«Baraka» doʻkoni",
        "Toshkent sh., Mirobod tumani, Navoiy koʻchasi, 16",
        "Xaridingiz uchun rahmat!",
    ),
    "uz_Cyrl": (
        "«Барака» дўкони",
        "Тошкент ш., Миробод тумани, Навоий кўчаси, 16",
        "Харидингиз учун раҳмат!",
    ),
    "en": ("Baraka Market", "16 Navoi street, Mirobod, Tashkent", "Thank you!"),
}


def logo() -> Picture:
    """A round mark with its letter."""
    sheet = Image.new("1", (160, 96), 0)
    draw = ImageDraw.Draw(sheet)
    draw.ellipse((32, 0, 127, 95), fill=1)
    draw.ellipse((40, 8, 119, 87), fill=0)
    draw.text((80, 48), "B", font=ImageFont.truetype(BOLD, 56), fill=1, anchor="mm")
    return Picture(*sheet.size, sheet.tobytes())


def sample(language: str, *, link: str | None = LINK, kind: ReceiptKind = ReceiptKind.SALE) -> Receipt:
    """The paper of a sale with long names, weighed goods, Uzbek letters, a logo and the shop's own words."""
    name, address, thanks = SHOPS[language]
    sale = Sale(SaleId("SALE0001"))
    for amount, russian, uzbek, price, barcode in GOODS:
        good = Good(
            Barcode(barcode),
            uzbek if language == "uz" else russian,
            Money(price),
            spic="00401001001000001",
            package_code="1500001",
            unit="kg" if not amount.is_whole and language == "uz" else "кг" if not amount.is_whole else "шт",
            by_weight=not amount.is_whole,
        )
        sale = sale.add(
            barcode, replace(good, unit="dona") if language == "uz" and amount.is_whole else good, amount
        )
    payment = Payment(
        TransactionId("01JDF7Q2ABCDEFGHJKMNPQR0"), sale.sale_id, sale.total, 31, "KASSA-1",
        date(2026, 11, 24), AT, "", PaymentState.PAID, PaymentId(2388672086),
        card=CardFacts("", "UZCARD", "860002******8331", "99822***4567"),
    )  # fmt: skip
    shop = Shop(
        name, address, "123456789", "KASSA-1", header=("+998 71 200-00-00",), footer=(thanks,), logo=logo()
    )
    return sale_receipt(
        shop=shop, sale=sale, payment=payment, printed_at=AT, fiscal_link=link, say=Words(language).say,
        kind=kind, cashier="Азиза Ҳакимова" if language == "uz_Cyrl" else "Aziza",
    )  # fmt: skip


def tricks(language: str) -> Receipt:
    """The paper of a basket with every trick: weighed, marked, new prices, both discounts, notes, mixed."""
    name, address, thanks = SHOPS[language]
    milk, apples, tea, jam = (
        Good(
            Barcode(barcode or f"478000123{number:04d}"),
            uzbek if language == "uz" else russian,
            Money(price),
            spic="00401001001000001",
            package_code="1500001",
            unit=("dona" if amount.is_whole else "kg")
            if language == "uz"
            else "шт"
            if amount.is_whole
            else "кг",
            by_weight=not amount.is_whole,
        )
        for number, (amount, russian, uzbek, price, barcode) in enumerate(GOODS)
    )
    smokes = replace(
        tea,
        barcode=Barcode("4780069000505"),
        name="Сигареты «Pine» Blue",
        marked=True,
        commission_tin="31234567890123",
    )
    sale = Sale(SaleId("SALE0002")).add(milk.barcode, milk, Quantity.pieces(12))
    sale = sale.add(apples.barcode, apples, Quantity(1385)).add(tea.barcode, tea, Quantity.pieces(999))
    sale = sale.add(jam.barcode, jam)
    for serial in ("001", "002"):
        sale = sale.add(smokes.barcode, smokes, label=f"010478006900050521{serial}tail")
    sale = sale.set_discount(Discount.of_percent(1250), 1).set_discount(Discount.of_amount(Money(100_001)))
    sale = sale.set_price(4, Money(1_999_999)).set_note("без пакета, позвонить у двери", 2)
    sale = sale.set_note("Доставка после 18:00, код домофона 12").add(milk.barcode, milk).void(6)
    sale, parts = split_sale(sale, click=Money.of_sum(59_000_000), step=Money.of_sum(100))
    payment = Payment(
        TransactionId("01JDF7Q2ABCDEFGHJKMNPQR1"), sale.sale_id, parts.click, 31, "KASSA-1",
        date(2026, 11, 24), AT, "", PaymentState.PAID, PaymentId(2388672087),
        card=CardFacts("", "HUMO", "986012******0001", "99890***1122"),
    )  # fmt: skip
    shop = Shop(name, address, "12345678901234", "KASSA-1", training=True, footer=(thanks,))
    return sale_receipt(
        shop=shop, sale=sale, payment=payment, printed_at=AT, fiscal_link=LINK, say=Words(language).say,
        kind=ReceiptKind.FISCAL_COPY, cashier="Абдуллаева Гулнора Рустамовна",
        settlement=plan(payment, parts).settle(parts.cash + Money.of_sum(50_000), AT),
    )  # fmt: skip


def drawn(items: Iterable[Printed], profile: PrinterProfile) -> Image.Image:
    """What stands on the roll, one pixel a dot."""
    paper = _Roll(profile)
    for item in items:
        paper.put(item)
    return paper.picture()


class _Roll:
    """A roll of paper that grows."""

    def __init__(self, profile: PrinterProfile) -> None:
        self.profile = profile
        self.width = profile.paper_mm * DOTS_PER_MM
        self.left = (self.width - profile.dots) // 2
        self.parts: list[Image.Image] = [Image.new("L", (self.width, 40), 255)]

    def put(self, item: Printed) -> None:
        match item:
            case PrintedText():
                self.parts.append(self._text(item))
            case PrintedPicture(pixels):
                self._paste(Image.fromarray(pixels.astype(np.uint8)), self.left)
            case PrintedQr():
                picture = _qr(item)
                self._paste(picture, self.left + (self.profile.dots - picture.width) // 2)
            case Cut():
                self.parts.append(Image.new("L", (self.width, 4), 160))
            case DrawerOpened():
                return

    def _paste(self, picture: Image.Image, left: int) -> None:
        sheet = Image.new("L", (self.width, picture.height), 255)
        sheet.paste(picture, (left, 0))
        self.parts.append(sheet)

    def _text(self, item: PrintedText) -> Image.Image:
        """Each letter in its cell, as a printer sets it."""
        times = 2 if item.double else 1
        cell = DOTS_PER_CHAR * times
        sheet = Image.new("L", (self.width, LINE_DOTS * times), 255)
        draw = ImageDraw.Draw(sheet)
        font = ImageFont.truetype(BOLD if item.bold else REGULAR, 18 * times)
        spare = self.profile.dots - len(item.text) * cell
        start = self.left + {"left": 0, "center": spare // 2, "right": spare}[item.align]
        for place, letter in enumerate(item.text):
            middle = start + place * cell + cell // 2
            draw.text((middle, sheet.height // 2), letter, font=font, fill=0, anchor="mm")
        return sheet

    def picture(self) -> Image.Image:
        """The whole roll."""
        whole = Image.new("L", (self.width, sum(part.height for part in self.parts)), 255)
        top = 0
        for part in self.parts:
            whole.paste(part, (0, top))
            top += part.height
        return whole


def _qr(item: PrintedQr) -> Image.Image:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, box_size=item.dots)
    code.add_data(item.text)
    code.make()
    return code.make_image().get_image().convert("L")


def draw_all(folder: Path, profiles: Iterable[PrinterProfile] = tuple(PROFILES.values())) -> list[Path]:
    """Every language on each profile, and a paper without a link; the files that were written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for profile in profiles:
        on = EscPosPaper(REGULAR, BOLD, profile)
        for language in LANGUAGES:
            papers = {"": sample(language), "-tricks": tricks(language)}
            if profile.name == "generic-80":
                papers["-copy"] = sample(language, link=None, kind=ReceiptKind.COPY)
            for mark, receipt in papers.items():
                path = folder / f"{profile.name}-{language}{mark}.png"
                drawn(read_escpos(on.render(receipt)), profile).save(path)
                written.append(path)
    return written


def draw_previews(folder: Path) -> list[Path]:
    """The same papers as the window shows them, on 80 and 58 mm. Needs an application and its fonts."""
    from pos.qt.receipt_painter import write_png
    from pos.qt.receipt_rows import MM_58, MM_80

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in LANGUAGES:
        for mark, receipt in (("", sample(language)), ("-tricks", tricks(language))):
            for sheet in (MM_80, MM_58):
                path = folder / f"preview-{sheet.paper_mm:.0f}-{language}{mark}.png"
                write_png(receipt, path, sheet)
                written.append(path)
    return written


def main(folder: Path) -> None:
    """Draw all of them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from pos.qt.typeset import load_fonts

    app = QGuiApplication.instance() or QGuiApplication([])
    load_fonts(FONTS)
    for written in (*draw_all(folder), *draw_previews(folder)):
        sys.stdout.write(f"{written}\n")
    del app


if __name__ == "__main__":
    main(Path(sys.argv[1]))
