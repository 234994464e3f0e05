"""Each window's machine tells its hall how its devices stand, so that one page shows those of every window."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from uuid import UUID

from db import equipment_queries as queries
from db.equipment import DeviceState
from db.errors import StoreError
from db.session import Store
from hall_app.clock import Clock
from hall_app.device_line import DeviceLine
from hall_app.security.clerk import Clerk

EVERY_S = 60.0
"""How often a machine says that it is there."""
STALE_S = 3 * EVERY_S
"""After how long without a word its devices count as not heard of."""
_GATHER_S = 0.5
_log = logging.getLogger(__name__)


class DeviceReporter:
    """A thread of its own: reports at once when a part changed, and every minute. Nothing waits for it."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        lines: Callable[[], tuple[DeviceLine, ...]],
        *,
        every_s: float = EVERY_S,
        gather_s: float = _GATHER_S,
    ) -> None:
        self._store, self._clock, self._lines = store, clock, lines
        self._every_s, self._gather_s = every_s, gather_s
        self._place: tuple[UUID, UUID] | None = None
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="device-report", daemon=True)

    def start(self) -> None:
        """Begin; nothing is reported before a window is open."""
        self._thread.start()

    def open_window(self, clerk: Clerk) -> None:
        """From now on this machine is that window; without a window it reports nothing."""
        self._place = (clerk.hall_id, clerk.window_id) if clerk.window_id is not None else None
        self.wake()

    def wake(self) -> None:
        """A part changed; any thread."""
        self._wake.set()

    def stop(self, timeout_s: float) -> None:
        """End and join."""
        self._ending.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def report(self) -> bool:
        """Write the present states; False without a window. Raises StoreError."""
        place = self._place
        if place is None:
            return False
        hall_id, window_id = place
        states = [_state(hall_id, line) for line in self._lines()]
        with self._store.writing() as session:
            queries.report(session, window_id, states, self._clock.now())
        return True

    def _run(self) -> None:
        while not self._ending.is_set():
            self._wake.wait(self._every_s)
            # What changes together is one report.
            self._ending.wait(self._gather_s)
            self._wake.clear()
            if self._ending.is_set():
                return
            try:
                self.report()
            except StoreError as error:
                _log.warning("device report: database %s", error.fault.value)
            except Exception:  # noqa: BLE001  (a worker's border: the page of devices never ends a window)
                _log.exception("device report")


def _state(hall_id: UUID, line: DeviceLine) -> DeviceState:
    return DeviceState(
        part=line.part, hall_id=hall_id, name=line.name, tone=line.tone, text=line.text, fault=line.fault,
        remedy="。".join(line.fixes), model=line.model, port=line.port, emulated=line.emulated,
    )  # fmt: skip
