"""A table of painted cells over frozen rows: words, an icon or a chip in each, columns as wide as they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent
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

from ui.icons import draw_icon
from ui.theme import theme
from ui.widgets.chip import chip_width, draw_chip
from ui.widgets.paint import CENTRE, LEFT, RIGHT, text

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from ui.tokens import ColourName, Kind

_PAD = 12
_MEASURED = 60
_MOST = 420
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 2


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell. A ``chip`` kind paints the words as a chip; ``says`` replaces them for a screen reader."""

    words: str = ""
    icon: str = ""
    tone: ColourName = "text"
    bold: bool = False
    chip: Kind | None = None
    says: str = ""

    @property
    def spoken(self) -> str:
        return self.says or self.words


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``stretch`` takes what is left; a ``minor`` one is dropped where large text has little room."""

    title: str
    stretch: bool = False
    minor: bool = False
    align: str = "left"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its cells, and the key by which the current row is found again after a change."""

    key: str
    cells: tuple[Cell, ...]
    faint: bool = field(default=False)


class TableModel(QAbstractTableModel):
    """Holds the rows; a cell's ``spoken`` is what assistive technology reads."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[TableRow, ...] = ()

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Other rows, the columns stay."""
        old, new = len(self.rows), len(rows)
        if new < old:
            self.beginRemoveRows(QModelIndex(), new, old - 1)
            self.rows = tuple(rows)
            self.endRemoveRows()
        elif new > old:
            self.beginInsertRows(QModelIndex(), old, new - 1)
            self.rows = tuple(rows)
            self.endInsertRows()
        else:
            self.rows = tuple(rows)
        if new:
            self.dataChanged.emit(self.index(0, 0), self.index(new - 1, len(self.columns) - 1))

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns and no rows."""
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), ()
        self.endResetModel()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place; an empty one outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row].cells):
            return self.rows[row].cells[column]
        return Cell()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == CELL_ROLE:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.words or None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            centred = self.columns[section].align == "centre"
            return CENTRE if centred else LEFT
        return None


class TableDelegate(QStyledItemDelegate):
    """Paints a cell; the current row has the accent edge, or with ``cells`` the current cell its frame."""

    def __init__(self, *, cells: bool) -> None:
        super().__init__()
        self._cells = cells

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, theme().sizes.row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        # pyright does not see QStyleOption's fields through the stub.
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        colour = theme().colour
        painter.save()
        if selected:
            painter.fillRect(rect, colour("accent_soft"))
            if self._cells:
                painter.setPen(colour("accent"))
                painter.drawRect(rect.adjusted(0, 0, -1, -2))
                painter.drawRect(rect.adjusted(1, 1, -2, -3))
            elif index.column() == 0:
                painter.fillRect(rect.left(), rect.top(), 4, rect.height(), colour("accent"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        model = index.model()
        if isinstance(model, TableModel):
            row = model.rows[index.row()]
            self._paint(
                painter,
                rect,
                model.cell(index.row(), index.column()),
                model.columns[index.column()],
                row.faint,
            )
        painter.restore()

    @staticmethod
    def _paint(painter: QPainter, rect: QRect, cell: Cell, column: Column, faint: bool) -> None:
        colour = theme().colour
        middle = rect.top() + (rect.height() - 1) / 2
        x = rect.left() + _PAD
        if cell.chip is not None and cell.words:
            draw_chip(painter, x, middle, cell.words, cell.chip, cell.icon)
            return
        ink = colour("text3" if faint and cell.tone == "text" else cell.tone)
        centred = column.align == "centre"
        if cell.icon:
            size = 17
            at = rect.left() + (rect.width() - size) / 2 if centred and not cell.words else x
            draw_icon(painter, cell.icon, at, middle - size / 2, size, ink)
            x += size + 6
        align = {"centre": CENTRE, "right": RIGHT}.get(column.align, LEFT)
        area = QRectF(x, rect.top(), rect.right() - x - 6, rect.height() - 1)
        text(painter, area, cell.words, theme().font("md", bold=cell.bold), ink, align, elide=True)


def cell_width(cell: Cell) -> int:
    """The width a cell would like."""
    if cell.chip is not None and cell.words:
        return chip_width(cell.words, cell.chip, cell.icon) + 2 * _PAD
    width = theme().metrics("md", bold=cell.bold).horizontalAdvance(cell.words) + 2 * _PAD
    return width + (23 if cell.icon else 0)


class Table(QTableView):
    """Signals: ``row_opened(key)`` for Enter or a double click, ``row_chosen(key)`` when the current row changes.

    With ``cells`` the arrows move from cell to cell and ``cell_chosen(key, column)`` tells where to.
    """

    row_opened = Signal(str)
    row_chosen = Signal(str)
    cell_chosen = Signal(str, int)

    def __init__(
        self, name: str, columns: Sequence[Column], *, cells: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cells = cells
        self._quiet = False
        self._told = ""
        self._empty = ""
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        behaviour = QAbstractItemView.SelectionBehavior
        self.setSelectionBehavior(behaviour.SelectItems if cells else behaviour.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.rows = TableModel(columns, self)
        self.setModel(self.rows)
        delegate = TableDelegate(cells=cells)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.activated.connect(self._on_activated)
        theme().changed.connect(self._on_theme)
        self._on_theme()

    def set_empty(self, words: str) -> None:
        """What stands there instead of rows: a fact, and what to do."""
        self._empty = words
        self.setAccessibleDescription(words if not self.rows.rows else "")
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty and not self.rows.rows:
            area = self.viewport().rect().adjusted(16, 12, -16, -12)
            painter = QPainter(self.viewport())
            painter.setFont(theme().font("md"))
            painter.setPen(theme().colour("text3"))
            painter.drawText(area, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, self._empty)

    # -- rows -----------------------------------------------------------------------------------
    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns; rows follow."""
        self._quiet = True
        self.rows.set_columns(columns)
        self._quiet = False

    def set_rows(self, rows: Sequence[TableRow], *, current: str = "") -> None:
        """Show these rows; the current one is found again by its key."""
        keep = current or self.current_key
        column = max(self.currentIndex().column(), 0)
        self._quiet = True
        self.rows.set_rows(rows)
        self._lay_out_columns()
        place = next((at for at, row in enumerate(rows) if row.key == keep), 0 if rows else -1)
        if place >= 0:
            self.setCurrentIndex(self.rows.index(place, column))
        self._quiet = False
        if self._empty:
            self.set_empty(self._empty)
        self._tell()

    @property
    def current_key(self) -> str:
        """The key of the current row, or ""."""
        row = self.currentIndex().row()
        return self.rows.rows[row].key if 0 <= row < len(self.rows.rows) else ""

    def choose(self, key: str, column: int = 0) -> None:
        """Make the row of that key current."""
        for at, row in enumerate(self.rows.rows):
            if row.key == key:
                self.setCurrentIndex(self.rows.index(at, column))

    def step(self, by: int) -> None:
        """Move the cursor by rows as an arrow key does, for a search box that keeps the focus."""
        row = self.currentIndex().row() + by
        if 0 <= row < self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(row, max(self.currentIndex().column(), 0)))

    # -- inside ---------------------------------------------------------------------------------
    def _on_current(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        if not self._quiet:
            self._tell()

    def _tell(self) -> None:
        key = self.current_key
        if key != self._told:
            self._told = key
            self.row_chosen.emit(key)
        if self._cells and key:
            self.cell_chosen.emit(key, self.currentIndex().column())

    def _on_activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_opened.emit(self.rows.rows[index.row()].key)

    def _on_theme(self) -> None:
        sizes = theme().sizes
        self.verticalHeader().setDefaultSectionSize(sizes.row)
        self.horizontalHeader().setFixedHeight(sizes.row)
        self.horizontalHeader().setFont(theme().font("sm", bold=True))
        self._lay_out_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Letters are keys of the page here, not a search.
        if event.text().isalpha() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def _lay_out_columns(self) -> None:
        columns = self.rows.columns
        tight = theme().sizes.md > 16
        metrics = theme().metrics("sm", bold=True)
        wanted: list[int] = []
        for at, column in enumerate(columns):
            hidden = column.minor and tight and self.viewport().width() < 900
            self.setColumnHidden(at, hidden)
            cells = [cell_width(row.cells[at]) for row in self.rows.rows[:_MEASURED] if at < len(row.cells)]
            width = max([metrics.horizontalAdvance(column.title) + 2 * _PAD, *cells])
            wanted.append(0 if hidden else min(width, _MOST))
        left = self.viewport().width() - sum(wanted)
        stretching = [at for at, column in enumerate(columns) if column.stretch and wanted[at]]
        if left < 0 and stretching:
            # What is longest gives way first, and not the words by which a row is known.
            wide = max(range(len(wanted)), key=wanted.__getitem__)
            rest = max((width for at, width in enumerate(wanted) if at != wide), default=0)
            given = min(-left, wanted[wide] - rest)
            wanted[wide] -= given
            left += given
        for at in stretching:
            wanted[at] = max(60, wanted[at] + left // len(stretching))
        left = self.viewport().width() - sum(wanted)
        if left > 0 and wanted and not stretching:
            # The last column carries the row's ground to the edge.
            last = max(at for at, width in enumerate(wanted) if width)
            wanted[last] += left
        for at, width in enumerate(wanted):
            if width and self.columnWidth(at) != width:
                self.setColumnWidth(at, width)
