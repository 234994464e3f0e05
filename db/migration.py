"""Bringing a database to the schema of this version, and refusing one from a newer version."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from db.engine import writing_engine
from db.errors import StoreError, StoreFault
from db.session import fault_of

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS = Path(__file__).parent / "migrations"


def newest_revision() -> str:
    """The revision this version of the product works with: the chain is linear, its files are numbered."""
    return max(path.name.partition("_")[0] for path in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def upgrade(engine: Engine) -> bool:
    """Bring the database to the newest schema in one transaction; tell whether anything changed.

    Raises StoreError: TOO_NEW when a later version of the product made it, and the outside causes.
    """
    if _stands_at(engine) == newest_revision():
        return False
    from alembic import command  # a third of a second to load, so only when there is something to do
    from alembic.script import ScriptDirectory

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
    if _stands_at(engine) == newest_revision():
        return
    from alembic.script import ScriptDirectory

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


def _stands_at(engine: Engine) -> str | None:
    """The revision in the database by one query; None where there is none or it cannot be told."""
    try:
        with engine.connect() as connection:
            return connection.scalar(text("SELECT version_num FROM alembic_version"))
    except DBAPIError:
        return None  # no such table, or a fault that the way with Alembic names properly


def _revision_of(connection: Connection) -> str | None:
    from alembic.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    # Alembic keeps its options as a ConfigParser, to which a single % means something.
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
