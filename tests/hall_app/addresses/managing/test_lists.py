"""Departments' lists, code tables and the quality report."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import insert, select, update

from db.addresses import AddressBuilding, AddressPlace, AddressRoom
from hall_app.addresses.managing.changes import AliasDraft, ChangeKind
from hall_app.addresses.managing.lineage import CodeState, resolve_code
from hall_app.addresses.managing.list_import import RowState, preview_list, propose_list
from hall_app.addresses.managing.lists import WORDS, look_at_list
from hall_app.addresses.managing.mapping import (
    count_mappings,
    foreign_codes,
    list_mapping,
    load_mapping,
    map_code,
)
from hall_app.addresses.managing.proposing import approve_batch
from hall_app.addresses.managing.quality import TITLES, export_quality, report_quality
from hall_app.addresses.managing.watching import Watch
from hall_app.errors import InputRefused
from tests.hall_app.addresses.managing.town import YUNJIN, Town, building_code, el

ONE, NEW = building_code(1), building_code(60)
HEAD = ["房屋编码", "街道", "社区", "道路", "门牌", "小区", "楼栋", "房号", "曾用名"]
ROWS = [
    [ONE, "莲花", "景田", "锦云二路", "18", "云锦苑", "1栋", "", ""],
    [f"{ONE}000001", "莲花", "景田", "锦云二路", "18", "云锦苑", "1栋", "101", "云间小筑"],
    [f"{ONE}000002", "莲花", "景田", "锦云二路", "18", "云锦苑", "1栋", "102A", ""],
    [NEW, "莲花街道", "景田社区", "锦云二路", "18号", "云锦苑", "9栋", "", ""],
    ["", "莲花街道", "景田社区", "锦云二路", "18号", "云锦苑", "9栋", "901", ""],
    ["", "莲花街道", "景田社区", "锦云二路", "18号", "云锦苑", "2栋", "909", ""],
    [f"{ONE}000003", "莲花街道", "景田社区", "锦云二路", "18号", "云锦苑", "2栋", "202", ""],
    [f"{ONE}000004", "沙头街道", "景田社区", "锦云二路", "18号", "云锦苑", "1栋", "202", ""],
    ["", "莲花街道", "景田社区", "锦云二路", "18号", "云锦苑", "77栋", "", ""],
]
STATES = [
    RowState.SAME, RowState.ALIAS, RowState.CHANGE, RowState.CREATE, RowState.CREATE, RowState.CREATE,
    RowState.CONTRADICT, RowState.CONTRADICT, RowState.UNCLEAR,
]  # fmt: skip


def write(path: Path, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    if path.suffix == ".xlsx":
        book = Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.save(path)
    else:
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
    return path


@pytest.mark.parametrize(
    ("name", "encoding"), [("list.xlsx", ""), ("list.csv", "gb18030"), ("list.csv", "utf-8")]
)
def test_a_list_is_judged_row_by_row(town: Town, tmp_path: Path, name: str, encoding: str) -> None:
    preview = preview_list(town.store, town.first, write(tmp_path / name, [HEAD, *ROWS], encoding))
    assert [row.state for row in preview.rows] == STATES
    assert dict(preview.columns)["alias"] == "曾用名"
    assert "2栋202" not in preview.rows[6].words or preview.rows[6].code == f"{ONE}000003"


def test_a_list_without_titles_is_mapped_by_hand(town: Town, tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", [[f"甲{n}" for n in range(len(HEAD))], *ROWS])
    head = look_at_list(path)
    assert (head.rows, head.titles[1], dict(head.columns)) == (len(ROWS), "甲1", {})
    assert head.samples[1] == ("莲花", "莲花", "莲花")
    with pytest.raises(InputRefused, match="认不出"):
        preview_list(town.store, town.first, path)
    names = ["code", "street", "community", "road", "roadno", "area", "bldg", "house", "alias"]
    assert set(names) <= set(WORDS)
    preview = preview_list(town.store, town.first, path, {name: n for n, name in enumerate(names)})
    assert [row.state for row in preview.rows] == STATES
    with pytest.raises(InputRefused, match="没有这一列"):
        preview_list(town.store, town.first, path, {"text": 40})


def test_a_comparison_tells_how_far_it_is_and_stops(town: Town, tmp_path: Path) -> None:
    room = ["", "莲花街道", "景田社区", "锦云二路", "18号", "云锦苑", "2栋"]
    path = write(tmp_path / "list.csv", [HEAD, *([*room, f"{n}01", ""] for n in range(3, 200))])
    told: list[tuple[int, int]] = []

    def on_told(done: int, whole: int) -> None:
        told.append((done, whole))
        if done > 50:
            watch.stop()

    watch = Watch(on_told)
    with pytest.raises(InputRefused, match="已停止"):
        preview_list(town.store, town.first, path, None, watch)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) == 2
    assert told[0][1] == 197
    stopped = Watch()
    stopped.stop()
    filed = propose_list(
        town.store, town.first, preview_list(town.store, town.first, path), "清单", clock=town.clock
    )
    with pytest.raises(InputRefused, match="已停止"):
        approve_batch(town.store, town.second, filed[0].proposal.batch or "", "", stopped, clock=town.clock)


def test_a_list_becomes_one_batch(town: Town, tmp_path: Path) -> None:
    preview = preview_list(town.store, town.first, write(tmp_path / "list.xlsx", [HEAD, *ROWS]))
    filed = propose_list(town.store, town.first, preview, "住建局清单", clock=town.clock)
    assert len({change.proposal.batch for change in filed}) == 1
    assert len(filed) == 4
    batch = filed[0].proposal.batch or ""
    done = approve_batch(town.store, town.second, batch, clock=town.clock)
    assert [one.approved for one in done] == [True] * 4
    assert resolve_code(town.store, f"{NEW}000001").state is CodeState.LIVING
    again = preview_list(town.store, town.first, write(tmp_path / "list.xlsx", [HEAD, *ROWS]))
    assert again.counts[RowState.CREATE] == again.counts[RowState.CHANGE] == 0
    with pytest.raises(InputRefused, match="没有可提出"):
        propose_list(
            town.store,
            town.first,
            preview_list(town.store, town.first, write(tmp_path / "same.csv", [HEAD, ROWS[0]])),
            "再来",
            clock=town.clock,
        )


def test_a_list_of_texts_is_compared_too(town: Town, tmp_path: Path) -> None:
    rows = [["地址", "编码"], ["云锦苑1栋101", ""], ["云锦苑1栋102", f"{ONE}000001"], ["某处旁边", ""]]
    preview = preview_list(town.store, town.first, write(tmp_path / "texts.csv", rows))
    assert [row.state for row in preview.rows] == [RowState.SAME, RowState.CONTRADICT, RowState.UNCLEAR]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.txt", b"a", "csv"),
        ("x.xlsx", b"PK\x03\x04 not a book", "打不开"),
        ("x.csv", b"", "没有内容"),
        ("x.csv", "甲,乙\n1,2\n".encode(), "认不出"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    town: Town, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputRefused, match=words):
        preview_list(town.store, town.first, path)


def test_codes_are_joined_by_table_and_follow_lineage(town: Town, tmp_path: Path) -> None:
    rows = [
        ["对方编码", "标准编码"],
        ["ZJ-001", f"{ONE}000001"],
        ["ZJ-002", f"{ONE}000002"],
        ["ZJ-003", "9" * 19],
    ]
    taken = load_mapping(town.store, town.first, write(tmp_path / "m.csv", rows), "housing", clock=town.clock)
    assert (taken.read, taken.new, len(taken.refused)) == (2, 2, 1)
    town.carry_out("merge", codes=(f"{ONE}000001",), into=f"{ONE}000002")
    (found,) = map_code(town.store, "housing", "ZJ-001")
    assert (found.target, found.living) == (f"{ONE}000001", (f"{ONE}000002",))
    assert map_code(town.store, "housing", f"{ONE}000001"[:12]) == ()
    assert foreign_codes(town.store, f"{ONE}000002") == (("housing", "ZJ-002"),)
    moved = [["对方编码", "标准编码"], ["ZJ-001", f"{ONE}000005"]]
    load_mapping(town.store, town.first, write(tmp_path / "m.csv", moved), "housing", clock=town.clock)
    assert [m.target for m in map_code(town.store, "housing", "ZJ-001")] == [f"{ONE}000005"]
    assert count_mappings(town.store, town.first) == {"housing": 2}


def test_statistical_divisions_are_mapped_by_name(town: Town, tmp_path: Path) -> None:
    rows = [
        ["统计区划代码", "街道", "社区"],
        ["440304008000", "莲花街道", ""],
        ["440304008014", "莲花街道", "景田社区"],
        ["440304008999", "莲花街道", "岗厦社区"],
    ]
    taken = load_mapping(
        town.store, town.first, write(tmp_path / "d.csv", rows), "division", clock=town.clock
    )
    assert (taken.read, len(taken.refused)) == (2, 1)
    assert [m.target for m in map_code(town.store, "division", "440304008014")] == ["莲花街道/景田社区"]


def test_a_sound_library_has_nothing_to_mend(town: Town) -> None:
    report = report_quality(town.store, town.first)
    assert report.to_mend == 0, [line for line in report.lines if line.count]


def test_the_checks_tell_how_far_they_are_and_stop(town: Town, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    def on_told(done: int, whole: int) -> None:
        told.append((done, whole))
        if done == stop_at:
            watch.stop()

    stop_at, watch = -1, Watch(on_told)
    report_quality(town.store, town.first, watch)
    assert told == [(done, len(TITLES)) for done in range(len(TITLES) + 1)]
    told.clear()
    stop_at, watch = 3, Watch(on_told)
    with pytest.raises(InputRefused, match="已停止"):
        report_quality(town.store, town.first, watch)
    assert [done for done, _ in told] == [0, 1, 2, 3]
    with pytest.raises(InputRefused, match="已停止"):
        export_quality(town.store, town.first, tmp_path / "report.csv", watch, clock=town.clock)
    assert not (tmp_path / "report.csv").exists()


def test_every_fault_is_found_counted_and_exported(town: Town, tmp_path: Path) -> None:
    town.resident(f"{ONE}000001")
    town.firm("4403040080140199999")
    town.carry_out("alias", alias=AliasDraft("云间小筑", element="area", name="云锦苑", community="景田社区"))
    town.carry_out("rename", codes=(building_code(3),), elements=el(YUNJIN, bldg="3号楼"))
    with town.store.writing() as session:
        layout = session.scalar(select(AddressBuilding.layout_id).limit(1))
        place = session.get_one(AddressBuilding, ONE).place_id
        for code, label in ((NEW, "1栋"), (building_code(61), "2号楼")):
            session.execute(
                insert(AddressBuilding).values(
                    code=code, place_id=place, lane="", label=label, layout_id=layout
                )
            )
        for code, building in ((f"{ONE}000090", ONE), (f"{NEW}000001", "4403040080140188888")):
            session.execute(
                insert(AddressRoom).values(code=code, building_code=building, unit="", floor="", house="101")
            )
        session.execute(
            update(AddressRoom).where(AddressRoom.code == f"{ONE}000001").values(status="retired")
        )
        session.execute(
            insert(AddressPlace).values(
                id=900,
                street="莲花街道",
                community="岗厦社区",
                road="锦云二路",
                roadno="18号",
                area="",
                buildings=1,
            )
        )
    report = {line.check: line for line in report_quality(town.store, town.first).lines}
    expected = {
        "room_without_building": 1, "duplicate_building": 1, "alike_building": 1, "door_in_two_communities": 1,
        "community_of_other_street": 1, "room_code_of_other_building": 1, "home_at_nothing": 1, "firm_at_nothing": 1,
    }  # fmt: skip
    assert {name: report[name].count for name in expected} == expected
    assert report["duplicate_building"].findings == ((ONE, NEW),)
    wrote = export_quality(town.store, town.first, tmp_path / "report.xlsx", clock=town.clock)
    sheet = load_workbook(tmp_path / "report.xlsx").worksheets[0]
    assert sheet.max_row == wrote + 1
    assert export_quality(town.store, town.first, tmp_path / "report.csv", clock=town.clock) == wrote
    with pytest.raises(InputRefused):
        export_quality(town.store, town.first, tmp_path / "report.doc", clock=town.clock)


def test_a_mapping_is_listed_page_by_page_and_looked_up_either_way(town: Town, tmp_path: Path) -> None:
    table = [["对方编码", "标准编码"], *([f"A-{n:02d}", f"{ONE}{n:06d}"] for n in range(1, 6)), ["A-09", ONE]]
    load_mapping(town.store, town.first, write(tmp_path / "t.csv", table), "zhujian", clock=town.clock)
    other = write(tmp_path / "o.csv", [["对方编码", "标准编码"], ["B-1", ONE]])
    load_mapping(town.store, town.first, other, "house19", clock=town.clock)
    listed = list_mapping(town.store, town.first, "zhujian", limit=4)
    assert [pair.foreign_code for pair in listed] == ["A-01", "A-02", "A-03", "A-04"]
    last = (listed[-1].foreign_code, listed[-1].target)
    rest = list_mapping(town.store, town.first, "zhujian", after=last)
    assert [pair.foreign_code for pair in rest] == ["A-05", "A-09"]
    assert rest[1].living == (ONE,)
    assert {pair.scheme for pair in list_mapping(town.store, town.first, "", ONE)} == {"zhujian", "house19"}
    assert [pair.target for pair in list_mapping(town.store, town.first, "", "A-03")] == [f"{ONE}000003"]
    assert list_mapping(town.store, town.first, "", "A-0") == (), "never by prefix"
    town.carry_out(ChangeKind.RETIRE, codes=(f"{ONE}000003",))
    (gone,) = list_mapping(town.store, town.first, "", "A-03")
    assert (gone.state, gone.living) == (CodeState.RETIRED, ())
