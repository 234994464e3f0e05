"""The address page: its tabs by role, the list that follows the keys, the tree, one text translated and opened."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from tests.ui.address_script import ROOMS
from tests.ui.counter_script import CLERK
from tests.ui.stage import Stage
from ui.addresses.page import AddressesPage
from ui.addresses.query_tab import QueryTab
from ui.addresses.tab import AddressTab
from ui.addresses.tabs import TABS, TabEntry
from ui.addresses.translate_tab import TranslateTab
from ui.widgets.check_row import CheckRow
from ui.widgets.label import Label

Make = Callable[..., Stage]


def page_of(stage: Stage) -> AddressesPage:
    if stage.window.page != "addresses":
        stage.window.open_page("addresses")
        stage.settle()
    page = stage.window.stack.currentWidget()
    assert isinstance(page, AddressesPage)
    return page


def query(stage: Stage) -> QueryTab:
    tab = page_of(stage).tab
    assert isinstance(tab, QueryTab)
    return tab


def words(widget: object) -> str:
    return " ".join(
        each.text() if isinstance(each, Label) else each.accessibleName()
        for kind in (Label, CheckRow)
        for each in widget.findChildren(kind)  # type: ignore[attr-defined]
        if each.isVisible()
    )


def test_the_rail_and_the_tabs_are_those_of_the_role(make_stage: Make) -> None:
    stage = make_stage()
    assert "addresses" in stage.window.rail.buttons
    assert set(page_of(stage)._entries) == {"query", "translate", "batch"}
    agent = replace(CLERK, permissions=frozenset({"case.accept", "queue.call", "address.read"}))
    assert set(page_of(make_stage(clerk=agent))._entries) == {"query", "translate"}
    nobody = replace(CLERK, permissions=frozenset({"case.accept", "queue.call"}))
    assert "addresses" not in make_stage(clerk=nobody).window.rail.buttons


def test_the_management_is_there_for_its_roles_where_the_library_is_managed(
    make_stage: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = replace(CLERK, permissions=CLERK.permissions | {"address.propose"})
    stage = make_stage(clerk=manager)
    assert "manage" not in page_of(stage)._entries, "a library over the line is managed there"
    monkeypatch.setattr(type(stage.counter), "address_management", object())
    assert set(AddressesPage(stage.board)._entries) >= {"manage", "unknown"}
    stage.board.clerk = CLERK
    assert "manage" not in AddressesPage(stage.board)._entries


def test_no_collection_looks_through_the_library_again(
    make_stage: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = make_stage()
    settled: list[str] = []
    monkeypatch.setattr(gc, "freeze", lambda: settled.append(page.library.text()))
    page = AddressesPage(stage.board)
    stage.settle()
    assert settled == [page.library.text()]  # once its size is known it stands in memory
    assert "栋" in settled[0]
    page._on_library_changed()
    stage.settle()
    assert len(settled) == 1  # again and again it would keep what the page itself left behind


def test_the_palette_opens_the_page_with_what_was_asked(make_stage: Make) -> None:
    stage = make_stage()
    page = page_of(stage)
    stage.press("PgDn")
    stage.window._on_page_asked("addresses", "yjy")
    tab = query(stage)
    stage.wait(lambda: tab.list.rows.rowCount() == 3)
    assert page.tab is tab
    assert tab.search.edit.text() == "yjy"
    assert stage.focus() is tab.search.edit


def test_another_module_adds_a_tab_that_is_absent_without_its_permission(make_stage: Make) -> None:
    stage = make_stage()
    more = (*TABS, TabEntry("manage", "地址管理", frozenset({"address.manage"}), AddressTab))
    assert "manage" not in AddressesPage(stage.board, more)._entries
    stage.board.clerk = replace(CLERK, permissions=CLERK.permissions | {"address.manage"})
    page = AddressesPage(stage.board, more)
    assert page.show_tab("manage") is page.tab


def test_the_list_follows_the_keys_and_the_latest_wins(make_stage: Make) -> None:
    stage = make_stage()
    tab = query(stage)
    desk = stage.counter.addresses
    assert stage.focus() is tab.search.edit
    desk.gate = threading.Event()
    for letter in "yjy":
        tab.search.edit.insert(letter)
        QApplication.processEvents()
    desk.gate.set()
    stage.settle()
    stage.wait(lambda: tab.list.rows.rowCount() == 3)
    assert desk.asked == ["y", "yjy"], "what was overtaken is never asked"
    assert "3 个标准地址" in tab.note.text()


def test_a_stale_answer_is_not_shown(make_stage: Make) -> None:
    stage = make_stage()
    tab = query(stage)
    desk = stage.counter.addresses
    desk.gate = threading.Event()
    tab.search.edit.insert("云锦")
    QApplication.processEvents()
    tab.search.edit.clear()
    desk.gate.set()
    stage.settle()
    assert tab.list.rows.rowCount() == 0


def test_what_an_input_method_composes_is_the_query(make_stage: Make) -> None:
    stage = make_stage()
    tab = query(stage)
    QApplication.sendEvent(tab.search.edit, QInputMethodEvent("yun'jin", []))
    stage.settle()
    assert stage.counter.addresses.asked == ["yunjin"]


def test_down_and_enter_open_an_address_with_what_stands_there_masked(make_stage: Make) -> None:
    stage = make_stage()
    tab = query(stage)
    stage.press("y j y Down Enter")
    stage.settle()
    assert tab.entry.code == ROOMS[1][0]
    seen = words(tab.entry)
    for part in (ROOMS[1][0], "锦云二路18号", "云锦花园", "林*燕", "4403**********2727", "晓语花艺工作室"):
        assert part in seen
    stage.press("Esc")
    assert tab.search.edit.text() == ""
    assert stage.window.page == "addresses"


def test_people_are_not_shown_to_a_role_that_may_not_see_them(make_stage: Make) -> None:
    stage = make_stage(clerk=replace(CLERK, permissions=CLERK.permissions - {"person.search"}))
    tab = query(stage)
    stage.press("y Enter")
    stage.settle()
    assert "人：无权查看" in words(tab.entry)
    assert "林*燕" not in words(tab.entry)


def test_the_tree_reads_each_level_when_it_is_opened(make_stage: Make) -> None:
    stage = make_stage()
    tab = query(stage)
    stage.settle()
    tree, model = tab.tree, tab.tree.model()
    assert stage.counter.addresses.calls.count("children") == 1
    tree.setFocus()
    for _ in range(3):
        stage.press("Right")
        stage.press("Right")
    stage.press("Down")
    assert stage.counter.addresses.calls.count("children") == 4
    assert tab.entry.code, tree.currentIndex().data()
    assert model.rowCount() == 2


def translate_tab(stage: Stage) -> TranslateTab:
    tab = page_of(stage).show_tab("translate")
    assert isinstance(tab, TranslateTab)
    return tab


def test_a_text_is_translated_opened_and_its_candidate_chosen_by_digit(make_stage: Make) -> None:
    stage = make_stage()
    tab = translate_tab(stage)
    assert ("1–3", "选候选") not in tab.hints(), "in the text digits are typed"
    stage.type("锦云二路18号1204")
    stage.press("Enter")
    stage.settle()
    assert tab.verdict.text() == "要人选：2 个候选"
    assert tab.chip.kind == "warn", "the number has the colour of the words beside it"
    said = tab.strip.accessibleDescription()
    assert "缺单元，单元，缺" in said
    assert "香蜜湖街道，与库矛盾，矛盾" in said
    assert "第二名，比首选多 0.4" in words(tab.opened)
    assert stage.focus() is tab.list
    assert ("1–3", "选候选") in tab.hints()
    stage.press("2")
    assert QApplication.clipboard().text() == ROOMS[1][0]
    stage.press("Esc")
    assert tab.edit.toPlainText() == ""


def test_the_box_in_the_head_translates_at_once_and_what_is_not_found_goes_to_the_queue(
    make_stage: Make,
) -> None:
    stage = make_stage()
    page = page_of(stage)
    page.at_once.setFocus()
    stage.type("同上")
    stage.press("Enter")
    stage.settle()
    tab = page.tab
    assert isinstance(tab, TranslateTab)
    assert tab.verdict.text() == "没找到"
    assert tab.chip.kind == "bad"
    tab.unknown_button.click()
    stage.settle()
    assert stage.counter.addresses.reported == [("同上", "query")]


def test_page_keys_change_tabs_and_the_status_bar_follows(make_stage: Make) -> None:
    stage = make_stage()
    page = page_of(stage)
    stage.press("PgDn PgDn PgDn")
    assert page.tabs.current == "batch"
    assert [hint.key for hint in stage.window.state.hints] == ["Ctrl O"] or [
        hint.key for hint in stage.window.state.hints
    ] == ["Ctrl+O"]
    stage.press("PgUp")
    assert page.tabs.current == "translate"
