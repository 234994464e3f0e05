"""The locks on the audit trail: rows may be added, never changed or taken away; the head only moves on by one.

A migration runs :func:`statements` after the tables exist.
"""

from __future__ import annotations

from sqlalchemy import Connection

GENESIS = "0" * 64
REFUSAL = "the audit trail is append-only"

_HEAD_ROW = f"INSERT INTO audit_head (id, seq, digest) VALUES (1, 0, '{GENESIS}')"


def statements(dialect: str) -> tuple[str, ...]:
    """The statements that guard the trail on ``sqlite`` or ``postgresql``, in order; ValueError for another."""
    if dialect == "sqlite":
        return (_HEAD_ROW, *_sqlite())
    if dialect == "postgresql":
        return (_HEAD_ROW, *_postgresql())
    raise ValueError(f"no audit guard for {dialect}")


def removal(dialect: str) -> tuple[str, ...]:
    """The statements that take the guard off again, for a migration's way down."""
    if dialect == "sqlite":
        names = (
            "audit_entry_update",
            "audit_entry_delete",
            "audit_entry_insert",
            "audit_head_update",
            "audit_head_delete",
            "audit_head_insert",
        )
        return tuple(f"DROP TRIGGER {name}" for name in names)
    return (
        "DROP TRIGGER audit_entry_guard ON audit_entry",
        "DROP TRIGGER audit_entry_truncate ON audit_entry",
        "DROP TRIGGER audit_head_guard ON audit_head",
        "DROP TRIGGER audit_head_remove ON audit_head",
        "DROP TRIGGER audit_head_truncate ON audit_head",
        "DROP FUNCTION audit_refuse()",
        "DROP FUNCTION audit_head_step()",
    )


def owner_bounds() -> tuple[str, ...]:
    """What even PostgreSQL's owner gives up; a database restored without its rights needs them again."""
    return (
        # Window roles get their rights by name elsewhere; nobody gets these by being public.
        "REVOKE ALL ON audit_entry, audit_head FROM PUBLIC",
        "REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM CURRENT_USER",
        "REVOKE INSERT, DELETE, TRUNCATE ON audit_head FROM CURRENT_USER",
    )


def install(connection: Connection) -> None:
    """Put the guard on; the tables exist and are empty."""
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def uninstall(connection: Connection) -> None:
    """Take the guard off."""
    for statement in removal(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _sqlite() -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    # INSERT OR REPLACE deletes without firing delete triggers unless recursive_triggers is on: refuse a taken number.
    return (
        f"CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry {refuse}",
        f"CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry {refuse}",
        "CREATE TRIGGER audit_entry_insert BEFORE INSERT ON audit_entry "
        f"WHEN EXISTS (SELECT 1 FROM audit_entry WHERE seq = NEW.seq) {refuse}",
        "CREATE TRIGGER audit_head_update BEFORE UPDATE ON audit_head "
        f"WHEN NEW.seq <> OLD.seq + 1 OR NEW.id <> OLD.id {refuse}",
        f"CREATE TRIGGER audit_head_delete BEFORE DELETE ON audit_head {refuse}",
        f"CREATE TRIGGER audit_head_insert BEFORE INSERT ON audit_head {refuse}",
    )


def _postgresql() -> tuple[str, ...]:
    return (
        f"CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE FUNCTION audit_head_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NEW.seq <> OLD.seq + 1 OR NEW.id <> OLD.id THEN RAISE EXCEPTION '{REFUSAL}'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER audit_entry_guard BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_head_guard BEFORE UPDATE ON audit_head "
        "FOR EACH ROW EXECUTE FUNCTION audit_head_step()",
        "CREATE TRIGGER audit_head_remove BEFORE INSERT OR DELETE ON audit_head "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_head_truncate BEFORE TRUNCATE ON audit_head "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
        *owner_bounds(),
    )
