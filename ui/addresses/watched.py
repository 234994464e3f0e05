"""Long work of a tab with its line: how far it is, and 停止. UI thread only; the work tells from its own thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hall_app.addresses.managing.watching import Watch
from ui.theme import theme
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.progress_line import ProgressLine
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.reception.board import Board


class _Voice(QObject):
    """Carries what the work's thread tells over to the UI thread."""

    told = Signal(int, int)


class WatchedLine(Panel):
    """Hidden while nothing runs. One piece of work at a time: another one stops the first.

    Signals: ``stopped`` when a person stopped it.
    """

    stopped = Signal()

    def __init__(self, board: Board, topic: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="b")
        self._board, self._topic = board, topic
        self._watch: Watch | None = None
        self._voice: _Voice | None = None
        self._done: Callable[[Any], object] | None = None
        self._failed: Callable[[Exception], object] | None = None
        self._row = QHBoxLayout(self)
        self.words = Label("", "sm", "text2")
        self._row.addWidget(self.words)
        self.line = ProgressLine("进度")
        self._row.addWidget(self.line, 1, Qt.AlignmentFlag.AlignVCenter)
        self.stop_button = KeyButton("停止", "Esc", small=True, bind=False)
        self.stop_button.clicked.connect(self.give_up)
        self._row.addWidget(self.stop_button)
        follow_theme(self)
        self.hide()

    def restyle(self) -> None:
        self._row.setContentsMargins(theme().sizes.gutter, 6, theme().sizes.gutter, 6)
        self._row.setSpacing(12)

    @property
    def running(self) -> bool:
        """Whether work is under way."""
        return self._watch is not None

    def start(
        self,
        words: str,
        work: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Run a use case that takes the watch as its last argument."""
        self.stop()
        voice = self._voice = _Voice(self)
        voice.told.connect(self._on_told)
        watch = self._watch = Watch(voice.told.emit)
        self._words, self._done, self._failed = words, done, failed
        self.words.setText(words)
        self.line.set_share(0)
        self.show()
        outcome = _Outcome(self, watch)
        self._board.run(
            work,
            self._board.clerk,
            *args,
            watch,
            done=outcome.on_done,
            failed=outcome.on_failed,
            topic=self._topic,
        )

    def stop(self) -> None:
        """Stop what runs; its outcome is not told any more."""
        if self._watch is not None:
            self._watch.stop()
            self._end()

    def give_up(self) -> None:
        """Stop what runs because a person wants it."""
        if self.running:
            self.stop()
            self.stopped.emit()

    def settle(self, watch: Watch, result: Any, error: Exception | None) -> None:
        """The outcome of a piece of work; of one that was stopped it is dropped."""
        if watch is not self._watch:
            return
        done, failed = self._done, self._failed
        self._end()
        if error is not None and failed is not None:
            failed(error)
        elif error is None and done is not None:
            done(result)

    def _end(self) -> None:
        if self._voice is not None:
            self._voice.told.disconnect(self._on_told)
            self._voice.deleteLater()
        self._watch = self._voice = self._done = self._failed = None
        self.hide()

    def _on_told(self, done: int, whole: int) -> None:
        self.words.setText(f"{self._words} {done:,} / {whole:,}")
        self.line.set_share(done / whole if whole else 0.0)


class _Outcome(QObject):
    def __init__(self, line: WatchedLine, watch: Watch) -> None:
        super().__init__(line)
        self._line, self._watch = line, watch

    def on_done(self, result: object) -> None:
        self._line.settle(self._watch, result, None)
        self.deleteLater()

    def on_failed(self, error: Exception) -> None:
        self._line.settle(self._watch, None, error)
        self.deleteLater()
