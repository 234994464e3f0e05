"""Puts on disk, in the background, what SQLite has committed without waiting for the disk."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

_log = logging.getLogger(__name__)
# These commits leave the log to grow; two or three pages each.
_CHECKPOINT_EVERY = 200


class LateFlush:
    """One database's write-ahead log. Any thread.

    A commit with ``synchronous=NORMAL`` is in the log file when it returns, so that it outlives this program; only a
    power cut before the flush would lose it. The log carries none of SQLite's locks: opening it here takes none away.
    """

    def __init__(self, database: Path, checkpoint: Callable[[], None]) -> None:
        self._checkpoint, self._flushes = checkpoint, 0
        self._log_file = database.with_name(f"{database.name}-wal")
        self._lock = threading.Lock()
        self._asked = False
        self._worker: ThreadPoolExecutor | None = None
        self.failed = False
        """Whether the disk refused once: from then on commits have to wait for it, and fail by themselves."""

    def ask(self) -> None:
        """Flush soon, once for all that was committed till then."""
        with self._lock:
            if self._asked:
                return
            self._asked = True
            if self._worker is None:
                self._worker = ThreadPoolExecutor(1, "flush")
            self._worker.submit(self._flush).add_done_callback(self._report)

    def close(self) -> None:
        """Wait for what was asked."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.shutdown(wait=True)

    def _report(self, done: Future[None]) -> None:
        error = done.exception()
        if error is not None:
            self._refused(error)

    def _flush(self) -> None:
        with self._lock:
            self._asked = False
        try:
            log_file = os.open(self._log_file, os.O_RDWR)
        except FileNotFoundError:
            return  # the last one to leave the database has put everything in its place, and flushed it
        try:
            os.fsync(log_file)
        finally:
            os.close(log_file)
        self._flushes += 1
        if self._flushes % _CHECKPOINT_EVERY == 0:
            self._checkpoint()

    def _refused(self, error: BaseException) -> None:
        self.failed = True
        _log.error("the database's log cannot be flushed: %s", type(error).__name__)
