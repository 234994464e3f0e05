"""When a window nobody touches locks itself, and when its session ends."""

from __future__ import annotations

from dataclasses import dataclass

from hall_app.security.clerk import Clerk
from hall_app.settings import IDLE_END_MIN, IDLE_LOCK_MIN, IDLE_LOCK_PROXY_MIN, Settings


@dataclass(frozen=True, slots=True)
class IdleRules:
    """Seconds without key or mouse until the screen locks, and until the session ends."""

    lock_after_s: int
    end_after_s: int


def idle_rules(clerk: Clerk, settings: Settings) -> IdleRules:
    """The rules for this clerk: a proxy desk locks sooner; ending is never before locking."""
    proxy = clerk.role_code == "proxy_agent"
    lock = settings[IDLE_LOCK_PROXY_MIN if proxy else IDLE_LOCK_MIN] * 60
    return IdleRules(lock, max(settings[IDLE_END_MIN] * 60, lock))
