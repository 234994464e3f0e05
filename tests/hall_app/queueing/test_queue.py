"""The queue on both databases: issuing, calling, missing, transferring, the change of day."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from db.documents import PrintJob
from db.places import Hall, NumberSequence, Window
from db.queueing import Ticket, TicketEvent
from db.session import Store
from hall_app.clock import HALL_ZONE, FixedClock, hall_time
from hall_app.errors import Conflict, InputRefused, NotPermitted
from hall_app.identity.resident import CardFacts
from hall_app.queueing.calling import call_next, mark_missed, recall, restore_missed, transfer
from hall_app.queueing.issuing import (
    TicketOrder,
    format_ticket_number,
    issue_ticket,
    place_ticket,
    ticket_sequence,
)
from hall_app.queueing.overview import queue
from hall_app.queueing.paper import ticket_qr_is_ours
from hall_app.queueing.queue import QueueTicket
from hall_app.queueing.serving import current_ticket, finish_ticket, pause, start_serving
from hall_app.security.audit import verify
from hall_app.security.clerk import Clerk
from hall_app.security.sign_in import logout
from hall_app.settings import CALLS_BEFORE_MISSED, MAX_TRANSFERS, OPENING_TIME, RECALL_S, Settings
from tests.hall_app.halls import SmallHall, build_hall, render

SETTINGS = Settings()


@dataclass
class Desk:
    """A window with its use cases bound, as the counter binds them."""

    hall: SmallHall
    clerk: Clerk

    def issue(
        self, group: str = "A", card: CardFacts | None = None, reason: str | None = None
    ) -> QueueTicket:
        return issue_ticket(
            self.hall.store,
            self.clerk,
            group,
            card,
            reason,
            clock=self.hall.clock,
            settings=SETTINGS,
            render=render,
        )

    def call(self) -> QueueTicket | None:
        return call_next(self.hall.store, self.clerk, clock=self.hall.clock, settings=SETTINGS)

    def called(self) -> QueueTicket:
        ticket = self.call()
        assert ticket is not None
        return ticket

    def act(self, verb: Callable[..., Any], ticket: QueueTicket) -> Any:
        return verb(self.hall.store, self.clerk, ticket.ticket_id, clock=self.hall.clock, settings=SETTINGS)

    def miss(self, ticket: QueueTicket) -> None:
        """Call it till it may be passed over, then do so."""
        for _ in range(SETTINGS[CALLS_BEFORE_MISSED] - 1):
            self.act(recall, ticket)
        self.act(mark_missed, ticket)

    def finish(self, ticket: QueueTicket) -> None:
        finish_ticket(self.hall.store, self.clerk, ticket.ticket_id, "已受理", clock=self.hall.clock)

    def transfer(self, ticket: QueueTicket, window: str) -> None:
        transfer(
            self.hall.store, self.clerk, ticket.ticket_id, window, clock=self.hall.clock, settings=SETTINGS
        )

    def numbers(self) -> list[str]:
        overview = queue(self.hall.store, self.clerk, clock=self.hall.clock, settings=SETTINGS)
        return [ticket.number for ticket in overview.waiting]

    def call_through(self) -> list[str]:
        numbers = []
        while (ticket := self.call()) is not None:
            numbers.append(ticket.number)
            self.finish(ticket)
        return numbers


@pytest.fixture
def desk(hall: SmallHall) -> Desk:
    """Window 08, open."""
    return Desk(hall, hall.clerk("08"))


def card(id_number: str = "440399199203152721", emulated: bool = True) -> CardFacts:
    facts: dict[str, Any] = dict.fromkeys(CardFacts.__dataclass_fields__)
    facts |= {"kind": "resident", "name": "林晓燕", "id_number": id_number, "emulated": emulated}
    return CardFacts(**facts)


def test_numbers_start_at_one_each_day_and_grow_past_999(desk: Desk) -> None:
    assert [desk.issue().number, desk.issue().number, desk.issue("B").number] == ["A001", "A002", "B001"]
    desk.hall.clock.at = datetime(2026, 6, 4, 23, 59, 59, tzinfo=HALL_ZONE)
    assert desk.issue().number == "A003"
    desk.hall.clock.at += timedelta(seconds=1)
    assert desk.issue().number == "A001"
    assert [format_ticket_number("A", n) for n in (37, 999, 1000)] == ["A037", "A999", "A1000"]


def test_a_ticket_has_its_print_job_and_says_how_long(desk: Desk) -> None:
    for _ in range(3):
        desk.issue()
    ticket = desk.issue()
    assert (ticket.ahead, ticket.estimate_min, ticket.past_closing) == (3, 15, False)
    with desk.hall.store.reading() as session:
        job = session.get_one(PrintJob, ticket.print_job_id)
        number, business, ahead, minutes, *qr = bytes(job.content).decode().split("|")
        assert (job.state, job.kind, job.number, job.practice) == ("queued", "ticket", 4, True)
        key = session.get_one(Hall, desk.hall.hall_id).qr_key
    assert (number, business, ahead, minutes) == ("A004", "个人事务", "3", "15")
    assert ticket_qr_is_ours("|".join(qr), key)
    desk.hall.clock.at = datetime(2026, 6, 4, 17, 25, tzinfo=HALL_ZONE)
    assert desk.issue().past_closing


def test_one_person_waits_once_in_a_group(desk: Desk) -> None:
    first = desk.issue(card=card())
    with pytest.raises(Conflict, match="本人已取 A001"):
        desk.issue(card=card())
    assert desk.issue("B", card()).number == "B001"
    assert desk.issue(card=card("440399199203152748")).number == "A002"
    called = desk.called()
    assert called.number == first.number
    assert desk.issue(card=card()).number == "A003", "the refused number went back with its transaction"


def test_orders_that_make_no_sense_are_refused(desk: Desk) -> None:
    with pytest.raises(InputRefused):
        desk.issue("Q")
    with pytest.raises(InputRefused):
        desk.issue(reason="熟人")
    with pytest.raises(NotPermitted):
        Desk(desk.hall, desk.hall.clerk(role="audit_admin")).issue()
    with desk.hall.store.writing() as session:
        session.execute(update(Hall).values(practice=False))
    real = Desk(
        desk.hall,
        desk.clerk.__class__(
            **{n: getattr(desk.clerk, n) for n in desk.clerk.__slots__} | {"practice": False}
        ),
    )
    with pytest.raises(InputRefused, match="演示证件"):
        real.issue(card=card())


def test_the_demo_morning(desk: Desk) -> None:
    """F1 calls A037; V003 and the due appointment Y006 come in after it, and are next; then an ordinary one."""
    hall, clerk, now = desk.hall, desk.clerk, desk.hall.clock.now()
    last = {"A": 36, "B": 14, "C": 21, "V": 2, "Y": 5}
    waits = [("A", 11), ("A", 10), ("A", 9), ("A", 8), ("B", 5), ("A", 4), ("C", 3), ("A", 1)]
    with hall.store.writing() as session:
        for group, number in last.items():
            session.add(
                NumberSequence(name=ticket_sequence(hall.hall_id, hall.clock.today(), group), last=number)
            )
        session.flush()
        for group, minutes in waits:
            order = TicketOrder(group, practice=True)
            place_ticket(session, clerk, order, now - timedelta(minutes=minutes), SETTINGS, render)
    assert desk.numbers() == ["A037", "A038", "A039", "A040", "B015", "A041", "C022", "A042"]
    first = desk.called()
    assert (first.number, first.calls, first.waited_s) == ("A037", 1, 660)
    with hall.store.writing() as session:
        priority = TicketOrder("V", priority_reason="老人", practice=True)
        place_ticket(session, clerk, priority, now - timedelta(minutes=6), SETTINGS, render)
        booked = TicketOrder("Y", appointment_at=now + timedelta(minutes=11), practice=True)
        place_ticket(session, clerk, booked, now - timedelta(minutes=9), SETTINGS, render)
    overview = queue(hall.store, clerk, clock=hall.clock, settings=SETTINGS)
    assert [one.number for one in overview.waiting][:4] == ["V003", "Y006", "A038", "A039"]
    assert overview.waiting[0].business == "老人优先"
    assert overview.waiting[1].appointment_due
    desk.finish(first)
    assert desk.call_through() == ["V003", "Y006", "A038", "A039", "A040", "B015", "A041", "C022", "A042"]


def test_what_is_shown_is_what_is_called(desk: Desk) -> None:
    for number in range(12):
        group = "AVB"[number % 3]
        desk.issue(group, reason="孕妇" if group == "V" else None)
        desk.hall.clock.at += timedelta(minutes=1)
    shown = desk.numbers()
    assert desk.call_through() == shown


def test_a_window_calls_its_own_groups_only_and_one_at_a_time(desk: Desk) -> None:
    with desk.hall.store.writing() as session:
        session.get_one(Window, desk.hall.windows["08"]).groups = ["B"]
    desk.issue("A")
    assert desk.call() is None
    desk.issue("B")
    ticket = desk.called()
    assert ticket.number == "B001"
    with pytest.raises(Conflict, match="手上还有 B001"):
        desk.call()


def test_another_log_in_at_the_window_stops_this_one(desk: Desk) -> None:
    desk.issue()
    with desk.hall.store.writing() as session:
        session.get_one(Window, desk.hall.windows["08"]).occupant_id = desk.hall.staff["LH0101"]
    with pytest.raises(Conflict, match="另一处登录"):
        desk.call()


def test_recall_serve_finish_and_restart(desk: Desk) -> None:
    desk.issue()
    ticket = desk.called()
    desk.hall.clock.at += timedelta(seconds=20)
    assert desk.act(recall, ticket).calls == 2
    served = desk.act(start_serving, ticket)
    assert (served.state, served.started_at) == ("serving", desk.hall.clock.now())
    desk.hall.clock.at += timedelta(seconds=47)
    assert desk.act(start_serving, ticket).started_at == served.started_at
    found = current_ticket(desk.hall.store, desk.clerk, clock=desk.hall.clock, settings=SETTINGS)
    assert found is not None
    assert (found.number, found.state) == ("A001", "serving")
    with pytest.raises(Conflict):
        desk.act(recall, ticket)
    with pytest.raises(Conflict):
        Desk(desk.hall, desk.hall.clerk("07")).finish(ticket)
    desk.finish(ticket)
    with pytest.raises(Conflict):
        desk.finish(ticket)
    overview = queue(desk.hall.store, desk.clerk, clock=desk.hall.clock, settings=SETTINGS)
    assert overview.last is not None
    assert (overview.last.ticket_number, overview.last.outcome, overview.last.seconds) == (
        "A001",
        "已受理",
        47,
    )
    with desk.hall.store.reading() as session:
        kinds = session.scalars(select(TicketEvent.kind).order_by(TicketEvent.at, TicketEvent.id)).all()
    assert list(kinds) == ["issued", "called", "recalled", "started", "finished"]
    assert verify(desk.hall.store).intact


def test_missed_restored_behind_three_and_missed_again_is_abandoned(desk: Desk) -> None:
    for _ in range(5):
        desk.issue()
    first = desk.called()
    desk.miss(first)
    overview = queue(desk.hall.store, desk.clerk, clock=desk.hall.clock, settings=SETTINGS)
    assert [ticket.number for ticket in overview.missed] == ["A001"]
    desk.act(restore_missed, first)
    assert desk.numbers() == ["A002", "A003", "A004", "A001", "A005"]
    with pytest.raises(Conflict):
        desk.act(restore_missed, first)
    for expected in ("A002", "A003", "A004"):
        ticket = desk.called()
        assert ticket.number == expected
        desk.finish(ticket)
    again = desk.called()
    assert again.number == "A001"
    desk.miss(again)
    with pytest.raises(Conflict, match="已作弃号"):
        desk.act(restore_missed, again)
    assert desk.call_through() == ["A005"]


def test_who_was_not_called_often_enough_is_not_passed_over(desk: Desk) -> None:
    desk.issue()
    ticket = desk.called()
    for calls in (1, 2):
        with pytest.raises(Conflict, match=f"才呼叫 {calls} 次") as refused:
            desk.act(mark_missed, ticket)
        assert "满 3 次" in refused.value.remedy
        desk.act(recall, ticket)
    desk.act(mark_missed, ticket)
    desk.issue()
    other = desk.called()
    once = SETTINGS.with_values({CALLS_BEFORE_MISSED: 1})
    mark_missed(desk.hall.store, desk.clerk, other.ticket_id, clock=desk.hall.clock, settings=once)
    overview = queue(desk.hall.store, desk.clerk, clock=desk.hall.clock, settings=once)
    assert [one.number for one in overview.missed] == ["A001", "A002"]
    assert overview.calls_before_missed == 1


def test_the_seconds_of_calling_again_are_the_hall_s(desk: Desk) -> None:
    often = SETTINGS.with_values({RECALL_S: (15, 30, 45)})
    assert queue(desk.hall.store, desk.clerk, clock=desk.hall.clock, settings=often).recall_s == (15, 30, 45)


def test_before_opening_nobody_takes_a_number_or_is_called_but_practice_goes_on(desk: Desk) -> None:
    early = datetime(2026, 6, 4, 8, 59, tzinfo=HALL_ZONE)
    desk.hall.clock.at = early
    assert desk.issue().number == "A001"
    desk.finish(desk.called())
    with desk.hall.store.writing() as session:
        session.get_one(Hall, desk.hall.hall_id).practice = False
    real = Desk(desk.hall, replace(desk.clerk, practice=False))
    for early_act in (real.issue, real.call):
        with pytest.raises(Conflict, match="09:00 开始"):
            early_act()
    earlier = SETTINGS.with_values({OPENING_TIME: "08:30"})
    taken = issue_ticket(
        real.hall.store, real.clerk, "A", None, clock=real.hall.clock, settings=earlier, render=render
    )
    assert taken.number == "A002"
    desk.hall.clock.at = datetime(2026, 6, 4, 9, 0, tzinfo=HALL_ZONE)
    assert real.called().number == "A002"


def test_a_restored_ticket_counts_as_the_persons_one(desk: Desk) -> None:
    first = desk.issue(card=card())
    desk.called()
    desk.miss(first)
    desk.issue(card=card())
    with pytest.raises(Conflict, match="另有 A002"):
        desk.act(restore_missed, first)


def test_who_does_not_come_within_half_an_hour_is_abandoned(desk: Desk) -> None:
    desk.issue()
    ticket = desk.called()
    desk.miss(ticket)
    desk.hall.clock.at += timedelta(minutes=31)
    desk.call()
    with pytest.raises(Conflict, match="已作弃号"):
        desk.act(restore_missed, ticket)


def test_a_transfer_keeps_its_time_and_goes_to_that_window_alone(desk: Desk) -> None:
    other = Desk(desk.hall, desk.hall.clerk("07"))
    desk.issue()
    desk.hall.clock.at += timedelta(minutes=5)
    desk.issue()
    ticket = desk.called()
    desk.act(start_serving, ticket)
    with pytest.raises(InputRefused):
        desk.transfer(ticket, "05")
    with pytest.raises(InputRefused):
        desk.transfer(ticket, "08")
    desk.transfer(ticket, "07")
    assert desk.numbers() == ["A002"]
    assert other.numbers() == ["A001", "A002"]
    moved = other.called()
    assert (moved.number, moved.transferred_from, moved.issued_at) == ("A001", "08", ticket.issued_at)
    other.transfer(moved, "08")
    back = desk.called()
    assert back.number == "A001"
    with pytest.raises(Conflict, match=f"已转过 {SETTINGS[MAX_TRANSFERS]} 次"):
        desk.transfer(back, "07")


def test_a_closing_window_lets_go_of_what_waits_for_it(desk: Desk) -> None:
    other = Desk(desk.hall, desk.hall.clerk("07"))
    desk.issue()
    desk.transfer(desk.called(), "07")
    assert desk.call() is None
    logout(desk.hall.store, other.clerk, clock=desk.hall.clock)
    assert desk.called().number == "A001"


def test_pausing(desk: Desk) -> None:
    def pause_for(reason: str | None) -> None:
        pause(desk.hall.store, desk.clerk, reason, clock=desk.hall.clock)

    desk.issue()
    ticket = desk.called()
    with pytest.raises(Conflict):
        pause_for("用餐")
    desk.finish(ticket)
    with pytest.raises(InputRefused):
        pause_for("  ")
    pause_for("用餐")
    overview = queue(desk.hall.store, desk.clerk, clock=desk.hall.clock, settings=SETTINGS)
    assert (overview.paused_reason, overview.windows_open) == ("用餐", 0)
    with pytest.raises(Conflict, match="已暂停"):
        desk.call()
    pause_for(None)
    assert desk.call() is None


def test_midnight_expires_what_is_unfinished_but_not_the_reception_under_way(desk: Desk) -> None:
    desk.hall.clock.at = datetime(2026, 6, 4, 23, 50, tzinfo=HALL_ZONE)
    desk.issue()
    desk.issue()
    late = desk.called()
    desk.act(start_serving, late)
    desk.hall.clock.at = datetime(2026, 6, 5, 0, 0, tzinfo=HALL_ZONE)
    assert desk.issue().number == "A001"
    assert desk.numbers() == ["A001"]
    desk.finish(late)
    with desk.hall.store.reading() as session:
        rows = session.execute(
            select(Ticket.day, Ticket.number, Ticket.state).order_by(Ticket.day, Ticket.number)
        )
        states = [tuple(row) for row in rows]
    assert states == [
        (date(2026, 6, 4), "A001", "done"),
        (date(2026, 6, 4), "A002", "expired"),
        (date(2026, 6, 5), "A001", "waiting"),
    ]


def test_a_reception_left_open_expires_in_the_end_and_can_still_be_closed(desk: Desk) -> None:
    desk.issue()
    ticket = desk.called()
    desk.act(start_serving, ticket)
    desk.hall.clock.at += timedelta(hours=24)
    desk.issue()
    assert current_ticket(desk.hall.store, desk.clerk, clock=desk.hall.clock, settings=SETTINGS) is None
    desk.finish(ticket)


def test_a_manager_sees_the_whole_queue(desk: Desk) -> None:
    desk.issue("D")
    desk.issue("A")
    assert desk.numbers() == ["A001"]
    assert set(Desk(desk.hall, desk.hall.clerk(role="hall_manager")).numbers()) == {"A001", "D001"}


def test_the_estimate_follows_what_the_group_really_took(desk: Desk) -> None:
    for _ in range(2):
        desk.issue()
        ticket = desk.called()
        desk.act(start_serving, ticket)
        desk.hall.clock.at += timedelta(minutes=12)
        desk.finish(ticket)
    desk.issue()
    assert desk.issue().estimate_min == 15
    Desk(desk.hall, desk.hall.clerk("07"))
    assert desk.issue().estimate_min == 15, "two windows share 24 minutes: 12, rounded up"


def _run_all(workers: list[Callable[[], None]]) -> None:
    faults: list[Exception] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 (the thread's border)
            faults.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    assert not faults


def test_windows_calling_at_once_lose_and_double_no_ticket(store: Store) -> None:
    hall = build_hall(store)
    count = 200 if store.engine.dialect.name == "postgresql" else 60
    now = hall.clock.now()
    with store.writing() as session:
        session.add_all(
            Ticket(
                id=uuid4(),
                hall_id=hall.hall_id,
                day=hall.clock.today(),
                number=f"A{number:03d}",
                group="A",
                business="个人事务",
                state="waiting",
                issued_at=now + timedelta(seconds=number),
                queued_at=now + timedelta(seconds=number),
            )
            for number in range(count)
        )
    called: dict[str, list[str]] = {}
    workers = []
    for window in ("03", "08"):
        desk = Desk(hall, hall.clerk(window))
        workers.append(lambda desk=desk, window=window: called.update({window: desk.call_through()}))
    _run_all(workers)
    numbers = [number for each in called.values() for number in each]
    assert sorted(numbers) == [f"A{number:03d}" for number in range(count)]
    assert all(each == sorted(each) for each in called.values()), "each window called in order of time"
    assert verify(store).intact


def test_windows_issuing_at_once_double_no_number(store: Store) -> None:
    hall = build_hall(store)
    desks = [Desk(hall, hall.clerk(f"{number:02d}")) for number in range(1, 11)]
    _run_all([lambda desk=desk: [desk.issue() for _ in range(4)] and None for desk in desks])
    with store.reading() as session:
        numbers = session.scalars(select(Ticket.number).order_by(Ticket.number)).all()
        jobs = session.execute(select(func.count(), func.max(PrintJob.number))).one()
    assert list(numbers) == [f"A{number:03d}" for number in range(1, 41)]
    assert tuple(jobs) == (40, 40)


def test_one_person_at_ten_windows_at_once_gets_one_ticket(store: Store) -> None:
    hall = build_hall(store)
    desks = [Desk(hall, hall.clerk(f"{number:02d}")) for number in range(1, 11)]
    refused: list[str] = []

    def try_it(desk: Desk) -> None:
        try:
            desk.issue(card=card())
        except Conflict as error:
            refused.append(error.message)

    _run_all([lambda desk=desk: try_it(desk) for desk in desks])
    assert refused == ["本人已取 A001，正在等候"] * 9


def test_the_halls_day_begins_at_its_own_midnight() -> None:
    clock = FixedClock(datetime(2026, 6, 5, 0, 0, tzinfo=HALL_ZONE))
    assert clock.now().date() == date(2026, 6, 4)
    assert clock.today() == hall_time(clock.now()).date() == date(2026, 6, 5)
