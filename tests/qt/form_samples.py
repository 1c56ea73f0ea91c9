"""What the presenters draw of the scales and of one good's form, in any language."""

from __future__ import annotations

from dataclasses import replace

from pos.core.catalogue import Barcode, Good
from pos.core.classifier import SpicEntry
from pos.core.money import Money
from pos.screens.form_views import FormAct, FormView
from pos.screens.good_form_screen import GoodFormPresenter
from pos.screens.scales_screen import ScalesPresenter
from pos.screens.words import Words
from tests.core.test_weighed import ean
from tests.fakes.goods_desk import CIGARETTES, GOODS, TEA, FakeGoods
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.till import OTP

RICE = Good(
    Barcode("11"), "Рис «Лазер»", Money.of_sum(26_000), "0" * 17, "1", unit="кг", by_weight=True,
    name_uz="Guruch «Lazer»",
)  # fmt: skip
LABEL = ean("220000110385")
CODES = (
    SpicEntry("02402001001000001", "Сигареты с фильтром, пачка", "Filtrli sigaretalar, quti", "", "1507241"),
    SpicEntry("02402001001000002", "Сигареты без фильтра, блок из десяти пачек", "Filtrsiz sigaretalar"),
    SpicEntry("02403001002000003", "Табак трубочный и прочий курительный табак", "Trubka tamakisi"),
)


def scales_view(name: str, language: str) -> FormView:
    views = list[FormView]()
    screen = ScalesPresenter(
        desk=FakeGoods(RICE).scales, runner=InlineRunner(), words=Words(language), render=views.append
    )
    screen.open()
    if name != "begin":
        screen.scanned(LABEL)
        screen.edited("plu", "12" if name == "nothing" else "11")
        screen.edited("weight", "0,385")
    if name in ("two", "saved"):
        screen.edited("price", "385")
        screen.choose("1")
    if name == "saved":
        screen.act(FormAct.SAVE)
    if name == "refused":
        screen.edited("label", "4780012340018")
        screen.scanned(OTP)
    return views[-1]


SCALES = ("begin", "two", "nothing", "saved", "refused")


def form_view(name: str, language: str) -> FormView:
    views, desk = list[FormView](), FakeGoods(*GOODS)
    desk.edit.codes = {CIGARETTES.barcode: CODES[:1] if name == "sure" else CODES}
    screen = GoodFormPresenter(desk=desk, runner=InlineRunner(), words=Words(language), render=views.append)
    screen.open(TEA.barcode if name in ("ready", "bad", "leave") else CIGARETTES.barcode)
    match name:
        case "sure":
            screen.choose("0")
        case "bad":
            screen.edited("price", "по запросу")
        case "leave":
            screen.edited("name", replace(TEA, name="Чай").name)
            screen.act(FormAct.BACK)
        case _:
            pass
    return views[-1]


FORMS = ("red", "sure", "ready", "bad", "leave")
