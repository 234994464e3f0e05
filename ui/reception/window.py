"""The counter's main window: the shell with the reception in it, its notices, its keys and what lies over it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from hall_app.clock import Clock, hall_time
from hall_app.machine_preferences import MachinePreferences
from hall_app.status import PART_LINK, Notice, PartChanged
from ui.notices import Notices
from ui.page import COUNTER, SETTINGS, Page, PageEntry
from ui.pages import PAGES, counter_open_to, rail_of
from ui.reception.lock import ENDS_AFTER_MS, IDLE_AFTER_MS, IdleWatch, LockCover
from ui.reception.overlays import Overlays
from ui.reception.page import ReceptionPage
from ui.reception.parts import device_state, sync_state
from ui.reception.presenter import ReceptionPresenter
from ui.reception.router import KeyRouter
from ui.reception.state import Phase
from ui.reception.telling import Telling
from ui.reception.undo_dialog import LeaveDialog
from ui.reception.wedge import ScannerFilter
from ui.shell import Shell
from ui.shell_state import KeyWords, ShellState
from ui.sounds import Sounds
from ui.tab_order import neighbour
from ui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from hall_app.status import PartStatus, WindowEvent
    from ui.reception.board import Board
    from ui.shell_state import RailEntry
    from ui.tokens import Mode

# What is done in sight only (受理, 补正 …) is not among them.
_QUEUE_KEYS = frozenset({"call", "pause", "recall", "miss", "restore", "transfer", "issue"})


class CounterWindow(Shell):
    """Signals: ``logout_asked`` when the window may close for good; ``session_ended`` before, where nobody was there."""

    logout_asked = Signal()
    session_ended = Signal()

    def __init__(
        self,
        board: Board,
        *,
        clock: Clock | None = None,
        idle_after_ms: int = IDLE_AFTER_MS,
        ends_after_ms: int = ENDS_AFTER_MS,
        laptop_doubles: bool = False,
        preferences: MachinePreferences | None = None,
        pages: tuple[PageEntry, ...] = PAGES,
        at_once: bool = True,
    ) -> None:
        """Without ``at_once`` the caller goes through :meth:`made` first."""
        super().__init__()
        self._chosen = preferences or MachinePreferences(laptop_doubles=laptop_doubles)
        self.board = board
        self._pages_known = pages
        self._entries = {entry.key: entry for entry in pages if entry.open_to(board.clerk)}
        self._opened: dict[str, Page] = {}
        self._clock = clock or Clock()
        board.setParent(self)
        self._doubles = self._chosen.laptop_doubles
        self.presenter = ReceptionPresenter(board)
        self.notices = Notices(self)
        self.notices.attach(self.banner, self.toast)
        self.sounds = Sounds(self._chosen, self)
        self._telling = Telling(self.presenter, self.notices, self.sounds)
        self.reception = ReceptionPage(self.presenter, self.stack)
        self.lock_cover = LockCover(board, self, self.centralWidget() or self)
        self.idle_watch = IdleWatch(idle_after_ms, ends_after_ms, self)
        self.idle_watch.expired.connect(self.lock_cover.lock)
        self.idle_watch.ended.connect(self._on_ended)
        self._may_close = self._finished = False
        if at_once:
            for _step in self.made():
                pass

    def made(self) -> Iterator[None]:
        """Make what stands in the window, a part in each step, so that nobody waits for all of it."""
        yield
        yield from self.reception.made()
        yield
        self.add_page(COUNTER, self.reception)
        self.place_banner(self.reception.column, 2)
        self._dispatch: dict[str, Callable[[], None]] = {
            "primary": self.reception.focus_primary,
            "back": self._back,
        }
        self.router = KeyRouter(self, self._on_key, laptop_doubles=self._doubles)
        self.scanner = ScannerFilter(self, self._takes_scans)
        self.scanner.scanned.connect(self._on_scanned)
        self.overlays = Overlays(
            self, self.presenter, self.notices, self._is_locked, self._on_key, self._on_page_asked
        )
        self.overlays.say_doubles(self._doubles)
        self._connect()
        self._show_shell(rail_of(self.board.clerk, self._pages_known))
        self._show_first()
        self._clock_timer = QTimer(self)
        self._clock_timer.setInterval(5000)
        self._clock_timer.timeout.connect(self._on_clock)
        self._clock_timer.start()

    def _connect(self) -> None:
        board, presenter = self.board, self.presenter
        board.changed.connect(self._on_changed)
        presenter.queueing.called.connect(self.sounds.on_called)
        presenter.queueing.called_again.connect(self.sounds.on_called)
        presenter.undo_asked.connect(self.overlays.ask_why_undone)
        presenter.lock_asked.connect(self.lock_cover.lock)
        presenter.resuming.search_asked.connect(self.overlays.open_case_search)
        self.reception.hints_changed.connect(self._on_hints)
        self.page_chosen.connect(self._on_page)
        self.search_requested.connect(self.overlays.open_palette)
        self.keys_requested.connect(self.overlays.open_overview)
        self.palette_host.closed.connect(self._on_uncovered)
        self.sync_requested.connect(self._open_sync)
        board.page_asked.connect(self._on_page_asked)
        board.hints_changed.connect(self._on_hints)
        board.preferred.connect(self.prefer)
        theme().changed.connect(self._on_theme)

    def _on_uncovered(self) -> None:
        self.presenter.held = self.page in self._opened

    def begin(self) -> None:
        """Read the queue, take up what was unfinished. Call once, after the window is shown."""
        if counter_open_to(self.board.clerk):
            self.presenter.start()
        self.reception.prepare()
        self.board.turns.ahead(self._made_ahead())

    def on_event(self, event: WindowEvent) -> None:
        """An event of a worker, brought over by the bridge."""
        if counter_open_to(self.board.clerk) or isinstance(event, PartChanged | Notice):
            self.presenter.on_event(event)
        for page in self._opened.values():
            page.on_event(event)

    # -- pages ----------------------------------------------------------------------------------
    def _show_first(self) -> None:
        if counter_open_to(self.board.clerk) or not self._entries:
            self.show_page(COUNTER)
        else:
            self.open_page(next(iter(self._entries)))

    def open_page(self, key: str) -> Page | None:
        """Show a page of the rail, made if it was not open yet; the reception itself is no :class:`Page`."""
        entry = self._entries.get(key)
        if entry is not None and key not in self._opened:
            page = self._opened[key] = entry.make(self.board)
            self.add_page(key, page)
            page.hints_changed.connect(self._on_hints)
        if entry is not None or key == COUNTER:
            self.show_page(key)
            if key in self._opened:
                self._opened[key].refresh()
            self._settle_page()
        return self._opened.get(key)

    def _on_page(self, key: str) -> None:
        self.open_page(key)

    def _on_page_asked(self, key: str, argument: object) -> None:
        """A page asks for another: by its key, for something."""
        if key == "keys":
            self.overlays.open_overview()
            return
        page = self.open_page(key)
        if page is not None and argument is not None:
            page.show_argument(argument)
            page.place_focus()

    def _open_sync(self) -> None:
        """The status bar's left end leads to the sync page, wherever the role has it."""
        if self.lock_cover.isHidden():
            self._on_page_asked(SETTINGS, "sync")

    def prefer(self, chosen: MachinePreferences) -> None:
        """What was chosen for this machine takes effect at once."""
        before, self._chosen = self._chosen, chosen
        self._doubles = chosen.laptop_doubles
        self.router.set_doubles(chosen.laptop_doubles)
        self.sounds.prefer(chosen)
        self.overlays.say_doubles(chosen.laptop_doubles)
        self._on_hints()
        if chosen.full_screen != before.full_screen and chosen.full_screen != self.isFullScreen():
            self.leave_full_screen()

    def _settle_page(self) -> None:
        """What another page changes around it: the focus, the keys that matter, which buttons hear theirs."""
        page = self._opened.get(self.page)
        # The keys of the reception's hidden buttons do nothing meanwhile.
        self.presenter.held = page is not None
        self._on_hints()
        if page is not None:
            self.place_banner_above()
            page.place_focus()
        else:
            self.place_banner(self.reception.column, 2)
            self.reception.restore_focus()

    # -- around the page ------------------------------------------------------------------------
    def _show_shell(self, rail: tuple[RailEntry, ...]) -> None:
        clerk = self.board.clerk
        window = f"{clerk.window_number} 号窗口" if clerk.window_number else "不开窗口"
        self.show_state(
            ShellState(
                hall=clerk.hall_name,
                window=window,
                staff=clerk.name,
                practice=clerk.practice,
                clock=f"{hall_time(self._clock.now()):%H:%M}",
                rail=rail,
                hints=self._shown(self.reception.hints()),
            )  # fmt: skip
        )
        self._shown_parts: tuple[PartStatus, ...] | None = None
        self._on_changed()

    def _on_clock(self) -> None:
        words = f"{hall_time(self._clock.now()):%H:%M}"
        if words != self.state.clock:
            self.show_clock(words)

    def _on_hints(self) -> None:
        page = self._opened.get(self.page)
        hints = self.reception.hints() if page is None else page.hints()
        self.show_hints(*self._shown(hints))

    def _shown(self, hints: Sequence[tuple[str, str]]) -> tuple[KeyWords, ...]:
        """The keys that matter now, unless the person put them away."""
        return tuple(KeyWords(key, words) for key, words in hints) if self._chosen.key_hints else ()

    def _on_changed(self) -> None:
        self._telling.drop_spent()
        parts = self.board.state.parts
        if parts == self._shown_parts:
            return
        self._shown_parts = parts
        for part in parts:
            if part.part == PART_LINK:
                self.show_sync(sync_state(part))
        self.show_devices(tuple(device_state(part) for part in parts if part.part != PART_LINK))
        self._telling.show_faults(parts)

    # -- keys -----------------------------------------------------------------------------------
    def focusNextPrevChild(self, forward: bool) -> bool:
        """In the reception, whose parts are built ahead, Tab goes as one reads; it stays in what lies over a page."""
        if self.page != COUNTER and not self.overlays.covered:
            return super().focusNextPrevChild(forward)
        top = self.palette_host if self.overlays.covered else self
        found = neighbour(top, self.focusWidget(), forward=forward)
        if found is None:
            return False
        found.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def _on_key(self, intention: str) -> None:
        """A bound key: nothing reaches the reception while something lies over it."""
        if not self.lock_cover.isHidden():
            return
        if self.overlays.covered:
            if intention == "back":
                self.overlays.close()
            return
        page = self._opened.get(self.page)
        if page is not None and (page.handle(intention) or not self._return_for(intention)):
            return
        act = self._dispatch.get(intention)
        if act is not None:
            act()
        else:
            self.presenter.intend(intention)

    def _return_for(self, intention: str) -> bool:
        """A key of the queue belongs to the reception everywhere: it comes back for it. True if the key goes on."""
        if intention == "lock":
            self.lock_cover.lock()
        if intention not in _QUEUE_KEYS or not counter_open_to(self.board.clerk):
            return False
        self.open_page(COUNTER)
        return True

    def _back(self) -> None:
        if not self.reception.back():
            self.presenter.intend("back")

    def _is_locked(self) -> bool:
        return not self.lock_cover.isHidden()

    def _takes_scans(self) -> bool:
        return self.lock_cover.isHidden() and self.isVisible()

    def _on_scanned(self, text: str) -> None:
        if QApplication.activeModalWidget() is not None:
            self.notices.say("请先处理打开的对话框，再扫一次")
            return
        if self.overlays.covered:
            self.overlays.close()
        self.presenter.scans.take(text)

    # -- while nobody waits ---------------------------------------------------------------------
    def _made_ahead(self) -> Iterator[None]:
        """What the first search would pay for, while nobody waits."""
        yield from self.overlays.made_ahead()
        self.board.run(self.board.counter.warm_up, self.board.clerk, topic="warm_up")
        # All of this stays, like what stood when the window came (ui.application): no collection looks through it.
        gc.freeze()

    # -- leaving --------------------------------------------------------------------------------
    def closeEvent(self, event: QCloseEvent) -> None:
        """An open reception asks first; its draft stays either way."""
        state = self.board.state
        if not self._may_close and state.phase in (Phase.CHOOSING, Phase.FORM, Phase.MATERIALS, Phase.SUPPLEMENT,
                                                   Phase.REFUSAL):  # fmt: skip
            event.ignore()
            number = state.ticket.number if state.ticket is not None else "这件"
            dialog = LeaveDialog(number, self)
            dialog.confirmed.connect(self._on_leave)
            dialog.open()
            return
        self.finish()
        super().closeEvent(event)
        self.logout_asked.emit()

    def _on_ended(self) -> None:
        self.session_ended.emit()
        self._on_leave()

    def _on_leave(self) -> None:
        self.presenter.cases.save()
        self._may_close = True
        self.close()

    def finish(self) -> None:
        """Stop timers and watches; no widget is touched afterwards."""
        if not self._finished:
            theme().changed.disconnect(self._on_theme)
        self._finished = True
        self.idle_watch.stop()
        self.scanner.stop()
        self._clock_timer.stop()
        self.reception.turns.stop()
        for page in self._opened.values():
            page.finish()
        self.presenter.stop()

    def resize_text(self, mode: Mode | None) -> None:
        self.board.turns.each(theme().mode_steps(mode))

    def _on_theme(self) -> None:
        chosen = theme().chosen_mode
        if chosen is not None and chosen is not getattr(self, "_told_mode", None):
            self._told_mode = chosen
            counter = self.board.counter
            self.board.run(counter.set_text_size, self.board.clerk, chosen.value, topic="text_size")
