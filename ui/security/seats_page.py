"""窗口: who sits where; a window whose clerk is gone is released, windows are added, given queues and numbers, closed.

A closed window stays in the table, since what was done there stays its own; it may be opened again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from hall_app.clock import hall_time
from ui.key_table import key_of
from ui.sections import PageHead
from ui.table_page import TablePage
from ui.widgets.drawer import Drawer, FactLine, clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.table import Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from hall_app.security.administration import SeatLine
    from ui.reception.board import Board


class SeatsPage(TablePage):
    """Insert adds a window, Ctrl Enter keeps its queues; for whoever may only release, Ctrl Enter releases."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("窗口")
        self.desk = board.counter.back_office.administration
        self.seats: dict[str, SeatLine] = {}
        self._may_set = board.clerk.may("devices.manage")
        self._may_release = board.clerk.may("window.release")
        self._adding = False
        self._renamed = ("", "")
        self.head = PageHead("窗口")
        self.add = KeyButton("加窗口", "Insert", icon="plus")
        self.add.clicked.connect(self._on_add)
        self.head.add(self.add)
        self.add.setVisible(self._may_set)
        self.table = Table(
            "窗口表",
            [
                Column("窗口"),
                Column("当班"),
                Column("开窗", minor=True),
                Column("手上的号"),
                Column("队列", stretch=True),
                Column("状态"),
            ],
        )
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_opened.connect(self._on_opened)
        # Of the table alone: in a field the key deletes a character.
        delete = QShortcut(
            QKeySequence(Qt.Key.Key_Delete), self.table, context=Qt.ShortcutContext.WidgetShortcut
        )
        delete.activated.connect(self._on_close_down)
        self.drawer = Drawer("窗口详情")
        self._make_drawer()
        self.lay_out()

    def _make_drawer(self) -> None:
        self.number, self.groups = QLineEdit(), QLineEdit()
        self.number.setMaxLength(2)
        self.groups.setMaxLength(40)
        self._fields: list[Label | QLineEdit] = []
        for words, field in (("窗口号", self.number), ("队列，先写的先叫", self.groups)):
            label = Label(words, "md", "text2")
            label.setBuddy(field)
            field.setAccessibleName(words)
            self._fields += [label, field]
            self.drawer.column.addWidget(label)
            self.drawer.column.addWidget(field)
        queues = "　".join(f"{letter} {name}" for letter, name in self.desk.queues())
        self.legend = Label(queues, "sm", "text3", wrap=True)
        self._fields.append(self.legend)
        self.drawer.column.addWidget(self.legend)
        for widget in self._fields:
            widget.setVisible(self._may_set)
        self.facts = QVBoxLayout()
        self.drawer.column.addLayout(self.facts)
        self.drawer.column.addStretch(1)
        own = "Ctrl Enter" if self._may_set else ""
        self.keep = KeyButton("保存", own, primary=True, decision=True)
        self.keep.clicked.connect(self._on_keep)
        keys = "" if self._may_set else "Ctrl Enter"
        self.release = KeyButton("请对方退出", keys, primary=not self._may_set, decision=not self._may_set)
        self.release.clicked.connect(self._on_release)
        self.close_down = KeyButton("停用窗口", key_of("delete"), bind=False)
        self.close_down.clicked.connect(self._on_close_down)
        self.open_again = KeyButton("恢复窗口")
        self.open_again.clicked.connect(self._on_open_again)
        for button in (self.close_down, self.open_again):
            self.drawer.foot.addWidget(button)
            button.hide()
        for button, shown in ((self.keep, self._may_set), (self.release, self._may_release)):
            self.drawer.foot.addWidget(button)
            button.setVisible(shown)

    def refresh(self) -> None:
        self.board.run(self.desk.seats, self.board.clerk, done=self._on_seats, topic="seats")

    def _on_seats(self, seats: tuple[SeatLine, ...]) -> None:
        self.seats = {str(one.window_id): one for one in seats}
        taken = sum(one.occupant is not None for one in seats)
        closed = sum(one.closed_at is not None for one in seats)
        words = f"{len(seats) - closed} 个窗口，{taken} 个有人"
        self.head.note.setText(f"{words}，{closed} 个停用" if closed else words)
        self.table.set_rows([_row(one) for one in seats])
        self._show_drawer()

    # -- the drawer -----------------------------------------------------------------------------
    def _on_chosen(self, _key: str) -> None:
        self._adding = False
        self._show_drawer()

    @property
    def seat(self) -> SeatLine | None:
        """The window in the drawer; None while one is being added."""
        return None if self._adding else self.seats.get(self.table.current_key)

    def _show_drawer(self) -> None:
        seat = self.seat
        clear_layout(self.facts)
        closed = seat is not None and seat.closed_at is not None
        # Whoever sits there was told the number at log-in, and so was the resident.
        free = seat is not None and seat.occupant is None and seat.in_hand is None
        self._lock(self.number, locked=not (self._adding or (free and not closed)))
        self._lock(self.groups, locked=closed)
        self.keep.set_label("加窗口" if self._adding else "保存")
        self.keep.setEnabled(self._adding or (seat is not None and not closed))
        self.close_down.setVisible(self._may_set and seat is not None and not closed)
        self.open_again.setVisible(self._may_set and closed)
        self.release.setEnabled(seat is not None and seat.occupant is not None and seat.in_hand is None)
        if self._adding:
            self.drawer.show_head("加窗口", "窗口号两位数字，如 08；不用了可以停用")
            return
        if seat is None:
            self.drawer.show_head("")
            return
        self.drawer.show_head(f"{seat.number} 号窗口", "停用" if closed else seat.occupant or "空闲")
        self.number.setText(seat.number)
        self.groups.setText(seat.groups)
        for label, value in _facts(seat, self._may_release):
            self.facts.addWidget(FactLine(label, value))

    @staticmethod
    def _lock(field: QLineEdit, *, locked: bool) -> None:
        field.setReadOnly(locked)
        field.setProperty("fill", "locked" if locked else "normal")
        field.style().polish(field)

    # -- doing ----------------------------------------------------------------------------------
    def _on_add(self) -> None:
        if not self._may_set:
            return
        self._adding = True
        self._show_drawer()
        self.number.clear()
        self.groups.setText("".join(letter for letter, _ in self.desk.queues()))
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_keep(self) -> None:
        if not self._may_set or not self.keep.isEnabled():
            return
        seat, number, groups = self.seat, self.number.text().strip(), self.groups.text()
        run, clerk = self.board.run, self.board.clerk
        if seat is None:
            run(self.desk.add_window, clerk, number, groups, done=self._on_kept, topic="seats")
        elif number != seat.number:
            # The number first: it is what may be refused.
            self._renamed = (number, groups)
            run(self.desk.rename_window, clerk, seat.number, number, done=self._on_renamed, topic="seats")
        else:
            run(self.desk.change_window, clerk, number, groups, done=self._on_kept, topic="seats")

    def _on_renamed(self, _result: object) -> None:
        number, groups = self._renamed
        self.board.run(
            self.desk.change_window,
            self.board.clerk,
            number,
            groups,
            done=self._on_kept_renamed,
            failed=self._on_half_kept,
            topic="seats",
        )

    def _on_half_kept(self, error: Exception) -> None:
        self.board.told.emit(f"窗口号已改，队列没有改：{error}", "warn")
        self.refresh()

    def _on_kept_renamed(self, _result: object) -> None:
        self._say_kept(f"已改为 {self._renamed[0]} 号；那台机器的 site.toml 里 window.number 也要改")

    def _on_kept(self, _result: object) -> None:
        self._say_kept("已保存，这个窗口下次呼叫起按新的队列")

    def _say_kept(self, words: str) -> None:
        self._adding = False
        self.board.told.emit(words, "ok")
        self.refresh()
        self.table.setFocus()

    def _on_close_down(self) -> None:
        seat = self.seat
        if self._may_set and seat is not None and seat.closed_at is None:
            self.board.run(
                self.desk.close_window,
                self.board.clerk,
                seat.number,
                done=self._on_closed_down,
                topic="seats",
            )

    def _on_closed_down(self, alone: tuple[str, ...]) -> None:
        if alone:
            self.board.told.emit(f"窗口已停用；没有别的窗口办 {'、'.join(alone)}，请交给别的窗口", "warn")
        else:
            self.board.told.emit("窗口已停用，办过的件不动", "ok")
        self.refresh()
        self.table.setFocus()

    def _on_open_again(self) -> None:
        seat = self.seat
        if seat is not None:
            self.board.run(
                self.desk.open_window_again,
                self.board.clerk,
                seat.number,
                done=self._on_opened_again,
                topic="seats",
            )

    def _on_opened_again(self, _result: object) -> None:
        self._say_kept("窗口已恢复，可以登录了")

    def _on_release(self) -> None:
        seat = self.seat
        if seat is not None and self._may_release and self.release.isEnabled():
            self.board.run(
                self.desk.release, self.board.clerk, seat.window_id, done=self._on_released, topic="seats"
            )

    def _on_released(self, _result: object) -> None:
        self.board.told.emit("窗口已空出", "ok")
        self.refresh()
        self.table.setFocus()

    # -- the page -------------------------------------------------------------------------------
    def _on_opened(self, _key: str) -> None:
        if self._may_set:
            self.groups.setFocus(Qt.FocusReason.TabFocusReason)

    def hints(self) -> tuple[tuple[str, str], ...]:
        if self._may_set:
            return (("Insert", "加窗口"), ("Enter", "改队列"), ("Delete", "停用"))
        return (("Ctrl Enter", "请对方退出"),) if self._may_release else ()

    def handle(self, intention: str) -> bool:
        if intention == "primary":
            if self._may_set:
                self._on_keep()
            else:
                self._on_release()
            return True
        if intention == "reread":
            self.refresh()
            return True
        if intention == "back" and (self._adding or not self.table.hasFocus()):
            self._adding = False
            self._show_drawer()
            self.table.setFocus()
            return True
        return False


def _facts(seat: SeatLine, may_release: bool) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    if seat.closed_at is not None:
        facts.append(("停用", f"{hall_time(seat.closed_at):%Y-%m-%d %H:%M}"))
        facts.append(("留下的", "办过的件、号和没办完的草稿都在；恢复后接着办"))
    if seat.opened_at is not None:
        facts.append(("开窗", f"{hall_time(seat.opened_at):%m-%d %H:%M}"))
    if seat.paused_reason:
        facts.append(("暂停", seat.paused_reason))
    if seat.in_hand is not None:
        facts.append(("手上的号", f"手上还有 {seat.in_hand}，先请本人转窗或办结，再请退出"))
    elif seat.occupant is not None and may_release:
        facts.append(("退出后", "草稿都在；等这个窗口的号可由别的窗口叫"))
    return facts


def _row(seat: SeatLine) -> TableRow:
    if seat.closed_at is not None:
        state = Cell("停用", chip="outline")
    elif seat.occupant is None:
        state = Cell("空闲", chip="idle")
    elif seat.paused_reason:
        state = Cell("暂停", chip="warn")
    else:
        state = Cell("服务中" if seat.in_hand else "开着", chip="accent" if seat.in_hand else "ok")
    cells = (
        Cell(seat.number, bold=True),
        Cell(seat.occupant or ("" if seat.closed_at else "空闲"), tone="text" if seat.occupant else "text3"),
        Cell(f"{hall_time(seat.opened_at):%H:%M}" if seat.opened_at else "", tone="text2"),
        Cell(seat.in_hand or ""),
        Cell(" ".join(seat.groups), tone="text2"),
        state,
    )
    return TableRow(str(seat.window_id), cells)
