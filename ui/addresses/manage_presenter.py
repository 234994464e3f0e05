"""The state behind 地址管理: what is listed, what is open, and the use cases that its keys mean. UI thread only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from hall_app.addresses.managing.changes import Change, ChangeState
from hall_app.errors import HallError

if TYPE_CHECKING:
    from hall_app.addresses.managing.assigning import Waiting
    from hall_app.addresses.managing.changes import Entry
    from hall_app.addresses.managing.desk import AddressManagement
    from hall_app.addresses.managing.lineage import CodeHistory
    from hall_app.addresses.managing.list_import import ListPreview
    from hall_app.addresses.managing.proposing import Applied, Diff
    from hall_app.addresses.managing.quality import QualityReport
    from ui.addresses.change_draft import ChangeDraft
    from ui.reception.board import Board

TOPIC = "address_management"


class View(StrEnum):
    """What the list shows."""

    OPEN = "open"
    ALL = "all"
    HISTORY = "history"
    WAITING = "waiting"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class ManageState:
    """What the page shows. ``chosen`` is the number of the row that is open, -1 for none."""

    view: View = View.OPEN
    changes: tuple[Change, ...] = ()
    chosen: int = -1
    diff: Diff | None = None
    history: CodeHistory | None = None
    waiting: tuple[Waiting, ...] = ()
    report: QualityReport | None = None
    stopped: bool = False
    listed: ListPreview | None = None
    editing: bool = False
    busy: bool = False

    @property
    def change(self) -> Change | None:
        """The change that is open."""
        return self.changes[self.chosen] if 0 <= self.chosen < len(self.changes) else None


class ManagePresenter(QObject):
    """Signals: ``changed`` after every change of ``state``; ``refused(error)`` and ``previewed(diff)`` for the editor;
    ``entry_found(entry)`` for its fields; ``report_wanted`` when the library is to be checked; ``filed`` when a proposal is in the book, ``applied`` when the library changed."""

    changed = Signal()
    refused = Signal(object)
    previewed = Signal(object)
    entry_found = Signal(object)
    report_wanted = Signal()
    filed = Signal()
    applied = Signal()

    def __init__(self, board: Board, desk: AddressManagement, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.board = board
        self.desk = desk
        self.state = ManageState()

    def _update(self, **values: Any) -> None:
        self.state = replace(self.state, **values)
        self.changed.emit()

    def may_decide(self, change: Change) -> bool:
        """Whether this person may approve or reject: never their own."""
        clerk = self.board.clerk
        return (
            change.state is ChangeState.PROPOSED
            and clerk.may("address.approve")
            and change.proposed_by != clerk.staff_id
        )

    def may_withdraw(self, change: Change) -> bool:
        """Whether this person may take it back."""
        return change.state is ChangeState.PROPOSED and change.proposed_by == self.board.clerk.staff_id

    # -- lists ----------------------------------------------------------------------------------
    def show(self, view: View) -> None:
        """Show another list, read anew."""
        self._update(view=view, chosen=-1, diff=None, busy=True, listed=None)
        self.reload()

    def reload(self) -> None:
        """Read the list on show again."""
        view, run, clerk = self.state.view, self.board.run, self.board.clerk
        if view in (View.OPEN, View.ALL):
            state = ChangeState.PROPOSED if view is View.OPEN else None
            run(self.desk.changes, clerk, state, done=self._on_changes, topic=TOPIC)
        elif view is View.WAITING:
            run(self.desk.waiting, clerk, done=self._on_waiting, topic=TOPIC)
        elif view is View.QUALITY:
            self.report_wanted.emit()
        else:
            self._update(busy=False)

    def _on_changes(self, found: tuple[Change, ...]) -> None:
        self._update(changes=found, busy=False, chosen=-1, diff=None)
        if found:
            self.open(0)

    def _on_waiting(self, found: tuple[Waiting, ...]) -> None:
        self._update(waiting=found, busy=False)

    def open(self, number: int) -> None:
        """Open a row of the list."""
        self._update(chosen=number, diff=None)
        change = self.state.change
        if change is not None and self.state.view in (View.OPEN, View.ALL):
            self.board.run(self.desk.diff, self.board.clerk, change.id, done=self._on_diff, topic=TOPIC)

    def _on_diff(self, diff: Diff) -> None:
        self._update(diff=diff)

    def look_up(self, code: str) -> None:
        """Show where a code came from and what became of it."""
        if code.strip():
            self._update(view=View.HISTORY, history=None, busy=True)
            self.board.run(
                self.desk.history, self.board.clerk, code.strip(), done=self._on_history, topic=TOPIC
            )

    def _on_history(self, history: CodeHistory) -> None:
        self._update(history=history, busy=False)

    # -- deciding -------------------------------------------------------------------------------
    def approve(self, note: str) -> None:
        """Approve the change that is open."""
        change = self.state.change
        if change is not None and self.may_decide(change):
            self.board.run(
                self.desk.approve, self.board.clerk, change.id, note, done=self._on_applied, topic=TOPIC
            )

    def _on_applied(self, applied: Applied) -> None:
        waiting = f"，{applied.waiting} 条待指派" if applied.waiting else ""
        self.board.told.emit(f"{applied.number} 已生效{waiting}", "ok")
        self.applied.emit()
        self.reload()

    def reject(self, note: str) -> None:
        """Reject the change that is open."""
        change = self.state.change
        if change is not None and self.may_decide(change):
            self.board.run(
                self.desk.reject, self.board.clerk, change.id, note, done=self._on_decided, topic=TOPIC
            )

    def withdraw(self) -> None:
        """Take back the change that is open."""
        change = self.state.change
        if change is not None and self.may_withdraw(change):
            self.board.run(
                self.desk.withdraw, self.board.clerk, change.id, done=self._on_decided, topic=TOPIC
            )

    def _on_decided(self, _nothing: object) -> None:
        self.reload()

    def assign(self, number: int, code: str) -> None:
        """Assign something that waits to a code."""
        if 0 <= number < len(self.state.waiting) and code:
            waiting = self.state.waiting[number]
            self.board.run(
                self.desk.assign, self.board.clerk, waiting, code, done=self._on_decided, topic=TOPIC
            )

    # -- writing --------------------------------------------------------------------------------
    def edit(self, on: bool) -> None:
        """Open or close the editor."""
        self._update(editing=on)

    def fetch_entry(self, code: str) -> None:
        """An entry for the editor's fields."""
        run = self.board.run
        run(
            self.desk.entry, self.board.clerk, code, done=self._on_entry, failed=self._on_refused, topic=TOPIC
        )

    def _on_entry(self, entry: Entry) -> None:
        self.entry_found.emit(entry)

    def preview(self, draft: ChangeDraft) -> None:
        """What the change would do."""
        self._with(draft, self.desk.preview, self._on_preview)

    def file(self, draft: ChangeDraft) -> None:
        """Put the change into the book."""
        self._with(draft, self.desk.propose, self._on_filed)

    def _with(self, draft: ChangeDraft, use_case: Any, done: Any) -> None:
        try:
            proposal = draft.proposal()
        except HallError as error:
            self.refused.emit(error)
            return
        self.board.run(use_case, self.board.clerk, proposal, done=done, failed=self._on_refused, topic=TOPIC)

    def _on_preview(self, diff: Diff) -> None:
        self.previewed.emit(diff)

    def _on_filed(self, change: Change) -> None:
        self.board.told.emit(f"已提出 {change.number}，待另一人审批", "ok")
        self._update(editing=False)
        self.filed.emit()
        self.show(View.OPEN)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, HallError):
            self.refused.emit(error)
        else:
            self.board.say(error, TOPIC)

    # -- the report -----------------------------------------------------------------------------
    def take_report(self, report: QualityReport) -> None:
        """The library was checked."""
        self._update(
            report=report, stopped=False, busy=self.state.busy and self.state.view is not View.QUALITY
        )

    def leave_report(self) -> None:
        """The check did not come to its end; what an earlier one found stays."""
        self._update(stopped=True, busy=self.state.busy and self.state.view is not View.QUALITY)
