"""Tables as people make them: titles above, sheets of remarks, addresses in parts; and what is kept of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from db.session import Store
from hall_app.addresses import batches
from hall_app.addresses.address_parts import AddressPart, address_of, part_named
from hall_app.addresses.batch_work import work_on
from hall_app.addresses.commands import complete_file, translate_file
from hall_app.addresses.layouts import TableHead, look_at
from hall_app.addresses.managing.lists import look_at_list
from hall_app.addresses.progress import Answered
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from tests.hall_app.addresses.desks import LittleLibrary, clerk_of

CLERK = clerk_of("counter")
TITLE = ["云锦苑住户登记表（2026年11月）"]
REMARK = ["填表单位：景田社区", "", "单位：户"]
HEADING = ["序号", "姓名", "街道", "社区", "详细地址", "备注"]
PEOPLE: list[list[object]] = [
    [1, "甲", "莲花", "景田", "云锦苑2栋304", ""],
    [2, "乙", "莲花街道", "景田社区", "广东省深圳市福田区莲花街道景田社区锦云二路11号锦瑟花园1栋502", ""],
    [3, "丙", "", "", "翠微居3栋1201", "搬走了"],
]


@pytest.fixture
def little(tmp_path: Path, store: Store) -> LittleLibrary:
    return LittleLibrary(tmp_path).load(store)


def saved(path: Path, *sheets: tuple[str, Sequence[Sequence[object]], str]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows, state in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def csv_of(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def seen(head: TableHead) -> tuple[bool, int, str]:
    return head.headed, len(head.above), head.column_words


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([HEADING, *PEOPLE], (True, 0, "C、D、E 列“街道、社区、详细地址”")),
        ([TITLE, HEADING, *PEOPLE], (True, 1, "C、D、E 列“街道、社区、详细地址”")),
        ([TITLE, [], REMARK, HEADING, *PEOPLE], (True, 2, "C、D、E 列“街道、社区、详细地址”")),
        (
            [["序号", "住户", "", "房屋"], ["", "姓名", "电话", "居住地址（必填）"], [1, "甲", "1", "云锦苑2栋304"]],
            (True, 1, "D 列“居住地址（必填）”"),
        ),
        ([["小区名称", "楼栋", "单元号", "房号"], ["云锦苑", 2, "", 304]], (True, 0, "A、B、D 列“小区名称、楼栋、房号”")),
        ([["户籍地址", "现住址"], ["湖南省常宁市某村3组", "云锦苑2栋304"]], (True, 0, "B 列“现住址”")),
        ([["名单"], ["云锦苑2栋304", "甲"], ["云锦苑2栋305", "乙"]], (False, 0, "A 列")),
        ([["云锦苑2栋304"], ["地址不详"], ["云锦苑2栋305"]], (False, 0, "A 列")),
        ([["编号", "位置"], ["一", "无固定住所"], ["1", "锦云二路11号锦瑟花园1栋502"]], (True, 0, "B 列“位置”")),
        ([["", "地址"], ["甲", "云锦苑2栋304"]], (True, 0, "B 列“地址”")),
        ([["编号", "位置"], [1, "锦云二路11号锦瑟花园1栋502"]], (True, 0, "B 列“位置”")),
    ],
)  # fmt: skip
def test_a_table_is_recognised_as_it_stands(
    rows: list[list[object]], expected: tuple[bool, int, str], tmp_path: Path
) -> None:
    assert seen(look_at(csv_of(tmp_path / "list.csv", rows))) == expected
    assert seen(look_at(saved(tmp_path / "list.xlsx", ("表", rows, "visible")))) == expected


def test_the_sheet_that_holds_addresses_is_found_and_others_are_named(tmp_path: Path) -> None:
    remarks = [["本表由物业填写", "2026年"], ["请勿改动表头"]]
    options = [["街道", "社区"], ["莲花街道", "景田社区"], ["莲花街道莲花路1号", "x"]]
    path = saved(
        tmp_path / "list.xlsx", ("说明", remarks, "visible"), ("选项", options, "hidden"), ("空", [], "visible"),
        ("1栋", [TITLE, HEADING, *PEOPLE], "visible"), ("2栋", [HEADING, *PEOPLE], "visible"),
    )  # fmt: skip
    head = look_at(path)
    assert (head.sheet, head.column, head.others) == (3, 4, ("2栋",))
    assert head.others_words == "另有 1 张表也有地址：2栋。每次只译一张，请各自另存后再译"
    lone = saved(tmp_path / "lone.xlsx", ("说明", remarks, "visible"))
    assert look_at(lone).column is None
    assert look_at(lone).others_words == ""


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("所属街道（镇）", "street"), ("社区名称", "community"), ("楼栋号", "bldg"), ("房号", "house"), ("小区名", "area"),
        ("社区民警", ""), ("房屋性质", ""), ("街道办经办人", ""), ("层高", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_title_names_a_part_only_where_it_is_all_it_says(title: str, role: str) -> None:
    assert part_named(title) == role


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"street": "莲花", "community": "景田", "text": "云锦苑2栋304"}, "莲花街道景田社区云锦苑2栋304"),
        ({"street": "莲花街道", "text": "福田区莲花街道云锦苑2栋304"}, "福田区莲花街道云锦苑2栋304"),
        ({"street": "香蜜湖街道", "text": "莲花街道云锦苑2栋304"}, "香蜜湖街道莲花街道云锦苑2栋304"),
        ({"area": "云锦苑", "text": "2栋304"}, "云锦苑2栋304"),
        ({"area": "云锦苑", "text": "锦云二路18号", "bldg": "2", "house": "304"}, "锦云二路18号云锦苑2栋304"),
        ({"text": "云锦苑2栋304室", "bldg": "2", "house": "304"}, "云锦苑2栋304室"),
        ({"text": "云锦苑2栋", "bldg": "二", "floor": "3", "house": "304"}, "云锦苑2栋3层304"),
        ({"road": "锦云二路", "roadno": "18", "area": "云锦苑", "bldg": "2", "unit": "B座", "house": "304"},
         "锦云二路18号云锦苑2栋B座304"),
        ({"street": "", "text": ""}, ""),
    ],
)  # fmt: skip
def test_parts_are_joined_and_nothing_is_said_twice(values: dict[str, str], text: str) -> None:
    parts = tuple(AddressPart(role, n) for n, role in enumerate(values))
    assert address_of(list(values.values()), parts) == text
    assert address_of([], parts) == ""


def test_the_result_keeps_what_stood_above_and_every_column(
    store: Store, little: LittleLibrary, tmp_path: Path
) -> None:
    path = saved(
        tmp_path / "list.xlsx",
        ("说明", [["请勿改动"]], "visible"),
        ("住户", [TITLE, HEADING, *PEOPLE], "visible"),
    )
    made = translate_file(store, path, tmp_path / "out.xlsx")
    assert (made.lines, made.taken_over, made.left_out) == (3, 3, "")
    rows = list(load_workbook(tmp_path / "out.xlsx").worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == TITLE[0]
    assert rows[1] == (*HEADING, "标准地址", "编码", "把握", "方式")
    assert [[cell or "" for cell in row[:6]] for row in rows[2:]] == PEOPLE
    named = {text: code for code, text in little.rooms}
    assert [row[7] for row in rows[2:]] == [
        named["云锦苑2栋304"],
        named["锦瑟花园1栋502"],
        named["翠微居3栋1201"],
    ]


def test_a_street_column_that_contradicts_the_address_is_asked_about(
    store: Store, little: LittleLibrary, tmp_path: Path
) -> None:
    path = csv_of(
        tmp_path / "list.csv",
        [["街道", "地址"], ["香蜜湖", "莲花街道景田社区云锦苑2栋304"], ["莲花", "云锦苑2栋304"]],
    )
    made = translate_file(store, path, tmp_path / "out.csv")
    assert (made.lines, made.taken_over) == (2, 1)


def test_lines_become_a_table_and_a_table_lines(store: Store, little: LittleLibrary, tmp_path: Path) -> None:
    table = csv_of(tmp_path / "list.csv", [["编号", "地址"], ["k1", "云锦苑2栋304"], ["k2", "同上"]])
    lines = tmp_path / "out.jsonl"
    assert translate_file(store, table, lines).lines == 2
    told = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    assert [(line["id"], len(line["codes"]) > 0, line["auto"]) for line in told] == [
        ("k1", True, True),
        ("k2", False, False),
    ]
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"id": 7, "text": "云锦苑2栋304"}\nnot json\n', "utf-8")
    out = tmp_path / "out.csv"
    assert translate_file(store, queries, out).lines == 2
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["id", "text", "标准地址", "编码", "把握", "方式"]
    assert rows[1][:2] == ["7", "云锦苑2栋304"]
    assert rows[1][3] == told[0]["codes"][0]
    with pytest.raises(InputRefused, match=r"\.jsonl"):
        translate_file(store, table, tmp_path / "out.pdf")


def test_a_text_file_is_a_table_or_lines_by_what_it_holds(
    store: Store, little: LittleLibrary, tmp_path: Path
) -> None:
    plain, lines = tmp_path / "plain.txt", tmp_path / "lines.txt"
    plain.write_text("云锦苑2栋304\n翠微居3栋1201\n", "utf-8")
    lines.write_text('{"id": 1, "text": "云锦苑2栋304"}\n', "utf-8")
    assert translate_file(store, plain, tmp_path / "plain.csv") == Answered(2, 2)
    assert translate_file(store, lines, tmp_path / "lines.jsonl") == Answered(1, 1)


def test_half_a_character_in_a_line_stops_nothing(
    store: Store, little: LittleLibrary, tmp_path: Path
) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text(r'{"id": "\ud800", "text": "\ud800云锦苑2栋304"}', "utf-8")
    for name in ("out.jsonl", "out.csv", "out.xlsx"):
        assert translate_file(store, queries, tmp_path / name).lines == 1
    assert json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["id"] == "\ud800"
    assert complete_file(store, queries, tmp_path / "typed.jsonl").lines == 1


def test_a_batch_of_parts_under_a_title_is_worked_off_and_exported(
    store: Store, little: LittleLibrary, tmp_path: Path
) -> None:
    path = saved(
        tmp_path / "list.xlsx",
        ("说明", [["请勿改动"]], "visible"),
        ("住户", [TITLE, HEADING, *PEOPLE], "visible"),
    )
    head = look_at(path)
    assert head.column is not None
    batch = batches.start(store, CLERK, path, head, head.column, Clock())
    assert work_on(store, store, batch, Clock()) == "done"
    view = batches.progress(store, CLERK, batch)
    assert (view.total, view.translated, view.column_words) == (3, 3, "C、D、E 列“街道、社区、详细地址”")
    shown = batches.rows(store, CLERK, batch, "all", "", 0, 10)
    assert [(row.line, row.text) for row in shown][0] == (3, "莲花街道景田社区云锦苑2栋304")
    assert batches.export(store, CLERK, batch, tmp_path / "out.xlsx", Clock(), None) == 3
    rows = list(load_workbook(tmp_path / "out.xlsx").worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == TITLE[0]
    assert rows[1][: len(HEADING)] == tuple(HEADING)
    assert len(rows) == 5


def test_a_column_pointed_at_by_hand_is_taken_alone(
    store: Store, little: LittleLibrary, tmp_path: Path
) -> None:
    rows = [["户籍地址", "现住址", "街道"], ["云锦苑2栋305", "云锦苑2栋304", "莲花"]]
    path = csv_of(tmp_path / "list.csv", rows)
    head = look_at(path)
    assert head.column == 1
    batch = batches.start(store, CLERK, path, head, 0, Clock())
    assert work_on(store, store, batch, Clock()) == "done"
    assert [row.text for row in batches.rows(store, CLERK, batch, "all", "", 0, 10)] == ["云锦苑2栋305"]


def test_a_department_list_may_have_a_title_and_stand_in_the_second_sheet(tmp_path: Path) -> None:
    listed = [
        ["房屋编码清单（2026年）"],
        ["部门编码", "地址"],
        ["X1", "云锦苑2栋304"],
        ["X2", "云锦苑2栋305"],
    ]
    path = saved(
        tmp_path / "list.xlsx",
        ("说明", [["第一步", "导出"], ["第二步", "上报"]], "visible"),
        ("清单", listed, "visible"),
    )
    head = look_at_list(path)
    assert head.titles == ("部门编码", "地址")
    assert (dict(head.columns), head.rows) == ({"foreign": 0, "text": 1}, 2)
