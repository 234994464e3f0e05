"""事项: the catalogue in a table; a file is checked before anything comes in, all by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.ui.security.test_accounts import office, section
from tests.ui.stage import Stage, wait_for
from ui.items.catalogue_page import CataloguePage
from ui.widgets.drawer import FactLine
from ui.widgets.label import Label

Make = Callable[..., Stage]


@pytest.fixture
def stage(make_stage: Make) -> Stage:
    return make_stage(1366, 768, clerk=office("item_admin"))


def page_of(stage: Stage) -> CataloguePage:
    page = section(stage, "items")
    assert isinstance(page, CataloguePage)
    return page


def words(page: CataloguePage) -> str:
    return "\n".join(label.text() for label in page.drawer.findChildren(Label) if label.isVisible())


def test_the_catalogue_shows_state_and_version(stage: Stage) -> None:
    page = page_of(stage)
    assert page.head.note.text() == "3 项，1 项在用"
    shown = [[page.table.rows.cell(row, column).words for column in (0, 4, 5)] for row in range(3)]
    assert shown == [
        ["440304-JZZ-01", "在用", "v2"],
        ["440304-SYDJ-01", "未生效", "v1"],
        ["440304-LNYD-01", "取消", "v3"],
    ]
    stage.press("Down")
    assert "即办件，当场" in [one.value.text() for one in page.findChildren(FactLine)]
    assert page.bring.isHidden(), "nothing to bring in yet"


def test_a_file_is_checked_shown_and_brought_in(stage: Stage) -> None:
    page = page_of(stage)
    page.look_at(Path("items.toml"))
    stage.settle()
    assert "请核对：便民证明" in words(page)
    assert "承诺时限不得长于法定时限" in words(page), "with its remedy"
    assert stage.focus() is page.bring
    stage.press("Ctrl+Enter")
    assert stage.counter.calls[-2:] == ["check items.toml", "bring_in items.toml"]
    assert page.head.note.text() == "4 项，2 项在用"
    assert stage.focus() is page.table
    assert page.bring.isHidden()


def test_what_cannot_be_used_is_not_brought_in(stage: Stage) -> None:
    page = page_of(stage)
    page.look_at(Path("bad.toml"))
    stage.settle()
    assert "不能用：便民证明" in words(page)
    assert "请列出选项，或改成文字" in words(page)
    assert not page.bring.isEnabled()
    stage.press("Ctrl+Enter")
    assert "bring_in bad.toml" not in stage.counter.calls
    stage.press("Esc")
    assert page.bring.isHidden()
    assert stage.focus() is page.table


def test_a_file_that_is_none_is_refused_in_the_drawer(stage: Stage) -> None:
    page = page_of(stage)
    page.look_at(Path("none.toml"))
    stage.settle()
    assert "none.toml 读不懂。请按 TOML 改正" in words(page)
    assert not stage.window.banner.isVisible()
    assert not page.bring.isEnabled()


@pytest.mark.parametrize(
    ("key", "mode"),
    [("Ins", QFileDialog.FileMode.ExistingFile), ("Shift+Ins", QFileDialog.FileMode.Directory)],
)
def test_the_keys_open_the_dialog_for_a_file_or_a_folder(
    stage: Stage, tmp_path: Path, key: str, mode: QFileDialog.FileMode
) -> None:
    page = page_of(stage)
    chosen = tmp_path / "items.toml"
    chosen.write_text("", "utf-8")
    stage.press(key)
    dialog = next(one for one in stage.window.findChildren(QFileDialog) if one.isVisible())
    assert dialog.fileMode() == mode
    target = chosen if mode is QFileDialog.FileMode.ExistingFile else tmp_path
    dialog.fileSelected.emit(str(target))
    dialog.close()
    assert wait_for(lambda: f"check {target.name}" in stage.counter.calls)
    stage.settle()
    assert page.path == target
