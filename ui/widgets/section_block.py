"""Blocks of the person column: a title with icon and source, then rows of facts."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import ColourName, Kind, Step
from ui.widgets.chip import Chip
from ui.widgets.icon_label import IconLabel
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.source_tag import SourceTag
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import LinkButton

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class SectionBlock(Panel):
    """`住址 … 房屋库 05-30 核` and facts below; rows are replaced as a whole by `clear` and `add_…`."""

    def __init__(
        self,
        title: str,
        icon: str = "",
        *,
        source: str = "",
        top_line: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, fill=None, edges="t" if top_line else "")
        self.setAccessibleName(title)
        self._outer = QVBoxLayout(self)
        self._outer.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(7)
        if icon:
            head.addWidget(IconLabel(icon, 17, "text2"), 0, _MIDDLE)
        self.title = Label(title, "sm", "text2", bold=True)
        head.addWidget(self.title, 0, _MIDDLE)
        head.addStretch(1)
        self.source = SourceTag(source)
        head.addWidget(self.source, 0, _MIDDLE)
        self._head = head
        self._outer.addLayout(head)
        self.source.setVisible(bool(source))
        self._outer.addSpacing(3)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(3)
        self._outer.addLayout(self.rows)
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        self._outer.setContentsMargins(
            sizes.section_pad, sizes.section_top + 1, sizes.section_pad, sizes.section_top + 1
        )
        self.update()

    def set_title(self, title: str) -> None:
        self.title.setText(title)
        self.setAccessibleName(title)

    def set_source(self, words: str, *, detail: str = "", tone: ColourName = "text3") -> None:
        self.source.set_source(words, detail=detail, tone=tone)
        self.source.setVisible(bool(words))

    def add_to_head(self, widget: QWidget) -> None:
        """Put something at the right end of the title row."""
        self._head.addWidget(widget, 0, _MIDDLE)

    def clear(self) -> None:
        """Take all rows away."""
        while (item := self.rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def add_text(self, words: str, tone: ColourName = "text", step: Step = "md") -> Label:
        """A line of text, cut with an ellipsis if it is too long."""
        label = ElidedLabel(words, step, tone)
        self.rows.addWidget(label)
        return label

    def add_wrapped(self, words: str, tone: ColourName = "text", step: Step = "md") -> Label:
        """Text over as many lines as it needs (an address)."""
        label = Label(words, step, tone, wrap=True)
        self.rows.addWidget(label)
        return label

    def add_pair(
        self, left: str, right: str, *, tone: ColourName = "text3", bold: bool = False, step: Step = "md"
    ) -> QWidget:
        """A fact with its value at the right."""
        row = _Row()
        row.line.addWidget(ElidedLabel(left, "md"), 1, _MIDDLE)
        row.line.addWidget(Label(right, step, tone, bold=bold), 0, _MIDDLE)
        self.rows.addWidget(row)
        return row

    def add_with_chip(self, words: str, chip: str, kind: Kind, icon: str = "") -> QWidget:
        """A fact with a state chip at the right."""
        row = _Row()
        row.line.addWidget(ElidedLabel(words, "md"), 1, _MIDDLE)
        row.line.addWidget(Chip(chip, kind, icon), 0, _MIDDLE)
        self.rows.addWidget(row)
        return row

    def add_with_link(self, words: str, action: str, subject: object) -> SignalInstance:
        """A fact with an action at the right; returns the signal that carries the subject when it is chosen."""
        row = _LinkRow(words, action, subject)
        self.rows.addWidget(row)
        return row.chosen

    def add_chips(self, chips: list[tuple[str, Kind]]) -> QWidget:
        """Chips in a row."""
        row = _Row()
        row.line.setSpacing(6)
        for words, kind in chips:
            row.line.addWidget(Chip(words, kind), 0, _MIDDLE)
        row.line.addStretch(1)
        self.rows.addWidget(row)
        return row

    def add_stage(self, stage: str, words: str, state: str, *, open_: bool = False) -> QWidget:
        """A life stage: its name, what belongs to it, where it stands."""
        row = _Row()
        row.setFixedHeight(max(30, round(theme().sizes.md * 1.5)))
        name = Label(stage, "md", "text2", bold=True)
        name.setMinimumWidth(44)
        row.line.addWidget(name, 0, _MIDDLE)
        row.line.addWidget(ElidedLabel(words, "md"), 1, _MIDDLE)
        row.line.addWidget(Label(state, "sm", "accent" if open_ else "text3", bold=open_), 0, _MIDDLE)
        self.rows.addWidget(row)
        return row


class _LinkRow(QWidget):
    """A fact and what can be done with it. Signals: ``chosen(subject)``."""

    chosen = Signal(object)

    def __init__(self, words: str, action: str, subject: object) -> None:
        super().__init__()
        self._subject = subject
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(ElidedLabel(words, "md"), 1, _MIDDLE)
        link = LinkButton(action)
        link.setAccessibleName(f"{action} {words}")
        link.clicked.connect(self._on_clicked)
        line.addWidget(link, 0, _MIDDLE)

    def _on_clicked(self) -> None:
        self.chosen.emit(self._subject)


class _Row(QWidget):
    """A row with a horizontal layout and no margins."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(8)
