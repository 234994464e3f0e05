"""Tasks: work elsewhere, one callback on the UI thread, dead receivers dropped, an end that ends."""

from __future__ import annotations

import gc
import threading
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread

from ui.tasks import Cancel, TaskCancelled, Tasks


class Page(QObject):
    """Remembers what it was told and where."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[Any] = []
        self.errors: list[BaseException] = []
        self.steps: list[tuple[int, int]] = []
        self.threads: set[QThread] = set()

    def on_done(self, result: Any) -> None:
        self.threads.add(QThread.currentThread())
        self.results.append(result)

    def on_failed(self, error: BaseException) -> None:
        self.threads.add(QThread.currentThread())
        self.errors.append(error)

    def on_progress(self, count: int, total: int) -> None:
        self.threads.add(QThread.currentThread())
        self.steps.append((count, total))


@pytest.fixture
def tasks(qtbot):
    made = Tasks()
    yield made
    assert made.stop()
    made.deleteLater()


def test_result_comes_back_to_the_ui_thread(tasks: Tasks, qtbot) -> None:
    page = Page()
    tasks.run(threading.get_ident, done=page.on_done)
    qtbot.waitUntil(lambda: bool(page.results))
    assert page.results[0] != threading.get_ident()
    assert page.threads == {page.thread()}


def test_error_comes_back_as_itself(tasks: Tasks, qtbot) -> None:
    page = Page()
    tasks.run(int, "no number", done=page.on_done, failed=page.on_failed)
    qtbot.waitUntil(lambda: bool(page.errors))
    assert isinstance(page.errors[0], ValueError)
    assert page.results == []
    assert page.threads == {page.thread()}


def test_an_error_nobody_asked_for_is_not_swallowed(tasks: Tasks, qtbot) -> None:
    with qtbot.waitSignal(tasks.unhandled) as told:
        tasks.run(int, "no number")
    assert isinstance(told.args[0], ValueError)


def test_many_at_once_come_each_once(tasks: Tasks, qtbot) -> None:
    page = Page()
    for number in range(200):
        tasks.run(abs, -number, done=page.on_done)
    qtbot.waitUntil(lambda: len(page.results) == 200)
    assert sorted(page.results) == list(range(200))
    assert tasks.running == 0


def test_a_dead_receiver_is_dropped(tasks: Tasks, qtbot) -> None:
    page, gate = Page(), threading.Event()
    results = page.results
    tasks.run(gate.wait, 10, done=page.on_done)
    del page
    gc.collect()
    gate.set()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert results == []


def test_a_deleted_receiver_is_dropped(tasks: Tasks, qtbot) -> None:
    page, gate = Page(), threading.Event()
    tasks.run(gate.wait, 10, done=page.on_done)
    with qtbot.waitSignal(page.destroyed):
        page.deleteLater()
    gate.set()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert page.results == []


def test_progress_arrives_in_order(tasks: Tasks, qtbot) -> None:
    page = Page()

    def count(report: Any) -> str:
        for number in range(1, 4):
            report(number, 3)
        return "counted"

    tasks.run(count, done=page.on_done, progress=page.on_progress)
    qtbot.waitUntil(lambda: page.results == ["counted"])
    assert page.steps == [(1, 3), (2, 3), (3, 3)]
    assert page.threads == {page.thread()}


def test_cancelled_work_says_nothing(tasks: Tasks, qtbot) -> None:
    page, started, token = Page(), threading.Event(), Cancel()

    def long_work(cancel: Cancel) -> None:
        started.set()
        while True:
            cancel.check()

    task = tasks.run(long_work, done=page.on_done, failed=page.on_failed, cancel=token)
    assert task is not None
    assert started.wait(10)
    task.cancel()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert page.results == []
    assert page.errors == []


def test_only_bound_methods_of_qobjects(tasks: Tasks) -> None:
    with pytest.raises(TypeError):
        tasks.run(int, done=lambda result: result)
    with pytest.raises(TypeError):
        tasks.run(int, failed=[].append)
    assert tasks.running == 0


def test_tasks_start_on_the_ui_thread_only(tasks: Tasks) -> None:
    caught: list[BaseException] = []

    def elsewhere() -> None:
        try:
            tasks.run(int)
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join(10)
    assert len(caught) == 1


def test_stop_ends_what_runs_and_refuses_more(qtbot) -> None:
    tasks, page, started = Tasks(threads=1), Page(), threading.Event()

    def patient(cancel: Cancel) -> None:
        started.set()
        while not cancel.requested:
            threading.Event().wait(0.005)
        raise TaskCancelled

    tasks.run(patient, done=page.on_done, cancel=Cancel())
    tasks.run(int, done=page.on_done)
    assert started.wait(10)
    assert tasks.stop(5000)
    assert tasks.run(int, done=page.on_done) is None
    qtbot.wait(1)
    assert page.results == []


def test_stop_says_when_something_hangs(qtbot, caplog: pytest.LogCaptureFixture) -> None:
    tasks, gate, started = Tasks(), threading.Event(), threading.Event()

    def stubborn() -> None:
        started.set()
        gate.wait(20)

    tasks.run(stubborn)
    assert started.wait(10)
    assert not tasks.stop(50)
    assert "still running" in caplog.text
    gate.set()
    assert tasks.stop(5000)


def test_busy_is_told_once_per_change(tasks: Tasks, qtbot) -> None:
    told: list[bool] = []

    class Ear(QObject):
        def on_busy(self, busy: bool) -> None:
            told.append(busy)

    ear, gate = Ear(), threading.Event()
    tasks.busy_changed.connect(ear.on_busy)
    tasks.run(gate.wait, 10)
    tasks.run(gate.wait, 10)
    gate.set()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert told == [True, False]
