"""The right column while an item is chosen: who waits, what waits for the clerk, the day, the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.queueing.parts import TodayGrid, TodoRow
from ui.queueing.rows import queue_rows
from ui.reception.words import wait_words
from ui.theme import theme
from ui.widgets.chip import Chip
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.row_delegates import QueueDelegate
from ui.widgets.rows import RowList
from ui.widgets.section_block import SectionBlock
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import LinkButton

if TYPE_CHECKING:
    from hall_app.queueing.queue import LastReception, QueueOverview

SHOWN = 6


class QueueColumn(Panel):
    """Signals: ``acted(intention)`` for 补打回执 and 撤回受理 of the one before."""

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="l")
        self.setAccessibleName("等候")
        self._queue: QueueOverview | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(18, 10, 18, 4)
        self.title = Label("等候", "lg", bold=True)
        self.longest = Label("", "sm", "text3")
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.longest)
        outer.addLayout(head)
        self.list = RowList("等候的号", QueueDelegate(lines=False))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self.list)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 9, 18, 16)
        self.more = Label("", "sm", "accent")
        self.missed = Label("", "sm", "text3")
        foot.addWidget(self.more)
        foot.addStretch(1)
        foot.addWidget(self.missed)
        outer.addLayout(foot)
        self.todo = SectionBlock("我的待办")
        outer.addWidget(self.todo)
        self.today_block = SectionBlock("今天")
        self.today = TodayGrid()
        self.today_block.rows.addWidget(self.today)
        outer.addWidget(self.today_block)
        self.last = SectionBlock("上一位")
        outer.addWidget(self.last)
        outer.addStretch(1)
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedWidth(theme().sizes.right_column)

    def show_queue(self, queue: QueueOverview) -> None:
        """Show the queue; unchanged parts are left alone."""
        if queue == self._queue:
            return
        before, self._queue = self._queue, queue
        self.title.setText(f"等候 {len(queue.waiting)} 人")
        self.longest.setText(f"最长 {wait_words(queue.longest_wait_s)}" if queue.waiting else "")
        self.list.set_rows(queue_rows(queue.waiting[:SHOWN], mark_next=False))
        self.list.fit_rows(SHOWN)
        rest = len(queue.waiting) - SHOWN
        self.more.setText(f"另有 {rest} 人" if rest > 0 else "")
        self.missed.setText(f"过号 {len(queue.missed)}" if queue.missed else "")
        if before is None or before.todo != queue.todo:
            self.todo.clear()
            for line in queue.todo:
                self.todo.rows.addWidget(TodoRow(line))
            if not queue.todo:
                self.todo.add_text("没有待办", "text3")
        self.today.show_today(queue.today)
        if before is None or before.last != queue.last:
            self._show_last(queue.last)

    def _show_last(self, last: LastReception | None) -> None:
        self.last.clear()
        if last is None:
            self.last.add_text("今天还没有办过", "text3")
            return
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Label(last.ticket_number or "", bold=True))
        row.addWidget(ElidedLabel(last.item_name, "md", "text2"), 1)
        row.addWidget(Chip(last.outcome, "ok", "check"))
        self.last.rows.addWidget(line)
        links = QWidget()
        row = QHBoxLayout(links)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(12)
        for words, icon, intention, there in (
            ("补打回执", "printer", "print_last", last.document_id is not None),
            ("撤回受理", "arrow-back-up", "undo", last.undo_until is not None),
        ):
            if there:
                link = LinkButton(words, icon=icon)
                link.setProperty("intention", intention)
                link.clicked.connect(self._on_link)
                row.addWidget(link)
        row.addStretch(1)
        self.last.rows.addWidget(links)

    def _on_link(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.acted.emit(str(sender.property("intention")))
