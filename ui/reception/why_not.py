"""Why a key does nothing where the reception stands: said, so that no key is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.reception.state import Panel, Phase

if TYPE_CHECKING:
    from hall_app.security.clerk import Clerk
    from ui.reception.state import ReceptionState

_OF_A_TICKET = frozenset({"recall", "miss", "transfer"})
_OF_A_CASE = frozenset({"accept", "guide", "supplement", "refuse", "capture", "recapture", "save"})
_BEFORE = {
    Phase.IDLE: "请先按 F1 呼叫",
    Phase.CALLING: "请先请本人放身份证",
    Phase.CHOOSING: "请先选事项",
    Phase.DECIDED: "这件已办完，按 F1 叫下一位",
}


# What the use cases of these keys ask for.
_ASKS = {
    "call": "queue.call", "recall": "queue.call", "miss": "queue.call", "restore": "queue.call",
    "transfer": "queue.transfer", "pause": "queue.pause", "issue": "queue.issue", "supplement": "case.supplement",
    "person_file": "person.search", "refuse": "case.refuse", "undo": "case.undo", "reveal": "person.reveal", "print": "document.print",
}  # fmt: skip


def may_not(intention: str, clerk: Clerk) -> str:
    """Why a key does nothing for this clerk; empty where the role has it."""
    wanted = _ASKS.get(intention, "")
    if not wanted or clerk.may(wanted):
        return ""
    if wanted.startswith("queue.") and not clerk.may("queue.call"):
        return "这个岗位不叫号：请居民直接放身份证，或按 Ctrl I 手工录入"
    return "没有这项权限，请由有权限的人员办理"


def why_not(intention: str, state: ReceptionState) -> str:
    """What is to be done first; empty where the key does its work."""
    if intention in ("call", "miss") and state.phase is Phase.CALLING and not state.asking_next:
        return _too_soon(state)
    if intention in _OF_A_TICKET:
        return _of_ticket(intention, state)
    if intention == "pause" and state.ticket is not None and state.phase is not Phase.DECIDED:
        return f"手上还有 {state.ticket.number}，办结、过号或转窗后再暂停"
    if intention == "issue" and state.phase not in (Phase.IDLE, Phase.DECIDED):
        return "手上这位办完再代取号"
    if state.panel is Panel.SCANNED:
        # The scanned sheet has these keys while it is on show.
        return ""
    if intention in _OF_A_CASE and not state.phase.filling:
        return _BEFORE[state.phase]
    if intention == "person_file" and state.facts is not None:
        return _of_file(state)
    if (
        intention in ("reveal", "change_item", "person_file")
        and state.facts is None
        and not state.phase.filling
    ):
        return _BEFORE[Phase.IDLE if state.phase is Phase.IDLE else Phase.CALLING]
    return ""


def _of_file(state: ReceptionState) -> str:
    if state.resident is None:
        return "正在核对这张证件，请稍候"
    return "" if state.resident.person_id is not None else "人口库查无此人，没有资料可看"


def _of_ticket(intention: str, state: ReceptionState) -> str:
    if state.ticket is None:
        return "手上没有号，请先按 F1 呼叫"
    if state.phase is Phase.DECIDED:
        return f"{state.ticket.number} 已办完，按 F1 叫下一位"
    if state.phase is not Phase.CALLING and intention == "miss":
        return f"{state.ticket.number} 已在办理，不能过号；换人请按 F1 暂存"
    if state.phase is not Phase.CALLING and intention == "recall":
        return f"{state.ticket.number} 已在办理，不用重呼"
    return ""


def _too_soon(state: ReceptionState) -> str:
    """Who was not called often enough cannot be passed over, not by F1 either (setting ``queue.calls_before_missed``)."""
    least = state.queue.calls_before_missed if state.queue is not None else 0
    if state.ticket is None or state.call_count >= least:
        return ""
    number, times = state.ticket.number, state.call_count
    return f"{number} 才呼叫 {times} 次，满 {least} 次没人来才能过号；按 F2 重呼"
