"""The idle page (mockup 00): who is next, what is prepared, the day, what can be done meanwhile, the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStyleOptionViewItem, QVBoxLayout, QWidget

from ui.key_table import key_of
from ui.queueing.parts import today_words, todo_icon
from ui.queueing.rows import queue_rows
from ui.reception.words import wait_words
from ui.theme import theme
from ui.widgets.check_row import CheckRow
from ui.widgets.figure import Figure
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.row_delegates import QueueDelegate
from ui.widgets.rows import RowList
from ui.widgets.themed import Card, Panel, Rule, follow_theme

if TYPE_CHECKING:
    from hall_app.queueing.queue import QueueOverview, QueueTicket, TodoLine

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class NextCard(Card):
    """The ticket that F1 calls. Signals: ``called``."""

    called = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("下一位")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(31, 27, 31, 27)
        outer.setSpacing(20)
        upper = QHBoxLayout()
        upper.setSpacing(30)
        left = QVBoxLayout()
        left.setSpacing(0)
        self.caption = Label("下一位", "sm", "text2")
        self.number = Label("", "display", "accent", bold=True, line=1.15)
        self.about = Label("", "md", "text2")
        for label in (self.caption, self.number, self.about):
            left.addWidget(label)
        upper.addLayout(left)
        self.rule = Rule(upright=True)
        upper.addWidget(self.rule)
        self.prepared = QVBoxLayout()
        self.prepared.setSpacing(2)
        self.holder = QWidget()
        self.holder.setLayout(self.prepared)
        self.prepared.setContentsMargins(0, 0, 0, 0)
        upper.addWidget(self.holder, 1, _MIDDLE)
        outer.addLayout(upper)
        self.button = KeyButton("呼叫下一位", key_of("call"), primary=True, decision=True, height=56)
        self.button.clicked.connect(self.called)
        outer.addWidget(self.button)
        self._shown: object = None

    def show_next(self, ticket: QueueTicket | None, paused: str | None) -> None:
        """The next ticket, nobody, or a pause."""
        if (ticket, paused) == self._shown:
            return
        self._shown = (ticket, paused)
        self.caption.setText(f"暂停叫号：{paused}" if paused is not None else "下一位")
        self.number.setText(ticket.number if ticket is not None else "——")
        self.number.set_tone("accent" if ticket is not None and paused is None else "text3")
        about = (
            f"{ticket.business}，等了 {wait_words(ticket.waited_s)}" if ticket is not None else "没有人在等候"
        )
        self.about.setText(about)
        if paused is not None:
            self.button.set_label("恢复叫号")
            self.button.set_key(key_of("pause"))
        else:
            self.button.set_label(f"呼叫 {ticket.number}" if ticket is not None else "呼叫下一位")
            self.button.set_key(key_of("call"))
        self._show_prepared(ticket)

    def invite(self) -> None:
        """Where nobody is called: the card of whoever comes begins, or what is typed off it."""
        self.caption.setText("代办点")
        self.number.setText("放身份证")
        self.about.setText("来人放上身份证就开始；读不了卡时手工录入")
        self.holder.hide()
        self.rule.hide()
        self.button.set_label("手工录入")
        self.button.set_key(key_of("type_identity"))

    def _show_prepared(self, ticket: QueueTicket | None) -> None:
        while (item := self.prepared.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if ticket is None:
            return
        if ticket.person_id is None:
            self.prepared.addWidget(Label("取号时没有刷身份证，请本人到窗口放卡", "sm", "text2"))
            return
        self.prepared.addWidget(Label("取号时刷过身份证，已备好", "sm", "text2"))
        self.prepared.addWidget(CheckRow("本人信息、表单、免提交材料", icon_size=19))
        if ticket.items:
            self.prepared.addWidget(
                CheckRow(f"可能来办：{'、'.join(ticket.items)}", "bulb", "accent", icon_size=19)
            )
        note = Label("姓名等本人到窗口刷卡后显示", "sm", "text3")
        note.setContentsMargins(28, 0, 0, 0)
        self.prepared.addWidget(note)


class FigureBar(Card):
    """The day's four figures in one row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("今天")
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self.figures = [Figure("–", words) for words in ("今天已受理", "中位用时", "材料免提交", "好评")]
        for at, figure in enumerate(self.figures):
            cell = Panel(fill=None, edges="r" if at < len(self.figures) - 1 else "")
            inner = QVBoxLayout(cell)
            inner.setContentsMargins(18, 12, 18, 12)
            inner.addWidget(figure)
            row.addWidget(cell, 1)


class TodoCard(Card):
    """空档可做: a header and one row for each kind of work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("空档可做")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._lines: tuple[TodoLine, ...] | None = None

    def show_lines(self, lines: tuple[TodoLine, ...]) -> None:
        if lines == self._lines:
            return
        self._lines = lines
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        # Without lines the head is all there is: it leaves the card its round corners.
        head = Panel(fill="sunken" if lines else None, edges="b" if lines else "")
        row = QHBoxLayout(head)
        row.setContentsMargins(17, 0, 17, 0)
        row.addWidget(Label("空档可做", "sm", bold=True))
        row.addStretch(1)
        if not lines:
            row.addWidget(Label("今天还没有待办", "sm", "text3"))
        head.setFixedHeight(36)
        self._column.addWidget(head)
        for at, line in enumerate(lines):
            each = Panel(fill=None, edges="b" if at < len(lines) - 1 else "")
            row = QHBoxLayout(each)
            row.setContentsMargins(17, 0, 17, 0)
            row.setSpacing(10)
            icon, tone = todo_icon(line)
            row.addWidget(IconLabel(icon, 18, tone), 0, _MIDDLE)
            row.addWidget(ElidedLabel(line.text), 1, _MIDDLE)
            row.addWidget(Label(str(line.count), bold=True), 0, _MIDDLE)
            each.setFixedHeight(max(theme().sizes.row, 40))
            each.setAccessibleName(f"{line.text} {line.count} 件")
            self._column.addWidget(each)


class WaitingPanel(Panel):
    """The whole queue beside the idle page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="l")
        self.setAccessibleName("等候")
        self._rows = 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        head = Panel(fill=None, edges="b")
        row = QHBoxLayout(head)
        row.setContentsMargins(18, 0, 18, 0)
        self.title = Label("等候", "lg", bold=True)
        self.windows = Label("", "sm", "text3")
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.windows)
        head.setFixedHeight(44)
        outer.addWidget(head)
        self.list = RowList("等候的号", QueueDelegate())
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        outer.addWidget(self.list)
        self.rule = Label("", "sm", "text3", wrap=True)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 10, 18, 12)
        foot.setSpacing(8)
        foot.addWidget(IconLabel("info-circle", 16, "text3"), 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self.rule, 1)
        outer.addLayout(foot)
        outer.addStretch(1)
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedWidth(372 if theme().sizes.md <= 16 else 400)

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        """As high as the rows, and never higher than the room above the note."""
        row = self.list.itemDelegate().sizeHint(QStyleOptionViewItem(), QModelIndex()).height()
        note = max(self.rule.heightForWidth(self.width() - 60), 26) + 22
        room = max((self.height() - 44 - note) // row, 1)
        self.list.fit_rows(max(min(self._rows, room), 1))

    def show_queue(self, queue: QueueOverview) -> None:
        self.title.setText(f"等候 {len(queue.waiting)} 人")
        self.windows.setText(f"全厅 {queue.windows_open} 个窗口在办")
        self.list.set_rows(queue_rows(queue.waiting, mark_next=queue.paused_reason is None))
        self._rows = len(queue.waiting)
        self.rule.setText(f"排队规则：{queue.rule_note}" if queue.rule_note else "")
        self._fit()


class IdlePage(QWidget):
    """Signals: ``acted(intention)`` for the filled button.

    A desk that calls nobody (``calls`` False: a proxy desk) shows no queue; whoever comes lays a card.
    """

    acted = Signal(str)

    def __init__(self, *, calls: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._queue: QueueOverview | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(18, 18, 16, 18)
        left.setSpacing(14)
        self.next_card = NextCard()
        self.next_card.called.connect(self._on_called)
        self.figures = FigureBar()
        self.todo = TodoCard()
        for widget in (self.next_card, self.figures, self.todo):
            left.addWidget(widget)
        left.addStretch(1)
        row.addLayout(left, 1)
        self.waiting = WaitingPanel()
        row.addWidget(self.waiting)
        if not calls:
            self.next_card.invite()
            self.waiting.hide()

    def show_queue(self, queue: QueueOverview | None) -> None:
        """Show the queue and the day."""
        if queue is None or queue == self._queue:
            return
        self._queue = queue
        if self._calls:
            self.next_card.show_next(queue.next, queue.paused_reason)
        for figure, (value, _words) in zip(self.figures.figures, today_words(queue.today), strict=True):
            figure.set_value(value)
        self.todo.show_lines(queue.todo)
        self.waiting.show_queue(queue)

    def place_focus(self) -> None:
        """The filled button has the focus."""
        self.next_card.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_called(self) -> None:
        if not self._calls:
            self.acted.emit("type_identity")
            return
        paused = self._queue is not None and self._queue.paused_reason is not None
        self.acted.emit("pause" if paused else "call")
