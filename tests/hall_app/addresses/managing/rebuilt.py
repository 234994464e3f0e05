"""The living library written out and imported afresh: what the engine's index must be worth at any time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from sqlalchemy import select

from db import address_entries as entry_rows
from db.addresses import AddressAlias, AddressBuilding, AddressRoom
from db.engine import open_engine
from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.addresses.managing.changes import Entry
from hall_app.addresses.managing.planning import entry_of
from tests.hall_app.addresses.managing.town import DAY
from tests.stacks.databases import TEST_KEY


def living_entries(store: Store) -> list[Entry]:
    """Every living building and room, a building before its rooms."""
    with store.reading() as session:
        codes = [
            *session.scalars(select(AddressBuilding.code).where(AddressBuilding.status == "valid")),
            *session.scalars(select(AddressRoom.code).where(AddressRoom.status == "valid")),
        ]
        # In the order of places: the engine asks places of equal cost in the order in which they were loaded.
        rows = sorted(entry_rows.entries(session, codes).values(), key=lambda row: (row.place_id, row.code))
        return [entry_of(row) for row in rows]


def rebuild(store: Store, folder: Path, template: Path) -> Store:
    """A fresh database with an index of the living library made from scratch."""
    entries, aliases = folder / "living.jsonl", folder / "living-aliases.jsonl"
    lines = [
        json.dumps({"code": e.code, "level": e.level, "el": e.elements.plain()})
        for e in living_entries(store)
    ]
    entries.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with store.reading() as session:
        rows = session.scalars(
            select(AddressAlias).where(AddressAlias.status == "valid").order_by(AddressAlias.id)
        ).all()
    fields = ("element", "alias", "name", "kind", "street", "community")
    aliases.write_text(
        "".join(json.dumps({f: getattr(row, f) for f in fields}) + "\n" for row in rows), encoding="utf-8"
    )
    path = folder / "rebuilt.db"
    shutil.copy(template, path)
    made = Store(open_engine(f"sqlite:///{path}", TEST_KEY))
    import_library(made, entries, aliases, DAY)
    return made
