"""批量翻译 (mockup 19): the file and its progress, the rows, and the review beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui.addresses.batch_head import BatchHead
from ui.addresses.batch_presenter import BatchPresenter
from ui.addresses.batch_start import BatchStart
from ui.addresses.batch_table import BatchTable
from ui.addresses.review_pane import ReviewPane
from ui.addresses.tab import AddressTab
from ui.theme import theme
from ui.widgets.file_choice import ask_file, ask_target
from ui.widgets.segmented import Segmented
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import LinkButton

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import BatchRow, BatchView, RowOpened, Settled
    from hall_app.addresses.layouts import TableHead
    from ui.reception.board import Board

_FILES = "表格 (*.xlsx *.csv *.txt *.tsv)"


class BatchTab(AddressTab):
    """Keys in the rows: 1–9 candidate, Enter adopt and next, Z undo, / filter, 空格 同样写法, J K."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.presenter = BatchPresenter(board, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        self.start = BatchStart()
        self.stack.addWidget(self.start)
        self._work = QWidget()
        self.stack.addWidget(self._work)
        self._lay_out()
        self._connect()
        follow_theme(self)
        self.presenter.list_batches()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        self.head = BatchHead()
        left.addWidget(self.head)
        bar = Panel()
        self._filters = QHBoxLayout(bar)
        self._filters.setSpacing(12)
        self.segments = Segmented("显示哪些行", [("all", "全部"), ("asked", "要人选"), ("missing", "没找到")])
        self._filters.addWidget(self.segments)
        self.filter_edit = QLineEdit()
        self.filter_edit.setPlaceholderText("/ 按原文过滤")
        self.filter_edit.setAccessibleName("按原文过滤")
        self.filter_edit.setMaxLength(60)
        self._filters.addWidget(self.filter_edit)
        self._filters.addStretch(1)
        self.back = LinkButton("我的批次")
        self._filters.addWidget(self.back)
        left.addWidget(bar)
        self.table = BatchTable()
        left.addWidget(self.table, 1)
        row.addLayout(left, 1)
        self.review = ReviewPane()
        row.addWidget(self.review)

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.listed.connect(self._on_listed)
        presenter.looked.connect(self._on_looked)
        presenter.refused.connect(self._on_refused)
        presenter.viewed.connect(self._on_viewed)
        presenter.filled.connect(self._on_filled)
        presenter.opened.connect(self._on_opened)
        presenter.settled.connect(self._on_settled)
        presenter.exported.connect(self._on_exported)
        self.start.file_asked.connect(self._ask_file)
        self.start.file_given.connect(self.open_path)
        self.start.column_given.connect(self._on_column)
        self.start.batch_opened.connect(presenter.follow)
        self.start.batch_dropped.connect(self._on_dropped)
        self.head.other.clicked.connect(self._ask_file)
        self.head.pause.clicked.connect(self._on_pause)
        self.head.cancel.clicked.connect(self._on_cancel)
        self.back.clicked.connect(self._leave)
        self.segments.selected.connect(self._on_segment)
        self.filter_edit.textEdited.connect(self._on_find)
        self.filter_edit.installEventFilter(self)
        self.table.moved.connect(presenter.open)
        self.table.key.connect(self._on_key)
        self.table.model_.wanted.connect(presenter.more)
        self.review.adopt_asked.connect(self.adopt)
        self.review.export_asked.connect(self._ask_target)
        self.review.undo_asked.connect(presenter.undo)
        self._went_on = False
        self._next_after = 0
        self._options: list[tuple[str, str]] = []

    def restyle(self) -> None:
        gutter = theme().sizes.gutter
        self._filters.setContentsMargins(gutter, 8, gutter, 8)
        self.filter_edit.setFixedWidth(200)

    # -- the page -------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.stack.currentWidget() is self.start:
            return (("Ctrl+O", "选择文件"),)
        return (("1–3", "选候选"), ("Enter", "采用"), ("Z", "撤销"))

    def place_focus(self) -> None:
        if self.stack.currentWidget() is self.start:
            self.start.place_focus()
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def handle(self, intention: str) -> bool:
        working = self.stack.currentWidget() is self._work
        if intention == "back" and self.filter_edit.hasFocus():
            self._clear_find()
            return True
        if intention == "back" and working:
            self._leave()
            return True
        if intention == "back" and self.start.head is not None:
            self.start.show_head(None)
            self.place_focus()
            return True
        if intention == "primary":
            if working:
                self.adopt()
            else:
                self._ask_file()
            return True
        return False

    def finish(self) -> None:
        self.presenter.stop()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in enter:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    # -- choosing -------------------------------------------------------------------------------
    def _ask_file(self) -> None:
        ask_file(self, "选择要翻译的表格", _FILES, self._on_file)

    def _on_file(self, words: str) -> None:
        self.open_path(Path(words))

    def open_path(self, path: Path) -> None:
        """Recognise a file and begin, or ask for its column."""
        self.start.show_refusal("")
        self.start.show_head(None)
        self.presenter.look_at(path)

    def _on_looked(self, head: TableHead) -> None:
        if head.column is None:
            self._show_start()
            self.start.show_head(head)
        else:
            self.start.head = head
            if head.others_words:
                self.board.told.emit(head.others_words, "warn")
            self.presenter.start(head, head.column)

    def _on_column(self, number: int) -> None:
        if self.start.head is not None:
            self.start.show_refusal("")
            self.presenter.start(self.start.head, number)

    def _on_refused(self, words: str) -> None:
        self._show_start()
        self.start.show_refusal(words)

    def _on_listed(self, batches: tuple[BatchView, ...]) -> None:
        self.start.show_batches(batches)
        if batches and self.start.choose_button.hasFocus():
            self.start.place_focus()  # what was begun and not finished is taken up with Enter

    def _on_dropped(self, view: BatchView) -> None:
        self.presenter.remove(view.batch_id)

    def _show_start(self) -> None:
        self.stack.setCurrentWidget(self.start)
        self.hints_changed.emit()

    def _leave(self) -> None:
        self.presenter.leave()
        self._show_start()
        self.start.show_head(None)
        self.start.place_focus()

    # -- following ------------------------------------------------------------------------------
    def _on_viewed(self, view: BatchView) -> None:
        if self.stack.currentWidget() is not self._work:
            self.stack.setCurrentWidget(self._work)
            self.hints_changed.emit()
            self.filter_edit.clear()
            self.review.show_row(None, "选一行来核对；要人选的都在“要人选”里")
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.head.show_view(view, self.presenter.seconds_left())
        if self._went_on and not view.under_way and not self.table.model_.rows:
            self._show_end()
        self._went_on = view.under_way
        options = [
            ("all", "全部"),
            ("asked", f"要人选 {view.asked:,}"),
            ("missing", f"没找到 {view.missing:,}"),
        ]
        if options != self._options:  # made anew they would lose a focus that stands on them
            self._options = options
            self.segments.set_options(options, current=self.presenter.shown)
        elif self.segments.current != self.presenter.shown:
            self.segments.set_current(self.presenter.shown)

    def _on_filled(self, rows: tuple[BatchRow, ...], more: bool, fresh: bool) -> None:
        model = self.table.model_
        if not fresh:
            model.append(rows, more=more)
            if not self.table.currentIndex().isValid():
                self.table.select_from(0)
        else:
            model.replace(rows, more=more)
            self.table.select_from(self._next_after)
        if not model.rows and not more:
            self._show_end()

    def _show_end(self) -> None:
        view = self.presenter.view
        going = view is not None and view.under_way
        words = "没有符合的行"
        if self.presenter.shown == "asked" and not self.presenter.words:
            words = "现在没有要人选的，还在翻译" if going else "没有要人选的了，可以导出"
        self.review.show_row(None, f"{words}。")

    def _on_opened(self, opened: RowOpened) -> None:
        self.review.show_row(opened, "")

    def _on_pause(self) -> None:
        view = self.presenter.view
        self.presenter.change("pause" if view is not None and view.under_way else "resume")

    def _on_cancel(self) -> None:
        self.presenter.change("cancel")

    def _on_segment(self, key: str) -> None:
        self._next_after = 0
        self.presenter.filter(shown=key)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_find(self, words: str) -> None:
        self._next_after = 0
        self.presenter.filter(words=words)

    def _clear_find(self) -> None:
        self.filter_edit.clear()
        self.presenter.filter(words="")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- reviewing ------------------------------------------------------------------------------
    def _on_key(self, words: str, code: int) -> None:
        if code in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.adopt()
        elif words == "z":
            self.presenter.undo()
        elif words == "/":
            self.filter_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter_edit.selectAll()
        elif words == " ":
            if self.review.alike.isVisible():
                self.review.alike.toggle()
        elif words in ("j", "k"):
            row = self.table.currentIndex().row() + (1 if words == "j" else -1)
            if 0 <= row < self.table.model_.rowCount():
                self.table.setCurrentIndex(self.table.model_.index(row, 0))
        elif words.isdigit():
            self.review.choose(int(words))

    def adopt(self) -> None:
        """The candidate under the cursor is meant; the next open row follows."""
        row, opened = self.table.current, self.review.opened
        if row is None or opened is None or opened.row.number != row.number or not self.review.reviewable:
            return
        everywhere = self.review.alike.isChecked() and opened.alike > 0
        self.presenter.adopt(row.number, self.review.chosen, everywhere)

    def _on_settled(self, settled: Settled) -> None:
        taken_back = self.review.opened is None or settled.number != self.review.opened.row.number
        self._next_after = settled.number if taken_back else settled.number + 1
        if settled.rows > 1 and not taken_back:
            self.board.told.emit(f"同样写法的 {settled.rows} 行都这样译了", "ok")
        model = self.table.model_
        if taken_back or self.presenter.shown != "asked":
            self.presenter.refresh(len(model.rows))
            return
        # What is settled leaves the list; reading the list anew for every Enter would cost ten times as much.
        gone = model.remove(frozenset(settled.numbers))
        self.table.select_from(self._next_after)
        self.presenter.removed(gone)
        if not model.rows and not model.more:
            self._show_end()

    # -- exporting ------------------------------------------------------------------------------
    def _ask_target(self) -> None:
        view = self.presenter.view
        if view is None:
            return
        stem = Path(view.file_name).stem
        suffix = ".csv" if view.file_name.lower().endswith((".csv", ".txt", ".tsv")) else ".xlsx"
        kinds = "Excel 表格 (*.xlsx);;CSV (*.csv)"
        ask_target(self, "导出翻译结果", f"{stem}-标准地址{suffix}", kinds, self._on_target)

    def _on_target(self, words: str) -> None:
        self.presenter.export(Path(words))

    def _on_exported(self, rows: int) -> None:
        self.board.told.emit(f"已导出 {rows:,} 行", "ok")
