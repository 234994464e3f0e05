"""What a batch of addresses needs of the database: rows in and out in order, and each counted once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Table, Update, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from db.address_batches import AddressBatch, AddressBatchDecision, AddressBatchRow

Row = AddressBatchRow
_TABLE: Table = Row.__table__  # type: ignore[assignment]
_STORE = (
    update(_TABLE)
    .where(_TABLE.c.batch_id == bindparam("to_batch"), _TABLE.c.number == bindparam("to_number"))
    .values(
        {name: bindparam(name) for name in ("state", "code", "standard", "confidence", "method", "answer")}
    )
)


def _deciding(state: str) -> Update:
    return (
        update(_TABLE)
        .where(_TABLE.c.batch_id == bindparam("to_batch"), _TABLE.c.number == bindparam("to_number"))
        .values(
            state=state,
            code=bindparam("new_code"),
            standard=bindparam("new_standard"),
            decision=bindparam("new_decision"),
        )
    )


_ADOPT, _REFUSE = _deciding("adopted"), _deciding("refused")


class NewRow(NamedTuple):
    """A row taken from the table."""

    number: int
    line: int
    cells: list[Any]
    text: str
    form: str


class ToTranslate(NamedTuple):
    """A row that waits for translation."""

    number: int
    text: str


class Translated(NamedTuple):
    """What became of a row."""

    number: int
    state: str
    code: str | None
    standard: str | None
    confidence: float
    method: str
    answer: dict[str, Any] | None


class ListRow(NamedTuple):
    """A row as the list shows it."""

    number: int
    line: int
    text: str
    state: str
    code: str | None
    standard: str | None
    confidence: float
    method: str
    answer: dict[str, Any] | None


def batch(session: Session, batch_id: UUID) -> AddressBatch | None:
    """A batch by its id."""
    return session.get(AddressBatch, batch_id)


def batches_of(session: Session, staff_id: UUID, limit: int) -> list[AddressBatch]:
    """A person's batches, newest first."""
    return list(
        session.scalars(
            select(AddressBatch)
            .where(AddressBatch.staff_id == staff_id)
            .order_by(AddressBatch.created_at.desc())
            .limit(limit)
        )
    )


def newest_batch(session: Session) -> AddressBatch | None:
    """The batch begun last, whoever's it is: for measurements."""
    return session.scalars(select(AddressBatch).order_by(AddressBatch.created_at.desc()).limit(1)).first()


def take_over(
    session: Session, batch_id: UUID, worker: str, now: datetime, stale: datetime, dead: str | None = None
) -> bool:
    """Become the one who works on the batch; False while another, not known ``dead``, said something after ``stale``."""
    made = session.execute(
        update(AddressBatch)
        .where(
            AddressBatch.id == batch_id,
            AddressBatch.state.in_(("loading", "running")),
            or_(
                AddressBatch.worker.is_(None),
                AddressBatch.worker.in_((worker, dead or worker)),
                AddressBatch.heartbeat < stale,
            ),
        )
        .values(worker=worker, heartbeat=now)
    )
    return made.rowcount == 1  # type: ignore[attr-defined]


def leave(session: Session, batch_id: UUID, worker: str) -> None:
    """Stop being the one who works on it."""
    session.execute(
        update(AddressBatch)
        .where(AddressBatch.id == batch_id, AddressBatch.worker == worker)
        .values(worker=None)
    )


def add_rows(session: Session, batch_id: UUID, worker: str, rows: Sequence[NewRow], now: datetime) -> bool:
    """Append rows in order; False, and nothing added, where the batch stopped or has another worker."""
    first = rows[0].number
    counted = session.execute(
        update(AddressBatch)
        .where(
            AddressBatch.id == batch_id,
            AddressBatch.state == "loading",
            AddressBatch.worker == worker,
            AddressBatch.loaded == first - 1,
        )
        .values(loaded=first - 1 + len(rows), heartbeat=now)
    )
    if counted.rowcount != 1:  # type: ignore[attr-defined]
        return False
    # The table itself, not the mapped class: a hundred thousand rows need no object each.
    session.connection().execute(
        insert(_TABLE), [{"batch_id": batch_id, **r._asdict(), "state": "loaded"} for r in rows]
    )
    return True


def set_state(session: Session, batch_id: UUID, state: str, before: Sequence[str], **more: Any) -> bool:
    """Change the state where it is one of ``before``; tells whether it was."""
    made = session.execute(
        update(AddressBatch)
        .where(AddressBatch.id == batch_id, AddressBatch.state.in_(before))
        .values(state=state, **more)
    )
    return made.rowcount == 1  # type: ignore[attr-defined]


def rows_to_translate(session: Session, batch_id: UUID, after: int, limit: int) -> list[ToTranslate]:
    """The next rows in order."""
    found = session.execute(
        select(Row.number, Row.text)
        .where(Row.batch_id == batch_id, Row.number > after)
        .order_by(Row.number)
        .limit(limit)
    )
    return [ToTranslate(*row) for row in found]


def store_translated(
    session: Session, batch_id: UUID, worker: str, after: int, rows: Sequence[Translated], now: datetime
) -> bool:
    """Store what became of the rows behind ``after``; False, and nothing stored, where it is no longer ours to do."""
    counts = {state: sum(r.state == state for r in rows) for state in ("auto", "asked", "missing")}
    counted = session.execute(
        update(AddressBatch)
        .where(
            AddressBatch.id == batch_id,
            AddressBatch.state == "running",
            AddressBatch.worker == worker,
            AddressBatch.done == after,
        )
        .values(
            done=after + len(rows),
            auto=AddressBatch.auto + counts["auto"],
            asked=AddressBatch.asked + counts["asked"],
            missing=AddressBatch.missing + counts["missing"],
            heartbeat=now,
        )
    )
    if counted.rowcount != 1:  # type: ignore[attr-defined]
        return False
    session.connection().execute(
        _STORE,
        [
            {"to_batch": batch_id, "to_number": number, "state": state, "code": code, "standard": standard,
             "confidence": confidence, "method": method, "answer": answer}
            for number, state, code, standard, confidence, method, answer in rows
        ],
    )  # fmt: skip
    return True


def rows_shown(
    session: Session, batch_id: UUID, states: Sequence[str], words: str, after: int, limit: int
) -> list[ListRow]:
    """Rows in these states behind ``after``, in order; with ``words`` only those that contain them."""
    wanted = (
        select(
            Row.number,
            Row.line,
            Row.text,
            Row.state,
            Row.code,
            Row.standard,
            Row.confidence,
            Row.method,
            Row.answer,
        )
        .where(Row.batch_id == batch_id, Row.state.in_(states), Row.number > after)
        .order_by(Row.number)
        .limit(limit)
    )
    if words:
        wanted = wanted.where(Row.text.contains(words, autoescape=True))
    return [
        ListRow(n, line, t, s, c, std, conf or 0.0, m or "", a)
        for n, line, t, s, c, std, conf, m, a in session.execute(wanted)
    ]


def row(session: Session, batch_id: UUID, number: int) -> AddressBatchRow | None:
    """One row."""
    return session.get(Row, (batch_id, number))


def alike(session: Session, batch_id: UUID, form: str) -> int:
    """How many rows that still wait for a person are written in this form."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Row)
            .where(Row.batch_id == batch_id, Row.form == form, Row.state.in_(("asked", "missing")))
        )
        or 0
    )


def state_counts(session: Session, batch_id: UUID, states: Sequence[str] = ()) -> dict[str, int]:
    """How many rows stand in each of these states, or in each there is: then every row is counted."""
    wanted = select(Row.state, func.count()).where(Row.batch_id == batch_id).group_by(Row.state)
    found = session.execute(wanted.where(Row.state.in_(states)) if states else wanted)
    return {row[0]: row[1] for row in found}


def decide(
    session: Session, target: AddressBatchRow, *, everywhere: bool, code: str | None, standard: str | None,
    staff_id: UUID, now: datetime,
) -> tuple[AddressBatchDecision, tuple[int, ...]]:  # fmt: skip
    """Adopt a code for a row, or refuse all (``code`` None), also for those written alike; recorded for undo.

    Returns the decision and the numbers of the rows that it changed.
    """
    number = 1 + (
        session.scalar(
            select(func.max(AddressBatchDecision.number)).where(
                AddressBatchDecision.batch_id == target.batch_id
            )
        )
        or 0
    )
    changed = {target.number}
    if everywhere:
        waiting = Row.state.in_(("asked", "missing"))
        alike_ones = select(Row.number).where(
            Row.batch_id == target.batch_id, Row.form == target.form, waiting
        )
        changed.update(session.scalars(alike_ones))
    made = AddressBatchDecision(
        batch_id=target.batch_id, number=number, row_number=target.number, code=code, rows=len(changed),
        staff_id=staff_id, decided_at=now, undone=False,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expunge(target)
    values = {"new_code": code, "new_standard": standard, "new_decision": made.id}
    session.connection().execute(
        _ADOPT if code else _REFUSE,
        [{"to_batch": target.batch_id, "to_number": each, **values} for each in sorted(changed)],
    )
    return made, tuple(sorted(changed))


def newest_decision(session: Session, batch_id: UUID) -> AddressBatchDecision | None:
    """The last decision that stands."""
    return session.scalars(
        select(AddressBatchDecision)
        .where(AddressBatchDecision.batch_id == batch_id, AddressBatchDecision.undone.is_(False))
        .order_by(AddressBatchDecision.number.desc())
        .limit(1)
    ).first()


def rows_of_decision(session: Session, decision: AddressBatchDecision) -> list[AddressBatchRow]:
    """The rows that a decision changed: all of one form, by which they are found."""
    form = select(Row.form).where(Row.batch_id == decision.batch_id, Row.number == decision.row_number)
    return list(
        session.scalars(
            select(Row).where(
                Row.batch_id == decision.batch_id,
                Row.form == form.scalar_subquery(),
                Row.decision == decision.id,
            )
        )
    )


def all_rows(session: Session, batch_id: UUID) -> Iterator[tuple[list[Any], ListRow]]:
    """Every row in order with its original cells, a thousand at a time."""
    after = 0
    while True:
        part = session.execute(
            select(Row.cells, Row.number, Row.line, Row.text, Row.state, Row.code, Row.standard, Row.confidence, Row.method)
            .where(Row.batch_id == batch_id, Row.number > after)
            .order_by(Row.number)
            .limit(1000)
        ).all()  # fmt: skip
        if not part:
            return
        for cells, n, line, t, s, c, std, conf, m in part:
            yield cells, ListRow(n, line, t, s, c, std, conf or 0.0, m or "", None)
        after = part[-1][1]


def remove(session: Session, batch_id: UUID) -> None:
    """Take a batch out with all its rows."""
    session.execute(delete(AddressBatchDecision).where(AddressBatchDecision.batch_id == batch_id))
    session.execute(delete(Row).where(Row.batch_id == batch_id))
    session.execute(delete(AddressBatch).where(AddressBatch.id == batch_id))
