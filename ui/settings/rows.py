"""The parts of a settings section: a card of rows, each with a control or, where managed, a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.page import Page
from ui.sections import PageHead
from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.section_card import SectionCard
from ui.widgets.segmented import Segmented
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import LinkButton

if TYPE_CHECKING:
    from ui.reception.board import Board

MANAGED = "由管理员统一设置"
ON_OFF = [("on", "开"), ("off", "关")]
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class SettingRow(Panel):
    """`字号 …… [自动 紧凑 标准 大字]` with a note below; ``managed`` shows a lock and the value instead."""

    def __init__(
        self,
        title: str,
        control: QWidget | None = None,
        *,
        note: str = "",
        value: str = "",
        managed: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, fill=None, edges="b")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 9)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(title, "md"))
        if note:
            words.addWidget(ElidedLabel(note, "sm", "text3"))
        row.addLayout(words, 1)
        if value:
            row.addWidget(Label(value, "md", "text2"), 0, _MIDDLE)
        if managed:
            row.addWidget(IconLabel("lock", 16, "text3", says=managed), 0, _MIDDLE)
            row.addWidget(Label(managed, "sm", "text3"), 0, _MIDDLE)
        if control is not None:
            row.addWidget(control, 0, _MIDDLE)
        self.setAccessibleName("，".join(part for part in (title, value, managed) if part))
        follow_theme(self)

    def restyle(self) -> None:
        self.setMinimumHeight(theme().sizes.control + 16)
        self.update()


class SettingsCard(SectionCard):
    """A group of settings with 恢复默认. Signals: ``reset_asked``."""

    reset_asked = Signal()

    def __init__(self, title: str, icon: str, *, resets: bool = True, note: str = "") -> None:
        super().__init__(title, icon=icon, note=note)
        self.reset = LinkButton("恢复默认")
        self.reset.setAccessibleName(f"{title}恢复默认")
        self.reset.clicked.connect(self.reset_asked)
        self.header.add(self.reset)
        # Not before it has a parent: a widget shown alone would be a window and take the keys away.
        self.reset.setVisible(resets)

    def add_row(self, row: QWidget) -> None:
        self.body.addWidget(row)


class SettingsSection(Page):
    """A section: its head, and cards in a column that scrolls."""

    def __init__(self, board: Board, title: str, note: str = "") -> None:
        super().__init__(board)
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.head = PageHead(title, note)
        outer.addWidget(self.head)
        self.content = ScrollColumn(title)
        self.column = self.content.column
        outer.addWidget(self.content, 1)
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        self.column.setContentsMargins(sizes.gutter, sizes.gutter, sizes.gutter, sizes.gutter)
        self.column.setSpacing(sizes.gutter)

    def place_focus(self) -> None:
        for child in self.content.findChildren(QWidget):
            tab = bool(child.focusPolicy() & Qt.FocusPolicy.TabFocus)
            first = tab and child.isVisibleTo(self) and child.isEnabled()
            if first and not isinstance(child, LinkButton):
                child.setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.head.setFocus()


def on_off(name: str, on: bool) -> Segmented:
    """A choice of 开 and 关."""
    return Segmented(name, ON_OFF, current="on" if on else "off")
