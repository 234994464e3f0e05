"""Where a library keeps a value of a person, what it says now, and putting another value there.

A value can be put where the library keeps it of the person itself. What belongs to somebody else's record (a spouse,
a child, a firm), what a registration decides (a home) and what the identity number decides (sex, date of birth) is
changed by whoever registers it; :func:`why_not` says so, with whom to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from db import difference_queries as queries
from db.libraries import Person, PersonFact
from db.session import Session
from hall_app.clock import hall_time
from hall_app.libraries import facts
from hall_app.libraries.pinyin import read_name
from hall_app.libraries.prefill import candidates, read_knowledge

WRITABLE = frozenset({"phone", "name", "nation", "registered_address"})
_BY_NUMBER = frozenset({"sex", "birth_date", "id_number"})
_DATES = frozenset({"since", "until"})
_OWN = ("person", "fact")
_ELSEWHERE = {
    "home": ("住址按居住登记记载", "请本人办“居住登记信息更新”，或请网格员上门核查"),
    "spouse": ("这一项记在配偶本人名下", "请凭配偶的身份证到窗口核对，或找{keeper}更正"),
    "child": ("这一项记在子女本人名下", "请凭子女的证件到窗口核对，或找{keeper}更正"),
    "firm": ("这是企业的登记事项", "请企业到{keeper}办变更登记"),
}


class Taken(StrEnum):
    """What became of a value that was to stand in a library."""

    WRITTEN = "written"
    ALREADY = "already"
    MOVED = "moved"
    REFUSED = "refused"
    NOBODY = "nobody"


class NotOfItsKind(ValueError):
    """The value cannot stand where the library keeps a date or a number."""


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """One place where a library keeps the value; ``write`` is None where it cannot be replaced.

    ``held`` is the value as the library keeps it: a text, a number or a day.
    """

    value: str
    recorded_on: date | None
    write: Callable[[str, date], None] | None
    held: str | float | date = ""


def places_of(
    session: Session, person: Person, sources: tuple[str, ...], library: str, today: date
) -> list[tuple[str, list[Place]]]:
    """Where the library keeps it, by source (in the words of ``prefill``), best first; silent sources are left out."""
    found: list[tuple[str, list[Place]]] = []
    for source in sources:
        holder, _, key = source.partition(".")
        places: list[Place] = []
        if holder == "person" and library == facts.POPULATION and key in WRITABLE:
            places.append(_column_place(person, key))
        elif holder == "fact":
            kind, _, part = key.partition(".")
            places += [
                _fact_place(fact, part) for fact in queries.facts_from(session, person.id, kind, library)
            ]
        elif holder in _ELSEWHERE or (holder == "person" and library == facts.POPULATION):
            knowledge = read_knowledge(session, None, person.id)
            places += [
                Place(one.value, one.source.recorded_on, None)
                for one in candidates(source, knowledge, today)
                if one.source.library == library
            ]
        held = [place for place in places if place.value]
        if held:
            found.append((source, held))
    return found


def present_of(places: list[tuple[str, list[Place]]], known: str) -> Place | None:
    """What the library says now: of its best source the value that was known while it stands, else the newest."""
    if not places:
        return None
    _source, held = places[0]
    return next((place for place in held if place.value == known), held[0])


def keeper_of(library: str, keepers: Mapping[str, str]) -> str:
    """Who is asked to correct a library, by the setting ``library.keepers``."""
    return keepers.get(library, "区平台")


def why_not(
    places: list[tuple[str, list[Place]]], sources: tuple[str, ...], library: str, keepers: Mapping[str, str]
) -> str:
    """Why the library's value cannot be replaced here, and whom to ask; "" where it can. Pure."""
    keeper = keeper_of(library, keepers)
    if not places:
        holder = next((one.partition(".")[0] for one in sources if one.partition(".")[0] in _ELSEWHERE), "")
        if holder:
            return "，".join(_ELSEWHERE[holder]).format(keeper=keeper)
        return f"{library}里已没有这一项，请{keeper}补登"
    source, held = places[0]
    if all(place.write is not None for place in held):
        return ""
    holder, _, key = source.partition(".")
    if holder in _ELSEWHERE:
        return "，".join(_ELSEWHERE[holder]).format(keeper=keeper)
    if key in _BY_NUMBER:
        return f"这一项由证件号码决定，不在窗口改，请找{keeper_of(facts.POPULATION, keepers)}更正"
    return f"{library}里这一项不能单独改，请找{keeper}更正"


def replace_everywhere(places: list[tuple[str, list[Place]]], seen: str, value: str, today: date) -> bool:
    """Put ``value`` wherever the library says ``seen``: it may keep one value in several places, and they go on saying the same.

    False where some place cannot be written, or none says it. Raises NotOfItsKind before anything is written.
    """
    said = [place for _source, held in places for place in held if place.value == seen]
    writes = [place.write for place in said if place.write is not None]
    if not said or len(writes) != len(said):
        return False
    for place in said:
        _of_the_kind(place.held, value)
    for write in writes:
        write(value, today)
    return True


def take_over(
    session: Session,
    id_number: str,
    sources: tuple[str, ...],
    library: str,
    seen: str,
    value: str,
    now: datetime,
) -> tuple[Taken, Person | None]:
    """Put a value into the library in place of ``seen`` and announce it to every hall, in the caller's transaction.

    The person is held, and the library read anew: where it says something else by now nothing is written.
    Raises NotOfItsKind before anything is written.
    """
    person = queries.person_locked(session, id_number)
    if person is None:
        return Taken.NOBODY, None
    today = hall_time(now).date()
    own = tuple(one for one in sources if one.partition(".")[0] in _OWN)
    places = places_of(session, person, own, library, today)
    present = present_of(places, seen)
    if present is not None and present.value == value:
        return Taken.ALREADY, person
    if (present.value if present is not None else "") != seen:
        return Taken.MOVED, person
    if not replace_everywhere(places, seen, value, today):
        return Taken.REFUSED, person
    queries.announce_person(session, person, now)
    return Taken.WRITTEN, person


def _column_place(person: Person, key: str) -> Place:
    value = str(getattr(person, key) or "")
    # A card and a form write 汉族, the library 汉.
    family = key == "nation" and value and not value.endswith("族")

    def write(text: str, day: date) -> None:
        _put_column(person, key, text.removesuffix("族") if family else text, day)

    return Place(f"{value}族" if family else value, person.recorded_on, write)


def _put_column(person: Person, key: str, value: str, day: date) -> None:
    person.recorded_on = day
    if key == "phone":
        person.phone, person.phone_reversed = value, value[::-1]
    elif key == "name":
        reading = read_name(value)
        person.name, person.given = value, reading.given
        person.pinyin, person.initials = reading.pinyin, reading.initials
        person.pinyin_alt, person.initials_alt = reading.pinyin_alt, reading.initials_alt
    else:
        setattr(person, key, value)


def _fact_place(fact: PersonFact, part: str) -> Place:
    value = getattr(fact, part) if part in _DATES else fact.value.get(part)
    if isinstance(value, bool) or not isinstance(value, (str, int, float, date)):
        return Place(str(value) if value is not None else "", fact.recorded_on, None)

    def write(text: str, day: date) -> None:
        fresh = _of_the_kind(value, text)
        if isinstance(fresh, date):
            queries.write_fact_day(fact, part, fresh, day)
        else:
            queries.write_fact(fact, part, fresh, day)

    return Place(str(value), fact.recorded_on, write, value)


def _of_the_kind(held: str | float | date, text: str) -> str | float | date:
    """The text as what the library keeps there: a date, a number or a text."""
    try:
        if isinstance(held, date):
            return date.fromisoformat(text)
        return text if isinstance(held, str) else type(held)(text)
    except ValueError as error:
        raise NotOfItsKind(text) from error
