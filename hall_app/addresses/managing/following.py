"""What another node does with a notice: its own residents, firms, facts and cases follow to the right place.

Doing it twice changes nothing: after the first time nothing points at the old codes any more.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.address_pointers import PointerMover, rename_housing
from db.session import Session

ADDRESS_CHANGE = "address_change"
"""The kind of the notice, in feeds and outboxes."""
UNKNOWN_MET = "address_unknown"
"""The kind of an outbox row that tells of a text met at a window which the library cannot place."""
MOST_MOVES = 50_000


def follow_notice(session: Session, body: dict[str, Any], at: datetime) -> None:
    """Apply a notice to this node, in the caller's transaction.

    Raises KeyError, TypeError or ValueError on a body that is not of this form.
    """
    moves = _codes(body["moves"])
    pending = body["pending"]
    if not isinstance(pending, list) or len(pending) > MOST_MOVES:  # pyright: ignore[reportUnknownArgumentType]
        raise ValueError("pending is a list")
    texts = {str(code): str(text)[:400] for code, text in dict(body.get("texts") or {}).items()}
    for row in body["renamed"]:
        texts[str(row["code"])] = str(row["address"])[:400]
    mover = PointerMover(session, texts, str(body["number"])[:40], at)
    mover.move(moves)
    mover.mark(str(code) for code in pending)
    for row in body["renamed"]:
        rename_housing(session, str(row["code"]), str(row["before"])[:400], str(row["address"])[:400])


def _codes(values: Any) -> dict[str, str]:
    if not isinstance(values, dict) or len(values) > MOST_MOVES:  # pyright: ignore[reportUnknownArgumentType]
        raise ValueError("moves is an object")
    made = {str(old): str(new) for old, new in values.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if any(len(code) not in (19, 25) for pair in made.items() for code in pair):
        raise ValueError("codes have 19 or 25 digits")
    return made
