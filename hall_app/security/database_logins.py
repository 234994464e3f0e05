"""Database logins of a hall on PostgreSQL: one for each window's machine, one for each office, made by the owner.

The operator runs these with the owner's database URL; no window ever holds it.
"""

from __future__ import annotations

import getpass
import secrets
from dataclasses import dataclass

from db import database_roles as roles
from db import security_queries as queries
from db.grants import Group
from db.places import Hall
from db.session import Session, Store
from hall_app.errors import InputRefused
from hall_app.security.audit import Actor, record
from hall_app.store_faults import explained


@dataclass(frozen=True, slots=True, repr=False)
class NewLogin:
    """A login as made; the password is shown once and stands nowhere else."""

    role_name: str
    password: str


@explained()
def apply_rights(store: Store) -> None:
    """Make the groups and give each exactly its rights; again after every upgrade. Raises InputRefused, Unavailable."""
    with store.writing() as session:
        _require_postgresql(session)
        roles.apply_grants(session)
        _recorded(session, "database.rights", "groups")


@explained()
def add_window_login(store: Store, number: str, *, exchange: bool = True) -> NewLogin:
    """Make or renew the login of a window's machine; with ``exchange`` it also keeps step with the district.

    Raises InputRefused, Unavailable.
    """
    with store.writing() as session:
        _require_postgresql(session)
        hall = _hall(session)
        window = roles.window_by_number(session, hall.id, number)
        if window is None:
            raise InputRefused(f"没有 {number} 号窗口", "请核对窗口号", "number")
        groups = (Group.WINDOW, Group.EXCHANGE) if exchange else (Group.WINDOW,)
        login = NewLogin(_name(session, f"w{number}"), secrets.token_urlsafe(24))
        holder = roles.window_of_login(session, login.role_name)
        if holder is not None and holder.id != window.id:
            # The window was given another number since: its machine still comes in by this login.
            raise InputRefused(
                f"账号 {login.role_name} 现在是 {holder.number} 号窗口的机器在用",
                f"请先运行 hall-app db roles window {holder.number}，写进那台机器，再 hall-app db roles drop {login.role_name}",
                "number",
            )
        roles.apply_grants(session)
        roles.put_login(session, login.role_name, login.password, groups, hall.id, window.id)
        _recorded(session, "database.login", login.role_name)
        return login


@explained()
def add_office_login(store: Store, name: str) -> NewLogin:
    """Make or renew the login of an office's machine (administrators, reviewers). Raises InputRefused, Unavailable."""
    with store.writing() as session:
        _require_postgresql(session)
        login = NewLogin(_name(session, f"o_{name}"), secrets.token_urlsafe(24))
        roles.apply_grants(session)
        groups = (Group.OFFICE, Group.EXCHANGE)
        roles.put_login(session, login.role_name, login.password, groups, _hall(session).id)
        _recorded(session, "database.login", login.role_name)
        return login


@explained()
def add_district_login(store: Store, name: str) -> NewLogin:
    """Make or renew the login under which a district's database serves the exchange. Raises InputRefused, Unavailable."""
    with store.writing() as session:
        _require_postgresql(session)
        login = NewLogin(_name(session, f"d_{name}"), secrets.token_urlsafe(24))
        roles.apply_grants(session)
        roles.put_login(session, login.role_name, login.password, (Group.DISTRICT,), None)
        _recorded(session, "database.login", login.role_name)
        return login


@explained()
def drop_login(store: Store, role_name: str) -> None:
    """Remove a login. Raises InputRefused, Unavailable."""
    with store.writing() as session:
        _require_postgresql(session)
        if not role_name.startswith(_name(session, "")) or not roles.drop_login(session, role_name):
            raise InputRefused(f"没有 {role_name} 这个数据库账号", "请用 hall-app db roles list 核对", "role")
        _recorded(session, "database.login_drop", role_name)


@explained()
def list_logins(store: Store) -> tuple[roles.LoginRole, ...]:
    """The windows and offices that have a login. Raises InputRefused, Unavailable."""
    with store.reading() as session:
        _require_postgresql(session)
        return roles.logins(session)


def _hall(session: Session) -> Hall:
    hall = queries.only_hall(session)
    if hall is None:
        raise InputRefused("库里还没有大厅", "请先导入大厅，或用 hall-app demo 建立演示大厅")
    return hall


def _require_postgresql(session: Session) -> None:
    if not roles.is_postgresql(session):
        raise InputRefused("本机库没有数据库账号", "只有 PostgreSQL 大厅库才分窗口设账号")


def _name(session: Session, suffix: str) -> str:
    try:
        return roles.role_named(session, suffix)
    except ValueError as error:
        raise InputRefused("账号名只能用小写字母、数字和下划线", "请换一个名称", "name") from error


def _recorded(session: Session, action: str, role: str) -> None:
    record(session, Actor(f"os:{getpass.getuser()}"), action, "database_role", role)
