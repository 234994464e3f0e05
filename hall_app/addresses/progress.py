"""What the commands over many lines tell: how far they are, and what they did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hall_app.errors import HallError

Progress = Callable[[int], bool]
"""Gets the lines done so far and says whether to go on."""
EVERY = 500


@dataclass(frozen=True, slots=True)
class Answered:
    """How many lines a command answered, how many of them without asking a person, and what it left out, in words."""

    lines: int
    taken_over: int
    left_out: str = ""


def go_on(progress: Progress | None, count: int) -> None:
    """Tell how many lines are done, now and then. Raises HallError where the listener stops the work."""
    if progress is not None and count % EVERY == 0 and not progress(count):
        raise HallError("已取消", "已写出的结果保留在输出文件里")
