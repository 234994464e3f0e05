"""A column at the side of a page: fixed width by text mode, scrolls when it must, never sideways."""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.themed import Panel, follow_theme


class SideColumn(Panel):
    """Fill `column` from the top; `foot` stays at the bottom and never scrolls."""

    def __init__(
        self,
        name: str,
        width: Literal["person_column", "right_column", "check_column"],
        *,
        edge: str = "r",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, edges=edge)
        self._width_token = width
        self.setAccessibleName(name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1 if "l" in edge else 0, 0, 1 if "r" in edge else 0, 0)
        outer.setSpacing(0)
        scroll = ScrollColumn(name)
        self.column = scroll.column
        outer.addWidget(scroll, 1)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(0, 0, 0, 0)
        self.foot.setSpacing(0)
        outer.addLayout(self.foot)
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedWidth(int(getattr(theme().sizes, self._width_token)))
