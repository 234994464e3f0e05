"""The application from the log-in window to an orderly end, on the scripted counter."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hall_app.counter import Counter
from hall_app.errors import Unavailable
from tests.ui.counter_script import ScriptedCounter
from tests.ui.stage import wait_for
from ui import application
from ui.application import CounterApplication
from ui.faults import Fault
from ui.reception.window import CounterWindow

# The offscreen platform has no window manager to tell sizes to.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[[Callable[[], Counter]], CounterApplication]


@pytest.fixture
def start(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts the application on a counter made by a callable, and ends it."""
    runs: list[CounterApplication] = []

    def begin(make: Callable[[], Counter]) -> CounterApplication:
        monkeypatch.setattr(application, "make_counter", lambda *_arguments: make())
        run = CounterApplication(None, (), size=(1366, 768))
        runs.append(run)
        run.show(full_screen=False)
        return run

    yield begin
    for run in runs:
        assert wait_for(lambda run=run: run.tasks.running == 0)
        run.close()
        for each in (run.window, run.frame, run):
            if each is not None:
                each.deleteLater()
    QApplication.sendPostedEvents(None, 52)


def log_in(run: CounterApplication) -> CounterWindow:
    """With the demo account, by keys."""
    assert wait_for(lambda: run.login.state.practice)
    QTest.keyClicks(run.login.password, "Yichuang-2026")
    QTest.keyClick(run.login.password, Qt.Key.Key_Return)
    assert wait_for(lambda: run.window is not None)
    assert run.window is not None
    return run.window


def test_log_in_work_and_leave_in_order(start: Start) -> None:
    counter = ScriptedCounter()
    made: list[tuple[str, bool]] = []

    def make() -> ScriptedCounter:
        made.append((threading.current_thread().name, run.login._told))
        return counter

    run = start(make)
    assert wait_for(lambda: run.login.state.practice)
    assert [painted for _thread, painted in made] == [True], "nothing is made before the first paint"
    assert made[0][0] != "MainThread"
    assert run.login.staff_no.text() == "LH0108"
    QTest.keyClicks(run.login.password, "wrong")
    QTest.keyClick(run.login.password, Qt.Key.Key_Return)
    assert wait_for(lambda: run.login.state.problem is not None)
    assert "还可试 4 次" in run.login.problem_words.text()
    window = log_in(run)
    assert not run.frame.isVisible()
    assert run.login.password.text() == ""
    assert wait_for(lambda: counter.publish is not None and window.board.state.queue is not None)
    assert wait_for(lambda: run.tasks.running == 0)
    window.close()
    run.close()
    assert counter.calls.index("logout") < counter.calls.index("stop")


def test_the_window_is_made_in_turns_and_the_event_loop_runs_between_them(start: Start) -> None:
    run = start(ScriptedCounter)
    passes: list[bool] = []
    every_pass = QTimer()
    every_pass.timeout.connect(lambda: passes.append(run._opening is not None and run.window is None))
    every_pass.start(0)
    log_in(run)
    every_pass.stop()
    assert sum(passes) >= 8, (
        "idle page, person, items, form, decisions, columns, panels, the window around them"
    )


def test_who_leaves_while_the_window_is_made_leaves_in_order(start: Start) -> None:
    counter = ScriptedCounter()
    run = start(lambda: counter)
    assert wait_for(lambda: run.login.state.practice)
    QTest.keyClicks(run.login.password, "Yichuang-2026")
    QTest.keyClick(run.login.password, Qt.Key.Key_Return)
    assert wait_for(lambda: run._opening is not None)
    assert [each for each in QApplication.topLevelWidgets() if isinstance(each, CounterWindow)]
    run.close()
    # Taken down here and now: the collector may run in a worker, where no widget may end.
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, CounterWindow)]
    QTest.qWait(50)
    assert run.window is None
    assert counter.calls.index("logout") < counter.calls.index("stop")


def test_an_uncaught_error_is_said_and_the_window_stays(start: Start) -> None:
    run = start(ScriptedCounter)
    window = log_in(run)
    run.bridge.publish(Fault("E-2103", "MainThread"))
    assert wait_for(lambda: window.banner.current is not None)
    assert window.banner.current is not None
    assert "E-2103" in window.banner.current.title
    assert window.isVisible()


def test_a_counter_that_cannot_be_made_is_said_on_the_log_in_page(start: Start) -> None:
    def make() -> ScriptedCounter:
        raise Unavailable("数据库由较新的版本写过", "请安装新版本")

    run = start(make)
    assert wait_for(lambda: run.login.state.problem is not None)
    assert "较新的版本" in run.login.problem_words.text()


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


def test_the_window_is_read_while_the_password_is_typed() -> None:
    code = (
        "import sys\n"
        "from tests.ui.counter_script import ScriptedCounter\n"
        "from tests.ui.stage import wait_for\n"
        "from ui import application\n"
        "for name in [m for m in sys.modules if m.startswith('ui.reception')]: del sys.modules[name]\n"
        "application.make_counter = lambda *_: ScriptedCounter()\n"
        "qt = application.start_qt(sys.argv[:1], 1366)\n"
        "run = application.CounterApplication(None, (), size=(1366, 768))\n"
        "ready = []\n"
        "run.ready.connect(lambda: ready.append('ui.reception.window' in sys.modules))\n"
        "run.show(full_screen=False)\n"
        "assert wait_for(lambda: bool(ready) and 'ui.reception.window' in sys.modules)\n"
        "assert ready == [False], 'the log-in page does not wait for it'\n"
        "assert run.window is None\n"
        "run.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_after_a_session_that_ended_by_itself_the_program_begins_anew() -> None:
    code = (
        "import os, sys\n"
        "from ui import application\n"
        "second = os.environ.setdefault('BEGUN', 'first') == 'second'\n"
        "class Ended(application.CounterApplication):\n"
        "    def show(self, *, full_screen):\n"
        "        print('second' if second else 'first', flush=True)\n"
        "        os.environ['BEGUN'] = 'second'\n"
        "        if not second:\n"
        "            self._on_session_ended()\n"
        "        self._on_closed()\n"
        "application.CounterApplication = Ended\n"
        "sys.exit(application.run_counter(None, (), full_screen=False))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.stdout.split() == ["first", "second"], done.stderr
    assert done.returncode == 0
