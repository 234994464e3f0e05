"""What follows the button of the log-in page: a taken window, a password to change, no window for the office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hall_app.errors import NotPermitted
from hall_app.machine_preferences import MachinePreferences
from hall_app.security.clerk import Clerk
from hall_app.security.login import LoginPage, LoginRefused, PasswordChangeNeeded, WindowTaken
from tests.ui.counter_script import CLERK, ScriptedCounter
from tests.ui.stage import wait_for
from ui import application
from ui.application import CounterApplication
from ui.login.state import ProblemKind
from ui.theme import theme
from ui.tokens import Mode, Scheme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
PASSWORD = "Yichuang-2026"  # noqa: S105


class Gate(ScriptedCounter):
    """Refuses until what it asks for was done; window 05 is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.tried: list[tuple[str, UUID | None]] = []
        self.refusals: list[LoginRefused] = []
        self.clerk: Clerk = CLERK

    def login_page(self) -> LoginPage:
        page = super().login_page()
        return replace(
            page,
            windows=tuple(
                replace(one, occupant="温雪") if one.number == "05" else one for one in page.windows
            ),
        )

    def login(self, staff_no: str, password: str, window_id: UUID | None) -> Clerk:
        self.tried.append((password, window_id))
        if self.refusals:
            raise self.refusals.pop(0)
        return self.clerk


@pytest.fixture
def counter() -> Gate:
    return Gate()


@pytest.fixture
def run(
    qapp: QApplication, counter: Gate, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], CounterApplication]]:
    made: list[CounterApplication] = []

    def begin() -> CounterApplication:
        monkeypatch.setattr(application, "make_counter", lambda *_arguments: counter)
        one = CounterApplication(None, (), size=(1366, 768))
        made.append(one)
        one.show(full_screen=False)
        assert wait_for(lambda: one.login.state.practice)
        return one

    yield begin
    for one in made:
        assert wait_for(lambda one=one: one.tasks.running == 0)
        one.close()
        for each in (one.window, one.frame, one):
            if each is not None:
                each.deleteLater()
    QApplication.sendPostedEvents(None, 52)
    theme().install(scheme=Scheme.LIGHT, mode=None, width=1920)


def enter(one: CounterApplication) -> None:
    QTest.keyClicks(one.login.password, PASSWORD)
    QTest.keyClick(one.login.password, Qt.Key.Key_Return)


def test_a_taken_window_is_freed_and_opened_by_whoever_may(
    run: Callable[[], CounterApplication], counter: Gate
) -> None:
    one = run()
    counter.refusals = [WindowTaken("05", "温雪")]
    one.login.taking.click()
    assert one.login.windows.selected == "05"
    enter(one)
    assert wait_for(lambda: one.login.state.problem is not None)
    assert one.login.problem_words.text() == "05 号窗口温雪在用"
    one.login._release.click()
    assert wait_for(lambda: one.window is not None)
    assert "release_from_login LH0108" in counter.calls
    assert len(counter.tried) == 2
    assert counter.tried[0] == counter.tried[1]


def test_who_may_not_free_it_is_told(
    run: Callable[[], CounterApplication], counter: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise NotPermitted("你没有请对方退出的权限", "请大厅值班长来办，或另选窗口")

    monkeypatch.setattr(counter.office.administration, "release_from_login", refuse)
    one = run()
    counter.refusals = [WindowTaken("08", "温雪")]
    enter(one)
    assert wait_for(lambda: one.login._release.isVisible())
    one.login._release.click()
    assert wait_for(lambda: "权限" in one.login.problem_words.text())
    assert one.window is None
    assert one.login.password.text() == ""


def test_a_lock_is_told_with_its_end(run: Callable[[], CounterApplication], counter: Gate) -> None:
    one = run()
    until = datetime(2026, 6, 17, 2, 20, tzinfo=UTC)
    counter.refusals = [LoginRefused("已锁定到 10:20", "", 0, until)]
    enter(one)
    assert wait_for(lambda: one.login.state.problem is not None)
    assert one.login.state.problem is not None
    assert one.login.state.problem.kind is ProblemKind.LOCKED
    assert one.login.problem_words.text() == "已锁定到 10:20，可请大厅值班长解锁"


def test_an_initial_password_is_changed_before_the_window_opens(
    run: Callable[[], CounterApplication], counter: Gate
) -> None:
    one = run()
    counter.refusals = [PasswordChangeNeeded("首次登录要先改密码", "请设一个新密码")]
    enter(one)
    assert wait_for(lambda: one._entry.card is not None and one._entry.card.isVisible())
    card = one._entry.card
    assert card is not None
    assert card.reason.text() == "首次登录要先改密码"
    assert wait_for(lambda: "10 位以上" in card.form.rules.text())
    for words in ("short", "short"):
        QTest.keyClicks(one.frame.focusWidget(), words)
        QTest.keyClick(one.frame.focusWidget(), Qt.Key.Key_Return)
    assert wait_for(lambda: "10–128" in card.form.problem.text())
    card.form.clear()
    for words in ("Neues-Wort-2026", "Neues-Wort-2026"):
        QTest.keyClicks(one.frame.focusWidget(), words)
        QTest.keyClick(one.frame.focusWidget(), Qt.Key.Key_Return)
    assert wait_for(lambda: one.window is not None)
    assert counter.tried[-1][0] == "Neues-Wort-2026"
    assert card.form.new.text() == ""


def test_the_office_opens_no_window_and_lands_on_its_first_page(
    run: Callable[[], CounterApplication], counter: Gate
) -> None:
    counter.clerk = replace(
        CLERK, permissions=frozenset({"audit.read", "audit.verify"}), window_id=None, window_number=None
    )
    one = run()
    one.login.office.click()
    assert not one.login.windows.isEnabled()
    assert one.login.login.text() == "登录"
    enter(one)
    assert wait_for(lambda: one.window is not None)
    assert counter.tried == [(PASSWORD, None)]
    assert one.window is not None
    assert one.window.page == "administration"
    assert "counter" not in one.window.rail.buttons


def test_what_was_chosen_for_the_machine_and_by_the_person_is_there_again(
    run: Callable[[], CounterApplication], counter: Gate
) -> None:
    counter.office.preferences.chosen = MachinePreferences("dark", laptop_doubles=True, key_hints=False)
    counter.clerk = replace(CLERK, text_size="large")
    one = run()
    assert theme().dark
    enter(one)
    assert wait_for(lambda: one.window is not None)
    assert one.window is not None
    assert theme().mode is Mode.LARGE
    top = one.window.top
    for label in (top.product, top.window_label, top.staff, top.clock):
        need = label.fontMetrics().horizontalAdvance(label.text())
        assert label.width() >= need, f"{label.text()} is cut"
    assert one.window.state.hints == ()
