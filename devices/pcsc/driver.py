"""The driver of PC/SC readers: its own wait loop, which survives the service and the readers coming and going."""

from __future__ import annotations

import queue
import re
import threading
from dataclasses import dataclass
from time import monotonic

from devices.driver import CardReader, ReaderConfig, ReaderError, deadline_after
from devices.events import (
    CARD_REASONS,
    CardIdentity,
    CardLeftLying,
    CardPresented,
    CardRemoved,
    FaultReason,
    ReaderEvent,
    ReaderFault,
    ReaderReady,
    ReaderRecovered,
)
from devices.pcsc.apdu import ApduError
from devices.pcsc.connection import (
    ACCESS_DENIED,
    PLUG_AND_PLAY,
    REMOVED,
    RESET,
    UNRESPONSIVE,
    ScardContext,
    ScardError,
    SlotState,
    scard,
)
from devices.pcsc.social_card import (
    CardRefusedError,
    NotSocialCardError,
    read_social_card,
)

WAIT_MS = 500
"""Longest wait before a stop, a lying card or a vanished service is looked for."""
ATTEMPTS = 2
TORN_RETRIES = 3
"""Tries at a card that failed while the service still sees one: it may have been laid anew unnoticed."""
_COUNTED = re.compile(r"(.*) [0-9A-F]{2} ([0-9A-F]{2})")
"""pcsc-lite's names: model, number among the readers of that model, slot; both in hexadecimal."""
EMULATED_ATR_MARK = b"SSCARD-VIRT"
EMULATED_READER = "Virtual PCD"


@dataclass(slots=True)
class _Slot:
    """What is known of one reader: its raw state for the next wait, and its card since when."""

    raw: int
    present: bool = False
    mute: bool = False
    count: int = 0
    presented_at: float | None = None
    told_lying: bool = False
    retries_left: int = 0


class _CardError(Exception):
    def __init__(self, reason: FaultReason, detail: str = "", identity: CardIdentity | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.detail = detail
        self.identity = identity


class PcscReader(CardReader):
    """All PC/SC readers whose name begins with, or contains, the configured one.

    A locked card is presented with its number alone, followed by the fault CARD_LOCKED.
    """

    def __init__(self, config: ReaderConfig) -> None:
        super().__init__(config)
        self._context: ScardContext | None = None
        self._context_lock = threading.Lock()
        self._slots: dict[str, _Slot] = {}
        self._reread_wanted = threading.Event()
        self._ready: set[str] = set()
        self._card_fault_at = 0.0
        self.is_reading = False

    def reread(self) -> None:
        self._reread_wanted.set()
        self._wake()

    def _wake(self) -> None:
        with self._context_lock:
            if self._context is not None:
                self._context.cancel()

    # the thread

    def _serve(self) -> None:
        try:
            context = ScardContext()
        except ScardError as error:
            self._lose_all()
            self._raise_fault(_service_reason(error), str(error))
            return
        with self._context_lock:
            self._context = context
        try:
            self._watch(context)
        except ScardError as error:
            # Whatever the code: a service that goes away answers with several (RPC error, access denied).
            self._lose_all()
            self._raise_fault(FaultReason.PCSC_SERVICE_MISSING, str(error))
        finally:
            with self._context_lock:
                self._context = None
            context.release()

    def _watch(self, context: ScardContext) -> None:
        plug_and_play = 0
        while not self._stopping.is_set():
            self._follow_readers(self._matching(context.readers()))
            known = {name: slot.raw for name, slot in self._slots.items()}
            states = context.wait({**known, PLUG_AND_PLAY: plug_and_play}, WAIT_MS)
            if states is None:
                self._retry_torn(context)
            for state in states or ():
                if state.reader == PLUG_AND_PLAY:
                    plug_and_play = state.raw
                elif state.reader in self._slots:
                    self._follow_slot(context, state)
            if self._reread_wanted.is_set():
                self._reread_wanted.clear()
                self._read_again(context)
            self._look_for_lying()
            self._let_card_fault_pass()

    def _matching(self, names: list[str]) -> list[str]:
        wanted = self.config.address
        if wanted in names:
            return [wanted]
        beginning = [name for name in names if name.startswith(wanted)]
        contained = [name for name in names if wanted.lower() in name.lower()]
        return beginning or contained or self._counted_anew(names)

    def _counted_anew(self, names: list[str]) -> list[str]:
        """The first of the wanted model and slot, whatever its number among its twins: that changes with every plug."""
        wanted = _COUNTED.fullmatch(self.config.address)
        if wanted is None:
            return []
        twins = [
            name
            for name in names
            if (found := _COUNTED.fullmatch(name)) and found.groups() == wanted.groups()
        ]
        return twins[:1]

    def _follow_readers(self, names: list[str]) -> None:
        for gone in [name for name in self._slots if name not in names]:
            self._lose(gone)
        for name in names:
            self._slots.setdefault(name, _Slot(scard.SCARD_STATE_UNAWARE))
        if not names:
            self._ready.clear()
            self._raise_fault(FaultReason.PCSC_NO_READER, self.config.address)
            return
        if self._fault not in CARD_REASONS:
            self._clear_fault()
        for name in names:
            if name not in self._ready:
                self._ready.add(name)
                self._tell(ReaderReady(name, None, name.startswith(EMULATED_READER)))

    def _follow_slot(self, context: ScardContext, state: SlotState) -> None:
        slot = self._slots[state.reader]
        # Two changes between two looks are another card.
        replaced = slot.present and state.present and state.count - slot.count >= 2
        arrived = state.present and (not slot.present or slot.mute and not state.mute)
        slot.raw, slot.present, slot.count, slot.mute = state.raw, state.present, state.count, state.mute
        if not state.present or replaced:
            self._card_gone(state.reader, slot)
        if arrived or replaced:
            slot.retries_left = TORN_RETRIES
            if state.mute:
                self._raise_card_fault(FaultReason.CARD_MUTE)
            else:
                self._read(context, state.reader, state.atr)

    def _read(self, context: ScardContext, reader: str, atr: bytes) -> None:
        self.is_reading = True
        try:
            identity = _read_card(context, reader, atr)
        except _CardError as error:
            if error.identity is not None:
                self._present(reader, error.identity)
            if error.reason is not FaultReason.CARD_TORN_AWAY:
                self._slots[reader].retries_left = 0
            self._raise_card_fault(error.reason, error.detail)
            return
        finally:
            self.is_reading = False
        self._present(reader, identity)

    def _raise_card_fault(self, reason: FaultReason, detail: str = "") -> None:
        self._card_fault_at = monotonic()
        self._raise_fault(reason, detail)

    def _present(self, reader: str, identity: CardIdentity) -> None:
        slot = self._slots[reader]
        slot.presented_at, slot.told_lying, slot.retries_left = monotonic(), False, 0
        self._clear_fault()
        self._tell(CardPresented(identity, reader))

    def _read_again(self, context: ScardContext) -> None:
        present = [name for name, slot in self._slots.items() if slot.present]
        if not present:
            self._raise_card_fault(FaultReason.NO_CARD)
        for name in present:
            self._read(context, name, b"")

    def _retry_torn(self, context: ScardContext) -> None:
        for name, slot in self._slots.items():
            if slot.present and slot.retries_left and self._fault is FaultReason.CARD_TORN_AWAY:
                slot.retries_left -= 1
                self._read(context, name, b"")

    def _look_for_lying(self) -> None:
        for name, slot in self._slots.items():
            if slot.presented_at is None or slot.told_lying:
                continue
            if monotonic() - slot.presented_at >= self.config.lying_s:
                slot.told_lying = True
                self._tell(CardLeftLying(name))

    def _let_card_fault_pass(self) -> None:
        """The words about a card stay long enough to be read after it was taken out."""
        if self._fault not in CARD_REASONS or any(slot.present for slot in self._slots.values()):
            return
        if monotonic() - self._card_fault_at >= self.config.card_fault_hold_s:
            self._clear_fault()

    def _card_gone(self, reader: str, slot: _Slot) -> None:
        if slot.presented_at is not None:
            slot.presented_at = None
            self._tell(CardRemoved(reader))

    def _lose(self, reader: str) -> None:
        slot = self._slots.pop(reader)
        self._ready.discard(reader)
        slot.present = False
        self._card_gone(reader, slot)

    def _lose_all(self) -> None:
        for reader in list(self._slots):
            self._lose(reader)

    # a single read

    def read_one(self, timeout: float) -> CardIdentity:
        # In a thread of its own: a card that never answers holds the call, and no deadline ends it.
        events: queue.SimpleQueue[ReaderEvent] = queue.SimpleQueue()
        deadline = deadline_after(timeout)
        single = PcscReader(self.config)
        single.start(events.put)
        try:
            return _first_outcome(events, deadline)
        except ReaderError as error:
            if error.reason is FaultReason.NO_CARD and single.is_reading:
                raise ReaderError(FaultReason.CARD_MUTE, "no answer in time") from None
            raise
        finally:
            single.stop(max(min(1.0, deadline - monotonic()), 0.1))


def _first_outcome(events: queue.SimpleQueue[ReaderEvent], deadline: float) -> CardIdentity:
    presented: CardIdentity | None = None
    last = ReaderError(FaultReason.NO_CARD)
    # What passes by itself is waited out: a card torn away, and a service that starts again.
    passing = {FaultReason.CARD_TORN_AWAY}
    while True:
        try:
            event = events.get(timeout=max(deadline - monotonic(), 0.0))
        except queue.Empty:
            raise last from None
        match event:
            case CardPresented(identity=identity) if identity.id_number or identity.name:
                return identity
            case CardPresented(identity=identity):
                # Number alone: the fault that tells why follows at once.
                presented = identity
            case ReaderFault(reason=reason, detail=detail):
                last = ReaderError(reason, detail, presented)
                if reason not in passing:
                    raise last
            case ReaderReady():
                passing |= {FaultReason.PCSC_SERVICE_MISSING, FaultReason.PCSC_NO_READER}
            case ReaderRecovered() if last.reason not in CARD_REASONS:
                last = ReaderError(FaultReason.NO_CARD)
            case _:
                pass


def _read_card(context: ScardContext, reader: str, atr: bytes) -> CardIdentity:
    emulated = EMULATED_ATR_MARK in atr or reader.startswith(EMULATED_READER)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with context.connected(reader) as card:
                read = read_social_card(card.transmit, emulated)
        except ScardError as error:
            # Another program may have reset the card between the commands.
            if error.code == RESET and attempt < ATTEMPTS:
                continue
            raise _card_error(error) from None
        except NotSocialCardError as error:
            raise _CardError(FaultReason.UNKNOWN_CARD, str(error)) from None
        except (CardRefusedError, ApduError) as error:
            raise _CardError(FaultReason.CARD_UNREADABLE, str(error)) from None
        if read.locked:
            raise _CardError(FaultReason.CARD_LOCKED, f"version {read.version}", read.identity)
        return read.identity
    raise _CardError(FaultReason.CARD_UNREADABLE)


def _card_error(error: ScardError) -> _CardError:
    if error.code in REMOVED:
        return _CardError(FaultReason.CARD_TORN_AWAY, str(error))
    if error.code in UNRESPONSIVE:
        return _CardError(FaultReason.CARD_MUTE, str(error))
    if error.code in ACCESS_DENIED:
        return _CardError(FaultReason.NO_PERMISSION, str(error))
    return _CardError(FaultReason.CARD_UNREADABLE, str(error))


def _service_reason(error: ScardError) -> FaultReason:
    return FaultReason.NO_PERMISSION if error.code in ACCESS_DENIED else FaultReason.PCSC_SERVICE_MISSING


def list_readers() -> tuple[str, ...]:
    """Names of the PC/SC readers. Raises ReaderError(PCSC_SERVICE_MISSING or NO_PERMISSION)."""
    try:
        context = ScardContext()
    except ScardError as error:
        raise ReaderError(_service_reason(error), str(error)) from None
    try:
        return tuple(context.readers())
    except ScardError as error:
        raise ReaderError(_service_reason(error), str(error)) from None
    finally:
        context.release()
