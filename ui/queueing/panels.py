"""The panels of the queue keys: 转窗, 暂停, 代取号, 过号召回. Inline, at the right edge under the strip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hall_app.queueing.queue import PAUSE_REASONS
from ui.queueing.rows import behind_words, queue_row
from ui.reception.state import Panel as Which
from ui.theme import theme
from ui.widgets.check_row import CheckRow
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.row_delegates import QueueDelegate
from ui.widgets.rows import RowList
from ui.widgets.section_card import CardHeader
from ui.widgets.themed import Card, follow_theme

if TYPE_CHECKING:
    from hall_app.identity.resident import CardFacts
    from hall_app.queueing.queue import QueueOverview, QueueTicket
    from ui.reception.state import ReceptionState

_ORDINARY = "-"
_OF_THE_QUEUE = frozenset({Which.TRANSFER, Which.PAUSE, Which.ISSUE, Which.RESTORE})


class QueuePanel(Card):
    """Shows one of the panels. Signals: ``closed``, ``transferred(window)``, ``paused(reason)``,
    ``issued(group, priority)``, ``restored(ticket_id)``."""

    closed = Signal()
    transferred = Signal(str)
    paused = Signal(str)
    issued = Signal(str, str)
    restored = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(1, 1, 1, 14)
        self._outer.setSpacing(10)
        self._which = Which.NONE
        self._first: QWidget | None = None
        self._missed: tuple[QueueTicket, ...] = ()
        self.body: QWidget | None = None
        follow_theme(self)
        self.hide()

    def restyle(self) -> None:
        self._widen()

    def _widen(self) -> None:
        width = {Which.ISSUE: 720, Which.PAUSE: 600}.get(self._which, 460)
        self.setFixedWidth(width if theme().sizes.md <= 16 else round(width * 1.15))

    def show_state(self, state: ReceptionState, card: CardFacts | None) -> None:
        """Build the panel that is wanted; it stays as it is while it is open."""
        # The others have panels of their own.
        wanted = state.panel if state.panel in _OF_THE_QUEUE else Which.NONE
        if wanted is self._which:
            return
        self._which = wanted
        if self.body is not None:
            self._outer.removeWidget(self.body)
            self.body.hide()
            self.body.deleteLater()
            self.body = None
        if self._which is Which.NONE:
            self.hide()
            return
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        if self._which is Which.TRANSFER:
            self._transfer(column)
        elif self._which is Which.PAUSE:
            self._pause(column)
        elif self._which is Which.ISSUE:
            self._issue(column, card, state.queue)
        else:
            self._restore(column, state.queue)
        self._outer.addWidget(self.body)
        self._widen()
        self.show()
        self.adjustSize()
        self.raise_()

    def place_focus(self) -> None:
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
            return
        super().keyPressEvent(event)

    # -- the four -------------------------------------------------------------------------------
    def _head(self, column: QVBoxLayout, title: str, icon: str, note: str) -> QVBoxLayout:
        self.setAccessibleName(title)
        column.addWidget(CardHeader(title, icon=icon, note=note))
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 2, 16, 0)
        inner.setSpacing(10)
        column.addLayout(inner)
        return inner

    def _foot(self, inner: QVBoxLayout, words: str) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        back = KeyButton("返回", "Esc")
        back.clicked.connect(self.closed)
        row.addWidget(back)
        self.go = KeyButton(words, "Enter")
        self.go.clicked.connect(self._go)
        row.addWidget(self.go)
        inner.addLayout(row)

    def _transfer(self, column: QVBoxLayout) -> None:
        inner = self._head(column, "转窗", "arrows-left-right", "保留取号时间，转到后优先叫")
        self.target = QLineEdit()
        self.target.setPlaceholderText("窗口号，如 05")
        self.target.setAccessibleName("转到几号窗口")
        self.target.setMaxLength(4)
        inner.addWidget(self.target)
        self._foot(inner, "转窗")
        self._first = self.target

    def _pause(self, column: QVBoxLayout) -> None:
        inner = self._head(column, "暂停叫号", "player-pause", "按数字选原因")
        self.reason = ChoiceGroup("暂停原因", [Choice(words, words) for words in PAUSE_REASONS])
        self.reason.chosen.connect(self.paused)
        inner.addWidget(self.reason)
        self._foot(inner, "暂停")
        self._first = self.reason.boxes[0]

    def _issue(self, column: QVBoxLayout, card: CardFacts | None, queue: QueueOverview | None) -> None:
        groups = queue.groups if queue is not None else ()
        reasons = queue.priority_reasons if queue is not None else ()
        inner = self._head(column, "代取号", "ticket", "取号并打印小票")
        inner.addWidget(Label("业务类型", "sm", "text2"))
        self.group = ChoiceGroup(
            "业务类型",
            [Choice(key, words) for key, words in groups],
            value=groups[0][0] if groups else "",
            per_row=3,
        )
        inner.addWidget(self.group)
        inner.addWidget(Label("优先", "sm", "text2"))
        self.priority = ChoiceGroup(
            "优先",
            [Choice(_ORDINARY, "普通"), *(Choice(reason, reason) for reason in reasons)],
            value=_ORDINARY,
            per_row=4,
        )
        inner.addWidget(self.priority)
        words = (
            f"读卡器上的{card.kind_name}会随号带到窗口"
            if card is not None
            else "读卡器上没有卡，取不记名的号"
        )
        tone = "ok" if card is not None else "text3"
        inner.addWidget(CheckRow(words, "circle-check" if card is not None else "info-circle", tone))
        self._foot(inner, "取号")
        self._first = self.group

    def _restore(self, column: QVBoxLayout, queue: QueueOverview | None) -> None:
        inner = self._head(column, "过号召回", "history", behind_words(queue) if queue is not None else "")
        missed = self._missed = queue.missed if queue is not None else ()
        self.list = RowList("过号", QueueDelegate(), digits=True)
        self.list.set_rows([queue_row(ticket) for ticket in missed], current=0)
        self.list.fit_rows(min(max(len(missed), 1), 8))
        self.list.row_opened.connect(self._on_restore)
        inner.addWidget(self.list)
        if not missed:
            inner.addWidget(Label("没有过号的", "md", "text3"))
        self._foot(inner, "召回")
        self._first = self.list

    def _on_restore(self, row: int) -> None:
        if 0 <= row < len(self._missed):
            self.restored.emit(self._missed[row].ticket_id)

    def _go(self) -> None:
        if self._which is Which.TRANSFER:
            number = self.target.text().strip()
            if number.isdigit():
                self.transferred.emit(f"{int(number):02d}")
            else:
                self.target.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._which is Which.PAUSE:
            box = self.focusWidget()
            words = (
                getattr(getattr(box, "choice", None), "value", "") or self.reason.value or PAUSE_REASONS[0]
            )
            self.paused.emit(words)
        elif self._which is Which.ISSUE:
            priority = self.priority.value
            self.issued.emit(self.group.value, "" if priority == _ORDINARY else priority)
        elif self._which is Which.RESTORE:
            self._on_restore(self.list.current)
