"""What a decision left (mockup 05): number, printing, dispatch, what could follow, and the sheet itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.cases.notice_frame import preview_width
from ui.key_table import key_of
from ui.reception.words import due_words
from ui.theme import theme
from ui.tokens import NARROW
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.pdf_preview import PdfPreview
from ui.widgets.themed import Card, Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.cases.outcome import Decision
    from hall_app.items.catalogue import Push
    from ui.reception.state import ReceptionState
    from ui.tokens import ColourName

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_LOOKS: dict[str, tuple[str, ColourName]] = {
    "accepted": ("circle-check-filled", "ok"), "on_the_spot": ("circle-check-filled", "ok"),
    "taken": ("circle-check-filled", "ok"), "supplement": ("arrow-back-up", "warn"), "refused": ("circle-minus", "idle"),
}  # fmt: skip
_TONES: dict[str, ColourName] = {
    "ok": "ok",
    "warn": "warn",
    "bad": "bad",
    "idle": "text2",
    "accent": "accent",
}


class FactRow(Panel):
    """`# 办件号 … LH260617-0042`."""

    def __init__(self, icon: str, label: str, *, last: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill=None, edges="" if last else "b")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0 if last else 1)
        row.setSpacing(8)
        self.icon = IconLabel(icon, 18, "text2")
        self.label = Label(label)
        self.value = ElidedLabel("")
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.icon, 0, _MIDDLE)
        row.addSpacing(4)
        row.addWidget(self.label, 0, _MIDDLE)
        row.addWidget(self.value, 1, _MIDDLE)
        self.line = row
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(max(theme().sizes.row + 4, 44))

    def show_value(self, words: str, tone: ColourName = "text", *, bold: bool = False) -> None:
        self.value.setText(words)
        self.value.set_tone(tone)
        self.value.set_bold(bold)
        self.setAccessibleName(f"{self.label.text()} {words}")


def short_title(title: str) -> str:
    """收件回执 of 受理通知书（收件回执）: the word staff use, where room is short."""
    head, _, aside = title.partition("（")
    return aside.rstrip("）") or head


def kept_words(words: str) -> str:
    """已存为文件 without its path, which has no room; the tooltip has the whole."""
    return words.partition(" /")[0]


class FactCard(Card):
    """Number, sheet, query code, dispatch. Signals: ``print_asked``, ``settled(printed)``."""

    print_asked = Signal()
    settled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("办理结果")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.number = FactRow("hash", "办件号")
        self.paper = FactRow("printer", "收件回执")
        self.query = FactRow("qrcode", "查询码")
        self.sent = FactRow("send", "已分发", last=True)
        self.again = KeyButton("补打", key_of("print"), small=True)
        self.again.clicked.connect(self.print_asked)
        self.yes = KeyButton("纸已出来", small=True)
        self.no = KeyButton("没有，补打", small=True)
        self.yes.clicked.connect(self._on_yes)
        self.no.clicked.connect(self._on_no)
        for button in (self.again, self.yes, self.no):
            self.paper.line.addWidget(button, 0, _MIDDLE)
        for row in (self.number, self.paper, self.query, self.sent):
            column.addWidget(row)

    def show_state(self, state: ReceptionState, decision: Decision) -> None:
        self.number.show_value(decision.case_number, bold=True)
        self.paper.label.setText(short_title(decision.document.title))
        line = state.print_line or decision.print_line
        tone = _TONES.get(line.tone, "text")
        kept = line.kept
        void = bool(state.undone)
        if void:
            tone = "warn"
        self.paper.show_value("已作废" if void else kept_words(line.text) if kept else line.text, tone)
        self.paper.setToolTip(line.text if kept and not void else "")
        self.paper.icon.set_icon("printer", tone)
        doubtful = line.doubtful and not void
        self.again.setVisible(not doubtful and not void)
        self.yes.setVisible(doubtful)
        self.no.setVisible(doubtful)
        # A case that was taken back is at nobody's desk, and cannot be asked for.
        self.query.setVisible(bool(decision.query_code) and not void)
        self.query.show_value(decision.query_code or "")
        self.sent.setVisible(bool(decision.dispatched_to) and not void)
        self.sent.label.setText("下一步" if decision.kind == "supplement" else "已分发")
        self.sent.show_value(decision.dispatched_to, "text2")

    def _on_yes(self) -> None:
        self.settled.emit(True)

    def _on_no(self) -> None:
        self.settled.emit(False)


def also_words(push: Push) -> str:
    """住房租赁合同备案（续期）：现备案 12-07 到期…; the short name where the item has one."""
    return f"{push.item.short_name or push.item.name}：{push.reason}"


class AlsoCard(Card):
    """还能顺手办. Signals: ``asked``."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("还能顺手办")
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 12, 15, 12)
        row.setSpacing(10)
        row.addWidget(IconLabel("bulb", 20, "accent"), 0, _MIDDLE)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label("还能顺手办", bold=True))
        self.reason = Label("", "sm", "text2", wrap=True)
        words.addWidget(self.reason)
        row.addLayout(words, 1)
        self.button = KeyButton("接着办", "2")
        self.button.clicked.connect(self.asked)
        row.addWidget(self.button, 0, _MIDDLE)


class ResultPage(QWidget):
    """Signals: ``acted(intention)``: call, type_identity, pause, print, also, undo; ``settled(printed)``.

    Where nobody is called (``calls`` False: a proxy desk), the next one lays a card or is typed in.
    """

    acted = Signal(str)
    settled = Signal(bool)

    def __init__(self, *, calls: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self.setAccessibleName("办理结果")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(26, 26, 26, 26)
        left.setSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(14)
        self.icon = IconLabel("circle-check-filled", 46, "ok")
        head.addWidget(self.icon, 0, _MIDDLE)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title = Label("", "xl", bold=True)
        self.about = ElidedLabel("", "md", "text2")
        words.addWidget(self.title)
        words.addWidget(self.about)
        head.addLayout(words, 1)
        left.addLayout(head)
        self.facts = FactCard()
        self.facts.print_asked.connect(self._on_print)
        self.facts.settled.connect(self.settled)
        left.addWidget(self.facts)
        self.also = AlsoCard()
        self.also.asked.connect(self._on_also)
        left.addWidget(self.also)
        left.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        words, key = ("呼叫下一位", "call") if calls else ("下一位放身份证，或手工录入", "type_identity")
        self.next = KeyButton(words, key_of(key), primary=True, decision=True, height=52)
        self.next.clicked.connect(self._on_next)
        self.pause = KeyButton("暂停", key_of("pause"), height=52)
        self.pause.clicked.connect(self._on_pause)
        foot.addWidget(self.next, 1)
        foot.addWidget(self.pause)
        if not calls:
            self.pause.hide()
        left.addLayout(foot)
        left.addWidget(self._make_undo())
        row.addLayout(left, 1)
        row.addWidget(self._make_preview())
        self._pages: object = None
        follow_theme(self)

    def _make_undo(self) -> QWidget:
        self.undo = QWidget()
        line = QHBoxLayout(self.undo)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(IconLabel("arrow-back-up", 16, "text3"), 0, _MIDDLE)
        line.addSpacing(8)
        self.undo_words = Label("", "sm", "text3")
        line.addWidget(self.undo_words, 0, _MIDDLE)
        self.undo_link = KeyButton("撤回受理", "Z", quiet=True, small=True)
        self.undo_link.clicked.connect(self._on_undo)
        line.addWidget(self.undo_link, 0, _MIDDLE)
        line.addWidget(Label("，需填原因并作废回执", "sm", "text3"), 0, _MIDDLE)
        line.addStretch(1)
        return self.undo

    def _make_preview(self) -> QWidget:
        self.side = Panel(fill="idle_soft", edges="l")
        column = QVBoxLayout(self.side)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        bar = Panel(edges="b")
        bar.setFixedHeight(44)
        line = QHBoxLayout(bar)
        line.setContentsMargins(12, 0, 12, 1)
        line.setSpacing(8)
        self.paper_title = Label("", bold=True)
        self.paper_size = Label("", "sm", "text3")
        line.addWidget(self.paper_title)
        line.addWidget(self.paper_size)
        line.addStretch(1)
        column.addWidget(bar)
        self.preview = PdfPreview("文书预览")
        column.addWidget(self.preview, 1)
        return self.side

    def restyle(self) -> None:
        sizes = theme().sizes
        narrow = theme().width < NARROW
        self.side.setFixedWidth(preview_width(500 if sizes.md < 15 else 430 if narrow else 620))

    # -- state ----------------------------------------------------------------------------------
    def show_state(self, state: ReceptionState) -> None:
        """Show the decision."""
        decision = state.decision
        if decision is None:
            return
        icon, tone = _LOOKS.get(decision.kind, _LOOKS["accepted"])
        self.title.setText(decision.headline)
        about = decision.item_name
        if decision.deadline is not None and decision.kind == "accepted":
            about += f"，{due_words(decision.deadline)}前办结"
        if decision.note:
            about += f"，{decision.note}"
        if state.undone:
            icon, tone, about = "arrow-back-up", "warn", state.undone
            self.title.setText("已撤回受理")
        self.icon.set_icon(icon, tone)
        self.about.setText(about)
        self.undo_words.setText(f"录错了？{decision.undo_min} 分钟内可")
        self.facts.show_state(state, decision)
        self.also.setVisible(decision.also is not None and not state.undone)
        if decision.also is not None:
            self.also.reason.setText(also_words(decision.also))
        following = state.queue.next if state.queue is not None else None
        if self._calls:
            self.next.set_label(f"呼叫下一位 {following.number}" if following is not None else "呼叫下一位")
        self.paper_title.setText(decision.document.title)
        self.paper_size.setText(decision.document.paper)
        key = (state.document_pages, state.document_note)
        if key != self._pages:
            self._pages = key
            if state.document_pages:
                self.preview.show_words("")
                self.preview.show_pages(state.document_pages)
            else:
                self.preview.show_words(state.document_note)

    def show_undo(self, seconds: int) -> None:
        """How long the acceptance can still be taken back; the line goes when it cannot."""
        self.undo.setVisible(seconds > 0)

    def place_focus(self) -> None:
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_print(self) -> None:
        self.acted.emit("print")

    def _on_also(self) -> None:
        self.acted.emit("also")

    def _on_next(self) -> None:
        self.acted.emit("call" if self._calls else "type_identity")

    def _on_pause(self) -> None:
        self.acted.emit("pause")

    def _on_undo(self) -> None:
        self.acted.emit("undo")
