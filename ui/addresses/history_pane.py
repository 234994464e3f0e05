"""Where a code came from, what happened to it, and what became of it; Enter follows a relative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hall_app.addresses.managing.changes import KIND_WORDS
from ui.addresses.manage_rows import KIND_ICONS
from ui.theme import theme
from ui.widgets.label import Label
from ui.widgets.row_delegates import Span, TwoLineDelegate, TwoLineRow
from ui.widgets.rows import RowList
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.managing.lineage import CodeHistory


class HistoryPane(QWidget):
    """Signals: ``code_chosen(code)`` for a relative."""

    code_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self.title = Label("", "lg", bold=True, wrap=True)
        self.answer = Label("", "md", "text2", wrap=True)
        self.list = RowList("编码的来历和去向", TwoLineDelegate())
        self.list.row_opened.connect(self._on_opened)
        self._codes: list[str] = []
        for widget in (self.title, self.answer):
            self._column.addWidget(widget)
        self._column.addWidget(self.list, 1)
        follow_theme(self)

    def restyle(self) -> None:
        gutter = theme().sizes.gutter
        self._column.setContentsMargins(gutter, 12, gutter, 8)
        self._column.setSpacing(8)

    def show_history(self, history: CodeHistory | None) -> None:
        """Show it, or nothing."""
        self.title.setText(f"{history.answer.code}  {history.answer.address}" if history else "")
        self.answer.setText(history.answer.words() if history else "")
        rows: list[TwoLineRow] = []
        self._codes = []
        if history is not None:
            for step in history.steps:
                words = (
                    f"{step.before} → {step.after}"
                    if step.before and step.after
                    else step.before or step.after
                )
                note = f"{step.change_number}  {step.reason}  提出 {step.proposer}，审批 {step.decider}"
                rows.append(
                    TwoLineRow(
                        (
                            Span(f"{step.on_day.isoformat()} {KIND_WORDS[step.kind]}  ", bold=True),
                            Span(words),
                        ),
                        note,
                        icon=KIND_ICONS[step.kind],
                    )
                )
                self._codes.append("")
            for words, codes, icon in (
                ("来自", history.predecessors, "arrow-left"),
                ("成为", history.successors, "arrow-right"),
            ):
                rows += [
                    TwoLineRow((Span(f"{words} {code}"),), "Enter 看它的来历", icon=icon) for code in codes
                ]
                self._codes += codes
        self.list.set_rows(rows, current=0 if rows else None)
        self.list.setVisible(bool(rows))

    def _on_opened(self, number: int) -> None:
        if 0 <= number < len(self._codes) and self._codes[number]:
            self.code_chosen.emit(self._codes[number])
