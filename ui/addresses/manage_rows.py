"""Rows of the management lists: changes, what waits, the quality report and its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hall_app.addresses.managing.assigning import SUBJECT_WORDS
from hall_app.addresses.managing.changes import KIND_WORDS, STATE_WORDS, ChangeKind, ChangeState
from hall_app.clock import hall_time
from ui.tokens import ColourName, Kind
from ui.widgets.row_delegates import Span, TwoLineRow

if TYPE_CHECKING:
    from hall_app.addresses.managing.assigning import Waiting
    from hall_app.addresses.managing.changes import Change
    from hall_app.addresses.managing.quality import QualityLine, QualityReport
    from hall_app.addresses.managing.unknown import UnknownAddress
    from hall_app.security.clerk import Clerk

KIND_ICONS = {
    ChangeKind.CREATE: "circle-plus",
    ChangeKind.SPLIT: "arrows-left-right",
    ChangeKind.MERGE: "files",
    ChangeKind.RENAME: "pencil",
    ChangeKind.RETIRE: "circle-minus",
    ChangeKind.ALIAS: "link",
}
STATE_KINDS: dict[ChangeState, Kind] = {
    ChangeState.PROPOSED: "warn",
    ChangeState.APPLIED: "ok",
    ChangeState.REJECTED: "bad",
    ChangeState.WITHDRAWN: "idle",
}


def change_row(change: Change, clerk: Clerk) -> TwoLineRow:
    """A change: what it does over who proposed it and when."""
    mine = "我提出" if change.proposed_by == clerk.staff_id else change.proposer
    when = f"{hall_time(change.proposed_at):%m-%d %H:%M}"
    batch = f"  批号 {change.proposal.batch}" if change.proposal.batch else ""
    about = change.title.partition(" · ")[2]
    # The end tells addresses apart, and a narrow column cuts it off: street and community go first.
    about = about.partition("社区")[2] or about
    return TwoLineRow(
        (Span(KIND_WORDS[change.proposal.kind], bold=True), Span(f"  {about}")),
        f"{change.number}  {mine}  {when}{batch}",
        icon=KIND_ICONS[change.proposal.kind],
        chip=STATE_WORDS[change.state],
        chip_kind=STATE_KINDS[change.state],
    )


def waiting_row(waiting: Waiting) -> TwoLineRow:
    """Something that waits to be assigned: what it is over its old address."""
    where = waiting.old_address.removeprefix("广东省深圳市福田区")
    return TwoLineRow(
        (Span(SUBJECT_WORDS.get(waiting.subject_kind, waiting.subject_kind), bold=True), Span(f"  {where}")),
        f"{waiting.old_code}  变更 {waiting.change_number}",
        icon="help-circle",
        icon_tone="warn",
        chip=f"{len(waiting.candidates)} 个去向" if waiting.candidates else "无去向",
        chip_kind="warn" if waiting.candidates else "bad",
    )


def quality_row(line: QualityLine) -> TwoLineRow:
    """A check of the report with its count."""
    if not line.count:
        look: tuple[str, str, Kind] = ("circle-check", "没有", "ok")
    else:
        look = ("alert-triangle", f"{line.count:,}", "bad" if line.must_mend else "warn")
    note = "须更正" if line.must_mend else "请核对"
    tone: ColourName = "ok" if not line.count else "bad" if line.must_mend else "warn"
    return TwoLineRow(
        (Span(line.title),),
        note if line.count else "",
        icon=look[0],
        icon_tone=tone,
        chip=look[1],
        chip_kind=look[2],
    )


def finding_rows(line: QualityLine) -> list[TwoLineRow]:
    """The findings of a check."""
    return [TwoLineRow((Span(code),), detail, icon="map-pin") for code, detail in line.findings]


def unknown_row(row: UnknownAddress) -> TwoLineRow:
    """A text of the queue with how often it was met."""
    return TwoLineRow(
        (Span(row.text),),
        f"最近 {hall_time(row.last_met_at):%m-%d %H:%M}  来自{row.origin}",
        icon="map-pin",
        icon_tone="warn",
        chip=f"{row.met} 次",
        chip_kind="warn" if row.met > 1 else "idle",
    )


def summary_words(report: QualityReport) -> str:
    """What the whole report says, before one of its checks is chosen."""
    found = sum(line.count for line in report.lines)
    if not found:
        return f"查了 {len(report.lines)} 项，没有发现问题"
    return f"查了 {len(report.lines)} 项：{report.to_mend:,} 条要改，{found - report.to_mend:,} 条供参考"
