"""One address: its code, path, other names, and who and what stands there as far as the role may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.theme import theme
from ui.widgets.check_row import CheckRow
from ui.widgets.chip import Chip
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.side_column import SideColumn
from ui.widgets.themed import Rule, follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import AddressEntry, Occupancy, OccupantLine
    from ui.reception.board import Board
    from ui.tokens import ColourName

MOST_LINES = 8


class EntryPane(SideColumn):
    """Asks for the entry and then for its occupants; stale answers are dropped."""

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__("地址详情", "right_column", edge="l", parent=parent)
        self._board = board
        self.code = ""
        self.column.setSpacing(4)
        self.title = Label("", "lg", bold=True, wrap=True)
        self.number = ElidedLabel("", "sm", "text2")
        self.chip = Chip("", "ok")
        self.copy_button = KeyButton("复制编码", small=True, icon="copy")
        self.copy_button.clicked.connect(self._on_copy)
        self.empty = Label("选一个地址，看编码、别名和那里有什么", "md", "text3", wrap=True)
        self.column.addWidget(self.empty)
        self.column.addWidget(self.title)
        self.column.addWidget(self.number)
        self._code_row = QWidget()
        row = QHBoxLayout(self._code_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        self.column.addWidget(self._code_row)
        self._body = QWidget()
        self.column.addWidget(self._body)
        self.column.addStretch(1)
        self.clear()
        follow_theme(self)

    def restyle(self) -> None:
        super().restyle()
        sizes = theme().sizes
        self.column.setContentsMargins(sizes.pad, 12, sizes.pad, 12)

    def clear(self) -> None:
        """Nothing chosen."""
        self.code = ""
        self._show_parts([], known=False)

    def open(self, code: str) -> None:
        """Show an address."""
        if code == self.code:
            return
        self.code = code
        board = self._board
        board.run(board.counter.addresses.entry, board.clerk, code, done=self._on_entry, topic="addresses")

    def read_anew(self) -> None:
        """The address on show as it stands now."""
        code, self.code = self.code, ""
        if code:
            self.open(code)

    def _on_entry(self, entry: AddressEntry) -> None:
        if entry.code != self.code:
            return
        self.title.setText(entry.text.removeprefix("广东省深圳市福田区") or "已停用的编码")
        self.number.setText(entry.code)
        self.chip.set_chip(entry.status, "ok" if entry.status == "有效" else "warn")
        rows = [CheckRow(part, "map-pin", "text3", source=level, icon_size=16) for level, part in entry.path]
        parts: list[QWidget] = [Rule(), *rows]
        if entry.aliases:
            parts += [Rule(), Label("别名", "sm", "text3")]
            parts += [
                CheckRow(
                    alias,
                    "arrows-left-right",
                    "text2",
                    note=f"即 {name}",
                    chip=kind,
                    chip_kind="idle",
                    icon_size=16,
                )
                for alias, name, kind in entry.aliases
            ]
        if entry.old_codes:
            parts += [Rule(), Label("原编码", "sm", "text3")]
            parts += [CheckRow(code, "history", "text2", icon_size=16) for code in entry.old_codes]
        if entry.successors:
            parts += [Rule(), Label("现编码", "sm", "text3")]
            parts += [
                CheckRow(hit.short, "arrow-right", "accent", note=hit.code, icon_size=16)
                for hit in entry.successors
            ]
        self._show_parts(parts, known=True)
        board = self._board
        board.run(
            board.counter.addresses.occupancy, board.clerk, entry.code, done=_Answer(self, entry.code).show,
            topic="addresses",
        )  # fmt: skip

    def show_occupancy(self, code: str, found: Occupancy) -> None:
        """What stands there comes after what it is."""
        if code != self.code:
            return
        self._add(Rule())
        self._group("人", "user", "accent", found.people, found.people_count)
        self._group("主体", "building-store", "text2", found.firms, found.firms_count)
        self._group("办件", "files", "text2", found.cases, len(found.cases or ()))

    def _group(
        self, words: str, icon: str, tone: ColourName, lines: tuple[OccupantLine, ...] | None, count: int
    ) -> None:
        if lines is None:
            self._add(
                CheckRow(f"{words}：无权查看", "lock", "text3", note="请由有权限的人员查", icon_size=16)
            )
            return
        self._add(Label(f"{words} {count}" if count else f"没有登记的{words}", "sm", "text3"))
        for line in lines[:MOST_LINES]:
            self._add(CheckRow(line.title, icon, tone, note=line.note, icon_size=16))
        if count > MOST_LINES and lines:
            self._add(Label(f"还有 {count - min(MOST_LINES, len(lines))} 条", "sm", "text3"))

    def _show_parts(self, parts: list[QWidget], *, known: bool) -> None:
        old, self._body = self._body, QWidget()
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(0, 4, 0, 0)
        self._rows.setSpacing(3)
        for part in parts:
            self._rows.addWidget(part)
        self.column.replaceWidget(old, self._body)
        old.hide()
        old.deleteLater()
        for widget in (self.title, self.number, self._code_row, self._body):
            widget.setVisible(known)
        self.empty.setVisible(not known)

    def _add(self, widget: QWidget) -> None:
        self._rows.addWidget(widget)

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.code)
        self._board.told.emit("编码已复制", "ok")


class _Answer:
    """Knows which code an answer belongs to."""

    def __init__(self, pane: EntryPane, code: str) -> None:
        self._pane, self._code = pane, code

    def show(self, found: Occupancy) -> None:
        if isValid(self._pane):
            self._pane.show_occupancy(self._code, found)
