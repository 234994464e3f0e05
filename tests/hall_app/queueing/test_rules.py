"""Who is next, rule by rule, and what must hold for any queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hall_app.queueing.paper import ticket_qr_is_ours, ticket_qr_text
from hall_app.queueing.rules import (
    QueueRules,
    Waiting,
    appointment_due,
    calling_order,
    choose_next,
    standing_class,
)

NOW = datetime(2026, 6, 4, 2, 0, tzinfo=UTC)
RULES = QueueRules()
GROUPS = ["A", "B", "C", "Y", "V"]


def ticket(
    number: str, waited_min: float, priority: int = 0, slot_in_min: float | None = None, held: int = 0
) -> Waiting:
    slot = NOW + timedelta(minutes=slot_in_min) if slot_in_min is not None else None
    return Waiting(
        ticket_id=UUID(int=int.from_bytes(number.encode())),
        number=number,
        group=number[0],
        priority_class=priority,
        queued_at=NOW - timedelta(minutes=waited_min),
        appointment_at=slot,
        held_behind=held,
    )


def order(*waiting: Waiting, groups: list[str] = GROUPS, consecutive: int = 0) -> list[str]:
    return [one.number for one in calling_order(waiting, groups, consecutive, NOW, RULES)]


def test_highest_class_then_earliest() -> None:
    assert order(ticket("A2", 5), ticket("A1", 9), ticket("V1", 1, 2), ticket("V2", 0, 3)) == [
        "V2",
        "V1",
        "A1",
        "A2",
    ]


def test_the_windows_own_order_of_groups_settles_a_tie() -> None:
    assert order(ticket("A1", 5), ticket("B1", 5), groups=["B", "A"]) == ["B1", "A1"]


def test_after_two_priority_calls_an_ordinary_one_is_called() -> None:
    priority = [ticket(f"V{n}", 9 - n, 2) for n in range(5)]
    assert order(*priority, ticket("A1", 3), ticket("A2", 1)) == ["V0", "V1", "A1", "V2", "V3", "A2", "V4"]
    assert order(*priority[:2], ticket("A1", 3), consecutive=2) == ["A1", "V0", "V1"]
    assert order(*priority[:2], consecutive=2) == ["V0", "V1"]


def test_an_ordinary_ticket_gains_one_class_after_long_waiting() -> None:
    assert order(ticket("Y1", 10, 1, slot_in_min=0), ticket("A1", 44.9)) == ["Y1", "A1"]
    assert order(ticket("Y1", 10, 1, slot_in_min=0), ticket("A1", 45)) == ["A1", "Y1"]
    assert order(ticket("V1", 0, 2), ticket("A1", 600)) == ["V1", "A1"]


def test_an_appointment_counts_within_its_window() -> None:
    assert not appointment_due(ticket("Y1", 1, 1, slot_in_min=31), NOW, RULES)
    assert appointment_due(ticket("Y1", 1, 1, slot_in_min=30), NOW, RULES)
    in_time = ticket("Y1", 5, 1, slot_in_min=-20)
    assert appointment_due(in_time, NOW, RULES), "came in time, kept waiting by the hall"
    late = ticket("Y1", 0, 1, slot_in_min=-15.1)
    assert standing_class(late, NOW, RULES) == 0
    assert standing_class(ticket("Y1", 0, 1, slot_in_min=-15), NOW, RULES) == 1


def test_a_restored_ticket_stays_behind_three_of_its_group() -> None:
    others = [ticket(f"A{n}", 9 - n) for n in range(2, 6)]
    assert order(ticket("A1", 30, held=3), *others) == ["A2", "A3", "A4", "A1", "A5"]
    assert order(ticket("A1", 30, held=3), *others[:1]) == ["A2", "A1"]
    assert order(ticket("A1", 30, held=3), ticket("B1", 1)) == ["A1", "B1"]


waiting_tickets = st.lists(
    st.builds(
        ticket,
        number=st.builds("{}{:03d}".format, st.sampled_from("ABV"), st.integers(1, 999)),
        waited_min=st.floats(0, 300),
        priority=st.integers(0, 3),
        held=st.integers(0, 3),
    ),
    max_size=20,
    unique_by=lambda one: one.number,
)


@given(waiting_tickets, st.integers(0, 5))
def test_everybody_is_called_once(waiting: list[Waiting], consecutive: int) -> None:
    called = calling_order(waiting, GROUPS, consecutive, NOW, RULES)
    assert sorted(one.number for one in called) == sorted(one.number for one in waiting)
    if waiting:
        first = choose_next(waiting, GROUPS, consecutive, NOW, RULES)
        assert first is not None
        assert first.number == called[0].number


@given(waiting_tickets, st.integers(0, 2))
def test_never_three_in_a_row_past_somebody_ordinary(waiting: list[Waiting], consecutive: int) -> None:
    free = [
        Waiting(one.ticket_id, one.number, one.group, one.priority_class, one.queued_at) for one in waiting
    ]
    row = consecutive
    called = calling_order(free, GROUPS, consecutive, NOW, RULES)
    for place, one in enumerate(called):
        ordinary_left = any(later.priority_class == 0 for later in called[place:])
        row = 0 if one.priority_class == 0 else row + 1
        assert row <= 2 or not ordinary_left


def test_the_code_on_a_ticket_is_ours_alone() -> None:
    day = NOW.date()
    text = ticket_qr_text("LH", "key", day, "A037")
    assert text.startswith("FTZT1|LH|20260604|A037|")
    assert len(text.rpartition("|")[2]) == 8
    assert ticket_qr_is_ours(text, "key")
    assert not ticket_qr_is_ours(text, "other")
    assert not ticket_qr_is_ours(text.replace("A037", "A038"), "key")


@given(st.text(max_size=80))
def test_no_other_text_passes(text: str) -> None:
    assert not ticket_qr_is_ours(text, "key")
