"""Small parts that the idle page and the queue column share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.figure import Figure
from ui.widgets.icon_label import IconLabel
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from hall_app.queueing.queue import TodayFigures, TodoLine
    from ui.tokens import ColourName

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_TODO_ICONS: dict[str, tuple[str, ColourName]] = {
    "deferred_due": ("clock-pause", "warn"), "returned": ("arrow-back-up", "text2"), "to_collect": ("package", "text2"),
    "deemed": ("file-text", "warn"),
}  # fmt: skip


def todo_icon(line: TodoLine) -> tuple[str, ColourName]:
    """Icon and tone of a kind of work."""
    return _TODO_ICONS.get(line.kind, ("checklist", "text2"))


class TodoRow(QWidget):
    """`容缺待补，明天到期 2`."""

    def __init__(self, line: TodoLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        icon, tone = todo_icon(line)
        row.addWidget(IconLabel(icon, 18, tone), 0, _MIDDLE)
        row.addWidget(ElidedLabel(line.text), 1, _MIDDLE)
        row.addWidget(Label(str(line.count), bold=True), 0, _MIDDLE)
        self.setAccessibleName(f"{line.text} {line.count} 件")
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(max(theme().sizes.row - 4, 36))


def today_words(today: TodayFigures) -> tuple[tuple[str, str], ...]:
    """The four figures of the day with their captions; – where nothing was measured yet."""
    return (
        (str(today.accepted), "已受理"),
        (f"{today.median_s} 秒" if today.median_s is not None else "–", "中位用时"),
        (f"{round(today.exempt_share * 100)}%" if today.exempt_share is not None else "–", "材料免提交"),
        (f"{today.good_ratings}/{today.ratings}" if today.ratings else "–", "好评"),
    )


class TodayGrid(QWidget):
    """The day's figures, two by two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        self.figures = [Figure("–", caption) for caption in ("已受理", "中位用时", "材料免提交", "好评")]
        for at, figure in enumerate(self.figures):
            grid.addWidget(figure, at // 2, at % 2)
            grid.setColumnStretch(at % 2, 1)

    def show_today(self, today: TodayFigures) -> None:
        for figure, (value, _caption) in zip(self.figures, today_words(today), strict=True):
            figure.set_value(value)
