"""The address library as managing asks it: the engine, and what became of a code that lives no more.

Opened on the newest state; :attr:`AddressBook.stale` tells when a change was approved since.
"""

from __future__ import annotations

import re

from db import address_changes_queries as queries
from db.session import Store
from hall_app.addresses.answers import Translation
from hall_app.addresses.deciding import ASKED_MOST
from hall_app.addresses.engine import Engine
from hall_app.addresses.managing.lineage import CodeState, answer_code

_CODE = re.compile(r"(?<![0-9])(?:[0-9]{25}|[0-9]{19})(?![0-9])")
MOST_CODES = 5


class AddressBook:
    """Translates texts and codes to living codes. One thread at a time; close it when done."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.reading() as session:
            self._stamp = queries.library_stamp(session)
        self.engine = Engine(store)

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
        made = self.engine.translate(text)
        found = _CODE.search(text)
        if found is None or (made.method == "code" and made.codes):
            return made
        with self._store.reading() as session:
            answer = answer_code(session, found[0])
        codes = list(answer.living[:MOST_CODES])
        known = answer.state is not CodeState.UNKNOWN
        reasons = () if codes else ("retired",) if known else ("unknown_code",)
        sure = len(answer.living) == 1
        return made._replace(
            codes=codes, auto=sure, confidence=1.0 if sure else ASKED_MOST if codes else 0.0, reasons=reasons,
            method="old_code" if known else "code", level=_level(codes[0]) if sure else None,
        )  # fmt: skip


def _level(code: str) -> str:
    return "room" if len(code) > 19 else "building"
