"""事项: the hall's catalogue in a table, one item in the drawer; files are checked there before they come in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from hall_app.errors import HallError
from ui.sections import PageHead
from ui.table_page import TablePage
from ui.widgets.drawer import Drawer, FactLine, clear_layout
from ui.widgets.file_choice import ask_file, ask_folder
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.table import Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from hall_app.items.checking import Finding
    from hall_app.items.desk import ItemLine
    from hall_app.items.importing import ImportReport
    from ui.reception.board import Board

_FILES = "事项文件 (*.toml *.json)"
_SHOWN = 30


class CataloguePage(TablePage):
    """Insert chooses a file, Shift Insert a folder; Ctrl Enter brings in what was checked, Esc leaves it."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("事项")
        self.desk = board.counter.back_office.items
        self.lines: dict[str, ItemLine] = {}
        self.path: Path | None = None
        self.report: ImportReport | None = None
        self.refusal = ""
        self._busy = False
        self.head = PageHead("事项")
        self.file = KeyButton("导入", "Insert", icon="upload")
        self.file.clicked.connect(self._ask_file)
        self.head.add(self.file)
        self.folder = KeyButton("整个文件夹", "Shift Insert")
        self.folder.clicked.connect(self._ask_folder)
        self.head.add(self.folder)
        self.table = Table(
            "事项表",
            [
                Column("编码"),
                Column("事项", stretch=True),
                Column("部门"),
                Column("类型", minor=True),
                Column("状态"),
                Column("版本"),
            ],
        )
        self.table.row_chosen.connect(self._on_chosen)
        self.drawer = Drawer("事项详情")
        self.facts = QVBoxLayout()
        self.facts.setSpacing(8)
        self.drawer.column.addLayout(self.facts)
        self.drawer.column.addStretch(1)
        self.bring = KeyButton("导入", "Ctrl Enter", primary=True, decision=True)
        self.bring.clicked.connect(self._on_bring)
        self.drawer.foot.addWidget(self.bring)
        self.lay_out()

    # -- reading --------------------------------------------------------------------------------
    def refresh(self) -> None:
        self.board.run(self.desk.items, self.board.clerk, done=self._on_lines, topic="items")

    def _on_lines(self, lines: tuple[ItemLine, ...]) -> None:
        self.lines = {line.code: line for line in lines}
        in_use = sum(line.state == "在用" for line in lines)
        self.head.note.setText(
            f"{len(lines)} 项，{in_use} 项在用" if lines else "还没有事项，按 Insert 从文件导入"
        )
        self.table.set_rows([_row(line) for line in lines])
        self._show_drawer()

    # -- choosing -------------------------------------------------------------------------------
    def _ask_file(self) -> None:
        ask_file(self, "选择事项文件", _FILES, self._on_file)

    def _ask_folder(self) -> None:
        ask_folder(self, "选择放事项文件的文件夹", self._on_file)

    def _on_file(self, words: str) -> None:
        self.look_at(Path(words))

    def look_at(self, path: Path) -> None:
        """Check a file or folder and show what stands in its way."""
        self.path, self.report, self.refusal = path, None, ""
        self._busy = True
        self._show_drawer()
        self.board.run(
            self.desk.check,
            self.board.clerk,
            path,
            done=self._on_checked,
            failed=self._on_refused,
            topic="items",
        )

    def _on_checked(self, report: ImportReport) -> None:
        self._busy, self.report = False, report
        self._show_drawer()
        target = self.table if report.refused else self.bring
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_refused(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, HallError):
            self.path = None
            self.board.say(error, "items")
        self.refusal = str(error)
        self._show_drawer()

    def _on_bring(self) -> None:
        if self.path is None or not self.bring.isEnabled() or self.bring.isHidden():
            return
        self._busy = True
        self._show_drawer()
        self.board.run(
            self.desk.bring_in,
            self.board.clerk,
            self.path,
            done=self._on_brought,
            failed=self._on_refused,
            progress=self._on_progress,
            topic="items",
        )

    def _on_progress(self, done: int, total: int) -> None:
        self.head.note.setText(f"正在导入 {done}/{total}")

    def _on_brought(self, report: ImportReport) -> None:
        self._busy = False
        if not report.done:
            self.report = report
            self._show_drawer()
            return
        self.path = self.report = None
        self.board.told.emit(f"已导入：{report}", "ok")
        self.refresh()
        self.table.setFocus()

    # -- the drawer -----------------------------------------------------------------------------
    def _on_chosen(self, _key: str) -> None:
        if not self._busy:
            self.path, self.report, self.refusal = None, None, ""
            self._show_drawer()

    def _show_drawer(self) -> None:
        clear_layout(self.facts)
        self.drawer.chip.hide()
        report = self.report
        self.bring.setVisible(self.path is not None)
        self.bring.setEnabled(report is not None and not report.refused and not self._busy)
        self.bring.set_label("正在导入" if self._busy and report is not None else "导入")
        if self.path is not None:
            self._show_check(self.path.name)
            return
        line = self.lines.get(self.table.current_key)
        if line is None:
            self.drawer.show_head("")
            return
        self.drawer.show_head(line.name, line.code)
        self.drawer.chip.set_chip(line.state, line.tone)
        self.drawer.chip.show()
        for label, value in _facts(line):
            self.facts.addWidget(FactLine(label, value))

    def _show_check(self, name: str) -> None:
        report = self.report
        if self.refusal:
            self.drawer.show_head(f"核对 {name}", "没有导入")
            self.facts.addWidget(Label(self.refusal, "md", "bad", wrap=True))
        elif report is None:
            self.drawer.show_head(f"核对 {name}", "正在核对…")
        else:
            note = "有事项不能用，改正后再来" if report.refused else str(report)
            self.drawer.show_head(f"核对 {name}", note)
            if report.departments:
                self.facts.addWidget(FactLine("新加部门", "、".join(report.departments)))
            for one in report.findings[:_SHOWN]:
                self._add_finding(one)
            if len(report.findings) > _SHOWN:
                more = f"另有 {len(report.findings) - _SHOWN} 条，用 hall-app items check 看全部"
                self.facts.addWidget(Label(more, "sm", "text3", wrap=True))
            if not report.findings:
                self.facts.addWidget(Label("没有发现问题", "md", "ok"))

    def _add_finding(self, one: Finding) -> None:
        tone, mark = ("bad", "不能用") if one.refuses else ("warn", "请核对")
        head = Label(f"{mark}：{one.item_name or one.item_code}", "md", tone, bold=True, wrap=True)
        head.setAccessibleName(f"{mark}：{one}")
        self.facts.addWidget(head)
        self.facts.addWidget(Label(f"{one.words}。{one.remedy}", "sm", "text2", wrap=True))

    # -- the page -------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("Insert", "导入"), ("Shift Insert", "整个文件夹"))

    def handle(self, intention: str) -> bool:
        if intention == "primary":
            self._on_bring()
            return True
        if intention == "reread":
            self.refresh()
            return True
        if intention == "back" and (self.path is not None or not self.table.hasFocus()):
            self._on_chosen("")
            self.table.setFocus()
            return True
        return False


def _facts(line: ItemLine) -> list[tuple[str, str]]:
    facts = [("部门", line.agency), ("类型", f"{line.kind}，{line.limit}"), ("版本", f"第 {line.version} 版")]
    if line.effective_from is not None:
        facts.append(("生效", f"{line.effective_from:%Y-%m-%d}"))
    if line.effective_to is not None:
        facts.append(("止于", f"{line.effective_to:%Y-%m-%d}"))
    if line.summary:
        facts.append(("说明", line.summary))
    return facts


def _row(line: ItemLine) -> TableRow:
    cells = (
        Cell(line.code, bold=True),
        Cell(line.name),
        Cell(line.agency, tone="text2"),
        Cell(line.kind, tone="text2"),
        Cell(line.state, chip=line.tone),
        Cell(f"v{line.version}", tone="text2", says=f"第 {line.version} 版"),
    )
    return TableRow(line.code, cells, faint=line.state in ("取消", "已到期"))
