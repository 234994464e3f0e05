"""审计日志: filter, rows, the chain's check with its progress, an export that is in the trail itself. Read only for all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from hall_app.clock import hall_time
from hall_app.security.audit_reading import AuditFilter
from hall_app.security.audit_words import KINDS
from ui.page import LIBRARIES
from ui.sections import PageHead
from ui.table_page import TablePage
from ui.widgets.drawer import Drawer, FactLine, clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.table import Cell, Column, Table, TableRow
from ui.widgets.themed import Panel

if TYPE_CHECKING:
    from hall_app.security.audit import AuditReport
    from hall_app.security.audit_reading import AuditLine
    from hall_app.security.audit_reading import AuditPage as Entries
    from ui.reception.board import Board


class AuditPage(TablePage):
    """`/` goes to the filter, Enter in it searches; the last row loads older ones."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("审计日志")
        self.desk = board.counter.back_office.audit
        self.lines: list[AuditLine] = []
        self.more = False
        self._checking = False
        self.head = PageHead("审计日志")
        self.check = KeyButton("校验账本", "F5", icon="shield-check")
        self.check.clicked.connect(self._on_check)
        self.export = KeyButton("导出", icon="download")
        self.export.clicked.connect(self._on_export)
        self.head.add(self.check)
        self.check.setVisible(board.clerk.may("audit.verify"))
        self.head.add(self.export)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("校验进度")
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.hide()
        self.verdict = Label("", "md", "text2")
        self.verdict.setContentsMargins(16, 0, 16, 6)
        self.table = Table(
            "审计记录",
            [
                Column("时间"),
                Column("谁"),
                Column("做了什么"),
                Column("对象", minor=True),
                Column("说明", stretch=True),
                Column("从哪台", minor=True),
                Column(""),
            ],
        )
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_opened.connect(self._on_opened)
        self.older = KeyButton("更早的", small=True)
        self.older.clicked.connect(self._on_older)
        self.drawer = Drawer("记录详情")
        self.person = KeyButton("看这个人")
        self.person.clicked.connect(self._on_person)
        self.drawer.foot.addWidget(self.person)
        ground = Panel()
        told = QVBoxLayout(ground)
        told.setContentsMargins(0, 0, 0, 0)
        told.addWidget(self.verdict)
        foot = self._make_foot()
        self.lay_out(above=(self._make_filter(), self.progress, ground), below=(foot,))

    def _make_foot(self) -> QWidget:
        foot = Panel(edges="t")
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 6, 16, 6)
        line.addWidget(self.older)
        line.addWidget(Label("只能看，谁也不能改", "sm", "text3"))
        line.addStretch(1)
        return foot

    def _make_filter(self) -> QWidget:
        panel = Panel()
        row = QHBoxLayout(panel)
        row.setContentsMargins(16, 0, 16, 8)
        row.setSpacing(8)
        self.actor = _field("工号", 110)
        self.kind = QComboBox()
        self.kind.setAccessibleName("种类")
        for key, words in KINDS:
            self.kind.addItem(words, key)
        self.kind.currentIndexChanged.connect(self._on_filter)
        self.since = _field("从 0601", 100)
        self.since.setAccessibleName("从哪天，如 0601 或 20260601")
        self.until = _field("到 0630", 100)
        self.until.setAccessibleName("到哪天，如 0630 或 20260630")
        self.object = _field("对象编号", 130)
        for field in (self.actor, self.kind, self.since, self.until, self.object):
            row.addWidget(field)
            if isinstance(field, QLineEdit):
                field.returnPressed.connect(self._on_filter)
        row.addStretch(1)
        return panel

    # -- reading --------------------------------------------------------------------------------
    @property
    def filter(self) -> AuditFilter | None:
        """What the fields ask for; None when a day cannot be read."""
        today = date.today()  # noqa: DTZ011  the year of a day typed without one
        try:
            since, until = read_day(self.since.text(), today), read_day(self.until.text(), today)
        except ValueError:
            return None
        return AuditFilter(
            self.actor.text().strip(),
            str(self.kind.currentData()),
            self.object.text().strip(),
            "",
            since,
            until,
        )

    def refresh(self) -> None:
        self._on_filter()

    def _on_filter(self) -> None:
        wanted = self.filter
        if not self.board.clerk.may("audit.read"):
            self.verdict.setText("没有查看审计的权限，只能校验账本")
            return
        if wanted is None:
            self.verdict.setText("日期看不懂，请写成 0601 或 20260601")
            self.verdict.set_tone("bad")
            return
        self.board.run(self.desk.entries, self.board.clerk, wanted, done=self._on_entries, topic="audit")

    def _on_entries(self, page: Entries) -> None:
        self.lines = list(page.lines)
        self._show(page)

    def _on_older(self) -> None:
        wanted = self.filter
        if wanted is not None and self.lines and self.more:
            last = self.lines[-1].seq
            self.board.run(
                self.desk.entries, self.board.clerk, wanted, last, done=self._on_more, topic="audit"
            )

    def _on_more(self, page: Entries) -> None:
        if not self.lines or (page.lines and page.lines[0].seq < self.lines[-1].seq):
            self.lines += page.lines
            self._show(page)

    def _show(self, page: Entries) -> None:
        self.more = page.more
        self.older.setEnabled(page.more)
        self.head.note.setText(f"{len(self.lines)} 条{'，还有更早的' if page.more else ''}")
        if not self._checking and self.verdict.tone == "bad":
            self.verdict.setText("")
            self.verdict.set_tone("text2")
        self.table.set_rows([_row(line) for line in self.lines])
        self._on_chosen(self.table.current_key)

    # -- the drawer -----------------------------------------------------------------------------
    def _line(self) -> AuditLine | None:
        key = self.table.current_key
        return next((line for line in self.lines if str(line.seq) == key), None)

    def _on_chosen(self, _key: str) -> None:
        line = self._line()
        clear_layout(self.drawer.column)
        self.person.setVisible(
            line is not None and bool(line.person_id) and self.board.clerk.may("person.search")
        )
        if line is None:
            self.drawer.show_head("")
            return
        self.drawer.show_head(line.words, f"第 {line.seq} 条")
        self.drawer.chip.set_chip("成功" if line.success else "没成功", "ok" if line.success else "warn")
        self.drawer.chip.show()
        facts = (
            ("时间", f"{hall_time(line.at):%Y-%m-%d %H:%M:%S}"),
            ("谁", f"{line.actor_name} {line.actor}".strip()),
            ("对象", line.object_words),
            ("说明", line.detail or "无"),
            ("从哪台", line.terminal),
        )
        for label, value in facts:
            self.drawer.column.addWidget(FactLine(label, value))
        self.drawer.column.addStretch(1)

    def _on_opened(self, _key: str) -> None:
        self._on_person()

    def _on_person(self) -> None:
        line = self._line()
        if line is not None and line.person_id and self.board.clerk.may("person.search"):
            self.board.page_asked.emit(LIBRARIES, (UUID(line.person_id), "这个人"))

    # -- the chain ------------------------------------------------------------------------------
    def _on_check(self) -> None:
        if self._checking or not self.board.clerk.may("audit.verify"):
            return
        self._checking = True
        self.progress.setRange(0, 0)
        self.progress.show()
        self.verdict.set_tone("text2")
        self.verdict.setText("正在校验…")
        self.board.run(
            self.desk.check,
            self.board.clerk,
            done=self._on_checked,
            failed=self._on_not_checked,
            progress=self._on_progress,
        )

    def _on_progress(self, count: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(count)
        self.verdict.setText(f"正在校验 {count}/{total}")

    def _on_checked(self, report: AuditReport) -> None:
        self._checking = False
        self.progress.hide()
        self.verdict.setText(str(report))
        self.verdict.setAccessibleName(str(report))
        self.verdict.set_tone("ok" if report.intact else "bad")

    def _on_not_checked(self, error: Exception) -> None:
        self._checking = False
        self.progress.hide()
        self.verdict.setText("")
        self.board.say(error, "audit")

    def _on_export(self) -> None:
        wanted = self.filter
        if wanted is not None:
            self.board.run(self.desk.export, self.board.clerk, wanted, done=self._on_exported, topic="audit")

    def _on_exported(self, path: Path) -> None:
        self.board.told.emit(f"已导出 {path.name}，在数据目录的 exports 里；本次导出已记入审计", "ok")
        self.refresh()

    # -- the page -------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("F5", "校验账本"), ("Esc", "到筛选"))

    def handle(self, intention: str) -> bool:
        if intention == "reread":
            self._on_check()
            return True
        if intention == "back" and self.table.hasFocus():
            self.actor.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False


def _field(words: str, width: int) -> QLineEdit:
    edit = QLineEdit()
    edit.setAccessibleName(words)
    edit.setPlaceholderText(words)
    edit.setMaxLength(64)
    edit.setMinimumWidth(60)
    edit.setMaximumWidth(width + 40)
    return edit


def read_day(words: str, today: date) -> date | None:
    """``0601``, ``20260601`` or ``2026-06-01``; empty is no day. Raises ValueError."""
    digits = "".join(letter for letter in words if letter.isascii() and letter.isdigit())
    if not words.strip():
        return None
    if len(digits) == 4:
        return date(today.year, int(digits[:2]), int(digits[2:]))
    if len(digits) == 8:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    raise ValueError("no day")


def _row(line: AuditLine) -> TableRow:
    who = f"{line.actor_name} {line.actor}".strip()
    cells = (
        Cell(f"{hall_time(line.at):%m-%d %H:%M:%S}"),
        Cell(who),
        Cell(line.words, bold=True),
        Cell(line.object_words, tone="text2"),
        Cell(line.detail, tone="text2"),
        Cell(line.terminal, tone="text3"),
        Cell() if line.success else Cell("没成功", chip="warn"),
    )
    return TableRow(str(line.seq), cells)
