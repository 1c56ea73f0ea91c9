"""The form of one good drawn from what is typed: errors at the field, readiness as it would be. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos.core.catalogue import Good
from pos.core.good_edit import edited, texts_of
from pos.core.goods_import import BadRow
from pos.core.readiness import Lack, Readiness, readiness
from pos.flow.good_edit import GoodDraft, Suggestion
from pos.screens.form_views import FormAct, FormActionView, FormView
from pos.screens.goods_views import LackView
from pos.screens.goods_words import COLUMN_WORDS, LEVELS, MEANINGS, TONES, lack_views, why_refused
from pos.screens.page_views import ChoiceView
from pos.screens.sale_lines import name_of
from pos.screens.views import FieldView, Tone
from pos.screens.wording import explain
from pos.screens.words import Sentence, Words, _

ROWS = (
    ("name", "name_uz"),
    ("price", "vat_percent", "by_weight", "marked"),
    ("spic", "package_code"),
    ("unit", "units"),
    ("quick_page", "quick_key", "colour"),
)
SWITCHES = ("by_weight", "marked")
_HINTS: Mapping[str, str] = {
    "spic": _("17 digits; the list at the right fills it"),
    "package_code": _("beside the MXIK code"),
    "units": _("796 pcs, 166 kg, 112 l"),
    "unit": _("as on paper"),
    "by_weight": _("yes or no"),
    "marked": _("yes or no"),
    "quick_key": _("empty: none"),
}
_LACKS: Mapping[Lack, str] = {
    Lack.NAME: "name",
    Lack.SPIC: "spic",
    Lack.PACKAGE: "package_code",
    Lack.PRICE: "price",
    Lack.VAT: "vat_percent",
    Lack.MARK_BY_WEIGHT: "marked",
}
"""At which field a lack is shown, too; the others are told at the right alone."""


@dataclass(frozen=True, slots=True)
class GoodFormState:
    """What the presenter knows. `fields` is what somebody typed, by our names of columns."""

    draft: GoodDraft | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    refused: BadRow | None = None
    saving: bool = False
    saved: bool = False
    asks_leave: bool = False
    told: Sentence | None = None
    error: BaseException | None = None

    @property
    def texts(self) -> dict[str, str]:
        """Every field as it stands in its box."""
        return {**(texts_of(self.draft.good) if self.draft else {}), **self.fields}

    @property
    def changed(self) -> dict[str, str]:
        """The fields that are others than they are kept."""
        kept = texts_of(self.draft.good) if self.draft else {}
        return {name: text for name, text in self.fields.items() if text.strip() != kept.get(name)}

    @property
    def read(self) -> Good | BadRow | None:
        """The good as it would be saved, or which field cannot be read."""
        return edited(self.draft.good, self.changed) if self.draft else None


def form_view(s: GoodFormState, words: Words) -> FormView:
    """The page."""
    say, read = words.say, s.read
    good = read if isinstance(read, Good) else s.draft.good if s.draft else None
    ready = readiness(good, s.draft.vat_rates) if good and s.draft else Readiness()
    bad = s.refused or (read if isinstance(read, BadRow) else None)
    tone, word, sentences = _side(s, good, ready, bad, words)
    choices = s.draft.suggestions if s.draft else ()
    told = explain(s.error, words) if s.error else None
    return FormView(
        title=say("Change the goods"),
        intro=_intro(s, words),
        rows=tuple(tuple(_field(s, name, ready, bad, words) for name in row) for row in ROWS),
        side_tone=tone,
        side_word=word,
        sentences=sentences,
        choices_title=say("Codes of the classifier that may fit") if choices else "",
        choices=tuple(_choice(s, at, one, words) for at, one in enumerate(choices)),
        side_empty=say("The classifier knows no code for these goods") if s.draft else "",
        actions=_actions(s, bad, words),
        error=words.tell(s.told) or (f"{told.what}. {told.do}" if told else ""),
    )


def _intro(s: GoodFormState, words: Words) -> str:
    if s.draft is None:
        return "" if s.error else words.say("Reading…")
    good = s.draft.good
    code = "" if good.barcode.startswith("#") else f" · {good.barcode}"
    return name_of(good, words) + code


def _actions(s: GoodFormState, bad: BadRow | None, words: Words) -> tuple[FormActionView, ...]:
    say = words.say
    if s.asks_leave:
        return (
            FormActionView(FormAct.MORE, say("Leave without saving"), "F4"),
            FormActionView(FormAct.BACK, say("Go on"), "Esc", recommended=True),
        )
    can_save = bool(s.changed) and bad is None and not s.saving
    return (
        FormActionView(FormAct.SAVE, say("Save"), "F9", recommended=can_save, enabled=can_save),
        FormActionView(FormAct.BACK, say("Back to the goods"), "Esc"),
    )


def _side(
    s: GoodFormState, good: Good | None, ready: Readiness, bad: BadRow | None, words: Words
) -> tuple[Tone, str, tuple[LackView, ...]]:
    say = words.say
    if good is None:
        return Tone.GREY, say("Reading…"), ()
    if s.asks_leave:
        return Tone.AMBER, say("Not saved"), (LackView(Tone.AMBER, say("What was changed is not kept"), ""),)
    if bad is not None:
        what = f"{say(COLUMN_WORDS[bad.column])}: {why_refused(bad, words)}"
        return Tone.RED, say("Cannot be saved so"), (LackView(Tone.RED, what, say("Correct the field")),)
    level = ready.level
    word = say("Saved") if s.saved and not s.changed else say(LEVELS[level])
    meaning = LackView(TONES[level], say(MEANINGS[level]), "")
    codes = bool(s.draft and s.draft.suggestions)
    lacks = lack_views(good, ready, words, in_form=True, offers_codes=codes)
    return TONES[level], f"{word[:1].upper()}{word[1:]}", lacks or (meaning,)


def _field(s: GoodFormState, name: str, ready: Readiness, bad: BadRow | None, words: Words) -> FieldView:
    say, text = words.say, s.texts.get(name, "")
    if name in SWITCHES and name not in s.fields and text:
        text = say("yes") if text == "yes" else say("no")
    error = ""
    if bad is not None and bad.column == name:
        error = why_refused(bad, words)
    elif bad is None and any(_LACKS.get(lack) == name for lack in ready.lacks):
        error = say("missing or wrong")
    return FieldView(name, say(COLUMN_WORDS[name]), text, say(_HINTS.get(name, "")), error)


def _choice(s: GoodFormState, at: int, one: Suggestion, words: Words) -> ChoiceView:
    entry, texts = one.entry, s.texts
    name = entry.name_uz if words.language.startswith("uz") and entry.name_uz else entry.name
    sure = words.say("by the barcode, the only one") if one.is_sure else ""
    package = words.say("package {code}", code=entry.package_code) if entry.package_code else ""
    meaning = " · ".join(part for part in (name, package, sure) if part)
    return ChoiceView(str(at), entry.spic, meaning, texts.get("spic") == entry.spic)
