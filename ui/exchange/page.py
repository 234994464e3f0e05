"""同步: how the link stands, what waits, what a person must settle, what went through; the copies on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hall_app.clock import hall_time
from hall_app.exchange.differences import LIBRARY, LOCAL
from hall_app.exchange.overview import CONFLICT, DONE, WAITING
from hall_app.status import PART_LINK, PartChanged
from ui.exchange.difference_drawer import DifferenceDrawer
from ui.page import CASES, Page
from ui.sections import PageHead
from ui.theme import theme
from ui.widgets.chip import Chip
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.section_card import SectionCard
from ui.widgets.segmented import Segmented
from ui.widgets.table import Cell, Column, Table, TableRow
from ui.widgets.themed import Panel

if TYPE_CHECKING:
    from hall_app.exchange.differences import Difference
    from hall_app.exchange.overview import LibraryCopy, SyncLine, SyncOverview
    from hall_app.status import WindowEvent
    from ui.reception.board import Board
    from ui.tokens import Kind

_GROUPS = ((WAITING, "待上传"), (CONFLICT, "有冲突"), (DONE, "已完成"))
_COLUMNS = (
    Column("办件号"),
    Column("内容"),
    Column("等了多久"),
    Column("结果"),
    Column("说明", stretch=True, minor=True),
)
_DIFFERENCE_COLUMNS = (
    Column("办件号"),
    Column("哪一项"),
    Column("本机"),
    Column("区平台"),
    Column("较新", stretch=True, minor=True),
)
_TONES: dict[str, Kind] = {"ok": "ok", "accent": "accent", "warn": "warn", "bad": "bad"}
_CHIPS: dict[str, Kind] = {WAITING: "accent", CONFLICT: "warn", DONE: "ok"}


class SyncPage(Page):
    """F5 synchronises at once; Enter on a row opens the case, on a difference the choice between both values."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("同步")
        self.desk = board.counter.back_office.sync
        self.settling = board.counter.back_office.differences
        self.settles = board.clerk.may("library.correct")
        self.differences: tuple[Difference, ...] = ()
        self._full: Difference | None = None
        self.overview: SyncOverview | None = None
        self._chosen = False
        self.head = PageHead("同步")
        self.link = Chip("", "idle")
        self.now = KeyButton("立即同步", "F5", primary=True, icon="refresh")
        self.now.clicked.connect(self._on_now)
        self.head.add(self.link)
        self.head.add(self.now)
        self.group = Segmented("分组", list(_GROUPS), current=WAITING)
        self.group.selected.connect(self._on_group)
        self.empty = Label("", "md", "text2")
        self.table = Table(
            "同步表",
            _COLUMNS,
        )
        self.table.row_opened.connect(self._on_opened)
        self.table.row_chosen.connect(self._on_row)
        self.drawer = DifferenceDrawer()
        self.drawer.chosen.connect(self._on_chosen_side)
        self.drawer.hide()
        self.copies = Table(
            "本机副本",
            [Column("资源库"), Column("条数", align="right"), Column("更新到"), Column("大小", stretch=True)],
        )
        self.card = SectionCard("本机副本", icon="database", note="各库在本机的副本，离线时用它")
        self.card.body.addWidget(self.copies)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        bar = Panel()
        line = QHBoxLayout(bar)
        line.setContentsMargins(16, 0, 16, 8)
        line.setSpacing(12)
        line.addWidget(self.group)
        line.addWidget(self.empty)
        line.addStretch(1)
        outer.addWidget(bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.table, 1)
        middle.addWidget(self.drawer)
        outer.addLayout(middle, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.addWidget(self.card)
        outer.addLayout(foot)

    # -- reading --------------------------------------------------------------------------------
    def refresh(self) -> None:
        self.board.run(self.desk.overview, self.board.clerk, done=self._on_overview, topic="sync")
        if self.settles:
            self.board.run(
                self.settling.differences, self.board.clerk, done=self._on_differences, topic="sync"
            )

    def _on_differences(self, differences: tuple[Difference, ...]) -> None:
        self.differences = differences
        self._choose_group()
        self._show()

    def on_event(self, event: WindowEvent) -> None:
        if isinstance(event, PartChanged) and event.status.part == PART_LINK and self.isVisible():
            self.refresh()

    def _on_overview(self, overview: SyncOverview) -> None:
        self.overview = overview
        link = overview.link
        self.link.set_chip(f"{link.name} {link.text}".strip(), _TONES.get(link.tone, "idle"))
        last = f"最近成功 {hall_time(overview.last_success):%m-%d %H:%M}" if overview.last_success else ""
        self.head.note.setText(
            f"{last}，待上传 {overview.waiting} 件" if last else f"待上传 {overview.waiting} 件"
        )
        self._choose_group()
        self._show()
        self._show_copies(overview.copies)

    def _choose_group(self) -> None:
        """What asks for something stands first, until a group was chosen."""
        if self._chosen or self.overview is None:
            return
        counts = {group: sum(one.group == group for one in self.overview.lines) for group, _ in _GROUPS}
        counts[CONFLICT] = max(counts[CONFLICT], len(self.differences))
        self.group.set_current(next((group for group, _ in _GROUPS if counts[group]), DONE))
        self.hints_changed.emit()

    def _show(self) -> None:
        if self.overview is None:
            return
        group = self.group.current
        settling = group == CONFLICT and self.settles
        self.drawer.setVisible(settling and bool(self.differences))
        if settling:
            count = len(self.differences)
            self.empty.setText(f"{count} 项，Enter 打开对照" if count else "没有要核定的")
            self._use_columns(_DIFFERENCE_COLUMNS)
            self.table.set_rows([_difference_row(one) for one in self.differences])
            self._on_row(self.table.current_key)
            return
        self._use_columns(_COLUMNS)
        lines = [one for one in self.overview.lines if one.group == group]
        nothing = {WAITING: "都同步了", CONFLICT: "没有要核定的", DONE: "还没有上传过"}
        count = self.overview.waiting if group == WAITING else len(lines)
        self.empty.setText(f"{count} 件" if lines else nothing[group])
        self.table.set_rows([_row(at, one) for at, one in enumerate(lines)])

    def _use_columns(self, columns: tuple[Column, ...]) -> None:
        if self.table.rows.columns != columns:
            self.table.set_columns(columns)

    def _show_copies(self, copies: tuple[LibraryCopy, ...]) -> None:
        rows = [
            TableRow(
                one.name,
                (
                    Cell(one.name, bold=True),
                    Cell(f"{one.rows:,}"),
                    Cell(
                        f"{hall_time(one.read_at):%m-%d %H:%M}" if one.read_at else "还没取过", tone="text2"
                    ),
                    Cell(f"与大厅库同一文件，共 {one.size}" if one.size else "", tone="text3"),
                ),
            )
            for one in copies
        ]
        self.copies.set_rows(rows)
        self.copies.setFixedHeight((len(rows) + 1) * theme().sizes.row)

    # -- doing ----------------------------------------------------------------------------------
    def _on_group(self, _group: str) -> None:
        self._chosen = True
        self._show()
        self.hints_changed.emit()

    def _on_now(self) -> None:
        self.board.run(self.desk.synchronise_now, self.board.clerk, done=self._on_woken, topic="sync")

    def _on_woken(self, _result: object) -> None:
        self.board.told.emit("正在同步…", "ok")

    def _on_row(self, key: str) -> None:
        """The masked values of the row; Enter shows them in full, until the row stands otherwise."""
        listed = next((one for one in self.differences if str(one.proposal_id) == key), None)
        if _standing(self.drawer.difference) != _standing(listed):
            self._full = None
            self.drawer.show_difference(listed)

    def _open_difference(self, key: str) -> None:
        difference = next((one for one in self.differences if str(one.proposal_id) == key), None)
        if difference is not None:
            self.board.run(
                self.settling.difference, self.board.clerk, difference.proposal_id,
                done=self._on_difference, failed=self._on_settled_elsewhere,
            )  # fmt: skip

    def _on_difference(self, difference: Difference) -> None:
        self._full = difference
        self.drawer.show_difference(difference)
        self.drawer.place_focus()

    def _on_chosen_side(self, choice: str) -> None:
        full = self._full
        shown = self.drawer.difference
        if full is None or shown is None or full.proposal_id != shown.proposal_id:
            # Nobody chooses between values that were not read in full.
            self._open_difference(self.table.current_key)
            return
        seen = full.theirs.value if full.theirs is not None else ""
        self.board.run(
            self.settling.settle, self.board.clerk, full.proposal_id, choice, seen,
            done=self._on_settled, failed=self._on_settled_elsewhere,
        )  # fmt: skip

    def _on_settled(self, settled: bool) -> None:
        words = "已核定，记入审计" if settled else "已请区平台改用本机的值，改好自动核定"
        self.board.told.emit(words, "ok")
        self._read_again()

    def _on_settled_elsewhere(self, error: Exception) -> None:
        self.board.say(error, "sync")
        self._read_again()

    def _read_again(self) -> None:
        self._full = None
        self.drawer.show_difference(None)
        self.refresh()
        self.table.setFocus()

    def _on_opened(self, key: str) -> None:
        if self.drawer.isVisible():
            self._open_difference(key)
            return
        number = key.partition("/")[2]
        if number:
            self.board.page_asked.emit(CASES, number)
        else:
            self.board.told.emit("这一条不是办件，没有可打开的", "warn")

    # -- the page -------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        settling = self.group.current == CONFLICT and self.settles
        return (("F5", "立即同步"), ("Enter", "打开对照" if settling else "看办件"))

    def handle(self, intention: str) -> bool:
        if intention == "reread" or intention == "primary":
            self._on_now()
            return True
        if intention == "back" and self.drawer.isVisible() and not self.table.hasFocus():
            self.table.setFocus()
            return True
        return False

    def place_focus(self) -> None:
        self.table.setFocus()


def waited(seconds: int) -> str:
    """A length of time as people say it."""
    if seconds < 60:
        return f"{seconds} 秒"
    if seconds < 3600:
        return f"{seconds // 60} 分"
    if seconds < 86400:
        return f"{seconds // 3600} 时 {seconds % 3600 // 60} 分"
    return f"{seconds // 86400} 天"


def _standing(one: Difference | None) -> tuple[object, ...] | None:
    """What decides over a difference besides its values: these are masked in the list and in full in the drawer."""
    return None if one is None else (one.proposal_id, one.asked, one.refusal, one.moved, one.newest)


def _difference_row(one: Difference) -> TableRow:
    theirs = one.theirs.value if one.theirs is not None else "没有"
    cells = (
        Cell(
            one.case_number or "无", bold=bool(one.case_number), tone="text" if one.case_number else "text3"
        ),
        Cell(one.label),
        Cell(one.ours.value, bold=one.newest == LOCAL),
        Cell(theirs, bold=one.newest == LIBRARY),
        Cell("已请区平台改，等答复" if one.asked else one.why, tone="warn" if one.moved else "text3"),
    )
    return TableRow(str(one.proposal_id), cells)


def _row(at: int, line: SyncLine) -> TableRow:
    cells = (
        Cell(line.number or "无", bold=bool(line.number), tone="text" if line.number else "text3"),
        Cell(line.content),
        Cell(waited(line.seconds), tone="text2"),
        Cell(line.result, chip=_CHIPS[line.group]),
        Cell(line.reason, tone="text2"),
    )
    return TableRow(f"{at}/{line.number}", cells)
