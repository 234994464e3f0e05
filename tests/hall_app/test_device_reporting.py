"""Every machine reports its devices to the hall, on both databases; on PostgreSQL with its own login and no other's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from db.equipment import DeviceState
from db.errors import StoreError
from db.session import Store, is_sqlite
from hall_app.device_desk import HallDeviceDesk, scanner_status
from hall_app.device_matrix import COLUMNS, DeviceCell, WindowDevices, device_matrix
from hall_app.device_reporting import DeviceReporter
from hall_app.errors import NotPermitted
from hall_app.practice.catalogue import fixed_id
from hall_app.settings import READER_PORT, Settings
from hall_app.status import PartStatus
from tests.hall_app.halls import SmallHall
from tests.stacks.roles import RoleHall

READER = PartStatus("reader", "读卡器", "ok", "正常")
GONE = PartStatus("reader", "读卡器", "bad", "未接", "读卡器没接上", "换个 USB 口插回；急办可手工录入")


class Machine:
    """A window's machine with parts that change."""

    def __init__(self, store: Store, hall: SmallHall, scans: Path) -> None:
        self.parts: tuple[PartStatus, ...] = (READER,)
        settings = Settings().with_values({READER_PORT: "/dev/ttyUSB0"})
        desk = HallDeviceDesk(
            store, hall.clock, lambda: settings, lambda: self.parts, _nothing, _nothing, scans
        )
        self.reporter = DeviceReporter(store, hall.clock, desk.lines, every_s=30.0, gather_s=0.01)


def _nothing() -> None:
    return None


def rows_of(hall: SmallHall, role: str = "system_admin") -> dict[str, WindowDevices]:
    found = device_matrix(hall.store, hall.clerk(role=role), clock=hall.clock)
    return {one.number: one for one in found}


def cell(window: WindowDevices, part: str) -> DeviceCell:
    found = window.cells[[name for name, _title in COLUMNS].index(part)]
    assert found is not None
    return found


def eventually(condition: Callable[[], bool]) -> None:
    """Until a condition holds, within ten seconds."""
    pause = threading.Event()
    for _ in range(400):
        if condition():
            return
        pause.wait(0.025)
    raise AssertionError("it did not come about")


def test_a_window_s_devices_stand_in_the_matrix(hall: SmallHall, tmp_path: Path) -> None:
    machine = Machine(hall.store, hall, tmp_path)
    assert not machine.reporter.report(), "nobody knows yet which window this is"
    machine.reporter.open_window(hall.clerk("08"))
    assert machine.reporter.report()
    started = hall.clock.now()
    hall.clock.at += timedelta(minutes=1)
    machine.parts = (GONE,)
    machine.reporter.report()
    changed = hall.clock.now()
    hall.clock.at += timedelta(minutes=1)
    machine.reporter.report()
    with hall.store.reading() as session:
        embedded = is_sqlite(session)
    found = rows_of(hall)
    assert ("07" in found) is not embedded, "an embedded hall shows its one counter"
    reader, scanner = cell(found["08"], "reader"), cell(found["08"], "scanner")
    assert (reader.tone, reader.fault, reader.fixes) == (
        "bad",
        "读卡器没接上",
        ("换个 USB 口插回", "急办可手工录入"),
    )
    assert (reader.port, reader.changed_at, reader.seen_at) == ("/dev/ttyUSB0", changed, hall.clock.now())
    assert (scanner.text, scanner.changed_at) == ("正常", started)
    assert not reader.stale
    hall.clock.at += timedelta(minutes=4)
    assert cell(rows_of(hall)["08"], "reader").stale


def test_a_part_that_is_gone_is_not_set_up_any_more(hall: SmallHall, tmp_path: Path) -> None:
    machine = Machine(hall.store, hall, tmp_path)
    machine.parts = (READER, PartStatus("printer", "打印机", "ok", "正常"))
    machine.reporter.open_window(hall.clerk("08"))
    machine.reporter.report()
    machine.parts = (READER,)
    machine.reporter.report()
    printer = cell(rows_of(hall)["08"], "printer")
    assert (printer.tone, printer.text, printer.port, printer.stale) == ("idle", "未配", "", False)


def test_a_change_is_told_at_once_and_a_broken_database_ends_nothing(
    hall: SmallHall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(hall.store, hall, tmp_path)
    machine.reporter.start()
    machine.reporter.open_window(hall.clerk("08"))
    eventually(lambda: "08" in rows_of(hall) and rows_of(hall)["08"].seen_at is not None)
    machine.parts = (GONE,)
    machine.reporter.wake()
    eventually(lambda: cell(rows_of(hall)["08"], "reader").tone == "bad")
    machine.reporter.stop(10)
    assert not any(one.name == "device-report" for one in threading.enumerate())


def test_who_may_see_the_whole_hall(hall: SmallHall) -> None:
    rows_of(hall, "hall_manager")
    for role in ("counter", "audit_admin"):
        with pytest.raises(NotPermitted):
            device_matrix(hall.store, hall.clerk(role=role), clock=hall.clock)


def test_a_scans_folder_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    assert scanner_status(tmp_path).tone == "ok"
    gone = scanner_status(tmp_path / "away")
    assert (gone.tone, gone.fault) == ("bad", "扫描文件夹打不开")


@pytest.mark.postgresql
def test_a_window_reports_for_itself_alone(role_hall: RoleHall, tmp_path: Path) -> None:
    demo = role_hall.demo
    own, other = role_hall.window("08"), role_hall.window("07")
    clerk08 = demo.clerk
    clerk07 = replace(clerk08, window_id=fixed_id("window:07"), window_number="07")
    for store, clerk in ((own, clerk08), (other, clerk07)):
        desk = HallDeviceDesk(store, demo.clock, Settings, lambda: (READER,), _nothing, _nothing, tmp_path)
        reporter = DeviceReporter(store, demo.clock, desk.lines)
        reporter.open_window(clerk)
        assert reporter.report()
    duty = replace(clerk08, permissions=frozenset({"window.release"}))
    assert {one.number for one in device_matrix(own, duty, clock=demo.clock) if one.seen_at} == {"07", "08"}
    strange = DeviceReporter(own, demo.clock, lambda: ())
    strange.open_window(clerk07)
    strange.report()
    with demo.store.reading() as session:
        assert len(session.scalars(select(DeviceState)).all()) == 4, "nothing of the other window went"
    with pytest.raises(StoreError), own.writing() as session:
        session.execute(delete(DeviceState))
    with own.writing() as session:
        session.execute(
            update(DeviceState).where(DeviceState.window_id == clerk07.window_id).values(tone="bad")
        )
    with demo.store.reading() as session:
        assert {row.tone for row in session.scalars(select(DeviceState))} == {"ok"}
        assert len(session.scalars(select(DeviceState)).all()) == 4
    forged = HallDeviceDesk(own, demo.clock, Settings, lambda: (GONE,), _nothing, _nothing, None)
    forger = DeviceReporter(own, demo.clock, forged.lines)
    forger.open_window(replace(clerk07, window_id=fixed_id("window:06")))
    with pytest.raises(StoreError):
        forger.report()
    own.close()
    other.close()
