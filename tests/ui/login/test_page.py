"""The log-in page: intentions out, states in, words for everything that can go wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from ui.gallery_samples import login_state
from ui.login.page import LoginPage
from ui.login.state import LoginProblem, LoginState, ProblemKind, TileState, WindowTile, problem_words
from ui.theme import Theme
from ui.tokens import Mode
from ui.widgets.chip import Chip

STATE = replace(login_state(), selected_window="08")


@pytest.fixture
def page(look: Theme, qtbot):
    return shown(qtbot, STATE)


def shown(qtbot, state: LoginState) -> LoginPage:
    made = LoginPage(state)
    made.resize(1366, 768)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made)
    return made


def test_enter_logs_in(page: LoginPage, qtbot) -> None:
    assert page.password.hasFocus()
    QTest.keyClicks(page.password, "Yichuang-2026")
    with qtbot.waitSignal(page.login_requested) as told:
        QTest.keyClick(page.password, Qt.Key.Key_Return)
    assert told.args == ["LH0108", "Yichuang-2026", "08"]


def test_the_button_names_the_window(page: LoginPage, qtbot) -> None:
    assert page.login.text() == "登录并开 08 号窗口"
    assert page.login.key == "Enter"
    with qtbot.waitSignal(page.window_chosen) as told:
        page.windows.buttons["07"].click()
    assert told.args == ["07"]
    assert page.login.text() == "登录并开 07 号窗口"


def test_arrows_move_in_the_grid_and_pass_by_the_busy(page: LoginPage) -> None:
    page.windows.focus_first()
    assert page.windows.buttons["08"].hasFocus()
    QTest.keyClick(page.windows.buttons["08"], Qt.Key.Key_Left)
    assert page.windows.selected == "07"
    QTest.keyClick(page.windows.buttons["07"], Qt.Key.Key_Left)
    assert page.windows.selected != "06"
    assert not page.windows.buttons["05"].isEnabled()


def test_nothing_goes_out_half_filled(page: LoginPage, qtbot) -> None:
    with qtbot.assertNotEmitted(page.login_requested):
        page.login.click()
    assert page.problem_words.text() == "请填密码"
    assert page.password.hasFocus()
    page.staff_no.clear()
    with qtbot.assertNotEmitted(page.login_requested):
        page.login.click()
    assert page.problem_words.text() == "请填工号"
    assert page.staff_no.hasFocus()


def test_a_first_run_starts_at_the_grid(look: Theme, qtbot) -> None:
    windows = (WindowTile("01", "许芸", TileState.BUSY), WindowTile("02"), WindowTile("03"))
    page = shown(qtbot, LoginState(windows=windows))
    assert page.windows.buttons["02"].hasFocus()
    page.staff_no.setText("LH0108")
    page.password.setText("x")
    with qtbot.assertNotEmitted(page.login_requested):
        page.login.click()
    assert page.problem_words.text() == "请先选本机窗口"


def test_without_a_window_for_the_office(look: Theme, qtbot) -> None:
    page = shown(qtbot, replace(STATE, office_only=True))
    assert not page.windows.isVisible()
    page.password.setText("secret")
    with qtbot.waitSignal(page.login_requested) as told:
        page.login.click()
    assert told.args == ["LH0108", "secret", ""]


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (LoginProblem(ProblemKind.WRONG, tries_left=4), "工号或密码不对，还可试 4 次"),
        (LoginProblem(ProblemKind.LOCKED, until="10:20"), "已锁定到 10:20，可请大厅值班长解锁"),
        (LoginProblem(ProblemKind.WINDOW_TAKEN, window="05", holder="温雪"), "05 号窗口温雪在用"),
        (
            LoginProblem(ProblemKind.OTHER, "连不上本机数据库。请重启电脑再试"),
            "连不上本机数据库。请重启电脑再试",
        ),
    ],
    ids=lambda value: value.kind.value if isinstance(value, LoginProblem) else "",
)
def test_what_went_wrong_in_words(page: LoginPage, problem: LoginProblem, words: str) -> None:
    before = page.login.geometry()
    page.show_state(replace(STATE, problem=problem))
    QApplication.processEvents()
    assert page.problem_words.text() == problem_words(problem) == words
    assert page.login.geometry() == before


def test_a_wrong_password_is_emptied_and_asked_again(page: LoginPage) -> None:
    page.password.setText("wrong")
    page.windows.focus_first()
    page.show_state(replace(STATE, problem=LoginProblem(ProblemKind.WRONG, tries_left=3)))
    assert page.password.text() == ""
    assert page.password.hasFocus()
    assert page.staff_no.text() == "LH0108"


def test_a_taken_window_can_be_asked_for(page: LoginPage, qtbot) -> None:
    problem = LoginProblem(ProblemKind.WINDOW_TAKEN, window="05", holder="温雪")
    page.show_state(replace(STATE, problem=problem))
    assert page._release.isVisible()
    with qtbot.waitSignal(page.release_requested) as told:
        page._release.click()
    assert told.args == ["05"]


def test_while_busy_nothing_is_sent_twice(page: LoginPage, qtbot) -> None:
    page.password.setText("secret")
    page.show_state(replace(STATE, busy=True))
    assert not page.login.isEnabled()
    with qtbot.assertNotEmitted(page.login_requested):
        QTest.keyClick(page.password, Qt.Key.Key_Return)
    assert page.password.text() == "secret"


def test_caps_lock_is_said_from_the_first_letter(page: LoginPage) -> None:
    before = page.login.geometry()
    assert page.caps_words.text() == ""
    QTest.keyClick(page.password, Qt.Key.Key_A)
    assert page.caps_words.text() == ""
    # With the lock on, a letter comes large without Shift.
    QTest.sendKeyEvent(
        QTest.KeyAction.Click, page.password, Qt.Key.Key_B, "B", Qt.KeyboardModifier.NoModifier
    )
    assert page.caps_words.text() == "大写锁定已打开"
    QTest.sendKeyEvent(
        QTest.KeyAction.Click, page.password, Qt.Key.Key_C, "c", Qt.KeyboardModifier.NoModifier
    )
    assert page.caps_words.text() == ""
    assert page.login.geometry() == before


def test_the_practice_line_fills_in(look: Theme, qtbot) -> None:
    page = shown(qtbot, login_state(practice=True))
    assert page.practice_words.isVisible()
    assert page.practice_words.text() == "演示工号 LH0108，密码 Yichuang-2026"
    assert any(chip.text() == "演示" for chip in page.findChildren(Chip))
    page._fill.click()
    assert (page.staff_no.text(), page.password.text()) == ("LH0108", "Yichuang-2026")


def test_elsewhere_no_demo_account_is_shown(page: LoginPage) -> None:
    assert not page.practice_words.isVisible()
    assert page.practice_words.text() == ""
    assert not page.findChildren(Chip)


def test_the_staff_card_is_absent_without_a_reader(look: Theme, qtbot) -> None:
    page = shown(qtbot, replace(STATE, card_available=False))
    assert page.method.current == "password"
    assert "刷工作证" not in [child.text() for child in page.method.children() if hasattr(child, "text")]
    page.show_state(STATE)
    page.method.step(1)
    assert page.method.current == "card"
    assert page.login.text() == "刷证登录"
    with qtbot.waitSignal(page.card_requested) as told:
        page.login.click()
    assert told.args == ["08"]


def test_the_eye_shows_and_hides(page: LoginPage) -> None:
    page._eye.click()
    assert page.password.echoMode() is QLineEdit.EchoMode.Normal
    assert page._eye.accessibleName() == "隐藏密码"
    page._eye.click()
    assert page.password.echoMode() is QLineEdit.EchoMode.Password


def test_devices_can_be_tested_again_and_text_size_chosen(page: LoginPage, look: Theme, qtbot) -> None:
    with qtbot.waitSignal(page.recheck_requested):
        QTest.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(page.mode_chosen) as told:
        page.size_chooser.choice.step(1)
    assert told.args == [Mode.LARGE]


def test_what_was_typed_survives_new_states(page: LoginPage) -> None:
    page.staff_no.setText("LH0200")
    page.password.setText("half")
    page.windows.buttons["04"].click()
    page.password.setFocus()
    page.show_state(replace(STATE, link_words="离线", link_tone="warn_fill", selected_window="08"))
    assert (page.staff_no.text(), page.password.text(), page.windows.selected) == ("LH0200", "half", "04")
    assert page.password.hasFocus()


def test_the_state_does_not_hold_a_password() -> None:
    assert "password" not in {field for field in LoginState.__slots__ if not field.startswith("demo_")}


def test_tab_goes_as_the_eye_does(look: Theme, qtbot) -> None:
    page = LoginPage(
        LoginState(hall="莲花街道政务服务大厅", practice=True, demo_account="LH0108", demo_password="x")
    )  # noqa: S106
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    tiles = tuple(WindowTile(f"0{number}", "空闲", TileState.FREE) for number in range(1, 9))
    page.show_state(replace(page.state, windows=tiles, selected_window="08"))
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.staff_no.setFocus()
    seen: list[str] = []
    for _step in range(30):
        focus = page.focusWidget()
        assert focus is not None
        name = focus.accessibleName()
        if seen and name == seen[0]:
            break
        seen.append(name)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert seen[:5] == ["工号", "密码", "显示密码", "填入", "登录并开 08 号窗口"]
    windows = [name for name in seen if "号窗口，" in name]
    assert windows, "the grid is reached"
    assert 4 < seen.index(windows[0]) < seen.index("不开窗口，只办公") < seen.index("重新检测")
    assert seen.index("重新检测") < next(
        at for at, name in enumerate(seen) if name in ("紧凑", "标准", "大字")
    )
