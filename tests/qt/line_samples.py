"""What the presenters draw while lines are edited, and of goods that are taught, in any language."""

from __future__ import annotations

from pos.core.errors import JournalBusy
from pos.screens.teach_draft import TeachDraft
from pos.screens.teach_screen import TeachPresenter
from pos.screens.teach_views import TeachView
from pos.screens.views import Intent, SaleView
from pos.screens.words import Words
from tests.fakes.goods_desk import CODES, SPIC, TEA, FakeGoods
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.till import BAG, MILK
from tests.screens.counter_kit import Kit

NEW = "4780099999992"
NOTE, COMMENT = "подарок, завернуть отдельно", "Доставить к 18:00, домофон 24"


def sale_view(name: str, language: str) -> SaleView:
    kit = Kit(language)
    for barcode in (MILK.barcode, TEA.barcode, BAG.barcode):
        kit.till.goods[TEA.barcode] = TEA
        kit.scan(barcode)
    kit.screen.line_selected(1)
    answer(kit, Intent.PRICE, "12 500")
    match name:
        case "edited":
            answer(kit, Intent.DISCOUNT, "10%")
            kit.screen.line_selected(3)
            answer(kit, Intent.NOTE, NOTE)
            answer(kit, Intent.NOTE, COMMENT, 2)
        case "undone":
            kit.press(Intent.UNDO)
        case "unknown":
            kit.scan(NEW)
        case "asks_price":
            kit.press(Intent.PRICE)
        case "asks_note":
            kit.press(Intent.NOTE)
        case "no_price":
            answer(kit, Intent.PRICE, "дорого")
    return kit.view


def answer(kit: Kit, intent: Intent, text: str, times: int = 1) -> None:
    kit.press(*(intent,) * times)
    kit.screen.typed(text)


SALES = ("edited", "undone", "unknown", "asks_price", "asks_note", "no_price")


def teach_view(name: str, language: str) -> TeachView:
    desk, views = FakeGoods(TEA), list[TeachView]()
    screen = TeachPresenter(
        teacher=desk,
        runner=InlineRunner(),
        words=Words(language),
        render=views.append,
        draft=TeachDraft(TEA.barcode if name in ("codes", "known") else NEW, marked=name == "marked"),
        taught=lambda _card: None,
    )
    screen.open()
    if name in ("empty", "codes"):
        return views[-1]
    typed = {"name": "Чай холодный «Ice Tea» персик, 0,5 л", "price": "8 500"}
    if name != "wrong":
        typed |= {"spic": SPIC, "package_code": CODES[0].package_code}
    else:
        typed["price"] = "дорого"
    for field, text in typed.items():
        screen.edited(field, text)
    if name == "fails":
        desk.error = JournalBusy("x")
    if name in ("wrong", "fails", "known"):
        screen.save()
    if name == "ready":
        screen.select(1)
    return views[-1]


LESSONS = ("empty", "codes", "ready", "marked", "wrong", "known", "fails")
