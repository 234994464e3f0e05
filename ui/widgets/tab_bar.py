"""Tabs of a page: words over an underline, one current; arrows move inside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.paint import CENTRE, box, text
from ui.widgets.themed import follow_theme

_UNDERLINE = 3


class TabButton(QRadioButton):
    """One tab."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        follow_theme(self)

    def set_words(self, words: str) -> None:
        """Other words (a count), same tab."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.control + 8)
        self.updateGeometry()
        self.update()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return QSize(theme().metrics("md", bold=True).horizontalAdvance(self.text()) + 14, self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: object) -> None:
        painter, colour = QPainter(self), theme().colour
        on = self.isChecked()
        if self.underMouse() and not on:
            painter.fillRect(self.rect(), colour("hover"))
        if on:
            painter.fillRect(0, self.height() - _UNDERLINE, self.width(), _UNDERLINE, colour("accent"))
        if self.hasFocus():
            box(painter, self.rect().adjusted(0, 2, 0, -_UNDERLINE - 1), None, colour("accent"), width=2)
        ink = colour("accent" if on else "text2")
        text(
            painter, self.rect().adjusted(0, 0, 0, -2), self.text(), theme().font("md", bold=on), ink, CENTRE
        )


class TabBar(QWidget):
    """Signals: ``selected(key)`` when a person picks another tab."""

    selected = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._keys: list[str] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._row.addStretch(1)
        self._group.idClicked.connect(self._on_clicked)

    def add(self, key: str, words: str) -> TabButton:
        """Append a tab; the first becomes current."""
        button = TabButton(words, self)
        button.installEventFilter(self)
        self._group.addButton(button, len(self._keys))
        self._row.insertWidget(len(self._keys), button)
        self._keys.append(key)
        if len(self._keys) == 1:
            button.setChecked(True)
        return button

    @property
    def current(self) -> str:
        index = self._group.checkedId()
        return self._keys[index] if index >= 0 else ""

    def set_current(self, key: str) -> None:
        """Make a tab current without telling anyone."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def step(self, by: int) -> None:
        """A neighbouring tab, as a person picks it; stops at the ends."""
        index = self._group.checkedId() + by
        if 0 <= index < len(self._keys):
            self._group.button(index).click()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
            if by:
                self.step(by)
                current = self._group.checkedButton()
                if current is not None:
                    current.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def _on_clicked(self, index: int) -> None:
        self.selected.emit(self._keys[index])
