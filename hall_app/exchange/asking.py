"""A hall whose district is elsewhere asks it to take the window's value; the district answers by its feed.

The district looks again under a lock: it writes only for a node that may (``correct``), only what that node itself
proposed, and only where its library still says what the person at the hall saw. An embedded district answers as it
receives; the served exchange of a PostgreSQL district may write no library, so there ``hall-app exchange answer-requests``
is run by whoever may.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from db import difference_queries as queries
from db import exchange_queries
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.exchange.credentials import CORRECT
from hall_app.exchange.library_places import NotOfItsKind, Taken, take_over
from hall_app.libraries.facts import POPULATION
from hall_app.security.audit import Actor, record
from hall_app.store_faults import explained

ANSWER = "correction_answer"
LOCAL = "local"
_MOST_SOURCES, _MOST_TEXT, _MOST_AT_ONCE = 20, 500, 200
_ANSWERS = {LOCAL: LOCAL, "moved": queries.OPEN, "refused": queries.REFUSED, "denied": queries.DENIED}
"""The district's answer → the state of the proposal at the hall."""
_OF_TAKEN = {
    Taken.WRITTEN: LOCAL,
    Taken.ALREADY: LOCAL,
    Taken.MOVED: "moved",
    Taken.REFUSED: "refused",
    Taken.NOBODY: "refused",
}


def keep_request(session: Session, origin: str, body: dict[str, Any]) -> None:
    """At the district: keep that a node asks for the value it proposed. Raises KeyError, TypeError, ValueError on a bad body."""
    proposal_id = uuid.UUID(body["proposal_id"])
    for key in ("seen", "by"):
        _text(body[key])
    _sources(body["sources"])
    if not queries.came_from(session, origin, f"correction:{proposal_id}"):
        raise ValueError("another node's proposal")
    queries.move(session, proposal_id, queries.ASKED, among=(queries.OPEN, queries.REFUSED, queries.DENIED))


@explained()
def answer_requests(store: Store, clock: Clock) -> int:
    """At the district: take what is asked for where it may be taken, and answer each. Returns how many.

    Needs rights that the served exchange of a PostgreSQL district has not. Raises Unavailable.
    """
    with store.writing() as session:
        return answer_in(session, clock.now())


def answer_in(session: Session, now: datetime) -> int:
    """As :func:`answer_requests`, in the caller's transaction."""
    requests = queries.asked_for(session, _MOST_AT_ONCE)
    for proposal, request in requests:
        key, _, library = proposal.fact.partition("@")
        library = library or POPULATION
        if CORRECT in _capabilities(session, request.origin):
            sources, seen = _sources(request.body["sources"]), _text(request.body["seen"])
            value = str(proposal.proposed_value.get("value", proposal.proposed_value.get("name", "")))
            try:
                taken, _ = take_over(session, proposal.id_number, sources, library, seen, value, now)
                answer = _OF_TAKEN[taken]
            except NotOfItsKind:
                answer = "refused"
        else:
            answer = "denied"
        if answer == LOCAL:
            queries.settle(session, proposal.id, LOCAL, None, now)
        else:
            queries.move(session, proposal.id, _ANSWERS[answer], among=(queries.ASKED,))
        detail = {"field": key, "library": library, "answer": answer, "by": _text(request.body["by"])}
        actor = Actor(f"node:{request.origin}", "exchange")
        record(session, actor, "library.correct", "correction", proposal.id, answer == LOCAL, detail, now)
        queries.announce_answer(session, proposal.id, answer, now)
    return len(requests)


def take_answer(session: Session, body: dict[str, Any], now: datetime) -> bool:
    """At the hall: what the district said of a value that was asked for; tells whether it was this hall's.

    Raises KeyError, TypeError, ValueError on a body that is not of this form.
    """
    proposal_id, answer = uuid.UUID(body["proposal_id"]), _ANSWERS[body["answer"]]
    if answer == LOCAL:
        proposal = queries.proposal_locked(session, proposal_id)
        asked = proposal is not None and proposal.state == queries.ASKED
        return asked and queries.settle(session, proposal_id, LOCAL, None, now)
    return queries.move(session, proposal_id, answer, among=(queries.ASKED,))


def _capabilities(session: Session, origin: str) -> frozenset[str]:
    node = exchange_queries.node(session, origin)
    return frozenset(str(one) for one in node.capabilities) if node is not None else frozenset()


def _sources(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > _MOST_SOURCES:
        raise ValueError("sources expected")
    return tuple(_text(one) for one in value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MOST_TEXT:
        raise ValueError("text expected")
    return value
