"""What is asked of a line and what the answer does: quantity, discount, own price, note. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from pos.core.catalogue import Good
from pos.core.discount import Discount
from pos.core.discount_limit import require_within
from pos.core.errors import BadInput, OverLimit
from pos.core.fiscal import line_by_amount
from pos.core.marking import read_marking
from pos.core.money import Money, Quantity
from pos.core.sale import Sale, SaleLine
from pos.core.scan import ScanKind, classify
from pos.screens.counter import Asked, Counter, Question
from pos.screens.sounds import Sound
from pos.screens.words import Sentence, _

PAYMENT_CODE_DIGITS = 14
"""So many digits that nobody knows are a payment QR. Fewer are taken for goods, lest goods leave unpaid."""

PAYMENT_CODE = Sentence(_("This is a payment QR. Press F8 first, then scan it"))
"""What is said where one was typed as an answer: its content is repeated nowhere."""

NOTHING = "0"
"""The answer that takes back a discount, a price, a note."""


class LineEdits:
    """Questions in the input line. Changes the sale of the desk while its stage is ENTRY; moves no money."""

    def __init__(self, counter: Counter, put: Callable[[Good, Quantity], None]) -> None:
        """`put` puts a weighed good on the receipt once its weight was told."""
        self._c = counter
        self._put = put

    def ask_quantity(self) -> None:
        """Ask how much of the chosen line."""
        self._ask(Asked.QUANTITY)

    def ask_discount(self) -> None:
        """Ask what is taken off the chosen line; asked again, off the whole receipt."""
        if not self._asks_again(Asked.DISCOUNT):
            self._ask(Asked.DISCOUNT)

    def ask_price(self) -> None:
        """Ask what one unit of the chosen line costs here."""
        self._ask(Asked.PRICE)

    def ask_amount(self) -> None:
        """Ask for the sum of what has no barcode; a sum that was typed before is the answer."""
        c = self._c
        if c.refuses():
            return
        typed = c.typing.strip()
        c.forget_entry()
        question = Question(asked=Asked.AMOUNT)
        if typed:
            self.answer(question, typed)
        else:
            c.question = question

    def ask_note(self) -> None:
        """Ask for a note of the chosen line; asked again, for the comment of the receipt."""
        if not self._asks_again(Asked.NOTE):
            self._ask(Asked.NOTE)

    def ask_label(self) -> None:
        """Ask which labelled piece of the chosen line goes."""
        line = line_of(self._c, self._c.desk.chosen)
        if line and line.labels:
            self._ask(Asked.LABEL)

    def change_by(self, pieces: int) -> None:
        """One more or one less of the chosen piece line; the last piece is not taken away by a key.

        While a text is asked for the key is the sign that stands on it.
        """
        c = self._c
        if c.question and c.question.is_text:
            c.type(c.typing + ("+" if pieces > 0 else "-"))
            return
        line = line_of(c, c.desk.chosen)
        if line is None or line.good is None or line.voided or line.good.by_weight:
            return
        thousandths = line.quantity.thousandths + 1000 * pieces
        if thousandths <= 0:
            return
        try:
            sale = c.desk.sale.set_quantity(line.number, Quantity(thousandths))
        except BadInput as error:
            c.warn(error)
            return
        c.desk = c.desk.with_sale(sale, line.number)

    def answer(self, question: Question, text: str) -> None:
        """Do what was answered; an answer that cannot be used is said and asked for again."""
        c = self._c
        c.question = None
        if not text:
            return
        try:
            if is_payment_code(text):
                c.question = question
                c.warn(PAYMENT_CODE)
                return
            if question.good:
                self._put(question.good, Quantity.parse(text))
                return
            if question.asked is Asked.AMOUNT:
                service = line_by_amount(Money.parse(text), c.rules.fiscal).good
                c.desk = c.desk.with_sale(c.desk.sale.add("", service))
                c.play(Sound.ADDED)
                return
            sale = _changed(c.desk.sale, question, text)
            require_within(c.desk.sale, sale, c.rules.discount_limit)
            c.desk = c.desk.with_sale(sale, question.line or c.desk.chosen)
        except (BadInput, OverLimit) as error:
            c.question = question
            c.warn(error)

    def _ask(self, asked: Asked) -> None:
        line = line_of(self._c, self._c.desk.chosen)
        if line and line.good and not line.voided:
            self._c.alert = None
            self._c.question = Question(line=line.number, asked=asked)

    def _asks_again(self, asked: Asked) -> bool:
        """Whether the line was asked about already: now the receipt is."""
        c = self._c
        again = c.question is not None and c.question.asked is asked and c.question.line is not None
        if again:
            c.question = Question(asked=asked)
        return again


def line_of(counter: Counter, number: int | None) -> SaleLine | None:
    """The line with this number, if there is one."""
    return next((line for line in counter.desk.sale.lines if line.number == number), None)


def _changed(sale: Sale, question: Question, text: str) -> Sale:
    """The sale after the answer. Raises BadInput."""
    number = question.line
    match question.asked:
        case Asked.DISCOUNT:
            return sale.set_discount(None if text.strip("% ") == NOTHING else Discount.parse(text), number)
        case Asked.NOTE:
            return sale.set_note("" if text == NOTHING else text, number)
        case Asked.PRICE if number is not None:
            return _priced(sale, number, text)
        case Asked.LABEL if number is not None:
            last = sale.line(number).labels[-1]
            return sale.drop_label(number, last if text == NOTHING else read_marking(text).label)
        case Asked.QUANTITY if number is not None:
            return sale.set_quantity(number, Quantity.parse(text))
    return sale


def _priced(sale: Sale, number: int, text: str) -> Sale:
    if text != NOTHING:
        return sale.set_price(number, Money.parse(text))
    # Taking back a price that nobody gave must not lose what a label of the scales says.
    return sale if sale.line(number).own_price is None else sale.set_price(number, None)


def is_payment_code(text: str) -> bool:
    """A slow scanner may write a QR like a person: its content is kept nowhere."""
    return classify(text).kind is ScanKind.CLICK_PASS and len(text) >= PAYMENT_CODE_DIGITS
