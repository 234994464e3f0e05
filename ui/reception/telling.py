"""What the counter's window says of its own accord: faults of its parts, troubles of the use cases, a word in passing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.reception.parts import fault_notice
from ui.widgets.banner import BannerNotice, Severity

if TYPE_CHECKING:
    from hall_app.status import PartStatus
    from ui.notices import Notices
    from ui.reception.presenter import ReceptionPresenter
    from ui.sounds import Sounds

# Banners that speak of the matter in hand; one of what could not be stored stays until it is.
_OF_A_MATTER = (
    "judgement", "accept", "decision", "undo", "open", "search", "identity", "reveal", "recommendations", "scan", "scans",
    "picture", "addresses", "use_case",
)  # fmt: skip


class Telling(QObject):
    """Puts it into banners and toasts, and takes a banner away once it is no longer true. UI thread only."""

    def __init__(self, presenter: ReceptionPresenter, notices: Notices, sounds: Sounds) -> None:
        super().__init__(notices)
        self._presenter, self._board = presenter, presenter.board
        self._notices, self._sounds = notices, sounds
        self._faults: dict[str, PartStatus] = {}
        self._matter: tuple[object, ...] = ()
        self._board.told.connect(self._on_told)
        self._board.trouble.connect(self._on_trouble)
        self._board.settled.connect(self._on_settled)

    def show_faults(self, parts: tuple[PartStatus, ...]) -> None:
        """A fault is a banner with its remedy; it goes by itself when the part is well again."""
        now = {part.part: part for part in parts if part.fault}
        for name in self._faults.keys() - now.keys():
            self._notices.fixed(f"part.{name}")
        for name, part in now.items():
            if self._faults.get(name) != part:
                self._notices.banner(fault_notice(part), self._on_banner)
                self._sounds.on_failed()
        self._faults = now

    def drop_spent(self) -> None:
        """What was refused of one matter says nothing of the next: another ticket, card, item, or a decision."""
        matter = self._board.state.matter
        if matter != self._matter:
            self._matter = matter
            for topic in _OF_A_MATTER:
                self._notices.fixed(f"case.{topic}")

    def _on_banner(self, action: str) -> None:
        if action == "retry_print":
            self._board.run(self._board.counter.retry_printing, self._board.clerk, topic="print")
        else:
            self._presenter.intend(action)

    def _on_told(self, words: str, _tone: str) -> None:
        self._notices.say(words)

    def _on_trouble(self, topic: str, message: str, remedy: str) -> None:
        self._notices.banner(BannerNotice(f"case.{topic}", message, remedy, Severity.WARNING))
        self._sounds.on_failed()

    def _on_settled(self, topic: str) -> None:
        self._notices.fixed(f"case.{topic}")
