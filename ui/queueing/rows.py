"""Queue tickets as rows of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.reception.words import clock_time, wait_words
from ui.widgets.row_delegates import QueueRow

if TYPE_CHECKING:
    from hall_app.queueing.queue import QueueOverview, QueueTicket

_PRIORITY_ICONS = (("军人", "medal"), ("残", "wheelchair"), ("孕", "baby-carriage"), ("婴", "baby-carriage"))


def queue_row(ticket: QueueTicket, *, is_next: bool = False) -> QueueRow:
    """A waiting ticket: what it is for, or why it comes earlier, and how long it waits."""
    if ticket.appointment_at is not None:
        words, icon = f"预约 {clock_time(ticket.appointment_at)}", "calendar"
        if ticket.appointment_due:
            return QueueRow(ticket.number, words, "到点", icon, "due")
    elif ticket.priority_reason:
        words = ticket.priority_reason
        icon = next((icon for word, icon in _PRIORITY_ICONS if word in words), "old")
    else:
        words, icon = ticket.business, ""
    return QueueRow(ticket.number, words, wait_words(ticket.waited_s), icon, "next" if is_next else "")


def queue_rows(tickets: tuple[QueueTicket, ...], *, mark_next: bool) -> list[QueueRow]:
    """Rows in calling order; the first is marked where it is what F1 calls."""
    return [queue_row(ticket, is_next=mark_next and at == 0) for at, ticket in enumerate(tickets)]


def behind_words(queue: QueueOverview) -> str:
    """Where one that was called back waits (setting ``queue.restore_behind``)."""
    return f"排到同组 {queue.restore_behind} 位之后" if queue.restore_behind else "排到同组最前"
