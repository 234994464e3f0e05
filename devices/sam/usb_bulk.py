"""The original SAM over USB (0400:C35A, vendor class, bulk); pyusb only where a real device is opened.

Two descriptions exist and the descriptor tells which holds: with two pairs of pipes the seven bytes of preamble
and length go over the first pair and the rest over the second (the SAM_V document); with one pair the whole
frame does (working programs).
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, Protocol

from devices.events import FaultReason
from devices.sam.protocol import HEADER_SIZE, MAX_LENGTH, PREAMBLE
from devices.sam.transport import MAX_DISCARDED, WRITE_TIMEOUT_S, TransportError, reason_of_opening

VENDOR_ID = 0x0400
PRODUCT_ID = 0xC35A
PACKET_SIZE = 64
DIRECTION_IN = 0x80
SHORTEST_WAIT_MS = 1


class UsbTimeout(Exception):  # noqa: N818  an ordinary outcome of a wait
    """Nothing was transferred in the time given."""


class UsbLost(Exception):  # noqa: N818  told on as a TransportError
    """The device has gone."""


class BulkDevice(Protocol):
    """The little of a USB device that is needed; times in milliseconds."""

    def bulk_endpoints(self) -> list[int]:
        """Addresses of the bulk pipes in the descriptor's order."""
        ...

    def write(self, endpoint: int, data: bytes, timeout_ms: int) -> None:
        """Raises UsbTimeout, UsbLost."""
        ...

    def read(self, endpoint: int, size: int, timeout_ms: int) -> bytes:
        """Raises UsbTimeout, UsbLost."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Pipes:
    """Which pipes carry the header and the body; the same ones where there is a single pair."""

    header_out: int
    body_out: int
    header_in: int
    body_in: int

    @property
    def are_split(self) -> bool:
        return self.header_in != self.body_in


def choose_pipes(endpoints: list[int]) -> Pipes:
    """One pair of pipes or two. Raises TransportError when there is no pair."""
    out = [address for address in endpoints if not address & DIRECTION_IN]
    into = [address for address in endpoints if address & DIRECTION_IN]
    if not out or not into:
        raise TransportError(FaultReason.PORT_UNUSABLE, "no bulk pipes")
    if len(out) >= 2 and len(into) >= 2:
        return Pipes(out[0], out[1], into[0], into[1])
    return Pipes(out[0], out[0], into[0], into[0])


class UsbTransport:
    """Frames over the pipes of a device."""

    def __init__(self, device: BulkDevice) -> None:
        self._device = device
        self._pipes = choose_pipes(device.bulk_endpoints())
        self._body_left = 0

    def write(self, frame: bytes) -> None:
        pipes = self._pipes
        pieces = [(pipes.header_out, frame)]
        if pipes.are_split:
            pieces = [(pipes.header_out, frame[:HEADER_SIZE]), (pipes.body_out, frame[HEADER_SIZE:])]
        for endpoint, piece in pieces:
            try:
                self._device.write(endpoint, piece, int(WRITE_TIMEOUT_S * 1000))
            except UsbTimeout as error:
                raise TransportError(FaultReason.SILENT, "write time-out") from error
            except UsbLost as error:
                raise TransportError(FaultReason.UNPLUGGED) from error

    def read(self, timeout_s: float) -> bytes:
        endpoint = self._pipes.body_in if self._body_left else self._pipes.header_in
        try:
            data = self._device.read(endpoint, PACKET_SIZE, max(int(timeout_s * 1000), SHORTEST_WAIT_MS))
        except UsbTimeout:
            return b""
        except UsbLost as error:
            raise TransportError(FaultReason.UNPLUGGED) from error
        if not data:
            # An empty packet ends a transfer; it must not make the caller spin.
            sleep(SHORTEST_WAIT_MS / 1000)
        if self._pipes.are_split:
            self._follow(data)
        return data

    def _follow(self, data: bytes) -> None:
        if self._body_left:
            self._body_left = max(self._body_left - len(data), 0)
        elif len(data) >= HEADER_SIZE and data.startswith(PREAMBLE):
            length = int.from_bytes(data[len(PREAMBLE) : HEADER_SIZE], "big")
            # A header pipe that also carries the body has less or nothing to follow.
            self._body_left = max(length - (len(data) - HEADER_SIZE), 0) if length <= MAX_LENGTH else 0

    def discard_input(self) -> None:
        deadline = monotonic() + WRITE_TIMEOUT_S
        for endpoint in dict.fromkeys((self._pipes.header_in, self._pipes.body_in)):
            self._drain(endpoint, deadline)
        self._body_left = 0

    def _drain(self, endpoint: int, deadline: float) -> None:
        dropped = 0
        while dropped < MAX_DISCARDED and monotonic() < deadline:
            try:
                data = self._device.read(endpoint, PACKET_SIZE, SHORTEST_WAIT_MS)
            except UsbTimeout:
                return
            except UsbLost as error:
                raise TransportError(FaultReason.UNPLUGGED) from error
            dropped += max(len(data), 1)

    def set_baud(self, baud: int) -> bool:  # noqa: ARG002  a bus without rates
        return False

    def close(self) -> None:
        self._device.close()


def has_backend() -> bool:
    """Whether libusb is there."""
    from usb.backend import libusb1

    return libusb1.get_backend() is not None


def parse_address(address: str) -> tuple[int, int]:
    """`usb:` or `usb:VID:PID`. Raises TransportError."""
    text = address.removeprefix("usb:")
    if text in ("", "auto"):
        return VENDOR_ID, PRODUCT_ID
    try:
        vendor, product = (int(part, 16) for part in text.split(":"))
    except ValueError:
        raise TransportError(FaultReason.PORT_UNUSABLE, "usb:VID:PID") from None
    return vendor, product


def open_usb(address: str) -> UsbTransport:
    """Find, claim and open the device. Raises TransportError."""
    import usb.core

    vendor, product = parse_address(address)
    try:
        found: Any = usb.core.find(idVendor=vendor, idProduct=product)
        if found is None:
            raise TransportError(FaultReason.PORT_MISSING, f"{vendor:04X}:{product:04X}")
        return UsbTransport(PyusbDevice(found))
    except usb.core.NoBackendError as error:
        raise TransportError(FaultReason.DRIVER_MISSING, "libusb-1.0") from error
    except usb.core.USBError as error:
        raise TransportError(reason_of_opening(error.errno), f"errno {error.errno}") from error


class PyusbDevice:
    """A `BulkDevice` over pyusb, holding interface 0."""

    def __init__(self, device: Any) -> None:
        import usb.util

        self._device = device
        self._release = lambda: usb.util.dispose_resources(device)
        self._endpoints: list[int] = []
        try:
            if device.is_kernel_driver_active(0):
                device.detach_kernel_driver(0)
        except NotImplementedError:
            pass  # a system without kernel drivers to take off, as Windows
        interface = device.get_active_configuration()[(0, 0)]
        usb.util.claim_interface(device, 0)
        self._endpoints = [
            pipe.bEndpointAddress
            for pipe in interface
            if usb.util.endpoint_type(pipe.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        ]

    def bulk_endpoints(self) -> list[int]:
        return self._endpoints

    def write(self, endpoint: int, data: bytes, timeout_ms: int) -> None:
        self._transfer(lambda: self._device.write(endpoint, data, timeout_ms))

    def read(self, endpoint: int, size: int, timeout_ms: int) -> bytes:
        return bytes(self._transfer(lambda: self._device.read(endpoint, size, timeout_ms)))

    def _transfer(self, act: Any) -> Any:
        import usb.core

        try:
            return act()
        except usb.core.USBTimeoutError as error:
            raise UsbTimeout from error
        except usb.core.USBError as error:
            raise UsbLost from error

    def close(self) -> None:
        self._release()
