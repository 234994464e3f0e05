from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from db import libraries_queries as queries
from db.errors import StoreError, StoreFault
from db.libraries import LibraryAccess, Person
from db.session import Store
from hall_app.errors import NotPermitted, Unavailable
from hall_app.libraries.searching import SearchTrail, scans_for, search_firms, search_persons
from hall_app.security.clerk import Clerk
from tests.stacks.demo import Demo, demo_clerk


@pytest.mark.parametrize(
    "typed", ["林晓燕", "晓燕", "林", "linxiaoyan", "lxy", "linx", "440399199203152727", "6208", "@林晓"]
)
def test_she_is_found_however_one_types(demo: Demo, typed: str) -> None:
    hits = search_persons(demo.store, demo.clerk, typed, demo.clock)
    assert "林晓燕" in {hit.name for hit in hits}


def test_a_surname_is_found_by_both_its_readings(demo: Demo) -> None:
    with demo.store.writing() as session:
        person = session.scalars(select(Person).where(Person.name == "林晓燕")).one()
        person.name, person.pinyin, person.pinyin_alt = "曾晓燕", "zengxiaoyan", "cengxiaoyan"
        person.initials, person.initials_alt = "zxy", "cxy"
    for typed in ("zengxiaoyan", "cengxiaoyan", "zxy", "cxy"):
        assert "曾晓燕" in {hit.name for hit in search_persons(demo.store, demo.clerk, typed, demo.clock)}


def test_results_are_masked_and_the_search_is_traced(demo: Demo) -> None:
    hit = search_persons(demo.store, demo.clerk, "林晓燕", demo.clock)[0]
    assert hit.id_masked == "4403**********2727"
    assert hit.phone_masked == "100****6208"
    with demo.store.reading() as session:
        trace = session.scalars(select(LibraryAccess).where(LibraryAccess.purpose == "search")).one()
        assert trace.person_id is None
        assert trace.sections == ["name", 1]


def test_no_more_are_read_and_traced_than_are_asked_for(demo: Demo) -> None:
    every = search_persons(demo.store, demo.clerk, "l", demo.clock)
    assert len(every) == 20
    assert search_persons(demo.store, demo.clerk, "l", demo.clock, most=5) == every[:5]
    with demo.store.reading() as session:
        traces = session.scalars(select(LibraryAccess).where(LibraryAccess.purpose == "search")).all()
        assert sorted(trace.sections[1] for trace in traces) == [5, 20]


def traces(demo: Demo) -> list[list[object]]:
    with demo.store.reading() as session:
        found = session.scalars(select(LibraryAccess).where(LibraryAccess.purpose == "search"))
        return [trace.sections for trace in sorted(found, key=lambda trace: (trace.at, trace.id))]


def typed_keys(demo: Demo, trail: SearchTrail, *texts: str, clerk: Clerk | None = None) -> int:
    """Search for each text as keys come, half a second apart; tells how many entries that made."""
    before = len(traces(demo))
    for typed in texts:
        search_persons(demo.store, clerk or demo.clerk, typed, demo.clock, trail=trail)
        demo.clock.at += timedelta(seconds=0.5)
    return len(traces(demo)) - before


def test_a_search_is_one_entry_and_not_one_for_every_key(demo: Demo) -> None:
    trail = SearchTrail()
    assert typed_keys(demo, trail, "li", "lin", "linx", "linxi", "linxia", "linxiaoyan") == 1
    assert typed_keys(demo, trail, "linxiaoya", "linxi", "linx", "linxiao") == 0, "going back and on again"
    assert traces(demo)[0][0] == "initials"


@pytest.mark.parametrize(
    "texts",
    [
        ("lin", "wan"),
        ("lin", "linx", "linw"),
        ("lin", "li"),
        ("林", "lin"),
        ("123", "1234"),
    ],
)
def test_other_words_are_another_search(demo: Demo, texts: tuple[str, ...]) -> None:
    assert typed_keys(demo, SearchTrail(), *texts) == 2


def test_a_pause_another_clerk_and_more_rows_are_another_search(demo: Demo) -> None:
    trail = SearchTrail()
    assert typed_keys(demo, trail, "lin", "linx") == 1
    assert typed_keys(demo, trail, "linxi", clerk=replace(demo.clerk, staff_id=UUID(int=7))) == 1
    assert typed_keys(demo, trail, "linxia") == 1, "the first clerk again"
    demo.clock.at += timedelta(seconds=31)
    assert typed_keys(demo, trail, "linxiao") == 1
    search_persons(demo.store, demo.clerk, "linxiaoy", demo.clock, most=5, trail=trail)
    assert len(traces(demo)) == 5


def test_a_search_that_could_not_be_traced_shows_nobody_and_is_not_taken_for_traced(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail = SearchTrail()
    with monkeypatch.context() as broken:
        broken.setattr(queries, "trace_access", _refuse)
        with pytest.raises(Unavailable):
            search_persons(demo.store, demo.clerk, "lin", demo.clock, trail=trail)
    assert typed_keys(demo, trail, "linx") == 1


def _refuse(_session: object, **_values: object) -> None:
    raise StoreError(StoreFault.DISK_FULL)


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "'; drop table person; --", "\U0010ffff", "x" * 5000])
def test_odd_input_finds_nothing_and_breaks_nothing(demo: Demo, typed: str) -> None:
    assert search_persons(demo.store, demo.clerk, typed, demo.clock) == ()


def test_who_may_not_search_is_refused(demo: Demo) -> None:
    with pytest.raises(NotPermitted):
        search_persons(demo.store, demo_clerk("reviewer"), "林", demo.clock)


def test_firms_are_found_by_name_initials_and_code(demo: Demo) -> None:
    code = search_firms(demo.store, demo.clerk, "晓语")[0].uscc
    assert search_firms(demo.store, demo.clerk, "xyhy")[0].uscc == code
    assert search_firms(demo.store, demo.clerk, code[:12].lower())


@pytest.mark.parametrize("column", sorted(queries.SEARCH_COLUMNS))
def test_every_scan_runs_on_an_index(sqlite_store: Store, column: str) -> None:
    statement = queries.prefix_range(queries.SEARCH_COLUMNS[column]).params(low="a", high="b", most=20)
    with sqlite_store.reading() as session:
        compiled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = " ".join(str(row) for row in session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")))
    assert "USING INDEX" in plan
    assert "TEMP B-TREE" not in plan


def test_what_is_scanned_depends_on_what_is_typed() -> None:
    assert scans_for("1234") == (("id_number", "1234"), ("phone_reversed", "4321"))
    assert scans_for("123") == (("id_number", "123"),)
    assert scans_for("44039919880923444x")[0] == ("id_number", "44039919880923444X")
    assert scans_for("林")[0] == ("name", "林")
    assert scans_for("lxy")[0][0] == "initials"
    assert scans_for("linxiao")[0][0] == "pinyin"
