"""A department's list of addresses: compared with the library row by row, then proposed as one batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from db import address_entries as entry_rows
from db.numbering import advance
from db.session import Session, Store
from hall_app.addresses.book import AddressBook
from hall_app.addresses.managing.changes import (
    BUILDING_DIGITS,
    AliasDraft,
    Change,
    ChangeKind,
    Elements,
    Entry,
    NewEntry,
    Proposal,
)
from hall_app.addresses.managing.lineage import CodeState, answer_code
from hall_app.addresses.managing.lists import chosen_columns, read_table
from hall_app.addresses.managing.planning import check_building, entry_of
from hall_app.addresses.managing.proposing import PROPOSE, file_proposal
from hall_app.addresses.managing.unknown import unplaced
from hall_app.addresses.managing.watching import TOLD_EVERY, Watch
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

ELEMENTS = ("street", "community", "road", "roadno", "area", "lane", "bldg", "unit", "floor", "house")


class RowState(StrEnum):
    """What a row of the list is to the library."""

    SAME = "same"
    CREATE = "create"
    CHANGE = "change"
    ALIAS = "alias"
    CONTRADICT = "contradict"
    UNCLEAR = "unclear"


STATE_WORDS = {
    RowState.SAME: "一致",
    RowState.CREATE: "新增",
    RowState.CHANGE: "变更",
    RowState.ALIAS: "别名",
    RowState.CONTRADICT: "矛盾",
    RowState.UNCLEAR: "看不准",
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row judged: which entry it means, and what it would create or change, or why it does not fit."""

    number: int
    state: RowState
    code: str
    address: str
    words: str = ""
    elements: Elements | None = None
    alias: str = ""


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What a list would do: its columns as recognised, its rows judged, and how many there are of each."""

    file_name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[ListRow, ...]

    @property
    def counts(self) -> dict[RowState, int]:
        """How many rows of each state."""
        counted = Counter(row.state for row in self.rows)
        return {state: counted.get(state, 0) for state in RowState}


@explained()
def preview_list(
    store: Store, clerk: Clerk, path: Path, columns: Mapping[str, int] | None = None, watch: Watch | None = None
) -> ListPreview:  # fmt: skip
    """Read a department's list and compare it with the library; ``columns`` where a person pointed at them.

    Raises NotPermitted, InputRefused.
    """
    clerk.require(PROPOSE)
    rows = read_table(path)
    chosen = chosen_columns(rows[0], columns)
    by_elements = "street" in chosen and ("road" in chosen or "area" in chosen)
    if not by_elements and "text" not in chosen:
        raise InputRefused(
            "认不出地址列", "请有“街道、社区、道路、门牌、小区、楼栋、房号”各列，或一列“地址”", "file"
        )
    book = AddressBook(store)
    try:
        with store.reading() as session:
            judge = _Judge(session, book, chosen)
            judged: list[ListRow] = []
            for n, row in enumerate(rows[1:], 2):
                judged.append(judge.judge(n, row))
                if watch is not None and n % TOLD_EVERY == 0:
                    watch.at(len(judged), len(rows) - 1)
    finally:
        book.close()
    shown = tuple((name, rows[0][at]) for name, at in chosen.items())
    return ListPreview(path.name, shown, tuple(judged))


class _Judge:
    """Judges the rows of one list; remembers what earlier rows make."""

    def __init__(self, session: Session, book: AddressBook, columns: dict[str, int]) -> None:
        self._session = session
        self._book = book
        self._columns = columns
        self._made: dict[Elements, str] = {}

    def judge(self, number: int, row: list[str]) -> ListRow:
        values = {name: row[at].strip() if at < len(row) else "" for name, at in self._columns.items()}
        code, alias = values.get("code", ""), values.get("alias", "")
        if not (values.get("street") or values.get("road") or values.get("area")):
            return self._by_text(number, values.get("text", ""), code)
        try:
            elements = Elements.of(_completed(values))
            made = self._by_elements(number, elements, code)
        except InputRefused as refusal:
            return ListRow(number, RowState.CONTRADICT, code, values.get("text", ""), str(refusal))
        if made.state is RowState.SAME and alias and alias != elements.area and elements.area:
            return replace(made, state=RowState.ALIAS, alias=alias, words=f"别名“{alias}”")
        return made

    def _by_text(self, number: int, text: str, code: str) -> ListRow:
        made = self._book.translate(text) if text else None
        if made is None or unplaced(made):
            return ListRow(number, RowState.UNCLEAR, code, text, "文字对不上唯一的标准地址，进待核")
        if code and code != made.codes[0]:
            return ListRow(number, RowState.CONTRADICT, code, text, f"文字指的是 {made.codes[0]}")
        return ListRow(number, RowState.SAME, made.codes[0], text)

    def _by_elements(self, number: int, elements: Elements, code: str) -> ListRow:
        check_building(self._session, elements.building())
        shown = elements.joined()
        if elements in self._made:
            return ListRow(number, RowState.CONTRADICT, code, shown, f"与第 {self._made[elements]} 行重复")
        self._made[elements] = str(number)
        there = self._find(elements)
        if code:
            return self._with_code(number, elements, code, there)
        if there:
            return ListRow(number, RowState.SAME, there, shown, elements=elements)
        if not elements.is_room:
            return ListRow(number, RowState.UNCLEAR, "", shown, f"新楼栋要有 {BUILDING_DIGITS} 位编码")
        if self._find(elements.building()) is None and elements.building() not in self._made:
            return ListRow(number, RowState.UNCLEAR, "", shown, "库里没有这栋楼，请先列出楼栋和编码")
        return ListRow(number, RowState.CREATE, "", shown, "新房间", elements)

    def _with_code(self, number: int, elements: Elements, code: str, there: str | None) -> ListRow:
        shown = elements.joined()
        answer = answer_code(self._session, code)
        if answer.state in (CodeState.SUCCEEDED, CodeState.RETIRED):
            return ListRow(number, RowState.CONTRADICT, code, shown, f"编码{answer.words()}")
        if there and there != code:
            return ListRow(number, RowState.CONTRADICT, code, shown, f"同一地址已有编码 {there}")
        if answer.state is CodeState.UNKNOWN:
            return ListRow(number, RowState.CREATE, code, shown, "新编码", elements)
        if there == code:
            return ListRow(number, RowState.SAME, code, shown, elements=elements)
        entry: Entry = entry_of(entry_rows.entries(self._session, [code])[code])
        if entry.elements.is_room != elements.is_room:
            return ListRow(number, RowState.CONTRADICT, code, shown, "编码与地址不是同一级")
        if entry.elements.is_room and entry.elements.building() != elements.building():
            return ListRow(
                number, RowState.CONTRADICT, code, shown, f"这个编码在 {entry.elements.building().joined()}"
            )
        return ListRow(number, RowState.CHANGE, code, shown, f"现为 {entry.elements.joined()}", elements)

    def _find(self, elements: Elements) -> str | None:
        owner = elements.building()
        building = entry_rows.building_at(self._session, owner.place, owner.lane, owner.bldg)
        if building is None or not elements.is_room:
            return building
        path = (elements.unit, elements.floor, elements.house)
        return entry_rows.room_at(self._session, building, *path)


def _completed(values: dict[str, str]) -> dict[str, str]:
    """Official names in full: 莲花 is 莲花街道, a bare door number has its 号."""
    made = {name: values.get(name, "") for name in ELEMENTS}
    for name, ending in (("street", "街道"), ("community", "社区"), ("roadno", "号")):
        if made[name] and not made[name].endswith(ending):
            made[name] += ending
    return made


@explained()
def propose_list(
    store: Store, clerk: Clerk, preview: ListPreview, reason: str, *, clock: Clock
) -> tuple[Change, ...]:
    """File what a list creates and changes as one batch, all or nothing. Raises NotPermitted, InputRefused."""
    clerk.require(PROPOSE)
    with store.writing() as session:
        entry_rows.lock_library(session)
        today = clock.today()
        batch = f"QD{today:%Y%m%d}-{advance(session, f'address_batch:{today:%Y%m%d}'):03d}"
        filed = [file_proposal(session, clerk, each, clock) for each in _proposals(preview, reason, batch)]
        if not filed:
            raise InputRefused("这份清单没有可提出的变更", "全部一致、矛盾或看不准，请先核对", "file")
        detail = {"proposals": len(filed), "rows": len(preview.rows)}
        record(session, clerk, "address.import_list", "address_batch", batch, True, detail, clock.now())
        return tuple(filed)


def _proposals(preview: ListPreview, reason: str, batch: str) -> Iterator[Proposal]:
    whole = Proposal(ChangeKind.CREATE, reason=reason, source=preview.file_name, batch=batch)
    groups: dict[Elements, list[NewEntry]] = {}
    aliases: dict[tuple[str, str, str], AliasDraft] = {}
    for row in preview.rows:
        if row.elements is None:
            continue
        if row.state is RowState.CREATE:
            groups.setdefault(row.elements.building(), []).append(NewEntry(row.elements, row.code or None))
        elif row.state is RowState.CHANGE:
            yield replace(whole, kind=ChangeKind.RENAME, codes=(row.code,), elements=row.elements)
        elif row.state is RowState.ALIAS:
            key = (row.alias, row.elements.area, row.elements.community)
            aliases[key] = AliasDraft(row.alias, element="area", name=key[1], community=key[2])
    for entries in groups.values():
        yield replace(whole, entries=tuple(entries))
    for alias in aliases.values():
        yield replace(whole, kind=ChangeKind.ALIAS, alias=alias)
