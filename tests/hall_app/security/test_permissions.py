"""Roles: the shipped ones are separated, and no change may join what must stay apart."""

from __future__ import annotations

import pytest

from db.security import Role
from hall_app.errors import InputRefused, NotPermitted
from hall_app.security.audit import verify
from hall_app.security.permissions import (
    AUDIT,
    PERMISSIONS,
    ROLES,
    SECURITY,
    SYSTEM,
    check_separation,
    role_definition,
    set_role_permissions,
)
from tests.hall_app.halls import SmallHall

BUSINESS = {"queue.call", "case.accept", "person.read", "person.search", "person.reveal", "case.review"}


def test_every_shipped_role_keeps_the_separation() -> None:
    for role in ROLES:
        check_separation(role.permissions)
        assert role.permissions <= PERMISSIONS.keys()


def test_the_three_administrators_share_nothing_and_do_no_business() -> None:
    assert not SYSTEM & SECURITY
    assert not SYSTEM & AUDIT
    assert not SECURITY & AUDIT
    for code in ("system_admin", "security_admin", "audit_admin"):
        role = role_definition(code)
        assert role is not None
        assert not role.permissions & BUSINESS


@pytest.mark.parametrize(
    "joined",
    [
        {"staff.manage", "roles.manage"},
        {"roles.manage", "audit.read"},
        {"staff.manage", "audit.verify"},
        {"staff.manage", "case.accept"},
        {"roles.manage", "person.read"},
        {"audit.read", "queue.call"},
        {"no.such"},
    ],
)
def test_what_may_not_be_joined(joined: set[str]) -> None:
    with pytest.raises(InputRefused):
        check_separation(frozenset(joined))


def test_a_role_is_changed_by_the_security_administrator_alone(hall: SmallHall) -> None:
    wanted = frozenset({"queue.call", "item.read"})
    with pytest.raises(NotPermitted):
        set_role_permissions(hall.store, hall.clerk(role="system_admin"), "counter", wanted, hall.clock)
    security = hall.clerk(role="security_admin")
    set_role_permissions(hall.store, security, "counter", wanted, hall.clock)
    with hall.store.reading() as session:
        assert session.get_one(Role, "counter").permissions == sorted(wanted)
    with pytest.raises(InputRefused):
        set_role_permissions(hall.store, security, "nobody", wanted, hall.clock)
    assert verify(hall.store).checked == 1
