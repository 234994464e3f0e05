"""The page 同步 by keyboard alone in the real window, its district a process of its own behind mutual TLS that dies and returns."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton

from hall_app.composition import HallCounter
from hall_app.exchange.overview import CONFLICT, DONE, WAITING
from hall_app.installation import open_installation
from tests.hall_app.exchange.test_two_processes import District, accept_one, log_in, point_to, run
from tests.journeys.test_address_writes import Hands
from tests.journeys.test_office_writes import Office
from tests.stacks.certificates import Authority
from tests.ui.stage import wait_for
from ui.bridge import Bridge
from ui.exchange.page import SyncPage
from ui.sections import SectionedPage
from ui.tasks import Tasks
from ui.theme import theme

__all__ = ["run"]
LONG_MS = 40_000


@dataclass
class Hall:
    """A hall whose district is elsewhere, somebody at its window 08."""

    district: District
    counter: HallCounter
    office: Office
    hands: Hands

    def sync(self) -> SyncPage:
        """The page, by its place in the rail and then section by section."""
        at = list(self.office.window.rail.buttons).index("settings") + 1
        self.hands.press(Qt.Key(Qt.Key.Key_0 + at), Qt.KeyboardModifier.ControlModifier)
        page = self.office.window.open_page("settings")
        assert isinstance(page, SectionedPage)
        for _ in range(12):
            if isinstance(page.current, SyncPage):
                return page.current
            self.hands.press(Qt.Key.Key_PageDown)
        raise AssertionError("no way to 同步")

    def group(self, sync: SyncPage, group: str) -> None:
        """Tab to the groups and the arrows along them."""
        (current,) = [one for one in sync.group.findChildren(QRadioButton) if one.isChecked()]
        self.hands.tab_to(current)
        for _ in range(3):
            if sync.group.current == group:
                return
            self.hands.press(Qt.Key.Key_Right)
        raise AssertionError(f"no way to the group {group}")


@pytest.fixture
def hall(
    qapp: object, tmp_path: Path, run: Callable[..., str], request: pytest.FixtureRequest
) -> Iterator[Hall]:
    """With the capabilities that the district gives the hall."""
    authority, base = Authority(tmp_path), tmp_path / "hall"
    run(base, "demo", "--persons", "60")
    district = District(tmp_path / "district", authority)
    district.base_dir.mkdir(mode=0o700)
    for name in ("district.db", "hall.key", "hall.key-id"):
        shutil.copy2(base / name, district.base_dir / name)
    certificate, _, _ = authority.issue("LH")
    may = [word for one in getattr(request, "param", ("sync",)) for word in ("--may", one)]
    enrolled = run(district.base_dir, "exchange", "enrol", "LH", "--certificate", str(certificate), *may)
    token = enrolled.split()[0]
    point_to(base, district.port, authority, token)
    theme().install(width=1366)
    tasks, bridge, counter = Tasks(), Bridge(), HallCounter(open_installation(base))
    counter.start(bridge.publish)
    office = Office(counter, tasks, log_in(counter))
    bridge.event_arrived.connect(office.window.on_event)
    yield Hall(district, counter, office, Hands(office))
    office.leave()
    tasks.stop()
    counter.stop(20)
    bridge.close()


def words(sync: SyncPage, column: int) -> list[str]:
    return [row.cells[column].words for row in sync.table.rows.rows]


def test_what_waits_is_listed_while_the_line_is_down_and_goes_when_it_is_back(hall: Hall) -> None:
    with hall.district.serving():
        sync = hall.sync()
        hall.hands.press(Qt.Key.Key_F5)
        assert wait_for(lambda: "已连接区平台" in sync.link.text(), LONG_MS), sync.link.text()
        assert "待上传 0 件" in sync.head.note.text()
    accepted = [accept_one(hall.counter, hall.office.clerk) for _ in range(2)]
    hall.hands.press(Qt.Key.Key_F5)
    assert hall.hands.said() == "正在同步…"
    assert wait_for(lambda: "离线办理" in sync.link.text() and set(accepted) <= set(words(sync, 0)), LONG_MS)
    assert sync.group.current == WAITING, "what asks for something stands first"
    assert set(words(sync, 3)) == {"待上传"}
    waiting = sync.overview.waiting if sync.overview is not None else 0
    assert waiting >= len(accepted)
    assert f"待上传 {waiting} 件" in sync.head.note.text()
    # Enter on a row opens its case, and Esc or the rail leads back.
    hall.hands.tab_to(sync.table)
    assert words(sync, 0)[0] == "无", "a correction stands first, since it was written first"
    hall.hands.press(Qt.Key.Key_Return)
    assert hall.hands.said() == "这一条不是办件，没有可打开的"
    hall.hands.press(Qt.Key.Key_Down)
    hall.hands.press(Qt.Key.Key_Return)
    assert hall.office.window.page == "cases"
    sync = hall.sync()
    with hall.district.serving():
        hall.hands.press(Qt.Key.Key_F5)
        assert wait_for(lambda: "待上传 0 件" in sync.head.note.text(), LONG_MS), sync.head.note.text()
        assert wait_for(lambda: "已连接区平台" in sync.link.text(), LONG_MS), sync.link.text()
        hall.group(sync, DONE)
        assert set(accepted) <= set(words(sync, 0))
        assert "已上传" in words(sync, 3)
    assert hall.office.troubles == []


def ask_for_ours(hall: Hall) -> SyncPage:
    """A case that showed another telephone; the difference is looked at, left, opened again, and the window's side taken."""
    number = accept_one(hall.counter, hall.office.clerk)
    sync = hall.sync()
    hall.hands.press(Qt.Key.Key_F5)
    assert wait_for(lambda: bool(sync.differences), LONG_MS)
    hall.group(sync, CONFLICT)
    assert words(sync, 0)[0] == number
    assert "*" in words(sync, 2)[0], "masked until it is opened"
    hall.hands.tab_to(sync.table)
    hall.hands.press(Qt.Key.Key_Return)
    assert sync.drawer.take_ours.hasFocus() or sync.drawer.take_theirs.hasFocus()
    assert "*" not in sync.drawer.ours.value.text()
    hall.hands.press(Qt.Key.Key_Escape)
    assert sync.table.hasFocus()
    assert len(sync.differences) == 1, "looking at it settles nothing"
    hall.hands.press(Qt.Key.Key_Return)
    hall.hands.press(Qt.Key.Key_1)
    assert wait_for(lambda: "已请区平台" in hall.hands.said()), (hall.hands.said(), hall.office.troubles)
    return sync


@pytest.mark.parametrize("hall", [("sync", "correct")], indirect=True)
def test_the_windows_value_goes_into_a_district_that_lets_it(hall: Hall) -> None:
    with hall.district.serving():
        sync = ask_for_ours(hall)
        assert wait_for(lambda: not sync.differences, LONG_MS), "its answer settles it"
        assert wait_for(lambda: "待上传 0 件" in sync.head.note.text(), LONG_MS), sync.head.note.text()
    assert hall.office.troubles == []


def test_a_district_that_does_not_let_it_says_whom_to_ask_and_keeps_its_own(hall: Hall) -> None:
    with hall.district.serving():
        sync = ask_for_ours(hall)
        assert wait_for(lambda: "加 correct" in sync.drawer.elsewhere.text(), LONG_MS), (
            sync.drawer.elsewhere.text()
        )
        hall.hands.tab_to(sync.table)
        hall.hands.press(Qt.Key.Key_Return)
        assert wait_for(sync.drawer.take_theirs.hasFocus)
        assert not sync.drawer.take_ours.isEnabled()
        hall.hands.press(Qt.Key.Key_1)
        assert len(sync.differences) == 1
        hall.hands.press(Qt.Key.Key_2)
        assert wait_for(lambda: not sync.differences)
        assert "已核定" in hall.hands.said()
    assert hall.office.troubles == []
