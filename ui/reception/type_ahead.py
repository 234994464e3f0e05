"""Keys typed while an item is being opened: kept, and given to the form once it stands. UI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from ui.key_table import KEYS
from ui.reception.state import Phase

if TYPE_CHECKING:
    from ui.reception.presenter import ReceptionPresenter

# More than the longest straight path has; a key held down does not pile up.
MOST = 12


class TypeAhead(QObject):
    """Watches the widget that has the focus while an item opens; F1 and Esc are never kept."""

    def __init__(self, presenter: ReceptionPresenter, watched: QWidget) -> None:
        super().__init__(watched)
        self._presenter = presenter
        self._board = presenter.board
        self._kept: list[QKeyEvent] = []
        self._intentions = {
            QKeySequence(key.key).toString(): key.intention
            for key in KEYS
            if key.bound and key.intention not in ("call", "back", "primary")
        }
        watched.installEventFilter(self)
        self._board.changed.connect(self._on_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        state = self._board.state
        if not state.opening or state.phase is not Phase.CHOOSING or not isinstance(event, QKeyEvent):
            return False
        sequence = QKeySequence(event.keyCombination()).toString()
        if sequence in ("F1", "Esc"):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat() and len(self._kept) < MOST:
            self._kept.append(event.clone())
        return event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)

    def _on_changed(self) -> None:
        state = self._board.state
        if self._kept and not state.opening:
            if state.phase is Phase.FORM or state.phase is Phase.MATERIALS:
                # The page places its focus in the same change; the keys follow it.
                QTimer.singleShot(0, self, self._replay)
            else:
                self._kept.clear()

    def _replay(self) -> None:
        while self._kept and not self._board.state.opening:
            event = self._kept.pop(0)
            intention = self._intentions.get(QKeySequence(event.keyCombination()).toString())
            target = QApplication.focusWidget()
            if intention is not None:
                self._presenter.intend(intention)
            elif target is not None:
                QApplication.sendEvent(target, event)
