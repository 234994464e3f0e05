"""The SAM readers of the catalogue, one for each transport."""

from __future__ import annotations

import os
from importlib.util import find_spec

from devices.driver import CardReader, ReaderConfig, Usability
from devices.sam.driver import SamReader


class SerialKind:
    """`/dev/ttyUSB0`, `COM3`, a pseudo-terminal, or `socket://HOST:PORT`."""

    def usable(self) -> Usability:
        return _needs("serial")

    def create(self, config: ReaderConfig) -> CardReader:
        from devices.sam.transport import open_serial, open_socket

        address = config.address
        if address.startswith("socket://"):
            return SamReader(config, lambda: open_socket(address))
        return SamReader(config, lambda: open_serial(address, config.baud))


class UsbKind:
    """`usb:` for the first 0400:C35A, or `usb:VID:PID` in hexadecimal."""

    def usable(self) -> Usability:
        state = _needs("usb")
        if not state.ok:
            return state
        from devices.sam.usb_bulk import has_backend

        return Usability(True) if has_backend() else Usability(False, "libusb-1.0")

    def create(self, config: ReaderConfig) -> CardReader:
        from devices.sam.usb_bulk import open_usb

        return SamReader(config, lambda: open_usb(config.address))


class HidKind:
    """`hid:/dev/hidrawN`; Linux only."""

    def usable(self) -> Usability:
        return Usability(True) if os.name == "posix" else Usability(False, "hidraw")

    def create(self, config: ReaderConfig) -> CardReader:
        from devices.sam.hid_reports import open_hidraw

        return SamReader(config, lambda: open_hidraw(config.address.removeprefix("hid:")))


def _needs(module: str) -> Usability:
    return Usability(True) if find_spec(module) is not None else Usability(False, module)


SERIAL = SerialKind()
USB = UsbKind()
HID = HidKind()
