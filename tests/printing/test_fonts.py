from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import ttfonts

from printing.fonts import (
    DEFAULT_CHAIN,
    FontChain,
    FontFile,
    FontsMissing,
    configure_fonts,
    default_chain,
    make_to_unicode_map,
)
from printing.typesetting import break_lines


@pytest.fixture(scope="module")
def chain() -> FontChain:
    return FontChain()


def test_fonts_are_loaded_only_when_a_glyph_asks_for_them() -> None:
    chain = FontChain()
    assert chain.loaded_names == ()

    assert chain.runs("林晓燕䶮㛃")[0].text == "林晓燕䶮㛃"
    assert chain.loaded_names == ("WQYZenHei",)

    assert chain.has("𠮷")
    assert chain.loaded_names == ("WQYZenHei", "HanaMinB")

    chain.warm_up(whole=True)
    assert chain.loaded_names == ("WQYZenHei", "HanaMinB", "BabelStoneHan")


def test_runs_are_split_by_the_first_font_that_has_the_glyph(chain: FontChain) -> None:
    runs = chain.runs("张𠮷𠮸䶮\U00030edd三\U0010fffd")

    assert [(r.font.name if r.font else None, r.text) for r in runs] == [
        ("WQYZenHei", "张"),
        ("HanaMinB", "𠮷𠮸"),
        ("WQYZenHei", "䶮"),
        ("BabelStoneHan", "\U00030edd"),
        ("WQYZenHei", "三"),
        (None, "\U0010fffd"),
    ]
    assert chain.runs("") == []


def test_every_character_of_the_general_list_beyond_plane_0_has_a_glyph(chain: FontChain) -> None:
    for ch in "𠳐𡎚𤧛𤩽𦈡𦒍𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫍯𫏋𫓧𫔎𫖮𫖯𫗧𫘜𫘝𫘦𫚈𫛭𫝈𫟅𫟦𫟼𫠆𫠊𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬂩𬇕𬇙𬇹𬉼𬊈𬊤𬌗":
        assert chain.has(ch), f"U+{ord(ch):05X}"


@settings(deadline=None)
@given(text=st.text(st.sampled_from("张三𠮷䶮㛃A 1\U0010fffd，。")))
def test_runs_lose_nothing(chain: FontChain, text: str) -> None:
    assert "".join(run.text for run in chain.runs(text)) == text


@settings(deadline=None)
@given(
    text=st.text(st.sampled_from("受理通知书𠮷AB-1，。（）"), min_size=1),
    width=st.floats(20, 400),
    indent=st.sampled_from([0.0, 9.0]),
)
def test_lines_fit_and_lose_nothing(chain: FontChain, text: str, width: float, indent: float) -> None:
    lines = break_lines(chain, text, 9, width, indent)

    assert "".join(text[start:end] for start, end, _ in lines) == text
    assert all(used <= width + 0.02 for _, _, used in lines)


def test_the_map_of_reportlab_is_replaced(chain: FontChain) -> None:
    chain.warm_up()

    assert ttfonts.makeToUnicodeCMap is make_to_unicode_map


def test_code_points_beyond_the_bmp_are_written_as_utf_16() -> None:
    text = make_to_unicode_map("AAAAAA+Han", [0, 0x20BB7, 0x4DAE, 0xD800])

    assert "<01> <D842DFB7>" in text
    assert "<02> <4DAE>" in text
    assert "<03> <FFFD>" in text


def test_a_map_has_at_most_100_entries_a_block() -> None:
    blocks = make_to_unicode_map("F", list(range(0x4E00, 0x4E00 + 255))).split("beginbfchar")

    assert [int(block.split()[-1]) for block in blocks[:-1]] == [100, 100, 55]


def test_a_missing_font_is_passed_over_and_no_font_is_an_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    lost = FontFile("Lost", tmp_path / "lost.ttf")

    with caplog.at_level(logging.WARNING, "printing.fonts"):
        assert FontChain([lost, FontFile("Broken", broken), DEFAULT_CHAIN[0]]).base.name == "WQYZenHei"
        with pytest.raises(FontsMissing):
            FontChain([lost]).warm_up()
    assert "Lost" in caplog.text


def test_configured_fonts_are_used() -> None:
    before = default_chain()
    try:
        assert configure_fonts(DEFAULT_CHAIN[2:]).base.name == "BabelStoneHan"
        assert default_chain().base.name == "BabelStoneHan"
    finally:
        configure_fonts(before.files)


def test_threads_may_ask_at_once() -> None:
    chain = FontChain()
    found: list[bool] = []
    threads = [
        threading.Thread(target=lambda: found.append(chain.has("𠮷") and chain.has("张"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert found == [True] * 8
    assert chain.loaded_names == ("WQYZenHei", "HanaMinB")
