"""What subscribers have heard: told once, confirmed by receipt, sent again only when somebody asks for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hall_app.addresses.managing import subscribing
from hall_app.addresses.managing.changes import ChangeKind
from hall_app.errors import InputRefused, NotPermitted
from hall_app.exchange import protocol
from tests.hall_app.addresses.managing.town import Town, building_code, editor

ONE = building_code(1)
OUTSIDER = replace(editor(3), permissions=frozenset())


def told_of_two(town: Town) -> None:
    subscribing.subscribe(town.store, town.second, "housing", "住建局", clock=town.clock)
    for n in (1, 2):
        town.carry_out(ChangeKind.RETIRE, codes=(f"{ONE}00000{n}",))


def test_what_was_told_waits_until_it_is_confirmed(town: Town, tmp_path: Path) -> None:
    told_of_two(town)
    (before,) = subscribing.list_hearings(town.store, town.first)
    assert (before.title, before.told, before.heard, before.waiting) == ("住建局", 2, 0, 2)
    assert before.oldest_waiting is not None
    assert before.last_heard is None
    notices = subscribing.list_notices(town.store, town.first, "housing")
    assert [notice.heard_at for notice in notices] == [None, None]
    assert all(notice.title.startswith("注销") for notice in notices)
    last = subscribing.write_notices(town.store, town.second, "housing", tmp_path / "out.gz")
    assert last == max(notice.seq for notice in notices)
    first = min(notice.seq for notice in notices)
    (tmp_path / "receipt.gz").write_bytes(protocol.pack({"ack": first}))
    assert (
        subscribing.read_receipt(
            town.store, town.second, "housing", tmp_path / "receipt.gz", clock=town.clock
        )
        == first
    )
    (after,) = subscribing.list_hearings(town.store, town.first)
    assert (after.told, after.heard, after.waiting) == (2, 1, 1)
    assert after.last_heard is not None
    assert [n.seq for n in subscribing.list_notices(town.store, town.first, "housing")] == [last, first], (
        "waiting first"
    )


def test_only_confirmed_notices_are_sent_again_under_their_old_number(town: Town, tmp_path: Path) -> None:
    told_of_two(town)
    seqs = [n.seq for n in subscribing.list_notices(town.store, town.first, "housing")]
    with pytest.raises(InputRefused, match="没有要重发"):
        subscribing.redeliver(town.store, town.second, "housing", seqs, clock=town.clock)
    (tmp_path / "r.gz").write_bytes(protocol.pack({"ack": max(seqs)}))
    subscribing.read_receipt(town.store, town.second, "housing", tmp_path / "r.gz", clock=town.clock)
    with pytest.raises(InputRefused):
        subscribing.redeliver(town.store, town.second, "another", seqs, clock=town.clock)
    assert subscribing.redeliver(town.store, town.second, "housing", seqs[:1], clock=town.clock) == 1
    (hearing,) = subscribing.list_hearings(town.store, town.first)
    assert (hearing.told, hearing.waiting) == (2, 1)
    assert subscribing.write_notices(town.store, town.second, "housing", tmp_path / "o.gz") == seqs[0]


def test_who_is_unknown_or_may_not_is_refused(town: Town, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="没有订阅方"):
        subscribing.write_notices(town.store, town.second, "nobody", tmp_path / "o.gz")
    with pytest.raises(NotPermitted):
        subscribing.redeliver(town.store, OUTSIDER, "nobody", [1], clock=town.clock)
    with pytest.raises(NotPermitted):
        subscribing.list_hearings(town.store, OUTSIDER)
