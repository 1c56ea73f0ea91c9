"""Why the printer did not print, in words that say what to do. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pos.core.errors import BadSettings, PrinterTrouble, UnreadablePicture
from pos.screens.wording import explain
from pos.screens.words import Words, _

NO_ANSWER = _("{device} does not answer: check the address, the cable and that the printer is on")
_WHY: Mapping[str, str] = {
    "out of paper": _("The paper is out"),
    "the cover is open": _("The cover is open"),
    "error": _("The printer reports an error: switch it off and on"),
    "it takes no more bytes": _("{device} has stopped in the middle: is there paper, is its cover closed?"),
    "no answer": NO_ANSWER,
    "there is no such printer": _("This computer has no such printer, or none by default"),
    "it cannot be opened": _("The printer of this computer cannot be opened"),
    "no printer is chosen": _("Choose first where paper comes out"),
}


def why_not(error: BaseException, words: Words) -> str:
    """One sentence for what kept a paper from coming out. Never fails."""
    if not isinstance(error, PrinterTrouble):
        told = explain(error, words)
        return f"{told.what}. {told.do}"
    facts = {"device": error.facts.get("device", "")}
    why = str(error.facts.get("why", ""))
    cause = error.__cause__
    if why in _WHY:
        return words.say(_WHY[why], **facts)
    if isinstance(cause, ConnectionRefusedError):
        return words.say(_("{device} refuses: check the port, and that it is a printer"), **facts)
    if isinstance(cause, FileNotFoundError):
        return words.say(_("There is no {device}: is the printer on, is its cable in?"), **facts)
    if isinstance(cause, PermissionError):
        return words.say(_("This user may not write to {device}"), **facts)
    if isinstance(cause, ConnectionError):
        return words.say(_("{device} broke off in the middle: is it on, is there paper?"), **facts)
    if facts["device"]:
        return words.say(NO_ANSWER, **facts)
    return words.say("No paper, or the printer does not answer")


_LOGO: Mapping[str, str] = {
    "there is no such file": _("There is no such file"),
    "the file is too large": _("The file is too large"),
    "the picture has too many dots": _("The file is too large"),
    "it is neither PNG nor BMP": _("It is neither PNG nor BMP"),
    "the picture is damaged": _("The picture is damaged"),
}


def logo_trouble(error: UnreadablePicture, words: Words) -> str:
    """Why the logo cannot be printed."""
    why = _LOGO.get(str(error.facts.get("why", "")))
    return words.say(why) if why else words.say("The file cannot be read")


def refused_setting(error: BaseException) -> tuple[str, str]:
    """The name of the setting that was refused and the English reason; empty when it was something else."""
    if isinstance(error, BadSettings):
        return str(error.facts.get("setting", "")), str(error.facts.get("why", ""))
    return "", ""
