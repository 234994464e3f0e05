"""The draft behind an application: use cases one after another, pure changes, saving. UI thread only.

Use cases on the draft run one after another (they carry its version); pure changes act at once and are saved within
a second. What arrives late is laid over what was typed meanwhile, never the other way round.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from hall_app.cases import filling
from hall_app.errors import InputRefused

if TYPE_CHECKING:
    from hall_app.cases.application import Application
    from ui.reception.board import Board

SAVE_AFTER_MS = 400


class DraftPresenter(QObject):
    """Signals: ``idle()`` when no use case on the draft runs or waits."""

    idle = Signal()

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board = board
        self._waiting: deque[Callable[[], None]] = deque()
        self._busy = False
        self._on_result: Callable[[Any], None] | None = None
        self._sent: Application | None = None
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(SAVE_AFTER_MS)
        self._save_timer.timeout.connect(self.save)

    # -- one use case after another -------------------------------------------------------------
    @property
    def busy(self) -> bool:
        """Whether a use case on the draft runs or waits."""
        return self._busy or bool(self._waiting)

    def _queue_up(self, step: Callable[[], None]) -> None:
        self._waiting.append(step)
        self._go_on()

    def _go_on(self) -> None:
        while not self._busy and self._waiting:
            self._waiting.popleft()()
        if not self._busy:
            self.idle.emit()

    def _start(self, work: Callable[..., Any], *args: Any, done: Callable[[Any], None], topic: str) -> None:
        self._busy, self._on_result = True, done
        self._topic = topic
        self._board.run(work, *args, done=self._on_done, failed=self._on_failed, topic=topic)

    def _on_done(self, result: object) -> None:
        self._busy = False
        done, self._on_result = self._on_result, None
        if done is not None:
            done(result)
        self._go_on()

    def _on_failed(self, error: Exception) -> None:
        self._busy, self._on_result = False, None
        self._board.update(opening=False)
        # What was queued behind a failure was meant for its success.
        self._waiting.clear()
        if isinstance(error, InputRefused) and error.field:
            self._lead_to(error.field)
        self._board.say(error, self._topic)
        self._go_on()

    def _lead_to(self, key: str) -> None:
        """To the field or the material that was refused."""
        raise NotImplementedError

    # -- saving ---------------------------------------------------------------------------------
    def _attempt(self, change: Callable[..., Application], *args: Any, **named: Any) -> bool:
        """A pure change of the application; what cannot be is said in its own words, and nothing changes."""
        app = self._board.state.application
        if app is None:
            return False
        try:
            changed = change(app, *args, **named)
        except InputRefused as refused:
            self._board.told.emit(str(refused), "warn")
            return False
        self._change(changed)
        return True

    def _change(self, app: Application) -> None:
        if app == self._board.state.application:
            return
        self._board.update(application=app, missing=filling.missing(app), saved=False)
        self._save_timer.start()

    def save(self) -> None:
        """Save the draft as it stands when its turn comes."""
        self._save_timer.stop()
        self._queue_up(self._save)

    def _save(self) -> None:
        app = self._board.state.application
        if app is None or self._board.state.saved:
            return
        self._sent = app
        self._start(self._board.counter.save_draft, self._board.clerk, app, done=self._on_saved, topic="save")

    def _on_saved(self, saved: Application) -> None:
        app = self._board.state.application
        if app is None or app.draft_id != saved.draft_id:
            return
        untouched = app == self._sent
        self._board.update(application=replace(app, draft_version=saved.draft_version), saved=untouched)
        if not untouched:
            self._save_timer.start()
