"""An address desk that answers from fixed values like those of mockup 19. Only the tests of ``ui`` use it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

from hall_app.addresses.desk import AddressDesk, BatchDesk
from hall_app.addresses.desk_values import (
    AddressEntry,
    AddressHit,
    Answer,
    BatchRow,
    BatchView,
    Candidate,
    LibraryState,
    Occupancy,
    OccupantLine,
    Piece,
    PieceState,
    RowOpened,
    Settled,
    TreeNode,
)
from hall_app.addresses.layouts import ColumnView, TableHead
from hall_app.errors import InputRefused
from hall_app.security.clerk import Clerk

_SPACE = UUID("6f1c7c58-0000-4000-8000-000000000019")
BATCH = uuid5(_SPACE, "batch")
PREFIX = "广东省深圳市福田区"
ROOMS = (
    ("4403040080140790012001204", "锦云二路18号云锦苑3栋B座1204"),
    ("4403040080140790011001204", "锦云二路18号云锦苑3栋A座1204"),
    ("4403040080140790013000101", "锦云二路20号云锦苑5栋101"),
)
TEXTS = (
    (17, "莲花云锦花园三栋底商06", "云锦苑 3 栋 商铺 S-06", 0.88), (42, "锦云二路18号1204", "2 个候选，差单元", 0.71),
    (58, "翠屏阁五楼502（近梅林市场）", "翠屏阁 502", 0.90), (63, "福田区景和里大厦A1901-02", "景和里大厦 A 座 1901、1902", 0.86),
    (77, "锦云一路6号2棟401", "锦云一路 6 号 2 栋 401", 0.93), (91, "云锦苑B座十二楼", "6 个候选，差房号", 0.55),
    (103, "莲花街道锦云三路工业区5号楼", "3 个候选，路名近似", 0.62), (118, "福莲路旧村 22 巷 3 号", "2 个候选，巷号有变更", 0.69),
    (126, "景和社区文化室旁铺位", "1 个候选，按周边推断", 0.58),
)  # fmt: skip


def hit(at: int) -> AddressHit:
    """One of the rooms as offered."""
    code, short = ROOMS[at]
    return AddressHit(code, f"{PREFIX}莲花街道景田社区{short}", short, "莲花街道 景田社区", "room")


def candidate(at: int, differs: str = "") -> Candidate:
    code, short = ROOMS[at]
    return Candidate(code, f"{PREFIX}莲花街道景田社区{short}", short, "莲花街道景田社区", differs)


ASKED = Answer(
    "锦云二路18号1204", False, "room", 0.71, "规则", ("还差能定到这一级的内容",),
    (
        Piece("锦云二路18号", "道路门牌", PieceState.FOUND), Piece("云锦元", "小区", PieceState.NEARLY, 2.0),
        Piece("1204", "房号", PieceState.FOUND), Piece("缺单元", "单元", PieceState.MISSING),
        Piece("香蜜湖街道", "与库矛盾", PieceState.CONFLICT),
    ),
    (candidate(0, "B座"), candidate(1, "A座")), "景田社区", f"{PREFIX}{ROOMS[1][1]}", 0.4,
)  # fmt: skip
SURE = replace(
    ASKED, text="云锦苑3栋B座1204", sure=True, confidence=0.98, reasons=(), pieces=ASKED.pieces[:1], candidates=(candidate(0),),
    runner_up="", lead=None,
)  # fmt: skip
NOTHING = Answer("同上", False, "", 0.0, "未识别", ("不像地址，或库里没有",), (), ())
HEAD = TableHead(
    "企业走访名单（6 月）.xlsx", "xlsx", ("企业名称", "经营地址", "电话"), True,
    (
        ColumnView(0, "A", "企业名称", ("晓语花艺工作室",), 0.0), ColumnView(1, "B", "经营地址", ("锦云二路18号1204",), 1.0),
        ColumnView(2, "C", "电话", ("100****0001",), 0.0),
    ),
    1,
)  # fmt: skip


class ScriptedBatches(BatchDesk):
    """A batch of 2,000 rows of which nine are asked; decisions change it."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self.head = HEAD
        self.view = BatchView(
            BATCH, HEAD.file_name, "B 列“经营地址”", "running", 2000, 2000, 1342, 1140, 162, 40, 0, 0
        )
        self.decided: dict[int, tuple[str | None, bool]] = {}
        self.order: list[int] = []
        self.exported: Path | None = None
        self.earlier: tuple[BatchView, ...] = ()

    def look_at(self, clerk: Clerk, path: Path) -> TableHead:
        self._note("look_at")
        if path.suffix == ".pdf":
            raise InputRefused("这种文件读不了", "请另存为 .xlsx 或 .csv 再选")
        return self.head

    def start(self, clerk: Clerk, path: Path, head: TableHead, column: int) -> BatchView:
        self._note("start")
        if head.columns[column].share < 0.2:
            raise InputRefused(f"{head.columns[column].letter} 列看起来不是地址，请指认", "", "column")
        return self.view

    def batches(self, clerk: Clerk) -> tuple[BatchView, ...]:
        return self.earlier

    def progress(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        self._note("progress")
        return self.view

    def pause(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        self.view = replace(self.view, state="paused")
        return self.view

    def resume(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        self.view = replace(self.view, state="running")
        return self.view

    def cancel(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        self.view = replace(self.view, state="cancelled")
        return self.view

    def remove(self, clerk: Clerk, batch_id: UUID) -> None:
        self.earlier = ()

    def rows(
        self, clerk: Clerk, batch_id: UUID, shown: str, words: str, after: int, limit: int
    ) -> tuple[BatchRow, ...]:
        self._note("rows")
        made = [
            BatchRow(
                n, n + 1, text, found, ROOMS[0][0], confidence, "adopted" if n in self.decided else "asked"
            )
            for n, text, found, confidence in TEXTS
            if n > after and words in text
        ]
        return tuple(row for row in made if shown != "asked" or row.state == "asked")[:limit]

    def open_row(self, clerk: Clerk, batch_id: UUID, number: int) -> RowOpened:
        row = next(row for row in self.rows(clerk, batch_id, "all", "", 0, 99) if row.number == number)
        return RowOpened(row, replace(ASKED, text=row.text), 4 if number == 42 else 0)

    def adopt(self, clerk: Clerk, batch_id: UUID, number: int, code: str, everywhere: bool) -> Settled:
        return self._settle(number, code, everywhere)

    def refuse(self, clerk: Clerk, batch_id: UUID, number: int, everywhere: bool) -> Settled:
        return self._settle(number, None, everywhere)

    def _settle(self, number: int, code: str | None, everywhere: bool) -> Settled:
        self._note("settle")
        self.decided[number] = (code, everywhere)
        self.order.append(number)
        rows = 5 if everywhere else 1
        self.view = replace(self.view, asked=self.view.asked - rows, translated=self.view.translated + rows)
        return Settled(number, rows, numbers=(number,))

    def undo(self, clerk: Clerk, batch_id: UUID) -> Settled | None:
        if not self.order:
            return None
        number = self.order.pop()
        del self.decided[number]
        return Settled(number, 1)

    def export(
        self, clerk: Clerk, batch_id: UUID, out: Path, report: Callable[[int, int], None] | None = None
    ) -> int:
        self.exported = out
        return 2000


class ScriptedDesk(AddressDesk):
    """Answers at once; ``calls`` names what was asked, ``gate`` holds an answer back."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.asked: list[str] = []
        self.reported: list[tuple[str, str]] = []
        self.queue = True
        self.gate: threading.Event | None = None
        self._batches = ScriptedBatches(self.calls.append)

    @property
    def batches(self) -> ScriptedBatches:
        return self._batches

    def library(self, clerk: Clerk) -> LibraryState:
        return LibraryState("library.jsonl", date(2026, 6, 1), 8311, 830_221)

    def complete(self, clerk: Clerk, text: str, limit: int = 10) -> tuple[AddressHit, ...]:
        self.asked.append(text)
        gate = self.gate
        if gate is not None and not gate.wait(10):
            raise TimeoutError(text)
        if "无此" in text:
            return ()
        return (hit(0), hit(1), hit(2))[:limit]

    def translate(self, clerk: Clerk, text: str) -> Answer:
        self.calls.append("translate")
        base = NOTHING if text == "同上" else SURE if "B座" in text else ASKED
        return replace(base, text=text)

    def children(self, clerk: Clerk, key: tuple[str, ...] = ()) -> tuple[TreeNode, ...]:
        self.calls.append("children")
        if not key:
            return (
                TreeNode(("s", "莲花街道"), "莲花街道", "街道", 812),
                TreeNode(("s", "梅林街道"), "梅林街道", "街道", 640),
            )
        if key[0] == "s":
            return (TreeNode(("c", key[1], "景田社区"), "景田社区", "社区", 96),)
        if key[0] == "c":
            return (TreeNode(("b", "4403040080140790012"), "云锦苑3栋", "楼栋", code="4403040080140790012"),)
        return (TreeNode(("h", ROOMS[0][0]), "1204", "房间", code=ROOMS[0][0], leaf=True),)

    def entry(self, clerk: Clerk, code: str) -> AddressEntry:
        path = (("街道", "莲花街道"), ("社区", "景田社区"), ("道路门牌", "锦云二路18号"), ("小区", "云锦苑"), ("楼栋", "3栋"), ("单元", "B座"), ("房号", "1204"))  # fmt: skip
        return AddressEntry(
            code, f"{PREFIX}莲花街道景田社区锦云二路18号云锦苑3栋B座1204", path, "有效", (("云锦花园", "云锦苑", "旧名"),),
            ("4403040080140790009001204",),
        )  # fmt: skip

    def occupancy(self, clerk: Clerk, code: str) -> Occupancy:
        self.calls.append("occupancy")
        if not clerk.may("person.search"):
            return Occupancy(None, 3, None, 1, None)
        people = (OccupantLine("林*燕", "4403**********2727"), OccupantLine("周*", "4403**********7212"))
        return Occupancy(people, 2, (OccupantLine("晓语花艺工作室", "个体工商户，存续"),), 1, ())

    @property
    def takes_unknown(self) -> bool:
        return self.queue

    def report_unknown(self, clerk: Clerk, text: str, origin: str) -> None:
        self.reported.append((text, origin))

    def refresh(self) -> None:
        self.calls.append("refresh")

    def close(self) -> None:
        self.calls.append("close")
