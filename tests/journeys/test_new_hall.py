"""A real hall on its first day, in the real window: first log-in, forced change of password, the pages of 管理."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hall_app.clock import Clock
from hall_app.installation import open_installation
from hall_app.places.creating import create_hall
from hall_app.places.definition import hall_definition
from hall_app.security.audit import Actor
from hall_app.settings import QUEUE_GROUPS
from tests.hall_app.places.test_definition import example
from tests.stacks.real_window import RealWindow
from ui.sections import SectionedPage
from ui.widgets.table import Table

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
FRESH = "Lianhua-7531"


def make_hall(folder: Path) -> dict[str, str]:
    """A real hall there; the first passwords by staff number."""
    store = open_installation(folder).open_hall()
    definition = hall_definition(example(), QUEUE_GROUPS.default)
    made = create_hall(store, definition, clock=Clock(), actor=Actor("os:root"))
    store.close()
    return {one.number: one.password for one in made.accounts}


def first_log_in(window: RealWindow, number: str, password: str) -> None:
    """By keys, without a window, through the forced change."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    login = window.application.login
    window.wait(lambda: login.state.windows, "the log-in page with its windows")
    login.staff_no.clear()
    QTest.keyClicks(login.staff_no, number)
    QTest.keyClick(login.office, Qt.Key.Key_Space)
    assert login.office.isChecked()
    QTest.keyClicks(login.password, password)
    QTest.keyClick(login.password, Qt.Key.Key_Return)
    entry = window.application._entry
    window.wait(lambda: entry.card is not None and entry.card.isVisible(), "the card for a new password")
    assert entry.card is not None
    assert entry.card.reason.text() == "首次登录要先改密码"
    form = entry.card.form
    for field in (form.new, form.again):
        QTest.keyClicks(field, FRESH)
    QTest.keyClick(form.again, Qt.Key.Key_Return)
    window.wait(lambda: window.application.window is not None, "the window")


@pytest.mark.parametrize(
    ("number", "sections"),
    [
        ("XM0901", {"accounts", "roles", "seats", "devices", "calendar", "parameters", "sync"}),
        ("XM0902", {"accounts", "roles", "parameters"}),
        ("XM0903", {"audit"}),
    ],
)
def test_each_administrator_of_a_new_hall_opens_what_is_theirs(
    qapp: object, tmp_path: Path, number: str, sections: set[str]
) -> None:
    passwords = make_hall(tmp_path)
    window = RealWindow(tmp_path)
    try:
        first_log_in(window, number, passwords[number])
        assert window.board.clerk.window_number is None
        assert not window.board.clerk.practice
        page = window.window.open_page("administration")
        assert isinstance(page, SectionedPage)
        for section in sorted(sections):
            page.show_argument(section)
            window.settle()
            assert page.section == section
            tables = page.current.findChildren(Table) if page.current is not None else []
            # Nothing was sent yet, and no window has been opened that could report its devices.
            if tables and section not in ("sync", "devices"):
                assert tables[0].rows.rowCount() > 0, section
        assert window.banner is None
    finally:
        window.close()


def test_items_come_in_on_the_page_and_the_same_window_finds_them(qapp: object, tmp_path: Path) -> None:
    from hall_app.items.item_files import example as item_example
    from ui.items.catalogue_page import CataloguePage

    passwords = make_hall(tmp_path)
    file = tmp_path / "items.toml"
    file.write_text(item_example(), "utf-8")
    window = RealWindow(tmp_path)
    try:
        counter_ready = window.application
        first_log_in(window, "XM0901", passwords["XM0901"])
        counter = counter_ready.counter
        assert counter is not None
        desk = counter.back_office.administration
        initial = desk.create_account(window.board.clerk, "XM0301", "苏敏仪", "item_admin")
        counter.back_office.preferences.change_password("XM0301", initial, FRESH)
        editor = counter.login("XM0301", FRESH, None)
        assert counter.search_items(editor, "#CBMZ") == ()
        window.window.close()
        window.application.window = None
        window.application.open_window(editor)
        window.wait(lambda: window.application.window is not None, "the editor's window")
        page = window.window.open_page("administration")
        assert isinstance(page, SectionedPage)
        page.show_argument("items")
        page.place_focus()
        window.settle()
        catalogue = page.current
        assert isinstance(catalogue, CataloguePage)
        assert catalogue.head.note.text() == "还没有事项，按 Insert 从文件导入"
        catalogue.look_at(file)
        window.settle()
        window.press("Ctrl+Enter")
        window.wait(lambda: catalogue.table.rows.rowCount() == 1, "the item in the table")
        assert [one.item.code for one in counter.search_items(editor, "#CBMZ")] == ["440304-CBMZ-01"]
    finally:
        window.close()
