"""Departments that are told of every change of the address library, each change once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from db import address_changes_queries as queries
from db.session import Store
from hall_app.addresses.managing.proposing import APPROVE, require_any
from hall_app.clock import Clock
from hall_app.errors import InputRefused
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
