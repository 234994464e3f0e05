"""Random histories of the library: whatever happened, every code answers, everybody is somewhere, all are told once."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from db.address_changes import AddressChange, AddressLink
from db.engine import open_engine
from db.exchange import FeedRow, OutboxRow
from db.libraries import LegalPerson, Residence
from db.session import Store
from hall_app.addresses.book import AddressBook
from hall_app.addresses.commands import import_library
from hall_app.addresses.engine import Engine
from hall_app.addresses.managing.assigning import assign_waiting, list_waiting
from hall_app.addresses.managing.changes import (
    AliasDraft,
    Change,
    ChangeKind,
    Elements,
    NameChange,
    NewEntry,
    Proposal,
    Scope,
)
from hall_app.addresses.managing.lineage import CodeState, resolve_code
from hall_app.addresses.managing.proposing import (
    approve_change,
    change_diff,
    find_change,
    preview_change,
    propose_change,
    reject_change,
    withdraw_change,
)
from hall_app.addresses.managing.subscribing import subscribe
from hall_app.errors import Conflict, InputRefused, NotPermitted
from tests.hall_app.addresses.managing.rebuilt import living_entries, rebuild
from tests.hall_app.addresses.managing.town import DAY, Town, building_code, make_town, town_entries
from tests.stacks.databases import TEST_KEY, PostgresCluster

PICK = st.integers(0, 10_000)
HOUSES = st.sampled_from(["101", "102", "201", "303", "505A", "1203", "8之2"])
LABELS = st.sampled_from(["1栋", "2栋", "3栋", "4栋", "A座", "东楼"])
AREAS = st.sampled_from(["云锦苑", "鹤鸣花园", "白鹭湾", "青禾里", "锦绣华庭"])
ROADS = st.sampled_from(["锦云二路", "鹤鸣路", "白鹭一路", "青禾路"])


class Histories(RuleBasedStateMachine):
    """The model: which codes there ever were, what each directly became, and where everybody started."""

    open_store: ClassVar[Any]
    template: ClassVar[Path]

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="histories-"))
        self.store, self.drop = type(self).open_store()
        self.town: Town = make_town(self.store, self.folder)
        self.ever = {code for code, _ in town_entries()}
        self.became: dict[str, tuple[str, ...]] = {}
        self.open: list[UUID] = []
        self.applied: dict[str, set[str]] = {"early": set(), "late": set()}
        self.fresh = 100
        subscribe(self.store, self.town.second, "early", "民政", clock=self.town.clock)
        self.told = ["early"]
        self.people = {
            self.town.resident(f"{building_code(1)}{n:06d}"): f"{building_code(1)}{n:06d}" for n in (1, 2)
        }
        room = f"{building_code(11)}000001"
        self.people[self.town.resident(room)] = room
        self.firms = {self.town.firm(room): room}

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        try:
            self.same_as_rebuilt()
        finally:
            self.drop()
            shutil.rmtree(self.folder, ignore_errors=True)

    # -- proposing --------------------------------------------------------------------------------
    def pick(self, number: int, level: str) -> str:
        codes = [e.code for e in living_entries(self.store) if e.level == level]
        return codes[number % len(codes)] if codes else building_code(1)

    def elements(self, code: str) -> Elements:
        return next((e.elements for e in living_entries(self.store) if e.code == code), Elements())

    def new_code(self) -> str:
        self.fresh += 1
        return building_code(self.fresh)

    def offer(self, kind: str, decide: int, **parts: object) -> Change | None:
        """Propose; then approve, reject, withdraw, or leave open, as ``decide`` says."""
        self.town.clock.at += timedelta(hours=5)
        proposal = replace(Proposal(ChangeKind(kind), reason=f"理由{kind}"), **parts)  # type: ignore[arg-type]
        try:
            preview_change(self.store, self.town.first, proposal, clock=self.town.clock)
            change = propose_change(self.store, self.town.first, proposal, clock=self.town.clock)
        except InputRefused as refusal:
            note(f"{kind} refused: {refusal}")
            return None
        note(f"{change.number} {change.title}")
        way = decide % 8
        if way == 0:
            reject_change(self.store, self.town.second, change.id, "不同意", clock=self.town.clock)
        elif way == 1:
            withdraw_change(self.store, self.town.first, change.id, clock=self.town.clock)
        elif way == 2:
            self.open.append(change.id)
        else:
            return self.approve(change.id)
        return None

    def approve(self, change_id: UUID) -> Change | None:
        with pytest.raises(NotPermitted):
            approve_change(self.store, self.town.first, change_id, clock=self.town.clock)
        problem = change_diff(self.store, self.town.second, change_id).problem
        try:
            done = approve_change(self.store, self.town.second, change_id, clock=self.town.clock)
        except Conflict:
            done = None
        assert (done is None) == bool(problem), "the preview and the deed must agree"
        if done is None:
            return None
        for row in change_diff(self.store, self.town.second, change_id).rows:
            if row.role == "made":
                assert row.code not in self.ever, "a code was used twice"
                self.ever.add(row.code)
            elif row.role == "ended":
                assert row.code not in self.became, "a code ended twice"
                self.became[row.code] = row.became
        for name in self.told:
            self.applied[name].add(done.number)
        return find_change(self.store, self.town.first, done.number)

    @rule(b=PICK, house=HOUSES, decide=PICK)
    def create_room(self, b: int, house: str, decide: int) -> None:
        owner = self.elements(self.pick(b, "building"))
        self.offer("create", decide, entries=(NewEntry(replace(owner, house=house)),))

    @rule(b=PICK, label=LABELS, area=AREAS, house=HOUSES, decide=PICK)
    def create_building(self, b: int, label: str, area: str, house: str, decide: int) -> None:
        whole = replace(self.elements(self.pick(b, "building")), area=area, bldg=label)
        entries = (NewEntry(whole, self.new_code()), NewEntry(replace(whole, house=house)))
        self.offer("create", decide, entries=entries)

    @rule(a=PICK, b=PICK, decide=PICK)
    def merge_rooms(self, a: int, b: int, decide: int) -> None:
        into = self.pick(a, "room")
        inside = [
            e.code for e in living_entries(self.store) if e.level == "room" and e.code[:19] == into[:19]
        ]
        self.offer("merge", decide, codes=(inside[b % len(inside)],) if inside else (into,), into=into)

    @rule(a=PICK, b=PICK, same=st.booleans(), fresh=st.booleans(), label=LABELS, decide=PICK)
    def merge_buildings(self, a: int, b: int, same: bool, fresh: bool, label: str, decide: int) -> None:
        one, two = self.pick(a, "building"), self.pick(b, "building")
        if fresh:
            whole = NewEntry(replace(self.elements(one), bldg=label), self.new_code())
            self.offer("merge", decide, codes=(one, two), entries=(whole,), same_rooms=same)
        else:
            self.offer("merge", decide, codes=(one,), into=two, same_rooms=same)

    @rule(a=PICK, assign=st.booleans(), decide=PICK)
    def split_room(self, a: int, assign: bool, decide: int) -> None:
        code = self.pick(a, "room")
        el = self.elements(code)
        halves = tuple(NewEntry(replace(el, house=f"{el.house}{end}")) for end in ("甲", "乙"))
        self.offer(
            "split",
            decide,
            codes=(code,),
            entries=halves,
            assign=((code, f"{el.house}甲"),) if assign else (),
        )

    @rule(a=PICK, some=PICK, decide=PICK)
    def split_building(self, a: int, some: int, decide: int) -> None:
        code = self.pick(a, "building")
        el = self.elements(code)
        rooms = [e.code for e in living_entries(self.store) if e.level == "room" and e.code.startswith(code)]
        east = tuple(room for n, room in enumerate(rooms) if some >> n & 1)
        halves = (
            NewEntry(replace(el, bldg=f"{el.bldg}东座"), self.new_code(), east),
            NewEntry(
                replace(el, bldg=f"{el.bldg}西座"),
                self.new_code(),
                tuple(r for r in rooms[:2] if r not in east),
            ),
        )
        self.offer("split", decide, codes=(code,), entries=halves)

    @rule(a=PICK, house=HOUSES, decide=PICK)
    def rename_room(self, a: int, house: str, decide: int) -> None:
        code = self.pick(a, "room")
        before = self.elements(code)
        done = self.offer("rename", decide, codes=(code,), elements=replace(before, house=house))
        if done is not None:
            self.old_name_means(before, code)

    @rule(a=PICK, label=LABELS, anew=st.booleans(), decide=PICK)
    def rename_building(self, a: int, label: str, anew: bool, decide: int) -> None:
        code = self.pick(a, "building")
        before = self.elements(code)
        new_code = self.new_code() if anew else ""
        done = self.offer(
            "rename", decide, codes=(code,), elements=replace(before, bldg=label), new_code=new_code
        )
        if done is not None:
            self.old_name_means(before, new_code or code)

    @rule(a=PICK, area=AREAS, decide=PICK)
    def rename_place(self, a: int, area: str, decide: int) -> None:
        code = self.pick(a, "building")
        before = self.elements(code)
        done = self.offer(
            "rename", decide, codes=(code,), scope=Scope.PLACE, elements=replace(before, area=area)
        )
        if done is not None and before.area:
            self.old_name_means(before, code)

    @rule(old=ROADS, new=ROADS, decide=PICK)
    def rename_road(self, old: str, new: str, decide: int) -> None:
        self.offer("rename", decide, scope=Scope.NAME, name=NameChange("road", old, new))

    @rule(a=PICK, level=st.sampled_from(["room", "room", "building"]), decide=PICK)
    def retire(self, a: int, level: str, decide: int) -> None:
        self.offer("retire", decide, codes=(self.pick(a, level),))

    @rule(a=PICK, area=AREAS, decide=PICK)
    def alias(self, a: int, area: str, decide: int) -> None:
        el = self.elements(self.pick(a, "building"))
        draft = AliasDraft(area, element="area", name=el.area, community=el.community)
        self.offer("alias", decide, alias=draft)

    @precondition(lambda self: self.open)
    @rule(which=PICK)
    def decide_later(self, which: int) -> None:
        self.approve(self.open.pop(which % len(self.open)))

    @rule(which=PICK, a=PICK)
    def assign_one(self, which: int, a: int) -> None:
        waiting = list_waiting(self.store, self.town.first)
        if waiting:
            one = waiting[which % len(waiting)]
            code = one.candidates[a % len(one.candidates)] if one.candidates else self.pick(a, "room")
            if len(code) == 19:
                code = self.pick(a, "room")
            assign_waiting(self.store, self.town.first, one, code, clock=self.town.clock)
            self.assigned = getattr(self, "assigned", set()) | {one.subject_id}

    @rule()
    def the_old_stock_again(self) -> None:
        before = {(e.code, e.elements) for e in living_entries(self.store)}
        carried = import_library(self.store, self.folder / "town.jsonl", None, DAY).carried
        assert carried is None or carried.conflicts == ()
        assert {(e.code, e.elements) for e in living_entries(self.store)} == before

    @precondition(lambda self: len(self.told) == 1)
    @rule()
    def a_second_subscriber(self) -> None:
        subscribe(self.store, self.town.second, "late", "房屋", clock=self.town.clock)
        self.told.append("late")

    # -- what must hold ---------------------------------------------------------------------------
    def old_name_means(self, before: Elements, code: str) -> None:
        """The old name leads to the code, unless it is the standard name of somebody else by now."""
        if any(e.elements == before for e in living_entries(self.store)):
            return
        book = AddressBook(self.store)
        try:
            made = book.translate(before.text())
        finally:
            book.close()
        assert made.codes[:1] == [code], (before.joined(), code, made)
        assert made.auto, made

    def closure(self, code: str) -> set[str]:
        """The living codes that a code became, by the model; a cycle would never end."""
        seen: set[str] = set()
        leaves: set[str] = set()
        edge = [(code, frozenset({code}))]
        while edge:
            one, path = edge.pop()
            if one not in self.became:
                leaves.add(one)
                continue
            for following in self.became[one]:
                assert following not in path, "a cycle"
                if following not in seen:
                    seen.add(following)
                    edge.append((following, path | {following}))
        return leaves

    @invariant()
    def every_code_answers(self) -> None:
        if not hasattr(self, "store"):
            return
        living = {e.code for e in living_entries(self.store)}
        assert living == self.ever - self.became.keys()
        for code in self.became:
            answer = resolve_code(self.store, code)
            expected = self.closure(code)
            if expected:
                assert (answer.state, set(answer.living)) == (CodeState.SUCCEEDED, expected), code
            else:
                assert answer.state is CodeState.RETIRED, code
                assert answer.ended_on is not None
                assert answer.reason

    @invariant()
    def no_two_share_a_path(self) -> None:
        if hasattr(self, "store"):
            paths = Counter(e.elements for e in living_entries(self.store))
            assert not [p for p, n in paths.items() if n > 1]

    @invariant()
    def everybody_is_somewhere(self) -> None:
        if not hasattr(self, "store"):
            return
        living = {e.code for e in living_entries(self.store)}
        assigned = getattr(self, "assigned", set())
        with self.store.reading() as session:
            waiting = {
                (link.subject_id, link.old_code)
                for link in session.scalars(select(AddressLink).where(AddressLink.state == "pending"))
            }
            where = {row.person_id: row.room_code for row in session.scalars(select(Residence))}
            where |= {row.id: row.address_code or "" for row in session.scalars(select(LegalPerson))}
        for subject, first in (self.people | self.firms).items():
            code = where[subject]
            assert code in living or (str(subject), code) in waiting
            if code in living and str(subject) not in assigned:
                assert code in self.closure(first)

    @invariant()
    def all_are_told_once(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store.reading() as session:
            rows = session.scalars(select(OutboxRow)).all()
            feed = [r.key for r in session.scalars(select(FeedRow).where(FeedRow.kind == "address_change"))]
            done = set(session.scalars(select(AddressChange.number).where(AddressChange.state == "applied")))
        for name in self.told:
            told = [row.body["number"] for row in rows if row.recipient == name]
            assert len(told) == len(set(told))
            assert set(told) == self.applied[name]
        assert sorted(feed) == sorted(done)

    def same_as_rebuilt(self) -> None:
        """The engine over the index as kept and over one made from scratch give the same answers."""
        fresh = rebuild(self.store, self.folder, type(self).template)
        texts = [e.elements.text() for e in living_entries(self.store)]
        texts += [e.elements.joined().removeprefix(e.elements.street) for e in living_entries(self.store)]
        texts += [
            "云锦苑1栋101",
            "鹤鸣花园A座1201",
            "鹤鸣路9号201",
            "白鹭湾3栋",
            "云锦苑3栋9999",
            "锦云二路18号",
            "青禾里东楼505A",
        ]
        kept, made = Engine(self.store), Engine(fresh)
        try:
            for text in texts:
                # Without the texts bound by decision, which are no part of the index.
                a, b = (engine.translate(text, by_alias=False) for engine in (kept, made))
                assert (a.auto, a.level, set(a.codes)) == (b.auto, b.level, set(b.codes)), text
                assert not a.auto or a.codes[0] == b.codes[0], text
        finally:
            kept.close()
            made.close()
            fresh.close()


def _run(
    template: Path, opened: Callable[[], tuple[Store, Callable[[], None]]], examples: int, steps: int
) -> None:
    machine = type("History", (Histories,), {"open_store": staticmethod(opened), "template": template})
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    wanted = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=checks,
        phases=[
            Phase.explicit,
            Phase.reuse,
            Phase.generate,
        ],  # a history is read as it is: shrinking takes minutes
    )
    run_state_machine_as_test(machine, settings=wanted)  # type: ignore[no-untyped-call]


def test_random_histories_on_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    made = 0

    def opened() -> tuple[Store, Callable[[], None]]:
        nonlocal made
        made += 1
        path = tmp_path / f"history-{made}.db"
        shutil.copy(sqlite_template, path)
        store = Store(open_engine(f"sqlite:///{path}", TEST_KEY))
        return store, store.close

    _run(sqlite_template, opened, 6, 16)


@pytest.mark.postgresql
def test_random_histories_on_postgresql(sqlite_template: Path, postgres: PostgresCluster) -> None:
    def opened() -> tuple[Store, Callable[[], None]]:
        url = postgres.new_database()
        store = Store(open_engine(url))

        def drop() -> None:
            store.close()
            postgres.drop(url)

        return store, drop

    _run(sqlite_template, opened, 3, 12)
