"""The sync page: what waits, what is disputed, what went, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete

from db import exchange_queries as queries
from db.base import new_id
from db.exchange import OutboxRow
from db.libraries import CorrectionProposal
from db.session import Store
from hall_app.exchange.overview import CONFLICT, DONE, WAITING, HallSyncDesk
from hall_app.exchange.synchronising import UPSTREAM
from hall_app.status import PartStatus
from tests.hall_app.halls import SmallHall


def test_the_groups_and_what_they_say(hall: SmallHall, store: Store, tmp_path: Path) -> None:
    woken: list[bool] = []
    status = PartStatus("link", "离线办理", "warn", "2 件待同步")
    desk = HallSyncDesk(store, tmp_path, hall.clock, lambda: status, lambda: woken.append(True))
    clerk, now = hall.clerk("08"), hall.clock.now()
    empty = desk.overview(clerk)
    assert (empty.waiting, empty.lines, empty.last_success) == (0, (), None)
    with store.writing() as session:
        session.execute(delete(OutboxRow))
        for number in range(3):
            body = {"case_number": f"LH260604-000{number}", "process": {"action": "case.accept"}}
            queries.append_outbox(session, f"case:{number}", "case", body, now - timedelta(seconds=90))
        session.add(
            CorrectionProposal(
                id=new_id(), person_id=None, id_number="440399199203152727", fact="phone@人口库", library_value={},
                library_version=None, proposed_value={}, reason="窗口核对", case_id=None,
                proposed_by=clerk.staff_id, proposed_at=now, state="open",
            )
        )  # fmt: skip
        session.flush()
        first = queries.pending_outbox(session, 1)[0]
        queries.acknowledge(session, [first.seq], now)
        queries.put_cursor(session, UPSTREAM, "e", "0.0", now)
    found = desk.overview(clerk)
    by_group = {
        group: [one for one in found.lines if one.group == group] for group in (WAITING, CONFLICT, DONE)
    }
    assert [one.number for one in by_group[WAITING]] == ["LH260604-0001", "LH260604-0002"]
    assert {one.content for one in by_group[WAITING]} == {"办件：受理"}
    assert [one.seconds for one in by_group[WAITING]] == [90, 90]
    assert [one.number for one in by_group[DONE]] == ["LH260604-0000"]
    assert by_group[CONFLICT][0].content == "更正建议：手机号"
    assert "440399" not in str(found.lines)
    assert (found.waiting, found.last_success, found.link) == (2, now, status)
    assert [one.name for one in found.copies] == ["人口库", "法人库", "房屋库"]
    desk.synchronise_now(clerk)
    assert woken == [True]
