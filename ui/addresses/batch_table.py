"""The rows of a batch: read page by page as one scrolls, letters and digits left to the review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.theme import theme
from ui.widgets.paint import LEFT, text
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import BatchRow
    from ui.tokens import ColourName

HEADINGS = ("行", "原文", "标准地址", "把握")
_Index = QModelIndex | QPersistentModelIndex
PAGE = 200


def tone_of(row: BatchRow) -> ColourName:
    """How a row is coloured: sure ones quietly, what is open in amber, what was not found in red."""
    return {"asked": "warn", "missing": "bad", "refused": "text3", "loaded": "text3"}.get(row.state, "text")  # type: ignore[return-value]


class BatchModel(QAbstractTableModel):
    """Rows behind a cursor. Signals: ``wanted(after)`` when the view comes near the end."""

    wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[BatchRow] = []
        self._more = False

    def replace(self, rows: tuple[BatchRow, ...], *, more: bool) -> None:
        """Other rows from the first on."""
        self.beginResetModel()
        self.rows, self._more = list(rows), more
        self.endResetModel()

    def append(self, rows: tuple[BatchRow, ...], *, more: bool) -> None:
        """The next page; rows that are there already are not there twice."""
        after = self.rows[-1].number if self.rows else 0
        fresh = [row for row in rows if row.number > after]
        self._more = more
        if fresh:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self.rows += fresh
            self.endInsertRows()

    def remove(self, numbers: frozenset[int]) -> int:
        """Take settled rows out; returns how many stood here."""
        found = [at for at, row in enumerate(self.rows) if row.number in numbers]
        if len(found) == 1:
            self.beginRemoveRows(QModelIndex(), found[0], found[0])
            del self.rows[found[0]]
            self.endRemoveRows()
        elif found:
            self.beginResetModel()
            self.rows = [row for row in self.rows if row.number not in numbers]
            self.endResetModel()
        return len(found)

    @property
    def more(self) -> bool:
        """Whether rows are known to stand behind the last."""
        return self._more

    def canFetchMore(self, parent: _Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: _Index) -> None:
        if self._more:
            self._more = False
            self.wanted.emit(self.rows[-1].number if self.rows else 0)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(LEFT)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.rows[index.row()]
        confidence = (
            f"{row.confidence:.2f}"
            if row.state in ("auto", "asked")
            else "人工"
            if row.state == "adopted"
            else ""
        )
        return (str(row.line), row.text, row.found, confidence)[index.column()]


class _CellDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        colour = theme().colour
        model = index.model()
        row = model.rows[index.row()]  # type: ignore[attr-defined]
        if selected:
            painter.fillRect(rect, colour("accent_soft"))
            if index.column() == 0:
                painter.fillRect(rect.left(), rect.top(), 4, rect.height(), colour("accent"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        tone: ColourName = "text2" if index.column() == 0 else "text" if index.column() == 1 else tone_of(row)
        font = theme().font("md", bold=selected and index.column() == 1)
        area = QRectF(rect).adjusted(10, 0, -6, -1)
        text(painter, area, str(index.data() or ""), font, colour(tone), LEFT, elide=True)


class BatchTable(QTableView):
    """Signals: ``moved(number)`` when another row is current, ``key(text, code)`` for what the review understands."""

    moved = Signal(int)
    key = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("批量翻译的各行")
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model_ = BatchModel(self)
        self.setModel(self.model_)
        self.setItemDelegate(_CellDelegate(self))
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        for column, way in enumerate((QHeaderView.ResizeMode.Fixed, QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Fixed)):  # fmt: skip
            header.setSectionResizeMode(column, way)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        self.verticalHeader().setDefaultSectionSize(sizes.row)
        self.horizontalHeader().setFont(theme().font("sm", bold=True))
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(0, theme().metrics("md").horizontalAdvance("0000000") + 26)
        self.setColumnWidth(3, theme().metrics("md").horizontalAdvance("0.00人") + 26)
        self.viewport().update()

    @property
    def current(self) -> BatchRow | None:
        """The row under the cursor."""
        at = self.currentIndex().row()
        return self.model_.rows[at] if 0 <= at < len(self.model_.rows) else None

    def select_from(self, number: int) -> None:
        """Make current the first row from this number on, else the last."""
        rows = self.model_.rows
        at = next((n for n, row in enumerate(rows) if row.number >= number), len(rows) - 1)
        if at >= 0:
            self.setCurrentIndex(self.model_.index(at, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        words = event.text().lower()
        if plain and (event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or words in ("z", "/", "j", "k", " ") or (words.isdigit() and words != "0")):  # fmt: skip
            self.key.emit(words, event.key())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the review."""

    def _on_current(self) -> None:
        row = self.current
        self.moved.emit(row.number if row is not None else 0)
