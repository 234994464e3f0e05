"""The audit trail: who did what to what, in the very transaction of the deed, in a chain that shows any change.

If the trail cannot be written the deed fails with it (GB/T 22239 level 3, security audit).
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from db import audit as chain
from db.session import Session, Store
from hall_app.security.clerk import Clerk
from hall_app.security.masking import mask_text
from hall_app.store_faults import explained

_MAX_VALUE = 500
_TELL_EVERY = 500


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts when nobody is logged in: ``os:USER``, a worker, or a refused staff number."""

    number: str
    terminal: str = "local"


def os_actor() -> Actor:
    """The operating system's user of this process, by its real id where the system has one: nobody logs in for this."""
    if hasattr(os, "getuid"):
        import pwd

        try:
            return Actor(f"os:{pwd.getpwuid(os.getuid()).pw_name}")
        except KeyError:
            return Actor(f"os:{os.getuid()}")
    return Actor(f"os:{getpass.getuser()}")


def record(
    session: Session,
    actor: Clerk | Actor,
    action: str,
    object_kind: str,
    object_id: str | UUID,
    success: bool = True,
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Record a deed in the transaction of ``session`` (a writing one); written when it commits.

    ``detail`` takes ids, counts and masked text; whatever looks like an identity or phone number is masked here
    too. ``at`` is the use case's instant (its clock); by default now. Raises TypeError on other values.
    """
    number = actor.staff_no if isinstance(actor, Clerk) else actor.number
    chain.append(
        session,
        chain.AuditDeed(
            at=at or datetime.now(UTC),
            actor=mask_text(number)[:_MAX_VALUE],
            terminal=actor.terminal,
            action=action,
            object_kind=object_kind,
            object_id=mask_text(str(object_id))[:_MAX_VALUE],
            success=success,
            detail={key: _plain(value) for key, value in (detail or {}).items()},
        ),
    )


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a check of the chain found: how many links, the first bad one and what is wrong with it.

    ``head_digest`` may be noted elsewhere (``hall-app audit verify`` prints it), to prove later that nothing before it
    was rewritten or cut off together with the head.
    """

    checked: int
    intact: bool
    bad_seq: int | None
    problem: str
    head_digest: str

    def __str__(self) -> str:
        if self.intact:
            return f"账本完整，共 {self.checked} 条"
        return f"账本被改动：第 {self.bad_seq} 条{self.problem}"


Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class NotedHead:
    """Number and digest of a link that was the newest once, kept outside the database."""

    seq: int
    digest: str


@explained()
def verify(store: Store, progress: Progress | None = None, noted: NotedHead | None = None) -> AuditReport:
    """Follow the whole chain, a batch in memory at a time, to its head row. Raises Unavailable.

    ``progress(checked, all)`` is called from this thread now and then. A chain that was rewritten as a whole, its head
    too, is in order by itself; only a head ``noted`` before tells.
    """
    with store.reading() as session:
        head = chain.head_of(session)
        try:
            with chain.links(session) as links:
                found = _follow(_counted(links, head[0] if head else 0, progress), noted)
        except chain.UNREADABLE as error:
            bad = chain.unreadable_link(session, error)
            if bad is None:
                raise
            return AuditReport(bad - 1, False, bad, "读不懂，不是本程序写的", "")
        if found.intact:
            found = _against_head(chain.head_of(session), found.checked, found.head_digest)
        if found.intact and noted is not None and noted.seq > found.checked:
            problem = f"起缺失：记下的账头是第 {noted.seq} 条"
            return AuditReport(found.checked, False, found.checked + 1, problem, found.head_digest)
        return found


def _counted(
    links: Iterator[chain.AuditLink], total: int, progress: Progress | None
) -> Iterator[chain.AuditLink]:
    for number, link in enumerate(links):
        if progress is not None and number % _TELL_EVERY == 0:
            progress(number, max(total, number))
        yield link


def verify_for(store: Store, clerk: Clerk, progress: Progress | None = None) -> AuditReport:
    """:func:`verify` for a person: needs ``audit.verify`` and is itself recorded. Raises NotPermitted, Unavailable."""
    clerk.require("audit.verify")
    report = verify(store, progress)
    with explained(), store.writing() as session:
        record(session, clerk, "audit.verify", "audit", "chain", report.intact, {"checked": report.checked})
    return report


def _follow(links: Iterator[chain.AuditLink], noted: NotedHead | None) -> AuditReport:
    expected, previous = 1, chain.GENESIS
    for link in links:
        if link.seq != expected:
            return AuditReport(expected - 1, False, expected, "缺失", previous)
        if link.previous != previous:
            problem = "与前一条接不上（前一条被换过或次序被调换）"
            return AuditReport(expected - 1, False, expected, problem, previous)
        try:
            digest = chain.digest_of(link.seq, link.deed, link.previous)
        except (TypeError, ValueError):
            # A detail nobody of ours could have written.
            digest = ""
        if digest != link.digest:
            return AuditReport(expected - 1, False, expected, "内容与摘要不符", previous)
        if noted is not None and link.seq == noted.seq and digest != noted.digest:
            return AuditReport(
                expected - 1, False, expected, "与记下的账头不符：这一条或它之前的被改写过", previous
            )
        expected, previous = expected + 1, link.digest
    return AuditReport(expected - 1, True, None, "", previous)


def _against_head(head: tuple[int, str] | None, checked: int, digest: str) -> AuditReport:
    if head is None:
        return AuditReport(checked, False, checked + 1, "之后的账头缺失", digest)
    seq, head_digest = head
    if seq > checked:
        return AuditReport(checked, False, checked + 1, f"起末尾被截去 {seq - checked} 条", digest)
    if seq < checked or head_digest != digest:
        return AuditReport(checked, False, checked, "与账头不符", digest)
    return AuditReport(checked, True, None, "", digest)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str | UUID):
        return mask_text(str(value))[:_MAX_VALUE]
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]  # pyright: ignore[reportUnknownVariableType]
    raise TypeError(f"an audit detail holds ids, counts and masked text, not {type(value).__name__}")
