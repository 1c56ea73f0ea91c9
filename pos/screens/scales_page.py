"""The page of the scales drawn from what is known: what a label is told to say, and what fits it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos.core.catalogue import Good
from pos.core.errors import BadInput, PosError
from pos.core.money import Money, Quantity
from pos.core.scales import example, grouped, is_label, prefixes, propose
from pos.core.weighed import Inside, WeighedCode, WeighedScheme, portion
from pos.screens.form_views import FormAct, FormActionView, FormView
from pos.screens.goods_views import LackView
from pos.screens.page_views import ChoiceView
from pos.screens.sale_lines import name_of
from pos.screens.views import FieldView, Tone
from pos.screens.wording import explain
from pos.screens.words import Sentence, Words

LABEL, PLU, WEIGHT, PRICE = FIELDS = ("label", "plu", "weight", "price")


@dataclass(frozen=True, slots=True)
class ScalesState:
    """What the presenter knows. `good` is what the label's PLU is in the catalogue, once it was asked."""

    label: str = ""
    plu: str = ""
    weight: str = ""
    price: str = ""
    schemes: tuple[WeighedScheme, ...] = ()
    chosen: int = 0
    good: Good | None = None
    good_asked: bool = False
    saved: bool = False
    saving: bool = False
    refused: Sentence | None = None
    error: BaseException | None = None

    @property
    def told_weight(self) -> Quantity | None:
        """The weight that was typed, where it is one."""
        try:
            return Quantity.parse(self.weight)
        except PosError:
            return None

    @property
    def told_price(self) -> Money | None:
        """The price that was typed, where it is one."""
        try:
            return Money.parse(self.price)
        except PosError:
            return None

    @property
    def is_told(self) -> bool:
        """Whether everything that is needed was typed, and can be read."""
        told = self.told_weight is not None or self.told_price is not None
        return is_label(self.label) and self.plu.isdecimal() and self.plu.isascii() and told

    @property
    def proposals(self) -> tuple[WeighedScheme, ...]:
        """The schemes that fit what was typed."""
        if not self.is_told:
            return ()
        return propose(self.label, self.plu, weight=self.told_weight, price=self.told_price)

    @property
    def scheme(self) -> WeighedScheme | None:
        """The proposal that is chosen."""
        fit = self.proposals
        return fit[min(self.chosen, len(fit) - 1)] if fit else None

    @property
    def read(self) -> WeighedCode | None:
        """What the label says by the chosen proposal."""
        return example(self.scheme, self.label) if self.scheme else None

    @property
    def read_now(self) -> WeighedCode | None:
        """What it says by the schemes that scans are read by now."""
        now = next((one for one in self.schemes if one.prefix == self.label[:2]), None)
        return example(now, self.label) if now else None


def scales_view(s: ScalesState, words: Words) -> FormView:
    """The page."""
    say = words.say
    tone, word, sentences = _side(s, words)
    told = explain(s.error, words) if s.error else None
    fit = s.proposals
    return FormView(
        title=say("Scales"),
        intro=say("Scan one label of the scales and write down what is printed on it"),
        rows=((_label_field(s, words),), _told_fields(s, words)),
        side_tone=tone,
        side_word=word,
        sentences=sentences,
        choices_title=say("How the label is written") if fit else "",
        choices=tuple(
            ChoiceView(str(at), shape_words(one, words), _reading(s, one, words), one == s.scheme)
            for at, one in enumerate(fit)
        ),
        side_empty="",
        actions=(
            FormActionView(
                FormAct.SAVE, say("Save"), "F9", recommended=bool(fit), enabled=bool(fit) and not s.saving
            ),
            FormActionView(FormAct.BACK, say("Back to the goods"), "Esc"),
        ),
        error=words.tell(s.refused) or (f"{told.what}. {told.do}" if told else ""),
    )


def shape_words(scheme: WeighedScheme, words: Words) -> str:
    """`28: PLU 5 digits, weight 5 digits (grams)`."""
    return words.say(
        "{prefix}: PLU {plu} digits, then {inside}, {value} digits",
        prefix=scheme.prefix,
        plu=scheme.code_digits,
        inside=_inside(scheme, words),
        value=scheme.value_digits,
    )


def _inside(scheme: WeighedScheme, words: Words) -> str:
    if scheme.inside is Inside.WEIGHT:
        return {
            3: words.say("weight in grams"),
            2: words.say("weight in tens of grams"),
        }.get(scheme.decimals, words.say("weight"))
    return {
        0: words.say("price in sum"),
        2: words.say("price in tiyin"),
    }.get(scheme.decimals, words.say("price"))


def _label_field(s: ScalesState, words: Words) -> FieldView:
    error = ""
    if s.label and not is_label(s.label):
        error = words.say("Not a label of the scales: 13 digits that begin with 2, the last one fits")
    hint = words.say("Scan it, or type its 13 digits")
    return FieldView(LABEL, words.say("Barcode of the label"), s.label, hint, error)


def _told_fields(s: ScalesState, words: Words) -> tuple[FieldView, ...]:
    say = words.say
    plu = "" if not s.plu or (s.plu.isdecimal() and s.plu.isascii()) else say("digits only")
    weight = say("not a weight: write 0,385") if s.weight and s.told_weight is None else ""
    price = say("not a price: write 12 500 or 12 500,50") if s.price and s.told_price is None else ""
    return (
        FieldView(PLU, say("PLU of the goods"), s.plu, say("the number on the scales"), plu),
        FieldView(WEIGHT, say("Weight, kg"), s.weight, say("as on the label"), weight),
        FieldView(PRICE, say("Price of this piece, sum"), s.price, say("or leave it empty"), price),
    )


def _side(s: ScalesState, words: Words) -> tuple[Tone, str, tuple[LackView, ...]]:
    say = words.say
    if s.saved:
        return Tone.GREEN, say("Saved: the next scan is read so"), _now(s, words)
    if s.proposals:
        return Tone.GREEN, say("This fits the label"), _reads(s, words)
    if s.is_told:
        lack = LackView(
            Tone.RED,
            say("By no scheme does the label say this PLU with this weight or price"),
            say("Compare each digit with the label, then correct the fields"),
        )
        return Tone.RED, say("Nothing fits"), (lack, *_read_now(s, words))
    return Tone.GREY, say("Labels are read like this now"), (*_read_now(s, words), *_now(s, words))


def _now(s: ScalesState, words: Words) -> tuple[LackView, ...]:
    """The schemes, neighbours told as one."""
    return tuple(LackView(Tone.GREEN, _group_words(group, words), "") for group in grouped(s.schemes)) or (
        LackView(Tone.AMBER, words.say("No label of scales is read"), ""),
    )


def _group_words(group: Sequence[WeighedScheme], words: Words) -> str:
    shape = shape_words(group[0], words)
    return prefixes(group).replace("-", "–") + shape.removeprefix(group[0].prefix)


def _read_now(s: ScalesState, words: Words) -> tuple[LackView, ...]:
    read = s.read_now
    if read is None:
        return ()
    told = words.say(
        "Now this label is read as PLU {plu}, {value}", plu=read.plu, value=value_of(read, words)
    )
    return (LackView(Tone.AMBER, told, ""),)


def _reads(s: ScalesState, words: Words) -> tuple[LackView, ...]:
    """What selling this label would put on the receipt."""
    read = s.read
    if read is None:
        return ()
    if s.good is None:
        told = words.say("There are no goods with PLU {plu} yet", plu=read.plu.lstrip("0") or "0")
        do = words.say("The scheme can be saved. Give the goods this number as a barcode")
        first = LackView(Tone.AMBER, told, do) if s.good_asked else None
    else:
        first = _on_receipt(s.good, read, words)
    line = LackView(Tone.GREEN, words.say("The label says {value}", value=value_of(read, words)), "")
    return (line, first) if first else (line,)


def _on_receipt(good: Good, read: WeighedCode, words: Words) -> LackView:
    try:
        piece = portion(read, good)
    except BadInput:
        return LackView(
            Tone.AMBER,
            words.say("{name}: it is not sold by weight, or has no price", name=name_of(good, words)),
            words.say("The scheme can be saved. Correct the goods in the catalogue"),
        )
    total = piece.printed_total or good.price.times(piece.quantity)
    figures = f"{piece.quantity.digits()} {words.say('kg')} · {words.money(total)}"
    return LackView(Tone.GREEN, name_of(good, words), words.say("On the receipt: {figures}", figures=figures))


def _reading(s: ScalesState, scheme: WeighedScheme, words: Words) -> str:
    read = example(scheme, s.label)
    return words.say("PLU {plu}, {value}", plu=read.plu, value=value_of(read, words)) if read else ""


def value_of(read: WeighedCode, words: Words) -> str:
    """`0,385 kg`, or `12 500 sum`."""
    if read.weight is not None:
        return f"{read.weight.digits()} {words.say('kg')}"
    return words.money(read.price) if read.price else ""
