"""What the decoder reads, and what it must not read."""

import importlib.util
import sys
import warnings
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pos.core.errors import UnreadablePicture
from pos.devices import decode as decode_module
from pos.devices.decode import MAX_FILE_BYTES, Code, decode, read_image_file, to_grey
from tests.devices.pictures import (
    CLICK_CODE,
    EAN_13,
    MARKING,
    Trouble,
    counter_top,
    drawn,
    on_white,
    photo,
)

CLEAN = [
    ("QRCode", CLICK_CODE, Code(CLICK_CODE, "QRCode")),
    ("QRCode", "оплата қарз ғ", Code("оплата қарз ғ", "QRCode")),
    ("EAN13", EAN_13, Code(EAN_13, "EAN13")),
    ("EAN8", "96385074", Code("96385074", "EAN8")),
    ("UPCA", "036000291452", Code("036000291452", "UPCA")),
    ("Code128", "BOX-12/7", Code("BOX-12/7", "Code128")),
    ("DataMatrix", MARKING, Code(MARKING, "DataMatrix")),
]


@pytest.mark.parametrize(("kind", "text", "expected"), CLEAN)
@pytest.mark.parametrize("budget_s", [0.033, None])
def test_each_format_is_read_under_its_own_name(
    kind: str, text: str, expected: Code, budget_s: float | None
) -> None:
    assert decode(on_white(drawn(kind, text, scale=4)), budget_s) == (expected,)


def test_group_separators_of_a_marking_code_are_kept_as_they_are() -> None:
    picture = on_white(drawn("DataMatrix", "[01]04780012345677[21]abc[93]dGVz", 4, gs1=True))
    assert decode(picture, None) == (Code("010478001234567721abc\x1d93dGVz", "DataMatrix"),)


# The budget of a live frame depends on how busy this machine is, so frames get time enough here.
@pytest.mark.parametrize("trouble", ["none", "blur", "noise", "low light", "glare", "inverted", "tilt"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_customers_qr_is_read_from_a_photo(trouble: Trouble, seed: int) -> None:
    assert decode(photo(drawn("QRCode", CLICK_CODE), seed, trouble), 1.0) == (Code(CLICK_CODE, "QRCode"),)


@pytest.mark.parametrize("trouble", ["none", "noise", "low light", "glare"])
def test_goods_are_read_from_a_photo(trouble: Trouble) -> None:
    bars = photo(drawn("EAN13", EAN_13, 4), 3, trouble, code_px=480)
    assert decode(bars, None) == (Code(EAN_13, "EAN13"),)
    assert decode(bars, 1.0) == (Code(EAN_13, "EAN13"),)
    marking = photo(drawn("DataMatrix", MARKING), 4, trouble, code_px=200)
    assert decode(marking, None) == (Code(MARKING, "DataMatrix"),)
    assert decode(marking, 1.0) == (Code(MARKING, "DataMatrix"),)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_codes_are_read_whichever_way_up(turns: int) -> None:
    for kind, text in (("QRCode", CLICK_CODE), ("EAN13", EAN_13), ("DataMatrix", MARKING)):
        picture = np.rot90(on_white(drawn(kind, text, 4)), turns)
        assert [code.text for code in decode(picture, 1.0)] == [text]
        assert [code.text for code in decode(picture, None)] == [text]


def test_a_file_gives_all_its_codes_each_once() -> None:
    qr, bars = on_white(drawn("QRCode", CLICK_CODE, 6)), on_white(drawn("EAN13", EAN_13, 3))
    sheet = np.full((800, 1200), 255, np.uint8)
    for picture, top, left in ((qr, 20, 20), (qr, 20, 700), (bars, 450, 300)):
        sheet[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    assert set(decode(sheet, None)) == {Code(CLICK_CODE, "QRCode"), Code(EAN_13, "EAN13")}
    assert len(decode(sheet, None)) == 2


def test_nothing_is_read_where_there_is_nothing() -> None:
    frames = [counter_top(seed) for seed in range(3)]
    noise = np.random.default_rng(5).integers(0, 256, (720, 1280), dtype=np.uint8)
    flat = [np.full((720, 1280), grey, np.uint8) for grey in (0, 128, 255)]
    for frame in (*frames, noise, *flat):
        assert decode(frame) == ()
        assert decode(frame, None) == ()


def test_micro_qr_is_not_read_because_noise_can_look_like_one() -> None:
    assert decode(on_white(drawn("MicroQRCode", "815", 8)), None) == ()


# Found by search: in these pictures one reading is wrong and passes its check digit, another is right.
@pytest.mark.parametrize(
    ("seed", "trouble", "px"), [(25, "glare", 240), (39, "glare", 210), (31, "none", 210)]
)
def test_bars_that_decoders_misread_are_not_believed(seed: int, trouble: Trouble, px: int) -> None:
    assert decode(photo(drawn("EAN13", EAN_13, 4), seed, trouble, px), None) in ((), (Code(EAN_13, "EAN13"),))


def test_a_frames_second_look_drops_misread_bars() -> None:
    bars = photo(drawn("EAN13", EAN_13, 4), 25, "glare", 240)
    assert decode(bars, 1.0) in ((), (Code(EAN_13, "EAN13"),))


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (5, 2000), (16, 16), (17, 4000), (100, 100, 3)])
def test_odd_sizes_do_no_harm(shape: tuple[int, ...]) -> None:
    assert decode(np.zeros(shape, np.uint8), None) == ()


def test_a_code_does_not_show_its_text_in_a_log() -> None:
    assert CLICK_CODE not in repr((Code(CLICK_CODE, "QRCode"),))


def test_without_zbar_zxing_reads_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyzbar", None)
    spec = importlib.util.spec_from_file_location("decode_without_zbar", decode_module.__file__)
    assert spec is not None
    assert spec.loader is not None
    bare = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, bare)
    spec.loader.exec_module(bare)
    assert bare.pyzbar is None
    for kind, text in (("QRCode", CLICK_CODE), ("EAN13", EAN_13)):
        picture = on_white(drawn(kind, text, 4))
        assert [code.text for code in bare.decode(picture)] == [text]
        assert [code.text for code in bare.decode(picture, None)] == [text]


def test_a_picture_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "снимок тўлов ғ.png"
    Image.fromarray(on_white(drawn("QRCode", CLICK_CODE, 4))).save(path)
    assert [code.text for code in decode(read_image_file(path), None)] == [CLICK_CODE]


PIXELS = [(mode, ".png") for mode in ("L", "1", "RGB", "RGBA", "LA", "P", "I;16")]


@pytest.mark.parametrize(("mode", "suffix"), [*PIXELS, ("L", ".jpg"), ("RGB", ".jpg"), ("RGB", ".bmp")])
def test_each_kind_of_pixels_is_read(tmp_path: Path, mode: str, suffix: str) -> None:
    path = tmp_path / f"code{suffix}"
    grey = Image.fromarray(on_white(drawn("QRCode", CLICK_CODE, 4)))
    if mode == "I;16":
        Image.fromarray(np.asarray(grey).astype(np.uint16) * 40).save(path)
    else:
        grey.convert("RGB").convert(mode).save(path)
    assert [code.text for code in decode(read_image_file(path), None)] == [CLICK_CODE]


def test_a_code_on_a_transparent_ground_is_read(tmp_path: Path) -> None:
    ink = 255 - on_white(drawn("QRCode", CLICK_CODE, 4))
    path = tmp_path / "ink.png"
    Image.merge("RGBA", [*(Image.new("L", ink.T.shape, 0) for _ in range(3)), Image.fromarray(ink)]).save(
        path
    )
    assert [code.text for code in decode(read_image_file(path), None)] == [CLICK_CODE]


def test_a_grey_picture_with_a_channel_axis_stays_as_it_is() -> None:
    picture = drawn("QRCode", CLICK_CODE, 4)
    assert np.array_equal(to_grey(picture[:, :, np.newaxis]), picture)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 not a picture", "not a picture"),
        (b"\x89PNG\r\n\x1a\n", "not a picture"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 64, "picture"),
    ],
)
def test_a_file_that_is_no_picture_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    with pytest.raises(UnreadablePicture, match=why) as refused:
        read_image_file(path)
    assert refused.value.facts == {"file": str(path)}


def test_a_picture_cut_short_is_refused(tmp_path: Path) -> None:
    whole = cv2.imencode(".png", on_white(drawn("QRCode", CLICK_CODE, 4)))[1].tobytes()
    path = tmp_path / "half.png"
    path.write_bytes(whole[:60])
    with pytest.raises(UnreadablePicture):
        read_image_file(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.png", tmp_path):
        with pytest.raises(UnreadablePicture, match="cannot be opened"):
            read_image_file(path)


def test_a_file_that_unfolds_into_gigabytes_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        Image.new("1", (20_000, 6_000)).save(path)
    with pytest.raises(UnreadablePicture, match="too many pixels"):
        read_image_file(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "film.png"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(UnreadablePicture, match="too large"):
        read_image_file(path)
