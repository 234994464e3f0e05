"""What a change of the address library is: its kinds, its content, and the entries it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from hall_app.addresses.rules import load
from hall_app.errors import InputRefused

BUILDING_DIGITS, ROOM_DIGITS = 19, 25
LONGEST_ELEMENT = 60
MOST_CODES = 20_000


class ChangeKind(StrEnum):
    """What a change does."""

    CREATE = "create"
    SPLIT = "split"
    MERGE = "merge"
    RENAME = "rename"
    RETIRE = "retire"
    ALIAS = "alias"


class Scope(StrEnum):
    """What a renaming reaches: one entry, the whole place it stands on, or a name wherever it occurs."""

    ENTRY = "entry"
    PLACE = "place"
    NAME = "name"


class ChangeState(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


KIND_WORDS = {
    ChangeKind.CREATE: "新增",
    ChangeKind.SPLIT: "拆分",
    ChangeKind.MERGE: "合并",
    ChangeKind.RENAME: "更名",
    ChangeKind.RETIRE: "注销",
    ChangeKind.ALIAS: "别名",
}
STATE_WORDS = {
    ChangeState.PROPOSED: "待审批",
    ChangeState.APPLIED: "已生效",
    ChangeState.REJECTED: "已驳回",
    ChangeState.WITHDRAWN: "已撤回",
}
ELEMENT_WORDS = {
    "street": "街道",
    "community": "社区",
    "road": "道路",
    "roadno": "门牌",
    "area": "小区",
    "lane": "坊巷",
    "bldg": "楼栋",
    "unit": "单元",
    "floor": "楼层",
    "house": "房号",
}


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of an address below the district, in their order; absent ones empty."""

    street: str = ""
    community: str = ""
    road: str = ""
    roadno: str = ""
    area: str = ""
    lane: str = ""
    bldg: str = ""
    unit: str = ""
    floor: str = ""
    house: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Elements:
        """From loose values. Raises InputRefused for what is no text or too long."""
        made: dict[str, str] = {}
        for name in ELEMENT_WORDS:
            value = values.get(name) or ""
            if not isinstance(value, str) or len(value) > LONGEST_ELEMENT:
                raise InputRefused(
                    f"{ELEMENT_WORDS[name]}不能用", f"请写成不超过 {LONGEST_ELEMENT} 个字的文字", name
                )
            made[name] = "".join(value.split())
        return cls(**made)

    @property
    def place(self) -> tuple[str, str, str, str, str]:
        """The five elements above a building."""
        return self.street, self.community, self.road, self.roadno, self.area

    @property
    def is_room(self) -> bool:
        """Whether these elements name a room."""
        return bool(self.house)

    def building(self) -> Elements:
        """The elements of the building."""
        return replace(self, unit="", floor="", house="")

    def joined(self) -> str:
        """The address without province, city and district."""
        return "".join(getattr(self, name) for name in ELEMENT_WORDS)

    def text(self) -> str:
        """The full standard address."""
        return load("words")["prefix"] + self.joined()

    def plain(self) -> dict[str, str]:
        """The elements that are there."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Entry:
    """A building or room of the library as it stands."""

    code: str
    elements: Elements
    status: str = "valid"
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def level(self) -> str:
        """``building`` or ``room``."""
        return "room" if self.elements.is_room else "building"

    def plain(self) -> dict[str, Any]:
        """Plain values, for history and comparison."""
        return {"code": self.code, "status": self.status, "el": self.elements.plain()}


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be made. ``code`` may be left out for a room; ``rooms`` are old rooms that move here at a split."""

    elements: Elements
    code: str | None = None
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AliasDraft:
    """Another name of an element (``element``, ``alias``, ``name``), or another text of a code (``alias``, ``code``)."""

    alias: str
    element: str = ""
    name: str = ""
    street: str = ""
    community: str = ""
    code: str = ""
    kind: str = "colloquial"


@dataclass(frozen=True, slots=True)
class NameChange:
    """A name of an element that changes wherever it occurs, or only in ``community`` (areas)."""

    element: str
    old: str
    new: str
    community: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The content of a change; which parts are used is told by ``kind`` and ``scope``.

    ``codes`` are the entries concerned; ``entries`` the new ones (create, split, the result of a merge);
    ``into`` a living entry that takes the merged ones in; ``elements`` and ``new_code`` of a renaming;
    ``assign`` says which old code's residents, firms and cases go to which new entry (code, house or building);
    ``same_rooms``: rooms of one number in merged buildings are one room.
    """

    kind: ChangeKind
    codes: tuple[str, ...] = ()
    entries: tuple[NewEntry, ...] = ()
    into: str = ""
    elements: Elements | None = None
    new_code: str = ""
    scope: Scope = Scope.ENTRY
    name: NameChange | None = None
    alias: AliasDraft | None = None
    assign: tuple[tuple[str, str], ...] = ()
    same_rooms: bool = False
    reason: str = ""
    source: str = ""
    effective_on: date | None = None
    batch: str | None = None
    unknown_id: UUID | None = None

    def plain(self) -> dict[str, Any]:
        """The content as plain JSON values."""
        return {
            "kind": self.kind.value,
            "scope": self.scope.value,
            "codes": list(self.codes),
            "entries": [
                {"code": e.code, "el": e.elements.plain(), "rooms": list(e.rooms)} for e in self.entries
            ],
            "into": self.into,
            "el": self.elements.plain() if self.elements else None,
            "new_code": self.new_code,
            "name": asdict(self.name) if self.name else None,
            "alias": asdict(self.alias) if self.alias else None,
            "assign": dict(self.assign),
            "same_rooms": self.same_rooms,
            "reason": self.reason,
            "source": self.source,
            "effective_on": self.effective_on.isoformat() if self.effective_on else None,
            "unknown_id": str(self.unknown_id) if self.unknown_id else None,
        }


def proposal_of(values: Mapping[str, Any], batch: str | None = None) -> Proposal:
    """A proposal from plain JSON values (a file, a stored row). Raises InputRefused on what is not of this form."""
    try:
        return Proposal(
            kind=ChangeKind(values["kind"]),
            scope=Scope(values.get("scope") or "entry"),
            codes=_texts(values.get("codes")),
            entries=tuple(
                NewEntry(Elements.of(dict(e["el"])), _text(e.get("code")) or None, _texts(e.get("rooms")))
                for e in values.get("entries") or ()
            ),
            into=_text(values.get("into")),
            elements=Elements.of(dict(values["el"])) if values.get("el") else None,
            new_code=_text(values.get("new_code")),
            name=NameChange(**_strings(NameChange, values["name"])) if values.get("name") else None,
            alias=AliasDraft(**_strings(AliasDraft, values["alias"])) if values.get("alias") else None,
            assign=tuple((_text(a), _text(b)) for a, b in dict(values.get("assign") or {}).items()),
            same_rooms=bool(values.get("same_rooms")),
            reason=_text(values.get("reason"), 500),
            source=_text(values.get("source"), 200),
            effective_on=date.fromisoformat(values["effective_on"]) if values.get("effective_on") else None,
            batch=batch,
            unknown_id=UUID(values["unknown_id"]) if values.get("unknown_id") else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputRefused(
            "变更内容看不懂", "请按说明写明 kind、codes、entries 等项", type(error).__name__
        ) from error


def _text(value: Any, longest: int = 400) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("text expected")
    return value.strip()


def _texts(values: Any) -> tuple[str, ...]:
    if values is None:
        return ()
    if not isinstance(values, list | tuple) or len(values) > MOST_CODES:  # pyright: ignore[reportUnknownArgumentType]
        raise ValueError("list of texts expected")
    return tuple(_text(value) for value in values)  # pyright: ignore[reportUnknownVariableType]


def _strings(kind: type[Any], values: Any) -> dict[str, str]:
    return {field.name: _text(values[field.name]) for field in fields(kind) if values.get(field.name)}


@dataclass(frozen=True, slots=True)
class Change:
    """A proposal as it stands in the book: its number, its content, and what was decided by whom."""

    id: UUID
    number: str
    proposal: Proposal
    state: ChangeState
    basis: Mapping[str, Any]
    proposed_by: UUID
    proposer: str
    proposed_at: datetime
    effective_on: date
    decider: str | None
    decided_at: datetime | None
    decision_note: str | None

    @property
    def title(self) -> str:
        """One line: what it does."""
        return f"{KIND_WORDS[self.proposal.kind]} · {headline(self.proposal, self.basis)}"


def headline(proposal: Proposal, basis: Mapping[str, Any]) -> str:
    """The address or name that a change is about, in few words."""
    if proposal.name is not None:
        return f"{proposal.name.old} → {proposal.name.new}"
    if proposal.alias is not None:
        return f"“{proposal.alias.alias}”即{proposal.alias.name or proposal.alias.code}"
    shown = [
        Elements.of(row["el"]).joined() for row in basis.get("entries", {}).values() if row.get("el")
    ] or [entry.elements.joined() for entry in proposal.entries]
    first = shown[0] if shown else "、".join(proposal.codes[:2])
    return first if len(shown) < 2 else f"{first} 等 {len(shown)} 处"
