"""Kinds of readers, imported on demand; makers' own drivers join by the entry point `hall_app.drivers`.

Nothing of a driver is imported before it is asked for: the counter starts without pyscard and without libusb.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol, runtime_checkable

from devices.driver import CardReader, ReaderConfig, ReaderError, Usability
from devices.events import FaultReason

ENTRY_POINT_GROUP = "hall_app.drivers"


@runtime_checkable
class DriverFactory(Protocol):
    """What a driver offers; entry points load to an object like this."""

    def usable(self) -> Usability:
        """Whether the driver can run on this machine; never raises for what is missing."""
        ...

    def create(self, config: ReaderConfig) -> CardReader:
        """A reader that is not started yet. Raises ReaderError."""
        ...


BUILT_IN: Mapping[str, str] = {
    "sam-serial": "devices.sam.kinds:SERIAL",
    "sam-usb": "devices.sam.kinds:USB",
    "sam-hid": "devices.sam.kinds:HID",
    "pcsc": "devices.pcsc.kinds:PCSC",
}


def kinds() -> tuple[str, ...]:
    """Built-in kinds first, then those of installed makers' drivers."""
    return (*BUILT_IN, *sorted(name for name in _entry_points() if name not in BUILT_IN))


def kind_of_port(address: str) -> str:
    """The kind that opens an address: `usb:…`, `hid:…`, anything else is a serial line."""
    scheme = address.partition(":")[0]
    return {"usb": "sam-usb", "hid": "sam-hid"}.get(scheme, "sam-serial")


def usable(kind: str) -> Usability:
    """Whether a kind can run here; an unknown kind or a driver that cannot be loaded is not usable."""
    try:
        return _factory(kind).usable()
    except ReaderError as error:
        return Usability(False, error.detail)


def create_reader(kind: str, config: ReaderConfig) -> CardReader:
    """A reader of that kind. Raises ReaderError(DRIVER_MISSING) with what is missing in `detail`."""
    factory = _factory(kind)
    state = factory.usable()
    if not state.ok:
        raise ReaderError(FaultReason.DRIVER_MISSING, state.reason)
    return factory.create(config)


def open_port(address: str, config: ReaderConfig | None = None) -> CardReader:
    """The reader behind a port's address. Raises ReaderError."""
    return create_reader(kind_of_port(address), config or ReaderConfig(address))


def _entry_points() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}


def _factory(kind: str) -> DriverFactory:
    try:
        factory = _load(kind)
    except (ImportError, AttributeError) as error:
        missing = getattr(error, "name", None) or type(error).__name__
        raise ReaderError(FaultReason.DRIVER_MISSING, f"{kind}: {missing}") from error
    if not isinstance(factory, DriverFactory):
        raise ReaderError(FaultReason.DRIVER_MISSING, f"{kind}: no driver")
    return factory


def _load(kind: str) -> object:
    target = BUILT_IN.get(kind)
    if target is not None:
        module, _, name = target.partition(":")
        return getattr(import_module(module), name)
    point = _entry_points().get(kind)
    if point is None:
        raise ReaderError(FaultReason.DRIVER_MISSING, f"{kind}: unknown kind")
    return point.load()
