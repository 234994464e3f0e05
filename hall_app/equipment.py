"""The window's equipment: readers' events become what screens understand, faults become words."""

from __future__ import annotations

from collections.abc import Callable

from devices import catalogue
from devices.driver import CardReader, ReaderConfig
from devices.events import (
    AppendedAddressRead,
    CardPresented,
    CardRemoved,
    ReaderEvent,
    ReaderFault,
    ReaderReady,
    ReaderRecovered,
)
from hall_app.clock import Clock
from hall_app.identity.judgement import card_facts
from hall_app.identity.reader_words import reader_words
from hall_app.settings import READER_PORT, Settings
from hall_app.status import (
    PART_READER,
    AddressAppended,
    CardLifted,
    CardRead,
    PartChanged,
    PartStatus,
    WindowEvent,
)

Publish = Callable[[WindowEvent], None]


class ReaderPost:
    """The card reader of a window, or its absence; ``status`` may be asked from any thread."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self._port = settings[READER_PORT]
        self._reader: CardReader | None = None
        self._publish: Publish = lambda _event: None
        self._emulated = False
        self.status = PartStatus(PART_READER, "读卡器", "idle", "未配")

    def start(self, publish: Publish) -> None:
        """Start the driver's thread where a port is configured; events are published from that thread."""
        if not self._port:
            return
        self._publish = publish
        self.status = PartStatus(PART_READER, "读卡器", "accent", "连接中")
        self._reader = catalogue.open_port(self._port, ReaderConfig(self._port, label="读卡器"))
        self._reader.start(self._on_event)

    def reread(self) -> None:
        """F5: read the card that lies there again."""
        if self._reader is not None:
            self._reader.reread()

    def stop(self, timeout_s: float) -> None:
        """Stop and join the driver's thread."""
        if self._reader is not None:
            self._reader.stop(timeout_s)

    def _on_event(self, event: ReaderEvent) -> None:
        if isinstance(event, CardPresented):
            now = self._clock.now()
            self._publish(CardRead(card_facts(event.identity, self._clock.today(), now), event.reader))
        elif isinstance(event, AppendedAddressRead):
            self._publish(AddressAppended(event.id_number or "", event.address))
        elif isinstance(event, CardRemoved):
            self._publish(CardLifted(event.reader))
        elif isinstance(event, ReaderReady):
            self._emulated = event.emulated
            self._change("ok", "正常")
        elif isinstance(event, ReaderRecovered):
            self._change("ok", "正常")
        elif isinstance(event, ReaderFault):
            words = reader_words(event.reason.value)
            self.status = PartStatus(
                PART_READER, "读卡器", "bad", words.short, words.fault, words.remedy, self._emulated
            )
            self._publish(PartChanged(self.status))

    def _change(self, tone: str, text: str) -> None:
        self.status = PartStatus(PART_READER, "读卡器", tone, text, emulated=self._emulated)
        self._publish(PartChanged(self.status))
