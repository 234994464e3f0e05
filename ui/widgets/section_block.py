"""Blocks of the person column: a title with icon and source, then rows of facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import ColourName, Kind, Step
from ui.widgets.check_row import CheckRow
from ui.widgets.chip import Chip
from ui.widgets.icon_label import IconLabel
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.source_tag import SourceTag
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import LinkButton

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
R = TypeVar("R", bound=QWidget)


class SectionBlock(Panel):
    """`住址 … 房屋库 05-30 核` and facts below; rows are replaced as a whole by `clear` and `add_…`.

    Signals: ``link_chosen(subject)`` of a row added with a link.
    """

    link_chosen = Signal(object)

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
        self._spares: dict[type[QWidget], list[QWidget]] = {}
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
        """Take all rows away; they are kept for what comes next, since making them costs more than all the rest."""
        while (item := self.rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                self._spares.setdefault(type(widget), []).append(widget)

    def stock(self, kind: type[QWidget], count: int) -> Iterator[None]:
        """Make rows of a kind ahead, one a step, until there are so many."""
        spares = self._spares.setdefault(kind, [])
        while len(spares) + sum(isinstance(row, kind) for row in self.shown_rows()) < count:
            row = kind(parent=self)
            row.hide()
            row.ensurePolished()
            spares.append(row)
            yield

    def shown_rows(self) -> list[QWidget]:
        """The rows on show, from the top."""
        items = (self.rows.itemAt(at) for at in range(self.rows.count()))
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    def _place(self, kind: type[R]) -> R:
        """A row of a kind at the end: a spare one, or a new one."""
        spares = self._spares.get(kind)
        row = spares.pop(0) if spares else kind(parent=self)
        assert isinstance(row, kind)
        self.rows.addWidget(row)
        row.show()
        return row

    def add_text(self, words: str, tone: ColourName = "text", step: Step = "md") -> Label:
        """A line of text, cut with an ellipsis if it is too long."""
        label = self._place(TextRow)
        label.set_step(step)
        label.set_tone(tone)
        label.setText(words)
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
        row = self._place(PairRow)
        row.left.setText(left)
        row.right.set_step(step)
        row.right.set_tone(tone)
        row.right.set_bold(bold)
        row.right.setText(right)
        return row

    def add_with_chip(self, words: str, chip: str, kind: Kind, icon: str = "", spoken: str = "") -> QWidget:
        """A fact with a state chip at the right; ``spoken`` says it in full."""
        row = self._place(ChipRow)
        row.words.setText(words)
        row.chip.set_chip(chip, kind, icon, spoken)
        return row

    def add_with_link(self, words: str, action: str, subject: object) -> QWidget:
        """A fact with an action at the right; choosing it tells ``link_chosen(subject)``."""
        row = self._place(LinkRow)
        row.show_link(words, action, subject)
        return row

    def add_chips(self, chips: list[tuple[str, Kind]]) -> QWidget:
        """Chips in a row."""
        row = self._place(ChipsRow)
        row.show_chips(chips)
        return row

    def add_stage(self, stage: str, words: str, state: str, *, open_: bool = False) -> QWidget:
        """A life stage: its name, what belongs to it, where it stands."""
        row = self._place(StageRow)
        row.setFixedHeight(max(30, round(theme().sizes.md * 1.5)))
        row.name.setText(stage)
        row.words.setText(words)
        row.state.set_tone("accent" if open_ else "text3")
        row.state.set_bold(open_)
        row.state.setText(state)
        return row

    def add_check(self) -> CheckRow:
        """A checked point, to be filled by its ``show_point``."""
        return self._place(CheckRow)


class TextRow(ElidedLabel):
    """A line of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)


class _Row(QWidget):
    """A row with a horizontal layout and no margins."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(8)


class PairRow(_Row):
    """A fact and its value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left = ElidedLabel("", "md")
        self.right = Label("", "md", "text3")
        self.line.addWidget(self.left, 1, _MIDDLE)
        self.line.addWidget(self.right, 0, _MIDDLE)


class ChipRow(_Row):
    """A fact and a chip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ElidedLabel("", "md")
        self.chip = Chip()
        self.line.addWidget(self.words, 1, _MIDDLE)
        self.line.addWidget(self.chip, 0, _MIDDLE)


class ChipsRow(_Row):
    """Chips side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line.setSpacing(6)
        self.line.addStretch(1)
        self.chips: list[Chip] = []

    def show_chips(self, chips: list[tuple[str, Kind]]) -> None:
        """These chips and no others."""
        while len(self.chips) < len(chips):
            chip = Chip()
            self.line.insertWidget(len(self.chips), chip, 0, _MIDDLE)
            self.chips.append(chip)
        for at, chip in enumerate(self.chips):
            if at < len(chips):
                chip.set_chip(*chips[at])
            chip.setVisible(at < len(chips))


class StageRow(_Row):
    """A life stage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = Label("", "md", "text2", bold=True)
        self.name.setMinimumWidth(44)
        self.words = ElidedLabel("", "md")
        self.state = Label("", "sm", "text3")
        self.line.addWidget(self.name, 0, _MIDDLE)
        self.line.addWidget(self.words, 1, _MIDDLE)
        self.line.addWidget(self.state, 0, _MIDDLE)


class LinkRow(_Row):
    """A fact and what can be done with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject: object = None
        self.words = ElidedLabel("", "md")
        self.link = LinkButton("")
        self.link.clicked.connect(self._on_clicked)
        self.line.addWidget(self.words, 1, _MIDDLE)
        self.line.addWidget(self.link, 0, _MIDDLE)

    def show_link(self, words: str, action: str, subject: object) -> None:
        """A fact, its action and what the action is about."""
        self._subject = subject
        self.words.setText(words)
        self.link.setText(action)
        self.link.setAccessibleName(f"{action} {words}")

    def _on_clicked(self) -> None:
        block = self.parent()
        assert isinstance(block, SectionBlock)
        block.link_chosen.emit(self._subject)
