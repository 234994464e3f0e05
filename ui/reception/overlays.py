"""What lies over the counter's window: the palette, the overview of keys, the reason of an undo. UI thread only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.palette.panel import PalettePanel
from ui.palette.presenter import PalettePresenter
from ui.reception.key_overview import KeyOverview
from ui.reception.prebuilding import warmed
from ui.reception.undo_dialog import UndoDialog

if TYPE_CHECKING:
    from ui.notices import Notices
    from ui.reception.presenter import ReceptionPresenter
    from ui.shell import Shell


class Overlays(QObject):
    """Each is made when it is first wanted; under it the keys of the reception do nothing. Nothing opens over the lock."""

    def __init__(
        self,
        window: Shell,
        presenter: ReceptionPresenter,
        notices: Notices,
        locked: Callable[[], bool],
        on_key: Callable[[str], None],
        on_page: Callable[[str, object], None],
    ) -> None:
        super().__init__(window)
        self._window, self._presenter, self._notices = window, presenter, notices
        self._locked, self._on_key, self._on_page = locked, on_key, on_page
        self._host = window.palette_host
        self.palette: PalettePanel | None = None
        self.overview: KeyOverview | None = None
        self._doubles = False

    @property
    def covered(self) -> bool:
        """Whether something lies over the window."""
        return not self._host.isHidden()

    def close(self) -> None:
        """Take it away."""
        self._host.close_panel()

    def say_doubles(self, doubles: bool) -> None:
        """Whether the overview of keys names the doubles of a laptop's function keys."""
        self._doubles, self.overview = doubles, None

    # -- the palette ----------------------------------------------------------------------------
    def open_palette(self) -> None:
        """Ctrl K."""
        if not self._locked() and not self.covered:
            palette = self.made_palette()
            palette.begin()
            self._presenter.held = True
            self._host.open(palette, palette.edit)

    def open_case_search(self) -> None:
        """Ctrl B with nobody's case at hand: the palette asks for the number, those that wait stand there at once."""
        self.open_palette()
        if self.palette is not None and self.covered:
            self.palette.edit.setText("#")

    def made_palette(self) -> PalettePanel:
        """The palette, made if it was not yet."""
        if self.palette is None:
            presenter = PalettePresenter(self._presenter.board, self._window.state.rail)
            presenter.command_given.connect(self._on_key)
            presenter.item_opened.connect(self._on_item)
            presenter.page_asked.connect(self._on_page)
            presenter.case_opened.connect(self._presenter.resuming.open_case)
            self.palette = PalettePanel(presenter, self._host)
            self.palette.hide()
            self.palette.left.connect(self._host.close_panel)
        return self.palette

    def made_ahead(self) -> Iterator[None]:
        """What the first search would pay for, while nobody waits."""
        yield from warmed(self.made_palette())

    def _on_item(self, item: object) -> None:
        if self._presenter.board.state.facts is None:
            self._notices.say("请先呼叫，并请本人放身份证")
        else:
            self._presenter.items.chosen.emit(item)

    # -- the rest -------------------------------------------------------------------------------
    def open_overview(self) -> None:
        """Ctrl /."""
        if self._locked() or self.covered:
            return
        if self.overview is None:
            self.overview = KeyOverview(doubles=self._doubles)
            self.overview.left.connect(self._host.close_panel)
        self._presenter.held = True
        self._host.open(self.overview, self.overview.close_button)

    def ask_why_undone(self) -> None:
        """The reason of an undo, while it is in time."""
        undoing = self._presenter.undoing
        subject = undoing.subject()
        if isinstance(subject, str):
            self._notices.say(subject)
            return
        dialog = UndoDialog(subject, self._window)
        dialog.reasoned.connect(undoing.undo)
        dialog.open()
