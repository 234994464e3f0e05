"""Kinds of readers are loaded on demand, and what is missing is told."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from devices import catalogue
from devices.driver import ReaderConfig, ReaderError, Usability
from devices.events import FaultReason
from devices.sam.driver import SamReader


class VendorKind:
    def usable(self) -> Usability:
        return Usability(False, "libvendor.so")

    def create(self, config: ReaderConfig) -> SamReader:
        raise AssertionError("not usable")


VENDOR = VendorKind()


def test_built_in_kinds() -> None:
    assert catalogue.kinds()[:4] == ("sam-serial", "sam-usb", "sam-hid", "pcsc")
    assert catalogue.usable("sam-serial").ok
    assert catalogue.usable("pcsc").ok
    assert catalogue.kind_of_port("/dev/ttyUSB0") == "sam-serial"
    assert catalogue.kind_of_port("COM3") == "sam-serial"
    assert catalogue.kind_of_port("usb:") == "sam-usb"
    assert catalogue.kind_of_port("hid:/dev/hidraw0") == "sam-hid"


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not catalogue.usable("nothing").ok
    points = [
        EntryPoint("vendor", f"{__name__}:VENDOR", catalogue.ENTRY_POINT_GROUP),
        EntryPoint("broken", "no_such_module:X", catalogue.ENTRY_POINT_GROUP),
        EntryPoint("odd", "sys:version", catalogue.ENTRY_POINT_GROUP),
    ]
    monkeypatch.setattr(catalogue, "entry_points", lambda group: points)
    assert catalogue.kinds()[4:] == ("broken", "odd", "vendor")
    assert catalogue.usable("vendor") == Usability(False, "libvendor.so")
    assert catalogue.usable("broken").reason == "broken: no_such_module"
    assert not catalogue.usable("odd").ok
    with pytest.raises(ReaderError) as caught:
        catalogue.create_reader("vendor", ReaderConfig(""))
    assert caught.value.reason is FaultReason.DRIVER_MISSING


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys; sys.modules['smartcard'] = None; sys.modules['smartcard.scard'] = None\n"
        "from devices import catalogue, driver, events\n"
        "assert not catalogue.usable('pcsc').ok\n"
        "assert not {'serial', 'usb', 'ctypes'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
