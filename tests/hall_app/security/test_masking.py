"""Masking: each form of the conventions, and nothing full ever left in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_app.security.masking import (
    IdNumber,
    PersonName,
    mask_address,
    mask_bank_account,
    mask_id_number,
    mask_name,
    mask_phone,
    mask_text,
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张明", "张*"),
        ("张小明", "张*明"),
        ("欧阳锋", "欧阳*"),
        ("欧阳", "欧*"),
        ("阿布都热合曼", "阿****曼"),
        ("𠮷䶮㛃", "𠮷*㛃"),
        ("John Smith", "J***"),
        ("林", "*"),
        ("", ""),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_and_places() -> None:
    assert mask_id_number("440399199203152727") == "4403**********2727"
    assert mask_id_number("440399920315272") == "4403*******5272"
    assert mask_id_number("H12345678") == "H1*****78"
    assert mask_phone("10012340951") == "100****0951"
    assert mask_phone("138 1234 5678") == "138****5678"
    assert mask_phone("+8613812345678") == "138****5678"
    assert mask_phone("0755-82861234") == "0755-****1234"
    assert mask_phone("010-82861234") == "010-****1234"
    assert mask_phone("82861234") == "****1234"
    assert mask_phone("12") == "**"
    assert mask_bank_account("6222 0000 1111 2222") == "****2222"
    assert mask_bank_account("12") == "****"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("莲花街道景田社区锦云二路18号云锦苑3栋B座1204", "莲花街道景田社区锦云二路18号云锦苑3栋B座***"),
        ("福田区红荔路9001号", "福田区红荔路9001号"),
        ("福田区红荔路9001号501房", "福田区红荔路9001号***"),
        ("福田区某村", "福田区某村***"),
        ("", ""),
    ],
)
def test_addresses_end_at_the_building(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("number 440399199203152727.", "number 4403**********2727."),
        ("身份证440399199203152727电话10012340951", "身份证4403**********2727电话100****0951"),
        ("440399 19920315 272x", "4403**********272x"),
        ("旧证440399920315272", "旧证4403*******5272"),
        ("CHN123456789012", "CHN1*******9012"),
        ("台湾 A123456789", "台湾 A1******89"),
        ("香港 A123456(7)", "香港 A1******7)"),
        ("通行证 H12345678 护照 E12345678", "通行证 H1*****78 护照 E1*****78"),
        ("卡 6222000011112222", "卡 6222********2222"),
        ("家 0755-82861234", "家 0755-****1234"),
        ("+86 100 1234 0951", "100****0951"),
    ],
)
def test_running_text(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "LH260604-0117",
        "福莲政服受〔2025〕00037号",
        "A037 and V003",
        "LH0108",
        "0197f0b2-9c1e-7a44-8d54-1b5a2f0e8c11",
        "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
        "2026-06-04T01:49:00.000+00:00",
        "440304-JZZ-01",
    ],
)
def test_what_is_no_persons_stays(text: str) -> None:
    assert mask_text(text) == text


@given(
    st.text("号人 ,:\"'\n()=汉", max_size=10), st.from_regex(r"440399(19|20)\d{6}\d{3}[0-9X]", fullmatch=True)
)
def test_no_identity_number_survives(around: str, number: str) -> None:
    assert number not in mask_text(f"{around}{number}{around}")


@given(st.text("号人 ,:\"'\n()=汉", max_size=10), st.from_regex(r"100[0-9]{8}", fullmatch=True))
def test_no_phone_survives(around: str, number: str) -> None:
    assert number not in mask_text(f"{around}{number}{around}")


@given(st.text(max_size=200))
def test_masking_masked_text_changes_nothing_more(text: str) -> None:
    once = mask_text(text)
    assert mask_text(once) == once


def test_wrapped_text_shows_itself_masked_however_it_is_printed() -> None:
    name, number = PersonName("林晓燕"), IdNumber("440399199203152727")
    for shown in (
        str(name),
        f"{name}",
        repr(name),
        f"{name}",
        f"{name!r}",
        str([name]),
        f"{name:>8}",
    ):
        assert "晓" not in shown
    for shown in (str(number), f"{number}", repr({"id": number}), f"{number}"):
        assert "19920315" not in shown
    assert name.reveal() == "林晓燕"
    assert type(number.reveal()) is str
    assert name == "林晓燕"
