"""What the log-in page shows, as plain values, and its words for what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ui.tokens import ColourName


class TileState(Enum):
    """A window of the hall as seen from this machine."""

    FREE = "空闲"
    BUSY = "在用"
    OWN = "本机"


@dataclass(frozen=True, slots=True)
class WindowTile:
    """`number` as on the tile (`08`); `words` below it: who sits there, 空闲 or 本机."""

    number: str
    words: str = ""
    state: TileState = TileState.FREE


class CheckResult(Enum):
    """Outcome of a device's self-test, with its usual word."""

    FINE = "正常"
    LOW = "要留意"
    GONE = "没接上"
    ABSENT = "未配"
    RUNNING = "正在检测"


@dataclass(frozen=True, slots=True)
class DeviceCheck:
    """A row of the self-test; `words` replace the usual word (`纸少，约剩 12 张`)."""

    name: str
    icon: str
    result: CheckResult = CheckResult.RUNNING
    words: str = ""


class ProblemKind(Enum):
    """Why a log-in did not happen."""

    WRONG = "wrong"
    LOCKED = "locked"
    WINDOW_TAKEN = "window_taken"
    NO_WINDOW = "no_window"
    EMPTY = "empty"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LoginProblem:
    """What went wrong: tries left for WRONG, time for LOCKED, window and holder for WINDOW_TAKEN, else `words`."""

    kind: ProblemKind
    words: str = ""
    tries_left: int = 0
    until: str = ""
    window: str = ""
    holder: str = ""


def problem_words(problem: LoginProblem) -> str:
    """The problem as the page says it: what happened, then what can be done."""
    if problem.kind is ProblemKind.WRONG:
        return f"工号或密码不对，还可试 {problem.tries_left} 次"
    if problem.kind is ProblemKind.LOCKED:
        return f"已锁定到 {problem.until}，可请大厅值班长解锁"
    if problem.kind is ProblemKind.WINDOW_TAKEN:
        return f"{problem.window} 号窗口{problem.holder}在用"
    if problem.kind is ProblemKind.NO_WINDOW:
        return "请先选本机窗口"
    if problem.kind is ProblemKind.EMPTY:
        return problem.words or "请填工号和密码"
    return problem.words


@dataclass(frozen=True, slots=True)
class LoginState:
    """Everything on the page. `demo_account` and `demo_password` are set in a practice installation only."""

    hall: str = ""
    staff_no: str = ""
    staff_name: str = ""
    card_available: bool = False
    windows: tuple[WindowTile, ...] = ()
    selected_window: str = ""
    window_note: str = ""
    office_only: bool = False
    devices: tuple[DeviceCheck, ...] = ()
    problem: LoginProblem | None = None
    busy: bool = False
    link_words: str = "已连接区平台"
    link_tone: ColourName = "ok"
    version: str = ""
    support: str = ""
    practice: bool = False
    demo_account: str = ""
    demo_password: str = ""
    offline_note: str = "连不上区平台也能登录、受理，恢复后自动补传"
