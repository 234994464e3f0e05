"""订阅方: departments that hear of every change; what each has heard, what waits, sending again, files for the gate.

Keys: Insert enrols one, Delete (twice) ends, Ctrl+R sends a notice again, Ctrl+E writes what waits, Ctrl+O reads a receipt.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hall_app.clock import hall_time
from hall_app.errors import HallError
from ui.addresses.tab import AddressTab
from ui.theme import theme
from ui.widgets.field_row import FieldRow, FieldState
from ui.widgets.file_choice import ask_file, ask_target
from ui.widgets.key_button import KeyButton
from ui.widgets.label import EmptyNote, Label
from ui.widgets.row_delegates import Span, TwoLineDelegate, TwoLineRow
from ui.widgets.rows import RowList
from ui.widgets.table import Cell, Column, Table, TableRow
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from datetime import datetime

    from hall_app.addresses.managing.desk import AddressManagement
    from hall_app.addresses.managing.subscribing import Hearing, Notice
    from ui.reception.board import Board

TOPIC = "address_subscribers"
FILES = "交换文件 (*.gz)"
_COLUMNS = (
    Column("号", align="right"),
    Column("变更"),
    Column("内容", stretch=True),
    Column("写出"),
    Column("收到"),
)


class SubscriberTab(AddressTab):
    """A tab of the address page."""

    def __init__(self, board: Board, desk: AddressManagement, parent: QWidget | None = None) -> None:
        super().__init__(board, parent)
        self._desk = desk
        self.hearings: tuple[Hearing, ...] = ()
        self.notices: tuple[Notice, ...] = ()
        self._ending = ""
        self.setAccessibleName("订阅方")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left = Panel(edges="r")
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        self.list = _Subscribers(self)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.list.row_opened.connect(self._on_opened)
        left.addWidget(self.list, 1)
        self.none = EmptyNote("还没有订阅变更的部门，按 Insert 新增")
        left.addWidget(self.none, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._left)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        row.addLayout(right, 1)
        right.addWidget(self._head())
        self.table = Table("这个订阅方的通知", _COLUMNS)
        right.addWidget(self.table, 1)
        self.empty = EmptyNote()
        right.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignTop)
        follow_theme(self)
        self._edit(False)
        self.reload()

    def _head(self) -> QWidget:
        head = Panel(edges="b")
        self._column = QVBoxLayout(head)
        self.title = Label("", "lg", bold=True)
        self.facts = Label("", "sm", "text2", wrap=True)
        self.problem = Label("", "sm", "bad", wrap=True)
        for label in (self.title, self.facts):
            self._column.addWidget(label)
        self.name = FieldRow("代号", placeholder="字母、数字和短横，2 至 40 位")
        self.words = FieldRow("部门", placeholder="写全名，如 福田区住房和建设局")
        for field, words in ((self.name, "订阅方代号"), (self.words, "部门名称")):
            field.edit.setAccessibleName(words)
            field.edited.connect(self._on_edited)
            self._column.addWidget(field)
        self._column.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        self.new_button = KeyButton("新增订阅方", "Insert", icon="plus")
        self.add_button = KeyButton("从现在起通知", "F9", primary=True)
        self.again_button = KeyButton("重发", "Ctrl+R")
        self.write_button = KeyButton("写出通知", "Ctrl+E", icon="download")
        self.read_button = KeyButton("读回执", "Ctrl+O", icon="upload")
        self.end_button = KeyButton("停止订阅", "Delete", danger=True, bind=False)
        for button, pressed in (
            (self.new_button, self._on_new), (self.add_button, self._on_add), (self.again_button, self._on_again),
            (self.write_button, self._on_write), (self.read_button, self._on_read), (self.end_button, self.end),
        ):  # fmt: skip
            button.clicked.connect(pressed)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._column.addLayout(buttons)
        return head

    def restyle(self) -> None:
        sizes = theme().sizes
        self._column.setContentsMargins(sizes.gutter, 10, sizes.gutter, 10)
        self._column.setSpacing(8)
        self._left.setFixedWidth(400 if not sizes.is_tight else 320)

    # -- for the page around --------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.editing:
            return (("F9", "从现在起通知"), ("Esc", "不加了"))
        return (("Insert", "新增"), ("Ctrl+R", "重发"), ("Ctrl+E", "写出"))

    def place_focus(self) -> None:
        target: QWidget = self.name.edit if self.editing else self.list if self.hearings else self.new_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def handle(self, intention: str) -> bool:
        if intention == "back" and self.editing:
            self._edit(False)
            self.place_focus()
            return True
        if intention in ("accept", "primary") and self.editing:
            self.add_button.click()
            return True
        return False

    def finish(self) -> None:
        """Nothing runs on."""

    # -- lists ----------------------------------------------------------------------------------
    @property
    def chosen(self) -> Hearing | None:
        """The subscriber on show."""
        at = self.list.current
        return self.hearings[at] if 0 <= at < len(self.hearings) else None

    def reload(self) -> None:
        """Read who is told and what they heard."""
        self.board.run(self._desk.hearings, self.board.clerk, done=self._on_hearings, topic=TOPIC)

    def _on_hearings(self, found: tuple[Hearing, ...]) -> None:
        before = self.chosen.name if self.chosen else ""
        self.hearings = found
        at = next((n for n, each in enumerate(found) if each.name == before), 0)
        self.list.set_rows([_hearing_row(each) for each in found], current=at if found else None)
        self.list.setVisible(bool(found))
        self.none.setVisible(not found)
        self._on_current()

    def _on_current(self, *_indexes: object) -> None:
        chosen = self.chosen
        self._ending = ""
        self._say(None)
        self.title.setText(chosen.title if chosen else "")
        self.facts.setText(_facts(chosen) if chosen else "每一次变更生效时写好通知，部门确认以前不会丢")
        self._show_notices(())
        self._edit(self.editing)
        if chosen is not None:
            self.board.run(
                self._desk.notices, self.board.clerk, chosen.name, done=self._on_notices, topic=TOPIC
            )

    def _on_notices(self, found: tuple[Notice, ...]) -> None:
        self._show_notices(found)

    def _show_notices(self, found: tuple[Notice, ...]) -> None:
        self.notices = found
        self.table.set_rows([_notice_row(each) for each in found])
        self.table.setVisible(bool(found))
        self.empty.setText("还没有通知" if self.chosen else "")
        self.empty.setVisible(not found)

    def _on_opened(self, _number: int) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- enrolling and ending -------------------------------------------------------------------
    def _edit(self, on: bool) -> None:
        self.editing = on
        may = self.board.clerk.may("address.approve")
        known = self.chosen is not None
        for widget in (self.name, self.words, self.add_button):
            widget.setVisible(on)
        self.new_button.setVisible(may and not on)
        for button in (self.again_button, self.write_button, self.read_button, self.end_button):
            button.setVisible(may and known and not on)
        self.problem.setVisible(bool(self.problem.text()))
        self.hints_changed.emit()

    def _on_new(self) -> None:
        self.name.set_value("")
        self.words.set_value("")
        self._edit(True)
        self.place_focus()

    def _on_add(self) -> None:
        self.board.run(
            self._desk.subscribe, self.board.clerk, self.name.value.strip(), self.words.value,
            done=self._on_added, failed=self._on_refused, topic=TOPIC,
        )  # fmt: skip

    def _on_added(self, _nothing: object) -> None:
        self.board.told.emit(f"以后的变更都通知{self.words.value or self.name.value}", "ok")
        self._edit(False)
        self.reload()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Delete asks, Delete again ends; what waits is still sent."""
        chosen = self.chosen
        if chosen is None or self.editing or not self.board.clerk.may("address.approve"):
            return
        if self._ending != chosen.name:
            self._ending = chosen.name
            self._say(f"再按一次 Delete，停止通知{chosen.title}；未收到的 {chosen.waiting} 条仍会送出")
            return
        self.board.run(
            self._desk.unsubscribe,
            self.board.clerk,
            chosen.name,
            done=self._on_ended,
            failed=self._on_refused,
            topic=TOPIC,
        )

    def _on_ended(self, _nothing: object) -> None:
        self.board.told.emit("已停止订阅", "ok")
        self.reload()
        self.place_focus()

    # -- sending --------------------------------------------------------------------------------
    def _on_again(self) -> None:
        chosen, key = self.chosen, self.table.current_key
        if chosen is not None and key:
            self.board.run(
                self._desk.redeliver, self.board.clerk, chosen.name, (int(key),),
                done=self._on_redelivered, failed=self._on_refused, topic=TOPIC,
            )  # fmt: skip

    def _on_redelivered(self, count: int) -> None:
        self.board.told.emit(f"{count} 条通知等着重发", "ok")
        self.reload()

    def _on_write(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            ask_target(self, "写出未收到的通知", f"{chosen.name}.gz", FILES, self._on_target)

    def _on_target(self, words: str) -> None:
        if self.chosen is not None:
            self.board.run(
                self._desk.write_notices, self.board.clerk, self.chosen.name, Path(words),
                done=self._on_written, failed=self._on_refused, topic=TOPIC,
            )  # fmt: skip

    def _on_written(self, last: int) -> None:
        self.board.told.emit(f"已写到第 {last} 号，等回执" if last else "没有未收到的通知", "ok")

    def _on_read(self) -> None:
        ask_file(self, "读订阅方的回执", FILES, self._on_receipt)

    def _on_receipt(self, words: str) -> None:
        if self.chosen is not None:
            self.board.run(
                self._desk.read_receipt, self.board.clerk, self.chosen.name, Path(words),
                done=self._on_confirmed, failed=self._on_refused, topic=TOPIC,
            )  # fmt: skip

    def _on_confirmed(self, last: int) -> None:
        self.board.told.emit(f"对方已收到第 {last} 号", "ok")
        self.reload()

    # -- problems -------------------------------------------------------------------------------
    def _on_edited(self, _words: str) -> None:
        self._say(None)

    def _on_refused(self, error: Exception) -> None:
        if not isinstance(error, HallError):
            self.board.say(error, TOPIC)
            return
        self._say(str(error))
        if self.editing and getattr(error, "field", None) == "name":
            self.name.set_state(FieldState.INVALID, error.message)
            self.name.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str | None) -> None:
        self.problem.setText(words or "")
        self.problem.setVisible(bool(words))
        if not words and self.name.state is FieldState.INVALID:
            self.name.set_state(FieldState.NORMAL)


class _Subscribers(RowList):
    def __init__(self, tab: SubscriberTab) -> None:
        super().__init__("订阅变更的部门", TwoLineDelegate())
        self._tab = tab

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._tab.end()
            return
        super().keyPressEvent(event)


def _moment(when: datetime | None) -> str:
    return f"{hall_time(when):%m-%d %H:%M}" if when else ""


def _hearing_row(each: Hearing) -> TwoLineRow:
    waiting = f"未收到 {each.waiting:,}" if each.waiting else "都已收到" if each.told else "还没有通知"
    return TwoLineRow(
        (Span(each.title, bold=True),), f"{each.name}  已收到 {each.heard:,}", icon="building",
        chip=waiting, chip_kind="warn" if each.waiting else "ok" if each.told else "idle",
    )  # fmt: skip


def _facts(each: Hearing) -> str:
    parts = [
        f"{each.name}，{hall_time(each.since):%Y-%m-%d} 起订阅",
        f"通知 {each.told:,} 条，已收到 {each.heard:,} 条",
    ]
    if each.last_heard:
        parts.append(f"最近 {_moment(each.last_heard)} 收到")
    if each.oldest_waiting:
        parts.append(f"最早一条未收到的写于 {_moment(each.oldest_waiting)}")
    return "；".join(parts)


def _notice_row(each: Notice) -> TableRow:
    heard = Cell(_moment(each.heard_at), tone="text2") if each.heard_at else Cell("未收到", chip="warn")
    kind, _, about = each.title.partition(" · ")
    return TableRow(
        str(each.seq),
        (
            Cell(str(each.seq), tone="text2"), Cell(each.change_number), Cell(f"{kind}  {about.partition('社区')[2] or about}"),
            Cell(_moment(each.written_at), tone="text2"), heard,
        ),
    )  # fmt: skip
