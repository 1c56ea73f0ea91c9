"""The sentences of the program and their catalogues.

`python -m tests.screens.catalogues` brings every pos.po up to date: new sentences come in untranslated (the
test then names them), dead ones go.
"""

from __future__ import annotations

import ast
import io
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import normalize, read_po

from pos.screens.words import LANGUAGES, LOCALE_FOLDER
from pos.settings_values import REASONS

PROGRAM = Path(__file__).resolve().parents[2] / "pos"
KEYWORDS = frozenset({"say", "_"})
LABELS_OF_COMMANDS = ("Date", "Amount", "Attempt", "CLICK payment", "Card", "Phone", "CLICK says")
"""Said by `pos payments show` through a variable, so that no tool can see them."""

HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: Click POS\\n"\n"Language: {language}\\n"\n'
    '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
)


def extracted() -> dict[str, list[str]]:
    """Every English sentence of the program, and the files in which it is said.

    Read from the syntax tree: Babel's own extractor does not look inside f-strings before Python 3.12.
    """
    found: dict[str, list[str]] = {}
    for file in sorted(PROGRAM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in KEYWORDS:
                for text in _sentences(node.args[0], file):
                    found.setdefault(text, []).append(str(file.relative_to(PROGRAM)))
    for text in (*REASONS, *LABELS_OF_COMMANDS):
        found.setdefault(text, []).append("named in a table")
    return found


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _sentences(argument: ast.expr, file: Path) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _sentences(argument.body, file)
        yield from _sentences(argument.orelse, file)
    elif isinstance(argument, ast.JoinedStr | ast.BinOp):
        raise AssertionError(f"{file}:{argument.lineno}: a sentence put together cannot be translated")


def po_path(language: str) -> Path:
    """Where a language's catalogue lies."""
    return LOCALE_FOLDER / language / "LC_MESSAGES" / "pos.po"


def messages(language: str) -> dict[str, Message]:
    """The catalogue of a language by its English sentences."""
    path = po_path(language)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(message.id): message for message in read_po(file) if message.id}


def places(text: str) -> set[str]:
    """The names of the facts in a sentence."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def written(language: str, said: dict[str, str]) -> str:
    """A whole catalogue as text, in the order of the English sentences."""
    out = io.StringIO()
    out.write(HEADER.format(language=language))
    for text in sorted(said):
        out.write(f"\nmsgid {normalize(text, width=0)}\nmsgstr {normalize(said[text], width=0)}\n")
    return out.getvalue()


def fresh(language: str) -> str:
    """The catalogue as it should be: what is said, with the translations there are."""
    before = messages(language)
    return written(
        language, {text: str(before[text].string) if text in before else "" for text in extracted()}
    )


def main() -> None:
    """Rewrite every catalogue and say what is to do."""
    for language in LANGUAGES:
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fresh(language), encoding="utf-8")
        empty = [text for text, message in messages(language).items() if not message.string]
        sys.stdout.write(f"{language}: {len(empty)} to translate\n")


if __name__ == "__main__":
    main()
