"""The imported library held open for a window's questions: one engine, one question at a time, reread when it changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from db.address_edition import reading_directly
from db.address_loading import newest_edition
from db.errors import StoreError
from db.session import Store
from hall_app.addresses.completing import Completer
from hall_app.addresses.desk_values import LibraryState
from hall_app.addresses.engine import Engine
from hall_app.store_faults import explained

LOOK_AGAIN_S = 5.0


class AddressLibrary:
    """Any thread; questions wait for each other, which takes milliseconds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._open: tuple[Engine, Completer] | None = None
        self._state = LibraryState()
        self._looked = 0.0
        self._stale = True

    @contextmanager
    def opened(self) -> Iterator[tuple[Engine, Completer]]:
        """The engine and the completer of the library in force. Raises Unavailable."""
        with self._lock, explained():
            self._look()
            try:
                with reading_directly(self._store):
                    if self._open is None:
                        engine = Engine(self._store)
                        self._open = engine, Completer(engine)
                    yield self._open
            except StoreError:
                self._drop()  # the connection it held may be gone: the next question opens anew
                raise

    def state(self) -> LibraryState:
        """What is imported now."""
        with self.opened():
            return self._state

    def refresh(self) -> None:
        """Read everything again at the next question."""
        self._stale = True

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._drop()

    def _look(self) -> None:
        """Notice another process's import within seconds, and what this one changed at once."""
        now = monotonic()
        if not self._stale and now - self._looked < LOOK_AGAIN_S:
            return
        found = newest_edition(self._store)
        state = LibraryState(*found) if found else LibraryState()
        if self._stale or state != self._state:
            self._drop()
        self._state, self._looked, self._stale = state, now, False

    def _drop(self) -> None:
        if self._open is not None:
            self._open[0].close()
            self._open = None
