"""The other decisions and what follows one: notice, refusal, result page, undo. UI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from hall_app.cases import filling
from hall_app.cases.legal_texts import CHANNELS, DEFECT_REASONS
from hall_app.cases.outcome import LEAST_AGENCY, MOST_AGENCY, MOST_FACTS
from ui.cases.defect_rows import added, listed, moved, unsaid
from ui.cases.paper_presenter import PaperPresenter
from ui.pictures import all_pictured
from ui.reception.state import DefectRow, Phase, RefusalState, SupplementState

if TYPE_CHECKING:
    from hall_app.cases.application import Application
    from hall_app.cases.outcome import Decision, DocumentHead
    from ui.pictures import Picture
    from ui.reception.board import Board

PREVIEW_AFTER_MS = 250


class DecisionPresenter(QObject):
    """Signals: ``decided(decision)`` after a notice or a refusal."""

    decided = Signal(object)

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board = board
        self._came_from = Phase.FORM
        self._previewing = False
        self._preview_again = False
        self._issuing = False
        self.paper = PaperPresenter(board)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_AFTER_MS)
        self._timer.timeout.connect(self._preview)

    def back(self) -> None:
        """Esc: to the step it came from; what was written stays."""
        self._timer.stop()
        self._board.update(phase=self._came_from, focus=self._board.focus(self._came_from.value))

    def _leave_for(self, phase: Phase) -> None:
        state = self._board.state
        if state.phase in (Phase.FORM, Phase.MATERIALS):
            self._came_from = state.phase
        self._board.update(phase=phase, focus=self._board.focus(phase.value))
        self._timer.start()

    # -- the one-off notice ---------------------------------------------------------------------
    def supplement(self) -> None:
        """F10: list what the checks found; pressed again it issues the notice."""
        board = self._board
        app = board.state.application
        if app is None:
            return
        if board.state.phase is Phase.SUPPLEMENT:
            self._issue_supplement(app)
            return
        known = board.state.supplement
        rows = listed(known.rows, board.counter.suggested_defects(app))
        days = known.days if known.rows else app.correction_days
        current = min(known.current, max(len(rows) - 1, 0))
        board.update(supplement=replace(known, rows=rows, days=days, current=current))
        self._leave_for(Phase.SUPPLEMENT)

    def _with_row(self, at: int, row: DefectRow) -> None:
        supplement = self._board.state.supplement
        rows = tuple(row if i == at else each for i, each in enumerate(supplement.rows))
        self._board.update(supplement=replace(supplement, rows=rows))
        self._timer.start()

    def select_row(self, at: int) -> None:
        supplement = self._board.state.supplement
        if 0 <= at < len(supplement.rows):
            self._board.update(supplement=replace(supplement, current=at))

    def toggle_row(self, at: int) -> None:
        """空格: a defect taken off was put right on the spot, and is written down as such."""
        rows = self._board.state.supplement.rows
        if 0 <= at < len(rows):
            row = rows[at]
            self._with_row(at, replace(row, ticked=not row.ticked, corrected=row.ticked))

    def write_row(self, at: int, words: str) -> None:
        """What the resident is to supply."""
        rows = self._board.state.supplement.rows
        if 0 <= at < len(rows):
            row = rows[at]
            self._with_row(at, replace(row, defect=replace(row.defect, supply=words[:200])))

    def reason_row(self, at: int, reason: str) -> None:
        """A chip: the kind of defect."""
        rows = self._board.state.supplement.rows
        if 0 <= at < len(rows):
            row = rows[at]
            name = self.material_name(row.material)
            self._with_row(
                at,
                replace(
                    row, defect=replace(row.defect, kind=DEFECT_REASONS[reason], problem=f"{name}{reason}")
                ),
            )

    def add_row(self) -> None:
        """Insert: one more place."""
        state = self._board.state
        if state.application is not None:
            rows = added(state.application, state.supplement.rows)
            self._board.update(supplement=replace(state.supplement, rows=rows, current=len(rows) - 1))
            self._timer.start()

    def move_row(self, at: int, by: int) -> None:
        """←→: a place that was added is on another material."""
        state = self._board.state
        if state.application is not None:
            rows = moved(state.application, state.supplement.rows, at, by)
            self._board.update(supplement=replace(state.supplement, rows=rows))
            self._timer.start()

    def set_days(self, days: int) -> None:
        self._board.update(supplement=replace(self._board.state.supplement, days=days))
        self._timer.start()

    def toggle_channel(self, channel: str) -> None:
        supplement = self._board.state.supplement
        on = set(supplement.channels) ^ {channel}
        self._board.update(supplement=replace(supplement, channels=tuple(c for c in CHANNELS if c in on)))
        self._timer.start()

    def material_name(self, code: str) -> str:
        """The name of a material, 表单 for what is none."""
        app = self._board.state.application
        rows = app.materials if app is not None else ()
        return next((row.name for row in rows if row.code == code), "表单")

    def _with_defects(self, app: Application) -> Application:
        rows = self._board.state.supplement.rows
        for row in rows:
            waiting = any(each.code == row.material and not each.judged for each in app.materials)
            if row.corrected and waiting:
                app = filling.receive(app, row.material)
        return filling.list_defects(app, tuple((row.material, row.defect) for row in rows if row.ticked))

    def _issue_supplement(self, app: Application) -> None:
        supplement = self._board.state.supplement
        if not any(row.ticked for row in supplement.rows):
            words = (
                "都改正了请按 Esc 回去受理" if supplement.rows else "请按 Insert 加一处，或按 Esc 回去受理"
            )
            self._board.told.emit(f"没有要补正的地方；{words}", "warn")
            return
        silent = unsaid(supplement.rows)
        if silent is not None:
            self.select_row(silent)
            self._board.told.emit(f"第 {silent + 1} 处还没写补交什么", "warn")
            self._board.update(focus=self._board.focus(Phase.SUPPLEMENT.value, "supply"))
            return
        if not supplement.channels:
            self._board.told.emit("请至少选一个补交渠道", "warn")
            return
        if not self._issuing:
            self._issuing = True
            board = self._board
            board.run(
                board.counter.issue_supplement, board.clerk, self._with_defects(app), supplement.days,
                supplement.channels, done=self._on_decided, failed=self._on_not_decided,
            )  # fmt: skip

    # -- the refusal ----------------------------------------------------------------------------
    def refuse(self) -> None:
        """F11: the grounds the law allows; pressed again it issues the refusal."""
        board = self._board
        app = board.state.application
        if app is None:
            return
        if board.state.phase is Phase.REFUSAL:
            self._issue_refusal(app)
            return
        grounds = board.counter.refusal_grounds(app)
        failed = "；".join(each.failure or each.label for each in app.conditions if each.state == "failed")
        refusal = board.state.refusal
        if refusal.grounds != grounds:
            refusal = RefusalState(grounds, grounds[0].code if grounds else "", "", failed)
        board.update(refusal=refusal)
        self._leave_for(Phase.REFUSAL)

    def set_refusal(
        self, *, ground: str | None = None, agency: str | None = None, facts: str | None = None
    ) -> None:
        """Change a part of the refusal."""
        refusal = self._board.state.refusal
        refusal = replace(
            refusal,
            ground=refusal.ground if ground is None else ground,
            agency=refusal.agency if agency is None else agency[:MOST_AGENCY],
            facts=refusal.facts if facts is None else facts[:MOST_FACTS],
        )
        self._board.update(refusal=refusal)
        self._timer.start()

    def _issue_refusal(self, app: Application) -> None:
        refusal = self._board.state.refusal
        ground = next((each for each in refusal.grounds if each.code == refusal.ground), None)
        if ground is None:
            self._board.told.emit("请先选不予受理的法定理由", "warn")
            return
        if ground.needs_agency and len(refusal.agency.strip()) < LEAST_AGENCY:
            self._board.told.emit("请写明应向哪个机关申请", "warn")
            self._board.update(focus=self._board.focus(Phase.REFUSAL.value, "agency"))
            return
        if not self._issuing:
            self._issuing = True
            board = self._board
            board.run(
                board.counter.refuse, board.clerk, app, refusal.ground, refusal.agency.strip(), refusal.facts.strip(),
                done=self._on_decided, failed=self._on_not_decided,
            )  # fmt: skip

    # -- previews -------------------------------------------------------------------------------
    def _preview(self) -> None:
        if self._previewing:
            self._preview_again = True
            return
        board = self._board
        state = board.state
        app = state.application
        if app is None or state.phase not in (Phase.SUPPLEMENT, Phase.REFUSAL):
            return
        if state.phase is Phase.SUPPLEMENT and not any(row.ticked for row in state.supplement.rows):
            self._show_preview((), "勾选或加一处后，这里是告知书")
            return
        self._previewing = True
        bounds = board.notice_bounds.size
        if state.phase is Phase.SUPPLEMENT:
            supplement = state.supplement
            board.run(
                all_pictured(board.counter.preview_supplement, bounds), board.clerk, self._with_defects(app), supplement.days,
                supplement.channels, done=self._on_preview, failed=self._on_no_preview,
            )  # fmt: skip
        else:
            refusal = state.refusal
            board.run(
                all_pictured(board.counter.preview_refusal, bounds), board.clerk, app, refusal.ground, refusal.agency, refusal.facts,
                done=self._on_preview, failed=self._on_no_preview,
            )  # fmt: skip

    def _on_preview(self, pages: tuple[Picture, ...]) -> None:
        self._show_preview(pages, "")

    def _on_no_preview(self, error: Exception) -> None:
        self._show_preview((), f"{error}")

    def _show_preview(self, pages: tuple[Picture, ...], note: str) -> None:
        self._previewing = False
        state = self._board.state
        if state.phase is Phase.SUPPLEMENT:
            self._board.update(supplement=replace(state.supplement, pages=pages, note=note))
        elif state.phase is Phase.REFUSAL:
            self._board.update(refusal=replace(state.refusal, pages=pages, note=note))
        if self._preview_again:
            self._preview_again = False
            self._timer.start()

    # -- decided --------------------------------------------------------------------------------
    def _on_decided(self, decision: Decision) -> None:
        self._issuing = False
        self.decided.emit(decision)

    def _on_not_decided(self, error: Exception) -> None:
        self._issuing = False
        self._board.say(error, "decision")

    def show(self, decision: Decision) -> None:
        """The result page, and the document's pages as soon as they are drawn."""
        board = self._board
        board.update(
            decision=decision, print_line=self.paper.now(decision.print_line), document_pages=(), document_note="正在生成预览…",
            undone="", phase=Phase.DECIDED, focus=board.focus("decided"), application=None, missing=(),
            supplement=SupplementState(), refusal=RefusalState(), saved=True,
        )  # fmt: skip
        self.load_document(decision.document)

    def load_document(self, document: DocumentHead) -> None:
        """The pages of a sheet, as it was issued or as it is void now."""
        board = self._board
        bounds = board.paper_bounds.size
        board.run(
            all_pictured(board.counter.document_pages, bounds), board.clerk, document.document_id, bounds.width(),
            done=self._on_document, failed=self._on_no_document, painted_first=True,
        )  # fmt: skip

    def _on_document(self, pages: tuple[Picture, ...]) -> None:
        self._board.update(document_pages=pages, document_note="")

    def _on_no_document(self, error: Exception) -> None:
        self._board.update(document_pages=(), document_note=f"{error}")
