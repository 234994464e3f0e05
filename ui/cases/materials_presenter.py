"""The materials of an application: the cursor, pages, scans and the picture on show. UI thread only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hall_app.cases import filling
from ui.cases.draft_presenter import DraftPresenter
from ui.pictures import pictured
from ui.reception.state import Phase

if TYPE_CHECKING:
    from hall_app.cases.application import Application, MaterialRow, PageRef
    from hall_app.cases.page_checks import PageCheck
    from ui.pictures import Picture
    from ui.reception.board import Board


class MaterialsPresenter(DraftPresenter):
    """What is done with the materials; the application itself is opened and accepted elsewhere."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._wanted: PageRef | None = None
        self._checked: PageRef | None = None
        self._first = ""

    def go_to_materials(self) -> None:
        """The materials step, at the first missing one."""
        state = self._board.state
        app = state.application
        if app is None:
            return
        codes = [row.code for row in app.materials]
        first = next((place.key for place in state.missing if place.place == "materials"), None)
        at = codes.index(first) if first in codes else min(state.material, max(len(codes) - 1, 0))
        self._board.update(phase=Phase.MATERIALS, focus=self._board.focus("materials"))
        self.select_material(at)

    @property
    def material(self) -> MaterialRow | None:
        """The material under the cursor."""
        state = self._board.state
        rows = state.application.materials if state.application else ()
        return rows[state.material] if 0 <= state.material < len(rows) else None

    def select_material(self, at: int, page: int = 0) -> None:
        """Put the cursor on a material and show its page."""
        self._board.update(material=at, page=page)
        self._load_picture()

    def turn_page(self, by: int = 1) -> None:
        """Another page of the material, round and round."""
        row = self.material
        if row is not None and row.pages:
            self._board.update(page=(self._board.state.page + by) % len(row.pages))
            self._load_picture()

    def receive(self) -> None:
        self._on_material(filling.receive)

    def switch_copy(self) -> None:
        self._on_material(filling.switch_copy)

    def count(self, number: int) -> None:
        row = self.material
        if row is not None:
            self._attempt(filling.count, row.code, number)

    def defer(self) -> None:
        """R: 容缺 where the item allows it."""
        row = self.material
        if row is not None:
            self._attempt(filling.defer, row.code, None)

    def add_material(self, name: str) -> None:
        """Insert: a material beyond the list."""
        app = self._board.state.application
        if app is not None and name.strip() and self._attempt(filling.add_material, name.strip()[:60]):
            self.select_material(len(app.materials))
            self._board.update(focus=self._board.focus("materials"))

    def rotate(self) -> None:
        """T: turn the page on show."""
        row = self.material
        if (
            row is not None
            and row.pages
            and self._attempt(filling.rotate_page, row.code, self._board.state.page)
        ):
            self._load_picture()

    def accept_page(self) -> None:
        """Enter: the page is good; on to the next missing material."""
        state = self._board.state
        rows = state.application.materials if state.application else ()
        missing = {place.key for place in state.missing if place.place == "materials"}
        order = [*range(state.material + 1, len(rows)), *range(state.material)]
        at = next((at for at in order if rows[at].code in missing), None)
        self.select_material(at if at is not None else min(state.material + 1, max(len(rows) - 1, 0)))

    def _on_material(self, change: Callable[[Application, str], Application]) -> None:
        row = self.material
        if row is not None:
            self._attempt(change, row.code)

    def capture(self, *, again: bool = False) -> None:
        """F7: the newest scans go to the missing materials, from the cursor on; Shift F7 drops the page on show first."""
        state = self._board.state
        if state.application is None:
            return
        if state.phase is not Phase.MATERIALS:
            self.go_to_materials()
        if again:
            self.drop_page()
        row = self.material
        self._first = row.code if row is not None else ""
        self._queue_up(self._take_scans)

    def _take_scans(self) -> None:
        app = self._board.state.application
        if app is not None:
            self._start(
                self._board.counter.take_scans, self._board.clerk, app, self._first,
                done=self._on_scanned, topic="scans",
            )  # fmt: skip

    def _on_scanned(self, scanned: Application) -> None:
        app = self._board.state.application
        if app is None or app.draft_id != scanned.draft_id:
            return
        before = {row.code: row for row in app.materials}
        fresh = [row.code for row in scanned.materials if row.pages != before.get(row.code, row).pages]
        self._merge_materials(app, scanned)
        if scanned.notice:
            self._board.told.emit(scanned.notice, "warn")
        if not fresh:
            self._board.told.emit("没有新的扫描页，放好材料再按 F7", "warn")
            return
        codes = [row.code for row in scanned.materials]
        self.select_material(codes.index(fresh[-1]))

    def drop_page(self) -> None:
        """Del: delete the page on show."""
        row = self.material
        at = self._board.state.page
        if row is None or not 0 <= at < len(row.pages):
            return
        page_id = row.pages[at].page_id

        def step() -> None:
            app = self._board.state.application
            if app is not None:
                self._start(
                    self._board.counter.drop_page, self._board.clerk, app, page_id,
                    done=self._on_dropped, topic="scans",
                )  # fmt: skip

        self._queue_up(step)

    def _on_dropped(self, dropped: Application) -> None:
        app = self._board.state.application
        if app is not None and app.draft_id == dropped.draft_id:
            self._merge_materials(app, dropped)
            self.select_material(self._board.state.material)

    def _merge_materials(self, app: Application, other: Application) -> None:
        """Pages and states of rows whose pages changed come from the worker, everything else from here."""
        theirs = {row.code: row for row in other.materials}

        def pick(row: MaterialRow) -> MaterialRow:
            found = theirs.get(row.code, row)
            same = [page.page_id for page in found.pages] == [page.page_id for page in row.pages]
            return row if same else found

        merged = replace(
            app, materials=tuple(pick(row) for row in app.materials), draft_version=other.draft_version
        )
        self._board.update(application=merged, missing=filling.missing(merged))

    def _load_picture(self) -> None:
        row, state = self.material, self._board.state
        page = row.pages[state.page] if row is not None and 0 <= state.page < len(row.pages) else None
        self._wanted = page
        if page is None:
            self._board.update(page_picture=None, page_check=None)
            return
        if page != self._checked:
            self._checked = page
            self._board.update(page_check=None)
            check = _Check(self, page)
            self._board.run(
                self._board.counter.check_page, self._board.clerk, page,
                done=check.on_done, failed=check.on_failed,
            )  # fmt: skip
        errand = _Picture(self, page)
        bounds = self._board.page_bounds.size
        self._board.run(
            pictured(self._board.counter.page_image, bounds), self._board.clerk, page, bounds.width(),
            done=errand.on_loaded, topic="picture",
        )  # fmt: skip

    def on_picture(self, page: PageRef, picture: Picture) -> None:
        """A picture is ready; it is shown if its page is still the one wanted."""
        if page == self._wanted:
            self._board.update(page_picture=picture)

    def on_check(self, page: PageRef, check: PageCheck | None) -> None:
        """A page was judged; without a judgement nothing is said of it."""
        if page == self._wanted:
            self._board.update(page_check=check)


class _Check(QObject):
    """Remembers which page was being judged. That it failed is no matter: the page itself says so when shown."""

    def __init__(self, presenter: MaterialsPresenter, page: PageRef) -> None:
        super().__init__(presenter)
        self._presenter, self._page = presenter, page

    def on_done(self, check: PageCheck) -> None:
        self._presenter.on_check(self._page, check)
        self.deleteLater()

    def on_failed(self, _error: Exception) -> None:
        self._presenter.on_check(self._page, None)
        self.deleteLater()


class _Picture(QObject):
    """Remembers which page a picture was asked for."""

    def __init__(self, presenter: MaterialsPresenter, page: PageRef) -> None:
        super().__init__(presenter)
        self._presenter, self._page = presenter, page

    def on_loaded(self, picture: Picture) -> None:
        self._presenter.on_picture(self._page, picture)
        self.deleteLater()
