"""What a code is today: living, succeeded by others, or retired with when and why; and its whole history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from db import address_changes_queries as queries
from db import address_entries as entry_rows
from db.address_changes import AddressChange, AddressHistory
from db.session import Session, Store
from hall_app.addresses.managing.changes import KIND_WORDS, ChangeKind, Elements
from hall_app.addresses.managing.planning import entry_of
from hall_app.addresses.managing.proposing import require_any
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained


class CodeState(StrEnum):
    """What became of a code."""

    LIVING = "living"
    SUCCEEDED = "succeeded"
    RETIRED = "retired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """The answer of a code: what it is, the living codes it stands for, and when and why it ended."""

    code: str
    state: CodeState
    living: tuple[str, ...] = ()
    address: str = ""
    ended_on: date | None = None
    kind: ChangeKind | None = None
    reason: str = ""

    def words(self) -> str:
        """The answer in words."""
        if self.state is CodeState.LIVING:
            return "现行"
        if self.state is CodeState.UNKNOWN:
            return "编码不存在"
        day = self.ended_on.isoformat() if self.ended_on else "日期不详"
        why = f"{KIND_WORDS[self.kind]}：{self.reason}" if self.kind else "旧编码"
        if self.state is CodeState.SUCCEEDED:
            return f"{day} {why}，现为 {'、'.join(self.living)}"
        return f"{day} 注销（{why}）"


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One thing that happened to a code."""

    role: str
    on_day: date
    before: str
    after: str
    change_number: str
    kind: ChangeKind
    reason: str
    proposer: str
    decider: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class CodeHistory:
    """A code's answer, its steps oldest first, and its direct relatives."""

    answer: CodeAnswer
    steps: tuple[HistoryStep, ...]
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]


def answer_code(session: Session, code: str) -> CodeAnswer:
    """What a code is today, in the caller's session."""
    row = entry_rows.entries(session, [code]).get(code)
    address = entry_of(row).elements.text() if row else ""
    if row is not None and row.status == "valid":
        return CodeAnswer(code, CodeState.LIVING, (code,), address)
    ending = queries.ending_of(session, code)
    if ending is not None and ending[0].before:
        address = Elements.of(ending[0].before["el"]).text()
    living = tuple(queries.successors(session, code))
    if living:
        return _ended(code, CodeState.SUCCEEDED, living, address, ending)
    if row is None and ending is None:
        return CodeAnswer(code, CodeState.UNKNOWN)
    return _ended(code, CodeState.RETIRED, (), address, _last_ending(session, code) or ending)


def _ended(
    code: str, state: CodeState, living: tuple[str, ...], address: str,
    ending: tuple[AddressHistory, AddressChange] | None,
) -> CodeAnswer:  # fmt: skip
    if ending is None:
        return CodeAnswer(code, state, living, address)
    step, change = ending
    return CodeAnswer(code, state, living, address, step.on_day, ChangeKind(change.kind), change.reason)


def _last_ending(session: Session, code: str) -> tuple[AddressHistory, AddressChange] | None:
    """The ending of the last of a code's descendants, all of which are gone."""
    seen, edge = {code}, [code]
    while edge:
        edge = [new for _, new in queries.direct_successors(session, edge) if new not in seen]
        seen.update(edge)
    endings = [found for one in seen if (found := queries.ending_of(session, one)) is not None]
    return max(endings, key=lambda pair: pair[0].id, default=None)


@explained()
def resolve_code(store: Store, code: str) -> CodeAnswer:
    """What a code is today: for exchange, forms and translations. Raises Unavailable."""
    with store.reading() as session:
        return answer_code(session, code.strip())


@explained()
def code_history(store: Store, clerk: Clerk, code: str) -> CodeHistory:
    """Everything that happened to a code. Raises NotPermitted, Unavailable."""
    require_any(clerk)
    wanted = code.strip()
    with store.reading() as session:
        steps = tuple(_step(*pair) for pair in queries.history_of(session, wanted))
        return CodeHistory(
            answer_code(session, wanted),
            steps,
            tuple(queries.direct_predecessors(session, wanted)),
            tuple(new for _, new in queries.direct_successors(session, [wanted])),
        )


def _step(row: AddressHistory, change: AddressChange) -> HistoryStep:
    return HistoryStep(
        row.role, row.on_day, _words(row.before), _words(row.after), change.number, ChangeKind(change.kind),
        change.reason, change.proposer, change.decider or "", change.decided_at,
    )  # fmt: skip


def _words(values: dict[str, object] | None) -> str:
    if not values:
        return ""
    if "text" in values:
        return str(values["text"])
    el = values["el"]
    return Elements.of(el).joined() if isinstance(el, dict) else ""  # pyright: ignore[reportUnknownArgumentType]
