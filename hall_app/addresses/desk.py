"""What a window asks of the address library, in one place for the screens that call it.

Every method but those marked *pure* reads a database and is called from a worker thread; each checks its
permission and returns frozen values. All raise HallError kinds in words for staff.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from hall_app.addresses.desk_values import (
    AddressEntry,
    AddressHit,
    Answer,
    BatchRow,
    BatchView,
    LibraryState,
    Occupancy,
    RowOpened,
    Settled,
    TreeNode,
)
from hall_app.addresses.layouts import TableHead
from hall_app.security.clerk import Clerk


class BatchDesk(ABC):
    """Spreadsheets of addresses: taken in, translated by a worker of their own, reviewed, exported."""

    @abstractmethod
    def look_at(self, clerk: Clerk, path: Path) -> TableHead:
        """What a file is recognised as. Raises InputRefused for one that cannot be read."""

    @abstractmethod
    def start(self, clerk: Clerk, path: Path, head: TableHead, column: int) -> BatchView:
        """Take the file in and begin. Raises InputRefused where the column does not look like addresses."""

    @abstractmethod
    def batches(self, clerk: Clerk) -> tuple[BatchView, ...]:
        """The clerk's own batches, newest first."""

    @abstractmethod
    def progress(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        """How far a batch is; a batch whose worker is gone is taken up again where it stood."""

    @abstractmethod
    def pause(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        """Stop after the rows at hand."""

    @abstractmethod
    def resume(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        """Go on where it stopped."""

    @abstractmethod
    def cancel(self, clerk: Clerk, batch_id: UUID) -> BatchView:
        """Stop for good; what is translated can still be exported."""

    @abstractmethod
    def remove(self, clerk: Clerk, batch_id: UUID) -> None:
        """Delete a batch that no longer runs, with all its rows."""

    @abstractmethod
    def rows(
        self, clerk: Clerk, batch_id: UUID, shown: str, words: str, after: int, limit: int
    ) -> tuple[BatchRow, ...]:
        """Rows behind the number ``after``; ``shown`` is all, asked or missing, ``words`` a filter of the text."""

    @abstractmethod
    def open_row(self, clerk: Clerk, batch_id: UUID, number: int) -> RowOpened:
        """One row with its pieces, candidates, and how many others are written alike."""

    @abstractmethod
    def adopt(self, clerk: Clerk, batch_id: UUID, number: int, code: str, everywhere: bool) -> Settled:
        """This code is meant, with ``everywhere`` by all rows written alike."""

    @abstractmethod
    def refuse(self, clerk: Clerk, batch_id: UUID, number: int, everywhere: bool) -> Settled:
        """None of the candidates: the text goes to the queue of unknown addresses where there is one."""

    @abstractmethod
    def undo(self, clerk: Clerk, batch_id: UUID) -> Settled | None:
        """Take the last decision back; None when there is none."""

    @abstractmethod
    def export(
        self, clerk: Clerk, batch_id: UUID, out: Path, report: Callable[[int, int], None] | None = None
    ) -> int:
        """Write the original columns with 标准地址, 编码, 把握, 方式; returns the rows written."""


class AddressDesk(ABC):
    """The standard address library as a window uses it."""

    @property
    @abstractmethod
    def batches(self) -> BatchDesk:
        """The spreadsheets (*pure*)."""

    @abstractmethod
    def library(self, clerk: Clerk) -> LibraryState:
        """What is imported; opens the library so that the first key does not wait for it."""

    @abstractmethod
    def complete(self, clerk: Clerk, text: str, limit: int = 10) -> tuple[AddressHit, ...]:
        """Standard addresses for what is typed so far: Chinese, pinyin, initials, code, alias."""

    @abstractmethod
    def translate(self, clerk: Clerk, text: str) -> Answer:
        """One text translated, with all that led to the answer."""

    @abstractmethod
    def children(self, clerk: Clerk, key: tuple[str, ...] = ()) -> tuple[TreeNode, ...]:
        """The nodes below one of the tree, or the streets."""

    @abstractmethod
    def entry(self, clerk: Clerk, code: str) -> AddressEntry:
        """A building or room with its path, other names and old codes. Raises InputRefused for an unknown code."""

    @abstractmethod
    def occupancy(self, clerk: Clerk, code: str) -> Occupancy:
        """Who and what stands at a code, masked, as far as the role may see; traced."""

    @property
    @abstractmethod
    def takes_unknown(self) -> bool:
        """Whether there is a queue for addresses that the library does not know (*pure*)."""

    @abstractmethod
    def report_unknown(self, clerk: Clerk, text: str, origin: str) -> None:
        """Send a text to the queue of unknown addresses; ``origin`` says where it was met:
        form, query or batch."""

    @abstractmethod
    def refresh(self) -> None:
        """The library was changed: what is kept of it in memory is read again (any thread)."""

    @abstractmethod
    def close(self) -> None:
        """Give back what is held open."""
