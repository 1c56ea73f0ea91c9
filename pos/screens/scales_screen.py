"""The manager teaches the till how the shop's scales write their labels. GUI thread. Moves no money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pos.core.catalogue import Good
from pos.core.scales import is_label, with_scheme
from pos.core.weighed import WeighedScheme
from pos.flow.scales_ports import ScalesDesk
from pos.screens.form_views import FormAct, FormView
from pos.screens.page_scan import payment_sentence
from pos.screens.runner import Runner
from pos.screens.scales_page import FIELDS, LABEL, ScalesState, scales_view
from pos.screens.words import Words

LONGEST = 40


class ScalesPresenter:
    """One label at a time: what is typed is tried at once; only Save writes."""

    def __init__(
        self,
        *,
        desk: ScalesDesk,
        runner: Runner,
        words: Words,
        render: Callable[[FormView], None],
        left: Callable[[], None] = lambda: None,
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self._desk = desk
        self._runner = runner
        self._words = words
        self._render = render
        self._left, self._closed = left, closed
        self._s = ScalesState()
        self._is_open = False
        self._asked: tuple[str, ...] = ()

    def open(self) -> None:
        """Read the schemes and show the empty form."""
        self._s, self._is_open, self._asked = ScalesState(), True, ()
        self._runner.run(self._desk.schemes(), self._know, self._fail)
        self._draw()

    def edited(self, name: str, text: str) -> None:
        """A field was typed into."""
        if name in FIELDS:
            told = {name: text.strip()[:LONGEST]}
            self._s = replace(self._s, **told, chosen=0, saved=False, refused=None, error=None)  # type: ignore[arg-type]
            self._changed()

    def scanned(self, text: str) -> None:
        """A label; a payment code is refused in words and kept nowhere."""
        bare = text.strip()
        if refused := payment_sentence(bare):
            self._s = replace(self._s, refused=refused)
            self._draw()
            return
        if is_label(bare):  # another label says something else
            self._s = ScalesState(schemes=self._s.schemes)
        self.edited(LABEL, bare)

    def choose(self, name: str) -> None:
        """Another proposal."""
        if name.isdecimal() and int(name) < len(self._s.proposals):
            self._s = replace(self._s, chosen=int(name))
            self._changed()

    def act(self, act: FormAct) -> None:
        """A button or its key."""
        if act is FormAct.SAVE:
            self._save()
        elif act is FormAct.BACK:
            self._is_open = False
            self._left()

    def close(self) -> None:
        """Go back to the sale; answers that still come are dropped."""
        self._is_open = False
        self._closed()

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    def _changed(self) -> None:
        read = self._s.read
        codes = read.codes if read else ()
        if codes != self._asked:
            self._asked = codes
            self._s = replace(self._s, good=None, good_asked=False)
            if codes:
                self._runner.run(self._desk.good_of(codes), lambda good: self._found(codes, good), self._fail)
        self._draw()

    def _found(self, codes: tuple[str, ...], good: Good | None) -> None:
        if codes == self._asked:
            self._s = replace(self._s, good=good, good_asked=True)
            self._draw()

    def _know(self, schemes: Sequence[WeighedScheme]) -> None:
        self._s = replace(self._s, schemes=tuple(schemes))
        self._draw()

    def _save(self) -> None:
        scheme = self._s.scheme
        if scheme is None or self._s.saving:
            return
        schemes = with_scheme(self._s.schemes, scheme)
        self._s = replace(self._s, saving=True, error=None)

        def done(_none: None) -> None:
            self._s = ScalesState(schemes=schemes, saved=True)
            self._asked = ()
            self._draw()

        self._runner.run(self._desk.save(schemes), done, self._fail)
        self._draw()

    def _fail(self, error: BaseException) -> None:
        self._s = replace(self._s, error=error, saving=False)
        self._draw()

    def _draw(self) -> None:
        if self._is_open:
            self._render(scales_view(self._s, self._words))
