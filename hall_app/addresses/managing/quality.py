"""The quality report of the address library: orphans, duplicates, contradictions; counted, listed, exportable."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from db import address_quality as checks
from db.address_changes_queries import library_stamp
from db.session import Session, Store
from hall_app.addresses.gazetteer import label_key
from hall_app.addresses.managing.proposing import require_any
from hall_app.addresses.managing.watching import Watch
from hall_app.addresses.rules import load
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

MOST_LISTED = 200
MOST_EXPORTED = 1_000_000

# Title and whether it must be mended (else it is only to be looked at).
TITLES: dict[str, tuple[str, bool]] = {
    "room_without_building": ("房间没有楼栋", True),
    "room_of_retired_building": ("楼栋已注销而房间现行", True),
    "duplicate_building": ("同一地址两个楼栋编码", True),
    "duplicate_room": ("同一地址两个房间编码", True),
    "alike_building": ("疑似同一楼栋（3栋与3号楼）", False),
    "door_in_two_communities": ("同一门牌在两个社区", False),
    "community_in_two_streets": ("同一社区在两个街道", True),
    "community_of_other_street": ("社区与区划表所属街道不符", True),
    "room_code_of_other_building": ("房间编码不属于本楼", False),
    "incomplete_place": ("缺街道、社区，或道路小区全无", True),
    "building_without_rooms": ("楼栋没有房间", False),
    "alias_of_nothing": ("别名所指的标准名已无", True),
    "alias_that_lives": ("别名本身是现行标准名", True),
    "alias_text_of_nothing": ("写法所指的编码已无", True),
    "old_code_to_nothing": ("旧编码指向非现行编码", True),
    "home_at_nothing": ("居住登记指向无效编码", True),
    "firm_at_nothing": ("法人住所指向无效编码", True),
    "waiting": ("待核：拆分、注销后未指派", False),
}


@dataclass(frozen=True, slots=True)
class QualityLine:
    """One check: its title, how many findings, and the first of them as (code or name, detail)."""

    check: str
    title: str
    must_mend: bool
    count: int
    findings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The whole report over one state of the library."""

    stamp: str
    lines: tuple[QualityLine, ...]

    @property
    def to_mend(self) -> int:
        """How many findings must be mended."""
        return sum(line.count for line in self.lines if line.must_mend)


@explained()
def report_quality(
    store: Store, clerk: Clerk, watch: Watch | None = None, *, limit: int = MOST_LISTED
) -> QualityReport:
    """Check the whole library; takes seconds on a million rooms, and tells ``watch`` of each check done.

    Raises NotPermitted, Unavailable, and InputRefused where it was stopped, after the check at hand.
    """
    require_any(clerk)
    with store.reading() as session:
        return _report(session, limit, watch or Watch())


def _report(session: Session, limit: int, watch: Watch) -> QualityReport:
    lines: list[QualityLine] = []
    for done, (name, (title, must)) in enumerate(TITLES.items()):
        watch.at(done, len(TITLES))
        if name == "alike_building":
            count, found = _alike(session, limit)
        elif name == "community_of_other_street":
            count, found = _misplaced(session, limit)
        else:
            count, rows = checks.check(session, name, limit)
            found = [(row.code, row.detail) for row in rows]
        lines.append(QualityLine(name, title, must, count, tuple(found)))
    watch.at(len(TITLES), len(TITLES))
    # What must be mended stands first, then what is to be looked at, then what is in order.
    lines.sort(key=lambda line: (line.count == 0, not line.must_mend, -line.count))
    return QualityReport(library_stamp(session), tuple(lines))


def _alike(session: Session, limit: int) -> tuple[int, list[tuple[str, str]]]:
    first: dict[tuple[int, str, str], tuple[str, str]] = {}
    found: list[tuple[str, str]] = []
    for place, lane, label, code in checks.alike_buildings(session):
        known = first.setdefault((place, lane, label_key(label)), (label, code))
        if known[0] != label:
            found.append((known[1], code))
    return len(found), found[:limit]


def _misplaced(session: Session, limit: int) -> tuple[int, list[tuple[str, str]]]:
    owner = {c: s["name"] for s in load("divisions")["streets"] for c in s["communities"]}
    pairs = checks.streets_and_communities(session)
    found = [(c, f"{s}，区划表为{owner[c]}") for s, c in pairs if owner.get(c, s) != s]
    return len(found), found[:limit]


@explained()
def export_quality(store: Store, clerk: Clerk, out: Path, watch: Watch | None = None, *, clock: Clock) -> int:
    """Write every finding to csv or xlsx by suffix; returns how many. Raises NotPermitted, InputRefused.

    Where it was stopped nothing is written.
    """
    require_any(clerk)
    if out.suffix.lower() not in (".csv", ".xlsx"):
        raise InputRefused("只能导出 csv 或 xlsx", "请改文件名", "out")
    with store.reading() as session:  # nobody's writing waits for the checks
        report = _report(session, MOST_EXPORTED, watch or Watch())
    with store.writing() as session:
        record(session, clerk, "address.quality", "address_library", report.stamp, True, None, clock.now())
    rows = [
        [line.title, "须更正" if line.must_mend else "请核对", *finding]
        for line in report.lines
        for finding in line.findings
    ]
    head = ["检查项", "处理", "编码或名称", "对照"]
    try:
        if out.suffix.lower() == ".xlsx":
            from openpyxl import Workbook  # a quarter of a second to load, and seldom needed

            book = Workbook(write_only=True)
            sheet = book.create_sheet("质量报告")
            for row in (head, *rows):
                sheet.append(row)
            book.save(out)
        else:
            with out.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([head, *rows])
    except OSError as error:
        raise InputRefused("写不进这个文件", "请检查目录权限和磁盘空间", "out") from error
    return len(rows)
