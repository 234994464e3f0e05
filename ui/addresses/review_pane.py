"""The row under review (mockup 19, right): its text and pieces, candidates with digits, and what is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.addresses.piece_strip import PieceStrip
from ui.addresses.translate_tab import candidate_title
from ui.theme import theme
from ui.widgets.check_box import TickBox
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.row_delegates import Span, TwoLineDelegate, TwoLineRow
from ui.widgets.rows import RowList
from ui.widgets.themed import Panel, Rule, follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import RowOpened

MOST = 4


class ReviewPane(Panel):
    """Signals: ``adopt_asked``, ``export_asked``, ``undo_asked``."""

    adopt_asked = Signal()
    export_asked = Signal()
    undo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="l")
        self.setAccessibleName("逐条核对")
        self.opened: RowOpened | None = None
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.setContentsMargins(1, 0, 0, 0)
        self._head = QVBoxLayout()
        self._head.setSpacing(4)
        self.line = Label("", "sm", "text3")
        self.original = Label("", "lg", bold=True, wrap=True)
        self.strip = PieceStrip()
        self.reasons = Label("", "sm", "warn", wrap=True)
        for widget in (self.line, self.original, self.strip, self.reasons):
            self._head.addWidget(widget)
        self._column.addLayout(self._head)
        self._column.addWidget(Rule())
        self.list = RowList("候选", TwoLineDelegate(height="push_row"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.row_opened.connect(self._on_opened)
        self._column.addWidget(self.list)
        self.alike = TickBox("同样写法都这样译")
        self._alike_row = QHBoxLayout()
        self._alike_row.addWidget(self.alike)
        self._alike_row.addStretch(1)
        self._column.addLayout(self._alike_row)
        self.empty = Label("", "md", "text3", wrap=True)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        self._column.addWidget(Rule())
        self._foot = QVBoxLayout()
        self._foot.setSpacing(8)
        self.adopt_button = KeyButton("采用并到下一条", "Enter", primary=True, decision=True, bind=False)
        self.adopt_button.clicked.connect(self.adopt_asked)
        self.export_button = KeyButton("导出结果", "Ctrl+E")
        self.export_button.clicked.connect(self.export_asked)
        self.undo_button = KeyButton("撤销", "Z", bind=False)
        self.undo_button.clicked.connect(self.undo_asked)
        self._foot.addWidget(self.adopt_button)
        pair = QHBoxLayout()
        pair.setSpacing(8)
        pair.addWidget(self.export_button, 1)
        pair.addWidget(self.undo_button, 1)
        self._foot.addLayout(pair)
        self._column.addLayout(self._foot)
        follow_theme(self)
        self.show_row(None, "")

    def restyle(self) -> None:
        sizes = theme().sizes
        self.setFixedWidth(330 if sizes.md < 15 else 372 if sizes.md < 18 else 392)
        self._head.setContentsMargins(14, 12, 14, 12)
        self._alike_row.setContentsMargins(14, 8, 14, 0)
        self._foot.setContentsMargins(14, 12, 14, 12)
        self.empty.setContentsMargins(14, 14, 14, 0)

    @property
    def reviewable(self) -> bool:
        """Whether the row on show can be decided."""
        return self.opened is not None and self.opened.row.state in ("asked", "missing", "adopted", "refused")

    @property
    def chosen(self) -> str | None:
        """The code of the candidate under the cursor; None for 都不是."""
        if self.opened is None:
            return None
        candidates = self.opened.answer.candidates[:MOST]
        return candidates[self.list.current].code if 0 <= self.list.current < len(candidates) else None

    def show_row(self, opened: RowOpened | None, words: str) -> None:
        """Show a row, or ``words`` where there is none."""
        self.opened = opened
        known = opened is not None
        for widget in (self.line, self.original, self.strip, self.list, self.alike):
            widget.setVisible(known)
        self.reasons.hide()
        self.empty.setVisible(not known)
        self.empty.setText(words)
        self.adopt_button.setEnabled(known and self.reviewable)
        if opened is None:
            return
        row, answer = opened.row, opened.answer
        self.line.setText(f"第 {row.line} 行原文")
        self.original.setText(row.text or "（空白）")
        self.strip.show_pieces(answer.pieces)
        self.strip.setVisible(bool(answer.pieces))
        self.reasons.setText("；".join(answer.reasons))
        self.reasons.setVisible(bool(answer.reasons) and not answer.pieces)
        candidates = answer.candidates[:MOST]
        rows = [TwoLineRow(candidate_title(c), c.where, str(n)) for n, c in enumerate(candidates, 1)]
        if self.reviewable:
            rows.append(TwoLineRow((Span("都不是，转网格员核"),), "", str(len(rows) + 1)))
        elif row.code:
            rows = [
                TwoLineRow(
                    (Span(row.found.removeprefix("广东省深圳市福田区")),),
                    row.code,
                    icon="circle-check",
                    icon_tone="ok",
                )
            ]
        at = next((n for n, c in enumerate(candidates) if c.code == row.code), 0)
        self.list.set_rows(rows, current=len(rows) - 1 if row.state == "refused" else at)
        self.list.fit_rows(max(len(rows), 1))
        self.alike.setVisible(opened.alike > 0 and self.reviewable)
        self.alike.setText(f"同样写法都这样译（另 {opened.alike} 行）")
        self.alike.setAccessibleName(self.alike.text())
        self.alike.setChecked(opened.alike > 0)
        self.alike.updateGeometry()

    def choose(self, digit: int) -> bool:
        """1–9: the row of that digit; False where there is none."""
        if not self.reviewable or not 1 <= digit <= self.list.rows.rowCount():
            return False
        self.list.select(digit - 1)
        return True

    def _on_opened(self, row: int) -> None:
        self.list.select(row)
        self.adopt_asked.emit()
