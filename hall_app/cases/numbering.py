"""Case and document numbers: LH260604-0117, 福莲政服受〔2025〕00037号 (domain 3.8)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date
from uuid import UUID

from db.session import Session
from hall_app.numbers import draw

# Class words of documents by kind: 收 receipt, 受 acceptance, 补 supplement, 不受 refusal and so on.
DOCUMENT_WORDS = ("收", "受", "补", "不受", "延", "特", "准", "不准", "送")


def case_sequence(hall_id: UUID, day: date) -> str:
    """The name of a hall's case sequence of one day."""
    return f"case:{hall_id}:{day:%Y%m%d}"


def document_sequence(hall_id: UUID, word: str, year: int) -> str:
    """The name of a hall's sequence of one class of documents in one year."""
    return f"document:{hall_id}:{word}:{year}"


def format_case_number(abbreviation: str, day: date, number: int) -> str:
    """``LH260604-0117``; past 9999 the number grows."""
    return f"{abbreviation}{day:%y%m%d}-{number:04d}"


def format_document_number(short_name: str, word: str, year: int, number: int) -> str:
    """``福莲政服受〔2025〕00037号``; ``short_name`` is the hall's document short name (莲)."""
    if word not in DOCUMENT_WORDS:
        raise ValueError(f"no class of documents is called {word}")
    return f"福{short_name}政服{word}〔{year}〕{number:05d}号"


def draw_case_number(
    session: Session, hall_id: UUID, abbreviation: str, day: date, window_id: UUID | None = None
) -> str:
    """The next case number of the hall's day. Raises Unavailable when a leased block is used up."""
    return format_case_number(abbreviation, day, draw(session, case_sequence(hall_id, day), window_id))


def draw_document_number(
    session: Session, hall_id: UUID, short_name: str, word: str, day: date, window_id: UUID | None = None
) -> str:
    """The next document number of its class and year. Raises Unavailable when a leased block is used up."""
    number = draw(session, document_sequence(hall_id, word, day.year), window_id)
    return format_document_number(short_name, word, day.year, number)


def new_query_code() -> str:
    """A random 查询码 of six digits, for the resident alone."""
    return f"{secrets.randbelow(1_000_000):06d}"


def hash_query_code(code: str, hall_key: str, case_number: str) -> str:
    """The keyed hash the database keeps of a 查询码; without the hall's key six digits could be tried out."""
    return hmac.new(hall_key.encode(), f"{case_number}|{code}".encode(), hashlib.sha256).hexdigest()
