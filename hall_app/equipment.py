"""The window's card readers: their events become what screens understand, their faults become words.

A window may have a reader on a port and PC/SC readers besides; each is a part of the status bar with a state of
its own, and the cards of all go the same way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from devices import catalogue
from devices.driver import CardReader, ReaderConfig, ReaderError
from devices.events import (
    AppendedAddressRead,
    CardIdentity,
    CardLeftLying,
    CardPresented,
    CardRemoved,
    ReaderEvent,
    ReaderFault,
    ReaderReady,
    ReaderRecovered,
)
from hall_app.clock import Clock
from hall_app.identity.judgement import card_facts
from hall_app.identity.photos import PhotoReader
from hall_app.identity.reader_words import LEFT_LYING, ReaderWords, reader_words
from hall_app.settings import ALL_READERS, CARD_LYING_S, READER_NAME, READER_PORT, Settings
from hall_app.status import (
    PART_CARD_READER,
    PART_READER,
    AddressAppended,
    CardLifted,
    CardRead,
    PartChanged,
    PartStatus,
    PhotoRead,
    WindowEvent,
)

Publish = Callable[[WindowEvent], None]
Take = Callable[[CardIdentity, str], None]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReaderPlace:
    """Which reader a post looks after: the part it is in the status bar, its kind and its address."""

    part: str
    name: str
    kind: str
    address: str


class ReaderPost:
    """One reader and its state; ``status`` may be asked from any thread."""

    def __init__(self, place: ReaderPlace, lying_s: float, take: Take, publish: Publish) -> None:
        self._place = place
        self._lying_s = lying_s
        self._take = take
        self._publish = publish
        self._reader: CardReader | None = None
        self._ready = self._emulated = False
        self._fault: ReaderWords | None = None
        self._lying: set[str] = set()
        self.status = PartStatus(place.part, place.name, "accent", "连接中")

    def start(self) -> None:
        """Start the driver's thread; a driver that cannot be had is a state like any other."""
        place = self._place
        config = ReaderConfig(place.address, label=place.name, lying_s=self._lying_s)
        try:
            self._reader = catalogue.create_reader(place.kind, config)
        except ReaderError as error:
            _log.warning("reader %s: %s %s", place.part, error.reason.value, error.detail)
            self._fault = reader_words(error.reason.value, place.kind)
            self._tell()
            return
        self._reader.start(self._on_event)

    def reread(self) -> None:
        """Ask the driver for the card that lies there; start it first where it could not be had before."""
        if self._reader is None:
            self.start()
        if self._reader is not None:
            self._reader.reread()

    def stop(self, timeout_s: float) -> None:
        """Stop and join the driver's thread."""
        if self._reader is not None:
            self._reader.stop(timeout_s)

    def _on_event(self, event: ReaderEvent) -> None:
        """In the driver's thread."""
        match event:
            case CardPresented(identity=identity, reader=reader):
                # A locked card tells its number alone; the fault that follows says what to do.
                if identity.name or identity.id_number:
                    self._take(identity, reader)
                self._lying.discard(reader)
            case AppendedAddressRead(id_number=number, address=address):
                self._publish(AddressAppended(number or "", address))
            case CardLeftLying(reader=reader):
                self._lying.add(reader)
            case CardRemoved(reader=reader):
                self._lying.discard(reader)
                self._publish(CardLifted(reader))
            case ReaderReady(emulated=emulated):
                # A fault lasts until the driver says that it is over.
                self._ready, self._emulated = True, emulated
            case ReaderRecovered():
                self._fault = None
            case ReaderFault(reason=reason):
                self._fault = reader_words(reason.value, self._place.kind)
        self._tell()

    def _tell(self) -> None:
        status = self._present()
        if status != self.status:
            self.status = status
            self._publish(PartChanged(status))

    def _present(self) -> PartStatus:
        part, name, words = self._place.part, self._place.name, self._fault
        if words is None and self._lying:
            words = LEFT_LYING
        if words is not None:
            tone = "warn" if words.of_card else "bad"
            return PartStatus(
                part, name, tone, words.short, words.fault, words.remedy, self._emulated, words.actions
            )
        text = "正常" if self._ready else "连接中"
        return PartStatus(part, name, "ok" if self._ready else "accent", text, emulated=self._emulated)


class CardReaders:
    """All card readers of a window, or their absence."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self._publish: Publish = lambda _event: None
        self._photos = PhotoReader(settings)
        self._decoding: ThreadPoolExecutor | None = None
        lying_s = float(settings[CARD_LYING_S])
        self._posts = [ReaderPost(place, lying_s, self._take, self._forward) for place in places(settings)]

    @property
    def statuses(self) -> tuple[PartStatus, ...]:
        """The state of each reader; any thread."""
        if not self._posts:
            return (PartStatus(PART_READER, "读卡器", "idle", "未配"),)
        return tuple(post.status for post in self._posts)

    def start(self, publish: Publish) -> None:
        """Start the drivers' threads; events are published from them."""
        self._publish = publish
        if self._photos.library is not None:
            self._decoding = ThreadPoolExecutor(1, thread_name_prefix="photo")
        for post in self._posts:
            post.start()

    def reread(self) -> None:
        """F5, 重新检测: ask every reader for the card that lies there; any thread, the answer is an event."""
        for post in self._posts:
            post.reread()

    def stop(self, timeout_s: float) -> None:
        """Stop and join the drivers' threads."""
        for post in self._posts:
            post.stop(timeout_s)
        if self._decoding is not None:
            # A decoding under way ends by its own time limit.
            self._decoding.shutdown(wait=False, cancel_futures=True)

    def _forward(self, event: WindowEvent) -> None:
        self._publish(event)

    def _take(self, identity: CardIdentity, reader: str) -> None:
        """The identity at once; the photo follows when its decoder is done."""
        facts = card_facts(identity, self._clock.today(), self._clock.now(), self._photos.note(identity))
        self._publish(CardRead(facts, reader))
        if self._decoding is not None and self._photos.worth_decoding(identity):
            decoding = self._decoding.submit(self._photos.read, identity)
            decoding.add_done_callback(lambda done: self._tell_photo(facts.id_number, done))

    def _tell_photo(self, id_number: str, done: Future[tuple[bytes | None, str]]) -> None:
        if not done.cancelled():
            picture, note = done.result()
            self._publish(PhotoRead(id_number, picture, note))


def places(settings: Settings) -> tuple[ReaderPlace, ...]:
    """The readers this machine is set up for: one on a port, and those of PC/SC by name (``*`` takes all)."""
    found: list[ReaderPlace] = []
    port, name = settings[READER_PORT].strip(), settings[READER_NAME].strip()
    if port:
        found.append(ReaderPlace(PART_READER, "读卡器", catalogue.kind_of_port(port), port))
    if name:
        address = "" if name == ALL_READERS else name
        found.append(ReaderPlace(PART_CARD_READER, "社保卡读卡器", "pcsc", address))
    return tuple(found)
