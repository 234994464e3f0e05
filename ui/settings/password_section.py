"""修改密码: the old one, the new one twice, and what is wrong beside the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hall_app.errors import HallError
from ui.settings.rows import SettingsCard, SettingsSection
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label

if TYPE_CHECKING:
    from ui.reception.board import Board


def password_edit(name: str) -> QLineEdit:
    """A field for a password; the input method is off."""
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    edit.setMaxLength(128)
    edit.setAccessibleName(name)
    edit.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
    return edit


class PasswordForm(QWidget):
    """Signals: ``change_asked(old, new)`` once the fields agree. ``with_old`` False: the old one is known already."""

    change_asked = Signal(str, str)

    def __init__(self, *, with_old: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(6)
        self.rules = Label("", "sm", "text3", wrap=True)
        self.old = password_edit("现在的密码")
        self.new = password_edit("新密码")
        self.again = password_edit("再输一遍新密码")
        fields = [self.old, self.new, self.again] if with_old else [self.new, self.again]
        if not with_old:
            self.old.hide()
        self._fields = fields
        for edit in fields:
            label = Label(edit.accessibleName(), "md", "text2")
            label.setBuddy(edit)
            column.addWidget(label)
            column.addWidget(edit)
            column.addSpacing(4)
            edit.returnPressed.connect(self._on_return)
        column.addWidget(self.rules)
        self.problem = Label("", "sm", "bad", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self.button = KeyButton("修改密码", "Ctrl Enter", primary=True)
        self.button.clicked.connect(self._on_change)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setMaximumWidth(460)

    def say(self, words: str) -> None:
        """What is wrong, or nothing."""
        self.problem.setText(words)
        self.problem.setAccessibleName(words)
        self.problem.setVisible(bool(words))

    def clear(self) -> None:
        """No password stays in a field."""
        for edit in (self.old, self.new, self.again):
            edit.clear()

    def first(self) -> QLineEdit:
        return self._fields[0]

    def busy(self, busy: bool) -> None:
        self.button.setEnabled(not busy)

    def _on_return(self) -> None:
        empty = next((edit for edit in self._fields if not edit.text()), None)
        if empty is not None:
            empty.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._on_change()

    def _on_change(self) -> None:
        empty = next((edit for edit in self._fields if not edit.text()), None)
        if empty is not None:
            self.say(f"请填{empty.accessibleName()}")
            empty.setFocus(Qt.FocusReason.TabFocusReason)
            return
        if self.new.text() != self.again.text():
            self.say("两遍新密码不一样")
            self.again.clear()
            self.again.setFocus(Qt.FocusReason.TabFocusReason)
            return
        self.say("")
        self.busy(True)
        self.change_asked.emit(self.old.text(), self.new.text())


class PasswordSection(SettingsSection):
    """One's own password."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, "修改密码", f"{board.clerk.name} {board.clerk.staff_no}")
        card = SettingsCard("修改密码", "lock", resets=False)
        self.form = PasswordForm()
        self.form.change_asked.connect(self._on_asked)
        # Beside a stretch: alone its height would be reckoned at the card's width, and the rules be cut off.
        row = QHBoxLayout()
        row.addWidget(self.form, 1)
        row.addStretch(1)
        card.body.addLayout(row)
        self.column.addWidget(card)
        self.column.addStretch(1)

    def refresh(self) -> None:
        desk = self.board.counter.back_office.preferences
        self.board.run(desk.password_rules, done=self._on_rules, topic="password")

    def _on_rules(self, words: str) -> None:
        self.form.rules.setText(words)

    def _on_asked(self, old: str, new: str) -> None:
        desk = self.board.counter.back_office.preferences
        self.board.run(
            desk.change_password,
            self.board.clerk.staff_no,
            old,
            new,
            done=self._on_changed,
            failed=self._on_failed,
            topic="password",
        )

    def _on_changed(self, _result: object) -> None:
        self.form.busy(False)
        self.form.clear()
        self.board.told.emit("密码已改，下次登录用新密码", "ok")
        self.place_focus()

    def _on_failed(self, error: Exception) -> None:
        self.form.busy(False)
        if isinstance(error, HallError):
            self.form.say(str(error))
            self.form.first().setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.board.say(error, "password")

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("Ctrl Enter", "修改密码"),)

    def handle(self, intention: str) -> bool:
        if intention == "primary":
            self.form.button.click()
        return intention == "primary"

    def place_focus(self) -> None:
        self.form.first().setFocus(Qt.FocusReason.TabFocusReason)
