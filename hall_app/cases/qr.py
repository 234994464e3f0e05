"""The code on a sheet that opens its case at any window: ``FTZW1|办件编号|办件号|8 hex`` (domain 3.8)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

_MARK = "FTZW1"
_DIGITS = 8
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class ScannedCase:
    """A sheet's code, verified."""

    exchange_number: str
    case_number: str


def case_qr_text(exchange_number: str, case_number: str, qr_key: str) -> str:
    """The text of the code; no name, identity number or phone in it."""
    body = f"{_MARK}|{exchange_number}|{case_number}"
    return f"{body}|{_sign(body, qr_key)}"


def read_case_qr(text: str, qr_key: str) -> ScannedCase | None:
    """The case a scanned text names, if this hall signed it; any text may come."""
    parts = text.strip().split("|") if len(text) <= _LONGEST else []
    if len(parts) != 4 or parts[0] != _MARK or not parts[3].isascii():
        return None
    if not hmac.compare_digest(parts[3], _sign("|".join(parts[:3]), qr_key)):
        return None
    return ScannedCase(parts[1], parts[2])


def _sign(body: str, qr_key: str) -> str:
    return hmac.new(qr_key.encode(), body.encode(), hashlib.sha256).hexdigest()[:_DIGITS]
