"""Making and removing the login roles of a PostgreSQL database; run by its owner, who may create roles.

Roles belong to the whole cluster, so each is named after its database: ``hall_w08`` in the database ``hall``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from psycopg import sql
from sqlalchemy import Connection, delete, select, text
from sqlalchemy.dialects import postgresql

from db.audit_guard import owner_bounds
from db.grants import GRANTS, SEQUENCES, Group, rights_of
from db.places import Window
from db.row_guard import FUNCTIONS
from db.security import DatabaseLogin
from db.session import Session

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")
_LOG_IN = (Group.WINDOW, Group.OFFICE)


@dataclass(frozen=True, slots=True)
class LoginRole:
    """A login role: what it stands for and the window's number where it is one."""

    role_name: str
    kind: str
    window_number: str | None


def is_postgresql(session: Session) -> bool:
    """Whether there are roles at all."""
    return session.get_bind().dialect.name == "postgresql"


def role_named(session: Session, suffix: str) -> str:
    """The name of a role of this database. Raises ValueError when it would not be a plain name."""
    name = f"{session.scalar(text('SELECT current_database()'))}_{suffix}"
    if not _NAME.match(name):
        raise ValueError(f"no role can be called {name}")
    return name


def apply_grants(session: Session) -> None:
    """Make the groups where missing and give each exactly its rights; nothing is left to the public.

    Raises StoreError NO_RIGHT when the caller may not create roles or does not own the tables.
    """
    connection = session.connection()
    database = str(session.scalar(text("SELECT current_database()")))
    _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    _run(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    _run(connection, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC")
    for statement in owner_bounds():
        connection.exec_driver_sql(statement)
    for group, tables in GRANTS.items():
        role = role_named(session, group.value)
        _make_role(session, role)
        _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, role)
        _run(connection, "GRANT USAGE ON SCHEMA public TO {}", role)
        _run(connection, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}", role)
        _run(connection, "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}", role)
        for table, grant in tables.items():
            rights = sql.SQL(", ".join(rights_of(grant)))  # pyright: ignore[reportArgumentType]
            _execute(
                connection,
                sql.SQL("GRANT {} ON {} TO {}").format(rights, sql.Identifier(table), sql.Identifier(role)),
            )
        for sequence in SEQUENCES[group]:
            _run(connection, "GRANT USAGE ON SEQUENCE {} TO {}", sequence, role)
        if group in _LOG_IN:
            for function in FUNCTIONS:
                _execute(
                    connection,
                    sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(
                        sql.SQL(function), sql.Identifier(role)
                    ),
                )
    _run(connection, "GRANT {} TO {}", role_named(session, Group.WINDOW), role_named(session, Group.OFFICE))


def put_login(
    session: Session,
    role: str,
    password: str,
    groups: Sequence[Group],
    hall_id: UUID | None,
    window_id: UUID | None = None,
) -> None:
    """Make a login role or renew its password, a member of these groups and of nothing else, bound to hall and window.

    The password reaches the server as its SCRAM verifier alone, so that no log holds it.
    """
    connection = session.connection()
    _make_role(session, role)
    driver: Any = connection.connection.driver_connection
    verifier = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    _execute(
        connection,
        sql.SQL("ALTER ROLE {} LOGIN {} INHERIT PASSWORD {}").format(
            sql.Identifier(role), _taken_away(session, role), sql.Literal(verifier)
        ),
    )
    for group in Group:
        verb = "GRANT {} TO {}" if group in groups else "REVOKE {} FROM {}"
        _run(connection, verb, role_named(session, group.value), role)
    # A transaction left open would hold up the change feed and the cleaning of rows.
    _run(connection, "ALTER ROLE {} SET idle_in_transaction_session_timeout = '60s'", role)
    if hall_id is not None:
        kind = Group.OFFICE if Group.OFFICE in groups else Group.WINDOW
        values = {"kind": kind.value, "hall_id": hall_id, "window_id": window_id}
        statement = postgresql.insert(DatabaseLogin).values(role_name=role, **values)
        session.execute(statement.on_conflict_do_update(index_elements=["role_name"], set_=values))


def drop_login(session: Session, role: str) -> bool:
    """Remove a login role; tells whether there was one of this database."""
    if role in {role_named(session, group.value) for group in Group} or not _exists(session, role):
        return False
    session.execute(delete(DatabaseLogin).where(DatabaseLogin.role_name == role))
    _run(session.connection(), "DROP ROLE {}", role)
    return True


def logins(session: Session) -> tuple[LoginRole, ...]:
    """Every window and office with a login role, by name."""
    query = (
        select(DatabaseLogin.role_name, DatabaseLogin.kind, Window.number)
        .outerjoin(Window, Window.id == DatabaseLogin.window_id)
        .order_by(DatabaseLogin.role_name)
    )
    return tuple(LoginRole(*row) for row in session.execute(query))


def window_of_login(session: Session, role_name: str) -> Window | None:
    """The window whose machine comes in by this login."""
    query = select(Window).join(DatabaseLogin, DatabaseLogin.window_id == Window.id)
    return session.scalars(query.where(DatabaseLogin.role_name == role_name)).one_or_none()


def window_by_number(session: Session, hall_id: UUID, number: str) -> Window | None:
    """The hall's window of that number."""
    return session.scalars(
        select(Window).where(Window.hall_id == hall_id, Window.number == number)
    ).one_or_none()


def _exists(session: Session, role: str) -> bool:
    return bool(session.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role").bindparams(role=role)))


_POWERS: dict[str, LiteralString] = {
    "rolsuper": "NOSUPERUSER",
    "rolcreatedb": "NOCREATEDB",
    "rolcreaterole": "NOCREATEROLE",
    "rolreplication": "NOREPLICATION",
    "rolbypassrls": "NOBYPASSRLS",
}


def _taken_away(session: Session, role: str) -> sql.Composed:
    """The powers that a role of this name has and a login must not have, to be taken away.

    Only those: an owner who may create roles but is no superuser is refused for naming the others at all.
    """
    held = session.execute(
        text(f"SELECT {', '.join(_POWERS)} FROM pg_roles WHERE rolname = :role").bindparams(role=role)
    ).one()
    return sql.SQL(" ").join(sql.SQL(word) for word, has in zip(_POWERS.values(), held, strict=True) if has)


def _make_role(session: Session, role: str) -> None:
    if not _exists(session, role):
        _run(session.connection(), "CREATE ROLE {} NOLOGIN", role)


def _run(connection: Connection, template: str, *names: str) -> None:
    _execute(connection, sql.SQL(template).format(*[sql.Identifier(name) for name in names]))  # pyright: ignore[reportArgumentType]


def _execute(connection: Connection, statement: sql.Composed) -> None:
    driver: Any = connection.connection.driver_connection
    connection.exec_driver_sql(statement.as_string(driver).replace("%", "%%"))
