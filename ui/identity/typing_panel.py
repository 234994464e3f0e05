"""手工录入: the document copied by hand where no card can be read; the number is judged while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hall_app.identity.by_hand import MAX_ADDRESS, MAX_NAME, number_so_far
from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.section_card import CardHeader
from ui.widgets.themed import Card, follow_theme

if TYPE_CHECKING:
    from datetime import date

    from ui.tokens import ColourName

_FIELDS = (
    ("number", "证件号码", "18 位；旧版永居证 15 位", 24),
    # Twice the characters: the editor counts UTF-16 units.
    ("name", "姓名", "照证件", 2 * MAX_NAME),
    ("valid_to", "有效期至", "20360101 或 长期", 16),
    ("address", "住址", "可不录，库里有则自动带入", 2 * MAX_ADDRESS),
)


class TypingPanel(Card):
    """Signals: ``typed(number, name, valid_to, address)`` once the number is right; ``closed`` by Esc."""

    typed = Signal(str, str, str, str)
    closed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.setAccessibleName("手工录入")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 14)
        outer.setSpacing(10)
        outer.addWidget(
            CardHeader("手工录入", icon="keyboard", note="读不了卡时用；会标明手工录入并留痕，须拍证件正反面")
        )
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 2, 16, 0)
        inner.setSpacing(10)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self.edits: dict[str, QLineEdit] = {}
        for row, (key, label, hint, most) in enumerate(_FIELDS):
            edit = QLineEdit()
            edit.setPlaceholderText(hint)
            edit.setAccessibleName(label)
            edit.setMaxLength(most)
            self.edits[key] = edit
            place = row if key == "number" else row + 1
            grid.addWidget(Label(label, "sm", "text2"), place, 0)
            grid.addWidget(edit, place, 1)
        self.verdict_icon = IconLabel("info-circle", 16, "text3")
        self.verdict = Label("", "sm", "text3")
        verdict = QHBoxLayout()
        verdict.setSpacing(5)
        verdict.addWidget(self.verdict_icon)
        verdict.addWidget(self.verdict, 1)
        grid.addLayout(verdict, 1, 1)
        self.edits["number"].setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin)
        self.edits["number"].textChanged.connect(self._judge)
        inner.addLayout(grid)
        self.trouble = Label("", "sm", "bad", wrap=True)
        inner.addWidget(self.trouble)
        inner.addLayout(self._foot())
        outer.addLayout(inner)
        self._judge("")
        follow_theme(self)
        self.hide()

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        back = KeyButton("返回", "Esc")
        back.clicked.connect(self.closed)
        row.addWidget(back)
        self.go = KeyButton("采用", "Enter")
        self.go.clicked.connect(self._go)
        row.addWidget(self.go)
        return row

    def restyle(self) -> None:
        self.setFixedWidth(560 if theme().sizes.md <= 16 else 660)

    def begin(self) -> None:
        """Show it empty; nothing typed for one person is there for the next."""
        for edit in self.edits.values():
            edit.clear()
        self.trouble.setText("")
        self.show()
        self.adjustSize()
        self.raise_()

    def place_focus(self) -> None:
        self.edits["number"].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_trouble(self, words: str, field: str) -> None:
        """What is wrong, with the focus where it is."""
        self.trouble.setText(words)
        self.adjustSize()
        if field in self.edits:
            self.edits[field].setFocus(Qt.FocusReason.OtherFocusReason)
            self.edits[field].selectAll()

    def _judge(self, text: str) -> None:
        found = number_so_far(text, self._today)
        icon = {"ok": "circle-check", "bad": "alert-triangle"}.get(found.tone, "info-circle")
        tone: ColourName = found.tone  # type: ignore[assignment]  # one of three colour names
        self.verdict_icon.set_icon(icon, tone)
        self.verdict.setText(found.words)
        self.verdict.set_tone(tone)
        self.trouble.setText("")

    def _go(self) -> None:
        """Enter goes to the next empty field that must be filled, and takes the whole when none is left."""
        found = number_so_far(self.edits["number"].text(), self._today)
        if not found.good:
            self.show_trouble(found.words, "number")
            return
        empty = next((key for key in ("name", "valid_to") if not self.edits[key].text().strip()), None)
        if empty is not None:
            self.edits[empty].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        number, name, valid_to, address = (self.edits[key].text() for key, *_ in _FIELDS)
        self.typed.emit(number, name, valid_to, address)
