"""The item search box: letters arrive as letters whatever the input method does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.keycap import Keycap
from ui.widgets.label import Label
from ui.widgets.paint import box
from ui.widgets.themed import follow_theme

AS_TYPED = "as_typed"
"""Property of a line edit that searches with each key, so that no key of it is held back."""


class PlainEdit(QLineEdit):
    """Latin letters by default; `Tab` switches the input method on for typing names.

    While something is composed, its text without apostrophes is the query. Keys that move in results, and digits
    while `digits_pick` says so, are handed to the page by `key_passed(key, text)`.
    """

    query_changed = Signal(str)
    key_passed = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self.digits_pick = True
        self.setProperty("fill", "bare")
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText)
        self.textChanged.connect(self._tell)

    @property
    def query(self) -> str:
        """What is searched for: the text and what is being composed."""
        return (self.text() + self._preedit.replace("'", "")).strip()

    @property
    def chinese(self) -> bool:
        """Whether the input method is on."""
        return self.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def set_chinese(self, on: bool) -> None:
        """Let the input method in, or keep it out."""
        hints = Qt.InputMethodHint.ImhNone
        if not on:
            hints = Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.preeditString() != self._preedit:
            self._preedit = event.preeditString()
            self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().colour("surface"))
        painter.end()
        super().paintEvent(event)

    def event(self, event: QEvent) -> bool:
        # Tab is taken before Qt moves the focus with it.
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
            and not event.modifiers()
            and self.text()
        ):
            self.set_chinese(not self.chinese)
            return True
        done = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange):
            # The field it lies in has one colour, painted below: a letter paints no page behind it. The style sheet
            # takes this back whenever it looks at the box.
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        if event.key() in keys:
            self.key_passed.emit(event.key(), "")
            return
        if self._picks(event):
            self.key_passed.emit(event.key(), event.text())
            return
        super().keyPressEvent(event)

    def _picks(self, event: QKeyEvent) -> bool:
        """Whether a digit picks a row instead of being written."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        digit = event.text().isdigit() and event.text() != "0" and not self.text().startswith("#")
        return self.digits_pick and plain and digit and not self.chinese

    def writes(self, event: QKeyEvent) -> bool:
        """Whether a key writes a letter or a digit and does nothing else."""
        return event.text().isalpha() or (event.text().isdigit() and not self._picks(event))

    def _tell(self, _text: str = "") -> None:
        self.query_changed.emit(self.query)


class SearchField(QFrame):
    """The framed box: magnifier, editor, count, keycaps. `edit` is the `PlainEdit`."""

    def __init__(
        self,
        placeholder: str,
        hints: tuple[str, ...] = ("↑↓ 选择", "Enter 办理"),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(IconLabel("search", 22, "accent"))
        self.edit = PlainEdit()
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAccessibleName(placeholder)
        row.addWidget(self.edit, 1)
        self.count = Label("", "sm", "text3")
        row.addWidget(self.count)
        self._hints: tuple[str, ...] = ()
        self._caps: list[Keycap] = []
        self._row = row
        self.set_hints(hints)
        self.setFocusProxy(self.edit)
        self.edit.installEventFilter(self)
        follow_theme(self)

    def set_hints(self, hints: tuple[str, ...]) -> None:
        """The keycaps at the right end."""
        if hints == self._hints:
            return
        self._hints = hints
        # Caps are kept for the next keys: making one costs more than painting the box.
        while len(self._caps) < len(hints):
            cap = Keycap("")
            self._caps.append(cap)
            self._row.addWidget(cap)
        for at, cap in enumerate(self._caps):
            if at < len(hints) and cap.text() != hints[at]:
                cap.set_key(hints[at])
            cap.setVisible(at < len(hints))

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.find)
        self.edit.setFont(theme().font("lg"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, theme().sizes.find)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, event: object) -> None:
        colour = theme().colour
        focused = self.edit.hasFocus()
        box(
            QPainter(self),
            self.rect(),
            colour("surface"),
            colour("accent" if focused else "field"),
            width=2 if focused else 1,
            radius=8,
        )
