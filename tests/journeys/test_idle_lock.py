"""The idle lock on the real window: by its own timer, through whatever lies open; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db.security import AuditEntry
from devices.emulators.reader import EmulatedReader
from hall_app.installation import open_installation
from tests.stacks.real_window import PASSWORD, RealWindow, story_card
from ui.reception.state import Phase

OpenWindow = Callable[..., RealWindow]


def let_idle(window: RealWindow) -> None:
    """Nobody touches anything until the window's own timer has run out, made short."""
    watch = window.window.idle_watch
    watch._timer.setInterval(50)
    watch._touched()
    window.wait(window.window.lock_cover.isVisible, "the lock")
    watch._timer.setInterval(600_000)


def unlock(window: RealWindow, password: str = PASSWORD) -> None:
    focus = window.window.focusWidget()
    assert focus is window.window.lock_cover.password
    QTest.keyClicks(focus, password)
    window.press("Enter")
    window.settle()


def to_the_form(window: RealWindow, reader: EmulatedReader) -> None:
    window.call()
    reader.lay(story_card(1))
    window.wait(lambda: window.board.state.recommendations is not None, "the recommendations")
    window.settle()
    reader.lift()
    window.press("1")
    window.wait(lambda: window.board.state.phase is Phase.FORM, "the form")
    window.settle()


def deeds(window: RealWindow) -> list[str]:
    store = open_installation(window.folder).open_hall()
    with store.reading() as session:
        found = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.seq)]
    store.close()
    return found


def test_the_timers_are_those_of_the_hall(open_window: OpenWindow) -> None:
    window = open_window("security.idle_lock_min=7", "security.idle_end_min=21")
    watch = window.window.idle_watch
    assert (watch._timer.interval(), watch._end.interval()) == (7 * 60_000, 21 * 60_000)
    assert watch._timer.isActive()
    handle = window.window.windowHandle()
    watch._timer.stop()
    # As the system brings it: to the window, not to a widget.
    QTest.keyClick(handle, Qt.Key.Key_Down)
    assert watch._timer.isActive(), "a key begins the time anew"


def test_what_was_typed_stands_there_after_the_lock(open_window: OpenWindow, reader: EmulatedReader) -> None:
    window = open_window(f"reader.port={reader.link}")
    to_the_form(window, reader)
    window.press("2")
    window.settle()
    focus = window.window.focusWidget()
    form = window.board.state.application
    let_idle(window)
    window.press("F9 F1 1 2 Ctrl+K Esc F10")
    assert window.board.state.phase is Phase.FORM
    assert not window.window.palette_host.isVisible()
    window.window.lock_cover.password.clear()
    unlock(window, "wrong")
    assert window.window.lock_cover.isVisible()
    assert "密码不对" in window.window.lock_cover.problem.text()
    unlock(window)
    assert not window.window.lock_cover.isVisible()
    assert window.window.focusWidget() is focus
    now = window.board.state.application
    assert form is not None
    assert now is not None
    assert (now.fields, now.materials) == (form.fields, form.materials)
    assert window.board.state.phase is Phase.FORM
    window.press("Enter 1 F7 F9")
    window.wait(lambda: window.board.state.phase is Phase.DECIDED, "the decision")
    assert deeds(window).count("staff.unlock_window") == 2, "the one that was refused and the one that opened"


def test_a_dialog_does_not_stay_before_the_lock(open_window: OpenWindow, reader: EmulatedReader) -> None:
    window = open_window(f"reader.port={reader.link}")
    to_the_form(window, reader)
    window.press("Enter 1 F7 F9")
    window.wait(lambda: window.board.state.phase is Phase.DECIDED, "the decision")
    window.settle()
    window.press("Z")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    let_idle(window)
    window.wait(lambda: QApplication.activeModalWidget() is None, "the dialog put away")
    window.press("Enter")
    unlock(window)
    assert not window.window.lock_cover.isVisible()
    assert window.board.state.phase is Phase.DECIDED
    assert not window.board.state.undone, "nothing was taken back behind the lock"


def test_a_panel_and_the_palette_lie_behind_the_lock(open_window: OpenWindow) -> None:
    window = open_window()
    for keys in ("Ctrl+K", "Ctrl+N", "Ctrl+/", "Ctrl+5"):
        window.press(keys)
        window.settle()
        let_idle(window)
        cover = window.window.lock_cover
        assert cover.geometry() == window.window.rect()
        assert window.window.childAt(window.window.rect().center()) in (cover, *cover.findChildren(object)), (
            keys
        )
        unlock(window)
        assert not cover.isVisible(), keys
        window.press("Esc Esc")
        window.settle()


def test_a_session_that_ends_by_its_timer_leaves_the_draft_to_the_next(
    open_window: OpenWindow, reader: EmulatedReader
) -> None:
    window = open_window(f"reader.port={reader.link}")
    to_the_form(window, reader)
    window.press("Enter")
    window.settle()
    application = window.board.state.application
    assert application is not None
    let_idle(window)
    window.window.idle_watch._end.setInterval(50)
    window.window.idle_watch._touched()
    window.wait(lambda: window.application.again, "the end of the session")
    window.wait(lambda: not window.window.isVisible(), "the window to go")
    again = open_window(f"reader.port={reader.link}")
    again.wait(lambda: again.board.state.phase is Phase.FORM, "the form taken up again")
    again.settle()
    kept = again.board.state.application
    assert kept is not None
    assert kept.draft_id == application.draft_id
    assert [one.value for one in kept.fields] == [one.value for one in application.fields]
