"""The social security card (LD/T 32; 人社信息函〔2012〕37 号 for 2.0): its free files, read by tag.

Record numbers moved between the versions, so every record is read and told by its tag. PINs are never tried and
no authentication is attempted: a locked file leaves the card number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from devices.events import CardIdentity, CardKind
from devices.nations import nation_name
from devices.pcsc.apdu import (
    FILE_NOT_FOUND,
    RECORD_NOT_FOUND,
    SECURITY_NOT_SATISFIED,
    WRONG_LENGTH,
    ResponseApdu,
    Transmit,
    exchange,
    read_record,
    read_record_by_tag,
    select_by_name,
    select_file,
)
from devices.sam.text_block import clean, compact_date, sex_code

ENVIRONMENT = "sx1.sh.社会保障".encode("gbk")
ISSUER_FILE = 0xEF05
HOLDER_FILE = 0xEF06
RECORDS = range(1, 9)
MAX_VALUE = 255

CARD_IDENTIFIER = 0x01
CARD_CLASS = 0x02
CARD_VERSION = 0x03
INITIALISER = 0x04
ISSUED_ON = 0x05
VALID_UNTIL = 0x06
CARD_NUMBER = 0x07
SOCIAL_SECURITY_NUMBER = 0x08
NAME = 0x09
NAME_EXTENSION = 0x4E
SEX = 0x0A
NATION = 0x0B
BIRTH_PLACE = 0x0C
BIRTH_DATE = 0x0D

VALUE_SIZES = {
    CARD_IDENTIFIER: 16,
    CARD_CLASS: 1,
    CARD_VERSION: 4,
    INITIALISER: 12,
    ISSUED_ON: 4,
    VALID_UNTIL: 4,
    CARD_NUMBER: 9,
    SOCIAL_SECURITY_NUMBER: 18,
    NAME: 30,
    NAME_EXTENSION: 20,
    SEX: 1,
    NATION: 1,
    BIRTH_PLACE: 3,
    BIRTH_DATE: 4,
}
"""Bytes of each item, for cards that want the exact length and do not tell it."""
_TAGS = {
    ISSUER_FILE: (
        CARD_IDENTIFIER,
        CARD_CLASS,
        CARD_VERSION,
        INITIALISER,
        ISSUED_ON,
        VALID_UNTIL,
        CARD_NUMBER,
    ),
    HOLDER_FILE: (SOCIAL_SECURITY_NUMBER, NAME, NAME_EXTENSION, SEX, NATION, BIRTH_PLACE, BIRTH_DATE),
}
_BY_TAG_ALONE = frozenset({0x6A86, 0x6B00, 0x6981, 0x6D00})


class NotSocialCardError(Exception):
    """The chip has no social security environment."""


class CardRefusedError(Exception):
    """The card answers, but not with its data. `status` is the word it gave."""

    def __init__(self, status: int) -> None:
        super().__init__(f"SW {status:04X}")
        self.status = status


@dataclass(frozen=True, slots=True, repr=False)
class SocialCard:
    """What was read; `locked` when the holder's file needs a key that this window does not have."""

    identity: CardIdentity
    version: str
    locked: bool

    def __repr__(self) -> str:
        return f"SocialCard(version={self.version!r}, locked={self.locked}, masked)"


def read_social_card(transmit: Transmit, emulated: bool = False) -> SocialCard:
    """Raises NotSocialCardError, CardRefusedError, ApduError, and what `transmit` raises."""
    selected = exchange(transmit, select_by_name(ENVIRONMENT))
    if not selected.is_ok:
        raise NotSocialCardError(f"SW {selected.status:04X}")
    issuer, _ = _read_file(transmit, ISSUER_FILE)
    holder, refused = _read_file(transmit, HOLDER_FILE)
    locked = refused == SECURITY_NOT_SATISFIED and not holder
    if not holder and not locked:
        raise CardRefusedError(refused)
    version = ascii_text(issuer.get(CARD_VERSION, b""))
    return SocialCard(_identity(issuer | holder, emulated), version, locked)


def _identity(items: dict[int, bytes], emulated: bool) -> CardIdentity:
    nation = bcd_digits(items.get(NATION, b"")) or None
    return CardIdentity(
        kind=CardKind.SOCIAL_SECURITY,
        name=gb_text(items.get(NAME, b""), items.get(NAME_EXTENSION, b"")) or None,
        sex=sex_code(ascii_text(items.get(SEX, b""))),
        nation_code=nation,
        nation=nation_name(nation) if nation else None,
        birth_date=bcd_date(items.get(BIRTH_DATE, b"")),
        id_number=ascii_text(items.get(SOCIAL_SECURITY_NUMBER, b"")) or None,
        valid_from=bcd_date(items.get(ISSUED_ON, b"")),
        valid_to=bcd_date(items.get(VALID_UNTIL, b"")),
        card_number=ascii_text(items.get(CARD_NUMBER, b"")[: VALUE_SIZES[CARD_NUMBER]]) or None,
        emulated=emulated,
    )


def _read_file(transmit: Transmit, identifier: int) -> tuple[dict[int, bytes], int]:
    """The file's items by tag, and the status word that ended the reading."""
    short = identifier & 0x1F
    items, refused = _collect(
        _records(lambda n, le: exchange(transmit, read_record(n, short, le)), identifier)
    )
    if items or refused in (SECURITY_NOT_SATISFIED, RECORD_NOT_FOUND):
        return items, refused
    # No addressing by short identifier, or nothing found by it: select the file first.
    if not exchange(transmit, select_file(identifier)).is_ok:
        return items, refused
    items, refused = _collect(_records(lambda n, le: exchange(transmit, read_record(n, 0, le)), identifier))
    if items or refused not in _BY_TAG_ALONE:
        return items, refused
    return _collect(
        exchange(transmit, read_record_by_tag(tag, VALUE_SIZES[tag] + 2)) for tag in _TAGS[identifier]
    )


def _records(read: Callable[[int, int], ResponseApdu], identifier: int) -> Iterator[ResponseApdu]:
    for number in RECORDS:
        response = read(number, 0)
        if response.status == WRONG_LENGTH:
            response = _with_exact_length(read, number, identifier)
        yield response
        if not response.is_ok and response.status != FILE_NOT_FOUND:
            return


def _with_exact_length(
    read: Callable[[int, int], ResponseApdu], number: int, identifier: int
) -> ResponseApdu:
    response = ResponseApdu(b"", WRONG_LENGTH)
    for size in sorted({VALUE_SIZES[tag] + 2 for tag in _TAGS[identifier]}):
        response = read(number, size)
        if response.status != WRONG_LENGTH:
            break
    return response


def _collect(responses: Iterator[ResponseApdu]) -> tuple[dict[int, bytes], int]:
    items: dict[int, bytes] = {}
    status = FILE_NOT_FOUND
    for response in responses:
        status = response.status
        if response.is_ok and len(response.data) >= 2:
            tag, length = response.data[0], response.data[1]
            # The first record of a tag holds; a repeated one cannot replace it.
            items.setdefault(tag, response.data[2 : 2 + length])
        elif status == FILE_NOT_FOUND:
            break
    return items, status


def gb_text(value: bytes, extension: bytes = b"") -> str:
    """A GB18030 text and its continuation, decoded together: a character may stand across the two."""
    joined = value.rstrip(b"\x00\xff ") + extension.rstrip(b"\x00\xff ")
    return clean(joined.decode("gb18030", errors="replace"))


def ascii_text(value: bytes) -> str:
    return clean(value.rstrip(b"\x00\xff ").decode("ascii", errors="replace"))


def bcd_digits(value: bytes) -> str:
    """Compressed digits, left aligned and padded with F."""
    digits = value.hex().rstrip("f")
    return digits if digits.isdigit() else ""


def bcd_date(value: bytes) -> date | None:
    return compact_date(bcd_digits(value))
