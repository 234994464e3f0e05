"""Why a key does nothing where the reception stands: said, so that no key is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.reception.state import Panel, Phase

if TYPE_CHECKING:
    from ui.reception.state import ReceptionState

_OF_A_TICKET = frozenset({"recall", "miss", "transfer"})
_OF_A_CASE = frozenset({"accept", "supplement", "refuse", "capture", "recapture", "save"})
_BEFORE = {
    Phase.IDLE: "请先按 F1 呼叫",
    Phase.CALLING: "请先请本人放身份证",
    Phase.CHOOSING: "请先选事项",
    Phase.DECIDED: "这件已办完，按 F1 叫下一位",
}


def why_not(intention: str, state: ReceptionState) -> str:
    """What is to be done first; empty where the key does its work."""
    if intention in _OF_A_TICKET:
        return _of_ticket(intention, state)
    if intention == "issue" and state.phase not in (Phase.IDLE, Phase.DECIDED):
        return "手上这位办完再代取号"
    if state.panel is Panel.SCANNED:
        # The scanned sheet has these keys while it is on show.
        return ""
    if intention in _OF_A_CASE and not state.phase.filling:
        return _BEFORE[state.phase]
    if intention in ("reveal", "change_item") and state.facts is None and not state.phase.filling:
        return _BEFORE[Phase.IDLE if state.phase is Phase.IDLE else Phase.CALLING]
    return ""


def _of_ticket(intention: str, state: ReceptionState) -> str:
    if state.ticket is None:
        return "手上没有号，请先按 F1 呼叫"
    if state.phase is Phase.DECIDED:
        return f"{state.ticket.number} 已办完，按 F1 叫下一位"
    if intention == "miss" and state.phase is not Phase.CALLING:
        return f"{state.ticket.number} 已在办理，不能过号；换人请按 F1 暂存"
    return ""
