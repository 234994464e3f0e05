"""The management of the address library as the screens call it: every use case bound to the district's database.

Every method touches the database and is called from a worker thread; each checks its permission and returns
frozen values. All raise HallError kinds in words for staff.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from db.session import Store
from hall_app.addresses.managing import (
    assigning,
    lineage,
    list_import,
    proposing,
    quality,
    suggesting,
    unknown,
)
from hall_app.addresses.managing.changes import Change, ChangeState, Entry, Proposal
from hall_app.clock import Clock
from hall_app.security.clerk import Clerk


class AddressManagement:
    """What the pages 地址管理 and 待核地址 ask."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # -- changes --------------------------------------------------------------------------------
    def changes(self, clerk: Clerk, state: ChangeState | None = None) -> tuple[Change, ...]:
        """Proposals of a state, or all."""
        return proposing.list_changes(self._store, clerk, state)

    def diff(self, clerk: Clerk, change_id: UUID) -> proposing.Diff:
        """Before and after of one."""
        return proposing.change_diff(self._store, clerk, change_id)

    def preview(self, clerk: Clerk, proposal: Proposal) -> proposing.Diff:
        """What a proposal would do."""
        return proposing.preview_change(self._store, clerk, proposal, clock=self._clock)

    def propose(self, clerk: Clerk, proposal: Proposal) -> Change:
        """File it."""
        if proposal.unknown_id is not None:
            return unknown.propose_for_unknown(
                self._store, clerk, proposal.unknown_id, proposal, clock=self._clock
            )
        return proposing.propose_change(self._store, clerk, proposal, clock=self._clock)

    def approve(self, clerk: Clerk, change_id: UUID, note: str = "") -> proposing.Applied:
        """Approve somebody else's and carry it out."""
        return proposing.approve_change(self._store, clerk, change_id, note, clock=self._clock)

    def reject(self, clerk: Clerk, change_id: UUID, note: str) -> None:
        """Reject somebody else's."""
        proposing.reject_change(self._store, clerk, change_id, note, clock=self._clock)

    def withdraw(self, clerk: Clerk, change_id: UUID) -> None:
        """Take one's own back."""
        proposing.withdraw_change(self._store, clerk, change_id, clock=self._clock)

    def entry(self, clerk: Clerk, code: str) -> Entry:
        """A living entry, for the editor. Raises InputRefused."""
        return suggesting.living_entry(self._store, clerk, code)

    def suggest_code(self, clerk: Clerk, like: str) -> str:
        """The next free building code beside a building's."""
        return suggesting.suggest_building_code(self._store, clerk, like)

    def history(self, clerk: Clerk, code: str) -> lineage.CodeHistory:
        """Everything that happened to a code."""
        return lineage.code_history(self._store, clerk, code)

    # -- what waits -----------------------------------------------------------------------------
    def waiting(self, clerk: Clerk) -> tuple[assigning.Waiting, ...]:
        """People, firms and cases that wait to be assigned."""
        return assigning.list_waiting(self._store, clerk)

    def assign(self, clerk: Clerk, waiting: assigning.Waiting, code: str) -> None:
        """Assign one of them."""
        assigning.assign_waiting(self._store, clerk, waiting, code, clock=self._clock)

    # -- unknown addresses ----------------------------------------------------------------------
    def unknown(self, clerk: Clerk) -> tuple[unknown.UnknownAddress, ...]:
        """The queue."""
        return unknown.list_unknown(self._store, clerk)

    def bind(self, clerk: Clerk, unknown_id: UUID, code: str, reason: str) -> Change:
        """Propose that a text means a code."""
        return unknown.bind_unknown(self._store, clerk, unknown_id, code, reason, clock=self._clock)

    def dismiss(self, clerk: Clerk, unknown_id: UUID, note: str) -> None:
        """Settle a text as no address."""
        unknown.dismiss_unknown(self._store, clerk, unknown_id, note, clock=self._clock)

    # -- quality and lists ----------------------------------------------------------------------
    def quality(self, clerk: Clerk) -> quality.QualityReport:
        """The report."""
        return quality.report_quality(self._store, clerk)

    def export_quality(self, clerk: Clerk, out: Path) -> int:
        """Write every finding to a file."""
        return quality.export_quality(self._store, clerk, out, clock=self._clock)

    def preview_list(self, clerk: Clerk, path: Path) -> list_import.ListPreview:
        """Compare a department's list."""
        return list_import.preview_list(self._store, clerk, path)

    def propose_list(self, clerk: Clerk, preview: list_import.ListPreview, reason: str) -> tuple[Change, ...]:
        """File what a list brings as one batch."""
        return list_import.propose_list(self._store, clerk, preview, reason, clock=self._clock)
