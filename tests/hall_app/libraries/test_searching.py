from __future__ import annotations

import pytest
from sqlalchemy import select, text

from db import libraries_queries as queries
from db.libraries import LibraryAccess, Person
from db.session import Store
from hall_app.errors import NotPermitted
from hall_app.libraries.searching import scans_for, search_firms, search_persons
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
