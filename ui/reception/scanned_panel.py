"""The case of a scanned sheet: what it is, how it stands, and a further copy of its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.key_table import key_of
from ui.theme import theme
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.section_card import CardHeader
from ui.widgets.themed import Card, follow_theme

if TYPE_CHECKING:
    from hall_app.scanned_codes import ScannedCase

_ROWS = ("办件号", "事项", "申请人", "状态", "收到", "办结期限")


class ScannedPanel(Card):
    """Signals: ``reprint_asked`` for 补打, ``resume_asked`` for 补交, ``closed`` by Esc."""

    reprint_asked = Signal()
    resume_asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("扫码查到的办件")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 14)
        outer.setSpacing(10)
        outer.addWidget(CardHeader("扫码查到的办件", icon="scan", note="手上的接件不受影响"))
        grid = QGridLayout()
        grid.setContentsMargins(16, 2, 16, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        self.values: dict[str, ElidedLabel] = {}
        for row, title in enumerate(_ROWS):
            value = ElidedLabel("", "md")
            self.values[title] = value
            grid.addWidget(Label(title, "sm", "text2"), row, 0)
            grid.addWidget(value, row, 1)
        outer.addLayout(grid)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 0)
        foot.addStretch(1)
        self.back = KeyButton("返回", "Esc")
        self.back.clicked.connect(self.closed)
        self.copy = KeyButton("补打", "F12")
        self.copy.clicked.connect(self.reprint_asked)
        foot.addWidget(self.back)
        self.resume = KeyButton("补交", key_of("resume"))
        self.resume.clicked.connect(self.resume_asked)
        foot.addWidget(self.copy)
        foot.addWidget(self.resume)
        outer.addLayout(foot)
        self._shown: ScannedCase | None = None
        follow_theme(self)
        self.hide()

    def restyle(self) -> None:
        self.setFixedWidth(460 if theme().sizes.md <= 16 else 540)

    def show_case(self, found: ScannedCase) -> None:
        """Show a case; the button is there only where a sheet may be printed again."""
        due = f"{found.due_on:%Y-%m-%d}" if found.due_on is not None else "即来即办"
        texts = (
            found.case_number, found.item_name, found.applicant, found.state_name, f"{found.received_on:%Y-%m-%d}", due,
        )  # fmt: skip
        for title, text in zip(_ROWS, texts, strict=True):
            self.values[title].setText(text)
        self.copy.setVisible(found.document_id is not None)
        self.resume.setVisible(found.waits)
        self.show()
        self.adjustSize()
        self.raise_()

    def place_focus(self) -> None:
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)
