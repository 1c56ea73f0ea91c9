"""One good changed by the manager: fields, codes that may fit, readiness at once. GUI thread. No money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos.core.catalogue import Good
from pos.core.errors import UnknownGood
from pos.core.good_edit import EDITABLE
from pos.core.goods_import import BadRow
from pos.flow.good_edit import GoodDraft
from pos.flow.goods_ports import GoodsDesk
from pos.screens.form_views import FormAct, FormView
from pos.screens.good_form import GoodFormState, form_view
from pos.screens.page_scan import payment_sentence
from pos.screens.runner import Runner
from pos.screens.words import Sentence, Words, _

LONGEST = 250


class GoodFormPresenter:
    """Nothing is written before Save. `left` goes back to the list, `changed` says that goods are others."""

    def __init__(
        self,
        *,
        desk: GoodsDesk,
        runner: Runner,
        words: Words,
        render: Callable[[FormView], None],
        left: Callable[[], None] = lambda: None,
        changed: Callable[[], None] = lambda: None,
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self._desk = desk.edit
        self._runner = runner
        self._words = words
        self._render = render
        self._left, self._changed, self._closed = left, changed, closed
        self._s = GoodFormState()
        self._barcode = ""
        self._is_open = False

    def open(self, barcode: str) -> None:
        """Read the good and show its form."""
        self._barcode, self._is_open, self._s = barcode, True, GoodFormState()
        self._read()
        self._draw()

    def edited(self, name: str, text: str) -> None:
        """A field was typed into."""
        if name not in EDITABLE or self._s.saving:
            return
        fields = {**self._s.fields, name: text[:LONGEST]}
        self._be(fields=fields, refused=None, saved=False, told=None, error=None, asks_leave=False)

    def choose(self, name: str) -> None:
        """A code of the classifier: it goes into its field, with the package code where there is one."""
        draft = self._s.draft
        if draft is None or not name.isdecimal() or int(name) >= len(draft.suggestions):
            return
        entry = draft.suggestions[int(name)].entry
        self.edited("spic", entry.spic)
        if entry.package_code:
            self.edited("package_code", entry.package_code)

    def scanned(self, text: str) -> None:
        """No field takes a scan: a good keeps its barcode. What it was is kept nowhere."""
        told = payment_sentence(text.strip()) or Sentence(_("Save or leave this form first, then scan"))
        self._be(told=told)

    def act(self, act: FormAct) -> None:
        """A button or its key; what was typed is not thrown away without a question."""
        if self._s.saving:
            return
        if act is FormAct.SAVE:
            self._save()
        elif act is FormAct.MORE and self._s.asks_leave:
            self._leave()
        elif act is FormAct.BACK and self._s.asks_leave:
            self._be(asks_leave=False)
        elif act is FormAct.BACK and self._s.changed:
            self._be(asks_leave=True)
        elif act is FormAct.BACK:
            self._leave()

    def close(self) -> None:
        """Go back to the sale; answers that still come are dropped."""
        self._is_open = False
        self._closed()

    def language_changed(self) -> None:
        """The words changed: draw anew."""
        self._draw()

    def _read(self) -> None:
        def done(draft: GoodDraft | None) -> None:
            if draft is None:
                self._fail(UnknownGood("not in the catalogue", barcode=self._barcode[:40]))
            else:
                self._be(draft=draft)

        self._runner.run(self._desk.draft(self._barcode), done, self._fail)

    def _save(self) -> None:
        changed = self._s.changed
        if not changed or not isinstance(self._s.read, Good):
            return
        self._be(saving=True, told=None, error=None)

        def done(saved: Good | BadRow) -> None:
            if isinstance(saved, BadRow):
                self._be(saving=False, refused=saved)
                return
            draft = replace(self._s.draft, good=saved) if self._s.draft else None
            self._be(draft=draft, fields={}, saving=False, saved=True)
            self._changed()
            self._read()  # its name may be another, and so the codes that fit

        self._runner.run(self._desk.save(self._barcode, changed), done, self._fail)

    def _fail(self, error: BaseException) -> None:
        self._be(error=error, saving=False)

    def _leave(self) -> None:
        self._is_open = False
        self._left()

    def _be(self, **changes: object) -> None:
        self._s = replace(self._s, **changes)  # type: ignore[arg-type]
        self._draw()

    def _draw(self) -> None:
        if self._is_open:
            self._render(form_view(self._s, self._words))
