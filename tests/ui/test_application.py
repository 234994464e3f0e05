"""The application from the log-in window to an orderly end, on the scripted counter."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.counter_script import ScriptedCounter
from tests.ui.stage import wait_for
from ui.application import CounterApplication, Look
from ui.reception.window import CounterWindow

# The offscreen platform has no window manager to tell sizes to.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

ROOT = Path(__file__).resolve().parents[2]
LOOK = Look(full_screen=False, size=(1366, 768))


def test_log_in_work_and_leave_in_order(qapp: QApplication) -> None:
    counter = ScriptedCounter()
    made_on: list[str] = []

    def make() -> ScriptedCounter:
        made_on.append(threading.current_thread().name)
        return counter

    run = CounterApplication(make, LOOK)
    painted: list[bool] = []
    run.login_shown.connect(lambda: painted.append(not made_on))
    run.show()
    assert wait_for(lambda: run.login.state.practice)
    assert painted == [True], "nothing is made before the log-in window has been painted"
    assert made_on != ["MainThread"]
    assert run.login.staff_no.text() == "LH0108"
    QTest.keyClicks(run.login.password, "wrong")
    QTest.keyClick(run.login.password, Qt.Key.Key_Return)
    assert wait_for(lambda: run.login.state.problem is not None)
    assert "还可试 4 次" in run.login.problem_words.text()
    QTest.keyClicks(run.login.password, "Yichuang-2026")
    QTest.keyClick(run.login.password, Qt.Key.Key_Return)
    assert wait_for(lambda: run.window is not None)
    window = run.window
    assert isinstance(window, CounterWindow)
    assert not run.login.isVisible()
    assert run.login.password.text() == ""
    assert wait_for(lambda: counter.publish is not None and window.board.state.queue is not None)
    assert wait_for(lambda: run.tasks.running == 0)
    window.close()
    assert wait_for(lambda: "logout" in counter.calls)
    assert run.end()
    assert counter.calls.index("logout") < counter.calls.index("stop")
    for each in (window, run.login, run):
        each.deleteLater()
    QApplication.sendPostedEvents(None, 52)


def test_an_uncaught_error_is_said_once_and_the_window_stays(qapp: QApplication) -> None:
    from ui.faults import Fault

    run = CounterApplication(ScriptedCounter, LOOK)
    run.show()
    assert wait_for(lambda: run.login.state.practice)
    QTest.keyClicks(run.login.password, "Yichuang-2026")
    QTest.keyClick(run.login.password, Qt.Key.Key_Return)
    assert wait_for(lambda: run.window is not None)
    window = run.window
    assert window is not None
    run.bridge.publish(Fault("E-2103", "MainThread"))
    assert wait_for(lambda: window.banner.current is not None)
    assert "E-2103" in window.banner.current.title
    assert wait_for(lambda: run.tasks.running == 0)
    assert run.end()
    for each in (window, run.login, run):
        each.deleteLater()
    QApplication.sendPostedEvents(None, 52)


def test_a_counter_that_cannot_be_made_is_said_on_the_log_in_page(qapp: QApplication) -> None:
    from hall_app.errors import Unavailable

    def make() -> ScriptedCounter:
        raise Unavailable("数据库由较新的版本写过", "请安装新版本")

    run = CounterApplication(make, LOOK)
    run.show()
    assert wait_for(lambda: run.login.state.problem is not None)
    assert "较新的版本" in run.login.problem_words.text()
    assert run.end()
    for each in (run.login, run):
        each.deleteLater()
    QApplication.sendPostedEvents(None, 52)


def test_the_log_in_needs_neither_the_database_nor_the_reception() -> None:
    code = (
        "import sys, ui.application;"
        "heavy = [m for m in sys.modules if m.split('.')[0] in ('sqlalchemy', 'alembic', 'reportlab', 'db')"
        " or m.startswith(('ui.reception', 'ui.cases', 'ui.items'))];"
        "sys.exit(' '.join(heavy) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
