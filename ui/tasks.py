"""Use cases in a thread pool: the result or the error comes back to the UI thread as one callback.

`run` is called on the UI thread. Callbacks are bound methods of QObjects (a page, a presenter); if their object is
gone when the result arrives, the result is dropped. Nobody waits for a future on the UI thread.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRunnable, QThread, QThreadPool, Signal, Slot
from shiboken6 import isValid

from ui.receivers import Receiver

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


class TaskCancelled(Exception):  # noqa: N818 - an outcome, not a fault
    """Raised inside a task by `Cancel.check` after somebody cancelled it."""


class Cancel:
    """A flag that a long task looks at. Thread-safe."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def requested(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raises TaskCancelled once cancelled."""
        if self._event.is_set():
            raise TaskCancelled


class Task(QObject):
    """One running use case as seen from the UI thread. Keep it only to cancel it."""

    def __init__(self, cancel: Cancel, parent: QObject) -> None:
        super().__init__(parent)
        self._cancel = cancel
        self.done: Receiver | None = None
        self.failed: Receiver | None = None
        self.progress: Receiver | None = None

    def cancel(self) -> None:
        """Ask the task to stop; neither `done` nor `failed` is called any more."""
        self._cancel.cancel()

    @property
    def cancelled(self) -> bool:
        return self._cancel.requested


class _Mailbox(QObject):
    """Lives on the UI thread; workers emit, so deliveries are queued to the UI thread."""

    finished = Signal(int, object, object)
    advanced = Signal(int, int, int)


class _Work(QRunnable):
    """Runs the function on a pool thread and posts exactly one outcome."""

    def __init__(self, number: int, mailbox: _Mailbox, call: Callable[[], Any]) -> None:
        super().__init__()
        self._number, self._mailbox, self._call = number, mailbox, call

    def run(self) -> None:
        result: Any = None
        error: BaseException | None = None
        try:
            result = self._call()
        except TaskCancelled as outcome:
            error = outcome
        except Exception as fault:  # noqa: BLE001 - border: every error of a use case goes to its caller
            error = fault
        # At shutdown the mailbox may be gone; then nobody waits for the outcome.
        if isValid(self._mailbox):
            self._mailbox.finished.emit(self._number, result, error)


class Tasks(QObject):
    """The pool. `unhandled(error)` tells of errors for which a caller gave no `failed`; `busy_changed(bool)`."""

    unhandled = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None, *, threads: int = 4) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._pool.setExpiryTimeout(-1)
        self._mailbox = _Mailbox(self)
        self._mailbox.finished.connect(self._on_finished)
        self._mailbox.advanced.connect(self._on_advanced)
        self._running: dict[int, Task] = {}
        self._next = 0
        self._stopped = False

    @property
    def running(self) -> int:
        """Tasks not yet delivered."""
        return len(self._running)

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        progress: Callable[[int, int], object] | None = None,
        cancel: Cancel | None = None,
        **named: Any,
    ) -> Task | None:
        """Run `function(*args, **named)` on a pool thread.

        `done(result)` or `failed(error)` is called once on the UI thread, unless cancelled or the receiver is gone.
        With `progress`, the function is also given `report=callable(done, total)`, callable from its thread. With
        `cancel` given, the function is also given `cancel=`. Returns None after `stop`. Raises TypeError for a
        callback that is not a bound method of a QObject, RuntimeError off the UI thread.
        """
        if QThread.currentThread() is not self.thread():
            raise RuntimeError("tasks start on the UI thread")
        if self._stopped:
            return None
        self._next += 1
        number = self._next
        token = cancel or Cancel()
        task = Task(token, self)
        task.done = Receiver(done) if done else None
        task.failed = Receiver(failed) if failed else None
        task.progress = Receiver(progress) if progress else None
        if progress is not None:
            mailbox = self._mailbox

            def report(count: int, total: int) -> None:
                if isValid(mailbox):
                    mailbox.advanced.emit(number, count, total)

            named["report"] = report
        if cancel is not None:
            named["cancel"] = cancel

        def call() -> Any:
            token.check()
            return function(*args, **named)

        self._running[number] = task
        if len(self._running) == 1:
            self.busy_changed.emit(True)
        self._pool.start(_Work(number, self._mailbox, call))
        return task

    def stop(self, deadline_ms: int = 3000) -> bool:
        """Accept nothing more, cancel what runs, join; True if every thread ended in time. UI thread.

        Tasks that never started are forgotten. After a False the caller may leave anyway: daemons do not exist in a
        QThreadPool, so tell the log which task hangs and let the process end by `os._exit`.
        """
        self._stopped = True
        for task in self._running.values():
            task.cancel()
        self._pool.clear()
        started = time.monotonic()
        ended = self._pool.waitForDone(deadline_ms)
        if not ended:
            _log.error("tasks still running after %d ms", round((time.monotonic() - started) * 1000))
        self._running.clear()
        return ended

    @Slot(int, object, object)
    def _on_finished(self, number: int, result: object, error: object) -> None:
        task = self._running.pop(number, None)
        if task is None:
            return
        if not self._running:
            self.busy_changed.emit(False)
        cancelled = task.cancelled or isinstance(error, TaskCancelled)
        task.deleteLater()
        if cancelled:
            return
        if isinstance(error, BaseException):
            if task.failed is not None:
                task.failed.call(error)
            else:
                self.unhandled.emit(error)
        elif task.done is not None:
            task.done.call(result)

    @Slot(int, int, int)
    def _on_advanced(self, number: int, count: int, total: int) -> None:
        task = self._running.get(number)
        if task is not None and task.progress is not None and not task.cancelled:
            task.progress.call(count, total)
