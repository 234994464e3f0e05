"""地址管理: proposals with before and after, approved by another person; histories, what waits, the quality report.

Keys: Insert writes a change, F9 approves (in the editor: files), Shift+F9 a whole batch, F11 rejects, Delete withdraws, Enter opens a row.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui.addresses.change_draft import ChangeDraft
from ui.addresses.change_editor import ChangeEditor
from ui.addresses.change_pane import ChangePane
from ui.addresses.history_pane import HistoryPane
from ui.addresses.manage_presenter import TOPIC, ManagePresenter, View
from ui.addresses.manage_rows import change_row, quality_row, waiting_row
from ui.addresses.tab import AddressTab
from ui.addresses.watched import WatchedLine
from ui.theme import theme
from ui.widgets.file_choice import ask_target
from ui.widgets.key_button import KeyButton
from ui.widgets.label import EmptyNote
from ui.widgets.row_delegates import TwoLineDelegate
from ui.widgets.rows import RowList
from ui.widgets.segmented import Segmented
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.managing.desk import AddressManagement
    from hall_app.addresses.managing.proposing import BatchOutcome
    from hall_app.status import WindowEvent
    from ui.reception.board import Board

VIEWS = [
    (View.OPEN.value, "待审批"),
    (View.ALL.value, "全部变更"),
    (View.HISTORY.value, "编码来历"),
    (View.WAITING.value, "待指派"),
    (View.QUALITY.value, "质量报告"),
]
_EMPTY = {
    View.OPEN: "没有待审批的变更",
    View.ALL: "还没有变更",
    View.HISTORY: "写一个编码，看它的来历和去向",
    View.WAITING: "没有待指派的居住、法人和办件",
    View.QUALITY: "还没有检查",
}


class ManagePage(AddressTab):
    """A tab of the address page."""

    def __init__(self, board: Board, desk: AddressManagement, parent: QWidget | None = None) -> None:
        super().__init__(board, parent)
        self.setAccessibleName("地址管理")
        self.presenter = ManagePresenter(board, desk, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Panel(edges="b")
        self._bar = QHBoxLayout(bar)
        self.views = Segmented("地址管理的各项", VIEWS)
        self.views.selected.connect(self._on_view)
        self._bar.addWidget(self.views)
        self.code = QLineEdit()
        self.code.setPlaceholderText("编码，Enter 看来历")
        self.code.setAccessibleName("要查来历的编码")
        self.code.setMaxLength(25)
        self.code.returnPressed.connect(self._on_code)
        self._bar.addWidget(self.code)
        self._bar.addStretch(1)
        self.new_button = KeyButton("新建变更", "Insert", icon="plus")
        self.new_button.clicked.connect(self._on_new)
        self._bar.addWidget(self.new_button)
        self.export_button = KeyButton("导出全部问题", "Ctrl+E", icon="download")
        self.export_button.clicked.connect(self._on_export)
        self._bar.addWidget(self.export_button)
        column.addWidget(bar)
        self.work = WatchedLine(board, TOPIC)
        self.work.stopped.connect(self._on_batch_stopped)
        column.addWidget(self.work)
        self.check = WatchedLine(board, TOPIC)
        self.check.stopped.connect(self._on_check_stopped)
        column.addWidget(self.check)
        self.export = WatchedLine(board, TOPIC)
        self.export.stopped.connect(self._on_export_stopped)
        column.addWidget(self.export)
        row = QHBoxLayout()
        row.setSpacing(0)
        self._left = Panel(edges="r")
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        self.empty = EmptyNote()
        left.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignTop)
        self.list = RowList("地址变更", TwoLineDelegate())
        self.list.row_opened.connect(self._on_opened)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        left.addWidget(self.list, 1)
        row.addWidget(self._left)
        self.stack = QStackedWidget()
        self.pane = ChangePane(self.presenter)
        self.pane.batch_asked.connect(self._on_batch)
        self.history = HistoryPane()
        self.history.code_chosen.connect(self.presenter.look_up)
        self.editor = ChangeEditor()
        for pane in (self.pane, self.history, self.editor):
            self.stack.addWidget(pane)
        row.addWidget(self.stack, 1)
        column.addLayout(row, 1)
        self.editor.looked_up.connect(self.presenter.fetch_entry)
        self.editor.preview_wanted.connect(self.presenter.preview)
        self.editor.filed.connect(self.presenter.file)
        self.editor.dropped.connect(self._on_dropped)
        self.presenter.changed.connect(self._render)
        self.presenter.report_wanted.connect(self._on_report_wanted)
        self.presenter.refused.connect(self.editor.show_refusal)
        self.presenter.previewed.connect(self.editor.show_preview)
        self.presenter.entry_found.connect(self._on_entry)
        self.presenter.filed.connect(self.place_focus)
        follow_theme(self)
        self.presenter.show(View.OPEN)

    def restyle(self) -> None:
        sizes = theme().sizes
        self._bar.setContentsMargins(sizes.gutter, 6, sizes.gutter, 6)
        self._bar.setSpacing(12)
        self.code.setFixedWidth(250)
        self._left.setFixedWidth(440 if not sizes.is_tight else 340)

    # -- for the page around --------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        """The keys that matter now."""
        state = self.presenter.state
        if state.editing:
            return (("Ctrl P", "预览"), ("F9", "提出"), ("Esc", "不提了"))
        new = (("Insert", "新建"),) if self.board.clerk.may("address.propose") else ()
        if state.view is View.QUALITY:
            return (("Enter", "看明细"), ("Ctrl E", "导出"), *new) if state.report else new
        change = state.change if state.view in (View.OPEN, View.ALL) else None
        if change is not None and self.presenter.may_decide(change):
            return (*new, ("F9", "批准"), ("F11", "驳回"))
        if change is not None and self.presenter.may_withdraw(change):
            return (*new, ("Del", "撤回"))
        return new

    def place_focus(self) -> None:
        """Begin in the list, or in the editor."""
        if self.presenter.state.editing:
            self.editor.place_focus()
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def handle(self, intention: str) -> bool:
        """A key of the key table."""
        editing = self.presenter.state.editing
        if intention == "back" and self.work.running:
            self.work.give_up()
            return True
        if intention == "back" and self.presenter.state.view is View.QUALITY:
            for line in (self.export, self.check):
                if line.running:
                    line.give_up()
                    return True
        if intention == "back" and editing:
            self._on_dropped()
            return True
        if intention in ("accept", "primary") and editing:
            self.editor.file_button.click()
            return True
        if intention in ("accept", "refuse") and self.pane.isVisible():
            button = self.pane.approve_button if intention == "accept" else self.pane.reject_button
            if button.isVisible():
                button.click()
            return True
        return False

    def on_event(self, event: WindowEvent) -> None:
        """Nothing of the workers concerns this tab."""

    def finish(self) -> None:
        self.work.stop()
        self.check.stop()
        self.export.stop()

    # -- keys and mouse -------------------------------------------------------------------------
    def _on_view(self, key: str) -> None:
        self.presenter.show(View(key))

    def _on_code(self) -> None:
        self.presenter.look_up(self.code.text())

    def _on_new(self) -> None:
        self.edit(ChangeDraft())

    def edit(self, draft: ChangeDraft) -> None:
        """Open the editor with these texts."""
        self.editor.start(draft)
        self.presenter.edit(True)
        self.editor.place_focus()

    def _on_dropped(self) -> None:
        self.presenter.edit(False)
        self.place_focus()

    def _on_entry(self, entry: object) -> None:
        self.editor.fill(entry.elements)  # type: ignore[attr-defined]

    def _on_current(self) -> None:
        state = self.presenter.state
        if state.view in (View.OPEN, View.ALL) and 0 <= self.list.current != state.chosen:
            self.presenter.open(self.list.current)
        elif state.view in (View.WAITING, View.QUALITY):
            self.pane.show_row(self.list.current)

    def _on_opened(self, number: int) -> None:
        if self.presenter.state.view in (View.OPEN, View.ALL):
            self.pane.place_focus()
        else:
            self.pane.show_row(number)
            self.pane.place_focus()

    def _on_batch(self, batch: str, note: str) -> None:
        self.work.start(
            "正在审批", self.presenter.desk.approve_batch, batch, note,
            done=self._on_batch_approved, failed=self._on_batch_failed,
        )  # fmt: skip

    def _on_batch_approved(self, outcomes: tuple[BatchOutcome, ...]) -> None:
        refused = [each for each in outcomes if not each.approved]
        done = len(outcomes) - len(refused)
        words = f"{done:,} 条已生效"
        if refused:
            words += f"，{len(refused):,} 条没有批准：{refused[0].number} {refused[0].words}"
        self.board.told.emit(words, "warn" if refused else "ok")
        self.presenter.applied.emit()
        self.presenter.reload()

    def _on_batch_stopped(self) -> None:
        self.board.told.emit("已停止，批准了的已经生效", "warn")
        self.presenter.applied.emit()
        self.presenter.reload()

    def _on_batch_failed(self, error: Exception) -> None:
        self.board.say(error, TOPIC)
        self.presenter.reload()

    # -- the report -----------------------------------------------------------------------------
    def _on_report_wanted(self) -> None:
        if not self.check.running:
            self.check.start(
                "正在检查", self.presenter.desk.quality,
                done=self.presenter.take_report, failed=self._on_check_failed,
            )  # fmt: skip

    def _on_check_stopped(self) -> None:
        kept = "，下面还是上次的结果" if self.presenter.state.report else ""
        self.board.told.emit(f"已停止检查{kept}", "warn")
        self.presenter.leave_report()

    def _on_check_failed(self, error: Exception) -> None:
        self.board.say(error, TOPIC)
        self.presenter.leave_report()

    def _on_export(self) -> None:
        ask_target(self, "导出质量报告", "地址质量报告.xlsx", "表格 (*.xlsx *.csv)", self._on_target)

    def _on_target(self, words: str) -> None:
        self.export.start(
            "正在导出", self.presenter.desk.export_quality, Path(words),
            done=self._on_exported, failed=self._on_export_failed,
        )  # fmt: skip

    def _on_exported(self, count: int) -> None:
        self.board.told.emit(f"已导出 {count:,} 条", "ok")

    def _on_export_stopped(self) -> None:
        self.board.told.emit("已停止导出，没有写出文件", "warn")

    def _on_export_failed(self, error: Exception) -> None:
        self.board.say(error, TOPIC)

    # -- showing --------------------------------------------------------------------------------
    def _render(self) -> None:
        state = self.presenter.state
        self.views.set_current(state.view.value)
        view = state.view
        self.export_button.setVisible(view is View.QUALITY)
        self.new_button.setVisible(not state.editing and self.board.clerk.may("address.propose"))
        rows = {
            View.OPEN: [change_row(c, self.board.clerk) for c in state.changes],
            View.ALL: [change_row(c, self.board.clerk) for c in state.changes],
            View.HISTORY: [],
            View.WAITING: [waiting_row(w) for w in state.waiting],
            View.QUALITY: [quality_row(line) for line in (state.report.lines if state.report else ())],
        }[view]
        self.list.setAccessibleName(dict(VIEWS)[view.value])
        self.list.set_rows(rows, current=state.chosen if state.chosen >= 0 else None)
        self.list.setVisible(bool(rows))
        self.empty.setText(self._why_empty())
        self.empty.setVisible(not rows)
        if state.editing:
            self.stack.setCurrentWidget(self.editor)
        elif view is View.HISTORY:
            self.history.show_history(state.history)
            self.stack.setCurrentWidget(self.history)
        else:
            self.pane.render_state()
            self.stack.setCurrentWidget(self.pane)
        self.hints_changed.emit()

    def _why_empty(self) -> str:
        state = self.presenter.state
        if state.view is not View.QUALITY:
            return "正在读取……" if state.busy else _EMPTY[state.view]
        if state.busy:
            return "正在检查……"
        return "检查停下了，再选“质量报告”重新检查" if state.stopped else _EMPTY[View.QUALITY]
