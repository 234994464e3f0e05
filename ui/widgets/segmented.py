"""A segmented control: two to five exclusive options in one frame."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from ui.theme import theme
from ui.tokens import RADIUS_CONTROL
from ui.widgets.paint import CENTRE, box, text
from ui.widgets.themed import follow_theme


class Segment(QRadioButton):
    """One option of a `Segmented`."""

    def __init__(self, words: str, *, first: bool, last: bool, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._first, self._last = first, last
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(max(theme().sizes.control - 2, 28))
        self.updateGeometry()
        self.update()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return QSize(theme().metrics("sm", bold=True).horizontalAdvance(self.text()) + 25, self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        on = self.isChecked()
        fill = colour("accent_soft" if on else "hover" if self.underMouse() else "surface")
        # The frame is drawn wider than the segment where a neighbour stands, so that only outer corners are round.
        frame = QRectF(self.rect()).adjusted(0 if self._first else -12, 0, 0 if self._last else 12, 0)
        box(painter, frame, fill, colour("idle_line"), radius=RADIUS_CONTROL)
        if not self._last:
            painter.fillRect(self.width() - 1, 1, 1, self.height() - 2, colour("line"))
        if self.hasFocus():
            box(painter, self.rect(), None, colour("accent"), width=2, radius=RADIUS_CONTROL)
        ink = colour("accent" if on else "text2")
        if not self.isEnabled():
            ink = colour("text3")
        text(painter, self.rect(), self.text(), theme().font("sm", bold=on), ink, CENTRE)


class Segmented(QWidget):
    """Signals: `selected(key)` when a person picks another segment."""

    selected = Signal(str)

    def __init__(
        self, label: str, options: list[tuple[str, str]], *, current: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._keys: list[str] = []
        self._group.idClicked.connect(self._on_clicked)
        self._group.buttonToggled.connect(self._on_toggled)
        self.set_options(options, current=current)

    def set_options(self, options: list[tuple[str, str]], *, current: str = "") -> None:
        """Other options (key, words); keeps the current one if it is still there, and the focus where only words change."""
        keep = current or self.current
        if [key for key, _ in options] == self._keys:
            for button, (_, words) in zip(self._group.buttons(), options, strict=True):
                self._name(button, words)
            if keep:
                self.set_current(keep)
            return
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        self._keys = [key for key, _ in options]
        for index, (_, words) in enumerate(options):
            segment = Segment(words, first=index == 0, last=index == len(options) - 1, parent=self)
            self._name(segment, words)
            self._group.addButton(segment, index)
            self._row.addWidget(segment)
        if self._keys:
            self.set_current(keep if keep in self._keys else self._keys[0])

    def _name(self, segment: QAbstractButton, words: str) -> None:
        # A number, 开 or 是 alone says nothing to who cannot see the label beside it.
        alone = words.isdecimal() or len(words) == 1
        segment.setAccessibleName(f"{self.accessibleName()} {words}" if alone else words)
        if segment.text() != words:
            segment.setText(words)
            segment.updateGeometry()

    @property
    def segments(self) -> list[QAbstractButton]:
        """The options' buttons, in order."""
        return list(self._group.buttons())

    @property
    def current(self) -> str:
        index = self._group.checkedId()
        return self._keys[index] if 0 <= index < len(self._keys) else ""

    def set_current(self, key: str) -> None:
        """Select without telling anyone. Raises ValueError for an unknown key."""
        button = self._group.button(self._keys.index(key))
        button.setChecked(True)

    def step(self, by: int) -> None:
        """Select a neighbour as a person does (arrow keys)."""
        index = self._group.checkedId() + by
        if 0 <= index < len(self._keys):
            self._group.button(index).click()

    def _on_toggled(self, toggled: QAbstractButton, checked: bool) -> None:
        """Tab leads to the segment that is on, also where no person chose it; Qt sees to that only for its own keys."""
        if checked:
            for button in self._group.buttons():
                button.setFocusPolicy(
                    Qt.FocusPolicy.TabFocus if button is toggled else Qt.FocusPolicy.NoFocus
                )

    def _on_clicked(self, index: int) -> None:
        self.selected.emit(self._keys[index])
