"""Queue tickets as rows of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.reception.words import clock_time, wait_words
from ui.widgets.row_delegates import QueueRow

if TYPE_CHECKING:
    from hall_app.queueing.queue import QueueOverview, QueueTicket

_PRIORITY_ICONS = {
    "老人": "old", "带幼儿": "baby-carriage", "病患": "stethoscope", "残疾人": "wheelchair", "孕妇": "baby-carriage",
    "现役军人": "medal", "退役军人": "medal", "烈属军属": "medal", "消防救援": "medal", "见义勇为": "medal",
    "献血荣誉": "heart-handshake", "应急": "alert-triangle",
}  # fmt: skip


def queue_row(ticket: QueueTicket, *, is_next: bool = False) -> QueueRow:
    """A waiting ticket: what it is for, or why it comes earlier, and how long it waits."""
    if ticket.appointment_at is not None:
        words, icon = f"预约 {clock_time(ticket.appointment_at)}", "calendar"
        if ticket.appointment_due:
            return QueueRow(ticket.number, words, "到点", icon, "due")
    elif ticket.priority_reason:
        words, icon = ticket.business, _PRIORITY_ICONS.get(ticket.priority_reason, "flag")
    else:
        words, icon = ticket.business, ""
    return QueueRow(ticket.number, words, wait_words(ticket.waited_s), icon, "next" if is_next else "")


def queue_rows(tickets: tuple[QueueTicket, ...], *, mark_next: bool) -> list[QueueRow]:
    """Rows in calling order; the first is marked where it is what F1 calls."""
    return [queue_row(ticket, is_next=mark_next and at == 0) for at, ticket in enumerate(tickets)]


def behind_words(queue: QueueOverview) -> str:
    """Where one that was called back waits (setting ``queue.restore_behind``)."""
    return f"排到同组 {queue.restore_behind} 位之后" if queue.restore_behind else "排到同组最前"
