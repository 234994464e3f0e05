"""The frame that the notice and the refusal share: title, body, foot with one filled button, preview at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import NARROW
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import LINE, ElidedLabel, Label
from ui.widgets.pdf_preview import PdfPreview
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.themed import Panel, follow_theme

# Below this width all but the smallest text lacks room beside a preview of the usual width.
_NARROWEST = 1340

if TYPE_CHECKING:
    from ui.pictures import Picture
    from ui.tokens import ColourName


def preview_width(usual: int) -> int:
    """The room of a sheet's preview: in large text on the narrowest screens it gives way to what is decided."""
    return 340 if theme().sizes.is_tight and theme().width < _NARROWEST else usual


class NoticeFrame(QWidget):
    """Signals: ``issued`` for the filled button, ``left`` for 返回. ``body`` is the layout to fill."""

    issued = Signal()
    left = Signal()

    def __init__(
        self, title: str, icon: str, tone: ColourName, button: str, key: str, note: str, preview: str
    ) -> None:
        super().__init__()
        self.setAccessibleName(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        main = Panel()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = Panel(fill=None, edges="b")
        line = QHBoxLayout(self.head)
        line.setContentsMargins(20, 0, 20, 1)
        line.setSpacing(10)
        line.addWidget(IconLabel(icon, 22, tone))
        line.addWidget(Label(title, "xl", bold=True))
        self.about = ElidedLabel("", "sm", "text3")
        line.addWidget(self.about, 1)
        column.addWidget(self.head)
        self.scroller = ScrollColumn(title)
        self.body = self.scroller.column
        column.addWidget(self.scroller, 1)
        column.addWidget(self._make_foot(button, key, note))
        row.addWidget(main, 1)
        row.addWidget(self._make_side(preview))
        self._pages: object = None
        follow_theme(self)

    def _make_foot(self, button: str, key: str, note: str) -> QWidget:
        self.foot = Panel(fill=None, edges="t")
        self._foot_column = QVBoxLayout(self.foot)
        self._foot_column.setContentsMargins(20, 1, 20, 0)
        self._foot_column.setSpacing(0)
        line = self._foot_line = QHBoxLayout()
        line.setSpacing(10)
        line.addStretch(1)
        self._foot_column.addLayout(line)
        self.note = Label(note, "sm", "text3", wrap=True)
        self.back = KeyButton("返回", "Esc")
        self.back.clicked.connect(self.left)
        self.issue = KeyButton(button, key, primary=True, decision=True)
        self.issue.clicked.connect(self.issued)
        line.addWidget(self.back)
        line.addWidget(self.issue)
        return self.foot

    def _make_side(self, title: str) -> QWidget:
        self.side = Panel(fill="idle_soft", edges="l")
        column = QVBoxLayout(self.side)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        bar = Panel(edges="b")
        bar.setFixedHeight(44)
        line = QHBoxLayout(bar)
        line.setContentsMargins(14, 0, 14, 1)
        line.addWidget(Label(title, bold=True))
        line.addStretch(1)
        line.addWidget(Label("A5", "sm", "text3"))
        column.addWidget(bar)
        self.preview = PdfPreview(title)
        column.addWidget(self.preview, 1)
        return self.side

    def restyle(self) -> None:
        sizes = theme().sizes
        self.head.setFixedHeight(56 if sizes.md <= 16 else 64)
        self._place_note(above=sizes.is_tight or (sizes.md > 14 and theme().width < _NARROWEST))
        self.side.setFixedWidth(preview_width(400 if theme().width < NARROW else 560))

    def _place_note(self, *, above: bool) -> None:
        """Beside the buttons, or above them where there is no room for it in one line."""
        sizes = theme().sizes
        for layout in (self._foot_line, self._foot_column):
            layout.removeWidget(self.note)
        self._foot_line.setStretch(0, 1 if above else 0)
        if above:
            self._foot_column.insertWidget(0, self.note)
        else:
            self._foot_line.insertWidget(1, self.note, 1, Qt.AlignmentFlag.AlignVCenter)
        self._foot_column.setSpacing(4 if above else 0)
        self._foot_column.setContentsMargins(20, 10 if above else 1, 20, 10 if above else 0)
        line = round(sizes.sm * LINE)
        self.foot.setFixedHeight(24 + line + sizes.decision if above else 60 if sizes.md <= 16 else 72)

    def show_pages(self, pages: tuple[Picture, ...], note: str) -> None:
        """The preview; the last one stays until the next is ready."""
        key = (pages, note)
        if key == self._pages:
            return
        self._pages = key
        if pages:
            self.preview.show_words("")
            self.preview.show_pages(pages)
        else:
            self.preview.show_words(note or "正在生成预览…")
