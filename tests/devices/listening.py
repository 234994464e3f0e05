"""Collects what a reader publishes, and waits for what a test expects of it."""

from __future__ import annotations

import queue
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from devices.events import ReaderEvent, ReaderFault

E = TypeVar("E")


class Listener:
    """Give `put` to a reader's `start`."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[ReaderEvent] = queue.SimpleQueue()
        self.seen: list[ReaderEvent] = []

    def put(self, event: ReaderEvent) -> None:
        self._events.put(event)

    def expect(
        self, kind: type[E], timeout_s: float = 15.0, where: Callable[[E], bool] = lambda _: True
    ) -> E:
        """The next event of a kind; those before it are kept in `seen`. Raises AssertionError."""
        deadline = monotonic() + timeout_s
        passed: list[str] = []
        while True:
            try:
                event = self._events.get(timeout=max(deadline - monotonic(), 0))
            except queue.Empty:
                raise AssertionError(f"no {kind.__name__}, only {passed}") from None
            self.seen.append(event)
            if isinstance(event, kind) and where(event):
                return event
            passed.append(repr(event))

    def expect_fault(self, reason: str, timeout_s: float = 15.0) -> ReaderFault:
        return self.expect(ReaderFault, timeout_s, lambda fault: fault.reason == reason)

    def drain(self) -> list[ReaderEvent]:
        """What has come without waiting."""
        fresh: list[ReaderEvent] = []
        while not self._events.empty():
            fresh.append(self._events.get())
        self.seen += fresh
        return fresh
