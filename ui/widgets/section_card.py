"""A card with a title row: icon, title, chip, note, and what it came from at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import ColourName, Kind, Step
from ui.widgets.chip import Chip
from ui.widgets.icon_label import IconLabel
from ui.widgets.label import Label
from ui.widgets.source_tag import SourceTag
from ui.widgets.themed import Card, Panel, follow_theme

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class CardHeader(Panel):
    """The title row of a card; `add` puts widgets at its right end."""

    def __init__(
        self,
        title: str,
        *,
        icon: str = "",
        icon_tone: ColourName = "text2",
        icon_size: int = 18,
        step: Step = "md",
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, fill=None, edges="b")
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self.icon = IconLabel(icon, icon_size, icon_tone) if icon else None
        if self.icon is not None:
            self._row.addWidget(self.icon, 0, _MIDDLE)
        self.title = Label(title, step, "text", bold=True)
        self._row.addWidget(self.title, 0, _MIDDLE)
        self.chip = Chip("", "ok")
        self.chip.hide()
        self._row.addWidget(self.chip, 0, _MIDDLE)
        self.note = Label(note, "sm", "text3")
        self._row.addWidget(self.note, 0, _MIDDLE)
        self._row.addStretch(1)
        follow_theme(self)

    def add(self, widget: QWidget) -> None:
        self._row.addWidget(widget, 0, _MIDDLE)

    def set_chip(self, words: str, kind: Kind = "ok", icon: str = "") -> None:
        """A chip after the title; "" takes it away."""
        self.chip.set_chip(words, kind, icon)
        self.chip.setVisible(bool(words))

    def restyle(self) -> None:
        sizes = theme().sizes
        self.setFixedHeight(sizes.card_header)
        self._row.setContentsMargins(sizes.card_pad, 0, sizes.card_pad, 1)
        self.note.setVisible(not sizes.is_tight)
        self.update()


class SectionCard(Card):
    """Header and body; `body` is the layout to fill. `attention` is the amber-edged card of things to check."""

    def __init__(
        self,
        title: str,
        *,
        icon: str = "",
        icon_tone: ColourName = "text2",
        note: str = "",
        source: str = "",
        attention: bool = False,
        step: Step = "md",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, attention=attention, behind="canvas")
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(4 if attention else 1, 1, 1, 1)
        outer.setSpacing(0)
        self.header = CardHeader(
            title, icon=icon, icon_tone=icon_tone, note=note, step="lg" if attention else step
        )
        self.source = SourceTag(source)
        self.header.add(self.source)
        self.source.setVisible(bool(source))
        outer.addWidget(self.header)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        outer.addLayout(self.body)

    def set_title(self, title: str, note: str = "") -> None:
        self.header.title.setText(title)
        self.header.note.setText(note)
        self.setAccessibleName(title)

    def set_source(self, words: str, *, detail: str = "") -> None:
        self.source.set_source(words, detail=detail)
        self.source.setVisible(bool(words))
