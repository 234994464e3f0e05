"""Follows one batch: polls while a worker is at it, reads pages, opens rows, decides. UI thread only."""

from __future__ import annotations

from collections import deque
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from hall_app.errors import HallError
from ui.addresses.batch_table import PAGE

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from hall_app.addresses.desk import BatchDesk
    from hall_app.addresses.desk_values import BatchRow, BatchView, RowOpened, Settled
    from hall_app.addresses.layouts import TableHead
    from ui.reception.board import Board

POLL_MS = 400
MOST_RELOADED = 1000


class BatchPresenter(QObject):
    """Signals carry what to show; nothing here waits for an answer."""

    listed = Signal(object)
    """The clerk's batches."""
    looked = Signal(object)
    """The head of a file that was chosen."""
    refused = Signal(str)
    """Why a file or column is not taken."""
    viewed = Signal(object)
    """The batch as it stands."""
    filled = Signal(object, bool, bool)
    """Rows, whether there are more, whether they begin anew."""
    opened = Signal(object)
    """The row under the cursor."""
    settled = Signal(object)
    """A decision, or one taken back."""
    exported = Signal(int)

    def __init__(self, board: Board, parent: QObject) -> None:
        super().__init__(parent)
        self._board = board
        self.view: BatchView | None = None
        self.shown, self.words = "asked", ""
        self.path: Path | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._polling = False
        self._pace: deque[tuple[float, int]] = deque(maxlen=20)
        self._wanted_row = 0
        self._opening = 0
        self._limit, self._count, self._after = PAGE, 0, 0

    @property
    def _desk(self) -> BatchDesk:
        return self._board.counter.addresses.batches

    def stop(self) -> None:
        """No more polling."""
        self._timer.stop()

    # -- choosing -------------------------------------------------------------------------------
    def list_batches(self) -> None:
        """Ask for the clerk's batches."""
        self._run(self._desk.batches, done=self.listed.emit)

    def look_at(self, path: Path) -> None:
        """Recognise a file."""
        self.path = path
        self._run(self._desk.look_at, path, done=self.looked.emit, failed=self._on_refused)

    def start(self, head: TableHead, column: int) -> None:
        """Take the chosen file in."""
        if self.path is not None:
            self._run(
                self._desk.start, self.path, head, column, done=self._on_started, failed=self._on_refused
            )

    def follow(self, view: BatchView) -> None:
        """Show a batch that is there already."""
        self._on_started(view)

    def leave(self) -> None:
        """Back to choosing; the worker goes on."""
        self._timer.stop()
        self.view = None
        self.list_batches()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, HallError):
            self.refused.emit(str(error))
        else:
            self._board.say(error, "addresses")

    def _on_started(self, view: BatchView) -> None:
        self._pace.clear()
        self.shown, self.words = "asked" if view.under_way or view.asked else "all", ""
        self._show(view)
        self.reload()
        self._timer.start()

    # -- following ------------------------------------------------------------------------------
    def _poll(self) -> None:
        if self.view is not None and not self._polling:
            self._polling = True
            self._run(
                self._desk.progress, self.view.batch_id, done=self._on_polled, failed=self._on_poll_failed
            )

    def _on_polled(self, view: BatchView) -> None:
        self._polling = False
        if self.view is None or view.batch_id != self.view.batch_id:
            return
        before = self.view
        self._show(view)
        if view != before:
            self._fetch_more_if_short()
        if not view.under_way:
            self._timer.stop()

    def _on_poll_failed(self, error: Exception) -> None:
        self._polling = False
        self._timer.stop()
        self._board.say(error, "addresses")

    def _show(self, view: BatchView) -> None:
        self.view = view
        self._pace.append((monotonic(), view.done if view.total is not None else view.loaded))
        self.viewed.emit(view)

    def seconds_left(self) -> int | None:
        """By the pace of the last seconds; None while there is none, or the number of rows is not known."""
        view = self.view
        if view is None or view.total is None or view.state != "running" or len(self._pace) < 3:
            return None
        (t0, n0), (t1, n1) = self._pace[0], self._pace[-1]
        if n1 <= n0 or t1 <= t0:
            return None
        return max(1, round((view.total - view.done) * (t1 - t0) / (n1 - n0)))

    def change(self, wish: str) -> None:
        """pause, resume or cancel."""
        if self.view is not None:
            self._run(getattr(self._desk, wish), self.view.batch_id, done=self._on_changed)

    def _on_changed(self, view: BatchView) -> None:
        self._pace.clear()
        self._show(view)
        if view.under_way:
            self._timer.start()

    def remove(self, batch_id: UUID) -> None:
        """Delete a batch that no longer runs."""
        self._run(self._desk.remove, batch_id, done=self._on_removed)

    def _on_removed(self, _none: None) -> None:
        self.leave()

    # -- rows -----------------------------------------------------------------------------------
    def filter(self, shown: str | None = None, words: str | None = None) -> None:
        """Other rows: by state, or by words of their text."""
        self.shown = self.shown if shown is None else shown
        self.words = self.words if words is None else words
        self.reload()

    def reload(self, limit: int = PAGE) -> None:
        """Read the rows anew from the first."""
        if self.view is not None:
            self._limit = limit
            self._run(
                self._desk.rows, self.view.batch_id, self.shown, self.words, 0, limit, done=self._on_reloaded
            )

    def more(self, after: int) -> None:
        """Read the next page."""
        if self.view is not None:
            self._run(
                self._desk.rows, self.view.batch_id, self.shown, self.words, after, PAGE, done=self._on_more
            )

    def _on_reloaded(self, rows: tuple[BatchRow, ...]) -> None:
        self._count = len(rows)
        self._after = rows[-1].number if rows else 0
        self.filled.emit(rows, len(rows) >= self._limit, True)

    def _on_more(self, rows: tuple[BatchRow, ...]) -> None:
        fresh = tuple(row for row in rows if row.number > self._after)  # a page may have been asked for twice
        self._count += len(fresh)
        self._after = fresh[-1].number if fresh else self._after
        self.filled.emit(fresh, len(rows) >= PAGE, False)

    def _fetch_more_if_short(self) -> None:
        """While a worker goes on, the first page fills itself."""
        if self._count < PAGE:
            self.more(self._after)

    def open(self, number: int) -> None:
        """Open the row under the cursor; the latest wins."""
        self._wanted_row = number
        if self.view is not None and number and not self._opening:
            self._opening = number
            self._run(
                self._desk.open_row,
                self.view.batch_id,
                number,
                done=self._on_opened,
                failed=self._on_open_failed,
            )

    def _on_opened(self, opened: RowOpened) -> None:
        asked, self._opening = self._opening, 0
        if asked == self._wanted_row:
            self.opened.emit(opened)
        else:
            self.open(self._wanted_row)

    def _on_open_failed(self, error: Exception) -> None:
        self._opening = 0
        self._board.say(error, "addresses")

    # -- deciding -------------------------------------------------------------------------------
    def adopt(self, number: int, code: str | None, everywhere: bool) -> None:
        """A candidate is meant, or none of them."""
        if self.view is None:
            return
        desk = self._desk
        if code is None:
            self._run(desk.refuse, self.view.batch_id, number, everywhere, done=self.settled.emit)
        else:
            self._run(desk.adopt, self.view.batch_id, number, code, everywhere, done=self.settled.emit)

    def undo(self) -> None:
        """Take the last decision back."""
        if self.view is not None:
            self._run(self._desk.undo, self.view.batch_id, done=self._on_undone)

    def _on_undone(self, settled: Settled | None) -> None:
        if settled is None:
            self._board.told.emit("没有可撤销的", "warn")
            return
        self._board.told.emit(f"已撤销，{settled.rows} 行回到原样", "ok")
        self.settled.emit(settled)

    def removed(self, rows: int) -> None:
        """So many settled rows left the list: those behind them come in, and the counts are asked."""
        self._count -= rows
        if self._count < PAGE // 2:
            self.more(self._after)
        self._poll()

    def refresh(self, least: int) -> None:
        """Counts and rows after a decision."""
        self.reload(min(max(least, PAGE), MOST_RELOADED))
        self._poll()

    def export(self, out: Path) -> None:
        """Write the result."""
        if self.view is not None:
            self._run(self._desk.export, self.view.batch_id, out, done=self.exported.emit)

    def _run(self, work: object, *args: object, done: object, failed: object = None) -> None:
        self._board.run(work, self._board.clerk, *args, done=done, failed=failed, topic="addresses")  # type: ignore[arg-type]
