"""Bringing a database to the schema of this version, and refusing one from a newer version."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from db.engine import writing_engine
from db.errors import StoreError, StoreFault
from db.session import fault_of

_SCRIPTS = Path(__file__).parent / "migrations"


def newest_revision() -> str:
    """The revision this version of the product works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("there is no migration")
    return head


def upgrade(engine: Engine) -> bool:
    """Bring the database to the newest schema in one transaction; tell whether anything changed.

    Raises StoreError: TOO_NEW when a later version of the product made it, and the outside causes.
    """
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    try:
        with writing_engine(engine).begin() as connection:
            found = _revision_of(connection)
            if found is not None and found not in known:
                raise StoreError(StoreFault.TOO_NEW, found)
            if found == scripts.get_current_head():
                return False
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise StoreError(fault, type(error.orig).__name__) from error
    return True


def require_newest(engine: Engine) -> None:
    """Check that the database has this version's schema, changing nothing.

    Raises StoreError: OUTDATED when it is older or empty, TOO_NEW when a later version made it, and the outside causes.
    """
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    try:
        with engine.connect() as connection:
            found = _revision_of(connection)
    except DBAPIError as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise StoreError(fault, type(error.orig).__name__) from error
    if found is not None and found not in known:
        raise StoreError(StoreFault.TOO_NEW, found)
    if found != newest_revision():
        raise StoreError(StoreFault.OUTDATED, found or "empty")


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
