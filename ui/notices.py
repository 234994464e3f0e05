"""The one channel to the user: banners by topic, toasts with undo. What comes before the window waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from ui.receivers import Receiver
from ui.widgets.banner import BannerNotice, BannerSlot

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.widgets.toast import Toast


class Notices(QObject):
    """UI thread. `attach` once the window stands; until then everything is kept."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._slot: BannerSlot | None = None
        self._toast: Toast | None = None
        self._kept: dict[str, BannerNotice] = {}
        self._handlers: dict[str, Receiver] = {}
        self._said: list[str] = []
        self._undo: dict[str, Receiver] = {}
        self._count = 0

    def attach(self, slot: BannerSlot, toast: Toast) -> None:
        """Show from now on in these; what waited is shown now."""
        self._slot, self._toast = slot, toast
        slot.acted.connect(self._on_acted)
        slot.dismissed.connect(self._on_dismissed)
        toast.undone.connect(self._on_undone)
        toast.expired.connect(self._on_expired)
        for notice in self._kept.values():
            slot.show_notice(notice)
        for words in self._said:
            toast.show_message(words)
        self._said.clear()

    def banner(self, notice: BannerNotice, acted: Callable[[str], Any] | None = None) -> None:
        """Show a banner, or replace the one of the same topic; `acted(action)` is called for its buttons."""
        self._kept[notice.topic] = notice
        self._handlers.pop(notice.topic, None)
        if acted is not None:
            self._handlers[notice.topic] = Receiver(acted)
        if self._slot is not None:
            self._slot.show_notice(notice)

    def fixed(self, topic: str, words: str = "") -> None:
        """The cause is gone: the banner goes, and if it was there, `words` say so in a toast."""
        was = self._kept.pop(topic, None) is not None
        self._handlers.pop(topic, None)
        if self._slot is not None:
            self._slot.withdraw(topic)
        if was and words:
            self.say(words)

    def say(self, words: str, undo: Callable[[], Any] | None = None) -> None:
        """A toast; with `undo` it offers 撤销 for six seconds. Never for errors."""
        token = ""
        if undo is not None:
            self._count += 1
            token = f"undo-{self._count}"
            self._undo[token] = Receiver(undo)
        if self._toast is None:
            self._said.append(words)
            return
        self._toast.show_message(words, token=token)

    @property
    def topics(self) -> list[str]:
        """Topics of the banners on show or waiting."""
        return list(self._kept)

    @Slot(str, str)
    def _on_acted(self, topic: str, action: str) -> None:
        handler = self._handlers.get(topic)
        if handler is not None:
            handler.call(action)

    @Slot(str)
    def _on_dismissed(self, topic: str) -> None:
        self._kept.pop(topic, None)
        self._handlers.pop(topic, None)

    @Slot(str)
    def _on_undone(self, token: str) -> None:
        receiver = self._undo.pop(token, None)
        if receiver is not None:
            receiver.call()

    @Slot(str)
    def _on_expired(self, token: str) -> None:
        self._undo.pop(token, None)
