"""Tables of any layout: recognised or refused in words; written so that nothing is calculated."""

from __future__ import annotations

import csv
import zipfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from hall_app.addresses.layouts import look_at
from hall_app.addresses.table_writing import harmless, write_table
from hall_app.addresses.tables import encoding_of, letter_of, open_rows
from hall_app.errors import InputRefused, Unavailable

ROWS = [["南山堂", "莲花街道锦云二路18号1204"], ["北山堂", "福田区锦云一路6号2栋401"]]


def rows_of(path: Path) -> list[list[object]]:
    with open_rows(path) as rows:
        return [list(cells) for _, cells in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_whatever_its_encoding_and_delimiter(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([["名称", "地址"], *ROWS])
    head = look_at(path)
    assert (head.column, head.headed, head.column_words) == (1, True, "B 列“地址”")
    assert rows_of(path)[1:] == ROWS


def test_the_column_is_told_without_a_heading_and_not_told_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\n".join(",".join(row) for row in ROWS), encoding="utf-8")
    head = look_at(path)
    assert (head.column, head.headed, head.heading) == (1, False, ("列A", "列B"))
    path.write_text("姓名,年龄\n甲,30\n乙,41\n", encoding="utf-8")
    assert look_at(path).column is None
    path.write_text("电子邮箱地址,住所\na@x.cn,锦云二路18号1204\n", encoding="utf-8")
    assert look_at(path).column == 1


def test_blank_rows_vanish_and_lines_stay_true(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("名称,地址\n\n甲,锦云二路18号\n,,,\n乙,锦云三路2号,,\n", encoding="utf-8")
    with open_rows(path) as rows:
        assert list(rows) == [(1, ["名称", "地址"]), (3, ["甲", "锦云二路18号"]), (5, ["乙", "锦云三路2号"])]


def test_numbers_and_dates_of_a_workbook_stay_what_they_are(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["编号", "住址", "日期"], [7, "锦云二路18号1204", datetime(2026, 6, 17)]):
        sheet.append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)
    assert look_at(path).column == 1
    assert rows_of(path)[1] == [7, "锦云二路18号1204", "2026-06-17"]


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(1600):
                part.write(b" " * (1 << 20))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", encrypted(), "有密码"),
        ("a.xls", encrypted()[:520], "旧的 .xls"),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "已损坏"),
        ("a.xlsx", b"<html>", "已损坏"),
        ("a.csv", b"", "空的"),
        ("a.csv", b"name,address\x00\x01\x02", "不是文本表格"),
        ("a.csv", b"\xff\xff\xff\xff", "认不出来"),
        ("a.csv", b'a,"b\n' + b"x" * 200_000, "读不下去"),
        ("a.pdf", b"%PDF", "读不了"),
    ],
)
def test_what_is_no_table_is_refused_in_words(name: str, content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputRefused, match=words) as caught:
        look_at(path)
    assert caught.value.remedy


def test_a_workbook_that_would_unpack_without_end_or_declares_entities_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    bomb(path)
    with pytest.raises(InputRefused, match="太大"):
        look_at(path)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><workbook/>')
    with pytest.raises(InputRefused, match="不该有"):
        look_at(path)


def test_a_damaged_sheet_inside_a_sound_package_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["地址"])  # type: ignore[union-attr]
    book.save(tmp_path / "good.xlsx")
    with zipfile.ZipFile(tmp_path / "good.xlsx") as good, zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    with pytest.raises(InputRefused):
        look_at(tmp_path / "bad.xlsx")


@example(b"\xfe\xff\x00\x00\x00")
@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.csv", "a.xlsx"):
            path = Path(folder, name)
            path.write_bytes(content)
            with suppress(InputRefused):
                assert look_at(path).columns


@pytest.mark.parametrize("cell", ["=1+1", "+8613", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "=HYPERLINK(1)"])
def test_no_cell_becomes_a_formula(cell: str, tmp_path: Path) -> None:
    assert harmless(cell) == f"'{cell}" or harmless(cell).lstrip("+-").isdigit()
    path = tmp_path / "out.xlsx"
    write_table(path, [[cell, "锦云二路18号"]])
    found = load_workbook(path)["翻译结果"]["A1"]
    assert found.data_type == "s"
    assert str(found.value).strip() == cell.strip()


def test_plain_numbers_are_left_alone_and_letters_count_on() -> None:
    assert [harmless(cell) for cell in ("-5", "+3.5", "-1,200", 7, None)] == ["-5", "+3.5", "-1,200", "7", ""]
    assert [letter_of(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_table_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("old", encoding="utf-8")

    def broken():  # type: ignore[no-untyped-def]
        yield ["a"]
        raise OSError("disk")

    with pytest.raises(Unavailable):
        write_table(out, broken())
    assert out.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    with pytest.raises(InputRefused):
        write_table(tmp_path / "out.pdf", [])


def test_gb18030_beyond_the_bmp_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "rare.csv"
    path.write_bytes("名称,地址\n𠮷野家,锦云二路㛃苑3栋\n".encode("gb18030"))
    assert encoding_of(path) == "gb18030"
    assert rows_of(path)[1] == ["𠮷野家", "锦云二路㛃苑3栋"]
