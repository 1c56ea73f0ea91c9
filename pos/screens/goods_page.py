"""The list of goods drawn from what is known of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from pos.core.catalogue import Good
from pos.core.readiness import Lack, Level, Readiness
from pos.flow.good_edit import GoodDraft, Suggestion
from pos.flow.goods_ports import GoodCard, Levels
from pos.screens.goods_codes import NO_CODES, CodesState, codes_actions, codes_detail
from pos.screens.goods_views import (
    GoodDetailView,
    GoodRowView,
    GoodsAct,
    GoodsActionView,
    GoodsView,
    LackView,
    LevelView,
)
from pos.screens.goods_words import COUNTED, LEVELS, MEANINGS, TONES, lack_views
from pos.screens.naming import unit_word
from pos.screens.orders_views import OrderTab, OrderTabView
from pos.screens.sale_lines import name_of
from pos.screens.views import EvidenceView, Tone
from pos.screens.wording import explain
from pos.screens.words import Sentence, Words

TAB_KEY = "F3"
NOTHING = "—"
NO_LEVELS = Levels()


@dataclass(frozen=True, slots=True)
class GoodsState:
    """What the presenter knows. `answered`: `cards` are the answer to a question that was asked."""

    cards: tuple[GoodCard, ...] = ()
    levels: Levels = NO_LEVELS
    is_cut: bool = False
    answered: bool = False
    selected: str = ""
    search: str = ""
    not_ready: bool = False
    error: BaseException | None = None
    told: Sentence | None = None
    codes: CodesState = NO_CODES
    draft: GoodDraft | None = None

    @property
    def suggested(self) -> tuple[Suggestion, ...]:
        """Codes that may be those of the chosen good, where it lacks one and they were read."""
        chosen, draft = self.chosen, self.draft
        if chosen is None or draft is None or draft.good != chosen.good:
            return ()
        return draft.suggestions if Lack.SPIC in chosen.ready.lacks else ()

    @property
    def sure(self) -> Suggestion | None:
        """The one code that needs nobody to choose."""
        return next((one for one in self.suggested if one.is_sure), None)

    @property
    def chosen(self) -> GoodCard | None:
        """The chosen good; while nobody has chosen one, the first."""
        first = self.cards[0] if self.cards else None
        return next((card for card in self.cards if card.good.barcode == self.selected), first)


def goods_view(s: GoodsState, words: Words) -> GoodsView:
    """The page."""
    say, chosen = words.say, s.chosen
    told = explain(s.error, words) if s.error else None
    return GoodsView(
        title=say("Catalogue of goods"),
        levels=_levels(s, words),
        search=s.search,
        placeholder=say("Name or barcode"),
        tabs=_tabs(s, words),
        columns=(say("Name"), say("Barcode"), say("Price"), say("For the OFD")),
        rows=tuple(row_view(card.good, card.ready, words) for card in s.cards),
        selected=chosen.good.barcode if chosen else "",
        detail=codes_detail(s.codes, words) or (_detail(s, chosen, words) if chosen else None),
        actions=codes_actions(s.codes, words) or _actions(s, words),
        foot=say("The first {count} are shown: type to find others", count=len(s.cards)) if s.is_cut else "",
        loading="" if s.answered or s.error else say("Reading…"),
        empty=_empty(s, words) if s.answered and not s.cards and not s.error else "",
        error=words.tell(s.told) or (f"{told.what}. {told.do}" if told else ""),
    )


def _actions(s: GoodsState, words: Words) -> tuple[GoodsActionView, ...]:
    say, is_empty = words.say, not s.cards and not s.search
    return (
        GoodsActionView(GoodsAct.EDIT, say("Edit"), "F2", enabled=s.chosen is not None),
        GoodsActionView(
            GoodsAct.TAKE, say("Take the code"), "F5", recommended=bool(s.sure), enabled=bool(s.sure)
        ),
        GoodsActionView(GoodsAct.ACCEPT, say("Give sure codes…"), "F4", enabled=bool(s.levels.red)),
        GoodsActionView(GoodsAct.SCALES, say("Scales"), "F6"),
        GoodsActionView(GoodsAct.IMPORT, say("Import a table…"), "F9", recommended=is_empty),
        GoodsActionView(GoodsAct.CLOSE, say("Close"), "Esc"),
    )


def row_view(good: Good, ready: Readiness, words: Words) -> GoodRowView:
    """One good in a list."""
    return GoodRowView(
        ref=good.barcode,
        name=name_of(good, words),
        barcode=code_of(good),
        price=good.price.digits(),
        tone=TONES[ready.level],
        word=words.say(LEVELS[ready.level]),
    )


def code_of(good: Good) -> str:
    """The barcode; a code of ours for a good without one is not shown."""
    return NOTHING if good.barcode.startswith("#") else good.barcode


def _levels(s: GoodsState, words: Words) -> tuple[LevelView, ...]:
    if not s.levels.all:
        return ()
    counts = {Level.GREEN: s.levels.green, Level.YELLOW: s.levels.yellow, Level.RED: s.levels.red}
    return tuple(
        LevelView(TONES[level], words.say(COUNTED[level], count=grouped(count)))
        for level, count in counts.items()
    )


def grouped(count: int) -> str:
    """`100 000`."""
    return f"{count:,}".replace(",", "\u00a0")


def _tabs(s: GoodsState, words: Words) -> tuple[OrderTabView, ...]:
    every, lacking = grouped(s.levels.all), grouped(s.levels.not_ready)
    return (
        OrderTabView(OrderTab.ALL, words.say("All"), every, not s.not_ready, TAB_KEY if s.not_ready else ""),
        OrderTabView(
            OrderTab.TO_DO, words.say("Not ready"), lacking, s.not_ready, "" if s.not_ready else TAB_KEY
        ),
    )


def _empty(s: GoodsState, words: Words) -> str:
    if not s.levels.all:
        return words.say("There are no goods yet: import a table with F9")
    if s.search.strip():
        return words.say("Nothing found for “{text}”", text=s.search.strip())
    return words.say("All goods are ready: the OFD takes every one of them")


def _suggestions(s: GoodsState, words: Words) -> tuple[LackView, ...]:
    """What the classifier says of a good that lacks its code, and how to take it."""
    if not s.suggested:
        return ()
    first, say = s.sure or s.suggested[0], words.say
    is_uzbek = words.language.startswith("uz") and first.entry.name_uz
    name = first.entry.name_uz if is_uzbek else first.entry.name
    if s.sure:
        what = say(
            "The classifier has one code for this barcode: {code} {name}", code=first.entry.spic, name=name
        )
        return (LackView(Tone.GREEN, what, say("F5 gives it to the goods")),)
    what = say(
        "Codes that may fit: {count}. The nearest: {code} {name}",
        count=len(s.suggested),
        code=first.entry.spic,
        name=name,
    )
    return (LackView(Tone.AMBER, what, say("F2 opens the form: choose one there")),)


def _detail(s: GoodsState, card: GoodCard, words: Words) -> GoodDetailView:
    good, level = card.good, card.ready.level
    word = words.say(LEVELS[level])
    unit = unit_word(good.unit, words)
    return GoodDetailView(
        ref=good.barcode,
        name=name_of(good, words),
        below=code_of(good),
        price=f"{words.money(good.price)} / {unit}",
        tone=TONES[level],
        word=f"{word[:1].upper()}{word[1:]}",
        meaning=words.say(MEANINGS[level]),
        lacks=(*_suggestions(s, words), *lack_views(good, card.ready, words)),
        facts=_facts(card, unit, words),
    )


def _facts(card: GoodCard, unit: str, words: Words) -> tuple[EvidenceView, ...]:
    say, good = words.say, card.good
    code = f" · {good.units_code}" if good.units_code is not None else ""
    weighed = f" · {say('By weight')}" if good.by_weight else ""
    key = NOTHING
    if good.quick_key is not None:
        key = say("page {page}, place {place}", page=good.quick_page, place=good.quick_key)
    lies = f"{card.counted.digits()} {unit}" if card.counted is not None else say("not counted")
    told = (
        (say("Name"), good.name),
        (say("Name in Uzbek"), good.name_uz),
        (say("Barcode"), " ".join(code for code in good.barcodes if not code.startswith("#"))),
        (say("MXIK code"), good.spic),
        (say("Package code"), good.package_code),
        (say("Unit and its code"), f"{unit}{code}{weighed}"),
        (say("VAT, %"), str(good.vat_percent)),
        (say("Price, sum"), good.price.digits()),
        (say("Marked (DataMatrix)"), say("yes") if good.marked else say("no")),
        (say("TIN of the owner (commission)"), good.commission_tin),
        (say("Quick key"), key),
        (say("Count on the shelf"), lies),
    )
    return tuple(EvidenceView(label, value or NOTHING) for label, value in told)
