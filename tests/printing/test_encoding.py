from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.encoding import CodePage, PictureRun, TextRun, decode_gb, encode_line, missing_characters
from printing.ticket import render_ticket
from printing.wrapping import clean_text, text_columns, wrap_columns
from tests.printing.contents import ticket


@pytest.mark.parametrize("text", ["：", "《》", "￥", "①", "〇", "１２３", "—", "…", "·", "（：）", "A037"])
def test_characters_that_the_library_loses_are_text(text: str) -> None:
    run = encode_line(text, CodePage.GBK)

    assert run == TextRun(text.encode("gb18030"))


@pytest.mark.parametrize("text", ["㛃", "𠮷", "䶮", "鿃", "龴", "\ue81e", "€", "¥", "ḿ", "ǹ", "😀"])
def test_characters_a_gbk_font_lacks_make_the_line_a_picture(text: str) -> None:
    run = encode_line(f"姓名：{text}", CodePage.GBK)

    assert isinstance(run, PictureRun)


def test_a_late_two_byte_code_needs_a_gb18030_printer() -> None:
    assert encode_line("䶮", CodePage.GB18030) == TextRun(b"\xfe\x9f")
    assert missing_characters("䶮镕朱", CodePage.GBK) == ("䶮",)


def test_a_gb2312_printer_lacks_what_gbk_added() -> None:
    assert missing_characters("朱镕基", CodePage.GB2312) == ("镕",)
    assert encode_line("朱镕基", CodePage.GBK) == TextRun("朱镕基".encode("gbk"))
    assert missing_characters("：《》￥〇①—", CodePage.GB2312) == ("〇",)


def test_private_use_codes_decode_by_the_2022_mapping() -> None:
    assert decode_gb(b"\xfe\x59\xa8\xbc\xfe\x9f") == "龴ḿ䶮"


@pytest.mark.parametrize("code_page", list(CodePage))
@settings(deadline=None)
@given(text=st.text())
def test_any_text_is_sent_as_itself_or_drawn(code_page: CodePage, text: str) -> None:
    run = encode_line(text, code_page)

    if isinstance(run, TextRun):
        assert run.data.decode("gb18030") == clean_text(text)
        assert all(byte >= 0x20 and byte != 0x7F for byte in run.data)
    else:
        assert run.text == clean_text(text)


@settings(deadline=None)
@given(text=st.text(st.characters(max_codepoint=0x2FFF)))
def test_no_control_character_survives_cleaning(text: str) -> None:
    cleaned = clean_text(text)

    assert not any(ord(ch) < 0x20 or 0x7F <= ord(ch) <= 0x9F for ch in cleaned)
    assert clean_text(cleaned) == cleaned


@settings(deadline=None)
@given(
    name=st.text(st.sampled_from("张三\x1b@\x1dV\x00\x10\x04\x01\n\r\x1c.(k"), max_size=30),
)
def test_no_name_can_add_a_command(name: str) -> None:
    harmless = "".join(
        ch if ord(ch) >= 0x20 else ""
        for ch in name.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    )

    assert render_ticket(ticket(business=name)) == render_ticket(ticket(business=harmless))
    assert render_ticket(ticket(business=name)).count(b"\x1dV") == 1


@settings(deadline=None)
@given(
    text=st.text(st.sampled_from("莲花街道政务服务大厅，。（）A0 -x"), min_size=1), columns=st.integers(4, 48)
)
def test_wrapped_lines_fit_and_lose_nothing(text: str, columns: int) -> None:
    lines = wrap_columns(text, columns)

    assert all(text_columns(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_no_single_character_is_left_over() -> None:
    assert wrap_columns("深圳市福田区莲花街道政务服务大厅二", 32) == [
        "深圳市福田区莲花街",
        "道政务服务大厅二",
    ]


def test_no_line_begins_with_a_closing_mark() -> None:
    for line in wrap_columns("综合业务（个人）、企业业务、社保民政专窗、优先绿色通道。", 16):
        assert line[0] not in "）、。，"
