"""The raw PC/SC calls, each result checked; nearly all of pyscard stands here.

pyscard's CardMonitor and ReaderMonitor are not used: their threads die when pcscd stops and never come back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from smartcard import scard as _scard

scard: Any = _scard
"""The bindings are generated and carry no types."""

PLUG_AND_PLAY = "\\\\?PnP?\\Notification"
"""Pseudo reader whose state changes with the list of readers."""


class ScardError(Exception):
    """A PC/SC call failed. `code` is its result as an unsigned number."""

    def __init__(self, call: str, result: int) -> None:
        self.code = result & 0xFFFFFFFF
        super().__init__(f"{call}: {self.code:08X}")


def _unsigned(name: str) -> int:
    return getattr(scard, name) & 0xFFFFFFFF


TIMEOUT = _unsigned("SCARD_E_TIMEOUT")
CANCELLED = _unsigned("SCARD_E_CANCELLED")
NO_READERS = _unsigned("SCARD_E_NO_READERS_AVAILABLE")
UNKNOWN_READER = _unsigned("SCARD_E_UNKNOWN_READER")
NOT_TRANSACTED = _unsigned("SCARD_E_NOT_TRANSACTED")
REMOVED = frozenset(
    _unsigned(name)
    for name in (
        "SCARD_W_REMOVED_CARD",
        "SCARD_E_NO_SMARTCARD",
        "SCARD_E_NOT_TRANSACTED",
        "SCARD_E_READER_UNAVAILABLE",
        "SCARD_F_COMM_ERROR",
    )
)
UNRESPONSIVE = frozenset({_unsigned("SCARD_W_UNRESPONSIVE_CARD"), _unsigned("SCARD_W_UNPOWERED_CARD")})
RESET = _unsigned("SCARD_W_RESET_CARD")
ACCESS_DENIED = frozenset({0x8010006A, 0x80100027})
"""SECURITY_VIOLATION and NO_ACCESS: a polkit rule is missing."""


@dataclass(frozen=True, slots=True)
class SlotState:
    """A reader as PC/SC sees it."""

    reader: str
    raw: int
    present: bool
    mute: bool
    atr: bytes

    @property
    def count(self) -> int:
        """Insertions and removals so far, where the service counts them."""
        return self.raw >> 16 & 0xFFFF


class ScardContext:
    """One connection to the service. One thread, but for `cancel`."""

    def __init__(self) -> None:
        """Raises ScardError when the service is not there."""
        result, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _check("SCardEstablishContext", result)

    def release(self) -> None:
        scard.SCardReleaseContext(self._context)

    def cancel(self) -> None:
        """End a wait of another thread."""
        scard.SCardCancel(self._context)

    def readers(self) -> list[str]:
        """Names in the service's order. Raises ScardError."""
        result, names = scard.SCardListReaders(self._context, [])
        if result & 0xFFFFFFFF == NO_READERS:
            return []
        _check("SCardListReaders", result)
        return list(names)

    def wait(self, known: dict[str, int], timeout_ms: int) -> list[SlotState] | None:
        """States after something changed against the `known` raw ones; None when the readers are to be listed anew.

        Raises ScardError.
        """
        result, states = scard.SCardGetStatusChange(self._context, timeout_ms, list(known.items()))
        if result & 0xFFFFFFFF in (TIMEOUT, CANCELLED, UNKNOWN_READER):
            return None
        _check("SCardGetStatusChange", result)
        return [_slot(name, event, atr) for name, event, atr in states]

    @contextmanager
    def connected(self, reader: str) -> Iterator[Card]:
        """A shared connection inside a transaction; the card is left as it is. Raises ScardError."""
        result, handle, protocol = scard.SCardConnect(
            self._context, reader, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        )
        _check("SCardConnect", result)
        try:
            _check("SCardBeginTransaction", scard.SCardBeginTransaction(handle))
            try:
                yield Card(handle, protocol)
            finally:
                scard.SCardEndTransaction(handle, scard.SCARD_LEAVE_CARD)
        finally:
            scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)


class Card:
    """A connected card."""

    def __init__(self, handle: int, protocol: int) -> None:
        self._handle = handle
        self._protocol = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0

    def transmit(self, command: bytes) -> bytes:
        """Raises ScardError."""
        result, response = scard.SCardTransmit(self._handle, self._protocol, list(command))
        _check("SCardTransmit", result)
        if not response:
            # Some drivers call a card pulled in the middle a success without an answer.
            raise ScardError("SCardTransmit", NOT_TRANSACTED)
        return bytes(byte & 0xFF for byte in response)


def _slot(name: str, event: int, atr: list[int]) -> SlotState:
    return SlotState(
        reader=name,
        raw=event & ~scard.SCARD_STATE_CHANGED & 0xFFFFFFFF,
        present=bool(event & scard.SCARD_STATE_PRESENT),
        mute=bool(event & scard.SCARD_STATE_MUTE),
        atr=bytes(byte & 0xFF for byte in atr),
    )


def _check(call: str, result: int) -> None:
    if result != scard.SCARD_S_SUCCESS:
        raise ScardError(call, result)
