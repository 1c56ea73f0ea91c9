"""Exit codes by what the caller must do, and lines that any console takes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest

from pos.commands.output import Output, console, exit_code
from pos.core import errors as e
from pos.screens.words import LANGUAGES, Words


def tree(root: type[e.PosError] = e.PosError) -> Iterator[type[e.PosError]]:
    yield root
    for kind in root.__subclasses__():
        yield from tree(kind)


FAMILIES: dict[type[e.PosError], int] = {
    e.Refused: 2,
    e.JournalTrouble: 2,
    e.Unavailable: 3,
    e.OutcomeUnknown: 4,
    e.Bug: 4,
}


@pytest.mark.parametrize("kind", [*tree()], ids=lambda kind: kind.__name__)
def test_every_error_has_an_exit_code_that_says_what_to_do(kind: type[e.PosError]) -> None:
    expected = next((code for family, code in FAMILIES.items() if issubclass(kind, family)), 4)
    assert exit_code(kind("x")) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*tree()], ids=lambda kind: kind.__name__)
def test_every_error_is_one_whole_line_in_every_language(kind: type[e.PosError], language: str) -> None:
    said: list[str] = []
    output = Output(said.append, said.append, Words(language))
    output.fail(kind("some detail"))
    [line] = said
    assert len(line) > 20
    assert "\n" not in line
    assert "{" not in line
    assert "some detail" not in line, "the detail is for the log"


class Console(io.TextIOWrapper):
    """A console with an encoding of its own."""

    def __init__(self, encoding: str) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding=encoding, newline="")

    @property
    def said(self) -> str:
        return self.bytes.getvalue().decode(self.encoding)


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "ascii", "utf-8"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_that_the_console_lacks_never_stops_a_sale(encoding: str, language: str) -> None:
    out, err = Console(encoding), Console(encoding)
    output = console(out, err, Words(language))
    output.out("Итого 16 500 soʻm — қоғоз «ғишт» 🙂 \udcff")
    output.fail(e.OutcomeUnknown())
    output.json({"error_note": "Тўлов \udcff"})
    assert out.said.count("\n") == 2
    assert err.said.count("\n") == 1
    json.loads(out.said.splitlines()[1])


def test_the_letters_that_the_console_has_stay() -> None:
    out = Console("cp1251")
    console(out, out, Words("ru")).out("Қайтим: 500 сум")
    assert out.said == "?айтим: 500 сум\n"


def test_a_line_is_there_at_once_and_not_when_the_buffer_is_full() -> None:
    out = Console("utf-8")
    console(out, out, Words("ru")).out("one")
    assert out.said == "one\n"


def test_json_is_one_line_and_keeps_its_letters() -> None:
    said: list[str] = []
    Output(said.append, said.append, Words("ru")).json({"note": "две\nстроки"})
    assert said == ['{"note": "две\\nстроки"}']


def test_a_program_without_a_console_says_nothing_and_goes_on() -> None:
    output = console(None, None, Words("ru"))
    output.out("anything")
    assert output.fail(e.HomeBusy()) == 2


class Gone(io.StringIO):
    """A pipe whose reader has ended."""

    def flush(self) -> None:
        raise BrokenPipeError


def test_a_reader_who_has_gone_stops_nothing() -> None:
    console(Gone(), Gone(), Words("ru")).out("anything")


def test_a_mistake_inside_a_command_means_that_nothing_is_known(caplog: pytest.LogCaptureFixture) -> None:
    said: list[str] = []
    output = Output(said.append, said.append, Words("en"))
    assert output.bug("pay", ZeroDivisionError()) == 4
    assert "pos recover" in said[-1]
    assert "bug" in caplog.text
