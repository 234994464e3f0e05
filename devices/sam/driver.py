"""The driver of SAM readers: polls, reads, watches the card leave, and comes back from every fault by itself."""

from __future__ import annotations

import threading
from time import monotonic, sleep

from devices.driver import CardReader, ReaderConfig, ReaderError, deadline_after
from devices.events import (
    CARD_REASONS,
    AppendedAddressRead,
    CardIdentity,
    CardKind,
    CardLeftLying,
    CardPresented,
    CardRemoved,
    FaultReason,
    ReaderReady,
)
from devices.sam.link import Cancelled, LineError, SamLink
from devices.sam.session import FINAL_CARD_FAULTS, CardError, SamError, SamSession
from devices.sam.transport import OpenTransport, Transport, TransportError

CARD_FAULT_PAUSE_S = 0.5
"""Between two tries at a card that cannot be read."""
ONE_READ_STRIKES = 3
"""Line faults after which a single read gives up before its time is over."""
LAID_AGAIN_S = 1.5
"""How long a single read waits for a card that was lifted too early."""
WITH_APPENDED_ADDRESS = frozenset({CardKind.RESIDENT, CardKind.HMT_RESIDENCE})


class SamReader(CardReader):
    """A reader with a SAM, over any transport."""

    def __init__(self, config: ReaderConfig, open_transport: OpenTransport) -> None:
        super().__init__(config)
        self._open_transport = open_transport
        self._nudge = threading.Event()
        self._reread_wanted = threading.Event()
        self._ready = False
        self._presented: CardIdentity | None = None
        self._presented_at = 0.0
        self._told_lying = False
        self._card_fault_at = 0.0

    def reread(self) -> None:
        self._reread_wanted.set()
        self._nudge.set()

    def _wake(self) -> None:
        self._nudge.set()

    # the thread

    def _serve(self) -> None:
        try:
            transport = self._open_transport()
        except TransportError as error:
            self._lose_port(error)
            return
        try:
            self._converse(SamSession(SamLink(transport, self._stopping.is_set), self.config.baud))
        except TransportError as error:
            self._lose_port(error)
        except (LineError, SamError) as fault:
            self._ready = self._ready and fault.reason is not FaultReason.SILENT
            self._raise_fault(fault.reason, fault.detail)
        except Cancelled:
            pass
        finally:
            transport.close()

    def _converse(self, session: SamSession) -> None:
        greeting = session.greet()
        if not self._ready:
            self._ready = True
            self._tell(ReaderReady(self.name, greeting.sam_id, greeting.emulated))
        # A card that was read before this port was opened is found by no polling.
        if self._presented is None:
            self._read(session, lying=True)
        while not self._stopping.is_set():
            if self._reread_wanted.is_set():
                self._reread_wanted.clear()
                self._read(session, lying=True, asked=True)
            pause = self._watch_card(session) if self._presented is not None else self._poll(session)
            self._nudge.wait(pause)
            self._nudge.clear()

    def _poll(self, session: SamSession) -> float:
        try:
            found = session.find()
        except CardError as fault:
            return self._note_card_fault(fault)
        if found:
            return self._read(session)
        held = monotonic() - self._card_fault_at < self.config.card_fault_hold_s
        if not (self._fault in CARD_REASONS and held):
            self._clear_fault()
        return self.config.poll_s

    def _read(self, session: SamSession, lying: bool = False, asked: bool = False) -> float:
        try:
            identity = session.read_lying() if lying else session.read_found()
        except CardError as fault:
            return self._note_card_fault(fault)
        if identity is not None:
            self._present(session, identity)
        elif asked:
            self._lose_card()
            return self._note_card_fault(CardError(FaultReason.NO_CARD))
        return 0.0

    def _present(self, session: SamSession, identity: CardIdentity) -> None:
        self._presented, self._presented_at, self._told_lying = identity, monotonic(), False
        self._clear_fault()
        # Published before anything else is asked of the card: the clerk waits for this.
        self._tell(CardPresented(identity, self.name))
        if identity.kind in WITH_APPENDED_ADDRESS:
            address = session.appended_address()
            if address is None:
                return
            if address:
                self._tell(AppendedAddressRead(identity.id_number, address, self.name))

    def _watch_card(self, session: SamSession) -> float:
        if not session.is_present():
            self._lose_card()
            return 0.0
        self._clear_fault()
        if not self._told_lying and monotonic() - self._presented_at >= self.config.lying_s:
            self._told_lying = True
            self._tell(CardLeftLying(self.name))
        return self.config.presence_s

    def _note_card_fault(self, fault: CardError) -> float:
        self._card_fault_at = monotonic()
        self._raise_fault(fault.reason, fault.detail)
        return CARD_FAULT_PAUSE_S

    def _lose_card(self) -> None:
        if self._presented is not None:
            self._presented = None
            self._tell(CardRemoved(self.name))

    def _lose_port(self, error: TransportError) -> None:
        self._lose_card()
        reason = error.reason
        if self._ready and reason is FaultReason.PORT_MISSING:
            reason = FaultReason.UNPLUGGED
        if reason is FaultReason.PORT_MISSING and self._fault is FaultReason.UNPLUGGED:
            return
        self._ready = False
        self._raise_fault(reason, error.detail)

    # a single read

    def read_one(self, timeout: float) -> CardIdentity:
        deadline = deadline_after(timeout)
        try:
            transport = self._open_transport()
        except TransportError as error:
            raise ReaderError(error.reason, error.detail) from None
        try:
            return self._read_until(transport, deadline)
        except TransportError as error:
            raise ReaderError(error.reason, error.detail) from None
        finally:
            transport.close()

    def _read_until(self, transport: Transport, deadline: float) -> CardIdentity:
        session = SamSession(SamLink(transport, deadline=deadline), self.config.baud)
        patience = _Patience(deadline)
        greeted = False
        while True:
            try:
                if not greeted:
                    session.greet()
                    greeted = True
                    identity = session.read_lying()
                else:
                    identity = session.read_found() if session.find() else None
                if identity is not None:
                    return identity
                patience.no_card()
            except (LineError, SamError) as fault:
                if not (greeted and isinstance(fault, LineError) and fault.cut_short):
                    greeted = False
                    patience.strike(fault)
            except CardError as fault:
                patience.card(fault)
            patience.check()
            sleep(min(self.config.poll_s, max(deadline - monotonic(), 0)))


class _Patience:
    """When a single read gives up, and with which reason."""

    def __init__(self, deadline: float) -> None:
        self._give_up_at = deadline
        self._strikes = 0
        self._line_error: ReaderError | None = None
        self._card_error: ReaderError | None = None
        self._reading_error: ReaderError | None = None

    def no_card(self) -> None:
        self._strikes = 0
        self._line_error = None

    def strike(self, fault: LineError | SamError) -> None:
        self._strikes += 1
        self._line_error = ReaderError(fault.reason, fault.detail)
        if isinstance(fault, LineError) and fault.of_card:
            self._reading_error = self._line_error
        if self._strikes >= ONE_READ_STRIKES:
            raise self._line_error

    def card(self, fault: CardError) -> None:
        error = ReaderError(fault.reason, fault.detail)
        if fault.reason in FINAL_CARD_FAULTS or self._card_error is not None:
            raise error
        self._card_error = error
        self._give_up_at = min(self._give_up_at, monotonic() + LAID_AGAIN_S)

    def check(self) -> None:
        """Raises ReaderError when the time is over."""
        if monotonic() >= self._give_up_at:
            heard = self._line_error or self._card_error or self._reading_error
            raise heard or ReaderError(FaultReason.NO_CARD)
