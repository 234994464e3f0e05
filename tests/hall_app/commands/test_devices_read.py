"""``hall-app devices read``: the whole contract, for every kind of card, over serial and PC/SC, and hostile chips."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.security import AuditEntry
from devices.emulators.cards import CardText, EmulatedCard
from devices.emulators.reader import EmulatedReader
from devices.emulators.sam import Fault
from devices.emulators.virtual_card import SocialSecurityCard, VirtualCard
from devices.events import CardKind
from devices.photo import PhotoLibrary
from hall_app.__main__ import main
from hall_app.commands.devices import card_document
from hall_app.installation import open_installation
from tests.devices.cards import FOREIGNER_2017, FOREIGNER_2023, HMT, RESIDENT
from tests.stacks.pcscd import PORT, READER, Pcscd
from tests.stacks.photo_library import WLT

ROOT = Path(__file__).parents[3]
KEYS = {
    "kind", "name", "sex", "nation", "birth_date", "address", "id_number", "issuer", "valid_from", "valid_to", "sam_id",
    "name_zh", "photo",
}  # fmt: skip
LONG = "阿卜杜热依木·买买提依明·艾则孜江"
OTHER_DISTRICT = CardText(
    CardKind.RESIDENT, name="钱塘来", sex="2", nation_code="22", birth_date="20010203", address="浙江省杭州市临平区演示路1号",
    id_number="330113200102030021", issuer="杭州市公安局临平区分局", valid_from="20200101", valid_to="20300101",
)  # fmt: skip


def read(
    capsys: pytest.CaptureFixture[str], base: Path, *words: str, timeout: str = "10"
) -> tuple[int, dict[str, Any]]:
    """The command's exit code and the one object it prints."""
    code = main(["--base-dir", str(base), *words[2:], "devices", "read", *words[:2], "--timeout", timeout])
    printed = capsys.readouterr().out
    assert printed.endswith("}\n")
    assert printed.count("\n") == 1
    return code, json.loads(printed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            RESIDENT,
            ["resident", "张三", "1", "汉", "1949-12-31", "北京市朝阳区某某街道1号", "11010519491231002X", "北京市公安局朝阳分局",
             "2020-01-01", None, None],
        ),
        (
            HMT,
            ["hmt_residence", "陈大文", "1", None, "1990-01-01", "广东省深圳市福田区某某路1号", "810000199001010019", "深圳市公安局",
             "2019-01-01", "2024-01-01", None],
        ),
        (
            FOREIGNER_2017,
            ["foreigner_2017", "ERIKSSON, ANNA MARIA", "1", None, "1981-08-03", None, "CAN110081080310", None,
             "2017-06-16", "2027-06-15", "安娜"],
        ),
        (
            FOREIGNER_2023,
            ["foreigner_2023", "ERIKSSON, ANNA MARIA", "2", None, "1981-08-03", None, "911124198108030024", None,
             "2023-12-01", "2033-11-30", "安娜"],
        ),
        (
            OTHER_DISTRICT,
            ["resident", "钱塘来", "2", "畲", "2001-02-03", "浙江省杭州市临平区演示路1号", "330113200102030021",
             "杭州市公安局临平区分局", "2020-01-01", "2030-01-01", None],
        ),
        (
            replace(RESIDENT, name=LONG[:15]),
            ["resident", LONG[:15], "1", "汉", "1949-12-31", "北京市朝阳区某某街道1号", "11010519491231002X", "北京市公安局朝阳分局",
             "2020-01-01", None, None],
        ),
        (
            replace(FOREIGNER_2023, name="A" * 35 + "B" * 11, name_zh="", nationality="124"),
            ["foreigner_2023", "A" * 35 + "B" * 11, "2", None, "1981-08-03", None, "911124198108030024", None,
             "2023-12-01", "2033-11-30", None],
        ),
    ],
)  # fmt: skip
def test_every_kind_over_the_serial_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: CardText, expected: list[str | None]
) -> None:
    with EmulatedReader() as reader:
        reader.lay(EmulatedCard.of(text))
        code, found = read(capsys, tmp_path / "new", "--port", reader.port)
        assert code == 0
        assert found.keys() >= KEYS
        names = ("kind", "name", "sex", "nation", "birth_date", "address", "id_number", "issuer", "valid_from", "valid_to", "name_zh")  # fmt: skip
        assert [found[name] for name in names] == expected
        assert found["sam_id"] == reader.sam_id
        assert found["valid_forever"] is (text.valid_to == "长期")
        assert found["photo"] == "undecoded"


def test_a_social_security_card_over_pcsc(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], empty_slots: Pcscd
) -> None:
    name = "古丽巴哈尔·𠮷䶮㛃·买买提依江"
    assert len(name) == 15
    card = SocialSecurityCard(name, "440399199001010012", sex="1", nation_code="05")
    with VirtualCard(card, PORT):
        code, found = read(capsys, tmp_path, "--reader", READER)
    assert code == 0
    assert found.keys() >= KEYS
    assert (found["kind"], found["name"], found["sex"], found["nation"]) == (
        "social_security",
        name,
        "1",
        "维吾尔",
    )
    assert (found["birth_date"], found["id_number"]) == ("1990-01-01", "440399199001010012")
    assert (found["valid_from"], found["valid_to"]) == ("2020-01-01", "2030-01-01")
    lacking = ("address", "issuer", "sam_id", "name_zh", "nationality", "pass_number")
    assert all(found[key] is None for key in lacking)
    assert found["photo"] == "undecoded"
    with VirtualCard(replace(card, locked=True), PORT):
        code, found = read(capsys, tmp_path, "--reader", READER)
    assert code == 3
    assert found["fault"] == "card_locked"
    assert found["remedy"]
    code, found = read(capsys, tmp_path, "--reader", "No Such Reader", timeout="1")
    assert (code, found["fault"]) == (3, "pcsc_no_reader")


def test_the_photo_is_decoded_where_the_office_has_the_library(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], library: PhotoLibrary
) -> None:
    settled = ("--set", f"photo.library={library.path}")
    with EmulatedReader() as reader:
        for photo, more, expected in (
            (WLT, settled, "decoded"),
            (WLT, (), "undecoded"),
            (bytes(1024), settled, "undecoded"),
            (b"\x01" * 1024, settled, "undecoded"),
            (WLT, (*settled, "--set", "photo.entry_point=crash"), "undecoded"),
            (WLT, (*settled, "--set", "photo.entry_point=hang", "--set", "photo.timeout_s=1"), "undecoded"),
            (WLT, ("--set", "photo.library=/nonexistent.so"), "undecoded"),
        ):
            reader.lay(EmulatedCard.of(HMT, photo=photo))
            code, found = read(capsys, tmp_path, "--port", reader.port, *more)
            assert (code, found["photo"]) == (0, expected)
            assert found["name"] == "陈大文", "a photo that cannot be decoded costs nothing else"
            reader.lift()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.SILENCE, "silent"), (Fault.CHECKSUM, "bad_checksum"), (Fault.NOT_AUTHORISED, "sam_unlicensed"),
        (Fault.SAM_REJECTS_CARD, "card_forged"), (Fault.WRONG_CARD_TYPE, "not_an_id_card"), (Fault.READ_FAILED, None),
    ],
)  # fmt: skip
def test_faults_come_with_a_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fault: Fault, code: str | None
) -> None:
    with EmulatedReader() as reader:
        reader.lay(EmulatedCard.of(RESIDENT))
        reader.inject(fault)
        exit_code, found = read(capsys, tmp_path, "--port", reader.port, timeout="2")
    assert exit_code == 3
    assert found["remedy"]
    assert found["fault"] == code or code is None
    assert "name" not in found


@pytest.mark.parametrize("timeout", ["0", "-1", "nan", "0.2"])
def test_no_card_ends_in_time(tmp_path: Path, capsys: pytest.CaptureFixture[str], timeout: str) -> None:
    with EmulatedReader() as reader:
        code, found = read(capsys, tmp_path, "--port", reader.port, timeout=timeout)
    assert code == 3
    assert found["remedy"]


@pytest.mark.parametrize("port", ["", "socket://[::1", "socket://127.0.0.1:99999", "设备"])
def test_a_senseless_port_is_a_fault_and_not_a_crash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    code, found = read(capsys, tmp_path, "--port", port, timeout="1")
    assert code == 3
    assert found["remedy"]


def test_reading_is_audited_as_the_systems_user(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LOGNAME": "somebody-else", "USER": "somebody-else"}
    base = tmp_path / "not" / "there" / "yet"
    command = [
        sys.executable,
        "-m",
        "hall_app",
        "--base-dir",
        str(base),
        "devices",
        "read",
        "--json",
        "--timeout",
        "5",
    ]
    with EmulatedReader() as reader:
        reader.lay(EmulatedCard.of(RESIDENT))
        done = subprocess.run(
            [*command, "--port", reader.port],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["name"] == "张三"
    assert not done.stderr
    store = open_installation(base).open_hall()
    with store.reading() as session:
        deeds = session.query(AuditEntry).all()
        assert [(deed.actor, deed.action, deed.success) for deed in deeds] == [
            (f"os:{pwd.getpwuid(os.getuid()).pw_name}", "device.read", True)
        ]
        assert "张三" not in str(deeds[0].detail)
        assert "1101" not in str(deeds[0].detail)
        assert deeds[0].detail["sam"] == [int(part) for part in reader.sam_id.replace(".", "-").split("-")]
    store.close()


@pytest.mark.parametrize("encoding", ["ascii", "gb2312", "utf-8"])
def test_a_terminal_that_lacks_a_character_gets_the_same_card(tmp_path: Path, encoding: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    with EmulatedReader() as reader:
        reader.lay(EmulatedCard.of(replace(RESIDENT, name="𠮷䶮㛃")))
        command = ["devices", "read", "--port", reader.port, "--timeout", "5"]
        done = subprocess.run(
            [sys.executable, "-m", "hall_app", "--base-dir", str(tmp_path), *command],
            env=environment,
            capture_output=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode(encoding))["name"] == "𠮷䶮㛃"


def test_the_star_takes_any_chip_reader(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], empty_slots: Pcscd
) -> None:
    with VirtualCard(SocialSecurityCard("张三", "440399199001010012", sex="1", nation_code="01"), PORT):
        assert main(["--base-dir", str(tmp_path), "devices", "read", "--reader", "*", "--timeout", "10"]) == 0
    with VirtualCard(
        SocialSecurityCard("张三", "440399199001010012", sex="1", nation_code="01", locked=True), PORT
    ):
        assert main(["--base-dir", str(tmp_path), "devices", "read", "--reader", "*", "--timeout", "10"]) == 3
    told = capfd.readouterr()
    assert json.loads(told.out.splitlines()[0])["name"] == "张三"
    assert not told.err, "a fault stands in the object alone"


MARKERS = st.sampled_from([b" \x00", b"J\x00", b"I\x00", b"Y\x00", b"\x00\xd8", b"Z\x00"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=248, max_size=248), MARKERS, st.binary(min_size=6, max_size=6))
def test_hostile_text_is_a_document_or_a_refusal(head: bytes, marker: bytes, tail: bytes) -> None:
    from devices.sam.text_block import TextBlockError, decode_text_block

    try:
        card = decode_text_block(head + marker + tail)
    except TextBlockError:
        return
    printed = json.dumps(card_document(card), ensure_ascii=False)
    printed.encode("utf-8")
    assert "\\u" not in printed, "no control character reaches the terminal"


def test_hostile_chips_over_the_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = (
        b"\xff" * 256,
        b"\x00" * 256,
        bytes(range(256)),
        ("\x1b[2J" * 64).encode("utf-16-le")[:256],
        b"\x00\xd8" * 124 + b" \x00" + b"\x00\xdc" * 3,
    )
    with EmulatedReader() as reader:
        for block in blocks:
            reader.lay(EmulatedCard(block))
            code, found = read(capsys, tmp_path, "--port", reader.port, timeout="3")
            assert code == 3 or found["kind"] == "resident"
            assert code == 0 or found["remedy"]
            assert "\x1b" not in json.dumps(found, ensure_ascii=False)
            reader.lift()
