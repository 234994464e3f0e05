"""The 256-byte text block of the four documents, UTF-16LE (GA/T 490 and the rules of the later documents).

Byte 248 tells the document and is looked at before anything is parsed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from devices.events import CardIdentity, CardKind
from devices.nations import nation_name
from devices.sam.protocol import TEXT_SIZE

MARKER_OFFSET = 248
RESIDENT_MARKERS = frozenset("\x20\u3000\x00A")
"""Blank on the chip; some modules report type A."""
FOREVER = "长期"
PADDING = " \u3000\x00"
REPLACED = "\ufffd"


class TextBlockError(ValueError):
    """The block is not a document that can be read. `marker` is the code point at byte 248, if it is why."""

    def __init__(self, message: str, marker: int | None = None) -> None:
        super().__init__(message)
        self.marker = marker


@dataclass(frozen=True, slots=True)
class Field:
    """Where a field stands, in bytes."""

    name: str
    offset: int
    size: int


RESIDENT_FIELDS = (
    Field("name", 0, 30),
    Field("sex", 30, 2),
    Field("nation_code", 32, 4),
    Field("birth_date", 36, 16),
    Field("address", 52, 70),
    Field("id_number", 122, 36),
    Field("issuer", 158, 30),
    Field("valid_from", 188, 16),
    Field("valid_to", 204, 16),
)
HMT_RESIDENCE_FIELDS = (
    *(field for field in RESIDENT_FIELDS if field.name != "nation_code"),
    Field("pass_number", 220, 18),
    Field("issue_count", 238, 4),
)
FOREIGNER_2017_FIELDS = (
    Field("name", 0, 120),
    Field("sex", 120, 2),
    Field("id_number", 122, 30),
    Field("nationality", 152, 6),
    Field("name_zh", 158, 30),
    Field("valid_from", 188, 16),
    Field("valid_to", 204, 16),
    Field("birth_date", 220, 16),
    Field("card_version", 236, 4),
    Field("issuer_code", 240, 8),
)
FOREIGNER_2023_FIELDS = (
    Field("name_zh", 0, 30),
    Field("sex", 30, 2),
    Field("issue_count", 32, 4),
    Field("birth_date", 36, 16),
    Field("name", 52, 70),
    Field("id_number", 122, 36),
    Field("valid_from", 188, 16),
    Field("valid_to", 204, 16),
    Field("name_continued", 220, 22),
    Field("nationality", 242, 6),
    Field("former_number", 250, 6),
)
LAYOUTS = {
    CardKind.RESIDENT: RESIDENT_FIELDS,
    CardKind.HMT_RESIDENCE: HMT_RESIDENCE_FIELDS,
    CardKind.FOREIGNER_2017: FOREIGNER_2017_FIELDS,
    CardKind.FOREIGNER_2023: FOREIGNER_2023_FIELDS,
}
MARKERS = {
    CardKind.RESIDENT: " ",
    CardKind.HMT_RESIDENCE: "J",
    CardKind.FOREIGNER_2017: "I",
    CardKind.FOREIGNER_2023: "Y",
}
_KIND_BY_MARKER = {marker: kind for kind, marker in MARKERS.items() if marker != " "}


def document_kind(block: bytes) -> CardKind:
    """Raises TextBlockError when the block is short or its marker is of no known document."""
    if len(block) < TEXT_SIZE:
        raise TextBlockError(f"text block of {len(block)} bytes")
    code_point = block[MARKER_OFFSET] | block[MARKER_OFFSET + 1] << 8
    marker = chr(code_point)
    if marker in RESIDENT_MARKERS:
        return CardKind.RESIDENT
    kind = _KIND_BY_MARKER.get(marker)
    if kind is None:
        raise TextBlockError(f"document marker U+{code_point:04X}", code_point)
    return kind


def decode_text_block(
    block: bytes, sam_id: str | None = None, emulated: bool = False, photo_wlt: bytes | None = None
) -> CardIdentity:
    """The identity that a text block carries. Raises TextBlockError."""
    kind = document_kind(block)
    block = block[:TEXT_SIZE]
    texts = {field.name: clean(raw_text(block, field)) for field in LAYOUTS[kind]}
    if kind is CardKind.FOREIGNER_2023:
        texts["name"] = _joined_name(block)
    valid_to = texts["valid_to"]
    nation_code = texts.get("nation_code") or None
    return CardIdentity(
        kind=kind,
        name=texts["name"],
        name_zh=texts.get("name_zh") or None,
        sex=sex_code(texts["sex"]),
        nation_code=nation_code,
        nation=nation_name(nation_code) if nation_code else None,
        birth_date=compact_date(texts["birth_date"]),
        address=texts.get("address") or None,
        id_number=texts["id_number"] or None,
        issuer=texts.get("issuer") or None,
        valid_from=compact_date(texts["valid_from"]),
        valid_to=compact_date(valid_to),
        valid_forever=valid_to.startswith(FOREVER),
        nationality=texts.get("nationality") or None,
        pass_number=texts.get("pass_number") or None,
        issue_count=texts.get("issue_count") or None,
        sam_id=sam_id,
        emulated=emulated,
        photo_wlt=photo_wlt,
        raw_text=bytes(block),
    )


def decode_appended_address(data: bytes) -> str:
    """The 70 bytes of `30 03`; empty when the chip holds only padding."""
    return clean(data.decode("utf-16-le", errors="replace"))


def raw_text(block: bytes, field: Field) -> str:
    return block[field.offset : field.offset + field.size].decode("utf-16-le", errors="replace")


def clean(text: str) -> str:
    """Without padding; control, format and line characters, which no document bears, become U+FFFD.

    Private-use code points stay: older cards write rare names with them, and the clerk has to see that.
    """
    stripped = text.strip(PADDING)
    return "".join(REPLACED if _is_control(char) else char for char in stripped)


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or (ord(char) & 0xFFFE) == 0xFFFE


def _joined_name(block: bytes) -> str:
    first, second = (
        raw_text(block, field) for field in FOREIGNER_2023_FIELDS if field.name in {"name", "name_continued"}
    )
    # A space at the 35th place belongs to the name when it goes on.
    return clean(first + second) if second.strip(PADDING) else clean(first)


def compact_date(text: str) -> date | None:
    """YYYYMMDD; None for anything that is not a date."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def sex_code(text: str) -> str | None:
    """The GB/T 2261.1 code, also from the words some issuers write; None for anything else."""
    return {"0": "0", "1": "1", "2": "2", "9": "9", "男": "1", "女": "2", "M": "1", "F": "2"}.get(text)
