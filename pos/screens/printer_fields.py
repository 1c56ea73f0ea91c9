"""The fields of the printer's page: which a kind needs, what each holds, how settings stand in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pos.screens.printer_port import Profile, Texts
from pos.screens.wizard_fields import FILL_IN, ONLY_DIGITS, Field
from pos.screens.words import LANGUAGE_NAMES, Words, _

KIND, NAME, HOST, PORT, PATH = (f"printer.{key}" for key in ("kind", "name", "host", "port", "path"))
PROFILE, WIDTH, CUT, DRAWER, STATUS = (
    f"printer.{key}" for key in ("profile", "width_chars", "cut", "drawer", "asks_status")
)
LANGUAGE, LOGO, HEADER, FOOTER, AUTO, COPIES = (
    f"printer.{key}" for key in ("language", "logo", "header", "footer", "auto", "auto_fiscal_copy")
)
PAPER = "paper"
"""Not a setting: 80 or 58 mm, for printers that are not told in letters."""

KINDS = ("none", "system", "pdf", "escpos_network", "escpos_file")
_KIND_WORDS: Mapping[str, str] = {
    "none": _("No printer"),
    "system": _("Printer of this computer"),
    "pdf": _("Files (PDF and PNG)"),
    "escpos_network": _("Receipt printer, network"),
    "escpos_file": _("Receipt printer, cable"),
}
_CUT_WORDS = {
    "": _("As the profile has it"),
    "full": _("Cut through"),
    "partial": _("Leave a bridge"),
    "none": _("Do not cut"),
}
_DRAWER_WORDS = {
    "": _("As the profile has it"),
    "2": _("Pin 2"),
    "5": _("Pin 5"),
    "none": _("No drawer"),
}
_SWITCH_WORDS = {"true": _("Yes"), "false": _("No")}
NARROW_MM, NARROW_COLUMNS, WIDE_COLUMNS = 58, 32, 48
PARTS = "|"
"""Between the lines of the shop's own words, which are typed in one line."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_PLAIN = _("Too long, or not plain text")


def _host(value: str) -> str:
    return (
        "" if re.fullmatch(r"[^\s\x00-\x1f/]{1,253}", value) else _("A name or an address, without http://")
    )


def _port(value: str) -> str:
    fits = re.fullmatch(r"[0-9]{1,5}", value) and 1 <= int(value) <= 65535
    return "" if fits else _("A number from 1 to 65535")


def _width(value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,3}", value):
        return ONLY_DIGITS
    return "" if int(value) == 0 or 24 <= int(value) <= 64 else _("A number from 24 to 64")


def _plain(value: str) -> str:
    return _PLAIN if _CONTROL.search(value) or len(value) > 500 else ""


def _lines(value: str) -> str:
    parts = value.split(PARTS)
    if len(parts) > 8:
        return _("At most eight lines")
    return _PLAIN if _CONTROL.search(value) or any(len(part.strip()) > 200 for part in parts) else ""


_IN_PARTS = _("A new line begins after |")
FIELDS: Mapping[str, Field] = {
    one.name: one
    for one in (
        Field(KIND, _("Where paper comes out"), _plain),
        Field(NAME, _("Printer"), _plain),
        Field(HOST, _("Address of the printer"), _host, _("Stands on its self-test paper"), required=True),
        Field(PORT, _("Port"), _port, _("9100 on nearly every printer"), required=True),
        Field(PATH, _("Device or file"), _plain, _("For example /dev/usb/lp0"), required=True),
        Field(PROFILE, _("Profile"), _plain),
        Field(WIDTH, _("Letters in a line"), _width),
        Field(PAPER, _("Width of the paper"), _plain),
        Field(CUT, _("Cutting"), _plain),
        Field(DRAWER, _("Cash drawer"), _plain, _("Opens with the test page, too")),
        Field(STATUS, _("Ask for paper and cover first"), _plain, _("Not behind a print server")),
        Field(LANGUAGE, _("Language of the paper"), _plain),
        Field(LOGO, _("Logo file"), _plain, _("PNG or BMP; empty: none")),
        Field(HEADER, _("Lines at the top"), _lines, _IN_PARTS),
        Field(FOOTER, _("Lines at the end"), _lines, _IN_PARTS),
        Field(AUTO, _("Print each sale by itself"), _plain, _("F7 prints it at any time")),
        Field(COPIES, _("Print the fiscal copy by itself"), _plain, _("When the link comes after the paper")),
    )
}
_ESCPOS = (PROFILE, WIDTH, CUT, DRAWER)
_OWN = {
    "none": (),
    "system": (NAME, PAPER),
    "pdf": (PAPER,),
    "escpos_network": (HOST, PORT, STATUS, *_ESCPOS),
    "escpos_file": (PATH, *_ESCPOS),
}
_CHOICES = frozenset({KIND, NAME, PROFILE, PAPER, CUT, DRAWER, STATUS, LANGUAGE, AUTO, COPIES})


def is_choice(name: str) -> bool:
    """Whether a field is stepped through instead of typed."""
    return name in _CHOICES


def is_escpos(texts: Texts) -> bool:
    """Whether the kind is one that takes ESC/POS."""
    return texts[KIND].startswith("escpos")


def shown(texts: Texts) -> tuple[str, ...]:
    """The names of the fields that the chosen kind needs, in their order."""
    automatic = () if texts[KIND] == "none" else (AUTO, COPIES)
    return (KIND, *_OWN.get(texts[KIND], ()), LANGUAGE, LOGO, HEADER, FOOTER, *automatic)


def in_fields(values: Texts) -> dict[str, str]:
    """Settings as they stand in the fields."""
    texts = dict(values)
    for name in (HEADER, FOOTER):
        texts[name] = f" {PARTS} ".join(values[name].split("\n"))
    texts[WIDTH] = "" if values[WIDTH] == "0" else values[WIDTH]
    return texts


def as_settings(texts: Texts) -> dict[str, str]:
    """What stands in the fields, as settings."""
    values = {name: text.strip() for name, text in texts.items()}
    for name in (HEADER, FOOTER):
        values[name] = "\n".join(part.strip() for part in texts[name].split(PARTS)).strip("\n")
    values[WIDTH] = values[WIDTH] or "0"
    return values


def wrong(name: str, texts: Texts) -> str:
    """The English sentence of what is wrong with a field; empty when nothing is."""
    value = texts.get(name, "").strip()
    field = FIELDS[name]
    if name == HOST and not value:
        return FILL_IN
    return field.wrong(value)


# ---- choices ------------------------------------------------------------------------------------------


def profile_of(texts: Texts, profiles: tuple[Profile, ...]) -> Profile:
    """The profile that counts: the chosen one, else the generic one of the width."""
    narrow = texts[WIDTH].strip().isdecimal() and 0 < int(texts[WIDTH]) < WIDE_COLUMNS
    generic = next((one for one in profiles if narrow and one.paper_mm == NARROW_MM), profiles[0])
    return next((one for one in profiles if one.name == texts[PROFILE]), generic)


def options(
    name: str,
    texts: Texts,
    profiles: tuple[Profile, ...],
    languages: tuple[str, ...],
    printers: tuple[str, ...],
) -> tuple[str, ...]:
    """What a choice may be, in the order of its steps."""
    match name:
        case "printer.kind":
            return KINDS
        case "printer.name":
            known = ("", *printers)
            return known if texts[NAME] in known else (*known, texts[NAME])
        case "printer.profile":
            return tuple(one.name for one in profiles)
        case "paper":
            return ("80", "58")
        case "printer.cut":
            return tuple(_CUT_WORDS)
        case "printer.drawer":
            return tuple(_DRAWER_WORDS)
        case "printer.language":
            return ("", *languages)
        case _:
            return tuple(_SWITCH_WORDS)


def chosen(name: str, texts: Texts, profiles: tuple[Profile, ...]) -> str:
    """Which of the options is chosen now."""
    if name == PROFILE:
        return profile_of(texts, profiles).name
    if name == PAPER:
        return str(profile_of(texts, profiles).paper_mm)
    return texts[name]


def with_choice(name: str, option: str, texts: Texts) -> dict[str, str]:
    """The fields once `option` is chosen; another profile or paper brings its own width along."""
    changed = dict(texts)
    if name == PAPER:
        changed |= {PROFILE: "", WIDTH: str(NARROW_COLUMNS) if option == str(NARROW_MM) else ""}
    else:
        changed[name] = option
    if name == PROFILE:
        changed[WIDTH] = ""
    return changed


def choice_word(name: str, option: str, profiles: tuple[Profile, ...], words: Words) -> str:
    """How an option is called."""
    say = words.say
    match name:
        case "printer.kind":
            return say(_KIND_WORDS[option])
        case "printer.name":
            return option or say("The default printer")
        case "printer.profile":
            return profile_word(next(one for one in profiles if one.name == option), words)
        case "paper":
            return say("{mm} mm", mm=option)
        case "printer.cut":
            return say(_CUT_WORDS[option])
        case "printer.drawer":
            return say(_DRAWER_WORDS[option])
        case "printer.language":
            return LANGUAGE_NAMES[option] if option else say("The cashier's")
        case _:
            return say(_SWITCH_WORDS[option])


def profile_word(one: Profile, words: Words) -> str:
    """`80 mm · 48 · CP866 (17)`; or that it draws its letters."""
    mm = words.say("{mm} mm", mm=one.paper_mm)
    letters = (
        f"{one.code_page.upper()} ({one.code_page_number})" if one.code_page else words.say("drawn letters")
    )
    return f"{mm} · {one.columns} · {letters}"
