"""The social security card's files, read by tag from every kind of chip that answers or misbehaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.emulators.virtual_card import SocialSecurityCard, SocialSecurityChip
from devices.events import CardKind
from devices.pcsc.apdu import ApduError, exchange
from devices.pcsc.social_card import (
    ENVIRONMENT,
    CardRefusedError,
    NotSocialCardError,
    bcd_digits,
    gb_text,
    read_social_card,
)

CARD = SocialSecurityCard("张三", "440399199001010012", card_number="K1234567X")


def test_the_environment_is_the_published_name() -> None:
    assert bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF") == ENVIRONMENT


def test_the_published_exchange() -> None:
    chip = SocialSecurityChip(CARD)
    assert chip.apdu(bytes.fromhex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF")) == b"\x61\x13"
    assert chip.apdu(bytes.fromhex("00C0000013")) == b"\x6f\x11\x84\x0f" + ENVIRONMENT + b"\x90\x00"
    name = chip.apdu(bytes.fromhex("00B2023420"))
    assert name.startswith(bytes.fromhex("091ED5C5C8FD00"))
    assert name.endswith(b"\x90\x00")
    assert chip.apdu(bytes.fromhex("00B2093400")) == b"\x6a\x83"
    assert chip.apdu(bytes.fromhex("00B2013400")) == b"\x6c\x14"


@pytest.mark.parametrize("version", ["1.00", "2.00", "3.00"])
def test_every_version_is_read_by_tag(version: str) -> None:
    read = read_social_card(SocialSecurityChip(replace(CARD, version=version, sex="2")).apdu)
    identity = read.identity
    assert (identity.kind, read.version, read.locked) == (CardKind.SOCIAL_SECURITY, version, False)
    assert (identity.name, identity.id_number) == ("张三", "440399199001010012")
    assert (identity.sex, identity.nation, identity.birth_date) == ("2", "汉", date(1990, 1, 1))
    assert (identity.valid_from, identity.valid_to) == (date(2020, 1, 1), date(2030, 1, 1))
    assert identity.card_number == "K1234567X"
    assert (identity.address, identity.issuer, identity.sam_id) == (None, None, None)


def test_a_long_name_goes_on_in_its_extension() -> None:
    name = "阿不都热合曼·艾合买提江𠮷䶮㛃"
    assert len(name.encode("gb18030")) > 30
    assert read_social_card(SocialSecurityChip(replace(CARD, name=name)).apdu).identity.name == name


@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=20), st.integers(0, 80))
def test_a_name_may_be_cut_anywhere(name: str, cut: int) -> None:
    encoded = name.encode("gb18030")
    assert gb_text(encoded[:cut] + b"\0" * 3, encoded[cut:] + b"\0") == name


def test_a_locked_card_leaves_its_number_and_no_pin_is_tried() -> None:
    chip = SocialSecurityChip(replace(CARD, locked=True))
    commands: list[bytes] = []

    def transmit(command: bytes) -> bytes:
        commands.append(command)
        return chip.apdu(command)

    read = read_social_card(transmit)
    assert read.locked
    assert (read.identity.card_number, read.identity.name, read.identity.id_number) == (
        "K1234567X",
        None,
        None,
    )
    assert {command[1] for command in commands} <= {0xA4, 0xB2, 0xC0}


def test_other_chips() -> None:
    with pytest.raises(NotSocialCardError):
        read_social_card(lambda _: b"\x6a\x82")
    with pytest.raises(ApduError):
        read_social_card(lambda _: b"\x90")
    with pytest.raises(CardRefusedError):
        read_social_card(lambda command: b"\x90\x00" if command[1] == 0xA4 else b"\x6f\x00")
    with pytest.raises(ApduError):
        exchange(lambda _: bytes(10) + b"\x61\x10", b"\x00\xa4\x04\x00")


def test_a_chip_without_short_identifiers() -> None:
    chip = SocialSecurityChip(CARD)

    def transmit(command: bytes) -> bytes:
        if command[1] == 0xB2 and command[3] >> 3:
            return b"\x6a\x86"
        return chip.apdu(command)

    assert read_social_card(transmit).identity.name == "张三"


def test_a_chip_that_reads_by_tag_alone() -> None:
    chip = SocialSecurityChip(CARD)

    def transmit(command: bytes) -> bytes:
        if command[1] == 0xB2 and command[3] & 0x04:
            return b"\x6a\x86"
        return chip.apdu(command)

    identity = read_social_card(transmit).identity
    assert (identity.name, identity.card_number) == ("张三", "K1234567X")


def test_a_chip_that_wants_the_exact_length() -> None:
    chip = SocialSecurityChip(CARD)

    def transmit(command: bytes) -> bytes:
        answer = chip.apdu(command)
        return b"\x67\x00" if answer[:1] == b"\x6c" and command[1] == 0xB2 else answer

    assert read_social_card(transmit).identity.id_number == "440399199001010012"


@given(st.data())
def test_any_answers_end_in_a_card_or_a_refusal(data: st.DataObject) -> None:
    words = st.sampled_from(
        [b"\x90\x00", b"\x61\x10", b"\x6c\x05", b"\x69\x82", b"\x6a\x83", b"\x67\x00", b""]
    )

    def transmit(_: bytes) -> bytes:
        return data.draw(st.binary(max_size=40)) + data.draw(words)

    try:
        assert "masked" in repr(read_social_card(transmit))
    except (NotSocialCardError, CardRefusedError, ApduError) as error:
        assert str(error)  # noqa: PT017  either outcome is right


def test_digits() -> None:
    assert bcd_digits(bytes.fromhex("440300FF")) == "440300"
    assert bcd_digits(bytes.fromhex("44A3")) == ""
