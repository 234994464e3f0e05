"""Changing a hall that stands: its name, address and telephone; a window's number; a window closed for good or opened again.

A window is never removed: cases, tickets and sheets keep theirs. The hall's code stays, since its numbers begin with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from db import places_queries as queries
from db import security_queries
from db.places import Hall, Window
from db.session import Session, Store
from hall_app.clock import Clock, hall_time
from hall_app.errors import Conflict, InputRefused
from hall_app.places.definition import check_window_number
from hall_app.plain_tables import text_of
from hall_app.security.audit import Actor, record
from hall_app.security.clerk import Clerk
from hall_app.security.sign_in import close_window
from hall_app.store_faults import explained

EDIT_HALL = "settings.edit"
EDIT_WINDOWS = "devices.manage"
_MOST = {"name": 60, "address": 200, "phone": 40}
_TITLES = {"name": "名称", "address": "地址", "phone": "咨询电话"}


@dataclass(frozen=True, slots=True)
class HallFacts:
    """What a hall is called and where it is; ``code`` and ``short_name`` are final."""

    name: str
    address: str
    phone: str
    code: str
    short_name: str
    region: str


@dataclass(frozen=True, slots=True)
class WindowState:
    """A window of the hall; ``closed_on`` in words where it is closed for good."""

    number: str
    groups: str
    occupant: str | None
    closed_on: str


@explained()
def read_hall(store: Store, actor: Clerk | Actor) -> HallFacts:
    """The hall as it stands. Raises NotPermitted without settings.edit, InputRefused without a hall, Unavailable."""
    _may(actor, EDIT_HALL)
    with store.reading() as session:
        hall = _hall(session)
        region = queries.region_name(session, hall.region_code)
        return HallFacts(
            hall.name,
            hall.address,
            hall.enquiry_phone,
            hall.abbreviation,
            hall.document_short_name,
            f"{region}（{hall.region_code}）",
        )


@explained()
def change_hall(
    store: Store,
    actor: Clerk | Actor,
    *,
    name: str | None = None,
    address: str | None = None,
    phone: str | None = None,
    clock: Clock,
) -> tuple[str, ...]:
    """Give the hall another name, address or telephone; None leaves it. Returns what changed, in words. Audited.

    Papers issued so far keep what was printed. Raises NotPermitted, InputRefused, Unavailable.
    """
    _may(actor, EDIT_HALL)
    given = {"name": name, "address": address, "phone": phone}
    fresh = {
        key: text_of({_TITLES[key]: " ".join(value.split())}, _TITLES[key], "大厅", most=_MOST[key])
        for key, value in given.items()
        if value is not None
    }
    with store.writing() as session:
        hall = _hall(session, lock=True)
        before = {"name": hall.name, "address": hall.address, "phone": hall.enquiry_phone}
        changed = {key: value for key, value in fresh.items() if value != before[key]}
        if not changed:
            return ()
        hall.name = changed.get("name", hall.name)
        hall.address = changed.get("address", hall.address)
        hall.enquiry_phone = changed.get("phone", hall.enquiry_phone)
        detail: dict[str, str] = {}
        for key, value in changed.items():
            detail |= {key: value, f"{key}_before": before[key]}
        record(session, actor, "hall.change", "hall", hall.id, True, detail, clock.now())
    return tuple(_TITLES[key] for key in changed)


@explained()
def windows(store: Store, actor: Clerk | Actor) -> tuple[WindowState, ...]:
    """Every window of the hall, closed ones too, by number. Raises NotPermitted, InputRefused, Unavailable."""
    _may(actor, EDIT_WINDOWS)
    with store.reading() as session:
        hall_id = _hall(session).id
        return tuple(
            WindowState(one.number, "".join(map(str, one.groups)), occupant, _closed_on(one))
            for one, occupant in queries.windows_with_occupants(session, hall_id)
        )


@explained()
def rename_window(store: Store, actor: Clerk | Actor, number: str, new: str, *, clock: Clock) -> None:
    """Give a window another number, which no window has, nor had when it was closed. Audited.

    The same window goes on under it: what it accepted stays its own. Raises NotPermitted, InputRefused, Conflict while
    somebody is logged in there or has a ticket in hand, Unavailable.
    """
    _may(actor, EDIT_WINDOWS)
    new = new.strip()
    check_window_number(new)
    with store.writing() as session:
        window, all_windows = _held(session, actor, number)
        if new == window.number:
            return
        if new in all_windows:
            raise InputRefused(f"已有 {new} 号窗口", "请换一个号；停用的窗口也占着号", "number")
        _refuse_in_use(session, window, "改号")
        queries.move_last_window(session, window.hall_id, window.number, new)
        detail = {"before": window.number, "after": new}
        window.number = new
        record(session, actor, "window.rename", "window", window.id, True, detail, clock.now())


@explained()
def close_for_good(
    store: Store, actor: Clerk | Actor, number: str, queues: Mapping[str, str], *, clock: Clock
) -> tuple[str, ...]:
    """Take a window out of service: nobody logs in there and no number is called there. Audited.

    Returns the queues (as ``queues`` name them) that no other window serves. Tickets kept for it may be called by all.
    Raises NotPermitted, InputRefused, Conflict while somebody is logged in there or has a ticket in hand, or for the
    last window, Unavailable.
    """
    _may(actor, EDIT_WINDOWS)
    now = clock.now()
    with store.writing() as session:
        window, all_windows = _held(session, actor, number)
        if window.closed_at is not None:
            return ()
        _refuse_in_use(session, window, "停用")
        left = [one for one in all_windows.values() if one.closed_at is None and one.id != window.id]
        if not left:
            raise Conflict("这是最后一个窗口，不能停用", "请先加一个窗口，或恢复一个停用的")
        close_window(session, window)
        window.closed_at = now
        record(session, actor, "window.close", "window", window.id, True, {"window": window.number}, now)
        served = {str(group) for one in left for group in one.groups}
        return tuple(
            f"{one} {queues.get(one, '')}".strip() for one in map(str, window.groups) if one not in served
        )


@explained()
def open_again(store: Store, actor: Clerk | Actor, number: str, *, clock: Clock) -> None:
    """Put a closed window into service again, with the queues it had. Audited. Raises as :func:`close_for_good`."""
    _may(actor, EDIT_WINDOWS)
    with store.writing() as session:
        window, _all = _held(session, actor, number)
        if window.closed_at is None:
            return
        window.closed_at = None
        detail = {"window": window.number}
        record(session, actor, "window.reopen", "window", window.id, True, detail, clock.now())


def _may(actor: Clerk | Actor, permission: str) -> None:
    """Who is logged in needs the permission; the system's user of a command has the machine already."""
    if isinstance(actor, Clerk):
        actor.require(permission)


def _hall(session: Session, *, lock: bool = False) -> Hall:
    hall = queries.hall_of(session, lock=lock)
    if hall is None:
        raise InputRefused("这里还没有大厅", "请先用 hall-app hall create 建")
    return hall


def _held(session: Session, actor: Clerk | Actor, number: str) -> tuple[Window, dict[str, Window]]:
    """The window and all the hall's windows by number, held to the end of the transaction."""
    hall_id: UUID = actor.hall_id if isinstance(actor, Clerk) else _hall(session).id
    held = {one.number: one for one in queries.held_windows(session, hall_id)}
    window = held.get(number.strip())
    if window is None:
        raise InputRefused(f"没有 {number.strip()[:8]} 号窗口", "请重新打开窗口表核对窗口号", "number")
    return window, held


def _refuse_in_use(session: Session, window: Window, what: str) -> None:
    in_hand = security_queries.number_in_hand(session, window.id)
    if in_hand is not None:
        raise Conflict(
            f"{window.number} 号窗口手上还有 {in_hand}，不能{what}", "请先把这个号办结、过号或转窗"
        )
    if window.occupant_id is not None:
        occupant = security_queries.staff_by_id(session, window.occupant_id)
        name = occupant.name if occupant is not None else "有人"
        raise Conflict(
            f"{name}还在 {window.number} 号窗口，不能{what}", "请本人退出；人已走的，由大厅值班长“请对方退出”"
        )


def _closed_on(window: Window) -> str:
    return f"{hall_time(window.closed_at):%Y-%m-%d}" if window.closed_at is not None else ""
