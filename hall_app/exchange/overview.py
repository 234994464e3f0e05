"""The sync page's use cases: how the link stands, what waits, what was refused or proposed, and the local copies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db import sync_queries as queries
from db.errors import StoreError, StoreFault
from db.session import Store
from hall_app.clock import Clock
from hall_app.exchange.synchronising import UPSTREAM
from hall_app.security.clerk import Clerk
from hall_app.status import PartStatus
from hall_app.store_faults import explained

WAITING, CONFLICT, DONE = "waiting", "conflict", "done"
_DONE_SHOWN = 100
_WAITING_SHOWN = 500
_KINDS = {
    "case": "办件",
    "correction": "更正建议",
    "correction_settled": "核定结果",
    "correction_asked": "请区平台改用本机的值",
    "address": "地址更正",
    "ticket": "取号",
}
_ACTIONS = {
    "case.accept": "受理",
    "case.supplement": "补正告知",
    "case.refuse": "不予受理",
    "case.undo": "撤回受理",
    "case.resubmit": "补正提交",
}
_FACTS = {"phone": "手机号", "address": "住址", "name": "姓名"}


@dataclass(frozen=True, slots=True)
class SyncLine:
    """A row of the table; ``seconds`` is how long it waited, or how long it took."""

    group: str
    number: str
    content: str
    since: datetime
    seconds: int
    result: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LibraryCopy:
    """A library's copy on this machine."""

    name: str
    rows: int
    size: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class SyncOverview:
    """Everything of the page; ``waiting`` counts all rows, of which at most some hundred are listed."""

    link: PartStatus
    last_success: datetime | None
    waiting: int
    lines: tuple[SyncLine, ...]
    copies: tuple[LibraryCopy, ...]


class SyncDesk(ABC):
    """For worker threads; for every clerk, since the status bar leads here."""

    @abstractmethod
    def overview(self, clerk: Clerk) -> SyncOverview:
        """How the exchange stands. Raises Unavailable."""

    @abstractmethod
    def synchronise_now(self, clerk: Clerk) -> None:
        """Try at once; the result comes as the link's status."""


class HallSyncDesk(SyncDesk):
    """Bound to the hall's database and the exchange's worker."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        clock: Clock,
        link: Callable[[], PartStatus],
        wake: Callable[[], None],
    ) -> None:
        self._store, self._folder, self._clock = store, folder, clock
        self._link, self._wake = link, wake

    @explained()
    def overview(self, clerk: Clerk) -> SyncOverview:
        try:
            return self._overview()
        except StoreError as error:
            if error.fault is not StoreFault.NO_RIGHT:
                raise
            # A window that does not keep step itself may not read the outbox: its server does.
            return SyncOverview(self._link(), None, 0, (), ())

    def _overview(self) -> SyncOverview:
        now = self._clock.now()
        with self._store.reading() as session:
            pending = queries.outbox_rows(session, acknowledged=False, limit=_WAITING_SHOWN)
            done = queries.outbox_rows(session, acknowledged=True, limit=_DONE_SHOWN)
            waiting = queries.waiting_count(session)
            conflicts = queries.open_proposals(session, _WAITING_SHOWN)
            numbers = queries.case_numbers(session, [one.case_id for one in conflicts if one.case_id])
            read_at = queries.last_read(session, UPSTREAM)
            last_push = queries.last_acknowledged(session)
            people, firms, rooms = queries.library_counts(session)
        lines = [_line(row, now) for row in pending]
        lines += [
            SyncLine(
                CONFLICT,
                numbers.get(one.case_id, "") if one.case_id else "",
                f"更正建议：{_FACTS.get(one.fact.partition('@')[0], one.fact.partition('@')[0])}",
                one.proposed_at,
                _seconds(one.proposed_at, now),
                "等数据管理员核定",
                f"{one.fact.partition('@')[2] or '资源库'}与窗口所得不一致，默认按较新的一条",
            )
            for one in conflicts
        ]
        lines += [_line(row, now) for row in done]
        size = _size_of(self._folder)
        copies = (
            LibraryCopy("人口库", people, size, read_at),
            LibraryCopy("法人库", firms, "", read_at),
            LibraryCopy("房屋库", rooms, "", read_at),
        )
        times = [one for one in (read_at, last_push) if one is not None]
        return SyncOverview(self._link(), max(times, default=None), waiting, tuple(lines), copies)

    def synchronise_now(self, clerk: Clerk) -> None:
        self._wake()


def _line(row: queries.OutboxLine, now: datetime) -> SyncLine:
    words = _KINDS.get(row.kind, row.kind)
    action = _ACTIONS.get(row.action, "")
    content = f"{words}：{action}" if action else words
    if row.acknowledged_at is None:
        return SyncLine(WAITING, row.number, content, row.written_at, _seconds(row.written_at, now), "待上传")
    took = _seconds(row.written_at, row.acknowledged_at)
    return SyncLine(DONE, row.number, content, row.written_at, took, "已上传")


def _seconds(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds()))


def _size_of(folder: Path) -> str:
    total = 0
    for path in folder.glob("hall.db*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return f"{total / 1024 / 1024:.0f} MB" if total else ""
