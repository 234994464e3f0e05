"""大厅: its name, address and telephone, as tickets and papers show them; what is final stands beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.settings.rows import SettingsCard, SettingsSection
from ui.widgets.drawer import FactLine, clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label

if TYPE_CHECKING:
    from hall_app.places.changing import HallFacts
    from ui.reception.board import Board

_FIELDS = (("名称", 60), ("地址", 200), ("咨询电话", 40))


class HallPage(SettingsSection):
    """Ctrl Enter keeps the three fields."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, "大厅")
        self.desk = board.counter.back_office.administration
        self.facts: HallFacts | None = None
        card = SettingsCard("大厅", "building", resets=False)
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(6)
        self.edits: list[QLineEdit] = []
        for words, most in _FIELDS:
            edit = QLineEdit()
            edit.setMaxLength(most)
            edit.setAccessibleName(words)
            edit.setEnabled(False)
            edit.returnPressed.connect(self._on_keep)
            label = Label(words, "md", "text2")
            label.setBuddy(edit)
            column.addWidget(label)
            column.addWidget(edit)
            self.edits.append(edit)
        column.addWidget(
            Label("取号单、文书、登录页都用这些。以前发出的文书不变。", "sm", "text3", wrap=True)
        )
        self.keep = KeyButton("保存", "Ctrl Enter", primary=True)
        self.keep.clicked.connect(self._on_keep)
        self.keep.setEnabled(False)
        column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        form.setMaximumWidth(640)
        card.body.addWidget(form)
        self.final = SettingsCard("定了不改的", "lock", resets=False)
        self.column.addWidget(card)
        self.column.addWidget(self.final)
        self.column.addStretch(1)

    def refresh(self) -> None:
        self.board.run(self.desk.hall, self.board.clerk, done=self._on_facts, topic="hall")

    def _on_facts(self, facts: HallFacts) -> None:
        self.facts = facts
        for edit, value in zip(self.edits, (facts.name, facts.address, facts.phone), strict=True):
            edit.setEnabled(True)
            edit.setText(value)
        self.keep.setEnabled(True)
        clear_layout(self.final.body)
        for label, value in (
            ("代码", f"{facts.code}，办件号以它开头"),
            ("文书简称", facts.short_name),
            ("区划", facts.region),
        ):
            line = FactLine(label, value)
            line.setContentsMargins(14, 5, 14, 5)
            self.final.body.addWidget(line)

    def _on_keep(self) -> None:
        if self.facts is not None and self.keep.isEnabled():
            name, address, phone = (edit.text() for edit in self.edits)
            self.board.run(
                self.desk.change_hall,
                self.board.clerk,
                name,
                address,
                phone,
                done=self._on_kept,
                topic="hall",
            )

    def _on_kept(self, changed: tuple[str, ...]) -> None:
        words = f"已改{'、'.join(changed)}；各窗口下次登录时生效" if changed else "没有要改的"
        self.board.told.emit(words, "ok")
        self.refresh()

    def place_focus(self) -> None:
        (self.edits[0] if self.edits[0].isEnabled() else self.head).setFocus()

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("Ctrl Enter", "保存"),)

    def handle(self, intention: str) -> bool:
        if intention == "primary":
            self._on_keep()
            return True
        if intention == "reread":
            self.refresh()
            return True
        return False
