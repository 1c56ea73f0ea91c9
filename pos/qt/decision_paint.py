"""What the page of the manager's decision paints itself: its title, the evidence, the last question."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from pos.qt.marks import mark
from pos.qt.painting import CARD_RADIUS, box, hairline
from pos.qt.theme import Theme
from pos.qt.typeset import MEDIUM, REGULAR, RIGHT, SEMIBOLD, style
from pos.screens.page_views import DecisionView
from pos.screens.views import EvidenceView, StepView, Tone

INSET, MARK = 16, 28


def paint_title(painter: QPainter, theme: Theme, row: QRectF, view: DecisionView) -> None:
    """The amber mark and the title."""
    amber = theme.state(Tone.AMBER)
    mark(
        painter,
        Tone.AMBER,
        QRectF(row.left(), row.center().y() - 14, MARK, MARK),
        amber.solid,
        amber.on_solid,
    )
    title = style(25, 30, SEMIBOLD)
    title.draw(painter, row.adjusted(MARK + 12, 0, 0, 0), view.title, theme.text)


def paint_evidence(painter: QPainter, theme: Theme, area: QRectF, view: DecisionView) -> None:
    """The sum, the facts, the story: as many of the newest steps as there is room for."""
    box(painter, area, CARD_RADIUS, theme.surface, theme.line)
    room = area.adjusted(INSET, 12, -INSET, -12)
    style(14, 20).draw(
        painter, QRectF(room.left(), room.top(), room.width(), 20), view.amount_label, theme.text2
    )
    digits = style(36, 44, SEMIBOLD, tabular=True)
    digits.draw(
        painter, QRectF(room.left(), room.top() + 20, room.width(), 44), view.amount, theme.text, RIGHT
    )
    top = room.top() + 72
    for fact in view.facts:
        top += _paint_fact(painter, theme, QRectF(room.left(), top, room.width(), 24), fact)
    top += 8
    hairline(painter, area.left(), top, area.width(), theme.line)
    heading = QRectF(room.left(), top + 8, room.width(), 24)
    style(15, 20, MEDIUM).draw(painter, heading, view.story_title, theme.text)
    _paint_story(
        painter, theme, QRectF(room.left(), top + 36, room.width(), room.bottom() - top - 36), view.story
    )


def _paint_fact(painter: QPainter, theme: Theme, row: QRectF, fact: EvidenceView) -> float:
    """Label and value in a row, or one over the other where both do not fit; the height used."""
    label, value = style(13, 18), style(14, 20, MEDIUM, tabular=True)
    if label.width(fact.label) + value.width(fact.value) + 12 <= row.width():
        label.draw(painter, row, fact.label, theme.text2)
        value.draw(painter, row, fact.value, theme.text, RIGHT)
        return row.height()
    label.draw(painter, QRectF(row.left(), row.top() + 2, row.width(), 18), fact.label, theme.text2)
    lines = value.lines(fact.value, row.width(), 2)
    used = value.draw_lines(painter, QRectF(row.left(), row.top() + 20, row.width(), 0), lines, theme.text)
    return 22 + used


def _paint_story(painter: QPainter, theme: Theme, area: QRectF, story: tuple[StepView, ...]) -> None:
    said, time = style(13, 17, REGULAR), style(13, 17, MEDIUM, tabular=True)
    left = time.width("00:00:00") + 10
    heights = [len(said.lines(step.word, area.width() - left, 4)) * 17 + 5 for step in story]
    first = 0
    while first < len(story) and sum(heights[first:]) > area.height():
        first += 1
    top = area.top()
    for step, height in zip(story[first:], heights[first:], strict=True):
        time.draw(painter, QRectF(area.left(), top, left, 17), step.time, theme.text2)
        lines = said.lines(step.word, area.width() - left, 4)
        row = QRectF(area.left() + left, top, area.width() - left, 0)
        said.draw_lines(painter, row, lines, theme.text)
        top += height


def paint_question(painter: QPainter, theme: Theme, area: QRectF, view: DecisionView) -> None:
    """The second step: the sum and the finding once more, what a mistake costs, who says so and why."""
    amber = theme.state(Tone.AMBER)
    box(painter, area, CARD_RADIUS, amber.tint, amber.border, 2)
    room = area.adjusted(32, 28, -32, -28)
    question, cost = style(30, 38, SEMIBOLD), style(20, 28, MEDIUM)
    row = QRectF(room.left(), room.top(), room.width(), 0)
    row.translate(
        0, question.draw_lines(painter, row, question.lines(view.question, room.width()), theme.text) + 12
    )
    row.translate(
        0, cost.draw_lines(painter, row, cost.lines(view.consequence, room.width()), theme.text) + 24
    )
    label, value = style(14, 20), style(17, 24, MEDIUM)
    for fact in _signed(view):
        label.draw(painter, QRectF(row.left(), row.top(), room.width(), 20), fact.label, theme.text2)
        lines = value.lines(fact.value, room.width(), 3)
        used = value.draw_lines(painter, row.translated(0, 20), lines, theme.text)
        row.translate(0, 20 + used + 12)


def _signed(view: DecisionView) -> tuple[EvidenceView, ...]:
    """What will be written beside the finding: the name, the reason, the payment number."""
    reason = next((choice.word for choice in view.reasons if choice.chosen), "")
    found = [EvidenceView(view.reasons_title, reason)] if reason else []
    found += [EvidenceView(field.label, field.value.strip()) for field in view.fields if field.value.strip()]
    return tuple(found)
