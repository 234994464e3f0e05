"""The completer of every address field: the field keeps the focus, the list lies under it, painted as one types.

What is chosen is a standard address with its code. Esc leaves the old value; where the library knows no such
address, Enter keeps it as typed, marked, and tells the queue of unknown addresses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from ui.addresses.rows import hit_row
from ui.addresses.suggesting import Suggester
from ui.theme import theme
from ui.widgets.label import ElidedLabel
from ui.widgets.paint import box
from ui.widgets.row_delegates import Span, TwoLineDelegate, TwoLineRow
from ui.widgets.rows import RowList
from ui.widgets.search_field import AS_TYPED

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import AddressHit
    from ui.reception.board import Board

ROWS = 6
# Between two keys of one word there is less.
SHRINK_MS = 160
_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class SuggestionList(QFrame):
    """The list under a field; never takes the focus. Signals: ``picked(row)`` by mouse."""

    picked = Signal(int)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setAccessibleName("标准地址候选")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.list = RowList("标准地址候选", TwoLineDelegate())
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._on_clicked)
        column.addWidget(self.list)
        self.note = ElidedLabel("↑↓ 选择  Enter 采用  Esc 不改", "xs", "text3")
        self.note.setContentsMargins(14, 0, 14, 4)
        column.addWidget(self.note)
        self._field: QWidget | None = None
        self._shrink = QTimer(self)
        self._shrink.setSingleShot(True)
        self._shrink.setInterval(SHRINK_MS)
        self._shrink.timeout.connect(self._place)
        self.hide()

    def show_rows(self, rows: list[TwoLineRow], field: QWidget) -> None:
        """Show rows under a field, or above it where there is no room."""
        self.list.set_rows(rows, current=0)
        shown = not self.isHidden() and field is self._field
        self._field = field
        if shown and self._height_of(len(rows)) < self.height():
            # Getting lower uncovers the page, which has to be painted: when the typing rests.
            self._shrink.start()
            return
        self._place()
        if self.isHidden():
            self.show()
            self.raise_()

    def hideEvent(self, event: object) -> None:
        self._shrink.stop()

    def _height_of(self, rows: int) -> int:
        return min(rows, ROWS) * theme().sizes.material_row + self.note.height() + 8

    def _place(self) -> None:
        self._shrink.stop()
        host, field = self.parentWidget(), self._field
        if host is None or field is None:
            return
        rows = self.list.rows.rowCount()
        height = self._height_of(rows)
        width = max(field.width(), min(520, host.width() - 16))
        below = field.mapTo(host, QPoint(0, field.height() + 2))
        above = field.mapTo(host, QPoint(0, 0)).y() - height - 2
        y = below.y() if below.y() + height <= host.height() or above < 0 else above
        x = max(8, min(below.x(), host.width() - width - 8))
        self.setGeometry(x, y, width, min(height, host.height() - 8))

    def paintEvent(self, event: object) -> None:
        box(QPainter(self), self.rect(), theme().colour("surface"), theme().colour("accent"), radius=6)

    def _on_clicked(self) -> None:
        self.picked.emit(self.list.current)


class AddressBox(QObject):
    """Gives a line edit the completer. Signals: ``chosen(hit)``, ``kept(text)`` for an unknown address,
    ``left()`` when the old value stays."""

    chosen = Signal(object)
    kept = Signal(str)
    left = Signal()

    def __init__(self, edit: QLineEdit, board: Board) -> None:
        super().__init__(edit)
        self.edit, self._board = edit, board
        self._suggester = Suggester(board, self)
        self._suggester.answered.connect(self._on_answered)
        self._suggester.refused.connect(self._on_refused)
        self._list: SuggestionList | None = None
        self._hits: tuple[AddressHit, ...] = ()
        self._answered = ""
        self._old: str | None = None
        self._standing = edit.text()
        self._preedit = ""
        self._typed = ""
        self._waiting_enter = False
        self._serving = True
        edit.setProperty(AS_TYPED, True)
        edit.textEdited.connect(self._on_typed)
        edit.textChanged.connect(self._on_changed)
        edit.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether a search is under way: what stands in the field is a query."""
        return self._old is not None

    @property
    def rows(self) -> int:
        """How many rows the list shows, 0 while it is closed."""
        return self._list.list.rows.rowCount() if self._list is not None and self._list.isVisible() else 0

    # -- a field that is kept for other uses ------------------------------------------------------
    def serve(self) -> None:
        """The field is one of an address (again)."""
        self._serving = True
        self.edit.setProperty(AS_TYPED, True)
        self._standing = self.edit.text()

    def rest(self) -> None:
        """The field is no address for now: nothing of the last search is left, and what is typed is just text."""
        self._serving = False
        self.edit.setProperty(AS_TYPED, False)
        self._close()
        self._answered = self._preedit = self._standing = ""
        if self._list is not None:
            self._list.list.set_rows([])

    # -- typing ---------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._serving:
            return False
        kind = event.type()
        if kind == QEvent.Type.FocusOut and self._old is not None:
            self.drop()
        elif kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._on_composing(event)
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            return self._on_key(event.key())
        elif (
            kind == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._old is not None
            and event.key() in _KEYS
        ):
            event.accept()
            return True
        return False

    def _on_composing(self, event: QInputMethodEvent) -> None:
        """A line edit says nothing while something is composed; it counts as the query all the same."""
        if self.edit.isReadOnly() or event.preeditString() == self._preedit:
            return
        self._preedit = event.preeditString()
        if not event.commitString():
            self._begin()
            words, at = self.edit.text(), self.edit.cursorPosition()
            if self.edit.hasSelectedText():  # composing replaces it, but only after this filter
                at = self.edit.selectionStart()
                words = words[:at] + words[at + len(self.edit.selectedText()) :]
            self._suggester.ask(words[:at] + self._preedit.replace("'", "") + words[at:])

    def _on_typed(self, words: str) -> None:
        if self._preedit or not self._serving:
            return  # only the selection went, that what is being composed replaces
        self._begin()
        self._typed = words
        self._suggester.ask(words)

    def _on_changed(self, words: str) -> None:
        """Set by the form, not typed: that is the value that stays (what is typed was announced before this)."""
        if self._old is None:
            self._standing = words
        elif words == self._old and self._typed != words:
            self._close()  # a scanner's first letter was taken back, or the form set what stood there

    def _begin(self) -> None:
        if self._old is None:
            self._old = self._standing

    # -- the list -------------------------------------------------------------------------------
    def _on_answered(self, query: str, hits: tuple[AddressHit, ...]) -> None:
        if self._old is None:
            return
        self._hits, self._answered = hits, query
        if not query:
            self._hide()
            return
        rows = [hit_row(hit, query) for hit in hits]
        if not rows:
            words = "照原样留下并送待核" if self._takes_unknown else "照原样留下，记为待核"
            rows = [TwoLineRow((Span(f"库里没有“{query[:24]}”"),), f"Enter {words}，不耽误办理", icon="help-circle", icon_tone="warn")]  # fmt: skip
        if self._list is None:
            self._list = SuggestionList(self.edit.window())
            self._list.picked.connect(self._on_picked)
        self._list.show_rows(rows, self.edit)
        if self._waiting_enter:
            self._waiting_enter = False
            self._take(0)

    def _on_refused(self, words: str) -> None:
        if self._old is not None:
            self._hits = ()
            self._board.told.emit(words, "warn")

    @property
    def _takes_unknown(self) -> bool:
        return self._board.counter.addresses.takes_unknown

    def _on_key(self, key: int) -> bool:
        if self._old is None:
            return False
        if key == Qt.Key.Key_Escape:
            self.drop()
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if self._list is not None and self._list.isVisible():
                by = 1 if key == Qt.Key.Key_Down else -1
                self._list.list.select(self._list.list.current + by)
            return True
        if self.edit.text().strip() == self._old.strip():
            self.drop()
            return False
        if self._suggester.busy or self._answered != self.edit.text().strip():
            self._waiting_enter = True  # typed faster than the answer: it decides when it is there
            return True
        self._take(self._list.list.current if self._list is not None else 0)
        return True

    def _on_picked(self, row: int) -> None:
        self._take(row)

    def _take(self, row: int) -> None:
        if self._old is None:
            return
        typed = self.edit.text().strip()
        if self._hits and 0 <= row < len(self._hits):
            hit = self._hits[row]
            self._close()
            self.edit.setText(hit.text)
            self._standing = hit.text
            self.chosen.emit(hit)
        elif typed and not self._hits:
            self._close()
            self._standing = typed
            self.kept.emit(typed)

    def drop(self) -> None:
        """The old value stays."""
        old = self._old
        self._close()
        if old is not None and self.edit.text() != old:
            self.edit.setText(old)
            self.edit.setCursorPosition(0)
        self.left.emit()

    def _close(self) -> None:
        self._old = None
        self._waiting_enter = False
        self._hits = ()
        self._suggester.ask("")
        self._hide()

    def _hide(self) -> None:
        if self._list is not None:
            self._list.hide()
