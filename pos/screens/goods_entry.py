"""Ringing up goods: what a scan, a typed text or a key does to the lines. GUI thread."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pos.core.catalogue import Good
from pos.core.errors import BadInput, PosError
from pos.core.money import ONE, Quantity
from pos.core.sale import Sale, SaleId
from pos.core.scan import ScanKind, classify
from pos.core.tashkent import clock_text
from pos.core.weighed import WeighedScheme
from pos.screens.counter import Asked, Counter, Question
from pos.screens.desk import Desk, Stage
from pos.screens.finding import Found, find_good
from pos.screens.line_edits import PAYMENT_CODE_DIGITS, LineEdits, line_of
from pos.screens.naming import not_goods_text
from pos.screens.sounds import Sound
from pos.screens.teach_draft import draft_of
from pos.screens.views import Intent
from pos.screens.words import Sentence, _

MASKED_DIGITS = 13
"""CLICK's page also shows a code of 13 digits: a red line of such a one keeps only its ends."""

_TIMES = re.compile(r"([0-9]+(?:[.,][0-9]+)?)[*xXхХ×](.*)", re.DOTALL)


class GoodsEntry:
    """Changes the sale of the desk while its stage is ENTRY."""

    def __init__(self, counter: Counter) -> None:
        self._c = counter
        self.edits = LineEdits(
            counter, lambda good, quantity: self._put(counter.desk, good.barcode, good, quantity)
        )
        self._finding = 0
        self._afterwards: list[Callable[[], None]] = []

    def typed(self, text: str) -> None:
        """A text that was finished with Enter."""
        c = self._c
        c.type("")
        c.alert = None
        text = text.strip()
        if c.question:
            self.edits.answer(c.question, text)
        elif text in {"+", "-", "\N{MINUS SIGN}"}:
            self.edits.change_by(1 if text == "+" else -1)
        elif times := _TIMES.fullmatch(text):
            self._times(times[1], times[2].strip())
        elif text.isdecimal() or classify(text).kind is not ScanKind.UNKNOWN:
            self.code(text)
        elif text:
            c.finding_line = None
            c.navigate(Intent.SEARCH, text)

    def scanned(self, text: str) -> None:
        """A code of the scanner or the camera; a quantity that was typed before it counts."""
        c = self._c
        if c.question and c.question.asked is Asked.LABEL:
            self.typed(text)
            return
        typed = c.typing.strip()
        c.type("")
        c.alert, c.question = None, None
        times = _TIMES.fullmatch(typed)
        if times and not times[2]:
            self._times(times[1], text)
        else:
            self.code(text)

    def code(self, text: str) -> None:
        """Find the good of a code and put it on the receipt; an unknown one becomes a red line."""
        c = self._c
        quantity, c.multiplier = c.multiplier or ONE, None
        scan = classify(text)
        if not scan.text:
            return
        if scan.kind is not ScanKind.CLICK_PASS and (sentence := not_goods_text(scan.kind)):
            c.warn(Sentence(sentence))
            return
        self._finding += 1
        sale_id = c.desk.sale.sale_id
        c.runner.run(
            find_good(c.till, scan.text, scan.kind),
            lambda found: self._found(sale_id, scan.text, scan.kind, quantity, found),
            lambda error: self._not_found(sale_id, scan.text, quantity, error),
        )

    def add(self, good: Good) -> None:
        """A good that was chosen by hand: a weighed one is asked its weight, a red line is replaced."""
        c = self._c
        quantity, c.multiplier = c.multiplier or ONE, None
        if c.finding_line is not None:
            self._strike(c.finding_line)
            c.finding_line = None
        if good.by_weight:
            c.question = Question(good=good)
        else:
            self._put(c.desk, good.barcode, good, quantity)

    def void_or_restore(self, number: int | None) -> None:
        """Strike a line through; the same again brings it back."""
        c = self._c
        line = line_of(self._c, number if number is not None else c.desk.chosen)
        if line is None:
            return
        c.alert = None
        if line.voided:
            try:
                restored = c.desk.sale.restore(line.number)
            except BadInput as error:
                c.warn(error)
                return
            at = tuple(entry for entry in c.desk.voided_at if entry[0] != line.number)
            c.desk = replace(c.desk.with_sale(restored, line.number), voided_at=at)
        else:
            self._strike(line.number)

    def search_for_line(self, number: int) -> None:
        """Look for the goods of a red line by name; the chosen ones take its place."""
        self._c.finding_line = number
        self._c.navigate(Intent.SEARCH, "")

    def teach(self) -> None:
        """Open the form that puts the goods of the chosen red line, else of the first, into the catalogue."""
        c = self._c
        line = line_of(c, c.desk.chosen)
        if line is None or not line.is_unresolved:
            line = c.desk.sale.unresolved
        if line is None or c.refuses():
            return
        if draft_of(line.scanned, c.schemes) is None:
            c.warn(Sentence(_("This code cannot be taught. Remove the line or find the goods by hand")))
            return
        c.forget_entry()
        c.desk = c.desk.with_sale(c.desk.sale, line.number)
        c.navigate(Intent.TEACH, str(line.number))

    def when_idle(self, action: Callable[[], None]) -> None:
        """Do `action` once no scan is being looked up, so that no scanned good is left out of a payment."""
        if self._finding:
            self._afterwards.append(action)
        else:
            action()

    # ---- inside ---------------------------------------------------------------------------------------

    def _times(self, amount: str, code: str) -> None:
        c = self._c
        try:
            c.multiplier = Quantity.parse(amount)
        except BadInput as error:
            c.warn(error)
            return
        if code:
            self.code(code)

    def _strike(self, number: int) -> None:
        c = self._c
        at = (*c.desk.voided_at, (number, clock_text(c.now())[:5]))
        c.desk = replace(c.desk.with_sale(c.desk.sale.void(number), number), voided_at=at)

    def _end_find(self) -> None:
        self._finding -= 1
        if not self._finding:
            actions, self._afterwards = self._afterwards, []
            for action in actions:
                action()
        self._c.redraw()

    def _found(
        self,
        sale_id: SaleId,
        code: str,
        kind: ScanKind,
        quantity: Quantity,
        found: Found | None,
    ) -> None:
        c = self._c
        desk = c.desk
        if desk.sale.sale_id == sale_id and desk.stage is Stage.ENTRY:
            if found:
                self._put(desk, code, found.good, quantity, found)
            else:
                self._put_unknown(desk, code, kind, quantity)
        self._end_find()

    def _not_found(self, sale_id: SaleId, code: str, quantity: Quantity, error: BaseException) -> None:
        """The catalogue could not be read: a red line keeps the good from leaving unpaid."""
        c = self._c
        if c.desk.sale.sale_id == sale_id and c.desk.stage is Stage.ENTRY:
            self._put_unknown(c.desk, code, classify(code).kind, quantity)
            c.warn(error if isinstance(error, PosError) else Sentence(_("The catalogue cannot be read")))
        self._end_find()

    def _learn_schemes(self) -> None:
        """How the scales write their labels, for whoever teaches this one."""

        def learnt(schemes: Sequence[WeighedScheme]) -> None:
            self._c.schemes = schemes

        self._c.runner.run(self._c.till.schemes(), learnt, lambda _error: None)

    def _put_unknown(self, desk: Desk, code: str, kind: ScanKind, quantity: Quantity) -> None:
        """A red line; but a payment QR is charged by nothing here, and its content is kept nowhere."""
        c = self._c
        if kind is ScanKind.WEIGHED:
            self._learn_schemes()
        if kind is not ScanKind.CLICK_PASS or len(code) < MASKED_DIGITS:
            self._put(desk, code, None, quantity)
        elif len(code) < PAYMENT_CODE_DIGITS:
            self._put(desk, f"{code[:3]}…{code[-2:]}", None, quantity)
            c.warn(Sentence(_("Not goods of this shop. A payment QR? Remove the line, press F8")), None)
        else:
            c.warn(Sentence(_("This is a payment QR. Press F8 first, then scan it")))

    def _put(
        self, desk: Desk, code: str, good: Good | None, quantity: Quantity, found: Found | None = None
    ) -> None:
        """`found` says what the label itself tells: a weight, a price, the piece that it marks."""
        c = self._c
        told = found.portion if found else None
        if told:
            quantity = told.quantity
        if good and not good.by_weight and not quantity.is_whole:
            c.warn(BadInput("pieces are whole", field="quantity", value=quantity.digits()))
            return
        try:
            sale: Sale = desk.sale.add(
                code,
                good,
                quantity,
                printed_total=told.printed_total if told else None,
                label=found.label if found else "",
            )
        except BadInput as error:
            c.warn(error)
            return
        c.desk = desk.with_sale(sale)
        c.play(Sound.ADDED if good else Sound.UNKNOWN)
