"""The devices page's use cases: what hangs on this machine, and trying it through the product's own drivers."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.audit import head_of
from db.session import Store
from devices import catalogue
from hall_app.clock import Clock
from hall_app.device_line import DeviceLine
from hall_app.device_matrix import WindowDevices, device_matrix
from hall_app.documents.print_lines import CupsLine, PrinterLine, TicketLine
from hall_app.documents.printing_words import document_fault_words, ticket_fault_words
from hall_app.identity.reader_words import reader_words
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.settings import (
    DOCUMENT_QUEUE,
    DOCUMENT_SERVER,
    READER_NAME,
    READER_PORT,
    TICKET_PRINTER,
    Settings,
)
from hall_app.status import PART_DATABASE, PART_PRINTER, PART_SCANNER, PART_TICKET_PRINTER, PartStatus
from hall_app.store_faults import explained

Report = Callable[[str], None]
_MODELS = {
    "sam-serial": "二代证阅读器（串口）",
    "sam-usb": "二代证阅读器（USB）",
    "sam-hid": "二代证阅读器（HID）",
    "pcsc": "社保卡读卡器（PC/SC）",
}
_READER_PARTS = ("reader", "card_reader")


@dataclass(frozen=True, slots=True)
class TestResult:
    """What a test found: whether all is well, and the closing line."""

    ok: bool
    words: str


class DeviceDesk(ABC):
    """For worker threads. A clerk sees and tries the devices of the own machine, an administrator too."""

    @abstractmethod
    def devices(self, clerk: Clerk) -> tuple[DeviceLine, ...]:
        """The devices of this machine, in the order of the status bar."""

    @abstractmethod
    def lines(self) -> tuple[DeviceLine, ...]:
        """This machine's devices, for its own report to the hall; touches the scans folder."""

    @abstractmethod
    def matrix(self, clerk: Clerk) -> tuple[WindowDevices, ...]:
        """The devices of every window of the hall, as their machines last reported (devices.manage, window.release)."""

    @abstractmethod
    def test(self, clerk: Clerk, part: str, report: Report) -> TestResult:
        """Try a device; ``report`` is called with each line of the log from this thread. Recorded."""

    @abstractmethod
    def ask_for_card(self, clerk: Clerk, part: str) -> None:
        """读一张卡: let the reader read what lies there; the card, or the fault, comes as an event. Recorded."""


class HallDeviceDesk(DeviceDesk):
    """Bound to this machine's parts and settings; ``reread`` asks the running readers."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Callable[[], Settings],
        parts: Callable[[], tuple[PartStatus, ...]],
        reread: Callable[[], None],
        wake_link: Callable[[], None],
        scans: Path | None = None,
    ) -> None:
        self._store, self._clock = store, clock
        self._settings, self._parts = settings, parts
        self._reread, self._wake_link = reread, wake_link
        self._scans = scans

    def devices(self, clerk: Clerk) -> tuple[DeviceLine, ...]:
        _require(clerk)
        return self.lines()

    def matrix(self, clerk: Clerk) -> tuple[WindowDevices, ...]:
        # The matrix reads what reporters of lines like these wrote.
        return device_matrix(self._store, clerk, clock=self._clock)

    def lines(self) -> tuple[DeviceLine, ...]:
        found = tuple(self._line(part) for part in self._parts())
        return found if self._scans is None else (*found, self._line(scanner_status(self._scans)))

    def test(self, clerk: Clerk, part: str, report: Report) -> TestResult:
        _require(clerk)
        if part in _READER_PARTS:
            result = self._test_reader(part, report)
        elif part in (PART_PRINTER, PART_TICKET_PRINTER):
            result = self._test_printer(part, report)
        elif part == PART_SCANNER and self._scans is not None:
            report(f"打开 {self._scans}")
            status = scanner_status(self._scans)
            words = f"{status.fault}：{status.remedy}" if status.fault else "扫描文件夹正常"
            result = TestResult(status.tone == "ok", words)
        elif part == PART_DATABASE:
            result = self._test_database(report)
        else:
            report("通知同步进程立即连接区平台")
            self._wake_link()
            result = self._from_status(part)
        report(result.words)
        self._record(clerk, part, "device.test", result.ok)
        return result

    def ask_for_card(self, clerk: Clerk, part: str) -> None:
        _require(clerk)
        self._record(clerk, part, "device.read", True)
        self._reread()

    # -- inside ---------------------------------------------------------------------------------
    def _line(self, part: PartStatus) -> DeviceLine:
        model, port = self._place(part.part)
        fixes = tuple(one for one in part.remedy.replace("；", "。").split("。") if one.strip())
        return DeviceLine(
            part.part,
            part.name,
            part.tone,
            part.text,
            model,
            port,
            part.emulated,
            part.part in _READER_PARTS and part.tone != "idle",
            fixes,
            part.fault,
        )

    def _place(self, part: str) -> tuple[str, str]:
        """What kind of device it is, and its address."""
        settings = self._settings()
        if part == "reader":
            port = settings[READER_PORT]
            return _MODELS.get(catalogue.kind_of_port(port), "读卡器") if port else "", port
        if part == "card_reader":
            return _MODELS["pcsc"], settings[READER_NAME]
        if part == PART_PRINTER:
            queue = settings[DOCUMENT_QUEUE]
            server = settings[DOCUMENT_SERVER]
            return ("CUPS 打印队列", f"{queue}@{server}" if server else queue) if queue else ("存为文件", "")
        if part == PART_TICKET_PRINTER:
            return "票据打印机（ESC/POS）", settings[TICKET_PRINTER]
        if part == PART_SCANNER:
            return "扫描文件夹", str(self._scans or "")
        return ("本机数据库", "") if part == PART_DATABASE else ("区平台", "")

    def _status(self, part: str) -> PartStatus | None:
        return next((one for one in self._parts() if one.part == part), None)

    def _from_status(self, part: str) -> TestResult:
        status = self._status(part)
        if status is None or status.tone == "idle":
            return TestResult(False, "没有配置这个设备")
        if status.fault:
            return TestResult(False, f"{status.fault}：{status.remedy}")
        return TestResult(status.tone in ("ok", "accent"), f"{status.name} {status.text}")

    def _test_reader(self, part: str, report: Report) -> TestResult:
        model, port = self._place(part)
        if not port:
            return TestResult(False, "没有配置读卡器，请系统管理员在 site.toml 设端口")
        kind = "pcsc" if part == "card_reader" else catalogue.kind_of_port(port)
        report(f"{model} {port}")
        usable = catalogue.usable(kind)
        if not usable.ok:
            words = reader_words("driver_missing")
            return TestResult(False, f"{words.fault}（{usable.reason}）：{words.remedy}")
        report("驱动可用，请读卡器应答")
        self._reread()
        return self._from_status(part)

    def _test_printer(self, part: str, report: Report) -> TestResult:
        model, port = self._place(part)
        settings = self._settings()
        report(f"{model} {port}".strip())
        line: PrinterLine
        if part == PART_TICKET_PRINTER:
            from printing.ticket_printer import TicketPrinter
            from printing.transports import BadTransportUrl

            if not port:
                return TestResult(False, "没有配置票据打印机")
            try:
                line, words = TicketLine(TicketPrinter(port)), ticket_fault_words
            except BadTransportUrl:
                return TestResult(False, "票据打印机的地址看不懂，请系统管理员核对 site.toml")
        elif settings[DOCUMENT_QUEUE]:
            line, words = CupsLine(settings[DOCUMENT_QUEUE], settings[DOCUMENT_SERVER]), document_fault_words
        else:
            return TestResult(True, "没有配打印队列，文书存为文件")
        report("查询打印机状态")
        state = line.look()
        if state.reason:
            found = words(state.reason)
            return TestResult(False, f"{found.fault}：{found.remedy}")
        return TestResult(True, words(state.remark).short if state.remark else "打印机正常")

    @explained()
    def _test_database(self, report: Report) -> TestResult:
        report("读一遍审计账头")
        with self._store.reading() as session:
            head = head_of(session)
        return TestResult(head is not None, f"数据库正常，审计共 {head[0]} 条" if head else "审计账头不在")

    @explained()
    def _record(self, clerk: Clerk, part: str, action: str, ok: bool) -> None:
        with self._store.writing() as session:
            record(
                session, clerk, action, "device", part, ok, {"window": clerk.window_number}, self._clock.now()
            )


def _require(clerk: Clerk) -> None:
    """Own window: whoever opened one; without one the administrator of devices."""
    if clerk.window_id is None:
        clerk.require("devices.manage")


def scanner_status(folder: Path) -> PartStatus:
    """Whether pages can be taken from the scans folder and moved away there."""
    if os.access(folder, os.R_OK | os.W_OK | os.X_OK) and folder.is_dir():
        return PartStatus(PART_SCANNER, "扫描", "ok", "正常")
    words = "扫描文件夹打不开"
    return PartStatus(PART_SCANNER, "扫描", "bad", "打不开", words, "看网络和文件夹权限。急办可收纸质材料")
