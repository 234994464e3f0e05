"""同步: how the link stands, what waits, what a person must settle, what went through; the copies on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from hall_app.clock import hall_time
from hall_app.exchange.overview import CONFLICT, DONE, WAITING
from hall_app.status import PART_LINK, PartChanged
from ui.pages import CASES, Page
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
    from hall_app.exchange.overview import LibraryCopy, SyncLine, SyncOverview
    from hall_app.status import WindowEvent
    from ui.reception.board import Board
    from ui.tokens import Kind

_GROUPS = ((WAITING, "待上传"), (CONFLICT, "有冲突"), (DONE, "已完成"))
_TONES: dict[str, Kind] = {"ok": "ok", "accent": "accent", "warn": "warn", "bad": "bad"}
_CHIPS: dict[str, Kind] = {WAITING: "accent", CONFLICT: "warn", DONE: "ok"}


class SyncPage(Page):
    """F5 synchronises at once; Enter on a row opens the case."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("同步")
        self.desk = board.counter.back_office.sync
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
            [
                Column("办件号"),
                Column("内容"),
                Column("等了多久"),
                Column("结果"),
                Column("说明", stretch=True, minor=True),
            ],
        )
        self.table.row_opened.connect(self._on_opened)
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
        outer.addWidget(self.table, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.addWidget(self.card)
        outer.addLayout(foot)

    # -- reading --------------------------------------------------------------------------------
    def refresh(self) -> None:
        self.board.run(self.desk.overview, self.board.clerk, done=self._on_overview, topic="sync")

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
        if not self._chosen:
            # What asks for something stands first.
            counts = {group: sum(one.group == group for one in overview.lines) for group, _ in _GROUPS}
            self.group.set_current(next((group for group, _ in _GROUPS if counts[group]), DONE))
        self._show()
        self._show_copies(overview.copies)

    def _show(self) -> None:
        if self.overview is None:
            return
        group = self.group.current
        lines = [one for one in self.overview.lines if one.group == group]
        nothing = {WAITING: "都同步了", CONFLICT: "没有要核定的", DONE: "还没有上传过"}
        count = self.overview.waiting if group == WAITING else len(lines)
        self.empty.setText(f"{count} 件" if lines else nothing[group])
        self.table.set_rows([_row(at, one) for at, one in enumerate(lines)])

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

    def _on_now(self) -> None:
        self.board.run(self.desk.synchronise_now, self.board.clerk, done=self._on_woken, topic="sync")

    def _on_woken(self, _result: object) -> None:
        self.board.told.emit("正在同步…", "ok")

    def _on_opened(self, key: str) -> None:
        number = key.partition("/")[2]
        if number:
            self.board.page_asked.emit(CASES, number)

    # -- the page -------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("F5", "立即同步"), ("Enter", "看办件"))

    def handle(self, intention: str) -> bool:
        if intention == "reread" or intention == "primary":
            self._on_now()
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


def _row(at: int, line: SyncLine) -> TableRow:
    cells = (
        Cell(line.number or "无", bold=bool(line.number), tone="text" if line.number else "text3"),
        Cell(line.content),
        Cell(waited(line.seconds), tone="text2"),
        Cell(line.result, chip=_CHIPS[line.group]),
        Cell(line.reason, tone="text2"),
    )
    return TableRow(f"{at}/{line.number}", cells)
