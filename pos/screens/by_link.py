"""The receipt becomes an online order that its customer pays by link or QR. GUI thread. Moves no money."""

from __future__ import annotations

from pos.core.errors import PosError
from pos.flow.order_ports import OrderLink
from pos.screens.counter import Counter
from pos.screens.desk import Desk, Stage
from pos.screens.order_holds import called
from pos.screens.views import Intent
from pos.screens.words import Sentence, _


class ByLink:
    """Hands the lines over to an order; what could not be written comes back.

    While it is written the lines are not on the screen: F8 cannot charge what somebody else is to pay.
    """

    def __init__(self, counter: Counter) -> None:
        self._c = counter

    def begin(self) -> None:
        """Make the order and open its page with the QR; a receipt that cannot be paid says why."""
        c, desk = self._c, self._c.desk
        if c.online is None or c.refuses():
            return
        try:
            desk.sale.ready_to_pay()
        except PosError as error:
            c.warn(error)
            return
        c.forget_entry()
        c.desk = c.fresh_desk()
        c.runner.run(c.online.order_from_sale(desk.sale), self._made, lambda error: self._failed(desk, error))

    def _made(self, link: OrderLink) -> None:
        c = self._c
        told = _("The receipt is now order No. {number}\nCtrl F8 shows it")
        c.tell(Sentence.of(told, number=called(link.card)))
        c.redraw()
        if c.desk.stage is Stage.ENTRY:  # else the next payment has begun: no page lies over that
            c.navigate(Intent.BY_LINK, link.card.order.order_id)

    def _failed(self, desk: Desk, error: BaseException) -> None:
        """The receipt is back on the screen, or aside where another one has been begun meanwhile."""
        c = self._c
        if c.desk.stage is Stage.ENTRY and not c.desk.sale.lines:
            c.desk = desk
        else:
            c.asides = (*c.asides, desk)
            c.tell(Sentence(_("The order was not made\nThe receipt stands aside, F5 brings it back")))
        unexpected = Sentence(_("The order was not made. The receipt is as it was"))
        c.warn(error if isinstance(error, PosError) else unexpected)
        c.redraw()
