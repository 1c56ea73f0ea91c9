"""The page of the printer as it is drawn from what is known: form, how it went, buttons, the paper. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from pos.screens.printer_fields import (
    FIELDS,
    LOGO,
    NAME,
    WIDTH,
    as_settings,
    choice_word,
    chosen,
    is_choice,
    is_escpos,
    options,
    profile_of,
    shown,
    wrong,
)
from pos.screens.printer_port import PaperLook, PrinterStart
from pos.screens.printer_views import PrinterAct, PrinterButton, PrinterView, SetUpFieldView
from pos.screens.printer_words import logo_trouble, why_not
from pos.screens.tester_views import ProgressView
from pos.screens.views import FieldView, Tone
from pos.screens.wording import explain
from pos.screens.words import Words


class Doing(Enum):
    """What is on its way to the printer or to the disk, or was the last to be."""

    NOTHING = auto()
    PAGE = auto()
    CODE_PAGES = auto()
    SAVING = auto()
    PRINTING = auto()  # what waits
    FORGETTING = auto()


class Question(Enum):
    """What is asked before something is lost."""

    LEAVE = auto()
    FORGET = auto()


@dataclass(frozen=True, slots=True)
class PrinterState:
    """What the presenter holds. `texts` is what stands in the fields, `saved` what stood there when saved.

    `done` and `error` tell of the last `doing`; `count` is how many papers it moved.
    """

    start: PrinterStart
    texts: Mapping[str, str]
    saved: Mapping[str, str]
    touched: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)
    printers: tuple[str, ...] = ()
    printers_error: BaseException | None = None
    look: PaperLook | None = None
    doing: Doing = Doing.NOTHING
    busy: bool = False
    done: bool = False
    error: BaseException | None = None
    not_filled: bool = False
    count: int = 0
    waiting: int = 0
    asking: Question | None = None

    @property
    def is_changed(self) -> bool:
        """Whether something would be lost by leaving."""
        return as_settings(self.texts) != as_settings(self.saved)

    @property
    def is_right(self) -> bool:
        """Whether every field that is shown holds what it may."""
        return not any(wrong(name, self.texts) for name in shown(self.texts))


def printer_view(s: PrinterState, words: Words) -> PrinterView:
    """The whole page."""
    say = words.say
    look = s.look
    paper = profile_of(s.texts, s.start.profiles)
    return PrinterView(
        title=say("Set-up of the printer"),
        intro=say("Papers that wait: {count}", count=s.waiting) if s.waiting else "",
        fields=tuple(_field(name, s, words) for name in shown(s.texts)),
        progress=_progress(s, words),
        buttons=_answers(s, words) if s.asking else _buttons(s, words),
        paper_title=say("So it will look, {mm} mm", mm=look.paper_mm if look else paper.paper_mm),
        paper=look.receipt if look else None,
        columns=look.columns if look else paper.columns,
        paper_mm=look.paper_mm if look else paper.paper_mm,
        asking=s.asking is not None,
    )


def _field(name: str, s: PrinterState, words: Words) -> SetUpFieldView:
    say, one = words.say, FIELDS[name]
    locked = name in s.start.fixed
    hint = say("Set by the environment of this computer") if locked else _hint(name, s, words)
    value = s.texts.get(name, "")
    if is_choice(name):
        value = choice_word(name, chosen(name, s.texts, s.start.profiles), s.start.profiles, words)
    view = FieldView(name, say(one.label), value, hint, _trouble(name, s, words))
    return SetUpFieldView(view, is_choice=is_choice(name), locked=locked)


def _hint(name: str, s: PrinterState, words: Words) -> str:
    if name == WIDTH:
        return words.say(
            "Empty: {count}, as the profile has it", count=profile_of(s.texts, s.start.profiles).columns
        )
    if name == NAME:
        places = options(name, s.texts, s.start.profiles, s.start.languages, s.printers)
        facts = {"number": places.index(s.texts[NAME]) + 1, "count": len(places)}
        return words.say("{number} of {count}", **facts)
    return words.say(FIELDS[name].hint)


def _trouble(name: str, s: PrinterState, words: Words) -> str:
    """What is wrong with a field: by its shape, by the settings, or by what was found there."""
    if name in s.refused:
        return words.say(s.refused[name])
    if name == NAME and s.printers_error is not None:
        return words.say("The list of printers cannot be read")
    if name == LOGO and s.look and s.look.logo_trouble is not None:
        return logo_trouble(s.look.logo_trouble, words)
    return words.say(wrong(name, s.texts)) if name in s.touched else ""


# ---- buttons ------------------------------------------------------------------------------------------


def _buttons(s: PrinterState, words: Words) -> tuple[PrinterButton, ...]:
    say, free = words.say, not s.busy
    prints = free and s.texts["printer.kind"] != "none"
    changed = s.is_changed
    buttons = [
        PrinterButton(PrinterAct.TEST, say("Test page"), "F8", enabled=prints, recommended=not changed)
    ]
    if is_escpos(s.texts):
        buttons.append(PrinterButton(PrinterAct.CODE_PAGES, say("Test of code pages"), "F9", enabled=free))
    if s.waiting:
        buttons += [
            PrinterButton(PrinterAct.PRINT_WAITING, say("Print what waits"), "F5", enabled=free),
            PrinterButton(PrinterAct.FORGET, say("Forget what waits"), "F6", enabled=free),
        ]
    save = say("Being written…") if s.busy and s.doing is Doing.SAVING else say("Save")
    return (
        *buttons,
        PrinterButton(PrinterAct.SAVE, save, "F10", enabled=free and changed, recommended=changed),
        PrinterButton(PrinterAct.BACK, say("Close"), "Esc"),
    )


def _answers(s: PrinterState, words: Words) -> tuple[PrinterButton, ...]:
    say = words.say
    if s.asking is Question.FORGET:
        return (
            PrinterButton(PrinterAct.FORGET_NOW, say("Forget {count}", count=s.waiting), "F9"),
            PrinterButton(PrinterAct.BACK, say("Keep them"), "Esc", recommended=True),
        )
    return (
        PrinterButton(PrinterAct.LEAVE, say("Leave without saving"), "F9"),
        PrinterButton(PrinterAct.SAVE_AND_LEAVE, say("Save and leave"), "F10", recommended=True),
        PrinterButton(PrinterAct.BACK, say("Back to the form"), "Esc"),
    )


# ---- how it went --------------------------------------------------------------------------------------


def _progress(s: PrinterState, words: Words) -> ProgressView:
    say = words.say
    if s.asking is Question.LEAVE:
        return ProgressView(
            Tone.AMBER, say("Leave without saving?"), say("What was changed here would be lost")
        )
    if s.asking is Question.FORGET:
        told = say("They are not printed any more; each stands in the history (F7)")
        return ProgressView(Tone.AMBER, say("Forget the papers that wait: {count}?", count=s.waiting), told)
    if s.busy:
        return _on_its_way(s, words)
    if s.not_filled:
        told = say("Correct the fields marked in red")
        return ProgressView(Tone.RED, say("Not everything is filled in"), told)
    if s.error is not None:
        return _failed(s, s.error, words)
    if s.done:
        return _did(s, words)
    return _rest(s, words)


def _on_its_way(s: PrinterState, words: Words) -> ProgressView:
    say = words.say
    if s.doing is Doing.SAVING:
        return ProgressView(Tone.BLUE, say("Being written…"), "")
    if s.doing is Doing.FORGETTING:
        return ProgressView(Tone.BLUE, say("Being forgotten…"), "")
    told = say("The till goes on; a printer that does not answer is told in a few seconds")
    return ProgressView(Tone.BLUE, say("Being printed…"), told)


def _failed(s: PrinterState, error: BaseException, words: Words) -> ProgressView:
    say = words.say
    if s.doing is Doing.SAVING:
        told = explain(error, words)
        return ProgressView(Tone.RED, say("Not saved"), f"{told.what}. {told.do}")
    return ProgressView(Tone.RED, say("Not printed"), why_not(error, words))


def _did(s: PrinterState, words: Words) -> ProgressView:
    say = words.say
    match s.doing:
        case Doing.PAGE:
            told = say("The ruler ends at the right edge? The QR can be read? The drawer opened?")
            return ProgressView(Tone.GREEN, say("The test page was sent"), told)
        case Doing.CODE_PAGES:
            told = say("Choose the profile whose number stands at the line with clear letters")
            return ProgressView(Tone.GREEN, say("The test of code pages was sent"), told)
        case Doing.SAVING:
            told = say("The till prints so from the next receipt on, no restart is needed")
            if not s.start.keeps:
                told = say("It holds until this training ends")
            return ProgressView(Tone.GREEN, say("Saved"), told)
        case Doing.PRINTING:
            return _printed(s, words)
        case _:
            told = say("Each stands in the history (F7)")
            return ProgressView(Tone.GREY, say("Papers forgotten: {count}", count=s.count), told)


def _printed(s: PrinterState, words: Words) -> ProgressView:
    say = words.say
    word = say("Papers printed: {count}", count=s.count)
    if not s.waiting:
        return ProgressView(Tone.GREEN, word, say("Nothing waits any more"))
    told = say("The saved printer does not print: they wait on and come out by themselves")
    return ProgressView(Tone.RED, word, told, say("Papers that wait: {count}", count=s.waiting))


def _rest(s: PrinterState, words: Words) -> ProgressView:
    say = words.say
    if s.is_changed:
        told = say("F8 prints a test page with what stands here; F10 saves it")
        return ProgressView(None, say("Not saved yet"), told)
    return ProgressView(
        None, say("Press F8 for a test page"), say("It shows width, letters, QR, cut and drawer")
    )
