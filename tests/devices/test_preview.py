"""The preview of narrow paper and of a logo."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from pos.core.receipt import Picture, Receipt, Text
from pos.devices.decode import Code, decode
from pos.qt.phone_picture import grey_of
from pos.qt.receipt_painter import paper_mm, receipt_image
from pos.qt.receipt_rows import MM_58, MM_80, Sheet
from tests.devices.papers import LINK, sample


def pixels(image: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    picture = grey_of(image)
    return np.frombuffer(picture.grey, np.uint8).reshape(picture.height, picture.width)


@pytest.mark.parametrize(("sheet", "dots"), [(MM_80, 640), (MM_58, 464)])
def test_the_preview_is_as_wide_as_the_paper_with_white_margins(
    qapp: object, sheet: Sheet, dots: int
) -> None:
    found = pixels(receipt_image(sample("uz_Cyrl"), sheet=sheet))
    assert found.shape[1] == dots
    assert paper_mm(sample("uz"), sheet)[0] == sheet.paper_mm
    margin = int(sheet.margin) - 3
    assert (found[:, :margin] == 255).all()
    assert (found[:, -margin:] == 255).all()
    assert decode(np.ascontiguousarray(found), None) == (Code(LINK, "QRCode"),)


@pytest.mark.parametrize("sheet", [MM_80, MM_58])
def test_a_logo_is_shown_dot_for_dot_in_the_middle(qapp: object, sheet: Sheet) -> None:
    logo = Picture(24, 3, b"\xff\x00\xff" * 3)
    found = pixels(receipt_image(Receipt("x", (logo, Text("a"))), sheet=sheet)) < 128
    columns = np.flatnonzero(found[: int(MM_80.margin) + 3].any(axis=0))
    middle = found.shape[1] // 2
    assert columns.tolist() == [*range(middle - 12, middle - 4), *range(middle + 4, middle + 12)]


def test_a_logo_wider_than_the_paper_is_shown_smaller(qapp: object) -> None:
    wide = Picture(800, 8, b"\xff" * 800)
    found = pixels(receipt_image(Receipt("x", (wide,)), sheet=MM_58)) < 128
    columns = np.flatnonzero(found.any(axis=0))
    assert columns.min() >= MM_58.margin - 1
    assert columns.max() <= 464 - MM_58.margin
