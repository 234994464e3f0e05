"""A clerk's batches of addresses: started, followed, reviewed row by row, exported."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from db import address_batch_queries as queries
from db.address_batches import AddressBatch
from db.base import new_id
from db.session import Session, Store
from hall_app.addresses.address_parts import AddressPart, whole, words_of
from hall_app.addresses.desk_values import BatchRow, BatchView, RowOpened, Settled
from hall_app.addresses.layouts import LEAST_SHARE, TableHead
from hall_app.addresses.opened import open_words, unpack
from hall_app.addresses.sheets import ADDED, with_answer
from hall_app.addresses.table_writing import write_table
from hall_app.addresses.tables import Cell
from hall_app.clock import Clock
from hall_app.errors import Conflict, InputRefused
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

PERMISSION = "address.batch"
MOST_BATCHES = 30
GONE_AFTER = timedelta(seconds=20)
"""A worker that said nothing for so long is gone."""
_SHOWN = {
    "all": ("loaded", "auto", "asked", "missing", "adopted", "refused"),
    "asked": ("asked",),
    "missing": ("missing", "refused"),
}
WAYS = {"adopted": "人工", "refused": "待核", "asked": "待核", "missing": "未识别", "loaded": "未处理"}


@explained()
def start(store: Store, clerk: Clerk, path: Path, head: TableHead, column: int, clock: Clock) -> UUID:
    """Take a file in. Raises InputRefused where the column is none or holds no addresses."""
    clerk.require(PERMISSION)
    if not 0 <= column < len(head.columns):
        raise InputRefused("没有这一列", "请在表头里指认地址列", "column")
    view = head.columns[column]
    if view.share < LEAST_SHARE and view.samples and column != head.column:
        raise InputRefused(f"{view.letter} 列看起来不是地址，请指认", "请按地址所在列的字母", "column")
    try:
        stat = path.stat()
    except OSError as error:
        raise InputRefused("找不到这个文件", "请检查 U 盘有没有拔下，再选一次") from error
    batch_id = new_id()
    with store.writing() as session:
        session.add(
            AddressBatch(
                id=batch_id, staff_id=clerk.staff_id, file_name=path.name, path=str(path.absolute()),
                size=stat.st_size, modified_ns=stat.st_mtime_ns, kind=head.kind, heading=list(head.heading),
                headed=head.headed, column_number=column, sheet=head.sheet, above=[list(row) for row in head.above],
                parts=[[part.role, part.column] for part in head.pointed_at(column)], state="loading", whole=False,
                loaded=0, done=0, auto=0, asked=0, missing=0, created_at=clock.now(),
            )
        )  # fmt: skip
        detail = {"file": path.name, "column": view.letter}
        record(session, clerk, "address.batch", "address_batch", str(batch_id), True, detail, clock.now())
    return batch_id


@explained()
def mine(store: Store, clerk: Clerk) -> tuple[BatchView, ...]:
    """The clerk's own batches, newest first."""
    clerk.require(PERMISSION)
    with store.reading() as session:
        return tuple(
            _view(session, found) for found in queries.batches_of(session, clerk.staff_id, MOST_BATCHES)
        )


@explained()
def progress(store: Store, clerk: Clerk, batch_id: UUID) -> BatchView:
    """How far a batch is."""
    with store.reading() as session:
        return _view(session, _own(session, clerk, batch_id))


@explained()
def is_abandoned(store: Store, batch_id: UUID, clock: Clock) -> bool:
    """Whether a batch should be under way but nobody works on it any more."""
    with store.reading() as session:
        found = queries.batch(session, batch_id)
        if found is None or found.state not in ("loading", "running"):
            return False
        beat = found.heartbeat
        if found.worker is None or is_dead(found.worker):
            return True
        return beat is None or beat < clock.now() - GONE_AFTER


def worker_name() -> str:
    """A worker's name: machine, process, and something of its own, since process numbers come round again."""
    return f"{socket.gethostname()}:{os.getpid()}:{new_id().hex[-8:]}"


def is_dead(worker: str) -> bool:
    """Whether a worker of this machine has ended; of another machine's nothing is known."""
    host, _, rest = worker.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


@explained()
def change_state(store: Store, clerk: Clerk, batch_id: UUID, wish: str) -> BatchView:
    """Pause, resume or cancel; what no longer applies changes nothing."""
    with store.writing() as session:
        found = _own(session, clerk, batch_id)
        if wish == "pause":
            queries.set_state(session, batch_id, "paused", ("loading", "running"))
        elif wish == "cancel":
            queries.set_state(session, batch_id, "cancelled", ("loading", "running", "paused", "failed"))
        else:
            state = "running" if found.whole else "loading"
            queries.set_state(session, batch_id, state, ("paused", "failed"), worker=None, fault=None)
    return progress(store, clerk, batch_id)


@explained()
def remove(store: Store, clerk: Clerk, batch_id: UUID, clock: Clock) -> None:
    """Delete a batch with all its rows. Raises Conflict while it runs."""
    with store.writing() as session:
        found = _own(session, clerk, batch_id)
        if found.state in ("loading", "running"):
            raise Conflict("还在翻译，不能删除", "请先取消")
        queries.remove(session, batch_id)
        record(session, clerk, "address.batch_removed", "address_batch", str(batch_id), True, {}, clock.now())


@explained()
def rows(
    store: Store, clerk: Clerk, batch_id: UUID, shown: str, words: str, after: int, limit: int
) -> tuple[BatchRow, ...]:
    """A page of the list."""
    with store.reading() as session:
        _own(session, clerk, batch_id)
        found = queries.rows_shown(
            session, batch_id, _SHOWN.get(shown, _SHOWN["all"]), words.strip()[:60], after, min(limit, 1000)
        )
        return tuple(_row(each) for each in found)


@explained()
def open_row(store: Store, clerk: Clerk, batch_id: UUID, number: int) -> RowOpened:
    """A row under review. Raises Conflict for one that is not there."""
    with store.reading() as session:
        _own(session, clerk, batch_id)
        found = queries.row(session, batch_id, number)
        if found is None:
            raise Conflict("这一行不在了", "请重新打开这个批次")
        alike = queries.alike(session, batch_id, found.form)
        others = alike - 1 if found.state in ("asked", "missing") else alike
        answer = unpack(found.text, found.confidence or 0.0, found.method or "", found.answer)
        listed = queries.ListRow(
            found.number, found.line, found.text, found.state, found.code, found.standard, found.confidence or 0.0,
            found.method or "", found.answer,
        )  # fmt: skip
        return RowOpened(_row(listed), answer, others)


@explained()
def settle(
    store: Store, clerk: Clerk, batch_id: UUID, number: int, code: str | None, standard: str | None,
    everywhere: bool, clock: Clock,
) -> tuple[Settled, str]:  # fmt: skip
    """Adopt ``code`` or, with None, none of them; returns the decision and the text it was about."""
    with store.writing() as session:
        _own(session, clerk, batch_id)
        found = queries.row(session, batch_id, number)
        if found is None or found.state == "loaded":
            raise Conflict("这一行还没译到", "请等它译完再选")
        text = found.text
        made, numbers = queries.decide(
            session, found, everywhere=everywhere, code=code, standard=standard, staff_id=clerk.staff_id,
            now=clock.now(),
        )  # fmt: skip
        return Settled(number, made.rows, numbers=numbers), text


@explained()
def undo(store: Store, clerk: Clerk, batch_id: UUID) -> Settled | None:
    """Take the last decision back: its rows are as translation left them."""
    with store.writing() as session:
        _own(session, clerk, batch_id)
        last = queries.newest_decision(session, batch_id)
        if last is None:
            return None
        changed = queries.rows_of_decision(session, last)
        for row in changed:
            candidates = (row.answer or {}).get("candidates") or []
            row.state = "asked" if candidates else "missing"
            row.code = candidates[0][0] if candidates else None
            row.standard = candidates[0][1] if candidates else None
            row.decision = None
        last.undone = True
        return Settled(last.row_number, len(changed))


@explained()
def export(
    store: Store, clerk: Clerk, batch_id: UUID, out: Path, clock: Clock, report: Callable[[int, int], None] | None
) -> int:  # fmt: skip
    """Write the original columns and the four added ones. Raises Conflict while rows are still being read in."""
    with store.reading() as session:
        found = _own(session, clerk, batch_id)
        if found.state == "loading":
            raise Conflict("表格还在读入", "读完就能导出")
        heading, total = list(found.heading), found.loaded
        above: list[list[Cell]] = list(found.above or [])
        count = 0

        def lines() -> Iterator[list[Cell]]:
            nonlocal count
            yield from above
            yield [*heading, *ADDED]
            for cells, row in queries.all_rows(session, batch_id):
                count += 1
                if report is not None and count % 500 == 0:
                    report(count, total)
                yield with_answer(cells, len(heading), _exported(row))

        write_table(out, lines())
    with store.writing() as session:
        detail = {"rows": count, "file": out.name}
        record(session, clerk, "address.export", "address_batch", str(batch_id), True, detail, clock.now())
    return count


def _exported(row: queries.ListRow) -> list[Cell]:
    way = WAYS.get(row.state, row.method)
    if row.state in ("auto", "adopted"):
        confidence = "1.00" if row.state == "adopted" else f"{row.confidence:.2f}"
        return [row.standard or "", row.code or "", confidence, way]
    if row.state == "asked":
        return [row.standard or "", row.code or "", f"{row.confidence:.2f}", way]
    return ["", "", "0" if row.state == "missing" else "", way]


def parts_of(batch: AddressBatch) -> tuple[AddressPart, ...]:
    """The columns that a batch's addresses are made of."""
    return tuple(AddressPart(role, column) for role, column in batch.parts or ()) or whole(
        batch.column_number
    )


def _own(session: Session, clerk: Clerk, batch_id: UUID) -> AddressBatch:
    """The clerk's batch; another's is as if it were not there."""
    clerk.require(PERMISSION)
    found = queries.batch(session, batch_id)
    if found is None or found.staff_id != clerk.staff_id:
        raise Conflict("这个批次不在了", "请重新选择文件")
    return found


def _view(session: Session, found: AddressBatch) -> BatchView:
    # The sure ones, most of them, are what is left: counting them at every look would cost ten times as much.
    counts = queries.state_counts(session, found.id, ("asked", "missing", "adopted", "refused"))
    left = sum(counts.get(state, 0) for state in ("asked", "missing", "refused"))
    return BatchView(
        batch_id=found.id,
        file_name=found.file_name,
        column_words=words_of(parts_of(found), found.heading, found.headed),
        state=found.state,
        loaded=found.loaded,
        total=found.loaded if found.whole else None,
        done=found.done,
        translated=found.done - left,
        asked=counts.get("asked", 0),
        missing=counts.get("missing", 0) + counts.get("refused", 0),
        refused=counts.get("refused", 0),
        adopted=counts.get("adopted", 0),
        fault=found.fault or "",
    )


def _row(found: queries.ListRow) -> BatchRow:
    if found.state == "auto" or found.state == "adopted":
        words = found.standard or ""
    elif found.state == "refused":
        words = "转网格员核"
    elif found.state == "loaded":
        words = ""
    else:
        words = open_words(unpack(found.text, found.confidence, found.method, found.answer or {}))
    return BatchRow(
        found.number, found.line, found.text, words, found.code or "", found.confidence, found.state
    )
