"""Reading the audit trail: filtered, a page at a time; checking its chain; an export that is itself in the trail."""

from __future__ import annotations

import csv
import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from db import staff_queries
from db.security import AuditEntry
from db.session import Store
from hall_app.clock import HALL_ZONE, Clock, hall_time
from hall_app.errors import Unavailable
from hall_app.security.audit import AuditReport, record, verify_for
from hall_app.security.audit_words import action_words, detail_words, object_words
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

PAGE = 200
MOST_EXPORTED = 20_000


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is asked for; empty parts do not count. ``action`` is the beginning of a kind; days are the hall's."""

    actor: str = ""
    action: str = ""
    object_id: str = ""
    terminal: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A row: who, when, did what to what, why and from where. ``person_id`` leads to the person's file."""

    seq: int
    at: datetime
    actor: str
    actor_name: str
    action: str
    words: str
    object_words: str
    detail: str
    terminal: str
    success: bool
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The newest lines, and whether there are older ones (ask with ``before`` = the last line's number)."""

    lines: tuple[AuditLine, ...]
    more: bool


class AuditDesk(ABC):
    """For worker threads; raises HallError kinds. Nothing here changes an entry: the trail is read only for all."""

    @abstractmethod
    def entries(self, clerk: Clerk, wanted: AuditFilter, before: int | None = None) -> AuditPage:
        """A page of entries, newest first (audit.read)."""

    @abstractmethod
    def check(self, clerk: Clerk, report: Callable[[int, int], None] | None = None) -> AuditReport:
        """Follow the whole chain (audit.verify); ``report(checked, all)`` from this thread."""

    @abstractmethod
    def export(self, clerk: Clerk, wanted: AuditFilter) -> Path:
        """Write what the filter finds to a file that names who took it; recorded first (audit.read)."""


class HallAuditDesk(AuditDesk):
    """Bound to the hall's database; exports lie in ``folder``."""

    def __init__(self, store: Store, clock: Clock, folder: Path) -> None:
        self._store, self._clock, self._folder = store, clock, folder

    @explained()
    def entries(self, clerk: Clerk, wanted: AuditFilter, before: int | None = None) -> AuditPage:
        clerk.require("audit.read")
        return self._page(wanted, before, PAGE)

    def check(self, clerk: Clerk, report: Callable[[int, int], None] | None = None) -> AuditReport:
        return verify_for(self._store, clerk, report)

    @explained()
    def export(self, clerk: Clerk, wanted: AuditFilter) -> Path:
        clerk.require("audit.read")
        page, now = self._page(wanted, None, MOST_EXPORTED), self._clock.now()
        with self._store.writing() as session:
            detail = {"rows": len(page.lines), "action": wanted.action, "actor": wanted.actor}
            record(session, clerk, "audit.export", "audit", "chain", True, detail, now)
        path = self._folder / f"audit-{hall_time(now):%Y%m%d-%H%M%S}.csv"
        mark = f"{clerk.staff_no} {clerk.name} {hall_time(now):%Y-%m-%d %H:%M} 导出，仅供审计"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
                write = csv.writer(file)
                write.writerow([mark])
                write.writerow(["序号", "时间", "谁", "做了什么", "对象", "事由", "从哪台", "结果", "水印"])
                for line in page.lines:
                    write.writerow(_row(line, mark))
        except OSError as error:
            raise Unavailable("审计没有导出成", "请检查磁盘空间，再试一次") from error
        return path

    def _page(self, wanted: AuditFilter, before: int | None, limit: int) -> AuditPage:
        with self._store.reading() as session:
            found = staff_queries.audit_entries(
                session,
                actor=wanted.actor.strip().upper() if not wanted.actor.startswith("os:") else wanted.actor,
                action=wanted.action,
                object_id=wanted.object_id.strip(),
                terminal=wanted.terminal.strip(),
                since=_start_of(wanted.since),
                until=_start_of(wanted.until + timedelta(days=1)) if wanted.until else None,
                before=before,
                limit=limit + 1,
            )
            names = staff_queries.staff_names(session)
            lines = tuple(_line(entry, names) for entry in found[:limit])
        return AuditPage(lines, len(found) > limit)


def _start_of(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=HALL_ZONE).astimezone(UTC) if day else None


def _line(entry: AuditEntry, names: dict[str, str]) -> AuditLine:
    line = AuditLine(
        entry.seq,
        entry.at,
        entry.actor,
        names.get(entry.actor, ""),
        entry.action,
        action_words(entry.action),
        object_words(entry.object_kind, entry.object_id),
        detail_words(entry.detail),
        entry.terminal,
        entry.success,
    )
    known = entry.object_kind == "person" and entry.object_id != "none"
    return replace(line, person_id=entry.object_id) if known else line


def _row(line: AuditLine, mark: str) -> list[str]:
    cells = [
        str(line.seq),
        f"{hall_time(line.at):%Y-%m-%d %H:%M:%S}",
        f"{line.actor} {line.actor_name}".strip(),
        line.words,
        line.object_words,
        line.detail,
        line.terminal,
        "成功" if line.success else "没成功",
        mark,
    ]
    # A spreadsheet runs what begins like a formula.
    return [f"'{cell}" if cell[:1] in "=+-@" else cell for cell in cells]
