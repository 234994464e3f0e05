"""What a resident has at hand already, so that it is neither pushed nor counted as something still to apply for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from db.cases_queries import item_codes_at_hand
from db.session import Session
from hall_app.clock import HALL_ZONE
from hall_app.libraries.wording import GRANTED_STATES, OPEN_STATES

LIBRARIES_FOLLOW_DAYS = 30
"""Until then a library may not know yet what was granted here."""


def at_hand(session: Session, id_number: str, today: date) -> frozenset[str]:
    """Codes of the items that wait for a decision, or were granted so lately that the libraries may not say so yet."""
    since = datetime.combine(today - timedelta(days=LIBRARIES_FOLLOW_DAYS), time.min, HALL_ZONE)
    return item_codes_at_hand(session, id_number, OPEN_STATES, GRANTED_STATES, since)
