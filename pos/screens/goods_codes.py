"""Sure codes of the classifier given to many goods: looked for, asked, given, taken back. GUI thread.

Moves no money. Nothing is written before somebody has seen how many goods it is and said yes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pos.flow.good_edit import GivenCode, GoodEditDesk
from pos.screens.goods_views import GoodDetailView, GoodsAct, GoodsActionView
from pos.screens.runner import Runner
from pos.screens.sale_lines import name_of
from pos.screens.views import EvidenceView, Tone
from pos.screens.wording import explain
from pos.screens.words import Words

MOST_SHOWN = 100


class CodesStep(StrEnum):
    """Where the giving of codes is."""

    NOT = "not"
    LOOKING = "looking"
    QUESTION = "question"
    GIVING = "giving"
    GIVEN = "given"
    TAKEN = "taken"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CodesState:
    """What is known of it."""

    step: CodesStep = CodesStep.NOT
    given: tuple[GivenCode, ...] = ()
    taken: int = 0
    error: BaseException | None = None


NO_CODES = CodesState()


class GivingCodes:
    """`told` gets each state, `changed` is called when goods are others now."""

    def __init__(
        self,
        desk: GoodEditDesk,
        runner: Runner,
        told: Callable[[CodesState], None],
        changed: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._runner = runner
        self._told, self._changed = told, changed
        self._s = NO_CODES

    def act(self, act: GoodsAct) -> bool:
        """Do what a button or Esc asks for; whether it was meant for this."""
        match act, self._s.step:
            case GoodsAct.ACCEPT, CodesStep.NOT:
                self._look()
            case GoodsAct.YES, CodesStep.QUESTION:
                self._give()
            case GoodsAct.TAKE_BACK, CodesStep.GIVEN:
                self._take_back()
            case _, CodesStep.GIVING:
                pass  # it is being written: nothing else is done meanwhile
            case ((GoodsAct.NO | GoodsAct.CLOSE), CodesStep.NOT):
                return False
            case ((GoodsAct.NO | GoodsAct.CLOSE), _):
                self._be(NO_CODES)
            case _:
                return self._s.step is not CodesStep.NOT
        return True

    def _look(self) -> None:
        self._be(CodesState(CodesStep.LOOKING))

        def done(found: Sequence[GivenCode]) -> None:
            if self._s.step is CodesStep.LOOKING:  # not left meanwhile
                self._be(CodesState(CodesStep.QUESTION, tuple(found)))

        self._runner.run(self._desk.sure_codes(), done, self._fail)

    def _give(self) -> None:
        if not self._s.given:
            return
        self._be(replace(self._s, step=CodesStep.GIVING))

        def done(given: Sequence[GivenCode]) -> None:
            self._be(CodesState(CodesStep.GIVEN, tuple(given)))
            self._changed()

        self._runner.run(self._desk.give_codes(), done, self._fail)

    def _take_back(self) -> None:
        self._be(replace(self._s, step=CodesStep.GIVING))

        def done(taken: int) -> None:
            self._be(CodesState(CodesStep.TAKEN, taken=taken))
            self._changed()

        self._runner.run(self._desk.take_back(), done, self._fail)

    def _fail(self, error: BaseException) -> None:
        self._be(CodesState(CodesStep.FAILED, error=error))

    def _be(self, state: CodesState) -> None:
        self._s = state
        self._told(state)


def codes_detail(s: CodesState, words: Words) -> GoodDetailView | None:
    """What stands in the place of the chosen good meanwhile."""
    if s.step is CodesStep.NOT:
        return None
    tone, word, meaning = _told(s, words)
    return GoodDetailView(
        ref=f"codes:{s.step}",
        name=words.say("Sure codes of the classifier"),
        below="",
        price="",
        tone=tone,
        word=word,
        meaning=meaning,
        lacks=(),
        facts=tuple(
            EvidenceView(name_of(one.good, words), f"{one.entry.spic} {one.entry.name}")
            for one in s.given[:MOST_SHOWN]
        ),
    )


def _told(s: CodesState, words: Words) -> tuple[Tone, str, str]:
    say, count = words.say, len(s.given)
    match s.step:
        case CodesStep.LOOKING:
            return Tone.GREY, say("Looking…"), say("Each good without a code is looked for by its barcodes")
        case CodesStep.QUESTION if not count:
            told = say("The classifier knows the barcode of none of them. Choose a code by hand: F2")
            return Tone.AMBER, say("No sure code"), told
        case CodesStep.QUESTION:
            told = say("The classifier has one code for their barcodes and no other. Nothing else changes")
            return Tone.AMBER, say("Give a code to {count} goods?", count=count), told
        case CodesStep.GIVING:
            return Tone.GREY, say("Writing…"), ""
        case CodesStep.GIVEN:
            told = say("A receipt that was refused for them goes again from the OFD queue: Ctrl F7")
            return Tone.GREEN, say("Goods that got a code: {count}", count=count), told
        case CodesStep.TAKEN:
            told = say("Goods that were changed since keep their code")
            return Tone.GREEN, say("Codes taken back: {count}", count=s.taken), told
        case _:
            why = explain(s.error, words) if s.error else None
            return Tone.RED, say("Nothing was changed"), f"{why.what}. {why.do}" if why else ""


def codes_actions(s: CodesState, words: Words) -> tuple[GoodsActionView, ...]:
    """What can be pressed meanwhile; empty when nothing of this is going on."""
    say = words.say
    back = GoodsActionView(GoodsAct.NO, say("Back"), "Esc", enabled=s.step is not CodesStep.GIVING)
    match s.step:
        case CodesStep.NOT:
            return ()
        case CodesStep.QUESTION if s.given:
            return (GoodsActionView(GoodsAct.YES, say("Give the codes"), "F9", recommended=True), back)
        case CodesStep.GIVEN if s.given:
            return (GoodsActionView(GoodsAct.TAKE_BACK, say("Take them back"), "F4"), back)
        case _:
            return (back,)
