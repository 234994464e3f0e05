"""单条翻译: a pasted text, its pieces coloured, candidates with their digits, and the answer opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ui.addresses.entry_pane import EntryPane
from ui.addresses.piece_strip import PieceStrip
from ui.addresses.tab import AddressTab
from ui.theme import theme
from ui.widgets.check_row import CheckRow
from ui.widgets.chip import Chip
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.row_delegates import Span, TwoLineDelegate, TwoLineRow
from ui.widgets.rows import RowList
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.section_card import SectionCard
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import Answer, Candidate
    from ui.reception.board import Board

MOST = 3


def candidate_title(candidate: Candidate) -> tuple[Span, ...]:
    """The address with the part in bold in which it differs from the others."""
    words, part = candidate.short or candidate.text, candidate.differs
    at = words.rfind(part) if part else -1
    if at < 0:
        return (Span(words),)
    spans = (Span(words[:at]), Span(part, bold=True), Span(words[at + len(part) :]))
    return tuple(span for span in spans if span.words)


class TranslateTab(AddressTab):
    """Keys: Enter translates; 1–3 choose a candidate and copy its code; Esc empties."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._answer: Answer | None = None
        self._asked = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        scroll = ScrollColumn("翻译")
        self._column = scroll.column
        self._column.setSpacing(12)
        self.edit = QPlainTextEdit()
        self.edit.setAccessibleName("要翻译的文字")
        self.edit.setPlaceholderText("粘贴一段话里的地址，例如 莲花云锦花园三栋B座1204")
        self.edit.setTabChangesFocus(True)
        self.edit.installEventFilter(self)
        self._column.addWidget(self.edit)
        actions = QHBoxLayout()
        actions.setSpacing(10)
        self.button = KeyButton("翻译", "Enter", primary=True, bind=False)
        self.button.clicked.connect(self._on_button)
        actions.addWidget(self.button)
        self.unknown_button = KeyButton("送待核", icon="send")
        self.unknown_button.clicked.connect(self._on_unknown)
        self.unknown_button.hide()
        actions.addWidget(self.unknown_button)
        actions.addStretch(1)
        self._column.addLayout(actions)
        self.card = SectionCard("读出的各部分", icon="map-pin")
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(15, 10, 15, 12)
        inner.setSpacing(8)
        verdict = QHBoxLayout()
        verdict.setSpacing(8)
        self.icon = IconLabel("circle-check", 20, "ok")
        self.verdict = ElidedLabel("", "lg", bold=True)
        self.chip = Chip("", "ok")
        verdict.addWidget(self.icon)
        verdict.addWidget(self.verdict, 1)
        verdict.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        inner.addLayout(verdict)
        self.strip = PieceStrip(captions=True)
        inner.addWidget(self.strip)
        self.reasons = Label("", "sm", "warn", wrap=True)
        inner.addWidget(self.reasons)
        self.card.body.addWidget(holder)
        self._column.addWidget(self.card)
        self.list = RowList("候选地址", TwoLineDelegate(), digits=True)
        self.list.row_opened.connect(self._on_candidate)
        self.list.clicked.connect(self._on_clicked)
        self._column.addWidget(self.list)
        self.opened = SectionCard("怎么读出来的", icon="bulb")
        self.opened_rows = QWidget()
        self.opened.body.addWidget(self.opened_rows)
        self._column.addWidget(self.opened)
        self._column.addStretch(1)
        row.addWidget(scroll, 1)
        self.entry = EntryPane(board)
        row.addWidget(self.entry)
        for widget in (self.card, self.list, self.opened):
            widget.hide()
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        self._column.setContentsMargins(sizes.gutter, 14, sizes.gutter, 8)
        self.edit.setFixedHeight(2 * round(sizes.md * 1.6) + 16)

    def hints(self) -> tuple[tuple[str, str], ...]:
        answer = self._answer
        if answer is not None and answer.candidates and not answer.sure:
            return (("1–3", "选候选"), ("Esc", "清空"))
        # In the text digits are typed; what is sure needs no choice.
        return (("Enter", "翻译"), ("Esc", "清空"))

    def place_focus(self) -> None:
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def handle(self, intention: str) -> bool:
        if intention == "back" and self.edit.toPlainText():
            self.edit.clear()
            self._show(None)
            self.place_focus()
            return True
        if intention == "primary":
            self._on_button()
            return True
        return False

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in enter:
            self._on_button()
            return True
        return False

    # -- asking ---------------------------------------------------------------------------------
    def translate(self, words: str) -> None:
        """Translate a text as if it had been pasted here."""
        self.edit.setPlainText(words)
        self._on_button()

    def _on_button(self) -> None:
        words = " ".join(self.edit.toPlainText().split())[:400]
        if words:
            self._asked = words
            board = self.board
            board.run(
                board.counter.addresses.translate, board.clerk, words, done=self._on_answer, topic="addresses"
            )

    def _on_answer(self, answer: Answer) -> None:
        if answer.text == self._asked:
            self._show(answer)

    # -- showing --------------------------------------------------------------------------------
    def _show(self, answer: Answer | None) -> None:
        self._answer = answer
        self.hints_changed.emit()
        self.card.setVisible(answer is not None)
        self.opened.setVisible(answer is not None and bool(answer.pieces))
        candidates = answer.candidates[:MOST] if answer is not None else ()
        self.list.setVisible(bool(candidates))
        queue = self.board.counter.addresses.takes_unknown
        self.unknown_button.setVisible(queue and answer is not None and not answer.sure)
        if answer is None:
            self.entry.clear()
            return
        self._show_verdict(answer)
        self.list.set_rows(
            [
                TwoLineRow(candidate_title(c), f"{c.where}  {c.code}", str(n))
                for n, c in enumerate(candidates, 1)
            ],
            current=0,
        )
        self.list.fit_rows(max(len(candidates), 1))
        self._show_opened(answer)
        if candidates:
            self.entry.open(candidates[0].code)
        else:
            self.entry.clear()
        if candidates and not answer.sure:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_verdict(self, answer: Answer) -> None:
        if answer.sure:
            look, words = ("circle-check", "ok"), f"可以直接采用：{answer.candidates[0].short}"
        elif answer.candidates:
            look, words = ("help-circle", "warn"), f"要人选：{len(answer.candidates)} 个候选"
        else:
            where = f"，只知道在{answer.place}" if answer.place else ""
            look, words = ("circle-x", "bad"), f"没找到{where}"
        self.icon.set_icon(look[0], look[1])  # type: ignore[arg-type]
        self.verdict.setText(words)
        # One verdict, one colour: the number never says otherwise than the words beside it.
        self.chip.set_chip(f"把握 {answer.confidence:.2f}·{answer.method}", look[1])  # type: ignore[arg-type]
        self.strip.show_pieces(answer.pieces)
        self.reasons.setText("；".join(answer.reasons))
        self.reasons.setVisible(bool(answer.reasons))

    def _show_opened(self, answer: Answer) -> None:
        old, self.opened_rows = self.opened_rows, QWidget()
        column = QVBoxLayout(self.opened_rows)
        column.setContentsMargins(15, 8, 15, 10)
        column.setSpacing(2)
        for piece in answer.pieces:
            if piece.cost > 0:
                column.addWidget(CheckRow(f"“{piece.words}”读作{piece.read_as}", "pencil", "text3", note=f"代价 {piece.cost:g}", icon_size=16))  # fmt: skip
        free = [piece for piece in answer.pieces if piece.cost == 0 and piece.state.value == "found"]
        if free:
            words = "、".join(piece.words for piece in free)
            column.addWidget(
                CheckRow(f"{len(free)} 处与库里完全一致", "circle-check", "ok", note=words, icon_size=16)
            )
        if answer.runner_up:
            lead = f"比首选多 {answer.lead:g}" if answer.lead is not None else ""
            column.addWidget(CheckRow(answer.runner_up.removeprefix("广东省深圳市福田区"), "arrows-sort", "text2", note=f"第二名，{lead}", icon_size=16))  # fmt: skip
        elif answer.candidates:
            column.addWidget(CheckRow("没有别的地址相近", "arrows-sort", "text2", icon_size=16))
        self.opened.body.replaceWidget(old, self.opened_rows)
        old.hide()
        old.deleteLater()

    # -- choosing -------------------------------------------------------------------------------
    def _on_clicked(self) -> None:
        self._on_candidate(self.list.current)

    def _on_candidate(self, row: int) -> None:
        if self._answer is not None and 0 <= row < len(self._answer.candidates):
            code = self._answer.candidates[row].code
            self.entry.open(code)
            QApplication.clipboard().setText(code)
            self.board.told.emit("已选，编码已复制", "ok")

    def _on_unknown(self) -> None:
        if self._answer is not None:
            board = self.board
            board.run(
                board.counter.addresses.report_unknown, board.clerk, self._answer.text, "query",
                done=self._on_reported, topic="addresses",
            )  # fmt: skip

    def _on_reported(self, _none: None) -> None:
        self.unknown_button.hide()
        self.board.told.emit("已送待核", "ok")
