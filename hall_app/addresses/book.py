"""The address library as everybody else asks it: the engine, old names, old codes, and what became of them.

Opened on the newest state; :attr:`AddressBook.stale` tells when a change was approved since.
"""

from __future__ import annotations

import re
from dataclasses import replace

from db import address_changes_queries as queries
from db import address_entries as entry_rows
from db.session import Store
from hall_app.addresses.engine import Engine, Translation
from hall_app.addresses.managing.changes import Elements
from hall_app.addresses.managing.lineage import CodeState, answer_code
from hall_app.addresses.text_aliases import Meant, TextAliases

_CODE = re.compile(r"(?<![0-9])(?:[0-9]{25}|[0-9]{19})(?![0-9])")
MOST_CODES = 5


class AddressBook:
    """Translates texts and codes to living codes. One thread at a time; close it when done."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.reading() as session:
            self._stamp = queries.library_stamp(session)
        self.engine = Engine(store)
        self._texts = TextAliases(self.engine.lookup.text_aliases())

    @property
    def stale(self) -> bool:
        """Whether the library changed since this was opened: then close it and open another."""
        with self._store.reading() as session:
            return queries.library_stamp(session) != self._stamp

    def close(self) -> None:
        """Give the database connection back."""
        self.engine.close()

    def translate(self, text: str) -> Translation:
        """The living code that a text names; old names and old codes mean their successors. Never raises on a text."""
        if (found := _CODE.search(text)) is not None:
            return self._by_code(found[0])
        meant = self._texts.find(text) if self._texts else None
        made = self._by_alias(meant) if meant is not None else None
        return made or self.engine.translate(text)

    def _by_code(self, code: str) -> Translation:
        made = self.engine.translate(code)
        if made.method == "code" and made.codes:
            return made
        with self._store.reading() as session:
            answer = answer_code(session, code)
        codes = list(answer.living[:MOST_CODES])
        method = "old_code" if answer.state is not CodeState.UNKNOWN else "code"
        reason = {CodeState.RETIRED: ("retired",), CodeState.UNKNOWN: ("unknown_code",)}.get(answer.state, ())
        sure = len(answer.living) == 1
        return replace(
            made, codes=codes, auto=sure, confidence=1.0 if codes else 0.0, method=method, reasons=reason,
            level=_level(codes[0]) if sure else None,
        )  # fmt: skip

    def _by_alias(self, meant: Meant) -> Translation | None:
        """What an alias means, with the room behind it read in each of its buildings; None if it means nothing now."""
        with self._store.reading() as session:
            rows = entry_rows.entries(session, meant.codes)
        living = [code for code in meant.codes if code in rows and rows[code].status == "valid"]
        if not living:
            return None
        pieces = tuple(("alias", code, 0.0) for code in living)
        if not meant.rest:
            sure = len(living) == 1
            return Translation(
                living[:MOST_CODES], sure, _level(living[0]) if sure else None, None, None,
                1.0 if sure else 0.5, "alias", () if sure else ("close",), pieces, None,
            )  # fmt: skip
        read = [self.engine.translate(_text(rows[code]) + meant.rest) for code in living[:MOST_CODES]]
        sure = [made for made in read if made.auto and "room_absent" not in made.reasons]
        best = sure or read
        codes = list(dict.fromkeys(code for made in best for code in made.codes))[:MOST_CODES]
        if len(best) == 1:
            return replace(best[0], method="alias" if best[0].codes else best[0].method)
        return replace(best[0], codes=codes, auto=False, method="alias", reasons=("close",), pieces=pieces)


def _text(row: entry_rows.EntryRow) -> str:
    return Elements(
        row.street, row.community, row.road, row.roadno, row.area, row.lane, row.label, row.unit, row.floor, row.house
    ).text()  # fmt: skip


def _level(code: str) -> str:
    return "room" if len(code) > 19 else "building"
