"""The item picker (mockup 13): results at the left, the preview of the one under the cursor at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStyleOptionViewItem, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.check_row import CheckRow
from ui.widgets.chip import Chip
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.row_delegates import Span, TwoLineDelegate, TwoLineRow
from ui.widgets.rows import RowList
from ui.widgets.themed import Card, Panel, Rule, follow_theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QResizeEvent

    from hall_app.items.catalogue import ConditionResult, ItemHit, ItemPreview
    from ui.reception.state import SearchState
    from ui.tokens import ColourName, Kind

# How the state of a condition, or an eligibility word, looks: icon, tone of the icon, kind of the chip.
_CONDITIONS: dict[str, tuple[str, ColourName]] = {
    "met": ("circle-check", "ok"), "failed": ("circle-x", "bad"), "unknown": ("help-circle", "warn"),
}  # fmt: skip

_STOCKED = 6
# Above and below the words of the note under the rows.
_NOTE_PAD = (10, 12)


def eligibility_chip(words: str) -> tuple[Kind, str]:
    """Kind and icon of 符合, 待核 and everything that means not."""
    if words == "符合":
        return "ok", "circle-check"
    if words == "待核":
        return "warn", "help-circle"
    return "idle", "minus"


def name_spans(hit: ItemHit) -> tuple[Span, ...]:
    """The name cut into what matched and what did not."""
    name, spans, at = hit.item.name, [], 0
    for start, end in hit.spans:
        if start > at:
            spans.append(Span(name[at:start]))
        spans.append(Span(name[start:end], hit=True))
        at = end
    if at < len(name):
        spans.append(Span(name[at:]))
    return tuple(spans)


class Picker(Card):
    """Signals: ``moved(row)`` by mouse, ``opened(row)`` by double click or the button."""

    moved = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("查找结果")
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        self.list = RowList("事项", TwoLineDelegate(height="push_row"))
        # The search box keeps the focus; the cursor of the list is moved from there.
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.row_opened.connect(self.opened)
        self.list.clicked.connect(self._on_clicked)
        left.addWidget(self.list)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, _NOTE_PAD[0], 14, _NOTE_PAD[1])
        foot.setSpacing(8)
        foot.addWidget(IconLabel("info-circle", 16, "text3"))
        self.note = ElidedLabel("不符合的也能选，进入后按补正或不予受理办", "sm", "text3")
        foot.addWidget(self.note, 1)
        left.addLayout(foot)
        left.addStretch(1)
        row.addLayout(left, 1)
        row.addWidget(Rule(upright=True))
        self.preview = PreviewPane()
        self.preview.opened.connect(self._on_open)
        row.addWidget(self.preview)
        self.shown: SearchState | None = None

    def show_search(self, search: SearchState) -> None:
        """Show results and preview."""
        if search == self.shown:
            return
        self.shown = search
        known = dict(search.eligibility)
        rows: list[TwoLineRow] = []
        for at, hit in enumerate(search.hits):
            words = known.get(hit.item.code, "")
            kind, icon = eligibility_chip(words)
            rows.append(
                TwoLineRow(
                    name_spans(hit),
                    hit.item.summary,
                    str(at + 1) if at < 9 else "",
                    chip=words,
                    chip_kind=kind,
                    chip_icon=icon if words else "",
                    aside="近似" if hit.approximate else "",
                )  # fmt: skip
            )
        self.list.set_rows(rows, current=search.current)
        self._fit()
        if rows:
            self.note.setText("不符合的也能选，进入后按补正或不予受理办")
        elif search.query and search.answered == search.query:
            self.note.setText(f"没找到“{search.query}”。换个叫法、拼音首字母，或在 # 后输编码")
        head = search.hits[search.current] if search.current < len(search.hits) else None
        self.preview.show_preview(search.preview, head)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as the rows, so that the note stands under them; never higher than the room above it."""
        rows = len(self.shown.hits) if self.shown is not None else 0
        self.list.setVisible(rows > 0)
        row = self.list.itemDelegate().sizeHint(QStyleOptionViewItem(), QModelIndex()).height()
        frame = self.contentsMargins().top() + self.contentsMargins().bottom() + 2
        room = self.height() - frame - self.note.height() - sum(_NOTE_PAD)
        self.list.fit_rows(min(rows, max(room // row, 1)))

    def _on_clicked(self) -> None:
        self.moved.emit(self.list.current)

    def _on_open(self) -> None:
        self.opened.emit(max(self.list.current, 0))


class PreviewPane(Panel):
    """Eligibility with sources, materials, fields to check, expected seconds. Signals: ``opened``."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("事项预览")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 14, 18, 14)
        outer.setSpacing(6)
        self.title = Label("", "lg", bold=True, wrap=True)
        outer.addWidget(self.title)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        self._chips = (Chip(), Chip(), Chip())
        for chip in self._chips:
            chips.addWidget(chip)
        chips.addStretch(1)
        outer.addLayout(chips)
        outer.addSpacing(2)
        self._rule = Rule()
        outer.addWidget(self._rule)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        outer.addLayout(self._rows)
        self._conditions: list[CheckRow] = []
        self._tail = QWidget()
        tail = QVBoxLayout(self._tail)
        tail.setContentsMargins(0, 4, 0, 0)
        tail.setSpacing(0)
        tail.addWidget(Rule())
        self._materials = CheckRow("", "file-check", "ok", icon_size=18)
        self._fields = CheckRow("", "pencil", "warn", icon_size=18)
        self._seconds = CheckRow("", "clock", "text2", icon_size=18)
        for row in (self._materials, self._fields, self._seconds):
            tail.addWidget(row)
        outer.addWidget(self._tail)
        outer.addStretch(1)
        self.button = KeyButton("办理", "Enter", primary=True, decision=True, bind=False)
        self.button.clicked.connect(self.opened)
        outer.addWidget(self.button)
        self._shown: object = None
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedWidth(356 if theme().sizes.md <= 16 else 400)

    def show_preview(self, preview: ItemPreview | None, hit: ItemHit | None) -> None:
        """The head at once, the rest when it is there."""
        if (preview, hit) == self._shown:
            return
        self._shown = (preview, hit)
        head = preview.item if preview is not None else hit.item if hit is not None else None
        self.title.setText(head.name if head is not None else "")
        self.button.setVisible(head is not None)
        self._rule.setVisible(head is not None)
        words = (head.limit_line, head.fee_line, head.code) if head is not None else ("", "", "")
        for chip, text in zip(self._chips, words, strict=True):
            if text and chip.text() != text:
                chip.set_chip(text, "outline")
            chip.setVisible(bool(text))
        self._tail.setVisible(preview is not None)
        self._show_conditions(preview.conditions if preview is not None else ())
        if preview is not None:
            self._materials.show_point(preview.materials_line, "file-check", "ok")
            self._fields.show_point(preview.fields_line, "pencil", "warn")
            self._seconds.show_point(f"预计 {preview.item.expected_seconds} 秒", "clock", "text2")

    def stock(self) -> Iterator[None]:
        """Make the rows of most items' conditions ahead."""
        while len(self._conditions) < _STOCKED:
            self._add_row().hide()
            yield

    def _add_row(self) -> CheckRow:
        row = CheckRow(icon_size=18, source=" ")
        self._rows.addWidget(row)
        self._conditions.append(row)
        return row

    def _show_conditions(self, conditions: tuple[ConditionResult, ...]) -> None:
        """Rows are kept for the next item: making them costs more than all the rest."""
        while len(self._conditions) < len(conditions):
            self._add_row()
        for row, condition in zip(self._conditions, conditions, strict=False):
            icon, tone = _CONDITIONS.get(condition.state, _CONDITIONS["unknown"])
            note = condition.failure if condition.state == "failed" else ""
            row.show_point(condition.label, icon, tone, note=note, source=condition.source)
            row.show()
        for row in self._conditions[len(conditions) :]:
            row.hide()
