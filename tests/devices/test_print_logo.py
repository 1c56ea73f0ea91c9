"""The shop's logo: any PNG or BMP, black dots in the end; what is no picture is refused with a reason."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pos.core.errors import UnreadablePicture
from pos.core.receipt import Picture
from pos.devices.print_logo import HIGHEST_DOTS, load_logo


def black(picture: Picture) -> NDArray[np.bool_]:
    rows = np.frombuffer(picture.bits, np.uint8).reshape(picture.height, picture.row_bytes)
    return np.unpackbits(rows, axis=1)[:, : picture.width].astype(bool)


@pytest.mark.parametrize("name", ["logo.png", "logo.bmp"])
def test_black_on_white_comes_as_it_is(tmp_path: Path, name: str) -> None:
    sheet = Image.new("L", (50, 20), 255)
    sheet.paste(0, (10, 5, 40, 15))
    sheet.save(tmp_path / name)
    logo = load_logo(tmp_path / name, 384)
    assert (logo.width, logo.height, len(logo.bits)) == (50, 20, 7 * 20)
    expected = np.zeros((20, 50), bool)
    expected[5:15, 10:40] = True
    assert (black(logo) == expected).all()


def test_grey_is_dithered_and_near_white_is_paper(tmp_path: Path) -> None:
    sheet = Image.new("L", (100, 100), 128)
    sheet.paste(250, (0, 0, 100, 50))
    sheet.save(tmp_path / "logo.png")
    dots = black(load_logo(tmp_path / "logo.png", 384))
    assert not dots[:48].any()
    assert 0.4 < dots[52:].mean() < 0.6


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_paper(tmp_path: Path, mode: str) -> None:
    sheet = Image.new(mode, (40, 40), (0,) * len(mode))
    sheet.paste((0,) * (len(mode) - 1) + (255,), (20, 0, 40, 40))
    sheet.save(tmp_path / "logo.png")
    dots = black(load_logo(tmp_path / "logo.png", 384))
    assert not dots[:, :20].any()
    assert dots[:, 20:].all()


def test_a_large_logo_is_made_smaller_and_keeps_its_shape(tmp_path: Path) -> None:
    Image.new("RGB", (2000, 500)).save(tmp_path / "wide.png")
    wide = load_logo(tmp_path / "wide.png", 576)
    assert (wide.width, wide.height) == (576, 144)
    Image.new("RGB", (500, 2000)).save(tmp_path / "high.png")
    high = load_logo(tmp_path / "high.png", 576)
    assert (high.width, high.height) == (80, HIGHEST_DOTS)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file"),
        (b"", "neither PNG nor BMP"),
        (b"GIF89a" + b"\0" * 40, "neither PNG nor BMP"),
        (b"\0" * (8 * 1024 * 1024 + 1), "too large"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    path = tmp_path / "logo.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadablePicture, match=why) as refused:
        load_logo(path, 384)
    assert refused.value.facts == {"file": str(path), "why": refused.value.detail}


@pytest.mark.parametrize("kept", [20, 40, 60, 0.5, 0.9])
def test_a_damaged_picture_is_refused(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "logo.png"
    noise = np.random.default_rng(1).integers(0, 256, (60, 60), np.uint8)
    Image.fromarray(noise).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept if kept > 1 else len(whole) * kept)])
    with pytest.raises(UnreadablePicture):
        load_logo(path, 384)


def test_a_small_file_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    Image.new("1", (5000, 4000)).save(tmp_path / "logo.png")
    with pytest.raises(UnreadablePicture, match="too many dots"):
        load_logo(tmp_path / "logo.png", 384)


def test_a_folder_is_no_logo(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePicture):
        load_logo(tmp_path, 384)
