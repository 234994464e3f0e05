"""Addresses on cards that the library cannot place go to the queue of unknown ones: behind the reception's back, once."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from hall_app.errors import HallError

if TYPE_CHECKING:
    from db.session import Store
    from hall_app.addresses.answers import Translation
    from hall_app.clock import Clock
    from hall_app.security.clerk import Clerk

# What a card sets off on the screen comes first; opening a large library would take the processor from it.
REST_S = 3.0
MOST_WAITING = 50
MOST_KEPT = 1000
PERMISSION = "address.read"
_log = logging.getLogger(__name__)


class CardAddresses:
    """A thread of its own, started with the first card. ``place`` reads a text, None where no library is imported."""

    def __init__(
        self, store: Store, place: Callable[[str], Translation | None], clock: Clock, rest_s: float = REST_S
    ) -> None:
        self._store, self._place, self._clock, self._rest_s = store, place, clock, rest_s
        self._waiting: queue.Queue[tuple[Clerk, str] | None] = queue.Queue(MOST_WAITING)
        self._met: set[str] = set()
        self._stopped = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def meet(self, clerk: Clerk, text: str | None) -> None:
        """A card bears this address. Returns at once; any thread. Texts met before by this window are passed over."""
        if not text or text in self._met or self._stopped.is_set() or not clerk.may(PERMISSION):
            return
        if len(self._met) >= MOST_KEPT:
            self._met.clear()
        self._met.add(text)
        try:
            self._waiting.put_nowait((clerk, text))
        except queue.Full:
            self._met.discard(text)  # the next card that bears it is in time
            return
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="card addresses", daemon=True)
                self._thread.start()

    def close(self, timeout_s: float = 5.0) -> None:
        """Stop after the text at hand; what still waits is dropped."""
        self._stopped.set()
        thread = self._thread
        if thread is not None:
            with contextlib.suppress(queue.Full):  # then it is busy, and sees that it is stopped
                self._waiting.put_nowait(None)
            thread.join(timeout_s)

    def _run(self) -> None:
        while (asked := self._waiting.get()) is not None:
            if self._stopped.wait(self._rest_s):
                return
            try:
                self._judge(*asked)
            except HallError as error:
                self._met.discard(asked[1])
                _log.warning("an address on a card could not be judged: %s", error.message)

    def _judge(self, clerk: Clerk, text: str) -> None:
        from hall_app.addresses.managing.unknown import of_this_district, send_unknown, unplaced

        if not of_this_district(text):
            return
        made = self._place(text)
        if made is not None and unplaced(made):
            send_unknown(self._store, clerk, text, "card", tuple(made.codes), clock=self._clock)
