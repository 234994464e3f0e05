"""What a resident has at hand already, so that it is neither pushed nor counted as something still to apply for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from db.cases_queries import item_codes_at_hand
from db.session import Session
from hall_app.clock import HALL_ZONE
from hall_app.libraries.wording import GRANTED_STATES, OPEN_STATES
from hall_app.settings import LIBRARY_FOLLOW_DAYS, Settings


def at_hand(session: Session, id_number: str, today: date, settings: Settings) -> frozenset[str]:
    """Codes of the items that wait for a decision, or were granted so lately that the libraries may not say so yet.

    How lately is the setting ``library.follow_days``.
    """
    since = datetime.combine(today - timedelta(days=settings[LIBRARY_FOLLOW_DAYS]), time.min, HALL_ZONE)
    return item_codes_at_hand(session, id_number, OPEN_STATES, GRANTED_STATES, since)
