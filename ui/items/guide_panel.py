"""办理依据与口径: what an item rests on, its conditions, papers and grounds for refusal, to be read out at the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.key_table import key_of
from ui.keys import shown_key
from ui.theme import theme
from ui.widgets.drawer import FactLine, clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.section_card import CardHeader
from ui.widgets.themed import Card, follow_theme

if TYPE_CHECKING:
    from hall_app.items.guide import GuideLine, ItemGuide

_STEP_PX = 60
_KEYS = {
    Qt.Key.Key_Down: _STEP_PX, Qt.Key.Key_Up: -_STEP_PX, Qt.Key.Key_PageDown: 6 * _STEP_PX,
    Qt.Key.Key_PageUp: -6 * _STEP_PX,
}  # fmt: skip


class GuidePanel(Card):
    """Read by ↑↓, put away by Esc or the key that opened it. Signals: ``closed``."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("办理依据与口径")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 14)
        outer.setSpacing(8)
        outer.addWidget(CardHeader("办理依据与口径", icon="book", note="↑↓ 翻看"))
        self.reading = ScrollColumn("办理依据与口径")
        self.column = self.reading.column
        self.content = self.column.parentWidget() or self.reading
        self.column.setContentsMargins(16, 2, 16, 4)
        self.column.setSpacing(6)
        outer.addWidget(self.reading, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 0)
        foot.addStretch(1)
        self.back = KeyButton("返回", "Esc")
        self.back.clicked.connect(self.closed)
        self.back.installEventFilter(self)
        foot.addWidget(self.back)
        outer.addLayout(foot)
        self._shown: tuple[ItemGuide, ...] = ()
        follow_theme(self)
        self.hide()

    def restyle(self) -> None:
        self.setFixedWidth(560 if theme().sizes.md <= 16 else 660)

    def show_guides(self, guides: tuple[ItemGuide, ...]) -> None:
        """The item's guide; of a bundle each item's."""
        if guides != self._shown:
            self._shown = guides
            clear_layout(self.column)
            for guide in guides:
                self._add(guide)
            self.column.addStretch(1)
            self.reading.verticalScrollBar().setValue(0)
        self.show()

    def fit(self, most: int) -> None:
        """As high as what there is to read, and never more than ``most`` pixels."""
        content = self.content
        width = self.width() - 2
        need = content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()
        frame = self.sizeHint().height() - self.reading.sizeHint().height()
        self.resize(self.width(), min(need + frame + 4, most))

    def place_focus(self) -> None:
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that turn the pages belong to what is read, not to the steps of the form under it."""
        step = _KEYS.get(Qt.Key(event.key())) if isinstance(event, QKeyEvent) else None
        if step is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            bar = self.reading.verticalScrollBar()
            bar.setValue(bar.value() + step)
            return True
        return False

    # -- inside ---------------------------------------------------------------------------------
    def _add(self, guide: ItemGuide) -> None:
        self.column.addWidget(Label(guide.name, "lg", bold=True, wrap=True))
        facts = (
            ("编码", guide.code), ("实施机关", guide.agency), ("设定依据", guide.basis), ("时限", guide.limit),
            ("收费", guide.fee), ("结果", guide.result),
        )  # fmt: skip
        for title, value in facts:
            if value:
                self.column.addWidget(FactLine(title, value))
        self._add_lines("受理条件", guide.conditions)
        self._add_lines("申请材料", guide.materials)
        self._add_lines("不予受理的情形", guide.refusals)

    def _add_lines(self, title: str, lines: tuple[GuideLine, ...]) -> None:
        if not lines:
            return
        self.column.addSpacing(6)
        self.column.addWidget(Label(title, "sm", "text2", bold=True))
        for number, line in enumerate(lines, 1):
            self.column.addWidget(Label(f"{number}. {line.title}", "md", wrap=True))
            note = "；".join(part for part in (line.terms, line.basis) if part)
            if note:
                under = Label(note, "sm", "text2", wrap=True)
                under.setContentsMargins(18, 0, 0, 2)
                self.column.addWidget(under)


def guide_hint() -> str:
    """What the link to the panel says of its key."""
    return f"办理依据与口径，{shown_key(key_of('guide'))}"
