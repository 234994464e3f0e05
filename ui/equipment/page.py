"""设备 (mockup 23): the devices of this machine, how to mend them, and trying them through the product's own drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from hall_app.clock import Clock, hall_time
from hall_app.identity.resident import CardFacts
from hall_app.security.masking import mask_id_number, mask_name
from hall_app.status import CardRead, PartChanged
from ui.sections import PageHead
from ui.table_page import TablePage
from ui.widgets.drawer import Drawer, FactLine, clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.table import Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from hall_app.device_desk import TestResult
    from hall_app.device_line import DeviceLine
    from hall_app.status import WindowEvent
    from ui.reception.board import Board
    from ui.tokens import ColourName

LOOKS: dict[str, tuple[str, ColourName]] = {
    "ok": ("circle-check", "ok"),
    "accent": ("dots", "accent"),
    "warn": ("alert-triangle", "warn"),
    "bad": ("plug-connected-x", "bad"),
    "idle": ("minus", "text3"),
}
_WAIT_MS = 20_000
_MOST_LINES = 200


class TestVoice(QObject):
    """Carries the lines of a test from its worker to the page."""

    said = Signal(str)


class DevicesPage(TablePage):
    """F5 tests the device of the row, Shift F5 all of them."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("设备")
        self.desk = board.counter.back_office.devices
        self.devices: dict[str, DeviceLine] = {}
        self._testing: list[str] = []
        self._awaiting = ""
        self._clock = Clock()
        self.voice = TestVoice(self)
        self.voice.said.connect(self._say)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._on_no_card)
        self.head = PageHead("窗口与设备" if board.clerk.window_id is None else "设备")
        self.all = KeyButton("全部检测", "Shift F5")
        self.all.clicked.connect(self._on_all)
        self.head.add(self.all)
        self.table = Table(
            "设备表",
            [Column("设备"), Column("状态"), Column("型号", stretch=True), Column("端口", minor=True)],
        )
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_opened.connect(self._on_opened)
        self.drawer = Drawer("设备详情")
        self._make_drawer()
        self.lay_out()

    def _make_drawer(self) -> None:
        self.facts = QVBoxLayout()
        self.facts.setSpacing(6)
        self.drawer.column.addLayout(self.facts)
        self.drawer.column.addWidget(Label("测试结果", "sm", "text2", bold=True))
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setProperty("log", True)
        self.log.setAccessibleName("测试结果")
        self.log.setMinimumHeight(120)
        self.log.setMaximumHeight(300)
        self.log.setMaximumBlockCount(_MOST_LINES)
        self.log.setTabChangesFocus(True)
        self.drawer.column.addWidget(self.log, 1)
        self.drawer.column.addStretch(1)
        self.test = KeyButton("测试", "F5", primary=True, decision=True)
        self.test.clicked.connect(self._on_test)
        self.read = KeyButton("读一张卡")
        self.read.clicked.connect(self._on_read)
        self.drawer.foot.addWidget(self.test)
        self.drawer.foot.addWidget(self.read)

    # -- reading --------------------------------------------------------------------------------
    def refresh(self) -> None:
        self.board.run(self.desk.devices, self.board.clerk, done=self._on_devices, topic="devices")

    def on_event(self, event: WindowEvent) -> None:
        if isinstance(event, PartChanged):
            self.refresh()
            if self._awaiting == event.status.part and event.status.fault:
                self._end_wait(f"{event.status.fault}：{event.status.remedy}")
        elif isinstance(event, CardRead) and self._awaiting and isinstance(event.facts, CardFacts):
            facts = event.facts
            who = f"{facts.kind_name} {mask_name(facts.name)} {mask_id_number(facts.id_number)}"
            self._end_wait(f"读到{who}，{facts.photo_note or '相片已解码'}")

    def _on_devices(self, devices: tuple[DeviceLine, ...]) -> None:
        self.devices = {one.part: one for one in devices}
        bad = sum(one.tone == "bad" for one in devices)
        warn = sum(one.tone == "warn" for one in devices)
        window = self.board.clerk.window_number
        where = f"{window} 号窗口" if window else "本机"
        self.head.note.setText(f"{where}，{len(devices)} 个设备，{bad} 个故障，{warn} 个提醒")
        self.table.set_rows([_row(one, one.part in self._testing) for one in devices])
        self._show_drawer()

    def _on_chosen(self, _key: str) -> None:
        self._show_drawer()

    @property
    def device(self) -> DeviceLine | None:
        """The device of the current row."""
        return self.devices.get(self.table.current_key)

    def _show_drawer(self) -> None:
        device = self.device
        clear_layout(self.facts)
        self.read.setVisible(device is not None and device.reads_cards)
        self.test.setEnabled(device is not None and device.part not in self._testing)
        self.test.set_label("正在测试…" if device is not None and device.part in self._testing else "测试")
        if device is None:
            self.drawer.show_head("")
            return
        self.drawer.show_head(device.name, device.model)
        icon, _ = LOOKS.get(device.tone, LOOKS["warn"])
        kinds = {"ok": "ok", "accent": "accent", "warn": "warn", "bad": "bad"}
        self.drawer.chip.set_chip(device.text, kinds.get(device.tone, "idle"), icon)  # type: ignore[arg-type]
        self.drawer.chip.show()
        if device.fixes:
            self.facts.addWidget(Label("怎么修", "sm", "text2", bold=True))
            for number, words in enumerate(device.fixes, 1):
                self.facts.addWidget(Label(f"{number}. {words}", "md", wrap=True))
        self.facts.addWidget(Label("连接", "sm", "text2", bold=True))
        self.facts.addWidget(FactLine("型号", device.model or "未配"))
        self.facts.addWidget(FactLine("端口", device.port or "无"))
        if device.emulated:
            self.facts.addWidget(FactLine("演示设备", "读到的都是演示数据"))

    # -- testing --------------------------------------------------------------------------------
    def _say(self, words: str) -> None:
        self.log.appendPlainText(f"{hall_time(self._clock.now()):%H:%M:%S} {words}")

    def _on_test(self) -> None:
        if self.device is not None:
            self._start(self.device.part)

    def _on_all(self) -> None:
        for part in self.devices:
            self._start(part)

    def _start(self, part: str) -> None:
        if part in self._testing:
            return
        self._testing.append(part)
        self._say(f"测试 {self.devices[part].name}")
        back = _Tested(self, part)
        self.board.run(
            self.desk.test, self.board.clerk, part, self.voice.said.emit, done=back.done, failed=back.failed
        )
        self._show_rows()

    def _show_rows(self) -> None:
        self.table.set_rows([_row(one, one.part in self._testing) for one in self.devices.values()])
        self._show_drawer()

    def tested(self, part: str, words: str) -> None:
        """A test is over; ``words`` only where it broke off."""
        if part in self._testing:
            self._testing.remove(part)
        if words:
            self._say(words)
        self.refresh()

    def _on_read(self) -> None:
        device = self.device
        if device is None or not device.reads_cards:
            return
        self._awaiting = device.part
        self._say("请放一张卡")
        self._wait.start()
        self.board.run(self.desk.ask_for_card, self.board.clerk, device.part, topic="devices")

    def _on_no_card(self) -> None:
        self._end_wait("没有读到卡")

    def _end_wait(self, words: str) -> None:
        self._wait.stop()
        self._awaiting = ""
        self._say(words)

    # -- the page -------------------------------------------------------------------------------
    def _on_opened(self, _key: str) -> None:
        self.test.setFocus()

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("F5", "测试"), ("Shift F5", "全部检测"))

    def handle(self, intention: str) -> bool:
        if intention == "reread":
            self._on_test()
            return True
        return intention == "back" and self.return_to_table()

    def finish(self) -> None:
        self._wait.stop()


class _Tested(QObject):
    """Where one device's test comes back to."""

    def __init__(self, page: DevicesPage, part: str) -> None:
        super().__init__(page)
        self._page, self._part = page, part

    def done(self, _result: TestResult) -> None:
        self._page.tested(self._part, "")
        self.deleteLater()

    def failed(self, error: Exception) -> None:
        self._page.tested(self._part, str(error))
        self.deleteLater()


def _row(device: DeviceLine, testing: bool) -> TableRow:
    icon, tone = LOOKS.get(device.tone, LOOKS["warn"])
    words = f"{device.text}（演示设备）" if device.emulated else device.text
    state = (
        Cell("正在测试…", "dots", "accent")
        if testing
        else Cell(words, icon, tone, bold=device.tone in ("bad", "warn"))
    )
    cells = (
        Cell(device.name, bold=True),
        state,
        Cell(device.model, tone="text2"),
        Cell(device.port, tone="text3"),
    )
    return TableRow(device.part, cells)
