"""Choosing an item: search as typed, previews, and what digits, letters and Enter open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from hall_app.errors import HallError
from ui.reception.state import SearchState

if TYPE_CHECKING:
    from hall_app.items.catalogue import ItemHead, ItemHit, ItemPreview, Push
    from ui.reception.board import Board

# The preview waits for the cursor to rest, longer than between two keys: a worker that reads for it while somebody
# types holds up every key.
PREVIEW_AFTER_MS = 130


class ItemsPresenter(QObject):
    """Signals: ``chosen(item)`` when an item is to be opened, ``bundle_chosen(code)`` for 合并办理."""

    chosen = Signal(object)
    bundle_chosen = Signal(str)

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board = board
        self._running = False
        self._pick_when_found: int | None = None
        self._previews: dict[UUID, ItemPreview] = {}
        self._person: object = None
        self._previewing: UUID | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PREVIEW_AFTER_MS)
        self._rest.timeout.connect(self._load_preview)

    # -- searching ------------------------------------------------------------------------------
    def search(self, query: str) -> None:
        """Search as typed. One search runs at a time; the newest query is always searched at last."""
        state = self._board.state
        if query == state.search.query:
            return
        self._pick_when_found = None
        if not query:
            self._board.update(search=SearchState())
            return
        try:
            hits = self._board.counter.items_at_hand(self._board.clerk, query, self._pushed)
        except HallError as error:
            self._board.update(search=replace(state.search, query=query))
            self._on_failed(error)
            return
        if hits is not None:
            self._show_found(query, query, hits)
            return
        self._board.update(search=replace(state.search, query=query))
        self._search_newest()

    def _search_newest(self) -> None:
        search = self._board.state.search
        if self._running or not search.query or search.query == search.answered:
            return
        self._running = True
        board = self._board
        query = search.query

        def on_found(hits: tuple[ItemHit, ...]) -> None:
            self._on_found(query, hits)

        board.run(
            board.counter.search_items,
            board.clerk,
            query,
            self._pushed,
            done=on_found,
            failed=self._on_failed,
        )

    def _on_found(self, query: str, hits: tuple[ItemHit, ...]) -> None:
        self._running = False
        search = self._board.state.search
        if not search.query or search.answered == search.query:
            return
        self._show_found(search.query, query, hits)
        if query != search.query:
            self._search_newest()
        elif self._pick_when_found is not None:
            row, self._pick_when_found = self._pick_when_found, None
            self.pick(row)

    def _show_found(self, query: str, answered: str, hits: tuple[ItemHit, ...]) -> None:
        preview = self._previews.get(hits[0].item.item_id) if hits else None
        self._board.update(search=SearchState(query, hits, 0, answered, preview, self._known(hits)))
        self._rest.start()

    def _on_failed(self, error: Exception) -> None:
        self._running = False
        self._pick_when_found = None
        self._board.say(error, "search")

    # -- the row under the cursor ---------------------------------------------------------------
    def move(self, by: int) -> None:
        """Up or down in the results."""
        search = self._board.state.search
        if search.hits:
            at = min(max(search.current + by, 0), len(search.hits) - 1)
            self.select(at)

    def select(self, row: int) -> None:
        """Put the cursor on a row and show its preview."""
        search = self._board.state.search
        if 0 <= row < len(search.hits):
            preview = self._previews.get(search.hits[row].item.item_id)
            self._board.update(search=replace(search, current=row, preview=preview))
            self._rest.start()

    def _load_preview(self) -> None:
        """Load the preview under the cursor first, then those of the other rows on the screen, one by one."""
        board = self._board
        search = board.state.search
        if self._previewing is not None or not search.hits:
            return
        if board.state.facts is not self._person:
            self._person = board.state.facts
            self._previews.clear()
        order = [search.hits[search.current], *search.hits[:9]] if search.current < len(search.hits) else []
        for hit in order:
            if hit.item.item_id not in self._previews:
                self._previewing = hit.item.item_id
                board.run(
                    board.counter.preview_item, board.clerk, hit.item.item_id, board.state.resident,
                    done=self._on_preview, failed=self._on_preview_failed,
                )  # fmt: skip
                return
        self._publish_previews()

    def _on_preview(self, preview: ItemPreview) -> None:
        self._previewing = None
        self._previews[preview.item.item_id] = preview
        if not self._rest.isActive():
            self._publish_previews()
            self._load_preview()

    def _on_preview_failed(self, error: Exception) -> None:
        self._previewing = None
        self._board.say(error, "search")

    def _publish_previews(self) -> None:
        search = self._board.state.search
        if 0 <= search.current < len(search.hits):
            current = self._previews.get(search.hits[search.current].item.item_id)
            self._board.update(search=replace(search, preview=current, eligibility=self._known(search.hits)))

    def _known(self, hits: tuple[ItemHit, ...]) -> tuple[tuple[str, str], ...]:
        known = ((hit.item.code, self._previews.get(hit.item.item_id)) for hit in hits)
        return tuple((code, preview.eligibility) for code, preview in known if preview is not None)

    @property
    def _pushed(self) -> tuple[str, ...]:
        return tuple(push.item.code for push in self._pushes())

    # -- opening --------------------------------------------------------------------------------
    def _pushes(self) -> tuple[Push, ...]:
        found = self._board.state.recommendations
        return found.pushes if found is not None else ()

    def pick(self, row: int) -> None:
        """Open the row with this number (from 0): of the results when a query stands, else of the recommendations.

        While the search for what was typed is still under way the pick waits for it, so that fast typing is safe.
        """
        search = self._board.state.search
        if search.query:
            if search.answered != search.query:
                self._pick_when_found = row
            elif 0 <= row < len(search.hits):
                self.chosen.emit(search.hits[row].item)
            return
        pushes = self._board.state.recommendations
        if pushes is not None and 0 <= row < len(pushes.pushes):
            self.chosen.emit(pushes.pushes[row].item)

    def open_current(self, push_row: int = 0) -> None:
        """Enter: the row under the cursor."""
        search = self._board.state.search
        self.pick(search.current if search.answered == search.query else 0) if search.query else self.pick(
            push_row
        )

    def open_letter(self, letter: str) -> bool:
        """Alt and a letter: an item of 本窗口常办; False if the letter opens nothing."""
        found = self._board.state.recommendations
        for frequent in found.frequent if found is not None else ():
            if frequent.letter.upper() == letter.upper():
                self.chosen.emit(frequent.item)
                return True
        return False

    def open_item(self, item: ItemHead) -> None:
        """An item chosen elsewhere, as in the palette."""
        self.chosen.emit(item)

    def open_bundle(self) -> None:
        """Ctrl M: the merged form of the bundle offered."""
        found = self._board.state.recommendations
        if found is not None and found.bundle is not None:
            self.bundle_chosen.emit(found.bundle.code)

    def set_for_whom(self, who: str) -> None:
        """本人, 名下企业 or 代他人办; 名下企业 once more is the next of several firms."""
        state = self._board.state
        firm = state.firm
        if who == "firm" == state.for_whom:
            firm = (firm + 1) % max(self._firms, 1)
        self._board.update(for_whom=who, firm=firm, guardian=None)

    @property
    def _firms(self) -> int:
        file = self._board.state.person_file
        return len(file.firms) if file is not None else 0

    def step_firm(self, by: int) -> bool:
        """An arrow within 名下企业: another firm; False where there is none that way, so that the arrow leaves it."""
        state = self._board.state
        firm = state.firm + by
        if state.for_whom != "firm" or not 0 <= firm < self._firms:
            return False
        self._board.update(firm=firm)
        return True
