"""工作日历: the year, the notice to paste, the cases whose dates wait for the table, and what moved when it came."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout

from hall_app.clock import Clock
from hall_app.working_days.maintenance import ABSENT, ENTERED
from hall_app.working_days.notices import read_notice
from ui.page import Page
from ui.sections import PageHead
from ui.widgets.drawer import Drawer, FactLine, clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.tool_button import LinkButton
from ui.working_days.year_grid import YearGrid

if TYPE_CHECKING:
    from hall_app.working_days.entry import ChangedDeadline
    from hall_app.working_days.maintenance import YearView
    from ui.reception.board import Board

_LISTED = 40
_PLACEHOLDER = "粘贴国务院办公厅的放假通知，或每行一天：\n2027-02-06 休 春节\n2027-02-20 班 春节"

Days = dict[date, tuple[bool, str]]


class CalendarPage(Page):
    """Arrows and Space change days, a pasted notice fills them, Ctrl Enter enters the year."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("工作日历")
        self.desk = board.counter.back_office.calendar
        self.today = Clock().today()
        self.year = self.today.year
        self.view: YearView | None = None
        self.days: Days = {}
        self.moved: tuple[ChangedDeadline, ...] = ()
        self.source = "人工录入"
        self.head = PageHead("工作日历")
        self.back = KeyButton("上一年", "Alt ←", small=True)
        self.back.clicked.connect(self._on_back)
        self.on = KeyButton("下一年", "Alt →", small=True)
        self.on.clicked.connect(self._on_on)
        self.head.add(self.back)
        self.head.add(self.on)
        self.grid = YearGrid()
        self.grid.day_chosen.connect(self._on_day)
        self.grid.day_toggled.connect(self._on_toggle)
        self.drawer = Drawer("日历详情")
        self._make_drawer()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.head)
        note = QHBoxLayout()
        note.setContentsMargins(16, 0, 16, 6)
        self.note = Label("", "sm", "warn")
        note.addWidget(self.note, 1)
        left.addLayout(note)
        left.addWidget(self.grid, 1)
        row.addLayout(left, 1)
        row.addWidget(self.drawer)

    def _make_drawer(self) -> None:
        column = self.drawer.column
        self.day_words = Label("", "md", wrap=True)
        column.addWidget(self.day_words)
        column.addWidget(Label("粘贴放假通知", "md", "text2"))
        self.notice = QPlainTextEdit()
        self.notice.setAccessibleName("放假通知")
        self.notice.setPlaceholderText(_PLACEHOLDER)
        self.notice.setTabChangesFocus(True)
        self.notice.setFixedHeight(140)
        column.addWidget(self.notice)
        self.read = KeyButton("填进日历", icon="clipboard-check")
        self.read.clicked.connect(self._on_read)
        column.addWidget(self.read)
        self.unread = Label("", "sm", "warn", wrap=True)
        self.unread.hide()
        column.addWidget(self.unread)
        self.found = QVBoxLayout()
        column.addLayout(self.found)
        column.addStretch(1)
        self.enter = KeyButton("录入这一年", "Ctrl Enter", primary=True, decision=True)
        self.enter.clicked.connect(self._on_enter)
        self.drawer.foot.addWidget(self.enter)
        self.undo = LinkButton("放弃改动")
        self.undo.clicked.connect(self._on_undo)
        self.drawer.foot.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignHCenter)

    # -- reading --------------------------------------------------------------------------------
    def refresh(self) -> None:
        if self.view is None or not self.changed:
            self._ask()

    def _ask(self) -> None:
        self.board.run(self.desk.year, self.board.clerk, self.year, done=self._on_year, topic="calendar")

    def _on_year(self, view: YearView) -> None:
        if view.year != self.year:
            return
        self.view, self.days = view, dict(view.entries)
        self._show()

    @property
    def changed(self) -> frozenset[date]:
        """Days that differ from what is entered."""
        before = self.view.entries if self.view is not None else {}
        return frozenset(
            day for day in self.days.keys() | before.keys() if self.days.get(day) != before.get(day)
        )

    def _show(self) -> None:
        view = self.view
        if view is None:
            return
        changed = self.changed
        self.head.title.setText(f"{view.year} 年")
        self.head.note.setText(f"{view.origin_words}；全年 {view.working_days} 个工作日")
        waiting = len(view.provisional)
        words = f"{waiting} 件的期限暂按周末推算，录入节假日表后自动重算" if waiting else ""
        if view.origin == ABSENT and not words:
            words = "请在国务院办公厅公布后录入；受理不受影响"
        self.note.setText(words)
        self.note.setAccessibleName(words)
        self.grid.show_year(view.year, self.days, changed, self.today)
        self.enter.setEnabled(bool(changed) or (view.origin == ABSENT and bool(self.days)))
        self.undo.setVisible(bool(changed))
        self._show_drawer()

    def _show_drawer(self) -> None:
        view = self.view
        changed = len(self.changed)
        self.drawer.show_head(f"{self.year} 年", f"{changed} 天已改，未保存" if changed else "")
        if view is not None:
            kind = "ok" if view.origin != ABSENT else "warn"
            self.drawer.chip.set_chip(
                "已录入" if view.origin == ENTERED else "没有表" if view.origin == ABSENT else "已发布", kind
            )
            self.drawer.chip.show()
        self.day_words.setText(self.grid.words_of(self.grid.chosen))
        clear_layout(self.found)
        if self.moved:
            self.found.addWidget(Label(f"{len(self.moved)} 件的期限有变动", "md", bold=True))
            for one in self.moved[:_LISTED]:
                moved = f"{one.old:%m-%d} → {one.new:%m-%d}"
                self.found.addWidget(FactLine(one.case_number, moved))
        elif view is not None and view.provisional:
            self.found.addWidget(Label("等节假日表的办件", "md", "text2"))
            for case in view.provisional[:_LISTED]:
                due = f"{case.due_on:%Y-%m-%d}" if case.due_on else "无期限"
                self.found.addWidget(FactLine(case.case_number, due))

    # -- changing -------------------------------------------------------------------------------
    def _on_day(self, day: date) -> None:
        self.day_words.setText(self.grid.words_of(day))

    def _on_toggle(self, day: date) -> None:
        """A weekday becomes a day off, a weekend day one worked instead; once more takes it back."""
        if day in self.days:
            del self.days[day]
        else:
            near = self._name_near(day)
            self.days[day] = (day.weekday() >= 5, near)
        self.moved = ()
        self._show()

    def _name_near(self, day: date) -> str:
        """The holiday beside the day, so that its name need not be typed."""
        for distance in range(1, 11):
            for other in (day - timedelta(days=distance), day + timedelta(days=distance)):
                if other in self.days:
                    return self.days[other][1]
        return "节假日"

    def _on_read(self) -> None:
        found = read_notice(self.notice.toPlainText(), self.year)
        lines = "；".join(f"第 {number} 行“{words}”" for number, words in found.unread[:5])
        words = f"看不懂：{lines}" if found.unread else ""
        if not found.days and not words:
            words = f"没找到 {self.year} 年的日期"
        self.unread.setText(words)
        self.unread.setAccessibleName(words)
        self.unread.setVisible(bool(words))
        if found.days:
            self.days = {day: (working, name) for day, working, name in found.days}
            self.moved, self.source = (), "国务院办公厅通知"
            self._show()
            self.grid.move_to(found.days[0][0])
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_enter(self) -> None:
        if self.enter.isEnabled():
            days, source = dict(self.days), self.source
            self.board.run(
                self.desk.enter,
                self.board.clerk,
                self.year,
                days,
                source,
                done=self._on_entered,
                topic="calendar",
            )

    def _on_entered(self, moved: tuple[ChangedDeadline, ...]) -> None:
        self.moved = moved
        self.notice.clear()
        words = f"{self.year} 年已录入，{len(moved)} 件的期限有变动" if moved else f"{self.year} 年已录入"
        self.board.told.emit(words, "ok")
        self._ask()

    def _on_undo(self) -> None:
        if self.view is not None:
            self.days = dict(self.view.entries)
            self._show()
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the page -------------------------------------------------------------------------------
    def _on_back(self) -> None:
        self._go(-1)

    def _on_on(self) -> None:
        self._go(1)

    def _go(self, by: int) -> None:
        if self.changed:
            self.board.told.emit("先录入或放弃改动，再换年份", "warn")
            return
        self.year, self.view, self.moved = self.year + by, None, ()
        self.source = "人工录入"
        self._ask()

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("空格", "改这一天"), ("Ctrl Enter", "录入"))

    def handle(self, intention: str) -> bool:
        if intention == "primary":
            self._on_enter()
            return True
        if intention == "back" and not self.grid.hasFocus():
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def place_focus(self) -> None:
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
