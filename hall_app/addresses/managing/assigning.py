"""What waits after a split or a retirement (待核): people, firms and cases that somebody assigns to a new address."""

from __future__ import annotations

from dataclasses import dataclass

from db import address_changes_queries as queries
from db import address_entries as entry_rows
from db.address_changes import AddressLink
from db.address_pointers import PENDING, PointerMover
from db.session import Store
from hall_app.addresses.managing.changes import Elements
from hall_app.addresses.managing.lineage import answer_code
from hall_app.addresses.managing.planning import entry_of
from hall_app.addresses.managing.proposing import APPROVE, PROPOSE, require_any
from hall_app.clock import Clock
from hall_app.errors import Conflict, InputRefused
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

SUBJECT_WORDS = {"residence": "居住", "firm": "法人", "fact": "登记事实", "case": "办件"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that points at an ended code: what it is, its id, the old code and address, and where it may go."""

    subject_kind: str
    subject_id: str
    old_code: str
    old_address: str
    candidates: tuple[str, ...]
    change_number: str


@explained()
def list_waiting(
    store: Store, clerk: Clerk, old_code: str | None = None, limit: int = 500
) -> tuple[Waiting, ...]:
    """What waits to be assigned. Raises NotPermitted."""
    require_any(clerk)
    with store.reading() as session:
        rows = queries.links(session, PENDING, old_code, limit)
        answers = {code: answer_code(session, code) for code in {row.old_code for row in rows}}
        return tuple(
            Waiting(
                row.subject_kind, row.subject_id, row.old_code, answers[row.old_code].address,
                answers[row.old_code].living, row.change_number,
            )
            for row in rows
        )  # fmt: skip


@explained()
def assign_waiting(store: Store, clerk: Clerk, waiting: Waiting, code: str, *, clock: Clock) -> None:
    """Let one of them point at a living code. Raises NotPermitted, Conflict, InputRefused."""
    if not clerk.may(APPROVE):
        clerk.require(PROPOSE)
    now = clock.now()
    with store.writing() as session:
        entry_rows.lock_library(session)
        link = session.get(
            AddressLink, (waiting.subject_kind, waiting.subject_id, waiting.old_code), with_for_update=True
        )
        if link is None or link.state != PENDING:
            raise Conflict("这条已有人指派", "请重新读取列表")
        row = entry_rows.entries(session, [code]).get(code)
        if row is None or row.status != "valid":
            raise InputRefused(f"{code} 不是现行编码", "请选现行地址", "code")
        elements: Elements = entry_of(row).elements
        texts = {code: elements.text(), code[:19]: elements.building().text()}
        mover = PointerMover(session, texts, link.change_number, now, clerk.staff_id)
        mover.assign(link, code)
        mover.announce()
        detail = {"subject": waiting.subject_kind, "old_code": waiting.old_code, "code": code}
        record(session, clerk, "address.assign", "address_link", waiting.subject_id, True, detail, now)
