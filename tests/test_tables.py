"""Tables as shops have them: every dialect of CSV, and sheets, as rows of texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

from pos.core.errors import BadInput
from pos.tables import read_table, write_csv

ROWS = [["name", "price"], ["Хлеб «Бухоро», 500 г", "4200"], ["Сок; 1 л", "9 900,50"]]


def rows_of(file: Path) -> list[list[str]]:
    return [list(row) for row in read_table(file)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_however_its_program_wrote_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = tmp_path / "goods.csv"
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in ROWS]
    file.write_bytes("\r\n".join(lines).encode(encoding))
    assert rows_of(file) == ROWS


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    assert write_csv(iter(ROWS), file) == 3
    assert file.read_bytes().startswith(b"\xef\xbb\xbf"), "a table program must see that it is UTF-8"
    assert rows_of(file) == ROWS


@pytest.mark.parametrize("content", [b"", b"\n\n", b"   "])
def test_an_empty_file_has_no_header(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "goods.csv"
    file.write_bytes(content)
    assert [row for row in rows_of(file) if any(cell.strip() for cell in row)] == []


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_what_is_no_file_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput) as refused:
        rows_of(tmp_path / name)
    assert refused.value.facts["field"] == "file"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 no zip", b'name,price\n"unended', b"\xd0\xcf\x11\xe0 no sheet"]
)
def test_a_file_that_breaks_off_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "goods.xlsx"
    file.write_bytes(content)
    with pytest.raises(BadInput):
        rows_of(file)


def sheet(file: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A workbook with these cells, as XML of its own: what a table program writes, and nothing more."""
    told = "".join(f'<row r="{n}">{"".join(row)}</row>' for n, row in enumerate(rows, start=1))
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
        f' Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{rels}"><sheets>'
        '<sheet name="Goods" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
        f' Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{told}</sheetData></worksheet>",
    }
    with ZipFile(file, "w") as book:
        for name, content in parts.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return file


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def number(place: str, value: str) -> str:
    return f'<c r="{place}"><v>{value}</v></c>'


def test_a_sheet_is_read_with_its_numbers_as_they_are_written(tmp_path: Path) -> None:
    rows = [
        [text("A1", "name"), text("B1", "barcode"), text("C1", "price")],
        [text("A2", "Хлеб"), number("B2", "4780012340023"), number("C2", "4200.5")],
        [text("A3", "Соль"), text("B3", "007"), number("C3", "3000")],
    ]
    assert rows_of(sheet(tmp_path / "goods.xlsx", rows)) == [
        ["name", "barcode", "price"],
        ["Хлеб", "4780012340023", "4200.5"],
        ["Соль", "007", "3000"],
    ]


def test_a_code_that_the_sheet_has_rounded_is_not_taken_for_the_code(tmp_path: Path) -> None:
    rows = [[text("A1", "spic")], [number("A2", "10202001001000017")]]
    with pytest.raises(BadInput) as refused:
        rows_of(sheet(tmp_path / "goods.xlsx", rows))
    assert refused.value.facts["field"] == "row 2"
