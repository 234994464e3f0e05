"""Accounts, roles, seats and the trail by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hall_app.security.audit import AuditReport
from hall_app.security.permissions import PERMISSIONS, role_definition
from tests.ui.counter_script import CLERK
from tests.ui.stage import Stage
from ui.security.accounts_page import AccountsPage
from ui.security.audit_page import AuditPage
from ui.security.hall_page import HallPage
from ui.security.page import AdministrationPage
from ui.security.roles_page import RolesPage
from ui.security.seats_page import SeatsPage
from ui.tokens import Mode
from ui.widgets.table import Table, cell_width

Make = Callable[..., Stage]


def office(role: str) -> object:
    """A member of the back office in a shipped role."""
    definition = role_definition(role)
    assert definition is not None
    return replace(
        CLERK, role_code=role, role_name=definition.name, permissions=definition.permissions, window_id=None, window_number=None
    )  # fmt: skip


def section(stage: Stage, key: str) -> object:
    page = stage.window.open_page("administration")
    assert isinstance(page, AdministrationPage)
    page.show_argument(key)
    page.place_focus()
    stage.settle()
    return page.current


def test_each_administrator_sees_the_own_pages_only(make_stage: Make) -> None:
    seen = {}
    for role in ("system_admin", "security_admin", "audit_admin", "hall_manager", "item_admin"):
        stage = make_stage(clerk=office(role))
        assert stage.window.page == "administration" or role == "hall_manager"
        page = stage.window.open_page("administration")
        assert isinstance(page, AdministrationPage)
        seen[role] = list(page._entries)
    assert seen["audit_admin"] == ["audit"]
    assert seen["security_admin"] == ["accounts", "roles", "parameters"]
    assert "audit" not in seen["system_admin"]
    assert seen["hall_manager"] == ["accounts", "seats", "devices", "sync"]
    assert seen["item_admin"] == ["items", "calendar"]
    stage = make_stage()
    assert "administration" not in stage.window.rail.buttons, "counter staff have no 管理"


def test_an_account_is_made_and_its_password_shown_once(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=office("system_admin"))
    page = section(stage, "accounts")
    assert isinstance(page, AccountsPage)
    stage.press("Ins")
    assert stage.focus() is page.number
    page.number.setFocus()
    stage.strike("LH0101")
    stage.press("Tab")
    stage.type("龙小雨")
    stage.press("Ctrl+Enter")
    assert stage.window.banner.isVisible(), "the number is taken"
    page.number.clear()
    page.number.setFocus()
    stage.strike("lh0102")
    stage.press("Ctrl+Enter")
    assert "create_account lh0102 龙小雨 counter" in stage.counter.calls
    assert page.password.text() == "初始密码 Abcdefgh-1234"
    assert page.password.isVisible()
    stage.press("Down")
    assert not page.password.isVisible()


def test_accounts_are_disabled_not_deleted_and_the_last_administrator_stays(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=office("system_admin"))
    page = section(stage, "accounts")
    assert isinstance(page, AccountsPage)
    page.disable.click()
    stage.settle()
    assert "set_disabled LH0101 True" in stage.counter.calls
    assert page.line is not None
    assert page.line.disabled
    assert page.disable.text() == "启用"
    page.table.choose(next(key for key, one in page.lines.items() if one.staff_no == "LH0191"))
    page.disable.click()
    stage.settle()
    assert stage.window.banner.isVisible()
    page.table.choose(next(key for key, one in page.lines.items() if one.own))
    assert page.disable.isHidden()
    assert not page.name.isEnabled()


def test_a_locked_account_is_unlocked_by_whoever_may(make_stage: Make) -> None:
    stage = make_stage(clerk=office("hall_manager"))
    page = section(stage, "accounts")
    assert isinstance(page, AccountsPage)
    assert page.add.isHidden()
    assert page.unlock.isHidden()
    page.table.choose(next(key for key, one in page.lines.items() if one.locked_until))
    assert page.unlock.isVisible()
    page.unlock.setFocus()
    stage.press("Enter")
    stage.settle()
    assert "unlock_account LH0106" in stage.counter.calls
    assert page.unlock.isHidden()
    assert stage.focus() is page.table, "the button is gone, the work goes on"
    assert stage.window.toast.accessibleName().startswith("已解除锁定")


def test_a_role_is_changed_cell_by_cell_and_kept(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=office("security_admin"))
    page = section(stage, "roles")
    assert isinstance(page, RolesPage)
    named = [row.key for row in page.table.rows.rows]
    assert set(PERMISSIONS) == set(named)
    stage.press("Right Right Right Space")
    assert page.role is not None
    assert page.role.name == "大厅值班长"
    assert page.changed == {"hall_manager"}
    stage.press("Ctrl+Enter")
    kept = next(call for call in stage.counter.calls if call.startswith("set_role hall_manager"))
    assert "queue.call" in kept
    assert page.changed == set()
    said = page.table.rows.cell(0, 3).spoken
    assert said == "大厅值班长，叫号，有"


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("key", ["roles", "parameters"])
def test_the_names_of_a_table_can_be_read_in_a_narrow_window(make_stage: Make, key: str, mode: Mode) -> None:
    stage = make_stage(1366, 768, mode=mode, clerk=office("system_admin"))
    table = section(stage, key).table  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    wanted = [cell_width(row.cells[0]) for row in table.rows.rows]
    cut = [
        row.cells[0].words
        for row, width in zip(table.rows.rows, wanted, strict=True)
        if width > table.columnWidth(0)
    ]
    assert len(cut) <= len(wanted) // 5, cut


def test_who_may_only_see_roles_changes_nothing(make_stage: Make) -> None:
    stage = make_stage(clerk=office("system_admin"))
    page = section(stage, "roles")
    assert isinstance(page, RolesPage)
    stage.press("Right Space Ctrl+Enter")
    assert page.changed == set()
    assert not page.keep.isEnabled()


def test_a_window_left_open_is_released_but_not_with_a_number_in_hand(make_stage: Make) -> None:
    stage = make_stage(clerk=office("hall_manager"))
    page = section(stage, "seats")
    assert isinstance(page, SeatsPage)
    stage.press("Down")
    assert not page.release.isEnabled(), "A037 is in hand there"
    stage.press("Up Ctrl+Enter")
    assert stage.counter.calls.count("release") == 1
    assert page.table.rows.cell(0, 1).words == "空闲"


def test_the_system_administrator_adds_a_window_and_sets_its_queues(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=office("system_admin"))
    page = section(stage, "seats")
    assert isinstance(page, SeatsPage)
    assert page.release.isHidden(), "releasing is the hall manager's"
    stage.press("Ins")
    assert stage.focus() is page.number
    assert page.groups.text() == "ABCDEYVW", "every queue to begin with"
    stage.strike("08")
    stage.press("Ctrl+Enter")
    assert stage.window.banner.isVisible(), "08 is there"
    page.number.clear()
    stage.strike("10")
    stage.press("Tab")
    assert stage.focus() is page.groups
    page.groups.clear()
    stage.strike("DB")
    stage.press("Ctrl+Enter")
    assert "add_window 10 DB" in stage.counter.calls
    assert stage.focus() is page.table
    stage.press("Enter")
    assert stage.focus() is page.groups
    assert page.number.isReadOnly()
    stage.strike("A")
    stage.press("Ctrl+Enter")
    assert "change_window 05 A" in stage.counter.calls
    stage.press("Enter Esc")
    assert stage.focus() is page.table


def test_a_free_window_gets_another_number_and_a_taken_one_keeps_its_own(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=office("system_admin"))
    page = section(stage, "seats")
    assert isinstance(page, SeatsPage)
    assert page.number.isReadOnly(), "somebody sits at 05"
    stage.press("Down Down")
    assert not page.number.isReadOnly()
    page.number.setFocus()
    page.number.selectAll()
    stage.strike("08")
    stage.press("Ctrl+Enter")
    assert stage.window.banner.isVisible(), "08 is there"
    page.number.selectAll()
    stage.strike("12")
    stage.press("Ctrl+Enter")
    stage.wait(lambda: "change_window 12 DE" in stage.counter.calls)
    assert "rename_window 09 12" in stage.counter.calls
    assert "window.number" in stage.window.toast.accessibleName()


def test_a_window_is_closed_by_a_key_and_opened_again(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=office("system_admin"))
    page = section(stage, "seats")
    assert isinstance(page, SeatsPage)
    stage.press("Del")
    assert stage.window.banner.isVisible(), "somebody sits at 05"
    stage.press("Down Down Del")
    stage.wait(lambda: page.seats[page.table.current_key].closed_at is not None)
    assert "没有别的窗口办 D 出件领证" in stage.window.toast.accessibleName()
    assert page.head.note.text() == "2 个窗口，2 个有人，1 个停用"
    assert page.groups.isReadOnly()
    assert not page.keep.isEnabled()
    assert page.open_again.isVisible()
    calls = len(stage.counter.calls)
    stage.press("Del Ctrl+Enter")
    assert len(stage.counter.calls) == calls, "a closed window is neither closed nor changed"
    page.open_again.setFocus()
    stage.press("Space")
    stage.wait(lambda: not page.open_again.isVisible())
    assert "open_window_again 09" in stage.counter.calls
    page.groups.setFocus()
    page.groups.setCursorPosition(0)
    stage.press("Del")
    assert page.groups.text() == "E"
    assert stage.counter.calls.count("close_window 09") == 1, "in a field the key deletes a letter"


def test_who_may_only_release_closes_nothing(make_stage: Make) -> None:
    stage = make_stage(clerk=office("hall_manager"))
    page = section(stage, "seats")
    assert isinstance(page, SeatsPage)
    stage.press("Down Down Del")
    assert page.close_down.isHidden()
    assert not [one for one in stage.counter.calls if one.startswith("close_window")]


def test_the_hall_gets_another_name(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=office("system_admin"))
    page = section(stage, "hall")
    assert isinstance(page, HallPage)
    page.place_focus()
    assert stage.focus() is page.edits[0]
    assert [edit.text() for edit in page.edits][0] == "莲花街道政务服务大厅"
    page.edits[0].setText("莲花街道党群服务中心")
    stage.press("Ctrl+Enter")
    stage.wait(lambda: "change_hall 莲花街道党群服务中心 0755-10000000" in stage.counter.calls)
    assert "已改名称" in stage.window.toast.accessibleName()
    assert page.edits[0].text() == "莲花街道党群服务中心"


def test_the_trail_is_filtered_paged_checked_and_exported(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=office("audit_admin"))
    page = section(stage, "audit")
    assert isinstance(page, AuditPage)
    assert len(page.lines) == 160
    page.older.click()
    stage.settle()
    assert len(page.lines) == 320
    assert not page.older.isEnabled()
    stage.press("F5")
    stage.wait(lambda: "账本完整" in page.verdict.text())
    stage.counter.office.audit.report = AuditReport(12, False, 13, "内容与摘要不符", "d")
    stage.press("F5")
    stage.wait(lambda: "第 13 条" in page.verdict.text())
    assert page.verdict.tone == "bad"
    stage.press("Esc")
    assert stage.focus() is page.actor
    page.actor.setFocus()
    stage.strike("LH0108")
    page.since.setText("0199")
    stage.press("Enter")
    assert "日期看不懂" in page.verdict.text()
    page.since.setText("0601")
    stage.press("Enter")
    assert "entries LH0108  None" in stage.counter.calls
    page.export.click()
    stage.settle()
    assert "export" in stage.counter.calls
