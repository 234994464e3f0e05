"""How a batch stands: one bar in three colours over what is still to come, and the counts in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.label import Label
from ui.widgets.paint import box, dot
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from ui.tokens import ColourName

_HEIGHT = 10
TONES: tuple[ColourName, ...] = ("ok", "warn_fill", "bad_fill")


class StackedBar(QWidget):
    """Three shares of a whole, painted side by side."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._shares: tuple[float, ...] = (0.0, 0.0, 0.0)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self)

    def restyle(self) -> None:
        self.update()

    def set_counts(self, counts: tuple[int, ...], total: int) -> None:
        """Counts of a total; what is missing to it stays grey."""
        whole = max(total, sum(counts), 1)
        self._shares = tuple(count / whole for count in counts)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, _HEIGHT)

    def paintEvent(self, event: object) -> None:
        painter, colour = QPainter(self), theme().colour
        radius = self.height() / 2
        box(painter, self.rect(), colour("idle_soft"), None, radius=radius)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setClipPath(path)
        x = 0.0
        for share, tone in zip(self._shares, TONES, strict=True):
            width = share * self.width()
            painter.fillRect(QRectF(x, 0, width, self.height()), colour(tone))
            x += width


class CountLine(QWidget):
    """● 已译 1,140  ● 要人选 162  ● 没找到 40."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.counts: list[Label] = []
        for words, tone in zip(("已译", "要人选", "没找到"), TONES, strict=True):
            row.addWidget(_Dot(tone))
            row.addWidget(Label(words, "md", "text2"))
            count = Label("0", "md", bold=True)
            self.counts.append(count)
            row.addWidget(count)
            row.addSpacing(14)
        row.addStretch(1)

    def set_counts(self, counts: tuple[int, ...]) -> None:
        for label, count in zip(self.counts, counts, strict=True):
            label.setText(f"{count:,}")


class _Dot(QWidget):
    def __init__(self, tone: ColourName) -> None:
        super().__init__()
        self._tone: ColourName = tone
        self.setFixedSize(8, 20)
        follow_theme(self)

    def restyle(self) -> None:
        self.update()

    def paintEvent(self, event: object) -> None:
        dot(QPainter(self), 0, 6, theme().colour(self._tone))
