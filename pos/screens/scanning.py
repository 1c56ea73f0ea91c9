"""Where a scanned code goes: to the lines, to the payment, or nowhere. GUI thread.

Only the stage WAITING ever charges. A payment QR is kept nowhere: repeats are told by a hash of it.
"""

from __future__ import annotations

from pos.core.scan import RepeatFilter, ScanKind, classify
from pos.screens.counter import Counter
from pos.screens.desk import Stage
from pos.screens.device_paper import DevicePaper
from pos.screens.goods_entry import GoodsEntry
from pos.screens.line_edits import PAYMENT_CODE_DIGITS
from pos.screens.paying import Paying
from pos.screens.words import Sentence, _

BOUNCE_S = 0.2
"""A hand scanner that gives the same code again so soon has bounced; two equal goods take longer."""


class Scanning:
    """Sends each code to the right place, by the stage of the desk."""

    def __init__(self, counter: Counter, entry: GoodsEntry, paying: Paying) -> None:
        self._c = counter
        self._entry = entry
        self._paying = paying
        self._paper = DevicePaper(counter)
        self._camera = RepeatFilter()
        self._bounce = (0, 0.0)
        self._early: list[str] = []

    def scanned(self, text: str, source: str) -> None:
        """A code of the camera or of a hand scanner; repeats are dropped."""
        stage = self._c.desk.stage
        looks = stage in {Stage.ENTRY, Stage.WAITING} or self._paper.wants(text)
        if source == "camera" and not looks:
            return  # the customer's phone is still in front of the camera
        if self._is_repeat(text, source):
            return
        if stage is Stage.ENTRY:
            if not self._c.refuses():
                self._entry.scanned(text)
        else:
            self.code(text)

    def code(self, text: str) -> None:
        """A whole code outside of typing."""
        c = self._c
        match c.desk.stage:
            case Stage.ENTRY:
                if not c.refuses():
                    self._entry.code(text)
            case Stage.WAITING:
                self._paying.scanned(text)
            case Stage.PAID | Stage.RETURNED:
                self._after_payment(text)
            case Stage.PROCESSING:
                c.warn(Sentence(_("The payment is on its way. Do not scan anything")), None)
            case Stage.CARD | Stage.CASH:
                c.warn(Sentence(_("The receipt is being paid. Finish it, or Esc goes back to it")))
            case Stage.UNKNOWN | Stage.MANUAL:
                c.warn(Sentence(_("The payment is being checked. Do not scan. F5 serves the next customer")))
            case _:
                c.warn(Sentence(_("Press F8 for a new QR, or Esc to go back to the receipt")))

    def take_up_early(self) -> None:
        """Ring up the goods that were scanned while «paid» had to stay on the screen."""
        if self._early and (self._c.desk.stage is Stage.ENTRY or self._paying.paid_long_enough()):
            early, self._early = self._early, []
            for text in early:
                self.code(text)

    def forget(self) -> None:
        """Let the next code through whatever it is."""
        self._camera.forget()

    def _after_payment(self, text: str) -> None:
        """Goods open the next sale, once «paid» was seen; the QR that has just paid is ignored."""
        if self._paper.wants(text):
            self._paper.attach(text)
            return
        scan = classify(text)
        if scan.kind is ScanKind.CLICK_PASS and len(scan.text) >= PAYMENT_CODE_DIGITS:
            return
        if self._paying.paid_long_enough():
            self._paying.next_sale()
            self._entry.code(text)
        else:
            self._early.append(text)

    def _is_repeat(self, text: str, source: str) -> bool:
        now_s = self._c.monotonic_s()
        mark = hash(text)
        if source == "camera":
            return self._camera.is_repeat(str(mark), now_s)
        before, self._bounce = self._bounce, (mark, now_s)
        return before[0] == mark and now_s - before[1] < BOUNCE_S
