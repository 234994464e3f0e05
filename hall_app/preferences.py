"""The settings page's use cases: this machine's looks and keys, the shared settings it shows, one's own password, logs."""

from __future__ import annotations

import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import hall_app
from db.session import Store
from hall_app.clock import Clock, hall_time
from hall_app.errors import Unavailable
from hall_app.hall_settings import (
    EDIT_POLICIES,
    EDIT_SETTINGS,
    SettingLine,
    change_setting,
    list_settings,
    reset_setting,
    shown_settings,
)
from hall_app.installation import Installation
from hall_app.machine_preferences import MachinePreferences, keep_preferences, read_preferences
from hall_app.security import accounts
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.security.passwords import password_rules
from hall_app.settings import AUTO_PRINT, COPIES, SUPPORT, TICKET_WIDTH_MM, Settings
from hall_app.store_faults import explained

PRINTING = (AUTO_PRINT.name, COPIES.name, TICKET_WIDTH_MM.name)
_MOST_LOG_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """What the page 本机 says, as (title, value) lines."""

    lines: tuple[tuple[str, str], ...]
    support: str


class Preferences(ABC):
    """For worker threads; each method touches a file or the database. All raise HallError kinds."""

    @abstractmethod
    def machine(self) -> MachinePreferences:
        """What was chosen for this machine."""

    @abstractmethod
    def keep(self, preferences: MachinePreferences) -> None:
        """Remember it."""

    @abstractmethod
    def printing(self, clerk: Clerk) -> tuple[SettingLine, ...]:
        """The shared settings of paper, locked for whoever may not change them."""

    @abstractmethod
    def lines(self, clerk: Clerk) -> tuple[SettingLine, ...]:
        """Every declared setting, for administrators."""

    @abstractmethod
    def change(self, clerk: Clerk, key: str, value: str) -> None:
        """Set the hall's value."""

    @abstractmethod
    def reset(self, clerk: Clerk, key: str) -> None:
        """Take the hall's value back."""

    @abstractmethod
    def password_rules(self) -> str:
        """What a new password must be, in words."""

    @abstractmethod
    def change_password(self, staff_no: str, old: str, new: str) -> None:
        """Change one's own password, also before the first log-in with it."""

    @abstractmethod
    def facts(self, clerk: Clerk) -> MachineFacts:
        """What this machine is, where it keeps things and how much."""

    @abstractmethod
    def pack_logs(self, clerk: Clerk) -> Path:
        """One file of all (masked) logs for the support; returns where it lies."""


class HallPreferences(Preferences):
    """Bound to an installation; ``settings`` gives what is in force, ``changed`` takes up what was changed."""

    def __init__(
        self,
        installation: Installation,
        store: Store,
        clock: Clock,
        settings: Callable[[], Settings],
        changed: Callable[[Settings], None],
    ) -> None:
        self._installation, self._store, self._clock = installation, store, clock
        self._settings, self._changed = settings, changed

    def machine(self) -> MachinePreferences:
        return read_preferences(self._installation.base_dir)

    def keep(self, preferences: MachinePreferences) -> None:
        keep_preferences(self._installation.base_dir, preferences)

    def printing(self, clerk: Clerk) -> tuple[SettingLine, ...]:
        return shown_settings(self._store, clerk, self._installation.settings, PRINTING)

    def lines(self, clerk: Clerk) -> tuple[SettingLine, ...]:
        return list_settings(self._store, clerk, self._installation.settings)

    def change(self, clerk: Clerk, key: str, value: str) -> None:
        settings = self._installation.settings
        self._changed(change_setting(self._store, clerk, key, value, settings=settings, clock=self._clock))

    def reset(self, clerk: Clerk, key: str) -> None:
        settings = self._installation.settings
        self._changed(reset_setting(self._store, clerk, key, settings=settings, clock=self._clock))

    def password_rules(self) -> str:
        return password_rules(self._settings())

    def change_password(self, staff_no: str, old: str, new: str) -> None:
        accounts.change_password(
            self._store, staff_no, old, new, clock=self._clock, settings=self._settings()
        )

    def facts(self, clerk: Clerk) -> MachineFacts:
        base = self._installation.base_dir
        window = f"{clerk.window_number} 号窗口" if clerk.window_number else "不开窗口"
        lines = (
            ("窗口", window),
            ("版本", hall_app.VERSION),
            ("数据目录", str(base)),
            ("本机大厅库", _size(base.glob("hall.db*"))),
            ("三库本机副本", _size(base.glob("district.db*"))),
            ("扫描件", _size((base / "scans").glob("*"))),
            ("日志", _size((base / "log").glob("*"))),
        )
        return MachineFacts(lines, self._settings()[SUPPORT])

    def pack_logs(self, clerk: Clerk) -> Path:
        folder = self._installation.base_dir
        stamp = f"{hall_time(self._clock.now()):%Y%m%d-%H%M%S}"
        path = folder / f"logs-{stamp}.zip"
        try:
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
                left = _MOST_LOG_BYTES
                for log in sorted((folder / "log").glob("*"), key=lambda one: one.name):
                    left -= log.stat().st_size
                    if log.is_file() and left >= 0:
                        packed.write(log, log.name)
            path.chmod(0o600)
        except OSError as error:
            raise Unavailable("日志没有打包成", "请检查磁盘空间，再试一次") from error
        with explained(), self._store.writing() as session:
            record(session, clerk, "logs.pack", "logs", path.name, at=self._clock.now())
        return path


def may_edit(clerk: Clerk) -> bool:
    """Whether the clerk changes any of the hall's settings."""
    return clerk.may(EDIT_SETTINGS) or clerk.may(EDIT_POLICIES)


def _size(paths: Iterable[Path]) -> str:
    total, number = 0, 0
    for path in paths:
        try:
            if path.is_file():
                total += path.stat().st_size
                number += 1
        except OSError:
            continue
    if not number:
        return "没有"
    return f"{total / 1024 / 1024:.1f} MB" if total >= 100_000 else f"{total / 1024:.0f} KB"
