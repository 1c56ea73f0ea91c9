"""What the presenters draw of the goods and of a table that is taken in, in any language."""

from __future__ import annotations

from dataclasses import replace

from pos.core.catalogue import Barcode
from pos.core.errors import BadInput, JournalBusy
from pos.flow.goods_ports import ImportCheck
from pos.screens.goods_import_screen import GoodsImportPresenter
from pos.screens.goods_screen import GoodsPresenter
from pos.screens.goods_views import GoodsAct, GoodsView, ImportAct, ImportView
from pos.screens.words import Words
from tests.fakes.goods_desk import BAD, BREAD, CHECKED, CIGARETTES, GOODS, SERVICE, TEA, FakeGoods
from tests.fakes.inline_runner import InlineRunner
from tests.qt.form_samples import CODES

MANY = tuple(
    replace(good, barcode=Barcode(f"{good.barcode[:-2]}{number:02d}"), name=f"{good.name}, {number}")
    for number in range(3)
    for good in (TEA, BREAD, CIGARETTES)
)


def goods_view(name: str, language: str) -> GoodsView:
    desk, runner, views = FakeGoods(*GOODS, *MANY), InlineRunner(), list[GoodsView]()
    if name == "empty":
        desk.list.clear()
    screen = GoodsPresenter(desk=desk, runner=runner, words=Words(language), render=views.append)
    runner.hold = name == "loading"
    screen.open()
    if name in ("question", "given"):
        desk.edit.codes = {good.barcode: CODES[:1] for good in desk.list if good.marked}
        screen.act(GoodsAct.ACCEPT)
    match name:
        case "given":
            screen.act(GoodsAct.YES)
        case "sure" | "several":
            desk.edit.codes = {CIGARETTES.barcode: CODES[:1] if name == "sure" else CODES}
            screen.select(CIGARETTES.barcode)
        case "unknown":
            screen.scanned("4780012340009")
        case "red":
            screen.select(CIGARETTES.barcode)
        case "yellow":
            screen.show(not_ready=True)
            screen.select(BREAD.barcode)
        case "nothing":
            screen.edited("аспирин")
        case "fails":
            desk.error = JournalBusy("x")
            screen.edited(SERVICE.name[:3])
        case _:
            pass
    runner.drop_all()
    return views[-1]


LISTS = (
    "list",
    "red",
    "yellow",
    "nothing",
    "empty",
    "loading",
    "fails",
    "question",
    "given",
    "unknown",
    "sure",
    "several",
)


class ImportKit:
    """The import, driven step by step."""

    def __init__(self, language: str) -> None:
        self.desk, self.runner = FakeGoods(*GOODS), InlineRunner()
        self.views: list[ImportView] = []
        self.screen = GoodsImportPresenter(
            desk=self.desk, runner=self.runner, words=Words(language), render=self.views.append
        )
        self.screen.open()

    def act(self, *acts: ImportAct) -> None:
        for act in acts:
            self.screen.act(act)


def import_view(name: str, language: str) -> ImportView:
    kit = ImportKit(language)
    screen = kit.screen
    if name == "file":
        return kit.views[-1]
    if name == "unread":
        kit.desk.error = BadInput("x", field="file", value="nomenklatura.docx")
        screen.chosen("C:/Users/Malika/nomenklatura.docx")
        return kit.views[-1]
    screen.chosen("C:/Users/Malika/nomenklatura.xlsx")
    if name == "columns":
        screen.select(1)
        return kit.views[-1]
    if name == "bad":
        kit.desk.steps = [replace(CHECKED, added=98_000, refused=1_204, bad=BAD * 26)]
    if name == "checking":
        kit.desk.steps = [ImportCheck(36_000, 100_000, added=35_800, changed=200, levels=CHECKED.levels)]
        kit.runner.hold = True
        kit.act(ImportAct.NEXT)
        kit.runner.release()
        kit.runner.release()
        kit.runner.drop_all()
        return kit.views[-1]
    kit.act(ImportAct.NEXT)
    if name == "writing":
        kit.runner.hold = True
    if name in ("writing", "done"):
        kit.act(ImportAct.TAKE_IN)
        kit.runner.drop_all()
    return kit.views[-1]


IMPORTS = ("file", "unread", "columns", "checking", "bad", "checked", "writing", "done")
