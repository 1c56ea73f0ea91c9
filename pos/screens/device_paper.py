"""The QR of the fiscal device's paper while «paid» stands on the screen. GUI thread. Moves no money."""

from __future__ import annotations

from pos.core.errors import PosError
from pos.core.scan import ScanKind, classify
from pos.screens.counter import Counter
from pos.screens.desk import Stage
from pos.screens.sounds import Sound
from pos.screens.words import Sentence, _

ATTACHED = Sentence(_("The fiscal receipt is attached to the payment\nIt goes to CLICK by itself"))


class DevicePaper:
    """Hands the link of a fiscal receipt over to the till, for the sale on the screen."""

    def __init__(self, counter: Counter) -> None:
        self._c = counter

    def wants(self, text: str) -> bool:
        """Whether the paid sale on the screen waits for a link; one of another place is then refused."""
        attempt = self._c.desk.attempt
        if attempt is None or attempt.stage is not Stage.PAID or not attempt.awaits_paper:
            return False
        return classify(text).kind in {ScanKind.FISCAL_RECEIPT, ScanKind.LINK}

    def attach(self, text: str) -> None:
        """Keep it for the payment on the screen; the sale stays as it is whatever comes of it."""
        c = self._c
        attempt = c.desk.attempt
        if attempt is None or attempt.transaction_id is None:
            return
        c.alert = None

        def done(_nothing: None) -> None:
            c.play(Sound.ADDED)
            c.tell(ATTACHED)
            c.redraw()

        def failed(error: BaseException) -> None:
            c.warn(error if isinstance(error, PosError) else Sentence(_("This cannot be done now")))
            c.redraw()

        c.runner.run(c.till.attach_receipt(attempt.transaction_id, text), done, failed)
