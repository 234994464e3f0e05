"""What can go wrong below the models, told apart by cause."""

from __future__ import annotations

from enum import StrEnum


class StoreFault(StrEnum):
    """Cause of a :class:`StoreError`; hall_app has the words and the remedy for each."""

    LOCKED = "locked"
    TOO_NEW = "too_new"
    OUTDATED = "outdated"
    WRONG_KEY = "wrong_key"
    BROKEN = "broken"
    DISK_FULL = "disk_full"
    UNREACHABLE = "unreachable"
    CLOSED_FILE = "closed_file"
    READ_ONLY = "read_only"
    INTERRUPTED = "interrupted"
    NO_RIGHT = "no_right"


class StoreError(Exception):
    """The database cannot serve now; nothing of the transaction was kept."""

    def __init__(self, fault: StoreFault, detail: str = "") -> None:
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)
        self.fault = fault
        self.detail = detail


class VersionConflict(Exception):
    """Somebody else changed the row since it was read; read it again and settle the difference."""
