"""Row-level security of a hall's PostgreSQL database, and the two functions through which a log-in meets a password.

Policies rest on ``current_user`` (one login role per window): a session cannot choose who it is. The owner of the
tables is not bound by them. A migration runs :func:`install` after the tables exist; SQLite has one user and no policies.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, inspect

MINE = "(SELECT {column} FROM database_login WHERE role_name = CAST(current_user AS text))"
_HALL = "hall_id = " + MINE.format(column="hall_id")
_WINDOW = "window_id = " + MINE.format(column="window_id")
_CASE = "EXISTS (SELECT 1 FROM cases c WHERE c.id = case_id)"
_BATCH = "EXISTS (SELECT 1 FROM address_batch b WHERE b.id = batch_id)"

# Table → what a session may see and write of it. A table named in a condition brings its own policy with it.
POLICIES: dict[str, str] = {
    "database_login": "role_name = CAST(current_user AS text)",
    "hall": "id = " + MINE.format(column="hall_id"),
    "window": _HALL,
    "staff": f"hall_id IS NULL OR {_HALL}",
    "ticket": _HALL,
    "ticket_event": "EXISTS (SELECT 1 FROM ticket t WHERE t.id = ticket_id)",
    "cases": _HALL,
    "case_step": _CASE,
    "case_material": _CASE,
    "issued_document": _CASE,
    "draft": _WINDOW,
    "scanned_page": f"(case_id IS NOT NULL AND {_CASE}) OR EXISTS (SELECT 1 FROM draft d WHERE d.id = draft_id)",
    # A job of no window (a number taken at the guide's desk) is anybody's to print.
    "print_job": f"window_id IS NULL OR {_WINDOW}",
    # The whole hall may read how its devices stand; each window writes its own (see CHECKS).
    "device_state": _HALL,
    "item_use": _WINDOW,
    "number_block": _WINDOW,
    # A batch belongs to a member of staff of this hall; its rows to the batch.
    "address_batch": "EXISTS (SELECT 1 FROM staff s WHERE s.id = staff_id)",
    "address_batch_row": _BATCH,
    "address_batch_decision": _BATCH,
}

# Where writing is narrower than reading: what a row must be before and after it is changed.
CHECKS: dict[str, str] = {"device_state": f"{_HALL} AND {_WINDOW}"}

# Permissions whose holders' hashes no window may meet: administrators log in at an office's machine.
_ADMINISTRATION = (
    "staff.manage",
    "settings.edit",
    "devices.manage",
    "practice.manage",
    "roles.manage",
    "policies.edit",
    "audit.read",
    "audit.verify",
)

# Inside the functions current_user is the owner and session_user who called.
_MAY_MEET = """(
        pg_has_role(session_user, current_user, 'MEMBER')
        OR EXISTS (
            SELECT 1 FROM database_login l, role r
            WHERE l.role_name = CAST(session_user AS text) AND r.code = s.role_code
            AND (s.hall_id IS NULL OR s.hall_id = l.hall_id)
            AND (l.kind = 'office' OR NOT CAST(r.permissions AS jsonb) ?| ARRAY[{administration}])
        )
    )"""

_SECRET = """CREATE FUNCTION staff_secret(p_staff_no text) RETURNS TABLE (secret text, former json)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        -- Stands in the server's log even where the caller rolls back.
        RAISE LOG 'hall-app: password hash asked for by %%', session_user;
        RETURN QUERY SELECT s.password_hash, s.former_hashes FROM staff s WHERE s.staff_no = p_staff_no AND {may_meet};
    END $$"""

_REPLACE = """CREATE FUNCTION staff_secret_replace(p_staff_no text, p_against text, p_fresh text, p_former json, p_set_at timestamptz)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        UPDATE staff s SET password_hash = p_fresh,
            former_hashes = CASE WHEN p_set_at IS NULL THEN former_hashes ELSE p_former END,
            password_set_at = COALESCE(p_set_at, password_set_at),
            must_change = must_change AND p_set_at IS NULL
        WHERE s.staff_no = p_staff_no AND s.password_hash = p_against AND {may_meet};
        RETURN FOUND;
    END $$"""

FUNCTIONS = ("staff_secret(text)", "staff_secret_replace(text, text, text, json, timestamptz)")


def install(connection: Connection) -> None:
    """Put policies and functions on; nothing to do on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    there = set(inspect(connection).get_table_names())
    for statement in _statements([table for table in POLICIES if table in there]):
        connection.exec_driver_sql(statement)


def guard(connection: Connection, tables: Sequence[str]) -> None:
    """Put the policies of tables on that a later migration made; nothing to do on SQLite."""
    if connection.dialect.name == "postgresql":
        for statement in _policies(tables):
            connection.exec_driver_sql(statement)


def uninstall(connection: Connection) -> None:
    """Take policies and functions off."""
    if connection.dialect.name != "postgresql":
        return
    for function in FUNCTIONS:
        connection.exec_driver_sql(f"DROP FUNCTION {function}")
    there = set(inspect(connection).get_table_names())
    for table in (one for one in POLICIES if one in there):
        connection.exec_driver_sql(f'DROP POLICY {table}_own ON "{table}"')
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')


def _policies(tables: Sequence[str]) -> list[str]:
    found: list[str] = []
    for table in tables:
        condition = POLICIES[table]
        check = CHECKS.get(table, condition)
        found.append(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        found.append(f'CREATE POLICY {table}_own ON "{table}" USING ({condition}) WITH CHECK ({check})')
        if table in CHECKS:
            found.append(
                f'CREATE POLICY {table}_change ON "{table}" AS RESTRICTIVE FOR UPDATE USING ({check})'
            )
    return found


def _statements(tables: Sequence[str]) -> list[str]:
    found = _policies(tables)
    may_meet = _MAY_MEET.format(administration=", ".join(f"'{one}'" for one in _ADMINISTRATION))
    found.extend(text.format(may_meet=may_meet) for text in (_SECRET, _REPLACE))
    found.extend(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC" for function in FUNCTIONS)
    return found
