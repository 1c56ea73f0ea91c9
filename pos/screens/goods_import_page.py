"""The import of a table drawn from what is known of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos.core.goods_import import NEEDED, BadRow, read_rows
from pos.core.readiness import Level, readiness
from pos.flow.goods_ports import ImportCheck, TableRead
from pos.screens.goods_page import NOTHING, grouped, row_view
from pos.screens.goods_views import (
    BadRowView,
    ColumnChoiceView,
    ColumnRowView,
    ColumnsView,
    FigureView,
    GoodRowView,
    ImportAct,
    ImportActionView,
    ImportStep,
    ImportView,
    ReportView,
)
from pos.screens.goods_words import COLUMN_WORDS, FIGURES, TONES, why_refused
from pos.screens.views import FieldView, Tone
from pos.screens.words import Words, _

PREVIEWED = 20
_STEPS = (
    (ImportStep.FILE, _("File")),
    (ImportStep.COLUMNS, _("Columns")),
    (ImportStep.CHECK, _("The check")),
    (ImportStep.DONE, _("Done")),
)
_HINTS = (
    _("The first row has the names of the columns. A name and a price are needed, all else may be missing"),
    _("Known names of columns are found by themselves, and what you choose is remembered"),
    _("Prices are in sum, VAT included. Save barcodes and MXIK codes as text, not as numbers"),
    _("Goods with the same barcode are changed, the others are added. None is removed"),
)


@dataclass(frozen=True, slots=True)
class ImportState:
    """What the presenter knows. `columns` are ours, place by place; `works` while an answer is awaited."""

    step: ImportStep = ImportStep.FILE
    file: str = ""
    table: TableRead | None = None
    columns: tuple[str, ...] = ()
    selected: int = 0
    check: ImportCheck | None = None
    works: bool = False
    writes: bool = False
    error: str = ""

    def used_as(self, place: int, column: str) -> ImportState:
        """Column `place` of the file means `column`; another one that meant it means nothing any more."""
        others = ("" if one and one == column else one for one in self.columns)
        columns = tuple(column if at == place else one for at, one in enumerate(others))
        return replace(self, columns=columns, error="")

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns without which nothing can be taken in."""
        return tuple(name for name in NEEDED if name not in self.columns)


def import_view(s: ImportState, words: Words) -> ImportView:
    """The page."""
    say = words.say
    is_file = s.step is ImportStep.FILE
    field = FieldView("file", say("File with the goods (CSV or XLSX)"), s.file, error=s.error)
    return ImportView(
        title=say("Import of goods"),
        path=tuple(say(word) for _step, word in _STEPS),
        step=s.step,
        intro=_intro(s, words),
        field=field if is_file else None,
        hints=tuple(say(hint) for hint in _HINTS) if is_file else (),
        columns=_columns(s, s.table, words) if s.step is ImportStep.COLUMNS and s.table else None,
        report=_report(s, s.check, words) if s.step in (ImportStep.CHECK, ImportStep.DONE) else None,
        error="" if is_file else s.error,
        actions=_actions(s, words),
    )


def _intro(s: ImportState, words: Words) -> str:
    if s.step is ImportStep.FILE:
        if s.works:
            return words.say("Reading the file…")
        return words.say("Type where the file is, drop it on this page, or choose it with F2")
    told = words.say("rows: {count}", count=grouped(s.table.rows)) if s.table else ""
    return f"{s.table.file} · {told}" if s.table else ""


# ---- columns ----------------------------------------------------------------------------------------------


def _columns(s: ImportState, table: TableRead, words: Words) -> ColumnsView:
    say = words.say
    at = s.selected
    header = table.header[at] if at < len(table.header) else ""
    return ColumnsView(
        heads=(say("Column of the file"), say("First value"), say("What it is")),
        rows=tuple(
            ColumnRowView(
                place=place,
                header=name or NOTHING,
                sample=_sample(table, place),
                means=say(COLUMN_WORDS[s.columns[place]]) if s.columns[place] else say("not used"),
                used=bool(s.columns[place]),
            )
            for place, name in enumerate(table.header)
        ),
        selected=at,
        choices_title=say("“{header}” is", header=header or NOTHING),
        choices=_choices(s, table, words),
        preview_title=say("So the first goods would be"),
        preview=_preview(s, table, words),
    )


def _sample(table: TableRead, place: int) -> str:
    """The first value of a column."""
    return next((row[place] for row in table.first if len(row) > place and row[place].strip()), "")


def _choices(s: ImportState, table: TableRead, words: Words) -> tuple[ColumnChoiceView, ...]:
    say, now = words.say, s.columns[s.selected] if s.selected < len(s.columns) else ""
    found = [ColumnChoiceView("", say("not used"), "", chosen=not now)]
    for name, word in COLUMN_WORDS.items():
        by = s.columns.index(name) if name in s.columns else None
        note = say("needed") if name in s.missing else ""
        if by is not None and by != s.selected:
            note = f"← {table.header[by]}"
        found.append(ColumnChoiceView(name, say(word), note, chosen=name == now))
    return tuple(found)


def _preview(s: ImportState, table: TableRead, words: Words) -> tuple[GoodRowView, ...]:
    if s.missing:
        return ()
    found = []
    for row in read_rows(s.columns, table.first[:PREVIEWED]):
        if isinstance(row, BadRow):
            why = f"{_column(row, words)}: {why_refused(row, words)}" if row.column else row.why
            told = words.say("Row {number}", number=row.number)
            found.append(GoodRowView(str(row.number), told, "", "", Tone.RED, words.say("refused"), why))
        else:
            found.append(row_view(row.good, readiness(row.good, table.vat_rates), words))
    return tuple(found)


def _column(bad: BadRow, words: Words) -> str:
    return words.say(COLUMN_WORDS[bad.column]) if bad.column in COLUMN_WORDS else bad.column


# ---- the check and its end --------------------------------------------------------------------------------


def _report(s: ImportState, check: ImportCheck | None, words: Words) -> ReportView:
    say = words.say
    if check is None:
        return ReportView(Tone.BLUE, say("Checking…"), "", say("Nothing is written yet"), part=0.0)
    tone, word, what, do = _face(s, check, words)
    done = check.is_complete or s.step is ImportStep.DONE
    part = None if done else check.seen / max(1, check.rows)
    left = check.refused - len(check.bad)
    return ReportView(
        tone=tone,
        word=word,
        what=what,
        do=do,
        figures=_figures(check, words),
        part=part,
        bad_heads=(say("Row"), say("Column"), say("Value"), say("Why it is refused")) if check.bad else (),
        bad=tuple(
            BadRowView(str(bad.number), _column(bad, words), bad.value or NOTHING, why_refused(bad, words))
            for bad in check.bad
        ),
        foot=say("and {count} more", count=grouped(left)) if check.bad and left > 0 else "",
    )


def _face(s: ImportState, check: ImportCheck, words: Words) -> tuple[Tone, str, str, str]:
    """Tone, word, what is so, what to do."""
    say = words.say
    if s.step is ImportStep.DONE:
        added, changed = grouped(check.added), grouped(check.changed)
        what = say("New goods: {added}, changed: {changed}", added=added, changed=changed)
        lacking = check.levels.not_ready
        do = say("Not ready for the OFD: {count}. F3 in the catalogue shows them", count=grouped(lacking))
        return Tone.GREEN, say("Taken in"), what, do if lacking else say("All of them are ready for the OFD")
    if s.writes:
        wait = say("All goods are written together. This takes some seconds, do not switch off")
        return Tone.BLUE, say("Writing…"), wait, ""
    if not check.is_complete:
        seen, every = grouped(check.seen), grouped(check.rows)
        what = say("Looked at {seen} of {rows} rows", seen=seen, rows=every)
        return Tone.BLUE, say("Checking…"), what, say("Nothing is written yet")
    if check.refused:
        what = say("Rows that cannot be taken in: {count}", count=grouped(check.refused))
        do = say("Correct them in the file, press Esc and check again. Nothing was written")
        return Tone.RED, say("The table has mistakes"), what, do
    if not check.writes:
        what = say("The catalogue has all of it already")
        return Tone.GREY, say("Nothing is new"), what, say("There is nothing to write")
    what = say("Every row can be taken in. Nothing is written yet")
    return Tone.GREY, say("Ready to be taken in"), what, say("Press F10: all goods are written, or none")


def _figures(check: ImportCheck, words: Words) -> tuple[FigureView, ...]:
    say = words.say
    same = check.seen - check.refused - check.added - check.changed
    found = check.levels
    by_level = {Level.GREEN: found.green, Level.YELLOW: found.yellow, Level.RED: found.red}
    return (
        FigureView(say("Rows"), grouped(check.seen)),
        FigureView(say("New"), grouped(check.added)),
        FigureView(say("Changed"), grouped(check.changed)),
        FigureView(say("As before"), grouped(same)),
        FigureView(say("Refused"), grouped(check.refused), Tone.RED if check.refused else None),
        *(FigureView(say(FIGURES[level]), grouped(count), TONES[level]) for level, count in by_level.items()),
    )


# ---- buttons ----------------------------------------------------------------------------------------------


def _actions(s: ImportState, words: Words) -> tuple[ImportActionView, ...]:
    say = words.say
    free = not s.works and not s.writes
    match s.step:
        case ImportStep.FILE:
            may = free and bool(s.file.strip())
            return (
                _back(say("Back to the catalogue")),
                ImportActionView(
                    ImportAct.BROWSE, say("Choose a file…"), "F2", not s.file.strip(), enabled=free
                ),
                ImportActionView(ImportAct.NEXT, say("Read the file"), "F9", may, enabled=may),
            )
        case ImportStep.COLUMNS:
            may = free and not s.missing
            return (
                _back(say("Another file")),
                ImportActionView(ImportAct.NEXT, say("Check the table"), "F9", may, enabled=may),
            )
        case ImportStep.CHECK:
            may = free and s.check is not None and s.check.writes
            back = say("Stop") if s.works else say("Back to the columns")
            return (
                ImportActionView(ImportAct.BACK, back, "Esc", enabled=not s.writes),
                ImportActionView(ImportAct.TAKE_IN, say("Take in"), "F10", may, enabled=may),
            )
        case ImportStep.DONE:
            return (ImportActionView(ImportAct.BACK, say("Back to the catalogue"), "Esc", recommended=True),)


def _back(word: str) -> ImportActionView:
    return ImportActionView(ImportAct.BACK, word, "Esc")
