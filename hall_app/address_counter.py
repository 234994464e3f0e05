"""The address desk of a window, bound to the district's library, the hall's database and a worker process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol
from uuid import UUID

from db.session import Store
from hall_app.addresses import batches, browsing
from hall_app.addresses.answers import Translation
from hall_app.addresses.describing import describe
from hall_app.addresses.desk import AddressDesk, BatchDesk
from hall_app.addresses.desk_values import (
    AddressEntry,
    AddressHit,
    Answer,
    BatchRow,
    BatchView,
    LibraryState,
    Occupancy,
    RowOpened,
    Settled,
    TreeNode,
)
from hall_app.addresses.layouts import TableHead, look_at
from hall_app.addresses.library import AddressLibrary
from hall_app.addresses.opened import open_answer
from hall_app.clock import Clock
from hall_app.errors import Conflict, InputRefused
from hall_app.installation import Installation
from hall_app.security.clerk import Clerk
from hall_app.settings import DATABASE_URL, DISTRICT_URL

READ = "address.read"
LONGEST_TEXT = 400


class UnknownQueue(Protocol):
    """Where texts go that the library does not know; ``origin`` is form, query or batch."""

    def __call__(self, clerk: Clerk, text: str, origin: str) -> None: ...


class Workers:
    """Starts the process that works on a batch; one of this window's at a time for each batch."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._running: dict[UUID, subprocess.Popen[bytes]] = {}

    def start(self, batch_id: UUID) -> None:
        """Start a worker unless one of ours is at it. Raises OSError where no process can be made."""
        if self.alive(batch_id):
            return
        settings = self._installation.settings
        environment = dict(os.environ)
        for setting in (DATABASE_URL, DISTRICT_URL):
            if settings[setting]:
                environment[setting.variable] = settings[setting]
        self._running[batch_id] = subprocess.Popen(
            [sys.executable, "-m", "hall_app", "--base-dir", str(self._installation.base_dir), "addresses", "continue", str(batch_id)],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    def alive(self, batch_id: UUID) -> bool:
        """Whether a worker of this window is still at it."""
        process = self._running.get(batch_id)
        if process is None:
            return False
        if process.poll() is None:
            return True
        del self._running[batch_id]
        return False


class HallBatchDesk(BatchDesk):
    """Batches in the hall's database."""

    def __init__(
        self, installation: Installation, store: Store, library: AddressLibrary, clock: Clock,
        report: Callable[[Clerk, str, str], bool],
    ) -> None:  # fmt: skip
        self._store, self._library, self._clock, self._report = store, library, clock, report
        self._workers = Workers(installation)

    def look_at(self, clerk: Clerk, path: Path) -> TableHead:
        clerk.require(batches.PERMISSION)
        return look_at(path)

    def start(self, clerk: Clerk, path: Path, head: TableHead, column: int) -> BatchView:
        clerk.require(batches.PERMISSION)
        if not self._library.state().buildings:
            raise InputRefused("还没有标准地址库", "请先由管理员导入：hall-app addresses import")
        batch_id = batches.start(self._store, clerk, path, head, column, self._clock)
        self._workers.start(batch_id)
        return batches.progress(self._store, clerk, batch_id)

    def batches(self, clerk: Clerk) -> tuple[BatchView, ...]:
        return batches.mine(self._store, clerk)

    def progress(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        view = batches.progress(self._store, clerk, batch_id)
        if (
            view.under_way
            and not self._workers.alive(batch_id)
            and batches.is_abandoned(self._store, batch_id, self._clock)
        ):
            self._workers.start(batch_id)
        return view

    def pause(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        return batches.change_state(self._store, clerk, batch_id, "pause")

    def resume(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        view = batches.change_state(self._store, clerk, batch_id, "resume")
        if view.under_way:
            self._workers.start(batch_id)
        return view

    def cancel(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        return batches.change_state(self._store, clerk, batch_id, "cancel")

    def remove(self, clerk: Clerk, batch_id: UUID) -> None:
        batches.remove(self._store, clerk, batch_id, self._clock)

    def rows(
        self, clerk: Clerk, batch_id: UUID, shown: str, words: str, after: int, limit: int
    ) -> tuple[BatchRow, ...]:
        return batches.rows(self._store, clerk, batch_id, shown, words, after, limit)

    def open_row(self, clerk: Clerk, batch_id: UUID, number: int) -> RowOpened:
        return batches.open_row(self._store, clerk, batch_id, number)

    def adopt(self, clerk: Clerk, batch_id: UUID, number: int, code: str, everywhere: bool) -> Settled:
        with self._library.opened() as (engine, _):
            words = describe(engine, code)
        if words is None:
            raise Conflict("这个地址刚刚从库里去掉了", "请另选一个")
        settled, _ = batches.settle(
            self._store, clerk, batch_id, number, code, words.text, everywhere, self._clock
        )
        return settled

    def refuse(self, clerk: Clerk, batch_id: UUID, number: int, everywhere: bool) -> Settled:
        settled, text = batches.settle(
            self._store, clerk, batch_id, number, None, None, everywhere, self._clock
        )
        return replace(settled, reported=self._report(clerk, text, "batch"))

    def undo(self, clerk: Clerk, batch_id: UUID) -> Settled | None:
        return batches.undo(self._store, clerk, batch_id)

    def export(
        self, clerk: Clerk, batch_id: UUID, out: Path, report: Callable[[int, int], None] | None = None
    ) -> int:
        return batches.export(self._store, clerk, batch_id, out, self._clock, report)


class HallAddressDesk(AddressDesk):
    """The district's address library as the windows of this hall use it."""

    def __init__(
        self, installation: Installation, store: Store, district: Store, clock: Clock,
        unknown: UnknownQueue | None = None,
    ) -> None:  # fmt: skip
        self._store, self._district, self._clock, self._unknown = store, district, clock, unknown
        self._library = AddressLibrary(district)
        self._batches = HallBatchDesk(installation, store, self._library, clock, self._reported)

    @property
    def batches(self) -> BatchDesk:
        return self._batches

    def library(self, clerk: Clerk) -> LibraryState:
        clerk.require(READ)
        return self._library.state()

    def complete(self, clerk: Clerk, text: str, limit: int = 10) -> tuple[AddressHit, ...]:
        clerk.require(READ)
        with self._library.opened() as (engine, completer):
            found = (
                browsing.hit_of(engine, code) for code in completer.complete(text[:LONGEST_TEXT])[:limit]
            )
            return tuple(hit for hit in found if hit is not None)

    def translate(self, clerk: Clerk, text: str) -> Answer:
        clerk.require(READ)
        with self._library.opened() as (engine, _):
            return open_answer(engine, text, engine.translate(text[:LONGEST_TEXT]))

    def place(self, text: str) -> Translation | None:
        """The bare answer to a text, None where no library is imported. Raises Unavailable."""
        if not self._library.state().buildings:
            return None
        with self._library.opened() as (engine, _):
            return engine.translate(text[:LONGEST_TEXT])

    def children(self, clerk: Clerk, key: tuple[str, ...] = ()) -> tuple[TreeNode, ...]:
        clerk.require(READ)
        return browsing.children(self._district, key)

    def entry(self, clerk: Clerk, code: str) -> AddressEntry:
        clerk.require(READ)
        with self._library.opened() as (engine, _):
            return browsing.entry(self._district, engine, code)

    def occupancy(self, clerk: Clerk, code: str) -> Occupancy:
        return browsing.occupancy(self._store, clerk, code, self._clock)

    @property
    def takes_unknown(self) -> bool:
        return self._unknown is not None

    def report_unknown(self, clerk: Clerk, text: str, origin: str) -> None:
        if not self._reported(clerk, text, origin):
            raise Conflict("这里还没有待核地址的队列", "请把原文交给地址管理员")

    def refresh(self) -> None:
        self._library.refresh()

    def close(self) -> None:
        self._library.close()

    def _reported(self, clerk: Clerk, text: str, origin: str) -> bool:
        clerk.require(READ)
        if self._unknown is None:
            return False
        self._unknown(clerk, text.strip()[:LONGEST_TEXT], origin)
        return True
