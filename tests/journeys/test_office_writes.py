"""Every button of the back office that writes, pressed on the real counter; and every shipped role's first minute."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hall_app.clock import Clock
from hall_app.composition import HallCounter
from hall_app.installation import open_installation
from hall_app.practice.making import make_demo
from hall_app.practice.story_cards import story_cards
from hall_app.security.clerk import Clerk
from hall_app.security.permissions import ROLES, RoleDefinition
from hall_app.settings import COPIES
from tests.hall_app.halls import PASSWORD, password_hash
from tests.ui.stage import wait_for
from ui.bridge import Bridge
from ui.reception.board import Board
from ui.reception.state import Phase
from ui.reception.window import CounterWindow
from ui.sections import SectionedPage
from ui.security.accounts_page import AccountsPage
from ui.security.hall_page import HallPage
from ui.security.roles_page import RolesPage
from ui.security.seats_page import SeatsPage
from ui.settings.shared_sections import ParametersSection
from ui.tasks import Tasks
from ui.theme import theme
from ui.working_days.page import CalendarPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class Office:
    """A window of the back office, and what it said."""

    def __init__(self, counter: HallCounter, tasks: Tasks, clerk: Clerk) -> None:
        self.counter, self.tasks, self.clerk = counter, tasks, clerk
        self.board = Board(counter, clerk, tasks)
        self.troubles: list[tuple[str, str]] = []
        self.told: list[str] = []
        self.board.trouble.connect(self._on_trouble)
        self.board.told.connect(self._on_told)
        self.window = CounterWindow(self.board)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.begin()
        self.settle()

    def _on_trouble(self, _topic: str, message: str, remedy: str) -> None:
        self.troubles.append((message, remedy))

    def _on_told(self, words: str, _tone: str) -> None:
        self.told.append(words)

    def settle(self) -> None:
        assert wait_for(lambda: self.tasks.running == 0 and not self.board.turns.busy)

    def section(self, page: str, section: str, kind: type) -> Any:
        """A section of a page, opened and read."""
        found = self.window.open_page(page)
        assert isinstance(found, SectionedPage)
        found.show_argument(section)
        self.settle()
        assert isinstance(found.current, kind)
        return found.current

    def press(self, button: Any) -> str:
        """A button's word after it did its work."""
        assert button.isEnabled(), button.text()
        self.told.clear()
        button.click()
        self.settle()
        assert self.troubles == []
        return self.told[-1] if self.told else ""

    def leave(self) -> None:
        self.settle()
        self.window.finish()
        self.window.deleteLater()
        self.counter.logout(self.clerk)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[HallCounter]:
    installation, clock = open_installation(tmp_path), Clock()
    hall, district = installation.open_hall(), installation.open_district()
    make_demo(
        hall, persons=30, seed=3, day=clock.today(), clock=clock, district=district, hash_password=lambda _word: password_hash()
    )  # fmt: skip
    hall.close()
    district.close()
    made = HallCounter(installation)
    yield made
    made.stop()


@pytest.fixture
def enter(qapp: object, counter: HallCounter) -> Iterator[Callable[[str], Office]]:
    """Logs somebody in, at window 08 where the role has one."""
    theme().install(width=1366)
    tasks, bridge = Tasks(), Bridge()
    counter.start(bridge.publish)
    seat = next(one.window_id for one in counter.login_page().windows if one.number == "08")
    yield lambda staff_no: Office(counter, tasks, counter.login(staff_no, PASSWORD, seat))
    tasks.stop()
    bridge.close()


def test_the_system_administrator_s_buttons(enter: Callable[[str], Office]) -> None:
    office = enter("LH0901")
    accounts: AccountsPage = office.section("administration", "accounts", AccountsPage)
    office.press(accounts.add)
    accounts.number.setText("LH0777")
    accounts.name.setText("龙小雨")
    assert office.press(accounts.keep).startswith("已新建")
    key = next(key for key, one in accounts.lines.items() if one.staff_no == "LH0777")
    accounts.table.choose(key)
    accounts.name.setText("龙小雪")
    assert office.press(accounts.keep) == "已保存"
    assert accounts.lines[key].name == "龙小雪"
    assert office.press(accounts.reset).startswith("密码已重置")
    office.press(accounts.disable)
    assert accounts.lines[key].disabled
    office.press(accounts.disable)
    assert not accounts.lines[key].disabled
    seats: SeatsPage = office.section("administration", "seats", SeatsPage)
    office.press(seats.add)
    seats.number.setText("31")
    assert office.press(seats.keep).startswith("已保存")
    window = next(key for key, one in seats.seats.items() if one.number == "31")
    seats.table.choose(window)
    seats.groups.setText("AF")
    seats.keep.click()
    office.settle()
    assert office.troubles.pop()[0].startswith("没有"), "a queue the office does not have"
    seats.groups.setText("BA")
    office.press(seats.keep)
    seats.number.setText("32")
    assert "已改为 32 号" in office.press(seats.keep)
    assert seats.seats[window].groups == "BA"
    assert office.press(seats.close_down).startswith("窗口已停用")
    assert office.press(seats.open_again).startswith("窗口已恢复")
    hall: HallPage = office.section("administration", "hall", HallPage)
    hall.edits[2].setText("0755-80000001")
    assert office.press(hall.keep) == "已改咨询电话；各窗口下次登录时生效"
    calendar: CalendarPage = office.section("administration", "calendar", CalendarPage)
    calendar._on_on()
    office.settle()
    day = next(
        day
        for day in (date(calendar.year, 5, at) for at in range(1, 20))
        if day.weekday() < 5 and day not in calendar.days
    )
    calendar.grid.day_toggled.emit(day)
    assert f"{calendar.year} 年已录入" in office.press(calendar.enter)
    assert calendar.view is not None
    assert day in calendar.view.entries
    parameters: ParametersSection = office.section("administration", "parameters", ParametersSection)
    parameters.table.choose(COPIES.name)
    assert parameters.editor is not None
    assert parameters.editor.choice is not None
    parameters.editor.choice.set_current("2")
    assert office.press(parameters.keep).startswith("已保存")
    assert parameters.lines[COPIES.name].value == "2"
    assert office.press(parameters.reset).startswith("已保存")
    assert parameters.lines[COPIES.name].value == "1"
    assert office.troubles == []
    office.leave()


def test_every_setting_is_changed_and_taken_back_on_its_page(enter: Callable[[str], Office]) -> None:
    for number in ("LH0901", "LH0902"):
        office = enter(number)
        page: ParametersSection = office.section("administration", "parameters", ParametersSection)
        mine = [key for key, line in page.lines.items() if not line.locked]
        assert mine
        for key in mine:
            page.table.choose(key)
            assert page.editor is not None, key
            line = page.lines[key]
            desk = office.counter.back_office.preferences
            desk.change(office.clerk, key, page.editor.value)
            desk.reset(office.clerk, key)
            assert line.title
        assert office.troubles == []
        office.leave()


def test_the_security_administrator_keeps_a_role(enter: Callable[[str], Office]) -> None:
    office = enter("LH0902")
    roles: RolesPage = office.section("administration", "roles", RolesPage)
    at = next(at for at, one in enumerate(roles.roles, 1) if one.code == "hall_manager")
    roles.table.choose("audit.read", at)
    roles._on_toggle("audit.read")
    roles.keep.click()
    office.settle()
    message, _remedy = office.troubles.pop()
    assert "不得兼" in message
    office.press(roles.undo)
    roles._on_toggle("queue.call")
    assert office.press(roles.keep).startswith("已保存")
    assert "queue.call" in next(one for one in roles.roles if one.code == "hall_manager").permissions
    office.leave()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_every_shipped_role_begins_without_a_complaint(
    enter: Callable[[str], Office], counter: HallCounter, role: RoleDefinition
) -> None:
    desk = counter.back_office.administration
    admin = counter.login("LH0901", PASSWORD, None)
    giver = replace(admin, permissions=admin.permissions | {"roles.manage"})
    first = desk.create_account(giver, "LH0555", "试用", role.code)
    counter.logout(admin)
    counter.back_office.preferences.change_password("LH0555", first, PASSWORD)
    office = enter("LH0555")
    for key in [one for one in office.window.rail.buttons if one != "counter"]:
        office.window.open_page(key)
        office.settle()
    assert office.troubles == []
    office.leave()


def test_a_proxy_desk_receives_whoever_comes(enter: Callable[[str], Office], counter: HallCounter) -> None:
    admin = counter.login("LH0901", PASSWORD, None)
    desk = counter.back_office.administration
    first = desk.create_account(admin, "LH0556", "代办", "proxy_agent")
    counter.logout(admin)
    counter.back_office.preferences.change_password("LH0556", first, PASSWORD)
    office = enter("LH0556")
    office.window.presenter.intend("call")
    assert office.told[-1].startswith("这个岗位不叫号")
    for card in story_cards(Clock().today())[:1]:
        office.window.presenter.identity.type_in(card.id_number, card.name, "长期", card.address)
        assert wait_for(lambda: office.board.state.recommendations is not None)
        assert office.board.state.phase is Phase.CHOOSING
    office.window.presenter.items.pick(0)
    assert wait_for(lambda: office.board.state.phase is Phase.FORM)
    office.window.presenter.intend("supplement")
    assert office.told[-1] == "没有这项权限，请由有权限的人员办理"
    assert office.troubles == []
    office.leave()
