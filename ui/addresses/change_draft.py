"""What is written in the editor of a change, as plain texts, and the proposal that it makes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from hall_app.addresses.managing.changes import (
    AliasDraft,
    ChangeKind,
    Elements,
    NameChange,
    NewEntry,
    Proposal,
    Scope,
)
from hall_app.errors import InputRefused

PLACE = ("street", "community", "road", "roadno", "area")
OWN = ("lane", "bldg", "unit", "floor", "house")
_LEAST_NEW = 2


@dataclass(frozen=True, slots=True)
class ChangeDraft:
    """The editor's texts. ``parts``: a line for each new entry of a split; ``elements``: the ten elements by name."""

    kind: ChangeKind = ChangeKind.CREATE
    scope: Scope = Scope.ENTRY
    codes: str = ""
    into: str = ""
    new_code: str = ""
    parts: str = ""
    elements: dict[str, str] = field(default_factory=dict[str, str])
    alias: str = ""
    name_element: str = "area"
    old_name: str = ""
    new_name: str = ""
    same_rooms: bool = False
    reason: str = ""
    unknown_id: UUID | None = None

    def proposal(self) -> Proposal:
        """The proposal. Raises InputRefused, naming the field, where something is not written yet."""
        made = {
            ChangeKind.CREATE: self._create,
            ChangeKind.SPLIT: self._split,
            ChangeKind.MERGE: self._merge,
            ChangeKind.RENAME: self._rename,
            ChangeKind.RETIRE: self._retire,
            ChangeKind.ALIAS: self._alias,
        }[self.kind]()
        return replace(made, reason=self.reason.strip(), source="地址管理", unknown_id=self.unknown_id)

    def _codes(self) -> tuple[str, ...]:
        codes = tuple(self.codes.replace("，", " ").replace(",", " ").replace("、", " ").split())
        if not codes:
            raise InputRefused("没有写编码", "请写现行编码，几个用空格隔开", "codes")
        return codes

    def _elements(self) -> Elements:
        return Elements.of(self.elements)

    def _create(self) -> Proposal:
        entry = NewEntry(self._elements(), self.new_code.strip() or None)
        return Proposal(ChangeKind.CREATE, entries=(entry,))

    def _split(self) -> Proposal:
        (code, *more) = self._codes()
        if more:
            raise InputRefused("一次只拆一个地址", "请只写一个编码", "codes")
        entries = tuple(self._part(code, line.split()) for line in self.parts.splitlines() if line.strip())
        if len(entries) < _LEAST_NEW:
            raise InputRefused("没有写拆成什么", "每行一个新地址，至少两行", "parts")
        return Proposal(ChangeKind.SPLIT, codes=(code,), entries=entries)

    def _part(self, code: str, words: list[str]) -> NewEntry:
        label, *codes = words
        own = "house" if len(code) > 19 else "bldg"
        elements = replace(self._elements(), **{own: label})
        if own == "bldg":
            elements = elements.building()
        rooms = tuple(each for word in codes[1:] for each in word.replace("，", ",").split(",") if each)
        return NewEntry(elements, codes[0] if codes else None, rooms)

    def _merge(self) -> Proposal:
        codes = self._codes()
        if self.into.strip():
            return Proposal(ChangeKind.MERGE, codes=codes, into=self.into.strip(), same_rooms=self.same_rooms)
        entry = NewEntry(self._elements(), self.new_code.strip() or None)
        return Proposal(ChangeKind.MERGE, codes=codes, entries=(entry,), same_rooms=self.same_rooms)

    def _rename(self) -> Proposal:
        if self.scope is Scope.NAME:
            name = NameChange(self.name_element, self.old_name.strip(), self.new_name.strip())
            return Proposal(ChangeKind.RENAME, scope=Scope.NAME, name=name)
        return Proposal(
            ChangeKind.RENAME,
            codes=self._codes()[:1],
            scope=self.scope,
            elements=self._elements(),
            new_code=self.new_code.strip(),
        )

    def _retire(self) -> Proposal:
        return Proposal(ChangeKind.RETIRE, codes=self._codes())

    def _alias(self) -> Proposal:
        if self.codes.strip():
            return Proposal(
                ChangeKind.ALIAS, alias=AliasDraft(self.alias.strip(), code=self._codes()[0], kind="bound")
            )
        community = self.elements.get("community", "") if self.name_element == "area" else ""
        alias = AliasDraft(
            self.alias.strip(), element=self.name_element, name=self.old_name.strip(), community=community
        )
        return Proposal(ChangeKind.ALIAS, alias=alias)
