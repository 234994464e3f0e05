"""The keys that matter now, in the status bar: none that does nothing where the reception stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.reception.state import Phase

if TYPE_CHECKING:
    from ui.reception.state import ReceptionState, SupplementState

Hints = tuple[tuple[str, str], ...]
_ALL_KEYS = ("Ctrl /", "全部按键")

_HINTS: dict[Phase, Hints] = {
    Phase.IDLE: (("F1", "呼叫"), ("Ctrl K", "找人查件"), _ALL_KEYS),
    Phase.CALLING: (("F2", "重呼"), ("F3", "过号"), _ALL_KEYS),
    Phase.CHOOSING: (("1–5", "办推送事项"), _ALL_KEYS),
    Phase.FORM: (("Enter", "下一项"), ("E", "改已带入的项"), ("Ctrl S", "暂存")),
    Phase.MATERIALS: (("F7", "连拍，放稳即拍"), ("空格", "已收"), ("Del", "删页")),
    Phase.SUPPLEMENT: (("空格", "勾选"), ("↑↓", "换条"), ("Esc", "返回表单")),
    Phase.REFUSAL: (("1–9", "选理由"), ("F11", "出具"), ("Esc", "返回表单")),
}


_CALL = {"F1": ("Ctrl I", "手工录入")}
"""What stands in the place of calling at a desk that calls nobody."""


def hints_of(state: ReceptionState, *, calls: bool = True) -> Hints:
    """The hints of a state; a desk that calls nobody (``calls`` False) has none of the queue's keys."""
    hints = _hints_of(state)
    return hints if calls else tuple(_CALL.get(hint[0], hint) for hint in hints)


def _hints_of(state: ReceptionState) -> Hints:
    if state.phase is Phase.CHOOSING:
        return _choosing(state)
    if state.phase is Phase.SUPPLEMENT:
        return _notice(state.supplement)
    if state.phase is Phase.DECIDED:
        return _decided(state)
    return _HINTS[state.phase]


def _choosing(state: ReceptionState) -> Hints:
    search = state.search
    if search.open:
        nothing = search.answered == search.query and not search.hits
        return (("Esc", "清空"), _ALL_KEYS) if nothing else (("↑↓", "选择"), ("Enter", "办理"), _ALL_KEYS)
    if state.recommendations is None:
        return _HINTS[Phase.CHOOSING]
    pushed = len(state.recommendations.pushes)
    if not pushed:
        return (("Alt 字母", "办常办事项"), _ALL_KEYS)
    return (("1" if pushed == 1 else f"1–{pushed}", "办推送事项"), _ALL_KEYS)


def _decided(state: ReceptionState) -> Hints:
    if state.undone:
        return (("F1", "下一位"), ("F6", "换事项"))
    also = state.decision is not None and state.decision.also is not None
    return (("F1", "下一位"), *((("2", "接着办"),) if also else ()), ("F12", "补打"))


def _notice(supplement: SupplementState) -> Hints:
    rows, at = supplement.rows, supplement.current
    if not rows:
        return (("Insert", "加一处"), ("Esc", "返回表单"))
    if at < len(rows) and rows[at].found is None:
        return (("←→", "换材料"), ("Enter", "写补什么"), ("Esc", "返回表单"))
    return _HINTS[Phase.SUPPLEMENT]
