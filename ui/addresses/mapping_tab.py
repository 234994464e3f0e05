"""编码对照: what other schemes call our entries, by table and never by the digits; looked up, paged through, imported.

Keys: Enter in the box looks a code up, Ctrl+O imports a table for the scheme on show, Insert names another scheme.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hall_app.addresses.managing.lineage import CodeState
from hall_app.addresses.managing.mapping import SCHEMES, MappedPair, MappingTaken
from hall_app.errors import HallError
from ui.addresses.tab import AddressTab
from ui.addresses.watched import WatchedLine
from ui.theme import theme
from ui.widgets.file_choice import ask_file
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, EmptyNote
from ui.widgets.row_delegates import Span, TwoLineDelegate, TwoLineRow
from ui.widgets.rows import RowList
from ui.widgets.table import Cell, Column, Table, TableRow
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.managing.desk import AddressManagement
    from ui.reception.board import Board

TOPIC = "address_mapping"
FILES = "表格 (*.xlsx *.csv)"
PAGE = 200
MOST_REFUSED = 200
_COLUMNS = (
    Column("对方编码"), Column("标准编码、区划", stretch=True), Column("现在"), Column("体系", minor=True), Column("来源", minor=True),
    Column("起用", minor=True),
)  # fmt: skip
_STATES = {
    CodeState.LIVING: "有效", CodeState.SUCCEEDED: "已变更", CodeState.RETIRED: "已注销", CodeState.UNKNOWN: "库里没有",
}  # fmt: skip


class MappingTab(AddressTab):
    """A tab of the address page."""

    def __init__(self, board: Board, desk: AddressManagement, parent: QWidget | None = None) -> None:
        super().__init__(board, parent)
        self._desk = desk
        self.schemes: tuple[str, ...] = ()
        self.pairs: tuple[MappedPair, ...] = ()
        self._own: list[str] = []
        self._looked_up = ""
        self._more = False
        self.setAccessibleName("编码对照")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Panel(edges="b")
        self._bar = QHBoxLayout(bar)
        self.code = QLineEdit()
        self.code.setPlaceholderText("查一个编码：对方的或标准的，Enter")
        self.code.setAccessibleName("查一个编码，对方的或标准的")
        self.code.setMaxLength(60)
        self.code.returnPressed.connect(self._on_code)
        self._bar.addWidget(self.code)
        self.note = ElidedLabel("只按表对照，不按编码的前几位", "sm", "text3")
        self._bar.addWidget(self.note, 1)
        self.scheme_edit = QLineEdit()
        self.scheme_edit.setPlaceholderText("部门代号，如 zhujian，Enter")
        self.scheme_edit.setAccessibleName("部门代号")
        self.scheme_edit.setMaxLength(40)
        self.scheme_edit.returnPressed.connect(self._on_scheme_named)
        self.scheme_edit.hide()
        self._bar.addWidget(self.scheme_edit)
        self.new_button = KeyButton("加体系", "Insert", icon="plus")
        self.new_button.clicked.connect(self._on_new)
        self._bar.addWidget(self.new_button)
        self.load_button = KeyButton("导入对照表", "Ctrl+O", icon="upload")
        self.load_button.clicked.connect(self._on_choose)
        self._bar.addWidget(self.load_button)
        column.addWidget(bar)
        self.work = WatchedLine(board, TOPIC)
        column.addWidget(self.work)
        row = QHBoxLayout()
        row.setSpacing(0)
        self._left = Panel(edges="r")
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        self.list = RowList("编码体系", TwoLineDelegate())
        self.list.selectionModel().currentChanged.connect(self._on_scheme)
        self.list.row_opened.connect(self._on_scheme_opened)
        left.addWidget(self.list, 1)
        row.addWidget(self._left)
        row.addLayout(self._right(), 1)
        column.addLayout(row, 1)
        may = board.clerk.may("address.propose")
        self.load_button.setVisible(may)
        self.new_button.setVisible(may)
        follow_theme(self)
        self.reload()

    def _right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self.table = Table("对照表", _COLUMNS)
        right.addWidget(self.table, 1)
        self.empty = EmptyNote()
        right.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignTop)
        self.refused = RowList("没有导入的行", TwoLineDelegate())
        self.refused.hide()
        right.addWidget(self.refused, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        self.more_button = KeyButton("再列 200 行", "Ctrl+PgDown", small=True)
        self.more_button.clicked.connect(self._on_more)
        foot.addWidget(self.more_button)
        foot.addStretch(1)
        right.addLayout(foot)
        return right

    def restyle(self) -> None:
        sizes = theme().sizes
        self._bar.setContentsMargins(sizes.gutter, 6, sizes.gutter, 6)
        self._bar.setSpacing(12)
        self.code.setFixedWidth(330 if not sizes.is_tight else 270)
        self.scheme_edit.setFixedWidth(230)
        self._left.setFixedWidth(280 if not sizes.is_tight else 240)

    # -- for the page around --------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", "查编码"), ("Ctrl+O", "导入"), ("Insert", "加体系"))

    def place_focus(self) -> None:
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def handle(self, intention: str) -> bool:
        if intention == "back" and self.work.running:
            self.work.stop()
            self.note.setText("已停止，没有导入")
            return True
        if intention == "back" and (self.scheme_edit.isVisible() or self._looked_up):
            self.scheme_edit.hide()
            self.code.clear()
            self._looked_up = ""
            self._read()
            self.place_focus()
            return True
        return False

    def finish(self) -> None:
        self.work.stop()

    # -- schemes --------------------------------------------------------------------------------
    @property
    def scheme(self) -> str:
        """The scheme on show."""
        at = self.list.current
        return self.schemes[at] if 0 <= at < len(self.schemes) else ""

    def reload(self) -> None:
        """Count the schemes again."""
        self.board.run(self._desk.schemes, self.board.clerk, done=self._on_schemes, topic=TOPIC)

    def _on_schemes(self, counts: dict[str, int]) -> None:
        before = self.scheme
        names = dict.fromkeys([*counts, *self._own])
        self.schemes = tuple(names)
        rows = [
            TwoLineRow(
                (Span(SCHEMES.get(name, name), bold=True),), name if name in SCHEMES else "部门编码", icon="link",
                chip=f"{counts.get(name, 0):,}", chip_kind="ok" if counts.get(name) else "idle",
            )
            for name in self.schemes
        ]  # fmt: skip
        at = self.schemes.index(before) if before in self.schemes else 0
        self.list.set_rows(rows, current=at)
        self._read()

    def _on_scheme(self, *_indexes: object) -> None:
        self._looked_up = ""
        self._read()

    def _on_scheme_opened(self, _number: int) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_new(self) -> None:
        self.scheme_edit.show()
        self.scheme_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_scheme_named(self) -> None:
        name = self.scheme_edit.text().strip()
        if not name:
            return
        if name not in self.schemes:
            self._own.append(name)
            self.schemes = (*self.schemes, name)
            row = TwoLineRow((Span(name, bold=True),), "部门编码", icon="link", chip="0", chip_kind="idle")
            self.list.set_rows([*self.list.rows.rows, row], current=len(self.schemes) - 1)
        self.list.select(self.schemes.index(name))
        self.scheme_edit.clear()
        self.scheme_edit.hide()
        self.load_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the table ------------------------------------------------------------------------------
    def _read(self) -> None:
        self.pairs = ()
        self._ask(("", ""))

    def _ask(self, after: tuple[str, str]) -> None:
        scheme = "" if self._looked_up else self.scheme
        if scheme or self._looked_up:
            self.board.run(
                self._desk.mapped,
                self.board.clerk,
                scheme,
                self._looked_up,
                after,
                done=self._on_pairs,
                topic=TOPIC,
            )

    def _on_code(self) -> None:
        self._looked_up = self.code.text().strip()
        self._read()

    def _on_more(self) -> None:
        if self.pairs and self._more:
            self._ask((self.pairs[-1].foreign_code, self.pairs[-1].target))

    def _on_pairs(self, found: tuple[MappedPair, ...]) -> None:
        known = {(pair.scheme, pair.foreign_code, pair.target) for pair in self.pairs}
        fresh = tuple(pair for pair in found if (pair.scheme, pair.foreign_code, pair.target) not in known)
        wanted = "" if self._looked_up else self.scheme
        fresh = tuple(pair for pair in fresh if not wanted or pair.scheme == wanted)
        self.pairs = (*self.pairs, *fresh)
        self._more = len(found) >= PAGE
        self.table.set_rows([_row(pair) for pair in self.pairs])
        self.table.setVisible(bool(self.pairs))
        self.more_button.setVisible(self._more)
        words = f"对照表里没有 {self._looked_up}" if self._looked_up else "还没有导入这个体系的对照表"
        self.empty.setText("" if self.pairs else words)
        self.empty.setVisible(not self.pairs)

    # -- importing ------------------------------------------------------------------------------
    def _on_choose(self) -> None:
        title = SCHEMES.get(self.scheme, self.scheme)
        ask_file(self, f"导入对照表：{title}", FILES, self._on_file)

    def _on_file(self, words: str) -> None:
        self.open_path(Path(words))

    def open_path(self, path: Path) -> None:
        """Take a table over for the scheme on show."""
        self.refused.hide()
        self.work.start(
            "正在导入",
            self._desk.load_mapping,
            path,
            self.scheme,
            done=self._on_taken,
            failed=self._on_refused,
        )

    def _on_taken(self, taken: MappingTaken) -> None:
        self._say_refused(taken.refused)
        self.note.set_tone("text3")
        self.note.setText(f"读入 {taken.read:,} 对，新 {taken.new:,} 对，{len(taken.refused):,} 行不能用")
        self.board.told.emit(f"读入 {taken.read:,} 对，新 {taken.new:,} 对", "ok")
        self.reload()

    def _say_refused(self, lines: tuple[str, ...]) -> None:
        rows = [
            TwoLineRow((Span(words),), "", icon="alert-triangle", icon_tone="warn")
            for words in lines[:MOST_REFUSED]
        ]
        self.refused.set_rows(rows, current=0 if rows else None)
        self.refused.setVisible(bool(rows))

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, HallError):
            self.note.set_tone("bad")
            self.note.setText(str(error))
        else:
            self.board.say(error, TOPIC)


def _row(pair: MappedPair) -> TableRow:
    gone = pair.state is not CodeState.LIVING
    now = "、".join(pair.living) if gone and pair.living else _STATES[pair.state]
    return TableRow(
        f"{pair.scheme}|{pair.foreign_code}|{pair.target}",
        (
            Cell(pair.foreign_code), Cell(pair.target.replace("/", " ")), Cell(now, tone="warn" if gone else "text2"),
            Cell(SCHEMES.get(pair.scheme, pair.scheme), tone="text2"), Cell(pair.source, tone="text3"),
            Cell(pair.since.isoformat(), tone="text3"),
        ),
    )  # fmt: skip
