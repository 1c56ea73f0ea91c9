"""The countdown steps once a second, counts by itself, and never shows a zero."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pos.qt.ring import Ring, paint_ring
from pos.qt.theme import Look
from pos.screens.views import RingView


class Now:
    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(200, 200)
    return made


def test_the_number_follows_the_clock_and_stops_at_one(host: QWidget, look: Look) -> None:
    now = Now()
    ring = Ring(look, host, now)
    ring.start(RingView(30.0, 30.0, "с"))
    seen = []
    for tenth in range(350):
        now.s = 100.0 + tenth / 10
        seen.append(ring.number())
    assert seen[0] == 30
    assert seen[5] == 30
    assert seen[11] == 29
    assert min(seen) == 1
    assert seen == sorted(seen, reverse=True)


def test_the_same_view_again_does_not_restart_the_count(host: QWidget, look: Look) -> None:
    now = Now()
    ring = Ring(look, host, now)
    view = RingView(30.0, 30.0, "с")
    ring.start(view)
    now.s += 7
    ring.start(RingView(30.0, 30.0, "с"))
    assert ring.number() == 23
    ring.start(RingView(25.0, 30.0, "с"))
    assert ring.number() == 25


def test_it_counts_by_itself_while_it_is_seen(host: QWidget, look: Look, qtbot: QtBot) -> None:
    ring = Ring(look, host)
    ring.resize(184, 184)
    ring.start(RingView(1.05, 30.0, "с"))
    host.show()
    assert ring.accessibleName() == "2 с"
    qtbot.waitUntil(lambda: ring.accessibleName() == "1 с", timeout=3000)
    assert not ring.grab().isNull()
    host.hide()
    assert not ring._tick.isActive()


def test_the_arc_starts_at_twelve_and_shrinks_clockwise(qapp: object) -> None:
    def pixel(share: float, x: int, y: int) -> str:
        image = QImage(184, 184, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        paint_ring(painter, QRectF(0, 0, 184, 184), share, QColor("#cccccc"), QColor("#0000ff"))
        painter.end()
        return image.pixelColor(x, y).name()

    right, left = (177, 92), (6, 92)
    assert pixel(1.0, *left) == "#0000ff"
    assert pixel(0.5, *right) == "#0000ff"
    assert pixel(0.5, *left) == "#cccccc"
    assert pixel(0.1, *right) == "#cccccc"
