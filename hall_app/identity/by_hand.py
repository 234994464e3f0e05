"""An identity typed by hand where no card can be read (手工录入): judged as typed, and marked as typed everywhere.

It carries what the clerk copies off the document, no more: sex and birth date come from the number itself. Both sides
of the document are asked for as pictures, since no chip vouches for it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from hall_app.errors import InputRefused
from hall_app.identity.id_numbers import (
    IdNumber,
    NumberFault,
    NumberKind,
    NumberRefused,
    normal_number,
    read_number,
)
from hall_app.identity.judgement import ID_KINDS, KIND_NAMES
from hall_app.identity.resident import CardFacts
from hall_app.libraries.facts import age_on
from hall_app.libraries.wording import SEXES

BY_HAND = "手工录入"
LENGTH = 18
OLD_FOREIGNER_LENGTH = 15
MAX_NAME = 60
MAX_ADDRESS = 100
FOREVER = "长期"
_CARD_KINDS = {
    NumberKind.CITIZEN: "resident",
    NumberKind.HMT_RESIDENCE: "hmt_residence",
    NumberKind.FOREIGNER_2017: "foreigner_2017",
    NumberKind.FOREIGNER_2023: "foreigner_2023",
}


@dataclass(frozen=True, slots=True)
class NumberSoFar:
    """What can be said of a number while it is typed. ``tone``: text3 (not whole yet), bad, ok."""

    words: str
    tone: str

    @property
    def good(self) -> bool:
        return self.tone == "ok"


def number_so_far(text: str, today: date) -> NumberSoFar:
    """Judge a number as it stands in the field; never tells which digit would be right. Pure."""
    number = normal_number(text)
    if not number:
        return NumberSoFar("照证件录入，校验码随录随核", "text3")
    try:
        found = read_number(number, today)
    except NumberRefused as refused:
        if refused.fault is not NumberFault.LENGTH or len(number) > LENGTH:
            return NumberSoFar(f"{refused.words}，请对照证件重录", "bad")
        if not _may_become_a_number(number):
            return NumberSoFar("证件号码里有不该有的字符", "bad")
        whole = OLD_FOREIGNER_LENGTH if number[:1].isalpha() else LENGTH
        return NumberSoFar(f"还差 {whole - len(number)} 位", "text3")
    age = age_on(found.birth_date, today)
    kind = KIND_NAMES[_CARD_KINDS[found.kind]]
    return NumberSoFar(
        f"校验通过：{kind}，{SEXES.get(found.sex, found.sex)}，{found.birth_date:%Y-%m-%d}（{age} 岁）", "ok"
    )


def typed_facts(number: str, name: str, valid_to: str, address: str, today: date, now: datetime) -> CardFacts:
    """The identity as typed, ready for the screen. Raises InputRefused with the field that is wrong."""
    found = _number(number, today)
    kind = _CARD_KINDS[found.kind]
    until = _valid_to(valid_to)
    plain_name = _plain(name, MAX_NAME, "姓名", "name")
    if not plain_name:
        raise InputRefused("还没有录姓名", "请照证件录入", "name")
    return CardFacts(
        kind=kind,
        kind_name=KIND_NAMES[kind],
        name=plain_name,
        name_zh=None,
        sex=found.sex,
        nation=None,
        birth_date=found.birth_date,
        age=age_on(found.birth_date, today),
        id_number=found.text,
        id_kind=ID_KINDS.get(kind, "111"),
        address=_plain(address, MAX_ADDRESS, "住址", "address") or None,
        issuer=None,
        valid_from=None,
        valid_to=until,
        nationality=None,
        photo=None,
        photo_note=BY_HAND,
        sam_id=None,
        emulated=False,
        read_at=now,
        by_hand=True,
    )


def _number(text: str, today: date) -> IdNumber:
    try:
        return read_number(text, today)
    except NumberRefused as refused:
        raise InputRefused(refused.words, "请对照证件重录", "number") from None


def _may_become_a_number(number: str) -> bool:
    letters = number[:3] if number[:1].isalpha() else ""
    rest = number[len(letters) :]
    return (
        letters.isascii()
        and (not letters or letters.isalpha())
        and rest.isascii()
        and rest.isdigit() | (not rest)
    )


def _valid_to(text: str) -> date | None:
    """The last day, or None for 长期."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain == FOREVER:
        return None
    digits = "".join(char for char in plain if char not in "-./年月日 ")
    if len(digits) == 8 and digits.isascii() and digits.isdigit():
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            pass
    raise InputRefused("有效期限看不懂", "请录 20360101 或 长期", "valid_to")


def _plain(text: str, most: int, label: str, field: str) -> str:
    plain = " ".join(text.split())
    if len(plain) > most:
        raise InputRefused(f"{label}太长", f"不超过 {most} 字", field)
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"} for char in plain):
        raise InputRefused(f"{label}里有不该有的字符", "请重录", field)
    return plain
