"""What devices tell the hall: frozen facts in one stream, published from the device's own thread.

Everything that names a person is masked in `repr`, so that no log or traceback can show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CardKind(StrEnum):
    """The documents a reader can tell apart (byte 248 of the text block, or the chip's application)."""

    RESIDENT = "resident"
    HMT_RESIDENCE = "hmt_residence"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"
    SOCIAL_SECURITY = "social_security"


class FaultReason(StrEnum):
    """Why a reader cannot deliver; codes only, `hall_app` has the words and the remedies."""

    # the port
    PORT_MISSING = "port_missing"
    UNPLUGGED = "unplugged"
    PORT_BUSY = "port_busy"
    PORT_UNUSABLE = "port_unusable"
    NO_PERMISSION = "no_permission"
    # the line
    SILENT = "silent"
    GARBAGE = "garbage"
    BAD_CHECKSUM = "bad_checksum"
    # the security module
    SAM_SELF_TEST = "sam_self_test"
    SAM_UNLICENSED = "sam_unlicensed"
    SAM_REFUSED = "sam_refused"
    # the card
    NO_CARD = "no_card"
    CARD_TORN_AWAY = "card_torn_away"
    CARD_UNREADABLE = "card_unreadable"
    CARD_REJECTED_SAM = "card_rejected_sam"
    CARD_FORGED = "card_forged"
    NOT_AN_ID_CARD = "not_an_id_card"
    CARD_MUTE = "card_mute"
    CARD_LOCKED = "card_locked"
    UNKNOWN_CARD = "unknown_card"
    # PC/SC
    PCSC_SERVICE_MISSING = "pcsc_service_missing"
    PCSC_NO_READER = "pcsc_no_reader"
    # ours
    DRIVER_MISSING = "driver_missing"
    DRIVER_FAILED = "driver_failed"


CARD_REASONS = frozenset(
    {
        FaultReason.NO_CARD,
        FaultReason.CARD_TORN_AWAY,
        FaultReason.CARD_UNREADABLE,
        FaultReason.CARD_REJECTED_SAM,
        FaultReason.CARD_FORGED,
        FaultReason.NOT_AN_ID_CARD,
        FaultReason.CARD_MUTE,
        FaultReason.CARD_LOCKED,
        FaultReason.UNKNOWN_CARD,
    }
)
"""Faults of the card on the reader; all others are faults of the reader itself."""


@dataclass(frozen=True, slots=True, repr=False)
class CardIdentity:
    """What one card says about its holder; a field that its kind lacks is None.

    `sex` is the GB/T 2261.1 code, `nation` the Chinese word without 族. For foreigners `name` is the English
    name and `name_zh` the Chinese one. `valid_forever` is 长期: then `valid_to` is None. A locked social
    security card carries nothing but `card_number`: its `name` and `id_number` are None.
    """

    kind: CardKind
    name: str | None = None
    name_zh: str | None = None
    sex: str | None = None
    nation_code: str | None = None
    nation: str | None = None
    birth_date: date | None = None
    address: str | None = None
    id_number: str | None = None
    issuer: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    valid_forever: bool = False
    nationality: str | None = None
    pass_number: str | None = None
    issue_count: str | None = None
    card_number: str | None = None
    sam_id: str | None = None
    emulated: bool = False
    photo_wlt: bytes | None = None
    raw_text: bytes | None = None

    def __repr__(self) -> str:
        return f"CardIdentity(kind={self.kind.value}, emulated={self.emulated}, masked)"


@dataclass(frozen=True, slots=True)
class CardPresented:
    """A card was read."""

    identity: CardIdentity
    reader: str


@dataclass(frozen=True, slots=True, repr=False)
class AppendedAddressRead:
    """The newest address appended to the chip; follows its `CardPresented`, matched by `id_number`."""

    id_number: str | None
    address: str
    reader: str

    def __repr__(self) -> str:
        return f"AppendedAddressRead(reader={self.reader!r}, masked)"


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The card that was presented has left the reader."""

    reader: str


@dataclass(frozen=True, slots=True)
class CardLeftLying:
    """The card that was presented has been on the reader for long; told once a card."""

    reader: str


@dataclass(frozen=True, slots=True)
class ReaderReady:
    """The reader answers. `sam_id` is the text form, None where there is none or it was refused."""

    reader: str
    sam_id: str | None
    emulated: bool


@dataclass(frozen=True, slots=True)
class ReaderFault:
    """The reader or the card on it has a fault; a state that lasts until `ReaderRecovered` or another fault.

    `detail` is for technicians (status word, errno text, port): never personal data.
    """

    reader: str
    reason: FaultReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReaderRecovered:
    """The last fault is over; the driver came back by itself."""

    reader: str


ReaderEvent = (
    CardPresented
    | AppendedAddressRead
    | CardRemoved
    | CardLeftLying
    | ReaderReady
    | ReaderFault
    | ReaderRecovered
)
