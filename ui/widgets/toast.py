"""A toast at the bottom centre of its window, with undo for six seconds. Never for errors."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.paint import box
from ui.widgets.themed import follow_theme

SHOWN_MS = 6000
GAP = 8


class Toast(QFrame):
    """A frameless child of `host`. Signals: `undone(token)` if undo was pressed, `expired(token)` when it was not."""

    undone = Signal(str)
    expired = Signal(str)

    def __init__(self, host: QWidget, *, shown_ms: int = SHOWN_MS) -> None:
        super().__init__(host)
        self._host = host
        self._token = ""
        self._label = Label("", "md", "text")
        self._undo = KeyButton("撤销", small=True)
        self._undo.clicked.connect(self._on_undo)
        self._row = row = QHBoxLayout(self)
        row.setSpacing(14)
        row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignVCenter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(shown_ms)
        self._timer.timeout.connect(self._on_timeout)
        host.installEventFilter(self)
        follow_theme(self)
        self.hide()

    def show_message(self, words: str, *, token: str = "") -> None:
        """Show words; with a token the toast offers undo (key Z) and reports it by that token."""
        if self._token and self.isVisible():
            self.expired.emit(self._token)
        self._token = token
        self._label.setText(words)
        self._undo.setVisible(bool(token))
        self._row.setContentsMargins(16, 0, 10 if token else 16, 0)
        self._undo.set_key("Z" if token else "")
        self.setAccessibleName(words)
        self.show()
        self._place()
        self.raise_()
        self._timer.start()

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.control + 12)
        self._place()
        self.update()

    def paintEvent(self, event: object) -> None:
        colour = theme().colour
        box(QPainter(self), self.rect(), colour("surface"), colour("field"), radius=8)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        host = self._host
        self.adjustSize()
        # Above the status bar and the bar of decisions; a page whose buttons stand higher is given way to.
        above = theme().sizes.status + theme().sizes.decision + 36
        place = QRect(
            (host.width() - self.width()) // 2,
            host.height() - self.height() - above,
            self.width(),
            self.height(),
        )
        usual = QRect(place)
        for button in self._buttons():
            if place.intersects(button):
                place.moveBottom(button.top() - GAP)
        self.setGeometry(place if place.top() > host.height() // 2 else usual)

    def _buttons(self) -> list[QRect]:
        """Where the buttons of the page stand, from the lowest up."""
        found = [
            QRect(button.mapTo(self._host, QPoint()), button.size())
            for button in self._host.findChildren(QAbstractButton)
            if button is not self._undo and button.isVisible()
        ]
        return sorted(found, key=QRect.top, reverse=True)

    def _end(self) -> str:
        token, self._token = self._token, ""
        self._timer.stop()
        self._undo.set_key("")
        self.hide()
        return token

    def _on_undo(self) -> None:
        token = self._end()
        if token:
            self.undone.emit(token)

    def _on_timeout(self) -> None:
        token = self._end()
        if token:
            self.expired.emit(token)
