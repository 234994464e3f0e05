"""What a card says, and how the hall judges it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class CardVerdict(StrEnum):
    """How a card may be used; the words for each stand in :mod:`hall_app.identity.judgement`."""

    GOOD = "good"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    MINOR = "minor"
    DECEASED = "deceased"
    OTHER_NAME_IN_LIBRARY = "other_name_in_library"
    UNKNOWN_IN_LIBRARY = "unknown_in_library"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict in words. ``usable``: the identity may be taken over; ``may_accept``: F9 is open;
    ``prefill``: library facts may fill the form; ``needs``: material names, one of which must be ticked besides
    before F9; ``second_card``: a guardian's card is asked for."""

    verdict: CardVerdict
    message: str
    remedy: str
    usable: bool
    may_accept: bool
    prefill: bool
    needs: tuple[str, ...] = ()
    second_card: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class CardFacts:
    """The identity on the card, ready for the screen; known before any database is asked.

    ``chip_name`` is what the chip holds of a name that the population library has whole (``name``).
    ``by_hand``: no card was read, the clerk copied the document (手工录入).
    """

    kind: str
    kind_name: str
    name: str
    name_zh: str | None
    sex: str | None
    nation: str | None
    birth_date: date | None
    age: int | None
    id_number: str
    id_kind: str
    address: str | None
    issuer: str | None
    valid_from: date | None
    valid_to: date | None
    nationality: str | None
    photo: bytes | None
    photo_note: str
    sam_id: str | None
    emulated: bool
    read_at: datetime
    by_hand: bool = False
    chip_name: str | None = None

    def __repr__(self) -> str:
        return f"CardFacts(kind={self.kind!r}, personal data masked)"


@dataclass(frozen=True, slots=True)
class Resident:
    """A card together with its judgement and the person it belongs to in the population library.

    ``notice_due``: the privacy notice stands in the person column and on the receipt this time (once a year).
    """

    facts: CardFacts
    judgement: Judgement
    person_id: UUID | None
    notice_due: bool = False
