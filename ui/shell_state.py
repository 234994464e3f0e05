"""What the shell shows, as plain values. Anything a role may not open is absent, not greyed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ui.widgets.device_dot import DeviceCondition, DeviceState

__all__ = ["DeviceCondition", "DeviceState", "KeyWords", "Link", "RailEntry", "ShellState", "SyncState"]


class Link(Enum):
    """State of the link to the district; the value is the usual word."""

    ONLINE = "已连接区平台"
    OFFLINE = "离线办理"
    SYNCING = "同步中"
    ATTENTION = "要处理"


@dataclass(frozen=True, slots=True)
class SyncState:
    """Left end of the status bar: the state in words and the detail after it."""

    link: Link = Link.ONLINE
    words: str = "已连接区平台"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RailEntry:
    """A page in the rail; `bottom` puts it at the lower end (设置)."""

    key: str
    words: str
    icon: str
    badge: int = 0
    bottom: bool = False


@dataclass(frozen=True, slots=True)
class KeyWords:
    """A key hint at the right end of the status bar."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class ShellState:
    """Everything around the page."""

    hall: str = ""
    window: str = ""
    staff: str = ""
    clock: str = ""
    practice: bool = False
    rail: tuple[RailEntry, ...] = ()
    sync: SyncState = SyncState()
    devices: tuple[DeviceState, ...] = ()
    hints: tuple[KeyWords, ...] = ()
    has_search: bool = True
