"""`pos read-codes`: the till's own pipeline over files, with what each code is."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from pos.devices.decode import Grey
from tests.commands.kit import Pos
from tests.devices.pictures import CLICK_CODE, EAN_13, MARKING, counter_top, drawn, on_white, photo

CODES = [
    ("QRCode", CLICK_CODE, "click_pass"),
    ("QRCode", "50501012345678901234", "payme"),
    ("QRCode", "https://ofd.soliq.uz/check?t=UZ1&r=2&c=20261124&s=3", "fiscal_receipt"),
    ("QRCode", "https://example.uz/menu", "link"),
    ("QRCode", "00020101021240440012qr-online.uz01181234", "uzqr"),
    ("EAN13", EAN_13, "goods"),
    ("EAN13", "2100385012346", "weighed"),
    ("DataMatrix", MARKING, "marking"),
]


def write(path: Path, picture: Grey) -> str:
    assert cv2.imwrite(str(path), picture)
    return str(path)


@pytest.mark.parametrize(("kind", "text", "meaning"), CODES, ids=[meaning for _, _, meaning in CODES])
def test_each_code_is_read_with_its_format_and_what_it_is(
    pos: Pos, tmp_path: Path, kind: str, text: str, meaning: str
) -> None:
    if meaning == "weighed":
        text = text[:-1] + str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(text[:-1])) % 10)
    file = write(tmp_path / "code.png", on_white(drawn(kind, text)))
    ran = pos("read-codes", file, "--json")
    assert (ran.code, ran.err) == (0, "")
    said = ran.json
    assert said.keys() == {"file", "codes", "ms"}
    assert said["file"] == file
    assert said["codes"] == [{"text": text, "format": kind, "kind": meaning}]
    assert 0 < said["ms"] < 60_000
    assert not pos.home.exists()


@pytest.mark.parametrize(
    ("kind", "text", "width_px"),
    [("QRCode", CLICK_CODE, 220), ("EAN13", EAN_13, 480), ("DataMatrix", MARKING, 200)],
)
def test_codes_are_read_from_photos(pos: Pos, tmp_path: Path, kind: str, text: str, width_px: int) -> None:
    picture = photo(drawn(kind, text, 4 if kind == "EAN13" else 8), 3, code_px=width_px)
    file = write(tmp_path / "photo.jpg", picture)
    assert [code["text"] for code in pos("read-codes", file, "--json").json["codes"]] == [text]


def test_every_file_gets_its_line_in_order_and_one_bad_file_stops_nothing(pos: Pos, tmp_path: Path) -> None:
    good = write(tmp_path / "good.png", on_white(drawn("QRCode", CLICK_CODE)))
    empty = write(tmp_path / "empty.png", counter_top(1))
    (tmp_path / "text.png").write_text("not a picture")
    (tmp_path / "void.png").write_bytes(b"")
    files = [good, empty, str(tmp_path / "text.png"), str(tmp_path / "void.png"), str(tmp_path), good]
    ran = pos("read-codes", "--json", *files)
    assert ran.code == 2
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [line["file"] for line in lines] == files
    assert [len(line["codes"]) for line in lines] == [1, 0, 0, 0, 0, 1]
    assert ["error" in line for line in lines] == [False, False, True, True, True, False]
    assert len(ran.err.splitlines()) == 3


def test_without_json_a_person_can_read_it(pos: Pos, tmp_path: Path) -> None:
    bars = write(tmp_path / "bars.png", on_white(drawn("EAN13", EAN_13, 4)))
    empty = write(tmp_path / "empty.png", np.full((200, 200), 255, np.uint8))
    ran = pos("read-codes", bars, empty)
    first, second = ran.out.splitlines()
    assert f"EAN13 goods {EAN_13}" in first
    assert "no code found" in second


def test_a_file_with_a_strange_name_is_read(pos: Pos, tmp_path: Path) -> None:
    file = tmp_path / "чек №1 (қоғоз) 🙂.png"
    done, data = cv2.imencode(".png", on_white(drawn("QRCode", CLICK_CODE)))
    assert done
    file.write_bytes(data.tobytes())
    assert pos("read-codes", str(file), "--json").json["file"] == str(file)
