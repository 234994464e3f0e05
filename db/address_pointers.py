"""What points at addresses: residences, housing, firms, dated facts and cases; moved or marked when a code ends.

Residences, firms and facts are library rows and are moved themselves. The form of a case stays as it was
accepted; where its place is now stands in ``address_link``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.address_changes import AddressLink
from db.address_entries import chunks
from db.cases import Case
from db.exchange import LibraryCase
from db.exchange_queries import append_feed, person_body
from db.libraries import Building, LegalPerson, Person, PersonFact, Residence, Room

FOLLOWED, PENDING, ASSIGNED = "followed", "pending", "assigned"
RESIDENCE, FIRM, FACT, CASE = "residence", "firm", "fact", "case"
_CODE_FIELD = "house_code"
_FEW = 500
# Where the form of a case keeps codes: the house code itself, and the code of an address chosen from the library.
_CASE_PATHS = (
    (_CODE_FIELD, "value"),
    ("home_address", "address_code"),
    ("firm_address", "address_code"),
    ("place", "address_code"),
)


class PointerMover:
    """Moves what points at ended codes, in the caller's transaction, for one change."""

    def __init__(
        self, session: Session, texts: Mapping[str, str], number: str, at: datetime, by: UUID | None = None
    ) -> None:
        self._session = session
        self._texts = texts
        self._number = number
        self._at = at
        self._by = by
        self._people: set[UUID] = set()
        self.counts: dict[str, int] = {RESIDENCE: 0, FIRM: 0, FACT: 0, CASE: 0, PENDING: 0}

    def move(self, moves: Mapping[str, str]) -> None:
        """Let everything that points at the old codes point at the new ones."""
        self._move_housing(moves)
        for row in self._facts(moves):
            self._move_fact(row, moves[row.value[_CODE_FIELD]])
        for part in chunks(moves):
            for row in self._session.scalars(select(Residence).where(Residence.room_code.in_(part))).all():
                self._move_residence(row, moves[row.room_code])
            for row in self._session.scalars(
                select(LegalPerson).where(LegalPerson.address_code.in_(part))
            ).all():
                self._move_firm(row, moves[row.address_code or ""])
            for subject, old in self._cases(part):
                self._link(CASE, subject, old, moves[old], FOLLOWED)
                self.counts[CASE] += 1
            # What was moved before and marked goes along with its new code.
            for link in self._session.scalars(select(AddressLink).where(AddressLink.code.in_(part))).all():
                link.code = moves[link.code or ""]
        self._session.flush()

    def mark(self, codes: Iterable[str]) -> None:
        """Mark everything that points at these ended codes as waiting to be assigned (待核)."""
        codes = list(codes)
        for row in self._facts(codes):
            self._link(FACT, str(row.id), row.value[_CODE_FIELD], None, PENDING)
        for part in chunks(codes):
            for row in self._session.scalars(select(Residence).where(Residence.room_code.in_(part))).all():
                self._link(RESIDENCE, str(row.person_id), row.room_code, None, PENDING)
            for row in self._session.scalars(
                select(LegalPerson).where(LegalPerson.address_code.in_(part))
            ).all():
                self._link(FIRM, str(row.id), row.address_code or "", None, PENDING)
            for subject, old in self._cases(part):
                self._link(CASE, subject, old, None, PENDING)
            for link in self._session.scalars(
                select(AddressLink).where(AddressLink.code.in_(part), AddressLink.subject_kind == CASE)
            ).all():
                link.code, link.state = None, PENDING
                link.change_number, link.at = self._number, self._at
        self._session.flush()

    def assign(self, link: AddressLink, code: str) -> None:
        """Let one thing that waits point at ``code``."""
        moves = {link.old_code: code}
        self._move_housing(moves)
        if link.subject_kind == RESIDENCE:
            row = self._session.get(Residence, (UUID(link.subject_id), link.old_code))
            if row is not None:
                self._move_residence(row, code)
        elif link.subject_kind == FIRM:
            firm = self._session.get(LegalPerson, UUID(link.subject_id))
            if firm is not None and firm.address_code == link.old_code:
                self._move_firm(firm, code)
        elif link.subject_kind == FACT:
            fact = self._session.get(PersonFact, UUID(link.subject_id))
            if fact is not None and fact.value.get(_CODE_FIELD) == link.old_code:
                self._move_fact(fact, code)
        link.code, link.state, link.settled_by, link.at = code, ASSIGNED, self._by, self._at
        self._session.flush()

    def rename(self, codes: Iterable[str]) -> None:
        """Write the present address into the housing rows of entries that were only renamed."""
        codes = list(codes)
        for fact in self._facts(codes):
            self._move_fact(fact, fact.value[_CODE_FIELD])
        for part in chunks(codes):
            for table in (Building, Room):
                for row in self._session.scalars(select(table).where(table.code.in_(part))).all():
                    row.address = self._texts.get(row.code, row.address)
        self._session.flush()

    def announce(self) -> None:
        """Tell the halls of the people whose facts moved, in the feed."""
        for person_id in sorted(self._people):
            person = self._session.get(Person, person_id)
            if person is not None:
                person.version += 1
                self._session.flush()
                body = person_body(self._session, person)
                append_feed(self._session, "person", person.id_number, person.version, body, self._at)

    # -- one by one -----------------------------------------------------------------------------
    def _move_residence(self, row: Residence, code: str) -> None:
        there = self._session.get(Residence, (row.person_id, code))
        if there is None:
            self._session.add(
                Residence(
                    person_id=row.person_id, room_code=code, since=row.since, until=row.until,
                    tenure=row.tenure, source=row.source, recorded_on=row.recorded_on,
                )
            )  # fmt: skip
        else:
            there.since = min(there.since, row.since)
            there.until = None if row.until is None or there.until is None else max(there.until, row.until)
        self._session.delete(row)
        self._session.flush()
        self.counts[RESIDENCE] += 1

    def _move_firm(self, row: LegalPerson, code: str) -> None:
        row.address_code = code
        row.version += 1
        self.counts[FIRM] += 1

    def _move_fact(self, row: PersonFact, code: str) -> None:
        value = dict(row.value)
        value[_CODE_FIELD] = code
        if "address" in value:
            value["address"] = self._texts.get(code, value["address"])
        if value != row.value:
            row.value = value
            row.version += 1
            self._people.add(row.person_id)
            self.counts[FACT] += 1

    def _move_housing(self, moves: Mapping[str, str]) -> None:
        """The housing library gets rows for the new codes, so that homes can be read; old rows stay."""
        for part in chunks(moves):
            for old in self._session.scalars(select(Room).where(Room.code.in_(part))).all():
                new = moves[old.code]
                if len(new) != 25 or self._session.get(Room, new) is not None:
                    continue
                self._ensure_building(old.building_code, new[:19])
                self._session.add(
                    Room(
                        code=new, building_code=new[:19], address=self._texts.get(new, old.address),
                        house=old.house, use=old.use, tenure=old.tenure, verified_on=old.verified_on,
                    )
                )  # fmt: skip
                self._session.flush()

    def _ensure_building(self, old_code: str, code: str) -> None:
        if self._session.get(Building, code) is not None:
            return
        old = self._session.get_one(Building, old_code)
        self._session.add(
            Building(
                code=code, address=self._texts.get(code, old.address), street_code=old.street_code,
                community_code=old.community_code, grid=old.grid, grid_worker=old.grid_worker,
                estate=old.estate, floors=old.floors, practice=old.practice,
            )
        )  # fmt: skip
        self._session.flush()

    def _cases(self, codes: list[str]) -> list[tuple[str, str]]:
        """Cases whose form names one of the codes and whose place was not followed yet."""
        library = LibraryCase.body[("application", "form", _CODE_FIELD)].as_string()
        found: list[tuple[str, str]] = []
        for path in _CASE_PATHS:
            code = Case.form[path].as_string()
            rows = self._session.execute(select(Case.id, code).where(code.in_(codes)))
            found += [(str(row[0]), row[1]) for row in rows]
        found += [
            (str(r[0]), r[1])
            for r in self._session.execute(select(LibraryCase.case_id, library).where(library.in_(codes)))
        ]
        return [
            pair
            for pair in dict.fromkeys(found)
            if self._session.get(AddressLink, (CASE, pair[0], pair[1])) is None
        ]

    def _facts(self, codes: Iterable[str]) -> list[PersonFact]:
        """The dated facts that name one of the codes: one pass over the table, however many codes there are."""
        wanted = set(codes)
        if not wanted:
            return []
        named = PersonFact.value[_CODE_FIELD].as_string()
        query = select(PersonFact.id, named).where(named.is_not(None))
        if len(wanted) <= _FEW:
            query = query.where(named.in_(wanted))
        ids = [
            row[0]
            for row in self._session.execute(query.execution_options(yield_per=5000))
            if row[1] in wanted
        ]
        found: list[PersonFact] = []
        for part in chunks(ids):
            found += self._session.scalars(select(PersonFact).where(PersonFact.id.in_(part)))
        return found

    def _link(self, kind: str, subject: str, old: str, code: str | None, state: str) -> None:
        known = self._session.get(AddressLink, (kind, subject, old))
        if known is None:
            known = AddressLink(
                subject_kind=kind, subject_id=subject, old_code=old, code=code, state=state,
                change_number=self._number, at=self._at, settled_by=self._by,
            )  # fmt: skip
            self._session.add(known)
        else:
            known.code, known.state, known.change_number, known.at = code, state, self._number, self._at
        if state == PENDING:
            self.counts[PENDING] += 1


def case_place(session: Session, case_id: UUID, form_code: str) -> tuple[str | None, str]:
    """Where the place of a case is now: its code and state; the form's own where no change touched it."""
    link = session.get(AddressLink, (CASE, str(case_id), form_code))
    return (form_code, FOLLOWED) if link is None else (link.code, link.state)


def rename_housing(session: Session, code: str, before: str, after: str) -> None:
    """Write a renamed building's or room's address into the housing rows, rooms of the building included."""
    for table, key in ((Building, Building.code), (Room, Room.code), (Room, Room.building_code)):
        for row in session.scalars(select(table).where(key == code)).all():
            if row.address == before or key is Room.building_code and row.address.startswith(before):
                row.address = after + row.address[len(before) :]
