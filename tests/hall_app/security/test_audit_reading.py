"""Reading the trail: filters, pages, words, progress of the check, and an export that stands in the trail itself."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from hall_app.errors import NotPermitted
from hall_app.security.audit import record
from hall_app.security.audit_reading import PAGE, AuditFilter, HallAuditDesk
from tests.hall_app.halls import SmallHall

TODAY = date(2026, 6, 4)


@pytest.fixture
def desk(hall: SmallHall, tmp_path: Path) -> HallAuditDesk:
    clerk = hall.clerk("08")
    with hall.store.writing() as session:
        for number in range(PAGE + 5):
            at = hall.clock.now() + timedelta(seconds=number)
            record(session, clerk, "queue.call", "ticket", f"A{number:03}", at=at)
        detail = {"kind": "id_number", "subject": "440399199203152727"}
        record(session, clerk, "person.reveal", "person", "7f", False, detail, hall.clock.now())
    return HallAuditDesk(hall.store, hall.clock, tmp_path / "exports")


def test_entries_come_newest_first_a_page_at_a_time(hall: SmallHall, desk: HallAuditDesk) -> None:
    auditor = hall.clerk(role="audit_admin")
    first = desk.entries(auditor, AuditFilter())
    assert len(first.lines) == PAGE
    assert first.more
    rest = desk.entries(auditor, AuditFilter(), first.lines[-1].seq)
    assert len(rest.lines) == 6
    assert not rest.more
    numbers = [line.seq for line in (*first.lines, *rest.lines)]
    assert numbers == sorted(numbers, reverse=True)
    reveal = first.lines[0]
    assert (reveal.words, reveal.actor_name, reveal.success) == ("显示完整号码", "何静", False)
    assert reveal.person_id == "7f"
    assert "199203152727" not in reveal.detail


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (AuditFilter(action="person."), 1),
        (AuditFilter(actor="lh0108", action="person."), 1),
        (AuditFilter(actor="LH0101"), 0),
        (AuditFilter(object_id="A003"), 1),
        (AuditFilter(since=TODAY + timedelta(days=1)), 0),
        (AuditFilter(until=TODAY - timedelta(days=1)), 0),
        (AuditFilter(since=TODAY, until=TODAY, action="person"), 1),
        (AuditFilter(terminal="elsewhere"), 0),
        (AuditFilter(action="%"), 0),
    ],
)
def test_filters(hall: SmallHall, desk: HallAuditDesk, wanted: AuditFilter, number: int) -> None:
    assert len(desk.entries(hall.clerk(role="audit_admin"), wanted).lines) == number


def test_the_check_tells_how_far_it_is(hall: SmallHall, desk: HallAuditDesk) -> None:
    told: list[tuple[int, int]] = []
    report = desk.check(hall.clerk(role="audit_admin"), lambda count, total: told.append((count, total)))
    assert report.intact
    assert report.checked == PAGE + 6
    assert told[0] == (0, PAGE + 6)


def test_an_export_names_who_took_it_and_is_in_the_trail(hall: SmallHall, desk: HallAuditDesk) -> None:
    auditor = hall.clerk(role="audit_admin")
    path = desk.export(auditor, AuditFilter(action="person."))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert auditor.staff_no in rows[0][0]
    assert all(row[-1] == rows[0][0] for row in rows[2:])
    assert len(rows) == 3
    assert path.stat().st_mode & 0o077 == 0
    assert desk.entries(auditor, AuditFilter(action="audit.export")).lines


def test_nobody_else_reads_it(hall: SmallHall, desk: HallAuditDesk) -> None:
    for clerk in (hall.clerk("08"), hall.clerk(role="system_admin"), hall.clerk(role="security_admin")):
        for each in (desk.entries, desk.export):
            with pytest.raises(NotPermitted):
                each(clerk, AuditFilter())
        with pytest.raises(NotPermitted):
            desk.check(clerk)
