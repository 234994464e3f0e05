"""Cards for the emulated readers, and decks of them from a file."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from devices.events import CardKind
from devices.sam.protocol import APPENDED_ADDRESS_SIZE, PHOTO_SIZE, TEXT_SIZE
from devices.sam.text_block import FOREIGNER_2023_FIELDS, LAYOUTS, MARKER_OFFSET, MARKERS, Field

MAX_DECK_BYTES = 4 * 1024 * 1024
MAX_CARDS = 1000
NAME_CONTINUES_AFTER = 35
"""UTF-16 units of the English name in its first field on the 2023 foreigner's card."""


class CardDataError(ValueError):
    """A card that cannot be: a field too long, an unknown kind, a deck that is no deck."""


@dataclass(frozen=True, slots=True, repr=False)
class CardText:
    """The texts of a card as its chip carries them: dates YYYYMMDD or 长期, codes as digits or letters."""

    kind: CardKind
    name: str = ""
    name_zh: str = ""
    sex: str = ""
    nation_code: str = ""
    birth_date: str = ""
    address: str = ""
    id_number: str = ""
    issuer: str = ""
    valid_from: str = ""
    valid_to: str = ""
    nationality: str = ""
    pass_number: str = ""
    issue_count: str = ""
    card_version: str = ""
    issuer_code: str = ""
    former_number: str = ""

    def __repr__(self) -> str:
        return f"CardText(kind={self.kind.value}, masked)"


@dataclass(frozen=True, slots=True, repr=False)
class EmulatedCard:
    """A card to lay on the emulated reader: its blocks, and the newest appended address if there is one."""

    text: bytes
    photo: bytes = bytes(PHOTO_SIZE)
    fingerprints: bytes = b""
    appended_address: str = ""
    management_number: bytes = bytes(range(1, 29))

    def __repr__(self) -> str:
        return f"EmulatedCard({len(self.text)}+{len(self.photo)} bytes, masked)"

    @classmethod
    def of(cls, text: CardText, appended_address: str = "", photo: bytes = bytes(PHOTO_SIZE)) -> EmulatedCard:
        """Raises CardDataError when a field does not fit."""
        encode_appended_address(appended_address)
        return cls(encode_text_block(text), photo, appended_address=appended_address)


def encode_text_block(card: CardText) -> bytes:
    """The 256 bytes of a card's text. Raises CardDataError when a field does not fit its place."""
    layout = LAYOUTS.get(card.kind)
    if layout is None:
        raise CardDataError(f"{card.kind.value} has no text block")
    block = bytearray(" ".encode("utf-16-le") * (TEXT_SIZE // 2))
    for field in layout:
        _put(block, field, _value(card, field))
    _put(block, Field("marker", MARKER_OFFSET, 2), MARKERS[card.kind])
    return bytes(block)


def encode_appended_address(address: str) -> bytes:
    """The 70 bytes of `30 03`. Raises CardDataError when it is too long."""
    block = bytearray(" ".encode("utf-16-le") * (APPENDED_ADDRESS_SIZE // 2))
    _put(block, Field("appended_address", 0, APPENDED_ADDRESS_SIZE), address)
    return bytes(block)


def _value(card: CardText, field: Field) -> str:
    if card.kind is CardKind.FOREIGNER_2023 and field in FOREIGNER_2023_FIELDS:
        if field.name == "name":
            return card.name[:NAME_CONTINUES_AFTER]
        if field.name == "name_continued":
            return card.name[NAME_CONTINUES_AFTER:]
    return getattr(card, field.name)


def _put(block: bytearray, field: Field, value: str) -> None:
    encoded = value.encode("utf-16-le")
    if len(encoded) > field.size:
        raise CardDataError(f"{field.name}: {len(encoded) // 2} UTF-16 units, room for {field.size // 2}")
    block[field.offset : field.offset + len(encoded)] = encoded


def load_deck(path: Path) -> dict[str, EmulatedCard]:
    """Cards by name from `{"cards": [{"key": …, "kind": …, …fields of CardText…, "appended_address": …}]}`.

    Raises CardDataError, OSError.
    """
    if path.stat().st_size > MAX_DECK_BYTES:
        raise CardDataError("deck too large")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise CardDataError("not JSON") from error
    rows = content.get("cards") if isinstance(content, dict) else None
    if not isinstance(rows, list) or len(rows) > MAX_CARDS:
        raise CardDataError("no list of cards")
    deck: dict[str, EmulatedCard] = {}
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise CardDataError(f"card {number} is no object")
        deck[str(row.get("key", number))] = _card_of(row, number)
    return deck


def _card_of(row: dict[str, Any], number: int) -> EmulatedCard:
    known = {field.name for field in fields(CardText)} - {"kind"}
    unknown = set(row) - known - {"kind", "key", "appended_address", "photo_hex"}
    if unknown:
        raise CardDataError(f"card {number}: unknown field {min(map(str, unknown))}")
    if not all(isinstance(value, str) for key, value in row.items() if key != "key"):
        raise CardDataError(f"card {number}: fields are texts")
    try:
        kind = CardKind(row.get("kind", ""))
        photo = bytes.fromhex(row["photo_hex"]) if "photo_hex" in row else bytes(PHOTO_SIZE)
        text = CardText(kind, **{key: row[key] for key in known if key in row})
        return EmulatedCard.of(text, row.get("appended_address", ""), photo)
    except UnicodeEncodeError as error:
        raise CardDataError(f"card {number}: a lone surrogate") from error
    except CardDataError as error:
        raise CardDataError(f"card {number}: {error}") from error
    except ValueError as error:
        raise CardDataError(f"card {number}: {error}") from error
