"""The contract of a card reader's driver, and the thread that owns its port from open to close."""

from __future__ import annotations

import logging
import threading
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from devices.events import CardIdentity, FaultReason, ReaderEvent, ReaderFault, ReaderRecovered

WAKE_EVERY_S = 0.02
LONGEST_READ_S = 3600.0

log = logging.getLogger(__name__)

Publish = Callable[[ReaderEvent], None]


def deadline_after(timeout_s: float) -> float:
    """A moment on the monotonic clock; what is no length of time (nan, negative) is now, at most an hour."""
    return monotonic() + (min(timeout_s, LONGEST_READ_S) if timeout_s > 0 else 0.0)


class ReaderError(Exception):
    """A single read that failed. `reason` is a code; `identity` is what could still be read, if anything."""

    def __init__(self, reason: FaultReason, detail: str = "", identity: CardIdentity | None = None) -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail
        self.identity = identity


@dataclass(frozen=True, slots=True)
class Usability:
    """Whether a driver can run on this machine; `reason` names what is missing, for technicians."""

    ok: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """Which reader, and how it is polled; times in seconds.

    `address` is a port (`/dev/ttyUSB0`, `COM3`, `socket://HOST:PORT`, `usb:`, `hid:/dev/hidraw0`) or the
    name of a PC/SC reader (its beginning is enough, empty takes every reader). `label` is the `reader` of
    the events.
    """

    address: str
    label: str = ""
    poll_s: float = 0.1
    presence_s: float = 0.2
    lying_s: float = 60.0
    reconnect_s: float = 0.5
    card_fault_hold_s: float = 3.0
    baud: int = 115200
    options: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.label or self.address


class CardReader(ABC):
    """A reader: events from one thread of its own between `start` and `stop`, or one blocking read."""

    def __init__(self, config: ReaderConfig) -> None:
        self.config = config
        self.name = config.name
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._publish: Publish | None = None
        self._fault: FaultReason | None = None

    def start(self, publish: Publish) -> None:
        """Begin; `publish` is called from the reader's thread. Raises RuntimeError when already running."""
        if self._thread is not None and self._thread.is_alive():
            raise RuntimeError("reader already started")
        self._stopping.clear()
        self._fault = None
        self._publish = publish
        self._thread = threading.Thread(target=self._run, name=f"reader {self.name}", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> bool:
        """End the thread and release the port; False when it did not end within `timeout` seconds."""
        self._stopping.set()
        thread = self._thread
        if thread is None:
            return True
        deadline = monotonic() + timeout
        while True:
            # Again and again: a wake between two waits is lost.
            self._wake()
            thread.join(WAKE_EVERY_S)
            if not thread.is_alive():
                break
            if monotonic() >= deadline:
                return False
        self._thread = None
        self._publish = None
        return True

    @abstractmethod
    def reread(self) -> None:
        """Read the card that lies there once more; any thread, returns at once, the answer is an event."""

    @abstractmethod
    def read_one(self, timeout: float) -> CardIdentity:
        """Read one card in the caller's thread within `timeout` seconds. Raises ReaderError."""

    @abstractmethod
    def _serve(self) -> None:
        """Open, poll, publish until stopped; returns to be called again after a break (port lost)."""

    def _wake(self) -> None:  # noqa: B027  most transports need nothing
        """Interrupt a wait of the thread, where the transport has one longer than a tick."""

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._serve()
            except Exception as error:  # noqa: BLE001  the device loop's border: a bug must not end the reader
                # The error's own text may quote a card, so only where it happened is told.
                trace = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
                log.error("reader %s: %s in its loop\n%s", self.name, type(error).__name__, trace)  # noqa: TRY400
                self._tell_failure(type(error).__name__)
            self._stopping.wait(self.config.reconnect_s)

    def _tell_failure(self, detail: str) -> None:
        try:
            self._raise_fault(FaultReason.DRIVER_FAILED, detail)
        except Exception as error:  # noqa: BLE001  the listener itself is what fails
            log.error("reader %s: its listener fails: %s", self.name, type(error).__name__)  # noqa: TRY400

    def _tell(self, event: ReaderEvent) -> None:
        if self._publish is not None and not self._stopping.is_set():
            self._publish(event)

    def _raise_fault(self, reason: FaultReason, detail: str = "") -> None:
        """Enter a fault; told once as long as it stays the same."""
        if self._fault is reason:
            return
        self._fault = reason
        log.warning("reader %s: %s %s", self.name, reason.value, detail)
        self._tell(ReaderFault(self.name, reason, detail))

    def _clear_fault(self) -> None:
        if self._fault is None:
            return
        self._fault = None
        log.info("reader %s: recovered", self.name)
        self._tell(ReaderRecovered(self.name))
