"""The use cases of the items' page: what is in the catalogue, and bringing in more from files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from db import items_queries as queries
from db.items import Item
from db.session import Store
from hall_app.clock import Clock
from hall_app.items.importing import EDIT_ITEMS, ImportReport, Progress, check_files, import_files
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

IN_USE, PAUSED = "1", "2"
Tone = Literal["ok", "warn", "accent", "idle"]
_ON_THE_SPOT = "1"


@dataclass(frozen=True, slots=True)
class ItemLine:
    """The newest version of an item. ``state``: 在用, 未生效, 已到期, 暂停 or 取消; ``tone`` its colour."""

    code: str
    name: str
    agency: str
    kind: str
    limit: str
    state: str
    tone: Tone
    version: int
    effective_from: date | None
    effective_to: date | None
    summary: str


class ItemDesk(ABC):
    """For worker threads; every method raises HallError kinds."""

    @abstractmethod
    def items(self, clerk: Clerk) -> tuple[ItemLine, ...]:
        """The newest version of every item (item.edit)."""

    @abstractmethod
    def check(self, clerk: Clerk, path: Path) -> ImportReport:
        """What an import of the file or folder would do and find; nothing is kept (item.edit)."""

    @abstractmethod
    def bring_in(self, clerk: Clerk, path: Path, report: Progress | None = None) -> ImportReport:
        """Import it, all or nothing; the window's own search knows the items at once (item.edit).

        ``report(done, all)`` is called from this thread for each item.
        """


class HallItemDesk(ItemDesk):
    """See :class:`ItemDesk`; ``changed`` is called after an import that changed something."""

    def __init__(self, store: Store, clock: Clock, changed: Callable[[], None]) -> None:
        self._store, self._clock, self._changed = store, clock, changed

    @explained()
    def items(self, clerk: Clerk) -> tuple[ItemLine, ...]:
        clerk.require(EDIT_ITEMS)
        today = self._clock.today()
        with self._store.reading() as session:
            return tuple(_line(item, agency, today) for item, agency in queries.newest_versions(session))

    def check(self, clerk: Clerk, path: Path) -> ImportReport:
        clerk.require(EDIT_ITEMS)
        return check_files(self._store, path, self._clock)

    def bring_in(self, clerk: Clerk, path: Path, report: Progress | None = None) -> ImportReport:
        made = import_files(self._store, clerk, path, self._clock, report)
        if made.done:
            self._changed()
        return made


def _line(item: Item, agency: str, today: date) -> ItemLine:
    state, tone = _state(item, today)
    on_the_spot = item.handling_kind == _ON_THE_SPOT
    return ItemLine(
        code=item.local_code,
        name=item.name,
        agency=agency,
        kind="即办件" if on_the_spot else "承诺件",
        limit="当场" if on_the_spot else f"{item.promised_limit} 个工作日",
        state=state,
        tone=tone,
        version=item.version,
        effective_from=item.effective_from,
        effective_to=item.effective_to,
        summary=item.summary,
    )


def _state(item: Item, today: date) -> tuple[str, Tone]:
    if item.status == PAUSED:
        return "暂停", "warn"
    if item.status != IN_USE:
        return "取消", "idle"
    if item.effective_from is not None and item.effective_from > today:
        return "未生效", "accent"
    if item.effective_to is not None and item.effective_to < today:
        return "已到期", "idle"
    return "在用", "ok"
