"""A form field: label, value, source at the right inside the field, and its state."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.source_tag import SourceTag
from ui.widgets.themed import follow_theme


class FieldState(Enum):
    """How a field looks; the value is the style sheet's `fill` property."""

    NORMAL = "normal"
    PREFILLED = "prefilled"
    NEEDED = "needed"
    EDITED = "edited"
    LOCKED = "locked"
    INVALID = "invalid"


_SAYS = {
    FieldState.NORMAL: "",
    FieldState.PREFILLED: "已由库带入",
    FieldState.NEEDED: "要填",
    FieldState.EDITED: "已改，与库不同",
    FieldState.LOCKED: "不能改",
    FieldState.INVALID: "填得不对",
}


class FieldEdit(QLineEdit):
    """The editor inside a field row; prefilled ones are read-only until `begin_edit`."""

    left = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._right = 0

    def set_right_margin(self, pixels: int) -> None:
        """Room at the right for the source tag."""
        self._right = pixels
        self.setTextMargins(0, 0, pixels, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason and not self.isReadOnly():
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # A long value starts at its beginning when nobody edits it.
        self.setCursorPosition(0)
        self.deselect()
        self.left.emit()


class FieldRow(QWidget):
    """Signals: `edited(text)` while a person types, `finished()` when the field is left or Enter is pressed."""

    edited = Signal(str)
    finished = Signal()

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        source: str = "",
        state: FieldState = FieldState.NORMAL,
        label_width: int = 100,
        placeholder: str = "",
        verified: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._editing = False
        self._label_width = label_width
        self._was = value
        self.label = ElidedLabel(label, "md", "text2")
        self.edit = FieldEdit()
        self.edit.setPlaceholderText(placeholder)
        self.edit.setText(value)
        self.edit.setCursorPosition(0)
        self.source = SourceTag(source, icon="", parent=self.edit)
        self._mark = IconLabel("pencil", 16, "text3", parent=self.edit)
        self._check = IconLabel("circle-check", 17, "ok", says="已核实", parent=self.edit)
        self._verified = verified
        self.reason = Label("", "xs", "bad")
        self.reason.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.edit, 0, 1)
        grid.addWidget(self.reason, 1, 1)
        grid.setColumnStretch(1, 1)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.returnPressed.connect(self.finished)
        self.edit.left.connect(self.finished)
        self.setFocusProxy(self.edit)
        # The label beside it may change its width, and the row none.
        self.edit.resized.connect(self._place)
        follow_theme(self)
        self.set_state(state)

    def begin(self, label: str, *, verified: bool = False) -> None:
        """Another field in the same row: empty, as a library would fill it."""
        self.label.setText(label)
        self._verified = verified
        self._editing = False
        self.set_value("", source="")
        self.set_state(FieldState.PREFILLED)

    # -- state -----------------------------------------------------------------------------------------

    @property
    def state(self) -> FieldState:
        return self._state

    @property
    def value(self) -> str:
        return self.edit.text()

    def set_value(self, value: str, *, source: str | None = None, detail: str = "") -> None:
        """Replace the text without telling anyone; the field keeps its place and focus."""
        if self.edit.text() != value:
            self.edit.setText(value)
            self.edit.setCursorPosition(0)
        self._was = value
        if source is not None:
            self.source.set_source(source, detail=detail)
        self._place()

    def set_state(self, state: FieldState, reason: str = "") -> None:
        """Another state; `reason` stands under an invalid field."""
        self._state = state
        closed = state in (FieldState.PREFILLED, FieldState.LOCKED)
        # What was changed already is changed once more by the same key, and not by one that strays.
        self.edit.setReadOnly(closed or (state is FieldState.EDITED and not self._editing))
        if self.edit.property("fill") != state.value:
            self.edit.setProperty("fill", state.value)
            style = self.edit.style()
            style.unpolish(self.edit)
            style.polish(self.edit)
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason) and state is FieldState.INVALID)
        self._mark.set_icon("lock" if state is FieldState.LOCKED else "pencil", "text3", says=_SAYS[state])
        self.edit.setToolTip(f"库里是 {self._was}" if state is FieldState.EDITED and self._was else "")
        words = [_SAYS[state], f"来源 {self.source.text()}" if self.source.text() else "", reason]
        self.edit.setAccessibleName(self.label.text())
        self.edit.setAccessibleDescription("，".join(word for word in words if word))
        self._place()

    def begin_edit(self) -> None:
        """Let a person overwrite what a library filled in (key E)."""
        if self._state is FieldState.LOCKED:
            return
        self._editing = True
        self.edit.setReadOnly(False)
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def end_edit(self) -> None:
        """What was written stands; another change begins anew."""
        self._editing = False
        self.set_state(self._state)
        self.edit.deselect()

    # -- inside ----------------------------------------------------------------------------------------

    def restyle(self) -> None:
        self.label.setFixedWidth(self._label_width + (20 if theme().sizes.md > 16 else 0))
        inner = theme().sizes.field - 2
        self.edit.setFixedHeight(inner + 2)
        self._place()

    def showEvent(self, event: object) -> None:
        self._place()

    def _place(self) -> None:
        """Set the tag, the mark and the check inside the editor."""
        height = self.edit.height()
        right = self.edit.width() - 10
        marked = self._state in (FieldState.EDITED, FieldState.LOCKED)
        self._mark.setVisible(marked)
        if marked:
            right -= 16
            self._mark.move(right, (height - 16) // 2)
            right -= 6
        tagged = bool(self.source.text())
        self.source.setVisible(tagged)
        if tagged:
            right -= self.source.width()
            self.source.move(right, (height - self.source.height()) // 2)
            right -= 8
        self._check.setVisible(self._verified)
        left = 0
        if self._verified:
            self._check.move(10, (height - 17) // 2)
            left = 25
        self.edit.setTextMargins(left, 0, max(self.edit.width() - 10 - right, 0), 0)

    def _on_edited(self, words: str) -> None:
        if self._state in (FieldState.PREFILLED, FieldState.EDITED) and words != self._was:
            self.set_state(FieldState.EDITED)
        self.edited.emit(words)
