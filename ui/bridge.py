"""Events from foreign threads (devices, change feed, excepthooks) as queued signals on the UI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from ui.receivers import Receiver

if TYPE_CHECKING:
    from collections.abc import Callable


class Bridge(QObject):
    """Made on the UI thread. Give `publish` away: calling it from any thread delivers the event here, in order.

    `subscribe(kind, method)` routes events by class to bound methods of QObjects; `event_arrived` carries them all.
    """

    event_arrived = Signal(object)
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._receivers: list[tuple[type, Receiver]] = []
        # Queued even from the UI thread: an event never runs inside the call that published it.
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)

    @property
    def publish(self) -> Callable[[Any], None]:
        """A plain callable for drivers and feeds; safe from any thread, silent after `close`."""

        def publish(event: Any) -> None:
            if self._open and isValid(self):
                self._posted.emit(event)

        return publish

    def subscribe(self, kind: type, method: Callable[[Any], object]) -> None:
        """Call `method(event)` on the UI thread for events of a class. Raises TypeError for no bound method."""
        self._receivers.append((kind, Receiver(method)))

    def close(self) -> None:
        """Drop whatever still comes; call after the threads have been joined."""
        self._open = False

    @Slot(object)
    def _on_posted(self, event: object) -> None:
        if not self._open:
            return
        self.event_arrived.emit(event)
        for entry in list(self._receivers):
            kind, receiver = entry
            if isinstance(event, kind) and not receiver.call(event):
                self._receivers.remove(entry)
