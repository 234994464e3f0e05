"""The board: the one state of a reception, and how its presenters change it. UI thread only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from hall_app.errors import HallError
from ui.pictures import Bounds
from ui.reception.state import Focus, ReceptionState
from ui.turns import Turns

if TYPE_CHECKING:
    from hall_app.counter import Counter
    from hall_app.security.clerk import Clerk

T = TypeVar("T")


class Runner(Protocol):
    """Runs a use case in a worker and brings its result, or its error, back to the UI thread."""

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        **named: Any,
    ) -> object: ...


class Board(QObject):
    """Signals: ``changed()`` after every change of the state; ``told(text, tone)`` for a toast;
    ``trouble(topic, message, remedy)`` for a banner that stands until ``settled(topic)``."""

    changed = Signal()
    told = Signal(str, str)
    trouble = Signal(str, str, str)
    settled = Signal(str)
    # A print job moved on.
    job_moved = Signal(object)
    # A page of the rail asks for another page, for the keys to be said anew, or tells of a change of looks.
    page_asked = Signal(str, object)
    hints_changed = Signal()
    preferred = Signal(object)

    def __init__(self, counter: Counter, clerk: Clerk, tasks: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.clerk = clerk
        self.state = ReceptionState()
        self._tasks = tasks
        self._serial = 0
        self._errands: set[QObject] = set()
        self.turns = Turns(self)
        # Where pictures are shown: a scanned page, a notice being written, a document issued. The pages set them.
        self.page_bounds = Bounds(1100, 1100)
        self.notice_bounds = Bounds(560, 900)
        self.paper_bounds = Bounds(620, 900)

    def update(self, **changes: Any) -> None:
        """Change the state and tell the pages, unless nothing differs."""
        state = replace(self.state, **changes)
        if state != self.state:
            self.state = state
            self.changed.emit()

    def focus(self, place: str, key: str = "") -> Focus:
        """A new place for the focus, to be passed to ``update``."""
        self._serial += 1
        return Focus(place, key, self._serial)

    def run(
        self,
        work: Callable[..., T],
        *args: Any,
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
        topic: str = "use_case",
        painted_first: bool = False,
    ) -> None:
        """Run a use case of the counter. Without ``failed`` an error in words becomes a banner of ``topic``.

        With ``progress`` the use case is given ``report=`` to call from its thread.
        With ``painted_first`` it starts when what was changed until now stands on the screen: a worker that is busy
        in Python makes every paint wait for the interpreter, and would hold up the very page it works for.
        """
        errand = _Errand(self, topic, done, failed)
        self._errands.add(errand)
        named: dict[str, Any] = {"progress": progress} if progress is not None else {}

        def start() -> None:
            self._tasks.run(work, *args, done=errand.on_done, failed=errand.on_failed, **named)

        if painted_first:
            self.turns.soon(start)
        else:
            start()

    def forget(self, errand: QObject) -> None:
        """An errand is over."""
        self._errands.discard(errand)
        errand.deleteLater()

    def say(self, error: Exception, topic: str = "use_case") -> None:
        """Show an error in its own words; what is no :class:`HallError` says that the work is kept."""
        if isinstance(error, HallError):
            self.trouble.emit(topic, error.message, error.remedy)
        else:
            self.trouble.emit(
                topic, "这一步没有做成", "已填内容还在，请再试一次；仍不行请联系技术支持，代码 E-5000"
            )


class _Errand(QObject):
    """One use case under way: a QObject, because only bound methods of QObjects may cross threads."""

    def __init__(
        self,
        board: Board,
        topic: str,
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        super().__init__(board)
        self._board, self._topic, self._done, self._failed = board, topic, done, failed

    def on_done(self, result: object) -> None:
        self._board.forget(self)
        self._board.settled.emit(self._topic)
        if self._done is not None:
            self._done(result)

    def on_failed(self, error: BaseException) -> None:
        self._board.forget(self)
        if not isinstance(error, Exception):
            raise error
        if self._failed is not None:
            self._failed(error)
        else:
            self._board.say(error, self._topic)
