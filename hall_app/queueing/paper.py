"""What stands on a ticket, for whoever lays it out, and the code that proves it is ours."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

_MARK = "FTZT1"
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class TicketPaper:
    """A ticket's content; no name and no number of a person on it. ``issued_at`` is the hall's wall clock."""

    hall_name: str
    practice: bool
    number: str
    business: str
    ahead: int
    estimate_min: int
    issued_at: datetime
    hint: str
    qr_text: str
    width_mm: int


RenderTicket = Callable[[TicketPaper], bytes]


def ticket_qr_text(hall_abbreviation: str, qr_key: str, day: date, number: str) -> str:
    """``FTZT1|hall|yyyymmdd|A037|8 hex``, the last part an HMAC under the hall's key."""
    body = f"{_MARK}|{hall_abbreviation}|{day:%Y%m%d}|{number}"
    return f"{body}|{_sign(body, qr_key)}"


def ticket_qr_is_ours(text: str, qr_key: str) -> bool:
    """Whether a scanned text is a ticket signed with this hall's key; any text may come."""
    body, separator, signature = text.rpartition("|")
    if not separator or not body.startswith(f"{_MARK}|") or not signature.isascii():
        return False
    return hmac.compare_digest(signature, _sign(body, qr_key))


def _sign(body: str, qr_key: str) -> str:
    return hmac.new(qr_key.encode(), body.encode(), hashlib.sha256).hexdigest()[:_DIGITS]
