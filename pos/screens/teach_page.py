"""The form for a new good drawn from what is known of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pos.core.catalogue import Barcode, Good
from pos.core.classifier import SpicEntry
from pos.core.errors import PosError
from pos.core.goods_import import DEFAULT_VAT, KILOGRAM, UNIT_WORDS, BadRow
from pos.core.money import ZERO, Money
from pos.core.readiness import readiness
from pos.flow.teach_ports import IN_THE_CATALOGUE
from pos.screens.goods_page import code_of
from pos.screens.goods_views import GoodDetailView
from pos.screens.goods_words import COLUMN_WORDS, LEVELS, MEANINGS, TONES, lack_views, why_refused
from pos.screens.naming import unit_word
from pos.screens.page_views import ChoiceView
from pos.screens.teach_views import CodeRowView, TeachView
from pos.screens.views import ActionView, FieldView, Intent
from pos.screens.wording import explain
from pos.screens.words import Words, _

FIELDS = ("name", "price", "barcode", "spic", "package_code", "unit", "vat_percent")
"""In the order of the form; `marked` is its switch."""

_HINTS: Mapping[str, str] = {
    "name": _("As it should stand on the receipt"),
    "price": _("For one unit, VAT included"),
    "barcode": _("As it was scanned"),
    "spic": _("17 digits"),
    "package_code": _("It stands beside the MXIK code"),
    "unit": _("pcs, kg, l, m, or the number of the OFD"),
    "vat_percent": _("12, or 0"),
}
NAME_LETTERS = 60
"""So much of the name of a code is taken over: the OFD gets 63 letters with the unit."""


@dataclass(frozen=True, slots=True)
class TeachState:
    """What the presenter knows. `cells` are the texts of the fields, `wrong` says why one was refused."""

    cells: Mapping[str, str] = field(default_factory=dict)
    marked: bool = False
    rates: tuple[int, ...] = (0, DEFAULT_VAT)
    codes: tuple[SpicEntry, ...] = ()
    selected: int = -1
    wrong: BadRow | None = None
    error: BaseException | None = None
    answered: bool = False
    saving: bool = False
    focus: str = ""


def row_of(s: TeachState, words: Words) -> dict[str, str]:
    """The form as a row of an import."""
    cells = {name: s.cells.get(name, "").strip() for name in FIELDS}
    cells["marked"] = "yes" if s.marked else "no"
    units = units_of(cells["unit"], words)
    if units is not None:
        cells["units"] = str(units)
        cells["unit"] = UNIT_WORDS.get(units, "")
    return cells


def units_of(text: str, words: Words) -> int | None:
    """The OFD's code of a unit, told by its number or by the word of the catalogue or of the language."""
    text = text.strip().rstrip(".").casefold()
    if text.isascii() and text.isdigit():
        return int(text[:9])
    known = {word: code for code, word in UNIT_WORDS.items()}
    said = {unit_word(word, words).casefold(): code for word, code in known.items()}
    return (said | known).get(text)


def good_so_far(s: TeachState, words: Words) -> Good:
    """What the form says already; what cannot be read yet is missing."""
    row = row_of(s, words)
    units = row.get("units", "")
    vat = row["vat_percent"]
    return Good(
        barcode=Barcode(row["barcode"]),
        name=row["name"],
        price=_price(row["price"]),
        spic=row["spic"],
        package_code=row["package_code"],
        vat_percent=int(vat) if vat.isascii() and vat.isdigit() and len(vat) < 4 else DEFAULT_VAT,
        unit=row["unit"] or UNIT_WORDS[796],
        units_code=int(units) if units else None,
        by_weight=units == str(KILOGRAM),
        marked=s.marked,
    )


def teach_view(s: TeachState, words: Words) -> TeachView:
    """The page."""
    say = words.say
    told = explain(s.error, words) if s.error else None
    return TeachView(
        title=say("New goods"),
        intro=say("Written into the catalogue, then sold on this receipt"),
        fields=tuple(_field(name, s, words) for name in FIELDS),
        locked=frozenset({"barcode"}),
        marked=ChoiceView("marked", say("Marked (DataMatrix)"), say("F6: each piece has a code"), s.marked),
        codes_title=say("MXIK codes that may fit"),
        codes=tuple(
            CodeRowView(at, entry.spic, entry.name, entry.package_code) for at, entry in enumerate(s.codes)
        ),
        selected=s.selected,
        empty=say("No code found: type the name, or the code itself") if s.answered else say("Reading…"),
        detail=_detail(s, words),
        error=f"{told.what}. {told.do}" if told else "",
        save=ActionView(Intent.TEACH, say("Write and sell"), "F10", recommended=True),
        can_save=not s.saving,
        close=ActionView(Intent.BACK, say("Close"), "Esc"),
        focus=s.focus,
    )


def why_not(wrong: BadRow, words: Words) -> str:
    """Why the good was not written, for below its field."""
    if wrong.why == IN_THE_CATALOGUE:
        return words.say("The catalogue has this barcode already")
    return why_refused(wrong, words)


def field_of(wrong: BadRow) -> str:
    """The field that shows it."""
    column = "unit" if wrong.column == "units" else wrong.column
    return column if column in FIELDS else "name"


def with_code(s: TeachState, entry: SpicEntry) -> TeachState:
    """A code of the list was taken; its name helps where none was typed."""
    cells = {
        **s.cells,
        "spic": entry.spic,
        "package_code": entry.package_code or s.cells.get("package_code", ""),
    }
    if not cells.get("name", "").strip():
        cells["name"] = entry.name[:NAME_LETTERS]
    return replace(s, cells=cells, wrong=None, error=None)


def _field(name: str, s: TeachState, words: Words) -> FieldView:
    wrong = why_not(s.wrong, words) if s.wrong and field_of(s.wrong) == name else ""
    label = words.say("Unit") if name == "unit" else words.say(COLUMN_WORDS[name])
    return FieldView(name, label, s.cells.get(name, ""), words.say(_HINTS[name]), wrong)


def _detail(s: TeachState, words: Words) -> GoodDetailView:
    good = good_so_far(s, words)
    ready = readiness(good, s.rates)
    word = words.say(LEVELS[ready.level])
    price = words.money(good.price) if good.price else "—"
    return GoodDetailView(
        ref=good.barcode,
        name=good.name or words.say("New goods"),
        below=code_of(good),
        price=f"{price} / {unit_word(good.unit, words)}",
        tone=TONES[ready.level],
        word=f"{word[:1].upper()}{word[1:]}",
        meaning=words.say(MEANINGS[ready.level]),
        lacks=lack_views(good, ready, words, in_form=True, offers_codes=bool(s.codes)),
        facts=(),
    )


def _price(text: str) -> Money:
    try:
        return Money.parse(text)
    except PosError:
        return ZERO
