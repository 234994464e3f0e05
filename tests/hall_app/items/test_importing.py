"""Items from files: all or nothing, a version where something changed, and cases that keep the one they were accepted on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db import items_queries
from db.cases import Case
from db.items import Bundle, Item, ItemStep, RecommendationRule
from db.places import Department
from db.security import AuditEntry
from db.session import Store
from hall_app.clock import FixedClock
from hall_app.errors import InputRefused, NotPermitted
from hall_app.items.desk import HallItemDesk
from hall_app.items.importing import Change, check_files, import_files
from hall_app.items.item_files import example, item_files, read_item_files
from hall_app.items.loading import load_catalogue, stamp_of
from hall_app.places.credit_codes import credit_code
from hall_app.security.clerk import Clerk
from hall_app.security.permissions import role_definition
from tests.hall_app.places.test_creating import create
from tests.stacks.demo import DAY, Demo, demo_clerk
from tests.stacks.roles import RoleHall

CLOCK = FixedClock(datetime(2026, 6, 17, 9, 0))
TODAY = CLOCK.today()
CODE = "440304-CBMZ-01"


def editor() -> Clerk:
    return replace(demo_clerk("item_admin"), window_id=None, window_number=None)


@pytest.fixture
def real(store: Store) -> Store:
    """A real hall without items, on either database."""
    create(store)
    return store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "items.toml"
    path.write_text(example(), "utf-8")
    return path


def versions(store: Store, code: str = CODE) -> list[tuple[int, str, date | None, date | None]]:
    with store.reading() as session:
        found = session.scalars(select(Item).where(Item.local_code == code).order_by(Item.version))
        return [(one.version, one.status, one.effective_from, one.effective_to) for one in found]


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_the_example_comes_in_whole_and_is_found(real: Store, file: Path) -> None:
    assert not check_files(real, file, CLOCK).findings
    assert versions(real) == [], "a check keeps nothing"
    report = import_files(real, editor(), file, CLOCK)
    assert (report.done, report.refused, report.count(Change.NEW)) == (True, False, 1)
    assert versions(real) == [(1, "1", TODAY, None)]
    with real.reading() as session:
        memory = load_catalogue(session, TODAY)
        assert [one.item.code for one in memory.index.search("bmzm", (), {})] == [CODE]
        item = session.scalars(select(Item)).one()
        assert [one.key for one in item.fields] == ["phone", "name", "id_number", "home_address", "proof_use"]
        assert item.fields[4].kind == "choice"
        assert [(one.code, one.may_follow_days) for one in item.materials] == [
            ("id_card", None),
            ("residence_proof", 5),
        ]
        steps = session.scalars(select(ItemStep).order_by(ItemStep.position)).all()
        assert [one.name for one in steps] == ["受理", "审核", "决定", "出件"]
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "item.import")).one()
        assert entry.detail["added"] == [CODE]


def test_what_is_unchanged_stays_and_what_changed_is_a_new_version(real: Store, file: Path) -> None:
    import_files(real, editor(), file, CLOCK)
    again = import_files(real, editor(), file, CLOCK)
    assert again.count(Change.UNCHANGED) == 1
    assert len(versions(real)) == 1
    changed(file, "promised = 3", "promised = 2")
    later = FixedClock(CLOCK.now() + timedelta(days=10))
    report = import_files(real, editor(), file, later)
    assert [(one.change, one.version) for one in report.items] == [(Change.CHANGED, 2)]
    begins = later.today()
    assert versions(real) == [(1, "1", TODAY, begins - timedelta(days=1)), (2, "1", begins, None)]
    assert not check_files(real, file, later).findings, "the two do not overlap"
    changed(file, "promised = 2", "promised = 1")
    import_files(real, editor(), file, later)
    assert [one[:2] for one in versions(real)] == [(1, "1"), (2, "3"), (3, "1")], "one that never counted"


def test_a_version_of_the_future_counts_from_its_day(real: Store, file: Path) -> None:
    import_files(real, editor(), file, CLOCK)
    begins = TODAY + timedelta(days=30)
    changed(file, "# effective_from = 2027-01-01", f"effective_from = {begins.isoformat()}")
    changed(file, "promised = 3", "promised = 1")
    import_files(real, editor(), file, CLOCK)
    with real.reading() as session:
        for day, version in ((TODAY, 1), (begins - timedelta(days=1), 1), (begins, 2)):
            item = items_queries.item_by_code(session, CODE, day)
            assert item is not None
            assert item.version == version
            assert load_catalogue(session, day).heads[CODE].item_id == item.id
    line = HallItemDesk(real, CLOCK, lambda: None).items(editor())[0]
    assert (line.state, line.version, line.effective_from) == ("未生效", 2, begins)


def test_a_withdrawn_item_is_offered_no_more(real: Store, file: Path) -> None:
    import_files(real, editor(), file, CLOCK)
    changed(file, '# status = "在用"', 'status = "取消"')
    import_files(real, editor(), file, FixedClock(CLOCK.now() + timedelta(days=1)))
    with real.reading() as session:
        tomorrow = TODAY + timedelta(days=1)
        assert items_queries.item_by_code(session, CODE, tomorrow) is None
        assert load_catalogue(session, tomorrow).heads == {}


def test_one_bad_item_keeps_all_out(real: Store, tmp_path: Path, file: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    file.rename(folder / "good.toml")
    bad = example().replace(CODE, "440304-BAD-01").split("[fields.")[0]
    (folder / "bad.toml").write_text(bad.replace('"proof_use"', '"nothing_such"'), "utf-8")
    report = import_files(real, editor(), folder, CLOCK)
    assert (report.done, report.refused) == (False, True)
    finding = next(one for one in report.findings if one.refuses)
    assert finding.item_code == "440304-BAD-01"
    assert "没有定义的字段“nothing_such”" in finding.words
    assert finding.remedy
    with real.reading() as session:
        assert session.scalar(select(func.count()).select_from(Item)) == 0
        assert not session.scalars(select(AuditEntry).where(AuditEntry.action == "item.import")).all()
    (folder / "bad.toml").write_text(bad, "utf-8")
    assert import_files(real, editor(), folder, CLOCK).count(Change.NEW) == 2, (
        "fields of the other file serve"
    )


def test_findings_of_the_check_are_shown_and_reports_do_not_refuse(real: Store, file: Path) -> None:
    changed(file, "promised = 3", "promised = 9")
    changed(file, "may_follow_days = 5", "may_follow_days = 0")
    report = import_files(real, editor(), file, CLOCK)
    assert [one.refuses for one in report.findings] == [True, False]
    assert "容缺" in report.findings[0].words
    assert "比法定" in report.findings[1].words
    changed(file, "may_follow_days = 0", "may_follow_days = 1")
    report = import_files(real, editor(), file, CLOCK)
    assert report.done
    assert [one.words for one in report.findings] == ["承诺 9 个工作日，比法定 5 个工作日还长"]


def test_departments_come_with_their_items_or_are_asked_for(real: Store, file: Path) -> None:
    changed(file, 'agency = "区政数局"', 'agency = "MZ"')
    report = import_files(real, editor(), file, CLOCK)
    assert "没有部门“MZ”" in report.findings[0].words
    words = '\n[departments.MZ]\nname = "某区民政局"\nshort = "区民政局"\nuscc = "11440304MB2D26978X"\n'
    file.write_text(file.read_text("utf-8") + words, "utf-8")
    assert "信用代码又不对" in import_files(real, editor(), file, CLOCK).findings[0].words
    changed(file, "11440304MB2D26978X", credit_code("11440399X9900000N"))
    assert import_files(real, editor(), file, CLOCK).departments == ("某区民政局",)
    with real.reading() as session:
        added = session.scalars(select(Department).where(Department.short_name == "区民政局")).one()
        assert added.court == "深圳市盐田区人民法院", "as the hall's other departments have it"


def test_rules_and_themes_come_too_and_must_name_items_that_are_there(real: Store, file: Path) -> None:
    more = f"""
[[rule]]
item = "{CODE}"
rank = "rest"
reason = "可开"
rule = {{ fact = "residence_registration" }}
[[bundle]]
code = "YJS-X"
name = "一件事"
members = ["{CODE}", "440304-NONE-01"]
"""
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    assert "440304-NONE-01 没有" in import_files(real, editor(), file, CLOCK).findings[0].words
    changed(file, ', "440304-NONE-01"', "")
    with real.reading() as session:
        before = stamp_of(session, TODAY)
    report = import_files(real, editor(), file, CLOCK)
    assert (report.rules, report.bundles) == (1, 1)
    changed(file, "可开", "可以开")
    assert import_files(real, editor(), file, CLOCK).rules == 1
    assert import_files(real, editor(), file, CLOCK).rules == 0
    with real.reading() as session:
        assert [one.reason for one in session.scalars(select(RecommendationRule))] == ["可以开"]
        assert session.scalars(select(Bundle)).one().members == [CODE]
        assert stamp_of(session, TODAY) != before


def test_only_who_edits_items_imports(real: Store, file: Path) -> None:
    for role in ("counter", "system_admin", "reviewer"):
        with pytest.raises(NotPermitted):
            import_files(real, demo_clerk(role), file, CLOCK)
        with pytest.raises(NotPermitted):
            HallItemDesk(real, CLOCK, lambda: None).items(demo_clerk(role))
    assert role_definition("item_admin") is not None


def test_a_case_keeps_the_version_it_was_accepted_on(demo: Demo, tmp_path: Path) -> None:
    with demo.store.reading() as session:
        case = session.scalars(select(Case).where(Case.item_code.is_not(None)).limit(1)).one()
        item = session.get_one(Item, case.item_id)
        code, name = item.local_code, item.name
    tree = _demo_items()
    row = next(one for one in tree["item"] if one["code"] == code)
    assert row["name"] == name
    path = tmp_path / "one.toml"
    path.write_text(_as_toml({**row, "name": f"{name}（新）"}), "utf-8")
    demo_editor = editor()
    report = import_files(demo.store, demo_editor, path, FixedClock(datetime(2026, 6, 20, 9, 0)))
    assert [(one.change, one.version) for one in report.items] == [(Change.CHANGED, 2)], report.findings
    with demo.store.reading() as session:
        kept = session.get_one(Case, case.id)
        assert session.get_one(Item, kept.item_id).version == 1
        assert session.get_one(Item, kept.item_id).name == name
        newest = items_queries.item_by_code(session, code, date(2026, 6, 20))
        assert newest is not None
        assert newest.name == f"{name}（新）"
        assert items_queries.item_by_code(session, code, DAY).id == kept.item_id  # type: ignore[union-attr]


@pytest.mark.postgresql
def test_an_office_s_login_imports_and_a_window_s_may_not(role_hall: RoleHall, file: Path) -> None:
    office = role_hall.office()
    words = '\n[departments.XX]\nname = "某区某局"\nuscc = "11440304MB2D26978H"\n'
    file.write_text(file.read_text("utf-8") + words, "utf-8")
    assert import_files(office, editor(), file, role_hall.demo.clock).done
    office.close()
    window = role_hall.window("08", exchange=False)
    changed(file, "promised = 3", "promised = 2")
    with pytest.raises(Exception, match="数据库拒绝"):
        import_files(window, editor(), file, role_hall.demo.clock)
    window.close()


def test_files_that_are_none_are_refused_in_words(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputRefused, match="没有事项文件"):
        read_item_files(empty)
    (empty / "a.toml").write_text("handler = 'A'\n[fields.x]\nlabel='x'\nsection='x'\n")
    (empty / "b.toml").write_text("[fields.x]\nlabel='y'\nsection='x'\n")
    with pytest.raises(InputRefused, match="别的文件也写了"):
        read_item_files(empty)
    (empty / "b.toml").write_text("[itme]\n")
    with pytest.raises(InputRefused, match="不认识“itme”"):
        read_item_files(empty)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "有空格 的"}, "事项编码"),
        ({"statutory": -1}, "整数"),
        ({"promised": True}, "整数"),
        ({"promised": 99999}, "整数"),
        ({"serves": "1"}, "列表"),
        ({"status": "没了"}, "在用、暂停或取消"),
        ({"effective_from": "明天"}, "日期"),
        ({"materials": ["nothing"]}, "没有定义的材料"),
        ({"materials": [{"use": "id_card", "capture": "fax"}]}, "capture"),
        (
            {"condition": [{"label": "x", "rule": {"fact": "nothing"}, "source": "s", "failure": "f"}]},
            "规则读不懂",
        ),
        ({"elements": {"a": {"b": "c"}}, "colour": 1}, "不认识“colour”"),
    ],
)
def test_a_bad_entry_becomes_a_finding_with_its_remedy(change: dict[str, Any], words: str) -> None:
    tree = tomllib.loads(example())
    tree["item"][0].update(change)
    read = item_files(tree)
    assert read.items == ()
    assert words in read.findings[0].words
    assert read.findings[0].remedy


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["use", "label", "rule", "fact", "name", "field", "within"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(sorted(tomllib.loads(example())["item"][0])), JSON, min_size=1), JSON)
def test_any_entry_is_read_or_becomes_a_finding(change: dict[str, Any], shelf: Any) -> None:
    tree = deepcopy(tomllib.loads(example()))
    tree["item"][0].update(change)
    tree["fields"] = {**tree["fields"], "more": shelf}
    with suppress(InputRefused):
        read = item_files(tree)
        assert len(read.items) + len(read.findings) == 1


def _demo_items() -> dict[str, Any]:
    from hall_app.practice.catalogue import data

    return data("items")


def _as_toml(row: dict[str, Any]) -> str:
    return "\n".join(_lines({**row, "agency": "福田公安分局" if row["agency"] == "GA" else row["agency"]}))


def _lines(row: dict[str, Any]) -> Iterator[str]:
    yield "[[item]]"
    for key, value in row.items():
        if key not in ("condition", "refusal"):
            yield f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    return f'"{value}"' if isinstance(value, str) else str(value)
