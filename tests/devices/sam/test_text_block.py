"""The four documents: published digests, every field, hostile blocks."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.emulators.cards import CardDataError, CardText, encode_text_block
from devices.events import CardIdentity, CardKind
from devices.nations import NATIONS
from devices.sam.protocol import build_response
from devices.sam.text_block import TextBlockError, decode_appended_address, decode_text_block
from tests.devices.cards import FOREIGNER_2017, FOREIGNER_2023, HMT, RESIDENT

DIGESTS = [
    (RESIDENT, "4ed790739ba5df739cefe167b6452d52c2c056cc325ea6b480d8dd2b46f92b00", 0x17),
    (HMT, "27094d834ace98a7d64838a55a6fb33696a0c6662f281db7121ca85f420f3048", 0x34),
    (FOREIGNER_2017, "c89f7b40efc7958855f9d030305de14a64eb9400d45f99f93674b27d2796c074", 0x16),
    (FOREIGNER_2023, "dac6a2849cab6a5a5ba89a23a8c3ff1fbf93648bac1aa30d44b01d664757ca15", 0x6D),
]


@pytest.mark.parametrize(("card", "digest", "check"), DIGESTS)
def test_blocks_are_the_published_ones(card: CardText, digest: str, check: int) -> None:
    block = encode_text_block(card)
    assert hashlib.sha256(block).hexdigest() == digest
    assert build_response(0x90, b"\x01\x00\x04\x00" + block + bytes(1024))[-1] == check


def test_resident() -> None:
    identity = decode_text_block(encode_text_block(RESIDENT), "05.01-x", False, b"wlt")
    assert identity == CardIdentity(
        kind=CardKind.RESIDENT,
        name="张三",
        sex="1",
        nation_code="01",
        nation="汉",
        birth_date=date(1949, 12, 31),
        address="北京市朝阳区某某街道1号",
        id_number="11010519491231002X",
        issuer="北京市公安局朝阳分局",
        valid_from=date(2020, 1, 1),
        valid_to=None,
        valid_forever=True,
        sam_id="05.01-x",
        photo_wlt=b"wlt",
        raw_text=encode_text_block(RESIDENT),
    )


def test_hmt_residence() -> None:
    identity = decode_text_block(encode_text_block(HMT))
    assert identity.kind is CardKind.HMT_RESIDENCE
    assert (identity.nation, identity.nation_code) == (None, None)
    assert (identity.pass_number, identity.issue_count) == ("H12345678", "01")
    assert (identity.valid_to, identity.valid_forever) == (date(2024, 1, 1), False)


def test_foreigner_2017() -> None:
    identity = decode_text_block(encode_text_block(FOREIGNER_2017))
    assert identity.kind is CardKind.FOREIGNER_2017
    assert (identity.name, identity.name_zh) == ("ERIKSSON, ANNA MARIA", "安娜")
    assert (identity.id_number, identity.nationality) == ("CAN110081080310", "CAN")
    assert (identity.address, identity.issuer, identity.nation) == (None, None, None)
    assert identity.birth_date == date(1981, 8, 3)


@pytest.mark.parametrize(
    "name",
    ["ERIKSSON, ANNA MARIA", "A" * 35, "A" * 46, "B" * 34 + " CONTINUED", "B" * 35 + " X"],
)
def test_foreigner_2023_name_over_two_fields(name: str) -> None:
    identity = decode_text_block(encode_text_block(replace(FOREIGNER_2023, name=name)))
    assert identity.kind is CardKind.FOREIGNER_2023
    assert identity.name == name
    assert (identity.name_zh, identity.issuer, identity.issue_count) == ("安娜", None, "00")


def test_rare_names_survive() -> None:
    assert "𠮷䶮".encode("utf-16-le") == bytes.fromhex("42D8B7DFAE4D")
    for name in ("𠮷䶮㛃", "某\ue000\uf8ff", "阿不都热合曼·艾合买提江", "𠮷" * 7):
        assert decode_text_block(encode_text_block(replace(RESIDENT, name=name))).name == name


def test_a_name_too_long_is_refused_not_cut() -> None:
    with pytest.raises(CardDataError, match="name: 16 UTF-16 units"):
        encode_text_block(replace(RESIDENT, name="𠮷" * 8))


def test_all_nations() -> None:
    assert len(NATIONS) == 58
    assert (NATIONS["01"], NATIONS["56"], NATIONS["05"], NATIONS["97"]) == ("汉", "基诺", "维吾尔", "其他")
    block = encode_text_block(replace(RESIDENT, nation_code="58"))
    assert decode_text_block(block).nation == "其他(58)"


@pytest.mark.parametrize(
    "text", ["", "20201301", "20200230", "2020010", "长长", "２０２００１０１", "²0200101"]
)
def test_dates_that_are_none(text: str) -> None:
    identity = decode_text_block(encode_text_block(replace(RESIDENT, birth_date=text, valid_to=text)))
    assert (identity.birth_date, identity.valid_to, identity.valid_forever) == (None, None, False)


def test_control_and_direction_characters_do_not_reach_a_screen() -> None:
    block = encode_text_block(replace(RESIDENT, name="张\x1b[2J\u202e三", address="甲\x00乙\n丙"))
    identity = decode_text_block(block)
    assert identity.name == "张\ufffd[2J\ufffd三"
    assert identity.address == "甲\ufffd乙\ufffd丙"


def test_padding_of_other_issuers() -> None:
    block = bytearray(encode_text_block(RESIDENT))
    block[4:30] = "\u3000\x00".encode("utf-16-le") * 6 + b"\x00\x00"
    block[248:250] = b"\x00\x00"
    assert decode_text_block(bytes(block)).name == "张三"


def test_unknown_documents_and_short_blocks() -> None:
    block = bytearray(encode_text_block(RESIDENT))
    block[248:250] = "Z".encode("utf-16-le")
    with pytest.raises(TextBlockError) as caught:
        decode_text_block(bytes(block))
    assert caught.value.marker == ord("Z")
    with pytest.raises(TextBlockError):
        decode_text_block(bytes(block[:255]))


markers = st.sampled_from([" ", "J", "I", "Y", "\x00", "A"]).map(lambda marker: marker.encode("utf-16-le"))


@given(st.binary(min_size=256, max_size=256), markers)
def test_any_block_decodes_to_printable_text(block: bytes, marker: bytes) -> None:
    identity = decode_text_block(block[:248] + marker + block[250:])
    for text in (identity.name, identity.address, identity.id_number, identity.nationality):
        (text or "").encode("utf-8")
        assert not any(ord(char) < 32 for char in text or "")
    assert repr(identity).endswith("masked)")


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    decode_appended_address(data)
    try:
        decode_text_block(data)
    except TextBlockError as error:
        assert str(error).startswith(("text block", "document marker"))  # noqa: PT017  either outcome is right


han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=15)
digits = st.text("0123456789", min_size=18, max_size=18)


@given(han, digits, st.sampled_from(list(CardKind)[:4]))
def test_encode_and_decode_are_inverse(name: str, number: str, kind: CardKind) -> None:
    number = number[:15] if kind is CardKind.FOREIGNER_2017 else number
    identity = decode_text_block(encode_text_block(CardText(kind, name=name, id_number=number)))
    assert (identity.kind, identity.name, identity.id_number) == (kind, name, number)
