"""What each group of PostgreSQL roles may do, table by table; whatever is not here is not allowed.

Four groups of a database ``hall``: ``hall_window`` (what a counter does), ``hall_exchange`` (keeping step with the
district), ``hall_office`` (administrators and reviewers at their desks, beside the window's rights) and ``hall_district``
(the served exchange of a district's database). None of them owns anything, makes or drops anything, or changes the trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """A group of login roles."""

    WINDOW = "window"
    EXCHANGE = "exchange"
    OFFICE = "office"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Grant:
    """Rights on a table: S(elect), I(nsert), U(pdate), D(elete) as letters; ``columns`` narrow one right."""

    rights: str
    select: tuple[str, ...] = ()
    update: tuple[str, ...] = ()


_STAFF_SEEN = (
    "id", "staff_no", "name", "role_code", "hall_id", "department_id", "password_set_at", "must_change", "disabled",
    "failures", "locked_until", "last_login_at", "last_window", "text_size",
)  # fmt: skip
_SETTLED = ("state", "settled_by", "settled_at")
_READ = Grant("S")

_REFERENCE = (
    "region", "department", "hall", "role", "setting", "calendar_year", "calendar_day", "installation",
    "item", "item_field", "item_material", "item_condition", "item_step", "bundle", "recommendation_rule",
    "address_alias", "address_building", "address_edition", "address_layout", "address_name", "address_old_code",
    "address_place", "address_room",
    # What became of a code, what a text means, and what others call an entry.
    "address_change", "address_history", "address_lineage", "address_text_alias", "address_code_map",
)  # fmt: skip
_LIBRARIES = (
    "person", "person_fact", "kinship", "legal_person", "legal_person_role", "building", "room", "residence",
)  # fmt: skip

# What follows an address that moved (hall_app/addresses/managing/following.py).
_FOLLOWING: dict[str, Grant] = {
    "address_link": Grant("SIU"),
    "residence": Grant("SIUD"),
    "building": Grant("SIU"),
    "room": Grant("SIU"),
    "legal_person": Grant("SU"),
}

_WINDOW: dict[str, Grant] = {
    **dict.fromkeys((*_REFERENCE, *_LIBRARIES), _READ),
    "alembic_version": _READ,
    "database_login": _READ,
    "staff": Grant(
        "SU", _STAFF_SEEN, ("failures", "locked_until", "last_login_at", "last_window", "text_size")
    ),
    "unknown_sign_in": Grant("SIUD"),
    "device_state": Grant("SIU"),
    "window": Grant("SU", update=("occupant_id", "opened_at", "paused_reason", "consecutive_priority")),
    "ticket": Grant("SIU"),
    "ticket_event": Grant("SI"),
    "number_sequence": Grant("SIU"),
    "number_block": Grant("SIU"),
    "draft": Grant("SIUD"),
    "scanned_page": Grant("SIUD"),
    "cases": Grant("SIU"),
    "case_step": Grant("SI"),
    "case_material": Grant("SIU"),
    "issued_document": Grant(
        "SIU",
        update=(
            "void",
            "void_reason",
            "void_at",
            "void_by",
            "void_content",
            "void_sha256",
            "print_count",
        ),
    ),
    "print_job": Grant("SIU"),
    "item_use": Grant("SIU"),
    "address_batch": Grant("SIUD"),
    "address_batch_row": Grant("SIUD"),
    "address_batch_decision": Grant("SIUD"),
    "correction_proposal": Grant("SIU", update=_SETTLED),
    "privacy_notice": Grant("SIU"),
    "library_access": Grant("I"),
    # The number of the row comes back to whoever writes it; the bodies of others do not.
    "outbox": Grant("SI", select=("seq",)),
    "audit_entry": Grant("I"),
    "audit_head": Grant("SU", update=("seq", "digest")),
}

_EXCHANGE: dict[str, Grant] = {
    **_FOLLOWING,
    "cases": Grant("S", select=("id", "form")),
    "library_case": Grant("S", select=("case_id", "body")),
    "alembic_version": _READ,
    "installation": _READ,
    "outbox": Grant("SU", update=("acknowledged_at",)),
    "exchange_cursor": Grant("SIU"),
    "person": Grant("SIU"),
    "person_fact": Grant("SIUD"),
    # What the district answered to a value that was asked for.
    "correction_proposal": Grant("SU", update=_SETTLED),
}

# Managing the library: proposals, their approval and everything that an approval carries out.
_MANAGING: dict[str, Grant] = {
    **_FOLLOWING,
    **dict.fromkeys(
        (
            "address_change", "address_text_alias", "address_unknown", "address_subscriber", "address_code_map",
            "address_name", "address_place", "address_building", "address_room", "address_alias", "address_edition",
        ),
        Grant("SIU"),
    ),
    **dict.fromkeys(("address_history", "address_lineage", "address_notice"), Grant("SI")),
    **dict.fromkeys(("address_layout", "address_old_code"), Grant("SID")),
    "library_case": _READ,
    "person": Grant("SU"),
    "person_fact": Grant("SU"),
    "feed": Grant("I"),
}  # fmt: skip

_OFFICE: dict[str, Grant] = {
    **_MANAGING,
    "audit_entry": Grant("SI"),
    "library_access": Grant("SI"),
    "outbox": Grant("SIU", update=("acknowledged_at",)),
    "staff": Grant("SIU", _STAFF_SEEN, (*_STAFF_SEEN[1:], "password_hash", "former_hashes")),
    "role": Grant("SIU"),
    "setting": Grant("SIUD"),
    "calendar_year": Grant("SIU"),
    "calendar_day": Grant("SIUD"),
    "window": Grant("SIU"),
    "hall": Grant("SU", update=("name", "address", "enquiry_phone")),
    # An import of items brings the departments that implement them.
    "department": Grant("SI"),
    "correction_proposal": Grant("SIU"),
    **dict.fromkeys(
        ("item", "item_field", "item_material", "item_condition", "item_step", "bundle", "recommendation_rule"),
        Grant("SIUD"),
    ),
}  # fmt: skip

_DISTRICT: dict[str, Grant] = {
    "alembic_version": _READ,
    **dict.fromkeys(
        tuple(name for name in _REFERENCE if name.startswith("address_")),
        _READ,
    ),
    "installation": Grant("SIU"),
    "exchange_node": _READ,
    "inbox": Grant("SIU"),
    **_FOLLOWING,
    "address_unknown": Grant("SIU"),
    "cases": Grant("S", select=("id", "form")),
    "library_case": Grant("SIU"),
    "correction_proposal": Grant("SIU", update=_SETTLED),
    "feed": _READ,
    "person": _READ,
    "person_fact": Grant("SU"),
    "audit_entry": Grant("I"),
    "audit_head": Grant("SU", update=("seq", "digest")),
}

GRANTS: dict[Group, dict[str, Grant]] = {
    Group.WINDOW: _WINDOW,
    Group.EXCHANGE: _EXCHANGE,
    Group.OFFICE: _OFFICE,
    Group.DISTRICT: _DISTRICT,
}

SEQUENCES: dict[Group, tuple[str, ...]] = {
    Group.WINDOW: ("outbox_seq_seq", "address_batch_decision_id_seq"),
    Group.EXCHANGE: (),
    Group.OFFICE: ("outbox_seq_seq", "feed_seq_seq", "address_history_id_seq", "address_edition_id_seq"),
    Group.DISTRICT: (),
}

_WORDS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def rights_of(grant: Grant) -> list[str]:
    """The rights as GRANT names them: ``SELECT ("id", "name")``, ``INSERT``…"""
    narrowed = {"S": grant.select, "U": grant.update}
    return [_right(letter, narrowed.get(letter, ())) for letter in grant.rights]


def _right(letter: str, columns: tuple[str, ...]) -> str:
    if not columns:
        return _WORDS[letter]
    quoted = ", ".join('"' + one + '"' for one in columns)
    return f"{_WORDS[letter]} ({quoted})"
