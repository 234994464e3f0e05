"""待核地址: texts that windows met and the library cannot place, worked off by keys.

Keys: digits bind to a candidate, Enter to the code that is written, Insert proposes the address as new,
F11 settles it as no address; each asks for its reason in the same line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hall_app.addresses.managing.changes import Change, ChangeKind
from hall_app.errors import HallError
from ui.addresses.change_draft import ChangeDraft
from ui.addresses.change_editor import ChangeEditor
from ui.addresses.manage_presenter import ManagePresenter
from ui.addresses.manage_rows import unknown_row
from ui.addresses.tab import AddressTab
from ui.theme import theme
from ui.widgets.field_row import FieldRow, FieldState
from ui.widgets.key_button import KeyButton
from ui.widgets.label import EmptyNote, Label
from ui.widgets.row_delegates import Span, TwoLineDelegate, TwoLineRow
from ui.widgets.rows import RowList
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.managing.desk import AddressManagement
    from hall_app.addresses.managing.unknown import UnknownAddress
    from hall_app.status import WindowEvent
    from ui.reception.board import Board

TOPIC = "address_unknown"


class UnknownPage(AddressTab):
    """A tab of the address page. Signals: ``counted(n)`` how many wait."""

    counted = Signal(int)

    def __init__(self, board: Board, desk: AddressManagement, parent: QWidget | None = None) -> None:
        super().__init__(board, parent)
        self._desk = desk
        self._rows: tuple[UnknownAddress, ...] = ()
        self.setAccessibleName("待核地址")
        self.presenter = ManagePresenter(board, desk, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left = Panel(edges="r")
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        self.empty = EmptyNote("没有待核地址")
        left.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignTop)
        self.list = RowList("待核地址", TwoLineDelegate())
        self.list.row_opened.connect(self._on_opened)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        left.addWidget(self.list, 1)
        row.addWidget(self._left)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._settling())
        self.editor = ChangeEditor()
        self.stack.addWidget(self.editor)
        row.addWidget(self.stack, 1)
        self.editor.looked_up.connect(self.presenter.fetch_entry)
        self.editor.preview_wanted.connect(self.presenter.preview)
        self.editor.filed.connect(self.presenter.file)
        self.editor.dropped.connect(self._on_dropped)
        self.presenter.refused.connect(self.editor.show_refusal)
        self.presenter.previewed.connect(self.editor.show_preview)
        self.presenter.entry_found.connect(self._on_entry)
        self.presenter.filed.connect(self._on_settled)
        follow_theme(self)
        self.reload()

    def _settling(self) -> QWidget:
        pane = QWidget()
        self._column = QVBoxLayout(pane)
        self.title = Label("", "lg", bold=True, wrap=True)
        self._column.addWidget(self.title)
        self.candidates = RowList("可能是", TwoLineDelegate(), digits=True)
        self.candidates.row_opened.connect(self._on_candidate)
        self._column.addWidget(self.candidates)
        self.code = FieldRow("绑定到编码", placeholder="现行编码，19 或 25 位")
        self.reason = FieldRow("理由", placeholder="为什么是它；不是地址的写明原因")
        for field in (self.code, self.reason):
            field.edited.connect(self._on_edited)
            self._column.addWidget(field)
        self.problem = Label("", "sm", "bad", wrap=True)
        self._column.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        self.bind_button = KeyButton("绑定（待审批）", "F9", primary=True)
        self.bind_button.clicked.connect(self._on_bind)
        self.new_button = KeyButton("提为新地址", "Insert", icon="plus")
        self.new_button.clicked.connect(self._on_new)
        self.dismiss_button = KeyButton("不是地址", "F11", danger=True)
        self.dismiss_button.clicked.connect(self._on_dismiss)
        for button in (self.bind_button, self.new_button, self.dismiss_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._column.addLayout(buttons)
        self._column.addStretch(1)
        return pane

    def restyle(self) -> None:
        sizes = theme().sizes
        self._column.setContentsMargins(sizes.gutter, 12, sizes.gutter, 8)
        self._column.setSpacing(8)
        self._left.setFixedWidth(440 if not sizes.is_tight else 340)

    # -- for the page around --------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        """The keys that matter now."""
        if self.stack.currentWidget() is self.editor:
            return (("Ctrl P", "预览"), ("F9", "提出"), ("Esc", "不提了"))
        return (("F9", "绑定"), ("Insert", "提为新地址"), ("F11", "不是地址"))

    def place_focus(self) -> None:
        """Begin in the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def handle(self, intention: str) -> bool:
        """A key of the key table."""
        if self.stack.currentWidget() is self.editor:
            if intention == "back":
                self._on_dropped()
                return True
            if intention in ("accept", "primary"):
                self.editor.file_button.click()
                return True
            return False
        buttons = {"accept": self.bind_button, "primary": self.bind_button, "refuse": self.dismiss_button}
        if intention in buttons:
            buttons[intention].click()
            return True
        return False

    def on_event(self, event: WindowEvent) -> None:
        """Nothing of the workers concerns this tab."""

    def finish(self) -> None:
        """Nothing runs on."""

    # -- the queue ------------------------------------------------------------------------------
    def reload(self) -> None:
        """Read the queue again."""
        self.board.run(self._desk.unknown, self.board.clerk, done=self._on_rows, topic=TOPIC)

    def _on_rows(self, rows: tuple[UnknownAddress, ...]) -> None:
        at = max(self.list.current, 0)
        self._rows = rows
        self.list.set_rows([unknown_row(row) for row in rows], current=min(at, len(rows) - 1))
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.counted.emit(len(rows))
        self._on_current()

    @property
    def chosen(self) -> UnknownAddress | None:
        """The text that is open."""
        at = self.list.current
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _on_current(self, *_indexes: object) -> None:
        row = self.chosen
        self.title.setText(row.text if row else "")
        codes = row.candidates if row else ()
        self.candidates.set_rows(
            [TwoLineRow((Span(code),), "数字键填入编码", str(n)) for n, code in enumerate(codes, 1)],
            current=0 if codes else None,
        )
        self.candidates.fit_rows(max(len(codes), 1))
        self.candidates.setVisible(bool(codes))
        for widget in (self.code, self.reason, self.bind_button, self.new_button, self.dismiss_button):
            widget.setEnabled(row is not None)
        self.code.set_value("")
        self.reason.set_value("")
        self._say(None)

    def _on_opened(self, _number: int) -> None:
        target: QObject = self.candidates if self.candidates.isVisible() else self.code.edit
        if isinstance(target, QWidget):
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_candidate(self, number: int) -> None:
        row = self.chosen
        if row is not None and number < len(row.candidates):
            self.code.set_value(row.candidates[number])
            self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_edited(self, _words: str) -> None:
        self._say(None)

    # -- settling -------------------------------------------------------------------------------
    def _on_bind(self) -> None:
        row = self.chosen
        if row is not None:
            self.board.run(
                self._desk.bind, self.board.clerk, row.id, self.code.value.strip(), self.reason.value,
                done=self._on_bound, failed=self._on_refused, topic=TOPIC,
            )  # fmt: skip

    def _on_bound(self, change: Change) -> None:
        self.board.told.emit(f"已提出 {change.number}，待另一人审批", "ok")
        self.reload()

    def _on_dismiss(self) -> None:
        row = self.chosen
        if row is not None:
            self.board.run(
                self._desk.dismiss, self.board.clerk, row.id, self.reason.value, done=self._on_dismissed,
                failed=self._on_refused, topic=TOPIC,
            )  # fmt: skip

    def _on_dismissed(self, _nothing: object) -> None:
        self.board.told.emit("已记为非地址", "ok")
        self.reload()

    def _on_new(self) -> None:
        row = self.chosen
        if row is not None:
            self.editor.start(
                ChangeDraft(ChangeKind.CREATE, reason=f"待核地址“{row.text}”", unknown_id=row.id)
            )
            self.stack.setCurrentWidget(self.editor)
            self.editor.fields["codes"].edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.hints_changed.emit()

    def _on_entry(self, entry: object) -> None:
        self.editor.fill(entry.elements)  # type: ignore[attr-defined]

    def _on_dropped(self) -> None:
        self.stack.setCurrentIndex(0)
        self.place_focus()
        self.hints_changed.emit()

    def _on_settled(self) -> None:
        self._on_dropped()
        self.reload()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, HallError):
            self._say(error)
        else:
            self.board.say(error, TOPIC)

    def _say(self, error: HallError | None) -> None:
        self.problem.setText(str(error) if error else "")
        self.problem.setVisible(error is not None)
        for field in (self.code, self.reason):
            if field.state is FieldState.INVALID:
                field.set_state(FieldState.NORMAL)
        where = {"codes": self.code, "reason": self.reason, "note": self.reason}
        name = getattr(error, "field", None)
        if error is not None and name in where:
            where[name].set_state(FieldState.INVALID, error.message)
            where[name].edit.setFocus(Qt.FocusReason.OtherFocusReason)
