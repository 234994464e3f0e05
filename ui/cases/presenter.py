"""The application at the window: opening, answering, materials, saving. UI thread only.

Use cases on the draft run one after another (they carry its version); pure changes act at once and are saved within
a second. What arrives late is laid over what was typed meanwhile, never the other way round.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from hall_app.cases import filling
from hall_app.errors import InputRefused
from ui.pictures import pictured
from ui.reception.state import Phase, RefusalState, SupplementState

if TYPE_CHECKING:
    from uuid import UUID

    from hall_app.cases.application import Application, MaterialRow, PageRef
    from hall_app.cases.outcome import Decision
    from hall_app.cases.page_checks import PageCheck
    from hall_app.identity.resident import Resident
    from hall_app.items.catalogue import ItemHead
    from ui.pictures import Picture
    from ui.reception.board import Board

SAVE_AFTER_MS = 400


class CasePresenter(QObject):
    """Signals: ``accepted(decision)`` after F9; ``idle()`` when no use case on the draft runs or waits."""

    accepted = Signal(object)
    idle = Signal()

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board = board
        self._waiting: deque[Callable[[], None]] = deque()
        self._busy = False
        self._on_result: Callable[[Any], None] | None = None
        self._sent: Application | None = None
        self._wanted: PageRef | None = None
        self._checked: PageRef | None = None
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(SAVE_AFTER_MS)
        self._save_timer.timeout.connect(self.save)

    # -- one use case after another -------------------------------------------------------------
    @property
    def busy(self) -> bool:
        """Whether a use case on the draft runs or waits."""
        return self._busy or bool(self._waiting)

    def _queue_up(self, step: Callable[[], None]) -> None:
        self._waiting.append(step)
        self._go_on()

    def _go_on(self) -> None:
        while not self._busy and self._waiting:
            self._waiting.popleft()()
        if not self._busy:
            self.idle.emit()

    def _start(self, work: Callable[..., Any], *args: Any, done: Callable[[Any], None], topic: str) -> None:
        self._busy, self._on_result = True, done
        self._topic = topic
        self._board.run(work, *args, done=self._on_done, failed=self._on_failed, topic=topic)

    def _on_done(self, result: object) -> None:
        self._busy = False
        done, self._on_result = self._on_result, None
        if done is not None:
            done(result)
        self._go_on()

    def _on_failed(self, error: Exception) -> None:
        self._busy, self._on_result = False, None
        self._board.update(opening=False)
        # What was queued behind a failure was meant for its success.
        self._waiting.clear()
        if isinstance(error, InputRefused) and error.field:
            self._lead_to(error.field)
        self._board.say(error, self._topic)
        self._go_on()

    # -- opening --------------------------------------------------------------------------------
    def open_item(self, item: ItemHead, legal_person_id: object = None) -> None:
        """Open an item's form; the application already open for it is gone on with."""
        state = self._board.state
        if state.resident is None or state.opening:
            if state.facts is not None and state.resident is None:
                self._board.told.emit("正在核对身份，请稍候", "warn")
            return
        if not state.resident.judgement.usable:
            self._board.told.emit(state.resident.judgement.message, "warn")
            return
        if state.application is not None and state.application.item.item_id == item.item_id:
            self.go_to_form()
            return
        self._park()
        self._board.update(opening=True)

        def step() -> None:
            now = self._board.state
            self._start(
                self._board.counter.open_application, self._board.clerk, now.ticket, now.resident, item.item_id,
                now.for_whom, legal_person_id, done=self._on_opened, topic="open",
            )  # fmt: skip

        self._queue_up(step)

    def open_bundle(self, code: str) -> None:
        """Ctrl M: the merged form."""
        state = self._board.state
        if state.resident is None or state.opening:
            return
        self._park()
        self._board.update(opening=True)

        def step() -> None:
            now = self._board.state
            self._start(
                self._board.counter.open_bundle, self._board.clerk, now.ticket, now.resident, code,
                done=self._on_opened, topic="open",
            )  # fmt: skip

        self._queue_up(step)

    def open_case(self, case_id: UUID) -> None:
        """A case that waits for papers; the one already open is gone on with."""
        state = self._board.state
        if state.opening:
            return
        open_now = state.application.resumed if state.application is not None else None
        if open_now is not None and open_now.case_id == case_id:
            self.go_to_materials()
            return
        self._park()
        self._board.update(opening=True)

        def step() -> None:
            self._start(
                self._board.counter.open_case, self._board.clerk, self._board.state.ticket, case_id,
                done=self._on_case_opened, topic="open",
            )  # fmt: skip

        self._queue_up(step)

    def _on_case_opened(self, app: Application) -> None:
        facts = self._board.state.facts
        if facts is not None and facts.id_number != app.resident.facts.id_number:
            self._board.told.emit("办件的申请人不是这位，按代交收下；请核对委托", "warn")
        self.take(app)

    def take_in(self) -> None:
        """只收材料: what came is taken in, the decision follows within its days."""
        self._queue_up(self._take_in)

    def _take_in(self) -> None:
        board = self._board
        app = board.state.application
        if app is not None and app.resumed is not None and board.state.phase is not Phase.DECIDED:
            self._save_timer.stop()
            self._start(board.counter.take_in, board.clerk, app, done=self._on_accepted, topic="accept")

    def _on_opened(self, app: Application) -> None:
        self.take(app)

    def take(self, app: Application) -> None:
        """Show an application, as it was opened or recovered, with the focus on what is to be done first."""
        board = self._board
        guardian = board.state.guardian
        if guardian is not None and app.guardian is None and app.resumed is None:
            app = filling.set_guardian(app, guardian)
        board.update(
            application=app, missing=filling.missing(app), opening=False, material=0, page=0, page_picture=None,
            phase=Phase.FORM, decision=None, saved=True, supplement=SupplementState(), refusal=RefusalState(),
        )  # fmt: skip
        self._advance()

    def set_guardian(self, guardian: Resident) -> None:
        """The second card."""
        if self._board.state.application is not None and not self._attempt(filling.set_guardian, guardian):
            return
        self._board.told.emit(f"已记下第二张证件：{guardian.facts.name}", "ok")

    def _park(self) -> None:
        """Another item: what was filled in stays as a draft."""
        if self._board.state.application is not None and not self._board.state.saved:
            self.save()

    # -- the form -------------------------------------------------------------------------------
    def answer(self, key: str, value: str, *, typed: bool = False) -> None:
        """A choice (goes on to the next check) or characters (stays)."""
        if self._attempt(filling.answer, key, value, typed=typed) and not typed:
            self._advance(after=key)

    def confirm(self, key: str) -> None:
        """Enter on a check: what stands there is right; on to the next one."""
        if not self._attempt(filling.confirm, key):
            return
        if any(place.key == key and place.place == "form" for place in self._board.state.missing):
            self._board.told.emit("这一项还要填", "warn")
            return
        self._advance(after=key)

    def go_on(self) -> None:
        """Enter on a field that needs nothing: to the next one that does."""
        self._advance()

    def overwrite(self, key: str, value: str, reason: str) -> None:
        """E: a value of a library is replaced, for a reason."""
        self._attempt(filling.overwrite, key, value, reason)

    def place_address(self, key: str, text: str, code: str | None, reason: str = "") -> None:
        """An address chosen from the library, or one it does not know: kept as typed, and told to its queue."""
        if not self._attempt(filling.place_address, key, text, code, reason):
            return
        board = self._board
        if code is None:
            desk = board.counter.addresses
            board.told.emit("已照原样留下，记为待核", "warn")
            if desk.takes_unknown:
                board.run(desk.report_unknown, board.clerk, text, "form", topic="addresses")
        if not reason:
            self._advance(after=key)

    @property
    def board(self) -> Board:
        """The board it works on."""
        return self._board

    def _advance(self, after: str = "") -> None:
        """To the next check that is open, wrapping round; with none left to the materials."""
        state = self._board.state
        open_keys = [place.key for place in state.missing if place.place == "form" and place.key]
        if not open_keys:
            self.go_to_materials()
            return
        order = [field.key for field in state.application.fields] if state.application else []
        at = order.index(after) if after in order else -1
        places = {key: order.index(key) if key in order else len(order) for key in open_keys}
        key = next((key for key in open_keys if places[key] > at), open_keys[0])
        self._board.update(phase=Phase.FORM, focus=self._board.focus("form", key))

    def go_to_form(self) -> None:
        """The form step, at its first open check."""
        state = self._board.state
        if state.application is None:
            return
        first = next((place.key for place in state.missing if place.place == "form"), "")
        self._board.update(phase=Phase.FORM, focus=self._board.focus("form", first))

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

    def _lead_to(self, key: str) -> None:
        app = self._board.state.application
        if app is None:
            return
        if any(field.key == key for field in app.fields):
            self._board.update(phase=Phase.FORM, focus=self._board.focus("form", key))
        elif any(row.code == key for row in app.materials):
            self.go_to_materials()

    # -- the materials --------------------------------------------------------------------------
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
        """F7: the newest scans go to the missing materials; Shift F7 drops the page on show first."""
        state = self._board.state
        if state.application is None:
            return
        if state.phase is not Phase.MATERIALS:
            self.go_to_materials()
        if again:
            self.drop_page()
        self._queue_up(self._take_scans)

    def _take_scans(self) -> None:
        app = self._board.state.application
        if app is not None:
            self._start(
                self._board.counter.take_scans, self._board.clerk, app, done=self._on_scanned, topic="scans"
            )

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

    # -- saving ---------------------------------------------------------------------------------
    def _attempt(self, change: Callable[..., Application], *args: Any, **named: Any) -> bool:
        """A pure change of the application; what cannot be is said in its own words, and nothing changes."""
        app = self._board.state.application
        if app is None:
            return False
        try:
            changed = change(app, *args, **named)
        except InputRefused as refused:
            self._board.told.emit(str(refused), "warn")
            return False
        self._change(changed)
        return True

    def _change(self, app: Application) -> None:
        if app == self._board.state.application:
            return
        self._board.update(application=app, missing=filling.missing(app), saved=False)
        self._save_timer.start()

    def save(self) -> None:
        """Save the draft as it stands when its turn comes."""
        self._save_timer.stop()
        self._queue_up(self._save)

    def _save(self) -> None:
        app = self._board.state.application
        if app is None or self._board.state.saved:
            return
        self._sent = app
        self._start(self._board.counter.save_draft, self._board.clerk, app, done=self._on_saved, topic="save")

    def _on_saved(self, saved: Application) -> None:
        app = self._board.state.application
        if app is None or app.draft_id != saved.draft_id:
            return
        untouched = app == self._sent
        self._board.update(application=replace(app, draft_version=saved.draft_version), saved=untouched)
        if not untouched:
            self._save_timer.start()

    def discard(self) -> None:
        """Drop the draft and go back to choosing."""
        app = self._board.state.application
        if app is not None:
            self._save_timer.stop()
            self._board.run(self._board.counter.discard_draft, self._board.clerk, app.draft_id, topic="save")
            self._board.update(application=None, missing=(), phase=Phase.CHOOSING, saved=True)

    # -- accepting ------------------------------------------------------------------------------
    def accept(self) -> None:
        """F9: accept when nothing is missing, otherwise lead to the first place that is."""
        self._queue_up(self._accept)

    def _accept(self) -> None:
        board = self._board
        state = board.state
        app = state.application
        if app is None or state.phase is Phase.DECIDED:
            return
        judgement = app.resident.judgement
        if not judgement.may_accept:
            board.trouble.emit("judgement", judgement.message, judgement.remedy)
            return
        if state.missing:
            count, first = len(state.missing), state.missing[0]
            board.told.emit(f"还差 {count} 处，先到：{first.text}", "warn")
            if first.place == "identity":
                # A card is wanted, not a key; the place stays.
                return
            if first.place == "form":
                board.update(phase=Phase.FORM, focus=board.focus("form", first.key))
            else:
                self.go_to_materials()
            return
        self._save_timer.stop()
        self._start(board.counter.accept, board.clerk, app, done=self._on_accepted, topic="accept")

    def _on_accepted(self, decision: Decision) -> None:
        self.accepted.emit(decision)


class _Check(QObject):
    """Remembers which page was being judged. That it failed is no matter: the page itself says so when shown."""

    def __init__(self, presenter: CasePresenter, page: PageRef) -> None:
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

    def __init__(self, presenter: CasePresenter, page: PageRef) -> None:
        super().__init__(presenter)
        self._presenter, self._page = presenter, page

    def on_loaded(self, picture: Picture) -> None:
        self._presenter.on_picture(self._page, picture)
        self.deleteLater()
