"""Any text is answered, no code is invented, and the invented district is read as it must be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.addresses.library import District, write_lines
from bench.addresses.noise import Noise
from bench.addresses.past import Past
from db.engine import open_engine
from db.session import Store
from hall_app.addresses.commands import complete_file, import_library, translate_file
from hall_app.addresses.engine import Engine
from hall_app.addresses.normal import text_form
from hall_app.addresses.tokens import cut
from hall_app.errors import HallError

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def district() -> District:
    return District(77, 9000)


@pytest.fixture(scope="module")
def store(district: District, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("district")
    write_lines(folder / "library.jsonl", district.entries())
    write_lines(folder / "aliases.jsonl", [dict(a) for a in district.aliases])
    store = Store(open_engine(f"sqlite:///{folder / 'library.db'}", "5a" * 32))
    import_library(store, folder / "library.jsonl", folder / "aliases.jsonl", DAY)
    yield store
    store.close()


@pytest.fixture(scope="module")
def engine(store: Store) -> Iterator[Engine]:
    engine = Engine(store)
    yield engine
    engine.close()


PIECES = st.sampled_from(
    [
        *"一二十百号栋座层路街村巷期之和与至-、,()（）#OlI0129A",
        "福田区",
        "三和路",
        "社区",
        "花园",
        " ",
        "\n",
        "电话",
        "负1层",
    ]
)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=30).map("".join)))
def test_any_text_is_answered_and_no_code_is_invented(engine: Engine, district: District, text: str) -> None:
    known = {e["code"] for e in district.entries()}
    made = engine.translate(text)
    assert set(made.codes) <= known
    assert not made.auto or len(made.codes) >= 1


def test_texts_of_every_class_are_answered_right_and_never_with_false_confidence(
    engine: Engine, district: District
) -> None:
    right = count = 0
    for noise in (Noise(district, 5), Past(district, 6)):
        for _ in range(500):
            row = noise.draw()
            made = engine.translate(row["text"])
            if row["klass"] in ("contradiction", "ambiguous", "not_address", "range"):
                assert not made.auto, row
            elif made.auto:
                assert made.codes[0] == row["code"], row
            if row["klass"] == "answerable":
                count += 1
                right += made.codes[:1] == [row["code"]]
    assert right / count > 0.985


def test_what_was_read_can_be_opened(engine: Engine, district: District) -> None:
    room = next(e for e in district.entries() if e["level"] == "room")
    made = engine.translate(str(room["text"]))
    assert made.codes[0] == room["code"]
    assert made.auto
    assert {kind for kind, _, _ in made.pieces} >= {"street", "community", "house"}
    assert made.runner_up is None or made.runner_up[0] != room["code"]


def test_commands_answer_every_line(store: Store, district: District, tmp_path: Path) -> None:
    texts = [e["text"] for e in list(district.entries())[:50]]
    source = tmp_path / "texts.jsonl"
    source.write_text(
        "\n".join([*(json.dumps({"id": n, "text": t}) for n, t in enumerate(texts)), "not json"]),
        encoding="utf-8",
    )
    made = translate_file(store, source, tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert made.lines == len(rows) == 51
    assert all({"id", "codes", "auto", "ms"} <= set(row) for row in rows)
    assert complete_file(store, source, tmp_path / "typed.jsonl").lines == 51


@pytest.mark.parametrize(
    ("rest", "values"),
    [
        ("1栋、2栋", [("1_LIST_2", "bldg")]), ("A座和B座", [("A_LIST_B", "座")]), ("1栋至3栋", [("1-3", "bldg")]),
        ("101室-103室", [("101-103", "house")]), ("703号-704", [("703-704", "")]), ("15号-104", [("15", "number"), ("104", "")]),
        ("304--308房", [("304-308", "house")]),
    ],
)  # fmt: skip
def test_members_of_a_list_share_their_word(rest: str, values: list[tuple[str, str]]) -> None:
    assert [(t.value, t.kind) for t in cut(text_form(rest)).tokens] == values


def test_a_csv_in_gb18030_keeps_its_columns(store: Store, district: District, tmp_path: Path) -> None:
    room = next(e for e in district.entries() if e["level"] == "room")
    source = tmp_path / "list.csv"
    source.write_bytes(f"姓名,现住址\n甲,{room['text']}\n乙,同上\n".encode("gb18030"))
    translate_file(store, source, tmp_path / "done.csv")
    lines = (tmp_path / "done.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "姓名,现住址,标准地址,编码,把握,方式"
    assert lines[1].startswith(f"甲,{room['text']},{room['text']},{room['code']},")
    assert lines[2].startswith("乙,同上,,,0,")


def test_a_broken_library_leaves_the_old_one(store: Store, tmp_path: Path) -> None:
    before = Engine(store).gazetteer.places
    orphan = tmp_path / "orphan.jsonl"
    orphan.write_text(
        json.dumps({"code": "4" * 25, "level": "room", "el": {"house": "1"}}) + "\n", encoding="utf-8"
    )
    with pytest.raises(HallError):
        import_library(store, orphan, None, DAY)
    assert Engine(store).gazetteer.places == before


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("十 四 巷", "14巷"), ("A—六〇一", "A-601"), ("一千零三", "1003"), ("幺洞洞三", "1003"), ("十二零三", "1203"),
        ("百花二路", "百花2路"), ("３栋", "3栋"), ("第壹层", "1层"), ("三十一杠一号", "31-1号"), ("龙海二14号", "龙海2,14号"),
        ("504八方物业服务有限公司", "504某方物业服务有限公司"), ("1201第一分公司", "1201某分公司"), ("两幢二零六", "2幢206"),
        ("704 张三 10004855771", "704,,"), ("张三，电话：+86 100 0485 5771，八卦路", ",,电话,,,8卦路"), ("KTV301", ",301"), ("104S号", "104S号"),
        ("三号（近地铁） (0755)86971579", "3号(近地铁),"), ("三和大厦三期", "3和大厦3期"), ("加陆六路伍号", "加陆6路5号"),
        ("欧陆3栋贰伍零陆", "欧陆3栋2506"), ("伍维苑陆单元壹拾陆楼", "伍维苑6单元16楼"),
        ("欧陆A座陆A零伍", "欧陆A座6A05"), ("伍之二号", "5-2号"), ("陆D房", "6D房"),
    ],
)  # fmt: skip
def test_forms(written: str, read: str) -> None:
    assert text_form(written) == read
