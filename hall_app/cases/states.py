"""The states of a case and the ways between them (domain 3.2); whatever is not listed is refused."""

from __future__ import annotations

from enum import StrEnum

from hall_app.errors import Conflict


class CaseState(StrEnum):
    """Codes of the case states."""

    DRAFT = "00"
    PRE_CHECK = "05"
    PRE_CHECK_RETURNED = "06"
    PRE_CHECK_PASSED = "07"
    RECEIVED = "10"
    CORRECTION = "12"
    RESUBMITTED = "13"
    REFUSED = "15"
    DEEMED_ACCEPTED = "16"
    ACCEPTED = "20"
    ACCEPTED_INCOMPLETE = "22"
    UNDER_REVIEW = "25"
    SPECIAL_PROCEDURE = "27"
    EXTENDED = "28"
    READY_TO_DECIDE = "30"
    GRANTED = "40"
    DENIED = "41"
    DECIDED_ON_THE_SPOT = "42"
    TERMINATED = "43"
    MAKING_CERTIFICATE = "50"
    READY_TO_COLLECT = "55"
    DELIVERED = "60"
    ARCHIVED = "70"
    VOID = "90"


STATE_NAMES: dict[CaseState, str] = {
    CaseState.DRAFT: "草稿",
    CaseState.PRE_CHECK: "待预审",
    CaseState.PRE_CHECK_RETURNED: "预审退回",
    CaseState.PRE_CHECK_PASSED: "预审通过待到场",
    CaseState.RECEIVED: "已收件",
    CaseState.CORRECTION: "补正待提交",
    CaseState.RESUBMITTED: "补正已提交",
    CaseState.REFUSED: "不予受理",
    CaseState.DEEMED_ACCEPTED: "视为受理",
    CaseState.ACCEPTED: "已受理",
    CaseState.ACCEPTED_INCOMPLETE: "容缺受理中",
    CaseState.UNDER_REVIEW: "审核中",
    CaseState.SPECIAL_PROCEDURE: "特别程序中",
    CaseState.EXTENDED: "延期审批",
    CaseState.READY_TO_DECIDE: "待决定",
    CaseState.GRANTED: "准予",
    CaseState.DENIED: "不予",
    CaseState.DECIDED_ON_THE_SPOT: "已办结",
    CaseState.TERMINATED: "撤回或终止",
    CaseState.MAKING_CERTIFICATE: "制证中",
    CaseState.READY_TO_COLLECT: "待领取",
    CaseState.DELIVERED: "已送达",
    CaseState.ARCHIVED: "已归档",
    CaseState.VOID: "作废",
}


def _ways(table: str) -> dict[CaseState, frozenset[CaseState]]:
    ways: dict[CaseState, frozenset[CaseState]] = {}
    for line in table.split():
        start, _, ends = line.partition(":")
        ways[CaseState(start)] = frozenset(CaseState(end) for end in ends.split(","))
    return ways


# 25 → 12 (审查阶段补正) is not here: it needs a legal basis in the item, see ``correction_in_review``.
# 42 → 90 is not in the table either: F9 on an item decided on the spot, taken back within the undo time.
_WAYS = _ways(
    "00:05,10,90 05:06,07,10 06:05,43 07:10,43 10:12,15,16,20,22,42,43,90 12:13,43 13:12,15,16,20,22,43 "
    "16:25,42,43 20:25,42,43,90 22:25,30,43,90 25:27,28,30,43 27:25,43 28:25,30,43 30:40,41,28 40:50,55,60 "
    "41:55,60 42:50,55,60,70 50:55,60 55:60 60:70 15:60,70 43:70"
)
UNDOABLE = frozenset({CaseState.ACCEPTED, CaseState.ACCEPTED_INCOMPLETE, CaseState.DECIDED_ON_THE_SPOT})
"""What F9 leads to; within the undo time it may be taken back: a new case → 90, a resumed one to where it stood."""
_RESUMABLE = frozenset({CaseState.CORRECTION, CaseState.RESUBMITTED})


def may_go(
    start: CaseState,
    end: CaseState,
    *,
    only_new_pieces: bool = True,
    correction_in_review: bool = False,
    undoing: bool = False,
) -> bool:
    """Whether a case may go from ``start`` to ``end``.

    ``only_new_pieces``: a second notice (13 → 12) lists defects of newly submitted pieces alone.
    ``correction_in_review``: the item has a legal basis for 25 → 12. ``undoing``: within the undo time,
    which also opens 42 → 90, and the way back of a resumed case.
    """
    if (start, end) == (CaseState.RESUBMITTED, CaseState.CORRECTION) and not only_new_pieces:
        return False
    if (start, end) == (CaseState.UNDER_REVIEW, CaseState.CORRECTION):
        return correction_in_review
    if (start, end) == (CaseState.DECIDED_ON_THE_SPOT, CaseState.VOID):
        return undoing
    if undoing and start in UNDOABLE and end in _RESUMABLE:
        return True
    return end in _WAYS.get(start, frozenset())


def check_way(start: str, end: str, **footnotes: bool) -> CaseState:
    """The end state, if the way there is allowed. Raises Conflict."""
    first, last = CaseState(start), CaseState(end)
    if not may_go(first, last, **footnotes):
        raise Conflict(f"办件现为“{STATE_NAMES[first]}”，不能转为“{STATE_NAMES[last]}”", "请重新打开办件查看")
    return last
