"""``hall-app devices read`` against a second reader: unusual cards, every status word, every fault of the line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hall_app.__main__ import main
from tests.hall_app.commands.second_reader import (
    FIND,
    FOREIGNER_2017,
    FOREIGNER_2023,
    HANG_UP,
    PREAMBLE,
    READ,
    RESIDENT,
    SELECT,
    STATUS,
    Hook,
    Request,
    SecondReader,
    frame,
    text_block,
)

FIELDS = (
    "张三",
    "1",
    "01",
    "19491231",
    "北京市朝阳区",
    "11010519491231002X",
    "朝阳分局",
    "20200101",
    "长期",
    "",
    "",
    "",
)
NAMES = (
    "name", "sex", "nation", "birth_date", "address", "id_number", "issuer", "valid_from", "valid_to", "valid_forever",
)  # fmt: skip
GOOD = {
    "name": "张三", "sex": "1", "nation": "汉", "birth_date": "1949-12-31", "address": "北京市朝阳区",
    "id_number": "11010519491231002X", "issuer": "朝阳分局", "valid_from": "2020-01-01", "valid_to": None,
    "valid_forever": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("second")
    assert main(["--base-dir", str(folder), "db", "upgrade"]) == 0
    return folder


def resident(*, fill: str = " ", **changed: str) -> bytes:
    order = (
        "name",
        "sex",
        "nation",
        "birth",
        "address",
        "id_number",
        "issuer",
        "start",
        "end",
        "_a",
        "kind",
        "_b",
    )
    return text_block(RESIDENT, *(changed.get(k, v) for k, v in zip(order, FIELDS, strict=True)), fill=fill)


def read(
    base: Path, capsys: pytest.CaptureFixture[str], text: bytes, hook: Hook | None = None, timeout: str = "4"
) -> tuple[int, dict[str, Any]]:
    with SecondReader(text, hook) as port:
        code = main(["--base-dir", str(base), "devices", "read", "--port", port, "--timeout", timeout])
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    return code, json.loads(printed)


UNUSUAL: list[tuple[dict[str, str], dict[str, object]]] = [
    ({"name": "阿卜杜热依木·买买提依明·艾则"}, {"name": "阿卜杜热依木·买买提依明·艾则"}),
    ({"name": "𠮷𠮷𠮷𠮷𠮷𠮷䶮㛃龙"}, {"name": "𠮷𠮷𠮷𠮷𠮷𠮷䶮㛃龙"}),
    ({"name": "一" * 14 + "\ud842"}, {"name": "一" * 14 + "\ufffd"}),
    ({"name": "张\ue863"}, {"name": "张\ue863"}),
    ({"address": ""}, {"address": None}),
    ({"address": "广" * 35}, {"address": "广" * 35}),
    ({"nation": "97"}, {"nation": "其他"}),
    ({"nation": "98"}, {"nation": "外国血统中国籍人士"}),
    ({"nation": "58"}, {"nation": "其他(58)"}),
    ({"nation": ""}, {"nation": None}),
    ({"sex": "9"}, {"sex": "9"}),
    ({"sex": "0"}, {"sex": "0"}),
    ({"sex": "5"}, {"sex": None}),
    ({"birth": "19900230"}, {"birth_date": None}),
    ({"birth": "00000000"}, {"birth_date": None}),
    ({"end": "20230229"}, {"valid_to": None, "valid_forever": False}),
    ({"end": "20300131"}, {"valid_to": "2030-01-31", "valid_forever": False}),
    ({"start": ""}, {"valid_from": None}),
    ({"fill": "\0"}, {}),
    ({"fill": "\u3000"}, {}),
    ({"kind": "A"}, {}),
]


@pytest.mark.parametrize(("changed", "expected"), UNUSUAL)
def test_unusual_cards(
    base: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str], expected: dict[str, object]
) -> None:
    code, found = read(base, capsys, resident(**changed))
    assert (code, found["kind"]) == (0, "resident")
    assert {name: found[name] for name in NAMES} == {**GOOD, **expected}
    assert found["sam_id"] == "05.01-20110511-0123456789-0987654321"


def test_the_other_kinds(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = "ABCDEFGHIJ" * 6
    old = text_block(
        FOREIGNER_2017, long, "1", "CAN110081080310", "CAN", "", "20170616", "20270615", "19810803", "01", "1500", "I", ""
    )  # fmt: skip
    _, found = read(base, capsys, old)
    assert (found["kind"], found["name"], found["name_zh"], found["id_number"], found["valid_to"]) == (
        "foreigner_2017", long, None, "CAN110081080310", "2027-06-15",
    )  # fmt: skip
    assert (found["address"], found["nation"], found["issuer"]) == (None, None, None)
    # A blank at the cut between both parts of the name belongs to it.
    new = text_block(
        FOREIGNER_2023, "安娜", "2", "00", "19810803", "V" * 34 + " ", "911124198108030024", "", "20231201", "20331130",
        "ANNA", "124", "Y", "",
    )  # fmt: skip
    _, found = read(base, capsys, new)
    assert (found["kind"], found["name"], found["name_zh"]) == ("foreigner_2023", f"{'V' * 34} ANNA", "安娜")
    permit = resident(nation="", id_number="810000199001010019", end="20240101", kind="J")
    _, found = read(base, capsys, permit)
    assert (found["kind"], found["nation"], found["valid_to"]) == ("hmt_residence", None, "2024-01-01")


@pytest.mark.parametrize(
    "text", [bytes(256), b"\xff" * 256, resident(kind="Z"), text_block(RESIDENT, *[""] * 12)]
)
def test_what_is_no_card_of_ours(base: Path, capsys: pytest.CaptureFixture[str], text: bytes) -> None:
    code, found = read(base, capsys, text)
    assert (code, found["fault"] in ("unknown_card", "card_unreadable")) == (3, True)
    assert found["remedy"]


def each(wanted: Request, *said: tuple[float, bytes]) -> Hook:
    return lambda asked, _good, _count: said if asked == wanted else None


def spoilt(wanted: Request, times: int) -> Hook:
    def hook(asked: Request, good: bytes, count: int) -> list[tuple[float, bytes]] | None:
        return [(0, good[:-1] + bytes((good[-1] ^ 0x55,)))] if asked == wanted and count <= times else None

    return hook


HARMLESS: dict[str, Hook] = {
    "noise before": lambda _a, good, _n: [(0, b"\x00\x96\x69\xaa\xaa\x96" * 6 + good)],
    "more AA": lambda _a, good, _n: [(0, b"\xaa" * 5 + good)],
    "an empty frame before": lambda _a, good, _n: [(0, PREAMBLE + b"\0\0" + good)],
    "an endless frame before": lambda _a, good, _n: [(0, PREAMBLE + b"\xff\xff" + good)],
    "byte by byte": lambda _a, good, _n: [(0.0002, good[at : at + 1]) for at in range(len(good))],
    "in two pieces": lambda _a, good, _n: [(0, good[:9]), (0.1, good[9:])],
    "twice": lambda _a, good, _n: [(0, good + good)],
    "a late answer before": each(SELECT, (0, frame(0x9F, bytes(4))), (0.01, frame(0x90, bytes(8)))),
    "one wrong checksum": spoilt(READ, 1),
    "one wrong checksum at the start": spoilt(STATUS, 1),
    "silent once": lambda asked, _g, count: [] if asked == FIND and count == 1 else None,
    "half once": lambda asked, good, count: [(0, good[:700])] if asked == READ and count == 1 else None,
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_a_line_may_do_without_harm(base: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, found = read(base, capsys, resident(name="\uaaaa\u96aa\u9669"), HARMLESS[name], "8")
    assert (code, found.get("name")) == (0, "\uaaaa\u96aa\u9669"), found


FAULTY: dict[str, tuple[Hook, set[str]]] = {
    "checksums": (spoilt(READ, 1000), {"bad_checksum"}),
    "silent": (each(STATUS), {"silent"}),
    "silent at the card": (each(READ), {"silent"}),
    "halves": (lambda asked, good, _n: [(0, good[:700])] if asked == READ else None, {"garbage"}),
    "another answer": (each(READ, (0, frame(0x9F, bytes(4)))), {"garbage"}),
    "hangs up": (each(READ, (0, HANG_UP)), {"unplugged"}),
    "hangs up in the middle": (each(READ, (0, PREAMBLE + b"\5\x08\0\0"), (0.05, HANG_UP)), {"unplugged"}),
    "66": (each(FIND, (0, frame(0x66))), {"sam_unlicensed"}),
    "60": (each(STATUS, (0, frame(0x60))), {"sam_self_test"}),
    "23": (each(FIND, (0, frame(0x23))), {"sam_refused"}),
    "32": (each(READ, (0, frame(0x32))), {"card_forged"}),
    "33": (each(READ, (0, frame(0x33))), {"card_forged"}),
    "31": (each(READ, (0, frame(0x31, words=b"\x63\xc3"))), {"card_rejected_sam"}),
    "40": (each(READ, (0, frame(0x40))), {"not_an_id_card"}),
    "41": (each(READ, (0, frame(0x41))), {"card_torn_away", "card_unreadable"}),
    "24": (each(READ, (0, frame(0x24))), {"card_unreadable"}),
    "FF": (each(READ, (0, frame(0xFF))), {"card_unreadable"}),
    "81": (each(READ, (0, frame(0x81))), {"card_unreadable"}),
}


@pytest.mark.parametrize("name", FAULTY)
def test_what_a_reader_cannot_deliver_is_one_object_with_a_remedy(
    base: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    hook, reasons = FAULTY[name]
    code, found = read(base, capsys, resident(), hook)
    assert code == 3
    assert found["fault"] in reasons
    assert found["message"]
    assert found["remedy"]
    assert "张三" not in str(found)
