"""How a deadline's arithmetic is worded on screen and paper; pure, any thread."""

from __future__ import annotations

from hall_app.working_days.deadline import Deadline


def due_note(deadline: Deadline) -> str:
    """10 个工作日，已扣端午 1 天; with 暂按周末推算 where a year has no table."""
    words = [f"{deadline.days} 个工作日"]
    if deadline.skipped:
        words.append("已扣" + "、".join(f"{name} {days} 天" for name, days in deadline.skipped))
    if deadline.provisional:
        words.append("暂按周末推算")
    return "，".join(words)


def short_note(deadline: Deadline) -> str:
    """Only what is remarkable of it, for the case's row; empty where nothing is."""
    words = ["已扣" + "、".join(name for name, _days in deadline.skipped)] if deadline.skipped else []
    return "，".join([*words, *(["暂按周末推算"] if deadline.provisional else [])])
