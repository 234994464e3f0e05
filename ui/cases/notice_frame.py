"""The frame that the notice and the refusal share: title, body, foot with one filled button, preview at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.pdf_preview import PdfPreview
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from ui.pictures import Picture
    from ui.tokens import ColourName


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
        line = QHBoxLayout(self.foot)
        line.setContentsMargins(20, 1, 20, 0)
        line.setSpacing(10)
        self.note = Label(note, "sm", "text3", wrap=True)
        line.addWidget(self.note, 1, Qt.AlignmentFlag.AlignVCenter)
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
        self.foot.setFixedHeight(60 if sizes.md <= 16 else 72)
        self.side.setFixedWidth(400 if theme().width < 1500 else 560)

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
