"""The pages of the rail: who sees them, made when opened, and the keys that belong to the reception everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from hall_app.status import PartChanged, PartStatus, WindowEvent
from tests.ui.counter_script import CLERK
from tests.ui.stage import Stage
from ui.page import Page, PageEntry
from ui.reception.board import Board
from ui.reception.state import Phase

Make = Callable[..., Stage]


class Note(Page):
    """A page with one field; it uses Esc up while the field holds something."""

    made = 0

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        type(self).made += 1
        self.events: list[WindowEvent] = []
        self.finished = False
        self.edit = QLineEdit()
        self.edit.setAccessibleName("便条")
        QVBoxLayout(self).addWidget(self.edit)

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("Esc", "清空"),)

    def place_focus(self) -> None:
        self.edit.setFocus()

    def handle(self, intention: str) -> bool:
        if intention == "back" and self.edit.text():
            self.edit.clear()
            return True
        return False

    def on_event(self, event: WindowEvent) -> None:
        self.events.append(event)

    def finish(self) -> None:
        self.finished = True


PAGES = (
    PageEntry("notes", "便条", "pencil", frozenset({"case.accept", "settings.edit"}), Note),
    PageEntry("secret", "账本", "lock", frozenset({"audit.read"}), Note, bottom=True),
)
ADMINISTRATOR = replace(CLERK, permissions=frozenset({"settings.edit"}), window_id=None, window_number=None)


def note(stage: Stage) -> Note:
    page = stage.window.stack.currentWidget()
    assert isinstance(page, Note)
    return page


def test_the_rail_shows_what_the_role_may_open_and_makes_it_when_opened(make_stage: Make) -> None:
    Note.made = 0
    stage = make_stage(pages=PAGES)
    assert [button.text() for button in stage.window.rail.buttons.values()] == ["受理台", "便条"]
    assert Note.made == 0
    stage.press("Ctrl+2")
    assert stage.focus() is note(stage).edit
    assert [hint.key for hint in stage.window.state.hints] == ["Esc"]
    stage.press("Ctrl+1 Ctrl+2")
    assert Note.made == 1


def test_esc_and_decisions_stay_with_the_page_and_f1_goes_to_the_reception(make_stage: Make) -> None:
    stage = make_stage(pages=PAGES)
    stage.serve()
    stage.press("1 Ctrl+2")
    assert stage.phase is Phase.FORM
    note(stage).edit.setText("电表")
    stage.press("F9 Esc Esc")
    assert note(stage).edit.text() == ""
    assert stage.phase is Phase.FORM, "nothing is decided or left out of sight"
    stage.press("F1")
    assert stage.window.page == "counter"
    assert stage.board.state.asking_next


def test_coming_back_finds_the_focus_where_work_goes_on(make_stage: Make) -> None:
    stage = make_stage(pages=PAGES)
    stage.serve()
    stage.press("1")
    before = stage.focus()
    stage.press("Ctrl+2 Ctrl+1")
    assert stage.focus() is before


def test_a_banner_stands_above_whatever_page_is_on_show(make_stage: Make) -> None:
    stage = make_stage(pages=PAGES)
    for keys in ("Ctrl+2", "Ctrl+1"):
        stage.press(keys)
        stage.board.trouble.emit("test", "磁盘快满了", "请清理")
        stage.settle()
        assert stage.window.banner.isVisible()
        stage.board.settled.emit("test")
        stage.settle()


def test_an_administrator_has_no_reception_and_begins_at_the_first_page(make_stage: Make) -> None:
    stage = make_stage(pages=PAGES, clerk=ADMINISTRATOR)
    assert stage.window.page == "notes"
    stage.press("F1")
    assert stage.window.page == "notes"
    assert "call_next" not in stage.counter.calls
    page = note(stage)
    assert stage.counter.publish is not None
    stage.counter.publish(
        PartChanged(PartStatus("database", "本机数据库", "bad", "连不上", "磁盘满", "清理磁盘"))
    )
    stage.wait(lambda: page.events)
    assert any(part.fault for part in stage.board.state.parts)
    stage.window.finish()
    assert page.finished
