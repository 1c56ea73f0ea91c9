"""Goods found by a part of their name. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos.core.catalogue import Good
from pos.screens.naming import unit_word
from pos.screens.runner import Runner
from pos.screens.sale_lines import name_of
from pos.screens.till_port import Till
from pos.screens.views import QuickKeyView, SearchView
from pos.screens.wording import explain
from pos.screens.words import Words

FOUND_AT_MOST = 50


class SearchPresenter:
    """Asks anew at each letter; only the answer to the newest text is shown."""

    def __init__(
        self,
        *,
        till: Till,
        runner: Runner,
        words: Words,
        render: Callable[[SearchView], None],
        chosen: Callable[[Good], None],
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self._till = till
        self._runner = runner
        self._words = words
        self._render = render
        self._chosen = chosen
        self._closed = closed
        self._text = ""
        self._goods: tuple[Good, ...] = ()
        self._trouble: BaseException | None = None
        self._answered = False
        self._asked = 0

    def open(self, text: str = "") -> None:
        """Show the search with `text` in its field; an empty text lists the first goods."""
        self._goods = ()
        self.edited(text)

    def edited(self, text: str) -> None:
        """Look for another text."""
        self._text = text
        self._answered = False
        self._trouble = None
        self._asked += 1
        number = self._asked

        def found(goods: Sequence[Good]) -> None:
            if number == self._asked:
                self._goods, self._answered = tuple(goods), True
                self._draw()

        def failed(error: BaseException) -> None:
            if number == self._asked:
                self._goods, self._trouble = (), error
                self._draw()

        self._draw()
        self._runner.run(self._till.search(text.strip(), FOUND_AT_MOST), found, failed)

    def choose(self, barcode: str) -> None:
        """Put the good of a row on the receipt and close."""
        good = next((good for good in self._goods if good.barcode == barcode), None)
        if good:
            self.close()
            self._chosen(good)

    def choose_first(self) -> None:
        """Enter in the field: the first row, when the list answers the text that stands there."""
        if self._answered and self._goods:
            self.choose(self._goods[0].barcode)

    def close(self) -> None:
        """Go back to the sale; answers that still come are dropped."""
        self._asked += 1
        self._closed()

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    def _draw(self) -> None:
        say = self._words.say
        empty = ""
        if self._trouble:
            told = explain(self._trouble, self._words)
            empty = f"{told.what}. {told.do}"
        elif self._answered and not self._goods:
            empty = say("Nothing found for “{text}”", text=self._text.strip())
        self._render(
            SearchView(
                title=say("Find goods"),
                placeholder=say("A part of the name or of the barcode"),
                text=self._text,
                rows=tuple(self._row(good) for good in self._goods),
                empty=empty,
                close_word=say("Close"),
            )
        )

    def _row(self, good: Good) -> QuickKeyView:
        unit = unit_word(good.unit, self._words)
        price = f"{self._words.money(good.price)} / {unit}"
        return QuickKeyView(good.barcode, name_of(good, self._words), f"{price} · {good.barcode}")
