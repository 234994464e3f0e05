"""Write a migration from the difference between the models and a database brought to the newest one.

python scripts/new_migration.py "add the lending desk"
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from db.engine import open_engine, writing_engine
from db.migration import _config, upgrade


def main() -> None:
    message = sys.argv[1]
    number = len(list((Path("db/migrations/versions")).glob("[0-9]*.py"))) + 1
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/new.db")
        if number > 1:
            upgrade(engine)
        config = _config()
        with writing_engine(engine).begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message=message, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    main()
