"""Overwriting a library's value asks why, from a list, right beside the field."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hall_app.cases.filling import EDIT_REASONS
from ui.theme import theme
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.label import Label
from ui.widgets.themed import Card, follow_theme


class ReasonLine(Card):
    """Floats under the field or over it. Signals: ``given(reason)``, ``dropped`` for Esc."""

    given = Signal(str)
    dropped = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page, attention=True)
        self._page = page
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(Label("为什么改", "sm", bold=True))
        self.choice = ChoiceGroup("修改原因", [Choice(words, words) for words in EDIT_REASONS])
        self.choice.chosen.connect(self._on_chosen)
        row.addWidget(self.choice, 1)
        self.setAccessibleName("修改原因")
        follow_theme(self)
        self.hide()

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.choice + 14)

    def ask(self, field: QWidget) -> None:
        """Show under a field, over it where there is no room, and take the focus."""
        page = self._page
        self.choice.choose("")
        self.setFixedWidth(min(560, page.width() - 32))
        place = field.mapTo(page, QPoint(0, 0))
        x = min(max(place.x(), 16), page.width() - self.width() - 16)
        y = place.y() + field.height() + 4
        if y + self.height() + 4 > page.height():
            y = max(place.y() - self.height() - 4, 0)
        self.move(x, y)
        self.show()
        self.raise_()
        self.choice.boxes[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            box = self.focusWidget()
            self._on_chosen(getattr(getattr(box, "choice", None), "value", EDIT_REASONS[0]))
            return
        super().keyPressEvent(event)

    def drop(self) -> bool:
        """Esc: keep the library's value; False if nothing was asked."""
        if self.isHidden():
            return False
        self.hide()
        self.dropped.emit()
        return True

    def _on_chosen(self, reason: str) -> None:
        self.hide()
        self.given.emit(reason)
