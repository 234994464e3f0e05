"""管理 → 设备 (mockup 23): every window's devices in one matrix, what is wrong with one, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hall_app.clock import hall_time
from hall_app.device_matrix import COLUMNS
from hall_app.status import PartChanged
from ui.equipment.page import LOOKS
from ui.sections import PageHead
from ui.table_page import TablePage
from ui.widgets.drawer import Drawer, FactLine, clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.table import Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from hall_app.device_matrix import DeviceCell, WindowDevices
    from hall_app.status import WindowEvent
    from ui.reception.board import Board
    from ui.tokens import Kind

_CHIPS: dict[str, Kind] = {"ok": "ok", "accent": "accent", "warn": "warn", "bad": "bad"}
_WINDOW, _SEEN = "窗口", "最近"


class DeviceMatrixPage(TablePage):
    """The arrows move from cell to cell; Enter goes to the details, F5 reads anew."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("各窗口设备")
        self.desk = board.counter.back_office.devices
        self.windows: dict[str, WindowDevices] = {}
        self._columns: tuple[int, ...] = ()
        self.head = PageHead("设备")
        self.again = KeyButton("刷新", "F5", icon="refresh")
        self.again.clicked.connect(self.refresh)
        self.head.add(self.again)
        self.table = Table("各窗口设备表", [Column(_WINDOW), Column(_SEEN, stretch=True)], cells=True)
        self.table.cell_chosen.connect(self._on_cell)
        self.table.row_opened.connect(self._on_opened)
        self.drawer = Drawer("设备详情")
        self.drawer.foot_panel.hide()
        self.lay_out()

    # -- reading --------------------------------------------------------------------------------
    def refresh(self) -> None:
        self.board.run(self.desk.matrix, self.board.clerk, done=self._on_matrix, topic="devices")

    def on_event(self, event: WindowEvent) -> None:
        if isinstance(event, PartChanged) and self.isVisible():
            self.refresh()

    def _on_matrix(self, windows: tuple[WindowDevices, ...]) -> None:
        self.windows = {one.number: one for one in windows}
        # A column that no window has a device for takes no room.
        columns = tuple(at for at in range(len(COLUMNS)) if any(one.cells[at] for one in windows))
        if columns != self._columns:
            self._columns = columns
            titles = [Column(COLUMNS[at][1]) for at in columns]
            self.table.set_columns([Column(_WINDOW), *titles, Column(_SEEN, stretch=True)])
        cells = [cell for one in windows for cell in one.cells if cell is not None and not cell.stale]
        bad = sum(cell.tone == "bad" for cell in cells)
        warn = sum(cell.tone == "warn" for cell in cells)
        self.head.note.setText(f"{len(windows)} 个窗口，{bad} 个故障，{warn} 个提醒")
        self.table.set_rows([self._row(one) for one in windows])
        self.table.set_empty("还没有窗口报过设备状态。哪台电脑登录并开了窗口，它的设备就列在这里。")
        self._show_drawer()

    def _row(self, window: WindowDevices) -> TableRow:
        head = Cell(f"{window.number} {window.occupant or ''}".strip(), bold=bool(window.occupant))
        seen = f"{hall_time(window.seen_at):%m-%d %H:%M}" if window.seen_at is not None else "没有报过"
        cells = [_cell(window, COLUMNS[at][1], window.cells[at]) for at in self._columns]
        return TableRow(window.number, (head, *cells, Cell(seen, tone="text3")))

    # -- the drawer -----------------------------------------------------------------------------
    @property
    def current(self) -> tuple[WindowDevices, DeviceCell | None] | None:
        """The window of the current row, and the device of the current cell."""
        window = self.windows.get(self.table.current_key)
        if window is None:
            return None
        at = self.table.currentIndex().column() - 1
        return window, window.cells[self._columns[at]] if 0 <= at < len(self._columns) else None

    def _on_cell(self, _key: str, _column: int) -> None:
        self._show_drawer()

    def _show_drawer(self) -> None:
        column = self.drawer.column
        clear_layout(column)
        found = self.current
        self.drawer.chip.hide()
        if found is None:
            self.drawer.show_head(*(("请选一格", "方向键移动") if self.windows else ("没有设备", "")))
            return
        window, device = found
        if device is None:
            self.drawer.show_head(f"{window.number} 号窗口", window.occupant or "没有人")
            column.addWidget(Label(_about(window), "md", "text2", wrap=True))
            column.addStretch(1)
            return
        self.drawer.show_head(f"{window.number} 号窗口，{device.name}", device.model)
        tone, words = _state(device)
        self.drawer.chip.set_chip(words, _CHIPS.get(tone, "idle"), LOOKS.get(tone, LOOKS["idle"])[0])
        self.drawer.chip.show()
        if device.fault:
            column.addWidget(Label(device.fault, "md", "bad" if device.tone == "bad" else "warn", wrap=True))
        if device.fixes:
            column.addWidget(Label("怎么修", "sm", "text2", bold=True))
            for number, fix in enumerate(device.fixes, 1):
                column.addWidget(Label(f"{number}. {fix}", "md", wrap=True))
        column.addWidget(Label("连接", "sm", "text2", bold=True))
        column.addWidget(FactLine("型号", device.model or "未配"))
        column.addWidget(FactLine("端口", device.port or "无"))
        column.addWidget(FactLine("这个状态", f"{hall_time(device.changed_at):%m-%d %H:%M} 起"))
        column.addWidget(FactLine("最近一次", f"{hall_time(device.seen_at):%m-%d %H:%M}"))
        if device.stale:
            column.addWidget(FactLine("没有消息", "那台电脑没有开机、没有登录，或连不上大厅库"))
        if device.emulated:
            column.addWidget(FactLine("演示设备", "读到的都是演示数据"))
        column.addStretch(1)

    # -- the page -------------------------------------------------------------------------------
    def _on_opened(self, _key: str) -> None:
        self._show_drawer()

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("方向键", "换格"), ("F5", "刷新")) if self.windows else (("F5", "刷新"),)

    def handle(self, intention: str) -> bool:
        if intention == "reread":
            self.refresh()
            return True
        return intention == "back" and self.return_to_table()


def _about(window: WindowDevices) -> str:
    if window.seen_at is None:
        return "这个窗口的电脑还没有报过设备状态：没有登录过，或程序是旧版"
    faults = [f"{cell.name} {cell.text}" for cell in window.cells if cell is not None and cell.tone == "bad"]
    return "、".join(faults) if faults else "没有故障"


def _state(device: DeviceCell) -> tuple[str, str]:
    """Tone and words of a device; of a machine not heard of, nothing is known now."""
    return ("idle", f"没有消息（{device.text}）") if device.stale else (device.tone, device.text)


def _cell(window: WindowDevices, title: str, device: DeviceCell | None) -> Cell:
    if device is None:
        return Cell("", says=f"{window.number} 号窗口，{title}，没有")
    tone, words = _state(device)
    icon, colour = LOOKS.get(tone, LOOKS["idle"])
    shown = "没有消息" if device.stale else f"{words}（演示设备）" if device.emulated else words
    says = f"{window.number} 号窗口，{title}，{shown}"
    return Cell(shown, icon, colour, bold=tone in ("bad", "warn"), says=says)
