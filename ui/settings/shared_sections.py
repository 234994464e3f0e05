"""打印 (what the hall prints, locked for whoever may not change it) and 参数 (every setting, for administrators)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from hall_app.hall_settings import Kind, SettingLine
from ui.sections import PageHead
from ui.settings.rows import MANAGED, SettingRow, SettingsCard, SettingsSection
from ui.table_page import TablePage
from ui.widgets.drawer import Drawer, FactLine, clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.segmented import Segmented
from ui.widgets.table import Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from ui.reception.board import Board

_MOST_SEGMENTS = 5


class ValueEditor(QWidget):
    """One setting's value to enter. Signals: ``entered(text)``."""

    entered = Signal(str)

    def __init__(self, line: SettingLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.edit: QLineEdit | None = None
        self.choice: Segmented | None = None
        options = _options(line)
        if options:
            self.choice = Segmented(line.title, options, current=line.value)
            self.choice.selected.connect(self.entered)
            row.addWidget(self.choice)
            row.addStretch(1)
        else:
            self.edit = QLineEdit(line.value)
            self.edit.setAccessibleName(line.title)
            self.edit.setMaxLength(2000)
            self.edit.returnPressed.connect(self._on_return)
            row.addWidget(self.edit)

    @property
    def value(self) -> str:
        if self.edit is not None:
            return self.edit.text()
        return self.choice.current if self.choice is not None else ""

    def place_focus(self) -> None:
        if self.edit is not None:
            self.edit.setFocus(Qt.FocusReason.TabFocusReason)
            self.edit.selectAll()

    def _on_return(self) -> None:
        self.entered.emit(self.value)


def _options(line: SettingLine) -> list[tuple[str, str]]:
    """The values to choose among, where they are few."""
    if line.kind is Kind.YES_NO:
        return [("是", "是"), ("否", "否")]
    if line.choices:
        return list(line.choices)
    if line.kind is Kind.NUMBER and line.least is not None and line.most is not None:
        least, most = int(line.least), int(line.most)
        if most - least < _MOST_SEGMENTS:
            return [(str(number), str(number)) for number in range(least, most + 1)]
    return []


class PrintingSection(SettingsSection):
    """自动打印回执, 份数, 票纸."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, "打印")
        self.card = SettingsCard("打印", "printer")
        self.card.reset_asked.connect(self._on_reset)
        self.column.addWidget(self.card)
        self.column.addStretch(1)
        self.lines: tuple[SettingLine, ...] = ()
        self.editors: dict[str, ValueEditor] = {}

    def refresh(self) -> None:
        desk = self.board.counter.back_office.preferences
        self.board.run(desk.printing, self.board.clerk, done=self._on_lines, topic="settings")

    def _on_lines(self, lines: tuple[SettingLine, ...]) -> None:
        if lines == self.lines:
            return
        self.lines = lines
        clear_layout(self.card.body)
        self.editors.clear()
        for line in lines:
            if line.locked:
                shown = dict(line.choices).get(line.value, line.value)
                self.card.add_row(SettingRow(line.title, value=shown, managed=MANAGED))
                continue
            editor = ValueEditor(line)
            editor.setProperty("key", line.key)
            editor.entered.connect(self._on_entered)
            self.editors[line.key] = editor
            note = "" if line.value == line.default else f"默认 {line.default}"
            self.card.add_row(SettingRow(line.title, editor, note=note))
        self.card.reset.setVisible(any(not line.locked for line in lines))

    def _on_entered(self, value: str) -> None:
        sender = self.sender()
        if sender is not None:
            desk = self.board.counter.back_office.preferences
            key = str(sender.property("key"))
            self.board.run(desk.change, self.board.clerk, key, value, done=self._on_changed, topic="settings")

    def _on_changed(self, _result: object) -> None:
        self.refresh()

    def _on_reset(self) -> None:
        desk = self.board.counter.back_office.preferences
        for line in self.lines:
            if not line.locked and line.value != line.default:
                self.board.run(
                    desk.reset, self.board.clerk, line.key, done=self._on_changed, topic="settings"
                )


class ParametersSection(TablePage):
    """Every declared setting: table and drawer. Enter edits, Ctrl Enter keeps, 恢复默认 takes the hall's value back."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("参数")
        self.lines: dict[str, SettingLine] = {}
        self.editor: ValueEditor | None = None
        self.head = PageHead("参数")
        self.table = Table(
            "参数表", [Column("参数", stretch=True), Column("值"), Column("来自", minor=True), Column("")]
        )
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_opened.connect(self._on_opened)
        self.drawer = Drawer("参数详情")
        self.keep = KeyButton("保存", "Ctrl Enter", primary=True, decision=True)
        self.keep.clicked.connect(self._on_keep)
        self.reset = KeyButton("恢复默认")
        self.reset.clicked.connect(self._on_reset)
        self.drawer.foot.addWidget(self.keep)
        self.drawer.foot.addWidget(self.reset)
        self.lay_out()

    def refresh(self) -> None:
        desk = self.board.counter.back_office.preferences
        self.board.run(desk.lines, self.board.clerk, done=self._on_lines, topic="settings")

    def _on_lines(self, lines: tuple[SettingLine, ...]) -> None:
        self.lines = {line.key: line for line in lines}
        changed = sum(line.value != line.default for line in lines)
        self.head.note.setText(f"共 {len(lines)} 项，{changed} 项与默认不同")
        self.table.set_rows([_row(line) for line in lines])
        self._on_chosen(self.table.current_key)

    def _on_chosen(self, key: str) -> None:
        line = self.lines.get(key)
        clear_layout(self.drawer.column)
        self.editor = None
        self.keep.setEnabled(line is not None and not line.locked)
        self.reset.setEnabled(line is not None and not line.locked and line.value != line.default)
        if line is None:
            return
        self.drawer.show_head(line.title, line.key)
        if line.locked:
            self.drawer.chip.set_chip("锁定", "idle", "lock")
            self.drawer.column.addWidget(FactLine("值", line.value or "空"))
            self.drawer.column.addWidget(FactLine("管理", line.lock_reason))
        else:
            self.drawer.column.addWidget(Label("值", "md", "text2"))
            self.editor = ValueEditor(line)
            self.drawer.column.addWidget(self.editor)
            if self.editor.edit is not None:
                self.editor.entered.connect(self._on_keep)
        self.drawer.chip.setVisible(line.locked)
        self.drawer.column.addWidget(FactLine("默认", line.default or "空"))
        if line.least is not None and line.most is not None:
            self.drawer.column.addWidget(FactLine("范围", f"{line.least:g}–{line.most:g}"))
        self.drawer.column.addWidget(FactLine("来自", line.layer_title))
        self.drawer.column.addStretch(1)

    def _on_opened(self, _key: str) -> None:
        if self.editor is not None:
            self.editor.place_focus()

    def _on_keep(self, _value: object = None) -> None:
        line = self.lines.get(self.table.current_key)
        if line is not None and self.editor is not None and not line.locked:
            desk = self.board.counter.back_office.preferences
            value = self.editor.value
            self.board.run(
                desk.change, self.board.clerk, line.key, value, done=self._on_changed, topic="settings"
            )

    def _on_reset(self) -> None:
        line = self.lines.get(self.table.current_key)
        if line is not None:
            desk = self.board.counter.back_office.preferences
            self.board.run(desk.reset, self.board.clerk, line.key, done=self._on_changed, topic="settings")

    def _on_changed(self, _result: object) -> None:
        self.board.told.emit("已保存；各窗口下次登录时生效", "ok")
        self.refresh()
        self.table.setFocus()

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", "改"), ("Ctrl Enter", "保存"))

    def handle(self, intention: str) -> bool:
        if intention == "primary":
            self._on_keep()
            return True
        return intention == "back" and self.return_to_table()


def _row(line: SettingLine) -> TableRow:
    shown = dict(line.choices).get(line.value, line.value)
    changed = line.value != line.default
    lock = Cell("", "lock", "text3", says="锁定") if line.locked else Cell()
    cells = (
        Cell(line.title),
        Cell(shown[:40], bold=changed),
        Cell(line.layer_title, tone="text3"),
        lock,
    )
    return TableRow(line.key, cells)
