"""People and firms as typed: half-open ranges on normalised columns, results masked (data.md 2)."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from db import libraries_queries as queries
from db.base import new_id
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.libraries.name_match import matched_span
from hall_app.libraries.person_file import PEOPLE_SHOWN, PersonHit
from hall_app.libraries.pinyin import normal_text
from hall_app.security.clerk import Clerk
from hall_app.security.masking import mask_address, mask_id_number, mask_phone
from hall_app.store_faults import explained

FIRMS_SHOWN = 20
PHONE_TAIL_FROM = 4
"""From how many digits on the end of a phone number is searched too."""
_MAX_QUERY = 60
_TYPING_ON = timedelta(seconds=30)
"""A longer pause between two keys ends a search: what comes then is looked up anew."""
_NOBODY = "\u0001"
_DIGITS = re.compile(r"[0-9]+x?\Z")
_LATIN = re.compile(r"[a-z][a-z']*\Z")
_CODE = re.compile(r"[0-9a-z]{3,18}\Z")


@dataclass(frozen=True, slots=True)
class FirmHit:
    """A firm found by search."""

    uscc: str
    name: str
    kind: str
    status: str


def scans_for(text: str) -> tuple[tuple[str, str], ...]:
    """Which columns to scan for a text as typed, as (column, prefix); empty where nothing can be searched."""
    query = normal_text(text.lstrip("@＠"))[:_MAX_QUERY]
    if not query:
        return ()
    if _DIGITS.match(query):
        scans = [("id_number", query.upper())]
        if len(query) >= PHONE_TAIL_FROM and query.isdigit():
            scans.append(("phone_reversed", query[::-1]))
        return tuple(scans)
    if _LATIN.match(query):
        letters = query.replace("'", "")
        # Short runs of letters are initials more often than the beginning of a syllable.
        columns = ("initials", "initials_alt", "pinyin", "pinyin_alt")
        order = columns if len(letters) <= 4 else (*columns[2:], *columns[:2])
        return tuple((column, letters) for column in order)
    return ("name", query), ("given", query)


@dataclass(frozen=True, slots=True)
class _Searched:
    """One list of people: whose eyes, how much, by which columns, for what text."""

    staff_id: UUID
    most: int
    columns: tuple[str, ...]
    text: str


class SearchTrail:
    """What of a window's searching is on the trail already, so that a search is one entry and not one for every key.

    Typing on, and going back within what was typed, is the search that was begun; other words, another clerk, more
    rows, or a pause are a new one. Thread-safe.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._first: _Searched | None = None
        self._longest = ""
        self._at = datetime.min.replace(tzinfo=UTC)

    def covers(self, searched: _Searched, now: datetime) -> bool:
        """Whether this list belongs to the search that was traced last."""
        with self._lock:
            first, text = self._first, searched.text
            covered = (
                first is not None
                and replace(searched, text=first.text) == first
                and text.startswith(first.text)
                and (text.startswith(self._longest) or self._longest.startswith(text))
                and now - self._at < _TYPING_ON
            )
            if covered:
                self._at = now
                self._longest = max(self._longest, text, key=len)
            return covered

    def begin(self, searched: _Searched, now: datetime) -> None:
        """The search was traced, and that is committed."""
        with self._lock:
            self._first, self._longest, self._at = searched, searched.text, now


@explained()
def search_persons(
    store: Store,
    clerk: Clerk,
    text: str,
    clock: Clock,
    *,
    most: int = PEOPLE_SHOWN,
    trail: SearchTrail | None = None,
) -> tuple[PersonHit, ...]:
    """At most ``most`` people as typed, masked; the search itself is traced, before anybody is shown.

    With a ``trail`` the keys of one search are one entry, made with its first list. The trace is committed when this
    returns, in the transaction that searched; a busy disk does not hold it up (:meth:`Store.writing`).
    Raises NotPermitted, Unavailable.
    """
    clerk.require("person.search")
    scans = scans_for(text)
    if not scans:
        return ()
    columns = tuple(sorted(column for column, _prefix in scans))
    searched, now = _Searched(clerk.staff_id, most, columns, scans[0][1]), clock.now()
    if trail is not None and trail.covers(searched, now):
        with store.reading() as session:
            return tuple(hit_of(person, text) for person in find_people(session, scans, most))
    with store.writing(flush_later=True) as session:
        hits = tuple(hit_of(person, text) for person in find_people(session, scans, most))
        queries.trace_access(
            session, id=new_id(), staff_id=clerk.staff_id, person_id=None, ticket_id=None, case_id=None, purpose="search",
            sections=[scans[0][0], len(hits)], at=now,
        )  # fmt: skip
    if trail is not None:
        trail.begin(searched, now)
    return hits


@explained()
def warm_up_search(store: Store) -> None:
    """Make the statements of a search and read the tops of its indexes, by texts that nobody is found by.

    Nobody's data is read, so nothing is traced. Raises Unavailable.
    """
    with store.reading() as session:
        for column in queries.SEARCH_COLUMNS:
            queries.search_people(session, ((column, _NOBODY),), 1)


def find_people(
    session: Session, scans: tuple[tuple[str, str], ...], most: int = PEOPLE_SHOWN
) -> list[queries.FoundPerson]:
    """Run the scans until ``most`` people are found."""
    return queries.search_people(session, scans, most)


def hit_of(person: queries.FoundPerson, text: str) -> PersonHit:
    """A person as a list may show it: number and phone masked, address to the building, no birth date."""
    return PersonHit(
        person_id=person.id,
        name=person.name,
        id_masked=mask_id_number(person.id_number),
        phone_masked=mask_phone(person.phone) if person.phone else "",
        address=mask_address(person.registered_address),
        span=matched_span(person.name, text),
    )


@explained()
def search_firms(store: Store, clerk: Clerk, text: str) -> tuple[FirmHit, ...]:
    """Firms by name, initials or unified code as typed. Raises NotPermitted, Unavailable."""
    clerk.require("person.search")
    query = normal_text(text)[:_MAX_QUERY]
    if not query:
        return ()
    if _LATIN.match(query):
        column, prefix = "initials", query
    elif _CODE.match(query):
        column, prefix = "uscc", query.upper()
    else:
        column, prefix = "name", query
    with store.reading() as session:
        found = queries.search_firms(session, column, prefix, FIRMS_SHOWN)
        return tuple(FirmHit(firm.uscc, firm.name, firm.kind, firm.status) for firm in found)
