"""批量翻译: a file chosen, its column pointed at, progress shown, the review worked by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.address_script import BATCH, HEAD, ROOMS
from tests.ui.addresses.test_page import page_of
from tests.ui.stage import Stage
from ui.addresses.batch_tab import BatchTab

Make = Callable[..., Stage]
FILE = Path("企业走访名单（6 月）.xlsx")


def tab_of(stage: Stage) -> BatchTab:
    tab = page_of(stage).show_tab("batch")
    assert isinstance(tab, BatchTab)
    stage.settle()
    return tab


def reviewing(make_stage: Make) -> tuple[Stage, BatchTab]:
    stage = make_stage()
    tab = tab_of(stage)
    tab.open_path(FILE)
    stage.wait(lambda: tab.table.model_.rows)
    tab.segments.set_current("asked")
    tab._on_segment("asked")
    stage.settle()
    stage.wait(lambda: tab.review.opened is not None)
    assert stage.focus() is tab.table
    return stage, tab


def test_a_file_with_a_plain_column_begins_at_once_and_shows_how_it_stands(make_stage: Make) -> None:
    stage, tab = reviewing(make_stage)
    assert tab.head.figure.text() == "1,342 / 2,000"
    assert [label.text() for label in tab.head.counts.counts] == ["1,140", "162", "40"]
    assert tab.head.column_words.text() == "地址列：B 列“经营地址”"
    assert "已译 1140，要人选 162，没找到 40" in tab.head.bar.accessibleDescription()
    stage.wait(lambda: stage.counter.addresses.calls.count("progress") > 1)


def test_another_list_is_reached_by_tab_and_an_arrow(make_stage: Make) -> None:
    stage, tab = reviewing(make_stage)
    for _ in range(12):
        if stage.focus() in tab.segments.segments:
            break
        QTest.keyClick(stage.focus(), Qt.Key.Key_Backtab)
    assert stage.focus() in tab.segments.segments
    stage.press("Right")
    assert tab.presenter.shown == "missing"
    stage.press("Left")
    assert tab.presenter.shown == "asked", "the arrows go on from the segment"


def test_seconds_left_follow_the_pace(make_stage: Make, monkeypatch: object) -> None:
    stage, tab = reviewing(make_stage)
    script = stage.counter.addresses.batches
    tab.presenter._pace.clear()
    for at, done in ((0.0, 1000), (1.0, 1200), (2.0, 1400)):
        tab.presenter._pace.append((at, done))
    script.view = tab.presenter.view = replace(script.view, done=1400)
    assert tab.presenter.seconds_left() == 3


def test_a_column_that_cannot_be_told_is_pointed_at_by_a_key(make_stage: Make) -> None:
    stage = make_stage()
    tab = tab_of(stage)
    stage.counter.addresses.batches.head = replace(HEAD, column=None)
    tab.open_path(FILE)
    stage.settle()
    assert stage.focus() is tab.start.columns
    stage.press("1")
    assert tab.start.alert.isVisible()
    assert "A 列看起来不是地址，请指认" in tab.start.alert.words.text()
    stage.press("2")
    stage.wait(lambda: tab.presenter.view is not None)
    assert not tab.start.alert.isVisible()


def test_a_file_that_cannot_be_read_says_so_on_the_page(make_stage: Make) -> None:
    stage = make_stage()
    tab = tab_of(stage)
    tab.open_path(Path("a.pdf"))
    stage.settle()
    assert "这种文件读不了" in tab.start.alert.words.text()
    assert stage.window.page == "addresses"


def test_the_review_is_worked_through_by_keys_alone(make_stage: Make) -> None:
    stage, tab = reviewing(make_stage)
    script = stage.counter.addresses.batches
    assert tab.table.current is not None
    assert tab.table.current.number == 17
    stage.press("Enter")
    stage.wait(lambda: tab.table.current is not None and tab.table.current.number == 42)
    stage.wait(lambda: tab.review.opened is not None and tab.review.opened.row.number == 42)
    assert tab.review.alike.text() == "同样写法都这样译（另 4 行）"
    stage.press("2 Enter")
    stage.wait(lambda: tab.table.current is not None and tab.table.current.number == 58)
    assert script.decided == {17: (ROOMS[0][0], False), 42: (ROOMS[1][0], True)}
    stage.wait(lambda: tab.review.opened is not None and tab.review.opened.row.number == 58)
    stage.press("3 Enter")
    stage.wait(lambda: 58 in script.decided)
    assert script.decided[58] == (None, False), "都不是"
    stage.wait(lambda: tab.table.current is not None and tab.table.current.number == 63)
    stage.press("z")
    stage.wait(lambda: 58 not in script.decided)
    stage.wait(lambda: tab.table.current is not None and tab.table.current.number == 58)
    while script.order and len(script.decided) < 9:
        number = tab.table.current.number if tab.table.current else 0
        stage.wait(lambda: tab.review.opened is not None and tab.review.opened.row.number == number)  # noqa: B023
        stage.press("1 Enter")
        stage.wait(lambda: number in script.decided)  # noqa: B023
        stage.settle()
    stage.wait(lambda: not tab.table.model_.rows)
    assert "还在翻译" in tab.review.empty.text()
    script.view = replace(script.view, state="done")
    stage.wait(lambda: "可以导出" in tab.review.empty.text())


def test_space_leaves_the_others_alone_and_j_k_move(make_stage: Make) -> None:
    stage, tab = reviewing(make_stage)
    stage.press("j")
    stage.wait(lambda: tab.review.opened is not None and tab.review.opened.row.number == 42)
    stage.press("Space Enter")
    stage.wait(lambda: 42 in stage.counter.addresses.batches.decided)
    assert stage.counter.addresses.batches.decided[42][1] is False
    stage.wait(lambda: tab.table.current is not None and tab.table.current.number == 58)
    stage.press("k")
    assert tab.table.current is not None
    assert tab.table.current.number == 17


def test_slash_filters_and_esc_gives_back_the_rows(make_stage: Make) -> None:
    stage, tab = reviewing(make_stage)
    stage.press("/")
    assert stage.focus() is tab.filter_edit
    stage.type("翠屏")
    stage.wait(lambda: len(tab.table.model_.rows) == 1)
    stage.press("Enter")
    assert stage.focus() is tab.table
    stage.press("/ Esc")
    stage.wait(lambda: len(tab.table.model_.rows) == 9)
    assert stage.focus() is tab.table


def test_pause_resume_cancel_and_export(make_stage: Make, tmp_path: Path) -> None:
    stage, tab = reviewing(make_stage)
    stage.press("P")
    stage.settle()
    assert (tab.head.pause.text(), tab.head.left.text()) == ("继续", "已暂停")
    stage.press("P")
    stage.settle()
    assert tab.head.pause.text() == "暂停"
    tab.head.cancel.click()
    stage.settle()
    assert tab.head.left.text() == "已取消"
    assert not tab.head.pause.isVisible()
    tab._on_target(str(tmp_path / "结果.xlsx"))
    stage.settle()
    assert stage.counter.addresses.batches.exported == tmp_path / "结果.xlsx"


def test_batches_that_come_in_late_have_the_focus(make_stage: Make) -> None:
    stage = make_stage()
    script = stage.counter.addresses.batches
    script.earlier = (script.view,)
    tab = page_of(stage).show_tab("batch")
    assert isinstance(tab, BatchTab)
    assert stage.focus() is tab.start.choose_button
    stage.wait(lambda: tab.start.list.rows.rowCount() == 1)
    assert stage.focus() is tab.start.list
    stage.press("Enter")
    stage.wait(lambda: tab.presenter.view is not None)


def test_esc_goes_to_ones_batches_and_enter_takes_one_up_again(make_stage: Make) -> None:
    stage, tab = reviewing(make_stage)
    script = stage.counter.addresses.batches
    script.earlier = (script.view,)
    stage.press("Esc")
    stage.wait(lambda: tab.start.list.rows.rowCount() == 1)
    tab.place_focus()
    stage.press("Enter")
    stage.wait(lambda: tab.presenter.view is not None)
    assert tab.presenter.view is not None
    assert tab.presenter.view.batch_id == BATCH
    stage.press("Esc")
    stage.wait(lambda: tab.presenter.view is None)
    tab.place_focus()
    stage.press("Del")
    stage.wait(lambda: tab.start.list.rows.rowCount() == 0)
