"""The goods of the shop, looked through by the manager. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos.core.catalogue import Good
from pos.core.errors import BadInput
from pos.core.readiness import Lack
from pos.flow.good_edit import GoodDraft
from pos.flow.goods_ports import GoodsDesk, GoodsFound
from pos.screens.goods_codes import CodesState, GivingCodes
from pos.screens.goods_page import GoodsState, goods_view
from pos.screens.goods_views import GoodsAct, GoodsPlace, GoodsView
from pos.screens.page_scan import find_scanned, unknown_sentence
from pos.screens.runner import Runner
from pos.screens.words import Words

SHOWN_AT_MOST = 200
_NOTHING: Good | None = None


class GoodsPresenter:
    """Asks as somebody types. One question is under way at a time: of what is typed meanwhile, the last."""

    def __init__(
        self,
        *,
        desk: GoodsDesk,
        runner: Runner,
        words: Words,
        render: Callable[[GoodsView], None],
        closed: Callable[[], None] = lambda: None,
        opens: Callable[[GoodsAct, GoodsPlace], None] = lambda _act, _place: None,
    ) -> None:
        self._desk = desk
        self._runner = runner
        self._words = words
        self._render = render
        self._closed, self._opens = closed, opens
        self._scans = 0
        self._looks_up, self._looked_up = False, _NOTHING
        self._codes = GivingCodes(desk.edit, runner, self._codes_now, self._ask)
        self._s = GoodsState()
        self._asks: tuple[str, bool] | None = None  # what is under way
        self._is_open = False

    def open(self, at: GoodsPlace | None = None) -> None:
        """Read the first goods and show them, or those where somebody was before."""
        at = at or GoodsPlace()
        self._s = GoodsState(search=at.search, not_ready=at.not_ready, selected=at.selected)
        self._is_open, self._looked_up = True, _NOTHING
        self._ask()
        self._draw()

    def edited(self, text: str) -> None:
        """The search was typed into."""
        self._s = replace(self._s, search=text, told=None)
        self._ask()
        self._draw()

    def show(self, *, not_ready: bool) -> None:
        """All goods, or those at which somebody should look."""
        self._s = replace(self._s, not_ready=not_ready, selected="")
        self._ask()
        self._draw()

    def select(self, ref: str) -> None:
        """Another row."""
        if ref != self._s.selected:
            self._s = replace(self._s, selected=ref)
            self._draw()

    def act(self, act: GoodsAct) -> None:
        """A button or its key."""
        chosen = self._s.chosen
        if self._codes.act(act):
            return
        if act is GoodsAct.TAKE:
            self._take()
        elif act is GoodsAct.CLOSE:
            self.close()
        elif act is not GoodsAct.EDIT or chosen:
            ref = chosen.good.barcode if chosen else ""
            place = GoodsPlace(self._s.search, self._s.not_ready, ref)
            self._is_open = False
            self._opens(act, place)

    def scanned(self, text: str) -> None:
        """Look for the good of a code; a payment code is refused in words and kept nowhere."""
        self._scans += 1
        number = self._scans

        def done(draft: GoodDraft | None) -> None:
            if number != self._scans or not self._is_open:
                return
            if draft is None:
                self._s = replace(self._s, told=unknown_sentence(text))
            else:
                ref = draft.good.barcode
                self._s = replace(self._s, search=ref, not_ready=False, selected=ref, told=None)
                self._ask()
            self._draw()

        def failed(error: BaseException) -> None:
            told = unknown_sentence(text) if isinstance(error, BadInput) else None
            self._s = replace(self._s, told=told, error=None if told else error)
            self._draw()

        self._codes.act(GoodsAct.NO)
        self._runner.run(find_scanned(self._desk, text), done, failed)

    def back(self) -> None:
        """Esc: first a question goes, then the search, then the filter, then the page."""
        if self._codes.act(GoodsAct.NO):
            return
        if self._s.search:
            self.edited("")
        elif self._s.not_ready:
            self.show(not_ready=False)
        else:
            self.close()

    def close(self) -> None:
        """Go back to the sale; answers that still come are dropped."""
        self._is_open = False
        self._closed()

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    def _take(self) -> None:
        """Give the chosen good its sure code."""
        sure, chosen = self._s.sure, self._s.chosen
        if sure is None or chosen is None:
            return
        fields = {"spic": sure.entry.spic}
        if sure.entry.package_code:
            fields["package_code"] = sure.entry.package_code
        self._s = replace(self._s, draft=None)  # a second press finds nothing to give

        def done(_saved: object) -> None:
            self._ask()
            self._draw()

        def failed(error: BaseException) -> None:
            self._s = replace(self._s, error=error)
            self._draw()

        self._runner.run(self._desk.edit.save(chosen.good.barcode, fields), done, failed)

    def _look_up(self) -> None:
        """Read which codes may fit, once the chosen good stays and lacks one."""
        chosen = self._s.chosen
        if chosen is None or Lack.SPIC not in chosen.ready.lacks or self._looked_up == chosen.good:
            return
        if self._looks_up:
            return  # one at a time: who holds an arrow key asks for the last one
        self._looks_up, self._looked_up = True, chosen.good

        def done(draft: GoodDraft | None) -> None:
            self._looks_up = False
            self._s = replace(self._s, draft=draft)
            self._draw()

        # A list without codes is still a list: what failed is said where somebody asks for it, in the form.
        self._runner.run(self._desk.edit.draft(chosen.good.barcode), done, lambda _error: done(None))

    def _codes_now(self, codes: CodesState) -> None:
        self._s = replace(self._s, codes=codes)
        self._draw()

    def _ask(self) -> None:
        if self._asks is not None:
            return
        asked = self._asks = (self._s.search.strip(), self._s.not_ready)

        def done(found: GoodsFound) -> None:
            self._s = replace(
                self._s,
                cards=found.cards,
                levels=found.levels,
                is_cut=found.is_cut,
                answered=True,
                error=None,
            )
            self._over(asked)

        def failed(error: BaseException) -> None:
            self._s = replace(self._s, error=error)
            self._over(asked)

        text, not_ready = asked
        self._runner.run(self._desk.goods(text, not_ready=not_ready, limit=SHOWN_AT_MOST), done, failed)

    def _over(self, asked: tuple[str, bool]) -> None:
        """An answer came; what was typed since is asked now."""
        self._asks = None
        if not self._is_open:
            return
        if asked != (self._s.search.strip(), self._s.not_ready):
            self._ask()
        self._draw()

    def _draw(self) -> None:
        if self._is_open:
            self._look_up()
            self._render(goods_view(self._s, self._words))
