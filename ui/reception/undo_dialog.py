"""撤回受理: one of the four dialogs the product has. It names the object and the effect and asks why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hall_app.cases.outcome import LEAST_UNDO_REASON, MOST_UNDO_REASON, UNDO_REASONS
from ui.theme import theme
from ui.widgets.choice import Choice, ChoiceBox, ChoiceGroup
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.pressable import presses

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ui.cases.undoing_presenter import Undoable


class UndoDialog(QDialog):
    """Signals: ``reasoned(subject, reason)``. Never run by exec(); opened beside the event loop."""

    reasoned = Signal(object, str)

    def __init__(self, subject: Undoable, parent: QWidget) -> None:
        super().__init__(parent)
        self._subject = subject
        self.setWindowTitle("撤回受理")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(560)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Label(f"撤回受理 {subject.case_number}？", "lg", bold=True))
        effect = f"{subject.effect}{'，这次补交的不算收下' if subject.back_to else ''}"
        words = f"{subject.item_name}。回执作废，{effect}，撤回会留痕。"
        column.addWidget(Label(words, "md", "text2", wrap=True))
        self.choice = ChoiceGroup("撤回原因", [Choice(words, words) for words in UNDO_REASONS])
        self.choice.chosen.connect(self._on_chosen)
        for box in self.choice.boxes:
            box.installEventFilter(self)
        column.addWidget(self.choice)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("撤回原因，按数字选或自己写")
        self.reason.setAccessibleName("撤回原因")
        self.reason.setMaxLength(MOST_UNDO_REASON)
        self.reason.textChanged.connect(self._on_text)
        column.addWidget(self.reason)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.stay = KeyButton("不撤回", "Esc")
        self.stay.clicked.connect(self.reject)
        self.go = KeyButton("撤回并作废回执", "Enter", primary=True, decision=True)
        self.go.setEnabled(False)
        self.go.clicked.connect(self._on_go)
        foot.addWidget(self.stay)
        foot.addWidget(self.go)
        column.addLayout(foot)
        self.choice.boxes[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().colour("surface"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on a reason picks it where none stands yet, as in 请核对; what is typed there goes to the words."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if presses(event) and isinstance(watched, ChoiceBox) and not self.reason.text():
            watched.click()
            return True
        if event.text().isprintable() and event.text().strip() and not event.text().isdigit():
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            self.reason.setText(event.text())
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if presses(event):
            # Nothing is decided by an Enter that no button took.
            return
        super().keyPressEvent(event)

    def _on_chosen(self, words: str) -> None:
        self.reason.setText(words)

    def _on_text(self, words: str) -> None:
        self.go.setEnabled(len(words.strip()) >= LEAST_UNDO_REASON)

    def _on_go(self) -> None:
        words = self.reason.text().strip()
        if len(words) >= LEAST_UNDO_REASON:
            self.accept()
            self.reasoned.emit(self._subject, words)


class LeaveDialog(QDialog):
    """Logging out with an open reception: the second of the four. Signals: ``confirmed``."""

    confirmed = Signal()

    def __init__(self, what: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("退出")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(520)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Label(f"{what}还没办完", "lg", bold=True))
        column.addWidget(
            Label("退出后内容留在本机草稿里，下次登录可接着办；窗口不再叫号。", "md", "text2", wrap=True)
        )
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.stay = KeyButton("继续办", "Esc")
        self.stay.clicked.connect(self.reject)
        self.go = KeyButton("暂存并退出", primary=True, decision=True)
        self.go.clicked.connect(self._on_go)
        foot.addWidget(self.stay)
        foot.addWidget(self.go)
        column.addLayout(foot)
        self.stay.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme().colour("surface"))

    def _on_go(self) -> None:
        self.accept()
        self.confirmed.emit()
