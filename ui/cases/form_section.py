"""A section of the form: a card that folds, with its fields two abreast. Rows are kept for the next application."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.widgets.field_row import FieldRow, FieldState
from ui.widgets.section_card import SectionCard
from ui.widgets.tool_button import IconButton

if TYPE_CHECKING:
    from hall_app.cases.application import FormField, FormSection


class SectionOfForm(SectionCard):
    """Signals: ``made(row)`` for every row that is new, to be connected once."""

    made = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", icon="files", parent=parent)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(15, 8, 15, 10)
        self._grid.setHorizontalSpacing(28)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(self._holder)
        self._button = IconButton("chevron-up", "收起")
        self._button.clicked.connect(self._on_fold)
        self.header.add(self._button)
        self._rows: list[FieldRow] = []
        self._title = ""

    def stock(self, count: int) -> Iterator[None]:
        """Make rows ahead, one a step, until there are so many."""
        while len(self._rows) < count:
            row = self._new_row()
            row.hide()
            row.ensurePolished()
            yield

    def _new_row(self) -> FieldRow:
        row = FieldRow("", state=FieldState.PREFILLED, parent=self._holder)
        self._rows.append(row)
        self.made.emit(row)
        return row

    def show_section(
        self, section: FormSection, fields: list[FormField], *, folded: bool
    ) -> dict[str, FieldRow]:
        """Lay out a section's fields anew; returns the row of each field by its key."""
        self._title = section.title
        self.set_title(section.title)
        if self.header.icon is not None:
            self.header.icon.set_icon(section.icon)
            self.header.icon.setVisible(bool(section.icon))
        self.set_source(section.sources)
        while self._grid.takeAt(0) is not None:
            pass
        found: dict[str, FieldRow] = {}
        line, column = 0, 0
        for at, field in enumerate(fields):
            row = self._rows[at] if at < len(self._rows) else self._new_row()
            row.begin(field.label, verified=field.kind == "address")
            found[field.key] = row
            if field.wide and column:
                line, column = line + 1, 0
            self._grid.addWidget(row, line, column, 1, 2 if field.wide else 1)
            row.show()
            column += 2 if field.wide else 1
            if column > 1:
                line, column = line + 1, 0
        for row in self._rows[len(fields) :]:
            row.hide()
        self._fold(folded)
        return found

    # -- folding --------------------------------------------------------------------------------
    def _on_fold(self) -> None:
        self._fold(not self._holder.isHidden())

    def _fold(self, folded: bool) -> None:
        """Sections without anything to check fold away; the first ones stand open."""
        self._holder.setHidden(folded)
        icon, words = ("chevron-down", "展开") if folded else ("chevron-up", "收起")
        self._button.set_icon(icon, f"{words}{self._title}")
