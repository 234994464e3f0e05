"""Devices of this machine: states in words, tests through the drivers and spoolers themselves, all of it recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from db.security import AuditEntry
from hall_app.device_desk import HallDeviceDesk
from hall_app.errors import NotPermitted
from hall_app.settings import DOCUMENT_QUEUE, READER_PORT, TICKET_PRINTER, Settings
from hall_app.status import PartStatus
from tests.hall_app.halls import SmallHall

GONE = PartStatus("reader", "读卡器", "bad", "未接", "读卡器没接上", "换个 USB 口插回；急办可手工录入")
PARTS = (
    PartStatus("database", "本机库", "ok", "正常"),
    GONE,
    PartStatus("printer", "打印机", "idle", "未配"),
    PartStatus("ticket_printer", "小票机", "ok", "正常"),
)


def desk(hall: SmallHall, settings: Settings, asked: list[str]) -> HallDeviceDesk:
    return HallDeviceDesk(
        hall.store,
        hall.clock,
        lambda: settings,
        lambda: PARTS,
        lambda: asked.append("reread"),
        lambda: asked.append("wake"),
    )


def test_a_device_says_what_it_is_and_how_to_mend_it(hall: SmallHall) -> None:
    settings = Settings().with_values({READER_PORT: "/dev/ttyUSB7", TICKET_PRINTER: "tcp://127.0.0.1:1"})
    lines = {one.part: one for one in desk(hall, settings, []).devices(hall.clerk("08"))}
    reader = lines["reader"]
    assert (reader.model, reader.port) == ("二代证阅读器（串口）", "/dev/ttyUSB7")
    assert reader.fixes == ("换个 USB 口插回", "急办可手工录入")
    assert reader.reads_cards
    assert lines["printer"].model == "存为文件"
    assert not lines["printer"].reads_cards


def test_tests_go_through_the_parts_and_are_recorded(hall: SmallHall) -> None:
    asked: list[str] = []
    settings = Settings().with_values({READER_PORT: "/dev/ttyUSB7", TICKET_PRINTER: "tcp://127.0.0.1:1"})
    made, clerk = desk(hall, settings, asked), hall.clerk("08")
    told: list[str] = []
    assert not made.test(clerk, "reader", told.append).ok
    assert told[-1].startswith("读卡器没接上")
    assert made.test(clerk, "database", told.append).ok
    assert made.test(clerk, "printer", told.append).words == "没有配打印队列，文书存为文件"
    assert not made.test(clerk, "ticket_printer", told.append).ok
    assert "没接上" in told[-1]
    made.ask_for_card(clerk, "reader")
    made.test(clerk, "link", told.append)
    assert asked == ["reread", "reread", "wake"]
    with hall.store.reading() as session:
        deeds = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        found = [(one.action, one.object_id, one.success) for one in deeds]
    assert ("device.test", "reader", False) in found
    assert ("device.test", "database", True) in found
    assert ("device.read", "reader", True) in found


def test_a_queue_that_is_not_there_is_said_by_the_spooler(hall: SmallHall) -> None:
    settings = Settings().with_values({DOCUMENT_QUEUE: "no-such-queue"})
    told: list[str] = []
    assert not desk(hall, settings, []).test(hall.clerk("08"), "printer", told.append).ok
    assert "：" in told[-1]


def test_without_a_window_only_the_administrator_of_devices(hall: SmallHall) -> None:
    made = desk(hall, Settings(), [])
    made.devices(hall.clerk(role="system_admin"))
    for clerk in (hall.clerk(role="audit_admin"), replace(hall.clerk("08"), window_id=None)):
        with pytest.raises(NotPermitted):
            made.devices(clerk)


def test_an_address_nobody_understands_is_said(hall: SmallHall) -> None:
    settings = Settings().with_values({TICKET_PRINTER: "carrier-pigeon:7"})
    result = desk(hall, settings, []).test(hall.clerk("08"), "ticket_printer", lambda _words: None)
    assert "地址看不懂" in result.words
