"""A library imported anew meets the changes that were approved here: what the file does not know yet is done again.

The file may be older or newer than a change, and seldom says which. So every code that a change touched is compared:

* the file has it as the change left it: it knows the change;
* the file has it as it was at any time before (or lacks what the change made, or still has what it ended): the file
  is older, and the change is carried over;
* anything else is a conflict: the file stands, and the conflict is told with the number of the change.

With ``as_of`` the file claims to know everything up to that day; what differs then is a conflict, not carried over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from db import address_aliases as alias_rows
from db import address_changes_queries as queries
from db import address_entries as entry_rows
from db.session import Session
from hall_app.addresses.managing.changes import Elements
from hall_app.addresses.managing.indexing import (
    NAMED,
    ensure_layout_of_nothing,
    ensure_readings,
    refresh_index,
)
from hall_app.addresses.managing.planning import entry_of

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ImportConflict:
    """A code on which the file and a change disagree; what was done about it, in words."""

    code: str
    change_number: str
    words: str


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What became of the changes: codes of which the file knew, those done again, and conflicts.

    ``buildings`` and ``rooms`` are by how many entries the library grew over what the file holds.
    """

    known: int = 0
    again: int = 0
    conflicts: tuple[ImportConflict, ...] = ()
    buildings: int = 0
    rooms: int = 0


@dataclass(slots=True)
class _Fate:
    """All that changes did to one code: how it stood before and between, and where it stands."""

    code: str
    made_here: bool
    last: queries.Step
    past: list[Elements] = field(default_factory=list[Elements])

    @property
    def final(self) -> Elements | None:
        """The elements that the last change gave it, None where it ended."""
        return _elements(self.last.after) if self.last.role != "ended" else None


@dataclass(frozen=True, slots=True)
class StoodBefore:
    """What only the old library tells: its aliases, and the buildings of the rooms that changes touched."""

    aliases: list[alias_rows.AliasLine]
    owners: dict[str, str]


def remember(session: Session) -> StoodBefore:
    """Before the old library is emptied."""
    return StoodBefore(alias_rows.alias_lines(session), queries.owners_of_changed_rooms(session))


def carry_over(session: Session, day: date, as_of: date | None, before: StoodBefore) -> CarriedOver:
    """Do again what the file does not know, in the import's own transaction."""
    work = _CarryingOver(session, day, as_of, before.owners)
    fates = list(_fates(session).values())
    # What ended makes room for what was made; rooms end before their buildings and are made after them.
    for ended, digits in ((True, 25), (True, 19), (False, 19), (False, 25)):
        chosen = [f for f in fates if (f.final is None) is ended and len(f.code) == digits]
        for start in range(0, len(chosen), AT_ONCE):
            work.take(chosen[start : start + AT_ONCE])
    work.finish(before.aliases)
    return CarriedOver(work.known, work.again, tuple(work.conflicts), work.grown[19], work.grown[25])


def _fates(session: Session) -> dict[str, _Fate]:
    found: dict[str, _Fate] = {}
    for step in queries.entry_steps(session):
        fate = found.get(step.code)
        if fate is None:
            fate = found[step.code] = _Fate(step.code, step.role == "made", step)
        fate.last = step
        fate.past += [_elements(state) for state in (step.before, step.after) if state]
    return found


def _elements(state: dict[str, object] | None) -> Elements:
    el = (state or {}).get("el")
    return Elements.of(el if isinstance(el, dict) else {})  # pyright: ignore[reportUnknownArgumentType]


class _CarryingOver:
    def __init__(self, session: Session, day: date, as_of: date | None, owners: dict[str, str]) -> None:
        self.session, self.day, self.as_of, self._owners = session, day, as_of, owners
        self.known = self.again = 0
        self.grown = {19: 0, 25: 0}
        self.conflicts: list[ImportConflict] = []
        self._buildings: set[str] = set()
        self._places: set[int] = set()
        self._renamed: dict[tuple[str, str, str, str], None] = {}

    def take(self, fates: list[_Fate]) -> None:
        """Compare some codes of one kind with the library as it stands, and do what is missing."""
        rows = entry_rows.entries(self.session, [fate.code for fate in fates])
        for fate in fates:
            row = rows.get(fate.code)
            living = row if row is not None and row.status == "valid" else None
            if fate.final is None:
                self._ended(fate, living)
            elif living is None:
                self._missing(fate, fate.final)
            else:
                self._standing(fate, fate.final, living)

    def _older(self, fate: _Fate, words: str) -> bool:
        """Whether the file does not claim to know this change; where it does, the difference is told."""
        if self.as_of is None or fate.last.on_day > self.as_of:
            return True
        self._conflict(fate, f"{words}，新库称已含 {self.as_of.isoformat()} 以前的变更，按新库")
        return False

    def _conflict(self, fate: _Fate, words: str) -> None:
        self.conflicts.append(ImportConflict(fate.code, fate.last.number, words))

    def _ended(self, fate: _Fate, row: entry_rows.EntryRow | None) -> None:
        if row is None:
            self.known += 1
        elif not self._older(fate, "变更已注销或并走，新库里仍有"):
            return
        elif len(fate.code) == 19 and (left := entry_rows.rooms_of(self.session, fate.code)):
            self._conflict(
                fate, f"变更已注销或并走，但新库里这栋楼有 {len(left)} 间变更时没有的房间，按新库保留"
            )
        else:
            entry_rows.end_entries(self.session, [fate.code], fate.last.on_day)
            self._touch(row)
            self._grow(fate.code, -1)

    def _standing(self, fate: _Fate, wanted: Elements, row: entry_rows.EntryRow) -> None:
        there = entry_of(row).elements
        if _same(there, wanted):
            self.known += 1
        elif not self._older(fate, f"变更写作 {wanted.joined()}，新库写作 {there.joined()}"):
            return
        elif not any(_same(there, state) for state in fate.past):
            self._conflict(fate, f"变更写作 {wanted.joined()}，新库另写作 {there.joined()}，按新库")
        else:
            self._touch(row)
            if wanted.is_room:
                entry_rows.change_room(self.session, fate.code, wanted.unit, wanted.floor, wanted.house)
            else:
                entry_rows.move_building(
                    self.session, fate.code, self._place(wanted), wanted.lane, wanted.bldg
                )
                self._buildings.add(fate.code)
                self._note_names(there, wanted)
            self.again += 1

    def _missing(self, fate: _Fate, wanted: Elements) -> None:
        if not fate.made_here:
            self._conflict(fate, f"变更写作 {wanted.joined()}，新库里没有这个编码")
            return
        if not self._older(fate, f"变更新增了 {wanted.joined()}，新库里没有"):
            return
        building = self._owner(fate.code, wanted)
        path = (wanted.unit, wanted.floor, wanted.house)
        other = (
            building if not wanted.is_room else building and entry_rows.room_at(self.session, building, *path)
        )
        if other and other in queries.successors(self.session, fate.code):
            self.known += 1  # told at an earlier import
        elif other:
            # The code of the change answers with the file's from now on, and nothing that points at it is lost.
            step = fate.last
            queries.add_lineage(self.session, fate.code, [other], "import", self.day, step.change_id)
            self._conflict(fate, f"{wanted.joined()} 在新库里的编码是 {other}，原编码记为它的旧编码")
        elif wanted.is_room and building is None:
            self._conflict(fate, f"{wanted.joined()} 所在的楼栋不在新库里")
        else:
            self._make(fate, wanted, building or "")

    def _owner(self, code: str, wanted: Elements) -> str | None:
        """The building that stands at the elements, or on which the room hung: its name may have changed since."""
        owner = self._owners.get(code)
        if owner and entry_rows.living_building_codes(self.session, [owner]):
            return owner
        return entry_rows.building_at(self.session, wanted.place, wanted.lane, wanted.bldg)

    def _make(self, fate: _Fate, wanted: Elements, building: str) -> None:
        source, day = f"变更 {fate.last.number}", fate.last.on_day
        if wanted.is_room:
            path = (wanted.unit, wanted.floor, wanted.house)
            entry_rows.add_room(self.session, fate.code, building, *path, source, day)
            self._buildings.add(building)
        else:
            layout, place = ensure_layout_of_nothing(self.session), self._place(wanted)
            entry_rows.add_building(
                self.session, fate.code, place, wanted.lane, wanted.bldg, layout, source, day
            )
            self._buildings.add(fate.code)
        self._grow(fate.code, 1)

    def _grow(self, code: str, by: int) -> None:
        self.grown[len(code)] += by
        self.again += 1

    def _touch(self, row: entry_rows.EntryRow) -> None:
        building = row.code if len(row.code) == 19 else entry_rows.building_of(self.session, row.code)
        if building:
            self._buildings.add(building)
        self._places.add(row.place_id)

    def _place(self, el: Elements) -> int:
        ensure_readings(self.session, [(name, getattr(el, name)) for name in NAMED if getattr(el, name)])
        place = entry_rows.ensure_place(self.session, el.place)
        self._places.add(place)
        return place

    def _note_names(self, before: Elements, after: Elements) -> None:
        for name in NAMED:
            old, new = getattr(before, name), getattr(after, name)
            if old and new and old != new:
                self._renamed[(name, old, new, before.community if name == "area" else "")] = None

    # -- aliases --------------------------------------------------------------------------------
    def finish(self, old_aliases: list[alias_rows.AliasLine]) -> None:
        """The index, then the aliases of the file under the names of today, and those that changes made or ended."""
        refresh_index(self.session, self._buildings, self._places)
        for element, old, new, community in self._renamed:
            if not entry_rows.name_lives(self.session, element, old, community):
                alias_rows.rename_in_aliases(self.session, element, old, new, community)
        there = {line.key: line for line in alias_rows.alias_lines(self.session)}
        for line in old_aliases:
            known = there.get(line.key)
            if line.status != "valid" and known is not None:
                alias_rows.end_element_alias(self.session, known.id, line.valid_to or self.day)
                self.again += 1
            elif line.status == "valid" and known is None and line.source.startswith("变更 "):
                alias_rows.add_element_alias(
                    self.session, line.element, line.alias, line.name, line.kind, line.street, line.community,
                    line.source, line.valid_from or self.day,
                )  # fmt: skip
                self.again += 1


def _same(there: Elements, wanted: Elements) -> bool:
    """Whether an entry stands as wanted; a room is compared within its building, whose names have their own changes."""
    if there.is_room and wanted.is_room:
        return (there.unit, there.floor, there.house) == (wanted.unit, wanted.floor, wanted.house)
    return there == wanted
