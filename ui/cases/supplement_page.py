"""The one-off notice (mockup 17): what is missing, until when, through which channels, and the notice itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hall_app.cases.legal_texts import CHANNELS, DEFECT_REASONS, NOTICE_DAYS
from ui.cases.decision_presenter import DecisionPresenter
from ui.cases.defect_rows import counted
from ui.cases.notice_frame import NoticeFrame
from ui.key_table import key_of
from ui.reception.words import day_words
from ui.theme import theme
from ui.widgets.check_box import TickBox
from ui.widgets.chip import Chip, chip_width, draw_chip
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel, EmptyNote, Label
from ui.widgets.paint import box
from ui.widgets.pressable import Pressable
from ui.widgets.segmented import Segmented
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from ui.reception.state import DefectRow, ReceptionState


class ReasonChip(Pressable):
    """A reason to put on a defect."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAccessibleName(f"原因 {words}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedSize(chip_width(self.text(), "outline"), max(theme().sizes.chip, 28))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.height())

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        draw_chip(painter, 0, self.height() / 2, self.text(), "outline")
        if self.hasFocus():
            box(painter, self.rect(), None, theme().colour("accent"), width=2, radius=4)


class DefectLine(Panel):
    """One defect: tick, what is wrong, what to supply, reasons. Signals carry the row's number."""

    ticked = Signal(int)
    written = Signal(int, str)
    reasoned = Signal(int, str)
    entered = Signal(int)

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill=None, edges="b")
        self.number = number
        self._current = False
        outer = QHBoxLayout(self)
        outer.setContentsMargins(20, 10, 20, 11)
        outer.setSpacing(8)
        self.tick = TickBox(name="补正")
        self.tick.clicked.connect(self._on_tick)
        outer.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.problem = ElidedLabel("", "md", bold=True)
        self.chip = Chip("", "warn")
        head.addWidget(self.problem, 1)
        head.addWidget(self.chip)
        column.addLayout(head)
        self.supply = QLineEdit()
        self.supply.setPlaceholderText("请补交什么，怎样补")
        self.supply.setMaxLength(200)
        self.supply.textEdited.connect(self._on_written)
        self.words = ElidedLabel("", "md", "text2")
        column.addWidget(self.supply)
        column.addWidget(self.words)
        self.reasons = QWidget()
        chips = QHBoxLayout(self.reasons)
        chips.setContentsMargins(0, 0, 0, 0)
        chips.setSpacing(6)
        for reason in DEFECT_REASONS:
            chip = ReasonChip(reason)
            chip.clicked.connect(self._on_reason)
            chips.addWidget(chip)
        chips.addStretch(1)
        column.addWidget(self.reasons)
        outer.addLayout(column, 1)

    def show_row(self, row: DefectRow, chip: str, *, current: bool) -> None:
        self._current = current
        self.set_fill("accent_soft" if current else None)
        self.tick.setChecked(row.ticked)
        self.tick.setAccessibleName(f"补正：{row.defect.problem}")
        self.problem.setText(row.defect.problem)
        self.problem.set_bold(row.ticked)
        self.problem.set_tone("text" if row.ticked else "text2")
        self.chip.set_chip(chip, "warn" if row.ticked else "idle")
        editing = current and row.ticked
        if self.supply.text() != row.defect.supply:
            self.supply.setText(row.defect.supply)
        self.supply.setAccessibleName(f"应补：{row.defect.problem}")
        self.supply.setVisible(editing)
        self.reasons.setVisible(editing)
        self.words.setText(row.defect.supply if row.ticked else "已注明：现场已改正")
        self.words.setVisible(not editing)

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)
        if self._current:
            QPainter(self).fillRect(0, 0, 4, self.height() - 1, theme().colour("accent"))

    def mousePressEvent(self, event: object) -> None:
        self.entered.emit(self.number)

    def _on_tick(self) -> None:
        self.ticked.emit(self.number)

    def _on_written(self, words: str) -> None:
        self.written.emit(self.number, words)

    def _on_reason(self) -> None:
        sender = self.sender()
        if isinstance(sender, ReasonChip):
            self.reasoned.emit(self.number, sender.text())


class SupplementPage(NoticeFrame):
    """Keys: ↑↓ the row, 空格 ticks, Enter to the words, Insert adds, ←→ its material, F10 issues, Esc back."""

    def __init__(self, presenter: DecisionPresenter) -> None:
        super().__init__(
            "一次性补正告知", "arrow-back-up", "warn", "告知并打印", key_of("supplement"),
            "发出后不得再就已审材料要求补正", "告知书预览",
        )  # fmt: skip
        self._presenter = presenter
        self._state: ReceptionState | None = None
        bar = Panel(fill="sunken", edges="b")
        bar.setFixedHeight(42)
        line = QHBoxLayout(bar)
        line.setContentsMargins(20, 0, 20, 1)
        line.setSpacing(8)
        line.addWidget(Label("缺哪些", "sm", bold=True))
        self.found = Label("", "sm", "text3")
        line.addWidget(self.found)
        line.addStretch(1)
        self.add = KeyButton("加一处", "Insert", small=True)
        self.add.clicked.connect(self._on_add)
        line.addWidget(self.add)
        self.body.addWidget(bar)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)
        self.empty = EmptyNote("没有查出要补正的地方。按 Insert 加一处，或按 Esc 回去受理。")
        self.body.addWidget(self.empty)
        self.lines: list[DefectLine] = []
        self.body.addWidget(self._make_terms())
        self.body.addStretch(1)

    def _make_terms(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(20, 14, 20, 14)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.addWidget(Label("期限（工作日）", "md", "text2"), 0, 0)
        line = QHBoxLayout()
        line.setSpacing(12)
        self.days = Segmented("期限（工作日）", [(str(days), str(days)) for days in NOTICE_DAYS])
        self.days.selected.connect(self._on_days)
        line.addWidget(self.days)
        self.terms = Label("", "md", "text2", wrap=True)
        line.addWidget(self.terms, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addLayout(line, 0, 1)
        grid.addWidget(Label("补交渠道", "md", "text2"), 1, 0)
        line = QHBoxLayout()
        line.setSpacing(16)
        self.channels: list[TickBox] = []
        for words in CHANNELS:
            tick = TickBox(words)
            tick.clicked.connect(self._on_channel)
            line.addWidget(tick)
            self.channels.append(tick)
        line.addStretch(1)
        grid.addLayout(line, 1, 1)
        grid.setColumnStretch(1, 1)
        return holder

    def show_state(self, state: ReceptionState) -> None:
        """Show the notice as it is being written."""
        self._state = state
        app, supplement = state.application, state.supplement
        if app is None:
            return
        self.about.setText(app.item.name)
        self.found.setText(f"{counted(supplement.rows)}，请一次告知齐全")
        self.empty.setVisible(not supplement.rows)
        while len(self.lines) < len(supplement.rows):
            self._add_line()
        for extra in self.lines[len(supplement.rows) :]:
            self._lines.removeWidget(extra)
            extra.hide()
            extra.deleteLater()
        del self.lines[len(supplement.rows) :]
        codes = [row.code for row in app.materials]
        for at, row in enumerate(supplement.rows):
            chip = f"材料 {codes.index(row.material) + 1}" if row.material in codes else "表单"
            current = at == supplement.current
            self.lines[at].show_row(
                row, f"{chip}，←→ 换" if current and row.found is None else chip, current=current
            )
        if str(supplement.days) != self.days.current:
            options = sorted({*NOTICE_DAYS, supplement.days})
            self.days.set_options([(str(days), str(days)) for days in options], current=str(supplement.days))
        due = next((each for each in app.correction_dues if each.days == supplement.days), None)
        until = f"到 {day_words(due.due_on, due.start.year)}，" if due is not None else ""
        self.terms.setText(f"{until}补齐后重新计 {app.accept_days} 个工作日")
        for tick in self.channels:
            tick.setChecked(tick.text() in supplement.channels)
        self.show_pages(supplement.pages, supplement.note)

    def place_focus(self, key: str = "") -> None:
        """On the tick of the current row, so that 空格 and arrows work at once; on its words if those are wanted."""
        at = self._state.supplement.current if self._state is not None else 0
        target: QWidget = self.add
        if at < len(self.lines):
            target = self.lines[at].supply if key == "supply" else self.lines[at].tick
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- inside ---------------------------------------------------------------------------------
    def _add_line(self) -> None:
        line = DefectLine(len(self.lines))
        line.ticked.connect(self._presenter.toggle_row)
        line.written.connect(self._presenter.write_row)
        line.reasoned.connect(self._presenter.reason_row)
        line.entered.connect(self._on_entered)
        line.tick.installEventFilter(self)
        line.supply.installEventFilter(self)
        self._lines.addWidget(line)
        self.lines.append(line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._state is not None:
            at = self._state.supplement.current
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._on_entered(at + (1 if event.key() == Qt.Key.Key_Down else -1))
                return True
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and isinstance(watched, TickBox):
                self._presenter.move_row(at, 1 if event.key() == Qt.Key.Key_Right else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                line = self.lines[at] if at < len(self.lines) else None
                if line is not None and watched is line.tick and line.supply.isVisible():
                    line.supply.setFocus(Qt.FocusReason.OtherFocusReason)
                else:
                    self._on_entered(at + 1)
                return True
        if event.type() == QEvent.Type.FocusIn:
            parent = watched.parent()
            if isinstance(parent, DefectLine):
                self._presenter.select_row(parent.number)
        return super().eventFilter(watched, event)

    def _on_entered(self, at: int) -> None:
        if 0 <= at < len(self.lines):
            self._presenter.select_row(at)
            self.lines[at].tick.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_add(self) -> None:
        self._presenter.add_row()
        self.place_focus()

    def _on_days(self, days: str) -> None:
        self._presenter.set_days(int(days))

    def _on_channel(self) -> None:
        sender = self.sender()
        if isinstance(sender, TickBox):
            self._presenter.toggle_channel(sender.text())
