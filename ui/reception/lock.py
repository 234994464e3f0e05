"""The idle lock: covers the window; the clerk's password opens it again, and nothing that was typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.themed import Card, Panel, follow_theme

if TYPE_CHECKING:
    from ui.reception.board import Board

# [assumption] of the reference; the application passes the installation's settings.
IDLE_AFTER_MS = 10 * 60 * 1000
ENDS_AFTER_MS = 30 * 60 * 1000
_INPUT = (
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)  # fmt: skip


class IdleWatch(QObject):
    """Signals: ``expired`` when nobody touched the keyboard or the mouse for so long, ``ended`` when for so long that the
    session is over.

    Watches the windows that get the focus: a filter on the application would be asked about every event of every
    widget, thousands for each page.
    """

    expired = Signal()
    ended = Signal()

    def __init__(
        self,
        idle_after_ms: int = IDLE_AFTER_MS,
        ends_after_ms: int = ENDS_AFTER_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(idle_after_ms)
        self._timer.timeout.connect(self.expired)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(ends_after_ms)
        self._end.timeout.connect(self.ended)
        self._window: QWindow | None = None
        self._stopped = False
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusWindowChanged.connect(self._on_focus_window)
            self._on_focus_window(app.focusWindow())
        self._touched()

    def _on_focus_window(self, window: QWindow | None) -> None:
        """Another window of the application has the keyboard: the mouse that gave it counts too."""
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = window
        if window is not None and not self._stopped:
            window.installEventFilter(self)
            self._touched()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._touched()
        return False

    def _touched(self) -> None:
        self._timer.start()
        self._end.start()

    def stop(self) -> None:
        """Watch no more."""
        self._stopped = True
        self._on_focus_window(None)
        self._timer.stop()
        self._end.stop()


def _put_away() -> None:
    """Close menus, and dialogs unanswered: they would lie before the lock, be readable, and take its keys."""
    while (popup := QApplication.activePopupWidget()) is not None and popup.close():
        pass
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.reject()


class LockCover(Panel):
    """Over the whole window. Signals: ``opened`` once the password was right."""

    opened = Signal()

    def __init__(self, board: Board, window: QWidget, covered: QWidget) -> None:
        super().__init__(window, fill="canvas")
        self._board = board
        self._covered = covered
        self._before: QWidget | None = None
        self.setAccessibleName("已锁屏")
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        self.card = Card()
        column = QVBoxLayout(self.card)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(12)
        column.addWidget(IconLabel("lock", 40, "text2"), 0, Qt.AlignmentFlag.AlignHCenter)
        title = Label("离席锁屏", "xl", bold=True)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        who = f"{board.clerk.name} {board.clerk.staff_no}，内容都还在"
        column.addWidget(Label(who, "md", "text2"), 0, Qt.AlignmentFlag.AlignHCenter)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密码")
        self.password.setPlaceholderText("密码")
        self.password.setMaxLength(128)
        self.password.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        column.addWidget(self.password)
        self.problem = ElidedLabel("", "sm", "bad")
        column.addWidget(self.problem)
        self.button = KeyButton("解锁", "Enter", primary=True, decision=True, bind=False)
        self.button.clicked.connect(self._try)
        self.password.returnPressed.connect(self._try)
        column.addWidget(self.button)
        outer.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        window.installEventFilter(self)
        follow_theme(self)
        self.hide()

    def restyle(self) -> None:
        self.card.setFixedWidth(400 if theme().sizes.md <= 16 else 480)

    def lock(self) -> None:
        """Cover the window; the focus is remembered."""
        if not self.isHidden():
            return
        _put_away()
        self._before = self.window().focusWidget()
        # Buttons under the cover keep their keys bound unless they are disabled.
        self._covered.setEnabled(False)
        self._cover()
        self.problem.setText("")
        self.password.clear()
        self.show()
        self.raise_()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget() and not self.isHidden():
            self._cover()
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        target = self.button if self.password.hasFocus() else self.password
        target.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _try(self) -> None:
        words = self.password.text()
        if not words:
            self.problem.setText("请填密码")
            return
        self.button.setEnabled(False)
        board = self._board
        board.run(board.counter.unlock, board.clerk, words, done=self._on_open, failed=self._on_refused)
        self.password.clear()

    def _on_open(self, _none: None) -> None:
        self.button.setEnabled(True)
        self.hide()
        self._covered.setEnabled(True)
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit()

    def _on_refused(self, error: Exception) -> None:
        self.button.setEnabled(True)
        self.problem.setText(str(error))
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
