"""The right side of 地址管理: the change that is open with its decision, or what waits, or the findings of a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hall_app.addresses.managing.changes import STATE_WORDS, Change
from hall_app.clock import hall_time
from ui.addresses.diff_list import DiffList
from ui.addresses.manage_presenter import ManagePresenter, View
from ui.addresses.manage_rows import STATE_KINDS, finding_rows, summary_words
from ui.theme import theme
from ui.widgets.alert_line import AlertLine
from ui.widgets.chip import Chip
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.row_delegates import Span, TwoLineDelegate, TwoLineRow
from ui.widgets.rows import RowList
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.managing.proposing import Diff


class ChangePane(QWidget):
    """Keys: F9 approves, Shift+F9 the whole batch, F11 rejects with the note, Delete withdraws; digits assign what waits.

    Signals: ``batch_asked(batch, note)``.
    """

    batch_asked = Signal(str, str)

    def __init__(self, presenter: ManagePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._row = -1
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        scroll = ScrollColumn("变更内容")
        self._column = scroll.column
        head = QHBoxLayout()
        head.setSpacing(10)
        self.title = ElidedLabel("", "lg", bold=True)
        head.addWidget(self.title, 1)
        self.chip = Chip("", "warn")
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.addLayout(head)
        self.facts = Label("", "md", "text2", wrap=True)
        self._column.addWidget(self.facts)
        self.problem = AlertLine("")
        self._column.addWidget(self.problem)
        self.diff = DiffList("改前改后")
        self._column.addWidget(self.diff)
        self.list = RowList("去向或问题", TwoLineDelegate(), digits=True)
        self.list.row_opened.connect(self._on_candidate)
        self._column.addWidget(self.list)
        self._column.addStretch(1)
        column.addWidget(scroll, 1)
        self.note = QLineEdit()
        self.note.setPlaceholderText("审批意见；驳回必须写理由")
        self.note.setAccessibleName("审批意见")
        self.note.setMaxLength(200)
        self.hint = Label("", "sm", "text3")
        self._foot = QHBoxLayout()
        self.approve_button = KeyButton("批准并生效", "F9", primary=True)
        self.approve_button.clicked.connect(self._on_approve)
        self.batch_button = KeyButton("整批批准", "Shift+F9")
        self.batch_button.clicked.connect(self._on_batch)
        self.reject_button = KeyButton("驳回", "F11", danger=True)
        self.reject_button.clicked.connect(self._on_reject)
        self.withdraw_button = KeyButton("撤回", "Delete")
        self.withdraw_button.clicked.connect(self._on_withdraw)
        self._foot.addWidget(self.note, 1)
        for button in (self.approve_button, self.batch_button, self.reject_button, self.withdraw_button):
            self._foot.addWidget(button)
        column.addWidget(self.hint)
        column.addLayout(self._foot)
        follow_theme(self)
        self.render_state()

    def restyle(self) -> None:
        gutter = theme().sizes.gutter
        self._column.setContentsMargins(gutter, 12, gutter, 8)
        self._column.setSpacing(8)
        self._foot.setContentsMargins(gutter, 4, gutter, 8)
        self._foot.setSpacing(10)
        self.hint.setContentsMargins(gutter, 0, gutter, 0)

    def place_focus(self) -> None:
        """Where the decision is written, or the first row."""
        if self.list.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.note.isVisible():
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- showing --------------------------------------------------------------------------------
    def render_state(self) -> None:
        """Show what the presenter's state says."""
        state = self._presenter.state
        change = state.change if state.view in (View.OPEN, View.ALL) else None
        self._show_change(change, state.diff)
        if state.view in (View.WAITING, View.QUALITY):
            self.show_row(self._row)
        else:
            self._row = -1
            self.list.hide()

    def _show_change(self, change: Change | None, diff: Diff | None) -> None:
        decides = change is not None and self._presenter.may_decide(change)
        own = change is not None and self._presenter.may_withdraw(change)
        for widget in (self.note, self.approve_button, self.reject_button):
            widget.setVisible(decides)
        self.batch_button.setVisible(decides and change is not None and bool(change.proposal.batch))
        self.withdraw_button.setVisible(own)
        self.hint.setText("自己提出的变更由另一人审批" if own else "")
        self.hint.setVisible(own)
        self.chip.setVisible(change is not None)
        self.title.setText(change.title if change else "")
        self.facts.setText(_facts(change) if change else "")
        self.facts.setVisible(change is not None)
        if change is not None:
            self.chip.set_chip(STATE_WORDS[change.state], STATE_KINDS[change.state])
        self.problem.setVisible(diff is not None and bool(diff.problem))
        if diff is not None and diff.problem:
            self.problem.words.setText(diff.problem)
            self.problem.setAccessibleName(f"提醒：{diff.problem}")
        self.diff.show_diff(diff)

    def show_row(self, number: int) -> None:
        """Show a row of what waits, or of the report."""
        self._row = number
        state = self._presenter.state
        rows: list[TwoLineRow] = []
        if state.view is View.WAITING and 0 <= number < len(state.waiting):
            waiting = state.waiting[number]
            self.title.setText("指派到哪里")
            rows = [
                TwoLineRow((Span(code),), "Enter 或数字键指派", str(n) if n < 10 else "")
                for n, code in enumerate(waiting.candidates, 1)
            ]
        elif state.view is View.QUALITY and state.report and 0 <= number < len(state.report.lines):
            line = state.report.lines[number]
            more = f"，只列前 {len(line.findings)} 条" if line.count > len(line.findings) else ""
            count = f"{line.count:,} 条{more}" if line.count else "没有发现问题"
            self.title.setText(f"{line.title}：{count}")
            rows = finding_rows(line)
        elif state.view is View.QUALITY and state.report:
            self.title.setText("质量报告")
        if state.view is View.QUALITY and state.report:
            self.facts.setText(summary_words(state.report))
            self.facts.show()
        self.list.set_rows(rows, current=0 if rows else None)
        self.list.fit_rows(min(len(rows), 14))
        self.list.setVisible(bool(rows))

    # -- keys -----------------------------------------------------------------------------------
    def _on_candidate(self, number: int) -> None:
        state = self._presenter.state
        if state.view is View.WAITING and 0 <= self._row < len(state.waiting):
            candidates = state.waiting[self._row].candidates
            if number < len(candidates):
                self._presenter.assign(self._row, candidates[number])
        elif state.view is View.QUALITY and state.report:
            code = state.report.lines[self._row].findings[number][0]
            if code.isdigit():
                self._presenter.look_up(code)

    def _on_approve(self) -> None:
        self._presenter.approve(self.note.text())
        self.note.clear()

    def _on_batch(self) -> None:
        change = self._presenter.state.change
        if change is not None and change.proposal.batch:
            self.batch_asked.emit(change.proposal.batch, self.note.text())
            self.note.clear()

    def _on_reject(self) -> None:
        if not self.note.text().strip():
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)
            self.hint.setText("驳回必须写理由")
            self.hint.show()
            return
        self._presenter.reject(self.note.text())
        self.note.clear()

    def _on_withdraw(self) -> None:
        self._presenter.withdraw()


def _facts(change: Change) -> str:
    when = f"{hall_time(change.proposed_at):%Y-%m-%d %H:%M}"
    lines = [
        f"{change.number}，{change.proposer} {when} 提出，{change.effective_on.isoformat()} 生效",
        f"理由：{change.proposal.reason}",
    ]
    if change.decided_at is not None and change.decider:
        note = f"：{change.decision_note}" if change.decision_note else ""
        lines.append(
            f"{change.decider} {hall_time(change.decided_at):%Y-%m-%d %H:%M} {STATE_WORDS[change.state]}{note}"
        )
    return "\n".join(lines)
