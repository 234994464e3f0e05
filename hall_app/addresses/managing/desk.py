"""The management of the address library as the screens call it: every use case bound to the district's database.

Every method touches the database and is called from a worker thread; each checks its permission and returns
frozen values. All raise HallError kinds in words for staff.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from db.session import Store
from hall_app.addresses.managing import (
    assigning,
    lineage,
    list_import,
    mapping,
    proposing,
    quality,
    subscribing,
    suggesting,
    unknown,
)
from hall_app.addresses.managing.changes import Change, ChangeState, Entry, Proposal
from hall_app.addresses.managing.lists import ListHead, look_at_list
from hall_app.addresses.managing.watching import Watch
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

    def approve_batch(
        self, clerk: Clerk, batch: str, note: str, watch: Watch | None = None
    ) -> tuple[proposing.BatchOutcome, ...]:
        """Approve all that waits of a batch of somebody else's, each by itself."""
        return proposing.approve_batch(self._store, clerk, batch, note, watch, clock=self._clock)

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
    def quality(self, clerk: Clerk, watch: Watch | None = None) -> quality.QualityReport:
        """The report."""
        return quality.report_quality(self._store, clerk, watch)

    def export_quality(self, clerk: Clerk, out: Path, watch: Watch | None = None) -> int:
        """Write every finding to a file."""
        return quality.export_quality(self._store, clerk, out, watch, clock=self._clock)

    def look_at_list(self, clerk: Clerk, path: Path) -> ListHead:
        """What a department's list is recognised as."""
        clerk.require(proposing.PROPOSE)
        return look_at_list(path)

    def preview_list(
        self, clerk: Clerk, path: Path, columns: Mapping[str, int] | None = None, watch: Watch | None = None
    ) -> list_import.ListPreview:
        """Compare a department's list."""
        return list_import.preview_list(self._store, clerk, path, columns, watch)

    def propose_list(self, clerk: Clerk, preview: list_import.ListPreview, reason: str) -> tuple[Change, ...]:
        """File what a list brings as one batch."""
        return list_import.propose_list(self._store, clerk, preview, reason, clock=self._clock)

    # -- codes of other schemes -----------------------------------------------------------------
    def schemes(self, clerk: Clerk) -> dict[str, int]:
        """The schemes that are mapped, each with how many codes; the national ones also while empty."""
        return dict.fromkeys(mapping.SCHEMES, 0) | mapping.count_mappings(self._store, clerk)

    def mapped(
        self, clerk: Clerk, scheme: str, words: str = "", after: tuple[str, str] = ("", "")
    ) -> tuple[mapping.MappedPair, ...]:
        """A page of a scheme's table; with ``words`` the lines of that code, theirs or ours."""
        return mapping.list_mapping(self._store, clerk, scheme, words, after)

    def load_mapping(
        self, clerk: Clerk, path: Path, scheme: str, watch: Watch | None = None
    ) -> mapping.MappingTaken:
        """Take a table over."""
        return mapping.load_mapping(self._store, clerk, path, scheme, watch, clock=self._clock)

    # -- subscribers ----------------------------------------------------------------------------
    def hearings(self, clerk: Clerk) -> tuple[subscribing.Hearing, ...]:
        """Every subscriber with what it has heard."""
        return subscribing.list_hearings(self._store, clerk)

    def notices(self, clerk: Clerk, name: str) -> tuple[subscribing.Notice, ...]:
        """A subscriber's notices."""
        return subscribing.list_notices(self._store, clerk, name)

    def subscribe(self, clerk: Clerk, name: str, title: str) -> None:
        """Tell a department from now on."""
        subscribing.subscribe(self._store, clerk, name, title, clock=self._clock)

    def unsubscribe(self, clerk: Clerk, name: str) -> None:
        """Tell it no more."""
        subscribing.unsubscribe(self._store, clerk, name, clock=self._clock)

    def redeliver(self, clerk: Clerk, name: str, seqs: Sequence[int]) -> int:
        """Send again what a subscriber had confirmed."""
        return subscribing.redeliver(self._store, clerk, name, seqs, clock=self._clock)

    def write_notices(self, clerk: Clerk, name: str, path: Path) -> int:
        """Write what waits as a file for the gate."""
        return subscribing.write_notices(self._store, clerk, name, path)

    def read_receipt(self, clerk: Clerk, name: str, path: Path) -> int:
        """Take a subscriber's receipt over."""
        return subscribing.read_receipt(self._store, clerk, name, path, clock=self._clock)
