"""Rows for lists: a model over frozen row objects, and a list view that lets letters and digits through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyleOptionViewItem, QWidget

from ui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QStyledItemDelegate

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class RowsModel(QAbstractListModel):
    """Holds row objects; a row's `spoken` property is what assistive technology reads."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Any] = []

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; the current row and the scroll position stay where they can."""
        old, new = len(self._rows), len(rows)
        # A view lays out and paints anew what is told here, so only rows that read otherwise are.
        others = [at for at in range(min(old, new)) if self._rows[at] != rows[at]]
        if new < old:
            self.beginRemoveRows(QModelIndex(), new, old - 1)
            self._rows = list(rows)
            self.endRemoveRows()
        elif new > old:
            self.beginInsertRows(QModelIndex(), old, new - 1)
            self._rows = list(rows)
            self.endInsertRows()
        else:
            self._rows = list(rows)
        if others:
            self.dataChanged.emit(self.index(others[0]), self.index(others[-1]))

    @property
    def rows(self) -> list[Any]:
        return list(self._rows)

    def row_at(self, number: int) -> Any | None:
        """The row object at a place, or None."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return str(row.spoken)
        return None


class RowList(QListView):
    """A list of painted rows. Signals: `row_opened(number)` for Enter, double click, or the row's digit.

    The input method is off, so single letters and digits arrive whatever the IME state.
    """

    row_opened = Signal(int)

    def __init__(
        self, name: str, delegate: QStyledItemDelegate, *, digits: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._digits = digits
        self._fit = 0
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        # The whole ground is painted here: what lies behind a list is not painted anew for every key of a search.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.activated.connect(self._on_activated)
        theme().changed.connect(self._on_theme)

    def fit_rows(self, count: int) -> None:
        """Be as high as `count` rows, also after the text size changes; scroll where there is no room for them.

        0 lets the layout decide.
        """
        self._fit = count
        self._on_theme()

    def set_rows(self, rows: Sequence[Any], *, current: int | None = None) -> None:
        self.rows.set_rows(rows)
        if current is not None:
            self.select(current)
        # Now, not a timer later, which would be another paint.
        self.executeDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme().colour("surface"))
        painter.end()
        super().paintEvent(event)

    def select(self, number: int) -> None:
        """Make a row current without opening it."""
        if 0 <= number < self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(number))

    @property
    def current(self) -> int:
        """The current row's number, or -1."""
        return self.currentIndex().row()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self._digits and plain and event.text().isdigit() and event.text() != "0":
            number = int(event.text()) - 1
            if number < self.rows.rowCount():
                self.select(number)
                self.row_opened.emit(number)
                return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the page here, not a search."""

    def _on_activated(self, index: QModelIndex) -> None:
        self.row_opened.emit(index.row())

    def _on_theme(self) -> None:
        self.scheduleDelayedItemsLayout()
        if self._fit:
            height = self.itemDelegate().sizeHint(QStyleOptionViewItem(), QModelIndex()).height()
            self.setMaximumHeight(self._fit * height)
            self.setMinimumHeight(min(self._fit, 2) * height)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self._fit:
            hint.setHeight(self.maximumHeight())
        return hint
