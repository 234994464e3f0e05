"""A new password before the first log-in, or because the old one is too old: a card over the log-in page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.settings.password_section import PasswordForm
from ui.theme import theme
from ui.widgets.label import Label
from ui.widgets.themed import Card, Panel, follow_theme
from ui.widgets.tool_button import LinkButton


class ChangePassword(Panel):
    """Covers the log-in page. Signals: ``new_password(words)``, ``left``."""

    new_password = Signal(str)
    left = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, fill="canvas")
        self.setAccessibleName("设新密码")
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        self.card = Card()
        column = QVBoxLayout(self.card)
        column.setContentsMargins(16, 20, 16, 16)
        column.setSpacing(4)
        self.reason = Label("", "lg", bold=True)
        column.addWidget(self.reason, 0, Qt.AlignmentFlag.AlignHCenter)
        self.form = PasswordForm(with_old=False)
        self.form.button.set_label("改好并登录")
        self.form.change_asked.connect(self._on_asked)
        column.addWidget(self.form)
        self.back = LinkButton("返回登录")
        self.back.clicked.connect(self._leave)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        # Aligned in the column its height would be reckoned at the page's width, and the rules be cut off.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.card)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(1)
        follow_theme(self)

    def restyle(self) -> None:
        self.card.setFixedWidth(460 if theme().sizes.md <= 16 else 520)

    def open(self, reason: str, rules: str) -> None:
        """Say why, and what a password must be."""
        self.reason.setText(reason)
        self.form.rules.setText(rules)
        self.form.clear()
        self.form.say("")
        self.form.busy(False)
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.form.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, words: str) -> None:
        """The new password will not do."""
        self.form.busy(False)
        self.form.say(words)
        self.form.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def close_card(self) -> None:
        """No password stays behind."""
        self.form.clear()
        self.hide()

    def _on_asked(self, _old: str, new: str) -> None:
        self.new_password.emit(new)

    def _leave(self) -> None:
        self.close_card()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            event.accept()
