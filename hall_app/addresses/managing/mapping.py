"""Codes of other schemes, joined to ours by table and never by their digits.

House codes of 25 and 19 digits as other departments keep them, the statistical division codes of streets and
communities, and departments' own numbers; a code that ended since answers with what succeeded it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db import address_entries as entry_rows
from db import address_mapping as queries
from db.session import Session, Store
from hall_app.addresses.managing.lineage import CodeState, answer_code
from hall_app.addresses.managing.lists import read_table, recognise
from hall_app.addresses.managing.proposing import PROPOSE, require_any
from hall_app.addresses.managing.watching import TOLD_EVERY, Watch
from hall_app.addresses.rules import load
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

DIVISION = "division"
SCHEMES = {"house25": "25 位房屋编码", "house19": "19 位楼栋编码", DIVISION: "统计用区划代码"}
_OWN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,39}")


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a foreign code means: our code or division as the table says, and the living codes it leads to."""

    target: str
    state: CodeState
    living: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MappingTaken:
    """What a table brought: pairs read, new ones, and lines that cannot be used with why."""

    read: int
    new: int
    refused: tuple[str, ...]


def load_mapping(
    store: Store, clerk: Clerk, path: Path, scheme: str, watch: Watch | None = None, *, clock: Clock
) -> MappingTaken:
    """Take a table over; each pair must name an entry or division of ours. Raises NotPermitted, InputRefused."""
    clerk.require(PROPOSE)
    if not _OWN.fullmatch(scheme):
        raise InputRefused("编码体系的代号不能用", f"请用 {'、'.join(SCHEMES)} 或部门代号", "scheme")
    rows = read_table(path)
    columns = recognise(rows[0])
    target = columns.get("code", columns.get("text"))
    if scheme == DIVISION:
        target = columns.get("community", columns.get("street"))
    if "foreign" not in columns or target is None:
        raise InputRefused(
            "认不出列", "请有“对方编码”列，和“标准编码”列（区划代码则为“街道”“社区”列）", "file"
        )
    with explained(), store.writing() as session:
        pairs: list[tuple[str, str]] = []
        refused: list[str] = []
        for number, row in enumerate(rows[1:], 2):
            if watch is not None and number % TOLD_EVERY == 0:
                watch.at(number - 1, len(rows) - 1)
            foreign = _cell(row, columns["foreign"])
            meant = _division(row, columns) if scheme == DIVISION else _cell(row, target)
            if not foreign or not _known(session, scheme, meant):
                refused.append(f"第 {number} 行：{'没有对方编码' if not foreign else f'库里没有 {meant}'}")
            else:
                pairs.append((foreign, meant))
        new = queries.put(session, scheme, pairs, path.name, clock.today())
        detail = {"scheme": scheme, "pairs": len(pairs), "new": new, "refused": len(refused)}
        record(session, clerk, "address.mapping", "address_code_map", scheme, True, detail, clock.now())
    return MappingTaken(len(pairs), new, tuple(refused))


def _cell(row: list[str], column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""


def _division(row: list[str], columns: dict[str, int]) -> str:
    street, community = _cell(row, columns.get("street")), _cell(row, columns.get("community"))
    return f"{street}/{community}" if community else street


def _known(session: Session, scheme: str, target: str) -> bool:
    if not target:
        return False
    if scheme != DIVISION:
        return answer_code(session, target).state is not CodeState.UNKNOWN
    street, _, community = target.partition("/")
    for row in load("divisions")["streets"]:
        if row["name"] == street and (not community or community in row["communities"]):
            return True
    return community in entry_rows.communities_of_street(session, street)


@explained()
def map_code(store: Store, scheme: str, foreign_code: str) -> tuple[Mapped, ...]:
    """What a foreign code means today; nothing where the table does not hold it. Raises Unavailable."""
    with store.reading() as session:
        found: list[Mapped] = []
        for target in queries.targets(session, scheme, foreign_code.strip()):
            if scheme == DIVISION:
                found.append(Mapped(target, CodeState.LIVING, ()))
            else:
                answer = answer_code(session, target)
                found.append(Mapped(target, answer.state, answer.living))
        return tuple(found)


@explained()
def foreign_codes(store: Store, target: str) -> tuple[tuple[str, str], ...]:
    """Scheme and code that others give to one of ours. Raises Unavailable."""
    with store.reading() as session:
        return tuple(queries.foreign_codes(session, target.strip()))


@dataclass(frozen=True, slots=True)
class MappedPair:
    """A line of the table: a code of theirs, what it means by the table, and where that stands today."""

    scheme: str
    foreign_code: str
    target: str
    state: CodeState
    living: tuple[str, ...]
    source: str
    since: date


@explained()
def list_mapping(
    store: Store, clerk: Clerk, scheme: str, words: str = "", after: tuple[str, str] = ("", ""), limit: int = 200
) -> tuple[MappedPair, ...]:  # fmt: skip
    """A page of a scheme's table behind a pair; with ``words`` the lines whose codes, theirs or ours, are exactly that.

    Raises NotPermitted.
    """
    require_any(clerk)
    with store.reading() as session:
        found: list[MappedPair] = []
        for row in queries.pairs(session, scheme, words.strip(), after, min(limit, 1000)):
            state, living = CodeState.LIVING, ()
            if row.scheme != DIVISION:
                answer = answer_code(session, row.target)
                state, living = answer.state, answer.living
            found.append(
                MappedPair(
                    row.scheme, row.foreign_code, row.target, state, living, row.source, row.valid_from
                )
            )
        return tuple(found)


@explained()
def count_mappings(store: Store, clerk: Clerk) -> dict[str, int]:
    """How many codes of each scheme are mapped. Raises NotPermitted."""
    require_any(clerk)
    with store.reading() as session:
        return queries.counts(session)
