"""Where a batch begins: a file is chosen or dropped, its address column told or pointed at; earlier batches below."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.alert_line import AlertLine
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.row_delegates import Span, TwoLineDelegate, TwoLineRow
from ui.widgets.rows import RowList
from ui.widgets.section_card import SectionCard
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import BatchView
    from hall_app.addresses.layouts import TableHead

STATES = {
    "loading": "正在读入", "running": "正在翻译", "paused": "已暂停", "done": "已译完", "cancelled": "已取消",
    "failed": "没做完",
}  # fmt: skip


class BatchStart(QWidget):
    """Signals: ``file_asked``, ``file_given(path)``, ``column_given(number)``, ``batch_opened(view)``,
    ``batch_dropped(view)`` to delete one."""

    file_asked = Signal()
    file_given = Signal(object)
    column_given = Signal(int)
    batch_opened = Signal(object)
    batch_dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.head: TableHead | None = None
        self._batches: tuple[BatchView, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setSpacing(14)
        invite = QHBoxLayout()
        invite.setSpacing(14)
        invite.addWidget(IconLabel("table", 40, "ok"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label("选择或拖入表格，列自动识别，原有的列都保留", "lg", bold=True))
        words.addWidget(
            Label(".xlsx，或 UTF-8、GB18030 的 .csv；在后台翻译，随时可暂停，断电后接着译", "sm", "text3")
        )
        invite.addLayout(words, 1)
        self.choose_button = KeyButton("选择文件", "Ctrl+O", primary=True, icon="upload")
        self.choose_button.clicked.connect(self.file_asked)
        invite.addWidget(self.choose_button)
        self._column.addLayout(invite)
        self.alert = AlertLine("")
        self.alert.hide()
        self._column.addWidget(self.alert)
        self.columns_card = SectionCard(
            "请指认地址在哪一列", icon="layout-columns", icon_tone="warn", attention=True
        )
        self.columns = RowList("表格的各列", TwoLineDelegate(), digits=True)
        self.columns.row_opened.connect(self._on_column)
        self.columns_card.body.addWidget(self.columns)
        self.columns_card.hide()
        self._column.addWidget(self.columns_card)
        self.earlier = SectionCard("我的批次", icon="history")
        self.list = _BatchList("我的批次", TwoLineDelegate())
        self.list.row_opened.connect(self._on_batch)
        self.list.delete_asked.connect(self._on_delete)
        self.earlier.body.addWidget(self.list)
        self.earlier.hide()
        self._column.addWidget(self.earlier)
        self._column.addStretch(1)
        follow_theme(self)

    def restyle(self) -> None:
        gutter = theme().sizes.gutter
        self._column.setContentsMargins(gutter, 20, gutter, 12)

    def place_focus(self) -> None:
        """On the columns to point at, the batches, or the button."""
        target = (
            self.columns
            if self.columns_card.isVisible()
            else self.list
            if self._batches
            else self.choose_button
        )
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_head(self, head: TableHead | None) -> None:
        """Ask which column, with samples of each; None hides the question."""
        self.head = head
        self.columns_card.setVisible(head is not None)
        if head is None:
            return
        self.columns_card.set_title("请指认地址在哪一列", head.file_name)
        rows = [
            TwoLineRow(
                (Span(f"{v.letter} 列", bold=True), Span(f"  {v.title}")), "  |  ".join(v.samples) or "（空列）",
                str(n + 1) if n < 9 else "", chip="像地址" if v.share >= 0.5 else "", chip_kind="ok",
            )
            for n, v in enumerate(head.columns)
        ]  # fmt: skip
        best = max(range(len(head.columns)), key=lambda n: head.columns[n].share)
        self.columns.set_rows(rows, current=best)
        self.columns.fit_rows(min(len(rows), 6))
        self.columns.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refusal(self, words: str) -> None:
        """Why a file or a column is not taken; empty takes the line away."""
        self.alert.words.setText(words)
        self.alert.setAccessibleName(f"提醒：{words}")
        self.alert.setVisible(bool(words))

    def show_batches(self, batches: tuple[BatchView, ...]) -> None:
        """The clerk's batches."""
        self._batches = batches
        self.earlier.setVisible(bool(batches))
        rows = [
            TwoLineRow(
                (Span(view.file_name),),
                f"{view.column_words}，{view.done:,} 行，要人选 {view.asked}，没找到 {view.missing}",
                icon="table", chip=STATES.get(view.state, view.state),
                chip_kind="ok" if view.state == "done" else "accent" if view.under_way else "idle",
            )
            for view in batches
        ]  # fmt: skip
        self.list.set_rows(rows, current=0 if rows else None)
        self.list.fit_rows(min(len(rows), 6))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        if urls and urls[0].isLocalFile():
            self.file_given.emit(Path(urls[0].toLocalFile()))

    def _on_column(self, number: int) -> None:
        self.column_given.emit(number)

    def _on_batch(self, number: int) -> None:
        if 0 <= number < len(self._batches):
            self.batch_opened.emit(self._batches[number])

    def _on_delete(self, number: int) -> None:
        if 0 <= number < len(self._batches):
            self.batch_dropped.emit(self._batches[number])


class _BatchList(RowList):
    """Signals: ``delete_asked(row)`` for Delete."""

    delete_asked = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit(self.current)
            return
        super().keyPressEvent(event)
