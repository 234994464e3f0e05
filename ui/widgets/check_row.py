"""A checked point: state icon, words, a second line, then source, chip or key at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import ColourName, Kind
from ui.widgets.chip import Chip
from ui.widgets.icon_label import IconLabel
from ui.widgets.keycap import Keycap
from ui.widgets.label import ElidedLabel
from ui.widgets.source_tag import SourceTag
from ui.widgets.themed import follow_theme

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class CheckRow(QWidget):
    """`✓ 居住登记满 12 个月 … 人口库`."""

    def __init__(
        self,
        words: str,
        icon: str = "circle-check",
        tone: ColourName = "ok",
        *,
        note: str = "",
        source: str = "",
        chip: str = "",
        chip_kind: Kind = "ok",
        key: str = "",
        icon_size: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.icon = IconLabel(icon, icon_size, tone)
        self._row.addWidget(self.icon, 0, _MIDDLE)
        lines = QVBoxLayout()
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        self.words = ElidedLabel(words, "md")
        self.note = ElidedLabel(note, "sm", "text3")
        lines.addStretch(1)
        lines.addWidget(self.words)
        lines.addWidget(self.note)
        if not note:
            self.note.hide()
        lines.addStretch(1)
        self._row.addLayout(lines, 1)
        if source:
            self._row.addWidget(SourceTag(source, icon=""), 0, _MIDDLE)
        if chip:
            self._row.addWidget(Chip(chip, chip_kind), 0, _MIDDLE)
        if key:
            self._row.addWidget(Keycap(key), 0, _MIDDLE)
        self.setAccessibleName("，".join(part for part in (words, note, chip, source) if part))
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        two = self.note.text() != ""
        self.setFixedHeight(max(sizes.check_row, round((sizes.md + sizes.sm) * 1.45) if two else 0))
        self._row.setSpacing(7 if sizes.check_row < 32 else 9)
