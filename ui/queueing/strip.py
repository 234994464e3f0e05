"""What the ticket strip shows in each phase, and the line it turns into when F1 would drop somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.key_table import key_of
from ui.reception.state import Phase
from ui.reception.words import clock_time, wait_words
from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.ticket_strip import StripButton, TicketStripState

if TYPE_CHECKING:
    from ui.reception.state import ReceptionState
    from ui.tokens import Kind

_CHIPS: dict[Phase, tuple[str, Kind, str]] = {
    Phase.CALLING: ("呼叫中", "warn", "speakerphone"),
}
_OUTCOMES: dict[str, tuple[str, Kind, str]] = {
    "accepted": ("已受理", "ok", "check"), "on_the_spot": ("已办结", "ok", "check"),
    "taken": ("已收材料", "ok", "check"), "supplement": ("已告知", "warn", "arrow-back-up"), "refused": ("不予受理", "idle", "ban"),
}  # fmt: skip


def strip_state(state: ReceptionState) -> TicketStripState:
    """The strip of a state; the timer is pushed apart."""
    queue, ticket = state.queue, state.ticket
    waiting = len(queue.waiting) if queue is not None else None
    paused = queue is not None and queue.paused_reason is not None
    if state.phase is Phase.IDLE or (
        ticket is None and state.facts is None and state.application is None and state.decision is None
    ):
        return _idle(state, paused)
    number = ticket.number if ticket is not None else "无号"
    title = ticket.business if ticket is not None else "接着上次办"
    note = ""
    if ticket is None and state.application is not None and state.application.resumed is not None:
        number, title, note = "补交", "补交材料", state.application.resumed.case_number
    if ticket is not None:
        note = f"取号 {clock_time(ticket.issued_at)}·等了 {wait_words(ticket.waited_s)}"
    chip, kind, icon = _CHIPS.get(state.phase, ("服务中", "accent", "circle-dot"))
    if state.phase is Phase.CALLING and state.call_count > 1:
        chip = f"呼叫中，已呼 {state.call_count} 次"
    if state.phase is Phase.DECIDED and state.decision is not None:
        chip, kind, icon = _OUTCOMES.get(state.decision.kind, ("已办", "ok", "check"))
        if state.undone:
            chip, kind, icon = "已撤回", "warn", "arrow-back-up"
    calling = state.phase is Phase.CALLING
    overdue = calling and queue is not None and state.call_count >= queue.calls_before_missed
    buttons = called_buttons(overdue=overdue, paused=paused)
    target_s = queue.target_s if queue is not None else 0
    return TicketStripState(
        number, title, note, "accent", chip, kind, icon, state.elapsed_s, target_s, waiting, buttons
    )


def called_buttons(*, overdue: bool = False, paused: bool = False) -> tuple[StripButton, ...]:
    """The strip's buttons while a ticket is in hand."""
    return (
        StripButton("recall", "重呼", key_of("recall")),
        StripButton("miss", "过号", key_of("miss"), primary=overdue),
        StripButton("transfer", "转窗", key_of("transfer")),
        StripButton("pause", "恢复" if paused else "暂停", "", "player-pause", least=True),
        StripButton("call", "下一位", key_of("call"), after_rule=True),
    )


def _idle(state: ReceptionState, paused: bool) -> TicketStripState:
    queue = state.queue
    last = queue.last if queue is not None else None
    title, note = "还没有办过", ""
    if last is not None:
        title = f"上一位 {last.ticket_number}" if last.ticket_number else "上一位"
        used = f"，用时 {last.seconds} 秒" if last.seconds is not None else ""
        note = f"{last.item_name}，{last.outcome}{used}"
    buttons: list[StripButton] = []
    if last is not None and last.document_id is not None:
        buttons.append(StripButton("print", "补打回执", key_of("print")))
    if queue is not None and queue.missed:
        buttons.append(StripButton("restore", "过号召回", key_of("restore")))
    buttons.append(StripButton("issue", "代取号", key_of("issue")))
    buttons.append(StripButton("pause", "恢复" if paused else "暂停", key_of("pause"), "player-pause"))
    return TicketStripState("暂停" if paused else "空闲", title, note, "text2", buttons=tuple(buttons))


class NextQuestion(Panel):
    """`A037 还没办完：[暂存并呼叫下一位 Enter] [继续办 Esc]`, in the strip's own place.

    Signals: ``answered(go_on)``: True calls the next one, False stays.
    """

    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill="warn_soft", edges="b", line="warn_line")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 1)
        row.setSpacing(12)
        row.addWidget(IconLabel("alert-triangle", 22, "warn"))
        self.words = ElidedLabel("", "lg", bold=True)
        row.addWidget(self.words, 1)
        self.go = KeyButton("暂存并呼叫下一位", "Enter", decision=True, primary=True)
        self.go.clicked.connect(self._on_go)
        self.stay = KeyButton("继续办", "Esc", decision=True)
        self.stay.clicked.connect(self._on_stay)
        row.addWidget(self.go, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.stay, 0, Qt.AlignmentFlag.AlignVCenter)
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.strip)

    def show_state(self, state: ReceptionState) -> None:
        """Ask about this ticket."""
        number = state.ticket.number if state.ticket is not None else "这位"
        if state.phase is Phase.CALLING:
            self.words.setText(f"{number} 还没到：")
            self.go.set_label("过号并呼叫下一位")
            self.stay.set_label("继续等")
        else:
            self.words.setText(f"{number} 还没办完：")
            self.go.set_label("暂存并呼叫下一位")
            self.stay.set_label("继续办")
        self.setAccessibleName(self.words.text())

    def place_focus(self) -> None:
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_go(self) -> None:
        self.answered.emit(True)

    def _on_stay(self) -> None:
        self.answered.emit(False)
