"""The hall's settings: shared by its windows, changed by whom they belong to, never stopping a window."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db import settings_queries
from db.places import Hall
from db.security import AuditEntry
from db.session import Store
from hall_app.composition import HallCounter
from hall_app.documents.print_lines import CupsLine
from hall_app.errors import InputRefused, NotPermitted
from hall_app.hall_settings import (
    Kind,
    as_text,
    change_setting,
    in_force,
    list_settings,
    reset_setting,
)
from hall_app.installation import open_installation
from hall_app.settings import (
    AGING_MIN,
    CLOSING_TIME,
    DATABASE_URL,
    LOCKOUT_MIN,
    QUEUE_GROUPS,
    RECALL_S,
    TICKET_WIDTH_MM,
    Layer,
    Setting,
    Settings,
    declared,
    load_settings,
)
from tests.hall_app.halls import PASSWORD, SmallHall, build_hall


def put(store: Store, **values: Any) -> None:
    with store.writing() as session:
        for name, value in values.items():
            settings_queries.put_hall_setting(session, name.replace("__", "."), value)


def test_a_changed_value_counts_for_every_window_and_is_audited(hall: SmallHall, settings: Settings) -> None:
    clerk = hall.clerk(role="system_admin")
    now = change_setting(hall.store, clerk, "queue.aging_min", " 30 ", settings=settings, clock=hall.clock)
    assert now[AGING_MIN] == 30
    assert in_force(hall.store, settings)[AGING_MIN] == 30
    again = reset_setting(hall.store, clerk, "queue.aging_min", settings=settings, clock=hall.clock)
    assert again[AGING_MIN] == 45
    with hall.store.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert [(one.action, one.object_id, one.detail) for one in entries] == [
        ("settings.change", "queue.aging_min", {"before": "45", "after": "30"}),
        ("settings.reset", "queue.aging_min", {"before": "30", "after": None}),
    ]


@pytest.mark.parametrize(
    ("setting", "entered"),
    [
        (CLOSING_TIME, "18:00"),
        (RECALL_S, "15, 30"),
        (QUEUE_GROUPS, "A=个人, V=优先"),
        (TICKET_WIDTH_MM, "58"),
    ],
)
def test_values_of_every_kind_come_back_typed(
    hall: SmallHall, settings: Settings, setting: Setting[Any], entered: str
) -> None:
    clerk = hall.clerk(role="system_admin")
    change_setting(hall.store, clerk, setting.name, entered, settings=settings, clock=hall.clock)
    assert in_force(hall.store, settings)[setting] == setting.read(entered)
    line = next(one for one in list_settings(hall.store, clerk, settings) if one.key == setting.name)
    assert (line.value, line.layer, line.locked) == (entered, Layer.HALL, False)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("queue.aging_min", "soon"),
        ("queue.aging_min", "0"),
        ("queue.aging_min", ""),
        ("queue.ticket_width_mm", "72"),
        ("queue.ticket_hint", "长" * 2001),
        ("no.such", "1"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_kept(
    hall: SmallHall, settings: Settings, key: str, value: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        change_setting(
            hall.store, hall.clerk(role="system_admin"), key, value, settings=settings, clock=hall.clock
        )
    assert refused.value.field == key
    with hall.store.reading() as session:
        assert settings_queries.hall_settings(session) == {}


def test_parameters_and_policies_have_different_keepers(hall: SmallHall, settings: Settings) -> None:
    system, security = hall.clerk(role="system_admin"), hall.clerk(role="security_admin")
    given = {"settings": settings, "clock": hall.clock}
    with pytest.raises(NotPermitted):
        change_setting(hall.store, system, "security.lockout_min", "60", **given)
    with pytest.raises(NotPermitted):
        change_setting(hall.store, security, "queue.aging_min", "30", **given)
    assert change_setting(hall.store, security, "security.lockout_min", "60", **given)[LOCKOUT_MIN] == 60
    for clerk in (hall.clerk("01"), hall.clerk(role="audit_admin")):
        with pytest.raises(NotPermitted):
            list_settings(hall.store, clerk, settings)
        with pytest.raises(NotPermitted):
            reset_setting(hall.store, clerk, "queue.aging_min", **given)
    by_key = {line.key: line for line in list_settings(hall.store, system, settings)}
    assert by_key["security.lockout_min"].locked
    assert "安全管理员" in by_key["security.lockout_min"].lock_reason
    assert not by_key["queue.aging_min"].locked


def test_what_is_managed_elsewhere_is_locked(hall: SmallHall, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(
        '[database]\nurl = "postgresql+psycopg://w08:geheim@db/hall"\n[case]\ncopies = 2\n', encoding="utf-8"
    )
    settings = load_settings(tmp_path, {"HALL_APP_QUEUE_AGING_MIN": "20"}, ["queue.max_transfers=1"])
    clerk = hall.clerk(role="system_admin")
    by_key = {line.key: line for line in list_settings(hall.store, clerk, settings)}
    assert "geheim" not in by_key["database.url"].value
    assert by_key["database.url"].value.startswith("postgresql+psycopg://w08:***@db")
    for key in ("database.url", "queue.aging_min", "queue.max_transfers"):
        assert by_key[key].locked
        with pytest.raises(NotPermitted):
            change_setting(hall.store, clerk, key, "3", settings=settings, clock=hall.clock)
    assert (by_key["case.copies"].locked, by_key["case.copies"].layer) == (False, Layer.SITE)
    now = change_setting(hall.store, clerk, "case.copies", "3", settings=settings, clock=hall.clock)
    assert now.layer_of(next(one for one in declared() if one.name == "case.copies")) is Layer.HALL


def test_a_row_that_cannot_be_used_stops_no_window(hall: SmallHall, settings: Settings) -> None:
    put(
        hall.store,
        queue__aging_min="soon",
        queue__from_a_later_version=3,
        database__url="postgresql+psycopg://elsewhere/hall",
        queue__max_transfers=4,
    )
    now = in_force(hall.store, settings)
    assert (now[AGING_MIN], now[DATABASE_URL]) == (45, "")
    assert now.layer_of(next(one for one in declared() if one.name == "queue.max_transfers")) is Layer.HALL


def test_every_line_has_a_kind_and_its_default_may_be_entered(hall: SmallHall, settings: Settings) -> None:
    lines = list_settings(hall.store, hall.clerk(role="system_admin"), settings)
    assert [line.key for line in lines] == [one.name for one in declared()]
    for line, setting in zip(lines, declared(), strict=True):
        assert setting.read(line.default) == setting.default
    kinds = {line.key: line.kind for line in lines}
    assert kinds["queue.ticket_width_mm"] is Kind.CHOICE
    assert kinds["hall.opening_time"] is Kind.TIME
    assert kinds["queue.groups"] is Kind.PAIRS


@given(st.sampled_from(declared()), st.integers(0, 5000), st.times())
def test_a_typed_value_reads_back_from_its_text(setting: Setting[Any], number: int, at: Any) -> None:
    value = at if isinstance(setting.default, type(at)) else number
    try:
        typed = setting.read(value)
    except InputRefused:
        return
    if not getattr(typed, "microsecond", 0):
        assert setting.read(as_text(typed)) == typed


def test_a_window_takes_the_hall_s_values_up_at_log_in(tmp_path: Path) -> None:
    installation = open_installation(tmp_path, ("case.copies=2",))
    store = installation.open_hall()
    hall = build_hall(store, at=datetime.now())
    with store.writing() as session:
        session.get_one(Hall, hall.hall_id).practice = False
        settings_queries.put_hall_setting(session, "security.idle_lock_min", 7)
        settings_queries.put_hall_setting(session, "case.copies", 4)
        settings_queries.put_hall_setting(session, "security.reveal_s", 5)
    counter = HallCounter(installation)
    clerk = counter.login("LH0108", PASSWORD, hall.windows["08"])
    assert counter.idle_lock_ms(clerk) == 7 * 60_000
    assert counter.reveal_ms() == 5000
    put(store, security__idle_lock_min=4, security__idle_end_min=45)
    assert counter.idle_lock_ms(clerk) == 7 * 60_000
    assert counter.idle_end_ms(clerk) == 30 * 60_000
    counter.logout(clerk)
    clerk = counter.login("LH0108", PASSWORD, hall.windows["08"])
    assert counter.idle_lock_ms(clerk) == 4 * 60_000
    assert counter.idle_end_ms(clerk) == 45 * 60_000
    counter.stop()
    store.close()


def test_the_copies_of_a_receipt_follow_at_log_in(tmp_path: Path) -> None:
    installation = open_installation(tmp_path, ("document_printer.queue=office",))
    store = installation.open_hall()
    hall = build_hall(store, at=datetime.now())
    with store.writing() as session:
        session.get_one(Hall, hall.hall_id).practice = False
    counter = HallCounter(installation)
    (line,) = counter._lines
    assert isinstance(line, CupsLine)
    assert line.copies == 1
    put(store, case__copies=3)
    counter.login("LH0108", PASSWORD, hall.windows["08"])
    assert line.copies == 3
    counter.stop()
    store.close()
