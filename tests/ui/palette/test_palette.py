"""Ctrl K: items, people and commands as typed; the focus returns to the very widget."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hall_app.cases.lights import Light, TimeLeft
from hall_app.errors import Unavailable
from tests.ui.counter_script import CLERK, RESUMED
from tests.ui.stage import Stage, wait_for
from ui.addresses.page import AddressesPage
from ui.addresses.query_tab import QueryTab
from ui.palette.panel import PalettePanel, PaletteRow
from ui.palette.state import Entry, PaletteState
from ui.reception.state import Phase

Make = Callable[..., Stage]


def state(stage: Stage) -> PaletteState:
    assert stage.window.overlays.palette is not None
    return stage.window.overlays.palette._presenter.state


def test_an_item_is_found_and_opened(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    stage.press("Ctrl+K")
    QTest.keyClicks(stage.focus(), "jzz")
    stage.wait(lambda: state(stage).items)
    stage.press("Enter")
    stage.wait(lambda: stage.phase is Phase.FORM)
    assert not stage.window.palette_host.isVisible()


def test_people_are_masked_and_never_with_the_birth_date(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("Ctrl+K")
    QTest.keyClicks(stage.focus(), "yjy")
    stage.wait(lambda: state(stage).people)
    person = state(stage).people[0]
    assert person.note == "4403**********1148，100****3310"
    assert 1 <= stage.counter.calls.count("search_persons") <= 2, (
        "from the second character on, at most one a key"
    )


def test_cases_tell_what_is_left_of_their_time(make_stage: Make) -> None:
    stage = make_stage()
    waiting, done = stage.counter.found
    late = TimeLeft(Light.RED, -2, date(2026, 6, 15), "超期 2 天", "超期 2 个工作日（06-15）")
    stage.counter.found = (waiting, replace(done, state_name="审核中", left=late))
    stage.press("Ctrl+K")
    stage.strike("#LH2606")
    stage.wait(lambda: state(stage).cases)
    rows = [(case.aside, case.tone) for case in state(stage).cases]
    assert rows == [("补正待提交，06-24 前补交", "idle"), ("审核中，超期 2 天", "bad")]


def shown(stage: Stage) -> list[str]:
    """The rows on the screen."""
    assert stage.window.overlays.palette is not None
    return [row.spoken for row in stage.window.overlays.palette.list.rows.rows]


def test_people_of_an_older_text_are_never_shown_under_a_newer_one(make_stage: Make) -> None:
    stage = make_stage()
    stage.counter.memory_ready = True
    stage.press("Ctrl+K")
    stage.strike("yj")
    stage.wait(lambda: state(stage).people)
    gate = threading.Event()
    stage.counter.gate["search_persons"] = gate
    QTest.keyClicks(stage.focus(), "q")
    assert wait_for(lambda: not any("叶锦怡" in row for row in shown(stage)))
    assert state(stage).query == "yjq"
    # The answer that was asked for "yjq" arrives for "yjy": it is not that text's.
    QTest.keyClick(stage.focus(), Qt.Key.Key_Backspace)
    QTest.keyClicks(stage.focus(), "y")
    assert not state(stage).people
    gate.set()
    stage.wait(lambda: state(stage).people_of == "yjy")
    assert any("叶锦怡" in row for row in shown(stage))


def test_items_do_not_wait_long_for_people(make_stage: Make) -> None:
    stage = make_stage()
    stage.counter.memory_ready = True
    gate = threading.Event()
    stage.counter.gate["search_persons"] = gate
    stage.press("Ctrl+K")
    for letter in "jz":
        QTest.keyClicks(stage.focus(), letter)
        assert wait_for(lambda: not stage.window.scanner.holding)
    assert wait_for(lambda: "search_persons" in stage.counter.calls), "the people are being looked for"
    assert wait_for(lambda: any("居住证" in row for row in shown(stage)))
    assert state(stage).searching
    gate.set()
    stage.settle()


def test_addresses_stand_below_people_and_open_on_their_page(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    stage.press("Ctrl+K")
    stage.strike("yjy")
    stage.wait(lambda: state(stage).addresses and state(stage).people)
    titles = [title for title, _rows in state(stage).groups]
    assert titles.index("地址") > titles.index("人")
    entry = state(stage).addresses[0]
    assert (entry.title, entry.aside) == ("锦云二路18号云锦苑3栋B座1204", "房间")
    stage.press("Esc")
    stage.press("Ctrl+K")
    stage.strike("=")
    stage.type("云锦苑")
    stage.wait(lambda: state(stage).addresses_of == "云锦苑")
    assert [title for title, _rows in state(stage).groups] == ["地址"]
    first, *_others, last = state(stage).addresses
    assert first.title[slice(*first.spans[0])] == "云锦苑"
    assert last.title == "查地址“云锦苑”"
    stage.press("Enter")
    page = stage.window.stack.currentWidget()
    assert isinstance(page, AddressesPage)
    assert isinstance(page.tab, QueryTab)
    assert page.tab.search.edit.text() == first.title
    assert page.tab.entry.code == first.key


def test_addresses_of_an_older_text_are_never_shown_under_a_newer_one(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("Ctrl+K")
    stage.strike("=")
    stage.type("云锦")
    stage.wait(lambda: state(stage).addresses_of == "云锦")
    gate = threading.Event()
    stage.counter.addresses.gate = gate
    QTest.keyClicks(stage.focus(), "y")
    assert wait_for(lambda: not any("云锦苑3栋" in row for row in shown(stage)))
    gate.set()
    stage.wait(lambda: state(stage).addresses_of == "云锦y")
    assert any("云锦苑3栋" in row for row in shown(stage))


def test_who_may_not_read_addresses_is_offered_none(make_stage: Make) -> None:
    clerk = replace(CLERK, permissions=CLERK.permissions - {"address.read"})
    stage = make_stage(clerk=clerk)
    stage.press("Ctrl+K")
    stage.strike("yjy")
    stage.wait(lambda: state(stage).people)
    stage.settle()
    assert not state(stage).addresses
    assert stage.window.overlays.palette is not None
    assert "地址" not in [words for _key, words in stage.window.overlays.palette._presenter.categories]


def test_one_character_looks_nobody_up(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("Ctrl+K")
    stage.strike("y")
    assert "search_persons" not in stage.counter.calls
    stage.strike("j")
    stage.wait(lambda: state(stage).people)
    QTest.keyClick(stage.focus(), Qt.Key.Key_Backspace)
    stage.settle()
    assert not state(stage).people


def test_enter_before_the_answer_opens_what_is_found(make_stage: Make) -> None:
    stage = make_stage()
    stage.counter.memory_ready = True
    gate = threading.Event()
    stage.counter.gate["search_persons"] = gate
    asked: list[object] = []
    stage.press("Ctrl+K")
    assert stage.window.overlays.palette is not None
    stage.window.overlays.palette._presenter.page_asked.connect(lambda key, _argument: asked.append(key))
    stage.press("Tab")
    for letter in "yj":
        QTest.keyClicks(stage.focus(), letter)
        assert wait_for(lambda: not stage.window.scanner.holding)
    stage.window.overlays.palette._presenter._patience.start(60_000)
    QTest.keyClick(stage.focus(), Qt.Key.Key_Return)
    assert not asked
    gate.set()
    stage.wait(lambda: asked)
    assert asked == ["libraries"]
    assert not stage.window.palette_host.isVisible()


def look_for_cases(stage: Stage) -> threading.Event:
    """Ctrl B: the items are found, the cases when the event is set."""
    stage.counter.memory_ready = True
    gate = stage.counter.gate["find_cases "] = threading.Event()
    QTest.keyClick(stage.focus(), Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert wait_for(lambda: bool(state(stage).items))
    return gate


def test_enter_opens_the_case_that_is_still_being_looked_for(make_stage: Make) -> None:
    stage = make_stage()
    gate = look_for_cases(stage)
    QTest.keyClick(stage.focus(), Qt.Key.Key_Return)
    assert stage.phase is Phase.IDLE
    gate.set()
    stage.wait(lambda: stage.phase is Phase.MATERIALS)
    assert stage.board.state.application == RESUMED


def test_the_cursor_goes_with_the_first_row_until_it_is_moved(make_stage: Make) -> None:
    stage = make_stage()
    gate = look_for_cases(stage)
    panel = stage.window.overlays.palette
    assert panel is not None
    gate.set()
    stage.wait(lambda: state(stage).cases)
    assert current(panel).kind == "case"
    stage.press("Down Down")
    chosen = current(panel)
    panel._presenter._on_cases(())
    assert current(panel) == chosen


def test_enter_opens_nothing_else_when_the_search_failed(make_stage: Make) -> None:
    stage = make_stage()
    stage.counter.fail["find_cases "] = Unavailable("没查成：连不上数据库", "请重试")
    gate = look_for_cases(stage)
    QTest.keyClick(stage.focus(), Qt.Key.Key_Return)
    gate.set()
    stage.settle()
    assert stage.window.palette_host.isVisible()
    assert stage.phase is Phase.IDLE


def current(panel: PalettePanel) -> Entry:
    row = panel.list.rows.row_at(panel.list.current)
    assert isinstance(row, PaletteRow)
    assert row.entry is not None
    return row.entry


def test_the_panel_keeps_its_height_while_words_stand(make_stage: Make) -> None:
    stage = make_stage()
    stage.counter.memory_ready = True
    stage.press("Ctrl+K")
    panel = stage.window.overlays.palette
    assert panel is not None
    at_first = panel.height()
    stage.strike("j")
    full = panel.height()
    assert full > at_first
    heights: set[int] = set()
    told: list[str] = []
    for words in ("叶锦怡", "无此人", "/锁屏", "#没有", "/没有"):
        panel.edit.setText(words)
        stage.settle()
        heights.add(panel.height())
        told += [row.spoken for row in panel.list.rows.rows if row.alone]
    assert heights == {full}
    assert told == [
        "没找到“无此人”。人员要输全姓名或证件号",
        "没有这样的办件；只输 # 看等补交的",
        "没有这样的页或命令",
    ]
    panel.edit.clear()
    stage.settle()
    assert panel.height() == at_first


def test_a_command_is_given_and_its_key_shown(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("Ctrl+K")
    stage.type("/锁屏")
    stage.wait(lambda: state(stage).commands)
    assert [entry.shortcut for entry in state(stage).commands] == ["Ctrl+L"]
    stage.press("Enter")
    assert stage.window.lock_cover.isVisible()


def test_escape_gives_the_focus_back(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1")
    before = stage.focus()
    stage.press("Ctrl+K Esc")
    assert stage.focus() is before
    assert stage.phase is Phase.FORM


def test_keys_of_the_page_below_do_nothing_meanwhile(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Ctrl+K F1 F9")
    assert not stage.board.state.asking_next
    assert stage.window.palette_host.isVisible()
    assert stage.phase is Phase.FORM
