"""Going on with a case that waits for papers: by the person's open case, a number, or a sheet's code. UI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hall_app.cases.resuming import WAITING_STATES

if TYPE_CHECKING:
    from uuid import UUID

    from hall_app.cases.resuming import FoundCase
    from hall_app.libraries.person_file import CaseLine, PersonFile
    from ui.cases.presenter import CasePresenter
    from ui.reception.board import Board


def waiting_lines(file: PersonFile | None) -> tuple[CaseLine, ...]:
    """The person's cases that wait for papers."""
    return tuple(case for case in file.open_cases if case.state in WAITING_STATES) if file is not None else ()


class ResumingPresenter(QObject):
    """Signals: ``search_asked()`` when the case's number must be asked for."""

    search_asked = Signal()

    def __init__(self, board: Board, cases: CasePresenter) -> None:
        super().__init__(board)
        self._board = board
        self._cases = cases

    def open_waiting(self) -> None:
        """Ctrl B: the case of the person at the window that waits; without one, ask for its number."""
        waiting = waiting_lines(self._board.state.person_file)
        if waiting:
            self.open_case(waiting[0].case_id)
        else:
            self.search_asked.emit()

    def open_case(self, case_id: UUID, first: str = "", *, capture: bool = False) -> None:
        """Open a case that was chosen, at a piece it waits for; ``capture`` scans at once."""
        self._cases.open_case(case_id, first, capture=capture)

    def open_text(self, text: str) -> None:
        """A scanned code or a number: open the case it names, or say how it stands."""
        board = self._board
        board.run(board.counter.find_cases, board.clerk, text, done=self._on_found, topic="open")

    def _on_found(self, found: tuple[FoundCase, ...]) -> None:
        if not found:
            self._board.told.emit("本大厅没有这个办件，请核对办件号", "warn")
        elif found[0].waits:
            self.open_case(found[0].case_id)
        else:
            self._board.told.emit(standing(found[0]), "warn")


def standing(case: FoundCase) -> str:
    """How a case that waits for nothing stands."""
    return f"{case.case_number} {case.item_name}：{case.state_name}，不等补交材料"
