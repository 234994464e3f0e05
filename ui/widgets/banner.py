"""The banner: one line in a fixed slot, the most severe first, gone by itself when the cause is gone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import ColourName
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import IconButton


class Severity(IntEnum):
    """Higher comes first."""

    NOTE = 0
    WARNING = 1
    TROUBLE = 2


@dataclass(frozen=True, slots=True)
class BannerAction:
    """A button on a banner; the key is bound while the banner shows."""

    name: str
    words: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class BannerNotice:
    """What happened (bold), how to fix it, at most two buttons. `topic` names the cause: same topic replaces."""

    topic: str
    title: str
    remedy: str = ""
    severity: Severity = Severity.WARNING
    icon: str = "alert-triangle"
    actions: tuple[BannerAction, ...] = ()

    def __post_init__(self) -> None:
        if len(self.actions) > 2:
            raise ValueError("a banner has at most two buttons")


class BannerSlot(Panel):
    """Shows the most severe notice; others wait as `还有 N 条`.

    Signals: `acted(topic, action)` for a button, `dismissed(topic)` for ×. Takes no focus, ever.
    """

    acted = Signal(str, str)
    dismissed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill="warn_soft", edges="b", line="warn_line")
        self._notices: dict[str, BannerNotice] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 1)
        row.setSpacing(10)
        self._icon = IconLabel("alert-triangle", 20, "warn")
        self._title = Label("", "md", "text", bold=True)
        self._remedy = ElidedLabel("", "md", "text")
        self._more = Label("", "sm", "text2")
        row.addWidget(self._icon)
        row.addWidget(self._title)
        row.addWidget(self._remedy, 1)
        row.addWidget(self._more)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        row.addLayout(self._buttons)
        self._shown: list[KeyButton] = []
        self._close = IconButton("x", "关闭提示", size=18)
        self._close.clicked.connect(self._on_close)
        row.addWidget(self._close)
        follow_theme(self)
        self.hide()

    # -- what the rest of the application calls --------------------------------------------------------

    def show_notice(self, notice: BannerNotice) -> None:
        """Add a notice, or replace the one of the same topic."""
        self._notices[notice.topic] = notice
        self._refresh()

    def withdraw(self, topic: str) -> bool:
        """The cause is gone; True if it was shown or waiting."""
        found = self._notices.pop(topic, None) is not None
        if found:
            self._refresh()
        return found

    @property
    def current(self) -> BannerNotice | None:
        """The notice on show: the most severe, among equals the newest."""
        if not self._notices:
            return None
        # max() keeps the first of equals, so look from the newest.
        return max(reversed(self._notices.values()), key=lambda notice: notice.severity)

    @property
    def waiting(self) -> int:
        """How many notices stand behind the one on show."""
        return max(len(self._notices) - 1, 0)

    # -- inside ----------------------------------------------------------------------------------------

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.banner)

    def _refresh(self) -> None:
        notice = self.current
        for button in self._shown:
            button.set_key("")
            button.hide()
            button.deleteLater()
        self._shown.clear()
        if notice is None:
            self.hide()
            return
        bad = notice.severity is Severity.TROUBLE
        tone: ColourName = "bad" if bad else "accent" if notice.severity is Severity.NOTE else "warn"
        if bad:
            self.set_fill("bad_soft", "bad_line")
        elif notice.severity is Severity.NOTE:
            self.set_fill("accent_soft", "accent_line")
        else:
            self.set_fill("warn_soft", "warn_line")
        self._icon.set_icon(notice.icon, tone)
        self._title.setText(notice.title)
        self._remedy.setText(notice.remedy)
        self._more.setText(f"还有 {self.waiting} 条" if self.waiting else "")
        for action in notice.actions:
            button = KeyButton(action.words, action.key, small=True)
            button.setProperty("action", action.name)
            button.clicked.connect(self._on_action)
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            self._shown.append(button)
        self.setAccessibleName(f"提示：{notice.title}。{notice.remedy}")
        self.show()

    def _on_action(self) -> None:
        notice, button = self.current, self.sender()
        if notice is not None and button is not None:
            self.acted.emit(notice.topic, str(button.property("action")))

    def _on_close(self) -> None:
        notice = self.current
        if notice is not None:
            self.withdraw(notice.topic)
            self.dismissed.emit(notice.topic)
