"""部门清单: a department's table compared with the library, its columns mapped by hand where need be, then proposed.

Keys: Ctrl+O chooses the file; in the columns Enter opens the box that says what a column is; F9 proposes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hall_app.addresses.managing.list_import import STATE_WORDS, ListPreview, RowState
from hall_app.addresses.managing.lists import WORDS, ListHead
from hall_app.errors import HallError
from ui.addresses.list_rows import COLUMNS, RESULTS, column_rows, result_rows, shown_of
from ui.addresses.tab import AddressTab
from ui.addresses.watched import WatchedLine
from ui.theme import theme
from ui.widgets.drop_down import DropDown
from ui.widgets.field_row import FieldRow, FieldState
from ui.widgets.file_choice import ask_file
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, EmptyNote, Label
from ui.widgets.segmented import Segmented
from ui.widgets.table import Table
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.managing.changes import Change
    from hall_app.addresses.managing.desk import AddressManagement
    from ui.reception.board import Board

TOPIC = "address_list"
FILES = "表格 (*.xlsx *.csv)"
_NONE = "（不用）"
_FILTERS = (("changes", "可提出"), ("contradict", "矛盾"), ("unclear", "看不准"), ("same", "一致"))


class ListTab(AddressTab):
    """A tab of the address page."""

    def __init__(self, board: Board, desk: AddressManagement, parent: QWidget | None = None) -> None:
        super().__init__(board, parent)
        self._desk = desk
        self.path: Path | None = None
        self.head: ListHead | None = None
        self.columns: dict[str, int] = {}
        self.preview: ListPreview | None = None
        self.setAccessibleName("部门清单")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Panel(edges="b")
        self._bar = QHBoxLayout(bar)
        self.file_words = ElidedLabel("选一份清单（.xlsx、.csv），第一行是列名", "md", "text2")
        self._bar.addWidget(self.file_words, 1)
        self.choose_button = KeyButton("选择清单", "Ctrl+O", icon="upload")
        self.choose_button.clicked.connect(self._on_choose)
        self._bar.addWidget(self.choose_button)
        column.addWidget(bar)
        self.work = WatchedLine(board, TOPIC)
        column.addWidget(self.work)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._mapping())
        row.addLayout(self._results(), 1)
        column.addLayout(row, 1)
        column.addWidget(self._foot())
        follow_theme(self)
        self._render()

    def _mapping(self) -> QWidget:
        self._left = Panel(edges="r")
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        self.table = Table("清单的各列", COLUMNS)
        self.table.row_chosen.connect(self._on_column)
        self.table.row_opened.connect(self._on_column_opened)
        left.addWidget(self.table, 1)
        under = QHBoxLayout()
        under.setContentsMargins(12, 8, 12, 8)
        under.setSpacing(8)
        under.addWidget(Label("这一列是", "md", "text2"))
        self.meaning = DropDown()
        self.meaning.setAccessibleName("这一列是")
        self.meaning.addItem(_NONE, "")
        for name, words in WORDS.items():
            if name != "foreign":
                self.meaning.addItem(words, name)
        self.meaning.activated.connect(self._on_meaning)
        under.addWidget(self.meaning, 1)
        left.addLayout(under)
        return self._left

    def _results(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self._filter_bar = QHBoxLayout()
        self.filters = Segmented("清单的各行", list(_FILTERS))
        self.filters.selected.connect(self._on_filter)
        self._filter_bar.addWidget(self.filters)
        self.note = ElidedLabel("", "sm", "text3")
        self._filter_bar.addWidget(self.note, 1)
        right.addLayout(self._filter_bar)
        self.rows = Table("比对结果", RESULTS)
        right.addWidget(self.rows, 1)
        self.empty = EmptyNote()
        right.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignTop)
        return right

    def _foot(self) -> QWidget:
        foot = Panel(edges="t")
        self._foot_row = QHBoxLayout(foot)
        self.reason = FieldRow("理由", placeholder="清单从哪里来、依据是什么；审批人要看")
        self.reason.edit.setAccessibleName("理由")
        self.reason.edit.setMaxLength(200)
        self.reason.edited.connect(self._on_reason)
        self._foot_row.addWidget(self.reason, 1)
        self.file_button = KeyButton("提出，待另一人审批", "F9", primary=True)
        self.file_button.clicked.connect(self._on_propose)
        self._foot_row.addWidget(self.file_button, 0, Qt.AlignmentFlag.AlignTop)
        return foot

    def restyle(self) -> None:
        sizes = theme().sizes
        self._bar.setContentsMargins(sizes.gutter, 6, sizes.gutter, 6)
        self._bar.setSpacing(12)
        self._filter_bar.setContentsMargins(12, 8, 12, 8)
        self._filter_bar.setSpacing(12)
        self._foot_row.setContentsMargins(sizes.gutter, 8, sizes.gutter, 8)
        self._foot_row.setSpacing(12)
        self._left.setFixedWidth(430 if not sizes.is_tight else 340)

    # -- for the page around --------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.preview is None:
            return (("Ctrl+O", "选择清单"),)
        return (("Enter", "指认列"), ("F9", "提出"), ("Ctrl+O", "换清单"))

    def place_focus(self) -> None:
        target: QWidget = self.choose_button if self.head is None else self.table
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def handle(self, intention: str) -> bool:
        if intention == "back" and self.work.running:
            self.work.stop()
            self._render()
            return True
        if intention in ("accept", "primary"):
            (self.file_button if self.preview is not None else self.choose_button).click()
            return True
        return False

    def finish(self) -> None:
        self.work.stop()

    # -- choosing and mapping -------------------------------------------------------------------
    def _on_choose(self) -> None:
        ask_file(self, "选择部门清单", FILES, self._on_file)

    def _on_file(self, words: str) -> None:
        self.open_path(Path(words))

    def open_path(self, path: Path) -> None:
        """Recognise a list and compare it."""
        self.work.stop()
        self.path, self.head, self.preview = path, None, None
        self.board.run(
            self._desk.look_at_list,
            self.board.clerk,
            path,
            done=self._on_looked,
            failed=self._on_refused,
            topic=TOPIC,
        )

    def _on_looked(self, head: ListHead) -> None:
        self.head, self.columns = head, dict(head.columns)
        self._compare()
        self.place_focus()

    def _compare(self) -> None:
        self.preview = None
        self._render()
        if self.path is not None:
            self.work.start(
                "正在比对", self._desk.preview_list, self.path, dict(self.columns),
                done=self._on_preview, failed=self._on_refused,
            )  # fmt: skip

    def _on_preview(self, preview: ListPreview) -> None:
        self.preview = preview
        self._render()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, HallError):
            self._render(str(error))
            if getattr(error, "field", None) == "reason":
                self.reason.set_state(FieldState.INVALID, error.message)
                self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.board.say(error, TOPIC)

    def _on_column(self, key: str) -> None:
        at = int(key) if key else -1
        name = next((name for name, column in self.columns.items() if column == at), "")
        self.meaning.setCurrentIndex(max(self.meaning.findData(name), 0))
        self.meaning.setEnabled(at >= 0)

    def _on_column_opened(self, _key: str) -> None:
        self.meaning.setFocus(Qt.FocusReason.OtherFocusReason)
        self.meaning.showPopup()

    def _on_meaning(self, _index: int) -> None:
        """A column means something else now; what meant that before means nothing."""
        if not self.table.current_key:
            return
        at = int(self.table.current_key)
        chosen = str(self.meaning.currentData())
        kept = {name: column for name, column in self.columns.items() if column != at and name != chosen}
        if chosen:
            kept[chosen] = at
        if kept != self.columns:
            self.columns = kept
            self._compare()

    def _on_filter(self, _key: str) -> None:
        self._show_rows()

    def _on_reason(self, _words: str) -> None:
        self.reason.set_state(FieldState.NORMAL)

    # -- proposing ------------------------------------------------------------------------------
    def _on_propose(self) -> None:
        if self.preview is not None and self.file_button.isEnabled():
            self.file_button.setEnabled(False)
            self.board.run(
                self._desk.propose_list, self.board.clerk, self.preview, self.reason.value,
                done=self._on_proposed, failed=self._on_refused, topic=TOPIC,
            )  # fmt: skip

    def _on_proposed(self, filed: tuple[Change, ...]) -> None:
        batch = filed[0].proposal.batch
        self.board.told.emit(f"已提出 {len(filed)} 条，批号 {batch}，待另一人审批", "ok")
        self.path = self.head = self.preview = None
        self.columns = {}
        self.reason.set_value("")
        self._render()
        self.place_focus()

    # -- showing --------------------------------------------------------------------------------
    def _render(self, problem: str = "") -> None:
        head, preview = self.head, self.preview
        self.file_words.setText(
            f"{head.file_name}，{head.rows:,} 行" if head else "选一份清单（.xlsx、.csv），第一行是列名"
        )
        self.table.set_rows(column_rows(head, self.columns) if head else [])
        self._on_column(self.table.current_key)
        counts = preview.counts if preview else dict.fromkeys(RowState, 0)
        options = [
            (key, f"{words} {sum(counts[state] for state in shown_of(key)):,}" if preview else words)
            for key, words in _FILTERS
        ]
        self.filters.set_options(options)
        able = sum(counts[state] for state in shown_of("changes"))
        self.file_button.setEnabled(able > 0)
        made = "、".join(f"{STATE_WORDS[state]} {counts[state]:,}" for state in shown_of("changes"))
        self.note.setText(made if preview else "")
        self.empty.setText(problem or ("" if preview or self.work.running else "还没有比对结果"))
        self.empty.set_tone("bad" if problem else "text3")
        self._show_rows()
        self.hints_changed.emit()

    def _show_rows(self) -> None:
        rows = result_rows(self.preview, self.filters.current) if self.preview else []
        self.rows.set_rows(rows)
        self.rows.setVisible(bool(rows))
        if self.preview is not None and not rows:
            self.empty.setText("没有这样的行")
        self.empty.setVisible(not rows)
