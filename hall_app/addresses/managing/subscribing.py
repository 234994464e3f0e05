"""Departments that are told of every change of the address library, each change once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db import address_changes_queries as queries
from db.session import Store
from hall_app.addresses.managing.proposing import APPROVE, change_of, require_any
from hall_app.clock import Clock
from hall_app.errors import InputRefused, Unavailable
from hall_app.exchange.gate_files import read_answer_file, write_outbox_file
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,39}")


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A department that is told."""

    name: str
    title: str
    since: datetime


@explained()
def subscribe(store: Store, clerk: Clerk, name: str, title: str, *, clock: Clock) -> None:
    """Tell a department of every change from now on. Raises NotPermitted, InputRefused."""
    clerk.require(APPROVE)
    if not _NAME.fullmatch(name):
        raise InputRefused("订阅方代号不能用", "请用字母、数字和短横，2 至 40 位", "name")
    with store.writing() as session:
        queries.put_subscriber(session, name, title.strip()[:60] or name, clock.now())
        record(session, clerk, "address.subscribe", "address_subscriber", name, True, None, clock.now())


@explained()
def unsubscribe(store: Store, clerk: Clerk, name: str, *, clock: Clock) -> None:
    """Tell a department no more; what waits for it is still sent. Raises NotPermitted, InputRefused."""
    clerk.require(APPROVE)
    with store.writing() as session:
        if not queries.end_subscriber(session, name, clock.now()):
            raise InputRefused(f"没有订阅方 {name}", "请核对代号", "name")
        record(session, clerk, "address.unsubscribe", "address_subscriber", name, True, None, clock.now())


@explained()
def list_subscribers(store: Store, clerk: Clerk) -> tuple[Subscriber, ...]:
    """Who is told. Raises NotPermitted."""
    require_any(clerk)
    with store.reading() as session:
        return tuple(Subscriber(row.name, row.title, row.since) for row in queries.subscribers(session))


@dataclass(frozen=True, slots=True)
class Hearing:
    """A subscriber and what it has heard: notices in all, confirmed ones and when last, and the oldest that waits."""

    name: str
    title: str
    since: datetime
    told: int
    heard: int
    last_heard: datetime | None
    oldest_waiting: datetime | None

    @property
    def waiting(self) -> int:
        """How many notices are not confirmed."""
        return self.told - self.heard


@dataclass(frozen=True, slots=True)
class Notice:
    """A change that a subscriber was told of; ``heard_at`` None until it confirmed."""

    seq: int
    change_number: str
    title: str
    written_at: datetime
    heard_at: datetime | None


@explained()
def list_hearings(store: Store, clerk: Clerk) -> tuple[Hearing, ...]:
    """Every subscriber with how its notices stand. Raises NotPermitted."""
    require_any(clerk)
    with store.reading() as session:
        counts = queries.notice_counts(session)
        none = queries.NoticeCounts(0, 0, None, None)
        return tuple(
            Hearing(row.name, row.title, row.since, *counts.get(row.name, none))
            for row in queries.subscribers(session)
        )


@explained()
def list_notices(store: Store, clerk: Clerk, name: str, limit: int = 500) -> tuple[Notice, ...]:
    """A subscriber's notices: those that wait first, then the newest. Raises NotPermitted."""
    require_any(clerk)
    with store.reading() as session:
        return tuple(
            Notice(row.seq, row.change.number, change_of(row.change).title, row.written_at, row.heard_at)
            for row in queries.notices(session, name, limit)
        )


@explained()
def redeliver(store: Store, clerk: Clerk, name: str, seqs: Sequence[int], *, clock: Clock) -> int:
    """Notices that a subscriber confirmed and lost wait for it again, under their old numbers; returns how many.

    A subscriber that did not lose them leaves them be: what arrives twice is known by its number.
    Raises NotPermitted, InputRefused.
    """
    clerk.require(APPROVE)
    with store.writing() as session:
        made = queries.unhear(session, name, seqs)
        if not made:
            raise InputRefused("没有要重发的通知", "只有已收到的通知才需要重发；未收到的会自动再送", "name")
        detail = {"notices": made}
        record(session, clerk, "address.redeliver", "address_subscriber", name, True, detail, clock.now())
    return made


def write_notices(store: Store, clerk: Clerk, name: str, path: Path) -> int:
    """Write what waits for a subscriber as a file for the gate; the last number in it, 0 where nothing waits.

    Raises NotPermitted, InputRefused, Unavailable.
    """
    clerk.require(APPROVE)
    _known(store, clerk, name)
    try:
        return write_outbox_file(store, path, name)
    except OSError as error:
        raise Unavailable("通知文件没写成", f"请检查 {path.parent} 能不能写，或换个地方") from error


def read_receipt(store: Store, clerk: Clerk, name: str, path: Path, *, clock: Clock) -> int:
    """Take a subscriber's receipt over; the number up to which it confirmed. Raises NotPermitted, InputRefused."""
    clerk.require(APPROVE)
    _known(store, clerk, name)
    try:
        return read_answer_file(store, path, clock, name)
    except OSError as error:
        raise InputRefused("读不了这个文件", "请检查文件还在不在") from error


def _known(store: Store, clerk: Clerk, name: str) -> None:
    if name not in {each.name for each in list_subscribers(store, clerk)}:
        raise InputRefused(f"没有订阅方 {name}", "请核对代号", "name")
