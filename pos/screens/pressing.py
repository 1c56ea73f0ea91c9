"""What a key or a button means at each stage of the sale. GUI thread. Charges nothing itself."""

from __future__ import annotations

from pos.core.payment import Word
from pos.screens.by_link import ByLink
from pos.screens.choices import Choices
from pos.screens.counter import Asked, Counter
from pos.screens.desk import BUSY, IN_DOUBT, Stage
from pos.screens.goods_entry import GoodsEntry
from pos.screens.papers import print_waiting
from pos.screens.paying import Paying
from pos.screens.recalling import Recalling
from pos.screens.scanning import Scanning
from pos.screens.tendering import Tendering
from pos.screens.undoing import Undoing
from pos.screens.views import Intent
from pos.screens.words import Sentence, _

_LINE_KEYS = frozenset(
    {
        Intent.VOID,
        Intent.QUANTITY,
        Intent.DISCOUNT,
        Intent.MORE,
        Intent.LESS,
        Intent.PRICE,
        Intent.AMOUNT,
        Intent.NOTE,
        Intent.DROP_LABEL,
        Intent.UNDO,
        Intent.TEACH,
    }
)
_ALWAYS = frozenset({Intent.HELP, Intent.FULL_SCREEN})
_PAGES = frozenset(
    {
        Intent.HISTORY,
        Intent.OFD_QUEUE,
        Intent.ONLINE_ORDERS,
        Intent.SHOP_API_TEST,
        Intent.GOODS,
        Intent.PRINTER,
    }
)


class Pressing:
    """Sends each intent to the part that knows it; what a stage does not know does nothing."""

    def __init__(
        self,
        counter: Counter,
        entry: GoodsEntry,
        paying: Paying,
        recalling: Recalling,
        scanning: Scanning,
        tendering: Tendering,
    ) -> None:
        self._c = counter
        self._entry = entry
        self._paying = paying
        self._recalling = recalling
        self._scanning = scanning
        self._tendering = tendering
        self._choices = Choices(counter, paying)
        self._by_link = ByLink(counter)
        self.undoing = Undoing(counter)

    def press(self, intent: Intent) -> None:
        """One key or button."""
        stage = self._c.desk.stage
        match intent:
            case Intent.CLICK_PASS | Intent.NEW_CODE | Intent.CHECK_NOW:
                self._f8(stage)
            case Intent.CASH | Intent.CARD | Intent.MIXED:
                self._tender(intent, stage)
            case Intent.BACK:
                self._back(stage)
            case Intent.HOLD:
                self._entry.when_idle(self._recalling.hold)
            case Intent.RECALL if stage not in BUSY:
                self._entry.when_idle(self._recalling.recall)
            case Intent.BY_LINK if stage is Stage.ENTRY:
                self._entry.when_idle(self._by_link.begin)
            case Intent.PRINT_WAITING | Intent.DISMISS | Intent.CLOSE_WINDOW:
                self._beside(intent)
            case _ if intent in _LINE_KEYS and stage is Stage.ENTRY:
                self._edit(intent)
            case _:
                self._page(intent, stage)

    def _beside(self, intent: Intent) -> None:
        """What has nothing to do with the receipt."""
        c = self._c
        if intent is Intent.PRINT_WAITING:
            print_waiting(c)
        elif intent is Intent.DISMISS:
            c.alarms.dismiss()
        else:
            c.warn(Sentence(_("A payment is on its way: close the till when it is over")), None)

    def _page(self, intent: Intent, stage: Stage) -> None:
        """What opens a page; everything else belongs to a card."""
        c = self._c
        if intent in _ALWAYS or (intent in _PAGES and stage not in BUSY):
            c.navigate(intent, "")
        elif intent is Intent.SEARCH:
            if stage is Stage.ENTRY and not c.refuses():
                c.finding_line = None
                c.navigate(intent, c.typing)
        else:
            self._card(intent, stage)

    def _card(self, intent: Intent, stage: Stage) -> None:
        """The buttons of a card whose payment is over or in doubt."""
        match intent:
            case Intent.NEXT_SALE:
                self._paying.next_sale()
            case Intent.CANCEL_LATER:
                self._choices.toggle_cancel_wish()
            case Intent.GIVE_BACK if stage is Stage.CASH:
                self._tendering.give_back()
            case Intent.GIVE_BACK:
                self._choices.give_back()
            case Intent.HANDED_OVER:
                self._choices.settle(Word.HANDED_OVER)
            case Intent.CLOSE_CARD:
                self._choices.settle(Word.LEFT_TO_MANAGER)
            case Intent.DECIDE if stage is Stage.MANUAL:
                attempt = self._c.desk.attempt
                if attempt and attempt.transaction_id:
                    self._c.navigate(Intent.DECIDE, attempt.transaction_id)
            case _:
                pass  # tenders and keys of later versions, and keys that this stage does not know

    def _f8(self, stage: Stage) -> None:
        """The key of a nervous cashier: begins a payment, takes a new code, or only reads; by the stage."""
        if stage in {Stage.ENTRY, Stage.REFUSED, Stage.CANCELLED}:
            attempt = self._c.desk.attempt
            if attempt is None or not attempt.drops_sale:
                self._scanning.forget()
                self._entry.when_idle(self._paying.begin)
        elif stage in IN_DOUBT:
            self._paying.check_now()

    def _tender(self, intent: Intent, stage: Stage) -> None:
        """The keys of cash and card: begin, or go on with what they have begun."""
        tendering, c = self._tendering, self._c
        question = c.question
        match stage, intent:
            case Stage.ENTRY, Intent.CARD if question and question.asked is Asked.CASH:
                tendering.mixed(c.typing, by_card=True)
            case Stage.ENTRY, Intent.MIXED:
                self._entry.when_idle(tendering.ask_mixed)
            case Stage.ENTRY, _:
                self._entry.when_idle(lambda: tendering.begin(card=intent is Intent.CARD))
            case Stage.CARD, Intent.CARD:
                tendering.approved()
            case Stage.CASH, Intent.CASH:
                tendering.typed(c.typing)
            case Stage.PAID, Intent.CASH:
                tendering.take_after_all()
            case _:
                pass

    def _back(self, stage: Stage) -> None:
        c = self._c
        if stage in {Stage.CARD, Stage.CASH}:
            self._tendering.back()
        elif stage is not Stage.ENTRY:
            self._paying.back()
        elif c.typing or c.multiplier or c.question or c.alert:
            c.forget_entry()
        else:
            c.desk = c.desk.with_sale(c.desk.sale)

    def _edit(self, intent: Intent) -> None:
        entry, edits = self._entry, self._entry.edits
        match intent:
            case Intent.VOID:
                entry.void_or_restore(None)
            case Intent.DISCOUNT:
                edits.ask_discount()
            case Intent.QUANTITY:
                edits.ask_quantity()
            case Intent.AMOUNT:
                edits.ask_amount()
            case Intent.PRICE:
                edits.ask_price()
            case Intent.NOTE:
                edits.ask_note()
            case Intent.DROP_LABEL:
                edits.ask_label()
            case Intent.UNDO:
                entry.when_idle(self.undoing.undo)
            case Intent.TEACH:
                entry.when_idle(entry.teach)
            case _:
                edits.change_by(1 if intent is Intent.MORE else -1)
