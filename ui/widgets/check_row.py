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
        words: str = "",
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
        self.words = ElidedLabel("", "md")
        self.note = ElidedLabel("", "sm", "text3")
        lines.addStretch(1)
        lines.addWidget(self.words)
        lines.addWidget(self.note)
        lines.addStretch(1)
        self._row.addLayout(lines, 1)
        self._source: SourceTag | None = None
        self._chip: Chip | None = None
        self._key: Keycap | None = None
        self.show_point(words, icon, tone, note=note, source=source, chip=chip, chip_kind=chip_kind, key=key)
        follow_theme(self)

    def show_point(
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
    ) -> None:
        """Another point in the same row; what is at the right is made when it is first wanted."""
        self.icon.set_icon(icon, tone)
        self.words.setText(words)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if source and self._source is None:
            self._source = SourceTag(icon="")
            self._row.insertWidget(2, self._source, 0, _MIDDLE)
        if chip and self._chip is None:
            self._chip = Chip()
            self._row.insertWidget(3 if self._source else 2, self._chip, 0, _MIDDLE)
        if key and self._key is None:
            self._key = Keycap(key)
            self._row.addWidget(self._key, 0, _MIDDLE)
        if self._source is not None:
            self._source.set_source(source)
            self._source.setVisible(bool(source))
        if self._chip is not None:
            self._chip.set_chip(chip, chip_kind)
            self._chip.setVisible(bool(chip))
        if self._key is not None:
            self._key.set_key(key)
            self._key.setVisible(bool(key))
        self.setAccessibleName("，".join(part for part in (words, note, chip, source) if part))
        self._fit()

    def restyle(self) -> None:
        self._fit()

    def _fit(self) -> None:
        sizes = theme().sizes
        two = self.note.text() != ""
        self.setFixedHeight(max(sizes.check_row, round((sizes.md + sizes.sm) * 1.45) if two else 0))
        self._row.setSpacing(7 if sizes.check_row < 32 else 9)
