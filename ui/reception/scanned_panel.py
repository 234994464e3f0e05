"""The case of a scanned sheet: what it is, how it stands, what it still waits for, and a further copy of its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.identity.file_blocks import TONES
from ui.key_table import key_of
from ui.theme import theme
from ui.widgets.chip import Chip
from ui.widgets.drawer import clear_layout
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.section_card import CardHeader
from ui.widgets.themed import Card, follow_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from hall_app.scanned_codes import ScannedCase, ScannedPiece

_ROWS = ("办件号", "事项", "申请人", "状态", "收到", "办结期限")
_MOST_PIECES = 6


class PieceLine(QWidget):
    """`1 就业承诺书　请本人签名后补交`; its digit opens the case at it."""

    def __init__(self, number: int, piece: ScannedPiece, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        icon, tone = ("circle-check", "ok") if piece.brought else ("clock-pause", "warn")
        row.addWidget(IconLabel(icon, 18, tone))
        row.addWidget(Label(f"{number}", "sm", "text3"))
        row.addWidget(Label(piece.name, bold=True))
        row.addWidget(ElidedLabel("已收" if piece.brought else piece.wanted, "sm", "text2"), 1)
        self.setAccessibleName(f"{number} {piece.name} {'已收' if piece.brought else piece.wanted}")


class ScannedPanel(Card):
    """Signals: ``reprint_asked`` for 补打; ``resume_asked(code)`` for 补交, with the code of the piece to begin with;
    ``capture_asked`` for F7; ``handed`` once the applicant has the sheet; ``closed`` by Esc."""

    reprint_asked = Signal()
    resume_asked = Signal(str)
    capture_asked = Signal()
    handed = Signal()
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
        self.light = Chip("")
        grid.addWidget(self.light, len(_ROWS) - 1, 2, Qt.AlignmentFlag.AlignVCenter)
        outer.addLayout(grid)
        outer.addWidget(self._make_pieces())
        outer.addLayout(self._make_foot())
        self._shown: ScannedCase | None = None
        follow_theme(self)
        self.hide()

    def _make_pieces(self) -> QWidget:
        self.waiting = QWidget()
        column = QVBoxLayout(self.waiting)
        column.setContentsMargins(16, 4, 16, 0)
        column.setSpacing(6)
        self.until = Label("", "sm", "text2", bold=True)
        column.addWidget(self.until)
        self.pieces = QVBoxLayout()
        self.pieces.setSpacing(4)
        column.addLayout(self.pieces)
        return self.waiting

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 0)
        foot.addStretch(1)
        self.back = KeyButton("返回", "Esc")
        self.back.clicked.connect(self.closed)
        self.copy = KeyButton("补打", key_of("print"))
        self.copy.clicked.connect(self.reprint_asked)
        self.capture = KeyButton("扫描补交", key_of("capture"))
        self.capture.clicked.connect(self.capture_asked)
        self.resume = KeyButton("补交", key_of("resume"))
        self.resume.clicked.connect(self._on_resume)
        self.hand = KeyButton("通知书已交申请人", icon="check")
        self.hand.clicked.connect(self.handed)
        for button in (self.back, self.copy, self.capture, self.resume, self.hand):
            foot.addWidget(button)
        return foot

    def restyle(self) -> None:
        self.setFixedWidth(500 if theme().sizes.md <= 16 else 600)

    def show_case(self, found: ScannedCase) -> None:
        """Show a case; a button is there only where its sheet may be printed again, or papers handed in."""
        if found is not self._shown:
            self._shown = found
            self._show(found)
        self.show()
        self.adjustSize()
        self.raise_()

    def _show(self, found: ScannedCase) -> None:
        due = (
            f"{found.due_on:%Y-%m-%d}"
            if found.due_on is not None
            else "还没有起算"
            if found.waits
            else "即来即办"
        )
        texts = (
            found.case_number, found.item_name, found.applicant, found.state_name, f"{found.received_on:%Y-%m-%d}", due,
        )  # fmt: skip
        for title, text in zip(_ROWS, texts, strict=True):
            self.values[title].setText(text)
        left = found.left
        self.light.setVisible(bool(left.words))
        self.light.set_chip(left.words, TONES.get(left.tone, "idle"), left.icon, left.spoken)
        clear_layout(self.pieces)
        for number, piece in enumerate(found.pieces[:_MOST_PIECES], 1):
            self.pieces.addWidget(PieceLine(number, piece))
        more = len(found.pieces) - _MOST_PIECES
        if more > 0:
            self.pieces.addWidget(Label(f"还有 {more} 份，打开后查看", "sm", "text2"))
        day = f"，{found.pieces_until:%m-%d} 前" if found.pieces_until is not None else ""
        missing = sum(not piece.brought for piece in found.pieces)
        self.until.setText(f"还缺 {missing} 份{day}" if missing else f"补交的材料已收齐{day}告知是否受理")
        self.waiting.setVisible(bool(found.pieces))
        self.copy.setVisible(found.document_id is not None)
        self.resume.setVisible(found.waits)
        self.capture.setVisible(bool(missing))
        self.hand.setVisible(found.to_hand)

    def place_focus(self) -> None:
        offered = (self.resume, self.hand)
        button = next((one for one in offered if not one.isHidden()), self.back)
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit opens the case at that piece."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        pieces = self._shown.pieces[:_MOST_PIECES] if self._shown is not None else ()
        at = int(event.text()) - 1 if plain and event.text() in tuple("123456789") else -1
        if 0 <= at < len(pieces):
            self.resume_asked.emit(pieces[at].code)
        else:
            super().keyPressEvent(event)

    def _on_resume(self) -> None:
        self.resume_asked.emit("")
