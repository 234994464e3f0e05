"""Carries a plan out, in the caller's transaction: entries, aliases, index, pointers, history and notices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from db import address_aliases as alias_rows
from db import address_changes_queries as queries
from db import address_entries as entry_rows
from db import exchange_queries
from db.address_pointers import PointerMover
from db.session import Session
from hall_app.addresses.managing.changes import Elements, Entry, Proposal
from hall_app.addresses.managing.following import ADDRESS_CHANGE
from hall_app.addresses.managing.indexing import (
    NAMED,
    ensure_layout_of_nothing,
    ensure_readings,
    refresh_index,
)
from hall_app.addresses.managing.planning import Made, Plan
from hall_app.addresses.text_aliases import alias_form, spellings

MOST_IN_NOTICE = 2_000


class Applier:
    """One approved change being carried out."""

    def __init__(
        self, session: Session, plan: Plan, proposal: Proposal, change_id: UUID, number: str, day: date, at: datetime
    ) -> None:  # fmt: skip
        self.session = session
        self.plan = plan
        self.proposal = proposal
        self.change_id = change_id
        self.number = number
        self.day = day
        self.at = at
        self._buildings: set[str] = set()
        self._places: set[int] = set()
        self._texts: dict[str, str] = {}

    def apply(self) -> dict[str, int]:
        """Do all of it; returns how many residences, firms, facts and cases moved or wait."""
        self._end()
        self._change()
        self._make()
        refresh_index(self.session, self._buildings, self._places)
        self._lineage()
        self._aliases()
        counts = self._pointers()
        queries.add_history(self.session, self._history())
        self._edition()
        self._tell()
        return counts

    def _edition(self) -> None:
        grown = {19: 0, 25: 0}
        for made in self.plan.made:
            grown[len(made.code)] += 1
        for code in self.plan.ended:
            grown[len(code)] -= 1
        entry_rows.add_edition(self.session, f"变更 {self.number}", self.day, grown[19], grown[25])

    # -- entries --------------------------------------------------------------------------------
    def _end(self) -> None:
        entry_rows.end_entries(self.session, self.plan.ended, self.day)
        for code in self.plan.ended:
            self._touch(code)

    def _touch(self, code: str) -> None:
        building = code if len(code) == 19 else entry_rows.building_of(self.session, code)
        if building:
            self._buildings.add(building)
            row = entry_rows.entries(self.session, [building]).get(building)
            if row is not None:
                self._places.add(row.place_id)

    def _change(self) -> None:
        known: dict[tuple[str, ...], int] = {}
        for entry, el in self.plan.changed:
            if entry.level == "room":
                entry_rows.change_room(self.session, entry.code, el.unit, el.floor, el.house)
                self._touch(entry.code)
                continue
            before = entry.elements.place
            if before not in known:
                known[before] = entry_rows.ensure_place(self.session, before)
            place = known.get(el.place) or known.setdefault(el.place, self._place(el))
            entry_rows.move_building(self.session, entry.code, place, el.lane, el.bldg)
            self._places |= {place, known[before]}
            self._buildings.add(entry.code)

    def _place(self, el: Elements) -> int:
        ensure_readings(self.session, [(name, getattr(el, name)) for name in NAMED if getattr(el, name)])
        return entry_rows.ensure_place(self.session, el.place)

    def _make(self) -> None:
        source = self.proposal.source or f"变更 {self.number}"
        for made in self.plan.made:
            el = made.elements
            if made.building:
                entry_rows.add_room(
                    self.session, made.code, made.building, el.unit, el.floor, el.house, source, self.day
                )
                self._touch(made.code)
            else:
                place = self._place(el)
                layout = ensure_layout_of_nothing(self.session)
                entry_rows.add_building(
                    self.session, made.code, place, el.lane, el.bldg, layout, source, self.day
                )
                self._buildings.add(made.code)
                self._places.add(place)

    def _lineage(self) -> None:
        for old, new in self.plan.successors.items():
            queries.add_lineage(self.session, old, new, self.proposal.kind.value, self.day, self.change_id)

    # -- aliases --------------------------------------------------------------------------------
    def _aliases(self) -> None:
        plan, session = self.plan, self.session
        for name in plan.renamed:
            alias_rows.rename_in_aliases(session, name.element, name.old, name.new, name.community)
        for number in plan.ended_aliases:
            alias_rows.end_element_alias(session, number, self.day)
        for alias in plan.element_aliases:
            alias_rows.add_element_alias(
                session, alias.element, alias.alias, alias.name, alias.kind, alias.street or None,
                alias.community or None, f"变更 {self.number}", self.day,
            )  # fmt: skip
        for old, new in plan.successors.items():
            alias_rows.follow_text_aliases(session, old, self._living_of(new), self.day)
        for elements, codes in plan.old_texts:
            for form in self._old_forms(elements):
                for code in codes:
                    self._alias(form, code, elements.joined(), "old")
        for text, code in plan.bound_texts:
            self._alias(alias_form(text), code, text, "bound")
        lapsed = [form for m in plan.made for form in spellings(m.elements)]
        lapsed += [form for _, el in plan.changed for form in spellings(el)]
        alias_rows.end_text_aliases(session, lapsed, self.day)

    def _living_of(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(code for code in codes if code not in self.plan.ended)

    def _old_forms(self, elements: Elements) -> tuple[str, ...]:
        """The usual spellings of an address that was; without the short one where another estate bears the name."""
        forms = spellings(elements)
        tail = alias_form(elements.joined().removeprefix("".join(elements.place[:4])))
        if elements.area and entry_rows.name_lives(self.session, "area", elements.area):
            others = entry_rows.buildings_named(self.session, "area", elements.area, "", 1000)
            if any(row[2:7] != elements.place for row in others):
                forms = tuple(form for form in forms if form != tail)
        return forms

    def _alias(self, form: str, code: str, shown: str, kind: str) -> None:
        alias_rows.add_text_alias(self.session, form, code, shown, kind, self.day, self.change_id)

    # -- what points here -----------------------------------------------------------------------
    def _pointers(self) -> dict[str, int]:
        plan = self.plan
        renamed = self._renamed_codes()
        wanted = {*plan.moves.values(), *(code[:19] for code in plan.moves.values()), *renamed}
        for code, row in entry_rows.entries(self.session, wanted).items():
            self._texts[code] = _elements(row).text()
        mover = PointerMover(self.session, self._texts, self.number, self.at)
        mover.move(plan.moves)
        mover.mark(plan.pending)
        mover.rename(renamed)
        mover.announce()
        return mover.counts

    def _renamed_codes(self) -> list[str]:
        """Entries that keep their code under another name, buildings with their rooms."""
        codes: list[str] = []
        for entry, _ in self.plan.changed:
            codes.append(entry.code)
            if entry.level == "building":
                codes += [row.code for row in entry_rows.rooms_of(self.session, entry.code)]
        return codes

    # -- history and notices --------------------------------------------------------------------
    def _history(self) -> list[dict[str, Any]]:
        plan = self.plan
        rows = [self._step(e.code, "ended", e.plain(), None) for e in plan.ended.values()]
        rows += [
            self._step(e.code, "changed", e.plain(), Entry(e.code, el).plain()) for e, el in plan.changed
        ]
        rows += [self._step(m.code, "made", None, Entry(m.code, m.elements).plain()) for m in plan.made]
        rows += [self._step(code, "alias", None, {"text": text}) for text, code in plan.bound_texts]
        rows += [
            self._step(f"{a.element}:{a.name}", "alias", None, {"text": a.alias})
            for a in plan.element_aliases
        ]
        return rows

    def _step(
        self, code: str, role: str, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> dict[str, Any]:
        return {
            "code": code,
            "change_id": self.change_id,
            "role": role,
            "before": before,
            "after": after,
            "on_day": self.day,
        }

    def _tell(self) -> None:
        body = notice_body(self.plan, self.proposal, self.change_id, self.number, self.day, self._texts)
        exchange_queries.append_feed(self.session, ADDRESS_CHANGE, self.number, 1, body, self.at)
        for subscriber in queries.subscribers(self.session):
            queries.tell(
                self.session,
                self.change_id,
                subscriber.name,
                ADDRESS_CHANGE,
                body | {"to": subscriber.name},
                self.at,
            )


def _elements(row: entry_rows.EntryRow) -> Elements:
    return Elements(
        row.street, row.community, row.road, row.roadno, row.area, row.lane, row.label, row.unit, row.floor, row.house
    )  # fmt: skip


def notice_body(
    plan: Plan, proposal: Proposal, change_id: UUID, number: str, day: date, texts: dict[str, str]
) -> dict[str, Any]:
    """What others are told of a change: codes, addresses and where they went; nothing about people."""

    def made(row: Made) -> dict[str, Any]:
        return {"code": row.code, "address": row.elements.text(), "el": row.elements.plain()}

    renamed = plan.changed if not plan.renamed else plan.changed[:MOST_IN_NOTICE]
    return {
        "change_id": str(change_id),
        "number": number,
        "change": proposal.kind.value,
        "on": day.isoformat(),
        "reason": proposal.reason,
        "made": [made(row) for row in plan.made],
        "renamed": [
            {"code": e.code, "before": e.elements.text(), "address": el.text(), "el": el.plain()}
            for e, el in renamed
        ],
        "names": [{"element": n.element, "old": n.old, "new": n.new} for n in plan.renamed],
        "aliases": [
            {"element": a.element, "alias": a.alias, "name": a.name, "community": a.community}
            for a in plan.element_aliases
        ],
        "ended": [
            {"code": e.code, "address": e.elements.text(), "became": list(plan.successors[e.code])}
            for e in plan.ended.values()
        ],
        "moves": plan.moves,
        "pending": plan.pending,
        "texts": {code: text for code, text in texts.items() if code in plan.moves.values()},
    }
