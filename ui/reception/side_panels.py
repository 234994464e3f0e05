"""The panels that lie at the right edge under the strip, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.identity.typing_panel import TypingPanel
from ui.items.guide_panel import GuidePanel
from ui.queueing.panels import QueuePanel
from ui.reception.scanned_panel import ScannedPanel
from ui.reception.state import Panel
from ui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.reception.presenter import ReceptionPresenter
    from ui.reception.state import ReceptionState

_GAP = 16


class SidePanels:
    """Made over a page; the page shows the state and says when its size is another."""

    def __init__(self, presenter: ReceptionPresenter, page: QWidget) -> None:
        self._presenter, self._page = presenter, page
        self.queue = QueuePanel(page)
        self.queue.transferred.connect(presenter.transfer)
        self.queue.paused.connect(presenter.queueing.pause)
        self.queue.issued.connect(self._on_issued)
        self.queue.restored.connect(presenter.queueing.restore)
        self.typing = TypingPanel(presenter.identity.today, page)
        self.typing.typed.connect(presenter.identity.type_in)
        presenter.identity.mistyped.connect(self.typing.show_trouble)
        self.scanned = ScannedPanel(page)
        self.scanned.reprint_asked.connect(self._on_reprint)
        self.scanned.resume_asked.connect(presenter.panels.resume)
        self.scanned.capture_asked.connect(self._on_capture)
        self.scanned.handed.connect(presenter.scans.hand_over)
        self.guide = GuidePanel(page)
        for panel in (self.queue, self.typing, self.scanned, self.guide):
            panel.closed.connect(presenter.panels.close)

    def show_state(self, state: ReceptionState) -> None:
        """The panel that is wanted, and no other."""
        self.queue.show_state(state, self._presenter.identity.lying)
        wanted = state.panel is Panel.IDENTITY
        if wanted and self.typing.isHidden():
            self.typing.begin()
        elif not wanted and not self.typing.isHidden():
            self.typing.hide()
        if state.panel is Panel.SCANNED and state.scanned is not None:
            self.scanned.show_case(state.scanned)
        else:
            self.scanned.hide()
        if state.panel is Panel.GUIDE:
            self.guide.show_guides(state.guides)
        else:
            self.guide.hide()
        self.place()

    def place(self) -> None:
        """At the right edge, under the strip."""
        which = self._presenter.board.state.panel
        if which is Panel.NONE:
            return
        panel, top = self._panel_of(which), theme().sizes.strip + 12
        if panel is self.guide:
            self.guide.fit(self._page.height() - top - _GAP)
        else:
            panel.adjustSize()
        panel.move(self._page.width() - panel.width() - _GAP, top)
        panel.raise_()

    def place_focus(self) -> None:
        """On what the open panel is for."""
        self._panel_of(self._presenter.board.state.panel).place_focus()

    def _panel_of(self, which: Panel) -> QueuePanel | TypingPanel | ScannedPanel | GuidePanel:
        if which is Panel.IDENTITY:
            return self.typing
        if which is Panel.SCANNED:
            return self.scanned
        return self.guide if which is Panel.GUIDE else self.queue

    def _on_issued(self, group: str, priority: str) -> None:
        self._presenter.queueing.issue(group, self._presenter.identity.lying, priority or None)

    def _on_reprint(self) -> None:
        self._presenter.intend("print")

    def _on_capture(self) -> None:
        self._presenter.intend("capture")
